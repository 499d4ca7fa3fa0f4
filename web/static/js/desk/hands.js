/** Whose turn it is and who would like one; who speaks when; and the quiet voices. */

import { el } from "../views/dom.js";
import { t, tn } from "../words.js";
import { nameIn, quietVoices, secondsSince, seatOf, turnSeconds } from "./model.js";
import { aside, called, nothing, section, send, setting, turn, woman } from "./parts.js";
import { MODES, modeText, sinceText, TURN_SECONDS } from "./terms.js";

/** A little longer, s. */
const MORE_S = 60;

/** @param {import("./parts.js").Seen} seen */
export function hands({ state, ui, now }) {
  const next = nextWords(state);
  return section(
    "hands", "hands", t("Hands"), state.turn ? null : modeText(state.mode),
    state.turn && floor(state, ui, now),
    next && send(ui, { type: "next_turn" }, next, "desk-wide"),
    state.mode === "go_round" && send(ui, { type: "start_round" }, t("Ask everyone again"), "button-quiet"),
    state.hands.length === 0 && nothing(t("No hands.")),
    state.hands.length > 0 && el("ol", { class: "desk-list" }, ...state.hands.map((id) => give(ui, seatOf(state, id), `hand:${id}`, [state.seats.get(id)?.away && aside(t("stepped away"))]))),
    modes(state, ui),
    voices(state, ui, now),
  );
}

function nextWords(state) {
  if (state.hands.length && state.mode !== "go_round") return t("Next: {name}", { name: nameIn(state, state.hands[0]) });
  if (state.mode === "go_round") return t("Next in the round");
  return state.turn ? t("End this turn") : null;
}

/** The woman who has the floor, and for how long. */
function floor(state, ui, now) {
  const { seat, limit_s, held_since } = state.turn;
  const so = turnSeconds(state.turn, now);
  const left = limit_s - so;
  const time = limit_s === 0 ? t("{time} so far", { time: sinceText(so) }) : left > 60 ? tn("{n} minute left", "{n} minutes left", Math.ceil(left / 60)) : left > 0 ? t("a minute left") : t("when she is ready");
  return el(
    "div", { class: "desk-floor" },
    el("p", { class: "desk-floor-name" }, el("strong", {}, t("{name} has the floor", { name: nameIn(state, seat) })), " ", aside(held_since ? (state.seats.get(seat)?.status === "lost" ? t("her line is lost, it waits for two minutes") : t("it waits for her")) : time)),
    send(ui, { type: "grant_time", seconds: MORE_S }, t("A minute more"), "button-quiet"),
  );
}

const give = (ui, seat, key, about) =>
  woman(seat, key, about, [send(ui, { type: "call_on", seat: seat?.seat }, t("Give the floor"), "", called(t("Give the floor"), seat?.name))]);

/** Who speaks when, cross-talk, and how long a turn is meant to be: each a tap. */
function modes(state, ui) {
  const { mode, crossTalk, turnS } = state;
  const set = (fields) => ({ type: "set_mode", mode, cross_talk: crossTalk, turn_s: turnS, ...fields });
  const open = ui.shown.has("modes");
  return el(
    "div", { class: "desk-fold", "data-key": "fold:modes" },
    turn("show", "modes", t("Who speaks when"), "button-quiet desk-opener", { "aria-expanded": String(open) }),
    open && setting(ui, t("Who speaks when"), MODES.map((each) => ({ command: set({ mode: each }), words: modeText(each), on: each === mode }))),
    open && setting(ui, t("Cross-talk"), [true, false].map((each) => ({ command: set({ cross_talk: each }), words: each ? t("With answers") : t("Without"), on: each === crossTalk }))),
    open && setting(ui, t("A turn"), TURN_SECONDS.map((each) => ({ command: set({ turn_s: each }), words: each ? t("{n} min", { n: each / 60 }) : t("no measure"), on: each === turnS }))),
  );
}

/** Counts only, so that nobody is overlooked. */
function voices(state, ui, now) {
  const open = ui.shown.has("voices");
  const said = (seat) => (seat.said ? t("{n} so far, last {time}", { n: seat.said, time: agoText(secondsSince(seat.spoke_at, now)) }) : t("not yet"));
  return el(
    "div", { class: "desk-fold", "data-key": "fold:voices" },
    turn("show", "voices", t("Quiet voices first"), "button-quiet desk-opener", { "aria-expanded": String(open) }),
    open && el("ul", { class: "desk-list" }, ...quietVoices(state).map((seat) => give(ui, seat, `voice:${seat.seat}`, [aside(said(seat))]))),
  );
}

const agoText = (seconds) => (seconds < 60 ? t("just now") : tn("{n} minute ago", "{n} minutes ago", Math.floor(seconds / 60)));

