// Moments stand in the page in UTC. Here they become her own clock and calendar.

const language = () => document.documentElement.lang || "en";

const styles = {
  time: { hour: "numeric", minute: "2-digit" },
  day: { weekday: "long", day: "numeric", month: "long" },
  full: { weekday: "long", hour: "numeric", minute: "2-digit" },
};

const dayNumber = (moment) => Date.UTC(moment.getFullYear(), moment.getMonth(), moment.getDate()) / 86_400_000;

export function dayWord(moment, now, locale) {
  const away = dayNumber(moment) - dayNumber(now);
  if (away === 0 || away === 1) {
    return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(away, "day");
  }
  return new Intl.DateTimeFormat(locale, away > 1 && away < 7 ? { weekday: "long" } : styles.day).format(moment);
}

export function words(moment, style, now, locale) {
  const time = new Intl.DateTimeFormat(locale, styles.time).format(moment);
  if (style === "time") return time;
  const day = dayWord(moment, now, locale);
  return style === "day" ? day : `${day}, ${time}`;
}

export function place() {
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
  return zone.split("/").pop().replaceAll("_", " ");
}

export function fill(root = document, now = new Date()) {
  for (const element of root.querySelectorAll("time[data-when]")) {
    const moment = new Date(element.dateTime);
    if (!Number.isNaN(moment.getTime())) element.textContent = words(moment, element.dataset.when, now, language()).replace(/(\d)\s(?=[AP]M$)/, "$1\u00a0");
  }
  for (const element of root.querySelectorAll("[data-zone]")) {
    element.textContent = element.dataset.zone.replace("{place}", place());
  }
}
