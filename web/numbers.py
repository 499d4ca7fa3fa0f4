"""`hearth helplines` and what the doctor says of them: which numbers somebody of the programme has rung or read, and how long ago."""

from __future__ import annotations

import sqlalchemy as sa

from server.config import Settings, SettingsRefused
from server.console import opened
from server.people.checked_lines import ASK_AGAIN, checked_at, confirm, never, older_than
from server.store import tables as t
from web import helplines


async def listed(settings: Settings) -> list[str]:
    """Every line by country: its id, its numbers, and when it was confirmed."""
    async with opened(settings) as (db, _clock, _people):
        checked = await checked_at(db)
    said = []
    for country in helplines.load().values():
        said.append(f"{country.country}  {country.name['en']}")
        for line in country.line:
            when = f"confirmed {checked[line.id]:%Y-%m-%d}" if line.id in checked else "never confirmed"
            said.append(f"  {line.id:<14} {line.name['en']}: {', '.join(f'{way.by} {way.number}' for way in line.ways)} ({when})")
    return said


async def confirmed(settings: Settings, lines: tuple[str, ...]) -> list[str]:
    """Note that somebody rang these lines or read their numbers today. Raises `SettingsRefused` for one that there is not."""
    known = {line.id for country in helplines.load().values() for line in country.line}
    if unknown := [line for line in lines if line not in known]:
        raise SettingsRefused(f"There is no help line {unknown[0]}. See: hearth helplines")
    async with opened(settings) as (db, clock, _people):
        await confirm(db, lines, by="console", now=clock.now())
    return [f"Noted for today: {', '.join(lines)}."]


async def doubtful(settings: Settings) -> list[str]:
    """What the doctor says of the lines of the programme's country; nothing of a demo's."""
    async with opened(settings) as (db, clock, _people):
        async with db.read() as connection:
            programme = (await connection.execute(sa.select(t.programme.c.country, t.programme.c.demo))).first()
        checked, now = await checked_at(db), clock.now()
    country = helplines.load().get(programme.country) if programme is not None and not programme.demo else None
    if country is None:
        return []
    ids = [line.id for line in country.line]
    unknown, old = never(ids, checked), older_than(ASK_AGAIN, ids, checked, now)
    how = "Ring each, or read its number where the line itself tells it; then: hearth helplines confirm"
    said = [f"Nobody has confirmed these help lines: {', '.join(unknown)}. {how} {unknown[0]}"] if unknown else []
    return said + ([f"These help lines were confirmed 90 days ago or more: {', '.join(old)}. {how} {old[0]}"] if old else [])
