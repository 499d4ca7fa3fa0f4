"""The rota as kept: drafts, publishing with and without a gap, overrides, swaps both agree to, and the policy a case is given."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from moderation.case_terms import Clock as CaseClock
from moderation.case_terms import Policy
from moderation.rota import Every, Override, Rotation, shifts
from rooms.refusals import Refused
from rooms.roles import Role
from server.config import Settings
from server.oncall.rotas import Rotas
from server.store import tables as t
from tests.server.oncall.test_reach import PAGER, points, reaching
from tests.support.people import Village

DAY = timedelta(days=1)


def rotation(*people: str, level: int = 1, ident: str = "nights") -> Rotation:
    return Rotation(ident, level, people, Every.DAY, date(2026, 11, 1), time(8), time(8), "America/Chicago")


def kept(home: Village) -> Rotas:
    return Rotas(home.db, home.clock, reaching(home, pager="https://pager.example.org"), Settings(page_rounds=3, answer_red_s=60))


async def policy(home: Village, rotas: Rotas) -> Policy:
    async with home.db.read() as connection:
        return await rotas.policy_now(connection, home.clock.now())


async def levels(home: Village, rotas: Rotas) -> list[tuple[str, ...]]:
    return [tuple(level.targets) for level in (await policy(home, rotas)).levels]


async def answered(home: Village, account: str) -> None:
    await home.people.contacts.add(account, PAGER)
    point = (await points(home, account))["pager"]
    async with home.db.write() as connection:
        await connection.execute(t.contact_point.update().where(t.contact_point.c.id == point).values(answered_at=home.clock.now()))


async def staff(home: Village) -> tuple[str, str, str]:
    ada = await home.woman("Ada", Role.ADMINISTRATOR)
    nell, ruth = await home.woman("Nell", Role.ON_CALL), await home.woman("Ruth", Role.ON_CALL)
    return ada.account, nell.account, ruth.account


async def test_without_a_published_rota_everybody_on_call_is_paged_at_once(home: Village) -> None:
    ada, nell, ruth = await staff(home)
    rotas = kept(home)
    await rotas.draft((rotation(nell),))
    found = await policy(home, rotas)
    assert [set(level.targets) for level in found.levels] == [{nell, ruth}]
    assert found.supervisors == (ada,), "an administrator stands in where nobody supervises"
    assert (found.rounds, found.red, found.amber) == (3, CaseClock(60, 180), CaseClock(300, 600))
    vera = (await home.woman("Vera", Role.SUPERVISOR)).account
    assert (await policy(home, rotas)).supervisors == (vera,)


async def test_a_rota_nobody_can_read_silences_nobody(home: Village) -> None:
    _, nell, ruth = await staff(home)
    rotas = kept(home)
    for broken in (b"{", b'[{"id":"a"}]'):
        async with home.db.write() as connection:
            await connection.execute(t.rota.delete())
            await connection.execute(t.rota.insert().values(version=1, rotations=broken, published_at=home.clock.now()))
        assert [set(level) for level in await levels(home, rotas)] == [{nell, ruth}]


async def test_a_rota_with_a_gap_or_one_who_cannot_be_woken_needs_a_name_and_a_reason(home: Village) -> None:
    ada, nell, ruth = await staff(home)
    rotas = kept(home)
    with pytest.raises(Refused, match="no_such_shift"):
        await rotas.publish(by=ada)
    await rotas.draft((rotation(nell),))
    assert [each.account for each in (await rotas.looked_at((rotation(nell),))).unreachable] == [nell]
    with pytest.raises(Refused, match="rota_gap"):
        await rotas.publish(by=ada)
    assert (await rotas.versions())[0] is None
    await rotas.publish(by=ada, waiver="Nell's pager comes on Monday.")
    published, draft = await rotas.versions()
    assert published is not None
    assert (published.number, published.published_by, published.waiver, draft) == (1, ada, "Nell's pager comes on Monday.", None)
    assert await levels(home, rotas) == [(nell,)]
    await answered(home, ruth)
    await rotas.draft((rotation(ruth),))
    await rotas.publish(by=ada)
    assert await levels(home, rotas) == [(ruth,)]
    assert (await rotas.looked_at()).sound
    async with home.db.read() as connection:
        kinds = (await connection.execute(sa.select(t.audit.c.kind).where(t.audit.c.kind.like("rota%")).order_by(t.audit.c.n))).scalars()
    assert list(kinds) == ["rota_waived", "rota_published"]
    await home.people.roster.end_role(ruth, Role.ON_CALL, by=ada)
    assert await levels(home, rotas) == [()], "a role that ended is a gap"
    assert not (await rotas.looked_at()).sound


async def test_an_override_counts_at_once_and_until_it_is_dropped(home: Village) -> None:
    ada, nell, ruth = await staff(home)
    rotas, now = kept(home), home.clock.now()
    await rotas.draft((rotation(nell),))
    await rotas.publish(by=ada, waiver="a trial")
    await rotas.override(Override("nights", ruth, now, now + DAY), by=ada)
    assert await levels(home, rotas) == [(ruth,)]
    async with home.db.read() as connection:
        [found] = await rotas.overrides(connection, now)
    await rotas.drop(found.id, by=ada)
    assert await levels(home, rotas) == [(nell,)]
    for wrong in (
        Override("days", ruth, now, now + DAY),
        Override("nights", ada, now, now + DAY),
        Override("nights", ruth, now, now),
        Override("nights", ruth, now - 2 * DAY, now - DAY),
        Override("nights", ruth, now, now + 90 * DAY),
    ):
        with pytest.raises(Refused, match="rota_bad"):
            await rotas.override(wrong, by=ada)
    with pytest.raises(Refused, match="no_such_shift"):
        await rotas.drop(found.id, by=ada)


async def test_a_swap_counts_once_the_other_has_agreed(home: Village) -> None:
    ada, nell, ruth = await staff(home)
    rotas = kept(home)
    await rotas.draft((rotation(nell, ruth),))
    await rotas.publish(by=ada, waiver="a trial")
    async with home.db.read() as connection:
        current = await rotas.current(connection, home.clock.now())
    assert current is not None
    first, second = shifts(current, (nell, ruth), home.clock.now(), home.clock.now() + 2 * DAY)[:2]
    before = await levels(home, rotas)
    await rotas.ask_swap(first, second, by=first.account)
    assert await levels(home, rotas) == before == [(first.account,)]
    async with home.db.read() as connection:
        swap = (await rotas.overrides(connection, home.clock.now()))[0].swap
    assert swap is not None
    for nobody in (first.account, ada):
        with pytest.raises(Refused, match="no_such_shift"):
            await rotas.agree(swap, by=nobody)
    await rotas.agree(swap, by=second.account)
    assert await levels(home, rotas) == [(second.account,)]
    home.clock.at = second.since + timedelta(hours=1)
    assert await levels(home, rotas) == [(first.account,)]
    home.clock.at = datetime(2026, 11, 22, 18, tzinfo=UTC)
    await rotas.drop(swap, by=ada)
    assert await levels(home, rotas) == before
