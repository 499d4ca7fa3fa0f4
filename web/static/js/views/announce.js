/** What a screen reader hears: one short sentence a thing, politely, and nothing while she paused it. */

import { asRead } from "../text.js";
import { t, tn } from "../words.js";
import { aboutText } from "./about.js";
import { veiled } from "../state/base.js";
import { stepNews } from "./steps.js";
import { el, nameOf } from "./dom.js";
import { lineText } from "./lines.js";
import { hiddenFromAll, looksLike } from "./looked_for.js";
import { ruleText } from "./rules.js";

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
    for (const [node, id] of this.#words) {
      const message = state.messages.get(id);
      if (!message?.text || veiled(state, message)) this.#drop(node); // taken back, or hers to open now: they leave this log as well
    }
    if (state.prefer.quiet || state.cover.on || !said.length) return;
    said = said.filter((s) => !(s.kind === "message" && state.muted.includes(state.messages.get(s.id)?.seat)));
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
function sentence(state, { kind, id, seat, reason, name, text, ...more }) {
  switch (kind) {
    case "message": {
      const message = state.messages.get(id);
      if (message?.text && veiled(state, message)) return `${nameOf(state, message.seat, t)}: ${aboutText(message.topics)}`;
      return message?.text ? `${nameOf(state, message.seat, t)}: ${asRead(message.text)}` : "";
    }
    case "taken_back": return t("{name} took her words back.", { name: nameOf(state, seat, t) });
    case "all_taken_back": return t("{name} took back everything she said.", { name: nameOf(state, seat, t) });
    case "line_lost": return t("Finding the line again. You can go on writing.");
    case "line_back": return t("The line is back.");
    case "not_sent": return t("Your words were not sent. They are still here.");
    case "step_began": return stepNews(state, more.index);
    case "turn": return seat === state.you ? t("It is your turn.") : t("{name} has the floor.", { name: nameOf(state, seat, t) });
    case "nearly": return t("A minute left.");
    case "over": return t("Come to an end when you are ready.");
    case "quiet": return t("Quiet time has begun for you. You can read, and write again when it is over.");
    case "quiet_over": return t("Quiet time is over. You can write again.");
    case "nobody": return t("No facilitator is here just now. You can read. Writing opens again by itself.");
    case "attended": return t("A facilitator is here again.");
    case "yours_down": return [t("Your words were taken down."), ruleText(reason)].join(" ");
    case "message_removed": return t("Words of {name} were taken down.", { name: nameOf(state, seat, t) });
    case "held": return t("Waiting for the facilitator to read it.");
    case "hidden": return hiddenFromAll(more.hidden);
    case "asks": return [looksLike(more.what), t("You can change it or post it as it is.")].join(" ");
    case "private": return `${name}: ${text}`;
    case "let_in": return t("You are in the circle now.");
    case "waits": return t("You are in the waiting room.");
    default: return lineText(state, { kind, seat: seat ?? null, ...more });
  }
}
