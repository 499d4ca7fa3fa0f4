"""A woman who is in every table there is, and where she stands in a dump of both databases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import sqlalchemy as sa

from rooms.roles import Role
from rooms.terms import Measure, Reason, Scope
from server.live.glances import blind_of
from server.people.report_terms import Appealed, Excerpt, Outcome
from server.people.reports import author_mark
from server.store import tables as t
from server.store.keys import KEYS
from server.store.moments import EPOCH
from server.store.sealing import Vault
from tests.support.house import MASTER, House

NAME = "Marigoldine"


class Her(NamedTuple):
    """A woman who is in every table there is, also as staff; a report of hers and one of her words, and what she asked for herself."""

    account: str
    meeting: str
    reports: dict[str, str]  # made, about, asked
    code: str  # the receipt of the report she made
    marks: frozenset[str]  # what stands for her without naming her
    token: str  # by which she is kept out of the room


async def everywhere(node: House) -> Her:
    people, now = node.people, node.clock.now()
    account = await node.account(NAME, Role.FACILITATOR)
    meeting = await node.meeting()
    room = (await node.meetings.hall.get(meeting)).live.replica.room.room_id
    key = await node.keyring.get(meeting)
    assert key is not None
    reports = {}
    codes = {}
    for kind, author, reporter in (("made", "other", account), ("about", account, "other"), ("asked", account, account)):
        excerpt = Excerpt("m1", "Words.", now, "Bea", "s1", author, "Wren", "s2", reporter)
        appealed = Appealed(Measure.QUIET, "s1", account) if kind == "asked" else None
        reports[kind] = f"report-{kind}"
        opened = await people.reports.open(
            reports[kind], meeting, Reason.OTHER, excerpt, account=account if reporter == account else None, appealed=appealed
        )
        codes[kind] = opened.code
        async with node.db.write() as connection:
            await people.reports.keep_within(connection, opened)
    judge = await node.who(await node.sign_in(account))
    await people.reports.close(reports["made"], Outcome.TALKED, "Thank you.", judge)
    await people.own_words.add(account, "Rex")
    await people.exclusions.exclude(account, Scope.ROOM, room, until=None, reason=Reason.OTHER, by=account)
    await people.contacts.add(account, "kay@example.org")
    await people.reminders.make_feed(account)
    series = {
        "id": "series",
        "room_id": room,
        "rule": "x",
        "starts_on": "2026-01-01",
        "hour": "20:00",
        "zone": "UTC",
        "minutes": 60,
        "made_at": now,
    }
    changed = {"rotation": "r", "since": now, "until": now, "made_at": now, "agreed": True}
    rows: list[tuple[sa.Table, dict[str, Any]]] = [
        (t.series, series),
        (t.reminder, {"account_id": account, "series_id": "series"}),
        (t.recovery_code, {"hash": b"1", "account_id": account}),
        (t.factor, {"account_id": account, "sealed": b"x", "confirmed_at": now, "last_step": 0}),
        (t.factor_code, {"hash": b"2", "account_id": account}),
        (t.acceptance, {"room_id": room, "version": 1, "who": account, "at": now}),
        (t.revocation, {"kind": "account", "key": account, "at": EPOCH}),
        (t.measure, {"meeting_id": meeting, "kind": "quiet", "about": "s1", "taken_by": account}),
        (t.rota, {"version": 1, "rotations": f'[{{"members": ["other", "{account}"]}}]'.encode(), "published_by": account}),
        (t.rota_override, changed | {"id": "made", "account_id": None, "made_by": account}),
        (t.rota_override, changed | {"id": "hers", "account_id": account, "made_by": "other"}),
        (t.page, {
            "id": "p", "action": "trigger", "case_id": "case-00001", "level": 1, "round": 1, "account_id": account, "contact_id": "",
            "channel": "mail", "due_at": now, "state": "sent", "tried": 1,
        }),
        (t.case_file, {
            "id": "case-00001", "version": 1, "state": f'{{"owner": "{account}"}}', "hash": b"h", "origin": "ask",
            "meeting_id": "", "seat_id": "", "raised_at": now,
        }),
        (t.case_event, {"case_id": "case-00001", "n": 1, "at": now, "data": f'{{"by": "{account}"}}'.encode(), "hash": b"h"}),
        (t.disclosure, {"id": "d", "asker": "court", "sealed": b"x", "logged_at": now, "logged_by": account, "answered_by": account}),
        (t.hold, {
            "id": "h", "kind": "case", "subject": "case-00001", "reference": b"x", "until": now, "proposed_by": account,
            "proposed_at": now, "confirmed_by": account, "ended_by": account,
        }),
        (t.case_ask, {"id": "ask-000001", "case_id": "case-00001", "hash": b"h", "account_id": account, "made_at": now}),
    ]  # fmt: skip
    link = {"hash": b"3", "kind": "staff", "account_id": account, "uses_left": 1, "created_at": now, "expires_at": now}
    async with node.db.write() as connection:
        for table, row in (*rows, (t.invitation, link)):
            await connection.execute(table.insert().values(row))
    (kept,) = await people.exclusions.about(account, [room])
    marks = {*(author_mark(Vault(MASTER), each, account) for each in reports.values()), people.own_words.mark(account, "Rex")}
    return Her(account, meeting, reports, codes["made"], frozenset({*marks, blind_of(key, "account", account)}), kept.token)


async def where(node: House, *signs: str) -> set[str]:
    """The tables in which one of these stands, in any column of any row, also inside bytes."""
    found = set()
    for which, tables in (("main", t.MAIN.sorted_tables), ("keys", KEYS.sorted_tables)):
        async with node.db.read(which) as connection:  # type: ignore[arg-type]
            for table in tables:
                for row in await connection.execute(sa.select(table)):
                    if any(sign in value for value in texts(row) for sign in signs):
                        found.add(table.name)
    return found


def texts(row: Any) -> Iterator[str]:
    for value in row:
        yield value.decode("latin-1") if isinstance(value, bytes) else str(value)
