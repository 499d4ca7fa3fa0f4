/** The shape of the meeting as it is told to everyone: which step it is, what comes, how long. Pure: time and language come in. */

import { inLanguage } from "../words.js";

/** @typedef {import("./types.js").State} State */

export { inLanguage };

/** Whether a step that is longer than a minute has come to its last one. @param {NonNullable<ReturnType<typeof agenda>>} shape */
export const lastMinute = ({ at, left, steps }) => at >= 0 && left === 1 && steps[at].minutes > 1;

/** What can be offered, in the order in which it is told. */
const PARTS = ["reader", "timekeeper", "welcome"];

/**
 * The parts of tonight: who has taken each, whether she has, and whether it is still asked for, by this step or one to come.
 * @param {State} state @returns {Array<{part: string, seats: string[], mine: boolean, asked: boolean}>}
 */
export function helpers(state) {
  const asked = new Set(state.script.slice(state.step ?? 0).flatMap((step) => step.parts));
  const present = [...state.seats.values()].filter((seat) => seat.status === "here" || seat.status === "lost").sort((a, b) => a.number - b.number);
  return PARTS.map((part) => {
    const seats = present.filter((seat) => seat.parts?.includes(part)).map((seat) => seat.seat);
    return { part, seats, mine: seats.includes(state.you), asked: asked.has(part) };
  }).filter(({ seats, asked: wanted }) => wanted || seats.length);
}

/**
 * The passage of a reading that is next: the first that nobody has said since the step began. Null when there is none (any more).
 * @param {State} state @param {Array<Record<string, string>>} reading @param {string} language the room's
 * @returns {null|{text: string, place: number, all: number, going: boolean}}
 */
export function nextPassage(state, reading, language) {
  const since = Date.parse(state.stepAt ?? "");
  const said = new Set([...state.messages.values()].filter((m) => Date.parse(m.at) >= since).map((m) => m.text));
  const texts = reading.map((each) => inLanguage(each, language));
  const at = texts.findIndex((text) => !said.has(text));
  return at < 0 ? null : { text: texts[at], place: at + 1, all: texts.length, going: state.outgoing.some((o) => o.text === texts[at]) };
}

/** How long the present step has lasted, in minutes. @param {State} state @param {number} now */
const lasted = (state, now) => (state.stepAt ? Math.max(0, (now - Date.parse(state.stepAt)) / 60_000) : 0);

/**
 * The steps of tonight, or null where the meeting goes without a script or is over. `at` is the present step's place, -1 before the first;
 * `left` the minutes it still has, none when it runs over; `done` its part that is behind us, 0 to 1; `after` how many steps follow.
 * @param {State} state @param {number} now @param {string} language
 * @returns {null|{at: number, title: string, left: number, done: number, after: number, minutes: number, steps: Array<{title: string, minutes: number, when: "done"|"now"|"next"}>}}
 */
export function agenda(state, now, language) {
  if (!state.script.length || state.ended || state.status === "closed") return null;
  const at = state.step ?? -1;
  const steps = state.script.map(({ title, minutes }, index) => ({
    title: inLanguage(title, language), minutes, when: index < at ? "done" : index === at ? "now" : "next",
  }));
  const step = steps[at];
  const so = lasted(state, now);
  return {
    at, steps,
    title: step?.title ?? "",
    left: step ? Math.max(0, Math.ceil(step.minutes - so)) : 0,
    done: step ? Math.min(1, so / step.minutes) : 0,
    after: steps.length - 1 - at,
    minutes: steps.reduce((sum, each) => sum + each.minutes, 0),
  };
}
