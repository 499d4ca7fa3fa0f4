/** Side rooms as the desk shows them: who is in one, an offer of hers that is open, and the way to offer one. Their words are in `views/side_room.js`. */

import { el } from "../views/dom.js";
import { clockTime } from "../when.js";
import { t } from "../words.js";
import { nameIn } from "./model.js";
import { aside, form, section, select, send } from "./parts.js";
import { minutesText } from "./terms.js";

/** For how long one may be offered; what suits most stands first. */
export const SIDE_MINUTES = [10, 5, 15, 20, 30];

/** Some minutes alone with her, if she likes. @param {any} ui @param {string} seat */
export const sideRoomForm = (ui, seat) =>
  form(ui, { type: "offer_side_room", seat }, t("Side room"), [select("minutes", t("Alone with her for"), SIDE_MINUTES, minutesText)]);

/** That this woman is in a side room, or asked into one, and with whom. @param {any} state @param {string} seat */
export function inSideRoom(state, seat) {
  const room = state.sideRooms.find((each) => each.seat === seat);
  if (!room) return null;
  const [name, time] = [nameIn(state, room.by), clockTime(room.until)];
  if (room.by === state.you) return aside(room.begun ? t("in a side room with you until {time}", { time }) : t("asked into a side room by you"));
  return aside(room.begun ? t("in a side room with {name} until {time}", { name, time }) : t("asked into a side room by {name}", { name }));
}

/** Her own offer, until it is answered, withdrawn or over. @param {import("./parts.js").Seen} seen */
export function sideRoomAsked({ state, ui, now }) {
  const room = state.sideRooms.find((each) => each.by === state.you && !each.begun && Date.parse(each.until) > now);
  if (!room) return null;
  return section(
    "side", "", t("{name} is asked", { name: nameIn(state, room.seat) }), t("until {time}", { time: clockTime(room.until) }),
    el("p", { class: "desk-nothing" }, t("She reads that nobody is told why she says no. You hear of her answer here.")),
    el("div", { class: "desk-choices" }, send(ui, { type: "withdraw_side_room" }, t("Take the offer back"))),
  );
}
