/** The closed lists of a meeting in the desk's words. */

import { t, tn } from "../words.js";

/** Why words are taken down, or a woman asked to rest or to go; published, conduct only. */
export const REASONS = ["unkind", "contact", "details", "cross_talk", "selling", "disturbing", "other"];
export const MODES = ["open", "queue", "go_round", "facilitators", "silence"];
export const SCOPES = ["tonight", "room", "programme"];
export const NEXT_STEPS = ["next_meeting", "other_room", "talk_to_us"];
export const DOORS = ["nobody", "guests", "everyone"];
/** Minutes of quiet time, seconds between words, seconds of a turn. */
export const QUIET_MINUTES = [5, 15, 30, 60, 1440];
export const SLOW_SECONDS = [0, 10, 30, 60, 300];
export const TURN_SECONDS = [0, 120, 180, 240, 300, 600];

/** @param {string} reason */
export const reasonText = (reason) =>
  ({
    unkind: t("unkind"), contact: t("contact details"), details: t("details that may hurt"), cross_talk: t("cross-talk"),
    selling: t("selling"), disturbing: t("came to disturb"), other: t("another reason"),
  })[reason] ?? reason;

/** @param {string} mode */
export const modeText = (mode) =>
  ({ open: t("Open to all"), queue: t("By hands"), go_round: t("Go-round"), facilitators: t("Facilitators only"), silence: t("Silence") })[mode] ?? mode;

/** @param {string} scope */
export const scopeText = (scope) => ({ tonight: t("for tonight"), room: t("from this room"), programme: t("from the programme") })[scope] ?? scope;

/** @param {string} next */
export const nextText = (next) => ({ next_meeting: t("The next meeting"), other_room: t("Another room"), talk_to_us: t("Talk to us first") })[next] ?? next;

/** @param {string|null} who */
export const doorText = (who) => ({ nobody: t("Nobody"), guests: t("Guests"), everyone: t("Everyone") })[who] ?? "";

/** @param {number} minutes */
export const minutesText = (minutes) =>
  minutes % 60 === 0 && minutes > 0 ? tn("{n} hour", "{n} hours", minutes / 60) : tn("{n} minute", "{n} minutes", minutes);

/** @param {number} seconds */
export const secondsText = (seconds) => (seconds % 60 === 0 && seconds > 0 ? minutesText(seconds / 60) : tn("{n} second", "{n} seconds", seconds));

/** How long something has lasted. @param {number} seconds */
export const sinceText = (seconds) => (seconds < 60 ? t("just now") : t("{n} min", { n: Math.floor(seconds / 60) }));
