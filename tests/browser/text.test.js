import assert from "node:assert/strict";
import { test } from "node:test";

import { asRead, freshId, length, opening, pieces, tidy, useLabels } from "../../web/static/js/text.js";
import { t, tn, useWords } from "../../web/static/js/words.js";

test("characters are counted as the server counts them", () => {
  assert.equal(length("  e\u0301 \u{1F49C}\n"), 3);
  assert.equal(tidy(" \n "), "");
});

test("a link is text with its host, and never more than the link", () => {
  assert.deepEqual(pieces("See https://Example.org/a?b=1, or www.help.example."), [
    { text: "See " }, { text: "https://Example.org/a?b=1", host: "example.org" }, { text: ", or " }, { text: "www.help.example", host: "www.help.example" }, { text: "." },
  ]);
  assert.deepEqual(pieces("nothing here: javascript:alert(1) http://"), [{ text: "nothing here: javascript:alert(1) http://" }]);
  assert.deepEqual(pieces("https://ex\u00e4mple.org"), [{ text: "https://ex\u00e4mple.org", host: "xn--exmple-cua.org" }], "a look-alike host shows its true name");
  for (const text of ["", "a", "x https://a.b (https://c.d) y\nhttps://e.f"]) assert.equal(pieces(text).map((p) => p.text).join(""), text);
});

test("a fresh id is what the server takes, and fresh", () => {
  const ids = new Set(Array.from({ length: 100 }, freshId));
  assert.equal(ids.size, 100);
  for (const id of ids) assert.match(id, /^[A-Za-z0-9_-]{16,32}$/);
});

test("a quote is one line and short", () => {
  assert.equal(opening("one\n two "), "one two");
  assert.equal([...opening("\u{1F49C}".repeat(200))].length, 140);
});

test("sentences come from the catalogue, else in English", () => {
  useWords({ plain: { "{name} left.": "{name} se ha ido." }, plural: { "{n} here": ["{n} aqu\u00ed", "{n} aqu\u00ed"] } });
  assert.equal(t("{name} left.", { name: "{n}" }), "{n} se ha ido.");
  assert.equal(tn("{n} here", "{n} here", 2), "2 aqu\u00ed");
  useWords({});
  assert.equal(tn("{n} hour", "{n} hours", 1), "1 hour");
  assert.equal(t("{name} is back.", {}), "{name} is back.");
});

test("what stands where something was hidden is said in the language of the page", () => {
  const text = "Ll\u00e1mame al [tel\u00e9fono oculto] o al [tel\u00e9fono oculto], [phone]";
  assert.equal(asRead(text), text, "a page in the room's own language says what stands there");
  useLabels({ "[tel\u00e9fono oculto]": "[phone number hidden]" });
  const read = "Ll\u00e1mame al [phone number hidden] o al [phone number hidden], [phone]";
  assert.deepEqual([asRead(text), opening(text), pieces(text)], [read, read, [{ text: read }]]);
  useLabels({});
});
