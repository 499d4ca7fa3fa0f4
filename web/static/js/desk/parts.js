/** What the desk's parts are made of: sections, buttons that carry their command, choices. Nothing here listens; desk.js does. */

import { el, mark } from "../views/dom.js";
import { t } from "../words.js";

/** @typedef {{state: any, ui: any, now: number}} Seen   what every part is drawn from */

/** A part of the desk. @param {string} id @param {string} tab under which a phone shows it @param {string} title @param {string|null} sub @param {...any} children */
export const section = (id, tab, title, sub, ...children) =>
  el(
    "section", { class: "desk-section", "data-key": `s:${id}`, "data-tab": tab, "aria-labelledby": `desk-${id}` },
    el("div", { class: "desk-section-head" }, el("h2", { class: "desk-title", id: `desk-${id}`, tabindex: "-1" }, title), sub && el("p", { class: "desk-sub" }, sub)),
    ...children,
  );

/** Whether this command is on its way. @param {any} ui @param {object} command */
const going = (ui, command) => ui.going.has(JSON.stringify(command));

/** A button that sends a command; while it is on its way it says so. @param {any} ui @param {object} command @param {string} words @param {string} [cls] @param {object} [more] */
export function send(ui, command, words, cls = "", more = {}) {
  const busy = going(ui, command);
  return el(
    "button", { type: "button", class: `button button-small ${cls}`.trim(), "data-command": JSON.stringify(command), "aria-disabled": busy && "true", ...more },
    words, busy && el("span", { class: "desk-going" }, "…", el("span", { class: "visually-hidden" }, t("on its way"))),
  );
}

/** What a button is called where its words alone do not say about whom. @param {string} words @param {string|undefined} whom */
export const called = (words, whom) => ({ "aria-label": whom ? `${words}: ${whom}` : words });

/** A button that only changes what the desk shows. @param {string} name @param {string|null} value @param {any} words @param {string} [cls] @param {object} [more] */
export const turn = (name, value, words, cls = "", more = {}) =>
  el("button", { type: "button", class: `button button-small ${cls}`.trim(), "data-ui": name, "data-value": value, ...more }, ...[words].flat());

/** One of several settings, each a button; the one that holds is pressed. @param {any} ui @param {string} label @param {Array<{command: object, words: string, on: boolean}>} options */
export const setting = (ui, label, options) =>
  el(
    "div", { class: "desk-setting", role: "group", "aria-label": label },
    el("p", { class: "desk-label", "aria-hidden": "true" }, label),
    el("div", { class: "desk-choices" }, ...options.map(({ command, words, on }) => send(ui, command, words, on ? "is-on" : "", { "aria-pressed": String(on) }))),
  );

/** A list of reasons or the like, each of which acts at once. @param {any} ui @param {string} label @param {string[]} values @param {(value: string) => string} words @param {(value: string) => object} command */
export const pick = (ui, label, values, words, command) =>
  el(
    "div", { class: "desk-pick", role: "group", "aria-label": label },
    el("p", { class: "desk-label", "aria-hidden": "true" }, label),
    el("div", { class: "desk-choices" }, ...values.map((value) => send(ui, command(value), words(value)))),
  );

/** A choice inside a form. @param {string} name @param {string} label @param {Array<string|number>} values @param {(value: any) => string} words */
export const select = (name, label, values, words) =>
  el("label", { class: "desk-select" }, el("span", { class: "desk-label" }, label), el("select", { name, class: "desk-field" }, ...values.map((value) => el("option", { value }, words(value)))));

/** A command with choices of its own: they are added when it is sent. @param {any} ui @param {object} command @param {string} words @param {any[]} fields @param {string} [cls] */
export function form(ui, command, words, fields, cls = "") {
  const busy = going(ui, command);
  return el(
    "form", { class: "desk-form", "data-command": JSON.stringify(command), "data-key": `f:${JSON.stringify(command)}` }, ...fields,
    el("button", { class: `button button-small ${cls}`.trim(), "aria-disabled": busy && "true" }, words, busy && el("span", { class: "desk-going" }, "…")),
  );
}

/** One woman: mark, name and what is to know of her, and what can be done at once. @param {any} seat @param {string} key @param {any[]} about @param {any[]} acts @param {...any} below */
export const woman = (seat, key, about, acts, ...below) =>
  el(
    "li", { class: "desk-row", "data-key": key },
    el("div", { class: "desk-who" }, mark(seat, "mark-desk"), el("p", { class: "desk-name" }, el("bdi", {}, seat?.name ?? t("Someone")), ...about.flatMap((each) => (each ? [" ", each] : [])))),
    acts.length > 0 && el("div", { class: "desk-acts" }, ...acts), ...below,
  );

/** A few grey words after a name. @param {string} text */
export const aside = (text) => el("span", { class: "desk-aside" }, text);

/** What stands where there is nothing to do. @param {string} text */
export const nothing = (text) => el("p", { class: "desk-nothing" }, text);
