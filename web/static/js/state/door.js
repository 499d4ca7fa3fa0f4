/** Who facilitates, who is met at the door, and who was asked to go. What members are not shown never reaches their pages. */

import { addLine, alterSeat, change, put } from "./base.js";
import { lowered } from "./turns.js";

/** One woman of the waiting room altered, or gone when `alter` gives nothing. */
function inWaiting(state, id, alter = () => undefined) {
  return change(state, { waiting: state.waiting.flatMap((each) => (each.seat === id ? alter(each) ?? [] : each)) }, "waiting");
}

/** Her seat as it is told anew. */
const seated = (state, seat) => change(state, { seats: put(state.seats, seat.seat, seat) }, "circle");

/** She waits from now on, with an empty private line. */
function waits(state, { seat, at }, moved) {
  const { waiting } = inWaiting(state, seat.seat);
  return change(seated(state, seat), { waiting: [...waiting, { ...seat, since: at, moved, line: [] }] }, "waiting");
}

/** Whatever her status becomes, she is of the circle no more: her hand is down, nobody leads from outside it. @param {any} state @param {string} id @param {string} status */
export function gone(state, id, status) {
  const next = alterSeat(lowered(inWaiting(state, id), id), id, { status, away: undefined, parts: undefined });
  return state.lead === id ? change(next, { lead: null }) : next;
}

/** She who waits as the circle knows her. A page that was loaded while she waited knows her from the waiting room only. */
const known = ({ since: _since, moved: _moved, line: _line, ...seat }) => seat;

/** She is asked to go, or could not be let in. */
function removed(state, { seat: id, reason = null, scope = null }) {
  const waited = state.waiting.find((each) => each.seat === id);
  const next = gone(waited ? seated(state, known(waited)) : state, id, "removed");
  const seat = next.seats.get(id);
  const others = next.removedSeats.filter((each) => each.seat !== id);
  return seat ? change(next, { removedSeats: [...others, { ...seat, reason, scope }].sort((a, b) => a.number - b.number) }, "removed") : next;
}

/** @type {Record<string, (state: import("./types.js").State, event: any) => import("./types.js").State>} */
export const DOOR = {
  unattended: (state, { at }) => change(state, { attended: { ...state.attended, since: at } }, "dock", "last"),
  attended: (state) => change(state, { attended: { ...state.attended, since: null } }, "dock", "last"),
  lead_taken: (state, event) => {
    const next = change(state, { lead: event.seat, offered: null }, "circle", "lead");
    return event.why === "first" ? next : addLine(next, event, event.seat);
  },
  lead_offered: (state, { to }) => change(state, { offered: to }, "lead"),
  lead_kept: (state) => change(state, { offered: null }, "lead"),
  door_locked: (state, event) => addLine(change(state, { locked: true }, "circle"), event, null),
  door_unlocked: (state, event) => addLine(change(state, { locked: false }, "circle"), event, null),
  waiting_set: (state, { who }) => change(state, { waitingFor: who }, "waiting"),
  seat_waits: (state, event) => waits(state, event, false),
  wait_ended: (state, { seat }) => gone(state, seat, "left"),
  seat_admitted: (state, { seat }) => seated(inWaiting(state, seat.seat), seat),
  seat_declined: removed,
  seat_moved_to_waiting: (state, event) => addLine(waits(gone(state, event.seat.seat, "waiting"), event, true), event, event.seat.seat),
  seat_removed: (state, event) => addLine(removed(state, event), event, event.seat),
  seat_let_back: (state, { seat }) =>
    change(alterSeat(state, seat, { status: "left" }), { removedSeats: state.removedSeats.filter((each) => each.seat !== seat) }, "removed"),
  private_said: (state, { id, seat, line, text, at }) => inWaiting(state, line, (each) => ({ ...each, line: [...each.line, { id, seat, at, text }] })),
};
