"""The agreement at the door: nobody comes in before she agreed, a new version asks again, and her word is enough, never a proof."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from rooms.roles import Role
from rooms.terms import Reason, Scope
from server.people.invitations import Kind
from server.people.roombook import Terms
from server.store import tables as t
from tests.support.site import Site, Woman, site
from web.agreement import ATTESTS, REASONS, STATEMENTS, first_text, paragraphs, tidy
from web.words import Words

CHANGED = "What we agree to in this room has changed."
TEXT = "What is said here stays here.\n\n- No screenshots\n- No names"


@pytest.fixture
async def willow(tmp_path: Path) -> AsyncIterator[Site]:
    async with site(tmp_path) as served:
        await served.programme()
        yield served


async def room_with(willow: Site, *, audience: str = "women", text: str | None = TEXT) -> tuple[str, str, str]:
    """A room with an agreement and an open meeting: the room, the meeting, the code of its link."""
    people = willow.people
    room = await people.roombook.create(Terms("Evening circle", "To be heard", audience=audience), by="system")  # type: ignore[arg-type]
    if text:
        await people.agreements.publish(room, text, "system")
    meeting = await willow.node.meetings.plan(room, None, None)
    return room, meeting, (await people.invitations.make(Kind.ROOM, by="system", room=room)).code


async def kept(willow: Site, table: sa.Table) -> int:
    async with willow.node.db.read() as connection:
        return (await connection.execute(sa.select(sa.func.count()).select_from(table))).scalar_one()


async def test_a_guest_comes_in_once_she_agreed_and_leaves_no_trace_before(willow: Site) -> None:
    room, meeting, code = await room_with(willow)
    guest = willow.woman()
    await guest.get("/join")
    shown = await guest.post("/join", name="Wren", code=code)
    assert shown.status == 200
    for words in ("What is said here stays here.", "No screenshots", STATEMENTS["women"], "I agree and come in", 'value="Wren"'):
        assert shown.says(words), words
    without = await guest.post("/join", name="Wren", code=code, agreed="1")
    assert (without.status, without.says("Please read the group agreement first.")) == (400, True)
    assert (await kept(willow, t.session), await kept(willow, t.acceptance), await kept(willow, t.seat)) == (0, 0, 0)
    inside = await guest.post("/join", name="Wren", code=code, agreed="1", attests="yes")
    assert inside.path == f"/meeting/{meeting}"
    async with willow.node.db.read() as connection:
        acceptance = (await connection.execute(sa.select(t.acceptance))).one()
        session = (await connection.execute(sa.select(t.session))).one()
    assert (acceptance.room_id, acceptance.version, acceptance.who) == (room, 1, session.guest_id)
    link = (await willow.people.invitations.look(code)).hash
    assert session.invitation == link, "so that her link can be closed behind her"


async def test_what_she_typed_stays_when_the_name_is_taken(willow: Site) -> None:
    _, _, code = await room_with(willow)
    first, second = willow.woman(), willow.woman()
    said = {"name": "Wren", "code": code, "agreed": "1", "attests": "yes"}
    for guest in (first, second):
        await guest.get("/join")
    assert (await first.send("/join", said)).status == 303
    answer = await second.send("/join", said)
    assert answer.status == 400
    for words in ('id="name-wrong"', 'value="Wren"', f'name="code" value="{code}"', 'name="agreed" value="1"'):
        assert words in answer.text, words
    assert await kept(willow, t.session) == 1, "her session ended with the refusal"


async def test_a_bad_name_or_code_is_said_before_the_agreement(willow: Site) -> None:
    _, _, code = await room_with(willow)
    guest = willow.woman()
    await guest.get("/join")
    for fields, wrong in (({"name": "<b>", "code": code}, "name-wrong"), ({"name": "Wren", "code": "AAAA-BBBB-CCCC"}, "code-wrong")):
        answer = await guest.post("/join", **fields)
        assert (answer.status, wrong in answer.text, answer.says("I agree and come in")) == (400, True, False)


async def test_a_member_agrees_once_and_again_when_it_changed(willow: Site) -> None:
    room, meeting, _ = await room_with(willow, audience="everyone")
    wren = await willow.account("Wren")
    woman = await willow.signed_in(wren)
    page = await woman.get(f"/seat/{meeting}")
    assert page.says("What is said here stays here.")
    assert '<div class="agreement" lang="en">' in page.text
    assert "attests" not in page.text, "a room for everyone asks nothing about her"
    assert not page.says(CHANGED)
    unread = await woman.post(f"/seat/{meeting}", name="Wren")
    assert (unread.path, unread.says("I agree and come in")) == (f"/seat/{meeting}", True)
    assert await kept(willow, t.seat) == 0
    assert (await woman.post(f"/seat/{meeting}", name="Wren", agreed="1")).path == f"/meeting/{meeting}"
    await willow.people.agreements.publish(room, TEXT + "\n\nBe gentle.", "ada")
    again = await woman.get(f"/meeting/{meeting}")
    assert again.path == f"/seat/{meeting}"
    assert again.says(CHANGED)
    assert again.says("Your seat is kept.")
    old = await woman.post(f"/seat/{meeting}", agreed="1")
    assert (old.status, old.says(CHANGED)) == (400, True)
    assert (await woman.post(f"/seat/{meeting}", agreed="2")).path == f"/meeting/{meeting}"
    other = await willow.node.meetings.plan(room, None, None)
    assert not (await woman.get(f"/seat/{other}")).says("I agree and come in"), "asked once for a room, not for each evening"


async def test_a_version_that_came_while_she_read_is_shown(willow: Site) -> None:
    room, _, code = await room_with(willow, audience="mothers")
    guest = willow.woman()
    await guest.get("/join")
    assert (await guest.post("/join", name="Wren", code=code)).says(STATEMENTS["mothers"])
    await willow.people.agreements.publish(room, "Be gentle with one another.", "ada")
    answer = await guest.post("/join", name="Wren", code=code, agreed="1", attests="yes")
    assert (answer.status, answer.says(CHANGED), answer.says("Be gentle")) == (400, True, True)
    assert await kept(willow, t.acceptance) == 0
    assert (await guest.post("/join", name="Wren", code=code, agreed="2", attests="yes")).path.startswith("/meeting/")


async def test_a_facilitator_agrees_as_well(willow: Site) -> None:
    _, meeting, _ = await room_with(willow)
    ruth = await willow.signed_in(await willow.account("Ruth", Role.FACILITATOR))
    assert (await ruth.get(f"/seat/{meeting}")).says("You go in as Ruth")
    assert (await ruth.post(f"/seat/{meeting}")).says("I agree and come in")
    assert (await ruth.post(f"/seat/{meeting}", agreed="1", attests="yes")).path == f"/meeting/{meeting}"


async def test_where_nothing_was_published_nobody_is_asked(willow: Site) -> None:
    _, meeting, code = await room_with(willow, text=None)
    guest = willow.woman()
    await guest.get("/join")
    assert (await guest.post("/join", name="Wren", code=code)).path == f"/meeting/{meeting}"


async def test_a_new_room_has_an_agreement_and_a_change_is_a_new_version(willow: Site) -> None:
    ada = await willow.signed_in(await willow.account("Ada", Role.ADMINISTRATOR))
    await ada.get("/rooms/new")
    typed = {
        "name": "Evening",
        "purpose": "Heard",
        "audience": "women",
        "language": "es",
        "capacity": "12",
        "minutes": "90",
        "hours_kept": "4",
    }
    await ada.post("/rooms", guests="yes", **typed)
    (room,) = await willow.people.roombook.all()
    begun = await willow.people.agreements.newest(room.id)
    assert begun is not None
    words = Words.shipped()
    for reason in Reason:
        assert words.translate("es", REASONS[reason]) in begun.text
    assert "Lo que se dice aquí" in begun.text
    path = f"/rooms/{room.id}/agreement"
    assert (await ada.get(path)).says("Version 1, in force since")
    short = await ada.post(path, text="Too short")
    assert (short.status, short.says("Please write between 20 and 6,000 letters"), short.says("Too short")) == (400, True, True)
    looked = await ada.post(path, text="Be gentle. We are tired.\r\n\r\n- Rest\r\n- Breathe", step="look")
    assert looked.says("<strong>Be gentle.</strong> We are tired.")
    assert looked.says("<li>Rest</li>")
    assert await willow.people.agreements.newest(room.id) == begun
    done = await ada.post(path, text="Be gentle. We are tired.\r\n\r\n- Rest\r\n- Breathe", step="publish")
    assert done.path == f"/rooms/{room.id}"
    assert done.says("Version 2, in force since")
    newest = await willow.people.agreements.newest(room.id)
    assert newest is not None
    assert newest.text == "Be gentle. We are tired.\n\n- Rest\n- Breathe"


async def test_the_settings_of_a_room_are_kept_and_shown(willow: Site) -> None:
    ada = await willow.signed_in(await willow.account("Ada", Role.ADMINISTRATOR))
    new = await ada.get("/rooms/new")
    assert re.search(r'name="waiting" value="guests" checked', new.text)
    assert new.says("Twelve steps") or "twelve_step" in new.text
    typed = {
        "name": "Evening", "purpose": "Heard", "audience": "women", "language": "en", "capacity": "12", "minutes": "90", "hours_kept": "4",
        "guests": "yes",
    }  # fmt: skip
    await ada.post("/rooms", **typed)
    (room,) = await willow.people.roombook.all()
    assert (room.waiting, room.facilitators_needed, room.format) == ("guests", 1, ""), "women-only with guests: they are met"
    path = f"/rooms/{room.id}/change"
    shown = await ada.post(path, **{**typed, "waiting": "everyone", "needed": "2", "format": "smart"})
    for words in ("Everyone is met at the door.", "Two facilitators must be present.", "Its format: "):
        assert shown.says(words), words
    (room,) = await willow.people.roombook.all()
    assert (room.waiting, room.facilitators_needed, room.format) == ("everyone", 2, "smart")
    for nonsense in ({"waiting": "men"}, {"needed": "3"}, {"format": "no_such_format"}):
        assert (await ada.post(path, **{**typed, **nonsense})).status == 400, nonsense
    kept_typed = await ada.post(path, **{**typed, "capacity": "1", "waiting": "everyone", "needed": "2", "format": "smart"})
    for chosen in ('name="waiting" value="everyone" checked', 'name="needed" value="2" checked', 'value="smart" selected'):
        assert chosen in kept_typed.text, chosen
    await ada.post(path, **{**typed, "audience": "everyone"})
    (room,) = await willow.people.roombook.all()
    assert room.waiting == "nobody"


async def test_whoever_may_not_come_is_asked_for_nothing(willow: Site) -> None:
    room, meeting, code = await room_with(willow)
    wren = await willow.account("Wren")
    await willow.people.exclusions.exclude(wren, Scope.ROOM, room, until=None, reason=Reason.DISTURBING, by="ruth")
    woman = await willow.signed_in(wren)
    await woman.get("/join")
    for answer in (
        await woman.get(f"/seat/{meeting}"),
        await woman.post(f"/seat/{meeting}", name="Wren", agreed="1", attests="yes"),
        await woman.post("/join", name="Wren", code=code, agreed="1", attests="yes"),
    ):
        assert answer.says("You cannot come into this room for now.")
        assert not answer.says("I agree and come in")
    assert (await kept(willow, t.acceptance), await kept(willow, t.seat)) == (0, 0)


async def test_the_published_list_needs_nobody(willow: Site) -> None:
    page = await willow.woman().get("/rules")
    assert page.status == 200
    for reason in Reason:
        assert page.says(REASONS[reason]), reason
    assert page.says("What you feel, what you fear, a relapse")


def test_every_reason_and_audience_has_words() -> None:
    assert set(REASONS) == set(Reason)
    assert set(STATEMENTS) == set(ATTESTS) == {"women", "mothers"}


def test_how_a_text_is_set() -> None:
    text = "\r\n Be gentle. We are tired. \r\n\r\n\r\n\r\n- Rest\r\n- Breathe\r\n\r\nWhat follows:\r\n\r\nOne sentence\r\nin two lines"
    assert [tuple(piece) for piece in paragraphs(text)] == [
        ("Be gentle.", "We are tired.", ()),
        ("", "", ("Rest", "Breathe")),
        ("What follows:", "", ()),
        ("", "One sentence in two lines", ()),
    ]
    led = "We may:\n\n- Pause\n- Rest\n\nAlso this:\n- Leave\n- Come back"
    assert [tuple(piece) for piece in paragraphs(led)] == [("We may:", "", ("Pause", "Rest")), ("Also this:", "", ("Leave", "Come back"))]
    assert tidy(" a \r\n\r\n\r\n b ") == "a\n\n b"
    whole = first_text(str)
    assert tidy(whole) == whole
    assert [len(piece.points) for piece in paragraphs(whole) if piece.points] == [len(Reason), 4]


async def peeked(guest: Woman, code: str) -> Any:
    """What the page of a link is told to show, once script has asked."""
    await guest.get("/join")
    address = f"{guest._address}/join/peek"
    async with guest.client.post(address, json={"code": code}, headers={"X-CSRF": guest._csrf}) as answer:
        return (await answer.json())["asked"]


async def test_script_asks_on_the_page_of_the_link_and_so_there_is_one_page(willow: Site) -> None:
    _, meeting, code = await room_with(willow)
    guest = willow.woman()
    asked = await peeked(guest, code)
    assert (asked["version"], asked["language"], asked["statement"]) == (1, "en", STATEMENTS["women"])
    assert asked["attests"] == f"When you come in, you say of yourself: {ATTESTS['women']}"
    assert [piece["points"] for piece in asked["pieces"]][:2] == [[], ["No screenshots", "No names"]]
    inside = await guest.post("/join", name="Wren", code=code, agreed=str(asked["version"]), attests="yes")
    assert inside.path == f"/meeting/{meeting}"
    assert await peeked(guest, code) is None, "nobody is asked twice"
