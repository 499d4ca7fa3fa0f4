/** What was said before the first words that a snapshot holds, page by page. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { reduce, view } from "../../web/static/js/state.js";
import { circle, seat, snapshotAnswer } from "./support.js";

const said = (id, second, by = "bea") => ({ id, seat: by, at: `2026-11-22T20:00:${second}.000Z`, text: `words of ${id}`, reply_to: null, taken_back: false, removed: null, responses: {} });
const snapshot = { ...snapshotAnswer().snapshot, messages: [said("d", "40"), said("e", "50")], earlier: "d" };
const page = (more) => ({ type: "earlier", answer: { ok: true, seats: [seat("lou", 4, { status: "left" })], earlier: null, ...more } });

test("what came before stands before, once, with its authors; what is known stays as it is", () => {
  let state = circle({ snapshot: { ...snapshot, messages: [said("b", "20"), ...snapshot.messages] } }); // reported: it is there already
  assert.equal(state.earlier, "d");
  assert.equal(view(state).earlier, "d");
  state = reduce(state, { type: "event", now: 0, event: { seq: 1, type: "seat_lost", seat: "bea", at: "2026-11-22T20:00:55.000Z" } });
  state = reduce(state, page({ messages: [said("b", "20"), said("c", "30", "lou")], earlier: "b" }));
  assert.deepEqual(state.rows, ["m:b", "m:c", "m:d", "m:e", "l:1"]);
  assert.equal(state.seats.get("lou").status, "left");
  assert.equal(state.seats.get("bea").status, "lost", "a seat of long ago does not replace what is known of it now");
  state = reduce(state, page({ messages: [said("a", "10")] }));
  assert.deepEqual([state.rows[0], [...state.messages.keys()].join(""), state.earlier], ["m:a", "abcde", null]);
  assert.ok(state.changed.includes("all"));
});
