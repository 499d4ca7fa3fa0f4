/** Shapes that travel through the page. Types only. The wire's own shapes are in docs/PROTOCOL.md. */

/**
 * @typedef {{seat: string, number: number, name: string, role: "member"|"facilitator", status: "here"|"lost"|"left"|"waiting"|"removed",
 *   colour: number, figure: number, away?: true|"shown"|"quiet", listening?: true, parts?: string[],
 *   guest?: boolean, quiet?: {until: string, reason: string}, held?: true, said?: number, spoke_at?: string|null}} Seat   from `guest` on: facilitators only
 * @typedef {{id: string, seat: string, at: string, text: string|null, reply_to: string|null, taken_back: boolean,
 *   removed?: string|null, topics?: string[], rule?: string, responses: Record<string, string[]>}} Message   `rule`: which of the room's rules it met; facilitators, and hers that wait
 * @typedef {{key: string, kind: string, seat: string|null, at: string, mode?: string, index?: number, seconds?: number}} Line   something that happened to the circle, shown once
 * @typedef {{id: string, text: string, reply_to: string|null, topics?: string[], status: "sending"|"retrying"|"unsure"|"asks"|"refused"|"sent",
 *   since: number, privately?: boolean, sure?: boolean, spans?: Array<[number, number, string]>, seq: number|null, code: string|null, message: string|null}} Outgoing   `since`: first try, ms
 * @typedef {{type: string, id: string, word?: string, drop?: boolean, since: number, done?: boolean}} Act   a small wish on its way: take_back, respond, unrespond
 * @typedef {{type: string, seq?: number, cursor?: string, at?: string, [field: string]: any}} WireEvent
 * @typedef {{name: string, purpose: string, language: string, typing: boolean, history: boolean, capacity: number,
 *   opens_at: string|null, closes_at: string|null, words_kept_s: number,
 *   format?: Array<Record<string, string>>}} Room
 * @typedef {{seat: string, since: string, limit_s: number, held_since: string|null, held_s: number}} Turn   whose turn it is; `limit_s` 0: no measure
 * @typedef {{title: {en: string, es: string}, minutes: number, mode: string, cross_talk: boolean, turn_s: number, parts: string[],
 *   cue?: Record<string, string>, note?: Record<string, string>, paste?: Record<string, string>, reading?: Array<Record<string, string>>}} Step   from `cue` on: facilitators only
 * @typedef {{status: "here"|"waiting", quiet: {until: string, reason: string}|null, held: Message[], declined: Array<Message & {reason: string}>,
 *   removed: Array<{id: string, reason: string}>, away: null|"shown"|"quiet", hold: boolean, reading: Array<Record<string, string>>, spared: null|{since: string, s: number}, nudge: null|{id: number, nudge: string, name: string, at: string},
 *   person: null|{status: string, origin: string, name: null|string, role: null|string, with_her: null|string, mine: boolean, widened: number, withdrawn: boolean, emergency: boolean, at: string},
 *   side_room: null|{begun: boolean, with: string, name: string, minutes: number, until: string, line: Array<{id: string, mine: boolean, at: string, text: string}>},
 *   waiting: null|{place: number, of: number, since: string, moved: boolean, facilitators: string[],
 *     line: Array<{id: string, mine: boolean, name: string|null, at: string, text: string}>}}} Standing   what is told to her alone
 * @typedef {Seat & {since: string, moved: boolean, line: Array<{id: string, seat: string, at: string, text: string}>}} Waiting
 */

/**
 * Everything the page knows. `reduce` never alters one, it makes the next; `changed` names what differs (row keys and parts of the page),
 * `said` what a screen reader should hear.
 * @typedef {{
 *   you: string|null, room: Room|null, status: "planned"|"open"|"closed",
 *   seats: Map<string, Seat>, messages: Map<string, Message>, earlier: string|null, rows: string[], lines: Map<string, Line>,
 *   seq: number, cursor: string|null, seated: boolean, needsSync: boolean, stale: boolean,
 *   link: "starting"|"up"|"down", notices: {wire: boolean, moving: boolean, session: boolean},
 *   mode: string, crossTalk: boolean, turnS: number, turn: Turn|null, hands: string[], lead: string|null,
 *   attended: {since: string|null, grace_s: number}, locked: boolean, paused: boolean, grounding: string|null, slowS: number,
 *   script: Step[], step: number|null, stepAt: string|null,
 *   waiting: Waiting[], held: Array<Message & {declined: string|null}>, offered: string|null, holdAll: boolean, waitingFor: string,
 *   reports: Array<{report: string, id: string, reason: string}>, removedSeats: Array<Seat & {reason: string, scope: string}>, drill: boolean,
 *   backChannel: Array<{id: string, seat: string, name: string, at: string, text: string}>, backChannelKeptS: number, sideRooms: Array<{seat: string, by: string, until: string, begun: boolean}>,
 *   called: Array<{seat: string, case: string, status: string, severity: string, origin: string, name: null|string, role: null|string, with_her: null|string, withdrawn: boolean, withheld: boolean, emergency: boolean, widened: number, at: string}>,   who was called for whom
 *   readAmong: string[], thanked: number,   the last nudge she has closed
 *   standing: Standing, cover: {on: boolean, quiet: boolean, back: boolean}, muted: string[],
 *   refusal: null|{message: string|null, until: number},
 *   now: number, ahead: number, hour: string, asked: boolean, askedIn: Record<number, boolean>,   the server's time, ms, and how far it is ahead of this device's; what of it is shown; the round has come to her
 *   ended: null|{code: string, message: string|null, next: string|null, words_until: string|null},
 *   draft: string, replyTo: string|null, outgoing: Outgoing[], returned: Map<string, string>,
 *   acts: Map<string, Act>, notes: Map<string, {code: string, message: string|null}>,
 *   typing: Map<string, number>, prefer: {typing: boolean, quiet: boolean, open: boolean}, topics: string[], unveiled: string[],
 *   reading: {atEnd: boolean, hidden: boolean}, marker: string|null, markerSeen: boolean, below: boolean,
 *   active: string|null, opened: string|null, wordsGone: boolean,
 *   changed: string[], said: Array<{kind: string, id?: string, seat?: string|null, [field: string]: any}>,
 * }} State
 */

export {};
