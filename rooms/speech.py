"""Words: who may write now, what is held for a facilitator to read first, what is taken down, taken back, answered and reported.

Also the private line of the waiting room. What a facilitator does to words is decided in `moderation/calm.py` and folded here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import assert_never

import msgspec

from rooms import events as e
from rooms import reclaim
from rooms.commands import PostMessage, Report, Respond, SayPrivately, Speech, TakeBack, TakeBackResponse
from rooms.events import Event, MessageId, SeatRole, SpeechEvent
from rooms.refusals import Refused
from rooms.standing import is_read_first
from rooms.state import Held, Meeting, Message, PrivateLine, Seat, SeatStatus, Status
from rooms.terms import Mode, Topic
from rooms.views import may_know


def evolve(meeting: Meeting, event: SpeechEvent, at: datetime) -> None:  # noqa: C901, PLR0912, PLR0915 -- one case an event
    """One more entry about words. What was said of a message that is gone meanwhile changes nothing."""
    match event:
        case e.MessagePosted(message, seat):
            meeting.messages[message] = _message(event, meeting, at)
            _spoke(meeting.seats[seat], at)
            meeting.seats[seat].said_at = at
        case e.Responded(message, seat, word):
            answered = meeting.messages[message]
            if not answered.taken_back and seat not in answered.responses.get(word, ()):
                answered.responses.setdefault(word, []).append(seat)
        case e.ResponseTakenBack(message, seat, word):
            responses = meeting.messages[message].responses
            if seat in responses.get(word, ()):
                responses[word].remove(seat)
                if not responses[word]:
                    del responses[word]
        case e.MessageTakenBack(message):
            gone = meeting.messages[message]
            gone.taken_back = True
            gone.responses.clear()
            _stands(meeting, gone)
        case e.MessageHeld(message, seat):
            meeting.held[message] = Held(_message(event, meeting, at))
            meeting.seats[seat].said_at = at
        case e.MessageReleased(message):
            if (held := meeting.held.pop(message, None)) is not None:
                shown = dict(meeting.shown)
                meeting.messages[message] = msgspec.structs.replace(held.message, n=meeting.n, at=at, shown=shown, rule=None)
                _spoke(meeting.seats[held.message.seat], at)
        case e.MessageDeclined(message, reason):
            if (held := meeting.held.get(message)) is not None:
                held.declined = reason
        case e.HeldTakenBack(message):
            meeting.held.pop(message, None)
        case e.MessageRemoved(message, reason):
            meeting.messages[message].removed = reason
            _stands(meeting, meeting.messages[message])
        case e.MessageRestored(message):
            meeting.messages[message].removed = None
            _stands(meeting, meeting.messages[message])
        case e.AllTakenBack():
            reclaim.evolve(meeting, event)
            for message in event.messages:
                _stands(meeting, meeting.messages[message])
        case e.MessageTagged(message, topic, on):
            tagged = meeting.messages[message]
            others = tuple(each for each in tagged.topics if each is not topic)
            tagged.topics = (*others, topic) if on else others
        case e.MessageReported(message, report, reason):
            meeting.reports[report] = (message, reason)
        case e.PrivateSaid(message, seat, line, hidden):
            meeting.private.setdefault(line, []).append(PrivateLine(message, seat, at, meeting.n, hidden))
        case _:
            assert_never(event)


def _message(said: e.MessagePosted | e.MessageHeld, meeting: Meeting, at: datetime) -> Message:
    """Words as they are said now."""
    known = Message(said.message, said.seat, meeting.n, at, dict(meeting.shown), said.reply_to, rule=said.rule, topics=said.topics)
    known.hidden = said.hidden
    return known


def _stands(meeting: Meeting, message: Message) -> None:
    """Whether a message is one of its author's that were taken down, which she is told of, may have changed."""
    down = meeting.down.setdefault(message.seat, set())
    if message.removed is not None and not message.taken_back:
        down.add(message.id)
    else:
        down.discard(message.id)
    if not down:
        del meeting.down[message.seat]


def _in_order(topics: Iterable[Topic]) -> tuple[Topic, ...]:
    """Each of these topics once, in the order of the list."""
    given = frozenset(topics)
    return tuple(topic for topic in Topic if topic in given) if given else ()


def _spoke(seat: Seat, at: datetime) -> None:
    seat.said += 1
    seat.spoke_at = at


def decide(meeting: Meeting, seat: Seat, command: Speech, now: datetime) -> list[Event]:
    """Events that follow from what a woman does with words, or `Refused`. No event at all means it is so already."""
    match command:
        case PostMessage():
            return _post(meeting, seat, command, now)
        case TakeBack(message):
            return _take_back(meeting, seat, message)
        case Respond(message, word):
            must_hear(meeting, seat)
            if seat.role is SeatRole.MEMBER:
                _may_answer(meeting, seat, now)
            found = visible_message(meeting, seat, message)
            if found.seat == seat.id:
                raise Refused("your_own")
            return [] if seat.id in found.responses.get(word, ()) else [e.Responded(message, seat.id, word)]
        case TakeBackResponse(message, word):
            known = meeting.messages.get(message)
            if known is None or known.removed is not None or not may_know(meeting, seat, known):
                raise Refused("no_such_message")
            return [e.ResponseTakenBack(message, seat.id, word)] if seat.id in known.responses.get(word, ()) else []
        case Report():
            return _report(meeting, seat, command)
        case SayPrivately(message, hidden):
            must_be_new(meeting, message)
            if seat.status is not SeatStatus.WAITING:
                raise Refused("no_private_line")
            return [e.PrivateSaid(message, seat.id, seat.id, hidden)]
        case _:
            assert_never(command)


def must_hear(meeting: Meeting, seat: Seat) -> None:
    """Whether the circle is open and this seat is in it; refuses with the reason if not."""
    if meeting.status is Status.CLOSED:
        raise Refused("meeting_closed")
    if meeting.status is Status.PLANNED:
        raise Refused("not_open")
    if seat.status is SeatStatus.WAITING:
        raise Refused("waiting")
    if seat.status is not SeatStatus.HERE:
        raise Refused("no_seat")


def may_write(meeting: Meeting, seat: Seat, now: datetime, reply_to: MessageId | None = None) -> None:
    """Whether she may say something now; refuses with the reason if not. A facilitator may while the meeting is open."""
    must_hear(meeting, seat)
    if seat.role is SeatRole.FACILITATOR:
        return
    _may_answer(meeting, seat, now)
    match meeting.mode:
        case Mode.FACILITATORS:
            raise Refused("facilitators_only")
        case Mode.QUEUE | Mode.GO_ROUND:
            if not meeting.cross_talk and not _has_the_turn(meeting, seat):
                raise Refused("not_your_turn")
        case Mode.OPEN | Mode.SILENCE:
            pass
        case _:
            assert_never(meeting.mode)
    if reply_to is not None and not meeting.cross_talk:
        raise Refused("no_cross_talk")
    if meeting.slow_s and seat.said_at is not None and now < seat.said_at + timedelta(seconds=meeting.slow_s):
        raise Refused("slow_mode")


def _may_answer(meeting: Meeting, seat: Seat, now: datetime) -> None:
    """What holds back a member's words and responses alike."""
    if meeting.paused_at is not None:
        raise Refused("paused")
    if meeting.rests(now):
        raise Refused("grounding")
    if meeting.unattended_since is not None and now >= meeting.unattended_since + timedelta(seconds=meeting.grace_s):
        raise Refused("nobody_facilitates")
    if seat.quiet_until is not None and seat.quiet_until > now:
        raise Refused("quiet_time")
    if meeting.mode is Mode.SILENCE:
        raise Refused("silence")
    if meeting.is_aside(seat.id) and now < meeting.side_rooms[seat.id].until:
        raise Refused("in_side_room")


def _has_the_turn(meeting: Meeting, seat: Seat) -> bool:
    """Whether it is her turn and it runs. She who stepped away and writes has come back, and her turn with her."""
    turn = meeting.turn
    return turn is not None and turn.seat == seat.id and (turn.held_since is None or seat.away is not None)


def visible_message(meeting: Meeting, seat: Seat, message: MessageId) -> Message:
    """A message with its words that this seat may know of; `no_such_message` otherwise, whether or not it exists."""
    found = meeting.messages.get(message)
    if found is None or found.taken_back or found.removed is not None or not may_know(meeting, seat, found):
        raise Refused("no_such_message")
    return found


def to_be_looked_at(meeting: Meeting, seat: Seat, message: MessageId) -> Message | PrivateLine:
    """Words that this seat may report: the circle's, or those of a side room that she is in. `no_such_message` for any others."""
    room = meeting.side_room_of(seat.id)
    within = (said for said in (() if room is None else room.line) if said.id == message)
    return next(within, None) or visible_message(meeting, seat, message)


def _lines(meeting: Meeting) -> Iterator[Iterable[PrivateLine]]:
    yield from meeting.private.values()
    yield from (room.line for room in meeting.side_rooms.values())


def must_be_new(meeting: Meeting, message: MessageId) -> None:
    """Each id names one thing said, wherever it was said; refuses with `id_taken`."""
    if any(message in said for said in (meeting.messages, meeting.held, meeting.back_channel)):
        raise Refused("id_taken")
    if any(each.id == message for line in _lines(meeting) for each in line):
        raise Refused("id_taken")


def _post(meeting: Meeting, seat: Seat, command: PostMessage, now: datetime) -> list[Event]:
    may_write(meeting, seat, now, command.reply_to)
    must_be_new(meeting, command.message)
    if command.reply_to is not None:
        visible_message(meeting, seat, command.reply_to)
    member = seat.role is SeatRole.MEMBER  # the room's rules and its pace are for members
    kind = e.MessageHeld if is_read_first(meeting, seat) or (member and command.hold) else e.MessagePosted
    rule = command.rule if member else None
    paced, topics = member and meeting.slow_s > 0, _in_order(command.topics)
    hidden = command.hidden if member else ()
    said = kind(command.message, seat.id, command.reply_to, paced=paced, rule=rule, topics=topics, hidden=hidden)
    return [said] if seat.away is None else [e.CameBack(seat.id, seat.away == "quiet"), said]


def _report(meeting: Meeting, seat: Seat, command: Report) -> list[Event]:
    must_hear(meeting, seat)
    said = to_be_looked_at(meeting, seat, command.message)
    if said.seat == seat.id:
        raise Refused("your_own")
    if isinstance(said, PrivateLine):
        return [e.SideReported(command.message, command.report, command.reason)]
    known = command.report in meeting.reports
    return [] if known else [e.MessageReported(command.message, command.report, command.reason)]


def _take_back(meeting: Meeting, seat: Seat, message: MessageId) -> list[Event]:
    """Her own words, wherever they are: in the circle, waiting to be read, declined or taken down."""
    if (held := meeting.held.get(message)) is not None and held.message.seat == seat.id:
        return [e.HeldTakenBack(message, seat.id)]
    found = meeting.messages.get(message)
    if found is None or (found.seat != seat.id and not may_know(meeting, seat, found)):
        raise Refused("no_such_message")
    if found.seat != seat.id:
        raise Refused("not_yours")
    return [] if found.taken_back else [e.MessageTakenBack(message)]
