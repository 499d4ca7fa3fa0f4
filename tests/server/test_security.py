"""What every answer carries and every POST must show."""

from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import aiohttp.web as http
import pytest
from aiohttp.test_utils import TestClient, TestServer, make_mocked_request
from yarl import URL

from rooms.refusals import Refused
from server.security import Security, content_policy, form

KEY = b"k" * 32
Client = TestClient[http.Request, http.Application]
Open = Callable[..., Awaitable[Client]]


@http.middleware
async def answer(request: http.Request, handler: Callable[[http.Request], Awaitable[http.StreamResponse]]) -> http.StreamResponse:
    try:
        return await handler(request)
    except Refused as refused:
        return http.Response(status=403, text=refused.code)


@pytest.fixture
async def open_site() -> AsyncIterator[Open]:
    clients: list[Client] = []

    async def opened(address: str = "http://localhost:8080", **options: list[str]) -> Client:
        security = Security(address, key=KEY, **options)
        app = http.Application(middlewares=[answer])
        security.install(app)
        acted: list[dict[str, str]] = []

        async def page(request: http.Request) -> http.Response:
            return http.Response(text=security.csrf(request), content_type="text/html")

        async def act(request: http.Request) -> http.Response:
            acted.append(await form(request) if request.content_type != "application/json" else {})
            return http.Response(text=str(len(acted)))

        async def sign_in(request: http.Request) -> http.Response:
            response = http.Response(text="in")
            security.sign_in(response, "a-token", lasts=None)
            return response

        async def sign_out(request: http.Request) -> http.Response:
            response = http.Response(text="out")
            security.sign_out(response, shared=True)
            return response

        async def network(request: http.Request) -> http.Response:
            return http.Response(text=security.network(request))

        app.add_routes(
            [
                http.get("/", page), http.post("/act", act), http.post("/in", sign_in), http.post("/out", sign_out),
                http.get("/network", network), http.get("/static/x.css", page), http.post("/socket.io/", act),
            ]
        )  # fmt: skip
        client: Client = TestClient(
            TestServer(app), cookie_jar=aiohttp.CookieJar(unsafe=True, treat_as_secure_origin=[URL("http://127.0.0.1")])
        )
        await client.start_server()
        clients.append(client)
        return client

    yield opened
    for client in clients:
        await client.close()


async def test_a_form_of_ours_passes_and_a_copied_one_does_not(open_site: Open) -> None:
    site = await open_site()
    token = await (await site.get("/")).text()
    assert (await site.post("/act", data={"csrf": token})).status == 200
    assert (await site.post("/act", data={"csrf": token}, headers={"Origin": "null", "Sec-Fetch-Site": "same-origin"})).status == 200
    assert (await site.post("/act", json={}, headers={"X-CSRF": token})).status == 200
    for wrong in ({}, {"csrf": ""}, {"csrf": token[:-1]}, {"csrf": "é" * 64}):
        refused = await site.post("/act", data={"x": "y", **wrong})
        assert (refused.status, await refused.text()) == (403, "page_old")
    stranger = await open_site()
    assert (await stranger.post("/act", data={"csrf": token})).status == 403, "bound to the visit that it was made for"
    other = await (await stranger.get("/")).text()
    assert (await stranger.post("/act", data={"csrf": other})).status == 200
    assert (await stranger.post("/act", data={"csrf": token})).status == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "none"}, {"Origin": "https://elsewhere.example"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"}, {"Origin": "http://localhost:8080.elsewhere.example"}, {"Origin": "http://localhost:8081"},
    ],
)  # fmt: skip
async def test_a_post_from_elsewhere_is_refused(open_site: Open, headers: dict[str, str]) -> None:
    site = await open_site()
    token = await (await site.get("/")).text()
    refused = await site.post("/act", data={"csrf": token}, headers=headers)
    assert (refused.status, await refused.text()) == (403, "bad_request")
    assert await (await site.post("/act", data={"csrf": token}, headers={"Origin": "http://localhost:8080"})).text() == "1"


async def test_bodies_that_are_no_form(open_site: Open) -> None:
    site = await open_site()
    token = await (await site.get("/")).text()
    kinds = ("text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded; charset=nonsense")
    for kind in kinds:
        refused = await site.post("/act", data=b"csrf=" + token.encode(), headers={"Content-Type": kind})
        assert await refused.text() == "bad_request", kind
    broken = await site.post("/act", data=b"csrf=\xff\xfe", headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert broken.status == 403


async def test_signing_in_makes_old_forms_worthless(open_site: Open) -> None:
    site = await open_site()
    before = await (await site.get("/")).text()
    assert (await site.post("/in", data={"csrf": before})).status == 200
    assert (await site.post("/act", data={"csrf": before})).status == 403
    after = await (await site.get("/")).text()
    assert (await site.post("/act", data={"csrf": after})).status == 200


@pytest.mark.parametrize(
    ("address", "name", "secure"),
    [("http://localhost:8080", "hearth-8080", False), ("https://meet.example.org", "__Host-hearth", True)],
)
async def test_the_cookie_follows_the_public_address(open_site: Open, address: str, name: str, secure: bool) -> None:
    site = await open_site(address)
    visit = (await site.get("/", headers={"X-Forwarded-Proto": "https", "Host": "evil.example"})).cookies
    (visit_name,) = visit
    assert visit_name.startswith("__Host-" if secure else "hearth-visit-8080")
    cookies = dict(visit.items())
    response = await site.get("/")
    token = await response.text()
    cookies = {**cookies, **response.cookies}
    header = "; ".join(f"{key}={morsel.value}" for key, morsel in cookies.items())
    signed_in = await site.post("/in", data={"csrf": token}, headers={"Cookie": header})
    (raw,) = [line for line in signed_in.headers.getall("Set-Cookie") if line.startswith(f"{name}=a-token")]
    assert "HttpOnly" in raw
    assert "SameSite=Lax" in raw
    assert "Path=/" in raw
    assert "Domain" not in raw
    assert ("Secure" in raw) is secure


async def test_signing_out_has_the_browser_forget(open_site: Open) -> None:
    site = await open_site()
    token = await (await site.get("/")).text()
    answered = await site.post("/out", data={"csrf": token})
    assert answered.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert 'hearth-8080=""' in answered.headers["Set-Cookie"]


@pytest.mark.parametrize("path", ["/", "/nowhere", "/static/x.css"])
async def test_every_answer_carries_the_headers(open_site: Open, path: str) -> None:
    site = await open_site("https://meet.example.org")
    headers = (await site.get(path)).headers
    assert headers["Content-Security-Policy"] == content_policy(["https://meet.example.org"])
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Server" not in headers
    assert (headers.get("Cache-Control") == "no-store") is not path.startswith("/static/")


async def test_plain_http_promises_no_https(open_site: Open) -> None:
    site = await open_site()
    assert "Strict-Transport-Security" not in (await site.get("/")).headers


def test_the_policy_allows_ourselves_and_nothing_inline() -> None:
    policy = content_policy(["https://meet.example.org"])
    assert "default-src 'none'" in policy
    assert "connect-src 'self' wss://meet.example.org;" in policy
    assert "unsafe" not in policy
    assert "data:" not in policy
    assert "*" not in policy


@pytest.mark.parametrize(
    ("proxies", "forwarded", "network"),
    [
        ([], "1.2.3.4", "127.0.0.1"),
        (["10.0.0.0/8"], "1.2.3.4", "127.0.0.1"),
        (["127.0.0.0/8"], "1.2.3.4", "1.2.3.4"),
        (["127.0.0.0/8"], "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (["127.0.0.0/8", "10.0.0.0/8"], "6.6.6.6, 1.2.3.4, 10.1.1.1", "1.2.3.4"),
        (["127.0.0.0/8"], "", "127.0.0.1"),
        (["127.0.0.0/8"], "nonsense", "nonsense"),
    ],
)
async def test_forwarded_addresses_come_from_trusted_proxies_only(
    open_site: Open, proxies: list[str], forwarded: str, network: str
) -> None:
    site = await open_site(trusted_proxies=proxies)
    assert await (await site.get("/network", headers={"X-Forwarded-For": forwarded})).text() == network


def test_a_token_differs_for_each_session_and_programme() -> None:
    def token(key: bytes, cookie: str) -> str:
        return Security("http://localhost:8080", key=key).csrf(make_mocked_request("GET", "/", headers={"Cookie": f"hearth-8080={cookie}"}))

    assert token(KEY, "a") == token(KEY, "a")
    assert len({token(KEY, "a"), token(KEY, "b"), token(b"o" * 32, "a")}) == 3
