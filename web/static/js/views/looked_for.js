/** The room's own rules about words (`rooms/rules.py`), told to her whose words met one, and beside the words to facilitators. */

import { t } from "../words.js";
import { button, el } from "./dom.js";

/** More of what was found than this is not repeated, characters. */
const LONGEST = 60;

/** What it looks like. @param {string} what */
export function looksLike(what) {
  switch (what) {
    case "phone": return t("This looks like a telephone number.");
    case "email": return t("This looks like a mail address.");
    case "handle": return t("This looks like a name you go by elsewhere.");
    case "address": return t("This looks like a street address.");
    case "url": return t("This looks like a link.");
    case "person": return t("This looks like a full name.");
    case "child": return t("This looks like a child's name.");
    case "school": return t("This looks like the name of a school.");
    case "id": return t("This looks like a case number.");
    case "dob": return t("This looks like a date of birth.");
    case "mentions": return t("This calls many women by name.");
    default: return t("This has words that the room looks out for.");
  }
}

/** What was hidden, as a list. @param {string[]} hidden */
export const kindsOf = (hidden) => hidden.map(kindOf).join(", ");

function kindOf(detail) {
  switch (detail) {
    case "phone": return t("a telephone number");
    case "email": return t("a mail address");
    case "handle": return t("a name used elsewhere");
    case "address": return t("an address");
    case "url": return t("a link");
    case "person": return t("a full name");
    case "child": return t("a child's name");
    case "school": return t("a school");
    case "id": return t("a case number");
    case "dob": return t("a date of birth");
    default: return t("a word from a list");
  }
}

/** Told to her who wrote it. @param {string[]} hidden */
export const hiddenFromAll = (hidden) => t("Hidden before anyone read it: {what}. Others keep what they read, so it stays with you.", { what: kindsOf(hidden) });

/** The quiet line beside words, told to who wrote them and to facilitators. @param {{rule?: string, hidden?: string[]}} message @param {boolean} own @param {boolean} desk */
export function besideText({ rule, hidden }, own, desk) {
  const said = [];
  if (hidden && (own || desk)) said.push(own ? hiddenFromAll(hidden) : t("Hidden: {what}.", { what: kindsOf(hidden) }));
  if (rule && !(hidden && rule === "contact")) said.push(noticedText(rule));
  return said.join(" ");
}

/** Why a facilitator reads it first. @param {string|undefined} rule */
export function heldBecause(rule) {
  switch (rule) {
    case "contact": return t("In this room, contact details are read first.");
    case "links": return t("In this room, links are read first.");
    case "mentions": return t("In this room, words that call many women by name are read first.");
    case "words": return t("It has words that are read first in this room.");
    default: return "";
  }
}

/** The quiet line beside words that met a rule, for facilitators. @param {string|undefined} rule */
export function noticedText(rule) {
  switch (rule) {
    case "contact": return t("Noticed: contact details.");
    case "links": return t("Noticed: a link.");
    case "mentions": return t("Noticed: many are called by name.");
    case "words": return t("Noticed: words of the room's list.");
    default: return "";
  }
}

/** What was found in her words, as she wrote it. Places count characters, not code units. @param {{text: string, spans?: Array<[number, number, string]>}} item */
export function found({ text, spans = [] }) {
  const characters = [...text];
  return spans.map(([start, end]) => characters.slice(start, end).join("")).filter((each) => each && each.length <= LONGEST);
}

/** She is asked before it is posted: what it looks like, and post or change. @param {{id: string, text: string, spans?: Array<[number, number, string]>}} item */
export function nudge(item) {
  const words = found(item);
  return [
    el("p", {}, el("strong", {}, looksLike(item.spans?.[0]?.[2] ?? "")), " ", words.length > 0 && el("q", { dir: "auto" }, words[0]), " ", t("Others keep what they read. It is not posted yet.")),
    el("p", { class: "msg-note-acts" },
      button("button button-small", "back-to-writing", { "data-id": item.id }, t("Change it")),
      button("button button-small", "sure", { "data-id": item.id }, t("Post it as it is"))),
  ];
}
