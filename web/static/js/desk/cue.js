/** Cue cards: what a facilitator may say at this step, approved words that one tap posts in the room's language, and a line to herself. */

import { inLanguage, nextPassage } from "../state/agenda.js";
import { el } from "../views/dom.js";
import { t } from "../words.js";
import { turn } from "./parts.js";

/** What facilitators have said since the step began: a card that one of them has posted need not be posted by another. */
function said(state) {
  const since = Date.parse(state.stepAt);
  return new Set([...state.messages.values()].filter((m) => Date.parse(m.at) >= since && state.seats.get(m.seat)?.role === "facilitator").map((m) => m.text));
}

/**
 * The cards of the present step, or null. Of a reading that has several passages the next one is shown.
 * @param {any} state @param {string} language her own, for what only she reads
 */
export function cards(state, language) {
  const step = state.script[state.step ?? -1];
  if (!step) return null;
  const room = state.room?.language ?? language;
  const stand = said(state);
  const card = (texts) => {
    const text = inLanguage(texts, room);
    return text && { text, going: state.outgoing.some((o) => o.text === text), posted: stand.has(text) };
  };
  const reading = step.reading ?? [];
  return {
    cue: card(step.cue) || null,
    passage: nextPassage(state, reading, room),
    passages: reading.length,
    note: inLanguage(step.note, language),
    paste: reading.length ? "" : inLanguage(step.paste, language),
  };
}

/** @param {any} state @param {string} language */
export function cueCards(state, language) {
  const found = cards(state, language);
  if (!found) return [];
  const { cue, passage, passages, note, paste } = found;
  return [
    cue && box("cue", t("Cue card"), cue, t("Post these words")),
    passage && box("passage", passages > 1 ? t("Reading {n} of {all}", { n: passage.place, all: passage.all }) : t("Reading"), passage, t("Post this passage")),
    passages > 0 && !passage && el("p", { class: "desk-nothing" }, t("The reading is posted.")),
    paste && el("p", { class: "desk-nothing" }, t("Your programme’s text belongs here: {text}", { text: paste })),
    note && el("p", { class: "cue-note" }, el("strong", {}, t("For you:")), " ", note),
  ];
}

function box(key, name, { text, going, posted }, words) {
  return el(
    "div", { class: "cue", "data-key": key }, el("p", { class: "desk-label" }, name), el("p", { class: "cue-words", dir: "auto", tabindex: "0" }, text),
    posted ? el("p", { class: "cue-posted" }, t("These words are posted.")) : turn("card", text, going ? t("On its way…") : words, "button-quiet cue-post", { "aria-disabled": going && "true" }),
  );
}
