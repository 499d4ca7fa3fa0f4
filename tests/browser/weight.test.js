/** The live page's scripts: asked for at once (what they weigh is measured in tests/web/test_assets.py), and nothing that would parse markup or run text. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const STATIC = fileURLToPath(new URL("../../web/static", import.meta.url));
const TEMPLATE = fileURLToPath(new URL("../../web/templates/parts/live_modules.html", import.meta.url));
const MOST_LINES = 200;
const IMPORT = /^(?:import|export)\s[^;]*?from\s+"([^"]+)";/gm;

/** A module and all it imports. */
function graph(file, seen = new Set()) {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, target] of readFileSync(file, "utf8").matchAll(IMPORT)) graph(join(dirname(file), target), seen);
  return seen;
}

const live = graph(join(STATIC, "js/main.js"));
const own = readdirSync(join(STATIC, "js"), { recursive: true }).filter((name) => name.endsWith(".js")).map((name) => join(STATIC, "js", name));

test("the page asks for every module at once", () => {
  const asked = [...readFileSync(TEMPLATE, "utf8").matchAll(/"((?:js|vendor)\/[^"]+\.js)"/g)].map(([, name]) => name);
  const needed = [...live].map((file) => relative(STATIC, file)).filter((name) => name !== "js/main.js");
  assert.deepEqual(asked.toSorted(), needed.toSorted());
});

test("words only ever become text nodes, and no text is run", () => {
  const forbidden = /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|setHTML|createContextualFragment|\beval\(|new Function|localStorage|indexedDB/;
  for (const file of own) assert.doesNotMatch(readFileSync(file, "utf8"), forbidden, file);
});

test("no text spans lines, so that indents can be left out of what is sent", () => {
  for (const file of own) {
    const code = readFileSync(file, "utf8").replace(/^\s*\/\*\*[^]*?\*\/|^\s*\/\/.*$/gm, "");
    for (const line of code.split("\n")) assert.equal((line.match(/`/g) ?? []).length % 2, 0, `${file}: ${line}`);
  }
});

test("every module is read in one sitting", () => {
  for (const file of own) {
    const lines = readFileSync(file, "utf8").split("\n").length - 1;
    assert.ok(lines <= MOST_LINES, `${file}: ${lines} lines`);
  }
});
