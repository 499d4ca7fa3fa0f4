/** The room as a whole: pause, lock, slow mode, who is met at the door, read first, close; and the intruder drill. */

import { restLeft } from "../state/base.js";
import { button, el } from "../views/dom.js";
import { t, tn } from "../words.js";
import { newcomers } from "./model.js";
import { aside, section, send, setting, turn } from "./parts.js";
import { DOORS, doorText, secondsText, SLOW_SECONDS } from "./terms.js";

/** The three that must be at hand, here and in the header. @param {import("./parts.js").Seen} seen */
export const firstActs = ({ state, ui }) => [
  send(ui, { type: state.paused ? "resume" : "pause" }, state.paused ? t("Go on") : t("Pause everything"), state.paused ? "button-accent" : ""),
  send(ui, { type: state.locked ? "unlock_door" : "lock_door" }, state.locked ? t("Open the door") : t("Lock the door"), state.locked ? "is-on" : ""),
  turn("drill", null, t("Intruders"), "", { "aria-expanded": String(ui.drill) }),
];

/** The same three on a phone, where the header has no room for them. @param {import("./parts.js").Seen} seen */
export const first = (seen) =>
  el("div", { class: "desk-section desk-first", "data-key": "s:first", "data-tab": "room" }, el("div", { class: "desk-choices" }, ...firstActs(seen)));

/** @param {import("./parts.js").Seen} seen */
export function room({ state, ui, now }) {
  return section(
    "room", "room", t("The room"), null,
    restLeft(state, now) <= 0 && el("div", { class: "desk-choices" }, send(ui, { type: "ground" }, t("Two minutes of rest"))),
    setting(ui, t("Met at the door"), DOORS.map((who) => ({ command: { type: "set_waiting", who }, words: doorText(who), on: who === state.waitingFor }))),
    setting(ui, t("Time between words"), SLOW_SECONDS.map((seconds) => ({ command: { type: "set_slow", seconds }, words: seconds ? secondsText(seconds) : t("as she likes"), on: seconds === state.slowS }))),
    setting(ui, t("Words"), [false, true].map((on) => ({ command: { type: "set_hold", seat: null, on }, words: on ? t("Read all first") : t("Straight to the circle"), on: on === Boolean(state.holdAll) }))),
    el("div", { class: "desk-choices" },
      turn("keys", null, t("Keys"), "button-quiet", { "aria-haspopup": "dialog" }),
      button("button button-small button-quiet", "ask-close", { "aria-haspopup": "dialog" }, t("Close the meeting"))),
  );
}

/** The drill, opened: who came last, ticked, and one button. @param {import("./parts.js").Seen} seen */
export function drill({ state, ui, now }) {
  if (!ui.drill) return null;
  const list = newcomers(state, now);
  return section(
    "drill", "", t("Intruders?"), null,
    el("p", { class: "desk-nothing" }, t("The room pauses and the door is locked. Whoever is ticked waits outside, her words down. You can undo it.")),
    el("form", { class: "desk-drill", "data-drill": "", "data-key": "drill" },
      el("ul", { class: "desk-list desk-ticks" }, ...list.map(({ seat, ticked }) =>
        el("li", { "data-key": `tick:${seat.seat}` }, el("label", { class: "check" }, el("input", { type: "checkbox", name: "seat", value: seat.seat, checked: ticked }), el("span", { class: "check-name" }, el("bdi", {}, seat.name), " ", seat.guest && aside(t("guest")), " ", seat.status === "left" && aside(t("has left"))))))),
      list.length === 0 && el("p", {}, t("Nobody but facilitators is here. The room is only paused and locked.")),
      el("div", { class: "desk-choices desk-foot" },
        el("button", { class: "button button-small button-amber", "aria-disabled": ui.going.has("drill") && "true" }, t("Calm the room"), ui.going.has("drill") && "…"),
        turn("drill", null, t("Not now"), "button-quiet"))),
  );
}

/** After the drill, until it is undone or everything goes on. @param {import("./parts.js").Seen} seen */
export function calm({ state, ui }) {
  if (!state.drill || ui.calmRead) return null;
  const outside = state.waiting.filter((s) => s.moved).length;
  return section(
    "calm", "", t("The room is calm"), null,
    el("p", {}, outside ? tn("{n} woman waits outside. She reads that she has done nothing wrong.", "{n} women wait outside. They read that they have done nothing wrong.", outside) : t("Nobody waits outside."), " ",
      t("The words are down. Take your time.")),
    el("div", { class: "desk-choices" },
      state.paused && send(ui, { type: "resume" }, t("Go on"), "button-accent"),
      send(ui, { type: "undo_drill" }, t("Undo it all")),
      turn("calm", null, t("Put this away"), "button-quiet")),
  );
}

/** While everyone rests. @param {import("./parts.js").Seen} seen */
export function rest({ state, ui, now }) {
  const left = restLeft(state, now);
  if (left <= 0) return null;
  return section(
    "rest", "", t("Everyone rests"), left > 60 ? t("about two minutes more") : t("less than a minute more"),
    el("p", {}, t("The others see a calm page, and on it what you write. Afterwards each is asked, alone, how she goes on.")),
    el("div", { class: "desk-choices" }, send(ui, { type: "end_grounding" }, t("End the rest"))),
  );
}
