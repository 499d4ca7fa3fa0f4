"""What a room's women agree to: versions, who accepted which, and being asked again."""

import pytest
import sqlalchemy as sa

from rooms.refusals import Refused
from server.identity import Identity
from server.store import tables as t
from server.store.audit import kept_lines
from tests.support.databases import count, new_meeting
from tests.support.people import Village


async def wren(home: Village, name: str = "Wren") -> Identity:
    """A member's identity."""
    account = (await home.woman(name)).account
    token = await home.people.sessions.start(account, complete=True, shared=False, language="en")
    identity = await home.people.sessions.identify(token)
    assert identity is not None
    return identity


async def test_a_new_version_asks_again_and_the_same_words_do_not(home: Village) -> None:
    await new_meeting(home.db)
    agreements, who, other = home.people.agreements, await wren(home), await wren(home, "Bea")
    assert await agreements.newest("r-meeting") is None
    assert await agreements.missing("r-meeting", who) is None, "nothing to agree to yet"
    assert await agreements.publish("r-meeting", "What is said here stays here.", "ada") == 1
    assert await agreements.missing("r-meeting", who) == 1
    await agreements.accept("r-meeting", 1, who)
    await agreements.accept("r-meeting", 1, who)
    assert await agreements.missing("r-meeting", who) is None
    assert await agreements.missing("r-meeting", other) == 1
    assert await agreements.publish("r-meeting", "What is said here stays here.", "ada") == 1
    assert await agreements.publish("r-meeting", "Speak from your own life.", "ada") == 2
    newest = await agreements.newest("r-meeting")
    assert newest is not None
    assert (newest.version, newest.text, newest.created_at) == (2, "Speak from your own life.", home.clock.now())
    assert (await agreements.missing("r-meeting", who), await agreements.accepted("r-meeting", who)) == (2, 1)
    assert (await agreements.missing("r-meeting", other), await agreements.accepted("r-meeting", other)) == (2, None)
    assert [line.line.kind for line in [each async for each in kept_lines(home.db)] if line.line.subject == "r-meeting"] == [
        "agreement_published"
    ] * 2


async def test_only_what_is_in_force_can_be_accepted(home: Village) -> None:
    await new_meeting(home.db)
    agreements, who = home.people.agreements, await wren(home)
    with pytest.raises(Refused, match="agreement_needed"):
        await agreements.accept("r-meeting", 1, who)
    await agreements.publish("r-meeting", "One.", "ada")
    await agreements.publish("r-meeting", "Two.", "ada")
    for version in (1, 3):
        with pytest.raises(Refused, match="agreement_needed"):
            await agreements.accept("r-meeting", version, who)
    assert await agreements.missing("r-meeting", who) == 2
    with pytest.raises(Refused, match="no_such_room"):
        await agreements.publish("nowhere", "Words.", "ada")


async def test_acceptance_is_kept_as_who_version_and_day_and_a_guests_goes_with_her_session(home: Village) -> None:
    meeting = await new_meeting(home.db)
    agreements, who = home.people.agreements, await wren(home)
    token = await home.people.sessions.start_guest(meeting, until=home.clock.now().replace(year=2030), language="en")
    guest = await home.people.sessions.identify(token)
    assert guest is not None
    await agreements.publish("r-meeting", "One.", "ada")
    for each in (who, guest):
        await agreements.accept("r-meeting", 1, each)
    async with home.db.read() as connection:
        rows = (await connection.execute(sa.select(t.acceptance))).all()
    today = home.clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    assert {(row.who, row.version, row.at) for row in rows} == {(each.id, 1, today) for each in (who, guest)}
    await agreements.sweep()
    assert await count(home.db, t.acceptance) == 2
    await home.people.sessions.end(guest.session)
    await agreements.sweep()
    assert await agreements.missing("r-meeting", who) is None
    assert await count(home.db, t.acceptance) == 1
