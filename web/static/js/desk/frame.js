/** Where the desk stands: beside the conversation on wide screens, its script at the other side when there is room, tabs above the composer on a phone. */

import { el, setText } from "../views/dom.js";
import { t, tn } from "../words.js";
import { among } from "./among.js";
import { concern } from "./concern.js";
import { door } from "./door.js";
import { hands } from "./hands.js";
import { amongUntil, counts, overdue, unreadAmong } from "./model.js";
import { fill } from "./morph.js";
import { turn } from "./parts.js";
import { lead, people } from "./people.js";
import { held, reports } from "./read.js";
import { calm, drill, first, firstActs, rest, room } from "./room.js";
import { Rows } from "./rows.js";
import { script } from "./script.js";
import { sideRoomAsked } from "./side_room.js";

const WIDE = matchMedia("(min-width: 60em)");
const WIDEST = matchMedia("(min-width: 75em)");

/** The tabs of a phone, each with its count said in words. */
const tabs = () => [
  ["door", t("Waiting"), (n) => tn("{n} woman waits", "{n} women wait", n)],
  ["read", t("To read"), (n) => tn("{n} message to read", "{n} messages to read", n)],
  ["hands", t("Hands"), (n) => tn("{n} hand is up", "{n} hands are up", n)],
  ["circle", t("Circle"), (n) => tn("{n} new message among facilitators", "{n} new messages among facilitators", n)],
  ["room", t("Room"), null],
];

export class Frame {
  #panel = el("div", { class: "desk-panel", id: "desk-panel", tabindex: "-1" });
  #words = el("p", { class: "desk-line-words", role: "status" });
  #undo = turn("undo", null, t("Undo"), "button-accent");
  #line = el("div", { class: "desk-line is-empty" }, this.#words, this.#undo);
  #tabs = el("div", { class: "desk-tabs", role: "group", "aria-label": t("The desk") });
  #root = el("section", { class: "desk", "aria-label": t("The desk") }, this.#panel, this.#line, this.#tabs);
  #left = el("div", { class: "desk-left" });
  #head = el("div", { class: "desk-head" });
  #rows;
  #list = null; #among = 0; #asks = 0;

  /** @param {() => void} again draws once more */
  constructor(again) {
    document.body.classList.add("has-desk");
    document.querySelector(".side").prepend(this.#left);
    document.querySelector(".head-meeting .quick-exit").before(this.#head);
    this.#rows = new Rows(document.querySelector(".rows"), again);
    for (const query of [WIDE, WIDEST]) {
      query.addEventListener("change", () => {
        this.#fit();
        again();
      });
    }
    this.#fit();
  }

  /** Whether her finger or focus is on the line. */
  holdsLine() {
    return this.#line.matches(":focus-within");
  }

  /** @param {import("./parts.js").Seen} seen */
  draw(seen) {
    const { state, ui } = seen;
    const over = state.ended !== null;
    const before = this.#focused();
    const kept = over && state.backChannel.length > 0 && amongUntil(state) > seen.now; // it may be read a while longer
    this.#root.hidden = over && !kept;
    if (ui.tab) this.#root.dataset.tab = ui.tab;
    else delete this.#root.dataset.tab;
    const atLeft = WIDEST.matches && !state.standing.side_room?.begun; // else a side room stands there
    const left = !over && atLeft ? [script(seen)] : [];
    const parts = [concern(seen), drill(seen), calm(seen), rest(seen), lead(seen), sideRoomAsked(seen), first(seen), atLeft ? null : script(seen), door(seen), held(seen), reports(seen), hands(seen), among(seen), people(seen), room(seen)];
    fill(this.#panel, over ? [kept && among(seen)].filter(Boolean) : parts.filter(Boolean));
    const came = this.#came();
    this.#toNewest(state.backChannel.length);
    fill(this.#left, left.filter(Boolean));
    fill(this.#head, over ? [] : firstActs(seen));
    fill(this.#tabs, over ? [] : this.#buttons(seen));
    this.#say(ui.line);
    this.#rows.draw(seen);
    this.#keepFocus(before, came);
    if (came && !this.#panel.querySelector("input:focus, textarea:focus, select:focus")) this.#panel.scrollTop = 0; // but not from under her hands
  }

  /** A row that was opened is seen whole, if there is room. @param {string} key */
  reveal(key) {
    if (/^(msg|tag):/.test(key)) this.#rows.reveal(key.slice(4));
    this.#root.querySelector(`[data-key="${CSS.escape(key)}"]`)?.scrollIntoView({ block: "nearest" });
  }

  /** Bring a part or a row before her, with the focus. @param {string} key */
  to(key) {
    const at = `[data-key="${CSS.escape(key)}"]`;
    const node = this.#root.querySelector(at) ?? this.#left.querySelector(at);
    node?.scrollIntoView({ block: "nearest" });
    (node?.querySelector(key.startsWith("s:") ? ".desk-title" : "button") ?? node)?.focus({ preventScroll: true });
  }

  /** What has just come to ask for her, at the top: the key of its part, or null. */
  #came() {
    const asks = /** @type {NodeListOf<HTMLElement>} */ (this.#panel.querySelectorAll('.desk-section[data-tab=""]'));
    const more = asks.length > this.#asks;
    this.#asks = asks.length;
    return more ? asks[0].dataset.key : null;
  }

  /** What facilitators wrote last is in view, once it is there. */
  #toNewest(count) {
    const list = this.#panel.querySelector(".desk-among");
    if (list && (count !== this.#among || list !== this.#list)) list.scrollTop = list.scrollHeight;
    this.#among = count;
    this.#list = list;
  }

  #fit() {
    if (WIDE.matches) document.querySelector(".meet").append(this.#root);
    else document.querySelector(".dock").before(this.#root);
  }

  #buttons({ state, ui, now }) {
    const n = { ...counts(state), circle: ui.shown.has("among") ? 0 : unreadAmong(state).length };
    const late = overdue(state, now).length > 0;
    return tabs().map(([id, name, said]) =>
      turn("tab", id, [name, n[id] ? el("span", { "aria-hidden": "true", class: "desk-count" }, String(n[id])) : null, n[id] ? el("span", { class: "visually-hidden" }, `, ${said(n[id])}`) : null].filter(Boolean),
        n[id] ? `desk-tab has-some${late && id === "read" ? " is-late" : ""}` : "desk-tab", { "aria-expanded": String(ui.tab === id), "aria-controls": "desk-panel" }));
  }

  #say(line) {
    this.#line.classList.toggle("is-empty", line === null); // it stays where a screen reader listens
    setText(this.#words, line?.text ?? "");
    this.#line.classList.toggle("is-refused", line?.refused === true);
    this.#undo.hidden = !line?.undo;
  }

  #focused() {
    const { activeElement: at } = document;
    return at && (this.#root.contains(at) || this.#left.contains(at)) ? { at, part: at.closest(".desk-section")?.dataset.key } : null;
  }

  /** What had the focus may be gone with what it did: then what came of it has it, else its part. */
  #keepFocus(before, came) {
    if (!before || (before.at.isConnected && !before.at.closest("[hidden]"))) return;
    if (came ?? before.part) this.to(came ?? before.part);
    if (document.activeElement === document.body) this.#panel.focus({ preventScroll: true });
  }
}
