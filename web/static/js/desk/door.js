/** The waiting room: who waits and since when, let in, not tonight, and each woman's private line. */

import { el } from "../views/dom.js";
import { besideText } from "../views/looked_for.js";
import { asRead } from "../text.js";
import { t, tn } from "../words.js";
import { secondsSince } from "./model.js";
import { aside, called, form, nothing, pick, section, send, turn, woman } from "./parts.js";
import { NEXT_STEPS, nextText, sinceText } from "./terms.js";

const policy = (state) => {
  if (state.locked) return t("the door is locked");
  return { everyone: t("everyone is met at the door"), guests: t("guests are met at the door") }[state.waitingFor] ?? t("the door is open");
};

/** @param {import("./parts.js").Seen} seen */
export function door({ state, ui, now }) {
  const { waiting } = state;
  const queued = waiting.filter((seat) => seat.queued).length;
  return section(
    "door", "door", t("Waiting"), policy(state),
    waiting.length === 0 && nothing(t("Nobody waits.")),
    queued > 0 && el("p", { class: "desk-sub" }, tn("{n} woman waits because the circle is full. She comes in by herself when a seat is free.", "{n} women wait because the circle is full. They come in by themselves, in this order, when a seat is free.", queued)),
    waiting.length > 1 && queued < waiting.length && send(ui, { type: "admit_all" }, tn("Let {n} in", "Let all {n} in", waiting.length), "button-accent desk-wide"),
    waiting.length > 0 && el("ul", { class: "desk-list" }, ...waiting.map((seat) => row(state, ui, seat, now))),
  );
}

function row(state, ui, seat, now) {
  const { seat: id, name } = seat;
  const open = ui.open === `wait:${id}`;
  const said = seat.line.slice(-4);
  const about = [aside(sinceText(secondsSince(seat.since, now))), seat.guest && state.waitingFor !== "guests" && aside(t("guest")), seat.newcomer && aside(t("first time")), seat.listening && aside(t("just listening")), seat.moved && aside(t("asked back")), seat.queued && aside(seat.first ? t("her line is back; the next free seat is hers") : t("in line for a seat"))];
  return woman(
    seat, `wait:${id}`, about,
    [
      (!seat.queued || state.locked || state.paused) && send(ui, { type: "admit", seat: id }, t("Let in"), "button-accent", called(t("Let in"), name)),
      turn("open", `wait:${id}`, t("More"), "button-quiet", { "aria-expanded": String(open), ...called(t("More"), name) }),
    ],
    seat.answers && el("dl", { class: "desk-said" }, ...seat.answers.map(({ question, answer }) => el("div", {}, el("dt", {}, question), el("dd", { dir: "auto" }, answer)))),
    said.length > 0 && el("ul", { class: "desk-said" }, ...said.map((each) => el("li", { "data-key": each.id }, el("strong", {}, each.seat === id ? name : state.seats.get(each.seat)?.name ?? t("Facilitator")), " ", asRead(each.text), each.hidden && el("span", { class: "desk-label" }, " ", besideText(each, false, true))))),
    (open || said.length > 0) && line(ui, id, name),
    open && pick(ui, t("Not tonight, and instead:"), NEXT_STEPS, nextText, (next) => ({ type: "decline_seat", seat: id, next })),
  );
}

/** A word to her alone. */
const line = (ui, seat, name) =>
  form(ui, { type: "answer_privately", seat }, t("Send"), [
    el("label", { class: "desk-select desk-grow" }, el("span", { class: "visually-hidden" }, t("Write to {name} alone", { name })), el("input", { name: "text", class: "desk-field", autocomplete: "off", maxlength: 2000, required: true, placeholder: t("To {name} alone", { name }) })),
  ]);
