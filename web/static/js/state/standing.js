/** What is told to her alone: quiet time, words that wait to be read, words taken down, the waiting room. And the cover of a page she stepped away from. */

import { change, facilitates } from "./base.js";

/** Nothing told yet. */
export const NOTHING_TOLD = Object.freeze({ status: "here", quiet: null, held: [], declined: [], removed: [], away: null, hold: false, reading: [], spared: null, nudge: null, side_room: null, person: null, waiting: null });

/** @typedef {import("./types.js").State} State */

/** Whether she is in the waiting room. @param {State} state */
export const waits = (state) => state.standing.status === "waiting";

/** The kind sentence that a facilitator said to her alone, until she has closed it. @param {State} state */
export const unread = (state) => (state.ended || !state.standing.nudge || state.standing.nudge.id <= state.thanked ? null : state.standing.nudge);

/** What the server holds of her now. @param {State} state @param {any} standing @returns {State} */
export function told(state, standing) {
  const was = state.standing;
  const now = { ...NOTHING_TOLD, ...standing };
  const said = [];
  if (now.quiet && now.quiet.until !== was.quiet?.until) said.push({ kind: "quiet" });
  else if (was.quiet && !now.quiet) said.push({ kind: "quiet_over" });
  const lost = [...now.declined, ...now.removed].find(({ id }) => ![...was.declined, ...was.removed].some((each) => each.id === id));
  if (lost) said.push({ kind: "yours_down", reason: lost.reason });
  const lines = now.waiting?.line ?? [];
  if (lines.length > (was.waiting?.line ?? []).length && !lines.at(-1).mine) said.push({ kind: "private", text: lines.at(-1).text, name: lines.at(-1).name });
  // On another page of hers she stepped away: this one covers itself too. What she has just come back from does not.
  const elsewhere = now.away !== null && was.away === null && !state.cover.back && !state.cover.on;
  const { on, quiet, back } = state.cover;
  const cover = { on: on || elsewhere, quiet: elsewhere ? now.away === "quiet" : quiet, back: back && now.away !== null };
  const next = change(state, { standing: now, cover, said: [...state.said, ...said] }, "standing", "cover", "dock", "last", "circle");
  const rows = [...was.removed, ...now.removed].map(({ id }) => `m:${id}`);
  return change(next, {}, ...rows);
}

/** The line's answer when words wait to be read: they stand among hers at once. @param {State} state @param {{id: string, text: string, at: string, reply_to: string|null, rule?: string, hidden?: string[]}} words */
export function waitsToBeRead(state, { id, text, at, reply_to, rule, hidden }) {
  const { standing } = state;
  if (state.messages.has(id) || standing.held.some((each) => each.id === id)) return state;
  return change(state, { standing: { ...standing, held: [...standing.held, { id, seat: state.you, at, text, reply_to, ...(rule && { rule }), ...(hidden && { hidden }) }] }, said: [...state.said, { kind: "held" }] }, "standing");
}

/** @type {Record<string, (state: State, action: any) => State>} */
export const STANDING = {
  /** The page is covered at once; what she missed is marked from here on. */
  cover: (state) => change(state, { cover: { ...state.cover, on: true, back: false }, marker: null, markerSeen: false, below: false, active: null, opened: null }, "cover", "marker"),

  /** Whether the others are told, now and the next time. */
  cover_quiet: (state, { quiet }) => change(state, { cover: { ...state.cover, quiet } }, "cover", "prefer"),

  /** She is at the page again. `back` until the server has heard it. */
  uncover: (state) => change(state, { cover: { ...state.cover, on: false, back: true } }, "cover", "last", "marker"),

  /** She has read what was said to her alone. */
  thank: (state, { id }) => change(state, { thanked: id }, "prefer"),

  /** Whose words she does not wish to see here tonight. Nobody is told; a facilitator sees everything. */
  mute: (state, { seat, on }) => facilitates(state) ? state : change(state, { muted: on ? [...state.muted, seat] : state.muted.filter((id) => id !== seat) }, "muted", "circle", "prefer"),
};
