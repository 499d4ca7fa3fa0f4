/** The time of a side room. */

import { t, tn } from "../words.js";

/** How long it still lasts, in words. @param {number} ms */
export const leftText = (ms) => (ms <= 60_000 ? t("Less than a minute left.") : tn("{n} minute left.", "{n} minutes left.", Math.ceil(ms / 60_000)));
