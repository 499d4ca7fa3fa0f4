/** What depends on the hour alone: how far a turn is, whether she may write, and when what holds her back lifts by itself. */

import { change, facilitates, restLeft } from "./base.js";

/** @typedef {import("./types.js").State} State */

const SECOND = 1_000;
/** "A minute left" is said this long before the end of a turn, seconds. */
const NEARLY = 60;

/** Her turn, held or not. @param {State} state */
export const hasTurn = (state) => state.turn !== null && state.turn.seat === state.you;

/** How far the turn is: it goes, a minute is left, or its measure is over. Time stands still while it is held. @param {State} state @returns {"goes"|"nearly"|"over"} */
export function phase({ turn, now, standing: { spared } }) {
  if (!turn?.limit_s) return "goes";
  const told = spared?.since === turn.since ? spared.s : 0; // to her alone
  const until = turn.held_since ? Date.parse(turn.held_since) : now;
  const left = turn.limit_s - ((until - Date.parse(turn.since)) / SECOND - turn.held_s - told);
  return left <= 0 ? "over" : left <= NEARLY ? "nearly" : "goes";
}

/** When she last wrote, whether or not it has been read yet. */
const wroteAt = (state) =>
  [...state.messages.values(), ...state.standing.held, ...state.standing.declined].reduce((last, m) => (m.seat === state.you ? Math.max(last, Date.parse(m.at)) : last), 0);

/** Why a member cannot write just now, and how many seconds more where that is known; null when she can. As the server decides it. @param {State} state @returns {null|{code: string, left?: number}} */
export function held(state) {
  const { now, standing, mode } = state;
  const left = (until) => Math.ceil((until - now) / SECOND);
  if (standing.status === "waiting" || facilitates(state) || state.status !== "open") return null;
  if (state.paused) return { code: "paused" };
  if (restLeft(state, now) > 0) return { code: "grounding" };
  const { since, grace_s } = state.attended;
  if (since && left(Date.parse(since) + grace_s * SECOND) <= 0) return { code: "nobody" };
  if (standing.quiet && left(Date.parse(standing.quiet.until)) > 0) return { code: "quiet", left: left(Date.parse(standing.quiet.until)) };
  if (mode === "silence" || mode === "facilitators") return { code: mode };
  if ((mode === "queue" || mode === "go_round") && !state.crossTalk && (!hasTurn(state) || state.turn.held_since)) return { code: "turn" };
  const wait = state.slowS ? left(wroteAt(state) + state.slowS * SECOND) : 0;
  return wait > 0 ? { code: "slow", left: wait } : null;
}

/** What the page shows of it; equal means nothing to draw. */
function shown(state) {
  const why = held(state);
  const left = why?.left === undefined ? "" : why.left > 60 ? Math.ceil(why.left / 60) * 60 : why.left;
  return `${why?.code ?? ""} ${left} ${phase(state)}`;
}

/** A second has passed, or something happened: what lifts or falls due by itself does. @param {State} state @param {number} now the server's time, ms @returns {State} */
export function passes(state, now) {
  const next = { ...state, now };
  const key = shown(next);
  if (key === state.hour) return next;
  const [was, , far] = state.hour.split(" ");
  const why = held(next)?.code ?? "";
  const said = [];
  if (was === "quiet" && why !== "quiet" && next.standing.quiet) said.push({ kind: "quiet_over" });
  if (why === "nobody" && was !== why) said.push({ kind: "nobody" });
  if (was === "nobody" && why !== was) said.push({ kind: "attended" });
  if (hasTurn(next) && phase(next) !== far && phase(next) !== "goes") said.push({ kind: phase(next) });
  return change({ ...next, hour: key, said: [...state.said, ...said] }, {}, "dock", "last");
}
