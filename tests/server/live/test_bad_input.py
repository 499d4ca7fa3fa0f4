"""Bad input at every command: a clear refusal, no trace in the log, nothing lost. And every command of whoever has no seat."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from structlog.testing import capture_logs

from rooms.refusals import Refused
from server import wire
from server.asks import Post
from tests.support.house import House, Keep, Woman, sit_down

ID = "a" * 16
HASTE = 50  # commands of one connection in a row that are not asked to wait
SEAT = "s" * 22
GOOD: dict[str, dict[str, Any]] = {
    "take_seat": {"meeting": "A" * 22, "cursor": None},
    "post": {"id": ID, "text": "hello", "topics": ["loss"]},
    "take_back": {"id": ID},
    "take_back_all": {},
    "respond": {"id": ID, "word": "me_too"},
    "unrespond": {"id": ID, "word": "me_too"},
    "typing": {},
    "leave": {},
    "report": {"id": ID, "reason": "unkind", "note": "It hurt."},
    "say_privately": {"id": ID, "text": "hello"},
    "ask_person": {"id": ID, "danger": True, "note": "hello"},
    "take_back_ask": {},
    "decline_person": {},
    "raise_concern": {"id": ID, "seat": SEAT, "severity": "amber", "message": ID, "note": "hello"},
    "be_with_her": {"seat": SEAT},
    "take_case": {"seat": SEAT},
    "raise_hand": {},
    "earlier": {"id": ID},
    "lower_hand": {},
    "pass_turn": {},
    "end_turn": {},
    "listen": {"on": True},
    "step_away": {"quiet": True},
    "come_back": {},
    "volunteer": {"part": "reader"},
    "give_up_part": {"part": "reader"},
    "close_meeting": {},
    "offer_lead": {"seat": SEAT},
    "accept_lead": {},
    "keep_lead": {},
    "admit": {"seat": SEAT},
    "admit_all": {},
    "decline_seat": {"seat": SEAT, "next": "next_meeting"},
    "move_to_waiting": {"seat": SEAT},
    "remove_seat": {"seat": SEAT, "reason": "unkind", "scope": "tonight"},
    "let_back": {"seat": SEAT},
    "lock_door": {},
    "unlock_door": {},
    "set_waiting": {"who": "guests"},
    "answer_privately": {"id": ID, "seat": SEAT, "text": "hello"},
    "begin_step": {"index": 0},
    "set_mode": {"mode": "queue", "cross_talk": False, "turn_s": 120},
    "start_round": {},
    "next_turn": {},
    "call_on": {"seat": SEAT},
    "grant_time": {"seconds": 60},
    "pause": {},
    "resume": {},
    "ground": {},
    "end_grounding": {},
    "set_slow": {"seconds": 10},
    "quiet": {"seat": SEAT, "minutes": 5, "reason": "unkind"},
    "lift_quiet": {"seat": SEAT},
    "set_hold": {"seat": None, "on": True},
    "release": {"id": ID},
    "decline": {"id": ID, "reason": "unkind"},
    "remove_message": {"id": ID, "reason": "unkind"},
    "restore_message": {"id": ID},
    "tag_message": {"id": ID, "topic": "loss", "on": True},
    "drill": {"seats": [SEAT]},
    "undo_drill": {},
    "say_in_back_channel": {"id": ID, "text": "hello"},
    "take_back_in_back_channel": {"id": ID},
    "clear_back_channel": {},
    "send_nudge": {"seat": SEAT, "nudge": "welcome"},
    "accept_side_room": {},
    "leave_side_room": {},
    "say_in_side_room": {"id": ID, "text": "hello"},
    "offer_side_room": {"seat": SEAT, "minutes": 10},
    "withdraw_side_room": {},
    "lengthen_side_room": {},
    "end_side_room": {},
}
MAY_BE: dict[str, Any] = {
    "text": str, "cursor": (str, type(None)), "note": (str, type(None)), "on": bool, "cross_talk": bool, "index": int, "turn_s": int,
    "seconds": int, "topics": list, "sure": bool, "danger": bool, "message": type(None), "minutes": int, "seats": list,
    "set_hold.seat": (str, type(None)), "step_away.quiet": bool,
}  # fmt: skip
MAY_LACK = {"topics", "cursor", "note", "turn_s", "quiet", "danger", "message"}
WRONG: tuple[Any, ...] = (None, True, 5, 1.5, [], {}, ["a"], {"a": 1}, "", "x\x00y", "\n", "é" * 16, ID + "\n", "a" * 33, "\u202e" + ID)


def bad(kind: str) -> list[dict[str, Any]]:
    """Each field missing, of every wrong type and form; a field too many."""
    good = {"type": kind, **GOOD[kind]}
    found = [{**good, "more": 1}, {**good, "type": kind.upper()}, {**good, "type": 5}, {key: good[key] for key in good if key != "type"}]
    for name in GOOD[kind]:
        if name not in MAY_LACK:
            found.append({key: value for key, value in good.items() if key != name})
        allowed = MAY_BE.get(f"{kind}.{name}", MAY_BE.get(name, ()))
        found.extend({**good, name: value} for value in WRONG if not isinstance(value, allowed))
    return found


def test_every_command_is_tried() -> None:
    assert set(GOOD) == wire.TYPES


@pytest.mark.parametrize("kind", GOOD)
def test_each_field_is_looked_at(kind: str) -> None:
    assert wire.read(json.dumps(["command", {"type": kind, **GOOD[kind]}])).__struct_config__.tag == kind
    for command in bad(kind):
        with pytest.raises(Refused, match=r"^(bad_request|unknown_command)$"):
            wire.read(json.dumps(["command", command]))


@pytest.mark.parametrize(
    ("kind", "field", "beyond"),
    [
        ("begin_step", "index", (-1, 1000)),
        ("set_mode", "turn_s", (-1, 3601)),
        ("grant_time", "seconds", (29, 1801)),
        ("set_slow", "seconds", (-1, 21_601)),
        ("quiet", "minutes", (0, 1441)),
        ("offer_side_room", "minutes", (0, 31)),
        ("drill", "seats", ([f"seat{n}" for n in range(51)],)),
    ],
)
def test_nothing_is_beyond_its_range(kind: str, field: str, beyond: tuple[Any, ...]) -> None:
    for value in beyond:
        with pytest.raises(Refused, match=r"^bad_request$"):
            wire.read(json.dumps(["command", {"type": kind, **GOOD[kind], field: value}]))


async def test_bad_input_is_refused(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    rose = await sit_down(house, women, meeting, "Rose")
    (peer,) = house.sockets._peers
    head = (await house.log.heads([meeting]))[meeting]
    with capture_logs() as lines:
        for command in [command for kind in GOOD for command in bad(kind)[:8]]:
            peer._left = 60.0  # this test is in haste
            answer = await rose._sio.call("command", command, timeout=5)
            assert answer["ok"] is False, command
            assert answer["code"] in {"bad_request", "unknown_command"}, (command, answer)
            assert set(answer) == {"ok", "code", "message", "retry"}
    assert (await house.log.heads([meeting]))[meeting] == head
    assert lines == []
    assert (await rose.post("and nothing is lost"))["ok"]


async def test_without_a_seat(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    kinds = sorted(set(GOOD) - {"take_seat", "ask_person"})  # who has no seat may ask for a person all the same
    for begun in range(0, len(kinds), HASTE):
        rose = women(Woman(await house.guest(meeting)))
        await rose.connect(house)
        for kind in kinds[begun : begun + HASTE]:
            assert (await rose.command(kind, **GOOD[kind]))["code"] == "no_seat", kind


TEXTS = {
    "": "empty",
    " \n\t ": "empty",
    "\u200b\u200c": "empty",
    "x" * 2001: "too_long",
    "é" * 2001: "too_long",
    "a\x00b": "unreadable",
    "a\x07b": "unreadable",
    "a\x1b[31m": "unreadable",
    "a\x85b": "unreadable",
    "a\u202eb": "unreadable",
    "a\u2066b": "unreadable",
    "a" + "\u0301" * 31: "unreadable",
}


def test_piled_marks_do_not_hold_up_the_node() -> None:
    for text, code in (("a" + "\u0300" * 3500 + "\u0316" * 3500, "unreadable"), ("\u0300\u0316" * 50_000, "too_long")):
        began = time.process_time()
        with pytest.raises(Refused, match=code):
            wire.clean_text(text)
        assert time.process_time() - began < 0.03, "putting them in order takes ten times as long"


async def test_texts_that_cannot_be_said(house: House, women: Keep) -> None:
    rose = await sit_down(house, women, await house.meeting(), "Rose")
    for text, code in TEXTS.items():
        answer = await rose.post(text)
        assert answer["code"] == code, ascii(text)
        assert text.strip() == "" or text not in json.dumps(answer)


async def test_texts_that_can(house: House, women: Keep) -> None:
    rose = await sit_down(house, women, await house.meeting(), "Rose")
    said = {"x" * 2000: "x" * 2000, "  a\r\nb\tc  ": "a\nb\tc", "e\u0301": "\u00e9", "👩‍👧": "👩‍👧", "\u00a0hola": "hola"}
    for text in said:
        assert (await rose.post(text))["ok"], ascii(text)
    await rose.until(lambda w: len(w.texts) == len(said))
    assert rose.texts == list(said.values())


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('["command",{"type":"post","id":"aaaaaaaaaaaaaaaa","text":"\\ud800"}]', "unreadable"),
        ('["command",{"type":"post","id":"aaaaaaaaaaaaaaaa","text":"a\\udc00b"}]', "unreadable"),
        ('["command",{"type":"post","id":"aaaaaaaaaaaaaaaa","text":"\\ud83d\\ude00"}]', ""),
        ('["command",{"type":"fly"}]', "unknown_command"),
        ('["other",{"type":"leave"}]', "bad_request"),
        ('["command"]', "bad_request"),
        ('["command",{"type":"leave"},1]', "bad_request"),
        ("[]", "bad_request"),
        ("[" * 10_000, "bad_request"),
        ('["command",' + '{"type":' * 3000, "bad_request"),
        ('["command",{"type":"typing","x":NaN}]', "bad_request"),
        ('["command",{"type":"leave"', "bad_request"),
    ],
)
def test_what_is_no_command(body: str, code: str) -> None:
    if not code:
        assert isinstance(wire.read(body), Post)
        return
    with pytest.raises(Refused, match=f"^{code}$"):
        wire.read(body)


async def test_haste_is_held_back(house: House, women: Keep) -> None:
    rose = await sit_down(house, women, await house.meeting(), "Rose")
    answers = [await rose.command("typing") for _ in range(80)]
    refused = [answer for answer in answers if not answer["ok"]]
    assert {answer["code"] for answer in refused} == {"too_fast"}
    assert all(answer["retry"] for answer in refused)
    assert answers[0]["ok"]
