/** Side rooms in what the page knows: who is in one, which lines are said of it, and how long it lasts. Their words are in her standing only. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { leftText } from "../../web/static/js/views/side_time.js";
import { lineText } from "../../web/static/js/views/lines.js";
import { view } from "../../web/static/js/state.js";
import { after, circle, seat, snapshotAnswer } from "./support.js";

const AT = "2026-11-22T20:00:00.000Z";
const UNTIL = "2026-11-22T20:10:00.000Z";
const seats = [seat("ruth", 1, { role: "facilitator" }), seat("kay", 2, { role: "facilitator" }), seat("bea", 3)];
const snapshot = { ...snapshotAnswer().snapshot, seats, reports: [], side_rooms: [] };
const desk = (you) => circle({ you, snapshot });
let seq = 0;
const event = (type, fields) => ({ type: "event", now: 0, event: { type, at: AT, cursor: `c${seq}`, seq: (seq += 1), seat: "bea", by: "ruth", ...fields } });
const events = (...list) => {
  seq = 0;
  return list.map(([type, fields]) => event(type, fields));
};
const lines = (state) => [...state.lines.values()].map((line) => lineText(state, line));
const whole = () => events(["side_room_offered", { minutes: 10, until: AT }], ["side_room_began", { until: UNTIL }], ["side_room_ended", { why: "time", back: true }]);

test("the desk knows who is with whom, from the offer to the end", () => {
  const [offered, began, ended] = whole();
  const asked = after(desk("kay"), offered);
  assert.deepEqual(view(asked).side_rooms, [{ seat: "bea", by: "ruth", until: AT, begun: false }]);
  const inside = after(asked, began);
  assert.deepEqual(view(inside).side_rooms, [{ seat: "bea", by: "ruth", until: UNTIL, begun: true }]);
  assert.deepEqual(after(inside, ended).sideRooms, []);
});

test("another facilitator reads that there is one; she who is in it has the room itself", () => {
  assert.deepEqual(lines(after(desk("kay"), ...whole())), ["bea is in a side room with ruth.", "bea is back from the side room."]);
  assert.deepEqual(lines(after(desk("ruth"), ...whole())), []);
});

test("who offered is told that she does not come; not when she took the offer back herself, and nobody else is", () => {
  const answered = (why) => events(["side_room_offered", { minutes: 10, until: AT }], ["side_offer_ended", { why }]);
  for (const why of ["member", "time"]) assert.deepEqual(lines(after(desk("ruth"), ...answered(why))), ["bea does not come into a side room now."], why);
  assert.deepEqual(lines(after(desk("ruth"), ...answered("facilitator"))), []);
  assert.deepEqual(lines(after(desk("kay"), ...answered("member"))), []);
});

test("how long it lasts is told in whole minutes", () => {
  assert.deepEqual([600_000, 540_001, 61_000, 60_000, 5].map(leftText), ["10 minutes left.", "10 minutes left.", "2 minutes left.", "Less than a minute left.", "Less than a minute left."]);
});
