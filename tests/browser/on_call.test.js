import assert from "node:assert/strict";
import { test } from "node:test";

import { face, of } from "../../web/static/js/on_call.js";

test("a countdown reads as minutes and seconds, with hours where there are any", () => {
  assert.deepEqual([-5, 0, 59_999, 61_000, 3_661_000].map(face), ["0:00", "0:00", "0:59", "1:01", "1:01:01"]);
});

test("what a page says of its queue, and its time", () => {
  assert.deepEqual(of('<div class="stack" data-live="ab12" data-now="2026-11-23T03:00:00Z">'), ["ab12", "2026-11-23T03:00:00Z"]);
  assert.deepEqual(of("<p>Please sign in.</p>"), []);
});
