"""A meeting as one seat may see it: seats, messages, and the whole of it at one moment.

What a single seat may know of the time before she came is decided here, once, in `snapshot`.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from datetime import datetime
from itertools import dropwhile, islice
from typing import Any

from rooms import events as e
from rooms.audience import Audience, Words, audience_of
from rooms.events import MessageId, SeatId, SeatRole
from rooms.formats import settings_view, step_view
from rooms.moments import stamp as stamp  # noqa: PLC0414 -- for those who take it from here
from rooms.person import told_view
from rooms.questions import unpack_answers
from rooms.state import BackChannelWords, Held, Meeting, Message, PrivateLine, Seat, SeatStatus

MOST_SHOWN = 200  # messages in a snapshot; those before are asked for
_SHOWN_TO_MEMBERS = {SeatStatus.HERE: "here", SeatStatus.LOST: "lost"}  # else: left, whyever
_SHOWN_TO_FACILITATORS = _SHOWN_TO_MEMBERS | {SeatStatus.WAITING: "waiting", SeatStatus.REMOVED: "removed"}


def _stamp(moment: datetime | None) -> str | None:
    return None if moment is None else stamp(moment)


def audience_at(seat: Seat) -> Audience:
    """Which audience a seat belongs to now."""
    return Audience.WAITING if seat.status is SeatStatus.WAITING else audience_of(seat.role)


def seat_view(audience: Audience, meeting: Meeting, seat: Seat, words: Words) -> dict[str, Any]:
    """A seat as this audience is shown it. Colour (1-12) and figure (1-9) come from meeting and number, never from the woman."""
    turn = zlib.crc32(meeting.id.encode())
    desk = audience is Audience.FACILITATORS
    view: dict[str, Any] = {
        "seat": seat.id,
        "number": seat.number,
        "name": words.names[seat.id],
        "role": seat.role.value,
        "status": (_SHOWN_TO_FACILITATORS if desk else _SHOWN_TO_MEMBERS).get(seat.status, "left"),
        "colour": (turn + seat.number * 5) % 12 + 1,
        "figure": (turn // 12 + seat.number * 2) % 9 + 1,
    }
    if seat.listening:
        view["listening"] = True
    if seat.parts:
        view["parts"] = [part.value for part in seat.parts]
    if desk:
        view |= _for_facilitators(seat)
    elif seat.away == "shown" or meeting.is_aside(seat.id):
        view["away"] = True
    return view


def _for_facilitators(seat: Seat) -> dict[str, Any]:
    """What only they are shown of a seat: counts and settings, never a judgement."""
    view: dict[str, Any] = {"said": seat.said, "spoke_at": _stamp(seat.spoke_at)}
    if seat.guest:
        view["guest"] = True
    if seat.newcomer:
        view["newcomer"] = True
    if seat.away is not None:
        view["away"] = seat.away.value
    if seat.quiet_until is not None and seat.quiet_reason is not None:
        view["quiet"] = {"until": stamp(seat.quiet_until), "reason": seat.quiet_reason.value}
    if seat.held:
        view["held"] = True
    return view


def message_view(message: Message, words: Words) -> dict[str, Any]:
    """A message as anyone who may know of it is shown it. Words that were taken down are in no view."""
    view: dict[str, Any] = {
        "id": message.id,
        "seat": message.seat,
        "at": stamp(message.at),
        "text": words.bodies.get(message.id) if message.removed is None else None,
        "reply_to": message.reply_to,
        "taken_back": message.taken_back,
        "removed": None if message.removed is None else message.removed.value,
        "responses": {word.value: list(seats) for word, seats in message.responses.items()} if message.responses else {},
    }
    if message.hidden:
        view |= hidden_of(message)
    return view | topics_of(message) if message.topics else view


def topics_of(said: Message | e.MessagePosted | e.MessageHeld) -> dict[str, list[str]]:
    """The field `topics`, of words that touch one."""
    return {"topics": [topic.value for topic in said.topics]} if said.topics else {}


def hidden_of(said: Message | PrivateLine | e.MessagePosted | e.MessageHeld | e.PrivateSaid | e.SideSaid) -> dict[str, list[str]]:
    """The field `hidden`, of words in which something was hidden: of which kind, never what it was."""
    return {"hidden": [detail.value for detail in said.hidden]} if said.hidden else {}


def ruled_view(message: Message, words: Words) -> dict[str, Any]:
    """The same with the rule it met, as facilitators are shown it, and she herself of words that wait to be read."""
    return message_view(message, words) | rule_of(message) | ({"erased": True} if message.erased else {})


def rule_of(said: Message | e.MessagePosted | e.MessageHeld) -> dict[str, str]:
    """The field `rule`, of words that met one."""
    return {} if said.rule is None else {"rule": said.rule.value}


def held_view(held: Held, words: Words) -> dict[str, Any]:
    """Words that wait for a facilitator, or were declined by one, as facilitators are shown them."""
    return ruled_view(held.message, words) | {"declined": None if held.declined is None else held.declined.value}


def taken_down(meeting: Meeting, seat: SeatId) -> list[Message]:
    """Her messages that were taken down and not taken back, in the order of the circle."""
    return sorted((meeting.messages[ident] for ident in meeting.down.get(seat, ())), key=lambda message: message.n)


def may_know(meeting: Meeting, viewer: Seat, message: Message) -> bool:
    """Whether a seat may know of a message: since she first arrived, or all of it where the room keeps history for late joiners."""
    return meeting.history or 0 < viewer.arrived_at < message.n


def who_waits(meeting: Meeting) -> list[Seat]:
    """Everyone in the waiting room, in order."""
    return sorted((seat for seat in meeting.seats.values() if seat.status is SeatStatus.WAITING), key=in_order)


def in_order(seat: Seat) -> tuple[bool, int]:
    """Among those who wait: whose seat was given away, then who came first."""
    return not seat.first, seat.since_n


def private_line(meeting: Meeting, seat: Seat) -> list[PrivateLine]:
    """What was said on her private line since she has been waiting this time."""
    return [said for said in meeting.private.get(seat.id, ()) if said.n > seat.since_n]


def facilitators_here(meeting: Meeting) -> list[Seat]:
    """Those who facilitate and are in the circle."""
    facilitator, here = SeatRole.FACILITATOR, SeatStatus.HERE
    return [seat for seat in meeting.seats.values() if seat.role is facilitator and seat.status is here]


def _page(meeting: Meeting, viewer: Seat, before: MessageId | None = None) -> tuple[list[Message], MessageId | None]:
    """The last messages that a seat may know of, or those before one of them, oldest first; and of which of them to ask for more."""
    back = reversed(meeting.messages.values())
    if before is not None:
        back = dropwhile(lambda message: message.id != before, back)
        next(back, None)
    found = list(islice((message for message in back if may_know(meeting, viewer, message)), MOST_SHOWN + 1))
    page = found[:MOST_SHOWN][::-1]
    return page, page[0].id if len(found) > MOST_SHOWN else None


def _authors(messages: Iterable[Message]) -> set[SeatId]:
    """Who wrote them, and who answered them with a word."""
    return {m.seat for m in messages} | {s for m in messages if m.responses for seats in m.responses.values() for s in seats}


def earlier(meeting: Meeting, viewer: Seat, words: Words, before: MessageId) -> dict[str, Any]:
    """The messages before this one, as many as a snapshot holds, with the seats they are of; `earlier`: the one to ask again with."""
    audience = audience_at(viewer)
    messages, more = _page(meeting, viewer, before)
    form = ruled_view if audience is Audience.FACILITATORS else message_view
    authors = _authors(messages)
    seats = [seat_view(audience, meeting, seat, words) for seat in meeting.seats.values() if seat.id in authors and seat.arrived_at]
    return {"messages": [form(message, words) for message in messages], "seats": seats, "earlier": more}


def snapshot(meeting: Meeting, viewer: Seat, words: Words) -> dict[str, Any]:
    """The whole meeting as this seat may see it now. From the waiting room: who facilitates, and nothing of the circle."""
    audience = audience_at(viewer)
    rests = {"since": _stamp(meeting.unattended_since), "grace_s": meeting.grace_s}
    whole: dict[str, Any] = {"status": meeting.status.value, "paused": meeting.paused_at is not None, "attended": rests}
    if audience is Audience.WAITING:
        seats = [seat_view(audience, meeting, seat, words) for seat in facilitators_here(meeting)]
        return whole | {"seats": seats, "messages": []}
    messages, more = _page(meeting, viewer)
    desk = audience is Audience.FACILITATORS
    if more is not None:
        whole["earlier"] = more
        messages = [*_reported_before(meeting, viewer, messages[0]), *messages] if desk else messages
    authors = _authors(messages) | ({held.message.seat for held in meeting.held.values()} if desk else set())
    shown = [s for s in meeting.seats.values() if s.status in _SHOWN_TO_MEMBERS or (s.id in authors and s.arrived_at)]
    whole["seats"] = [seat_view(audience, meeting, s, words) for s in shown]
    form = ruled_view if audience is Audience.FACILITATORS else message_view
    whole["messages"] = [form(m, words) for m in messages]
    whole |= _shape(meeting, audience)
    return whole | _desk(meeting, words) if audience is Audience.FACILITATORS else whole


def _reported_before(meeting: Meeting, viewer: Seat, first: Message) -> list[Message]:
    """Words that somebody asked to look at, however long ago they were said."""
    found = {m.id: m for message, _ in meeting.reports.values() if (m := meeting.messages.get(message)) is not None}
    return sorted((m for m in found.values() if m.n < first.n and may_know(meeting, viewer, m)), key=lambda m: m.n)


def _shape(meeting: Meeting, audience: Audience) -> dict[str, Any]:
    """How the meeting is run, as everyone in the circle is shown it; cue cards for its facilitators only."""
    turn = meeting.turn
    view = step_view if audience is Audience.FACILITATORS else settings_view
    return {
        "mode": meeting.mode.value,
        "cross_talk": meeting.cross_talk,
        "turn_s": meeting.turn_s,
        "turn": None
        if turn is None
        else {
            "seat": turn.seat,
            "since": stamp(turn.since),
            "limit_s": turn.limit_s,
            "held_since": None if turn.quietly and audience is not Audience.FACILITATORS else _stamp(turn.held_since),
            "held_s": turn.held_s - (0.0 if audience is Audience.FACILITATORS else turn.spared_s),
        },
        "hands": list(meeting.hands),
        "lead": meeting.lead,
        "locked": meeting.locked,
        "slow_s": meeting.slow_s,
        "grounding": _stamp(meeting.grounding_until),
        "script": [view(step) for step in meeting.script],
        "step": meeting.step,
        "step_at": _stamp(meeting.step_at),
    }


def _desk(meeting: Meeting, words: Words) -> dict[str, Any]:
    """What only facilitators are shown."""
    desk = Audience.FACILITATORS
    return {
        "waiting": [waiting_view(meeting, seat, words) for seat in who_waits(meeting)],
        "held": [held_view(held, words) for held in meeting.held.values()],
        "offered": meeting.offered,
        "hold_all": meeting.hold_all,
        "waiting_for": meeting.waiting.value,
        "reports": [{"report": report, "id": message, "reason": reason.value} for report, (message, reason) in meeting.reports.items()],
        "removed": [
            seat_view(desk, meeting, seat, words)
            | {"reason": seat.removed and seat.removed[0].value, "scope": seat.removed and seat.removed[1].value}
            for seat in meeting.seats.values()
            if seat.status is SeatStatus.REMOVED
        ],
        "drill": meeting.drill is not None,
        "called": [told_view(called, words) for called in meeting.called.values()],
        "back_channel": [back_channel_view(said, words) for said in meeting.back_channel.values()],
        "back_channel_kept_s": meeting.back_channel_kept_s,
        "side_rooms": [
            {"seat": room.seat, "by": room.by, "until": stamp(room.until), "begun": room.began is not None}
            for room in meeting.side_rooms.values()
        ],
    }


def back_channel_view(said: BackChannelWords, words: Words) -> dict[str, Any]:
    """One message among the facilitators, with the name of its author, who may have left."""
    return {"id": said.id, "seat": said.seat, "name": words.names[said.seat], "at": stamp(said.at), "text": words.bodies.get(said.id)}


def answers_of(meeting: Meeting, seat: SeatId, words: Words) -> dict[str, list[dict[str, str]]]:
    """The field `answers`, of her who answered the room's questions and waits."""
    body = words.bodies.get(meeting.answers[seat]) if seat in meeting.answers else None
    return {} if body is None else {"answers": [{"question": each.question, "answer": each.answer} for each in unpack_answers(body)]}


def waiting_view(meeting: Meeting, seat: Seat, words: Words) -> dict[str, Any]:
    """A waiting seat as facilitators are shown it, with its private line."""
    line = [
        {"id": said.id, "seat": said.seat, "at": stamp(said.at), "text": words.bodies.get(said.id)} | hidden_of(said)
        for said in private_line(meeting, seat)
    ]
    return seat_view(Audience.FACILITATORS, meeting, seat, words) | {
        "since": stamp(seat.since),
        "moved": seat.moved,
        "queued": seat.id in meeting.queue,
        **({"first": True} if seat.first else {}),
        "line": line,
        **answers_of(meeting, seat.id, words),
    }
