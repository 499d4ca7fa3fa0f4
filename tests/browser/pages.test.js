// The small modules of ordinary pages: quick exit by key, her own clock, the greeting.

import assert from "node:assert/strict";
import { test } from "node:test";

import { counter } from "../../web/static/js/exit.js";
import { partOfDay } from "../../web/static/js/home.js";
import { dayWord, words } from "../../web/static/js/times.js";

test("three presses of Shift leave, with nothing between them and soon after each other", () => {
  let at = 0;
  const pressed = counter(() => at);
  assert.equal(pressed("Shift"), false);
  assert.equal(pressed("Shift"), false);
  assert.equal(pressed("a"), false);
  assert.equal(pressed("Shift"), false);
  at += 100;
  assert.equal(pressed("Shift"), false);
  assert.equal(pressed("Shift"), true);
  const slow = counter(() => at);
  for (let press = 0; press < 5; press += 1) {
    at += 1500;
    assert.equal(slow("Shift"), false);
  }
});

test("a day is named as she would", () => {
  const now = new Date(2026, 10, 22, 23, 30);
  const on = (day, hour = 9) => new Date(2026, 10, day, hour);
  assert.equal(dayWord(on(22, 23), now, "en"), "today");
  assert.equal(dayWord(on(23, 0), now, "en"), "tomorrow");
  assert.equal(dayWord(on(26), now, "en"), "Thursday");
  assert.equal(dayWord(on(29), now, "en"), "Sunday, November 29");
  assert.equal(dayWord(on(23), now, "es"), "mañana");
  assert.match(words(on(26, 19), "full", now, "en"), /^Thursday, 7:00\sPM$/u);
  assert.match(words(on(26, 19), "time", now, "en"), /^7:00\sPM$/u);
});

test("the greeting follows her own hour", () => {
  assert.deepEqual([4, 5, 11, 12, 17, 18, 23, 0].map(partOfDay), ["evening", "morning", "morning", "afternoon", "afternoon", "evening", "evening", "evening"]);
});
