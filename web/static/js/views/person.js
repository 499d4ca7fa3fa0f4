/** "I need a person": asked in two taps from anywhere in the meeting, and from then on the truth about where it stands. Loaded when asked for. */

import { freshId } from "../text.js";
import { t } from "../words.js";
import { button, el, setText } from "./dom.js";
import { isOpen, reason, standing } from "./person_card.js";

/** Characters a note may have. */
const LONGEST_NOTE = 1000;
/** How long until what nobody heard is said again, ms. */
const AGAIN_MS = 3_000;

/** Asks until the server has it: a request that nobody heard is said again, under the same id. */
class Request {
  #act; #on; #timer = null;

  constructor(act, on) {
    this.#act = act;
    this.#on = on;
    this.id = freshId();
  }

  async send(fields) {
    clearTimeout(this.#timer);
    const told = await this.#act("ask_person", { id: this.id, ...fields });
    if (!told.ok && (told.retry || told.code === "no_line")) this.#timer = setTimeout(() => this.send(fields), AGAIN_MS);
    this.#on(told);
  }

  stop() {
    clearTimeout(this.#timer);
  }
}

let request = null; // what she asked and nobody has heard yet goes on while the sheet is closed
let redraw = null; // what the sheet shows now, when how it stands has changed

/** @param {{store: import("../store.js").Store, act: (type: string, fields?: object) => Promise<any>, sheet: (id: string) => HTMLElement}} page */
export function openPerson({ store, act, sheet }) {
  document.querySelector("dialog.sheet[open]")?.close();
  if (!redraw) store.subscribe((_, changed) => changed.has("standing") && redraw());
  redraw ??= () => {};
  const body = sheet("person-sheet").querySelector("[data-person]");
  if (isOpen(store.state)) follow(body, store, act);
  else if (!request) ask(body, store, act);
}

const lines = (cls = "button") => el("a", { class: `${cls} button-wide`, href: "/help" }, t("Help lines"));

function ask(body, store, act) {
  redraw = () => {};
  const danger = el("input", { type: "checkbox" });
  const note = el("textarea", { class: "field-input", id: "person-note", rows: "2", maxlength: String(LONGEST_NOTE), dir: "auto" });
  const go = button("button button-primary button-wide", "", {}, t("Call a person for me"));
  const who = el("p", { class: "fine", role: "status" }, t("One moment."));
  go.addEventListener("click", () => {
    const words = note.value.trim();
    waiting(body, store, act, { ...(danger.checked && { danger: true }), ...(words && { note: words }) });
  });
  body.replaceChildren(
    el("p", {}, t("Someone comes to you in private. The circle is told nothing.")),
    who,
    el("label", { class: "check" }, danger, el("span", { class: "check-name" }, t("I am in danger now")), el("span", { class: "check-help" }, t("Then everything is done faster. If a life is in danger, call your local emergency number first."))),
    el("details", { class: "more" }, el("summary", {}, t("Say more, if you like")), el("label", { class: "visually-hidden", for: "person-note" }, t("What they should know")), note),
    go,
    el("details", { class: "more" }, el("summary", {}, t("What they see, and what they do not do")), el("p", { class: "fine" }, t("They see your name for tonight, a few of your last words here, and what you add. Unless a life is in danger, they call nobody outside before they have talked with you.")), el("p", { class: "fine" }, t("You can take it back. If you said that you are in danger now, somebody still looks in on you."))),
  );
  tellWho(who, go, store);
}

/** Who is told, before she taps: the facilitators who are here, and whether anybody on call can be woken. */
async function tellWho(who, go, { state }) {
  const here = [...state.seats.values()].filter((seat) => seat.role === "facilitator" && seat.status === "here" && seat.id !== state.you).map(({ name }) => name);
  let onCall = null;
  try {
    onCall = (await (await fetch("/help/who", { headers: { Accept: "application/json" } })).json()).on_call === true;
  } catch {
    onCall = null; // no line: what is sent is said again until it is heard
  }
  const names = new Intl.ListFormat(document.documentElement.lang || "en", { type: "conjunction" }).format([...here, ...(onCall ? [t("whoever is on call")] : [])]);
  if (names) return setText(who, t("Told now: {names}.", { names }));
  setText(who, onCall === null ? t("There is no line just now. We keep trying when you tap.") : t("Nobody of ours can be reached for certain just now. Please ring a help line first. What you send is kept, and seen as soon as somebody looks."));
  go.before(lines("button button-primary"));
  go.classList.remove("button-primary");
}

/** Sent, and not yet heard: the truth, help lines, and the words to say, until somebody has it. */
function waiting(body, store, act, fields) {
  redraw = () => {};
  const title = el("p", { class: "lead", tabindex: "-1", role: "status" }, t("One moment."));
  const more = el("div", { class: "stack" });
  body.replaceChildren(title, more);
  title.focus();
  request = new Request(act, (told) => {
    if (told.ok) {
      request = null;
      return follow(body, store, act, told.status);
    }
    if (!told.retry && told.code !== "no_line") {
      request = null;
      setText(title, told.message ?? t("It could not be sent."));
      return more.replaceChildren(lines());
    }
    setText(title, t("Nobody has been told yet."));
    if (more.childElementCount) return;
    const stop = button("button button-quiet button-wide", "", {}, t("Stop trying"));
    stop.addEventListener("click", () => {
      request?.stop();
      request = null;
      document.querySelector("dialog[open]")?.close();
    });
    more.replaceChildren(
      el("p", {}, t("There is no line, or our own place for it does not answer. We keep trying as long as this page is open.")),
      el("p", {}, t("Please do not wait for it. You can ring a help line and say: “I am in a hard place and I need to talk to someone now.”")),
      lines("button button-primary"), stop,
    );
  });
  request.send(fields);
}

/** How it stands, for as long as the sheet is open. */
function follow(body, store, act, heard = "calling") {
  const title = el("p", { class: "lead", tabindex: "-1", role: "status" });
  const why = el("p", {});
  const because = el("p", { class: "fine" });
  const also = el("p", { class: "fine" });
  const answer = el("p", { class: "fine", role: "status" });
  const back = button("button button-quiet button-wide", "", {}, "");
  const person = () => store.state.standing.person ?? { status: heard, origin: "she", mine: true };
  const draw = () => {
    const now = person();
    const said = standing(now);
    setText(title, said.title);
    setText(why, said.why);
    setText(because, reason(now));
    setText(also, [now.emergency && t("Emergency services have been called."), now.withdrawn && t("You took it back. Somebody still looks in, because you said that you are in danger.")].filter(Boolean).join(" "));
    back.hidden = now.status === "over" || (now.mine ? now.withdrawn : false);
    setText(back, now.mine ? t("Take it back") : t("I do not wish for help now"));
  };
  back.addEventListener("click", async () => {
    const told = await act(person().mine ? "take_back_ask" : "decline_person");
    setText(answer, told.ok ? t("We have heard you.") : told.message ?? t("There was no line. Try again when it is back."));
  });
  redraw = draw;
  body.replaceChildren(title, why, because, also, lines(), back, answer);
  draw();
  title.focus();
}
