// Discretion: a shopping list covers our pages when they come, come back, are loaded again, or were out of sight. Her word, added to the list,
// opens them in this tab. Runs before anything is shown; what it covers goes on behind it. The word is checked here, so it needs no line.

(() => {
  const { lock, help } = document.currentScript.dataset;
  const root = document.documentElement;
  const [salt, hash] = lock.split(".");
  /** Under this name stands in this tab what it may show: "yes", or "help" for the help lines alone. */
  const OPEN = "open";
  let covered = false;
  let leaves = false;
  let list = null;

  function allow(what) {
    try {
      if (what) sessionStorage.setItem(OPEN, what);
      else sessionStorage.removeItem(OPEN);
    } catch {
      // Without storage each page comes covered.
    }
  }

  function opened() {
    try {
      const may = sessionStorage.getItem(OPEN);
      return may === "yes" || (may === "help" && location.pathname === "/help");
    } catch {
      return false;
    }
  }

  function cover() {
    allow(null);
    covered = true;
    root.hidden = !list; // nothing at all until the list is there
    if (!list) return;
    if (!list.open) list.showModal();
    root.classList.add("is-notes");
  }

  function uncover(what) {
    allow(what);
    covered = false;
    root.classList.remove("is-notes");
    list.close();
  }

  async function isHers(text) {
    const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(salt + text));
    return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("") === hash;
  }

  async function add(field) {
    const words = field.value.trim();
    const text = words.toLowerCase().normalize("NFC");
    field.value = "";
    if (!text) return;
    if (["help", help].includes(text)) {
      if (location.pathname === "/help") return uncover("help");
      allow("help");
      return location.assign("/help");
    }
    if (await isHers(text)) return uncover("yes");
    const item = list.querySelector("li").cloneNode(true);
    item.querySelector("input").checked = false;
    item.querySelector("span").textContent = words;
    list.querySelector("ul").append(item);
  }

  function begin() {
    list = document.getElementById("notes");
    list.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      add(event.target.elements.namedItem("add"));
    });
    list.addEventListener("cancel", (event) => event.preventDefault());
    list.addEventListener("close", () => covered && cover()); // a phone's back gesture cannot be refused
    new MutationObserver((changes) => {
      if (!covered || !changes.some(({ target }) => target !== list && target.open)) return;
      list.close(); // what opened behind the list may not stand before it
      list.showModal();
    }).observe(document.body, { subtree: true, attributeFilter: ["open"] });
    if (covered) cover();
  }

  if (!globalThis.crypto?.subtle) return; // nothing could open it again
  const again = ["reload", "back_forward"].includes(performance.getEntriesByType("navigation")[0]?.type);
  if (again || !opened()) cover();
  document.addEventListener("DOMContentLoaded", begin);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && !leaves && cover());
  addEventListener("pagehide", () => (leaves = true));
  addEventListener("pageshow", (event) => {
    leaves = false;
    if (event.persisted) cover();
  });
})();
