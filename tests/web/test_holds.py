"""The page of legal holds: one proposes, another confirms with her passphrase; she whom it concerns reads it on her first page."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rooms.roles import Role
from server.people.roombook import Terms
from server.store import tables as t
from tests.support.people import PASSPHRASE
from tests.support.site import Site, site


@pytest.fixture
async def willow(tmp_path: Path) -> AsyncIterator[Site]:
    async with site(tmp_path) as served:
        await served.programme()
        yield served


async def test_two_of_the_staff_keep_the_words_of_one_meeting_and_she_is_told(willow: Site) -> None:
    ada, sol = await willow.account("Ada", Role.ADMINISTRATOR), await willow.account("Sol", Role.SUPERVISOR)
    rose = await willow.account("Rose", Role.MEMBER)
    draft = await willow.people.accounts.draft("Somebody", PASSPHRASE)
    async with willow.node.db.write() as connection:
        await connection.execute(t.account.update().where(t.account.c.id == ada).values(secret=draft.secret))
    one, other, her = [await willow.signed_in(each) for each in (sol, ada, rose)]
    assert (await one.get("/holds")).says("There is nothing that could be kept")
    room = await willow.people.roombook.create(Terms("Evening circle", "To be heard"), by=ada)
    meeting = await willow.node.meetings.plan(room, None, None)
    who = await willow.people.sessions.identify(await willow.people.sessions.start(rose, complete=True, shared=False, language="en"))
    assert who is not None
    await willow.node.meetings.seat(meeting, who, "Rose")
    assert 'href="/holds"' in (await one.get("/")).text
    terms = {"subject": f"meeting:{meeting}", "reference": "Ruiz & Vega, 24-CV-118", "lasts": "90", "why": ""}
    wrong = await one.post("/holds", **{**terms, "reference": " ", "unseen": "yes"})
    assert (wrong.status, wrong.says("Please write counsel's name"), wrong.says("Please say why it is not to be shown")) == (
        400,
        True,
        True,
    )
    assert (await one.post("/holds", **{**terms, "lasts": "900"})).status == 400
    assert (await one.post("/holds", **{**terms, "subject": "meeting:nowhere"})).says("there is nothing left to keep")
    proposed = await one.post("/holds", **terms)
    assert proposed.says("Nothing is held until a second person confirms it")
    assert not proposed.says("Confirm this hold"), "not she herself"
    found = re.search(r"/holds/([\w-]{22})/end", proposed.text)
    assert found is not None
    assert not (await her.get("/")).says("kept longer than usual")
    page = await other.get("/holds")
    assert page.says("Counsel: Ruiz & Vega, 24-CV-118")
    assert page.says("Confirm this hold")
    guessed = await other.post(f"/holds/{found[1]}/confirm", old="not this one at all")
    assert (guessed.status, guessed.says("Confirm this hold")) == (400, True)
    assert 'aria-invalid="true"' in guessed.text
    assert (await one.post(f"/holds/{found[1]}/confirm", old=PASSPHRASE)).status in {400, 403}
    assert (await other.post(f"/holds/{found[1]}/confirm", old=PASSPHRASE)).says("It is held now.")
    told = await her.get("/")
    assert told.says("kept longer than usual")
    assert told.says("Sol and Ada decided it.")
    assert not told.says("Ruiz")
    assert (await her.get("/holds")).status == 403
    done = await one.post(f"/holds/{found[1]}/end")
    assert done.says("It has ended.")
    assert not (await her.get("/")).says("kept longer than usual")
    assert (await one.post(f"/holds/{found[1]}/end")).status == 400
    audit = await one.get("/audit")
    for line in ("Sol proposed a legal hold.", "Ada confirmed a legal hold.", "Sol ended a legal hold, or took a proposal back."):
        assert audit.says(line)
    await other.post("/language", language="es", next="/holds")
    assert (await other.get("/holds")).says("Todo se destruye a tiempo.")
