/** The shape of a meeting in the page's memory: turns, the door, what facilitators set, and what is told to one woman alone. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { initial, reduce } from "../../web/static/js/state.js";
import { after, circle, posted, seat, snapshotAnswer } from "./support.js";
import { expectedText, inLine, placeText } from "../../web/static/js/views/in_line.js";

const at = (seconds = 0) => new Date(Date.parse("2026-11-22T20:00:00.000Z") + seconds * 1000).toISOString();

/** Events in their order, each a place further. */
function told(state, ...events) {
  return events.reduce((now, event) => reduce(now, { type: "event", now: 0, event: { seq: now.seq + 1, at: at(), ...event } }), state);
}

/** The same circle, seen by Ruth who facilitates it. */
const desk = () => reduce(initial(), { type: "seated", now: 0, answer: snapshotAnswer({ you: "ruth" }) });

/** What the server tells her alone. */
const standing = (state, more) => reduce(state, { type: "event", now: 0, event: { type: "standing", status: "here", quiet: null, held: [], declined: [], removed: [], away: null, hold: false, waiting: null, ...more } });

test("hands stand in the order of the server, and a turn takes its hand", () => {
  const state = told(circle(), { type: "hand_raised", seat: "bea" }, { type: "hand_raised", seat: "me" }, { type: "hand_raised", seat: "bea" });
  assert.deepEqual(state.hands, ["bea", "me"]);
  const turn = told(state, { type: "turn_began", seat: "bea", since: at(5), limit_s: 180 });
  assert.deepEqual([turn.hands, turn.turn], [["me"], { seat: "bea", since: at(5), limit_s: 180, held_since: null, held_s: 0 }]);
  assert.deepEqual(turn.said.at(-1), { kind: "turn", seat: "bea" });
  assert.deepEqual(told(turn, { type: "hand_lowered", seat: "me" }).hands, []);
});

test("a hand goes down when she leaves or just listens, and stays when her line is lost or she steps away", () => {
  const up = told(circle(), { type: "hand_raised", seat: "bea" });
  assert.deepEqual(told(up, { type: "seat_left", seat: "bea" }).hands, []);
  assert.deepEqual(told(up, { type: "listening_set", seat: "bea", on: true }).hands, []);
  assert.deepEqual(told(up, { type: "seat_lost", seat: "bea" }).hands, ["bea"]);
  assert.deepEqual(told(up, { type: "stepped_away", seat: "bea", quiet: false }).hands, ["bea"]);
});

test("a turn waits for her and its time stands still; a pass ahead of her turn ends nobody else's", () => {
  const turn = told(circle(), { type: "turn_began", seat: "bea", since: at(), limit_s: 180 });
  const held = told(turn, { type: "turn_held", at: at(60) });
  assert.equal(held.turn.held_since, at(60));
  const back = told(held, { type: "turn_resumed", at: at(90) }, { type: "time_granted", seconds: 60 });
  assert.deepEqual([back.turn.held_since, back.turn.held_s, back.turn.limit_s], [null, 30, 240]);
  assert.equal(told(back, { type: "turn_ended", seat: "me", passed: true }).turn.seat, "bea");
  assert.equal(told(back, { type: "turn_ended", seat: "bea", passed: false }).turn, null);
});

test("a step, a way of speaking and a new round each end the turn and keep the hands", () => {
  const script = [{ title: { en: "Shares", es: "Voces" }, minutes: 20, mode: "go_round", cross_talk: false, turn_s: 240, parts: [] }];
  const began = { ...told(circle(), { type: "turn_began", seat: "bea", since: at(), limit_s: 0 }, { type: "hand_raised", seat: "me" }), script };
  const step = told(began, { type: "step_began", index: 0, at: at(9) });
  assert.deepEqual([step.step, step.stepAt, step.mode, step.crossTalk, step.turnS, step.turn, step.hands], [0, at(9), "go_round", false, 240, null, ["me"]]);
  assert.deepEqual([step.lines.get(step.rows.at(-1)).kind, step.lines.get(step.rows.at(-1)).index], ["step_began", 0]);
  const open = told(began, { type: "mode_set", mode: "queue", cross_talk: true, turn_s: 60 });
  assert.deepEqual([open.mode, open.crossTalk, open.turnS, open.turn, open.hands], ["queue", true, 60, null, ["me"]]);
  assert.equal(told(began, { type: "round_began" }).turn, null);
});

test("stepping away is a mark and a line; whoever is back at once leaves no second one", () => {
  const away = told(circle(), { type: "stepped_away", seat: "bea", quiet: false });
  assert.deepEqual([away.seats.get("bea").away, away.lines.get("l:1").kind], [true, "stepped_away"]);
  const back = told(away, { type: "came_back", seat: "bea", quiet: false });
  assert.deepEqual(["away" in back.seats.get("bea"), back.rows], [false, ["l:1"]]);
  const talked = told(away, posted(2, "a", "ruth"), { type: "came_back", seat: "bea", quiet: false });
  assert.deepEqual(talked.rows, ["l:1", "m:a", "l:3"]);
  assert.equal(told(desk(), { type: "stepped_away", seat: "bea", quiet: true }).seats.get("bea").away, "quiet");
});

test("who leads, and that somebody must", () => {
  const state = told(circle(), { type: "lead_taken", seat: "ruth", why: "first" }, { type: "unattended", at: at(7) });
  assert.deepEqual([state.lead, state.attended.since, state.rows], ["ruth", at(7), []]);
  assert.equal(told(state, { type: "attended" }).attended.since, null);
  const offered = told(desk(), { type: "lead_offered", to: "ana" });
  assert.deepEqual([offered.offered, told(offered, { type: "lead_kept" }).offered, told(offered, { type: "lead_taken", seat: "ana", why: "accepted" }).offered], ["ana", null, null]);
});

test("the waiting room on the desk: she waits, is spoken with, and is let in", () => {
  const one = told(desk(), { type: "seat_waits", at: at(3), seat: seat("nell", 4, { status: "waiting" }) }, { type: "private_said", id: "p", seat: "ruth", line: "nell", text: "Not long now.", at: at(4) });
  assert.deepEqual(one.waiting, [{ ...seat("nell", 4, { status: "waiting" }), since: at(3), moved: false, queued: false, line: [{ id: "p", seat: "ruth", at: at(4), text: "Not long now." }] }]);
  assert.deepEqual(told(one, { type: "seat_admitted", seat: seat("nell", 4) }).waiting, []);
  assert.deepEqual(told(one, { type: "wait_ended", seat: "nell" }).waiting, []);
  const moved = told(desk(), { type: "hand_raised", seat: "bea" }, { type: "seat_moved_to_waiting", seat: seat("bea", 2, { status: "waiting" }) });
  assert.deepEqual([moved.waiting[0].moved, moved.seats.get("bea").status, moved.hands], [true, "waiting", []]);
});

test("the queue of a full circle on the desk, and places in words", () => {
  const waits = told(desk(), { type: "seat_waits", at: at(3), seat: seat("nell", 4, { status: "waiting", newcomer: true }) });
  const answered = told(desk(), { type: "seat_waits", at: at(3), seat: seat("nell", 4, { status: "waiting" }), answers: [{ question: "How?", answer: "By a friend." }] });
  assert.equal(answered.waiting[0].answers[0].answer, "By a friend.");
  const declined = told(answered, { type: "seat_declined", seat: "nell", next: "other_room" });
  assert.ok(!JSON.stringify([declined.waiting, declined.removedSeats, [...declined.seats]]).includes("By a friend."), "her answers go with her wait");
  const queued = told(waits, { type: "seat_queued", seat: "nell", admitted: false });
  assert.deepEqual(queued.waiting.map((each) => [each.queued, each.moved, each.newcomer]), [[true, false, true]]);
  assert.equal(told(queued, { type: "seat_unqueued", seat: "nell" }).waiting[0].queued, false);
  const back = told(queued, { type: "seat_moved_to_waiting", at: at(4), seat: seat("bea", 2, { status: "waiting" }) }, { type: "seat_queued", seat: "bea", admitted: true, first: true });
  assert.deepEqual(back.waiting.map((each) => [each.seat, Boolean(each.first)]), [["bea", true], ["nell", false]], "whose seat was given away comes before her");
  assert.match(inLine({ place: 1, queued: true, first: true, locked: false, expected_min: null }, false), /^Your line was gone for more than five minutes, .* You are first in line\./);
  assert.deepEqual([1, 2, 3, 4].map(placeText), ["You are first in line.", "You are second in line.", "You are third in line.", "You are number 4 in line."]);
  const line = { place: 2, queued: true, locked: false, expected_min: null };
  assert.equal(inLine(line, false), "You are second in line. You come in by yourself as soon as a seat is free.");
  assert.match(inLine({ ...line, expected_min: 7 }, false), /Most women waited 7 minutes or less for a seat tonight\.$/);
  assert.match(inLine({ ...line, locked: true }, false), /The door is closed for now\. Your place in line is kept\.$/);
  assert.match(inLine(line, true), /Everything rests for a moment\./);
  assert.match(inLine({ ...line, queued: false }, false), /A facilitator meets you here, and you come in when a seat is free\.$/);
  assert.equal(expectedText({ queued: false, expected_min: 1 }), "Most women were let in within a minute tonight.");
});

test("removed and let back, for the desk; members see that she left", () => {
  const gone = told(desk(), { type: "seat_removed", seat: "bea", reason: "unkind", scope: "tonight" });
  assert.deepEqual([gone.removedSeats[0].seat, gone.removedSeats[0].scope, gone.seats.get("bea").status], ["bea", "tonight", "removed"]);
  assert.deepEqual(told(gone, { type: "seat_let_back", seat: "bea" }).removedSeats, []);
});

test("words taken down leave the page with their reason, and stand again in their place", () => {
  const state = told(circle(), posted(1, "a", "bea"), posted(2, "b", "ruth"), { type: "message_removed", id: "a", reason: "contact" });
  assert.deepEqual([state.messages.get("a").text, state.messages.get("a").removed], [null, "contact"]);
  assert.ok(state.changed.includes("m:a") && state.changed.includes("quotes:a"));
  const again = told(state, { type: "message_restored", id: "a", seat: "bea", text: "words of a", reply_to: null });
  assert.deepEqual([again.messages.get("a").text, again.messages.get("a").removed, again.rows], ["words of a", null, ["m:a", "m:b"]]);
  assert.deepEqual(told(circle(), posted(1, "a", "bea", null, { removed: "unkind" })).messages.get("a").removed, "unkind");
});

test("held words on the desk: read, released in the order of now, declined, taken back", () => {
  const state = told(desk(), { type: "message_held", id: "h", seat: "bea", text: "Wait.", reply_to: null }, posted(2, "a", "me"));
  assert.deepEqual(state.held.map(({ id, text, declined }) => [id, text, declined]), [["h", "Wait.", null]]);
  const shown = told(state, { type: "message_released", id: "h", seat: "bea", text: "Wait.", reply_to: null, at: at(8) });
  assert.deepEqual([shown.held, shown.rows, shown.seats.get("bea").said, shown.seats.get("bea").spoke_at], [[], ["m:a", "m:h"], 1, at(8)]);
  assert.equal(told(state, { type: "message_declined", id: "h", reason: "selling" }).held[0].declined, "selling");
  assert.deepEqual(told(state, { type: "held_taken_back", id: "h" }).held, []);
});

test("what facilitators set is held as it is: pause, slow mode, lock, quiet time, reports, drill", () => {
  const state = told(desk(),
    { type: "paused" }, { type: "slow_set", seconds: 30 }, { type: "door_locked" }, { type: "waiting_set", who: "everyone" },
    { type: "quieted", seat: "bea", until: at(600), reason: "unkind" }, { type: "hold_set", seat: null, on: true }, { type: "hold_set", seat: "bea", on: true },
    { type: "message_reported", report: "r", id: "a", reason: "other" }, { type: "drill_called", seats: [], messages: [], paused: true, locked: true });
  assert.deepEqual([state.paused, state.slowS, state.locked, state.waitingFor, state.holdAll, state.drill], [true, 30, true, "everyone", true, true]);
  assert.deepEqual([state.seats.get("bea").quiet, state.seats.get("bea").held, state.reports], [{ until: at(600), reason: "unkind" }, true, [{ report: "r", id: "a", reason: "other" }]]);
  const lifted = told(state, { type: "resumed" }, { type: "slow_set", seconds: 0 }, { type: "door_unlocked" }, { type: "quiet_lifted", seat: "bea" }, { type: "hold_set", seat: null, on: false }, { type: "drill_undone" });
  assert.deepEqual([lifted.paused, lifted.slowS, lifted.locked, "quiet" in lifted.seats.get("bea"), lifted.holdAll, lifted.drill], [false, 0, false, false, false, false]);
});

test("what is told to her alone: quiet time and its end, words taken down, a word from the facilitator", () => {
  const quiet = standing(circle(), { quiet: { until: at(600), reason: "unkind" } });
  assert.deepEqual(quiet.said, [{ kind: "quiet" }]);
  assert.deepEqual(standing(quiet, { quiet: { until: at(600), reason: "unkind" } }).said, []);
  assert.deepEqual(standing(quiet, {}).said, [{ kind: "quiet_over" }]);
  assert.deepEqual(standing(circle(), { removed: [{ id: "a", reason: "contact" }] }).said, [{ kind: "yours_down", reason: "contact" }]);
  const line = [{ id: "p", mine: false, name: "Ruth", at: at(), text: "Hi." }];
  assert.deepEqual(standing(circle(), { status: "waiting", waiting: { place: 1, of: 2, since: at(), moved: false, facilitators: ["Ruth"], line } }).said, [{ kind: "private", name: "Ruth", text: "Hi." }]);
});

test("words that are read first leave the composer, and stand among hers at once", () => {
  const sent = after(circle(), { type: "send", id: "h", text: "Wait.", now: 0 }, { type: "posted", id: "h", held: true, at: at(), seq: undefined });
  assert.deepEqual([sent.outgoing, sent.standing.held.map(({ id, text }) => [id, text])], [[], [["h", "Wait."]]]);
  assert.deepEqual(standing(sent, { held: sent.standing.held }).standing.held.length, 1);
  const shown = after(circle(), { type: "send", id: "h", text: "Wait.", now: 0 }, { type: "event", now: 0, event: posted(1, "h", "me", "Wait.") }, { type: "posted", id: "h", held: true, at: at() });
  assert.deepEqual([shown.standing.held, shown.rows], [[], ["m:h"]]);
});

test("stepping away covers every page of hers, marks what she misses, and coming back is not undone by an old answer", () => {
  const covered = after(circle(), { type: "reading", atEnd: true, hidden: false }, { type: "cover" });
  assert.equal(covered.cover.on, true);
  const missed = told(covered, posted(1, "a", "bea"), posted(2, "b", "bea"));
  assert.equal(missed.marker, "m:a");
  const back = after(missed, { type: "uncover" });
  assert.deepEqual([back.cover.on, back.marker], [false, "m:a"]);
  const late = standing(back, { away: "shown" });
  assert.equal(late.cover.on, false, "she came back before the server said that she was away");
  const heard = standing(late, { away: null });
  assert.deepEqual(standing(heard, { away: "quiet" }).cover, { on: true, quiet: true, back: false }, "she stepped away on another page, and the others were not told");
});

test("she stepped away and then her line goes, as with quick exit: the circle is told the first and no more", () => {
  const away = told(circle(), { type: "stepped_away", seat: "bea", quiet: false });
  const lost = told(away, { type: "seat_lost", seat: "bea" });
  assert.equal(lost.seats.get("bea").status, "lost");
  assert.deepEqual([...lost.lines.values()].map(({ kind }) => kind), ["stepped_away"]);
  const { away: shown, ...whole } = lost.seats.get("bea");
  const here = { ...whole, status: "here" };
  const back = told(lost, { type: "seat_back", seat: { ...here, away: shown } }, { type: "came_back", seat: "bea", quiet: false });
  assert.deepEqual([...back.lines.values()].map(({ kind }) => kind), ["stepped_away"], "nor of the line that is back");
  const sudden = told(circle(), { type: "seat_lost", seat: "bea" });
  assert.deepEqual([...sudden.lines.values()].map(({ kind }) => kind), ["seat_lost"], "a line lost without a word is told");
});

test("let in or asked back: nothing of before counts, and no word of an absence", () => {
  const waiting = snapshotAnswer({ standing: { status: "waiting", waiting: { place: 1, of: 1, since: at(), moved: false, facilitators: ["Ruth"], line: [] } }, snapshot: { status: "open", paused: false, attended: { since: null, grace_s: 60 }, seats: [seat("ruth", 3, { role: "facilitator" })] } });
  const outside = reduce(initial(), { type: "seated", now: 0, answer: waiting });
  assert.deepEqual([outside.rows, outside.standing.status], [[], "waiting"]);
  const inside = after(outside, { type: "seated", now: 0, moved: true, answer: snapshotAnswer({ seq: 4, cursor: "c4", standing: { status: "here" } }) });
  assert.deepEqual([inside.rows, inside.seq, inside.standing.status, inside.said], [[], 4, "here", [{ kind: "let_in" }]]);
});
