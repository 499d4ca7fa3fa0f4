/** For whom a person was called: why in plain words, what she may say, who has it, and what a facilitator does about it. And her own worry about a woman here. */

import { el } from "../views/dom.js";
import { t } from "../words.js";
import { secondsSince } from "./model.js";
import { aside, called, pick, section, send, woman } from "./parts.js";
import { sinceText } from "./terms.js";

const SEVERITIES = ["green", "amber", "red"];

/** The ladder in plain words. @param {string} severity */
export const severityText = (severity) => ({ red: t("in danger now"), amber: t("needs someone soon"), green: t("somebody should look in on her") })[severity] ?? "";

const why = (origin) => ({ she: t("She asked for a person."), guest: t("She asked for a person."), words: t("Something she wrote sounded like danger."), facilitator: t("A facilitator worries about her."), member: t("Another woman worries about her.") })[origin] ?? "";

/** How it stands, in one line. @param {any} told */
export function standing({ status, name }) {
  const who = name ?? t("Somebody");
  return {
    calling: t("Whoever is on call is being called. Nobody has answered yet."),
    nobody: t("Everybody was called and nobody has answered. Stay with her, and ring a help line or the emergency number with her."),
    has_it: t("{who} has it.", { who }),
    with_you: t("{who} is with her.", { who }),
    later: t("{who} will look in on her again.", { who }),
  }[status] ?? "";
}

/** Those for whom somebody was called and it is not over, the gravest first. @param {any} state */
export const concerned = (state) => state.called.filter(({ status }) => status !== "over").sort((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity));

/** @param {import("./parts.js").Seen} seen */
export function concern({ state, ui, now }) {
  const all = concerned(state);
  return all.length === 0 ? null : section("concern", "", t("A person is needed"), null, el("ul", { class: "desk-list" }, ...all.map((told) => card(state, ui, told, now))));
}

function card(state, ui, told, now) {
  const { seat, severity, origin, status, with_her: withHer, withdrawn, withheld, emergency } = told;
  const her = state.seats.get(seat) ?? state.waiting.find((each) => each.seat === seat) ?? state.removedSeats.find((each) => each.seat === seat);
  const name = her?.name;
  const mine = withHer !== null && withHer === state.seats.get(state.you)?.name;
  return woman(
    her, `concern:${seat}`, [aside(severityText(severity)), aside(sinceText(secondsSince(told.at, now)))], [],
    el("p", { class: "desk-words" }, why(origin), " ", standing(told)),
    withHer && !mine && el("p", { class: "desk-sub" }, t("{name} is with her in the room.", { name: withHer })),
    withdrawn && el("p", { class: "desk-sub" }, t("She took it back. Somebody still looks in on her.")),
    withheld && el("p", { class: "desk-sub" }, t("She is not told of it.")),
    emergency && el("p", { class: "desk-sub" }, t("Emergency services have been called.")),
    el("div", { class: "desk-choices" },
      send(ui, { type: "be_with_her", seat, on: !mine }, mine ? t("Not with her now") : t("I am with her"), mine ? "" : "button-accent", called(mine ? t("Not with her now") : t("I am with her"), name)),
      ["calling", "nobody"].includes(status) && severity !== "red" && send(ui, { type: "take_case", seat }, t("I have it"), "", called(t("I have it"), name)),
      severity !== "red" && send(ui, { type: "raise_concern", seat, severity: "red" }, t("Page on-call now"), "", called(t("Page on-call now"), name))),
    el("p", { class: "desk-sub" }, t("You may say to her: “I am glad you are here. I am with you. Are you safe right now?”")),
  );
}

/** A facilitator's own worry about a woman: what she chooses calls somebody at once. @param {any} ui @param {string} seat */
export const worry = (ui, seat) => pick(ui, t("Call somebody for her, who:"), SEVERITIES, severityText, (severity) => ({ type: "raise_concern", seat, severity }));
