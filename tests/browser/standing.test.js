/** What is hers alone: words that wait to be read, the private line of the waiting room, the cover, and whose words she does not wish to see. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { coveredBefore, keep, recall } from "../../web/static/js/memory.js";
import { initial, reduce } from "../../web/static/js/state.js";
import { unread } from "../../web/static/js/state/standing.js";
import { turnWords } from "../../web/static/js/views/turn.js";
import { after, circle, seat, snapshotAnswer } from "./support.js";

const send = (id, text = `words of ${id}`) => ({ type: "send", id, text, now: 0 });
const WAITS = { status: "waiting", waiting: { place: 2, of: 2, since: "", moved: false, facilitators: ["Ruth"], line: [] } };
const outside = { status: "open", paused: false, attended: { since: null, grace_s: 60 }, seats: [seat("ruth", 3, { role: "facilitator" })], messages: [] };
const waiting = () => reduce(initial(), { type: "seated", now: 0, answer: snapshotAnswer({ standing: WAITS, snapshot: outside }) });
const letIn = { type: "seated", now: 0, moved: true, answer: snapshotAnswer({ standing: { status: "here" } }) };
const told = (standing) => ({ type: "event", now: 0, event: { type: "standing", status: "here", ...standing } });

function storage() {
  const kept = new Map();
  return { kept, getItem: (k) => kept.get(k) ?? null, setItem: (k, v) => kept.set(k, v), removeItem: (k) => kept.delete(k) };
}

test("held words taken back return to the composer; words let go do not; either leaves the page", () => {
  const words = { id: "h", seat: "me", at: "", text: "Not yet.", reply_to: null };
  const wish = (more) => [{ type: "wish", now: 0, command: { type: "take_back", id: "h", ...more } }, { type: "wish_answered", key: "take_back:h", ok: true }];
  const held = after(circle(), told({ held: [words] }));
  const back = after(held, ...wish());
  assert.deepEqual([back.draft, back.standing.held], ["Not yet.", []]);
  const declined = after(circle(), told({ declined: [{ ...words, reason: "contact" }] }));
  const gone = after(declined, ...wish({ drop: true }));
  assert.deepEqual([gone.draft, gone.standing.declined], ["", []]);
  const refused = after(held, wish()[0], { type: "wish_answered", key: "take_back:h", ok: false, code: "no_such_message", message: "Gone." });
  assert.equal(refused.standing.held.length, 1);
});

test("what she writes in the waiting room is for the facilitators, and is never said to the circle by itself", () => {
  const sent = after(waiting(), send("p", "Can I come in?"));
  assert.equal(sent.outgoing[0].privately, true);
  assert.deepEqual(after(sent, { type: "posted", id: "p", privately: true, at: "" }).outgoing, []);
  const inside = after(sent, { type: "draft", text: "half a sen" }, letIn);
  assert.deepEqual([inside.draft, inside.outgoing.map((o) => [o.text, o.status, o.privately])], ["", [["Can I come in?", "refused", false], ["half a sen", "refused", false]]]);
  assert.equal(after(circle(), send("a")).outgoing[0].privately, false);
});

test("a reload keeps private words private", () => {
  const tab = storage();
  keep(tab, "m", after(waiting(), send("p", "Only you.")));
  const here = after(circle(), { type: "restore", memory: recall(tab, "m", "me") });
  assert.deepEqual(here.outgoing.map((o) => [o.status, o.code]), [["refused", "let_in"]]);
  const stillWaits = after(waiting(), { type: "restore", memory: recall(tab, "m", "me") });
  assert.deepEqual(stillWaits.outgoing.map((o) => [o.status, o.privately]), [["unsure", true]]);
});

test("a page that was covered is covered when it is loaded again, before anything is known", () => {
  const tab = storage();
  keep(tab, "m", after(circle(), { type: "cover_quiet", quiet: true }, { type: "cover" }));
  assert.deepEqual(coveredBefore(tab, "m"), { on: true, quiet: true });
  assert.equal(after(circle(), { type: "restore", memory: recall(tab, "m", "me") }).cover.quiet, true);
  keep(tab, "m", after(circle(), { type: "cover" }, { type: "uncover" }));
  assert.equal(coveredBefore(tab, "m"), null);
  assert.equal(coveredBefore({ getItem: () => "{" }, "m"), null);
});

test("whose words she does not wish to see is kept for this tab and this meeting, and can be undone", () => {
  const tab = storage();
  const muted = after(circle(), { type: "mute", seat: "bea", on: true });
  keep(tab, "m", muted);
  assert.deepEqual(after(circle(), { type: "restore", memory: recall(tab, "m", "me") }).muted, ["bea"]);
  assert.deepEqual(recall(tab, "other", "me").muted, []);
  assert.deepEqual(recall(tab, "m", "bea").muted, [], "another woman on the same tab");
  assert.deepEqual(after(muted, { type: "mute", seat: "bea", on: false }).muted, []);
});

test("the turn line says where her turn is, and offers one thing", () => {
  const hear = (state, event) => reduce(state, { type: "event", now: 0, event: { seq: state.seq + 1, at: "1970-01-01T00:00:00.000Z", ...event } });
  const queue = hear(circle(), { type: "mode_set", mode: "queue", cross_talk: false, turn_s: 0 });
  const line = (state) => { const { is, more, act } = turnWords(state) ?? {}; return [is, more, act?.[0]]; };
  assert.deepEqual(line(queue), [undefined, "Raise your hand when you would like to speak.", undefined]);
  const bea = hear(queue, { type: "turn_began", seat: "bea", since: "1970-01-01T00:00:00.000Z", limit_s: 0 });
  assert.deepEqual(line(hear(hear(bea, { type: "hand_raised", seat: "ruth" }), { type: "hand_raised", seat: "me" })), ["bea has the floor.", "ruth is next, then you.", undefined]);
  assert.deepEqual(line(hear(bea, { type: "hand_raised", seat: "me" })), ["bea has the floor.", "You are next.", undefined]);
  const mine = hear(bea, { type: "turn_began", seat: "me", since: "1970-01-01T00:00:00.000Z", limit_s: 0 });
  assert.deepEqual(line(mine), ["It is your turn.", "When you are ready.", "pass"]);
  const said = hear(mine, { type: "message_posted", id: "a", seat: "me", text: "x", reply_to: null });
  assert.deepEqual(line(said), ["It is your turn.", "When you are ready.", "end-turn"]);
  const round = hear(circle(), { type: "mode_set", mode: "go_round", cross_talk: false, turn_s: 0 });
  assert.equal(line(round)[2], "pass");
  assert.equal(line(hear(round, { type: "turn_ended", seat: "me", passed: true }))[2], undefined, "she has passed already");
  assert.equal(line(hear(round, { type: "listening_set", seat: "me", on: true }))[2], "listen");
  assert.equal(turnWords(circle()), null, "where everyone may write there is nothing to say");
  assert.deepEqual(line(after(circle(), { type: "not_done", message: "No hands now.", now: 0 })), ["No hands now.", undefined, undefined]);
});

test("a page loaded again tells no old news, and a line that is back does", () => {
  const answer = (more) => ({ type: "seated", now: 0, answer: snapshotAnswer({ standing: { status: "here", removed: [{ id: "a", reason: "unkind" }] }, ...more }) });
  const first = reduce(initial(), answer());
  assert.deepEqual(first.said, []);
  const again = reduce(circle(), answer({ snapshot: null, missed: [] }));
  assert.deepEqual(again.said, [{ kind: "yours_down", reason: "unkind" }]);
});

test("a kind sentence to her alone stands until she closes it, also over a reload; the next one stands again", () => {
  const nudge = (id) => told({ nudge: { id, nudge: "rest", name: "Ruth", at: "" } });
  const read = after(circle(), nudge(1));
  assert.equal(unread(read).nudge, "rest");
  const closed = after(read, { type: "thank", id: 1 });
  assert.equal(unread(closed), null);
  assert.equal(unread(after(closed, nudge(2))).id, 2);
  const tab = storage();
  keep(tab, "m", closed);
  assert.equal(unread(after(circle(), { type: "restore", memory: recall(tab, "m", "me") }, nudge(1))), null);
  assert.equal(unread(after(circle(), nudge(1))).id, 1, "another device shows it once more");
  assert.equal(unread(after(read, { type: "ended", code: "left" })), null);
});
