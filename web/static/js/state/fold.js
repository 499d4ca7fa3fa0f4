/** What the server shows, folded into what the page knows: a snapshot, then events. The same fold as the server's. */

/** @typedef {import("./types.js").State} State */
/** @typedef {import("./types.js").WireEvent} WireEvent */

/** The key of a message's row. @param {string} id */
export const messageKey = (id) => `m:${id}`;

/** The next state with `patch` laid over it and `keys` marked as changed. @param {State} state @param {Partial<State>} patch @param {...string} keys @returns {State} */
export function change(state, patch, ...keys) {
  return { ...state, ...patch, changed: [...state.changed, ...keys] };
}

/** A copy of a map with one entry set, or removed when `value` is undefined. @template V @param {Map<string, V>} map @param {string} key @param {V} [value] */
export function put(map, key, value) {
  const next = new Map(map);
  if (value === undefined) next.delete(key);
  else next.set(key, value);
  return next;
}

/** A whole snapshot replaces what was known of the circle. @param {State} state @param {any} snapshot @returns {State} */
export function load(state, snapshot) {
  const messages = new Map(snapshot.messages.map((m) => [m.id, m]));
  return change(
    state,
    {
      status: snapshot.status,
      seats: new Map(snapshot.seats.map((s) => [s.seat, s])),
      messages,
      rows: [...messages.keys()].map(messageKey),
      lines: new Map(),
      marker: null,
      below: false,
      typing: new Map(),
    },
    "all",
  );
}

/** What the server's snapshot would say now: everyone here or lost, and of those who left the ones whose words or responses remain. @param {State} state */
export function view(state) {
  const messages = [...state.messages.values()];
  const remembered = new Set(messages.flatMap((m) => [m.seat, ...Object.values(m.responses).flat()]));
  const seats = [...state.seats.values()].filter((s) => s.status !== "left" || remembered.has(s.seat));
  return { status: state.status, seats: seats.sort((a, b) => a.number - b.number), messages };
}

/** One event that is next in order. @param {State} state @param {WireEvent} event @returns {State} */
export function fold(state, event) {
  const handler = FOLDS[event.type];
  return handler ? handler(state, event) : state;
}

/** @type {Record<string, (state: State, event: WireEvent) => State>} */
const FOLDS = {
  meeting_opened: (state, event) => addLine(change(state, { status: "open" }, "status", "dock", "circle"), event, null),
  meeting_closed: closed,
  seat_arrived: (state, event) => presence(state, event, event.seat),
  seat_back: (state, event) => presence(state, event, event.seat),
  seat_lost: (state, event) => moved(state, event, "lost"),
  seat_left: (state, event) => moved(state, event, "left"),
  turned_away: (state, event) => addLine(state, event, null),
  message_posted: posted,
  message_taken_back: takenBack,
  responded: (state, event) =>
    respond(state, event, (seats) => (seats.includes(event.seat) ? seats : [...seats, event.seat])),
  response_taken_back: (state, event) => respond(state, event, (seats) => seats.filter((s) => s !== event.seat)),
};

/** Every seat ends, and with it what she had not sent. */
function closed(state, event) {
  const seats = new Map([...state.seats].map(([id, seat]) => [id, { ...seat, status: "left" }]));
  const ended = { code: "meeting_closed", message: null, words_until: wordsUntil(event) };
  const patch = { status: "closed", seats, ended, draft: "", outgoing: [], acts: new Map(), typing: new Map() };
  return change(state, patch, "status", "draft", "outgoing", "dock", "circle", "last", "ended");
}

/** When the words are destroyed, if the event says so. */
function wordsUntil({ words_until, words_kept_s, at }) {
  if (words_until) return words_until;
  return words_kept_s === undefined || !at ? null : new Date(Date.parse(at) + words_kept_s * 1000).toISOString();
}

/** She arrived, or is back: her seat as it is now. */
function presence(state, event, seat) {
  const next = change(state, { seats: put(state.seats, seat.seat, seat) }, "circle", `seat:${seat.seat}`);
  const last = state.lines.get(state.rows.at(-1) ?? "");
  if (event.type === "seat_back" && last?.kind === "seat_lost" && last.seat === seat.seat) return dropLine(next, last.key);
  return addLine(next, event, seat.seat);
}

/** Her line is lost, or she left. */
function moved(state, event, status) {
  const seat = state.seats.get(event.seat);
  if (!seat) return state;
  const typing = put(state.typing, event.seat);
  return addLine(change(state, { seats: put(state.seats, event.seat, { ...seat, status }), typing }, "circle", "typing"), event, event.seat);
}

function addLine(state, event, seat) {
  if (seat !== null && seat === state.you) return state; // her own comings and goings are no news to her
  const key = `l:${event.seq}`;
  const line = { key, kind: event.type, seat, at: event.at ?? "" };
  const said = [...state.said, { kind: event.type, seat: seat ?? undefined }];
  return change(state, { lines: put(state.lines, key, line), rows: [...state.rows, key], said }, key);
}

function dropLine(state, key) {
  return change(state, { lines: put(state.lines, key), rows: state.rows.filter((k) => k !== key) }, key);
}

function posted(state, event) {
  const { id, seat } = event;
  const message = {
    id, seat, at: event.at, text: event.text ?? null, reply_to: event.reply_to ?? null, taken_back: event.taken_back === true, responses: {},
  };
  const key = messageKey(id);
  const mine = seat === state.you;
  const returned = state.returned.get(id);
  const next = change(
    state,
    {
      messages: put(state.messages, id, message),
      rows: [...state.rows, key],
      typing: put(state.typing, seat),
      outgoing: state.outgoing.filter((o) => o.id !== id),
      returned: returned === undefined ? state.returned : put(state.returned, id),
      // She took these words back to writing, not knowing they had arrived: do not make her send them twice.
      draft: returned !== undefined && state.draft === returned ? "" : state.draft,
      said: mine || message.taken_back ? state.said : [...state.said, { kind: "message", id }],
    },
    key, "latest", "typing", ...(mine ? ["outgoing", "draft"] : []),
  );
  return mine ? next : unseen(next, key);
}

/** New words while she reads further up or looks elsewhere: where they begin is marked. */
function unseen(state, key) {
  const { atEnd, hidden } = state.reading;
  if (atEnd && !hidden) return state;
  const fresh = state.marker === null || state.markerSeen;
  return change(state, { marker: fresh ? key : state.marker, markerSeen: false, below: state.below || !atEnd }, "marker");
}

function takenBack(state, event) {
  const message = state.messages.get(event.id);
  if (!message) return state;
  const wish = `take_back:${event.id}`;
  const act = state.acts.get(wish);
  const hers = act && !act.done && message.text !== null ? message.text : null; // an earlier answer has brought them back already
  return change(
    state,
    {
      messages: put(state.messages, event.id, { ...message, text: null, taken_back: true, responses: {} }),
      acts: put(state.acts, wish),
      draft: hers === null ? state.draft : joined(hers, state.draft),
      said: message.seat === state.you ? state.said : [...state.said, { kind: "taken_back", seat: message.seat }],
    },
    messageKey(event.id), "latest", `quotes:${event.id}`, ...(hers === null ? [] : ["draft"]),
  );
}

/** Words that came back to the composer stand before what is there. @param {string} back @param {string} draft */
export function joined(back, draft) {
  return draft.trim() ? `${back}\n${draft}` : back;
}

function respond(state, event, alter) {
  const message = state.messages.get(event.id);
  if (!message || message.taken_back) return state;
  const seats = alter(message.responses[event.word] ?? []);
  const { [event.word]: _, ...others } = message.responses;
  const responses = seats.length ? { ...message.responses, [event.word]: seats } : others;
  const acts = event.seat === state.you ? put(put(state.acts, `respond:${event.id}:${event.word}`), `unrespond:${event.id}:${event.word}`) : state.acts;
  return change(state, { messages: put(state.messages, event.id, { ...message, responses }), acts }, messageKey(event.id));
}
