/** Answers with a word: which words, whose marks. Never a number. */

import { t } from "../words.js";
import { button, el, mark, nameOf } from "./dom.js";

/** The few words, in their order. */
export const WORDS = ["with_you", "me_too", "thank_you", "strength"];

/** @param {string} word */
export function wordText(word) {
  return { with_you: t("with you"), me_too: t("me too"), thank_you: t("thank you"), strength: t("strength") }[word] ?? word;
}

/** Whether she has said this word here, counting what is still on its way. */
function mine(state, message, word) {
  if (state.acts.has(`respond:${message.id}:${word}`)) return true;
  if (state.acts.has(`unrespond:${message.id}:${word}`)) return false;
  return (message.responses[word] ?? []).includes(state.you);
}

/** Who said this word, herself included while it is on its way. */
function seatsOf(state, message, word) {
  const others = (message.responses[word] ?? []).filter((seat) => seat !== state.you);
  return mine(state, message, word) ? [...others, state.you] : others;
}

/** What the chips of a row depend on; equal means nothing to draw. */
export function chipsKey(state, message) {
  return WORDS.map((word) => seatsOf(state, message, word).map((id) => `${id}${state.seats.get(id)?.name ?? ""}`).join(",")).join(";");
}

/** The chips said so far, as list items. @param {any} state @param {any} message @param {string} key @returns {HTMLElement[]} */
export function chips(state, message, key) {
  const own = message.seat === state.you;
  return WORDS.flatMap((word) => {
    const seats = seatsOf(state, message, word);
    if (!seats.length) return [];
    const is = mine(state, message, word);
    const names = seats.map((id) => nameOf(state, id, t)).join(", ");
    const inside = [
      wordText(word),
      el("span", { class: "chip-marks" }, ...seats.slice(0, 8).map((id) => mark(state.seats.get(id), "mark-chip")), seats.length > 8 && "…"),
      el("span", { class: "visually-hidden" }, " ", t("from {names}", { names })),
    ];
    const chip = own
      ? el("span", { class: "chip" }, ...inside)
      : button(is ? "chip is-mine" : "chip", "word", { "data-word": word, "data-key": key, "aria-pressed": String(is) }, ...inside);
    return [el("li", {}, chip)];
  });
}

/** The choice of words, opened by "Answer with a word". @param {any} state @param {any} message @param {string} key */
export function choice(state, message, key) {
  return el(
    "div",
    { class: "words", role: "group", "aria-label": t("Answer with a word") },
    ...WORDS.map((word) =>
      button(mine(state, message, word) ? "chip is-mine" : "chip", "word", { "data-word": word, "data-key": key, "aria-pressed": String(mine(state, message, word)) }, wordText(word)),
    ),
  );
}
