/** The page's fold agrees with the server's: the same samples (tests/samples) end in the same snapshot. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { initial, reduce, view } from "../../web/static/js/state.js";

const folder = (name) => fileURLToPath(new URL(name, import.meta.url));

/** @param {string} from @returns {any[]} */
function samples(from) {
  const names = readdirSync(from).filter((name) => name.endsWith(".json"));
  return names.flatMap((name) => {
    const read = JSON.parse(readFileSync(`${from}/${name}`, "utf8"));
    return (Array.isArray(read) ? read : [read]).map((sample) => ({ file: name, ...sample }));
  });
}

const shared = samples(folder("../samples"));
const local = samples(folder("./samples-local"));

function seated(sample) {
  const answer = { you: sample.you, room: null, snapshot: sample.snapshot, missed: null, seq: sample.seq, cursor: "c" };
  return reduce(initial(), { type: "seated", answer, now: 0 });
}

test("there are samples of the server", () => assert.ok(shared.length > 0, "tests/samples is empty"));

for (const sample of [...shared, ...local]) {
  const title = `${sample.file}: ${sample.name} (${sample.audience})`;

  test(`${title}, event by event`, () => {
    let state = seated(sample);
    for (const event of sample.events) state = reduce(state, { type: "event", event, now: 0 });
    assert.equal(state.needsSync, false);
    assert.deepEqual(view(state), sample.expect);
  });

  test(`${title}, each event twice and old ones again`, () => {
    let state = seated(sample);
    for (const event of sample.events) {
      state = reduce(reduce(state, { type: "event", event, now: 0 }), { type: "event", event, now: 0 });
      state = reduce(state, { type: "event", event: sample.events[0], now: 0 });
    }
    assert.deepEqual(view(state), sample.expect);
  });

  test(`${title}, half of it missed and resumed`, () => {
    const middle = Math.floor(sample.events.length / 2);
    let state = seated(sample);
    for (const event of sample.events.slice(0, middle)) state = reduce(state, { type: "event", event, now: 0 });
    const seq = sample.events.at(-1)?.seq ?? sample.seq;
    const answer = { you: sample.you, room: null, snapshot: null, missed: sample.events.slice(middle), seq, cursor: "d" };
    state = reduce(state, { type: "seated", answer, now: 0 });
    assert.deepEqual(view(state), sample.expect);
  });
}
