/** Times in her own language and zone. */

const language = () => document.documentElement.lang || "en";

/** The clock time, like 8:21 PM. @param {string} iso */
export function clockTime(iso) {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? "" : new Intl.DateTimeFormat(language(), { hour: "numeric", minute: "2-digit" }).format(at);
}

/** Seconds as words, in hours when they are whole: "2 hours". @param {number} seconds @param {(one: string, many: string, n: number) => string} tn */
export function duration(seconds, tn) {
  if (seconds >= 3600 && seconds % 3600 === 0) return tn("{n} hour", "{n} hours", seconds / 3600);
  return tn("{n} minute", "{n} minutes", Math.max(1, Math.round(seconds / 60)));
}
