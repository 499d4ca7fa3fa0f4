/** A moment of rest as one page goes through it: which words it is time for, and what stands there. Loaded with its page. */

import { t } from "../words.js";
import { restLeft } from "./base.js";

/** How long each of the words stays, s. */
const STAYS_S = 20;

/** What to do with body and breath, one thing at a time. */
const words = () => [
  t("Let your shoulders drop."), t("Breathe in slowly, and out a little longer."), t("Feel your feet on the floor."),
  t("Look around. Name five things you see."), t("Breathe in slowly, and out a little longer."), t("You are here. You are not alone."),
];

/** Which of them it is time for. @param {number} left seconds that the rest still lasts */
export const wordsAt = (left) => words()[Math.max(0, words().length - Math.ceil(left / STAYS_S))];

/** What stands there now: the rest, then the question, then nothing again. Only she who was here for the rest is asked. @param {"none"|"rest"|"ask"} was @param {any} state @param {number} now @returns {"none"|"rest"|"ask"} */
export function stage(was, state, now) {
  if (state.ended || state.status !== "open" || state.standing.status === "waiting") return "none";
  if (restLeft(state, now) > 0) return "rest";
  return was === "none" ? "none" : "ask";
}
