"""Whatever is said on a line: a refusal by its code, or the line is cut; never a trace, never her text in the log, and nothing lost.

`tests/server/live/test_bad_input.py` tries every field of every command; here are the frames themselves, and what belongs to others.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from server.people.roombook import Terms
from server.store import tables as t
from tests.support.rawline import Said, logged, raw_line, seated
from tests.support.site import Site, site

MARK = "Zwischenraumfenster"
ID = "m" * 16
CUT = ""


@dataclass
class Scene:
    """Two open meetings: of the other one, a message that nobody here may know of."""

    site: Site
    said: Said
    here: str
    there: str
    theirs: str

    async def record(self) -> list[bytes]:
        """What this meeting's log holds, but for who comes and goes."""
        return [row.data for row in await self.site.node.log.read(self.here, 0, 10_000) if b'"kind":"seat_' not in row.data]


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    with logged() as said:
        async with site(tmp_path) as served:
            await served.programme()
            meetings = []
            for name in ("Evening circle", "Morning circle"):
                room = await served.people.roombook.create(Terms(name, "To be heard", capacity=100), by="system")
                meetings.append(await served.node.meetings.plan(room, None, None))
            here, there = meetings
            async with seated(served.node, there, "Dora") as dora:
                theirs = (await dora.post("of another room"))["id"]
                yield Scene(served, said, here, there, theirs)


def post(**fields: Any) -> str:
    """A frame that posts, with an answer asked for."""
    return "421" + json.dumps(["command", {"type": "post", "id": ID, "text": MARK, **fields}])


def ask(**fields: Any) -> str:
    """A frame with a command."""
    return "421" + json.dumps(["command", fields])


FRAMES: dict[str, tuple[Callable[[Scene], str | bytes], str]] = {
    "wrong type": (lambda _: post(text=[MARK]), "bad_request"),
    "unknown field": (lambda _: post(html=MARK), "bad_request"),
    "too long": (lambda _: post(text=MARK * 120), "too_long"),
    "nul": (lambda _: post(text=f"{MARK}\0"), "unreadable"),
    "nul unescaped": (lambda _: f'421["command",{{"type":"post","id":"{ID}","text":"{MARK}\0"}}]', "bad_request"),
    "lone surrogate": (lambda _: f'421["command",{{"type":"post","id":"{ID}","text":"{MARK}\\ud800"}}]', "unreadable"),
    "bidi": (lambda _: post(text=f"\u202e{MARK}"), "unreadable"),
    "not a number": (lambda _: f'421["command",{{"type":"post","id":"{ID}","text":NaN,"{MARK}":1}}]', "bad_request"),
    "nested deeply": (lambda _: '421["command",' + "[" * 10_000 + f'"{MARK}"', "bad_request"),
    "objects nested deeply": (lambda _: '421["command",' + '{"a":' * 3_000 + f'"{MARK}"', "bad_request"),
    "another event": (lambda _: f'421["message",{{"type":"post","id":"{ID}","text":"{MARK}"}}]', "bad_request"),
    "no command": (lambda _: f'421["command","{MARK}"]', "bad_request"),
    "unheard of": (lambda _: ask(type=MARK), "unknown_command"),
    "another meeting": (lambda scene: ask(type="take_seat", meeting=scene.there, cursor=None, name=MARK), "bad_request"),
    "no such meeting": (lambda _: ask(type="take_seat", meeting="x" * 22, cursor=None, name=MARK), "bad_request"),
    "reply to another meeting's": (lambda scene: post(reply_to=scene.theirs), "no_such_message"),
    "take another meeting's back": (lambda scene: ask(type="take_back", id=scene.theirs), "no_such_message"),
    "respond to another meeting's": (lambda scene: ask(type="respond", id=scene.theirs, word="me_too"), "no_such_message"),
    "close it": (lambda _: ask(type="close_meeting"), "not_allowed"),
    "another namespace": (lambda _: f'42/{MARK},1["command",{{}}]', CUT),
    "join again": (lambda _: f'40{{"token":"{MARK}"}}', CUT),
    "join elsewhere": (lambda _: f"40/{MARK},", CUT),
    "binary event": (lambda _: f'451-1["command",{{"_placeholder":true,"num":0,"x":"{MARK}"}}]', CUT),
    "binary frame": (lambda _: MARK.encode(), CUT),
    "more than 16 KB": (lambda _: post(text=MARK * 900), CUT),
    "no packet": (lambda _: MARK, CUT),
    "an answer nobody asked for": (lambda _: f'431["{MARK}"]', CUT),
    "endless ack": (lambda _: f'42{"9" * 40}["{MARK}"]', CUT),
    "ack in other digits": (lambda _: '42٣["command",{"type":"typing"}]', CUT),
}


async def test_frames_that_should_not_be(scene: Scene) -> None:
    node = scene.site.node
    async with seated(node, scene.here, "Bea") as bea:
        for number, (name, (make, code)) in enumerate(FRAMES.items(), 1):
            node.limits._buckets.clear()  # this test is in haste
            assert (await bea.post("before"))["ok"]
            async with seated(node, scene.here, f"Rose {number}") as rose:
                before = await scene.record()
                answer = await rose.say(make(scene))
                assert await scene.record() == before, f"{name}: nothing was to be written"
                if code == CUT:
                    assert (answer, rose.over) == (None, True), name
                else:
                    assert answer is not None, name
                    assert (answer["ok"], answer["code"]) == (False, code), name
                    assert MARK not in json.dumps(answer), name
                    assert (await rose.post("and goes on"))["ok"], name
            assert (await bea.post("still here"))["ok"], name
            assert scene.said.traces() == [], name
            assert MARK.lower() not in scene.said.getvalue().lower(), name


async def test_text_that_is_no_text(scene: Scene) -> None:
    async with seated(scene.site.node, scene.here, "Rose") as rose:
        assert rose.socket._writer is not None
        await rose.socket._writer.send_frame(b'421["command",{"x":"\xff\xfe' + MARK.encode(), 1)
        assert await rose.hear() == ""
    assert scene.said.traces() == []
    assert MARK not in scene.said.getvalue()


async def refused_at_the_door(scene: Scene, token: str | None) -> None:
    async with raw_line(scene.site.node, token) as line:
        said = await line.join()
        assert said.startswith("44"), said
        assert json.loads(said[2:]) == {"message": "sign_in"}


async def test_no_session(scene: Scene) -> None:
    for token in (None, "", MARK, "x" * 3000, "%00", "é", '"'):
        await refused_at_the_door(scene, token)
    assert scene.said.traces() == []
    assert MARK not in scene.said.getvalue()


async def test_a_session_that_is_over(scene: Scene) -> None:
    node = scene.site.node
    token = await node.people.sessions.start_guest(scene.here, until=node.clock.now() + timedelta(hours=1), language="en")
    async with raw_line(node, token) as line:
        assert (await line.join()).startswith("40{"), "it was good before"
    async with node.db.write() as connection:
        await connection.execute(t.session.update().where(t.session.c.meeting_id == scene.here).values(expires_at=node.clock.now()))
    await refused_at_the_door(scene, token)


async def test_before_joining(scene: Scene) -> None:
    node = scene.site.node
    token = await node.people.sessions.start_guest(scene.here, until=node.clock.now() + timedelta(hours=1), language="en")
    async with raw_line(node, token) as line:
        assert (await line.join("/other")).startswith("44/other,")
    async with raw_line(node, token) as line:
        assert await line.say(post()) is None
    assert scene.said.traces() == []
    assert MARK not in scene.said.getvalue()


async def test_no_seat_and_a_meeting_of_others(scene: Scene) -> None:
    node = scene.site.node
    token = await node.people.sessions.start_guest(scene.here, until=node.clock.now() + timedelta(hours=1), language="en")
    async with raw_line(node, token) as line:
        await line.join()
        assert (await line.post(MARK))["code"] == "no_seat"
        assert (await line.command(type="take_seat", meeting=scene.there, cursor=None, name="Rose"))["code"] == "no_such_meeting"
        assert (await line.command(type="take_seat", meeting=scene.here, cursor="forged" * 4, name="Rose"))["snapshot"]


async def test_not_from_our_pages(scene: Scene) -> None:
    for origin in ("https://elsewhere.example", "null", f"{scene.site.node.address}.elsewhere.example"):
        with pytest.raises(Exception, match="403"):
            async with raw_line(scene.site.node, None, Origin=origin):
                pass
