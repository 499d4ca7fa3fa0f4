/** Exactly once, in her order, for a minute; and nothing she did not send. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { keep, recall } from "../../web/static/js/memory.js";
import { after, circle, posted, snapshotAnswer } from "./support.js";

const send = (id, text = `words of ${id}`, now = 0) => ({ type: "send", id, text, now });
const statuses = (state) => state.outgoing.map((o) => `${o.id} ${o.status}`);

/** A Storage that lives in this test. */
const storage = () => {
  const kept = new Map();
  return { kept, getItem: (k) => kept.get(k) ?? null, setItem: (k, v) => kept.set(k, v), removeItem: (k) => kept.delete(k) };
};

test("sent words wait for their event, whichever comes first: the answer or the event", () => {
  const answer = { type: "posted", id: "a", seq: 1, at: "" };
  const event = { type: "event", event: posted(1, "a", "me"), now: 0 };
  const sent = after(circle(), { type: "draft", text: "words" }, send("a"));
  assert.deepEqual([statuses(sent), sent.draft], [["a sending"], ""]);
  assert.deepEqual(statuses(after(sent, answer)), ["a sent"]);
  for (const order of [[answer, event], [event, answer]]) {
    const state = after(sent, ...order);
    assert.deepEqual([statuses(state), state.rows], [[], ["m:a"]]);
  }
});

test("after a minute she is asked; what was refused says why; a late answer still counts", () => {
  const sent = after(circle(), send("a"), { type: "retrying", id: "a", code: "store_down", message: "Later." });
  assert.deepEqual(statuses(after(sent, { type: "tick", now: 59_999 })), ["a retrying"]);
  const asked = after(sent, { type: "tick", now: 60_000 });
  assert.deepEqual([statuses(asked), asked.said.map((s) => s.kind)], [["a unsure"], ["not_sent"]]);
  assert.deepEqual(statuses(after(asked, { type: "posted", id: "a", seq: 1 })), ["a sent"]);
  const refused = after(sent, { type: "refused", id: "a", code: "too_long", message: "Too long." });
  assert.deepEqual([statuses(refused), refused.outgoing[0].message], [["a refused"], "Too long."]);
});

test("trying again keeps the id and the minute begins anew", () => {
  const again = after(circle(), send("a"), { type: "tick", now: 60_000 }, { type: "again", id: "a", now: 90_000 });
  assert.deepEqual(statuses(again), ["a sending"]);
  assert.deepEqual(statuses(after(again, { type: "tick", now: 149_999 })), ["a sending"]);
  assert.deepEqual(statuses(after(again, { type: "tick", now: 150_000 })), ["a unsure"]);
});

test("back to writing: before what is there, with what it answered", () => {
  const state = after(circle(), { type: "reply", id: "q" }, send("a", "first"), { type: "draft", text: "second" }, { type: "tick", now: 60_000 }, { type: "back_to_writing", id: "a" });
  assert.deepEqual([state.draft, state.outgoing, state.replyTo], ["first\nsecond", [], "q"]);
});

test("words that had arrived after all leave the composer, unless she went on with them", () => {
  const back = after(circle(), send("a", "first"), { type: "tick", now: 60_000 }, { type: "back_to_writing", id: "a" });
  const arrived = { type: "event", event: posted(1, "a", "me", "first"), now: 0 };
  assert.equal(after(back, arrived).draft, "");
  assert.equal(after(back, { type: "draft", text: "first, and more" }, arrived).draft, "first, and more");
});

test("a resume or a snapshot that shows them settles what was on its way", () => {
  const sent = after(circle(), send("a"), send("b"), send("c"), { type: "posted", id: "c", seq: 3 });
  const missed = snapshotAnswer({ snapshot: null, missed: [posted(1, "a", "me")], seq: 1, cursor: "c1" });
  assert.deepEqual(statuses(after(sent, { type: "seated", answer: missed, now: 0 })), ["b sending", "c sent"]);
  const message = { id: "a", seat: "me", at: "", text: "x", reply_to: null, taken_back: false, responses: {} };
  const fresh = snapshotAnswer({ seq: 3 });
  fresh.snapshot.messages.push(message);
  assert.deepEqual(statuses(after(sent, { type: "seated", answer: fresh, now: 0 })), ["b sending"]);
});

test("a reload brings back the draft, and unacknowledged words as a question; nothing is sent by itself", () => {
  const tab = storage();
  keep(tab, "m", after(circle(), send("a", "on its way"), send("b", "heard"), { type: "posted", id: "b", seq: 1 }, { type: "draft", text: "half a sen" }));
  const state = after(circle(), { type: "restore", memory: recall(tab, "m", "me") });
  assert.deepEqual([state.draft, statuses(state), state.outgoing[0].text], ["half a sen", ["a unsure"], "on its way"]);
});

test("another woman on the same tab is given nothing, and words begun before the seat was known stay", () => {
  const tab = storage();
  keep(tab, "m", after(circle(), { type: "draft", text: "mine" }));
  assert.equal(recall(tab, "m", "bea").draft, "");
  assert.equal(recall(tab, "other meeting", "me").draft, "");
  assert.equal(after(circle(), { type: "draft", text: "begun" }, { type: "restore", memory: recall(tab, "m", "me") }).draft, "mine\nbegun");
});

test("a reload does not ask about words that the snapshot shows", () => {
  const tab = storage();
  keep(tab, "m", after(circle(), send("a")));
  const arrived = after(circle(), { type: "event", event: posted(1, "a", "me"), now: 0 });
  assert.deepEqual(after(arrived, { type: "restore", memory: recall(tab, "m", "me") }).outgoing, []);
});

test("nothing is kept when there is nothing, and spoilt or refused storage is nothing", () => {
  const tab = storage();
  keep(tab, "m", after(circle(), { type: "draft", text: "x" }));
  assert.equal(tab.kept.size, 1);
  keep(tab, "m", after(circle(), { type: "draft", text: "x" }, send("a"), { type: "posted", id: "a", seq: 1 }));
  assert.equal(tab.kept.size, 0);
  assert.equal(recall({ getItem: () => "{" }, "m", "me").draft, "");
  assert.equal(recall(undefined, "m", "me").draft, "");
  const refuses = () => { throw new Error("refused"); };
  keep({ setItem: refuses, removeItem: refuses }, "m", circle());
});
