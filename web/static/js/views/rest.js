/** A moment of rest for everyone: a calm page in place of the conversation, and afterwards, for her alone, the question how she goes on. Loaded when it begins. */

import { restLeft } from "../state/base.js";
import { stage, wordsAt } from "../state/rest.js";
import { t } from "../words.js";
import { button, el, mark, nameOf, setText, show } from "./dom.js";
import { wordNodes } from "./row.js";

/** How often it is looked whether the words go on, ms. */
const LOOK_MS = 1_000;

/** How long it still lasts. @param {number} left seconds */
const leftText = (left) => (left > 60 ? t("About two minutes. It ends by itself.") : t("Less than a minute. It ends by itself."));

export class Rest {
  #store; #root; #timer = null;
  #stage = /** @type {"none"|"rest"|"ask"} */ ("none");
  #title = el("h2", { class: "wait-title", tabindex: "-1" });
  #breath = el("p", { class: "lead rest-words" });
  #left = el("p", { class: "fine" });
  #said = el("ol", { class: "rows" });
  #log = el("div", { role: "log", "aria-label": t("What the facilitators write meanwhile") }, this.#said);
  #hand = el("button", { type: "button", class: "button button-wide" }, t("Raise my hand"));
  #handUp = el("p", { class: "fine", role: "status" });
  #ask = el("div", { class: "stack", hidden: true });
  #talk = el("div", { class: "stack card", hidden: true });

  /** @param {HTMLElement} before it stands in the place of the conversation @param {import("../store.js").Store} store */
  constructor(before, store) {
    this.#store = store;
    this.#talk.append(
      el("p", {}, t("On the help lines a real person listens, at any hour. You can also raise your hand: the facilitator sees it.")),
      el("a", { class: "button button-primary button-wide", href: document.getElementById("meet").dataset.help }, t("Help lines")), this.#hand, this.#handUp,
    );
    const goOn = el("button", { type: "button", class: "button button-primary button-wide" }, t("Go on in the circle"));
    const talk = el("button", { type: "button", class: "button button-wide", "aria-expanded": "false" }, t("Talk to someone"));
    goOn.addEventListener("click", () => {
      this.#set("none");
      document.getElementById("words").focus({ preventScroll: true });
    });
    this.#hand.addEventListener("click", () => document.querySelector('.dock [data-act="hand"]').click());
    talk.addEventListener("click", () => {
      talk.setAttribute("aria-expanded", String(show(this.#talk, this.#talk.hidden)));
      this.draw(store.state);
      this.#talk.scrollIntoView({ block: "nearest" });
    });
    this.#ask.append(goOn, talk, this.#talk, button("button button-quiet button-wide", "ask-leave", { "aria-haspopup": "dialog" }, t("Leave quietly")));
    const live = el("div", { role: "status" }, this.#breath);
    this.#root = el("section", { class: "wait rest", tabindex: "0", "aria-label": t("A moment of rest"), hidden: true }, el("div", { class: "middle" }, this.#title, live, this.#left), this.#log, this.#ask);
    before.before(this.#root);
  }

  /** @param {any} state */
  draw(state) {
    const now = Date.now() + state.ahead;
    const next = stage(this.#stage, state, now);
    if (next !== this.#stage) this.#set(next);
    if (next === "none") return;
    const left = restLeft(state, now);
    if (next === "rest") {
      setText(this.#breath, wordsAt(left));
      setText(this.#left, leftText(left));
      this.#follow(state);
    }
    const up = state.hands.includes(state.you);
    show(this.#hand, !up && state.mode !== "silence" && state.turn?.seat !== state.you);
    setText(this.#handUp, up ? t("Your hand is up.") : "");
  }

  #set(next) {
    const inside = document.activeElement?.closest(".talk") ?? document.activeElement === document.body;
    this.#stage = next;
    document.body.classList.toggle("is-resting", next !== "none");
    show(this.#root, next !== "none");
    clearInterval(this.#timer);
    if (next === "rest") this.#timer = setInterval(() => this.draw(this.#store.state), LOOK_MS);
    show(this.#ask, next === "ask");
    show(this.#left, next === "rest");
    show(this.#log, next === "rest");
    show(this.#talk, false);
    this.#ask.querySelector("[aria-expanded]").setAttribute("aria-expanded", "false");
    if (next === "none") return;
    setText(this.#title, next === "rest" ? t("We rest for a moment.") : t("How would you like to go on?"));
    if (next === "ask") setText(this.#breath, t("Each of us chooses for herself. Nobody is told why."));
    if (inside && !document.querySelector("dialog[open]")) this.#title.focus({ preventScroll: true });
  }

  /** What facilitators have written since it began: it is here to be read. */
  #follow(state) {
    const since = new Set([...this.#said.children].map((row) => row.dataset.of));
    for (const message of state.messages.values()) {
      const seat = state.seats.get(message.seat);
      const fits = seat?.role === "facilitator" && message.text !== null && Date.parse(message.at) > Date.parse(state.grounding) - 120_000;
      if (!fits || since.has(message.id)) continue;
      this.#said.append(el("li", { class: "msg", "data-of": message.id }, mark(seat), el("div", { class: "msg-body" }, el("p", { class: "msg-head" }, el("span", { class: "msg-name" }, nameOf(state, message.seat, t))), el("p", { class: "msg-words", dir: "auto" }, ...wordNodes(message.text)))));
    }
    for (const row of [...this.#said.children]) if (!state.messages.get(row.dataset.of)?.text) row.remove();
  }
}
