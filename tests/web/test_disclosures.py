"""Requests for records from outside: no unless two say otherwise, what there is, counted, and nothing said of anyone."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
import sqlalchemy as sa

from rooms.roles import Role
from server.kept.naming import account_named, rows_naming
from server.people.disclosures import KEPT
from server.store import tables as t
from server.store.classes import ACCOUNTS, AUDIT, CHOICES, CLASSES, SESSIONS
from tests.support.site import Answer, Site, Woman, site
from web.words import Words

ASKED = {"asker": "lawyer", "name": "Grey & Co.", "reference": "FAM-2291", "about": "All of Wren's words.", "counsel": "Ms. Hale, 555-0100"}


@pytest.fixture
async def willow(tmp_path: Path) -> AsyncIterator[Site]:
    async with site(tmp_path) as served:
        await served.programme()
        yield served


async def head(willow: Site, name: str, role: Role = Role.SUPERVISOR, language: str = "en") -> Woman:
    woman = await willow.signed_in(await willow.account(name, role))
    woman.client.headers["Accept-Language"] = language
    await woman.get("/disclosures")
    return woman


async def audit(willow: Site) -> list[str]:
    async with willow.node.db.read() as connection:
        kinds = await connection.execute(sa.select(t.audit.c.kind).where(t.audit.c.kind.like("disclosure%")).order_by(t.audit.c.n))
        return list(kinds.scalars())


def listed(page: Answer) -> dict[str, str]:
    """How much there is, by the sentence of the class."""
    rows = re.findall(r'<p class="when">(.*?)</p><div class="when-words"><p class="item-sub">(.*?)</p>', page.text)
    return {unescape(sentence): unescape(count) for count, sentence in rows}


async def test_a_request_is_written_down_sealed_and_answered_with_no(willow: Site) -> None:
    ola = await head(willow, "Ola")
    assert (await ola.get("/")).says("Requests from outside")
    assert (await ola.get("/disclosures")).says("Nothing was ever given to anyone")
    page = await ola.post("/disclosures", **ASKED)
    assert re.fullmatch(r"/disclosures/[\w-]{22}", page.path)
    assert page.says("FAM-2291")
    async with willow.node.db.read() as connection:
        (row,) = (await connection.execute(sa.select(t.disclosure))).all()
    assert not [
        each for each in ASKED.values() if each != "lawyer" and each.encode() in b"".join(bytes(str(cell), "utf-8") for cell in row)
    ]
    assert b"FAM-2291" not in row.sealed
    done = await ola.post(f"{page.path}/answer", answer="no")
    assert done.says("The answer was no")
    assert (await ola.get("/disclosures")).says("Answered with no")
    assert await audit(willow) == ["disclosure_logged", "disclosure_refused"]
    assert (await ola.get("/audit")).says("Ola answered no to a request from outside.")
    late = await ola.post(f"{page.path}/answer", answer="gave", basis="order", to="Them", what="One line.")
    assert (late.status, await audit(willow)) == (400, ["disclosure_logged", "disclosure_refused"]), "what is answered stays answered"


async def test_two_stand_behind_what_is_given_and_the_account_of_it_is_kept_three_years(willow: Site) -> None:
    ola, ada = await head(willow, "Ola"), await head(willow, "Ada", Role.ADMINISTRATOR)
    path = (await ola.post("/disclosures", **ASKED)).path
    given = {"answer": "gave", "basis": "consent", "to": "Grey & Co.", "what": "The dates of two meetings."}
    alone = await ola.post(f"{path}/answer", **given)
    assert (alone.status, alone.says("so that two of you stand behind it")) == (400, True)
    assert (await ada.post(f"{path}/answer", **{**given, "basis": "because"})).says("Please choose why it was given.")
    assert await audit(willow) == ["disclosure_logged"]
    await ada.get(path)
    assert (await ada.post(f"{path}/answer", **given)).says("Something was given")
    assert (await ola.get("/disclosures")).says("</a>: The dates of two meetings. (Her own consent, in writing)")
    assert (await ola.get(f"{path}/paper")).says("Beyond that the answer is no.")
    async with willow.node.db.write() as connection:
        await connection.execute(t.disclosure.update().values(answered_at=willow.node.clock.now() - KEPT + timedelta(minutes=1)))
    await willow.people.disclosures.sweep()
    assert (await ola.get(path)).status == 200
    async with willow.node.db.write() as connection:
        await connection.execute(t.disclosure.update().values(answered_at=willow.node.clock.now() - KEPT - timedelta(minutes=1)))
    await willow.people.disclosures.sweep()
    assert (await ola.get(path)).status == 404


async def test_all_that_there_is_comes_from_the_table_of_classes(willow: Site) -> None:
    ola = await head(willow, "Ola")
    page = await ola.post("/disclosures", **ASKED)
    there = listed(page)
    assert set(there) == {kind.sentence for kind in CLASSES}
    assert [there[CLASSES[0].sentence], there[ACCOUNTS.sentence]] == ["nothing", "3 entries"]  # words; Ola, her role and her second step
    account = await willow.account("Wren")
    await willow.signed_in(account)
    await willow.people.own_words.add(account, "Maple Close")
    hers = await ola.post(f"{page.path}/find", account="wren")
    named = {sentence for sentence, count in listed(hers).items() if count != "nothing"}
    assert hers.says("An account goes by the name wren.")
    assert named == {kind.sentence for kind in (ACCOUNTS, CHOICES, SESSIONS)}
    nobody = await ola.post(f"{page.path}/find", account="Iris")
    assert nobody.says("No account goes by the name Iris.")
    assert (await ola.post(f"{page.path}/find", account="")).status == 400
    assert await audit(willow) == ["disclosure_logged", "disclosure_looked", "disclosure_looked"], "each look is noted, found or not"


async def test_every_column_that_could_name_an_account_is_asked(willow: Site) -> None:
    account = await willow.account("Ola", Role.SUPERVISOR)
    await willow.signed_in(account)
    found = await account_named(willow.node.db, "OLA")
    assert found == account
    before = await rows_naming(willow.node.db, account)
    assert before[ACCOUNTS.name] == 3, "her account, her role and her second step"
    path = (await (await head(willow, "Ada", Role.ADMINISTRATOR)).post("/disclosures", **ASKED)).path
    ada = await account_named(willow.node.db, "Ada")
    assert ada is not None
    assert (await rows_naming(willow.node.db, ada))[AUDIT.name] >= 1, f"she did something: {path}"


async def test_the_paper_says_of_nobody_whether_she_takes_part(willow: Site) -> None:
    ola = await head(willow, "Ola")
    path = (await ola.post("/disclosures", **ASKED)).path
    await willow.account("Wren")
    await ola.post(f"{path}/find", account="Wren")
    paper = await ola.get(f"{path}/paper")
    assert paper.says("The answer is no. We give out no records.")
    assert paper.says("We say of nobody whether she takes part")
    assert paper.says("42 CFR Part 2")
    assert paper.says(willow.node.clock.now().date().isoformat()), "the day itself: on paper nothing is today"
    assert paper.says("Ms. Hale, 555-0100")
    assert not [word for word in ("Wren", "All of") if paper.says(word)], "nor what was asked for"
    assert all(paper.says(kind.sentence) for kind in CLASSES)
    spanish = await head(willow, "Eva", language="es")
    hoja = await spanish.get(f"{path}/paper")
    words = Words.load()
    assert hoja.says("La respuesta es no. No entregamos ningún dato.")
    assert all(hoja.says(words.translate("es", kind.sentence)) for kind in CLASSES)


async def test_it_is_for_supervisors_and_administrators(willow: Site) -> None:
    path = (await (await head(willow, "Ola")).post("/disclosures", **ASKED)).path
    for role in (Role.FACILITATOR, Role.ON_CALL):
        woman = await willow.signed_in(await willow.account(f"Kay {role[:2]}", role))
        for page in ("/disclosures", path, f"{path}/paper"):
            assert (await woman.get(page)).status == 403
        assert not (await woman.get("/")).says("Requests from outside")
