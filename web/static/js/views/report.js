/** Telling a facilitator about a message: what it is about is the button that sends, a note if she likes, and a receipt she may keep. Loaded when asked for. */

import { opening } from "../text.js";
import { t } from "../words.js";
import { button, el, nameOf } from "./dom.js";
import { RULES, ruleText } from "./rules.js";

/** Characters a note may have. */
const LONGEST_NOTE = 1000;

/**
 * @param {{store: import("../store.js").Store, act: (type: string, fields?: object) => Promise<any>, sheet: (id: string) => HTMLElement}} page
 * @param {string} id of the message
 */
export function openReport({ store, act, sheet }, id) {
  const { state } = store;
  const message = state.messages.get(id) ?? aside(state, id);
  if (!message?.text) return;
  const body = sheet("report-sheet").querySelector("[data-report]");
  const name = nameOf(state, message.seat, t);
  const note = el("textarea", { class: "field-input", id: "report-note", rows: "2", maxlength: String(LONGEST_NOTE), dir: "auto" });
  const answer = el("p", { role: "status", class: "fine" });
  const send = async (reason) => {
    for (const each of body.querySelectorAll(".report-rule")) each.disabled = true;
    answer.textContent = t("One moment.");
    const words = note.value.trim();
    const told = await act("report", { id, reason, ...(words ? { note: words } : {}) });
    if (told.ok) body.replaceChildren(...receipt(told.receipt), hide(store, message.seat, name));
    else {
      answer.textContent = told.message ?? t("There was no line. Try again when it is back.");
      for (const each of body.querySelectorAll(".report-rule")) each.disabled = false;
    }
    body.querySelector("[tabindex], .report-rule")?.focus();
  };
  body.replaceChildren(
    el("p", { class: "msg-quote", dir: "auto" }, `${name}: ${opening(message.text)}`),
    el("p", { class: "fine" }, t("A facilitator or a supervisor reads it, never {name}. Nobody tells her who it was.", { name })),
    el("details", { class: "more" }, el("summary", {}, t("Add a note, if you like")), el("label", { class: "visually-hidden", for: "report-note" }, t("Your note")), note),
    el("p", { class: "field-label", id: "report-why" }, t("What is it about? A tap sends it.")),
    el("div", { class: "report-rules", role: "group", "aria-labelledby": "report-why" },
      ...RULES.map((rule) => {
        const choice = button("button button-small report-rule", "", {}, rule === "other" ? t("Something else") : ruleText(rule));
        choice.addEventListener("click", () => send(rule));
        return choice;
      })),
    answer,
    hide(store, message.seat, name),
  );
}

/** Words of a side room that she is in. */
function aside({ standing: { side_room: room } }, id) {
  const said = room?.line.find((each) => each.id === id);
  return said && { ...said, seat: room.with };
}

/** The code by which she finds what came of it. */
function receipt(code) {
  const copy = button("button button-small", "", {}, t("Copy the code"));
  copy.hidden = !navigator.clipboard;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(code);
    copy.textContent = t("Copied");
  });
  return [
    el("h3", { tabindex: "-1" }, t("Thank you. It was passed on.")),
    el("p", {}, t("With this code you can read later what came of it. Keep it if you like; it is shown once.")),
    el("p", {}, el("code", { class: "secret" }, code)),
    el("p", {}, copy),
  ];
}

/** Not to see someone's words on this page, whether or not anybody is told of them. */
function hide(store, seat, name) {
  const muted = button("button button-quiet button-wide", "", {}, t("Do not show me words of {name} tonight", { name }));
  muted.hidden = store.state.seats.get(seat)?.role === "facilitator";
  muted.addEventListener("click", () => {
    store.dispatch({ type: "mute", seat, on: true });
    document.getElementById("report-sheet").close();
  });
  return muted;
}
