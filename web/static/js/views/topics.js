/** Above where she writes, so that nothing she is about to tap moves: what her words touch, if she wishes to say it before they are read. Loaded when she begins to write. */

import { waits } from "../state.js";
import { t } from "../words.js";
import { aboutText, TOPICS, topicText } from "./about.js";
import { el, setText, show } from "./dom.js";

export class Topics {
  #store; #open = false;
  #toggle = el("button", { type: "button", class: "act topics-toggle", "aria-expanded": "false", "aria-controls": "topics" });
  #list = el("fieldset", { class: "choices topics-list", id: "topics", hidden: true }, el("legend", {}, t("What your words touch. Others read this first, and open them when they like.")));
  #root = el("div", { class: "topics", hidden: true }, this.#toggle, this.#list);

  /** @param {HTMLElement} composer it stands above @param {import("../store.js").Store} store */
  constructor(composer, store) {
    this.#store = store;
    const box = (topic) => el("label", { class: "choice" }, el("input", { type: "checkbox", value: topic }), el("span", {}, topicText(topic)));
    this.#list.append(el("div", { class: "choices-row" }, ...TOPICS.map(box)));
    this.#toggle.addEventListener("click", () => {
      this.#open = !this.#open;
      this.draw(store.state);
    });
    this.#list.addEventListener("change", () => {
      const topics = [...this.#list.querySelectorAll("input:checked")].map((input) => input.value);
      store.dispatch({ type: "topics", topics });
    });
    this.#root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.#open) return;
      this.#open = false;
      this.draw(store.state);
      this.#toggle.focus();
    });
    composer.before(this.#root);
  }

  /** @param {any} state */
  draw(state) {
    const shown = Boolean(state.draft.trim() || state.topics.length) && !waits(state) && state.status === "open";
    if (!shown) this.#open = false;
    show(this.#root, shown);
    show(this.#list, this.#open);
    this.#toggle.setAttribute("aria-expanded", String(this.#open));
    setText(this.#toggle, state.topics.length ? aboutText(state.topics) : t("Say what it touches"));
    for (const input of this.#list.querySelectorAll("input")) input.checked = state.topics.includes(input.value);
  }
}
