/** Making nodes. Words only ever become text nodes; nothing here parses markup. */

const SVG = "http://www.w3.org/2000/svg";

/** @typedef {Node|string|null|false|undefined} Child */

/** @param {Element} node @param {Record<string, any>} attributes @param {Child[]} children */
function dress(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** An element. @param {string} tag @param {Record<string, any>} [attributes] @param {...Child} children @returns {HTMLElement} */
export const el = (tag, attributes = {}, ...children) => /** @type {HTMLElement} */ (dress(document.createElement(tag), attributes, children));

/** An SVG element. @param {string} tag @param {Record<string, any>} [attributes] @param {...Child} children */
export const svg = (tag, attributes = {}, ...children) => dress(document.createElementNS(SVG, tag), attributes, children);

/** A button that asks for `act`; one listener on the page carries it out. @param {string} cls @param {string} act @param {Record<string, any>} data @param {...Child} children */
export const button = (cls, act, data, ...children) => el("button", { type: "button", class: cls, "data-act": act, ...data }, ...children);

/** An icon of the sprite; a word always stands beside it. @param {string} name */
export function icon(name) {
  return svg("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("use", { href: `${document.body.dataset.sprite}#i-${name}` }));
}

/** A seat's mark. @param {import("../state/types.js").Seat|undefined} seat @param {string} [size] */
export function mark(seat, size = "") {
  const cls = `mark ${size} ${seat ? `seat-${seat.colour}` : "mark-empty"}`.replace(/\s+/g, " ");
  const box = { class: cls, viewBox: "0 0 32 32", "aria-hidden": "true" };
  if (!seat) return svg("svg", box, svg("circle", { class: "empty", cx: 16, cy: 16, r: 14.6 }));
  return svg("svg", box, svg("circle", { class: "tile", cx: 16, cy: 16, r: 16 }), figure(seat, 0, 0, 32));
}

/** The figure of a seat's mark. @param {import("../state/types.js").Seat} seat @param {number} x @param {number} y @param {number} size */
export function figure(seat, x, y, size) {
  return svg("use", { class: "figure", href: `${document.body.dataset.sprite}#f-${seat.figure}`, x, y, width: size, height: size });
}

/** Text that differs only when it must, so that nothing is announced or laid out twice. @param {Element} node @param {string} text */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Show or hide, and say whether it shows. @param {HTMLElement} node @param {boolean} shown */
export function show(node, shown) {
  if (node.hidden === shown) node.hidden = !shown;
  return shown;
}

/** What a seat is called on this page. @param {any} state @param {string|null} id @param {(text: string) => string} t */
export function nameOf(state, id, t) {
  if (id !== null && id === state.you) return t("You");
  return state.seats.get(id)?.name ?? t("Someone");
}
