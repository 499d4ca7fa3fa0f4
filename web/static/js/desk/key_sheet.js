/** The list of keys, in a sheet like the page's others: quick exit and help lines stay at their places. */

import { el } from "../views/dom.js";
import { t } from "../words.js";
import { keyList } from "./keys.js";

/** @param {HTMLDialogElement} like a sheet of the page @param {(on: boolean) => void} choose whether keys work @returns {HTMLDialogElement} */
export function keySheet(like, choose) {
  const sheet = /** @type {HTMLDialogElement} */ (like.cloneNode(true));
  sheet.id = "keys-sheet";
  sheet.setAttribute("aria-labelledby", "keys-sheet-title");
  const title = sheet.querySelector(".sheet-title");
  title.id = "keys-sheet-title";
  title.textContent = t("Keys of the desk");
  const box = el("input", { type: "checkbox", checked: true });
  box.addEventListener("change", () => choose(box.checked));
  sheet.querySelector(".sheet-body").replaceChildren(
    el("dl", { class: "desk-keys" }, ...keyList().flatMap(([key, words]) => [el("dt", {}, el("kbd", { class: "kbd" }, key)), el("dd", {}, words)])),
    el("label", { class: "check" }, box, el("span", { class: "check-name" }, t("Use these keys")), el("span", { class: "check-help" }, t("They work while you are not writing. Off: only ? works."))),
  );
  sheet.addEventListener("click", (event) => event.target === sheet && sheet.close());
  document.body.append(sheet);
  return sheet;
}
