/** What only this page knows: her draft, where she reads, which row is open, her choices for this tab. */

import { change, facilitates, joined, messageKey, put } from "./base.js";
import { NOT_TO_THE_CIRCLE, settle } from "./outgoing.js";
import { waits } from "./standing.js";

/** @typedef {import("./types.js").State} State */

/** How long "is writing" stays after the last hint, ms. */
const TYPING_FOR_MS = 6_000;

/** How far back the newest words of another are looked for. */
const LOOK_BACK = 30;

/** The row whose actions show and that Tab reaches: the one she chose, else the newest words of another, else the newest. @param {State} state @returns {string|null} */
export function activeRow(state) {
  if (state.active !== null) return state.active;
  let newest = null;
  for (let i = state.rows.length - 1; i >= 0 && i >= state.rows.length - LOOK_BACK; i -= 1) {
    const message = state.messages.get(state.rows[i].slice(2));
    if (message && !message.taken_back && message.seat !== state.you) return state.rows[i];
    if (message) newest ??= state.rows[i];
  }
  return newest;
}

/** Everything that shows words which say what they touch. @param {State} state */
const tagged = (state) => [...state.messages.values()].flatMap(({ id, topics }) => (topics ? [messageKey(id), `quotes:${id}`] : []));

/** @type {Record<string, (state: State, action: any) => State>} */
export const SCREEN = {
  draft: (state, { text }) => change(state, { draft: text }, "composing"),

  reply: (state, { id }) => change(state, { replyTo: id }, "reply", ...(id === null ? [] : ["focus"])),

  /** She tapped or reached a row; null gives it back to the newest words. */
  active: (state, { key }) => {
    if (state.active === key) return state;
    const before = activeRow(state);
    const next = { ...state, active: key, opened: null };
    const keys = [before, activeRow(next)].filter((k) => k !== null);
    return change(next, {}, ...keys);
  },

  /** "Answer with a word" opened or closed on a row. */
  opened: (state, { key }) => {
    const opened = state.opened === key ? null : key;
    return change(state, { opened }, ...[state.opened, key].filter((k) => k !== null));
  },

  /** Where she reads: at the end or further up, with the page before her or not. */
  reading: (state, { atEnd, hidden }) => {
    const was = state.reading;
    if (was.atEnd === atEnd && was.hidden === hidden) return state;
    const here = atEnd && !hidden;
    const next = { ...state, reading: { atEnd, hidden }, markerSeen: state.markerSeen || (here && state.marker !== null) };
    return here && state.below ? change(next, { below: false }, "marker") : change(next, {});
  },

  /** Her choices for this tab: typing hints, announcements paused. */
  prefer: (state, { typing = state.prefer.typing, quiet = state.prefer.quiet, open = state.prefer.open }) =>
    change(state, { prefer: { typing, quiet, open }, typing: new Map() }, "prefer", "typing", ...(open === state.prefer.open ? [] : tagged(state))),

  /** She opens words that say what they touch. */
  unveil: (state, { id }) => change(state, { unveiled: [...state.unveiled, id] }, messageKey(id), `quotes:${id}`),

  /** What the words she writes touch. */
  topics: (state, { topics }) => change(state, { topics }, "topics", "composing"),

  /** The page is there, and nothing is known yet. */
  begin: (state) => change(state, {}, "last", "dock"),

  /** What this tab kept over a reload: words not known to be sent come back as a question. */
  restore: (state, { memory }) => {
    const outgoing = (memory.outgoing ?? []).map((o) => ({ ...o, status: "unsure", seq: null, code: null, message: null, ...(o.privately && !waits(state) ? NOT_TO_THE_CIRCLE : {}) }));
    const draft = memory.draft ? joined(memory.draft, state.draft) : state.draft; // she may have begun to write already
    return settle(change(state, { draft, outgoing: [...outgoing, ...state.outgoing], prefer: { ...state.prefer, ...memory.prefer }, muted: facilitates(state) ? [] : memory.muted ?? [], topics: memory.topics ?? [], thanked: memory.thanked ?? 0, readAmong: memory.readAmong ?? [], cover: { ...state.cover, quiet: memory.away?.quiet ?? state.cover.quiet } }, "draft", "outgoing", "prefer", "muted", "cover", "circle", "topics", "among", ...tagged(state)));
  },

  /** Somebody is writing. */
  typing: (state, { seat, now }) => {
    if (!state.prefer.typing || seat === state.you || !state.seats.has(seat)) return state;
    return change(state, { typing: put(state.typing, seat, now + TYPING_FOR_MS) }, "typing");
  },
};

/** Hints that are over. @param {State} state @param {number} now @returns {State} */
export function fade(state, now) {
  const over = [...state.typing].filter(([, until]) => until <= now);
  if (!over.length) return state;
  return change(state, { typing: new Map([...state.typing].filter(([, until]) => until > now)) }, "typing");
}
