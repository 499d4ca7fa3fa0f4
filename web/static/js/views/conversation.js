/** The conversation as a list: each row is built once and patched by its key, so that one event costs the same in a long evening. */

import { activeRow } from "../state.js";
import { t } from "../words.js";
import { button, el } from "./dom.js";
import { lineNode } from "./lines.js";
import { MessageRow, quoteText } from "./row.js";

export class Conversation {
  #list; #outbox; #send;
  #rows = new Map(); // key -> MessageRow | {node}
  #active = null;
  #floors = new Set();
  #empty = el("li", { class: "line line-mid", hidden: true }, el("p", { class: "line-words" }));
  #earlier = el("li", { class: "line line-mid", hidden: true }, button("button button-small", "earlier", {}, t("Earlier messages")));
  #marker = el("li", { class: "newwords" }, el("span", {}, t("new words")));

  /** @param {HTMLElement} list @param {import("./outbox.js").Outbox} outbox @param {(action: any) => void} send */
  constructor(list, outbox, send) {
    this.#list = list;
    this.#outbox = outbox;
    this.#send = send;
    list.addEventListener("click", (event) => this.#click(event));
    list.addEventListener("focusin", (event) => this.#focus(event));
    list.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @param {any} state @param {Set<string>} changed */
  draw(state, changed) {
    if (changed.has("all")) this.#rebuild(state);
    else for (const key of changed) this.#patch(state, key);
    if (changed.has("status") || changed.has("muted")) for (const key of this.#rows.keys()) this.#update(state, key);
    this.#settleActive(state);
    if (changed.has("marker") || changed.has("all")) this.#mark(state);
    this.#floor(state, changed);
    this.#earlier.hidden = !state.earlier || Boolean(state.ended);
    this.#nothingYet(state);
  }

  /** The row of a key, for scrolling to it. @param {string} key @returns {HTMLElement|undefined} */
  node(key) {
    return this.#rows.get(key)?.node;
  }

  /** The marker of new words, when it stands. */
  get marker() {
    return this.#marker.isConnected ? this.#marker : null;
  }

  #rebuild(state) {
    this.#rows.clear();
    this.#active = activeRow(state);
    const nodes = state.rows.map((key) => this.#build(state, key));
    this.#list.replaceChildren(this.#earlier, this.#empty, ...nodes);
    this.#outbox.again(state);
  }

  #build(state, key) {
    const message = key.startsWith("m:") ? state.messages.get(key.slice(2)) : null;
    const row = message ? new MessageRow(state, message, key) : { node: lineNode(state, state.lines.get(key)) };
    this.#rows.set(key, row);
    if (message) row.update(state, key === this.#active);
    return row.node;
  }

  #patch(state, key) {
    if (key.startsWith("quotes:")) {
      const id = key.slice(7);
      for (const node of this.#list.querySelectorAll(`[data-quotes="${CSS.escape(id)}"]`)) node.textContent = quoteText(state, id);
      return;
    }
    if (!key.startsWith("m:") && !key.startsWith("l:")) return;
    if (this.#rows.has(key)) this.#update(state, key);
    else if (state.messages.has(key.slice(2)) || state.lines.has(key)) this.#insert(state, key);
  }

  #update(state, key) {
    const row = this.#rows.get(key);
    if (row instanceof MessageRow) row.update(state, key === this.#active);
    else if (row && !state.lines.has(key)) {
      row.node.remove();
      this.#rows.delete(key);
    }
  }

  #insert(state, key) {
    const after = state.rows[state.rows.lastIndexOf(key) + 1];
    const node = this.#build(state, key);
    if (key.startsWith("m:")) node.classList.add("is-new");
    this.#list.insertBefore(node, this.#rows.get(after)?.node ?? this.#outbox.first());
  }

  /** What the woman says whose turn it is stands on lighter paper. */
  #floor(state, changed) {
    if (!["turn", "latest", "all"].some((key) => changed.has(key))) return;
    const { turn } = state;
    const keys = new Set();
    for (let i = state.rows.length - 1; turn && i >= 0; i -= 1) {
      const message = state.messages.get(state.rows[i].slice(2));
      if (message && message.at < turn.since) break;
      if (message?.seat === turn.seat && message.text !== null) keys.add(state.rows[i]);
    }
    for (const key of new Set([...this.#floors, ...keys])) this.#rows.get(key)?.node.classList.toggle("has-floor", keys.has(key));
    this.#floors = keys;
  }

  /** Actions follow the row she chose, or the newest words. */
  #settleActive(state) {
    const active = activeRow(state);
    if (active === this.#active) return;
    const before = this.#active;
    this.#active = active;
    if (before) this.#update(state, before);
    if (active) this.#update(state, active);
  }

  #mark(state) {
    const row = state.marker && this.#rows.get(state.marker);
    if (row) this.#list.insertBefore(this.#marker, row.node);
    else this.#marker.remove();
  }

  #nothingYet(state) {
    const nothing = state.seated && state.messages.size === 0 && state.outgoing.length === 0 && !state.ended;
    if (this.#empty.hidden === !nothing) return;
    this.#empty.hidden = !nothing;
    const words = state.status === "planned" ? t("The meeting has not opened yet. You are in the right place.") : t("Nobody has written yet. You can begin, or just be here.");
    this.#empty.firstElementChild.textContent = nothing ? words : "";
  }

  #click(event) {
    const row = event.target.closest(".msg[data-key]");
    if (!row || event.target.closest("button, a") || String(getSelection())) return;
    this.#send({ type: "active", key: row.classList.contains("is-open") ? null : row.dataset.key });
  }

  #focus(event) {
    const row = event.target.closest(".msg[data-key]");
    if (row && event.target.matches(":focus-visible")) this.#send({ type: "active", key: row.dataset.key });
  }

  /** Up and down through the rows; Tab then goes to a row's actions. */
  #key(event) {
    const row = event.target.closest(".msg[data-key]");
    if (!row || event.altKey || event.ctrlKey || event.metaKey) return;
    const rows = () => [...this.#list.querySelectorAll(".msg[data-key]")];
    const target = {
      ArrowUp: () => beside(row, "previousElementSibling"),
      ArrowDown: () => beside(row, "nextElementSibling"),
      Home: () => rows().at(0),
      End: () => rows().at(-1),
    }[event.key]?.();
    if (!target) return;
    event.preventDefault();
    target.focus();
    target.scrollIntoView({ block: "nearest" });
  }
}

function beside(row, way) {
  let next = row[way];
  while (next && !next.matches(".msg[data-key]")) next = next[way];
  return next;
}
