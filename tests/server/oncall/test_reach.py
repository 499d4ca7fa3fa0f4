"""Whether she can be woken: a way counts once she has said back what a test said, only if it rings, and not for ever."""

import pytest
import sqlalchemy as sa

from moderation.case_terms import Channel, Trouble
from rooms.refusals import Refused
from rooms.roles import Role
from server.oncall.channels.mail import Mail
from server.oncall.channels.mail import MailServer as Handed
from server.oncall.channels.outbound import Outbound
from server.oncall.channels.push import WebPush, signing_key
from server.oncall.channels.ways import Way, Ways
from server.oncall.channels.webhook import Webhook
from server.oncall.reach import Reach
from server.store import tables as t
from tests.support.people import MASTER, Village
from tests.support.receivers import MailServer, Receiver, receiving_mail, serving

PAGER = "R0UT1NGKEY" * 3


def reaching(home: Village, *, pager: str = "", mail: int = 0) -> Reach:
    outbound = Outbound()
    others = {}
    if pager:
        others["pager"] = Way(Channel.WEBHOOK, Webhook(pager, outbound), quits=True)
    if mail:
        others["mail"] = Way(Channel.MAIL, Mail(Handed("localhost", mail, "", "", "hearth@example.org", "none"), word="Reminder"))
    push = WebPush(signing_key(MASTER), outbound, [], contact="mailto:a@example.org", loopback=True)
    return Reach(home.db, home.clock, home.people.contacts, Ways(push, others, outbound))


async def woken(home: Village, reach: Reach, *accounts: str) -> frozenset[str]:
    async with home.db.read() as connection:
        return await reach.can_be_woken(connection, accounts)


async def points(home: Village, account: str) -> dict[str, str]:
    return {point.kind: point.id for point in await home.people.contacts.of(account)}


async def test_a_way_that_rings_counts_once_its_test_is_answered_and_for_thirty_days(home: Village) -> None:
    nell = (await home.woman("Nell", Role.ON_CALL)).account
    async with serving(Receiver()) as pager, receiving_mail(MailServer()) as mail:
        reach = reaching(home, pager=pager.url, mail=mail.port)
        for address in (PAGER, "nell@example.org", "+15035550142"):
            await home.people.contacts.add(nell, address)
        hers = await points(home, nell)
        with pytest.raises(Refused, match="contact_bad"):
            await reach.test(nell, hers["phone"])  # no gateway is set
        assert await reach.test(nell, hers["pager"]) is None
        assert await woken(home, reach, nell) == frozenset()
        said = pager.got[0]["payload"]["summary"]
        assert said.startswith("test ")
        with pytest.raises(Refused, match="test_code_wrong"):
            await reach.answer(nell, "0000-0000")
        point = await reach.answer(nell, said.removeprefix("test ").lower().replace("-", " "))
        assert point.kind == "pager"
        assert await woken(home, reach, nell) == {nell}
        with pytest.raises(Refused, match="test_code_wrong"):
            await reach.answer(nell, said.removeprefix("test "))  # once
        home.clock.move(days=29)
        assert await woken(home, reach, nell) == {nell}
        home.clock.move(days=1)
        assert await woken(home, reach, nell) == frozenset()
        await reach.test(nell, hers["mail"])
        await reach.answer(nell, mail.got[0].replace("\r", "").rstrip().rsplit("\n", 1)[1])
        assert await woken(home, reach, nell) == frozenset(), "mail wakes nobody"
        await reach._ways.close()


async def test_a_test_is_hers_alone_and_not_for_long(home: Village) -> None:
    nell, ruth = (await home.woman("Nell", Role.ON_CALL)).account, (await home.woman("Ruth", Role.ON_CALL)).account
    async with serving(Receiver()) as pager:
        reach = reaching(home, pager=pager.url)
        await home.people.contacts.add(nell, PAGER)
        point = (await points(home, nell))["pager"]
        with pytest.raises(Refused, match="contact_bad"):
            await reach.test(ruth, point)
        await reach.test(nell, point)
        code = pager.got[0]["payload"]["summary"].removeprefix("test ")
        with pytest.raises(Refused, match="test_code_wrong"):
            await reach.answer(ruth, code)
        home.clock.move(minutes=61)
        with pytest.raises(Refused, match="test_code_wrong"):
            await reach.answer(nell, code)
        async with home.db.read() as connection:
            kept = (await connection.execute(sa.select(t.contact_point.c.sealed, t.contact_point.c.test_hash))).one()
        assert code.encode() not in kept.test_hash
        assert PAGER.encode() not in kept.sealed
        await reach._ways.close()


async def test_a_test_that_did_not_leave_says_why(home: Village) -> None:
    nell = (await home.woman("Nell", Role.ON_CALL)).account
    async with serving(Receiver()) as pager:
        pager.ill = "500"
        reach = reaching(home, pager=pager.url)
        await home.people.contacts.add(nell, PAGER)
        assert await reach.test(nell, (await points(home, nell))["pager"]) is Trouble.REFUSED
        await reach._ways.close()
