/** Draws what changed, and only that. Views make the nodes; this decides who is asked. */

import { waits } from "./state.js";
import { Announcer } from "./views/announce.js";
import { CirclePanel } from "./views/circle_panel.js";
import { Composer, dockLine } from "./views/composer.js";
import { Conversation } from "./views/conversation.js";
import { button, el, setText } from "./views/dom.js";
import { lasting } from "./views/lines.js";
import { Outbox } from "./views/outbox.js";
import { Reading } from "./views/scroll.js";
import { TurnLine } from "./views/turn.js";
import { t } from "./words.js";

/** She came to an end before anything of it could be fetched. */
const noLine = () =>
  el("section", { class: "closing" }, el("h2", { class: "closing-title", tabindex: "-1" }, t("There was no line. Try again when it is back.")), button("button", "reload", {}, t("Try again")));

export class Page {
  #page; #store; #last; #lineAbove; #dock; #title; #turn; #ended = null; #drawing = null;

  /** @param {{root: HTMLElement, store: import("./store.js").Store, page: {meeting: string, help: string, guest: boolean}, hint: () => void}} parts */
  constructor({ root, store, page, hint }) {
    const send = (action) => store.dispatch(action);
    const find = (selector) => root.querySelector(selector);
    this.#page = page;
    this.#store = store;
    this.#last = find(".talk-last");
    this.#dock = find(".dock");
    this.#title = document.querySelector(".head-title");
    this.#lineAbove = find(".dock-line");
    this.outbox = new Outbox(find(".rows"));
    this.conversation = new Conversation(find(".rows"), this.outbox, send);
    this.reading = new Reading(find(".talk-scroll"), find(".to-new"), send);
    this.composer = new Composer(this.#dock, store, hint);
    this.circle = new CirclePanel(document);
    this.#turn = new TurnLine(find(".dock-turn"));
    this.announcer = new Announcer(document.getElementById("said"));
    store.subscribe((state, changed, said) => this.draw(state, changed, said));
  }

  /** @param {any} state @param {Set<string>} changed @param {any[]} said */
  draw(state, changed, said) {
    const any = (...keys) => keys.some((key) => changed.has(key));
    const lostFocus = any("outgoing", "standing", "ended") && this.outbox.draw(state);
    this.conversation.draw(state, changed);
    if (any("last", "all")) this.#last.replaceChildren(...lasting(state));
    if (any("room") && state.room) setText(this.#title, state.room.name);
    if (any("circle", "room", "ended", "all")) this.circle.draw(state);
    if (any("turn", "latest", "status", "dock", "standing", "circle", "ended", "all")) this.#turn.draw(state);
    if (any("turn", "status", "circle", "standing", "ended", "all")) this.#small(state);
    if (any("typing", "status", "dock", "all")) setText(this.#lineAbove, dockLine(state));
    if (any("prefer", "room", "status", "ended", "all")) this.#choices(state);
    if (any("ended")) this.#end(state);
    this.composer.draw(state, changed);
    this.reading.settle(state, changed);
    this.announcer.say(state, said);
    if (lostFocus && !state.ended) this.composer.focus();
  }

  /** Her choices, wherever they stand, and what only a facilitator sees. */
  #choices(state) {
    for (const box of document.querySelectorAll("[data-prefer]")) box.checked = state.prefer[box.dataset.prefer];
    for (const choice of document.querySelectorAll("[data-when-typing]")) choice.hidden = !state.room?.typing;
    const own = state.seats.get(state.you);
    for (const act of document.querySelectorAll("[data-facilitator]")) act.hidden = own?.role !== "facilitator" || state.ended !== null;
    for (const choice of document.querySelectorAll(".choices-tab")) choice.hidden = state.ended !== null;
  }

  /** Hand and just listening say what is so, and what a tap would do. */
  #small(state) {
    const own = state.seats.get(state.you);
    const up = state.hands.includes(state.you);
    for (const act of document.querySelectorAll('[data-act="hand"]')) {
      const asked = state.mode === "go_round" || state.mode === "silence"; // hands are not what counts then
      act.hidden = state.ended !== null || waits(state) || state.turn?.seat === state.you || (asked && !up);
      act.classList.toggle("is-up", up);
      act.setAttribute("aria-label", up ? t("Lower my hand") : t("Hand"));
      setText(act.querySelector("span"), up ? t("Lower") : t("Hand"));
    }
    for (const act of document.querySelectorAll("[data-listen]")) {
      act.hidden = own?.role !== "member" || state.ended !== null;
      setText(act, own?.listening ? t("Take part again") : t("Just listen"));
    }
  }

  /** What stands in place of the composer at the end is fetched once she sits: nobody waits for it at her first look. */
  async #end(state) {
    for (const sheet of document.querySelectorAll("dialog.sheet[open]")) sheet.close();
    document.body.classList.toggle("is-closed", state.ended !== null);
    const goesThere = !this.#ended || this.#ended.contains(document.activeElement);
    this.#dock.hidden = state.ended !== null;
    this.#ended?.remove();
    this.#ended = null;
    const drawing = (this.#drawing = {}); // a later end overtakes this one
    if (!state.ended) return;
    const node = await import("./views/ending.js").then(({ ending }) => ending(state, this.#page)).catch(noLine);
    if (drawing !== this.#drawing) return;
    this.#ended = node;
    this.#dock.after(node);
    if (goesThere) node.querySelector(".closing-title").focus({ preventScroll: true });
  }

  /** Bring a row before her and show which it is. @param {string} key */
  show(key) {
    const node = this.conversation.node(key);
    if (!node) return;
    this.reading.to(node);
    this.#store.dispatch({ type: "active", key });
    node.focus({ preventScroll: true });
  }

  /** To where the new words begin. */
  toNew() {
    const key = this.#store.state.marker;
    if (!key) this.reading.toEnd();
    else this.show(key);
    if (this.conversation.marker) this.conversation.marker.scrollIntoView({ block: "start" });
  }
}
