/** How it stands with the person who was called for her: in words, and as a card above where she writes. Loaded when there is one. */

import { t } from "../words.js";
import { button, el, setText } from "./dom.js";

const ROLES = { on_call: () => t("on call"), supervisor: () => t("supervisor"), facilitator: () => t("facilitator") };

/** How it stands: a short line, and what she can count on. @param {any} person of her standing @returns {{title: string, why: string}} */
export function standing(person) {
  const role = ROLES[person.role]?.();
  const who = person.name ? [person.name, role && `(${role})`].filter(Boolean).join(" ") : t("Somebody");
  switch (person.status) {
    case "calling":
      return { title: t("A person is being called for you."), why: person.with_her ? t("{name} is with you until then.", { name: person.with_her }) : t("You can stay here meanwhile. You need not say or do anything.") };
    case "nobody":
      return { title: t("Nobody has answered yet."), why: t("We go on calling. Please do not wait for us: ring a help line now. A real person answers there.") };
    case "has_it":
      return { title: t("{who} has it now.", { who }), why: t("She has seen that you need someone, and is on her way to you.") };
    case "with_you":
      return { title: t("{who} is with you.", { who }), why: t("Nobody else is called now.") };
    case "later":
      return { title: t("{who} will look in on you again.", { who }), why: t("You can ask again at any time.") };
    default:
      return { title: t("This has come to its end."), why: t("You can ask again at any time.") };
  }
}

/** Why somebody was called whom she did not ask for. @param {any} person */
export const reason = ({ origin }) =>
  origin === "words" ? t("Something you wrote sounded as if you may be in danger. You have done nothing wrong.")
  : origin === "she" || origin === "guest" ? "" : t("Somebody here worries about you. You have done nothing wrong.");

/** Whether somebody is called for her, or has it. @param {any} state */
export const isOpen = (state) => Boolean(state.standing.person) && state.standing.person.status !== "over";

/** The card above where she writes, while somebody is called for her or has it. */
export class PersonCard {
  #say; #root; #title; #told = "";

  /** @param {HTMLElement} composer it stands above @param {(text: string) => void} say */
  constructor(composer, say) {
    this.#say = say;
    this.#title = el("p", { class: "nudge-words" });
    this.#root = el("section", { class: "nudge nudge-person", hidden: true, "aria-label": t("The person for you") }, el("div", {}, this.#title), button("button button-small", "person", { "aria-haspopup": "dialog" }, t("See")));
    composer.before(this.#root);
  }

  /** @param {any} state */
  draw(state) {
    this.#root.hidden = !isOpen(state) || Boolean(state.ended);
    if (this.#root.hidden) return;
    const { title } = standing(state.standing.person);
    setText(this.#title, title);
    if (this.#told === title || state.cover.on) return;
    this.#told = title;
    this.#say(title);
  }
}
