/** The question whether she would like a side room, on her own page: who would be there, how long, what becomes of the words, and that she may say no. */

import { t, tn } from "../words.js";
import { el, setText, show } from "./dom.js";

/** A small button that listens for itself. @param {string} words @param {string} [cls] @param {object} [more] */
export const plain = (words, cls = "", more = {}) => el("button", { type: "button", class: `button button-small ${cls}`.trim(), ...more }, words);

export class SideAsk {
  #act; #tell;
  #asked = null; // which offer it stands for
  #root = el("section", { class: "side-ask", "aria-labelledby": "side-ask-title", hidden: true });

  /** @param {{act: (type: string, fields?: object) => Promise<any>, tell: (text: string) => void}} parts */
  constructor({ act, tell }) {
    this.#act = act;
    this.#tell = tell;
    document.querySelector(".dock").before(this.#root);
  }

  /** @param {any} offer that waits for her answer, or null */
  draw(offer) {
    const key = offer && `${offer.with} ${offer.until}`;
    if (key === this.#asked) return;
    this.#asked = key;
    const inside = this.#root.contains(document.activeElement);
    show(this.#root, Boolean(offer));
    this.#root.replaceChildren(...(offer ? this.#question(offer) : []));
    if (inside) document.getElementById("words").focus({ preventScroll: true });
  }

  #question({ name, minutes }) {
    const title = t("{name} offers you some time alone with her.", { name });
    const answer = el("p", { class: "fine", role: "status" });
    const says = (type) => async () => {
      const told = await this.#act(type);
      if (!told.ok) setText(answer, told.message ?? t("There was no line. Try again when it is back."));
      else if (type === "leave_side_room") this.#tell(t("That is all right. Nobody is told why."));
    };
    const [yes, no] = [plain(t("Yes, let us talk"), "button-accent"), plain(t("Not now"))];
    yes.addEventListener("click", says("accept_side_room"));
    no.addEventListener("click", says("leave_side_room"));
    this.#tell(title);
    return [
      el("h2", { class: "side-ask-title", id: "side-ask-title" }, title),
      el("p", {}, tn("Only {name} and you are there, for {n} minute.", "Only {name} and you are there, for {n} minutes.", minutes, { name }), " ", t("What you two write is not kept. The others see only that you stepped away, and your place is kept.")),
      el("p", {}, t("You can say no, and need no reason. You can go back at any moment.")),
      el("div", { class: "side-acts" }, yes, no), answer,
    ];
  }
}
