/** What every fold is made of: the next state with what changed, maps with one entry altered, a line about the circle. */

/** @typedef {import("./types.js").State} State */

/** The key of a message's row. @param {string} id */
export const messageKey = (id) => `m:${id}`;

/** The next state with `patch` laid over it and `keys` marked as changed. @param {State} state @param {Partial<State>} patch @param {...string} keys @returns {State} */
export function change(state, patch, ...keys) {
  return { ...state, ...patch, changed: [...state.changed, ...keys] };
}

/** A copy of a map with one entry set, or removed when `value` is undefined. @template V @param {Map<string, V>} map @param {string} key @param {V} [value] */
export function put(map, key, value) {
  const next = new Map(map);
  if (value === undefined) next.delete(key);
  else next.set(key, value);
  return next;
}

/** A seat with some of its fields altered wherever it stands; a field given as undefined goes. @param {State} state @param {string} id @param {object} fields */
export function alterSeat(state, id, fields) {
  const altered = (seat) => {
    if (seat.seat !== id) return seat;
    const next = { ...seat, ...fields };
    for (const [key, value] of Object.entries(fields)) if (value === undefined) delete next[key];
    return next;
  };
  const seat = state.seats.get(id);
  const seats = seat ? put(state.seats, id, altered(seat)) : state.seats;
  return change(state, { seats, waiting: state.waiting.map(altered), removedSeats: state.removedSeats.map(altered) }, "circle");
}

/** A message as an event brings it. Its text is null when it was taken back, or taken down, before it is told again. */
export function wordsOf({ id, seat, at, text = null, reply_to = null, taken_back = false, removed = null, rule, topics, hidden }) {
  return { id, seat, at, text, reply_to, taken_back, removed, responses: {}, ...(rule && { rule }), ...(topics && { topics }), ...(hidden && { hidden }) };
}

/** Words that came back to the composer stand before what is there. @param {string} back @param {string} draft */
export const joined = (back, draft) => (draft.trim() ? `${back}\n${draft}` : back);

/** Seconds that the last moment of rest still lasts at this time; none or fewer: it is over. @param {{grounding: string|null}} state @param {number} at ms */
export const restLeft = ({ grounding }, at) => (grounding ? (Date.parse(grounding) - at) / 1000 : 0);

/** Whether this page is a facilitator's. @param {State} state */
export const facilitates = (state) => state.seats.get(state.you)?.role === "facilitator";

/** Whether these words wait for her to open them: somebody said what they touch. Never before a facilitator, who answers for them. @param {State} state @param {any} message */
export const veiled = (state, message) =>
  Boolean(message.topics) && message.seat !== state.you && !state.prefer.open && !state.unveiled.includes(message.id) && !facilitates(state);

/** One quiet line about what happened, which a screen reader hears as well. Her own doings are no news to her. */
export function addLine(state, event, seat, more = {}) {
  if (seat !== null && seat === state.you) return state;
  const key = `l:${event.seq}`;
  const line = { key, kind: event.type, seat, at: event.at ?? "", ...more };
  return change(state, { lines: put(state.lines, key, line), rows: [...state.rows, key], said: [...state.said, line] }, key);
}

export function dropLine(state, key) {
  return change(state, { lines: put(state.lines, key), rows: state.rows.filter((k) => k !== key) }, key);
}
