/** The shape of the meeting: one slim line under the header that opens to all steps, and beside the conversation where there is room. */

import { facilitates } from "../state.js";
import { agenda, lastMinute } from "../state/agenda.js";
import { clockTime } from "../when.js";
import { t, tn } from "../words.js";
import { el, icon, setText, show } from "./dom.js";
import { stepTitle } from "./steps.js";

/** How often the time left is looked at, ms. */
const LOOK_MS = 5_000;

const language = () => document.documentElement.lang || "en";

/** @param {number} left minutes */
const leftText = (left) => (left > 1 ? t("{n} min left", { n: left }) : left === 1 ? t("a minute left") : t("nearly done"));
const lengthText = (minutes) => t("{n} min", { n: minutes });

/** How one speaks now. @param {import("../state/types.js").State} state */
export function howText(state) {
  const how = {
    open: t("Write whenever you like."), queue: t("Raise your hand when you would like to speak."),
    go_round: t("We go around the circle, one at a time. You may pass."), facilitators: t("The facilitators write now, and we read."), silence: t("A quiet moment. Nobody writes now."),
  }[state.mode];
  return state.crossTalk || state.mode === "facilitators" || state.mode === "silence" ? how : [how, t("We listen, and do not answer.")].join(" ");
}

export { stepNews, stepTitle } from "./steps.js";

/** A place for what is fetched only where it is needed. */
function later() {
  const place = { root: el("div"), draw: () => {} };
  const fill = (part) => {
    place.root.append(part.root);
    place.draw = part.draw;
  };
  return Object.assign(place, { fill });
}

/** @param {Document} page @param {{store: import("../store.js").Store, act: (type: string, fields: object) => Promise<any>, say: (text: string) => void}} parts */
export function showAgenda(page, { store, act, say }) {
  let warned = null; // the step whose last minute was told: once is enough
  const [below, beside, reading] = [later(), later(), later()];
  const strip = makeStrip(below);
  const side = makeSide(beside);
  page.querySelector(".talk").prepend(strip.root);
  page.querySelector(".side [data-circle]").after(side.root);
  page.querySelector(".dock").prepend(reading.root);
  let helping = false;
  const wide = matchMedia("(min-width: 60em)"); // there it stands beside the conversation; on a phone she opens it
  const draw = () => {
    const { state } = store;
    const looks = strip.fold.open || wide.matches || state.standing.reading?.length;
    if (!helping && looks && state.script.some((step) => step.parts.length)) {
      helping = true;
      import("./helping.js").then(({ makeHelping, makeReading }) => {
        for (const place of [below, beside]) place.fill(makeHelping(() => store.state, act));
        reading.fill(makeReading(store));
        draw();
      }, () => (helping = false)); // without a line there is another time
    }
    const shape = agenda(state, Date.now() + state.ahead, language());
    if (state.seated && shape && lastMinute(shape) && warned !== state.stepAt) {
      warned = state.stepAt;
      if (!state.prefer.quiet) say(t("A minute is left for {step}.", { step: shape.title }));
    }
    if (show(strip.root, shape !== null)) strip.draw(state, shape);
    if (show(side.root, shape !== null)) side.draw(state, shape);
    reading.draw();
  };
  strip.fold.addEventListener("toggle", draw);
  wide.addEventListener("change", draw);
  store.subscribe((_, changed) => ["step", "status", "turn", "room", "circle", "standing", "latest", "outgoing", "ended", "all"].some((key) => changed.has(key)) && draw());
  setInterval(draw, LOOK_MS);
  draw();
}

function makeStrip(helping) {
  const title = el("strong", { class: "agenda-title" });
  const place = el("span", { class: "visually-hidden" });
  const left = el("span", { class: "agenda-left" });
  const bar = el("span", { class: "agenda-bar", "aria-hidden": "true" });
  const how = el("p", { class: "agenda-how" });
  const after = el("p", { class: "fine" });
  const list = el("ol", { class: "agenda-steps" });
  const next = el("button", { type: "button", class: "button button-small agenda-next", hidden: true }, t("Next step"));
  const fold = el("details", { class: "agenda-fold" }, el("summary", { class: "agenda-line" }, title, " ", place, " ", left, icon("down"), bar), el("div", { class: "agenda-more", tabindex: "0", role: "region", "aria-label": t("Tonight") }, how, list, after, helping.root));
  const root = el("div", { class: "agenda", hidden: true }, fold, next);
  const draw = (state, shape) => {
    const before = shape.at < 0;
    setText(title, before ? t("We begin soon") : shape.title);
    setText(place, before ? "" : t("Step {n} of {all}.", { n: shape.at + 1, all: shape.steps.length }));
    setText(left, before ? lengthText(shape.minutes) : leftText(shape.left));
    setText(how, howText(state));
    setText(after, before ? "" : shape.after ? tn("{n} step is left after this one.", "{n} steps are left after this one.", shape.after) : t("This is the last step."));
    drawBar(bar, shape);
    drawNext(next, state, shape);
    drawSteps(list, shape);
    helping.draw();
  };
  return { root, fold, draw };
}

function makeSide(helping) {
  const until = el("span", { class: "fine" });
  const list = el("ol", { class: "agenda-steps" });
  const how = el("p", { class: "agenda-how fine" });
  const head = el("div", { class: "side-title" }, el("h2", { class: "agenda-head", id: "agenda-head" }, t("Tonight")), until);
  const root = el("section", { class: "agenda-side", "aria-labelledby": "agenda-head", hidden: true }, head, list, how, helping.root);
  const draw = (state, shape) => {
    setText(until, state.room?.closes_at ? t("until {time}", { time: clockTime(state.room.closes_at) }) : "");
    setText(how, howText(state));
    drawSteps(list, shape);
    helping.draw();
  };
  return { root, draw };
}

/** A facilitator goes on from here with one tap: her desk, which hears every command of the page, carries it out. */
function drawNext(button, state, { at, steps }) {
  const next = steps[at + 1];
  if (!show(button, Boolean(next) && facilitates(state))) return;
  button.dataset.command = JSON.stringify({ type: "begin_step", index: at + 1 });
  button.setAttribute("aria-label", [t("Next step"), next.title].join(": "));
}

/** Each step as long as it is, filled as far as it is behind us. */
function drawBar(bar, { steps, done }) {
  while (bar.children.length > steps.length) bar.lastChild.remove();
  while (bar.children.length < steps.length) bar.append(el("span", { class: "agenda-part" }, el("span", { class: "agenda-done" })));
  steps.forEach(({ minutes, when }, index) => {
    const part = /** @type {HTMLElement} */ (bar.children[index]);
    part.className = `agenda-part is-${when}`;
    part.style.flexGrow = String(Math.sqrt(minutes)); // a long step is longer, and a short one can still be seen
    /** @type {HTMLElement} */ (part.firstChild).style.inlineSize = `${when === "done" ? 100 : when === "now" ? Math.round(done * 100) : 0}%`;
  });
}

/** Drawn anew only when something in it differs, so that nothing is read twice. */
function drawSteps(list, { steps, left }) {
  const times = steps.map(({ minutes, when }) => ({ done: t("done"), now: leftText(left), next: lengthText(minutes) })[when]);
  const drawn = JSON.stringify([steps, times]);
  if (list.dataset.drawn === drawn) return;
  list.dataset.drawn = drawn;
  list.replaceChildren(
    ...steps.map(({ title, when }, index) =>
      el("li", { class: `agenda-step is-${when}`, "aria-current": when === "now" && "step" }, el("span", { class: "agenda-name" }, title), " ", el("span", { class: "agenda-time" }, times[index]))),
  );
}
