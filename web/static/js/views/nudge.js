/** One kind sentence from a facilitator, to her alone: a calm card above where she writes, until she closes it. Loaded when there is one. */

import { unread } from "../state/standing.js";
import { t } from "../words.js";
import { el, setText, show } from "./dom.js";

/** The sentences, the gentlest first. */
export const NUDGES = ["welcome", "may_pass", "rest", "here", "room", "own_story"];

/** @param {string} nudge */
export const nudgeText = (nudge) =>
  ({
    welcome: t("I see you. You are welcome here."),
    may_pass: t("You can pass at any time. Listening is enough."),
    rest: t("Would you like to rest a moment? You can step away. Your place is kept."),
    here: t("I am here with you. On the help lines a real person listens, at any hour."),
    room: t("Thank you for sharing. Please leave some room for the others now."),
    own_story: t("Please speak from your own life. In this part we do not give advice."),
  })[nudge] ?? "";

export class Nudge {
  #store; #say;
  #told = 0; // the last one a screen reader has heard of
  #from = el("p", { class: "nudge-from" });
  #words = el("p", { class: "nudge-words" });
  #close = el("button", { type: "button", class: "button button-small" }, t("Thank you"));
  #root = el("section", { class: "nudge", hidden: true }, el("div", {}, this.#from, this.#words), this.#close);

  /** @param {HTMLElement} composer it stands above @param {import("../store.js").Store} store @param {(text: string) => void} say */
  constructor(composer, store, say) {
    this.#store = store;
    this.#say = say;
    this.#close.addEventListener("click", () => {
      const byKey = this.#close.matches(":focus-visible");
      store.dispatch({ type: "thank", id: store.state.standing.nudge.id });
      if (byKey) document.getElementById("words").focus({ preventScroll: true }); // a finger needs no keyboard to rise
    });
    composer.before(this.#root);
  }

  /** @param {any} state */
  draw(state) {
    const nudge = unread(state);
    if (!show(this.#root, nudge !== null)) return;
    const from = t("{name}, to you alone", { name: nudge.name });
    setText(this.#from, from);
    setText(this.#words, nudgeText(nudge.nudge));
    this.#root.setAttribute("aria-label", from);
    if (this.#told === nudge.id || state.cover.on) return;
    this.#told = nudge.id;
    if (!state.prefer.quiet) this.#say(`${from}: ${nudgeText(nudge.nudge)}`);
  }
}
