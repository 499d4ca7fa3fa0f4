"""Pages: each way of each person who is asked to answer is one row and one timer, so that none ever waits for another.

Rows are written in the transaction that decides the paging (`follow`), so no crash comes between. A timer sends one: it reads the case
again just before, says nothing when somebody has it already, gives the channel `DEADLINE_S`, and keeps and tells what became of it. What
failed is tried again, while the case still wants it. A crash between sending and keeping may repeat a page, under the same key; it never
skips one. When somebody takes the case, everything still to leave is cancelled in that same transaction, and a pager that rings is told.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from moderation import case_commands as c
from moderation import case_events as e
from moderation.case import Case
from moderation.case_terms import SYSTEM, AccountId, Actor, CaseId, Channel, Standing, Trouble
from moderation.escalation import still_wanted
from server.clock import Clock
from server.oncall.channels.notice import DEADLINE_S, Action, Notice, Undelivered, key_of
from server.oncall.channels.ways import Way, Ways
from server.people.contacts import ContactPoint, Contacts
from server.store.engine import Database
from server.store.oncall_tables import page
from server.store.tables import timer
from server.store.upsert import insert_new
from server.timers import holds, set_within

PAGE = "page"  # the kind of its timers; a subject is a page's id and action
AGAIN_AFTER_S = (5.0, 15.0, 30.0)  # after the first failure, the second, the third; then it has failed
NOBODY = Actor(SYSTEM, Standing.SYSTEM)

_log = structlog.get_logger()


class Cases(Protocol):
    """What is asked of `server/oncall/cases.py`."""

    async def get(self, case_id: CaseId) -> Case | None:
        """The case as it stands."""

    async def handle(self, case_id: CaseId, actor: Actor, command: c.CaseCommand) -> object:
        """Decide and keep."""


class Page(NamedTuple):
    """One row."""

    id: str
    action: Action
    case: CaseId
    round: int
    account: AccountId
    contact: str
    channel: Channel
    state: str
    tried: int
    trouble: Trouble | None

    @property
    def subject(self) -> str:
        """Its timer's."""
        return f"{self.id}:{self.action.value}"


class Paging:
    """Writes pages where cases call for them, and sends them when their timers fire. `cases` is set once there are any."""

    cases: Cases

    def __init__(self, db: Database, clock: Clock, contacts: Contacts, ways: Ways, *, address: str, deadline_s: float = DEADLINE_S) -> None:
        """`address` is where women open the programme: a page links to its desk."""
        self._db = db
        self._clock = clock
        self._contacts = contacts
        self._ways = ways
        self._address = address
        self._deadline_s = deadline_s

    async def follow(self, connection: AsyncConnection, case: CaseId, events: Sequence[e.CaseEvent], now: datetime) -> None:
        """What these events of a case mean for its pages, in the transaction that keeps them."""
        for event in events:
            match event:
                case e.LevelPaged(level, number, targets):
                    await self._enqueue(connection, case, (level, number), targets, now)
                case e.SupervisorsPaged(number, targets) | e.Repaged(_, number, targets):
                    await self._enqueue(connection, case, (0, number), targets, now)
                case e.Acknowledged() | e.HandoverAccepted():
                    await self._hush(connection, case, Action.ACKNOWLEDGE, now)
                case e.Closed():
                    await self._hush(connection, case, Action.RESOLVE, now)
                case _:
                    pass

    async def page_due(self, subject: str, fence: int) -> None:
        """The timer of one page."""
        found = await self._load(subject)
        if found is None or found.state == "cancelled":
            return
        if found.state != "sent":
            case = await self.cases.get(found.case)
            wanted = case is not None and (found.action is not Action.TRIGGER or still_wanted(case, found.round, found.account))
            if case is None or not wanted:
                await self._keep(found, fence, state="cancelled")
                return
            if not await self._keep(found, fence, state="sending", tried=found.tried + 1):
                return
            found = found._replace(tried=found.tried + 1, trouble=await self._send(found, case))
            if not await self._keep_outcome(found, fence):
                return
        elif not await self._keep(found, fence, state="sent"):
            return
        if found.action is Action.TRIGGER:
            await self.cases.handle(found.case, NOBODY, _told(found))

    async def _enqueue(
        self, connection: AsyncConnection, case: CaseId, step: tuple[int, int], targets: Sequence[AccountId], now: datetime
    ) -> None:
        level, number = step
        points = await self._contacts.within(connection, targets)
        for target in targets:
            hers = [(point, way) for point in points if point.account == target and (way := self._ways.of(point.kind)) is not None]
            for contact, channel in [(point.id, way.channel) for point, way in hers] or [("", Channel.NONE)]:
                row = {
                    "id": key_of(case, level, number, target, contact),
                    "action": Action.TRIGGER.value, "case_id": case, "level": level, "round": number, "account_id": target,
                    "contact_id": contact, "channel": channel.value, "due_at": now, "state": "pending", "tried": 0,
                }  # fmt: skip
                await self._add(connection, row, now)

    async def _hush(self, connection: AsyncConnection, case: CaseId, action: Action, now: datetime) -> None:
        """Nothing more leaves, and what rings is told to stop. A page on its way just now is told so once it must have arrived."""
        triggers = (page.c.case_id == case, page.c.action == Action.TRIGGER.value)
        waiting = page.c.state.in_(("pending", "failed"))
        subjects = sa.select(page.c.id + f":{Action.TRIGGER.value}").where(*triggers, waiting)
        await connection.execute(timer.delete().where(timer.c.kind == PAGE, timer.c.subject.in_(subjects)))
        left = sa.select(page).where(*triggers, page.c.tried > 0, page.c.channel == Channel.WEBHOOK.value)  # a failed one may have arrived
        for row in (await connection.execute(left)).all():
            due_at = now + timedelta(seconds=self._deadline_s if row.state == "sending" else 0)
            await self._add(
                connection,
                {**row._asdict(), "action": action.value, "state": "pending", "tried": 0, "due_at": due_at, "done_at": None},
                due_at,
            )
        await connection.execute(page.update().where(*triggers, page.c.state == "pending").values(state="cancelled", done_at=now))

    async def _add(self, connection: AsyncConnection, row: dict[str, Any], due_at: datetime) -> None:
        """A page that is there already stays as it is, with whatever became of it."""
        added = await connection.execute(insert_new(self._db, page).values(row))
        if added.rowcount == 1:
            await set_within(connection, self._db, PAGE, f"{row['id']}:{row['action']}", due_at)

    async def _load(self, subject: str) -> Page | None:
        ident, _, action = subject.partition(":")
        query = sa.select(page).where(page.c.id == ident, page.c.action == action)
        async with self._db.read("vital") as connection:
            row = (await connection.execute(query)).first()
        if row is None:
            return None
        trouble = Trouble(row.trouble) if row.trouble else None
        return Page(
            row.id, Action(row.action), CaseId(row.case_id), row.round, AccountId(row.account_id), row.contact_id, Channel(row.channel),
            row.state, row.tried, trouble,
        )  # fmt: skip

    async def _send(self, found: Page, case: Case) -> Trouble | None:
        """Try once. None: the other side has taken it."""
        point, way = await self._way(found)
        if point is None or way is None:
            return Trouble.GONE
        link = f"{self._address}/on-call/{case.id}"
        notice = Notice(id=case.id, severity=case.severity.value, key=found.id, link=link, action=found.action)
        try:
            async with asyncio.timeout(self._deadline_s):
                await way.sender.send(point.address, notice)
        except Undelivered as error:
            return error.trouble
        except TimeoutError:
            return Trouble.HUNG
        except Exception as error:  # noqa: BLE001 - whatever a library did, this way has failed, and the others go on
            _log.error("page_broken", kind=found.channel.value, code=type(error).__name__)
            return Trouble.BROKEN
        return None

    async def _way(self, found: Page) -> tuple[ContactPoint | None, Way | None]:
        async with self._db.read("vital") as connection:
            points = await self._contacts.within(connection, [found.account])
        point = next((each for each in points if each.id == found.contact), None)
        return point, self._ways.of(point.kind) if point else None

    async def _keep(self, found: Page, fence: int, **values: Any) -> bool:
        """Write into the row, unless the timer is another's by now (False)."""
        async with self._db.write("vital") as connection:
            if not await holds(connection, PAGE, found.subject, fence):
                return False
            await connection.execute(page.update().where(page.c.id == found.id, page.c.action == found.action.value).values(values))
            return True

    async def _keep_outcome(self, found: Page, fence: int) -> bool:
        """What became of an attempt. What failed is tried again, until it has failed for good; a browser that is gone is forgotten."""
        now = self._clock.now()
        async with self._db.write("vital") as connection:
            if not await holds(connection, PAGE, found.subject, fence):
                return False
            again = found.trouble not in (None, Trouble.GONE) and found.tried <= len(AGAIN_AFTER_S)
            values = {"state": "failed" if found.trouble else "sent", "trouble": found.trouble and found.trouble.value, "done_at": now}
            await connection.execute(page.update().where(page.c.id == found.id, page.c.action == found.action.value).values(values))
            if again:
                due_at = now + timedelta(seconds=AGAIN_AFTER_S[found.tried - 1])
                await set_within(connection, self._db, PAGE, found.subject, due_at)
            if found.trouble is Trouble.GONE and found.channel is Channel.PUSH:
                await self._contacts.remove_within(connection, found.account, found.contact)
        if found.trouble:
            _log.warning("page_undelivered", kind=found.channel.value, code=found.trouble.value, count=found.tried)
        return True


def _told(found: Page) -> c.TellPageSent | c.TellPageFailed:
    if found.trouble is None:
        return c.TellPageSent(found.id, found.account, found.channel)
    return c.TellPageFailed(found.id, found.account, found.channel, found.trouble)
