/** What a facilitator can do with each message of the conversation: take it down for a reason, show it again, see to its author. */

import { TOPICS, topicText } from "../views/about.js";
import { el, show } from "../views/dom.js";
import { t } from "../words.js";
import { nameIn, stands } from "./model.js";
import { fill } from "./morph.js";
import { called, pick, send, setting, turn } from "./parts.js";
import { REASONS, reasonText } from "./terms.js";

/** Nearer to the end than this counts as at the end, px. */
const NEAR = 48;

export class Rows {
  #list; #draw;
  #drawn = new WeakMap(); // row -> what it was drawn from

  /** @param {HTMLElement} list the conversation's rows @param {() => void} draw called when rows came or were built anew */
  constructor(list, draw) {
    this.#list = list;
    this.#draw = draw;
    new MutationObserver(() => this.#draw()).observe(list, { childList: true });
  }

  /** @param {import("./parts.js").Seen} seen */
  draw({ state, ui }) {
    const box = this.#list.parentElement;
    const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
    let altered = false;
    for (const row of this.#list.querySelectorAll(".msg[data-message]")) {
      const message = state.messages.get(row.dataset.message);
      if (!message) continue;
      const value = `msg:${message.id}`;
      const tags = `tag:${message.id}`;
      const open = ui.open === value;
      const tagging = ui.open === tags;
      const from = [stands(message), message.removed, message.erased, open, tagging, tagging && message.topics?.join(), (open || tagging) && [...ui.going].join(), state.status].join("|");
      if (this.#drawn.get(row) === from) continue;
      this.#drawn.set(row, from);
      altered = true;
      this.#acts(row, state, message, { [value]: open, [tags]: tagging });
      this.#below(row, state, ui, message, open, tagging);
    }
    if (altered && atEnd) box.scrollTop = box.scrollHeight; // rows have grown: who read at the end still does
  }

  /** The reasons of a row are seen whole. @param {string} id of the message */
  reveal(id) {
    this.#list.querySelector(`[data-message="${CSS.escape(id)}"] .desk-msg`)?.scrollIntoView({ block: "nearest" });
  }

  /** Beside Reply, where the row's other acts are. */
  #acts(row, state, message, opens) {
    const acts = row.querySelector(".msg-acts");
    if (!acts || message.seat === state.you) return;
    const there = acts.querySelectorAll("[data-ui=open]");
    for (const each of there) each.setAttribute("aria-expanded", String(opens[each.dataset.value]));
    if (there.length) return;
    const act = (name, target, words, more) => {
      const button = turn(name, target, words, "", more);
      button.className = "act";
      acts.append(button);
    };
    const [value, tags] = Object.keys(opens);
    act("open", value, t("Take down"), { "aria-expanded": String(opens[value]) });
    act("open", tags, t("What it touches"), { "aria-expanded": String(opens[tags]) });
    if (state.seats.get(message.seat)?.role === "member") act("her", message.seat, t("For her"), called(t("For her"), nameIn(state, message.seat)));
  }

  #below(row, state, ui, message, open, tagging) {
    let box = row.querySelector(".desk-msg");
    if (!box) {
      box = el("div", { class: "desk-msg" });
      row.querySelector(".msg-body").append(box);
    }
    const choose = open && stands(message);
    const restore = Boolean(message.removed) && !message.taken_back && !message.erased && state.status === "open";
    const touches = tagging && stands(message);
    if (!show(box, choose || restore || touches)) return fill(box, []);
    return fill(box, [
      choose && pick(ui, t("Take these words down because of:"), REASONS, reasonText, (reason) => ({ type: "remove_message", id: message.id, reason })),
      touches && setting(ui, t("These words touch on:"), TOPICS.map((topic) => ({ topic, on: message.topics?.includes(topic) ?? false })).map(({ topic, on }) => ({ command: { type: "tag_message", id: message.id, topic, on: !on }, words: topicText(topic), on }))),
      restore && send(ui, { type: "restore_message", id: message.id }, t("Show it again"), "button-quiet"),
    ].filter(Boolean));
  }
}
