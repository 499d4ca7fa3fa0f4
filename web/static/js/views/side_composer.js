/** Where she writes in a side room. Apart from the circle's composer in every way, so that nothing of one goes by the other. */

import { tidy } from "../text.js";
import { t } from "../words.js";
import { el, setText, show } from "./dom.js";

export class SideComposer {
  #label = el("label", { class: "visually-hidden", for: "side-words" });
  #words = el("textarea", { class: "composer-words", id: "side-words", rows: "1", dir: "auto", autocomplete: "off", enterkeyhint: "enter" });
  #send = el("button", { class: "button button-accent composer-send", type: "submit" }, t("Send"));
  form = el("form", { class: "composer" }, this.#label, this.#words, this.#send);

  /** @param {(text: string) => void} submit */
  constructor(submit) {
    const sends = (event) => {
      event.preventDefault();
      const text = tidy(this.text);
      if (text && !this.over) submit(text);
    };
    this.form.addEventListener("submit", sends);
    this.#words.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing && matchMedia("(hover: hover) and (pointer: fine)").matches) sends(event);
    });
  }

  get text() {
    return this.#words.value;
  }

  set text(text) {
    this.#words.value = text;
  }

  /** Whether nothing can be sent any more. */
  get over() {
    return this.#send.hidden;
  }

  set over(over) {
    show(this.#send, !over);
  }

  /** Empty, and for her alone. @param {string} name */
  begin(name) {
    const to = t("Write to {name} alone", { name });
    this.text = "";
    this.over = false;
    setText(this.#label, to);
    this.#words.placeholder = to;
    this.#send.setAttribute("aria-label", t("Send to {name} alone", { name }));
  }

  /** Words that were not sent stand before what she has written since. @param {string} text */
  giveBack(text) {
    this.text = [text, this.text].filter((each) => each.trim()).join("\n");
  }

  focus() {
    this.#words.focus({ preventScroll: true });
  }
}
