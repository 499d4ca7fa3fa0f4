/** Who facilitates and what they write to each other, who is met at the door, and who was asked to go. What members are not shown never reaches their pages. */

import { addLine, alterSeat, change, put } from "./base.js";
import { lowered } from "./turns.js";

/** One woman of the waiting room altered, or gone when `alter` gives nothing. */
function inWaiting(state, id, alter = () => undefined) {
  return change(state, { waiting: state.waiting.flatMap((each) => (each.seat === id ? alter(each) ?? [] : each)) }, "waiting");
}

/** Her seat as it is told anew. */
const seated = (state, seat) => change(state, { seats: put(state.seats, seat.seat, seat) }, "circle");

/** Ends of an offer that she did not choose herself. */
const OF_HER = new Set(["member", "time"]);

/** A side room as it is now, and without it. */
const side = (state, { seat, by, until }, begun) => change(state, { sideRooms: state.sideRooms.map((room) => (room.seat === seat ? { seat, by, until, begun } : room)) }, "circle");
const sideLine = (state, event, told) => (told ? addLine(state, event, event.seat, { by: event.by }) : state);
const noSide = (state, { seat }) => change(state, { sideRooms: state.sideRooms.filter((room) => room.seat !== seat) }, "circle");

/** What facilitators wrote to each other, without these. */
const among = (state, gone) => change(state, { backChannel: state.backChannel.filter(({ id }) => !gone.includes(id)) }, "among");

/** She waits from now on, with an empty private line. */
function waits(state, { seat, at, answers }, moved) {
  const { waiting } = inWaiting(state, seat.seat);
  return change(seated(state, seat), { waiting: [...waiting, { ...seat, since: at, moved, queued: false, line: [], ...(answers && { answers }) }] }, "waiting");
}

/** Whatever her status becomes, she is of the circle no more: her hand is down, nobody leads from outside it. @param {any} state @param {string} id @param {string} status */
export function gone(state, id, status) {
  const next = alterSeat(lowered(inWaiting(state, id), id), id, { status, away: undefined, parts: undefined });
  return state.lead === id ? change(next, { lead: null }) : next;
}

/** She who waits as the circle knows her. A page that was loaded while she waited knows her from the waiting room only. */
const known = ({ since: _since, moved: _moved, queued: _queued, first: _first, line: _line, answers: _answers, ...seat }) => seat;

/** She is asked to go, or could not be let in. */
function removed(state, { seat: id, reason = null, scope = null }) {
  const waited = state.waiting.find((each) => each.seat === id);
  const next = gone(waited ? seated(state, known(waited)) : state, id, "removed");
  const seat = next.seats.get(id) ?? next.removedSeats.find((each) => each.seat === id); // she may be kept out further than was said before
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
  seat_queued: (state, { seat, first }) => {
    const { waiting } = inWaiting(state, seat, (each) => ({ ...each, queued: true, moved: false, ...(first && { first }) }));
    return change(state, { waiting: [...waiting].sort((a, b) => Boolean(b.first) - Boolean(a.first)) }, "waiting");
  },
  seat_unqueued: (state, { seat }) => inWaiting(state, seat, (each) => ({ ...each, queued: false })),
  wait_ended: (state, { seat }) => gone(state, seat, "left"),
  seat_admitted: (state, { seat }) => seated(inWaiting(state, seat.seat), seat),
  seat_declined: removed,
  seat_moved_to_waiting: (state, event) => addLine(waits(gone(state, event.seat.seat, "waiting"), event, true), event, event.seat.seat),
  seat_removed: (state, event) => addLine(removed(state, event), event, event.seat),
  seat_let_back: (state, { seat }) =>
    change(alterSeat(state, seat, { status: "left" }), { removedSeats: state.removedSeats.filter((each) => each.seat !== seat) }, "removed"),
  back_channel_said: (state, { id, seat, name, at, text }) => change(state, { backChannel: [...state.backChannel, { id, seat, name, at, text }] }, "among"),
  back_channel_taken_back: (state, { id }) => among(state, [id]),
  back_channel_cleared: (state, { messages }) => among(state, messages),
  nudged: (state, event) => addLine(state, event, event.seat),
  person_told: (state, { type: _type, seq: _seq, cursor: _cursor, ...told }) => change(state, { called: [...state.called.filter((each) => each.seat !== told.seat), told] }, "called"),
  side_room_offered: (state, event) => side(change(state, { sideRooms: [...state.sideRooms, { seat: event.seat }] }), event, false),
  side_room_began: (state, event) => sideLine(side(state, event, true), event, event.by !== state.you),
  side_room_lengthened: (state, event) => side(state, event, true),
  side_room_ended: (state, event) => sideLine(noSide(state, event), event, event.back && event.by !== state.you),
  side_offer_ended: (state, event) => sideLine(noSide(state, event), event, event.by === state.you && OF_HER.has(event.why)),
  private_said: (state, { id, seat, line, text, at, hidden }) => inWaiting(state, line, (each) => ({ ...each, line: [...each.line, { id, seat, at, text, ...(hidden ? { hidden } : {}) }] })),
};
