"""The pages as a browser asks for them from a real node: joining, waiting, choices, help lines, and every way of saying no."""

import gc
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from rooms.refusals import REFUSALS
from rooms.roles import Role
from server.app import Node
from server.config import load
from server.people.invitations import Kind
from server.people.roombook import Terms
from server.store import tables as t
from tests.support.databases import laid
from tests.support.people import quick_passphrases
from tests.support.processes import free_port

WAIT = aiohttp.ClientTimeout(total=20)


class Visitor:
    """A browser without script: keeps cookies, follows nothing by itself, and sends forms with the token of the page they stand on."""

    def __init__(self, node: Node, **headers: str) -> None:
        self.node = node
        self.browser = aiohttp.ClientSession(node.address, cookie_jar=aiohttp.CookieJar(unsafe=True), headers=headers, timeout=WAIT)
        self.text = ""

    async def get(self, path: str, **headers: str) -> aiohttp.ClientResponse:
        answer = await self.browser.get(path, allow_redirects=False, headers=headers)
        self.text = await answer.text()
        return answer

    async def post(self, page: str, path: str, **fields: str) -> aiohttp.ClientResponse:
        token = await self.token(page)
        answer = await self.browser.post(path, data={"csrf": token, **fields}, allow_redirects=False)
        self.text = await answer.text()
        return answer

    async def token(self, page: str = "/help") -> str:
        await self.get(page)
        return str(re.findall(r'name="csrf" value="(\w+)"', self.text)[0])


@pytest.fixture
async def node(tmp_path: Path) -> AsyncIterator[Node]:
    before = gc.get_threshold()
    laid(tmp_path)
    node = await Node.make(load(data=tmp_path, port=free_port()), passphrases=quick_passphrases())
    try:
        await node.start()
        yield node
    finally:
        await node.stop()
        gc.set_threshold(*before)
        gc.unfreeze()


@pytest.fixture
async def visitor(node: Node) -> AsyncIterator[Visitor]:
    visitor = Visitor(node)
    yield visitor
    await visitor.browser.close()


async def programme(node: Node, **terms: object) -> tuple[str, str]:
    """A programme with one room, where staff roles work without a second factor; gives the room and the code of its link."""
    row = {"id": 1, "name": "Willow House", "language": "en", "country": "NZ", "set_up_at": node.clock.now(), "demo": True}
    async with node.db.write() as connection:
        await connection.execute(t.programme.insert().values(row))
    room = await node.people.roombook.create(Terms(name="Mothers in recovery", purpose="Sharing", **terms), by="system")  # type: ignore[arg-type]
    link = await node.people.invitations.make(Kind.ROOM, by="system", room=room)
    return room, link.code


async def broken(node: Node, *tables: str) -> None:
    """A database that no longer answers what it is asked."""
    async with node.db.write() as connection:
        await connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        for table in tables:
            await connection.exec_driver_sql(f"DROP TABLE {table}")


async def signed_in(visitor: Visitor, *roles: Role) -> None:
    """Give this browser an account's session."""
    node = visitor.node
    row = {"id": "a1", "name": "Ruth", "name_mark": "ruth", "secret": "x", "language": "en", "created_on": node.clock.now()}
    async with node.db.write() as connection:
        await connection.execute(t.account.insert().values(row))
        for role in roles:
            await connection.execute(t.grant.insert().values(account_id="a1", role=role.value, granted_at=node.clock.now()))
    token = await node.people.sessions.start("a1", complete=True, shared=False, language="en")
    visitor.browser.cookie_jar.update_cookies({node.security.session_cookie: token})


async def test_the_first_page_and_those_that_need_nobody(node: Node, visitor: Visitor) -> None:
    for path in ("/", "/join", "/help", "/what-we-keep", "/limits", "/quick-exit", "/alone/breath", "/alone/wanting", "/alone/night"):
        answer = await visitor.get(path)
        assert answer.status == 200, path
        assert answer.headers["Cache-Control"] == "no-store"
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert "<title>Hearth</title>" in visitor.text


def cleared(answer: aiohttp.ClientResponse) -> set[str]:
    """Cookies that this answer takes back."""
    return {name for name, morsel in answer.cookies.items() if morsel["max-age"] == "0" and not morsel.value}


async def test_quick_exit_ends_the_session_and_has_the_browser_forget(node: Node, visitor: Visitor) -> None:
    await programme(node)
    await signed_in(visitor)
    await visitor.post("/help", "/language", language="es", next="/help")
    (session,) = [each.value for each in visitor.browser.cookie_jar if each.key == node.security.session_cookie]
    assert await node.people.sessions.identify(session) is not None
    answer = await visitor.get("/exit", **{"Sec-Fetch-Site": "same-origin"})
    assert (answer.status, answer.headers["Location"]) == (303, node.settings.exit_url)
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert (answer.headers["Referrer-Policy"], answer.headers["Cache-Control"]) == ("no-referrer", "no-store")
    assert cleared(answer) >= {node.security.session_cookie, "hearth-language"}
    assert await node.people.sessions.identify(session) is None


async def test_quick_exit_leaves_the_help_page_where_she_chose_that_it_stays(node: Node, visitor: Visitor) -> None:
    answer = await visitor.get("/exit?help=stays", Accept="application/json")
    assert answer.status == 204
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies"'


@pytest.mark.parametrize("asked", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Purpose": "prefetch"}])
async def test_quick_exit_of_somebody_elses_page_ends_nothing(node: Node, visitor: Visitor, asked: dict[str, str]) -> None:
    await programme(node)
    await signed_in(visitor)
    answer = await visitor.get("/exit", **asked)
    assert answer.status == 303
    assert "Clear-Site-Data" not in answer.headers
    assert not answer.cookies
    await visitor.get("/account")
    assert "Ruth" in visitor.text


async def test_quick_exit_needs_no_database(node: Node, visitor: Visitor) -> None:
    await signed_in(visitor)
    await broken(node, "session")
    answer = await visitor.get("/exit")
    assert (answer.status, answer.headers["Location"]) == (303, node.settings.exit_url)
    assert node.security.session_cookie in cleared(answer)


async def test_what_is_not_there_says_so_kindly(visitor: Visitor) -> None:
    for path in ("/nothing", "/alone/nothing", "/words/xx.json", "/words/../keys.json"):
        answer = await visitor.get(path)
        assert answer.status == 404
        assert "There is nothing here." in visitor.text
        assert 'href="/help"' in visitor.text
    answer = await visitor.get("/nothing", Accept="application/json")
    assert (await answer.json())["ok"] is False


async def test_a_form_without_its_token_changes_nothing(visitor: Visitor) -> None:
    answer = await visitor.browser.post("/language", data={"language": "es", "next": "/"}, allow_redirects=False)
    assert answer.status == 403
    assert REFUSALS["page_old"].sentence in await answer.text()
    await visitor.get("/")
    assert '<html lang="en"' in visitor.text


async def test_her_choices_stay_in_her_browser_and_lead_back_to_our_own_pages(visitor: Visitor) -> None:
    answer = await visitor.post("/help", "/language", language="es", next="/help")
    assert (answer.status, answer.headers["Location"]) == (303, "/help")
    await visitor.get("/help")
    assert '<html lang="es"' in visitor.text
    assert "Líneas de ayuda" in visitor.text
    await visitor.post("/help", "/look", look="dark", next="/")
    await visitor.get("/")
    assert 'data-look="dark"' in visitor.text
    for elsewhere in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/" + "x" * 300):
        answer = await visitor.post("/help", "/language", language="es", next=elsewhere)
        assert answer.headers["Location"] == "/"
    await visitor.post("/help", "/language", language="xx", next="/")
    await visitor.get("/")
    assert '<html lang="es"' in visitor.text


async def test_the_browsers_language_counts_until_she_chooses(node: Node) -> None:
    visitor = Visitor(node, **{"Accept-Language": "es-MX,es;q=0.9"})
    await visitor.get("/")
    assert '<html lang="es"' in visitor.text
    await visitor.browser.close()


async def test_help_lines_are_those_of_her_tap_else_of_the_programme(node: Node, visitor: Visitor) -> None:
    await programme(node)
    await visitor.get("/help")
    assert 'href="tel:1737"' in visitor.text
    assert "call your local emergency number" in visitor.text
    await visitor.get("/help?in=US")
    assert 'href="tel:988"' in visitor.text
    assert 'href="sms:741741?&amp;body=HOME"' in visitor.text
    await visitor.get("/help?in=%3Cscript%3E")
    assert 'href="tel:1737"' in visitor.text


async def test_help_lines_stand_when_the_database_does_not(node: Node, visitor: Visitor) -> None:
    await visitor.get("/help")
    await broken(node, "session", "programme")
    answer = await visitor.get("/help")
    assert answer.status == 200
    assert 'href="tel:' in visitor.text


async def test_the_worker_keeps_only_the_help_page(node: Node, visitor: Visitor) -> None:
    answer = await visitor.get("/sw.js?language=es")
    assert answer.content_type == "text/javascript"
    kept = re.search(r"const KEPT = (\[.*\]);", visitor.text)
    assert kept
    addresses = re.findall(r'"([^"]+)"', kept[1])
    assert all(address.startswith(("/help?", "/static/")) for address in addresses)
    for address in addresses:
        assert (await visitor.get(address)).status == 200
    await visitor.get(addresses[0])
    assert '<html lang="es"' in visitor.text


async def test_a_guest_is_in_with_a_code_and_a_name(node: Node, visitor: Visitor) -> None:
    room, code = await programme(node)
    meeting = await node.meetings.plan(room, None, None)
    answer = await visitor.browser.post("/join/peek", json={"code": code}, headers={"X-CSRF": await visitor.token("/join")})
    assert (await answer.json())["opens"] == "This opens Mothers in recovery. The room is open now."
    answer = await visitor.post("/join", "/join", name="Junie", code=code.lower())
    assert (answer.status, answer.headers["Location"]) == (303, f"/meeting/{meeting}")
    assert (await visitor.get(f"/meeting/{meeting}")).status == 200
    assert "<title>Willow House</title>" in visitor.text
    await visitor.get("/")
    assert f'href="/seat/{meeting}"' in visitor.text
    other = await node.meetings.plan(room, None, None)
    assert (await visitor.get(f"/meeting/{other}")).status == 404


async def test_a_guest_waits_until_the_room_opens(node: Node, visitor: Visitor) -> None:
    room, code = await programme(node)
    meeting = await node.meetings.plan(room, node.clock.now() + timedelta(minutes=10), None)
    answer = await visitor.post("/join", "/join", name="Junie", code=code)
    assert answer.headers["Location"] == f"/waiting/{meeting}"
    await visitor.get(f"/waiting/{meeting}")
    assert "You have a seat." in visitor.text
    assert (await (await visitor.get(f"/waiting/{meeting}/state")).json()) == {"status": "planned", "go": None, "later": None}
    assert (await visitor.get(f"/meeting/{meeting}")).headers["Location"] == f"/waiting/{meeting}"
    refused = await visitor.post(f"/waiting/{meeting}", f"/waiting/{meeting}/open")
    assert refused.status == 403
    await node.meetings.open_now(meeting)
    assert (await (await visitor.get(f"/waiting/{meeting}/state")).json()) == {"status": "open", "go": f"/meeting/{meeting}", "later": None}


async def test_what_is_wrong_stands_beside_its_field_and_her_words_stay(node: Node, visitor: Visitor) -> None:
    room, code = await programme(node)
    await node.meetings.plan(room, None, None)
    answer = await visitor.post("/join", "/join", name="Junie", code="NOPE-NOPE-NOPE")
    assert answer.status == 400
    assert 'id="code-wrong"' in visitor.text
    assert 'value="Junie"' in visitor.text
    answer = await visitor.post("/join", "/join", name="<b>", code=code)
    assert answer.status == 400
    assert 'id="name-wrong"' in visitor.text
    assert "&lt;b&gt;" in visitor.text
    async with node.db.read() as connection:
        assert (await connection.execute(t.session.select())).all() == []


async def test_a_room_without_guests_asks_for_an_account(node: Node, visitor: Visitor) -> None:
    room, code = await programme(node, guests=False)
    await node.meetings.plan(room, None, None)
    answer = await visitor.post("/join", "/join", name="Junie", code=code)
    assert answer.status == 400
    assert REFUSALS["no_guests"].sentence in visitor.text


async def test_a_link_to_a_room_with_nothing_planned_says_so(node: Node, visitor: Visitor) -> None:
    _, code = await programme(node)
    answer = await visitor.post("/join", "/join", name="Junie", code=code)
    assert answer.status == 404
    assert "Nothing is planned in this room just now." in visitor.text


async def test_a_full_circle_is_said_and_never_silent(node: Node, visitor: Visitor) -> None:
    room, code = await programme(node, capacity=2)
    meeting = await node.meetings.plan(room, None, None)
    for name in ("Dana", "Tess"):
        first = Visitor(node)
        assert (await first.post("/join", "/join", name=name, code=code)).status == 303
        await first.browser.close()
    soon = node.clock.now() + timedelta(days=7)
    await node.meetings.plan(room, soon, None)
    peeked = await visitor.browser.post("/join/peek", json={"code": code}, headers={"X-CSRF": await visitor.token("/join")})
    assert "You can wait in line for a seat." in (await peeked.json())["opens"]
    answer = await visitor.post("/join", "/join", name="", code=code, listen="yes")
    assert answer.status == 400
    answer = await visitor.post("/join", "/join", name="Junie", code=code, listen="yes", first="yes")
    assert answer.headers["Location"] == f"/meeting/{meeting}"
    await visitor.get(f"/waiting/{meeting}")
    assert "You are first in line." in visitor.text
    assert f'datetime="{soon:%Y-%m-%dT%H:%M:%SZ}"' in visitor.text
    assert (await (await visitor.get(f"/waiting/{meeting}/state")).json())["later"] == f"{soon:%Y-%m-%dT%H:%M:%SZ}"
    held = node.meetings.hall.at_hand(meeting)
    assert held is not None
    seat = list(held.live.state.seats.values())[-1]
    assert (seat.kept, seat.listening, seat.newcomer) == (False, True, True)
    assert (await visitor.post(f"/waiting/{meeting}", f"/waiting/{meeting}/leave")).headers["Location"] == "/"
    assert seat.status == "left"
    assert (await visitor.post(f"/waiting/{meeting}", f"/waiting/{meeting}/leave")).headers["Location"] == "/", "she has gone already"


async def test_the_seat_page_says_that_the_circle_is_full_and_what_she_may_choose(node: Node, visitor: Visitor) -> None:
    room, code = await programme(node, capacity=2)
    meeting = await node.meetings.plan(room, None, None)
    await signed_in(visitor, Role.MEMBER)
    await visitor.get(f"/seat/{meeting}")
    assert "The circle is full just now." not in visitor.text
    assert "I would like to just listen tonight" in visitor.text
    for name in ("Dana", "Tess"):
        first = Visitor(node)
        assert (await first.post("/join", "/join", name=name, code=code)).status == 303
        await first.browser.close()
    await visitor.get(f"/seat/{meeting}")
    assert "The circle is full just now." in visitor.text
    assert "Nobody is in line." in visitor.text
    answer = await visitor.post(f"/seat/{meeting}", f"/seat/{meeting}", name="Dana", first="yes")
    assert answer.status == 400
    assert 'name="first" value="yes" checked' in visitor.text, "what she chose is still chosen"
    assert (await visitor.post(f"/seat/{meeting}", f"/seat/{meeting}", name="Junie")).status == 303


async def test_home_shows_what_is_on_and_next(node: Node, visitor: Visitor) -> None:
    room, _ = await programme(node)
    await signed_in(visitor, Role.MEMBER)
    await visitor.get("/")
    assert "Nothing is open just now." in visitor.text
    later = node.clock.now() + timedelta(days=2)
    await node.meetings.plan(room, later, None)
    meeting = await node.meetings.plan(room, None, None)
    await visitor.get("/")
    assert "You would be the first one in." in visitor.text
    assert f'datetime="{later:%Y-%m-%dT%H:%M:%SZ}"' in visitor.text
    assert "mothers in recovery" not in str((await visitor.get("/")).url).lower()
    answer = await visitor.post(f"/seat/{meeting}", f"/seat/{meeting}", name="Dana")
    assert answer.headers["Location"] == f"/meeting/{meeting}"
    await visitor.get("/")
    assert "Back to my seat" in visitor.text
    assert (await visitor.get(f"/seat/{meeting}")).headers["Location"] == f"/meeting/{meeting}"
    await node.meetings.close(meeting)
    assert (await visitor.get(f"/meeting/{meeting}")).headers["Location"] == f"/waiting/{meeting}"
    await visitor.get(f"/waiting/{meeting}")
    assert "This meeting has closed." in visitor.text


async def test_a_facilitator_opens_the_room_before_its_time(node: Node, visitor: Visitor) -> None:
    room, _ = await programme(node)
    await signed_in(visitor, Role.MEMBER, Role.FACILITATOR)
    meeting = await node.meetings.plan(room, node.clock.now() + timedelta(minutes=10), None)
    await visitor.get(f"/seat/{meeting}")
    assert "You go in as Ruth" in visitor.text
    await visitor.post(f"/seat/{meeting}", f"/seat/{meeting}")
    await visitor.get(f"/waiting/{meeting}")
    assert "Open the room now" in visitor.text
    answer = await visitor.post(f"/waiting/{meeting}", f"/waiting/{meeting}/open")
    assert answer.headers["Location"] == f"/meeting/{meeting}"
    assert (await visitor.get(f"/meeting/{meeting}")).status == 200


async def test_who_is_not_signed_in_is_shown_the_way(visitor: Visitor) -> None:
    assert (await visitor.get("/account")).headers["Location"] == "/sign-in?next=/account"
    assert (await visitor.get("/meeting/m1")).headers["Location"] == "/"


async def test_our_own_trouble_has_a_code_to_quote_and_no_detail(node: Node, visitor: Visitor, capsys: pytest.CaptureFixture[str]) -> None:
    await broken(node, "invitation")
    answer = await visitor.get("/join")
    assert answer.status == 200
    answer = await visitor.post("/join", "/join", name="Junie", code="AAAA-AAAA-AAAA")
    assert answer.status == 503
    assert "Something went wrong on our side." in visitor.text
    assert re.search(r"<strong>[A-Z]{2} \d{2}</strong>", visitor.text)
    assert "Traceback" not in visitor.text
    assert "Junie" not in capsys.readouterr().out
