"""What holds of every meeting after whatever has happened. Each check asserts.

`Before` judges words by how things stood when they were sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from rooms import events as e
from rooms.audience import FACILITATORS_ONLY, NOBODY, WAITING_TOO, Words
from rooms.events import Event, MessageId, SeatId, SeatRole
from rooms.state import RETURN_GRACE, Meeting, Seat, SeatStatus, Status
from rooms.terms import Mode
from rooms.views import message_view
from rooms.visibility import Audience, snapshot
from tests.rooms.meeting_machine import Client, Machine

IN_THE_CIRCLE = (SeatStatus.HERE, SeatStatus.LOST)


def names_of(kinds: tuple[type, ...]) -> set[str]:
    """Event classes as the wire calls them."""
    return {kind.__struct_config__.tag for kind in kinds}  # type: ignore[attr-defined]


NOT_FOR_MEMBERS = names_of((*NOBODY, *FACILITATORS_ONLY)) | {"seat_removed", "seat_moved_to_waiting"}
FOR_THE_WAITING = names_of(WAITING_TOO)


def present(meeting: Meeting) -> int:
    """How many facilitators are here, counted afresh."""
    return sum(seat.role is SeatRole.FACILITATOR and seat.status is SeatStatus.HERE for seat in meeting.seats.values())


@dataclass
class Before:
    """How things stood for one seat when she asked for something."""

    seat: SeatId
    now: datetime
    role: SeatRole
    status: SeatStatus
    opened: bool
    resting: bool  # the grace without enough facilitators is over
    paused: bool
    quiet: bool
    mode: Mode
    cross_talk: bool
    has_turn: bool
    slowed: bool
    read_first: bool
    aside: bool  # in a side room

    @classmethod
    def of(cls, meeting: Meeting, seat: Seat, now: datetime, alone_since: datetime | None) -> Before:
        turn = meeting.turn
        runs = turn is not None and turn.seat == seat.id and (turn.held_since is None or seat.away is not None)
        return cls(
            seat.id,
            now,
            seat.role,
            seat.status,
            meeting.status is Status.OPEN,
            alone_since is not None and now - alone_since >= timedelta(seconds=meeting.grace_s),
            meeting.paused_at is not None or meeting.rests(now),
            seat.quiet_until is not None and seat.quiet_until > now,
            meeting.mode,
            meeting.cross_talk,
            runs,
            seat.said_at is not None and meeting.slow_s > 0 and now < seat.said_at + timedelta(seconds=meeting.slow_s),
            meeting.hold_all or seat.held,
            meeting.is_aside(seat.id) and now < meeting.side_rooms[seat.id].until,
        )

    def judge(self, events: list[Event]) -> None:
        """Whether what was appended at her wish could be."""
        for event in events:
            if isinstance(event, e.MessagePosted | e.MessageHeld):
                assert event.seat == self.seat
                self._may_write(event.reply_to is not None)
                if self.role is SeatRole.MEMBER:
                    assert isinstance(event, e.MessageHeld) or not self.read_first
            elif isinstance(event, e.Responded):
                self._may_be_heard()

    def _may_be_heard(self) -> None:
        assert self.opened
        assert self.status is SeatStatus.HERE
        if self.role is SeatRole.MEMBER:
            assert not any((self.resting, self.paused, self.quiet, self.aside))
            assert self.mode is not Mode.SILENCE

    def _may_write(self, answers: bool) -> None:
        self._may_be_heard()
        if self.role is SeatRole.MEMBER:
            assert self.mode is not Mode.FACILITATORS
            assert self.mode is Mode.OPEN or self.cross_talk or self.has_turn
            assert self.cross_talk or not answers
            assert not self.slowed


def one_lead(meeting: Meeting) -> None:
    """At most one leads, who is a facilitator of the circle; while one is here somebody does. An offer is to another who has not left."""
    if meeting.status is Status.CLOSED:
        return
    lead = meeting.lead and meeting.seats[meeting.lead]
    if lead:
        assert (lead.role, lead.status in IN_THE_CIRCLE) == (SeatRole.FACILITATOR, True)
    else:
        assert present(meeting) == 0
    if meeting.offered is not None:
        assert meeting.offered != meeting.lead
        assert meeting.lead is not None
        assert meeting.seats[meeting.offered].role is SeatRole.FACILITATOR
        assert meeting.seats[meeting.offered].status is not SeatStatus.LEFT
    if meeting.status is Status.OPEN:
        assert (meeting.unattended_since is not None) is (present(meeting) < meeting.facilitators_needed)


def told_what_is_hidden(meeting: Meeting) -> None:
    """Nothing is hidden in a facilitator's words; what was hidden in a member's is told with them, held or shown."""
    known = [*meeting.messages.values(), *(held.message for held in meeting.held.values())]
    for message in known:
        hers = meeting.seats[message.seat].role is SeatRole.MEMBER
        assert not message.hidden or hers
        assert message_view(message, Words()).get("hidden", []) == [detail.value for detail in message.hidden]


def hands_and_turn(meeting: Meeting, now: datetime) -> None:
    """Hands are up once, in the circle only; a turn is of someone there, and waits exactly while it must; none is forgotten."""
    if meeting.status is Status.CLOSED:
        return
    up = [meeting.seats[seat] for seat in meeting.hands]
    assert len({seat.id for seat in up}) == len(up)
    assert all(seat.status in IN_THE_CIRCLE and not seat.listening for seat in up)
    paused = meeting.paused_at is not None
    if meeting.turn is not None:
        seat = meeting.seats[meeting.turn.seat]
        assert seat.id not in meeting.hands
        assert seat.status in IN_THE_CIRCLE
        assert not seat.listening
        assert seat.quiet_until is None or seat.quiet_until <= now
        assert meeting.mode not in (Mode.FACILITATORS, Mode.SILENCE)
        waits = paused or seat.status is SeatStatus.LOST or seat.away is not None or meeting.is_aside(seat.id)
        assert (meeting.turn.held_since is not None) is waits
        openly = seat.status is SeatStatus.LOST or seat.away == "shown" or meeting.is_aside(seat.id)
        assert not (meeting.turn.quietly and openly), "members are told when there is something to tell"
        assert not waits or openly or paused or meeting.turn.quietly, "and not when she chose otherwise"
    elif meeting.status is Status.OPEN and not paused:
        able = {s.id for s in meeting.seats.values() if s.status is SeatStatus.HERE and s.away is None and s.quiet_until is None}
        able -= {seat for seat in meeting.side_rooms if meeting.is_aside(seat)}
        if meeting.mode is Mode.QUEUE:
            assert not able & set(meeting.hands)
        if meeting.mode is Mode.GO_ROUND:
            members = {s.id for s in meeting.seats.values() if s.role is SeatRole.MEMBER and not s.listening}
            assert able & members <= meeting.asked


def among_facilitators(room: Machine) -> None:
    """What facilitators wrote to each other is there as long as it stands, and is destroyed with the end."""
    stands = room.meeting.back_channel
    assert set(stands) <= set(room.words.bodies)
    assert all(room.meeting.seats[said.seat].role is SeatRole.FACILITATOR for said in stands.values())
    gone = {event.message for data, _ in room.log if isinstance(event := e.decode(data), e.BackChannelSaid)} - set(stands)
    assert not gone & set(room.words.bodies)
    assert not stands or room.meeting.status is not Status.CLOSED
    assert all(seat.nudge is None or seat.role is SeatRole.MEMBER for seat in room.meeting.seats.values())


def side_rooms(meeting: Meeting, words: set[MessageId], now: datetime) -> None:
    """A member and a facilitator of the circle each, and nobody in two; at most half an hour; and no word outlives its side room."""
    rooms = meeting.side_rooms
    two = [seat for room in rooms.values() for seat in (room.seat, room.by)]
    assert len(set(two)) == len(two)
    for room in rooms.values():
        roles = (meeting.seats[room.seat].role, meeting.seats[room.by].role)
        assert roles == (SeatRole.MEMBER, SeatRole.FACILITATOR)
        assert all(meeting.seats[seat].status in IN_THE_CIRCLE for seat in (room.seat, room.by))
        assert room.began is not None or not room.line
        longest = timedelta(minutes=2) if room.began is None else timedelta(minutes=30)
        assert room.until - (room.began or now) <= longest
        assert all(said.at < room.until for said in room.line)
    assert words == {said.id for room in rooms.values() for said in room.line}
    assert meeting.status is Status.OPEN or not rooms


def lines_and_seats(meeting: Meeting) -> None:
    """Whoever is here has a line, whoever is not has none, and who waits or was asked to go stands where she was put."""
    for seat in meeting.seats.values():
        if seat.status is not SeatStatus.WAITING:
            assert (seat.status is SeatStatus.HERE) == bool(seat.nodes)
        if seat.status is SeatStatus.TAKEN:
            assert seat.arrived_at == 0 or seat.admitted
        if seat.role is SeatRole.FACILITATOR:
            assert seat.status not in (SeatStatus.WAITING, SeatStatus.REMOVED)
            assert not seat.held
            assert seat.quiet_until is None
        assert seat.removed is None or seat.status is SeatStatus.REMOVED
        assert seat.away is None or seat.status in IN_THE_CIRCLE or meeting.status is Status.CLOSED
    marks = [seat.mark for seat in meeting.seats.values() if seat.role is SeatRole.MEMBER]
    numbers = [seat.number for seat in meeting.seats.values()]
    assert len(set(marks)) == len(marks)
    assert numbers == sorted(set(numbers))


def queue(meeting: Meeting, now: datetime, *, settled: bool) -> None:
    """Who is in the queue waits, once; and once what happened is settled, a free seat is nobody's for whom somebody waits."""
    assert len(set(meeting.queue)) == len(meeting.queue)
    for seat in (meeting.seats[ident] for ident in meeting.queue):
        assert (seat.role, seat.status, seat.moved) == (SeatRole.MEMBER, SeatStatus.WAITING, False)
    assert not [seat for seat in meeting.seats.values() if seat.first and seat.id not in meeting.queue]
    rests = meeting.locked or meeting.paused_at is not None or meeting.status is Status.CLOSED
    if settled and not rests and meeting.occupied(now) < meeting.capacity:
        there = [meeting.seats[ident] for ident in meeting.queue]
        assert not [seat for seat in there if seat.nodes or (seat.line_lost_at and now - seat.line_lost_at < RETURN_GRACE)]


def answers(room: Machine) -> None:
    """Answers at the door are those of women who wait or are on their way there; the others' are destroyed."""
    meeting = room.meeting
    at_the_door = (SeatStatus.TAKEN, SeatStatus.WAITING)
    assert not [seat for seat in meeting.answers if meeting.seats[seat].status not in at_the_door]
    assert {message for message in room.words.bodies if message.startswith("answers-")} == set(meeting.answers.values())


def nobody_comes_past_the_last_seat(meeting: Meeting, events: list[Event]) -> None:
    """A member comes in for the first time, from the waiting room, or back after her line was lost, only while there is a seat for her."""
    came = {event.seat for event in events if isinstance(event, e.SeatArrived | e.SeatAdmitted | e.SeatBack)}
    if any(meeting.seats[seat].role is SeatRole.MEMBER for seat in came):
        members = [seat for seat in meeting.seats.values() if seat.role is SeatRole.MEMBER]
        assert sum(seat.status is SeatStatus.HERE for seat in members) <= meeting.capacity


def nothing_forbidden_is_shown(room: Machine, client: Client, hidden: set[str]) -> None:
    """Counts without holes, no event of another audience, and none of these words, in what came and in what a newcomer would be given."""
    assert [event["seq"] for event in client.events] == list(range(client.seq + 1, client.seq + len(client.events) + 1))
    kinds = {event["type"] for event in client.events}
    if client.audience is Audience.FACILITATORS:
        assert not kinds & names_of(NOBODY)
        return
    assert not kinds & NOT_FOR_MEMBERS
    fresh = snapshot(room.meeting, room.meeting.seats[client.seat], room.words)
    shown = f"{client.snapshot} {client.events} {fresh}"
    assert not [
        secret
        for secret in ("'guest'", "'newcomer'", "'queued'", "'quiet': {", "'quiet': True", "'said'", "'spoke_at'", "'cue'")
        if secret in shown
    ]
    assert not [words for words in hidden if words in shown]
    down = [message for message in room.meeting.messages.values() if message.removed is not None and not message.taken_back]
    removed = {room.words.bodies[message.id] for message in down if not message.erased}
    assert not [words for words in removed if words in str(fresh)]
    if client.audience is Audience.WAITING:
        assert kinds <= FOR_THE_WAITING
        assert not [words for words in room.words.bodies.values() if words in shown]
        assert {seat["role"] for seat in fresh["seats"]} <= {"facilitator"}


def client_and_newcomer_agree(room: Machine, client: Client) -> None:
    """Whoever saw every event holds what a newcomer of her seat is given: one order of hands, one lead, one turn, everywhere."""
    held, given = client.state(), snapshot(room.meeting, room.meeting.seats[client.seat], room.words)
    for state in (held, given):
        assert len({seat["seat"] for seat in state["seats"]}) == len(state["seats"])
        state["seats"].sort(key=lambda seat: seat["number"])
        if client.audience is Audience.WAITING:
            del state["seats"]  # who facilitates is told to each who waits in her standing
    if client.audience is not Audience.WAITING:
        _forgive_strangers(room, held, given)
    differ = {key: (held.get(key), given.get(key)) for key in held | given if held.get(key) != given.get(key)}
    assert not differ, differ


def _forgive_strangers(room: Machine, held: dict[str, Any], given: dict[str, Any]) -> None:
    """Who went before this client came is nobody she knows, until words of hers are released that were held: then she is "someone"."""
    known = {seat["seat"] for seat in held["seats"]}
    strangers = {seat["seat"] for seat in given["seats"]} - known
    if strangers:
        released = {event.message for data, _ in room.log if isinstance(event := e.decode(data), e.MessageReleased)}
        assert strangers <= {room.meeting.messages[message].seat for message in released}
        assert not [seat for seat in given["seats"] if seat["seat"] in strangers and seat["status"] in {"here", "lost"}]
        given["seats"] = [seat for seat in given["seats"] if seat["seat"] in known]


def nothing_of_hers(room: Machine, seat: SeatId) -> None:
    """She took everything back: no body is left of what she said, wherever she said it."""
    meeting = room.meeting
    private = [*meeting.private.values(), *(side.line for side in meeting.side_rooms.values())]
    said = [(each.seat, each.id) for each in (*meeting.messages.values(), *(held.message for held in meeting.held.values()))]
    said += [(each.seat, each.id) for line in private for each in line]
    said += [(each.seat, each.id) for each in meeting.back_channel.values()]
    assert not [message for author, message in said if author == seat and message in room.words.bodies]
    assert seat not in meeting.answers
    assert seat not in meeting.down
