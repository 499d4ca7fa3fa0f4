/** Steps and parts of tonight in her words, for whoever speaks of them. */

import { inLanguage, t, tn } from "../words.js";

/** The title of a step in her language. @param {any} step */
export const stepTitle = (step) => inLanguage(step?.title, document.documentElement.lang || "en");

/** A step begins, as one sentence for a screen reader. @param {import("../state/types.js").State} state @param {number} index */
export function stepNews(state, index) {
  const step = state.script[index];
  if (!step) return "";
  const after = state.script.length - 1 - index;
  const rest = after ? tn("{n} step is left after it.", "{n} steps are left after it.", after) : t("It is the last step.");
  return [t("Now: {step}, {n} minutes.", { step: stepTitle(step), n: step.minutes }), rest].join(" ");
}

/** What she said yes to, as one line. @param {string} name @param {string} part */
export const offeredText = (name, part) =>
  ({ reader: t("{name} reads tonight.", { name }), timekeeper: t("{name} keeps time tonight.", { name }), welcome: t("{name} welcomes who is new tonight.", { name }) })[part] ?? "";

/** What she does tonight, beside her name. @param {string} part */
export const partText = (part) => ({ reader: t("reads tonight"), timekeeper: t("keeps time tonight"), welcome: t("welcomes tonight") })[part] ?? part;
