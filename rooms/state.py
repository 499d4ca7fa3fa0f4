"""What is known of a meeting: the state that folding its log gives. `rooms/meeting.py` folds it."""

from __future__ import annotations

import enum
from datetime import datetime, timedelta

import msgspec

from rooms.audience import Audience
from rooms.desk_events import PersonTold
from rooms.events import MeetingId, MessageId, NodeId, SeatId, SeatRole, Word
from rooms.formats import Step
from rooms.refusals import Refused
from rooms.rules import Rule, Rules
from rooms.terms import Detail, Mode, Nudge, Part, Reason, Scope, Topic, WaitingFor

ARRIVAL_GRACE = timedelta(minutes=2)  # how long a seat that was taken is kept for someone who has not arrived
RETURN_GRACE = timedelta(minutes=5)  # how long a lost line keeps counting towards a full circle


class Status(enum.StrEnum):
    """Where a meeting stands."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


class SeatStatus(enum.StrEnum):
    """Where a seat stands. `TAKEN` is known to the server only."""

    TAKEN = "taken"  # reserved; she has not come yet
    WAITING = "waiting"  # in the waiting room, with or without a line (`nodes`)
    HERE = "here"
    LOST = "lost"
    LEFT = "left"
    REMOVED = "removed"  # asked to go, or not let in: only `SeatLetBack` opens the door again


class Away(enum.StrEnum):
    """Whether she has stepped away."""

    SHOWN = "shown"
    QUIET = "quiet"


class NudgeGiven(msgspec.Struct, frozen=True):
    """The last kind sentence that a facilitator said to her alone."""

    number: int  # of those she was told, from 1: by which her browser knows it
    nudge: Nudge
    by: SeatId
    at: datetime


class Seat(msgspec.Struct):
    """One person's place. Her name is not here; it travels beside, sealed."""

    id: SeatId
    number: int
    role: SeatRole
    guest: bool
    mark: str
    status: SeatStatus
    since: datetime  # of this status
    since_n: int = 0  # the log position of it: what orders those who wait, whatever clocks say
    arrived_at: int = 0  # log position of her first arrival in the circle; 0 before it
    nodes: set[NodeId] = msgspec.field(default_factory=set)
    admitted: bool = False  # a facilitator has let her in; she need not wait again
    moved: bool = False  # she waits because she was asked back
    line_lost_at: datetime | None = None  # when a node last said that it holds no line to her
    removed: tuple[Reason, Scope] | None = None
    away: Away | None = None
    listening: bool = False
    parts: tuple[Part, ...] = ()  # what she has volunteered for, in the order in which she did
    quiet_until: datetime | None = None
    quiet_reason: Reason | None = None
    held: bool = False  # her words are read first
    said_at: datetime | None = None  # her last message, for slow mode
    said: int = 0  # messages that reached the circle: for the quiet voices
    spoke_at: datetime | None = None  # when the last of them did
    nudge: NudgeGiven | None = None
    kept: bool = True  # whether a place is kept until she comes
    first: bool = False  # in the queue, before the others: her seat was given away while her line was lost
    newcomer: bool = False  # she said at the door that it is her first time here

    def kept_out(self) -> Refused:
        """Why a `REMOVED` one stays outside: she was asked to go, or could not be let in, which is no sanction and is not called one."""
        return Refused("declined" if self.removed is None else "removed")


class Message(msgspec.Struct):
    """What is known of a message besides its words."""

    id: MessageId
    seat: SeatId
    n: int  # log position at which the circle got it; of a held one, at which it was held
    at: datetime
    shown: dict[Audience, int]  # the count each audience saw it under
    reply_to: MessageId | None
    taken_back: bool = False
    removed: Reason | None = None
    erased: bool = False  # taken down by a drill, and destroyed since
    rule: Rule | None = None  # which of the room's rules it met
    topics: tuple[Topic, ...] = ()  # what it touches, told before it is read
    hidden: tuple[Detail, ...] = ()  # what was hidden in it before anyone read it
    responses: dict[Word, list[SeatId]] = msgspec.field(default_factory=dict)


class Turn(msgspec.Struct):
    """Whose turn it is."""

    seat: SeatId
    since: datetime
    limit_s: int  # granted time included; 0: no measure
    held_since: datetime | None = None  # her turn waits for her since then
    held_s: float = 0.0  # how long it has waited before
    quietly: bool = False  # it waits, and members are not told
    spared_s: float = 0.0  # of `held_s`: how long they were not told that it waited


class Held(msgspec.Struct):
    """Words that a facilitator reads first, in the order in which they came. `declined` tells why they went no further."""

    message: Message
    declined: Reason | None = None


class PrivateLine(msgspec.Struct):
    """One message on a waiting woman's private line, or in a side room."""

    id: MessageId
    seat: SeatId
    at: datetime
    n: int = 0  # its log position
    hidden: tuple[Detail, ...] = ()  # what was hidden in it before anyone read it


class BackChannelWords(msgspec.Struct, frozen=True):
    """One message of the facilitators' own line."""

    id: MessageId
    seat: SeatId
    at: datetime


class SideRoom(msgspec.Struct, frozen=True):
    """A side room of a member and a facilitator: offered, or begun."""

    seat: SeatId  # the member
    by: SeatId
    minutes: int
    until: datetime  # when the offer lapses; once it began, when it is over
    began: datetime | None = None
    line: tuple[PrivateLine, ...] = ()


class Called(msgspec.Struct, frozen=True):
    """What was told last of the person who was called for a woman here."""

    told: PersonTold
    at: datetime


class DrillState(msgspec.Struct, frozen=True):
    """What the last drill touched, so that it can be undone."""

    seats: tuple[SeatId, ...]
    messages: tuple[MessageId, ...]
    paused: bool
    locked: bool
    hands: tuple[SeatId, ...] = ()  # as they were before it
    parts: tuple[tuple[SeatId, Part], ...] = ()  # what those who were moved had volunteered for
    turn: SeatId | None = None  # whose it was
    shape: tuple[Mode, int | None] = (Mode.OPEN, None)  # mode and step it was called in


class Meeting(msgspec.Struct):
    """The whole state: what folding the log gives."""

    id: MeetingId
    status: Status = Status.PLANNED
    capacity: int = 0
    history: bool = False
    guests: bool = False
    words_kept_s: int = 0
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    n: int = 0  # entries folded = position of the last one
    control: int = 0
    shown: dict[Audience, int] = msgspec.field(default_factory=lambda: dict.fromkeys(Audience, 0))
    seats: dict[SeatId, Seat] = msgspec.field(default_factory=dict)
    messages: dict[MessageId, Message] = msgspec.field(default_factory=dict)  # that the circle has got
    down: dict[SeatId, set[MessageId]] = msgspec.field(default_factory=dict)  # of these, by author, taken down and not taken back
    turned_away_at: datetime | None = None
    # who facilitates
    facilitators_needed: int = 1
    grace_s: int = 60
    unattended_since: datetime | None = None  # None: enough facilitators are here
    lead: SeatId | None = None
    offered: SeatId | None = None
    # the door
    waiting: WaitingFor = WaitingFor.NOBODY
    locked: bool = False
    answers: dict[SeatId, MessageId] = msgspec.field(default_factory=dict)  # to the room's questions, of who waits or is on her way
    queue: tuple[SeatId, ...] = ()  # who waits for a free seat and for nobody
    waited_for_a_seat_s: tuple[int, ...] = ()  # how long those waited there who came in
    waited_to_be_met_s: tuple[int, ...] = ()  # and those whom a facilitator let in
    private: dict[SeatId, list[PrivateLine]] = msgspec.field(default_factory=dict)  # by whose line it is
    # the shape
    script: tuple[Step, ...] = ()
    rules: Rules = Rules()
    step: int | None = None
    step_at: datetime | None = None
    mode: Mode = Mode.OPEN
    cross_talk: bool = True
    turn_s: int = 0
    hands: list[SeatId] = msgspec.field(default_factory=list)
    turn: Turn | None = None
    asked: set[SeatId] = msgspec.field(default_factory=set)  # who has spoken or passed in this go-round
    asked_in: dict[int, frozenset[SeatId]] = msgspec.field(default_factory=dict)  # the same of each step that was left
    # in the facilitators' hands
    paused_at: datetime | None = None
    grounding_until: datetime | None = None  # when the last moment of rest ends, or has ended
    slow_s: int = 0
    hold_all: bool = False
    held: dict[MessageId, Held] = msgspec.field(default_factory=dict)  # not released, not taken back
    reports: dict[str, tuple[MessageId, Reason]] = msgspec.field(default_factory=dict)
    drill: DrillState | None = None
    back_channel: dict[MessageId, BackChannelWords] = msgspec.field(default_factory=dict)  # neither taken back nor cleared
    back_channel_kept_s: int = 0
    called: dict[SeatId, Called] = msgspec.field(default_factory=dict)  # a person, for whom
    side_rooms: dict[SeatId, SideRoom] = msgspec.field(default_factory=dict)  # offered or begun, by whose of the members it is

    def seat(self, actor: SeatId) -> Seat:
        """Her seat; `no_seat` when there is none or she has left it, `removed` when she was asked to go, `declined` if not let in."""
        seat = self.seats.get(actor)
        if seat is None or seat.status is SeatStatus.LEFT:
            raise Refused("meeting_closed" if self.status is Status.CLOSED else "no_seat")
        if seat.status is SeatStatus.REMOVED:
            raise seat.kept_out()
        return seat

    def side_room_of(self, seat: SeatId) -> SideRoom | None:
        """The side room of this member or this facilitator, offered or begun."""
        return next((room for room in self.side_rooms.values() if seat in (room.seat, room.by)), None)

    def is_aside(self, seat: SeatId) -> bool:
        """Whether this member is in a side room."""
        return seat in self.side_rooms and self.side_rooms[seat].began is not None

    def rests(self, now: datetime) -> bool:
        """Whether the facilitators have asked everyone to rest a moment, and it is not over."""
        return self.grounding_until is not None and now < self.grounding_until

    def occupied(self, now: datetime) -> int:
        """Members' places in use: those here, those whose line was lost a moment ago, those on their way in."""
        member, here = SeatRole.MEMBER, SeatStatus.HERE
        return sum(s.role is member and (s.status is here or self.holds_place(s, now)) for s in self.seats.values())

    def holds_place(self, seat: Seat, now: datetime) -> bool:
        """Whether a place is kept for this seat, though its line is not here or not yet. Who will have to wait for it takes none."""
        if seat.status is SeatStatus.LOST:
            return now - seat.since < RETURN_GRACE
        if seat.status is SeatStatus.TAKEN:
            return seat.kept and now - seat.since < ARRIVAL_GRACE and not self._is_met(seat.role, guest=seat.guest, admitted=seat.admitted)
        return False

    def meets(self, role: SeatRole, *, guest: bool, admitted: bool = False) -> bool:
        """Whether someone who comes to the door waits there now. While everything is paused, every member does."""
        paused = self.paused_at is not None and role is SeatRole.MEMBER
        return paused or self._is_met(role, guest=guest, admitted=admitted)

    def _is_met(self, role: SeatRole, *, guest: bool, admitted: bool) -> bool:
        everyone = self.waiting is WaitingFor.EVERYONE or (self.waiting is WaitingFor.GUESTS and guest)
        return everyone and not admitted and role is SeatRole.MEMBER
