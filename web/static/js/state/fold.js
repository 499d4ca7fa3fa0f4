/** What the server shows, folded into what the page knows: a snapshot, then events. The same fold as the server's. */

import { addLine, alterSeat, change, dropLine, facilitates, joined, messageKey, put, wordsOf } from "./base.js";
import { CALM, notHeld } from "./calm.js";
import { DOOR, gone } from "./door.js";
import { TURNS } from "./turns.js";

/** @typedef {import("./types.js").State} State */
/** @typedef {import("./types.js").WireEvent} WireEvent */

/** What a snapshot says of the meeting besides seats and words: our name, the wire's, and what holds where it is not said. */
const SHAPE = [
  ["mode", "mode", "open"], ["crossTalk", "cross_talk", true], ["turnS", "turn_s", 0], ["turn", "turn", null], ["hands", "hands", []],
  ["lead", "lead", null], ["attended", "attended", { since: null, grace_s: 0 }], ["locked", "locked", false], ["paused", "paused", false],
  ["slowS", "slow_s", 0], ["grounding", "grounding", null], ["script", "script", []], ["step", "step", null], ["stepAt", "step_at", null],
];
/** The same, shown to facilitators only. */
const DESK = [
  ["waiting", "waiting", []], ["held", "held", []], ["offered", "offered", null], ["holdAll", "hold_all", false], ["waitingFor", "waiting_for", "nobody"],
  ["reports", "reports", []], ["removedSeats", "removed", []], ["drill", "drill", false],
  ["backChannel", "back_channel", []], ["backChannelKeptS", "back_channel_kept_s", 0], ["sideRooms", "side_rooms", []], ["called", "called", []],
];

/** The shape of a meeting of which nothing is known yet, or of a snapshot. @param {Record<string, any>} [snapshot] */
export const shape = (snapshot = {}) => Object.fromEntries([...SHAPE, ...DESK].map(([key, wire, none]) => [key, snapshot[wire] ?? none]));

/** A whole snapshot replaces what was known of the circle. @param {State} state @param {any} snapshot @returns {State} */
export function load(state, snapshot) {
  const messages = new Map((snapshot.messages ?? []).map((m) => [m.id, m]));
  return change(
    state,
    {
      ...shape(snapshot),
      status: snapshot.status,
      seats: new Map(snapshot.seats.map((s) => [s.seat, s])),
      messages,
      earlier: snapshot.earlier ?? null,
      rows: [...messages.keys()].map(messageKey),
      lines: new Map(),
      marker: null,
      below: false,
      typing: new Map(),
    },
    "all",
  );
}

/** What was said before the first words here comes before them; what is known already stays as it is. @param {State} state @param {any} answer @returns {State} */
export function before(state, { messages: said, seats, earlier }) {
  const byTime = (at) => (a, b) => (at(a) < at(b) ? -1 : at(a) > at(b) ? 1 : 0);
  const all = [...said.filter((m) => !state.messages.has(m.id)), ...state.messages.values()].sort(byTime((m) => m.at));
  const messages = new Map(all.map((m) => [m.id, m]));
  const rows = [...said.map((m) => messageKey(m.id)).filter((key) => !state.rows.includes(key)), ...state.rows];
  return change(
    state,
    { messages, rows: rows.sort(byTime((key) => (messages.get(key.slice(2)) ?? state.lines.get(key)).at)), seats: new Map([...seats.map((s) => [s.seat, s]), ...state.seats]), earlier },
    "all",
  );
}

const IN_THE_CIRCLE = new Set(["here", "lost"]);

/** What the server's snapshot would say now: everyone here or lost, and of those who left the ones whose words or responses remain. @param {State} state */
export function view(state) {
  const messages = [...state.messages.values()];
  const waits = facilitates(state) ? state.held.map((m) => m.seat) : [];
  const remembered = new Set(waits.concat(messages.flatMap((m) => [m.seat, ...Object.values(m.responses).flat()])));
  const seats = [...state.seats.values()].filter((s) => IN_THE_CIRCLE.has(s.status) || remembered.has(s.seat));
  const fields = facilitates(state) ? [...SHAPE, ...DESK] : SHAPE;
  return {
    ...Object.fromEntries(fields.map(([key, wire]) => [wire, state[key]])),
    ...(state.earlier && { earlier: state.earlier }),
    status: state.status, seats: seats.sort((a, b) => a.number - b.number), messages,
  };
}

/** One event that is next in order. @param {State} state @param {WireEvent} event @returns {State} */
export function fold(state, event) {
  const handler = FOLDS[event.type];
  return handler ? handler(state, event) : state;
}

/** @type {Record<string, (state: State, event: WireEvent) => State>} */
const FOLDS = {
  ...TURNS,
  ...DOOR,
  ...CALM,
  meeting_opened: (state, event) => addLine(change(state, { status: "open" }, "status", "dock", "circle"), event, null),
  meeting_closed: closed,
  seat_arrived: (state, event) => presence(state, event, event.seat),
  seat_back: (state, event) => presence(state, event, event.seat),
  seat_lost: (state, event) => {
    const lost = alterSeat(state, event.seat, { status: "lost" });
    return state.seats.get(event.seat)?.away ? change(lost, { typing: put(lost.typing, event.seat) }, "typing") : away(state, event, () => lost); // she stepped away: the circle has been told that, and no more
  },
  seat_left: (state, event) => away(state, event, (next) => gone(next, event.seat, "left")),
  turned_away: (state, event) => addLine(state, event, null),
  message_posted: posted,
  message_released: (state, event) => posted(notHeld(state, event.id), event),
  message_taken_back: takenBack,
  responded: (state, event) =>
    respond(state, event, (seats) => (seats.includes(event.seat) ? seats : [...seats, event.seat])),
  response_taken_back: (state, event) => respond(state, event, (seats) => seats.filter((s) => s !== event.seat)),
};

/** Every seat ends, and with it what she had not sent. */
function closed(state, event) {
  const seats = new Map([...state.seats].map(([id, seat]) => [id, seat.status === "removed" ? seat : { ...seat, status: "left" }]));
  const ended = { code: "meeting_closed", message: null, next: null, words_until: wordsUntil(event) };
  const patch = { status: "closed", seats, waiting: [], ended, draft: "", outgoing: [], acts: new Map(), typing: new Map() };
  return change(state, patch, "status", "draft", "outgoing", "dock", "circle", "last", "ended");
}

/** When the words are destroyed, if the event says so. */
function wordsUntil({ words_until, words_kept_s, at }) {
  if (words_until) return words_until;
  return words_kept_s === undefined || !at ? null : new Date(Date.parse(at) + words_kept_s * 1000).toISOString();
}

/** She arrived, or is back: her seat as it is now. */
function presence(state, event, seat) {
  const next = change(state, { seats: put(state.seats, seat.seat, seat) }, "circle", `seat:${seat.seat}`);
  const last = state.lines.get(state.rows.at(-1) ?? "");
  if (event.type === "seat_back" && last?.kind === "seat_lost" && last.seat === seat.seat) return dropLine(next, last.key);
  return seat.away ? next : addLine(next, event, seat.seat); // still away: she is back with what she does
}

/** Her line is lost, or she left. */
function away(state, event, alter) {
  return state.seats.has(event.seat) ? addLine(change(alter(state), { typing: put(state.typing, event.seat) }, "typing"), event, event.seat) : state;
}

function posted(state, event) {
  const { id, seat } = event;
  const message = wordsOf(event);
  const key = messageKey(id);
  const mine = seat === state.you;
  const returned = state.returned.get(id);
  const next = change(
    state,
    {
      messages: put(state.messages, id, message),
      rows: [...state.rows, key],
      typing: put(state.typing, seat),
      outgoing: state.outgoing.filter((o) => o.id !== id),
      returned: returned === undefined ? state.returned : put(state.returned, id),
      // She took these words back to writing, not knowing they had arrived: do not make her send them twice.
      draft: returned !== undefined && state.draft === returned ? "" : state.draft,
      said: mine || message.text === null ? state.said : [...state.said, { kind: "message", id }],
    },
    key, "latest", "typing", ...(mine ? ["outgoing", "draft"] : []),
  );
  return spoke(mine ? next : unseen(next, key), seat, event.at);
}

/** How often each has spoken, and when, is shown to facilitators: for the quiet voices. */
function spoke(state, id, at) {
  return facilitates(state) ? alterSeat(state, id, { said: (state.seats.get(id)?.said ?? 0) + 1, spoke_at: at }) : state;
}

/** New words while she reads further up or looks elsewhere: where they begin is marked. */
function unseen(state, key) {
  const atEnd = state.reading.atEnd;
  if (atEnd && !state.reading.hidden && !state.cover.on) return state;
  const fresh = state.marker === null || state.markerSeen;
  return change(state, { marker: fresh ? key : state.marker, markerSeen: false, below: state.below || !atEnd }, "marker");
}

function takenBack(state, event) {
  const message = state.messages.get(event.id);
  if (!message) return state;
  const wish = `take_back:${event.id}`;
  const act = state.acts.get(wish);
  const hers = act && !act.done && message.text !== null ? message.text : null; // an earlier answer has brought them back already
  return change(
    state,
    {
      messages: put(state.messages, event.id, { ...message, text: null, taken_back: true, responses: {} }),
      acts: put(state.acts, wish),
      draft: hers === null ? state.draft : joined(hers, state.draft),
      said: message.seat === state.you ? state.said : [...state.said, { kind: "taken_back", seat: message.seat }],
    },
    messageKey(event.id), "latest", `quotes:${event.id}`, ...(hers === null ? [] : ["draft"]),
  );
}

function respond(state, event, alter) {
  const message = state.messages.get(event.id);
  if (!message || message.taken_back) return state;
  const seats = alter(message.responses[event.word] ?? []);
  const { [event.word]: _, ...others } = message.responses;
  const responses = seats.length ? { ...message.responses, [event.word]: seats } : others;
  const acts = event.seat === state.you ? put(put(state.acts, `respond:${event.id}:${event.word}`), `unrespond:${event.id}:${event.word}`) : state.acts;
  return change(state, { messages: put(state.messages, event.id, { ...message, responses }), acts }, messageKey(event.id));
}
