/** What waits to be read: words held back until a facilitator has seen them, and words that someone reported. */

import { button, el } from "../views/dom.js";
import { noticedText } from "../views/looked_for.js";
import { asRead } from "../text.js";
import { t, tn } from "../words.js";
import { nameIn, overdue, reported, secondsSince, seatOf, toRead } from "./model.js";
import { aside, called, nothing, pick, section, send, turn, woman } from "./parts.js";
import { REASONS, reasonText } from "./terms.js";

/** @param {import("./parts.js").Seen} seen */
export function held({ state, ui, now }) {
  const list = toRead(state);
  const late = new Set(overdue(state, now));
  return section(
    "read", "read", t("Held words"), state.holdAll ? t("all words come here first") : t("for you to read"),
    list.length === 0 && nothing(t("Nothing waits to be read.")),
    list.length > 0 && el("ul", { class: "desk-list" }, ...list.map((message) => heldRow(state, ui, message, now, late.has(message)))),
    given(state, ui),
  );
}

/** What was given back, which may still be shown until she takes it back. */
function given(state, ui) {
  const list = state.held.filter((h) => h.declined && !h.taken_back);
  if (!list.length) return null;
  const open = ui.shown.has("given");
  return el(
    "div", { class: "desk-fold", "data-key": "fold:given" },
    turn("show", "given", tn("{n} message given back", "{n} messages given back", list.length), "button-quiet desk-opener", { "aria-expanded": String(open) }),
    open && el("ul", { class: "desk-list" }, ...list.map(({ id, seat, text, declined }) =>
      woman(seatOf(state, seat), `given:${id}`, [aside(reasonText(declined))], [send(ui, { type: "release", id }, t("Show it"), "", called(t("Show it"), nameIn(state, seat)))], el("p", { class: "desk-words", dir: "auto" }, text)))),
  );
}

function heldRow(state, ui, { id, seat, at, text, rule }, now, late) {
  const open = ui.open === `held:${id}`;
  const seconds = secondsSince(at, now);
  const name = nameIn(state, seat);
  return woman(
    seatOf(state, seat), `held:${id}`,
    [aside(seconds < 60 ? t("just now") : tn("waits for {n} minute", "waits for {n} minutes", Math.floor(seconds / 60))), late && el("strong", { class: "badge is-late" }, t("waits long")), rule && aside(noticedText(rule))], [],
    el("p", { class: "desk-words", dir: "auto" }, text),
    el("div", { class: "desk-choices" },
      send(ui, { type: "release", id }, t("Show it"), "button-accent", called(t("Show it"), name)),
      turn("open", `held:${id}`, t("Give it back"), "", { "aria-expanded": String(open), ...called(t("Give it back"), name) })),
    open && pick(ui, t("Because of:"), REASONS, reasonText, (reason) => ({ type: "decline", id, reason })),
  );
}

/** @param {import("./parts.js").Seen} seen */
export function reports({ state, ui }) {
  const list = reported(state);
  if (!list.length) return null;
  return section("reports", "read", t("Reported"), t("someone asks you to look"), el("ul", { class: "desk-list" }, ...list.map((report) => reportRow(state, ui, report))), el("p", { class: "desk-nothing" }, el("a", { href: "/reports", target: "_blank", rel: "noopener" }, t("Read the notes and answer them"))));
}

function reportRow(state, ui, { report, id, reason }) {
  const message = state.messages.get(id);
  return woman(
    seatOf(state, message.seat), `report:${report}`, [aside(reasonText(reason))], [],
    el("p", { class: "desk-words", dir: "auto" }, asRead(message.text)),
    el("div", { class: "desk-choices" },
      send(ui, { type: "remove_message", id, reason }, t("Take down"), "", called(t("Take down"), nameIn(state, message.seat))),
      button("button button-small button-quiet", "jump", { "data-to": `m:${id}` }, t("Show where"))),
  );
}

