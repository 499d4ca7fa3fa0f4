/** What an act will have done, in one line, and the act that undoes it, if one does. Made before it is sent, from what stood until then. */

import { inLanguage } from "../state/agenda.js";
import { topicText } from "../views/about.js";
import { nudgeText } from "../views/nudge.js";
import { t, tn } from "../words.js";
import { nameIn } from "./model.js";
import { doorText, minutesText, modeText, secondsText } from "./terms.js";

/** @typedef {{type: string, [field: string]: any}} Command */
/** @typedef {{said: string, undo: Command|null}} Outcome */

/** @param {any} state @param {Command} command @param {number} now @returns {Outcome} */
export function outcome(state, command, now) {
  const make = OUTCOMES[command.type];
  if (!make) throw new TypeError(`no such act: ${command.type}`);
  const [said, undo = null] = make(state, command, { name: nameIn(state, command.seat), now });
  return { said, undo };
}

/** Whose words a message, held or not, are. */
const author = (state, id) => nameIn(state, (state.messages.get(id) ?? state.held.find((h) => h.id === id))?.seat ?? null);

/** Quiet time as long as it would still have lasted. */
function quietAgain(state, seat, now) {
  const { quiet } = state.seats.get(seat) ?? {};
  const left = quiet ? Math.ceil(-secondsBetween(quiet.until, now) / 60) : 0;
  return left > 0 ? { type: "quiet", seat, minutes: left, reason: quiet.reason } : null;
}

const secondsBetween = (at, now) => (now - Date.parse(at)) / 1000;

const floorBack = (state) => (state.turn ? { type: "call_on", seat: state.turn.seat } : null);

/** @type {Record<string, (state: any, command: any, more: {name: string, now: number}) => [string, (Command|null)?]>} */
const OUTCOMES = {
  // the door
  admit: (_, { seat }, { name }) => [t("{name} is let in.", { name }), { type: "move_to_waiting", seat }],
  admit_all: (state) => [tn("{n} woman is let in.", "{n} women are let in, as far as there are seats.", state.waiting.length)],
  decline_seat: (_, { seat }, { name }) => [t("{name} was told: not tonight.", { name }), { type: "let_back", seat }],
  move_to_waiting: (_, { seat }, { name }) => [t("{name} is asked back to the waiting room.", { name }), { type: "admit", seat }],
  remove_seat: (_, { seat }, { name }) => [t("{name} was asked to go.", { name }), { type: "let_back", seat }],
  let_back: (_, __, { name }) => [t("{name} may come again.", { name })],
  lock_door: () => [t("The door is locked."), { type: "unlock_door" }],
  unlock_door: () => [t("The door is open again."), { type: "lock_door" }],
  set_waiting: (state, { who }) => [t("Met at the door: {who}.", { who: doorText(who) }), { type: "set_waiting", who: state.waitingFor }],
  answer_privately: (_, __, { name }) => [t("Your words went to {name} alone.", { name })],
  // a person for her
  raise_concern: (_, __, { name }) => [t("Somebody is being called for {name}.", { name })],
  be_with_her: (_, { seat, on }, { name }) => [on ? t("You are with {name}.", { name }) : t("You are not with {name} now.", { name }), { type: "be_with_her", seat, on: !on }],
  take_case: (_, __, { name }) => [t("You have it. Nobody else is called for {name}.", { name })],
  // the shape
  begin_step: (state, { index }) => [t("Now: {step}.", { step: titleOf(state.script[index]) }), state.step === null ? null : { type: "begin_step", index: state.step }],
  set_mode: (state, { mode, cross_talk }) => [
    cross_talk ? t("Now: {mode}, with cross-talk.", { mode: modeText(mode) }) : t("Now: {mode}, no cross-talk.", { mode: modeText(mode) }),
    { type: "set_mode", mode: state.mode, cross_talk: state.crossTalk, turn_s: state.turnS },
  ],
  start_round: () => [t("A new round begins.")],
  next_turn: (state) => [t("The floor goes on."), floorBack(state)],
  call_on: (state, _, { name }) => [t("{name} has the floor.", { name }), floorBack(state)],
  grant_time: (state, { seconds }) => [t("{name} has {time} more.", { name: nameIn(state, state.turn?.seat ?? null), time: secondsText(seconds) })],
  // calm
  pause: () => [t("Everything is paused."), { type: "resume" }],
  resume: () => [t("The meeting goes on."), { type: "pause" }],
  ground: () => [t("Everyone rests for two minutes."), { type: "end_grounding" }],
  end_grounding: () => [t("The rest is over.")],
  set_slow: (state, { seconds }) => [
    seconds ? t("Slow mode: {time} between words.", { time: secondsText(seconds) }) : t("Slow mode is off."),
    { type: "set_slow", seconds: state.slowS },
  ],
  quiet: (_, { seat, minutes }, { name }) => [t("Quiet time for {name}, {time}.", { name, time: minutesText(minutes) }), { type: "lift_quiet", seat }],
  lift_quiet: (state, { seat }, { name, now }) => [t("{name} may write again.", { name }), quietAgain(state, seat, now)],
  set_hold: (_, { seat, on }, { name }) => [holdText(seat, on, name), { type: "set_hold", seat, on: !on }],
  release: (state, { id }) => [t("{name}’s words are shown.", { name: author(state, id) })],
  decline: (state, { id }) => [t("{name}’s words were given back.", { name: author(state, id) }), { type: "release", id }],
  remove_message: (state, { id }) => [t("{name}’s words are taken down.", { name: author(state, id) }), { type: "restore_message", id }],
  restore_message: (state, { id }) => [t("{name}’s words are shown again.", { name: author(state, id) })],
  tag_message: (state, { id, topic, on }) => [
    on ? t("{name}’s words say that they touch on {topic}.", { name: author(state, id), topic: topicText(topic) }) : t("{name}’s words do not say {topic} any more.", { name: author(state, id), topic: topicText(topic) }),
    { type: "tag_message", id, topic, on: !on },
  ],
  drill: (_, { seats }) => [seats.length === 0 ? t("The room is paused and the door is locked.") : tn("The room is calm. {n} woman waits outside.", "The room is calm. {n} women wait outside.", seats.length), { type: "undo_drill" }],
  undo_drill: () => [t("The drill is undone. Everyone is back.")],
  // alone with one of them
  offer_side_room: (_, __, { name }) => [t("{name} is asked into a side room.", { name }), { type: "withdraw_side_room" }],
  withdraw_side_room: () => [t("The side room is offered no more.")],
  // among facilitators, and to one woman alone
  send_nudge: (_, { nudge }, { name }) => [t("{name} alone reads: “{words}”", { name, words: nudgeText(nudge) })],
  say_in_back_channel: () => [t("Only facilitators read this.")],
  take_back_in_back_channel: () => [t("You took your words back.")],
  clear_back_channel: () => [t("What facilitators wrote to each other is destroyed.")],
  // who leads
  offer_lead: (_, __, { name }) => [t("The lead is offered to {name}.", { name }), { type: "keep_lead" }],
  accept_lead: () => [t("You lead now.")],
  keep_lead: (state) => [state.offered === state.you ? t("You did not take the lead.") : t("The offer of the lead is over.")],
};

function holdText(seat, on, name) {
  if (seat === null) return on ? t("All words are read first.") : t("Words go straight to the circle again.");
  return on ? t("{name}’s words are read first.", { name }) : t("{name}’s words go straight to the circle again.", { name });
}

/** A step's title in her language. @param {any} step */
export const titleOf = (step) => inLanguage(step?.title, globalThis.document?.documentElement.lang ?? "en");
