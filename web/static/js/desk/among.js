/** What facilitators write to each other: nobody else is shown that there is such a line. */

import { el } from "../views/dom.js";
import { clockTime } from "../when.js";
import { t, tn } from "../words.js";
import { amongUntil, unreadAmong } from "./model.js";
import { called, form, nothing, section, send, turn } from "./parts.js";

/** @param {import("./parts.js").Seen} seen */
export function among({ state, ui }) {
  const over = state.ended !== null;
  const open = over || ui.shown.has("among");
  const fresh = unreadAmong(state).length;
  const all = state.backChannel;
  return section(
    "among", over ? "" : "circle", t("Among facilitators"), over ? t("until {time}", { time: clockTime(new Date(amongUntil(state)).toISOString()) }) : t("nobody else sees this"),
    !over && turn("show", "among", open ? t("Fold it up") : words(all.length, fresh), `button-quiet desk-opener${fresh ? " is-fresh" : ""}`, { "aria-expanded": String(open) }),
    open && all.length === 0 && nothing(t("Nothing was written yet.")),
    open && all.length > 0 && el("ol", { class: "desk-list desk-among", "data-key": "among", tabindex: "0", "aria-label": t("Among facilitators") }, ...all.map((said) => row(state, ui, said, over))),
    open && !over && write(ui),
    open && !over && all.length > 0 && clear(ui),
  );
}

const words = (all, fresh) => {
  if (fresh) return tn("{n} new message", "{n} new messages", fresh);
  return all ? tn("{n} message", "{n} messages", all) : t("Write to them");
};

function row(state, ui, { id, seat, name, at, text }, over) {
  const mine = seat === state.you;
  return el(
    "li", { "data-key": `among:${id}` },
    el("div", { class: "desk-said-by" }, el("p", { class: "desk-label" }, el("strong", {}, mine ? t("You") : name), " ", clockTime(at)),
      mine && !over && send(ui, { type: "take_back_in_back_channel", id }, t("Take back"), "button-quiet", called(t("Take back"), text))),
    el("p", { class: "desk-words", dir: "auto" }, text),
  );
}

const write = (ui) =>
  form(ui, { type: "say_in_back_channel" }, t("Send"), [
    el("label", { class: "desk-select desk-grow" }, el("span", { class: "visually-hidden" }, t("Write to the facilitators")), el("input", { name: "text", class: "desk-field", autocomplete: "off", maxlength: 2000, required: true, placeholder: t("To the facilitators") })),
  ]);

/** It cannot be undone, so it is asked once. */
function clear(ui) {
  if (ui.open !== "among:clear_back_channel") return turn("open", "among:clear_back_channel", t("Destroy all of it"), "button-quiet", { "aria-expanded": "false" });
  return el(
    "div", { class: "desk-pick", role: "group", "aria-label": t("Destroy all of it"), "data-key": "among:clear_back_channel" },
    el("p", { class: "desk-label" }, t("Destroy all that was written here, for every facilitator? It cannot be brought back.")),
    el("div", { class: "desk-choices" }, send(ui, { type: "clear_back_channel" }, t("Destroy it")), turn("close", null, t("Keep it"), "button-quiet")),
  );
}
