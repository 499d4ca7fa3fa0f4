"""A legal hold stops the timers of destruction of one meeting or report while it is in force: nothing else, and no longer."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from rooms.refusals import Refused
from rooms.roles import Role
from server.identity import Identity
from server.kept.backup import take
from server.kept.clocks import excerpt_over, meetings_over
from server.kept.holds import CONFIRM_WITHIN, Holds, Kind
from server.kept.restore import restore
from server.kept.rows import in_force_until
from server.live.glances import blind
from server.live.loader import Loader
from server.people.report_terms import Why
from server.store import tables as t
from server.store.audit import kept_lines
from server.store.holding import AGAIN, HOLDS_KEPT
from server.store.keyring import Keyring
from server.store.log import Log
from server.store.retention import Retention
from server.timers import Timers
from tests.server.kept.conftest import Places, past
from tests.support.databases import count
from tests.support.people import MASTER

MONTH = timedelta(days=30)
WHY = "Ruiz & Vega, 24-CV-118"


def identity(account: str, *roles: Role) -> Identity:
    """Someone signed in."""
    later = datetime(2030, 1, 1, tzinfo=UTC)
    return Identity(kind="account", id=account, roles=frozenset({Role.MEMBER, *roles}), session=b"s", expires_at=later)


SOL, ADA = identity("sol", Role.SUPERVISOR), identity("ada", Role.ADMINISTRATOR)


class Programme:
    """A programme with a meeting that is on and a report, and what destroys their words."""

    def __init__(self, places: Places, ids: dict[str, str]) -> None:
        self.home, self.places, self.ids = places.home, places, ids
        self.db, self.clock, self.reports = places.home.db, places.home.clock, places.home.people.reports
        self.keyring = Keyring(self.db, MASTER)
        self.holds = Holds(self.db, self.clock, self.keyring, places.vault)
        self.retention = Retention(self.db, self.keyring, self.clock)

    async def held(self, kind: Kind, subject: str, **terms: str) -> str:
        """A hold of two."""
        ident = await self.holds.propose(kind, subject, SOL, reference=WHY, lasts=MONTH, **terms)
        assert ident is not None
        assert await self.holds.confirm(ident, ADA)
        return ident

    async def words(self) -> tuple[int, int]:
        """How many messages there are, and words of reports."""
        async with self.db.read() as connection:
            kept = sa.select(sa.func.count()).select_from(t.report).where(t.report.c.excerpt.is_not(None))
            return await count(self.db, t.message), (await connection.execute(kept)).scalar_one()


@pytest.fixture
async def willow(places: Places) -> Programme:
    ids = await past(places)
    async with places.home.db.write() as connection:
        opened = t.meeting.update().where(t.meeting.c.id == "on").values(opened_at=places.home.clock.now())
        await connection.execute(opened)
    return Programme(places, ids)


async def test_timers_leave_alone_what_is_held_and_go_on_when_it_ends(willow: Programme) -> None:
    holds = [await willow.held(Kind.MEETING, "on"), await willow.held(Kind.REPORT, "report")]
    willow.clock.move(days=15)
    now = willow.clock.now()
    assert await willow.retention.destroy_words("on") == now + AGAIN
    assert await willow.reports.destroy_due("report", 0) == now + AGAIN
    assert await willow.words() == (1, 1)
    assert len(await in_force_until(willow.db, now)) == 2, "and the proof says so"
    async with willow.db.read() as connection:
        late = [row.id for row in await connection.execute(meetings_over(now))]
        assert "on" not in late, "it is not overdue"
        assert (await connection.execute(sa.select(t.report.c.id).where(excerpt_over(now)))).all() == []
    assert await willow.holds.end(holds[0], SOL), "one person ends it"
    assert await willow.retention.destroy_words("on") is None
    assert await willow.words() == (0, 1)
    assert await willow.keyring.get("on") is None
    willow.clock.move(days=15, minutes=1)
    assert await willow.reports.destroy_due("report", 0) is None, "the other ended by itself"
    assert await willow.words() == (0, 0)
    kinds = [each.line.kind async for each in kept_lines(willow.db)]
    assert [kind for kind in kinds if kind.startswith("hold")] == ["hold_proposed", "hold_confirmed"] * 2 + ["hold_ended"]


async def test_one_person_holds_nothing(willow: Programme) -> None:
    ident = await willow.holds.propose(Kind.MEETING, "on", SOL, reference=WHY, lasts=MONTH)
    assert ident is not None
    with pytest.raises(Refused, match="not_allowed"):
        await willow.holds.confirm(ident, SOL)
    for role in (Role.MEMBER, Role.FACILITATOR, Role.ON_CALL):
        who = identity("kay", role)
        for asked in (
            willow.holds.subjects(who), willow.holds.listing(who), willow.holds.confirm(ident, who), willow.holds.end(ident, who),
            willow.holds.propose(Kind.MEETING, "on", who, reference=WHY, lasts=MONTH),
        ):  # fmt: skip
            with pytest.raises(Refused, match="not_allowed"):
                await asked
    willow.clock.move(seconds=CONFIRM_WITHIN.total_seconds())
    assert not await willow.holds.confirm(ident, ADA), "a proposal is good for a day"
    assert await willow.retention.destroy_words("on") is None
    assert (await willow.words())[0] == 0


async def test_nothing_is_held_that_is_gone_to_come_or_without_an_end(willow: Programme) -> None:
    for subject in ("to-come", "nowhere"):
        assert await willow.holds.propose(Kind.MEETING, subject, SOL, reference=WHY, lasts=MONTH) is None
    for reference, lasts in (("", MONTH), (WHY, timedelta()), (WHY, timedelta(days=181)), ("x" * 201, MONTH)):
        with pytest.raises(Refused, match="bad_request"):
            await willow.holds.propose(Kind.MEETING, "on", SOL, reference=reference, lasts=lasts)
    ident = await willow.holds.propose(Kind.MEETING, "on", SOL, reference=WHY, lasts=MONTH)
    assert ident is not None
    await willow.retention.destroy_words("on")
    assert not await willow.holds.confirm(ident, ADA), "it came too late, and says so"
    assert [each.kind for each in await willow.holds.subjects(SOL)] == [Kind.REPORT]


async def test_a_report_about_herself_is_none_for_her_to_hold(willow: Programme) -> None:
    rosa = identity(willow.ids["Rosa"], Role.SUPERVISOR)
    assert [each.kind for each in await willow.holds.subjects(rosa)] == [Kind.MEETING]
    assert await willow.holds.propose(Kind.REPORT, "report", rosa, reference=WHY, lasts=MONTH) is None


async def test_nobody_reads_what_only_a_hold_keeps(willow: Programme) -> None:
    await willow.held(Kind.MEETING, "on")
    await willow.held(Kind.REPORT, "report")
    loader, ruth = Loader(willow.db, willow.keyring, Log(willow.db)), identity("kay", Role.SUPERVISOR)
    assert (await loader.replica("on")).key is not None, "in its time it is read as ever"
    assert await willow.reports.read("report", ruth, Why.DECIDE) is not None
    await willow.retention.destroy_words("on")
    await willow.reports.destroy_due("report", 0)
    with pytest.raises(Refused, match="no_such_meeting"):
        await loader.replica("on")
    assert await willow.reports.read("report", ruth, Why.DECIDE) is None
    (listed,) = await willow.reports.listing(ruth)
    assert not listed.readable
    await willow.reports.sweep()
    assert await willow.words() == (1, 1)


async def test_it_is_shown_to_whom_it_concerns_unless_both_recorded_why_not(willow: Programme) -> None:
    key = await willow.keyring.get("on")
    assert key is not None
    women = {name: identity(willow.ids[name]) for name in ("Rosa", "Ana", "Ruth")}
    async with willow.db.write() as connection:
        await connection.execute(t.seat.update().values(blind=blind(key, women["Rosa"])))
    meeting = await willow.held(Kind.MEETING, "on")
    (shown,) = await willow.holds.about(women["Rosa"])
    assert (shown.kind, shown.until) == (Kind.MEETING, willow.clock.now() + MONTH)
    assert WHY not in repr(shown)
    assert await willow.holds.about(women["Ana"]) == []
    await willow.held(Kind.REPORT, "report")
    assert [each.kind for each in await willow.holds.about(women["Ana"])] == [Kind.REPORT], "she made it"
    assert len(await willow.holds.about(women["Rosa"])) == 1, "they were her words, and for her there is no report"
    assert await willow.holds.about(women["Ruth"]) == []
    await willow.holds.end(meeting, ADA)
    assert await willow.holds.about(women["Rosa"]) == []
    willow.clock.move(seconds=1)
    await willow.held(Kind.MEETING, "on", unseen="A court forbids it.")
    assert await willow.holds.about(women["Rosa"]) == []
    listed = (await willow.holds.listing(SOL))[0]
    assert (listed.reference, listed.unseen) == (WHY, "A court forbids it.")
    async with willow.db.read() as connection:
        kept = (await connection.execute(sa.select(t.hold.c.reference, t.hold.c.unseen))).all()
    assert WHY.encode() not in b"".join(each for row in kept for each in row if each), "it is sealed"
    kinds = [each.line.kind async for each in kept_lines(willow.db)]
    assert kinds[-1] == "hold_confirmed_unseen"


async def test_a_timer_that_met_a_hold_comes_again(willow: Programme) -> None:
    await willow.held(Kind.REPORT, "report")
    timers = Timers(willow.db, willow.clock, {"destroy_excerpt": willow.reports.destroy_due})
    willow.clock.move(days=14)
    for moved, kept in ((0, 1), (6 * 60, 1), (16 * 24 * 3600, 0)):
        willow.clock.move(seconds=moved)
        assert await timers.fire_due() == 1
        assert (await willow.words())[1] == kept
    willow.clock.move(days=1)
    assert await timers.fire_due() == 0, "and is done when it was"


async def test_a_hold_does_not_outlive_the_record_and_is_forgotten_after_a_year(willow: Programme) -> None:
    await willow.held(Kind.MEETING, "on")
    places = willow.places
    path = (await take(willow.db, places.vault, willow.clock, places.backups)).path
    await restore(places.beside, places.keyring, places.vault, willow.clock.now(), path, agreed=lambda _: True)
    assert await in_force_until(places.beside, willow.clock.now()) == []
    assert await count(places.beside, t.hold) == 1
    willow.clock.move(seconds=(MONTH + HOLDS_KEPT).total_seconds())
    await willow.retention.sweep()
    assert await count(willow.db, t.hold) == 1
    willow.clock.move(days=1)
    await willow.retention.sweep()
    assert await count(willow.db, t.hold) == 0
