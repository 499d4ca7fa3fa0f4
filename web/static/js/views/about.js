/** What words touch, told before they are read. */

import { t } from "../words.js";
import { button, el } from "./dom.js";

/** The closed list, in its order (`rooms/terms.py`). */
export const TOPICS = ["violence", "loss", "self_harm", "substances", "birth", "custody", "food"];

/** @param {string} topic */
export const topicText = (topic) =>
  ({
    violence: t("violence"), loss: t("loss and grief"), self_harm: t("self-harm"), substances: t("drinking and drugs"), birth: t("pregnancy and birth"),
    custody: t("custody of children"), food: t("food and body"),
  })[topic] ?? topic;

/** @param {string[]} topics */
export const aboutText = (topics) => t("Touches on {topics}.", { topics: topics.map(topicText).join(", ") });

/** In place of words that wait for her: what they touch, and the way to them. @param {any} message */
export const veil = ({ id, topics }) => [
  el("span", { class: "msg-about" }, aboutText(topics)), " ", button("act", "unveil", { "data-id": id }, t("Open these words")),
];
