/** The waiting room, on the same live page: her place, who facilitates, what tonight is like, and a line that only the facilitators read. Loaded when she waits. */

import { words as momentText } from "../times.js";
import { clockTime } from "../when.js";
import { t, tn } from "../words.js";
import { expectedText, inLine } from "./in_line.js";
import { stepTitle } from "./steps.js";
import { button, el, mark, setText } from "./dom.js";
import { besideText } from "./looked_for.js";
import { wordNodes } from "./row.js";

export class WaitingRoom {
  #root; #title; #lead; #full; #tonight; #line; #meeting; #asked = false;

  /** @param {HTMLElement} before it stands in the place of the conversation */
  constructor(before) {
    this.#title = el("h2", { class: "wait-title" });
    this.#lead = el("p", { class: "lead" });
    this.#full = el("div", { class: "stack wait-full", hidden: true }, el("p", {}), button("button button-wide", "leave", {}, t("Leave the line")));
    this.#tonight = el("dl", { class: "tonight" });
    this.#line = el("ol", { class: "rows wait-line", "aria-label": t("Your line to the facilitators") });
    this.#root = el(
      "section", { class: "wait", tabindex: "0", "aria-label": t("Waiting room") },
      el("div", { class: "middle" }, this.#title, this.#lead), this.#full,
      el("div", { class: "card" }, el("h3", { class: "card-title" }, t("Tonight")), this.#tonight),
      this.#line,
      button("button button-quiet button-wide", "reclaim", { "aria-haspopup": "dialog" }, t("Take back everything I said")),
    );
    before.before(this.#root);
    this.#meeting = before.closest("[data-meeting]")?.dataset.meeting;
  }

  /** When this room meets again, asked for once by her who finds the circle full. */
  async #later() {
    if (this.#asked) return;
    this.#asked = true;
    try {
      const answer = await fetch(`/waiting/${this.#meeting}/state`, { headers: { Accept: "application/json" } });
      const { later } = answer.ok ? await answer.json() : {};
      if (later) setText(this.#full.firstChild, t("This room meets again {when}.", { when: momentText(new Date(later), "full", new Date(), document.documentElement.lang || "en") }));
    } catch {
      this.#asked = false; // no line: the next word of her place asks again
    }
  }

  /** @param {any} state */
  draw(state) {
    const { waiting } = state.standing;
    this.#root.hidden = !waiting || state.ended !== null;
    if (!waiting) return;
    setText(this.#title, title(state, waiting));
    setText(this.#lead, lead(state, waiting));
    this.#full.hidden = !isFull(waiting);
    if (!this.#full.hidden) this.#later();
    this.#tonight.replaceChildren(...tonight(state));
    const following = this.#root.scrollHeight - this.#root.scrollTop - this.#root.clientHeight < 60;
    this.#line.replaceChildren(...waiting.line.map((said) => row(state, said)), ...state.outgoing.filter((o) => o.privately).map((o) => row(state, { ...o, mine: true }, o)));
    if (following && this.#line.children.length) this.#root.scrollTop = this.#root.scrollHeight;
  }
}

const names = (list) => new Intl.ListFormat(document.documentElement.lang, { type: "conjunction" }).format(list);

/** Whether it is a seat she waits for. Who was asked back is told of that alone. */
const isFull = ({ full, moved }) => full && !moved;

function title(state, waiting) {
  const { facilitators, moved } = waiting;
  if (moved && state.paused) return t("We paused for a moment.");
  if (moved) return t("You are in the waiting room for a moment.");
  if (isFull(waiting)) return t("The circle is full just now.");
  if (!facilitators.length) return t("You are at the door.");
  return tn("{names} knows you are here.", "{names} know you are here.", facilitators.length, { names: names(facilitators) });
}

function lead(state, waiting) {
  const { place, of, facilitators, moved } = waiting;
  if (isFull(waiting)) return inLine(waiting, state.paused);
  if (moved && state.paused) return t("You have done nothing wrong. Your seat is kept, and we let you in again.");
  const where = place === 1 ? t("You are next.") : tn("One woman is before you.", "{n} women are before you.", place - 1);
  if (moved) return [t("This is no punishment. You can write to the facilitators here, and come back when they open the door."), of > 1 ? where : ""].join(" ").trim();
  const who = state.status === "planned" ? t("The room has not opened yet.") : facilitators.length ? tn("She opens the door when it suits the circle.", "They open the door when it suits the circle.", facilitators.length) : t("A facilitator meets you here as soon as one comes.");
  return [who, where, expectedText(waiting)].filter(Boolean).join(" ");
}

function tonight({ room, seats }) {
  const facilitators = [...seats.values()].filter((seat) => seat.role === "facilitator").map((seat) => seat.name);
  const steps = (room?.format ?? []).map((title) => stepTitle({ title }));
  const parts = [
    [t("What it is for"), room?.purpose],
    [t("How we meet"), steps.join(", ")],
    [t("Who facilitates"), facilitators.length ? names(facilitators) : t("Nobody is here yet.")],
    [t("We close"), room?.closes_at ? clockTime(room.closes_at) : ""],
  ];
  return parts.filter(([, words]) => words).map(([name, words]) => el("div", {}, el("dt", {}, name), el("dd", {}, words)));
}

/** Her words on their way: nothing but that, or that they did not go and what she may do. */
function onTheWay({ id, status, message }) {
  if (status !== "unsure" && status !== "refused") return [el("p", { class: "msg-state" }, t("Sending"))];
  return [
    el("p", { class: "msg-state" }, el("strong", {}, t("Your words were not sent.")), ` ${message ?? t("They are still here.")}`),
    el("p", { class: "msg-note-acts" },
      status === "unsure" && button("button button-small button-accent", "again", { "data-id": id }, t("Try again")),
      button("button button-small", "back-to-writing", { "data-id": id }, t("Back to writing"))),
  ];
}

function row(state, { mine, name, text, hidden }, item = null) {
  const seat = mine ? undefined : [...state.seats.values()].find((each) => each.name === name);
  return el(
    "li", { class: mine ? "msg is-mine" : "msg" }, mark(seat),
    el("div", { class: "msg-body" },
      el("p", { class: "msg-head" }, el("span", { class: "msg-name" }, mine ? t("You") : name ?? t("A facilitator")), !mine && el("span", { class: "badge" }, t("Facilitator"))),
      text === null ? el("p", { class: "msg-gone" }, t("These words are gone.")) : el("p", { class: "msg-words", dir: "auto" }, ...wordNodes(text)),
      hidden && el("p", { class: "fine" }, besideText({ hidden }, mine, false)),
      ...(item ? onTheWay(item) : [])),
  );
}
