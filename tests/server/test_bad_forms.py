"""Bad input at every form of the pages: a clear refusal, no trace and no text in the log, nothing changed, and what she typed kept.

Every POST route of the application has a row in `tests/support/forms.py`, or the first test fails.
"""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from rooms.refusals import REFUSALS
from server.config import Settings
from server.store import tables as t
from tests.conftest import NewDatabase
from tests.support.databases import laid, templates
from tests.support.forms import CHARSETS, FORM, FORMS, MARK, SECRET, Scene, check, is_clear, mistakes, scene_on
from tests.support.postgres import Postgres
from tests.support.processes import free_port
from tests.support.site import Answer, Woman


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    laid(tmp_path)
    async with scene_on(Settings(data=tmp_path, port=free_port())) as made:
        yield made


async def test_every_form_is_tried(scene: Scene) -> None:
    router = scene.site.node._runner.app.router
    posts = {route.resource.canonical for route in router.routes() if route.method == "POST" and route.resource is not None}
    assert posts == {*FORMS, "/join/peek"}


async def test_every_field_of_every_form(scene: Scene) -> None:
    for route, form in FORMS.items():
        woman = await scene.woman(form.who)
        before = scene.state()
        for name, shape, change in mistakes(route):
            await scene.at_ease()
            fields = {key: value for key, value in {**scene.fields(route), **change}.items() if value is not None}
            answer = await woman.send(scene.path(route), fields)
            check(scene, f"{route} {name} {shape}", answer, before)
            assert name not in SECRET or MARK not in answer.text, f"{route}: a secret is shown again"


async def test_signs_that_are_no_text(scene: Scene) -> None:
    for route, form in FORMS.items():
        woman = await scene.woman(form.who)
        before = scene.state()
        for name in form.fields:
            for charset, value in CHARSETS if route == "/join" else CHARSETS[:1]:
                await scene.at_ease()
                fields = {**scene.fields(route), "csrf": woman._csrf}
                body = "&".join(f"{key}={value if key == name else quote(typed)}" for key, typed in fields.items())
                answer = await raw(woman, scene, route, body.encode(), f"{FORM}; charset={charset}")
                check(scene, f"{route} {name} {charset}", answer, before)


async def raw(woman: Woman, scene: Scene, route: str, body: bytes, kind: str, **headers: str) -> Answer:
    """A POST as no browser makes it."""
    address = scene.site.node.address + scene.path(route)
    async with woman.client.post(address, data=body, headers={"Content-Type": kind, **headers}, allow_redirects=False) as response:
        return Answer(response.status, response.headers.get("Location", ""), await response.text(), response.headers)


async def test_forms_that_are_none(scene: Scene) -> None:
    for route, form in FORMS.items():
        woman = await scene.woman(form.who)
        before = scene.state()
        good = {**scene.fields(route), "csrf": woman._csrf}
        bodies: dict[str, tuple[bytes, str, dict[str, str]]] = {
            "no token": (urlencode({**good, "csrf": ""}).encode(), FORM, {}),
            "from elsewhere": (urlencode(good).encode(), FORM, {"Origin": "https://elsewhere.example"}),
            "more than it holds": (urlencode({**good, "more": MARK * 9000}).encode(), FORM, {}),
            "another token": (urlencode({**good, "csrf": "0" * 64}).encode(), FORM, {}),
            "token in other signs": (urlencode({**good, "csrf": "é\0\u202e"}).encode(), FORM, {}),
            "across sites": (urlencode(good).encode(), FORM, {"Sec-Fetch-Site": "cross-site"}),
            "no text": (b"\xff\xfe=" + MARK.encode(), FORM, {}),
            "json": (b'{"name": "%b"}' % MARK.encode(), "application/json", {}),
            "a file": (MARK.encode(), "multipart/form-data; boundary=x", {}),
            "plain": (MARK.encode(), "text/plain", {}),
            "nothing": (b"", FORM, {}),
        }
        for name, (body, kind, headers) in list(bodies.items())[: None if route == "/join" else 3]:
            await scene.at_ease()
            answer = await raw(woman, scene, route, body, kind, **headers)
            assert answer.status >= 400, f"{route} {name}: {answer.status}"
            if kind == FORM:
                check(scene, f"{route} {name}", answer, before)
        assert scene.state() == before, route


async def test_places_that_are_not_there(scene: Scene) -> None:
    for route, form in FORMS.items():
        if "{" not in route:
            continue
        woman = await scene.woman(form.who)
        before = scene.state()
        for ident in ("x" * 22, scene.ids["meeting" if "{room}" in route else "room"], "%00", "%ED%A0%80", "%2e%2e", "é" * 300, MARK):
            await scene.at_ease()
            path = re.sub(r"\{\w+\}", ident, route)
            async with woman.client.post(
                f"{scene.site.node.address}{path}", data={**scene.fields(route), "csrf": woman._csrf}, allow_redirects=False
            ) as response:
                answer = Answer(response.status, path, await response.text(), response.headers)
            assert answer.status >= 400, f"{path}: {answer.status}"
            check(scene, path, answer, before)


async def test_a_nul_is_not_taken_for_a_broken_database(tmp_path: Path, postgres_server: Postgres, fresh_database: NewDatabase) -> None:
    """PostgreSQL keeps no text with a NUL in it, and says so where SQLite does not."""
    main, keys = [await fresh_database(template=name) for name in await templates(postgres_server)]
    secret = "0123456789abcdef" * 2 + "0123456789A="
    urls = {"database_url": main, "keys_database_url": keys, "secret_key": secret}
    async with scene_on(Settings.model_validate({"data": tmp_path, "port": free_port(), **urls})) as scene:
        for route, form in FORMS.items():
            woman = await scene.woman(form.who)
            for name in form.fields:
                await scene.at_ease()
                answer = await woman.send(scene.path(route), {**scene.fields(route), name: f"{MARK}\0"})
                assert answer.status < 500, f"{route} {name}: {answer.status}"
            if "{" in route:
                answer = await woman.send(re.sub(r"\{\w+\}", "a%00b", route), scene.fields(route))
                assert 400 <= answer.status < 500, f"{route}: {answer.status}"
        assert scene.said.traces() == []


async def test_a_session_that_is_over(scene: Scene) -> None:
    for route, form in FORMS.items():
        if form.who not in ("member", "staff") or route == "/sign-out":
            continue
        woman = await scene.woman(form.who)
        async with scene.site.node.db.write() as connection:
            await connection.execute(t.session.update().values(expires_at=scene.site.node.clock.now()))
        before = scene.state()
        answer = await woman.send(scene.path(route), scene.fields(route))
        assert (answer.status, answer.path) in ((303, "/sign-in"), (303, "/")), route
        check(scene, route, answer, before)


async def test_what_she_typed_is_kept(scene: Scene) -> None:
    for route, form in FORMS.items():
        if not form.kept:
            continue
        woman = await scene.woman(form.who)
        await scene.at_ease()
        typed = {**scene.fields(route), **form.wrong}
        answer = await woman.send(scene.path(route), typed)
        assert answer.status == 400, f"{route}: {answer.status}"
        assert is_clear(answer), route
        for name in form.kept:
            assert f'value="{html.escape(typed[name])}"' in answer.text or f">{html.escape(typed[name])}<" in answer.text, (
                f"{route}: {name} is lost"
            )


async def test_what_a_link_opens_is_asked_in_good_order(scene: Scene) -> None:
    woman = await scene.woman("nobody")
    csrf = {"X-CSRF": woman._csrf}
    good = b'{"code": "%b"}' % scene.ids["door"].encode()
    assert (await raw(woman, scene, "/join/peek", good, "application/json", **csrf)).status == 200
    for body in (
        b"", b"{", b"[]", b"null", b'{"code": 5}', b'{"code": null}', b'{"code": "x", "more": 1}', b'{"code": NaN}', b"[" * 10_000,
        b"\xff\xfe", b'{"code": "\\ud800"}', b'{"code": "%b"}' % (MARK.encode() * 400), b'{"code": "\\u0000"}', b'{"code": "nothing"}',
    ):  # fmt: skip
        await scene.at_ease()
        answer = await raw(woman, scene, "/join/peek", body, "application/json", **csrf)
        assert answer.status == 400, body[:40]
        assert '"code": "bad_request"' in answer.text or '"code": "link_over"' in answer.text, answer.text
    assert (await raw(woman, scene, "/join/peek", good, "application/json")).status == 403
    assert scene.said.traces() == []


def test_a_refusal_is_recognised() -> None:
    assert is_clear(Answer(400, "", html.escape(REFUSALS["name_bad"].sentence), {}))
    assert not is_clear(Answer(400, "", "<p>Error 42</p>", {}))
