// A responder's browser as a way to reach her. Without script, or where a browser knows no push, the offer is not there.

const offer = document.querySelector("form[data-push]");

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

async function subscribe() {
  const worker = await navigator.serviceWorker.register("/duty.js", { scope: "/on-call" });
  const options = { userVisibleOnly: true, applicationServerKey: bytes(offer.dataset.push) };
  const given = (await worker.pushManager.subscribe(options)).toJSON();
  offer.elements.endpoint.value = given.endpoint;
  offer.elements.p256dh.value = given.keys.p256dh;
  offer.elements.auth.value = given.keys.auth;
}

if (offer && "serviceWorker" in navigator && "PushManager" in globalThis) {
  offer.hidden = false;
  offer.addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = offer.querySelector("[data-refused]");
    said.textContent = "";
    try {
      await subscribe();
      offer.submit();
    } catch {
      said.textContent = said.dataset.refused;
    }
  });
}
