/** What a screen reader hears: one short sentence a thing, politely, and nothing while she paused it. */

import { t, tn } from "../words.js";
import { el, nameOf } from "./dom.js";
import { lineText } from "./lines.js";

/** More at once than this are summed up. */
const AT_ONCE = 4;
/** Sentences leave the log after this time, so that nobody finds them a second time, ms. */
const STAY_MS = 20_000;

export class Announcer {
  #log;
  #words = new Map(); // sentence in the log -> the message whose words it holds

  /** @param {HTMLElement} log the page's `role="log"` */
  constructor(log) {
    this.#log = log;
  }

  /** @param {any} state @param {Array<{kind: string, id?: string, seat?: string}>} said */
  say(state, said) {
    for (const [node, id] of this.#words) if (!state.messages.get(id)?.text) this.#drop(node); // taken back: they leave this log as well
    if (state.prefer.quiet || !said.length) return;
    const messages = said.filter((s) => s.kind === "message");
    for (const one of said) if (one.kind !== "message" || messages.length <= AT_ONCE) this.#add(sentence(state, one), one);
    if (messages.length > AT_ONCE) this.#add(tn("{n} new message in the conversation.", "{n} new messages in the conversation.", messages.length));
  }

  /** One sentence, now. @param {string} text */
  tell(text) {
    this.#add(text);
  }

  #add(text, { kind, id } = {}) {
    if (!text) return;
    const node = el("p", {}, text);
    if (kind === "message") this.#words.set(node, id);
    this.#log.append(node);
    setTimeout(() => this.#drop(node), STAY_MS);
  }

  #drop(node) {
    this.#words.delete(node);
    node.remove();
  }
}

/** @param {any} state */
function sentence(state, { kind, id, seat }) {
  switch (kind) {
    case "message": {
      const message = state.messages.get(id);
      return message?.text ? `${nameOf(state, message.seat, t)}: ${message.text}` : "";
    }
    case "taken_back": return t("{name} took her words back.", { name: nameOf(state, seat, t) });
    case "line_lost": return t("Finding the line again. You can go on writing.");
    case "line_back": return t("The line is back.");
    case "not_sent": return t("Your words were not sent. They are still here.");
    default: return lineText(state, { kind, seat: seat ?? null });
  }
}
