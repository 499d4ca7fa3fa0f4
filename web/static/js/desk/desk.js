/** The facilitator's desk: a rail beside the conversation, on phones tabs under it. Loaded for facilitators only. */

import { freshId } from "../text.js";
import { Commander } from "./commander.js";
import { Frame } from "./frame.js";
import { keySheet } from "./key_sheet.js";
import { Alone, meant, wanted } from "./keys.js";
import { amongUntil, FROM, unreadAmong } from "./model.js";
import { lateNews, news } from "./news.js";

/** How often the words that tell a time are looked at again, ms. */
const LOOK_MS = 5_000;

/** Where the desk is a rail, what it folds is one tap away; where it is behind a tab, it stands open. */
const ROOMY = matchMedia("(min-width: 60em)");

/** @param {{store: import("../store.js").Store, act: (type: string, fields: object) => Promise<any>, say: (text: string) => void}} parts */
export async function start({ store, act, say }) {
  await styled();
  return new Desk(store, act, say);
}

/** The desk's own style, from beside the page's. @returns {Promise<unknown>} */
function styled() {
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL("../../desk.css", import.meta.url).href });
  const there = new Promise((resolve) => {
    link.addEventListener("load", resolve);
    link.addEventListener("error", resolve);
  });
  document.head.append(link);
  return there;
}

/** What goes to a few only, each with an id of its own. */
const WORDS = new Set(["answer_privately", "say_in_back_channel"]);

/** After these what was opened to choose them stays open: she may choose once more. */
const STAYS_OPEN = new Set(["set_hold", "lift_quiet", "tag_message"]);

class Desk {
  #store; #frame; #commander; #say; #seen; #keys;
  #alone = new Alone();
  #late = new Set(); // held messages of which it was said that they wait long
  #ui = { tab: null, open: null, shown: new Set(ROOMY.matches ? [] : ["modes", "voices"]), drill: false, calmRead: false, keysOn: true, going: new Set(), line: null, holds: () => this.#frame.holdsLine() };

  constructor(store, act, say) {
    this.#store = store;
    this.#say = say;
    this.#seen = store.state;
    this.#frame = new Frame(() => this.#draw());
    this.#commander = new Commander({ store, act, ui: this.#ui, draw: () => this.#draw() });
    this.#keys = keySheet(document.getElementById("leave-sheet"), (on) => (this.#ui.keysOn = on));
    document.addEventListener("click", (event) => this.#click(event));
    document.addEventListener("submit", (event) => this.#submit(event));
    document.addEventListener("keydown", (event) => this.#key(event));
    store.subscribe((state) => this.#changed(state));
    setInterval(() => this.#draw(), LOOK_MS);
    this.#draw();
  }

  #changed(state) {
    const before = this.#seen;
    if (!FROM.some((field) => before[field] !== state[field])) return;
    this.#seen = state;
    if (state.drill && !before.drill) this.#ui.calmRead = false;
    if (!state.prefer.quiet) for (const text of news(before, state)) this.#say(text);
    this.#draw();
  }

  #draw() {
    const { state } = this.#store;
    const now = Date.now() + (state.ahead ?? 0);
    if (state.status === "closed" && state.backChannel.length && amongUntil(state) <= now) this.#store.dispatch({ type: "among_gone" });
    if (this.#ui.shown.has("among") && !document.hidden && unreadAmong(state).length) this.#store.dispatch({ type: "read_among" });
    this.#frame.draw({ state: this.#store.state, ui: this.#ui, now });
    for (const text of state.ended ? [] : lateNews(state, now, this.#late)) this.#say(text);
  }

  #click(event) {
    const target = event.target.closest("[data-command], [data-ui]");
    if (!target || target.tagName === "FORM" || target.getAttribute("aria-disabled") === "true") return;
    const { command, ui, value } = target.dataset;
    if (ui) this.#show(ui, value ?? null);
    else this.#run(JSON.parse(command));
  }

  async #run(said) {
    const command = said.type === "raise_concern" ? { ...said, id: freshId() } : said;
    if (await this.#commander.run(command, { key: JSON.stringify(said) })) this.#settled(said);
  }

  /** What was opened to choose this is closed again; anything else that is open stays. */
  #settled({ type, id, seat }) {
    if (!STAYS_OPEN.has(type) && this.#ui.open?.endsWith(`:${id ?? seat ?? type}`)) this.#show("close", null);
  }

  /** A command with choices, or the drill. */
  async #submit(event) {
    const { target: at } = event;
    if (!at.matches("[data-command], [data-drill]")) return;
    event.preventDefault();
    const given = new FormData(at);
    if ("drill" in at.dataset) {
      if (await this.#commander.run({ type: "drill", seats: given.getAll("seat") }, { key: "drill" })) this.#show("drill-done", null);
      return;
    }
    const command = JSON.parse(at.dataset.command);
    for (const [name, value] of given) command[name] = name === "minutes" ? Number(value) : value;
    if (WORDS.has(command.type)) command.id = freshId();
    if (!(await this.#commander.run(command, { key: at.dataset.command }))) return;
    at.reset();
    if (!WORDS.has(command.type)) this.#settled(command);
  }

  /** What only this page shows. */
  #show(what, value) {
    const ui = this.#ui;
    const toggle = (set, each) => (set.has(each) ? set.delete(each) : set.add(each));
    switch (what) {
      case "tab": ui.tab = ui.tab === value ? null : value; break;
      case "open": ui.open = ui.open === value ? null : value; break;
      case "close": ui.open = null; break;
      case "show": toggle(ui.shown, value); break;
      case "drill": ui.drill = !ui.drill; ui.tab = null; break;
      case "drill-done": ui.drill = false; ui.calmRead = false; break;
      case "calm": ui.calmRead = true; break;
      case "card": this.#store.dispatch({ type: "send_card", id: freshId(), text: value, now: Date.now() }); break;
      case "undo": this.#commander.undo(); return;
      case "keys": this.#keys.showModal(); this.#keys.querySelector(".sheet-close").focus(); return;
      case "her": ui.tab = "circle"; ui.open = `seat:${value}`; break;
      default: return;
    }
    this.#draw();
    if (what === "open" && ui.open) this.#frame.reveal(ui.open);
    if (what === "show") this.#frame.reveal(`fold:${value}`);
    if (what === "her") this.#frame.to(`seat:${value}`);
    if (what === "drill" && ui.drill) this.#frame.to("s:drill");
  }

  #key(event) {
    const { state } = this.#store;
    if (event.key === "Escape" && (this.#ui.drill || this.#ui.open)) {
      this.#ui.drill = false;
      this.#show("close", null);
      return;
    }
    if (!meant(event) || state.ended || (!this.#ui.keysOn && event.key !== "?")) return;
    if (wanted(event.key, state) !== null) event.preventDefault();
    this.#alone.press(event.key, () => this.#wish(wanted(event.key, this.#store.state)));
  }

  /** What a key asks for. */
  #wish(want) {
    if (want === null) return;
    if (typeof want !== "string") this.#run(want);
    else if (want.startsWith("go:")) this.#go(want.slice(3));
    else if (want === "write") document.getElementById("words").focus();
    else if (want === "take-down") this.#takeDown();
    else this.#show(want, null);
  }

  /** To a part of the desk, which on a phone is opened for it. */
  #go(id) {
    this.#ui.tab = { script: "room", read: "read", among: "circle" }[id] ?? id;
    if (id === "among") this.#ui.shown.add("among");
    this.#draw();
    this.#frame.to(`s:${id}`);
  }

  /** The reasons under the row she stands on. */
  #takeDown() {
    const row = document.activeElement?.closest(".msg[data-message]") ?? document.querySelector(".msg.is-open[data-message]");
    if (!row) return;
    this.#show("open", `msg:${row.dataset.message}`);
    row.querySelector(".desk-pick button")?.focus();
  }
}

