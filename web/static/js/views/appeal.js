/** Where she asks somebody else to look at what a facilitator did. */

import { t } from "../words.js";
import { el } from "./dom.js";

/** @param {string} [id] of her message that was taken down; without one about what lasts just now */
export function appealLink(id) {
  const about = id ? `#take_down:${encodeURIComponent(id)}` : "";
  return el("a", { href: `/appeal/${location.pathname.split("/")[2]}${about}`, target: "_blank", rel: "noopener" }, t("Ask someone else to look at this"));
}
