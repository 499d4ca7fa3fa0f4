// Help lines without a connection, only if she asks: a worker that keeps this page and its style, and nothing else.

const part = document.querySelector("[data-offline]");
const keep = part?.querySelector("[data-keep]");
const forget = part?.querySelector("[data-forget]");
const said = part?.querySelector("[data-offline-said]");

async function show(sentence = "") {
  const kept = Boolean(await navigator.serviceWorker.getRegistration("/help"));
  keep.hidden = kept;
  forget.hidden = !kept;
  said.textContent = sentence;
}

async function start() {
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
