/** One message of the conversation: built once, then only what differs is touched. */

import { opening, pieces } from "../text.js";
import { clockTime } from "../when.js";
import { t } from "../words.js";
import { button, el, mark, nameOf, setText, show } from "./dom.js";
import { chips, chipsKey, choice } from "./responses.js";

/** Her words as nodes: text, and links that lead nowhere with their host in plain words. @param {string} text */
export function wordNodes(text) {
  return pieces(text).map((piece) =>
    piece.host
      ? el("span", { class: "msg-link" }, piece.text, " ", el("span", { class: "msg-host" }, el("span", { class: "visually-hidden" }, t("a link to"), " "), piece.host))
      : piece.text,
  );
}

/** "Ola: I changed my top…", for a quote. @param {any} state @param {string} id */
export function quoteText(state, id) {
  const of = state.messages.get(id);
  if (!of) return t("an earlier message");
  const name = nameOf(state, of.seat, t);
  return of.text === null ? t("{name}: words taken back", { name }) : `${name}: ${opening(of.text)}`;
}

/** Where nothing hovers, a row's actions come with a tap only. */
const HOVERS = matchMedia("(hover: hover)");

export class MessageRow {
  #chipsKey = null;
  #wordsOpen = null;

  /** @param {any} state @param {any} message @param {string} key */
  constructor(state, message, key) {
    this.key = key;
    this.id = message.id;
    const own = message.seat === state.you;
    const seat = state.seats.get(message.seat);
    this.name = el("span", { class: "msg-name" });
    this.time = el("time", { class: "msg-time", datetime: message.at }, clockTime(message.at));
    this.words = el("p", { class: "msg-words", dir: "auto" });
    this.gone = el("p", { class: "msg-gone", hidden: true });
    this.chips = el("ul", { class: "chips", hidden: true });
    this.add = el("li", { hidden: true }, button("chip chip-add", "open-words", { "data-key": key, "aria-expanded": "false" }, t("Answer with a word")));
    this.slot = el("div", { hidden: true });
    this.acts = el(
      "div",
      { class: "msg-acts" },
      !own && button("act", "open-words", { "data-key": key }, t("Answer with a word")),
      own ? button("act", "take-back", { "data-id": message.id }, t("Take it back")) : button("act", "reply", { "data-id": message.id }, t("Reply")),
    );
    this.note = el("div", { class: "msg-note", hidden: true });
    this.quote = message.reply_to === null ? null : this.#quote(state, message.reply_to);
    const body = [
      el("p", { class: "msg-head" }, this.name, seat?.role === "facilitator" && el("span", { class: "badge" }, t("Facilitator")), " ", this.time),
      this.quote, this.words, this.gone, this.chips, this.slot, this.acts, this.note,
    ];
    this.node = el(
      "li",
      { class: own ? "msg is-mine" : "msg", "data-message": message.id, "data-key": key, tabindex: "-1" },
      mark(seat), el("div", { class: "msg-body" }, ...body.filter(Boolean)),
    );
    if (message.text !== null) this.words.append(...wordNodes(message.text));
    this.update(state, false);
  }

  /** @param {any} state @param {boolean} active whether this row's actions show */
  update(state, active) {
    const message = state.messages.get(this.id);
    const own = message.seat === state.you;
    setText(this.name, nameOf(state, message.seat, t));
    this.#gone(state, message, own);
    const open = active && state.opened === this.key && !message.taken_back && state.status === "open";
    const taking = state.acts.has(`take_back:${this.id}`);
    this.node.classList.toggle("is-open", state.active === this.key);
    this.node.tabIndex = active ? 0 : -1;
    this.#answers(state, message, active && !own && state.status === "open", open);
    this.#note(taking ? { kind: "taking" } : state.notes.get(this.id), own);
    if (!own) this.acts.firstElementChild.hidden = active; // the dashed chip stands there then
    show(this.acts, (active || HOVERS.matches) && !message.taken_back && !taking && state.status === "open");
    for (const control of this.node.querySelectorAll(".chips button, .msg-quote")) control.tabIndex = active ? 0 : -1;
  }

  /** The quoted words may be taken back, or become known. @param {any} state @param {string} id */
  requote(state, id) {
    if (this.quote) setText(this.quote, quoteText(state, id));
  }

  #quote(state, id) {
    const known = state.messages.has(id);
    const attributes = { "data-quotes": id, dir: "auto" };
    return known
      ? button("msg-quote", "jump", { ...attributes, "data-to": `m:${id}` }, quoteText(state, id))
      : el("p", { class: "msg-quote", ...attributes }, quoteText(state, id));
  }

  #gone(state, message, own) {
    if (!message.taken_back || !this.gone.hidden) return;
    this.words.replaceChildren(); // her words leave this page as well
    this.node.classList.add("is-gone");
    this.words.hidden = true;
    if (this.quote) this.quote.hidden = true;
    const name = nameOf(state, message.seat, t);
    setText(this.gone, own ? t("You took your words back.") : t("{name} took her words back.", { name }));
    this.gone.hidden = false;
  }

  #answers(state, message, addable, open) {
    const now = message.taken_back ? "" : chipsKey(state, message);
    if (now !== this.#chipsKey) {
      const held = this.chips.contains(document.activeElement) ? document.activeElement.dataset.word : null;
      this.#chipsKey = now;
      this.chips.replaceChildren(...(message.taken_back ? [] : chips(state, message, this.key)), this.add);
      if (held) (this.chips.querySelector(`[data-word="${held}"]`) ?? this.node).focus({ preventScroll: true });
    }
    show(this.add, addable && !message.taken_back);
    this.add.firstElementChild.setAttribute("aria-expanded", String(open));
    show(this.chips, !message.taken_back && (this.chips.children.length > 1 || !this.add.hidden));
    const drawn = open ? `${now}` : null;
    if (drawn === this.#wordsOpen) return;
    const opened = this.#wordsOpen === null;
    const inside = this.slot.contains(document.activeElement);
    this.#wordsOpen = drawn;
    this.slot.replaceChildren(...(open ? [choice(state, message, this.key)] : []));
    show(this.slot, open);
    if (open && opened) this.slot.querySelector("button")?.focus({ preventScroll: true });
    else if (inside) (this.add.hidden ? this.node : this.add.firstElementChild).focus({ preventScroll: true });
  }

  #note(note, own) {
    if (!show(this.note, Boolean(note))) return;
    const what = note.kind === "taking" ? t("Taking your words back.") : own ? t("Your words are still there.") : t("That did not reach the circle.");
    const why = note.kind === "taking" ? "" : note.message ?? t("There was no line. Try again when it is back.");
    this.note.replaceChildren(el("p", {}, el("strong", {}, what), why && ` ${why}`));
  }
}
