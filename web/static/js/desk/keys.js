/** The desk by keyboard: one letter, one act, while she is not writing. `?` shows the list; it may be switched off. */

import { restLeft } from "../state/base.js";
import { t } from "../words.js";
import { toRead } from "./model.js";

const step = (by) => (state) => {
  const index = state.step === null ? 0 : state.step + by;
  return state.script[index] && index !== state.step ? { type: "begin_step", index } : null;
};
const first = (list, make) => (list.length ? make(list[0]) : null);

/** Letter -> the act as things stand now; a string names something the desk itself does. */
const KEYS = {
  "?": () => "keys",
  n: step(1),
  b: step(-1),
  f: (state) => (state.turn || state.hands.length || state.mode === "go_round" ? { type: "next_turn" } : null),
  g: (state) => (state.turn ? { type: "grant_time", seconds: 60 } : null),
  a: (state) => first(state.waiting, ({ seat }) => ({ type: "admit", seat })),
  A: (state) => (state.waiting.length ? { type: "admit_all" } : null),
  r: (state) => first(toRead(state), ({ id }) => ({ type: "release", id })),
  t: () => "take-down",
  p: (state) => ({ type: state.paused ? "resume" : "pause" }),
  m: (state) => ({ type: restLeft(state, state.now) > 0 ? "end_grounding" : "ground" }),
  l: (state) => ({ type: state.locked ? "unlock_door" : "lock_door" }),
  x: () => "drill",
  z: () => "undo",
  w: () => "write",
  1: () => "go:script", 2: () => "go:door", 3: () => "go:read", 4: () => "go:hands", 5: () => "go:circle", 6: () => "go:room", 7: () => "go:among",
};

/** What a key asks for now. @param {string} key @param {any} state @returns {{type: string, [field: string]: any}|string|null} */
export const wanted = (key, state) => KEYS[key]?.(state) ?? null;

/** Each key with what it does. @returns {Array<[string, string]>} */
export const keyList = () => [
  ["n", t("Next step of the script")], ["b", t("Back to the step before")], ["f", t("Give the floor to whoever is next")], ["g", t("A minute more for her")],
  ["a", t("Let in whoever waits longest")], ["A", t("Let everyone in who waits")], ["r", t("Show the oldest held words")],
  ["t", t("Take down the words you stand on")], ["p", t("Pause everything, or go on")], ["m", t("Two minutes of rest for everyone, or end them")], ["l", t("Lock or open the door")], ["x", t("Intruder drill")],
  ["z", t("Undo what was just done")], ["w", t("To where you write")], ["1-7", t("To a part of the desk")], ["?", t("This list")],
];

/** Letters nearer to each other than this are words, ms. */
export const ALONE_MS = 300;

/** A letter alone asks for an act. Letters in a row are words that were meant for somewhere else, and do nothing. */
export class Alone {
  #timer = null;
  #last = -ALONE_MS;
  #clock;

  /** @param {() => number} [clock] ms */
  constructor(clock = () => performance.now()) {
    this.#clock = clock;
  }

  /** @param {string} key @param {() => void} run at once where the key is no letter, else when no other came with it */
  press(key, run) {
    if (!/^\p{L}$/u.test(key)) return run();
    const now = this.#clock();
    const row = now - this.#last < ALONE_MS;
    this.#last = now;
    clearTimeout(this.#timer);
    if (!row) this.#timer = setTimeout(run, ALONE_MS);
  }
}

/** Whether a key press is meant for the desk and not for what she writes or chooses. @param {KeyboardEvent} event */
export function meant(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return false;
  return !event.target.closest?.("textarea, select, [contenteditable], dialog[open], input:not([type=checkbox], [type=radio])");
}
