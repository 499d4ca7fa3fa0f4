/** Shapes that travel through the page. Types only. The wire's own shapes are in docs/PROTOCOL.md. */

/**
 * @typedef {{seat: string, number: number, name: string, role: "member"|"facilitator", status: "here"|"lost"|"left",
 *   colour: number, figure: number, guest?: boolean}} Seat
 * @typedef {{id: string, seat: string, at: string, text: string|null, reply_to: string|null, taken_back: boolean,
 *   responses: Record<string, string[]>}} Message
 * @typedef {{key: string, kind: string, seat: string|null, at: string}} Line   something that happened to the circle, shown once
 * @typedef {{id: string, text: string, reply_to: string|null, status: "sending"|"retrying"|"unsure"|"refused"|"sent",
 *   since: number, seq: number|null, code: string|null, message: string|null}} Outgoing   `since`: first try, ms
 * @typedef {{type: string, id: string, word?: string, since: number, done?: boolean}} Act   a small wish on its way: take_back, respond, unrespond
 * @typedef {{type: string, seq?: number, cursor?: string, at?: string, [field: string]: any}} WireEvent
 * @typedef {{name: string, purpose: string, language: string, typing: boolean, history: boolean, capacity: number,
 *   opens_at: string|null, closes_at: string|null, words_kept_s: number}} Room
 */

/**
 * Everything the page knows. `reduce` never alters one, it makes the next; `changed` names what differs (row keys and parts of the page),
 * `said` what a screen reader should hear.
 * @typedef {{
 *   you: string|null, room: Room|null, status: "planned"|"open"|"closed",
 *   seats: Map<string, Seat>, messages: Map<string, Message>, rows: string[], lines: Map<string, Line>,
 *   seq: number, cursor: string|null, seated: boolean, needsSync: boolean,
 *   link: "starting"|"up"|"down", notices: {wire: boolean, moving: boolean, session: boolean},
 *   ended: null|{code: string, message: string|null, words_until: string|null},
 *   draft: string, replyTo: string|null, outgoing: Outgoing[], returned: Map<string, string>,
 *   acts: Map<string, Act>, notes: Map<string, {code: string, message: string|null}>,
 *   typing: Map<string, number>, prefer: {typing: boolean, quiet: boolean},
 *   reading: {atEnd: boolean, hidden: boolean}, marker: string|null, markerSeen: boolean, below: boolean,
 *   active: string|null, opened: string|null, wordsGone: boolean,
 *   changed: string[], said: Array<{kind: string, id?: string, seat?: string}>,
 * }} State
 */

export {};
