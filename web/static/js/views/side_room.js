/**
 * A side room on the page of either of the two: the question first, on hers, then a room of their own beside the circle or, on a phone, in its
 * place, and at last one kind line. Loaded with its style when there is one. A facilitator may fold hers where it would hide the circle.
 */

import { facilitates } from "../state.js";
import { freshId, LONGEST, length } from "../text.js";
import { t, tn } from "../words.js";
import { el, setText, show } from "./dom.js";
import { plain, SideAsk } from "./side_ask.js";
import { SideComposer } from "./side_composer.js";
import { SideLine } from "./side_line.js";
import { leftText } from "./side_time.js";

const LOOK_MS = 1_000;
const STAY_MS = 30_000; // of the line about the end
/** Beside the circle where there is room for both; a facilitator has her desk there as well. */
const WIDE = matchMedia("(min-width: 60em)");
const WIDEST = matchMedia("(min-width: 75em)");

/** Whether nothing of the meeting may stand on this page any more. */
const over = (state) => state.ended !== null || state.wordsGone;

/** One for the page, once its style is there. @param {ConstructorParameters<typeof SideRoom>[0]} parts @returns {Promise<SideRoom>} */
export async function sideRoom(parts) {
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL("../../side_room.css", import.meta.url).href });
  const there = new Promise((resolve) => (link.onload = link.onerror = resolve));
  document.head.append(link);
  await there;
  return new SideRoom(parts);
}

class SideRoom {
  #store; #act; #say; #timer = null; #note = null;
  #was = null; // the room as it was drawn last
  #folded = false;
  #ask;
  #title = el("h2", { class: "side-title-words", id: "side-room-title", tabindex: "-1" });
  #left = el("p", { class: "fine", role: "timer", "aria-live": "off" });
  #line = new SideLine(() => this.draw(this.#store.state));
  #composer = new SideComposer((text) => this.#submit(text));
  #trouble = el("p", { class: "fine", role: "status" });
  #back = plain("", "button-accent");
  #longer = plain(t("Five minutes more"), "button-quiet");
  #fold = plain("", "button-quiet", { "aria-controls": "side-room-body" });
  #body = el("div", { class: "side-body", id: "side-room-body" }, this.#line.list, this.#trouble, this.#composer.form);
  #root = el(
    "section", { class: "side-room", "aria-labelledby": "side-room-title", hidden: true },
    el("div", { class: "side-head" }, el("div", { class: "side-name" }, this.#title, this.#left), el("div", { class: "side-acts" }, this.#back, this.#fold, this.#longer)),
    this.#body,
  );

  /** @param {{store: import("../store.js").Store, act: (type: string, fields?: object) => Promise<any>, say: (text: string) => void}} parts */
  constructor({ store, act, say }) {
    this.#store = store;
    this.#act = act;
    this.#say = say;
    this.#ask = new SideAsk({ act, tell: (text) => this.#tell(text) });
    this.#back.addEventListener("click", () => this.#leave());
    this.#longer.addEventListener("click", () => this.#does("lengthen_side_room"));
    this.#fold.addEventListener("click", () => this.#toggle());
    for (const query of [WIDE, WIDEST]) query.addEventListener("change", () => this.draw(this.#store.state));
  }

  /** @param {any} state */
  draw(state) {
    const now = Date.now() + state.ahead;
    const gone = over(state);
    const told = gone ? null : state.standing.side_room;
    const room = told && Date.parse(told.until) > now ? told : null;
    clearInterval(this.#timer);
    this.#timer = room ? setInterval(() => this.draw(this.#store.state), LOOK_MS) : null;
    this.#ask.draw(room && !room.begun && !facilitates(state) ? room : null);
    const begun = room?.begun ? room : null;
    const was = this.#was;
    this.#was = begun;
    if (begun && !was) this.#begins(state, begun);
    else if (!begun && was) this.#ends(state, gone);
    else if (gone && this.#composer.over) this.#close(state, null);
    if (begun) {
      setText(this.#left, [leftText(Date.parse(begun.until) - now), this.#folded ? "" : t("What you two write is not kept.")].join(" "));
      const came = this.#line.draw(state, begun);
      if (came && this.#folded) this.#tell(t("{name} wrote in the side room.", { name: begun.name }));
    }
    this.#place(state);
  }

  // the room

  #begins(state, { name }) {
    this.#note?.remove();
    this.#folded = facilitates(state) && !this.#beside(state);
    setText(this.#title, t("{name} and you", { name }));
    setText(this.#trouble, "");
    this.#composer.begin(name); // what was for one woman is never sent to another
    setText(this.#back, facilitates(state) ? t("End the side room") : t("Back to the circle"));
    show(this.#longer, facilitates(state));
    this.#line.clear();
    this.#place(state);
    this.#tell(t("You are in the side room with {name}.", { name }));
    if (!facilitates(state) && !document.querySelector("dialog[open]")) this.#composer.focus();
  }

  /** Both are told in one line. Words that were not sent stay where she wrote them until she goes. */
  #ends(state, gone) {
    const unsent = [...this.#line.unsent(), this.#composer.text].filter((text) => text.trim()).join("\n");
    this.#line.clear();
    const line = facilitates(state) ? t("The side room is over. What you two wrote is gone.") : t("The side room is over, and you are back in the circle. What you two wrote is gone.");
    if (!gone) this.#tell(line);
    if (unsent && !gone) {
      this.#composer.text = unsent;
      this.#composer.over = true;
      this.#folded = false;
      setText(this.#left, line);
      setText(this.#trouble, t("What you were writing was not sent. It is here until you go back."));
      setText(this.#back, t("Back to the circle"));
      show(this.#longer, false);
      return;
    }
    this.#close(state, gone ? null : line);
  }

  #close(state, line) {
    const inside = this.#root.contains(document.activeElement);
    this.#composer.text = "";
    this.#composer.over = false;
    this.#root.hidden = true;
    this.#place(state);
    if (inside) document.getElementById("words").focus({ preventScroll: true });
    if (!line) return;
    this.#note = el("div", { class: "side-note" }, line);
    document.querySelector(".dock").before(this.#note);
    setTimeout((note) => note.remove(), STAY_MS, this.#note);
  }

  async #leave() {
    const { state } = this.#store;
    if (this.#was) await this.#does(facilitates(state) ? "end_side_room" : "leave_side_room");
    else this.#close(state, null);
  }

  async #does(type) {
    const answer = await this.#act(type);
    setText(this.#trouble, answer.ok ? "" : answer.message ?? t("There was no line. Try again when it is back."));
  }

  async #submit(text) {
    if (!this.#was) return;
    if (length(text) > LONGEST) {
      setText(this.#trouble, tn("{n} character too many. Send it in parts.", "{n} characters too many. Send it in parts.", length(text) - LONGEST));
      return;
    }
    this.#composer.text = "";
    setText(this.#trouble, "");
    const refused = await this.#line.send({ id: freshId(), text }, this.#act, () => Boolean(this.#was));
    if (refused === null) return;
    this.#composer.giveBack(text);
    setText(this.#trouble, refused);
  }

  // where it stands

  #beside(state) {
    return (facilitates(state) ? WIDEST : WIDE).matches;
  }

  #toggle() {
    this.#folded = !this.#folded;
    this.draw(this.#store.state);
    if (!this.#folded) this.#composer.focus();
  }

  #place(state) {
    const open = this.#was !== null || this.#composer.over;
    const beside = this.#beside(state);
    if (beside) this.#folded = false;
    const home = document.querySelector(beside ? ".meet" : ".talk");
    if (this.#root.parentElement !== home) {
      if (beside) home.append(this.#root);
      else home.prepend(this.#root);
    }
    show(this.#root, open);
    show(this.#body, !this.#folded);
    show(this.#fold, facilitates(state) && !beside);
    setText(this.#fold, this.#folded ? t("Open") : t("Look at the circle"));
    this.#fold.setAttribute("aria-expanded", String(!this.#folded));
    this.#root.classList.toggle("is-folded", this.#folded);
    document.body.classList.toggle("is-aside", open && !this.#folded);
    document.body.classList.toggle("is-beside", open && beside);
  }

  #tell(text) {
    const { prefer, cover } = this.#store.state;
    if (!prefer.quiet && !cover.on) this.#say(text);
  }
}
