"""What a room's rules do to a member's words in the meeting: held like any other that waits, or told to the facilitators beside them."""

from __future__ import annotations

import msgspec
import pytest

from rooms import events as e
from rooms.commands import PostMessage, SetSlow, TakeBack
from rooms.events import MessageId, SeatRole
from rooms.rules import Rule, Rules, Then
from rooms.standing import standing
from tests.rooms.meeting_machine import Machine, refused

SAID = MessageId("message-00000000")


class Room(Machine):
    """Ruth facilitates; Dana and Tess came to talk."""

    def __init__(self, **plan: object) -> None:
        super().__init__(**plan)  # type: ignore[arg-type]
        self.ruth = self.sit("Ruth", SeatRole.FACILITATOR)
        self.dana, self.tess = self.sit("Dana"), self.sit("Tess")


@pytest.mark.parametrize("rule", Rule)
def test_words_held_by_a_rule_wait_like_any_others_and_say_which(rule: Rule) -> None:
    room = Room()
    assert room.do(room.dana, PostMessage(SAID, None, rule, hold=True)) == [e.MessageHeld(SAID, room.dana, rule=rule)]
    room.words.bodies[SAID] = "hers"
    (hers,) = standing(room.meeting, room.meeting.seats[room.dana], room.words, room.now)["held"]
    assert (hers["rule"], hers["text"]) == (rule.value, "hers")
    assert standing(room.meeting, room.meeting.seats[room.tess], room.words, room.now)["held"] == []
    assert room.do(room.dana, TakeBack(SAID)) == [e.HeldTakenBack(SAID, room.dana)]


def test_an_alert_posts_and_only_facilitators_are_told() -> None:
    room = Room()
    desk, circle = room.watch(room.ruth), room.watch(room.tess)
    said = room.say(room.dana, "words", rule=Rule.LINKS)
    assert (desk.events[-1]["rule"], "rule" in circle.events[-1]) == ("links", False)
    late = room.watch(room.tess)
    assert "rule" not in late.state()["messages"][-1]
    assert room.meeting.messages[said].rule is Rule.LINKS


def test_a_facilitators_words_meet_no_rule() -> None:
    room = Room()
    assert room.do(room.ruth, PostMessage(SAID, None, Rule.LINKS, hold=True)) == [e.MessagePosted(SAID, room.ruth)]


def test_what_a_rule_holds_counts_as_said_in_slow_mode() -> None:
    room = Room()
    room.do(room.ruth, SetSlow(30))
    assert room.do(room.dana, PostMessage(SAID, None, Rule.LINKS, hold=True)) == [
        e.MessageHeld(SAID, room.dana, paced=True, rule=Rule.LINKS)
    ]
    with refused("slow_mode"):
        room.say(room.dana, "again")


def test_the_rules_of_a_meeting_are_frozen_with_its_plan() -> None:
    rules = Rules(links=Then.HOLD, listed=("one",))
    room = Room(rules=rules)
    assert room.meeting.rules == rules
    planned = e.decode(room.log[0][0])
    assert isinstance(planned, e.MeetingPlanned)
    assert planned.rules == rules
    fields = msgspec.json.decode(room.log[0][0])
    del fields["rules"]
    earlier = e.decode(msgspec.json.encode(fields))
    assert isinstance(earlier, e.MeetingPlanned)
    assert earlier.rules == Rules(), "a meeting that was planned before rooms had rules"
