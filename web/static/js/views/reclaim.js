/** Taking back everything she said in this meeting: asked once, then done. Loaded when asked for. */

import { t, tn } from "../words.js";
import { button, el } from "./dom.js";

/** @param {{store: import("../store.js").Store, act: (type: string, fields?: object) => Promise<any>, sheet: (id: string) => HTMLElement}} page */
export function openReclaim({ store, act, sheet }) {
  document.querySelector("dialog[open]")?.close();
  const dialog = sheet("reclaim-sheet");
  const [ask, done] = ["[data-reclaim-ask]", "[data-reclaim-done]"].map((part) => dialog.querySelector(part));
  const answer = el("p", { role: "status", class: "fine" });
  const yes = button("button button-primary", "", {}, t("Take everything back"));
  yes.addEventListener("click", async () => {
    yes.disabled = true;
    answer.textContent = t("One moment.");
    store.dispatch({ type: "nothing_outgoing" });
    const told = await act("take_back_all");
    yes.disabled = false;
    if (!told.ok) {
      answer.textContent = told.message ?? t("There was no line. Try again when it is back.");
      return;
    }
    const gone = told.taken ? tn("One message of yours is gone, for everyone.", "{n} messages of yours are gone, for everyone.", told.taken) : t("There is nothing of yours here any more.");
    const title = el("p", { class: "lead", tabindex: "-1" }, gone);
    ask.hidden = true;
    done.replaceChildren(title, button("button button-wide", "close-sheet", {}, t("Close")));
    title.focus();
  });
  ask.hidden = false;
  done.replaceChildren(el("div", { class: "pair" }, yes, button("button", "close-sheet", {}, t("Leave it as it is"))), answer);
}
