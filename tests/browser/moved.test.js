/** What a line does when her place changes: let in, asked back, let go; and words that go another way. */

import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { begin, seated } from "./line.js";
import { posted, settle, snapshotAnswer } from "./support.js";

const send = (store, id) => store.dispatch({ type: "send", id, text: `words of ${id}`, now: Date.now() });

test("let in or asked back, she takes her seat anew, with nothing of before, also when that overtakes the first answer", async (t) => {
  const { socket, store } = await seated(t);
  socket.event(posted(1, "a", "bea"));
  socket.event({ type: "notice", code: "seat_changed" });
  const { command, answer } = socket.next("take_seat");
  assert.equal(command.cursor, null);
  socket.event({ type: "notice", code: "seat_changed" });
  answer(snapshotAnswer({ seq: 5, cursor: "w5", standing: { status: "waiting" } }));
  await settle();
  assert.deepEqual([store.state.standing.status, store.state.rows], ["waiting", []]);
  const again = socket.next("take_seat");
  assert.equal(again.command.cursor, null);
  again.answer(snapshotAnswer({ seq: 6, cursor: "c6", standing: { status: "here" } }));
  await settle();
  assert.deepEqual([store.state.standing.status, store.state.seq, store.state.rows, socket.asked.length], ["here", 6, [], 0]);
});

test("a change of seat that was cut off is asked for again with nothing of before", async (t) => {
  const { socket } = await seated(t);
  socket.event({ type: "notice", code: "seat_changed" });
  socket.cut();
  await settle();
  mock.timers.tick(500);
  socket.open();
  assert.equal(socket.next("take_seat").command.cursor, null);
});

test("words shown again that not everyone may read come with a fresh snapshot", async (t) => {
  const { socket, store } = await seated(t);
  socket.event(posted(1, "a", "bea"));
  socket.event({ type: "message_removed", seq: 2, cursor: "c2", at: "2026-11-22T20:00:00.000Z", id: "a", reason: "unkind" });
  socket.event({ type: "message_restored", seq: 3, cursor: "c3", at: "2026-11-22T20:00:00.000Z", id: "a", seat: "bea", text: null, reply_to: null, again: true });
  await settle();
  const { command, answer } = socket.next("take_seat");
  assert.equal(command.cursor, null);
  answer(snapshotAnswer({ seq: 3, cursor: "c3" }));
  await settle();
  assert.deepEqual([store.state.stale, store.state.lines.size, socket.asked.length], [false, 0, 0]);
});

test("words of a woman who waits go to the facilitators", async (t) => {
  const { socket, store } = begin(t);
  socket.open();
  socket.next("take_seat").answer(snapshotAnswer({ standing: { status: "waiting", waiting: { place: 1, of: 1, since: "", moved: false, facilitators: [], line: [] } } }));
  await settle();
  send(store, "p");
  await settle();
  assert.deepEqual(socket.next("say_privately").command, { type: "say_privately", id: "p", text: "words of p" });
});

test("a goodbye says what comes next", async (t) => {
  const { socket, store } = await seated(t);
  socket.event({ type: "goodbye", code: "declined", next: "next_meeting" });
  await settle();
  assert.deepEqual([store.state.ended.code, store.state.ended.next], ["declined", "next_meeting"]);
});

test("words that woke a dead line, and were said on the next before her seat was taken, are said again", async (t) => {
  const { socket, store } = await seated(t);
  send(store, "a");
  await settle();
  const early = socket.next("post");
  socket.cut();
  mock.timers.tick(500);
  socket.open();
  early.answer({ ok: false, code: "no_seat", message: "You do not have a seat here.", retry: false });
  await settle();
  assert.equal(store.state.outgoing[0].status, "retrying");
  socket.next("take_seat").answer(snapshotAnswer({ snapshot: null, missed: [], seq: 0 }));
  await settle();
  assert.deepEqual(socket.next("post").command, { type: "post", id: "a", text: "words of a" });
});
