/** What happened to the circle, one quiet line each. */

import { held } from "../state.js";
import { clockTime, duration } from "../when.js";
import { t, tn } from "../words.js";
import { ruleText } from "./rules.js";
import { offeredText, stepTitle } from "./steps.js";
import { appealLink } from "./appeal.js";
import { el, icon, nameOf } from "./dom.js";

/** @param {any} state @param {{kind: string, seat: string|null}} line */
export function lineText(state, { kind, seat, mode, index, seconds, part, by }) {
  const name = nameOf(state, seat, t);
  switch (kind) {
    case "seat_arrived": return t("{name} took a seat.", { name });
    case "seat_back": return t("{name} is back.", { name });
    case "seat_lost": return t("{name} lost her line. Her seat is kept.", { name });
    case "seat_left": return t("{name} left.", { name });
    case "meeting_opened": return t("The meeting is open.");
    case "turned_away": return t("Someone found the circle full and was turned away.");
    case "stepped_away": return t("{name} stepped away. Her place is kept.", { name });
    case "came_back": return t("{name} is back.", { name });
    case "volunteered": return offeredText(name, part);
    case "lead_taken": return t("{name} leads from here.", { name });
    case "mode_set": return modeText(mode);
    case "step_began": return t("We moved on to {step}.", { step: stepTitle(state.script[index]) });
    case "round_began": return t("A new round begins.");
    case "paused": return t("We paused for a moment.");
    case "resumed": return t("We go on.");
    case "slow_set": return seconds ? t("From here on each of us writes once in {time}.", { time: seconds < 60 ? tn("{n} second", "{n} seconds", seconds) : duration(seconds, tn) }) : t("You can write as often as you like again.");
    case "door_locked": return t("The door is closed. Nobody new comes in.");
    case "door_unlocked": return t("The door is open again.");
    case "seat_moved_to_waiting": return t("{name} is in the waiting room.", { name });
    case "nudged": return t("A kind word went to {name} alone.", { name });
    case "seat_removed": return t("{name} was asked to go.", { name });
    case "side_room_began": return t("{name} is in a side room with {by}.", { name, by: nameOf(state, by, t) });
    case "side_room_ended": return t("{name} is back from the side room.", { name });
    case "side_offer_ended": return t("{name} does not come into a side room now.", { name });
    case "fresh": return t("You were away for a while. This is the conversation as it is now.");
    default: return "";
  }
}

/** Who speaks from here on. @param {string|undefined} mode */
export function modeText(mode) {
  switch (mode) {
    case "queue": return t("From here on we speak in the order of raised hands.");
    case "go_round": return t("From here on we speak one after the other. Everyone may pass.");
    case "facilitators": return t("From here on the facilitators speak.");
    case "silence": return t("A quiet moment. Nobody writes just now.");
    default: return t("From here on everyone may write.");
  }
}

const ICONS = { stepped_away: "cup", came_back: "cup", door_locked: "lock", door_unlocked: "door", seat_moved_to_waiting: "door", seat_removed: "leaf", seat_arrived: "chair", seat_back: "chair", seat_lost: "wave", seat_left: "leaf", turned_away: "door" };

/** @param {any} state @param {any} line @returns {HTMLElement} */
export function lineNode(state, line) {
  const words = el("p", { class: "line-words" }, lineText(state, line));
  const name = ICONS[line.kind];
  return el("li", { class: name ? "line" : "line line-mid", "data-key": line.key }, name && icon(name), words);
}

/** A state that lasts, kept below the conversation. @param {string} name of its icon @param {string} what @param {string} why */
export function kept(name, what, why, ...more) {
  return el("div", { class: "line line-kept" }, icon(name), el("p", { class: "line-words" }, el("strong", {}, what), ` ${why}`, ...more));
}

/** The states that last just now. @param {any} state @returns {HTMLElement[]} */
export function lasting(state) {
  if (state.ended) return [];
  const out = [];
  if (state.link === "down") {
    out.push(
      state.seated
        ? kept("wave", t("Finding the line again."), t("Your seat is kept. You can go on writing."))
        : kept("wave", t("Finding the line."), t("We cannot reach the room yet. We keep trying.")),
    );
  } else if (state.link === "starting") {
    out.push(kept("clock", t("Taking your seat."), t("One moment.")));
  }
  out.push(...resting(state));
  if (state.notices.moving && state.link === "up") out.push(kept("wave", t("The line moves in a moment."), t("You stay in your seat. Nothing is lost.")));
  if (state.notices.wire) out.push(kept("wave", t("Words may come a second late."), t("Nothing is lost.")));
  if (state.notices.session) out.push(kept("clock", t("Your sign-in ends soon."), t("Your draft stays in this tab. You can sign in again.")));
  return out;
}

/** Why words rest just now: for everyone, or for her alone. */
function resting(state) {
  const why = held(state);
  if (state.paused && state.standing.status === "here") return [kept("leaf", t("We paused for a moment."), t("Nobody needs to do anything. Your place and your hand are kept."))];
  if (why?.code === "nobody") return [kept("clock", t("No facilitator is here just now."), t("We can read. Writing opens again by itself when one is back."))];
  if (why?.code !== "quiet") return [];
  const { until, reason } = state.standing.quiet;
  return [kept("clock", t("Quiet time for you until {time}.", { time: clockTime(until) }), [t("You can read everything. It lifts by itself."), ruleText(reason)].join(" "), " ", appealLink())];
}
