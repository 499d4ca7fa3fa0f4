/**
 * The cover: she stepped away, and the whole screen shows nothing of the meeting. It needs no line. It is a dialog, so that nothing behind it
 * is reached by keyboard or screen reader, and nothing but "Come back" ends it.
 */

import { clockTime } from "../when.js";

export class Cover {
  #dialog; #time; #act; #store; #line; #timer = null;

  /** @param {{store: import("../store.js").Store, line: import("../connection.js").Line, act: Function}} parts */
  constructor({ store, line, act }) {
    this.#dialog = document.getElementById("cover");
    this.#time = this.#dialog.querySelector(".cover-time");
    this.#act = act;
    this.#store = store;
    this.#line = line;
    this.#dialog.addEventListener("cancel", (event) => event.preventDefault());
    this.#dialog.addEventListener("close", () => store.state.cover.on && this.show(true)); // a phone's back gesture cannot be refused
    this.#dialog.addEventListener("keydown", (event) => event.key === "Escape" && event.preventDefault());
    line.onUp(() => this.#agree());
  }

  /** At once, before anything else: the page is covered, and only then the server hears of it. */
  away() {
    this.show(true);
    this.#store.dispatch({ type: "cover" });
    requestAnimationFrame(() => setTimeout(() => this.#tell(true)));
  }

  back() {
    this.#store.dispatch({ type: "uncover" });
    this.show(false);
    this.#tell(false);
  }

  /** Whether the others are told; said again when she changes her mind. @param {boolean} quiet */
  quiet(quiet) {
    this.#store.dispatch({ type: "cover_quiet", quiet });
    if (this.#store.state.cover.on) this.#tell(true);
  }

  /** @param {boolean} on */
  show(on) {
    document.documentElement.classList.toggle("is-away", on); // what is behind it is not even there
    if (this.#dialog.open === on) return;
    if (on) {
      for (const sheet of document.querySelectorAll("dialog[open]")) sheet.close();
      this.#clock();
      this.#dialog.showModal();
      clearInterval(this.#timer);
      this.#timer = setInterval(() => this.#clock(), 10_000);
    } else {
      clearInterval(this.#timer);
      this.#dialog.close();
    }
  }

  /** @param {any} state */
  draw(state) {
    this.show(state.cover.on); // also when the meeting closes meanwhile
    for (const choice of document.querySelectorAll("[data-cover-quiet]")) choice.checked = (choice.value === "quiet") === state.cover.quiet;
  }

  #clock() {
    this.#time.textContent = clockTime(new Date().toISOString());
  }

  #tell(away) {
    const { quiet } = this.#store.state.cover;
    if (this.#line.seated) this.#act(away ? "step_away" : "come_back", away ? { quiet } : {});
  }

  /** The line is back: what she chose without it is told now. */
  #agree() {
    const { cover, standing } = this.#store.state;
    if (standing.status !== "here") return;
    if (cover.on && standing.away !== (cover.quiet ? "quiet" : "shown")) this.#tell(true);
    if (!cover.on && standing.away) this.#tell(false);
  }
}
