"""The samples that server and browser share: what a client is given, what follows, and what it must then hold.

`tests/samples/*.json` is written by `HEARTH_WRITE_SAMPLES=1 pytest tests/rooms/test_samples.py` from the server's own fold;
this test holds the files to it, and `tests/browser/` holds the browser's reducer to the files.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from rooms.commands import CloseByClock, Detach, Leave, Open, Respond, TakeBack, TakeBackResponse, TurnAway
from rooms.events import SeatRole, Word
from rooms.visibility import snapshot
from tests.rooms.meeting_machine import NODE, Client, Machine
from tests.rooms.stories import SHAPED
from tests.support.client_fold import fold

FOLDER = Path(__file__).parents[1] / "samples"


def talk() -> tuple[Machine, Client]:
    """Words, a reply, responses given and taken back."""
    room = Machine()
    dana, tess, ruth = room.sit("Dana"), room.sit("Tess"), room.sit("Ruth", SeatRole.FACILITATOR)
    seen = room.watch(tess)
    first = room.say(dana, "I nearly did not come.\nMy sister took the kids at six.")
    room.later(seconds=20)
    room.do(tess, Respond(first, Word.WITH_YOU))
    room.do(ruth, Respond(first, Word.THANK_YOU))
    room.do(ruth, Respond(first, Word.WITH_YOU))
    room.do(tess, TakeBackResponse(first, Word.WITH_YOU))
    room.say(ruth, "Welcome, Dana. ¿Cómo estás? 🌿", reply_to=first)
    return room, seen


def taken_back() -> tuple[Machine, Client]:
    """Words that are gone before and after she looked, with responses on them."""
    room = Machine()
    dana, tess = room.sit("Dana"), room.sit("Tess")
    early = room.say(dana, "Before.")
    gone = room.say(dana, "Gone before she looks.")
    room.do(dana, TakeBack(gone))
    seen = room.watch(tess)
    room.do(tess, Respond(early, Word.ME_TOO))
    room.do(dana, TakeBack(early))
    room.say(dana, "What stays.")
    return room, seen


def coming_and_going() -> tuple[Machine, Client]:
    """Arriving, losing the line, coming back, leaving; a facilitator's view with a guest and someone turned away."""
    room = Machine(capacity=3)
    ruth = room.sit("Ruth", SeatRole.FACILITATOR)
    silent = room.sit("Silent")
    seen = room.watch(ruth)
    nell = room.sit("Nell", guest=True)
    room.say(nell, "Hi. I am new.")
    mina = room.sit("Mina", node=None)
    room.do(None, TurnAway())
    room.attach(mina)
    room.do(None, Detach(nell, NODE))
    room.do(silent, Leave())
    room.attach(nell)
    room.do(nell, Leave())
    room.do(None, Detach(mina, NODE))
    return room, seen


def late_joiner() -> tuple[Machine, Client]:
    """She knows nothing of before; events about it change nothing she holds."""
    room = Machine()
    dana, ola = room.sit("Dana"), room.sit("Ola")
    before = room.say(dana, "Before she came.")
    room.do(ola, Leave())
    late = room.sit("Wren")
    seen = room.watch(late)
    lou = room.sit("Lou")
    room.do(dana, TakeBack(before))
    room.attach(ola)
    room.say(ola, "Back again.")
    room.say(lou, "Hello.")
    return room, seen


def a_whole_evening() -> tuple[Machine, Client]:
    """From before opening to the close."""
    room = Machine(open_now=False)
    dana = room.sit("Dana")
    seen = room.watch(dana)
    ruth = room.sit("Ruth", SeatRole.FACILITATOR)
    room.do(None, Open())
    said = room.say(ruth, "Welcome, everyone. Take what helps and leave the rest.")
    room.do(dana, Respond(said, Word.STRENGTH))
    room.do(None, CloseByClock())
    return room, seen


STORIES: list[Callable[[], tuple[Machine, Client]]] = [talk, taken_back, coming_and_going, late_joiner, a_whole_evening, *SHAPED]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_samples_are_what_the_server_folds(story: Callable[[], tuple[Machine, Client]]) -> None:
    room, seen = story()
    expect = snapshot(room.meeting, room.meeting.seats[seen.seat], room.words)
    sample = {
        "name": story.__doc__,
        "audience": seen.audience.name.lower(),
        "you": seen.seat,
        "snapshot": seen.snapshot,
        "seq": seen.seq,
        "events": seen.events,
        "expect": expect,
    }
    file = FOLDER / f"{story.__name__}.json"
    written = json.dumps(sample, indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("HEARTH_WRITE_SAMPLES"):
        file.write_text(written)
    assert file.read_text() == written
    held = fold(seen.snapshot, seen.events)
    held["seats"].sort(key=lambda seat: seat["number"])
    assert held == expect
    assert len(seen.events) >= 3


def test_no_sample_is_left_over() -> None:
    assert {file.stem for file in FOLDER.glob("*.json")} == {story.__name__ for story in STORIES}
