/** A room's rules on her own page: she is asked before it is posted, nothing of hers is lost, and she is told at once what waits and why. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { keep, recall } from "../../web/static/js/memory.js";
import { Sender } from "../../web/static/js/sender.js";
import { Store } from "../../web/static/js/store.js";
import { besideText, found } from "../../web/static/js/views/looked_for.js";
import { after, circle, posted } from "./support.js";

const WORDS = "💛 Call me: 503-555-0142, any time";
const send = { type: "send", id: "a", text: WORDS, now: 0 };
const asked = { type: "refused", id: "a", code: "looks_personal", message: "Ask.", spans: [[11, 23, "phone"]] };

test("she is asked, with what it looks like, and her words are still here", () => {
  const state = after(circle(), { type: "draft", text: WORDS }, send, asked);
  const [item] = state.outgoing;
  assert.deepEqual([item.status, item.text, found(item)], ["asks", WORDS, ["503-555-0142"]]);
  assert.deepEqual(state.said, [{ kind: "asks", what: "phone" }]);
  assert.equal(after(state, { type: "tick", now: 120_000 }).outgoing[0].status, "asks", "it waits for her as long as she likes");
});

test("places count characters, and what is long is not repeated", () => {
  assert.deepEqual(found({ text: "🌷🌷ab", spans: [[2, 4, "words"]] }), ["ab"]);
  assert.deepEqual(found({ text: "a".repeat(90), spans: [[0, 90, "words"]] }), []);
  assert.deepEqual(found({ text: "nothing said" }), []);
});

test("to change it brings the words back before what she has begun meanwhile", () => {
  const state = after(circle(), send, asked, { type: "draft", text: "and thank you" }, { type: "back_to_writing", id: "a" });
  assert.deepEqual([state.draft, state.outgoing], [`${WORDS}\nand thank you`, []]);
});

test("to post it goes under the same id, says that she is sure, and keeps what she writes meanwhile", async () => {
  const said = [];
  const store = new Store();
  const answers = [{ ok: false, code: "looks_personal", retry: false, spans: [[11, 23, "phone"]] }, { ok: true, id: "a", seq: 1, at: "" }];
  const line = { seated: true, onUp() {}, ask: async (command) => (said.push(command), answers.shift()) };
  new Sender(line, store);
  store.dispatch({ type: "restore", memory: { draft: "", outgoing: [], prefer: {}, muted: [] } });
  store.dispatch(send);
  await new Promise(setImmediate);
  assert.equal(store.state.outgoing[0].status, "asks");
  store.dispatch({ type: "draft", text: "half a sen" });
  store.dispatch({ type: "sure", id: "a", now: 5 });
  await new Promise(setImmediate);
  assert.deepEqual(said, [{ type: "post", id: "a", text: WORDS }, { type: "post", id: "a", text: WORDS, sure: true }]);
  assert.deepEqual([store.state.outgoing[0].status, store.state.draft], ["sent", "half a sen"]);
});

test("words held by a rule stand among hers with the rule; alerts stand beside the words where facilitators get them", () => {
  const held = after(circle(), send, { type: "posted", id: "a", held: true, at: "", rule: "links" });
  assert.deepEqual([held.outgoing, held.standing.held[0].rule], [[], "links"]);
  const shown = after(circle(), { type: "event", now: 0, event: { ...posted(1, "b", "ola", "words"), rule: "links" } });
  assert.equal(shown.messages.get("b").rule, "links");
  assert.ok(!("rule" in after(circle(), { type: "event", now: 0, event: posted(1, "b", "ola") }).messages.get("b")));
});

test("what was hidden is nowhere on her page any more, and she is told of which kind", () => {
  const shown = "💛 Call me: [phone number hidden], any time";
  const answer = { type: "posted", id: "a", seq: 1, at: "", hidden: ["phone"], text: shown };
  const sent = after(circle(), send, { type: "retrying", id: "a" }, answer);
  assert.ok(!JSON.stringify(sent, (_, value) => (value instanceof Map ? [...value] : value)).includes("503-555"));
  assert.deepEqual(sent.outgoing.map((o) => [o.status, o.text]), [["sent", shown]]);
  assert.deepEqual(sent.said.at(-1), { kind: "hidden", hidden: ["phone"] });
  const kept = new Map();
  keep({ getItem: (k) => kept.get(k) ?? null, setItem: (k, v) => kept.set(k, v), removeItem: (k) => kept.delete(k) }, "m", sent);
  assert.ok(![...kept.values()].join().includes("503-555"));
  const event = { ...posted(1, "a", shown), seat: sent.you, hidden: ["phone"] };
  assert.deepEqual(after(sent, { type: "event", now: 0, event }).messages.get("a").hidden, ["phone"]);
  const held = after(circle(), send, { ...answer, seq: undefined, held: true, rule: "links" });
  assert.deepEqual([held.standing.held[0].text, held.standing.held[0].hidden], [shown, ["phone"]]);
});

test("she reads what was hidden and why; a facilitator reads of which kind; others nothing more", () => {
  const message = { rule: "contact", hidden: ["phone", "child"] };
  assert.match(besideText(message, true, false), /^Hidden before anyone read it: a telephone number, a child's name\. /);
  assert.equal(besideText(message, false, true), "Hidden: a telephone number, a child's name.");
  assert.equal(besideText({ hidden: ["phone"] }, false, false), "");
  assert.equal(besideText({ rule: "links", hidden: ["own"] }, false, true), "Hidden: a word from a list. Noticed: a link.");
  assert.equal(besideText({}, true, false), "");
});

test("after a reload the question is asked again, and the words are the same", () => {
  const kept = new Map();
  const storage = { getItem: (k) => kept.get(k) ?? null, setItem: (k, v) => kept.set(k, v), removeItem: (k) => kept.delete(k) };
  const state = after(circle(), send, asked);
  keep(storage, "m", state);
  assert.deepEqual(recall(storage, "m", state.you).outgoing.map((o) => [o.id, o.text]), [["a", WORDS]]);
});
