/** What happened to the circle, one quiet line each. */

import { t } from "../words.js";
import { el, icon, nameOf } from "./dom.js";

/** @param {any} state @param {{kind: string, seat: string|null}} line */
export function lineText(state, { kind, seat }) {
  const name = nameOf(state, seat, t);
  switch (kind) {
    case "seat_arrived": return t("{name} took a seat.", { name });
    case "seat_back": return t("{name} is back.", { name });
    case "seat_lost": return t("{name} lost her line. Her seat is kept.", { name });
    case "seat_left": return t("{name} left.", { name });
    case "meeting_opened": return t("The meeting is open.");
    case "turned_away": return t("Someone found the circle full and was turned away.");
    case "fresh": return t("You were away for a while. This is the conversation as it is now.");
    default: return "";
  }
}

const ICONS = { seat_arrived: "chair", seat_back: "chair", seat_lost: "wave", seat_left: "leaf", turned_away: "door" };

/** @param {any} state @param {any} line @returns {HTMLElement} */
export function lineNode(state, line) {
  const words = el("p", { class: "line-words" }, lineText(state, line));
  const name = ICONS[line.kind];
  return el("li", { class: name ? "line" : "line line-mid", "data-key": line.key }, name && icon(name), words);
}

/** A state that lasts, kept below the conversation. @param {string} name of its icon @param {string} what @param {string} why */
export function kept(name, what, why) {
  return el("div", { class: "line line-kept" }, icon(name), el("p", { class: "line-words" }, el("strong", {}, what), ` ${why}`));
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
  if (state.notices.moving && state.link === "up") out.push(kept("wave", t("The line moves in a moment."), t("You stay in your seat. Nothing is lost.")));
  if (state.notices.wire) out.push(kept("wave", t("Words may come a second late."), t("Nothing is lost.")));
  if (state.notices.session) out.push(kept("clock", t("Your sign-in ends soon."), t("Your draft stays in this tab. You can sign in again.")));
  return out;
}
