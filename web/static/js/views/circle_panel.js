/** The circle where it stands: at the side on wide screens, in a sheet on phones, and small in the header. */

import { t } from "../words.js";
import { dots, people, promise, ring, sentences, summary } from "./circle.js";
import { el, setText } from "./dom.js";

export class CirclePanel {
  #places; #little; #sub; #open; #wide;

  /** @param {Document} page */
  constructor(page) {
    this.#places = [...page.querySelectorAll("[data-circle]")];
    this.#little = page.querySelector(".little-circle");
    this.#sub = page.querySelector(".head-sub");
    this.#open = page.querySelector(".dock-circle");
    this.#wide = matchMedia("(min-width: 60em)");
    this.#wide.addEventListener("change", () => this.#fit());
    this.#fit();
  }

  /** @param {any} state */
  draw(state) {
    const { here, lost } = summary(state);
    setText(this.#sub, state.ended ? "" : [here, lost].filter(Boolean).join(", "));
    this.#little?.replaceChildren(...dots(state));
    for (const place of this.#places) {
      place.replaceChildren(
        ring(state),
        el("p", { class: "side-words" }, sentences(state)),
        people(state),
        el("p", { class: "fine" }, promise(state)),
      );
    }
  }

  /** Beside the conversation the circle needs no button, and no sheet. */
  #fit() {
    this.#open.hidden = this.#wide.matches;
    if (this.#wide.matches) document.getElementById("circle-sheet").close();
  }
}
