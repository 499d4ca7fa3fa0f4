/** Above the composer: whose turn it is and where hers is, in words, with the one thing she may do about it. */

import { facilitates, hasTurn, held, phase, waits } from "../state.js";
import { duration } from "../when.js";
import { t, tn } from "../words.js";
import { button, el, nameOf } from "./dom.js";

/** What a member reads there: first what is so, then the rest, then her way. @param {any} state @returns {{is?: string, more?: string, act?: [string, string]}|null} */
export function turnWords(state) {
  if (!state.seated || state.ended) return null;
  if (waits(state)) return { more: t("Only the facilitators read this line.") };
  if (state.status !== "open") return null;
  const why = held(state);
  if (state.refusal) return { is: state.refusal.message ?? t("There was no line. Try again when it is back.") };
  if (why && WHY[why.code]) return WHY[why.code](state, why);
  if (hasTurn(state)) return yours(state);
  const turns = state.mode === "queue" || state.mode === "go_round";
  if (state.turn) {
    const rest = place(state);
    const waiting = state.turn.held_since ? t("Her turn waits for her.") : null;
    return { is: t("{name} has the floor.", { name: nameOf(state, state.turn.seat, t) }), ...rest, more: [waiting, rest.more].filter(Boolean).join(" ") };
  }
  if (state.seats.get(state.you)?.listening) return place(state);
  if (turns) return place(state);
  return state.standing.hold ? { more: t("A facilitator reads your words first.") } : null;
}

/** What holds her words back; they wait in the composer. */
const WHY = {
  paused: () => ({ more: t("What you write waits here.") }),
  grounding: () => ({ is: t("We rest for a moment."), more: t("What you write waits here.") }),
  nobody: () => ({ more: t("What you write waits here.") }),
  quiet: (_, { left }) => ({ more: t("You can write again in {time}.", { time: wait(left) }) }),
  silence: () => ({ is: t("A quiet moment."), more: t("Nobody writes just now.") }),
  facilitators: () => ({ is: t("The facilitators speak now."), more: t("What you write waits here.") }),
  slow: (_, { left }) => ({ more: t("You can send again in {time}.", { time: wait(left) }) }),
};

/** Seconds under a minute, minutes from there. */
const wait = (left) => (left < 60 ? tn("{n} second", "{n} seconds", left) : duration(Math.ceil(left / 60) * 60, tn));

function yours(state) {
  const act = spoken(state) ? ["end-turn", t("I am done")] : ["pass", t("Pass")];
  if (state.turn.held_since) return { is: t("It is your turn."), more: t("It waits for you."), act };
  const more = { goes: t("When you are ready."), nearly: t("A minute left."), over: t("Come to an end when you are ready.") }[phase(state)];
  return { is: t("It is your turn."), more, act };
}

/** Whether she has said something in this turn. */
const spoken = (state) => [...state.messages.values(), ...state.standing.held].some((m) => m.seat === state.you && m.at >= state.turn.since);

/** Where her own turn is. */
function place(state) {
  if (facilitates(state)) return {};
  if (state.seats.get(state.you)?.listening) return { more: t("You are just listening. Nobody calls on you."), act: ["listen", t("Take part again")] };
  const { hands, mode } = state;
  const at = hands.indexOf(state.you);
  if (mode === "go_round") {
    if (state.asked) return { more: t("The round goes on.") };
    return { more: t("Your turn comes. You may pass."), act: ["pass", t("Pass")] };
  }
  if (at === 0) return { more: t("You are next.") };
  if (at === 1) return { more: t("{name} is next, then you.", { name: nameOf(state, hands[0], t) }) };
  if (at > 1) return { more: t("Your hand is up. {n} are before you.", { n: at }) };
  if (hands.length) return { more: t("{name} is next.", { name: nameOf(state, hands[0], t) }) };
  return { more: state.crossTalk ? t("Write, or raise your hand.") : t("Raise your hand when you would like to speak.") };
}

export class TurnLine {
  #line; #drawn = "";

  /** @param {HTMLElement} line */
  constructor(line) {
    this.#line = line;
  }

  /** @param {any} state */
  draw(state) {
    const words = turnWords(state);
    const key = JSON.stringify(words);
    if (key === this.#drawn) return;
    this.#drawn = key;
    const inside = this.#line.contains(document.activeElement);
    const { is, more, act } = words ?? {};
    this.#line.hidden = !is && !more;
    this.#line.replaceChildren(
      el("p", { class: "dock-turn-words" }, is && el("strong", {}, is), is && more && " ", more && el("span", {}, more)),
      act ? button("button button-small", act[0], {}, act[1]) : "",
    );
    if (inside) (this.#line.querySelector("button") ?? document.getElementById("words")).focus({ preventScroll: true });
  }
}
