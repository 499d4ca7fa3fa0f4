"""An invented programme to look at: Willow House. Its staff sign in by printed one-time links, so it runs on this machine only.

A demo lives in a data folder of its own, marked by a file, so that nobody seeds invented rooms into a real programme or opens a real
one's folder without its second factors.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from rooms.roles import Role
from rooms.tags import Tag
from server.clock import Clock
from server.config import Settings, SettingsRefused
from server.live.meetings import Meetings
from server.people.codes import new_id
from server.people.invitations import Kind, Link
from server.people.names import skeleton
from server.people.people import People
from server.people.roombook import Terms
from server.store import tables as t
from server.store.engine import Database

MARK = "demo"
STAFF: dict[str, tuple[Role, ...]] = {
    "Ruth": (Role.FACILITATOR,),
    "Kay": (Role.FACILITATOR,),
    "Jo": (Role.ON_CALL,),
    "Sol": (Role.SUPERVISOR,),
    "Ada": (Role.ADMINISTRATOR,),
}
ROOMS = (
    Terms("Women's evening circle", "Come as you are. Listening is welcome.", audience="women", capacity=12, format="open_circle"),
    Terms(
        "New babies, new days",
        "Feed, settle, step away as you need.",
        audience="mothers",
        capacity=10,
        format="perinatal",
        tags=(Tag.PERINATAL,),
    ),
    Terms(
        "Mothers in recovery",
        "Sharing in turn. Newcomers welcome.",
        audience="mothers",
        capacity=20,
        format="twelve_step",
        tags=(Tag.RECOVERY, Tag.NEWCOMER),
    ),
)
OPEN_FOR = timedelta(hours=3)
LATER = (timedelta(hours=4), timedelta(hours=26))
NO_HASH = "none"  # nobody signs in with it


def guard(folder: Path, *, demo: bool) -> None:
    """Keep demos and real programmes apart. Raises `SettingsRefused`."""
    marked, used = (folder / MARK).exists(), (folder / "hearth.db").exists()
    if demo and used and not marked:
        raise SettingsRefused(f"{folder} holds a real programme. Give the demo a folder of its own: --demo --data ANOTHER-FOLDER.")
    if not demo and marked:
        raise SettingsRefused(
            f"{folder} holds a demo, whose links open without a second factor. Start it with --demo, or use another folder."
        )
    if demo:
        (folder / MARK).touch()


async def seed(db: Database, clock: Clock, people: People, meetings: Meetings, agreement: str = "") -> None:
    """Make the programme once; on every start see to it that one meeting is open and others are to come.

    `agreement` is what its rooms begin with, if anything.
    """
    if not await people.arrivals.is_set_up():
        await _programme(db, clock)
        for terms in ROOMS:
            room = await people.roombook.create(terms, by="system")
            if agreement:
                await people.agreements.publish(room, agreement, "system")
    rooms = {room.name: room.id for room in await people.roombook.all()}
    circle, *others = (rooms[terms.name] for terms in ROOMS)
    now = clock.now()
    if not any(meeting.status == "open" for meeting in await people.roombook.meetings(circle)):
        await meetings.plan(circle, None, now + OPEN_FOR)
    for room, wait in zip(others, LATER, strict=True):
        if not await people.roombook.meetings(room):
            starts = (now + wait).replace(minute=0, second=0, microsecond=0)
            await meetings.plan(room, starts, starts + timedelta(hours=1, minutes=30))


async def _programme(db: Database, clock: Clock) -> None:
    now = clock.now()
    async with db.write() as connection:
        row = {"id": 1, "name": "Willow House", "language": "en", "country": "US", "set_up_at": now, "demo": True}
        await connection.execute(t.programme.insert().values(row))
        for name, roles in STAFF.items():
            account = {
                "id": new_id(),
                "name": name,
                "name_mark": skeleton(name),
                "secret": NO_HASH,
                "language": "en",
                "created_on": now,
            }
            await connection.execute(t.account.insert().values(account))
            for role in roles:
                await connection.execute(t.grant.insert().values(account_id=account["id"], role=role.value, granted_at=now))


async def fresh_links(db: Database, people: People, address: str) -> list[str]:
    """A line for each of the staff, and one for a guest: what it is for, and a link that works once (the guest's as often as you like)."""
    wanted = sa.select(t.account.c.id, t.account.c.name).where(t.account.c.name.in_(list(STAFF)))
    async with db.read() as connection:
        accounts = {row.name: row.id for row in await connection.execute(wanted)}
        room = (await connection.execute(sa.select(t.room.c.id).where(t.room.c.name == ROOMS[0].name))).scalar_one()
    lines = [_line("a guest", await people.invitations.make(Kind.ROOM, by="system", room=room), address)]
    for name, roles in STAFF.items():
        link = await people.invitations.make(Kind.SIGN_IN, by="system", account=accounts[name])
        lines.append(_line(f"{name}, {roles[0].value.replace('_', '-')}", link, address))
    return lines


def _line(who: str, link: Link, address: str) -> str:
    return f"  {who:<20} {address}{link.path()}"


async def links(settings: Settings) -> list[str]:
    """The same for the console, beside a demo that is running or not. Raises `SettingsRefused`."""
    from server.console import opened, served_at

    if not (settings.data / MARK).exists():
        raise SettingsRefused(f"{settings.data} holds no demo. Start one with: hearth serve --demo")
    async with opened(settings) as (db, _clock, people):
        return await fresh_links(db, people, served_at(settings))
