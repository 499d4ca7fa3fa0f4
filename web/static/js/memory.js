/**
 * What this tab keeps over a reload: her draft, words not known to be sent, and of a facilitator which of the others' messages to her she has read. Session storage only, gone on send, exit, sign-out and close,
 * and given back to nobody but the seat that wrote them: another woman may sign in on the same tab.
 */

const EMPTY = { draft: "", outgoing: [], prefer: {}, muted: [], topics: [] };

/** @param {Storage|undefined} storage @param {string} meeting @param {string} seat who asks for it */
export function recall(storage, meeting, seat) {
  try {
    const kept = JSON.parse(storage?.getItem(name(meeting)) ?? "null");
    return kept?.seat === seat && typeof kept.draft === "string" && Array.isArray(kept.outgoing) ? kept : EMPTY;
  } catch {
    return EMPTY; // storage refused or spoilt: nothing was kept
  }
}

/** Whether the page was covered when it was loaded again, and whether the others were told: then nothing of it shows, whoever sits there now. @param {Storage|undefined} storage @param {string} meeting */
export function coveredBefore(storage, meeting) {
  try {
    const away = JSON.parse(storage?.getItem(name(meeting)) ?? "null")?.away;
    return away?.on === true ? away : null;
  } catch {
    return null;
  }
}

/** Keep what must outlive a reload, and nothing when there is nothing. @param {Storage|undefined} storage @param {string} meeting @param {import("./state/types.js").State} state */
export function keep(storage, meeting, state) {
  const outgoing = state.outgoing.filter((o) => o.status !== "sent").map(({ id, text, reply_to, topics, since, privately, code }) => ({ id, text, reply_to, topics, since, privately: privately || code === "let_in" }));
  const { draft, prefer, cover, muted, topics, thanked, readAmong, you } = state;
  const plain = !draft && !outgoing.length && prefer.typing && !prefer.quiet && !prefer.open && !topics.length && !cover.on && !cover.quiet && !muted.length && !thanked && !readAmong.length;
  try {
    if (plain) storage?.removeItem(name(meeting));
    else storage?.setItem(name(meeting), JSON.stringify({ seat: you, draft, outgoing, prefer, muted, topics, thanked, readAmong, away: { on: cover.on, quiet: cover.quiet } }));
  } catch {
    // Private windows may refuse storage; then a reload loses the draft, and nothing else.
  }
}

/** @param {Storage|undefined} storage @param {string} meeting */
export function forget(storage, meeting) {
  try {
    storage?.removeItem(name(meeting));
  } catch {
    // Nothing was kept where nothing can be removed.
  }
}

const name = (meeting) => `hearth:${meeting}`;
