/** One message of the conversation: built once, then only what differs is touched. */

import { opening, pieces } from "../text.js";
import { clockTime } from "../when.js";
import { facilitates } from "../state.js";
import { t } from "../words.js";
import { appealLink } from "./appeal.js";
import { veiled } from "../state/base.js";
import { aboutText, veil } from "./about.js";
import { button, el, mark, nameOf, setText, show } from "./dom.js";
import { chips, chipsKey, choice } from "./responses.js";
import { besideText } from "./looked_for.js";
import { ruleText } from "./rules.js";

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
  if (state.muted.includes(of.seat)) return t("{name}: words you chose not to see", { name });
  if (of.text !== null && veiled(state, of)) return `${name}: ${aboutText(of.topics)}`;
  if (of.text !== null) return `${name}: ${opening(of.text)}`;
  return of.taken_back ? t("{name}: words taken back", { name }) : t("{name}: words taken down", { name });
}

/** Her words, or what they touch and the way to them. */
function spoken(state, message) {
  if (veiled(state, message)) return veil(message);
  return [message.topics && el("span", { class: "msg-about" }, aboutText(message.topics), " "), ...wordNodes(message.text)].filter(Boolean);
}

function goneText(state, message, own) {
  const name = nameOf(state, message.seat, t);
  if (message.taken_back) return own ? t("You took your words back.") : t("{name} took her words back.", { name });
  return [own ? t("A facilitator took your words down.") : t("A facilitator took this down."), ruleText(message.removed)].join(" ");
}

/** Where nothing hovers, a row's actions come with a tap only. */
const HOVERS = matchMedia("(hover: hover)");

export class MessageRow {
  #chipsKey = null;
  #there = null;
  #goneFor = null;
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
    this.noticed = el("p", { class: "fine", hidden: true });
    this.chips = el("ul", { class: "chips", hidden: true });
    this.add = el("li", { hidden: true }, button("chip chip-add", "open-words", { "data-key": key, "aria-expanded": "false" }, t("Answer with a word")));
    this.slot = el("div", { hidden: true });
    this.acts = el(
      "div",
      { class: "msg-acts" },
      !own && button("act", "open-words", { "data-key": key }, t("Answer with a word")),
      own ? button("act", "take-back", { "data-id": message.id }, t("Take it back")) : button("act", "reply", { "data-id": message.id }, t("Reply")),
      !own && !facilitates(state) && button("act", "report", { "data-id": message.id, "aria-haspopup": "dialog" }, t("Report")),
    );
    this.note = el("div", { class: "msg-note", hidden: true });
    this.quote = message.reply_to === null ? null : this.#quote(state, message.reply_to);
    const body = [
      el("p", { class: "msg-head" }, this.name, seat?.role === "facilitator" && el("span", { class: "badge" }, t("Facilitator")), " ", this.time),
      this.quote, this.words, this.gone, this.noticed, this.chips, this.slot, this.acts, this.note,
    ];
    this.node = el(
      "li",
      { class: own ? "msg is-mine" : "msg", "data-message": message.id, "data-key": key, tabindex: "-1" },
      mark(seat), el("div", { class: "msg-body" }, ...body.filter(Boolean)),
    );
    this.update(state, false);
  }

  /** @param {any} state @param {boolean} active whether this row's actions show */
  update(state, active) {
    const message = state.messages.get(this.id);
    const own = message.seat === state.you;
    const there = message.text !== null;
    const quiet = state.status !== "open" || state.paused || state.mode === "silence";
    setText(this.name, nameOf(state, message.seat, t));
    this.node.hidden = state.muted.includes(message.seat);
    this.#words(state, message, own);
    const open = active && state.opened === this.key && there && !quiet;
    const taking = state.acts.has(`take_back:${this.id}`);
    this.node.classList.toggle("is-open", state.active === this.key);
    this.node.tabIndex = active ? 0 : -1;
    this.#answers(state, message, active && !own && !quiet, open);
    this.#note(taking ? { kind: "taking" } : state.notes.get(this.id), own);
    if (!own) this.acts.firstElementChild.hidden = active || quiet; // the dashed chip stands there then
    if (!own) this.acts.children[1].hidden = quiet || (!state.crossTalk && !facilitates(state));
    show(this.acts, (active || HOVERS.matches) && (there || (own && !message.taken_back)) && !taking && state.status === "open");
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

  /** Her words, or in one quiet line what became of them. Words that are gone leave this page as well; words that are shown again come back. */
  #words(state, message, own) {
    const there = message.text !== null;
    const drawn = there && [message.topics?.join(), veiled(state, message)].join(); // what they touch is said before them
    if (drawn !== this.#there) {
      this.#there = drawn;
      const inside = this.words.contains(document.activeElement);
      this.words.replaceChildren(...(there ? spoken(state, message) : []));
      if (inside) this.node.focus({ preventScroll: true });
      this.node.classList.toggle("is-gone", !there);
      this.words.hidden = !there;
      if (this.quote) this.quote.hidden = !there;
      this.gone.hidden = there;
    }
    if (!there) this.#why(goneText(state, message, own), own && Boolean(message.removed) && !message.taken_back);
    const beside = there ? besideText(message, own, facilitates(state)) : "";
    if (show(this.noticed, Boolean(beside))) setText(this.noticed, beside);
  }

  /** Why they are gone; she who wrote them can ask somebody else to look. */
  #why(text, asks) {
    if (this.#goneFor === `${asks} ${text}`) return;
    this.#goneFor = `${asks} ${text}`;
    this.gone.replaceChildren(text, ...(asks ? [" ", appealLink(this.id)] : []));
  }

  #answers(state, message, addable, open) {
    const now = message.text === null ? "" : chipsKey(state, message);
    if (now !== this.#chipsKey) {
      const held = this.chips.contains(document.activeElement) ? document.activeElement.dataset.word : null;
      this.#chipsKey = now;
      this.chips.replaceChildren(...(message.text === null ? [] : chips(state, message, this.key)), this.add);
      if (held) (this.chips.querySelector(`[data-word="${held}"]`) ?? this.node).focus({ preventScroll: true });
    }
    show(this.add, addable && message.text !== null);
    this.add.firstElementChild.setAttribute("aria-expanded", String(open));
    show(this.chips, message.text !== null && (this.chips.children.length > 1 || !this.add.hidden));
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
