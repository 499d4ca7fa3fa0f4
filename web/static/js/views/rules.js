/** The published list (`web/agreement.py`) in its own words: why words were taken down, or a woman was asked to rest. Conduct, never what she feels. */

import { t } from "../words.js";

/** @param {string|null|undefined} reason */
export function ruleText(reason) {
  switch (reason) {
    case "unkind": return t("Words that hurt someone here.");
    case "contact": return t("Telephone numbers, addresses or accounts, yours or another's.");
    case "details": return t("Details that may hurt others to read, such as how much, how and where.");
    case "cross_talk": return t("Advice or answers while the meeting goes without them.");
    case "selling": return t("Selling, advertising, or asking for money.");
    case "disturbing": return t("Coming to disturb.");
    default: return t("Something else, which the facilitator then explains.");
  }
}

/** The rules to choose from in a report. */
export const RULES = ["unkind", "contact", "details", "selling", "disturbing", "other"];
