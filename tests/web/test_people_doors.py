"""Every page about people, rooms and accounts answers every role as the permission table says, and the table says it for every cell."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp.web as http
import pytest

from rooms.roles import PERMISSIONS, STAFF, Action, Role, may
from server.people.roombook import Terms
from tests.support.forms import asked_from_outside, in_need, repeated, reported
from tests.support.site import Site, site
from web.pages import (
    account,
    agreement,
    appeals,
    audit,
    calendar,
    disclosures,
    invitation,
    numbers,
    on_call,
    people,
    reports,
    rooms,
    series,
    setup,
    staff,
    terms,
)
from web.pages.doors import NEEDS

ROUTES = [
    route
    for subject in (
        people,
        invitation,
        setup,
        account,
        staff,
        rooms,
        terms,
        series,
        calendar,
        agreement,
        reports,
        appeals,
        audit,
        disclosures,
        numbers,
        on_call,
    )
    for route in subject.routes()
]
OPEN_TO_ALL = {
    "/sign-in", "/second-step", "/create-account", "/recovery", "/sign-out", "/invitation", "/set-up", "/rules", "/receipt",
    "/feed/{token}.ics",
}  # fmt: skip


@pytest.fixture
async def willow(tmp_path: Path) -> AsyncIterator[Site]:
    async with site(tmp_path) as served:
        await served.programme()
        yield served


async def ask(willow: Site, route: http.RouteDef, who: Role | None, *, ids: dict[Role, str], places: dict[str, str]) -> tuple[int, str]:
    """What a fresh session of this role is answered on this route: an empty form where it is a POST."""
    node, woman = willow.node, willow.woman()
    token = ""
    if who is Role.GUEST:
        token = await willow.people.sessions.start_guest(places["meeting"], until=node.clock.now().replace(year=2100), language="en")
    elif who is not None:
        token = await willow.people.sessions.start(ids[who], complete=True, shared=False, language="en")
    if token:
        woman.holds(token, node.security.session_cookie)
    path = route.path.format(**places)
    if route.method == "GET":
        answer = await woman.get(path, follow=False)
    else:
        if token:
            woman._csrf = node.security._sign(f"session {token}")
        answer = await woman.send(path, {})
    await woman.client.close()
    return answer.status, answer.path


async def test_every_page_as_every_role(willow: Site) -> None:
    ids = {Role.MEMBER: await willow.account("Wren")}
    for role in sorted(STAFF):
        ids[role] = await willow.account(f"Name {role[:3]}", role)
    room = await willow.people.roombook.create(Terms("Evening circle", "To be heard"), by="system")
    meeting = await willow.node.meetings.plan(room, None, None)
    places = {"room": room, "meeting": meeting, "report": await reported(willow, meeting), "series": await repeated(willow, room)}
    places["disclosure"] = await asked_from_outside(willow)
    places["case"] = await in_need(willow)
    guarded = [route for route in ROUTES if route.handler in NEEDS]
    assert len(guarded) >= 53
    for route in guarded:
        action = NEEDS[route.handler]
        for who in (None, *Role):
            status, path = await ask(willow, route, who, ids=ids, places=places)
            seen = f"{route.method} {route.path} as {who}: {status} {path}"
            if who is None:
                assert (status, path.partition("?")[0]) == (303, "/sign-in"), seen
            elif may({who} if who is Role.GUEST else {Role.MEMBER, who}, action):
                assert status not in (401, 403, 500, 503), seen
                assert path != "/sign-in", seen
            else:
                assert status == 403, seen


async def test_a_resting_role_is_told_why(willow: Site) -> None:
    ruth = await willow.account("Ruth", Role.ADMINISTRATOR, factor=False)
    woman = await willow.signed_in(ruth)
    refused = await woman.get("/people", follow=False)
    assert (refused.status, "/second-step" in refused.text) == (403, True)
    member = await willow.signed_in(await willow.account("Wren"))
    assert "/second-step" not in (await member.get("/people", follow=False)).text


def test_no_page_is_without_a_door() -> None:
    unguarded = {route.path for route in ROUTES if route.handler not in NEEDS}
    assert unguarded == OPEN_TO_ALL


def test_the_table_has_every_cell() -> None:
    assert set(PERMISSIONS) == set(Action)
    for action in Action:
        for role in Role:
            assert may({role}, action) is (role in PERMISSIONS[action])


async def test_another_rooms_meeting_is_not_closed(willow: Site) -> None:
    first, second = [await willow.people.roombook.create(Terms(name, "To be heard"), by="system") for name in ("One", "Two")]
    meeting = await willow.node.meetings.plan(first, None, None)
    woman = await willow.signed_in(await willow.account("Ruth", Role.FACILITATOR))
    await woman.get(f"/rooms/{second}")
    assert (await woman.post(f"/rooms/{second}/close", meeting=meeting)).status == 404
    assert (await willow.people.roombook.meetings(first))[0].status == "open"
    assert (await woman.post(f"/rooms/{first}/close", meeting=meeting)).status == 200
    assert await willow.people.roombook.meetings(first) == []


@pytest.mark.parametrize(
    "wrong",
    [{"capacity": "1"}, {"capacity": "²"}, {"capacity": "9" * 30}, {"name": ""}, {"name": "x" * 61}, {"purpose": "\x01"}],
)
async def test_wrong_terms_keep_what_was_typed(willow: Site, wrong: dict[str, str]) -> None:
    woman = await willow.signed_in(await willow.account("Ada", Role.ADMINISTRATOR))
    await woman.get("/rooms/new")
    typed = {
        "name": "Evening",
        "purpose": "Kept words",
        "audience": "women",
        "language": "es",
        "capacity": "12",
        "minutes": "90",
        "hours_kept": "4",
    }
    answer = await woman.post("/rooms", **{**typed, **wrong})
    assert answer.status == 400
    assert "field-wrong" in answer.text
    assert ("Kept words" in answer.text) is ("purpose" not in wrong)
    for nonsense in ({"audience": "nobody"}, {"minutes": "7"}, {"hours_kept": "-1"}, {"language": "xx"}):
        refused = await woman.post("/rooms", **{**typed, **nonsense})
        assert refused.status == 400, nonsense
    assert await willow.people.roombook.all() == []


async def test_a_room_link_is_made_shown_once_and_taken_back(willow: Site) -> None:
    room = await willow.people.roombook.create(Terms("Evening circle", "To be heard"), by="system")
    woman = await willow.signed_in(await willow.account("Ruth", Role.FACILITATOR))
    await woman.get(f"/rooms/{room}")
    shown = await woman.post(f"/rooms/{room}/links")
    (code,) = dict.fromkeys(shown.codes)
    assert await willow.people.invitations.look(code)
    page = await woman.get(f"/rooms/{room}")
    assert code not in page.text
    key = page.text.split('name="link" value="', 1)[1].split('"', 1)[0]
    gone = await woman.post(f"/rooms/{room}/links/take-back", link=key)
    assert 'name="link"' not in gone.text
    assert await willow.people.invitations.of_room(room) == []
