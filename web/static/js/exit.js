// Quick exit. The link works without this; with it the page is covered first, what this tab holds is dropped, and the place in the
// history is replaced. Three presses of Shift with no other key between them do the same.

const WITHIN_MS = 2000;

export function leave(address) {
  document.documentElement.classList.add("is-covered");
  document.title = "";
  try {
    sessionStorage.clear();
  } catch {
    // storage may be switched off; there is nothing in it then
  }
  window.dispatchEvent(new Event("hearth:exit"));
  location.replace(address);
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

function start() {
  const pressed = counter();
  const address = () => document.querySelector("a[data-exit]")?.href;
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-exit]");
    if (!link || event.ctrlKey || event.metaKey || event.button !== 0) return;
    event.preventDefault();
    leave(link.href);
  }, true);
  document.addEventListener("keydown", (event) => {
    if (!event.repeat && pressed(event.key) && address()) leave(address());
  }, true);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && document.documentElement.classList.contains("is-covered")) location.replace(address());
  });
}

if (globalThis.document) start();
