/** What the desk reads out of the page's state. Pure: time comes in, nothing is drawn here. */

/** Who sits in the circle: here, or her line is lost and her seat kept. */
const SITS = new Set(["here", "lost"]);
/** Newer than this counts as just come, ms. */
const JUST_COME_MS = 600_000;
/** As many newcomers stand on the drill's list at least, if there are so many. */
const LISTED = 12;
/** At most as many are ticked where the time of their coming tells nothing. */
const TICKED_BLIND = 6;

/** @typedef {import("../state/types.js").State} State */

/** What the desk is drawn from; anything else may change without it. */
export const FROM = [
  "seats", "messages", "lines", "status", "ended", "you", "mode", "crossTalk", "turnS", "turn", "hands", "lead", "locked", "paused", "grounding", "slowS", "script", "step", "stepAt",
  "waiting", "held", "outgoing", "room", "offered", "holdAll", "waitingFor", "reports", "removedSeats", "drill", "backChannel", "readAmong", "sideRooms", "standing", "called",
];

/** @param {State} state @param {string|null} id wherever she is: circle, waiting room, asked to go */
export const seatOf = (state, id) => state.waiting.find((s) => s.seat === id) ?? state.seats.get(id) ?? state.removedSeats.find((s) => s.seat === id);

/** @param {State} state @param {string|null} id */
export const nameIn = (state, id) => seatOf(state, id)?.name ?? "";

/** Facilitators first, then by seat. @param {State} state */
export function circle(state) {
  const rank = (seat) => (seat.role === "facilitator" ? 0 : 1);
  return [...state.seats.values()].filter((s) => SITS.has(s.status)).sort((a, b) => rank(a) - rank(b) || a.number - b.number);
}

/** @param {State} state */
export const members = (state) => circle(state).filter((s) => s.role === "member");

/** Words that wait for a facilitator, oldest first. @param {State} state */
export const toRead = (state) => state.held.filter((h) => !h.declined && !h.taken_back);

/** Held words wait long after this, s. */
const LONG_S = 120;

/** Words that have waited too long for a facilitator. @param {State} state @param {number} now */
export const overdue = (state, now) => toRead(state).filter((h) => secondsSince(h.at, now) >= LONG_S);

/** Reports whose words still stand in the conversation. @param {State} state */
export const reported = (state) => state.reports.filter(({ id }) => stands(state.messages.get(id)));

/** Whether words can be read by all. @param {any} message */
export const stands = (message) => Boolean(message) && !message.taken_back && !message.removed;

/** What waits for her, by tab. @param {State} state */
export const counts = (state) => ({ door: state.waiting.length, read: toRead(state).length + reported(state).length, hands: state.hands.length });

/** What other facilitators wrote to her that she has not looked at. @param {State} state */
export const unreadAmong = (state) => state.backChannel.filter((said) => said.seat !== state.you && !state.readAmong.includes(said.id));

/** Until when what facilitators wrote to each other is kept once the meeting is over, ms. @param {State} state */
export const amongUntil = (state) => (state.ended?.words_until ? Date.parse(state.ended.words_until) + 1000 * (state.backChannelKeptS - (state.room?.words_kept_s ?? 0)) : 0);

/** Members who may be called on, those who have said least first, and of these whoever has been silent longest. @param {State} state */
export function quietVoices(state) {
  return members(state)
    .filter((s) => !s.listening)
    .sort((a, b) => (a.said ?? 0) - (b.said ?? 0) || String(a.spoke_at ?? "").localeCompare(String(b.spoke_at ?? "")) || a.number - b.number);
}

/** Whole seconds since a moment, never less than none. @param {string|null|undefined} at @param {number} now */
export const secondsSince = (at, now) => (at ? Math.max(0, Math.floor((now - Date.parse(at)) / 1000)) : 0);

/** How long this turn has lasted, without the time it was held for her, s. @param {any} turn @param {number} now */
export function turnSeconds(turn, now) {
  const held = turn.held_s + secondsSince(turn.held_since, now);
  return Math.max(0, Math.round(secondsSince(turn.since, now) - held));
}

/** Minutes that the present step still has; below none it runs over. Null outside a script. @param {State} state @param {number} now */
export function stepLeft(state, now) {
  const step = state.script[state.step ?? -1];
  return step ? Math.ceil(step.minutes - secondsSince(state.stepAt, now) / 60) : null;
}

/** Members in the circle, and those who left it while their words still stand. */
function concerned(state) {
  const speak = new Set([...state.messages.values()].filter(stands).map((m) => m.seat));
  return [...state.seats.values()].filter((s) => s.role === "member" && (SITS.has(s.status) || (s.status === "left" && speak.has(s.seat))));
}

/** Whoever came last, newest first, for the drill: ticked are those who came within ten minutes, and after the circle had begun to talk; where that is nobody, the newer half. @param {State} state @param {number} now */
export function newcomers(state, now) {
  const newest = concerned(state).sort((a, b) => b.number - a.number);
  const came = new Map();
  const talk = state.rows.findIndex((key) => state.seats.get(state.messages.get(key.slice(2))?.seat)?.role === "member");
  for (const [index, key] of state.rows.entries()) {
    const line = state.lines.get(key);
    if (line?.kind === "seat_arrived") came.set(line.seat, index > talk && now - Date.parse(line.at) < JUST_COME_MS);
  }
  const known = newest.some((s) => came.get(s.seat));
  const blind = new Set(newest.slice(0, Math.min(TICKED_BLIND, Math.floor(newest.length / 2))).map((s) => s.seat));
  const ticked = (s) => (known ? came.get(s.seat) === true : blind.has(s.seat));
  const list = newest.map((seat) => ({ seat, ticked: ticked(seat) }));
  return list.filter((each, index) => each.ticked || index < LISTED).slice(0, 50);
}

/** Whether this facilitator leads. @param {State} state */
export const leads = (state) => state.lead !== null && state.lead === state.you;
