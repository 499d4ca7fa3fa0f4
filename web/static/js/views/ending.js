/** What stands in place of the composer when the page has come to an end: what happened, what is safe, what she can do. */

import { clockTime } from "../when.js";
import { t, tn } from "../words.js";
import { button, el } from "./dom.js";

/** So long after a rest that the facilitator called, leaving leads to the help lines first, ms. */
const HEAVY_MS = 600_000;

const link = (cls, href, words) => el("a", { class: cls, href }, words);

/** @param {any} state @param {{meeting: string, help: string, guest: boolean}} page @returns {HTMLElement} */
export function ending(state, page) {
  const { title, why, acts, fine } = describe(state, page);
  return el(
    "section", { class: "closing", "aria-labelledby": "closing-title" },
    el("h2", { class: "closing-title", id: "closing-title", tabindex: "-1" }, title),
    why && el("p", {}, why), fine && el("p", { class: "fine" }, fine),
    el("div", { class: "pair" }, ...acts),
  );
}

function describe(state, { meeting, help, guest }) {
  const { code, message, words_until } = state.ended;
  const home = link("button", "/", t("First page"));
  const lines = link("button", help, t("Help lines"));
  const appeal = link("button", `/appeal/${encodeURIComponent(meeting)}`, t("Ask someone else to look at this"));
  const reclaim = link("button button-quiet", `/take-back/${encodeURIComponent(meeting)}`, t("Take back what I said"));
  switch (code) {
    case "meeting_closed":
      return { title: t("The meeting has closed."), why: t("Thank you for being here. Your seat has ended with it."), fine: [unread(state), reading(state, words_until)].filter(Boolean).join(" "), acts: [link("button button-primary", "/", t("First page")), lines, reclaim] };
    case "left":
      if (state.grounding && state.now < Date.parse(state.grounding) + HEAVY_MS) return { title: t("You left quietly."), why: t("What was said tonight may stay with you for a while. You do not have to carry it alone. The help lines are open to you now."), acts: [link("button button-primary", help, t("Help lines")), button("button", "reload", {}, t("Come back")), home] };
      return { title: t("You left quietly."), why: t("While the meeting is open you can come back to your seat."), acts: [button("button", "reload", {}, t("Come back")), home, lines, reclaim] };
    case "removed":
      return { title: t("Your seat here has ended."), why: t("A facilitator asked you to leave this meeting. It may be a mistake, and you can ask someone else to look at it."), acts: [link("button button-primary", help, t("Help lines")), appeal, home, reclaim] };
    case "declined":
      return { title: t("We cannot let you in tonight."), why: [t("It was nothing you did."), NEXT[state.ended.next]?.() ?? ""].join(" ").trim(), acts: [link("button button-primary", "/", t("See what is on")), appeal, lines, reclaim] };
    case "left_unheard":
      return { title: t("You left."), why: t("There was no line to tell the circle. They see that your line is lost, and your seat is kept for a while."), acts: [button("button", "reload", {}, t("Come back")), home, lines] };
    case "signed_out":
      return { title: t("You are signed out."), why: t("Nothing of this conversation is kept on this page."), acts: [link("button button-primary", "/sign-in", t("Sign in")), lines] };
    case "session_expired": {
      const kept = state.draft || state.outgoing.length ? t("Words you had not sent are kept in this tab.") : "";
      if (guest) return { title: t("Your seat as a guest has ended."), why: t("Your link brings you back if the meeting is still open."), acts: [link("button button-primary", "/join", t("Use a link")), lines] };
      return { title: t("Your sign-in has ended."), why: [kept, t("Sign in to come back to your seat.")].join(" ").trim(), acts: [link("button button-primary", `/sign-in?next=${encodeURIComponent(`/seat/${meeting}`)}`, t("Sign in")), lines] };
    }
    case "replaced":
      return { title: t("You opened this meeting in another place."), why: t("It goes on there. Your seat is kept."), acts: [button("button button-primary", "resume", {}, t("Use it here")), home, lines] };
    case "no_seat":
    case "name_needed":
      return { title: t("You do not have a seat here yet."), why: "", acts: [link("button button-primary", `/seat/${encodeURIComponent(meeting)}`, t("Take a seat")), home, lines] };
    default:
      return { title: message ?? t("We cannot open this meeting just now."), why: t("It was nothing you did."), acts: [button("button", "reload", {}, t("Try again")), lines] };
  }
}

/** What a woman who could not be let in is pointed to. */
const NEXT = {
  next_meeting: () => t("You are welcome at the next meeting. The first page says when it is."),
  other_room: () => t("Another room may suit you better. The first page shows what there is."),
  talk_to_us: () => t("Please talk to us first. The first page says how."),
};

/** Words of hers that waited until the end, never silently dropped. */
function unread({ standing }) {
  const n = standing.held.length;
  return n ? tn("Your last message waited to be read, and nobody did. The circle has not seen it.", "{n} messages of yours waited to be read, and nobody did. The circle has not seen them.", n) : "";
}

function reading(state, until) {
  if (state.wordsGone) return t("The words are gone from this page.");
  return until && state.messages.size ? t("The words stay readable here until {time}, then they are destroyed.", { time: clockTime(until) }) : "";
}
