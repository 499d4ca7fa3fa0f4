// Waiting: asks now and then whether the room has opened, and says so once.

import { fill } from "./times.js";

const ASK_EVERY_MS = 5000;
const page = document.querySelector("[data-waiting]");

async function look() {
  const answer = await fetch(page.dataset.waiting, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const { status, go } = await answer.json();
  if (status === page.dataset.status) return;
  if (go) location.replace(go);
  else location.reload();
}

fill();
if (page?.dataset.status === "planned") {
  setInterval(() => {
    if (!document.hidden) look().catch(() => {});
  }, ASK_EVERY_MS);
}
