"""Who may connect, and who may not any more: origin, cookie, ended sessions, too many at once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import aiohttp
import pytest
import socketio

from rooms.refusals import Refused
from server import sockets
from server.identity import Identity
from server.live import vigil
from server.people.sessions import Sessions
from server.store import tables as t
from server.store.engine import StoreDown
from tests.server.live.conftest import Pair
from tests.support.house import House, Keep, Quick, Woman, sit_down
from tests.support.waiting import until


async def handshake(house: House, **headers: str) -> int:
    """The status of a websocket handshake with these headers."""
    given = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    url = f"{house.address}/socket.io/?EIO=4&transport=websocket"
    async with aiohttp.ClientSession() as http, http.get(url, headers=given | headers) as answer:
        return answer.status


async def test_only_our_own_origin_comes_in(house: House) -> None:
    assert await handshake(house, Origin=house.address) == 101, "the right one does"
    for headers in (
        {},
        {"Origin": ""},
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Origin": house.address + ".evil.example"},
        {"Origin": house.address.replace("http", "https")},
        {"Origin": "http://evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http", "Host": "evil.example"},
        {"Sec-Fetch-Site": "same-origin"},
    ):
        assert await handshake(house, **headers) == 403, headers


async def test_without_a_live_session_there_is_no_connection(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    token = await house.guest(meeting)
    await women(Woman(token)).connect(house)
    ended = await house.guest(meeting)
    await house.sessions.end((await house.who(ended)).session)
    owing = await house.sessions.start(await house.account("Ruth"), complete=False, shared=False, language="en")
    for wrong in ("", "nobody", token[:-1], token + "x", ended, owing, "x" * 5000):
        woman = women(Woman(wrong))
        told: list[object] = []
        woman._sio.on("connect_error", lambda data, told=told: told.append(data))
        with pytest.raises(socketio.exceptions.ConnectionError):
            await woman.connect(house)
        assert told == [{"message": "sign_in"}]
    assert house.sockets.connections == 1


async def test_one_more_place_ends_the_oldest(house: House, women: Keep, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "MOST_OF_SESSION", 2)
    token = await house.guest(await house.meeting())
    tabs = [women(Woman(token)) for _ in range(3)]
    for tab in tabs:
        await tab.connect(house)
    await until(lambda: tabs[0].goodbye == "replaced" and not tabs[0].connected)
    assert [tab.connected for tab in tabs] == [False, True, True]


class Closed(Quick):
    """Limits that let nobody connect."""

    async def connect(self, network: str) -> None:  # noqa: ARG002
        raise Refused("wait_a_little")


async def test_too_many_from_one_network(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house.sockets, "_limits", Closed())
    assert await handshake(house, Origin=house.address) == 429
    monkeypatch.setattr(house.sockets, "_limits", Quick())
    monkeypatch.setattr(house.sockets, "_most_of_network", 0)
    assert await handshake(house, Origin=house.address) == 429


async def test_expiry_ends_the_connection(house: House, women: Keep) -> None:
    token = await house.guest(await house.meeting())
    rose, ivy = women(Woman(token)), women(Woman(await house.guest(await house.meeting())))
    for woman in (rose, ivy):
        await woman.connect(house)
    identity = await house.who(token)
    async with house.db.write() as connection:
        soon = house.clock.now() + timedelta(seconds=1)
        await connection.execute(t.session.update().where(t.session.c.hash == identity.session).values(expires_at=soon))
    for peer in house.sockets._peers:
        if peer.identity.session == identity.session:
            peer.identity = await house.who(token)
    await until(lambda: rose.told("notice"))
    assert rose.told("notice")[0]["code"] == "session_ending"
    await until(lambda: rose.goodbye == "session_expired" and not rose.connected)
    assert ivy.connected
    assert not ivy.told("notice")


async def test_signing_out_ends_connections_on_both_nodes(pair: Pair, women: Keep) -> None:
    meeting = await pair.one.meeting()
    account = await pair.one.account("Ivy")
    token, elsewhere = await pair.one.sign_in(account), await pair.one.sign_in(account)
    here = await sit_down(pair.one, women, meeting, "Ivy", token)
    there = await sit_down(pair.two, women, meeting, "Ivy", token)
    other = await sit_down(pair.two, women, meeting, "Ivy", elsewhere)
    await pair.one.sessions.end((await pair.one.who(token)).session)
    async with asyncio.timeout(2):
        await until(lambda: here.goodbye == there.goodbye == "signed_out" and not here.connected and not there.connected)
    assert other.connected
    await pair.one.sessions.end_all(account)
    async with asyncio.timeout(2):
        await until(lambda: other.goodbye == "signed_out" and not other.connected)


async def test_signing_out_while_redis_is_away(pair: Pair, women: Keep) -> None:
    meeting = await pair.one.meeting()
    token = await pair.one.sign_in(await pair.one.account("Ivy"))
    there = await sit_down(pair.two, women, meeting, "Ivy", token)
    for relay in pair.wires:
        relay.cut(refuse=True)
    await pair.one.sessions.end((await pair.one.who(token)).session)
    async with asyncio.timeout(2):
        await until(lambda: there.goodbye == "signed_out" and not there.connected)


class Away:
    """A database that cannot be read."""

    def read(self) -> None:
        raise StoreDown("away")


async def test_a_sign_out_is_heard_of_however_long_the_record_could_not_be_read(
    house: House, women: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vigil, "LOOK_BACK", timedelta(seconds=0.5))
    token = await house.guest(await house.meeting())
    rose = women(Woman(token))
    await rose.connect(house)
    elsewhere = Sessions(house.db, house.clock, lambda *_: None)  # another node, whose announcement is lost
    with monkeypatch.context() as patch:
        patch.setattr(house.sockets.vigil, "_db", Away())
        await elsewhere.end((await house.who(token)).session)
        await asyncio.sleep(2)
        assert rose.connected
    await until(lambda: rose.goodbye == "signed_out" and not rose.connected)


async def test_nobody_is_signed_out_by_a_forged_announcement(pair: Pair, women: Keep, monkeypatch: pytest.MonkeyPatch) -> None:
    account = await pair.one.account("Ivy")
    ivy = women(Woman(await pair.one.sign_in(account)))
    await ivy.connect(pair.one)
    asked, look = [], pair.one.sessions.look

    async def looking(session: bytes) -> Identity | None:
        asked.append(session)
        return await look(session)

    monkeypatch.setattr(pair.one.sessions, "look", looking)
    for payload in (vigil.fingerprint("account", account), b"", b"\xff" * 32):
        pair.two.bus.publish(vigil.CHANNEL, payload)
    await until(lambda: asked)  # it was heard, and the record was asked
    await asyncio.sleep(0.5)
    assert ivy.connected


async def test_draining_sends_everybody_elsewhere(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    rose = await sit_down(house, women, meeting, "Rose")
    await house.sockets.drain()
    await until(lambda: rose.goodbye == "restarting" and not rose.connected)
    assert rose.told("notice")[0]["code"] == "draining"
    assert await handshake(house, Origin=house.address) == 503
