/** The circle where it stands: at the side on wide screens, in a sheet on phones, and small in the header. */

import { waits } from "../state.js";
import { t } from "../words.js";
import { dots, people, promise, ring, sentences, summary } from "./circle.js";
import { el, setText } from "./dom.js";

export class CirclePanel {
  #places; #promises; #lists; #little; #sub; #wide;

  /** @param {Document} page */
  constructor(page) {
    this.#places = [...page.querySelectorAll("[data-circle]")];
    this.#promises = [...page.querySelectorAll("[data-promise]")];
    this.#lists = [...page.querySelectorAll("[data-people]")];
    this.#little = page.querySelector(".little-circle");
    this.#sub = page.querySelector(".head-sub");
    this.#wide = matchMedia("(min-width: 60em)");
    this.#wide.addEventListener("change", () => this.#fit());
    this.#fit();
  }

  /** @param {any} state */
  draw(state) {
    setText(this.#sub, state.ended ? "" : waits(state) ? t("Waiting room") : summary(state).short);
    this.#little.replaceChildren(...dots(state));
    const over = state.status === "closed" || state.ended !== null;
    this.#little.parentElement.hidden = over;
    for (const place of this.#places) {
      place.replaceChildren(...(over ? [] : [ring(state)]), el("p", { class: "side-words" }, sentences(state)));
    }
    for (const place of this.#promises) setText(place, over ? "" : promise(state));
    for (const place of this.#lists) place.replaceChildren(...(over ? [] : [people(state)]));
  }

  /** Beside the conversation the circle needs no button, and no sheet. */
  #fit() {
    if (this.#wide.matches) document.getElementById("circle-sheet").close();
  }
}
