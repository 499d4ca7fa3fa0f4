/** Words of hers below the conversation: on their way, waiting to be read, not shown to the circle, or still here and waiting for her choice. */

import { t } from "../words.js";
import { appealLink } from "./appeal.js";
import { button, el, mark, setText, show } from "./dom.js";
import { wordNodes } from "./row.js";
import { heldBecause, hiddenFromAll, nudge } from "./looked_for.js";
import { ruleText } from "./rules.js";

export class Outbox {
  #rows = new Map();
  #list;

  /** @param {HTMLElement} list the conversation's list; these rows are its last */
  constructor(list) {
    this.#list = list;
  }

  /** Where the conversation ends and her waiting words begin. @returns {Node|null} */
  first() {
    return this.#rows.values().next().value?.node ?? null;
  }

  /** @param {any} state @returns {boolean} whether her focus was in a row that went */
  draw(state) {
    let lostFocus = false;
    const waiting = state.ended ? [] : mine(state);
    const wanted = new Set(waiting.map((o) => o.id));
    for (const [id, row] of this.#rows) {
      if (wanted.has(id)) continue;
      lostFocus ||= row.node.contains(document.activeElement);
      row.node.remove();
      this.#rows.delete(id);
    }
    for (const item of waiting) {
      let row = this.#rows.get(item.id);
      if (!row) {
        row = build(state, item);
        this.#rows.set(item.id, row);
        this.#list.append(row.node);
      }
      lostFocus = patch(row, item) || lostFocus;
    }
    return lostFocus;
  }

  /** The conversation was drawn anew, and her seat may be known only now: these stay last. @param {any} state */
  again(state) {
    for (const { node } of this.#rows.values()) {
      node.firstElementChild.replaceWith(mark(state.seats.get(state.you)));
      this.#list.append(node);
    }
  }
}

/** What of hers does not stand in the conversation, and why. */
function mine({ standing, outgoing, acts }) {
  const on = (status) => (each) => ({ ...each, status: acts.has(`take_back:${each.id}`) ? "taking" : status });
  return [...standing.declined.map(on("declined")), ...standing.held.map(on("held")), ...outgoing.filter((o) => !o.privately)];
}

function build(state, item) {
  const line = el("p", { class: "msg-state" });
  const words = el("p", { class: "msg-words", dir: "auto" }, ...wordNodes(item.text));
  const note = el("div", { class: "msg-note msg-note-bare", hidden: true });
  const node = el(
    "li",
    { class: "msg is-mine is-sending", "data-out": item.id },
    mark(state.seats.get(state.you)),
    el("div", { class: "msg-body" },
      el("p", { class: "msg-head" }, el("span", { class: "msg-name" }, t("You"))),
      words, line, note),
  );
  return { node, line, note, words, text: item.text, drawn: null };
}

/** @returns {boolean} whether the buttons she stood on went away */
function patch(row, item) {
  if (item.text !== row.text) { // as they stand there, when something in them was hidden
    row.text = item.text;
    row.words.replaceChildren(...wordNodes(item.text));
  }
  const asks = !["sending", "retrying", "sent"].includes(item.status);
  row.node.classList.toggle("is-sending", !asks);
  const notSent = ["unsure", "refused", "asks"].includes(item.status);
  row.node.classList.toggle("is-notsent", notSent);
  row.note.classList.toggle("msg-note-bare", notSent);
  if (show(row.line, !asks)) setText(row.line, item.status === "retrying" ? t("Sending. We keep trying.") : t("Sending"));
  const drawn = asks ? `${item.status} ${item.message ?? ""}` : null;
  if (drawn === row.drawn) return false;
  row.drawn = drawn;
  const lostFocus = row.note.contains(document.activeElement);
  row.note.replaceChildren(...(asks ? question(item) : []));
  show(row.note, asks);
  return lostFocus;
}

function question(item) {
  const id = { "data-id": item.id };
  if (item.status === "asks") return nudge(item);
  if (item.status === "taking") return [el("p", {}, el("strong", {}, t("Taking your words back.")))];
  if (item.status === "held") {
    return [
      el("p", {}, el("strong", {}, t("Waiting for the facilitator to read it.")), " ", [heldBecause(item.rule), t("The circle does not see it yet."), item.hidden && hiddenFromAll(item.hidden)].filter(Boolean).join(" ")),
      button("act", "take-back", id, t("Take it back")),
    ];
  }
  if (item.status === "declined") {
    return [
      el("p", {}, el("strong", {}, t("The circle did not get this.")), " ", ruleText(item.reason)),
      el("p", { class: "msg-note-acts" }, button("act", "take-back", id, t("Back to writing")), button("act", "let-go", id, t("Let it go")), " ", appealLink(item.id)),
    ];
  }
  const why = item.code === "let_in" ? t("They were for the facilitators, and you are in the circle now.") : item.status === "refused" ? item.message ?? t("They are still here.") : t("They are still here.");
  return [
    el("p", {}, el("strong", {}, t("Your words were not sent.")), ` ${why}`),
    el("p", { class: "msg-note-acts" },
      item.status === "unsure" && button("button button-small button-accent", "again", { "data-id": item.id }, t("Try again")),
      button("button button-small", "back-to-writing", { "data-id": item.id }, t("Back to writing"))),
  ];
}
