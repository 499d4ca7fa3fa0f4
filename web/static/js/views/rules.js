/** The published rules in plain words: why words were taken down, or a woman was asked to rest. About conduct, never about what she feels. */

import { t } from "../words.js";

/** @param {string|null|undefined} reason */
export function ruleText(reason) {
  switch (reason) {
    case "unkind": return t("words that may hurt someone here");
    case "contact": return t("phone numbers, addresses or accounts stay out of the circle");
    case "details": return t("details that may hurt others to read");
    case "cross_talk": return t("no answers to each other in this part");
    case "selling": return t("no advertising, links or money");
    case "disturbing": return t("it disturbed the meeting");
    default: return t("the facilitator can tell you more");
  }
}

/** The rules to choose from in a report. */
export const RULES = ["unkind", "contact", "details", "selling", "disturbing", "other"];
