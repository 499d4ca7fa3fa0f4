"""What is hers, by pages alone: everything she said taken back, a copy, and the end of her account."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from argon2 import PasswordHasher

from rooms import commands as c
from rooms.events import MessageId, SeatId
from rooms.roles import Role
from server.live.hall import Held
from server.live.wish import Beside
from server.people.hers import Hers
from server.people.roombook import Terms
from server.store import tables as t
from tests.support.site import Site, Woman, site
from web.copied import FIELDS, PARTS

PASSPHRASE = "the kettle sings at dawn"
TEXT = "marigold <b>bold</b>"


def header(answer: Any, name: str) -> str:
    return str(answer.headers[name])


class Scene(NamedTuple):
    """An open meeting in which Wren and Rose have said something, and Wren's browser."""

    willow: Site
    held: Held
    account: str
    seat: SeatId
    wren: Woman


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with site(tmp_path) as willow:
        await willow.programme()
        people, meetings = willow.people, willow.node.meetings
        people.passphrases._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        draft = await people.accounts.draft("Wren", PASSPHRASE)
        async with willow.node.db.write() as connection:
            account = (await people.accounts.insert(connection, draft, "en")).account
        room = await people.roombook.create(Terms("Evening circle", "To be heard"), by="system")
        meeting = await meetings.plan(room, None, None)
        held = await meetings.hall.get(meeting)
        seats = []
        for ident, name in ((account, "Wren of tonight"), (await willow.account("Rose"), "Rose of tonight")):
            who = await people.sessions.identify(await people.sessions.start(ident, complete=True, shared=False, language="en"))
            assert who is not None
            seats.append(await meetings.seat(meeting, who, name))
            await held.live.do(seats[-1], c.Attach(seats[-1], meetings._node.id))  # type: ignore[arg-type]
        await held.live.do(seats[0], c.PostMessage(MessageId("m" * 16)), Beside(text=TEXT))
        await held.live.do(seats[1], c.PostMessage(MessageId("r" * 16)), Beside(text="words of Rose"))
        yield Scene(willow, held, account, seats[0], await willow.signed_in(account))


async def test_everything_is_taken_back_after_one_question(scene: Scene) -> None:
    path = f"/take-back/{scene.held.live.id}"
    asked = await scene.wren.get(path)
    assert asked.says("Take back everything you said here?")
    assert asked.says("One message of yours is here.")
    done = await scene.wren.post(path)
    assert done.says("One message of yours is gone, for everyone.")
    assert done.says("that copy stays sealed until its time is over, 14 days at most")
    assert list(scene.held.live.replica.words.bodies.values()) == ["words of Rose"]
    assert (await scene.wren.get(path)).says("There is nothing of yours here.")
    nobody = scene.willow.woman()
    assert (await nobody.get(path, follow=False)).status == 303


async def test_a_copy_of_what_is_hers_and_of_nobody_else(scene: Scene) -> None:
    wrong = await scene.wren.post("/account/copy", **{"old": "not it at all, sorry", "as": "json"})
    assert wrong.status == 400
    assert TEXT not in wrong.text
    given = await scene.wren.send("/account/copy", {"old": PASSPHRASE, "as": "json"})
    assert (given.status, header(given, "Cache-Control")) == (200, "no-store")
    assert header(given, "Content-Disposition") == 'attachment; filename="my-copy.json"'
    copy = json.loads(given.text)
    assert set(copy) == set(PARTS) - {"meeting"} | {"meetings"}
    assert copy["account"][0]["name"] == "Wren"
    assert len(copy["signed_in"]) == 2
    (meeting,) = copy["meetings"]
    assert (meeting["room"], meeting["your_name_there"]) == ("Evening circle", "Wren of tonight")
    assert [said["text"] for said in meeting["words"]] == [TEXT]
    assert "Rose" not in given.text
    for column in ("secret", "hash", "sealed", "mark"):
        assert f'"{column}"' not in given.text, "what would open her account to a finder stays here"
    page = await scene.wren.send("/account/copy", {"old": PASSPHRASE, "as": "html"})
    assert header(page, "Content-Disposition") == 'attachment; filename="my-copy.html"'
    assert page.says("Wren of tonight")
    assert "<b>bold" not in page.text
    assert page.says(TEXT)


async def test_what_we_keep_is_counted_behind_her_passphrase(scene: Scene) -> None:
    wrong = await scene.wren.post("/account/copy", **{"old": "not it at all, sorry", "as": "list"})
    assert wrong.status == 400
    assert not wrong.says("Messages of yours")
    page = await scene.wren.send("/account/copy", {"old": PASSPHRASE, "as": "list"})
    assert (page.status, header(page, "Cache-Control")) == (200, "no-store")
    for line in ("Your account: 1", "Messages of yours: 1", "Where you are signed in: 2", "Keys of sealed words of yours: 1"):
        assert page.says(line), line
    assert page.says("All of it is gone by:")
    assert page.says("a mark that cannot be read back")
    assert not page.says("marigold"), "it says what there is, and shows no word"


async def test_every_part_and_field_of_a_copy_has_a_name(scene: Scene) -> None:
    people = scene.willow.people
    ruth = await scene.willow.account("Ruth", Role.FACILITATOR)
    await people.contacts.add(ruth, "ruth@example.org")
    hers: Hers = people.hers
    parts = {name: rows async for name, rows in hers.copy(ruth)}
    assert set(parts) | {"meeting"} == set(PARTS)
    assert {field for rows in parts.values() for row in rows for field in row} <= set(FIELDS)


async def test_an_account_ends_with_a_receipt(scene: Scene) -> None:
    asked = await scene.wren.get("/account/delete")
    assert asked.says("Nobody can bring it back, and neither can you.")
    wrong = await scene.wren.post("/account/delete", old="not it at all, sorry")
    assert wrong.status == 400
    assert await scene.willow.people.accounts.sign_in("Wren", PASSPHRASE)
    gone = await scene.wren.post("/account/delete", old=PASSPHRASE, words="yes")
    assert gone.says("Your account is deleted.")
    assert gone.says("One message of yours is gone, for everyone.")
    assert '"storage"' in header(gone, "Clear-Site-Data")
    assert (await scene.wren.get("/account", follow=False)).path.startswith("/sign-in")
    (code,) = [each for each in gone.codes if each.startswith("20")]
    nobody = scene.willow.woman()
    await nobody.get("/receipt")
    assert (await nobody.post("/receipt", code=code)).says("On this day an account was deleted here")
    assert (await nobody.post("/sign-in", name="Wren", passphrase=PASSPHRASE)).status == 400
    async with scene.willow.node.db.read() as connection:
        names = (await connection.execute(t.account.select())).all()
    assert [row.name for row in names] == ["Rose"]
    assert list(scene.held.live.replica.words.bodies.values()) == ["words of Rose"]


async def test_the_last_administrator_stays_with_a_sentence(scene: Scene) -> None:
    people = scene.willow.people
    draft = await people.accounts.draft("Ada", PASSPHRASE)
    async with scene.willow.node.db.write() as connection:
        account = (await people.accounts.insert(connection, draft, "en")).account
        await people.roster.grant_within(connection, account, Role.ADMINISTRATOR, by=account)
        await connection.execute(
            t.factor.update().where(t.factor.c.account_id == account).values(confirmed_at=scene.willow.node.clock.now())
        )
    ada = await scene.willow.signed_in(account)
    kept = await ada.post("/account/delete", old=PASSPHRASE)
    assert kept.says("Someone must be able to run the programme. Give another woman this role first.")
    assert (await ada.get("/account", follow=False)).status == 200
