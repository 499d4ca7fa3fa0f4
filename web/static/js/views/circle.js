/** The circle: who is here. The same geometry as the server's pages (web/circle.py). */

import { duration } from "../when.js";
import { t, tn } from "../words.js";
import { partText } from "./steps.js";
import { button, el, figure, mark, nameOf, svg } from "./dom.js";

const CENTRE = { x: 170, y: 158 };
const RADIUS = 122;
/** More seats than this and names stand in the list only. */
const NAMED = 12;

const round = (n) => Math.round(n * 10) / 10;
const at = (angle) => ({ x: round(CENTRE.x + RADIUS * Math.cos(angle)), y: round(CENTRE.y + RADIUS * Math.sin(angle)) });

/** Who sits in the circle, facilitators first, then by seat. @param {any} state */
export function present(state) {
  const rank = (seat) => (seat.role === "facilitator" ? 0 : 1);
  return [...state.seats.values()].filter((s) => s.status === "here" || s.status === "lost").sort((a, b) => rank(a) - rank(b) || a.number - b.number);
}

/** How many are here, and whose line is lost; `short` is one line for the header. @param {any} state */
export function summary(state) {
  const all = present(state).length;
  const gone = present(state).filter((s) => s.status === "lost" && !s.away).length;
  const away = present(state).filter((s) => s.away).length;
  const here = tn("{n} here", "{n} here", all - gone - away);
  const stepped = away ? tn("{n} away", "{n} away", away) : "";
  const lost = gone ? tn("{n} lost her line", "{n} lost their line", gone) : stepped;
  return { here, lost, short: gone ? t("{n} of {all} here", { n: all - gone, all }) : [here, stepped].filter(Boolean).join(", ") };
}

/** The circle drawn. @param {any} state */
export function ring(state) {
  const seats = present(state);
  const n = seats.length;
  const size = round(n > 1 ? Math.min(21, 0.36 * 2 * RADIUS * Math.sin(Math.PI / n)) : 21);
  const angle = (i) => -Math.PI / 2 + (i * 2 * Math.PI) / n;
  const gap = (size + 9) / RADIUS;
  const { here, lost } = summary(state);
  const box = { class: n > NAMED ? "circle circle-many" : "circle", viewBox: "0 0 340 340", "aria-hidden": "true" };
  const arcs = seats.flatMap((_, i) => {
    const [from, to] = [angle(i) + gap, angle(i + 1) - gap];
    if (n < 2 || to <= from) return [];
    const [a, b] = [at(from), at(to)];
    return [svg("path", { class: "circle-arc", d: `M ${a.x} ${a.y} A ${RADIUS} ${RADIUS} 0 0 1 ${b.x} ${b.y}` })];
  });
  return svg(
    "svg", box, ...arcs, ...seats.map((seat, i) => place(state, seat, at(angle(i)), size)),
    ...middle(state, here, lost),
  );
}

/** In the middle: who has the floor, else how many are here. */
function middle(state, here, lost) {
  const speaks = state.turn && state.seats.get(state.turn.seat);
  const [first, second] = speaks ? (speaks.seat === state.you ? [t("You have"), t("the floor")] : [t("{name} has", { name: speaks.name }), t("the floor")]) : [here, lost];
  return [svg("text", { class: "circle-mid", x: 170, y: second ? 155 : 163 }, first), second && svg("text", { class: "circle-sub", x: 170, y: 176 }, second)];
}

function place(state, seat, { x, y }, size) {
  const mine = seat.seat === state.you;
  const name = [...nameOf(state, seat.seat, t)];
  const lost = seat.status === "lost" || seat.away !== undefined;
  const floor = state.turn?.seat === seat.seat;
  return svg(
    "g", { class: `circle-seat seat-${seat.colour}${lost ? " is-lost" : ""}${mine ? " is-mine" : ""}${floor ? " has-floor" : ""}`, transform: `translate(${x} ${y})` },
    svg("circle", { class: "tile", r: size }), figure(seat, -size, -size, size * 2), lost && svg("circle", { class: "empty", r: size + 3 }),
    floor && svg("circle", { class: "ring", r: size + 4 }),
    svg("text", { class: "circle-name", y: size + 16 }, name.length > 9 ? `${name.slice(0, 8).join("")}…` : name.join("")),
  );
}

/** The little circle of the header. @param {any} state */
export function dots(state) {
  const seats = present(state).slice(0, 12);
  const places = Math.max(8, seats.length);
  return Array.from({ length: places }, (_, i) => {
    const turn = -Math.PI / 2 + (i * 2 * Math.PI) / places;
    return svg("circle", { class: seats[i] ? `dot seat-${seats[i].colour}` : "dot", cx: round(16 + 11.5 * Math.cos(turn)), cy: round(16 + 11.5 * Math.sin(turn)), r: 2.6 });
  });
}

/** Who facilitates, and whose line is lost, in a sentence each. @param {any} state @returns {string} */
export function sentences(state) {
  const names = (seats) => new Intl.ListFormat(document.documentElement.lang, { type: "conjunction" }).format(seats.map((s) => s.name));
  if (state.status === "closed") return t("Every seat has ended.");
  if (state.ended) return "";
  const seats = present(state);
  const facilitators = seats.filter((s) => s.role === "facilitator");
  const lost = seats.filter((s) => s.status === "lost" && !s.away && s.seat !== state.you);
  const away = seats.filter((s) => s.away && s.seat !== state.you);
  const lead = facilitators.length > 1 && state.seats.get(state.lead);
  return [
    facilitators.length ? tn("{names} facilitates.", "{names} facilitate.", facilitators.length, { names: names(facilitators) }) : t("No facilitator is here just now."),
    lead ? t("{name} leads tonight.", { name: lead.name }) : "",
    away.length ? tn("{names} stepped away. Her place is kept.", "{names} stepped away. Their places are kept.", away.length, { names: names(away) }) : "",
    state.locked ? t("The door is closed. Nobody new comes in.") : "",
    lost.length ? tn("{names} lost her line. Her seat is kept.", "{names} lost their line. Their seats are kept.", lost.length, { names: names(lost) }) : "",
  ].filter(Boolean).join(" ");
}

/** Whether and how she is here. */
function where(seat) {
  if (seat.away) return t("stepped away");
  if (seat.status === "lost") return t("has lost her line, her seat is kept");
  if (seat.listening) return t("just listening");
  return seat.guest ? t("here, by a guest link") : t("here");
}

/** Everyone by name. In a small circle the drawing shows the names, and the list is for screen readers; a facilitator always sees it. @param {any} state */
export function people(state) {
  const drawn = present(state).length <= NAMED && state.seats.get(state.you)?.role !== "facilitator" && !state.muted.length;
  return el(
    "ul", { class: drawn ? "visually-hidden" : "people" },
    ...present(state).map((seat) =>
      el("li", { class: "person" }, mark(seat, "mark-desk"),
        el("p", { class: "person-name" }, seat.seat === state.you ? t("{name} (you)", { name: seat.name }) : seat.name, " ",
          seat.role === "facilitator" && el("span", { class: "badge" }, seat.seat === state.lead ? t("Facilitator, leads tonight") : t("Facilitator"))),
        el("p", { class: "person-sub" }, [where(seat), ...(seat.parts ?? []).map(partText)].join(", ")),
        state.muted.includes(seat.seat) && el("p", { class: "person-sub" }, button("act", "unmute", { "data-seat": seat.seat }, t("Show me her words again"))))),
  );
}

/** Who can read, for how long, and what late joiners see; only what the server does. @param {any} state */
export function promise(state) {
  const { room } = state;
  if (!room) return "";
  return [
    t("The women in this circle and its facilitators read these words here."),
    room.history ? t("Someone who comes late can read what was said before.") : t("Someone who comes late sees only what is said after she sits down."),
    t("The words are destroyed {time} after the meeting closes.", { time: duration(room.words_kept_s, tn) }),
  ].join(" ");
}
