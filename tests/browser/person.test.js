import assert from "node:assert/strict";
import { test } from "node:test";

import { concerned, standing as toDesk } from "../../web/static/js/desk/concern.js";
import { stands } from "../../web/static/js/asked.js";
import { isOpen, reason, standing } from "../../web/static/js/views/person_card.js";

const told = (fields) => ({ status: "calling", origin: "she", name: null, role: null, with_her: null, mine: true, withdrawn: false, emergency: false, ...fields });

test("she is told the truth at each step, and never that somebody comes before somebody does", () => {
  assert.match(standing(told({})).title, /is being called/);
  assert.match(standing(told({ with_her: "Ruth" })).why, /^Ruth is with you until then/);
  assert.match(standing(told({ status: "nobody" })).title, /Nobody has answered/);
  assert.match(standing(told({ status: "nobody" })).why, /help line now/);
  assert.equal(standing(told({ status: "has_it", name: "Jo", role: "on_call" })).title, "Jo (on call) has it now.");
  assert.equal(standing(told({ status: "with_you", name: "Jo", role: "facilitator" })).title, "Jo (facilitator) is with you.");
  assert.equal(standing(told({ status: "has_it" })).title, "Somebody has it now.");
  assert.match(standing(told({ status: "over" })).title, /come to its end/);
});

test("why somebody was called whom she did not ask for", () => {
  assert.equal(reason({ origin: "she" }), "");
  assert.match(reason({ origin: "words" }), /you wrote/);
  for (const origin of ["member", "facilitator"]) assert.match(reason({ origin }), /Somebody here worries/);
  assert.equal(reason({ origin: "member" }), reason({ origin: "facilitator" }), "nothing tells her who it was");
});

test("it is open until it is over", () => {
  assert.equal(isOpen({ standing: { person: null } }), false);
  assert.equal(isOpen({ standing: { person: told({}) } }), true);
  assert.equal(isOpen({ standing: { person: told({ status: "over" }) } }), false);
});

test("the desk has the gravest first, and none that is over", () => {
  const called = ["green", "red", "amber"].map((severity) => ({ seat: severity, severity, status: "calling" }));
  assert.deepEqual(concerned({ called: [...called, { seat: "x", severity: "red", status: "over" }] }).map(({ seat }) => seat), ["red", "amber", "green"]);
  assert.match(toDesk({ status: "nobody", name: null }), /nobody has answered/);
});

test("a page says how it stands, or nothing of it", () => {
  assert.equal(stands('<div class="stack" role="status" data-stands="has_it"><h1>'), "has_it");
  assert.equal(stands("<h1>Server trouble</h1>"), null);
});
