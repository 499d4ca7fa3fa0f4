"""An invented programme to look at: Willow House. Its staff sign in by printed one-time links, so it runs on this machine only.

A demo lives in a data folder of its own, marked by a file, so that nobody seeds invented rooms into a real programme or opens a real
one's folder without its second factors.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from rooms.roles import Role
from rooms.schedule import Change, Every, Rule, Series
from rooms.tags import Tag
from rooms.terms import WaitingFor
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
        waiting=WaitingFor.GUESTS,
        format="twelve_step",
        tags=(Tag.RECOVERY, Tag.NEWCOMER),
    ),
    Terms("Entre nosotras", "Ven como estés. Escuchar también es estar.", audience="women", language="es", capacity=12),
)
ZONE = "America/Chicago"  # where Willow House is
MO, TU, WE, TH, SA, SU = 0, 1, 2, 3, 5, 6
COMES_AGAIN = (  # for each room: on which days, at what hour there, for how many minutes
    (Rule(Every.WEEK, (TU, TH)), time(19, 30), 60),
    (Rule(Every.WEEK, (MO, WE)), time(10, 30), 75),
    (Rule(Every.WEEK, (SU,)), time(18, 0), 60),
    (Rule(Every.SECOND_WEEK, (SA,)), time(17, 0), 60),
)
CALLED_OFF = "New babies, new days", "Ruth is away that day. You are welcome the time after."
OPEN_NOW = "Women's evening circle", "Mothers in recovery"  # the second meets its guests at the door
OPEN_FOR = timedelta(hours=3)
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


def _none(_language: str) -> str:
    return ""


async def seed(db: Database, clock: Clock, people: People, meetings: Meetings, agreement: Callable[[str], str] = _none) -> None:
    """Make the programme once; on every start see to it that two of its rooms are open.

    `agreement` gives what a room of a language begins with, if anything. What comes in series is planned by the timers.
    """
    if not await people.arrivals.is_set_up():
        await _programme(db, clock)
        for terms, (rule, hour, minutes) in zip(ROOMS, COMES_AGAIN, strict=True):
            room = await people.roombook.create(terms, by="system")
            if text := agreement(terms.language):
                await people.agreements.publish(room, text, "system")
            tomorrow = (clock.now().astimezone(ZoneInfo(ZONE)) + timedelta(days=1)).date()
            series = await people.series.create(room, Series(rule, tomorrow, hour, ZONE, minutes), by="system")
            if terms.name == CALLED_OFF[0]:
                await _call_off(people, clock.now(), room, series)
    rooms = {room.name: room.id for room in await people.roombook.all()}
    for name in OPEN_NOW:
        if name in rooms:  # an administrator may have closed it for good
            await _keep_open(people, meetings, clock.now(), rooms[name])


async def _call_off(people: People, now: datetime, room: str, series: str) -> None:
    """The evening after the next does not take place."""
    kept = await people.series.get(room, series)
    _, second, *_ = kept.between(now, now + timedelta(days=14))
    await people.series.alter(room, series, second.on, Change(None, CALLED_OFF[1]), by="system")


async def _keep_open(people: People, meetings: Meetings, now: datetime, room: str) -> None:
    """Open it for some hours, at most until its next evening, unless it is open or about to be."""
    planned = await people.roombook.meetings(room)
    if not any(meeting.status == "open" or meeting.opens_at <= now for meeting in planned):
        await meetings.plan(room, None, min([now + OPEN_FOR, *(meeting.opens_at for meeting in planned)]))


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
    """Lines of what a link is for and the link: one for a guest, one for each of the staff, and one for a guest who waits at the door.

    The staff's work once, the guests' as often as you like.
    """
    wanted = sa.select(t.account.c.id, t.account.c.name).where(t.account.c.name.in_(list(STAFF)))
    async with db.read() as connection:
        accounts = {row.name: row.id for row in await connection.execute(wanted)}
    rooms = {room.name: room.id for room in await people.roombook.all()}
    circle, door = ([rooms[name]] if name in rooms else [] for name in OPEN_NOW)
    lines = [_line("a guest", await people.invitations.make(Kind.ROOM, by="system", room=room), address) for room in circle]
    for name, roles in STAFF.items():
        link = await people.invitations.make(Kind.SIGN_IN, by="system", account=accounts[name])
        lines.append(_line(f"{name}, {roles[0].value.replace('_', '-')}", link, address))
    return [
        *lines,
        *[_line("a guest who waits", await people.invitations.make(Kind.ROOM, by="system", room=room), address) for room in door],
    ]


def _line(who: str, link: Link, address: str) -> str:
    return f"  {who:<20} {address}{link.path()}"


async def links(settings: Settings) -> list[str]:
    """The same for the console, beside a demo that is running or not. Raises `SettingsRefused`."""
    from server.console import opened, served_at

    if not (settings.data / MARK).exists():
        raise SettingsRefused(f"{settings.data} holds no demo. Start one with: hearth serve --demo")
    async with opened(settings) as (db, _clock, people):
        return await fresh_links(db, people, served_at(settings))
