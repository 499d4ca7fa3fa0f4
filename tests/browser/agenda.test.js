/** The agenda: which step it is, how long it has, what comes, and what a screen reader hears of it. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { agenda, helpers, inLanguage, lastMinute, nextPassage } from "../../web/static/js/state/agenda.js";
import { stepNews } from "../../web/static/js/views/agenda.js";
import { cards } from "../../web/static/js/desk/cue.js";
import { after, circle, posted } from "./support.js";

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

test("the last minute of a step is known, and only of one that is longer", () => {
  const at = (state, after) => lastMinute(agenda(state, minutes(after), "en"));
  const state = begin(withScript(), 1);
  assert.deepEqual([at(state, 23.9), at(state, 24.1), at(state, 25.1)], [false, true, false]);
  assert.equal(at(begin(withScript({ script: [step("Breath", 1)] }), 0), 0.5), false);
  assert.equal(at(withScript(), 0), false);
});

test("going back makes what was done come again", () => {
  const state = begin(begin(withScript(), 2), 0, 2);
  assert.deepEqual(agenda(state, minutes(0), "en").steps.map((each) => each.when), ["now", "next", "next"]);
});

test("a round that was left by mistake knows that she has been asked", () => {
  let state = begin(withScript(), 1);
  state = after(state, { type: "event", event: { type: "turn_ended", seq: 2, at: "2026-11-22T20:01:00.000Z", seat: "me", passed: true }, now: BEGAN });
  assert.equal(state.asked, true);
  state = begin(state, 2, 3);
  assert.equal(state.asked, false);
  assert.equal(begin(state, 1, 4).asked, true);
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

const cardStep = step("Readings", 8, { cue: { en: "Please listen.", es: "Escuchen, por favor." }, note: { en: "Go slowly." }, paste: { en: "Your reading." }, reading: [] });
const facilitator = (more = {}) => {
  const state = { ...circle(), you: "ruth", script: [{ ...cardStep, ...more }] };
  return begin(state, 0);
};
const posts = (state, text, by = "ruth", at = "2026-11-22T20:01:00.000Z") =>
  after(state, { type: "event", event: posted(state.seq + 1, `m${state.seq}`, by, text, { at }), now: BEGAN });

test("a card speaks the room's language; what only she reads is in hers", () => {
  const state = facilitator();
  assert.equal(cards({ ...state, room: { ...state.room, language: "es" } }, "en").cue.text, "Escuchen, por favor.");
  const { cue, note, paste, passage } = cards(state, "es");
  assert.deepEqual([cue.text, note, paste, passage], ["Please listen.", "Go slowly.", "Your reading.", null]);
  assert.equal(cards({ ...state, step: null }, "en"), null);
});

test("a posted card says so until its step begins again", () => {
  const state = facilitator();
  assert.equal(cards(state, "en").cue.posted, false);
  assert.equal(cards(posts(state, "Please listen.", "bea"), "en").cue.posted, false); // a member's words are not the card
  assert.equal(cards(posts(state, "Please listen.", "ruth", "2026-11-22T19:59:00.000Z"), "en").cue.posted, false); // an earlier step's
  const done = posts(state, "Please listen.");
  assert.equal(cards(done, "en").cue.posted, true);
  const again = after(done, { type: "event", event: { type: "step_began", seq: done.seq + 1, at: "2026-11-22T20:05:00.000Z", index: 0 }, now: BEGAN });
  assert.equal(cards(again, "en").cue.posted, false);
});

test("a card goes out as it stands, and what she is writing stays", () => {
  const writing = after(facilitator(), { type: "draft", text: "half a thought" });
  const state = after(writing, { type: "send_card", id: "c1", text: "Please listen.", now: BEGAN });
  assert.equal(state.draft, "half a thought");
  assert.deepEqual(state.outgoing.map(({ id, text, status, reply_to }) => [id, text, status, reply_to]), [["c1", "Please listen.", "sending", null]]);
  assert.ok(state.changed.includes("end")); // and she sees it go
  assert.equal(cards(state, "en").cue.going, true);
});

test("a reading is shown passage by passage, and asks for no text any more", () => {
  let state = facilitator({ reading: [{ en: "One" }, { en: "Two" }] });
  assert.deepEqual([cards(state, "en").passage.text, cards(state, "en").passage.place, cards(state, "en").paste], ["One", 1, ""]);
  state = posts(state, "One", "bea"); // a reader has posted it
  assert.deepEqual([cards(state, "en").passage.text, cards(state, "en").passage.place], ["Two", 2]);
  assert.equal(cards(posts(state, "Two"), "en").passage, null);
});

const tell = (state, fields) => after(state, { type: "event", event: { seq: state.seq + 1, cursor: "c", at: "2026-11-22T20:00:30.000Z", ...fields }, now: BEGAN });

test("who helps tonight, and what is still asked for", () => {
  const steps = [step("Welcome", 5, { parts: ["reader", "timekeeper"] }), step("Sharing", 25, { parts: ["timekeeper"] }), step("Closing", 3)];
  let state = withScript({ script: steps });
  assert.deepEqual(helpers(state).map(({ part, seats, asked }) => [part, seats, asked]), [["reader", [], true], ["timekeeper", [], true]]);
  state = tell(tell(state, { type: "volunteered", seat: "bea", part: "reader" }), { type: "volunteered", seat: "me", part: "timekeeper" });
  assert.deepEqual(helpers(state).map(({ seats, mine }) => [seats, mine]), [[["bea"], false], [["me"], true]]);
  assert.deepEqual(state.rows.map((key) => state.lines.get(key)).filter((line) => line?.kind === "volunteered").map((line) => [line.seat, line.part]), [["bea", "reader"]]);
  assert.deepEqual(helpers(begin(state, 1, state.seq + 1)).map(({ part, asked }) => [part, asked]), [["reader", false], ["timekeeper", true]]);
  state = tell(state, { type: "part_given_up", seat: "me", part: "timekeeper" });
  assert.deepEqual([helpers(state)[1].mine, state.seats.get("me").parts], [false, undefined]);
  state = tell(state, { type: "seat_left", seat: "bea" });
  assert.deepEqual([helpers(state)[0].seats, state.seats.get("bea").parts], [[], undefined]);
});

test("a reader is shown the next passage until all are said", () => {
  const reading = [{ en: "One", es: "Uno" }, { en: "Two", es: "Dos" }];
  let state = begin(withScript(), 0);
  assert.deepEqual(nextPassage(state, reading, "es"), { text: "Uno", place: 1, all: 2, going: false });
  state = posts(state, "Uno", "bea");
  assert.deepEqual([nextPassage(state, reading, "es").text, nextPassage(after(state, { type: "send_card", id: "x", text: "Dos", now: 0 }), reading, "es").going], ["Dos", true]);
  assert.equal(nextPassage(posts(state, "Dos", "me"), reading, "es"), null);
  assert.equal(nextPassage(state, [], "en"), null);
});
