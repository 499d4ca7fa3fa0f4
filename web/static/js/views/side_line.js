/** The words of a side room: those that the two have got, and hers on their way. Nothing of them outlives the room. */

import { clockTime } from "../when.js";
import { t } from "../words.js";
import { facilitates } from "../state.js";
import { button, el, mark } from "./dom.js";
import { besideText } from "./looked_for.js";
import { wordNodes } from "./row.js";

/** How long it waits before words go once more, ms. */
const AGAIN_MS = 2_000;
/** Nearer to its end than this the list follows new words, px. */
const NEAR = 60;

export class SideLine {
  #rows = el("ol", { class: "rows" });
  list = el("div", { class: "side-line", role: "log", tabindex: "0" }, this.#rows);
  #again; #sending = []; #last = null;

  /** @param {() => void} again draws once more */
  constructor(again) {
    this.#again = again;
  }

  /** What stands there now; whether the other has written since it was drawn last. @param {any} state @param {any} room @returns {boolean} */
  draw(state, room) {
    const { line } = room;
    this.#sending = this.#sending.filter(({ id }) => !line.some((said) => said.id === id));
    const last = line.at(-1);
    const came = last !== undefined && last.id !== this.#last && !last.mine;
    this.#last = last?.id ?? null;
    this.list.setAttribute("aria-label", t("What {name} and you write", { name: room.name }));
    this.list.setAttribute("aria-live", state.prefer.quiet ? "off" : "polite");
    const wanted = [...line, ...this.#sending.map((each) => ({ ...each, mine: true, at: null }))];
    const following = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < NEAR;
    const known = new Map([...this.#rows.children].map((row) => [row.dataset.of, row]));
    for (const [of, row] of known) if (!wanted.some((said) => said.id === of && Boolean(said.at) !== row.hasAttribute("data-sending"))) row.remove();
    for (const said of wanted) {
      const row = known.get(said.id);
      if (!row?.isConnected) this.#rows.append(this.#row(state, room, said));
    }
    if (following) this.list.scrollTop = this.list.scrollHeight;
    return came;
  }

  /** Send these words, again until there is an answer, or the room is over; gives why not, or null. @param {{id: string, text: string}} words @param {Function} act @param {() => boolean} open @returns {Promise<string|null>} */
  async send(words, act, open) {
    this.#sending.push(words);
    this.#again();
    for (;;) {
      const answer = await act("say_in_side_room", words);
      if (answer.ok) return null;
      if (!open()) return null; // what was not sent is asked for by `unsent` as it ends
      if (!answer.retry) {
        this.#sending = this.#sending.filter(({ id }) => id !== words.id);
        this.#again();
        return answer.message;
      }
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      if (!this.#sending.includes(words)) return null;
    }
  }

  /** Her words that nobody has got. @returns {string[]} */
  unsent() {
    return this.#sending.map(({ text }) => text);
  }

  /** All of it goes. */
  clear() {
    this.#sending = [];
    this.#last = null;
    this.#rows.replaceChildren();
  }

  #row(state, room, { id, mine, at, text, hidden }) {
    const seat = state.seats.get(mine ? state.you : room.with);
    return el(
      "li", { class: mine ? "msg is-mine" : "msg", "data-of": id, "data-sending": !at, ...(mine || facilitates(state) ? {} : { tabindex: "0" }) },
      mark(seat, "mark-desk"),
      el("div", { class: "msg-body" },
        el("p", { class: "msg-head" }, el("span", { class: "msg-name" }, mine ? t("You") : room.name), at ? el("span", { class: "msg-time" }, clockTime(at)) : el("span", { class: "msg-state" }, t("Sending"))),
        el("p", { class: "msg-words", dir: "auto" }, ...wordNodes(text ?? "")),
        hidden && el("p", { class: "fine" }, besideText({ hidden }, mine, facilitates(state))),
        !mine && !facilitates(state) && el("div", { class: "msg-acts" }, button("act", "report", { "data-id": id, "aria-haspopup": "dialog" }, t("Report")))),
    );
  }
}
