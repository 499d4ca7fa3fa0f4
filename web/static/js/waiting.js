/**
 * The waiting page: her seat is taken on the line and she is brought in when the room opens. Where no line can be had, the page asks now
 * and then. It is complete without script.
 */

import { io } from "../vendor/socket.io.esm.min.js";
import { Line } from "./connection.js";
import { Store } from "./store.js";
import { loadWords, t } from "./words.js";

/** How often the page asks while there is no line, ms. */
const ASK_EVERY_MS = 15_000;

const root = document.querySelector("[data-waiting]");
const [, meeting] = /^\/waiting\/([^/]+)\//.exec(root.dataset.waiting) ?? [];
const store = new Store();
const line = new Line({ io, store, meeting, polling: false });

function go(place) {
  line.stop();
  location.replace(place);
}

async function goIn(place) {
  await loadWords(document.body.dataset.words);
  root.querySelector("[data-said]").textContent = t("The room is open. We take you in.");
  go(place);
}

async function ask() {
  if (store.state.link === "up") return;
  try {
    const answer = await fetch(root.dataset.waiting, { headers: { Accept: "application/json" } });
    const { status, go: place } = answer.ok ? await answer.json() : {};
    if (place) await goIn(place);
    else if (status === "closed") go(location.href);
  } catch {
    // No line at all: the next time may find one.
  }
}

let inTheLine = "place" in root.dataset;

/** Where the circle is full, the page says her place as it changes; once a seat is hers it is asked for anew. */
async function tellPlace({ standing: { waiting }, paused, seated }) {
  if (inTheLine && seated && !waiting) go(location.href);
  if (!waiting?.full || waiting.moved) return;
  inTheLine = true;
  await loadWords(document.body.dataset.words);
  const { inLine } = await import("./views/in_line.js");
  root.querySelector("h1").textContent = t("The circle is full just now.");
  root.querySelector(".lead").textContent = inLine(waiting, paused);
}

function watch(state) {
  tellPlace(state).catch(() => {}); // no line to fetch it on
  const code = state.ended?.code;
  if (state.status === "open") goIn(`/meeting/${meeting}`);
  else if (code === "session_expired" || code === "signed_out") go("/sign-in");
  else if (state.status === "closed" || code === "meeting_closed") go(location.href);
  else if (code) line.stop(); // no seat for now; the page's own words say what she can do
}

if (meeting && root.dataset.status === "planned") {
  store.subscribe(watch);
  setInterval(ask, ASK_EVERY_MS);
  window.addEventListener("hearth:exit", () => {
    line.tell({ type: "leave" });
    line.stop();
  });
  line.start();
}
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
