/** Whose turn it is, who would like one, and who is away or just listening. */

import { addLine, alterSeat, change, facilitates, restLeft } from "./base.js";

/** Her hand goes down, wherever it stood. */
export const lowered = (state, seat) => (state.hands.includes(seat) ? change(state, { hands: state.hands.filter((id) => id !== seat) }, "turn") : state);

/** Her turn with some of its fields altered; nothing where there is none. */
const turn = (state, fields) => (state.turn ? change(state, { turn: { ...state.turn, ...fields(state.turn) } }, "turn", "circle") : state);

const noTurn = (state) => (state.turn ? change(state, { turn: null }, "turn", "circle") : state);

/** A way of speaking begins: the turn ends, hands stay. */
const began = (state, { mode, cross_talk, turn_s }) => change(noTurn(state), { mode, crossTalk: cross_talk, turnS: turn_s, asked: false }, "turn", "dock", "status");

/** @type {Record<string, (state: import("./types.js").State, event: any) => import("./types.js").State>} */
export const TURNS = {
  mode_set: (state, event) => addLine(began(state, event), event, null, { mode: event.mode }),
  step_began: (state, event) => {
    const step = state.script[event.index];
    const askedIn = { ...state.askedIn, [state.step ?? -1]: state.asked };
    const next = change(state, { step: event.index, stepAt: event.at, askedIn }, "step");
    const asked = askedIn[event.index] ?? false; // a step that comes again goes on where it was left
    return addLine(step ? { ...began(next, step), asked } : next, event, null, { index: event.index });
  },
  round_began: (state, event) => addLine({ ...noTurn(state), asked: false }, event, null),
  hand_raised: (state, { seat }) => (state.hands.includes(seat) ? state : change(state, { hands: [...state.hands, seat] }, "turn")),
  hand_lowered: (state, { seat }) => lowered(state, seat),
  hands_set: (state, { hands }) => change(state, { hands }, "turn"),
  turn_began: (state, event) => {
    const { seat, limit_s } = event;
    const since = event.since ?? event.at; // a turn that is over when it is told again
    const said = [...state.said, { kind: "turn", seat }];
    return change(lowered(state, seat), { turn: { seat, since, limit_s, held_since: null, held_s: Math.max(0, restLeft(state, Date.parse(event.at))) }, said }, "turn", "circle");
  },
  turn_ended: (state, { seat, kept }) => {
    const next = state.turn?.seat === seat ? noTurn(state) : state; // else somebody passed ahead of her turn
    return seat === state.you && !kept ? change(next, { asked: true }, "turn") : next;
  },
  turn_held: (state, { at }) => turn(state, () => ({ held_since: at })),
  turn_resumed: (state, { at }) =>
    turn(state, ({ held_since, held_s }) => ({ held_since: null, held_s: held_s + (held_since ? (Date.parse(at) - Date.parse(held_since)) / 1000 : 0) })),
  time_granted: (state, { seconds }) => turn(state, ({ limit_s }) => ({ limit_s: limit_s + seconds })),
  listening_set: (state, { seat, on }) => alterSeat(on ? lowered(state, seat) : state, seat, { listening: on || undefined }),
  volunteered: (state, event) => {
    const { seat, part } = event;
    return addLine(alterSeat(state, seat, { parts: [...(state.seats.get(seat)?.parts ?? []), part] }), event, seat, { part });
  },
  part_given_up: (state, { seat, part }) => {
    const parts = (state.seats.get(seat)?.parts ?? []).filter((each) => each !== part);
    return alterSeat(state, seat, { parts: parts.length ? parts : undefined });
  },
  stepped_away: (state, event) => {
    const away = facilitates(state) ? (event.quiet ? "quiet" : "shown") : true;
    return addLine(alterSeat(state, event.seat, { away }), event, event.seat);
  },
  came_back: (state, event) => {
    const last = state.lines.get(state.rows.at(-1) ?? "");
    const next = alterSeat(state, event.seat, { away: undefined });
    return last?.kind === "stepped_away" && last.seat === event.seat ? next : addLine(next, event, event.seat);
  },
};
