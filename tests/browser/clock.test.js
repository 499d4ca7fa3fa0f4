/** What depends on the hour alone: how far a turn is, why a member cannot write, and that it lifts by itself. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { held, phase, reduce } from "../../web/static/js/state.js";
import { stage, wordsAt } from "../../web/static/js/state/rest.js";
import { circle, posted, snapshotAnswer } from "./support.js";

const START = Date.parse("2026-11-22T20:00:00.000Z");
const at = (seconds) => new Date(START + seconds * 1000).toISOString();
const tick = (state, seconds) => reduce(state, { type: "tick", now: START + seconds * 1000 });
const hear = (state, seconds, event) => reduce(state, { type: "event", now: START + seconds * 1000, event: { seq: state.seq + 1, at: at(seconds), ...event } });
const tell = (state, standing) => reduce(state, { type: "event", now: state.now, event: { type: "standing", status: "here", ...standing } });
const code = (state) => held(state)?.code ?? null;
const kinds = (state) => state.said.map((said) => said.kind);

test("a turn goes, has a minute left, and is over; held, its time stands still; each is said once, to her alone", () => {
  const mine = hear(circle(), 0, { type: "turn_began", seat: "me", since: at(0), limit_s: 180 });
  const early = tick(mine, 119);
  assert.deepEqual([phase(early), kinds(early)], ["goes", []]);
  const nearly = tick(early, 121);
  assert.deepEqual([phase(nearly), kinds(nearly)], ["nearly", ["nearly"]]);
  assert.deepEqual(kinds(tick(nearly, 122)), []);
  assert.deepEqual(kinds(tick(nearly, 181)), ["over"]);
  const stands = tick(hear(nearly, 130, { type: "turn_held" }), 400);
  assert.equal(phase(stands), "nearly");
  const goes = tick(hear(stands, 400, { type: "turn_resumed" }), 440);
  assert.equal(phase(goes), "nearly");
  assert.equal(phase(tick(goes, 452)), "over");
  assert.equal(phase(tick(hear(goes, 445, { type: "time_granted", seconds: 120 }), 452)), "goes");
  const others = hear(circle(), 0, { type: "turn_began", seat: "bea", since: at(0), limit_s: 60 });
  assert.deepEqual(kinds(tick(others, 70)), []);
  assert.equal(phase(tick(hear(circle(), 0, { type: "turn_began", seat: "me", since: at(0), limit_s: 0 }), 9_999)), "goes");
});

test("what was not told of her turn is spared her, and no other turn", () => {
  const mine = hear(circle(), 0, { type: "turn_began", seat: "me", since: at(0), limit_s: 180 });
  assert.equal(phase(tick(tell(mine, { spared: { since: at(0), s: 100 } }), 190)), "goes");
  assert.equal(phase(tick(tell(mine, { spared: { since: at(-60), s: 100 } }), 190)), "over");
});

test("quiet time counts down and lifts by itself, also on a device whose clock is wrong", () => {
  const quiet = tell(tick(circle(), 0), { quiet: { until: at(300), reason: "unkind" } });
  assert.deepEqual(held(quiet), { code: "quiet", left: 300 });
  assert.ok(tick(quiet, 61).changed.includes("dock"));
  const over = tick(tick(quiet, 299), 300);
  assert.deepEqual([held(over), kinds(over)], [null, ["quiet_over"]]);
  const ahead = hear(quiet, 10, posted(1, "a", "bea", "words", { at: at(250) })); // this device is four minutes late
  assert.equal(held(tick(ahead, 20)).left, 40);
});

test("without a facilitator writing rests after the grace, and opens again by itself", () => {
  const state = { ...tick(circle(), 0), attended: { since: null, grace_s: 60 } };
  const gone = hear(state, 10, { type: "unattended" });
  assert.equal(code(tick(gone, 69)), null);
  const rests = tick(gone, 70);
  assert.deepEqual([code(rests), kinds(rests)], ["nobody", ["nobody"]]);
  const back = hear(rests, 80, { type: "attended" });
  assert.deepEqual([code(back), kinds(back)], [null, ["attended"]]);
});

test("who may write by mode, turn and cross-talk, as the server decides it", () => {
  const mode = (mode, cross_talk) => hear(circle(), 0, { type: "mode_set", mode, cross_talk, turn_s: 0 });
  assert.deepEqual(["open", "queue", "go_round", "facilitators", "silence"].map((each) => code(mode(each, false))), [null, "turn", "turn", "facilitators", "silence"]);
  assert.deepEqual(["queue", "go_round"].map((each) => code(mode(each, true))), [null, null]);
  const turn = hear(mode("queue", false), 1, { type: "turn_began", seat: "me", since: at(1), limit_s: 0 });
  assert.equal(code(turn), null);
  assert.equal(code(hear(turn, 2, { type: "turn_held" })), "turn");
  assert.equal(code(hear(turn, 2, { type: "turn_began", seat: "bea", since: at(2), limit_s: 0 })), "turn");
  assert.equal(code(hear(turn, 2, { type: "paused" })), "paused");
  const ruth = reduce(circle(), { type: "seated", now: 0, answer: snapshotAnswer({ you: "ruth" }) });
  assert.equal(code(hear(ruth, 1, { type: "mode_set", mode: "silence", cross_talk: false, turn_s: 0 })), null);
});

test("slow mode counts from her last words, read already or not", () => {
  const slow = hear(hear(circle(), 0, { type: "slow_set", seconds: 30 }), 1, posted(2, "a", "me", "words", { at: at(1) }));
  assert.deepEqual(held(tick(slow, 11)), { code: "slow", left: 20 });
  assert.equal(held(tick(slow, 31)), null);
  const waits = tell(slow, { held: [{ id: "h", seat: "me", at: at(20), text: "x", reply_to: null }] });
  assert.deepEqual(held(tick(waits, 31)), { code: "slow", left: 19 });
  const others = hear(hear(circle(), 0, { type: "slow_set", seconds: 30 }), 1, posted(2, "a", "bea", "words", { at: at(1) }));
  assert.equal(held(tick(others, 2)), null);
});

test("everyone rests until then, a turn loses nothing by it, and it ends by itself or before", () => {
  const mine = tick(hear(circle(), 0, { type: "turn_began", seat: "me", since: at(0), limit_s: 180 }), 1);
  const rests = hear(mine, 10, { type: "grounding_began", until: at(130) });
  assert.deepEqual([code(tick(rests, 129)), code(tick(rests, 130))], ["grounding", null]);
  assert.ok(tick(tick(rests, 129), 130).changed.includes("dock"), "drawn anew when it is over");
  assert.equal(phase(tick(rests, 239)), "goes");
  assert.equal(phase(tick(rests, 241)), "nearly");
  const ended = hear(rests, 40, { type: "grounding_ended" });
  assert.deepEqual([code(ended), ended.turn.held_s], [null, 30]);
  const next = hear(hear(rests, 20, { type: "turn_ended", seat: "me" }), 30, { type: "turn_began", seat: "bea", since: at(30), limit_s: 60 });
  assert.deepEqual([next.turn.held_s, hear(next, 50, { type: "grounding_ended" }).turn.held_s], [100, 20]);
});

test("she who was here for a rest is asked afterwards how she goes on; who came later is not", () => {
  const rests = hear(tick(circle(), 0), 10, { type: "grounding_began", until: at(130) });
  const now = (seconds) => START + seconds * 1000;
  assert.deepEqual([stage("none", rests, now(20)), stage("rest", rests, now(131)), stage("ask", rests, now(500))], ["rest", "ask", "ask"]);
  assert.equal(stage("none", rests, now(131)), "none");
  assert.equal(stage("rest", { ...rests, ended: { code: "left" } }, now(20)), "none");
  assert.deepEqual([stage("ask", hear(rests, 800, { type: "grounding_began", until: at(920) }), now(801))], ["rest"]);
  assert.deepEqual([120, 100.5, 100, 20, 1].map(wordsAt).map((words) => words.split(" ")[0]), ["Let", "Let", "Breathe", "You", "You"]);
});
