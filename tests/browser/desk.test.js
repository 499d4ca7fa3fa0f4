/** The desk's own thinking: what waits, what an act says and how it is undone, what is announced, which key does what. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Commander, UNDO_MS } from "../../web/static/js/desk/commander.js";
import { Alone, ALONE_MS, keyList, meant, wanted } from "../../web/static/js/desk/keys.js";
import { amongUntil, counts, newcomers, overdue, quietVoices, stepLeft, turnSeconds, unreadAmong } from "../../web/static/js/desk/model.js";
import { lateNews, news } from "../../web/static/js/desk/news.js";
import { outcome } from "../../web/static/js/desk/undo.js";
import { NUDGES, nudgeText } from "../../web/static/js/views/nudge.js";
import { keep, recall } from "../../web/static/js/memory.js";
import { initial, reduce } from "../../web/static/js/state.js";
import { after, circle, seat, settle } from "./support.js";

const NOW = Date.parse("2026-11-22T20:30:00Z");
const ago = (seconds) => new Date(NOW - seconds * 1000).toISOString();
const words = (id, by, more = {}) => ({ id, seat: by, at: ago(60), text: `words of ${by}`, reply_to: null, taken_back: false, removed: null, responses: {}, ...more });
const held = (id, by, more = {}) => words(id, by, { declined: null, ...more });
const waits = (id, more = {}) => ({ ...seat(id, 9, { status: "waiting" }), since: ago(240), moved: false, line: [], ...more });
const step = (title, minutes) => ({ title: { en: title, es: title }, minutes, mode: "queue", cross_talk: false, turn_s: 0, parts: [] });
const desk = (more = {}) => ({ ...circle(), you: "ruth", ...more });
const messages = (...list) => new Map(list.map((each) => [each.id, each]));

test("every field the desk is drawn from is one the page's state has", async () => {
  const { FROM } = await import("../../web/static/js/desk/model.js");
  for (const field of FROM) assert.ok(field in initial(), field);
});

test("what waits is counted, and what was answered is not", () => {
  const state = desk({
    waiting: [waits("nell"), waits("ivy")],
    held: [held("h1", "bea"), held("h2", "bea", { declined: "unkind" })],
    messages: messages(words("a", "bea"), words("b", "bea", { removed: "unkind", text: null }), words("c", "bea", { taken_back: true, text: null })),
    reports: [{ report: "r1", id: "a", reason: "unkind" }, { report: "r2", id: "b", reason: "unkind" }, { report: "r3", id: "c", reason: "other" }],
    hands: ["bea"],
  });
  assert.deepEqual(counts(state), { door: 2, read: 2, hands: 1 });
});

test("the quiet voices: who said least, then who has been silent longest; nobody who is just listening, no facilitator", () => {
  const seats = [seat("ruth", 1, { role: "facilitator" }), seat("a", 2, { said: 3, spoke_at: ago(10) }), seat("b", 3, { said: 1, spoke_at: ago(10) }), seat("c", 4, { said: 1, spoke_at: ago(500) }), seat("d", 5, { listening: true }), seat("e", 6), seat("f", 7, { status: "left" })];
  assert.deepEqual(quietVoices(desk({ seats: new Map(seats.map((s) => [s.seat, s])) })).map((s) => s.seat), ["e", "c", "b", "a"]);
});

test("the time of a turn stands still while it is held", () => {
  const turn = { seat: "bea", since: ago(200), limit_s: 240, held_since: null, held_s: 50 };
  assert.equal(turnSeconds(turn, NOW), 150);
  assert.equal(turnSeconds({ ...turn, held_since: ago(100) }, NOW), 50);
});

test("a step has minutes left, and may run over", () => {
  const state = desk({ script: [step("One", 10), step("Two", 2)], step: 0, stepAt: ago(450) });
  assert.equal(stepLeft(state, NOW), 3);
  assert.equal(stepLeft({ ...state, step: 1 }, NOW), -5);
  assert.equal(stepLeft(desk(), NOW), null);
});

test("the drill ticks whoever came after the circle had begun to talk, and nobody who was here before", () => {
  const came = (id, seconds) => [`l:${id}`, { key: `l:${id}`, kind: "seat_arrived", seat: id, at: ago(seconds) }];
  const seats = ["ruth", "wren", "late", "x1", "x2", "x3", "gone"].map((id, i) => seat(id, i + 1, id === "ruth" ? { role: "facilitator" } : id === "x3" || id === "gone" ? { status: "left" } : {}));
  const state = desk({
    seats: new Map(seats.map((s) => [s.seat, s])),
    lines: new Map([came("wren", 300), came("late", 3000), came("x1", 20), came("x2", 10), came("x3", 5), came("gone", 5)]),
    messages: messages(words("a", "wren"), words("b", "ruth"), words("c", "x3")),
    rows: ["m:b", "l:wren", "m:a", "l:late", "l:x1", "l:x2", "l:x3", "l:gone", "m:c"],
  });
  const list = newcomers(state, NOW);
  assert.deepEqual(list.map((each) => each.seat.seat), ["x3", "x2", "x1", "late", "wren"], "x3 said something and left");
  assert.deepEqual(list.filter((each) => each.ticked).map((each) => each.seat.seat), ["x3", "x2", "x1"]);
});

test("where their coming tells nothing, at most the newer half is ticked", () => {
  const seats = [seat("ruth", 1, { role: "facilitator" }), ...[2, 3, 4, 5, 6].map((n) => seat(`s${n}`, n))];
  const ticked = newcomers(desk({ seats: new Map(seats.map((s) => [s.seat, s])) }), NOW).filter((each) => each.ticked);
  assert.deepEqual(ticked.map((each) => each.seat.seat), ["s6", "s5"]);
  const early = desk({ seats: new Map(seats.map((s) => [s.seat, s])), lines: new Map([["l:1", { key: "l:1", kind: "seat_arrived", seat: "s6", at: ago(9) }]]), rows: ["l:1", "m:a"], messages: messages(words("a", "s6")) });
  assert.deepEqual(newcomers(early, NOW).filter((each) => each.ticked).map((each) => each.seat.seat), ["s6", "s5"], "the first words are the flood");
});

const SITUATION = {
  waiting: [waits("nell")], held: [held("h1", "bea")], messages: messages(words("a", "bea")), script: [step("One", 5), step("Two", 5)], step: 0, mode: "queue", crossTalk: false, turnS: 240,
  turn: { seat: "bea", since: ago(9), limit_s: 0, held_since: null, held_s: 0 }, slowS: 30, waitingFor: "guests", lead: "ruth",
};

const ACTS = [
  [{ type: "admit", seat: "nell" }, "nell is let in.", { type: "move_to_waiting", seat: "nell" }],
  [{ type: "decline_seat", seat: "nell", next: "other_room" }, "nell was told: not tonight.", { type: "let_back", seat: "nell" }],
  [{ type: "move_to_waiting", seat: "bea" }, "bea is asked back to the waiting room.", { type: "admit", seat: "bea" }],
  [{ type: "remove_seat", seat: "bea", reason: "selling", scope: "tonight" }, "bea was asked to go.", { type: "let_back", seat: "bea" }],
  [{ type: "lock_door" }, "The door is locked.", { type: "unlock_door" }],
  [{ type: "set_waiting", who: "everyone" }, "Met at the door: Everyone.", { type: "set_waiting", who: "guests" }],
  [{ type: "begin_step", index: 1 }, "Now: Two.", { type: "begin_step", index: 0 }],
  [{ type: "set_mode", mode: "open", cross_talk: true, turn_s: 0 }, "Now: Open to all, with cross-talk.", { type: "set_mode", mode: "queue", cross_talk: false, turn_s: 240 }],
  [{ type: "call_on", seat: "me" }, "me has the floor.", { type: "call_on", seat: "bea" }],
  [{ type: "pause" }, "Everything is paused.", { type: "resume" }],
  [{ type: "set_slow", seconds: 0 }, "Slow mode is off.", { type: "set_slow", seconds: 30 }],
  [{ type: "quiet", seat: "bea", minutes: 5, reason: "unkind" }, "Quiet time for bea, 5 minutes.", { type: "lift_quiet", seat: "bea" }],
  [{ type: "set_hold", seat: "bea", on: true }, "bea’s words are read first.", { type: "set_hold", seat: "bea", on: false }],
  [{ type: "set_hold", seat: null, on: true }, "All words are read first.", { type: "set_hold", seat: null, on: false }],
  [{ type: "decline", id: "h1", reason: "unkind" }, "bea’s words were given back.", { type: "release", id: "h1" }],
  [{ type: "remove_message", id: "a", reason: "unkind" }, "bea’s words are taken down.", { type: "restore_message", id: "a" }],
  [{ type: "drill", seats: ["bea", "me"] }, "The room is calm. 2 women wait outside.", { type: "undo_drill" }],
  [{ type: "offer_lead", seat: "ruth" }, "The lead is offered to ruth.", { type: "keep_lead" }],
  [{ type: "release", id: "h1" }, "bea’s words are shown.", null],
  [{ type: "offer_side_room", seat: "bea", minutes: 10 }, "bea is asked into a side room.", { type: "withdraw_side_room" }],
  [{ type: "withdraw_side_room" }, "The side room is offered no more.", null],
];

test("each act says what it did, and knows its way back", () => {
  for (const [command, said, undo] of ACTS) assert.deepEqual(outcome(desk(SITUATION), command, NOW), { said, undo }, command.type);
  assert.throws(() => outcome(desk(), { type: "anything" }, NOW), TypeError);
});

test("quiet time that was ended comes back for as long as it still had", () => {
  const state = desk();
  state.seats.set("bea", { ...state.seats.get("bea"), quiet: { until: ago(-200), reason: "selling" } });
  assert.deepEqual(outcome(state, { type: "lift_quiet", seat: "bea" }, NOW).undo, { type: "quiet", seat: "bea", minutes: 4, reason: "selling" });
});

test("words that wait two minutes are louder, and that is said once", () => {
  const state = { ...desk(), held: [{ ...held("h1", "bea"), at: ago(121) }, { ...held("h2", "me"), at: ago(119) }, { ...held("h3", "me"), at: ago(500), declined: "unkind" }] };
  const told = new Set();
  assert.deepEqual(overdue(state, NOW).map(({ id }) => id), ["h1"]);
  assert.deepEqual(lateNews(state, NOW, told), ["Words of bea have waited two minutes to be read."]);
  assert.deepEqual(lateNews(state, NOW, told), []);
  assert.deepEqual(lateNews(state, NOW + 2000, told), ["Words of me have waited two minutes to be read."]);
});

test("what comes to the desk is said once, and many at once are summed up", () => {
  const before = desk();
  const after = { ...before, waiting: [waits("nell", { line: [{ id: "p", seat: "nell", at: ago(1), text: "hello" }] })], held: [held("h1", "bea")], hands: ["me"], offered: "ruth", lead: "bea" };
  assert.deepEqual(news(before, after), ["nell waits at the door.", "nell writes from the waiting room.", "Words of bea wait to be read.", "me raised her hand.", "bea offers you the lead."]);
  assert.deepEqual(news(after, { ...after }), []);
  const crowd = { ...before, waiting: ["a", "b", "c"].map((id) => waits(id)) };
  assert.deepEqual(news(before, crowd), ["3 women came to the door."]);
});

test("a letter asks for what makes sense now, or for nothing", () => {
  const state = desk(SITUATION);
  assert.deepEqual(wanted("n", state), { type: "begin_step", index: 1 });
  assert.equal(wanted("n", { ...state, step: 1 }), null, "after the last step there is none");
  assert.equal(wanted("b", state), null);
  assert.deepEqual(wanted("n", { ...state, step: null }), { type: "begin_step", index: 0 });
  assert.deepEqual(wanted("a", state), { type: "admit", seat: "nell" });
  assert.equal(wanted("a", desk()), null);
  assert.deepEqual(wanted("r", state), { type: "release", id: "h1" });
  assert.deepEqual(wanted("p", { ...state, paused: true }), { type: "resume" });
  assert.deepEqual(wanted("g", state), { type: "grant_time", seconds: 60 });
  assert.equal(wanted("g", desk()), null);
  assert.equal(wanted("q", state), null);
  for (const [key] of keyList()) if (key.length === 1) assert.notEqual(wanted(key, { ...state, step: key === "b" ? 1 : 0 }), null, key);
});

test("letters that she writes are not for the desk", () => {
  const press = (within, more = {}) => ({ defaultPrevented: false, ctrlKey: false, metaKey: false, altKey: false, isComposing: false, repeat: false, target: { closest: () => within }, ...more });
  assert.equal(meant(press(null)), true);
  assert.equal(meant(press({})), false);
  for (const key of ["ctrlKey", "metaKey", "altKey", "isComposing", "repeat", "defaultPrevented"]) assert.equal(meant(press(null, { [key]: true })), false, key);
});

test("letters in a row are words written nowhere, not acts", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  let now = 0;
  const done = [];
  const alone = new Alone(() => now);
  const press = (key, wait) => {
    alone.press(key, () => done.push(key));
    now += wait;
    context.mock.timers.tick(wait);
  };
  for (const key of "please") press(key, 150);
  press(" ", 10);
  now += 1000;
  context.mock.timers.tick(1000);
  assert.deepEqual(done, [" "], "what is no letter is asked at once; the table knows no such key");
  press("a", ALONE_MS + 1);
  press("a", ALONE_MS + 1);
  press("5", 1);
  assert.deepEqual(done, [" ", "a", "a", "5"]);
});

/** A commander whose server answers when the test says so. */
function commanded(state = desk(SITUATION)) {
  const asked = [];
  const ui = { going: new Set(), line: null };
  const act = (type, fields) => new Promise((answer) => asked.push({ type, fields, answer }));
  const commander = new Commander({ store: { state }, act, ui, draw: () => {}, clock: () => NOW });
  return { asked, ui, commander };
}

test("nothing is said to be done before the server has said yes, and a second tap waits for the first", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { asked, ui, commander } = commanded();
  const command = { type: "quiet", seat: "bea", minutes: 5, reason: "other" };
  commander.run(command);
  commander.run(command);
  assert.deepEqual([asked.length, ui.going.size, ui.line], [1, 1, null]);
  assert.deepEqual(asked[0].fields, { seat: "bea", minutes: 5, reason: "other" });
  asked[0].answer({ ok: true });
  await settle();
  assert.deepEqual([ui.going.size, ui.line.text], [0, "Quiet time for bea, 5 minutes."]);
  commander.undo();
  assert.deepEqual({ type: asked[1].type, ...asked[1].fields }, { type: "lift_quiet", seat: "bea" });
  asked[1].answer({ ok: true });
  await settle();
  assert.equal(ui.line.undo, null, "an undo is not undone again");
  context.mock.timers.tick(UNDO_MS);
  assert.equal(ui.line, null);
});

test("a refusal says its sentence and offers no way back", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { asked, ui, commander } = commanded();
  const done = commander.run({ type: "pause" });
  asked[0].answer({ ok: false, code: "not_allowed", message: "Only a facilitator can do that.", retry: false });
  assert.equal(await done, false);
  assert.deepEqual(ui.line, { text: "Only a facilitator can do that.", undo: null, refused: true });
  const silent = commander.run({ type: "pause" });
  asked[1].answer({ ok: false, code: "no_line", message: null, retry: true });
  await silent;
  assert.match(ui.line.text, /no line/);
});

test("what facilitators write to each other counts until she has looked, and is announced without its words", () => {
  const said = (id, by) => ({ id, seat: by, name: by, at: ago(5), text: "for us" });
  const before = desk();
  const state = desk({ backChannel: [said("a", "kay"), said("b", "ruth"), said("c", "kay")] });
  assert.deepEqual(unreadAmong(state).map((b) => b.id), ["a", "c"]);
  assert.deepEqual(unreadAmong({ ...state, readAmong: ["a"] }).map((b) => b.id), ["c"]);
  assert.deepEqual(news(before, state), ["kay wrote to the facilitators.", "kay wrote to the facilitators."]);
  assert.deepEqual(news(state, state), []);
});

test("which of them she has read is known after the page was loaded again, and their words are kept nowhere", () => {
  const said = (id) => ({ id, seat: "kay", name: "kay", at: ago(5), text: "for us" });
  const state = desk({ backChannel: [said("a"), said("b")] });
  const read = reduce(state, { type: "read_among" });
  assert.ok(read.changed.includes("prefer"), "kept at once");
  const kept = new Map();
  const storage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value), removeItem: (key) => kept.delete(key) };
  keep(storage, "m", read);
  assert.ok(![...kept.values()].join().includes("for us"));
  const again = reduce(desk({ backChannel: [said("a"), said("b"), said("c")] }), { type: "restore", memory: recall(storage, "m", state.you) });
  assert.deepEqual(unreadAmong(again).map((b) => b.id), ["c"]);
});

test("and may be read after the end as long as it is kept", () => {
  const until = "2026-11-22T22:30:00Z"; // two hours after the end
  assert.equal(amongUntil(desk({ backChannelKeptS: 600, ended: { code: "meeting_closed", words_until: until } })), NOW + 600_000);
  assert.equal(amongUntil(desk({ ended: { code: "signed_out", words_until: null } })), 0);
  for (const type of ["among_gone", "words_gone"]) assert.deepEqual(after(desk({ backChannel: [{ id: "a" }] }), { type }).backChannel, []);
});

test("a kind sentence to one woman is told in the words that she reads, and cannot be undone", () => {
  for (const nudge of NUDGES) {
    const { said, undo } = outcome(desk(), { type: "send_nudge", seat: "bea", nudge }, NOW);
    assert.ok(nudgeText(nudge).length > 20 && said.includes(nudgeText(nudge)) && said.startsWith("bea"));
    assert.equal(undo, null);
  }
});
