"""What leaves a meeting for a case, and what is written in it: by this one door, sealed under the case's own key, gone with it.

The least that is needed: the words at issue and a few around them, so that whoever is called at night can begin to help.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from moderation.case_terms import CaseId
from rooms.audience import Words
from rooms.ids import SeatId
from rooms.state import Message
from server.live.replica import Replica

AROUND = 5  # messages before the sign, and after it
HERS = 3  # of her own, where no words are at issue
WIDER = 20  # what widening adds on each side


class Said(msgspec.Struct, frozen=True):
    """One message as the circle saw it. Printing it shows nothing."""

    message: str
    seat: str
    name: str
    at: datetime
    text: str
    sign: bool = False  # these are the words at issue

    def __repr__(self) -> str:
        return "Said()"


class Window(msgspec.Struct, frozen=True):
    """What stood around a sign: whose case it is, the words, and what she or whoever worries added."""

    room: str = ""
    name: str = ""  # hers, for that meeting
    account: str = ""  # hers, or the guest's
    words: tuple[Said, ...] = ()
    note: str = ""
    hidden: tuple[str, ...] = ()  # what was masked in the room, where it is needed to find her

    def __repr__(self) -> str:
        return "Window()"


def key_id(case: CaseId) -> str:
    """Under which the keyring has the case's key."""
    return f"case:{case}"


def window(replica: Replica, seat: SeatId, account: str, *, sign: Said | None = None, note: str = "", around: int = AROUND) -> Window:
    """What stands around the words at issue, also where the circle never got those; without any, her own newest words."""
    meeting, words = replica.state, replica.words
    shown = [each for each in meeting.messages.values() if each.removed is None and each.id in words.bodies]
    if sign is None:
        shown = [each for each in shown if each.seat == seat][-HERS:]
    else:
        at = next((number for number, each in enumerate(shown) if each.id == sign.message), None)
        shown = shown[-around:] if at is None else shown[max(0, at - around) : at + around + 1]
    said = [_said(words, each) if sign is None or each.id != sign.message else sign for each in shown]
    if sign is not None and sign not in said:
        said.append(sign)
    return Window(replica.room.name, words.names.get(seat, ""), account, tuple(said), note)


def _said(words: Words, message: Message) -> Said:
    return Said(message.id, message.seat, words.names[message.seat], message.at, words.bodies[message.id])
