/** The agenda: which step it is, how long it has, what comes, and what a screen reader hears of it. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { agenda, inLanguage } from "../../web/static/js/state/agenda.js";
import { stepNews } from "../../web/static/js/views/agenda.js";
import { after, circle } from "./support.js";

const BEGAN = Date.parse("2026-11-22T20:00:00.000Z");
const minutes = (n) => BEGAN + n * 60_000;
globalThis.document = { documentElement: { lang: "en" } };

const step = (en, length, more = {}) => ({ title: { en, es: `${en} (es)` }, minutes: length, mode: "open", cross_talk: true, turn_s: 0, parts: [], ...more });
const script = [step("Welcome", 5), step("Sharing", 25, { mode: "go_round", cross_talk: false, turn_s: 180 }), step("Closing", 3)];
const withScript = (more = {}) => ({ ...circle(), script, ...more });
const begin = (state, index, seq = 1) =>
  after(state, { type: "event", event: { type: "step_began", seq, cursor: `c${seq}`, at: "2026-11-22T20:00:00.000Z", index }, now: BEGAN });

test("a meeting without a script, or that is over, has no agenda", () => {
  assert.equal(agenda(circle(), BEGAN, "en"), null);
  assert.notEqual(agenda(withScript(), BEGAN, "en"), null);
  assert.equal(agenda(withScript({ status: "closed" }), BEGAN, "en"), null);
  assert.equal(agenda(withScript({ ended: { code: "left" } }), BEGAN, "en"), null);
});

test("before the first step all are to come", () => {
  const { at, after: rest, minutes: whole, steps, title } = agenda(withScript(), BEGAN, "en");
  assert.deepEqual([at, rest, whole, title], [-1, 3, 33, ""]);
  assert.deepEqual(steps.map((each) => each.when), ["next", "next", "next"]);
});

test("a step that begins is the present one, with all its time", () => {
  const state = begin(withScript(), 1);
  assert.deepEqual([state.mode, state.crossTalk, state.turnS], ["go_round", false, 180]);
  const shape = agenda(state, minutes(0), "en");
  assert.deepEqual([shape.at, shape.title, shape.left, shape.after, shape.done], [1, "Sharing", 25, 1, 0]);
  assert.deepEqual(shape.steps.map((each) => each.when), ["done", "now", "next"]);
});

test("the time left is whole minutes, rounded up, and never less than none", () => {
  const state = begin(withScript(), 1);
  const left = (after) => agenda(state, minutes(after), "en").left;
  assert.deepEqual([left(0.5), left(7), left(24.5), left(25), left(40)], [25, 18, 1, 0, 0]);
  assert.equal(agenda(state, minutes(40), "en").done, 1);
  assert.equal(left(-3), 25); // a clock that is behind the server's
});

test("going back makes what was done come again", () => {
  const state = begin(begin(withScript(), 2), 0, 2);
  assert.deepEqual(agenda(state, minutes(0), "en").steps.map((each) => each.when), ["now", "next", "next"]);
});

test("titles are in her language, or in the one there is", () => {
  assert.equal(agenda(begin(withScript(), 0), minutes(0), "es").title, "Welcome (es)");
  assert.equal(inLanguage({ es: "Bienvenida" }, "en"), "Bienvenida");
  assert.equal(inLanguage(undefined, "en"), "");
});

test("a screen reader hears the step, its length, and how many are left", () => {
  const state = withScript();
  assert.equal(stepNews(state, 1), "Now: Sharing, 25 minutes. 1 step is left after it.");
  assert.equal(stepNews(state, 0), "Now: Welcome, 5 minutes. 2 steps are left after it.");
  assert.equal(stepNews(state, 2), "Now: Closing, 3 minutes. It is the last step.");
  assert.equal(stepNews(state, 9), "");
});
