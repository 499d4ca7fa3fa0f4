// The clocks of the on-call console run, and its queue keeps itself up to date. Without script the page says the same, as of when it came.

const FRESH_EVERY_MS = 10_000;

/** Minutes and seconds, with hours where there are any. @param {number} ms */
export function face(ms) {
  const whole = Math.max(0, Math.floor(ms / 1000));
  const two = (n) => String(n).padStart(2, "0");
  const [hours, minutes, seconds] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

/** By the server's clock: hers may be wrong. @param {Document | Element} root @param {number} now */
export function tick(root, now) {
  for (const clock of root.querySelectorAll("[data-clock]")) {
    const at = Date.parse(clock.dataset.at);
    const text = face(clock.dataset.clock === "up" ? now - at : at - now);
    if (clock.textContent !== text) clock.textContent = text;
  }
}

/** What a page says of its queue, and its time. @param {string} page @returns {string[]} none: it has no queue */
export const of = (page) => /data-live="([^"]*)" data-now="([^"]*)"/.exec(page)?.slice(1) ?? [];

function begin(document) {
  let ahead = 0;
  const set = () => {
    ahead = Date.parse(document.querySelector("[data-now]").dataset.now) - Date.now();
  };
  const go = () => tick(document, Date.now() + ahead);
  set();
  go();
  setInterval(go, 1000);
  const live = () => document.querySelector("[data-live]");
  if (!live()) return;

  const say = (which) => {
    const line = live().querySelector("[data-fresh]");
    if (line.textContent !== line.dataset[which]) line.textContent = line.dataset[which];
  };

  /** A queue that has not changed stays as it is, so that nothing that is being pressed or read aloud is pulled away. */
  async function renew() {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      const [mark, now] = of(await answer.text());
      if (!answer.ok || mark === undefined) throw new Error("no queue");
      if (mark !== live().dataset.live) return location.reload();
      live().dataset.now = now;
      set();
      go();
      say("fresh");
    } catch {
      say("stale");
    }
  }
  setInterval(renew, FRESH_EVERY_MS);
  document.addEventListener("visibilitychange", () => document.hidden || renew());
}

if (globalThis.document?.querySelector("[data-now]")) begin(document);
