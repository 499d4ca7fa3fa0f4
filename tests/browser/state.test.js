import assert from "node:assert/strict";
import { test } from "node:test";

import { veiled } from "../../web/static/js/state/base.js";
import { activeRow, initial, reduce } from "../../web/static/js/state.js";
import { after, circle, posted, seat, snapshotAnswer } from "./support.js";

const event = (e, now = 0) => ({ type: "event", event: e, now });
const at = "2026-11-22T20:00:00.000Z";

test("reduce alters nothing it is given", () => {
  const state = circle();
  const copy = structuredClone(state);
  after(state, event(posted(1, "a", "bea")), { type: "draft", text: "x" }, { type: "send", id: "b", text: "x", now: 1 });
  assert.deepEqual(state, copy);
});

test("what was seen is dropped, and a gap asks for what is missing", () => {
  const one = after(circle(), event(posted(1, "a", "bea")));
  assert.equal(after(one, event(posted(1, "a", "bea"))).rows.length, 1);
  const gap = after(one, event(posted(3, "c", "bea")));
  assert.equal(gap.needsSync, true);
  assert.deepEqual(gap.rows, ["m:a"]);
  assert.ok(gap.changed.includes("sync"));
  const healed = after(gap, { type: "seated", now: 0, answer: snapshotAnswer({ snapshot: null, missed: [posted(2, "b", "bea"), posted(3, "c", "bea")], seq: 3, cursor: "c3" }) });
  assert.deepEqual([healed.rows, healed.needsSync, healed.seq, healed.cursor], [["m:a", "m:b", "m:c"], false, 3, "c3"]);
});

test("a fresh snapshot after an absence is told", () => {
  const state = after(circle(), event(posted(1, "a", "bea")), { type: "seated", now: 0, answer: snapshotAnswer({ seq: 9, cursor: "c9" }) });
  assert.equal(state.lines.get(state.rows.at(-1)).kind, "fresh");
  assert.equal(circle().rows.length, 0);
});

test("comings and goings are lines; a lost line that is back at once leaves none, and her own are no news", () => {
  const state = circle();
  const lost = after(state, event({ type: "seat_lost", seq: 1, at, seat: "bea" }));
  assert.equal(lost.lines.get("l:1").kind, "seat_lost");
  const back = after(lost, event({ type: "seat_back", seq: 2, at, seat: seat("bea", 2) }));
  assert.deepEqual([back.rows, back.seats.get("bea").status], [[], "here"]);
  const talked = after(lost, event(posted(2, "a", "ruth")), event({ type: "seat_back", seq: 3, at, seat: seat("bea", 2) }));
  assert.deepEqual(talked.rows, ["l:1", "m:a", "l:3"]);
  assert.deepEqual(after(state, event({ type: "seat_back", seq: 1, at, seat: seat("me", 1) })).rows, []);
});

test("new words are marked where they begin while she reads further up, and the mark stays until she has seen them", () => {
  const away = after(circle(), event(posted(1, "a", "bea")), { type: "reading", atEnd: false, hidden: false });
  const two = after(away, event(posted(2, "b", "bea")), event(posted(3, "c", "bea")));
  assert.deepEqual([two.marker, two.below], ["m:b", true]);
  const seen = after(two, { type: "reading", atEnd: true, hidden: false });
  assert.deepEqual([seen.marker, seen.below], ["m:b", false]);
  const later = after(seen, { type: "reading", atEnd: true, hidden: true }, event(posted(4, "d", "bea")));
  assert.equal(later.marker, "m:d");
  assert.equal(after(two, event(posted(4, "mine", "me"))).marker, "m:b");
  assert.equal(after(circle(), event(posted(1, "a", "bea"))).marker, null);
});

test("a response is kept in order, said once, and goes without a trace", () => {
  const respond = (seq, by, type = "responded") => event({ type, seq, at, id: "a", seat: by, word: "with_you" });
  const state = after(circle(), event(posted(1, "a", "bea")), respond(2, "ruth"), respond(3, "me"), respond(4, "me"));
  assert.deepEqual(state.messages.get("a").responses, { with_you: ["ruth", "me"] });
  assert.deepEqual(after(state, respond(5, "ruth", "response_taken_back"), respond(6, "me", "response_taken_back")).messages.get("a").responses, {});
});

test("words taken back return to the composer, once, whichever comes first: the answer or the event", () => {
  const wish = { type: "wish", command: { type: "take_back", id: "a" }, now: 0 };
  const answer = { type: "wish_answered", key: "take_back:a", ok: true };
  const gone = event({ type: "message_taken_back", seq: 2, at, id: "a" });
  const start = after(circle(), event(posted(1, "a", "me", "my words")), { type: "draft", text: "more" }, wish);
  for (const order of [[answer, gone], [gone, answer]]) {
    const state = after(start, ...order);
    assert.equal(state.draft, "my words\nmore");
    assert.deepEqual([state.messages.get("a").text, state.messages.get("a").taken_back, state.acts.size], [null, true, 0]);
  }
  const elsewhere = after(circle(), event(posted(1, "a", "me", "my words")), gone);
  assert.equal(elsewhere.draft, "", "taken back in another tab: the words return there");
});

test("a refused wish is said under the row, and one nobody answers after a minute", () => {
  const start = after(circle(), event(posted(1, "a", "bea")), { type: "wish", command: { type: "respond", id: "a", word: "me_too" }, now: 0 });
  const no = after(start, { type: "wish_answered", key: "respond:a:me_too", ok: false, code: "no_such_message", message: "Gone." });
  assert.deepEqual([no.acts.size, no.notes.get("a").message], [0, "Gone."]);
  const late = after(start, { type: "tick", now: 60_000 });
  assert.deepEqual([late.acts.size, late.notes.get("a").code], [0, "no_line"]);
  const granted = after(start, { type: "wish_answered", key: "respond:a:me_too", ok: true }, { type: "tick", now: 60_000 });
  assert.deepEqual([granted.acts.size, granted.notes.size], [0, 0]);
});

test("the row with actions is the newest of another, unless she chose one", () => {
  const state = after(circle(), event(posted(1, "a", "bea")), event(posted(2, "b", "me")));
  assert.equal(activeRow(state), "m:a");
  assert.equal(activeRow(after(state, { type: "active", key: "m:b" })), "m:b");
  assert.equal(activeRow(after(state, event({ type: "message_taken_back", seq: 3, at, id: "a" }))), "m:b");
  assert.equal(activeRow(circle()), null);
});

test("a typing hint fades, is never her own, and can be turned off", () => {
  const hint = (by) => event({ type: "typing", seat: by }, 1_000);
  const state = after(circle(), hint("bea"), hint("me"), hint("nobody"));
  assert.deepEqual([...state.typing.keys()], ["bea"]);
  assert.equal(after(state, { type: "tick", now: 8_000 }).typing.size, 0);
  assert.equal(after(state, event(posted(1, "a", "bea"))).typing.size, 0);
  assert.equal(after(circle(), { type: "prefer", typing: false }, hint("bea")).typing.size, 0);
});

test("what is true for a moment is shown and taken away", () => {
  const notice = (code) => event({ type: "notice", code });
  assert.equal(after(circle(), notice("wire_degraded")).notices.wire, true);
  assert.equal(after(circle(), notice("wire_degraded"), notice("wire_back")).notices.wire, false);
  const moving = after(circle(), notice("draining"));
  assert.equal(moving.notices.moving, true);
  assert.equal(after(moving, { type: "seated", answer: snapshotAnswer(), now: 0 }).notices.moving, false);
  assert.equal(after(circle(), notice("session_ending")).notices.session, true);
});

test("a close ends every seat and every unsent word, and says until when the words stay", () => {
  const sent = after(circle(), { type: "draft", text: "half" }, { type: "send", id: "b", text: "x", now: 0 });
  const state = after(sent, event({ type: "meeting_closed", seq: 1, at, reason: "facilitator", words_kept_s: 3600 }));
  assert.deepEqual([state.status, state.draft, state.outgoing], ["closed", "", []]);
  assert.deepEqual(state.ended, { code: "meeting_closed", message: null, next: null, words_until: "2026-11-22T21:00:00.000Z" });
  assert.equal(after(state, { type: "ended", code: "meeting_closed" }).ended.words_until, "2026-11-22T21:00:00.000Z");
});

test("an expired sign-in keeps her draft, a sign-out does not", () => {
  const state = after(circle(), { type: "draft", text: "half" });
  assert.equal(after(state, { type: "ended", code: "session_expired" }).draft, "half");
  assert.equal(after(state, { type: "ended", code: "signed_out" }).draft, "");
});

test("a planned meeting opens before her", () => {
  const planned = circle({ snapshot: { status: "planned", seats: [seat("me", 1)], messages: [] } });
  assert.equal(after(planned, event({ type: "meeting_opened", seq: 1, at })).status, "open");
});

test("an unknown event is passed over but counted; an unknown action is a mistake of ours", () => {
  const state = after(circle(), event({ type: "later_release", seq: 1, cursor: "c1", at }));
  assert.deepEqual([state.seq, state.cursor, state.needsSync], [1, "c1", false]);
  assert.throws(() => reduce(initial(), { type: "no_such" }), TypeError);
});

test("five hundred rows and one event more: only that row is named as changed", () => {
  let state = circle();
  for (let n = 1; n <= 500; n += 1) state = reduce(state, event(posted(n, `m${n}`, "bea")));
  state = reduce(state, event(posted(501, "last", "bea")));
  assert.deepEqual(state.changed.filter((key) => key.startsWith("m:")), ["m:last"]);
  assert.ok(!state.changed.includes("all"));
});

test("words that say what they touch wait until she opens them; never her own, never before a facilitator, and not where she has said so", () => {
  const told = reduce(circle(), { type: "event", now: 0, event: posted(1, "a", "bea", "words", { topics: ["loss"] }) });
  const shut = (state) => veiled(state, state.messages.get("a"));
  assert.equal(shut(told), true);
  assert.equal(shut(reduce(told, { type: "unveil", id: "a" })), false);
  const open = reduce(told, { type: "prefer", open: true });
  assert.deepEqual([shut(open), open.changed.includes("m:a"), open.prefer.typing], [false, true, true]);
  const own = reduce(circle(), { type: "event", now: 0, event: posted(1, "a", "me", "words", { topics: ["loss"] }) });
  assert.equal(shut(own), false);
  assert.equal(shut({ ...told, you: "ruth" }), false);
  const later = reduce(reduce(circle(), { type: "event", now: 0, event: posted(1, "a", "bea") }), { type: "event", now: 0, event: { type: "message_tagged", seq: 2, at: "2026-11-22T20:00:00.000Z", id: "a", topic: "food", on: true } });
  assert.equal(shut(later), true);
});

test("what her words touch goes with them, comes back with them, and is not said of the next", () => {
  const written = after(circle(), { type: "draft", text: "About her." }, { type: "topics", topics: ["loss"] }, { type: "send", id: "mine", text: "About her.", now: 0 });
  assert.deepEqual([written.outgoing[0].topics, written.topics], [["loss"], []]);
  assert.deepEqual(reduce(written, { type: "back_to_writing", id: "mine" }).topics, ["loss"]);
});

test("a facilitator mutes nobody: she sees everything", () => {
  const desk = { ...circle(), you: "ruth" };
  assert.deepEqual(reduce(desk, { type: "mute", seat: "bea", on: true }).muted, []);
  assert.deepEqual(reduce(desk, { type: "restore", memory: { draft: "", outgoing: [], prefer: {}, muted: ["bea"] } }).muted, []);
  assert.deepEqual(reduce(circle(), { type: "mute", seat: "bea", on: true }).muted, ["bea"]);
});
