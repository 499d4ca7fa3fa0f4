/** Her words as text: how long they are, the links in them, a fresh id. */

/** Characters a message may have; the server counts the same way. */
export const LONGEST = 2000;

/** As the server will see it. @param {string} text */
export const tidy = (text) => text.normalize("NFC").trim();

/** Characters, not code units. @param {string} text */
export const length = (text) => [...tidy(text)].length;

/** 128 random bits, base64url: the name of a message, so that a retry is the same message. */
export function freshId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const LINK = /\b(?:https?:\/\/|www\.)[^\s<>"']+/giu;
const TRAILING = /[.,;:!?)\]}…]+$/u;

/**
 * Text cut at its links: `{text}` and `{text, host}`. A link is never live; its host is told in plain words.
 * @param {string} text @returns {Array<{text: string, host?: string}>}
 */
export function pieces(text) {
  const out = [];
  let from = 0;
  text = asRead(text);
  for (const found of text.matchAll(LINK)) {
    const link = found[0].replace(TRAILING, "");
    const host = hostOf(link);
    if (!host) continue;
    if (found.index > from) out.push({ text: text.slice(from, found.index) });
    out.push({ text: link, host });
    from = found.index + link.length;
  }
  if (from < text.length) out.push({ text: text.slice(from) });
  return out;
}

function hostOf(link) {
  try {
    return new URL(/^www\./i.test(link) ? `https://${link}` : link).hostname;
  } catch {
    return null;
  }
}

let labels = [];

/** What stands where something was hidden, in the room's language, and what this page says instead. @param {Record<string, string>} said */
export function useLabels(said) {
  labels = Object.entries(said);
}

/** Words as this page says them. @param {string} text */
export const asRead = (text) => labels.reduce((said, [there, here]) => said.replaceAll(there, here), text);

/** The first words of a message, for a quote. @param {string} text */
export function opening(text) {
  const line = asRead(text).replace(/\s+/gu, " ").trim();
  const letters = [...line];
  return letters.length > 140 ? `${letters.slice(0, 139).join("").trimEnd()}…` : line;
}
