/** The live room: puts the parts together and starts the line. What it needs to know stands on the page's root element. */

import { io } from "../vendor/socket.io.esm.min.js";
import { actor, listen } from "./actions.js";
import { Line } from "./connection.js";
import { coveredBefore, forget, keep, recall } from "./memory.js";
import { Page } from "./render.js";
import { Sender } from "./sender.js";
import { facilitates, held, waits } from "./state.js";
import { Store } from "./store.js";
import { useLabels } from "./text.js";
import { Cover } from "./views/cover.js";
import { followKeyboard } from "./views/keyboard.js";
import { loadWords } from "./words.js";

/** Endings after which nothing of the conversation stays on the page. */
const WORDS_GO = new Set(["signed_out", "session_expired", "left", "left_unheard", "removed", "declined"]);
/** Endings after which her draft waits in this tab. */
const COMES_BACK = new Set(["session_expired", "replaced"]);
const SECOND_MS = 1_000;
/** What she needs only at the end is fetched this long after she sits, ms. */
const LATER_MS = 4_000;
/** Out of sight for longer than this and the line is tried, not trusted, ms. */
const AWAY_MS = 10_000;

const root = document.getElementById("meet");
const { meeting, polling, help, guest, labels } = root.dataset;
if (document.documentElement.lang !== "en") await loadWords(document.body.dataset.words);

if (labels) useLabels(JSON.parse(labels));
for (const part of document.querySelectorAll("[data-live]")) part.hidden = false; // what works with script only

const store = new Store();
const line = new Line({ io, store, meeting, polling: polling === "yes" });
const page = new Page({ root, store, page: { meeting, help, guest: guest === "yes" }, hint: () => line.tell({ type: "typing" }) });
new Sender(line, store);
const act = actor(line);
const say = (text) => page.announcer.tell(text);

/** A part that not every evening needs, fetched when it does: once, and again where there was no line. */
function part(fetched, make) {
  let made = null;
  return () => (made ??= fetched().catch(() => (made = null)).then((module) => module && make(module)));
}

const agenda = part(() => import("./views/agenda.js"), ({ showAgenda }) => showAgenda(document, { store, act, say }));
store.subscribe((state) => state.script.length && agenda());
const cover = new Cover({ store, line, act });
listen({ store, line, page, act, cover });
followKeyboard();
line.onUp(() => setTimeout(() => import("./views/ending.js").catch(() => {}), LATER_MS)); // without a line there is another time

let wordsUntil = null; // timer: when the closed meeting's words are destroyed, they leave this page too
let gone = false;
let recalled = false; // what the tab kept is given back once the seat is known

store.subscribe((state, changed) => (changed.has("cover") || changed.has("ended")) && cover.draw(state));

let waited = false;
const waitingRoom = part(() => import("./views/waiting_room.js"), ({ WaitingRoom }) => new WaitingRoom(root.querySelector(".talk-scroll")));
store.subscribe((state) => {
  document.body.classList.toggle("is-waiting", waits(state) && !state.ended);
  waited ||= waits(state);
  if (waited) waitingRoom().then((room) => room?.draw(store.state));
});

let rested = false;
const rest = part(() => import("./views/rest.js"), ({ Rest }) => new Rest(root.querySelector(".talk-scroll"), store));
store.subscribe((state) => {
  rested ||= held(state)?.code === "grounding";
  if (rested) rest().then((view) => view?.draw(store.state));
});

let nudged = false;
const nudge = part(() => import("./views/nudge.js"), ({ Nudge }) => new Nudge(root.querySelector(".composer"), store, say));
store.subscribe((state) => {
  nudged ||= Boolean(state.standing.nudge);
  if (nudged) nudge().then((view) => view?.draw(store.state));
});

let called = false;
const person = part(() => import("./views/person_card.js"), ({ PersonCard }) => new PersonCard(root.querySelector(".composer"), say));
store.subscribe((state) => {
  called ||= Boolean(state.standing.person);
  if (called) person().then((card) => card?.draw(store.state));
});

let writes = false;
const topics = part(() => import("./views/topics.js"), ({ Topics }) => new Topics(root.querySelector(".composer"), store));
store.subscribe((state) => {
  writes ||= Boolean(state.draft || state.topics.length);
  if (writes) topics().then((view) => view?.draw(store.state));
});

let aside = false;
const sideRoom = part(() => import("./views/side_room.js"), (module) => module.sideRoom({ store, act, say }));
store.subscribe((state) => {
  aside ||= Boolean(state.standing.side_room);
  if (aside) sideRoom().then((view) => view?.draw(store.state));
});

let desk = null; // a facilitator's rail is loaded for her alone
store.subscribe((state) => {
  if (desk || !facilitates(state)) return;
  desk = import("./desk/desk.js").then((module) => module.start({ store, act, say }));
});

store.subscribe((state, changed) => {
  if (!recalled && state.seated) {
    recalled = true;
    store.dispatch({ type: "restore", memory: recall(sessionStorage, meeting, state.you) });
  } else if (recalled && !gone && ["draft", "composing", "topics", "outgoing", "prefer", "cover", "ended"].some((key) => changed.has(key))) keep(sessionStorage, meeting, state);
  if (changed.has("ended") && state.ended && !COMES_BACK.has(state.ended.code)) forget(sessionStorage, meeting);
  if (!state.ended || wordsUntil !== null) return;
  if (WORDS_GO.has(state.ended.code)) wordsUntil = setTimeout(() => store.dispatch({ type: "words_gone" }));
  else if (state.ended.words_until) {
    line.stop();
    wordsUntil = setTimeout(() => store.dispatch({ type: "words_gone" }), Math.max(0, Date.parse(state.ended.words_until) - Date.now()));
  }
});

setInterval(() => store.dispatch({ type: "tick", now: Date.now() }), SECOND_MS);

let hiddenAt = 0;
document.addEventListener("visibilitychange", () => {
  if (document.hidden) hiddenAt = Date.now();
  else if (Date.now() - hiddenAt > AWAY_MS) line.check();
});

// Quick exit (exit.js) covers the page and clears the tab's storage; here the circle is told that she
// stepped away, and no more; the line is dropped, at once. From the waiting room she just goes.
window.addEventListener("hearth:exit", () => {
  gone = true;
  line.tell(waits(store.state) ? { type: "leave" } : { type: "step_away", quiet: false });
  line.stop();
  forget(sessionStorage, meeting);
  store.dispatch({ type: "words_gone" });
});
// Signing out from this page takes the draft with it.
document.addEventListener("submit", (event) => {
  if (!new URL(event.target.action, location.href).pathname.startsWith("/sign-out")) return;
  gone = true;
  forget(sessionStorage, meeting);
});
// The browser may bring the page back from its memory: what it shows then is old, or was left on purpose.
window.addEventListener("pageshow", (event) => event.persisted && location.reload());

store.dispatch({ type: "begin" });
const away = coveredBefore(sessionStorage, meeting);
if (away) {
  cover.quiet(away.quiet === true);
  cover.away();
}
line.start();
