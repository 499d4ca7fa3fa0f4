/** Who reads, keeps time or welcomes tonight; a tap offers it, another gives it up. And for her who reads, the passage that is next. */

import { held } from "../state.js";
import { helpers, nextPassage } from "../state/agenda.js";
import { freshId } from "../text.js";
import { t } from "../words.js";
import { el, setText, show } from "./dom.js";

/** @param {string} part */
const words = (part) =>
  ({
    reader: { name: t("Reading"), offer: t("I can read") }, timekeeper: { name: t("Keeping time"), offer: t("I can keep time") }, welcome: { name: t("Welcoming"), offer: t("I can welcome") },
  })[part] ?? { name: part, offer: part };

const namesOf = (state, seats) =>
  new Intl.ListFormat(document.documentElement.lang || "en", { type: "conjunction" }).format(seats.map((id) => (id === state.you ? t("you") : state.seats.get(id).name)));

/** @param {() => any} stateOf @param {(type: string, fields: object) => Promise<any>} act */
export function makeHelping(stateOf, act) {
  const list = el("ul", { class: "helping-list" });
  const answer = el("p", { class: "fine", role: "status" });
  const root = el("div", { class: "helping", hidden: true }, el("p", { class: "helping-title" }, t("Helping tonight")), list, answer);
  let drawn = "";
  list.addEventListener("click", async (event) => {
    const { part, mine } = event.target.closest("[data-part]")?.dataset ?? {};
    if (!part) return;
    const said = await act(mine ? "give_up_part" : "volunteer", { part });
    setText(answer, said.ok ? "" : said.message ?? t("There was no line. Try again when it is back."));
  });
  const draw = () => {
    const state = stateOf();
    const all = helpers(state);
    if (!show(root, all.length > 0)) return;
    const now = JSON.stringify([all, all.map(({ seats }) => namesOf(state, seats))]);
    if (now === drawn) return;
    drawn = now;
    const held = list.contains(document.activeElement) ? document.activeElement.dataset.part : null;
    list.replaceChildren(...all.map((each) => row(state, each)));
    if (held) list.querySelector(`[data-part="${held}"]`)?.focus({ preventScroll: true });
  };
  return { root, draw };
}

function row(state, { part, seats, mine, asked }) {
  const { name, offer } = words(part);
  return el(
    "li", { class: "helping-row" }, el("span", { class: "helping-who" }, name, ": ", seats.length ? namesOf(state, seats) : t("nobody yet")),
    (mine || asked) && el("button", { type: "button", class: "button button-small", "data-part": part, "data-mine": mine && "yes", "aria-label": mine ? [t("Not after all"), name].join(": ") : offer }, mine ? t("Not after all") : t("I can")),
  );
}

/** The card of a reader, above where she writes. @param {import("../store.js").Store} store */
export function makeReading(store) {
  const label = el("p", { class: "fine" });
  const text = el("p", { class: "reading-words", dir: "auto", tabindex: "0" });
  const post = el("button", { type: "button", class: "button button-small" });
  const root = el("section", { class: "reading", "aria-label": t("Your reading"), hidden: true }, label, text, post);
  const passage = () => {
    const { state } = store;
    return state.ended || !state.standing.reading?.length ? null : nextPassage(state, state.standing.reading, state.room?.language ?? "en");
  };
  post.addEventListener("click", () => {
    const next = passage();
    if (next && !next.going && !held(store.state)) store.dispatch({ type: "send_card", id: freshId(), text: next.text, now: Date.now() });
  });
  const draw = () => {
    const next = passage();
    if (!show(root, next !== null)) return;
    setText(label, next.all > 1 ? t("You read tonight. Passage {n} of {all}, when you have the turn.", { n: next.place, all: next.all }) : t("You read tonight, when you have the turn."));
    setText(text, next.text);
    setText(post, next.going ? t("On its way…") : t("Post this passage"));
    post.setAttribute("aria-disabled", String(next.going || held(store.state) !== null));
  };
  return { root, draw };
}
