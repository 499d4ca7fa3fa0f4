"""What one decision writes: its log rows, and everything that is kept with them or not at all."""

from __future__ import annotations

from datetime import datetime, timedelta

from moderation.audit import AuditLine
from rooms import events as e
from rooms.appeals import measured
from rooms.commands import Act, CloseMeeting
from rooms.desk_acts import SayInBackChannel, TakeBackInBackChannel
from rooms.events import Event
from rooms.state import Meeting
from rooms.terms import Scope
from server.live.loader import seal_seat
from server.live.wish import Wish
from server.people.reports import TIMER as DESTROY_EXCERPT
from server.people.reports import Opened
from server.store.entries import Append, NewReport, NewTimer, Row
from server.store.moments import to_micros
from server.store.sealing import MeetingKey

SHUT_BEHIND = "shut_behind"  # the timer that keeps out whoever was asked to go for longer than tonight, should a crash come between
SHUT_AFTER = timedelta(seconds=15)
DESTROY_WORDS = "destroy_words"
ERASE_DRILL = "erase_drill"  # its subject: the meeting, and the microsecond at which it was called
UNDO_WITHIN = timedelta(minutes=10)
HELD_TOO_LONG = "held_too_long"  # its subject: the meeting and the message
READ_WITHIN = timedelta(minutes=5)
BACK_CHANNEL_OVER = "back_channel_over"  # its time after the end is over, or it was cleared: nothing of it stays in the files
SIDE_ROOM_OVER = "side_room_over"  # of an offer or a side room, by meeting and member: its time is over
SIDE_WORDS_GONE = "side_words_gone"  # a side room has ended: nothing of its words stays in the files
UNTOLD = CloseMeeting | SayInBackChannel | TakeBackInBackChannel  # acts without a line of their own in the audit: closing has one already


def record_of(wish: Wish, events: list[Event], meeting: Meeting, key: MeetingKey, now: datetime) -> Append:  # noqa: C901, PLR0912 -- one case an event
    """The append for these events, decided on this state at `now`."""
    append = Append(meeting.id, meeting.control, [Row(e.encode(event), now) for event in events])
    beside = wish.beside
    for event in events:
        append.moves_control += e.is_control(event)
        append.erase += e.destroys(event)
        match event:
            case (
                e.MessagePosted(message, seat)
                | e.MessageHeld(message, seat)
                | e.PrivateSaid(message, seat)
                | e.BackChannelSaid(message, seat)
                | e.SideSaid(message, seat)
                | e.DoorAnswered(seat, message)
                | e.PersonTold(seat, message)
            ):
                append.bodies.append((message, seat, key.seal(b"body", message, beside.text.encode())))
                if isinstance(event, e.MessageHeld):
                    append.timers.append(NewTimer(HELD_TOO_LONG, f"{meeting.id}/{message}", now + READ_WITHIN))
            case e.SideRoomOffered(seat) | e.SideRoomBegan(seat) | e.SideRoomLengthened(seat):
                append.timers.append(NewTimer(SIDE_ROOM_OVER, f"{meeting.id}/{seat}", event.until))
            case e.SideRoomEnded():
                append.timers.append(NewTimer(SIDE_WORDS_GONE, meeting.id, now))
            case e.BackChannelCleared():
                append.timers.append(NewTimer(BACK_CHANNEL_OVER, meeting.id, now))
            case e.DrillCalled():
                append.timers.append(NewTimer(ERASE_DRILL, f"{meeting.id}/{to_micros(now)}", now + UNDO_WITHIN))
            case e.SeatTaken(seat):
                append.seats.append((seat, beside.blind, key.seal(b"seat", seat, seal_seat(beside.name, beside.account))))
            case e.MeetingOpened():
                append.status = ("open", now)
                append.audit.append(AuditLine("meeting_opened", wish.by, meeting.id, now))
            case e.MeetingClosed():
                append.status = ("closed", now)
                append.timers.append(NewTimer(DESTROY_WORDS, meeting.id, now + timedelta(seconds=meeting.words_kept_s)))
                append.audit.append(AuditLine("meeting_closed", wish.by, meeting.id, now))
                if meeting.back_channel and meeting.back_channel_kept_s:
                    due = now + timedelta(seconds=meeting.back_channel_kept_s)
                    append.timers.append(NewTimer(BACK_CHANNEL_OVER, meeting.id, due))
            case e.SeatRemoved(seat, _, scope):
                if scope is not Scope.TONIGHT or meeting.seats[seat].guest:
                    append.timers.append(NewTimer(SHUT_BEHIND, f"{meeting.id}/{seat}", now + SHUT_AFTER))
            case e.SeatLetBack(seat) if not meeting.seats[seat].guest:
                append.timers.append(NewTimer(SHUT_BEHIND, f"{meeting.id}/{seat}", now + SHUT_AFTER))
            case e.MessageReported() | e.SideReported() if beside.report is not None:
                append.reports.append(_kept(beside.report))
                append.timers.append(NewTimer(DESTROY_EXCERPT, beside.report.report["id"], beside.report.destroy_at))
            case _:
                pass
    if isinstance(wish.command, Act):
        append.measures += [(*found, wish.by) for event in events if (found := measured(event)) is not None]
    if isinstance(wish.command, Act) and not isinstance(wish.command, UNTOLD):
        append.audit.append(AuditLine(wire_name(wish.command), wish.by, meeting.id, now))
    return append


def _kept(opened: Opened) -> NewReport:
    row, receipt = opened.report, opened.receipt
    return NewReport(row["id"], row["reason"], row["made_at"], row["excerpt"], row["author_mark"], receipt["hash"], receipt["account_id"])


def wire_name(command: Act) -> str:
    """What the wire calls an act, and the audit: `MoveToWaiting` -> `move_to_waiting`."""
    return "".join(f"_{sign.lower()}" if sign.isupper() else sign for sign in type(command).__name__).lstrip("_")
