/** Carries what she sent: in her order, under one id each, again when the line is back, for a minute. */

import { onTheWay } from "./state.js";
import { actKey } from "./state/outgoing.js";

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 8_000;

export class Sender {
  #line; #store;
  #asked = new Set(); // ids and keys whose answer is awaited
  #waiting = new Map(); // id or key -> timer of its next try
  #tries = new Map();

  /** @param {import("./connection.js").Line} line @param {import("./store.js").Store} store */
  constructor(line, store) {
    this.#line = line;
    this.#store = store;
    line.onUp(() => this.#fresh());
    store.subscribe((_, changed) => {
      if (changed.has("outgoing") || [...changed].some((key) => key.startsWith("m:"))) this.pump();
    });
  }

  /** Send what is not on its way yet. Words stay in her order: a later one waits until an earlier that had to be tried again is answered. */
  pump() {
    if (!this.#line.seated) return;
    for (const item of this.#store.state.outgoing) {
      if (!onTheWay(item)) continue;
      if (!this.#asked.has(item.id) && !this.#waiting.has(item.id)) this.#post(item);
      if (item.status === "retrying") break;
    }
    for (const [key, act] of this.#store.state.acts) {
      if (!act.done && !this.#asked.has(key) && !this.#waiting.has(key)) this.#wish(key, act);
    }
  }

  /** A new line: everything waiting may go at once. */
  #fresh() {
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
    this.pump();
  }

  async #post({ id, text, reply_to, topics, privately, sure }) {
    const answer = await this.#ask(id, { type: privately ? "say_privately" : "post", id, text, ...(reply_to === null ? {} : { reply_to }), ...(topics?.length && !privately ? { topics } : {}), ...(sure ? { sure } : {}) });
    if (answer.ok) this.#store.dispatch({ type: "posted", id, privately, seq: answer.seq, at: answer.at, held: answer.held, rule: answer.rule, hidden: answer.hidden, text: answer.text });
    else if (answer.retry) {
      this.#wait(id);
      this.#store.dispatch({ type: "retrying", id, code: answer.code, message: answer.message });
    } else this.#store.dispatch({ type: "refused", id, code: answer.code, message: answer.message, spans: answer.spans });
  }

  async #wish(key, { type, id, word }) {
    const answer = await this.#ask(key, { type, id, ...(word ? { word } : {}) });
    if (!answer.ok && answer.retry) this.#wait(key);
    else this.#store.dispatch({ type: "wish_answered", key, ok: answer.ok, code: answer.code, message: answer.message });
  }

  async #ask(key, command) {
    this.#asked.add(key);
    const answer = await this.#line.ask(command);
    this.#asked.delete(key);
    if (answer.ok || !answer.retry) this.#tries.delete(key);
    return answer;
  }

  #wait(key) {
    const tries = this.#tries.get(key) ?? 0;
    this.#tries.set(key, tries + 1);
    const timer = setTimeout(() => {
      this.#waiting.delete(key);
      this.pump();
    }, Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tries));
    this.#waiting.set(key, timer);
  }
}

/** Ask for something small that is tried again like words are. @param {import("./store.js").Store} store @param {{type: string, id: string, word?: string}} command @param {number} now */
export function wish(store, command, now) {
  const act = store.state.acts.get(actKey(command));
  if (!act || act.done) store.dispatch({ type: "wish", command, now });
}
