// Served as /duty.js with SAID before it: shows a page to a responder, a word and how grave it is; a tap opens the case, once signed in.

/* global SAID */

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  let told = {};
  try {
    told = event.data.json();
  } catch {
    // What cannot be read still rings: better a word too many than none.
  }
  const shown = { body: SAID.severities[told.severity] ?? "", tag: told.id ?? "", renotify: Boolean(told.id), requireInteraction: true, data: told };
  if (told.severity === "test") shown.body = `${shown.body} ${told.id}`;
  event.waitUntil(self.registration.showNotification(SAID.title, shown));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { id, severity } = event.notification.data ?? {};
  event.waitUntil(self.clients.openWindow(severity === "test" || !id ? "/account/contacts" : `/on-call/${encodeURIComponent(id)}`));
});
