"""Everything about one account: in which columns it stands, and a copy of it for her. A column that is in neither list fails a test.

In the copy is nothing of anybody else: not who reported her words, who decided about her, or what others said.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from server.people.contacts import Contacts
from server.people.exclusions import Exclusions
from server.people.reports import Reports
from server.store import tables as t
from server.store.engine import Database

OWNED: dict[str, str] = {
    "account": "id",
    "grant": "account_id",
    "recovery_code": "account_id",
    "factor": "account_id",
    "factor_code": "account_id",
    "contact_point": "account_id",
    "acceptance": "who",
    "reminder": "account_id",
    "own_word": "account_id",
    "feed": "account_id",
    "session": "account_id",
    "revocation": "key",
    "invitation": "account_id",
    "receipt": "account_id",
    "rota_override": "account_id",
    "page": "account_id",
    "case_ask": "account_id",
}
"""Tables whose rows are about her alone, and by which column."""

ACTED: dict[str, tuple[str, ...]] = {
    "exclusion": ("taken_by",),
    "report": ("taken_by", "closed_by"),
    "measure": ("taken_by",),
    "hold": ("proposed_by", "confirmed_by", "ended_by"),
    "rota": ("rotations", "published_by"),
    "rota_override": ("made_by",),
    "case_file": ("state",),
    "case_event": ("data",),
    "audit": ("actor", "subject"),
    "disclosure": ("logged_by", "answered_by"),
}
"""Tables where a member of staff stands as the one who did something."""

Row = dict[str, Any]


class Hers:
    """Reads it. Raises `StoreDown`."""

    def __init__(self, db: Database, contacts: Contacts, reports: Reports, exclusions: Exclusions) -> None:
        self._db = db
        self._contacts = contacts
        self._reports = reports
        self._exclusions = exclusions

    async def count(self, account: str) -> dict[str, int]:
        """How many rows of each table of hers there are now."""
        async with self._db.read() as connection:
            return {table: await _count(connection, account, table) for table in OWNED}

    async def copy(self, account: str) -> AsyncIterator[tuple[str, list[Row]]]:
        """Every part of it with its rows. Secrets and hashes stay here: they would open her account to a finder of the copy."""
        for part, query in _queries(account).items():
            async with self._db.read() as connection:
                yield part, [dict(row) for row in (await connection.execute(query)).mappings()]
        yield "contact_points", [{"address": point.address} for point in await self._contacts.of(account)]
        counts = await self.count(account)
        yield "codes", [{"recovery_codes": counts["recovery_code"], "codes_of_the_second_step": counts["factor_code"]}]
        yield "words_to_hide", [{"count": counts["own_word"]}]
        yield "reports_and_requests", [_told(each) for each in await self._reports.mine(account)]
        yield "kept_out", await self._kept_out(account)

    async def _kept_out(self, account: str) -> list[Row]:
        async with self._db.read() as connection:
            rooms = {row.id: row.name for row in await connection.execute(sa.select(t.room.c.id, t.room.c.name))}
        return [
            {
                "room": rooms.get(each.room or ""),
                "reach": each.scope.value,
                "reason": each.reason.value,
                "since": each.made_at,
                "until": each.until,
            }
            for each in await self._exclusions.about(account, rooms)
        ]


def _told(each: Any) -> Row:
    return {
        "made_at": each.made_at,
        "kind": f"request about {each.measure.value}" if each.measure else "report",
        "reason": each.reason.value,
        "outcome": each.outcome.value if each.outcome else None,
        "ended_at": each.closed_at,
        "told": each.sentence,
    }


def _queries(account: str) -> dict[str, sa.Select[Any]]:
    """The parts that are read as they stand."""
    a, g, f, s, i, u = t.account.c, t.grant.c, t.factor.c, t.session.c, t.invitation.c, t.audit.c
    o, p = t.rota_override.c, t.page.c
    agreed = t.acceptance.join(t.room, t.room.c.id == t.acceptance.c.room_id)
    asked = t.reminder.join(t.series, t.series.c.id == t.reminder.c.series_id).join(t.room, t.room.c.id == t.series.c.room_id)
    return {
        "account": sa.select(a.name, a.language, a.created_on.label("made_on")).where(a.id == account),
        "roles": sa.select(g.role, g.granted_at.label("since")).where(g.account_id == account),
        "second_step": sa.select(f.confirmed_at.label("set_at")).where(f.account_id == account),
        "agreements": sa.select(t.room.c.name.label("room"), t.acceptance.c.version, t.acceptance.c.at.label("accepted_at"))
        .select_from(agreed)
        .where(t.acceptance.c.who == account),
        "reminders": sa.select(t.room.c.name.label("room"), t.series.c.hour, t.series.c.zone)
        .select_from(asked)
        .where(t.reminder.c.account_id == account),
        "calendar_link": sa.select(t.feed.c.made_at).where(t.feed.c.account_id == account),
        "signed_in": sa.select(
            s.created_at.label("since"), s.seen_at.label("last_seen"), s.expires_at.label("until"), s.shared.label("shared_device")
        ).where(s.account_id == account),
        "sign_outs": sa.select(t.revocation.c.at).where(t.revocation.c.key == account),
        "invitations": sa.select(i.kind, i.role, i.created_at.label("made_at"), i.expires_at.label("until")).where(i.account_id == account),
        "asked_for_a_person": sa.select(t.case_ask.c.made_at.label("at")).where(t.case_ask.c.account_id == account),
        "on_duty": sa.select(o.since, o.until).where(o.account_id == account),
        "pages": sa.select(p.channel.label("kind"), p.due_at.label("at"), p.state.label("outcome")).where(p.account_id == account),
        "done_as_staff": sa.select(u.at, u.kind).where(sa.or_(u.actor == account, u.subject == account)).order_by(u.n),
    }


async def _count(connection: AsyncConnection, account: str, table: str) -> int:
    column = t.MAIN.tables[table].c[OWNED[table]]
    found: int = (await connection.execute(sa.select(sa.func.count()).where(column == account))).scalar_one()
    return found


def plain_value(value: Any) -> Any:
    """A value as the copy writes it: times in UTC (ISO 8601)."""
    return value.isoformat() if isinstance(value, datetime) else value
