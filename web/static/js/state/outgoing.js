/** Words on their way. What was sent is tried again for a minute, then she is asked; a draft is never sent for her. */

import { change, joined, put } from "./base.js";
import { waits, waitsToBeRead } from "./standing.js";

/** @typedef {import("./types.js").State} State */

/** How long words are tried again after she sent them, ms. */
export const RETRY_FOR_MS = 60_000;

/** How long a refused small act is said, ms. */
const REFUSAL_MS = 8_000;

/** A granted wish whose event never came (nothing had to change) is forgotten after this, ms. */
const SHOWN_BY_MS = 10_000;

/** Statuses in which the page itself goes on trying. */
const ON_THE_WAY = new Set(["sending", "retrying"]);

/** Whether the page is still trying to send this. @param {import("./types.js").Outgoing} item */
export const onTheWay = (item) => ON_THE_WAY.has(item.status);

function alter(state, id, patch) {
  if (!state.outgoing.some((o) => o.id === id)) return state;
  const outgoing = state.outgoing.map((o) => (o.id === id ? { ...o, ...patch } : o));
  return change(state, { outgoing }, "outgoing");
}

/** The queue's answers to what she and the line do. @type {Record<string, (state: State, action: any) => State>} */
export const OUTGOING = {
  /** She pressed Send. */
  send: (state, { id, text, now }) =>
    change(
      state,
      {
        outgoing: [...state.outgoing, { id, text, reply_to: state.replyTo, topics: waits(state) ? [] : state.topics, privately: waits(state), status: "sending", since: now, seq: null, code: null, message: null }],
        draft: "", topics: [], replyTo: null, active: null, opened: null, marker: null, below: false,
      },
      "outgoing", "draft", "topics", "reply", "latest", "marker", "end", ...(state.active ? [state.active] : []),
    ),

  /** A card of the script, as it stands: what she is writing stays with her. */
  send_card: (state, { id, text, now }) => {
    const item = { id, text, reply_to: null, status: /** @type {const} */ ("sending"), since: now, seq: null, code: null, message: null };
    return change(state, { outgoing: [...state.outgoing, item] }, "outgoing", "latest", "end");
  },

  /** The server has them. The row stays until the event puts them in their place, or a facilitator reads them first. */
  posted: (state, { id, seq, at, held, privately, rule, hidden, text }) => {
    if (hidden) state = withoutWhatIsHidden(state, id, hidden, text);
    const item = state.outgoing.find((o) => o.id === id);
    if (held && item) state = waitsToBeRead(change(state, { outgoing: state.outgoing.filter((o) => o.id !== id) }, "outgoing"), { ...item, at, rule, hidden });
    if (held) return state;
    if (privately) return change(state, { outgoing: state.outgoing.filter((o) => o.id !== id) }, "outgoing", "standing");
    if (state.messages.has(id) || seq <= state.seq) return change(state, { outgoing: state.outgoing.filter((o) => o.id !== id) }, "outgoing");
    return alter(state, id, { status: "sent", seq, code: null, message: null });
  },

  /** No answer yet, or one that asks to try again. */
  retrying: (state, { id, code, message }) => alter(state, id, { status: "retrying", code: code ?? null, message: message ?? null }),

  /** The server will not take them; they are still here. */
  refused: (state, { id, code, message, spans }) => {
    const asks = code === "looks_personal";
    const next = alter(state, id, asks ? { status: "asks", code, message, spans } : { status: "refused", code, message });
    return { ...next, said: [...next.said, asks ? { kind: "asks", what: spans?.[0]?.[2] ?? "" } : { kind: "not_sent", id }] };
  },

  /** She was asked, and wishes to post them as they are: the same id. */
  sure: (state, { id, now }) => alter(state, id, { status: "sending", sure: true, since: now, code: null, message: null }),

  /** She chose to try again: the same id, so that it can only be said once. */
  again: (state, { id, now }) => alter(state, id, { status: "sending", since: now, code: null, message: null }),

  /** She chose to go on writing. Remembered, in case they had arrived after all. */
  back_to_writing: (state, { id }) => {
    const item = state.outgoing.find((o) => o.id === id);
    if (!item) return state;
    const draft = joined(item.text, state.draft);
    const outgoing = state.outgoing.filter((o) => o.id !== id);
    return change(state, { outgoing, draft, topics: state.topics.length ? state.topics : item.topics ?? [], replyTo: state.replyTo ?? item.reply_to, returned: put(state.returned, id, draft) }, "outgoing", "draft", "topics", "reply", "focus");
  },

  /** A small wish: take back, respond, unrespond. */
  wish: (state, { command, now }) => {
    const key = actKey(command);
    const opposite = command.type === "respond" ? `unrespond:${command.id}:${command.word}` : `respond:${command.id}:${command.word}`;
    const acts = put(put(state.acts, opposite), key, { ...command, since: now });
    return change(state, { acts, notes: put(state.notes, command.id), opened: null }, `m:${command.id}`);
  },

  /** The server's answer to a wish. The event that follows shows it; a refusal is said under the row. */
  wish_answered: (state, { key, ok, code, message }) => {
    const act = state.acts.get(key);
    if (!act || act.done) return state;
    const { standing } = state;
    const target = [state.messages.get(act.id), ...standing.held, ...standing.declined].find((each) => each?.id === act.id);
    const hers = ok && act.type === "take_back" && !act.drop && target?.text ? target.text : null;
    const others = (each) => each.id !== act.id || !ok || act.type !== "take_back";
    return change(
      state,
      {
        standing: { ...standing, held: standing.held.filter(others), declined: standing.declined.filter(others) },
        acts: put(state.acts, key, ok ? { ...act, done: true } : undefined), // the event that follows ends it
        notes: ok ? state.notes : put(state.notes, act.id, { code, message: message ?? null }),
        draft: hers === null ? state.draft : joined(hers, state.draft),
      },
      `m:${act.id}`, "standing", ...(hers === null ? [] : ["draft"]),
    );
  },

  /** She takes back everything: what was on its way goes nowhere. */
  nothing_outgoing: (state) => change(state, { outgoing: [] }, "outgoing"),

  /** A small act of hers was refused, or there was no line. Said above the composer for a while. */
  not_done: (state, { message, now }) => change(state, { refusal: { message, until: now + REFUSAL_MS } }, "dock"),
};

/** Something was hidden in her words: she is told, and what she wrote is nowhere on this page any more. @param {State} state @returns {State} */
function withoutWhatIsHidden(state, id, hidden, text) {
  const next = alter(state, id, { text: text ?? "" });
  return change({ ...next, said: [...next.said, { kind: "hidden", hidden }] }, { returned: put(next.returned, id) });
}

/** Words for the facilitators alone, of a woman who is in the circle meanwhile. */
export const NOT_TO_THE_CIRCLE = { privately: false, status: "refused", code: "let_in", message: null };

/** She came in while words for the facilitators alone were still here: they wait, and are not said to the circle. @param {State} state @returns {State} */
export function notToTheCircle(state) {
  const kept = (o) => (o.privately ? { ...o, ...NOT_TO_THE_CIRCLE } : o);
  const draft = state.draft.trim() ? [{ id: "unsaid", text: state.draft, reply_to: null, since: 0, seq: null, ...NOT_TO_THE_CIRCLE }] : [];
  return change(state, { outgoing: [...state.outgoing.map(kept), ...draft], draft: "" }, "outgoing", "draft");
}

/** @param {{type: string, id: string, word?: string}} command */
export const actKey = ({ type, id, word }) => (word ? `${type}:${id}:${word}` : `${type}:${id}`);

/** A second has passed: what has been tried for a minute becomes a question. @param {State} state @param {number} now @returns {State} */
export function overdue(state, now) {
  let next = state.refusal && now >= state.refusal.until ? change(state, { refusal: null }, "dock") : state;
  for (const item of state.outgoing) {
    if (onTheWay(item) && now - item.since >= RETRY_FOR_MS) {
      next = alter(next, item.id, { status: "unsure" });
      next = { ...next, said: [...next.said, { kind: "not_sent", id: item.id }] };
    }
  }
  for (const [key, act] of state.acts) {
    if (act.done && now - act.since >= SHOWN_BY_MS) next = change(next, { acts: put(next.acts, key) }, `m:${act.id}`);
    else if (!act.done && now - act.since >= RETRY_FOR_MS) next = OUTGOING.wish_answered(next, { key, ok: false, code: "no_line", message: null });
  }
  return next;
}

/** What a snapshot or an event already shows is no longer on its way. @param {State} state @returns {State} */
export function settle(state) {
  const outgoing = state.outgoing.filter((o) => !state.messages.has(o.id) && !(o.status === "sent" && o.seq !== null && o.seq <= state.seq));
  return outgoing.length === state.outgoing.length ? state : change(state, { outgoing }, "outgoing");
}
