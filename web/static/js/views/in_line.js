/** The queue of a full circle, in words: her place, what moves it, and how long it took others tonight. */

import { t, tn } from "../words.js";

/** @param {number} place from 1 */
export function placeText(place) {
  const first = [t("You are first in line."), t("You are second in line."), t("You are third in line.")];
  return first[place - 1] ?? t("You are number {n} in line.", { n: place });
}

/** How long others waited tonight, as measured; nothing where nobody has. @param {{queued: boolean, expected_min: number|null}} waiting */
export function expectedText({ queued, expected_min: minutes }) {
  if (minutes === null || minutes === undefined) return "";
  if (queued) return tn("Most women waited a minute or less for a seat tonight.", "Most women waited {n} minutes or less for a seat tonight.", minutes);
  return tn("Most women were let in within a minute tonight.", "Most women were let in within {n} minutes tonight.", minutes);
}

/** What has to happen until she comes in. */
function what({ queued, locked }, paused) {
  if (paused) return t("Everything rests for a moment. Your place in line is kept.");
  if (locked) return t("The door is closed for now. Your place in line is kept.");
  return queued ? t("You come in by yourself as soon as a seat is free.") : t("A facilitator meets you here, and you come in when a seat is free.");
}

/** @param {any} waiting her standing at the door @param {boolean} paused */
export const inLine = (waiting, paused) => [waiting.first && t("Your line was gone for more than five minutes, and your seat went to a woman who was waiting. The next free seat is yours."), placeText(waiting.place), what(waiting, paused), expectedText(waiting)].filter(Boolean).join(" ");
