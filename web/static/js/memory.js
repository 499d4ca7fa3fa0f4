/**
 * What this tab keeps over a reload: her draft and words not known to be sent. Session storage only, gone on send, exit, sign-out and close,
 * and given back to nobody but the seat that wrote them: another woman may sign in on the same tab.
 */

const EMPTY = { draft: "", outgoing: [], prefer: {} };

/** @param {Storage|undefined} storage @param {string} meeting @param {string} seat who asks for it */
export function recall(storage, meeting, seat) {
  try {
    const kept = JSON.parse(storage?.getItem(name(meeting)) ?? "null");
    return kept?.seat === seat && typeof kept.draft === "string" && Array.isArray(kept.outgoing) ? kept : EMPTY;
  } catch {
    return EMPTY; // storage refused or spoilt: nothing was kept
  }
}

/** Keep what must outlive a reload, and nothing when there is nothing. @param {Storage|undefined} storage @param {string} meeting @param {import("./state/types.js").State} state */
export function keep(storage, meeting, state) {
  const outgoing = state.outgoing.filter((o) => o.status !== "sent").map(({ id, text, reply_to, since }) => ({ id, text, reply_to, since }));
  const plain = !state.draft && !outgoing.length && state.prefer.typing && !state.prefer.quiet;
  try {
    if (plain) storage?.removeItem(name(meeting));
    else storage?.setItem(name(meeting), JSON.stringify({ seat: state.you, draft: state.draft, outgoing, prefer: state.prefer }));
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
