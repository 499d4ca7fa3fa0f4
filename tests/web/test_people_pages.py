"""The way in and out by pages alone, without script: set-up, invitations, sign-in, second step, recovery, sign-out."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pyotp
import pytest

from rooms.roles import Role
from server.store import tables as t
from tests.support.people import OTHER_PASSPHRASE, PASSPHRASE
from tests.support.site import Answer, Site, Woman, site


@pytest.fixture
async def willow(tmp_path: Path) -> AsyncIterator[Site]:
    async with site(tmp_path) as served:
        yield served


def secret_in(page: Answer) -> pyotp.TOTP:
    """The second factor's secret that the page shows."""
    shown = page.text.split('<code class="secret">', 1)[1].split("<", 1)[0]
    return pyotp.TOTP(shown.replace(" ", ""))


async def set_up(willow: Site) -> tuple[Woman, Answer]:
    """From the printed link to the first room."""
    ada = willow.woman()
    link = await willow.people.arrivals.first_link()
    assert link is not None
    await ada.get("/set-up")
    asked = await ada.post("/set-up", code=link.code)
    assert asked.says("Your programme")
    kept = await ada.post(
        "/set-up", code=link.code, step="begin", programme="Willow House", language="en", country="US", name="Ada", passphrase=PASSPHRASE
    )
    assert (kept.status, len(kept.codes)) == (200, 8)
    totp = secret_in(await ada.get("/second-factor"))
    picture = await ada.get("/second-factor.svg")
    assert picture.text.startswith("<svg")
    printed = await ada.post("/second-factor", code=totp.now())
    assert len(printed.codes) == 8
    assert (await ada.get("/second-factor.svg")).status == 404
    form = await ada.get("/rooms/new")
    assert form.says("Your first room")
    done = await ada.post(
        "/rooms",
        name="Evening circle",
        purpose="To be heard.",
        audience="mothers",
        language="en",
        guests="yes",
        capacity="20",
        minutes="360",
        hours_kept="2",
    )
    assert done.status == 200
    return ada, done


async def test_from_the_first_link_to_a_room_and_its_links(willow: Site) -> None:
    ada, done = await set_up(willow)
    facilitator, door = dict.fromkeys(done.codes)
    plain = re.sub(r"<[^>]+>", "", done.text)
    assert f"/invitation#{facilitator}" in plain
    assert f"/join#{door}" in plain

    ruth = willow.woman()
    await ruth.get("/invitation")
    assert (await ruth.post("/invitation", code=facilitator)).says("You are invited to serve here as facilitator.")
    kept = await ruth.post("/invitation", code=facilitator, step="join", name="Ruth", passphrase=OTHER_PASSPHRASE)
    assert len(kept.codes) == 8
    assert (await ruth.get("/rooms", follow=False)).status == 403, "the role rests until the second step is set up"
    factor = secret_in(await ruth.get("/second-factor"))
    await ruth.post("/second-factor", code=factor.now())
    assert (await ruth.get("/rooms")).says("Evening circle")
    assert (await ruth.post("/invitation", code=facilitator)).says("This link or code does not work any more.")

    rooms = await ruth.get("/rooms")
    room = rooms.text.split('href="/rooms/', 1)[1].split('"', 1)[0]
    await ruth.get(f"/rooms/{room}")
    opened = await ruth.post(f"/rooms/{room}/open", minutes="60")
    assert opened.status == 200
    assert (await ruth.get(f"/rooms/{room}")).says("Open now")
    planned = await ruth.post(f"/rooms/{room}/plan", when="2026-01-01T10:00", zone="America/Chicago", minutes="60")
    assert (planned.status, planned.says("Please choose a day and time to come")) == (400, True)
    assert (await ruth.post(f"/rooms/{room}/plan", when="x", zone="../etc/passwd", minutes="60")).says("We do not know this time zone.")

    guest = willow.woman()
    await guest.get("/join")
    assert (await guest.post("/join", name="Wren", code=door)).says("I agree and come in")
    inside = await guest.post("/join", name="Wren", code=door, agreed="1", attests="yes")
    assert inside.path.startswith("/meeting/")

    ended = await ada.get("/people")
    assert ended.says("Ruth")
    account = next(each.account for each in await willow.people.roster.staff() if each.name == "Ruth")
    await ada.post("/people/end-role", account=account, role="facilitator")
    assert (await ruth.get("/account", follow=False)).status == 303, "signed out at once"


async def test_signing_in_with_the_second_step_and_out(willow: Site) -> None:
    await set_up(willow)
    account = (await willow.people.roster.staff())[0].account
    woman = willow.woman()
    await woman.get("/sign-in")
    wrong = await woman.post("/sign-in", name="Ada", passphrase=OTHER_PASSPHRASE)
    assert wrong.status == 400
    assert wrong.says("The name and the passphrase do not fit together.")
    assert 'value="Ada"' in wrong.text
    assert OTHER_PASSPHRASE not in wrong.text
    away = await woman.post("/sign-in", name="Ada", passphrase=OTHER_PASSPHRASE, next="//elsewhere.example")
    assert "elsewhere" not in away.text, "only to pages of ours"
    step = await woman.post("/sign-in", name="ada", passphrase=PASSPHRASE, next="/people")
    assert step.path == "/second-step?next=/people"
    assert (await woman.get("/account", follow=False)).status == 303, "a passphrase alone opens nothing of hers"
    assert (await woman.post("/second-step", code="000000")).says("That code does not fit.")
    async with willow.node.db.write() as connection:
        await connection.execute(t.factor.update().values(last_step=0))
    row = await willow.people.factors._row(account)
    assert row is not None
    code = pyotp.TOTP(willow.people.factors._secret(row)).now()
    going = await woman.post("/second-step", code=code, next="/people")
    assert (going.status, going.path) == (200, "/people"), "where she was going"
    out = await woman.send("/sign-out", {})
    assert out.status == 303
    assert (await woman.get("/people", follow=False)).path == "/sign-in?next=/people"


async def test_a_member_from_invitation_to_recovery(willow: Site) -> None:
    ada, _ = await set_up(willow)
    room = (await willow.people.roombook.all())[0].id
    await ada.get(f"/rooms/{room}")
    (code,) = dict.fromkeys((await ada.post(f"/rooms/{room}/invite")).codes)
    wren = willow.woman()
    await wren.get("/invitation")
    assert (await wren.post("/invitation", code=code)).says("A name and a passphrase are all it takes.")
    again = await wren.post("/invitation", code=code, step="join", name="Ada 2", passphrase="short")
    assert again.says("Please use 15 characters or more.")
    assert 'value="Ada 2"' in again.text
    assert (await wren.post("/invitation", code=code, step="join", name="Ada 2", passphrase=OTHER_PASSPHRASE)).says("That name is taken")
    kept = await wren.post("/invitation", code=code, step="join", name="Wren", passphrase=OTHER_PASSPHRASE)
    assert len(kept.codes) == 8
    account = await wren.get("/account")
    assert account.says("Only here.")
    assert account.says("You have 8 codes left.")

    await wren.post("/sign-out")
    lost = willow.woman()
    await lost.get("/recovery")
    assert (await lost.post("/recovery", name="Wren", recovery_code="0000", passphrase=PASSPHRASE)).says("do not fit together")
    back = await lost.post("/recovery", name="wren", recovery_code=kept.codes[3].lower(), passphrase=PASSPHRASE)
    assert back.path == "/account?done=recovered"
    assert back.says("You have 7 codes left.")

    other = willow.woman()
    await other.get("/sign-in")
    assert (await other.post("/sign-in", name="Wren", passphrase=PASSPHRASE, shared="yes")).path == "/"
    changed = await lost.post("/account/passphrase", old=PASSPHRASE, passphrase=OTHER_PASSPHRASE)
    assert changed.path == "/account?done=passphrase"
    assert (await other.get("/account", follow=False)).status == 303
    assert (await lost.post("/account/codes", codes_old=PASSPHRASE)).says("That is not the passphrase you have now.")
    assert len((await lost.post("/account/codes", codes_old=OTHER_PASSPHRASE)).codes) == 8
    assert (await lost.post("/account/name", name="Ada")).says("That name is taken")
    assert (await lost.post("/account/name", name="Lark")).says("Your name is changed.")
    assert (await lost.post("/account/language", language="es")).path == "/account?done=language"
    await lost.post("/sign-out-everywhere")
    assert (await lost.get("/account", follow=False)).path == "/sign-in?next=/account"


async def test_contact_points_and_a_lost_factor(willow: Site) -> None:
    ada, _ = await set_up(willow)
    jo = await willow.account("Jo", Role.ON_CALL)
    desk = await willow.signed_in(jo)
    assert (await desk.post("/account/contacts", address="no")).says("Please give a telephone number")
    assert (await desk.post("/account/contacts", address="+1 555 010 7788")).says("+15550107788")
    (point,) = await willow.people.contacts.of(jo)
    assert not (await desk.post("/account/contacts/remove", point=point.id)).says("+15550107788")
    await ada.get("/people")
    shown = await ada.post("/people/reinvite", account=jo)
    (code,) = dict.fromkeys(shown.codes)
    assert (await desk.get("/account", follow=False)).status == 303
    again = await willow.signed_in(jo)
    assert (await again.get("/second-factor")).says("There is no second step to set up")
    await again.post("/invitation", code=code)
    begun = await again.post("/invitation", code=code, step="take")
    assert begun.path == "/second-factor"
    assert len((await again.post("/second-factor", code=secret_in(begun).now())).codes) == 8


async def test_too_many_tries_are_told_to_wait(willow: Site) -> None:
    woman = willow.woman()
    await woman.get("/sign-in")
    answers = [await woman.post("/sign-in", name="Nobody", passphrase="x") for _ in range(9)]
    assert [answer.says("There were many tries just now.") for answer in answers] == [False] * 8 + [True]


async def test_every_page_of_people_in_spanish(willow: Site) -> None:
    ana = willow.woman("es")
    for path in ("/sign-in", "/create-account", "/recovery", "/invitation", "/set-up"):
        page = await ana.get(path)
        assert '<html lang="es"' in page.text
        assert page.status == 200
