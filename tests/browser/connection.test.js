/** The line: takes the seat, comes back, resumes, and knows when it is over. */

import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { Line } from "../../web/static/js/connection.js";
import { wish } from "../../web/static/js/sender.js";
import { Store } from "../../web/static/js/store.js";
import { begin, seated } from "./line.js";
import { HandSocket, posted, settle, snapshotAnswer } from "./support.js";

const statuses = (store) => store.state.outgoing.map((o) => `${o.id} ${o.status}`);
const send = (store, id) => store.dispatch({ type: "send", id, text: `words of ${id}`, now: Date.now() });

test("websocket only unless polling is allowed, and reconnecting is ours", (t) => {
  const { options } = begin(t);
  assert.deepEqual([options.transports, options.reconnection], [["websocket"], false]);
});

test("events that overtake the answer to take_seat are not lost", async (t) => {
  const { socket, store } = begin(t);
  socket.open();
  socket.event(posted(1, "a", "bea"));
  socket.next("take_seat").answer(snapshotAnswer());
  await settle();
  assert.deepEqual(store.state.rows, ["m:a"]);
});

test("a cut line comes back with its cursor, later each time, and a short break is not worth a word", async (t) => {
  const { socket, store } = await seated(t);
  socket.event(posted(1, "a", "bea"));
  await settle();
  socket.cut();
  assert.equal(store.state.link, "up");
  mock.timers.tick(499);
  assert.equal(socket.connects, 1);
  mock.timers.tick(1);
  assert.equal(socket.connects, 2);
  socket.refuse("xhr poll error");
  assert.equal(store.state.link, "down");
  mock.timers.tick(1_000);
  assert.equal(socket.connects, 3);
  socket.open();
  const { command, answer } = socket.next("take_seat");
  assert.equal(command.cursor, "c1");
  answer(snapshotAnswer({ snapshot: null, missed: [posted(2, "b", "bea")], seq: 2, cursor: "c2" }));
  await settle();
  assert.deepEqual([store.state.link, store.state.rows], ["up", ["m:a", "m:b"]]);
});

test("a gap takes the seat again on the same line", async (t) => {
  const { socket, store } = await seated(t);
  socket.event(posted(2, "b", "bea"));
  await settle();
  socket.next("take_seat").answer(snapshotAnswer({ snapshot: null, missed: [posted(1, "a", "bea"), posted(2, "b", "bea")], seq: 2, cursor: "c2" }));
  await settle();
  assert.deepEqual([store.state.rows, socket.connects], [["m:a", "m:b"], 1]);
});

for (const code of ["signed_out", "session_expired", "meeting_closed", "left", "replaced", "removed", "declined"]) {
  test(`goodbye ${code} is final`, async (t) => {
    const { socket, store } = await seated(t);
    socket.event({ type: "goodbye", code });
    await settle();
    mock.timers.tick(120_000);
    assert.deepEqual([store.state.ended.code, socket.connects], [code, 1]);
  });
}

for (const code of ["cut_off", "restarting", "slow_reader"]) {
  test(`goodbye ${code} means: come back`, async (t) => {
    const { socket, store } = await seated(t);
    socket.event({ type: "goodbye", code });
    socket.cut();
    mock.timers.tick(2_000);
    assert.deepEqual([store.state.ended, socket.connects], [null, 2]);
  });
}

test("no sign-in, and a seat that is refused for good, end it; one that is refused for now does not", async (t) => {
  const one = begin(t);
  one.socket.refuse("sign_in");
  assert.equal(one.store.state.ended.code, "session_expired");
  const socket = new HandSocket();
  const store = new Store();
  const line = new Line({ io: () => socket, store, meeting: "m", polling: true });
  line.start();
  socket.open();
  socket.next("take_seat").answer({ ok: false, code: "busy", message: "Later.", retry: true });
  await settle();
  assert.equal(store.state.ended, null);
  mock.timers.tick(2_000);
  socket.open();
  socket.next("take_seat").answer({ ok: false, code: "no_such_meeting", message: "Over.", retry: false });
  await settle();
  assert.deepEqual(store.state.ended, { code: "no_such_meeting", message: "Over.", next: null, words_until: null });
});

test("a replaced page may be used again", async (t) => {
  const { socket, store, line } = await seated(t);
  socket.event({ type: "goodbye", code: "replaced" });
  await settle();
  store.dispatch({ type: "resumed" });
  line.resume();
  socket.open();
  socket.next("take_seat").answer(snapshotAnswer());
  await settle();
  assert.deepEqual([store.state.ended, store.state.link], [null, "up"]);
});

test("words cut off mid-way are sent again under the same id when the line is back", async (t) => {
  const { socket, store } = await seated(t);
  send(store, "a");
  await settle();
  assert.deepEqual(socket.asked.map((a) => a.command), [{ type: "post", id: "a", text: "words of a" }]);
  socket.cut();
  await settle();
  assert.deepEqual(statuses(store), ["a retrying"]);
  send(store, "b");
  mock.timers.tick(500);
  socket.open();
  socket.next("take_seat").answer(snapshotAnswer({ snapshot: null, missed: [], seq: 0 }));
  await settle();
  assert.deepEqual(socket.asked.map((a) => a.command.id), ["a"], "her order: b waits until a is heard");
  socket.next("post").answer({ ok: true, id: "a", seq: 1, at: "" });
  await settle();
  assert.deepEqual(statuses(store), ["a sent", "b sending"]);
  assert.deepEqual(socket.asked.map((a) => a.command.id), ["b"]);
});

test("a retryable refusal holds later words back, and is tried again", async (t) => {
  const { socket, store } = await seated(t);
  send(store, "a");
  await settle();
  socket.next("post").answer({ ok: false, code: "store_down", message: "Later.", retry: true });
  await settle();
  send(store, "b");
  await settle();
  assert.equal(socket.asked.length, 0);
  mock.timers.tick(1_000);
  await settle();
  assert.deepEqual(socket.asked.map((a) => a.command.id), ["a"]);
  socket.next("post").answer({ ok: false, code: "too_long", message: "Too long.", retry: false });
  await settle();
  assert.deepEqual([statuses(store), socket.asked.map((a) => a.command.id)], [["a refused", "b sending"], ["b"]]);
});

test("an unsent question is not sent by itself when the line is back", async (t) => {
  const { socket, store } = begin(t);
  store.dispatch({ type: "restore", memory: { draft: "half", outgoing: [{ id: "a", text: "x", reply_to: null, since: 0 }], prefer: {} } });
  socket.open();
  socket.next("take_seat").answer(snapshotAnswer());
  await settle();
  assert.deepEqual([socket.asked.length, statuses(store), store.state.draft], [0, ["a unsure"], "half"]);
});

test("a silent answer ends a half dead line", async (t) => {
  const { socket, store } = await seated(t);
  send(store, "a");
  await settle();
  socket.next("post").silence();
  await settle();
  assert.equal(socket.connected, false);
});

test("looked at again, the page tries the line, and what it missed comes with the answer", async (t) => {
  const { socket, store, line } = await seated(t);
  line.check();
  socket.next("take_seat").answer(snapshotAnswer({ snapshot: null, missed: [posted(1, "a", "bea")], seq: 1, cursor: "c1" }));
  await settle();
  assert.deepEqual([store.state.rows, store.state.link], [["m:a"], "up"]);
  line.check();
  socket.next("take_seat").silence();
  await settle();
  assert.equal(socket.connected, false);
  line.check();
  assert.equal(socket.connects, 2);
});

test("a small wish is asked once, and again after a break", async (t) => {
  const { socket, store } = await seated(t);
  socket.event(posted(1, "a", "bea"));
  wish(store, { type: "respond", id: "a", word: "me_too" }, Date.now());
  wish(store, { type: "respond", id: "a", word: "me_too" }, Date.now());
  await settle();
  assert.equal(socket.asked.length, 1);
  socket.cut();
  await settle();
  mock.timers.tick(500);
  socket.open();
  socket.next("take_seat").answer(snapshotAnswer({ snapshot: null, missed: [], seq: 1 }));
  await settle();
  assert.deepEqual(socket.asked.map((a) => a.command), [{ type: "respond", id: "a", word: "me_too" }]);
});
