/** What came to the desk since it was last looked at, as short sentences for a screen reader. */

import { t, tn } from "../words.js";
import { concerned } from "./concern.js";
import { nameIn, overdue, reported, toRead } from "./model.js";

/** More than so many of a kind at once are summed up. */
const AT_ONCE = 2;

/** What is in the second list and not in the first. */
function fresh(before, after, key) {
  const known = new Set(before.map(key));
  return after.filter((each) => !known.has(key(each)));
}

const several = (names, one, many) => (names.length > AT_ONCE ? [many(names.length)] : names.map(one));

/** @param {any} before @param {any} after @returns {string[]} */
export function news(before, after) {
  if (before === after) return [];
  const name = (id) => nameIn(after, id);
  const waiting = fresh(before.waiting, after.waiting, (s) => s.seat).map((s) => s.name);
  const held = fresh(toRead(before), toRead(after), (h) => h.id).map((h) => name(h.seat));
  const reports = fresh(reported(before), reported(after), (r) => r.report).map((r) => name(after.messages.get(r.id).seat));
  const hands = fresh(before.hands, after.hands, (id) => id).map(name);
  const wrote = after.waiting.filter((s) => s.line.at(-1)?.seat === s.seat && s.line.length > (before.waiting.find((b) => b.seat === s.seat)?.line.length ?? 0));
  const among = fresh(before.backChannel, after.backChannel, (b) => b.id).filter((b) => b.seat !== after.you).map((b) => b.name);
  const needed = fresh(concerned(before), concerned(after), (c) => c.case).map((c) => name(c.seat));
  return [
    ...needed.map((n) => t("A person is needed for {name}.", { name: n })),
    ...several(waiting, (n) => t("{name} waits at the door.", { name: n }), (n) => tn("{n} woman came to the door.", "{n} women came to the door.", n)),
    ...wrote.map((s) => t("{name} writes from the waiting room.", { name: s.name })),
    ...several(held, (n) => t("Words of {name} wait to be read.", { name: n }), (n) => tn("{n} message waits to be read.", "{n} messages wait to be read.", n)),
    ...several(reports, (n) => t("Words of {name} were reported.", { name: n }), (n) => tn("{n} message was reported.", "{n} messages were reported.", n)),
    ...several(hands, (n) => t("{name} raised her hand.", { name: n }), (n) => tn("{n} hand was raised.", "{n} hands were raised.", n)),
    ...several(among, (n) => t("{name} wrote to the facilitators.", { name: n }), (n) => tn("{n} message to the facilitators.", "{n} messages to the facilitators.", n)),
    ...(after.offered !== before.offered && after.offered === after.you ? [t("{name} offers you the lead.", { name: name(after.lead) })] : []),
  ];
}

/** Words that wait for too long, each said once: `told` keeps which. @param {any} state @param {number} now @param {Set<string>} told @returns {string[]} */
export function lateNews(state, now, told) {
  const late = overdue(state, now).filter(({ id }) => !told.has(id));
  for (const { id } of late) told.add(id);
  return several(late.map((h) => nameIn(state, h.seat)), (n) => t("Words of {name} have waited two minutes to be read.", { name: n }), (n) => tn("{n} message has waited two minutes to be read.", "{n} messages have waited two minutes to be read.", n));
}
