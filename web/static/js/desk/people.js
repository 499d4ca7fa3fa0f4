/** The circle, and what each woman may need of a facilitator. */

import { el } from "../views/dom.js";
import { NUDGES, nudgeText } from "../views/nudge.js";
import { partText } from "../views/steps.js";
import { clockTime } from "../when.js";
import { t } from "../words.js";
import { circle, leads } from "./model.js";
import { worry } from "./concern.js";
import { aside, called, form, pick, section, select, send, turn, woman } from "./parts.js";
import { inSideRoom, sideRoomForm } from "./side_room.js";
import { minutesText, QUIET_MINUTES, REASONS, reasonText, SCOPES, scopeText } from "./terms.js";

/** The reason that blames nobody stands first. */
const KINDLY = ["other", ...REASONS.filter((reason) => reason !== "other")];

/** @param {import("./parts.js").Seen} seen */
export function people({ state, ui }) {
  const asked = state.removedSeats;
  return section(
    "circle", "circle", t("The circle"), null,
    el("ul", { class: "desk-list" }, ...circle(state).map((seat) => row(state, ui, seat))),
    asked.length > 0 && el("h3", { class: "desk-label" }, t("Asked to go")),
    asked.length > 0 && el("ul", { class: "desk-list" }, ...asked.map((seat) =>
      woman(seat, `gone:${seat.seat}`, [aside(`${reasonText(seat.reason)}, ${scopeText(seat.scope)}`)],
        [send(ui, { type: "let_back", seat: seat.seat }, t("Let back"), "", called(t("Let back"), seat.name))]))),
  );
}

/** What is to know of her, in a few words. */
function about(state, seat) {
  return [
    seat.seat === state.you && aside(t("you")),
    seat.role === "facilitator" && el("span", { class: "badge" }, t("Facilitator")),
    state.lead === seat.seat && aside(t("leads")),
    seat.guest && aside(t("guest")),
    seat.newcomer && aside(t("first time")),
    seat.status === "lost" && aside(t("line lost")),
    seat.away && aside(seat.away === "quiet" ? t("stepped away, quietly") : t("stepped away")),
    ...(seat.parts ?? []).map((part) => aside(partText(part))),
    seat.listening && aside(t("just listening")),
    seat.quiet && aside(t("quiet until {time}", { time: clockTime(seat.quiet.until) })),
    seat.held && aside(t("read first")),
    inSideRoom(state, seat.seat),
  ];
}

function row(state, ui, seat) {
  const { seat: id, name, role } = seat;
  const offers = role === "facilitator" && leads(state) && id !== state.you && seat.status === "here";
  const more = role === "member" || offers;
  const open = more && ui.open === `seat:${id}`;
  return woman(
    seat, `seat:${id}`, about(state, seat),
    more ? [turn("open", `seat:${id}`, t("For her"), "button-quiet", { "aria-expanded": String(open), ...called(t("For her"), name) })] : [],
    open && el("div", { class: "desk-her" }, ...(offers ? [send(ui, { type: "offer_lead", seat: id }, t("Offer her the lead"))] : member(ui, seat, state.turn?.seat === id))),
  );
}

function member(ui, { seat: id, quiet, held }, floor) {
  const reason = () => select("reason", t("Because of"), KINDLY, reasonText);
  return [
    quiet
      ? send(ui, { type: "lift_quiet", seat: id }, t("End her quiet time"))
      : form(ui, { type: "quiet", seat: id }, t("Quiet time"), [select("minutes", t("For how long"), QUIET_MINUTES, minutesText), reason()]),
    el("div", { class: "desk-choices" },
      !floor && send(ui, { type: "call_on", seat: id }, t("Give the floor")),
      send(ui, { type: "set_hold", seat: id, on: !held }, held ? t("Stop reading first") : t("Read her words first")),
      send(ui, { type: "move_to_waiting", seat: id }, t("To the waiting room"))),
    sideRoomForm(ui, id),
    worry(ui, id),
    pick(ui, t("Say to her alone:"), NUDGES, nudgeText, (nudge) => ({ type: "send_nudge", seat: id, nudge })),
    form(ui, { type: "remove_seat", seat: id }, t("Ask her to go"), [select("scope", t("How far"), SCOPES, scopeText), reason()]),
  ];
}

/** An offer of the lead, to her or by her. @param {import("./parts.js").Seen} seen */
export function lead({ state, ui }) {
  if (!state.offered) return null;
  const name = (id) => state.seats.get(id)?.name ?? "";
  if (state.offered === state.you) {
    return section("lead", "", t("{name} offers you the lead", { name: name(state.lead) }), null,
      el("div", { class: "desk-choices" }, send(ui, { type: "accept_lead" }, t("Take it"), "button-accent"), send(ui, { type: "keep_lead" }, t("Not now"))));
  }
  return section("lead", "", t("The lead is offered to {name}", { name: name(state.offered) }), null,
    leads(state) && el("div", { class: "desk-choices" }, send(ui, { type: "keep_lead" }, t("Keep it"))));
}
