// Served as /sw.js with KEPT and NAME before it: keeps the help page for when there is no connection, and nothing else.

/* global KEPT, NAME */

self.addEventListener("install", (event) => {
  const fetchAll = async () => {
    const cache = await caches.open(NAME);
    await Promise.all(KEPT.map(async (address) => {
      const answer = await fetch(new Request(address, { credentials: "omit", cache: "no-cache" }));
      if (!answer.ok) throw new Error("not kept");
      await cache.put(address, answer);
    }));
    await self.skipWaiting();
  };
  event.waitUntil(fetchAll());
});

self.addEventListener("activate", (event) => {
  const tidy = async () => {
    for (const name of await caches.keys()) if (name !== NAME && name !== "help-stays") await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  const answer = async () => {
    const cache = await caches.open(NAME);
    const address = new URL(event.request.url);
    if (event.request.mode !== "navigate") return (await cache.match(event.request)) ?? fetch(event.request);
    try {
      return await fetch(event.request);
    } catch (trouble) {
      const country = address.searchParams.get("in");
      const kept = KEPT.find((other) => country && other.includes(`in=${country}&`)) ?? KEPT[0];
      const page = address.pathname === "/help" && (await cache.match(kept));
      if (page) return page;
      throw trouble;
    }
  };
  event.respondWith(answer());
});
