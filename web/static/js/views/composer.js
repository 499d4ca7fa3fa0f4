/** Where she writes: grows to five lines, counts only near the end, and never sends by itself. */

import { held, waits } from "../state.js";
import { freshId, length, LONGEST, tidy } from "../text.js";
import { t, tn } from "../words.js";
import { setText, show } from "./dom.js";
import { quoteText } from "./row.js";

/** The count shows when fewer characters than this are left. */
const NEAR_THE_END = 200;
/** At most one typing hint in this time, ms. */
const HINT_EVERY_MS = 3_000;

export class Composer {
  #form; #words; #left; #reply; #button; #store; #hint;
  #hintedAt = 0;

  /** @param {HTMLElement} dock @param {import("../store.js").Store} store @param {() => void} hint says that she is writing */
  constructor(dock, store, hint) {
    this.#form = dock.querySelector(".composer");
    this.#words = dock.querySelector(".composer-words");
    this.#button = dock.querySelector(".composer-send");
    this.#left = dock.querySelector(".composer-left");
    this.#reply = dock.querySelector(".dock-reply");
    this.#store = store;
    this.#hint = hint;
    this.#words.addEventListener("input", () => this.#typed());
    this.#words.addEventListener("keydown", (event) => this.#key(event));
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
  }

  focus() {
    this.#words.focus({ preventScroll: true });
  }

  /** @param {any} state @param {Set<string>} changed */
  draw(state, changed) {
    if (changed.has("draft") && this.#words.value !== state.draft) this.#words.value = state.draft;
    if (["draft", "composing", "status", "dock", "outgoing", "turn", "standing", "all"].some((key) => changed.has(key))) this.#weigh(state);
    if (changed.has("reply") || changed.has("all")) {
      if (show(this.#reply, state.replyTo !== null)) setText(this.#reply.querySelector(".msg-quote"), quoteText(state, state.replyTo));
    }
    if (changed.has("focus")) {
      this.focus();
      this.#words.setSelectionRange(this.#words.value.length, this.#words.value.length);
    }
  }

  /** Her room, the count, and whether Send would do anything. */
  #weigh(state) {
    const left = LONGEST - length(state.draft);
    if (show(this.#left, left < NEAR_THE_END)) {
      setText(this.#left, left >= 0 ? tn("{n} character left", "{n} characters left", left) : tn("{n} character too many. Send it in parts.", "{n} characters too many. Send it in parts.", -left));
    }
    const ready = sendable(state) && tidy(state.draft) !== "" && left >= 0;
    const words = held(state) ? t("Write for later") : t("Write if you like");
    if (this.#words.placeholder !== words) this.#words.placeholder = words;
    this.#button.classList.toggle("button-primary", ready);
    this.#button.classList.toggle("is-quiet", !ready);
    this.#button.setAttribute("aria-disabled", String(!ready));
    if (!CSS.supports("field-sizing", "content")) {
      this.#words.style.height = "auto";
      this.#words.style.height = `${this.#words.scrollHeight + 2}px`;
    }
  }

  #typed() {
    this.#store.dispatch({ type: "draft", text: this.#words.value });
    const { room, prefer } = this.#store.state;
    const now = Date.now();
    if (!room?.typing || !prefer.typing || waits(this.#store.state) || !sendable(this.#store.state) || !this.#words.value || now - this.#hintedAt < HINT_EVERY_MS) return;
    this.#hintedAt = now;
    this.#hint();
  }

  /** Enter sends where a keyboard lies before her; on a phone it is a new line. */
  #key(event) {
    if (event.key === "Escape" && this.#store.state.replyTo !== null) this.#store.dispatch({ type: "reply", id: null });
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || !matchMedia("(hover: hover) and (pointer: fine)").matches) return;
    event.preventDefault();
    this.#submit();
  }

  #submit() {
    const { draft } = this.#store.state;
    const text = tidy(draft);
    if (sendable(this.#store.state) && text && length(draft) <= LONGEST) this.#store.dispatch({ type: "send", id: freshId(), text, now: Date.now() });
    this.focus();
  }
}

/** Whether words may go now: to the circle, or on the private line. */
const sendable = (state) => (waits(state) ? state.status !== "closed" : state.status === "open" && !held(state));

/** The line above the composer: who is writing, or why words cannot go yet. @param {any} state @returns {string} */
export function dockLine(state) {
  if (state.seated && state.status === "planned") return t("You can write now. Send works when the meeting opens.");
  if (waits(state)) return "";
  const names = [...state.typing.keys()].filter((id) => !state.muted.includes(id)).map((id) => state.seats.get(id)?.name).filter(Boolean);
  if (names.length === 0) return "";
  if (names.length === 1) return t("{name} is writing", { name: names[0] });
  return names.length === 2 ? t("{one} and {two} are writing", { one: names[0], two: names[1] }) : t("Several women are writing");
}
