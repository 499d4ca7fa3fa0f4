/** A circle to reduce from, and a Socket.IO socket that a test drives by hand. */

import { initial, reduce } from "../../web/static/js/state.js";

export const seat = (id, number, more = {}) => ({ seat: id, number, name: id, role: "member", status: "here", colour: number, figure: number, ...more });
export const posted = (seq, id, by, text = `words of ${id}`, more = {}) =>
  ({ type: "message_posted", seq, cursor: `c${seq}`, at: "2026-11-22T20:00:00.000Z", id, seat: by, text, reply_to: null, ...more });

export const room = { name: "Evening circle", purpose: "", language: "en", typing: true, history: false, capacity: 20, opens_at: null, closes_at: null, words_kept_s: 7200 };

/** The answer to take_seat with a fresh snapshot. */
export const snapshotAnswer = (more = {}) => ({
  ok: true, you: "me", room, missed: null, seq: 0, cursor: "c0",
  snapshot: { status: "open", seats: [seat("me", 1), seat("bea", 2), seat("ruth", 3, { role: "facilitator" })], messages: [] }, ...more,
});

/** A state with me, bea and ruth in an open circle. */
export const circle = (more = {}) => reduce(initial(), { type: "seated", answer: snapshotAnswer(more), now: 0 });

/** One action after another. */
export const after = (state, ...actions) => actions.reduce(reduce, state);

/** What the line needs of a socket: handlers, emits that wait for the test's answer, a connection that the test makes and cuts. */
export class HandSocket {
  connected = false;
  connects = 0;
  asked = []; // {command, answer(…)}
  #handlers = {};
  io = { engine: { close: () => this.cut() } };

  on(name, handler) {
    this.#handlers[name] = handler;
  }

  connect() {
    this.connects += 1;
  }

  disconnect() {
    this.cut();
  }

  timeout() {
    return { emit: (_, command, callback) => this.asked.push({ command, answer: (answer) => callback(null, answer), silence: () => callback(new Error("timeout")) }) };
  }

  emit(_, command) {
    this.asked.push({ command, answer: () => {}, silence: () => {} });
  }

  /** The network lets it through. */
  open() {
    this.connected = true;
    this.#handlers.connect();
  }

  /** The network is gone; what was asked stays without an answer. */
  cut() {
    if (!this.connected) return;
    this.connected = false;
    for (const { silence } of this.asked.splice(0)) silence();
    this.#handlers.disconnect("transport close");
  }

  refuse(message) {
    this.#handlers.connect_error(new Error(message));
  }

  event(event) {
    this.#handlers.event(event);
  }

  /** The oldest question of this type that waits for an answer. */
  next(type) {
    const at = this.asked.findIndex((a) => a.command.type === type);
    return at < 0 ? null : this.asked.splice(at, 1)[0];
  }
}

/** Let promises and microtasks run. */
export const settle = () => new Promise((resolve) => setImmediate(resolve));
