/** Who facilitates, who is met at the door, and who was asked to go. What members are not shown never reaches their pages. */

import { addLine, change, put } from "./base.js";
import { lowered } from "./turns.js";

/** The waiting room with one woman altered, or gone when `alter` gives nothing. */
function waiting(state, id, alter) {
  const list = state.waiting.flatMap((each) => (each.seat === id ? alter(each) ?? [] : each));
  return change(state, { waiting: list }, "waiting");
}

export const notWaiting = (state, id) => waiting(state, id, () => undefined);

/** She waits: her seat as it is, since when, and what was said on her line. */
function waits(state, { seat, at }, moved) {
  const known = state.waiting.find((each) => each.seat === seat.seat);
  return change(state, { waiting: [...notWaiting(state, seat.seat).waiting, { ...seat, since: at, moved, line: known?.line ?? [] }] }, "waiting");
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
  wait_ended: (state, { seat }) => notWaiting(state, seat),
  seat_admitted: (state, { seat }) => notWaiting(state, seat.seat),
  seat_declined: (state, { seat }) => notWaiting(state, seat),
  seat_moved_to_waiting: (state, event) => {
    const { seat } = event;
    const next = change(lowered(state, seat.seat), { seats: put(state.seats, seat.seat, seat) }, "circle");
    return addLine(waits(next, event, true), event, seat.seat);
  },
  seat_let_back: (state, { seat }) => change(state, { removedSeats: state.removedSeats.filter((each) => each.seat !== seat) }, "removed"),
  private_said: (state, { id, seat, line, text, at }) => waiting(state, line, (each) => ({ ...each, line: [...each.line, { id, seat, at, text }] })),
};
