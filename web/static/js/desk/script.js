/** The script: where the meeting is, how long this step still has, and the tap that moves everyone on. */

import { el } from "../views/dom.js";
import { t, tn } from "../words.js";
import { cueCards } from "./cue.js";
import { secondsSince, stepLeft } from "./model.js";
import { called, section, send } from "./parts.js";
import { titleOf } from "./undo.js";

/** @param {import("./parts.js").Seen} seen */
export function script({ state, ui, now }) {
  const { script: steps, step } = state;
  if (!steps.length) return null;
  const next = step === null ? 0 : step + 1;
  const at = (index) => ({ type: "begin_step", index });
  return section(
    "script", "room", t("Script"), soFar(state, now),
    el("ol", { class: "desk-steps" }, ...steps.map((each, index) => line(state, each, index, now))),
    el("div", { class: "desk-choices" },
      steps[next] && send(ui, at(next), step === null ? t("Begin: {step}", { step: titleOf(steps[0]) }) : t("Next: {step}", { step: titleOf(steps[next]) }), "desk-wide"),
      step > 0 && send(ui, at(step - 1), t("Back a step"), "button-quiet", called(t("Back a step"), titleOf(steps[step - 1])))),
    ...cueCards(state, document.documentElement.lang || "en"),
  );
}

/** Minutes of the whole script that lie behind, of all. */
function soFar({ script: steps, step, stepAt }, now) {
  const sum = (list) => list.reduce((total, { minutes }) => total + minutes, 0);
  if (step === null) return tn("{n} minute", "{n} minutes", sum(steps));
  const behind = sum(steps.slice(0, step)) + Math.min(steps[step].minutes, Math.floor(secondsSince(stepAt, now) / 60));
  return t("{n} of {all} min", { n: behind, all: sum(steps) });
}

function line(state, step, index, now) {
  const here = index === state.step;
  const left = here ? stepLeft(state, now) : null;
  const time = left === null ? t("{n} min", { n: step.minutes }) : left > 0 ? t("{n} min left", { n: left }) : t("{n} min over", { n: 1 - left });
  const cls = here ? "desk-step is-here" : index < (state.step ?? -1) ? "desk-step is-past" : "desk-step";
  return el("li", { class: cls, "aria-current": here && "step" }, el("span", { class: "desk-dot", "aria-hidden": "true" }), el("span", { class: "desk-step-name" }, titleOf(step)), index >= (state.step ?? -1) && el("span", { class: "desk-step-time" }, time));
}
