/**
 * The page's memory as a pure reducer: no DOM, no clock, no line. `reduce(state, action)` gives the next state; time comes in with the action.
 * The tests run it over the same samples as the server's fold.
 */

import { change, facilitates } from "./state/base.js";
import { hasTurn, held, passes, phase } from "./state/clock.js";
import { before, fold, load, shape, view } from "./state/fold.js";
import { notToTheCircle, onTheWay, OUTGOING, overdue, settle } from "./state/outgoing.js";
import { activeRow, fade, SCREEN } from "./state/screen.js";
import { NOTHING_TOLD, STANDING, told, waits } from "./state/standing.js";

export { activeRow, facilitates, hasTurn, held, onTheWay, phase, view, waits };

/** @typedef {import("./state/types.js").State} State */

/** Nothing known yet. @returns {State} */
export function initial() {
  return {
    ...shape(), you: null, room: null, status: "planned",
    standing: NOTHING_TOLD, cover: { on: false, quiet: false, back: false }, muted: [],
    refusal: null, now: 0, ahead: 0, hour: "  goes", asked: false, askedIn: {},
    seats: new Map(), messages: new Map(), earlier: null, rows: [], lines: new Map(),
    seq: 0, cursor: null, seated: false, needsSync: false, stale: false,
    link: "starting", notices: { wire: false, moving: false, session: false }, ended: null,
    draft: "", replyTo: null, outgoing: [], returned: new Map(), acts: new Map(), notes: new Map(),
    typing: new Map(), thanked: 0, readAmong: [], prefer: { typing: true, quiet: false, open: false }, topics: [], unveiled: [],
    reading: { atEnd: true, hidden: false }, marker: null, markerSeen: false, below: false,
    active: null, opened: null, wordsGone: false, changed: [], said: [],
  };
}

/** The state after one action. @param {State} state @param {{type: string, [field: string]: any}} action @returns {State} */
export function reduce(state, action) {
  const fresh = { ...state, changed: [], said: [] };
  const handler = HANDLERS[action.type];
  if (!handler) throw new TypeError(`no such action: ${action.type}`);
  const next = handler(fresh, action);
  return passes(next, action.now === undefined ? next.now : action.now + next.ahead);
}

/** @type {Record<string, (state: State, action: any) => State>} */
const HANDLERS = {
  ...OUTGOING,
  ...SCREEN,
  ...STANDING,

  /** The answer to `take_seat`: a snapshot, or what was missed. */
  seated: (state, { answer, now, moved }) => {
    const again = state.seated;
    const you = typeof answer.you === "string" ? answer.you : answer.you.seat;
    let next = { ...state, you, room: answer.room ?? state.room, seated: true, needsSync: false, stale: false, notices: { ...state.notices, moving: false } };
    if (answer.snapshot) {
      next = { ...load(next, answer.snapshot), seq: answer.seq, cursor: answer.cursor };
      if (again && !moved) next = afresh(next, answer);
    } else {
      for (const event of answer.missed) next = arrive(next, event, now);
      next = { ...next, seq: Math.max(next.seq, answer.seq), cursor: answer.cursor, needsSync: false };
    }
    if (answer.standing) next = { ...told(next, answer.standing), ...(again ? {} : { said: next.said }) }; // a page loaded again tells no old news
    if (waits(state) && !waits(next)) next = notToTheCircle({ ...next, said: [...next.said, { kind: "let_in" }] });
    else if (!waits(state) && waits(next)) next = { ...next, said: [...next.said, { kind: "waits" }] };
    next = settle(next);
    return change(next, { link: "up" }, "room", "status", "circle", "dock", "last", ...(again ? [] : ["seated"]));
  },

  /** Words from before those that a snapshot holds. */
  earlier: (state, { answer }) => before(state, answer),

  /** One event from the server. */
  event: (state, { event, now }) => arrive(event.at ? { ...state, ahead: Date.parse(event.at) - now } : state, event, now),

  /** The line is up or down. */
  link: (state, { up }) => {
    const link = up ? "up" : "down";
    if (state.link === link) return state;
    const said = [...state.said, { kind: up ? "line_back" : "line_lost" }];
    return change(state, { link, said, typing: new Map() }, "last", "dock", "typing");
  },

  /** It is over for this page; `code` says why. */
  ended: (state, { code, message, next }) => {
    const forget = KEEPS_DRAFT.has(code) ? {} : { draft: "", outgoing: [], acts: new Map() };
    const words_until = state.ended?.words_until ?? null;
    return change(state, { ...forget, ended: { code, message: message ?? null, next: next ?? null, words_until }, link: "down" }, "ended", "dock", "last", "outgoing");
  },

  /** She goes on here after all. */
  resumed: (state) => change(state, { ended: null, link: "starting" }, "ended", "dock", "last"),

  /** The closed meeting's words are due to be destroyed: they go from this page as well. */
  words_gone: (state) => change({ ...state, messages: new Map(), backChannel: [], rows: [], lines: new Map(), marker: null, below: false, wordsGone: true }, {}, "all", "ended"),

  /** What facilitators wrote to each other stands before her. */
  read_among: (state) => change(state, { readAmong: state.backChannel.map(({ id }) => id) }, "among", "prefer"),

  /** What facilitators wrote to each other is due to be destroyed: it goes from this page as well. */
  among_gone: (state) => change(state, { backChannel: [] }, "among"),

  /** A second has passed. */
  tick: (state, { now }) => fade(overdue(state, now), now),
};

/** Endings after which she may come back to her draft in this tab. */
const KEEPS_DRAFT = new Set(["session_expired", "replaced"]);

/** An event in its place: what was seen is dropped, a gap asks for what is missing. */
function arrive(state, event, now) {
  if (event.seq === undefined) return passing(state, event, now);
  if (event.seq <= state.seq) return state;
  if (event.seq > state.seq + 1) return change(state, { needsSync: true }, "sync");
  return { ...fold(state, event), seq: event.seq, cursor: event.cursor ?? state.cursor };
}

/** What is true for a moment only. */
function passing(state, event, now) {
  if (event.type === "standing") return told(state, event);
  if (event.type === "typing") return SCREEN.typing(state, { seat: event.seat, now });
  const part = { wire_degraded: { wire: true }, wire_back: { wire: false }, draining: { moving: true }, session_ending: { session: true } }[event.code];
  return part ? change(state, { notices: { ...state.notices, ...part } }, "last") : state;
}

/** After a fresh snapshot she is told that the page began anew. */
function afresh(state, answer) {
  const key = `l:fresh-${answer.seq}`;
  const line = { key, kind: "fresh", seat: null, at: "" };
  return { ...state, lines: new Map([[key, line]]), rows: [...state.rows, key] };
}
