"""What a room looks out for: set by who runs the programme, kept, published beside the agreement, in the room's language."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from moderation.confidentiality import find
from moderation.screening import screen
from rooms.roles import Role
from rooms.rules import MOST_WORDS, NO_RULES, Rule, Rules, Then
from rooms.terms import Detail
from rooms.verdict import Verdict
from server.people.invitations import Kind
from server.people.roombook import Terms
from tests.support.site import Site, site
from web import helplines
from web.hidden import LABELS, label
from web.looked_for import FOLLOWS, LOOKED_FOR, looked_for, published
from web.words import Words

CHOSEN = {"contact": "hold", "links": "nothing", "mentions": "alert", "words": "ask"}


@pytest.fixture
async def willow(tmp_path: Path) -> AsyncIterator[Site]:
    async with site(tmp_path) as served:
        await served.programme()
        yield served


async def test_rules_are_kept_shown_and_hold_for_the_next_meeting(willow: Site) -> None:
    room = await willow.people.roombook.create(Terms("Evening circle", "To be heard", capacity=9), by="system")
    path = f"/rooms/{room}/rules"
    ada = await willow.signed_in(await willow.account("Ada", Role.ADMINISTRATOR))
    assert (await ada.get(f"/rooms/{room}")).says("They are hidden before anyone reads them, and kept nowhere. You are told so at once.")
    assert (await ada.get(path)).says("What this room looks out for")
    ours = "503-555-0142\r\nhelp.example.org\r\n"
    done = await ada.post(path, **CHOSEN, listed="cheap  pills\r\n\r\nCheap deals\r\ncheap pills", ours=ours)
    assert done.path == f"/rooms/{room}"
    assert done.says("A facilitator reads them first. You are told so at once.")
    assert not done.says("Cheap deals"), "the list itself is not published"
    kept = await willow.people.roombook.get(room)
    assert kept.rules == Rules(
        Then.HOLD, Then.NOTHING, Then.ALERT, Then.ASK, ("cheap pills", "Cheap deals"), ("503-555-0142", "help.example.org")
    )  # fmt: skip
    assert (kept.capacity, kept.name) == (9, "Evening circle")
    again = await ada.get(path)
    assert 'value="hold" selected' in again.text
    assert again.says("Cheap deals")
    assert again.says("help.example.org")
    meeting = await willow.node.meetings.plan(room, None, None)
    assert (await willow.node.meetings.hall.get(meeting)).live.state.rules == kept.rules


async def test_changing_the_room_leaves_its_rules(willow: Site) -> None:
    rules = Rules(links=Then.HOLD, listed=("one",))
    room = await willow.people.roombook.create(Terms("Evening circle", "To be heard", rules=rules), by="system")
    ada = await willow.signed_in(await willow.account("Ada", Role.ADMINISTRATOR))
    typed = {"name": "Morning", "purpose": "x", "audience": "women", "language": "en", "capacity": "12", "minutes": "90", "hours_kept": "4"}
    assert (await ada.post(f"/rooms/{room}/change", **typed)).path == f"/rooms/{room}"
    kept = await willow.people.roombook.get(room)
    assert (kept.name, kept.rules) == ("Morning", rules)


@pytest.mark.parametrize("listed", ["x" * 41, "!!!", "\n".join(f"w{n}" for n in range(MOST_WORDS + 1)), "a\u202eb"])
async def test_a_list_that_cannot_be_looked_for_comes_back_to_be_mended(willow: Site, listed: str) -> None:
    room = await willow.people.roombook.create(Terms("Evening circle", "To be heard"), by="system")
    ada = await willow.signed_in(await willow.account("Ada", Role.ADMINISTRATOR))
    wrong = await ada.post(f"/rooms/{room}/rules", **CHOSEN, listed=listed)
    assert wrong.status == 400
    assert wrong.says("Please write up to 200 words")
    assert 'value="hold" selected' in wrong.text
    assert (await willow.people.roombook.get(room)).rules == Rules()


async def test_only_who_may_change_the_room_sets_them_and_no_other_choice_is_taken(willow: Site) -> None:
    room = await willow.people.roombook.create(Terms("Evening circle", "To be heard"), by="system")
    ruth = await willow.signed_in(await willow.account("Ruth", Role.FACILITATOR))
    assert (await ruth.get(f"/rooms/{room}")).says("Telephone numbers, mail and street addresses")
    assert (await ruth.post(f"/rooms/{room}/rules", **CHOSEN)).status == 403
    ada = await willow.signed_in(await willow.account("Ada", Role.ADMINISTRATOR))
    assert (await ada.post(f"/rooms/{room}/rules", **{**CHOSEN, "links": "remove"})).status == 400
    assert (await ada.post(f"/rooms/{room}/rules", **{**CHOSEN, "mentions": "mask"})).status == 400
    wrong = await ada.post(f"/rooms/{room}/rules", **CHOSEN, ours="x" * 121)
    assert (wrong.status, wrong.says("Please write up to 100 numbers")) == (400, True)
    assert (await willow.people.roombook.get(room)).rules == Rules()


def test_every_kind_of_detail_has_its_label_in_both_languages() -> None:
    words = Words.shipped()
    assert set(LABELS) == set(Detail)
    assert all(words.translate("es", sentence) != sentence for sentence in LABELS.values())
    assert label(words.translate, "es", Detail.PHONE) == "[número de teléfono oculto]"
    found = [text for text in (*LABELS.values(), *(words.translate("es", each) for each in LABELS.values())) if find(text)]
    assert found == [], "what stands for a detail is none"


async def test_whoever_comes_in_reads_what_is_looked_for_in_the_rooms_language(willow: Site) -> None:
    people = willow.people
    room = await people.roombook.create(Terms("Círculo", "Escuchar", audience="women", language="es"), by="system")
    await people.agreements.publish(room, "Lo que se dice aquí se queda aquí.", "system")
    await willow.node.meetings.plan(room, None, None)
    code = (await people.invitations.make(Kind.ROOM, by="system", room=room)).code
    guest = willow.woman()
    await guest.get("/join")
    shown = await guest.post("/join", name="Wren", code=code)
    assert shown.says("Se ocultan antes de que nadie los lea, y no se guardan en ninguna parte. Te lo decimos enseguida.")
    assert shown.says("Lo que se dice aquí se queda aquí.")


def test_every_rule_and_what_follows_has_its_words_in_both_languages() -> None:
    assert set(LOOKED_FOR) == set(Rule)
    assert set(FOLLOWS) == set(Then) - {Then.NOTHING}
    words = Words.shipped()
    for sentence in (*LOOKED_FOR.values(), *FOLLOWS.values()):
        assert words.translate("es", sentence) != sentence


def test_nothing_is_published_where_nothing_is_looked_for() -> None:
    assert looked_for(NO_RULES, str) == []
    assert len(published(Rules())) == 3, "a list without words is not looked for"
    assert len(published(Rules(listed=("one",)))) == 4


def test_no_help_line_is_taken_for_a_contact() -> None:
    countries = helplines.load()
    listed = helplines.listed(countries)
    strict = Rules(Then.HOLD, Then.HOLD, Then.HOLD, Then.HOLD)
    for country in countries.values():
        for line in country.line:
            for way in line.ways:
                assert screen(f"please call {way.number}, they are kind", strict, listed) == Verdict(), way.number
