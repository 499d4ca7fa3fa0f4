"""Who must report what: unsaid until the programme confirmed it, then read by everyone before she comes in, and in the room."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rooms.refusals import Refused
from rooms.roles import Role
from server.people.duties import LONGEST, ROLES
from server.people.invitations import Kind
from server.people.roombook import Terms
from server.store.audit import kept_lines
from tests.support.site import Site, Woman, site
from web.duties import EXAMPLE, first_text
from web.words import LANGUAGES, Words

UNSAID = "This programme has not yet written down who must report what to others."
WORDS = {(role, language): f"About {role}, in {language}. They tell nobody that you drink." for role in ROLES for language in LANGUAGES}
WRITTEN = {f"{role}_{language}": text for (role, language), text in WORDS.items()}


@pytest.fixture
async def willow(tmp_path: Path) -> AsyncIterator[Site]:
    async with site(tmp_path) as served:
        await served.programme()
        yield served


async def administrator(willow: Site) -> Woman:
    ada = await willow.signed_in(await willow.account("Ada", Role.ADMINISTRATOR))
    await ada.get("/duties/write")
    return ada


async def test_until_it_is_confirmed_the_door_says_so_and_then_what_was_written(willow: Site) -> None:
    room = await willow.people.roombook.create(Terms("Evening circle", "To be heard"), by="system")
    meeting = await willow.node.meetings.plan(room, None, None)
    code = (await willow.people.invitations.make(Kind.ROOM, by="system", room=room)).code
    wren = await willow.signed_in(await willow.account("Wren"))
    for path in ("/duties", "/join", f"/seat/{meeting}"):
        assert (await wren.get(path)).says(UNSAID), path
    ada = await administrator(willow)
    assert (await ada.post("/duties/write", **WRITTEN, after="0", confirmed="yes")).path == "/duties"
    guest = willow.woman("es")
    for woman, path, language in (
        (wren, "/duties", "en"),
        (wren, f"/seat/{meeting}", "en"),
        (guest, "/join", "es"),
        (guest, "/duties", "es"),
    ):
        page = await woman.get(path)
        assert not page.says(UNSAID)
        for role in ROLES:
            assert page.says(f"About {role}, in {language}."), (path, role)
    inside = await guest.post("/join", name="Lark", code=code)
    assert inside.path == f"/meeting/{meeting}"
    assert inside.says("About on_call, in es."), "in the room too"
    assert (await wren.get("/duties")).says("Version 1, in force since")


async def test_an_example_cannot_be_published_as_it_stands_nor_unconfirmed(willow: Site) -> None:
    ada = await administrator(willow)
    shown = await ada.get("/duties/write")
    assert shown.says("[child protection]")
    assert shown.says("[la protección de menores]")
    good = {**WRITTEN, "after": "0", "confirmed": "yes"}
    for wrong, sentence in (
        ({"on_call_es": first_text("on_call", str)}, "Something in square brackets is left."),
        ({"facilitator_en": ""}, "Please write between 20 and"),
        ({"others_en": "a" * (LONGEST + 1)}, "Please write between 20 and"),
        ({"confirmed": ""}, "Please confirm below"),
        ({"after": "1"}, "changed"),
        ({"after": "x" * 5000}, "changed"),
    ):
        answer = await ada.send("/duties/write", {**good, **wrong})
        assert (answer.status, answer.says(sentence)) == (400, True), wrong
        assert answer.says("About facilitator, in es."), "what she wrote stays"
    assert await willow.people.duties.newest() is None
    assert (await ada.send("/duties/write", good)).status == 303


async def test_only_an_administrator_writes_it_and_each_change_is_a_version_and_a_line_of_the_audit(willow: Site) -> None:
    ruth = await willow.signed_in(await willow.account("Ruth", Role.FACILITATOR, Role.SUPERVISOR))
    assert (await ruth.get("/duties/write")).status == 403
    assert (await ruth.send("/duties/write", {**WRITTEN, "after": "0", "confirmed": "yes"})).status == 403
    book = willow.people.duties
    assert await book.publish(WORDS, after=0, by="ada") == 1
    assert await book.publish(WORDS, after=1, by="ada") == 1, "the same words are no new version"
    other = {**WORDS, ("others", "en"): "Nobody else reports anything."}
    assert await book.publish(other, after=1, by="ada") == 2
    with pytest.raises(Refused, match="changed"):
        await book.publish(WORDS, after=1, by="eve")
    newest = await book.newest()
    assert newest is not None
    assert (newest.version, newest.texts) == (2, other)
    lines = [each.line async for each in kept_lines(willow.node.db)]
    assert [(line.actor, line.subject) for line in lines if line.kind == "duties_published"] == [("ada", "programme")] * 2


@pytest.mark.parametrize("role", EXAMPLE)
def test_the_example_is_short_enough_in_each_language_and_has_its_brackets_there(role: str) -> None:
    words = Words.load()
    for language in LANGUAGES:
        text = first_text(role, lambda sentence, language=language: words.translate(language, sentence))  # type: ignore[misc]
        assert len(text) <= LONGEST
        assert text.count("[") == text.count("]") == first_text(role, str).count("[") > 0
