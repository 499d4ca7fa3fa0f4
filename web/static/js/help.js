// Help lines without a connection, only if she asks: a worker that keeps this page and its style, and nothing else.

import { HELP_STAYS } from "./exit.js";

const part = document.querySelector("[data-offline]");
const keep = part?.querySelector("[data-keep]");
const forget = part?.querySelector("[data-forget]");
const stays = part?.querySelector("[data-stays]");
const said = part?.querySelector("[data-offline-said]");

async function show(sentence = "") {
  const kept = Boolean(await navigator.serviceWorker.getRegistration("/help"));
  keep.hidden = kept;
  forget.hidden = !kept;
  stays.hidden = !kept;
  stays.firstElementChild.checked = await caches.has(HELP_STAYS);
  said.textContent = sentence;
}

async function start() {
  stays.addEventListener("change", ({ target }) => (target.checked ? caches.open(HELP_STAYS) : caches.delete(HELP_STAYS)));
  keep.addEventListener("click", async () => {
    try {
      await navigator.serviceWorker.register(`/sw.js?language=${document.documentElement.lang}`, { scope: "/help" });
      await show(part.dataset.kept);
    } catch {
      await show(part.dataset.cannot);
    }
  });
  forget.addEventListener("click", async () => {
    for (const name of await caches.keys()) await caches.delete(name);
    const worker = await navigator.serviceWorker.getRegistration("/help");
    await worker?.unregister();
    await show(part.dataset.removed);
  });
  await show();
  part.hidden = false;
}

if (part && "serviceWorker" in navigator) start();
