/** What facilitators set for a calm room: pause, slow mode, quiet time, words read first, words taken down, the drill. */

import { addLine, alterSeat, change, messageKey, put, restLeft, wordsOf } from "./base.js";

/** Words that wait to be read, in the order in which they came. */
const held = (state, id, alter) => change(state, { held: state.held.flatMap((each) => (each.id === id ? alter(each) ?? [] : each)) }, "held");

/** @param {any} state @param {string} id */
export const notHeld = (state, id) => held(state, id, () => undefined);

/** Everyone rests until then; what is left of it does not count in a turn. */
const rests = (state, patch, seconds) => change(state, { ...patch, turn: state.turn && { ...state.turn, held_s: state.turn.held_s + seconds } }, "turn", "dock", "status", "last");

/** Everything she said is gone, in one sentence to who listens. What stood on a private line, or was read first, is told to facilitators only. */
function allTakenBack(state, { seat, messages: ids, unheard = [] }) {
  const gone = new Set([...ids, ...unheard]);
  const messages = new Map([...state.messages].map(([id, each]) => [id, gone.has(id) ? { ...each, text: null, taken_back: true, responses: {} } : each]));
  const without = (list) => list.filter(({ id }) => !gone.has(id));
  const line = ({ answers, ...each }) => ({ ...each, line: without(each.line), ...(answers && each.seat !== seat && { answers }) });
  const said = seat === state.you || !ids.length ? state.said : [...state.said, { kind: "all_taken_back", seat }];
  return change(
    state, { messages, said, held: without(state.held), backChannel: without(state.backChannel), waiting: state.waiting.map(line) },
    ...[...gone].flatMap((id) => [messageKey(id), `quotes:${id}`]), "latest", "held", "among", "waiting",
  );
}

/** @type {Record<string, (state: import("./types.js").State, event: any) => import("./types.js").State>} */
export const CALM = {
  paused: (state) => change(state, { paused: true, said: [...state.said, { kind: "paused" }] }, "dock", "status", "last"),
  resumed: (state) => change(state, { paused: false, said: [...state.said, { kind: "resumed" }] }, "dock", "status", "last"),
  grounding_began: (state, { at, until }) => rests(state, { grounding: until }, restLeft({ grounding: until }, Date.parse(at))),
  grounding_ended: (state, { at }) => rests(state, { grounding: at }, -restLeft(state, Date.parse(at))),
  slow_set: (state, event) => addLine(change(state, { slowS: event.seconds }, "dock"), event, null, { seconds: event.seconds }),
  quieted: (state, { seat, until, reason }) => alterSeat(state, seat, { quiet: { until, reason } }),
  quiet_lifted: (state, { seat }) => alterSeat(state, seat, { quiet: undefined }),
  hold_set: (state, { seat, on }) => (seat === null ? change(state, { holdAll: on }, "held") : alterSeat(state, seat, { held: on || undefined })),
  message_held: (state, event) => change(state, { held: [...state.held, { ...wordsOf(event), declined: null }] }, "held"),
  message_declined: (state, { id, reason }) => held(state, id, (each) => ({ ...each, declined: reason })),
  held_taken_back: (state, { id }) => notHeld(state, id),
  all_taken_back: allTakenBack,
  message_removed: (state, { id, reason }) => {
    const message = state.messages.get(id);
    if (!message) return state;
    const said = message.seat === state.you ? state.said : [...state.said, { kind: "message_removed", seat: message.seat, reason }];
    return change(state, { messages: put(state.messages, id, { ...message, text: null, removed: reason }), said }, messageKey(id), "latest", `quotes:${id}`);
  },
  message_restored: (state, { id, text, again }) => {
    const message = state.messages.get(id);
    if (message && again) return change(state, { stale: true }, "sync"); // not everyone may read them: they come with a fresh snapshot
    return message ? change(state, { messages: put(state.messages, id, { ...message, text, removed: null }) }, messageKey(id), "latest", `quotes:${id}`) : state;
  },
  message_tagged: (state, { id, topic, on }) => {
    const message = state.messages.get(id);
    if (!message) return state;
    const { topics: before = [], ...rest } = message;
    const topics = [...before.filter((each) => each !== topic), ...(on ? [topic] : [])];
    return change(state, { messages: put(state.messages, id, { ...rest, ...(topics.length ? { topics } : {}) }) }, messageKey(id), `quotes:${id}`);
  },
  message_reported: (state, { report, id, reason }) => change(state, { reports: [...state.reports, { report, id, reason }] }, "reports"),
  drill_called: (state) => change(state, { drill: true }, "drill"),
  drill_undone: (state) => change(state, { drill: false }, "drill"),
  drill_erased: (state, { messages, over }) => {
    let next = change(state, { drill: !over && state.drill, held: state.held.filter(({ id }) => !messages.includes(id)) }, "drill", "held");
    for (const id of messages) {
      const message = next.messages.get(id);
      if (message) next = change(next, { messages: put(next.messages, id, { ...message, erased: true }) }, messageKey(id));
    }
    return next;
  },
};
