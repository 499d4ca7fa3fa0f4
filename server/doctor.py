"""`hearth doctor`: what would keep a page from reaching somebody tonight, so that it can be put right. It names people, never addresses."""

from __future__ import annotations

from datetime import datetime

from rooms.roles import Role
from server.config import Settings
from server.console import master_key, opened
from server.oncall.channels.ways import ways_of
from server.oncall.heartbeat import Pulse, pulse_of
from server.oncall.reach import Reach
from server.oncall.rotas import Rotas, holders

_PULSE = {
    Pulse.STOPPED: "No server keeps deadlines just now: a page would not leave. Start one with: hearth serve",
    Pulse.OVERDUE: "A page or a case's deadline is overdue. Look at the server's log.",
}
MOST_LINES = 12


async def examine(settings: Settings) -> list[str]:
    """What is wrong, in sentences. Raises what `opened` raises."""
    wrong: list[str] = []
    async with opened(settings) as (db, clock, people):
        now = clock.now()
        ways = ways_of(settings, master_key(settings))
        rotas = Rotas(db, clock, Reach(db, clock, people.contacts, ways), settings)
        names = {colleague.account: colleague.name for colleague in await people.roster.staff()}
        async with db.read() as connection:
            pulse = await pulse_of(connection, now)
            on_call = await holders(connection, Role.ON_CALL)
            answered = await Reach(db, clock, people.contacts, ways).can_be_woken(connection, on_call)
        if pulse in _PULSE:
            wrong.append(_PULSE[pulse])
        if not ways.ringing:
            wrong.append("Nothing here rings: set HEARTH_PAGER_URL or HEARTH_PHONE_URL, so that a page can wake somebody.")
        if not on_call:
            wrong.append("Nobody may be on call. Invite somebody with that role on the People page.")
        published, _ = await rotas.versions()
        if published is None:
            wrong.append("No rota is published: everybody who may be on call is paged at once, by day and by night.")
        else:
            found = await rotas.looked_at()
            gaps = [f"Nobody is on call at level {gap.level} from {_at(gap.since)} to {_at(gap.until)}." for gap in found.gaps]
            late = [
                f"{names.get(each.account, 'Somebody')} is on call from {_at(each.since)} and cannot be woken."
                for each in found.unreachable
            ]
            wrong += [*gaps[:MOST_LINES], *([f"And {len(gaps) - MOST_LINES} more such times."] if len(gaps) > MOST_LINES else []), *late]
        wrong += [
            f"{names.get(account, 'Somebody')} has answered no test within 30 days by a way that rings (a pager service or a telephone)."
            for account in on_call
            if account not in answered
        ]
        await ways.close()
    return wrong


def _at(moment: datetime) -> str:
    return f"{moment:%a %d %b %H:%M} UTC"
