// Quick exit. The link works without this; with it the page is covered first, in the same turn as the tap. Then the line is dropped, what this
// browser holds of us is cleared, the session ends, and the everyday page takes this page's place in the history. Three presses of Shift with
// no other key between them do the same. Her other tabs with us go too.

/** Presses of Shift count together within this, ms. */
const WITHIN_MS = 2000;
/** The everyday page waits no longer than this for the server to hear of it, ms. The request goes on without the page. */
const LONGEST_MS = 400;
/** An empty cache of this name says that the help page stays on this device after a quick exit: she chose so. */
export const HELP_STAYS = "help-stays";

let left = false;

/** @param {string} address the everyday page @param {{told?: boolean}} how told: another tab of hers left, and has seen to the rest */
export function leave(address, { told = false } = {}) {
  if (left) return;
  left = true;
  cover(address);
  window.dispatchEvent(new Event("hearth:exit"));
  if (!told) tabs?.postMessage(address);
  const cleared = forget(told).catch(() => {});
  Promise.race([cleared, new Promise((done) => setTimeout(done, LONGEST_MS))]).then(() => location.replace(address));
}

/** Nothing of the page is seen, read aloud or named in the tab. */
function cover(address) {
  document.documentElement.classList.add("is-covered");
  if (document.body) document.body.hidden = true; // also where the style did not come
  document.title = new URL(address, location.href).hostname;
}

/** What this browser keeps of us; the help page stays only if she chose so. The session ends. @param {boolean} told */
async function forget(told) {
  try {
    sessionStorage.clear();
  } catch {
    // storage may be switched off; there is nothing in it then
  }
  const stays = Boolean(await globalThis.caches?.has(HELP_STAYS).catch(() => false));
  await Promise.allSettled([stays || unkeep(), told || end(stays)]);
}

async function unkeep() {
  for (const name of (await globalThis.caches?.keys()) ?? []) await caches.delete(name);
  for (const worker of (await navigator.serviceWorker?.getRegistrations()) ?? []) await worker.unregister();
}

/** The server ends the session and has the browser clear what no script may: cookies, and pages it kept. @param {boolean} stays */
function end(stays) {
  return fetch(stays ? "/exit?help=stays" : "/exit", { headers: { Accept: "application/json" }, keepalive: true, cache: "no-store" });
}

export function counter(now = () => performance.now()) {
  let presses = [];
  return (key) => {
    if (key !== "Shift") {
      presses = [];
      return false;
    }
    presses = [...presses, now()].filter((at) => now() - at <= WITHIN_MS);
    return presses.length >= 3;
  };
}

const tabs = globalThis.document && globalThis.BroadcastChannel ? new BroadcastChannel("exit") : null;

function start() {
  const pressed = counter();
  const address = () => document.querySelector("a[data-exit]")?.dataset.exit;
  tabs?.addEventListener("message", ({ data }) => leave(data, { told: true }));
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-exit]");
    if (!link || event.button !== 0) return;
    event.preventDefault();
    leave(link.dataset.exit);
  }, true);
  document.addEventListener("keydown", (event) => {
    if (!event.repeat && pressed(event.key) && address()) leave(address());
  }, true);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && left) location.replace(address());
  });
}

if (globalThis.document) start();
