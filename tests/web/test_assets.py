"""Style, scripts and pictures: small, kept by the browser, and all there."""

import re
import shutil
from pathlib import Path

import aiohttp.web as http
import pytest
from aiohttp.test_utils import TestClient, TestServer

from web.assets import APART, ASK, KEEP, Assets
from web.circle import circle_of

WEB = Path(__file__).parents[2] / "web"
ASSETS = Assets.shipped()


def test_the_style_is_within_its_budget() -> None:
    assert len(ASSETS.files["hearth.css"].packed["br"]) <= 25_000


def test_the_live_pages_scripts_are_within_their_budget() -> None:
    modules = re.findall(r'"((?:js|vendor)/[^"]+\.js)"', (WEB / "templates" / "parts" / "live_modules.html").read_text("utf-8"))
    weights = {name: len(ASSETS.files[name].packed["br"]) for name in (*modules, "js/main.js", "js/exit.js")}
    assert len(weights) > 30
    assert sum(weights.values()) <= 60_000, weights


def test_scripts_are_sent_without_remarks_and_with_all_else(tmp_path: Path) -> None:
    shutil.copytree(WEB / "static" / "css", tmp_path / "css")
    kept = 'const a = /** @type {any} */ (b); // beside code\nconst link = "https://x";\n  /** @type {any} */ (c).d = 1; /** e */\n'
    (tmp_path / "x.js").write_text(f"// one\n/** two\n * three */\n{kept}\t// four\n  /** five */\n")
    assert Assets(tmp_path).files["x.js"].body.decode() == kept.replace("  /**", "/**", 1)
    vendor = "vendor/socket.io.esm.min.js"
    assert ASSETS.files[vendor].body == (WEB / "static" / vendor).read_bytes()  # the very file whose hash we know


def test_every_style_file_is_in_the_bundle() -> None:
    sent = "".join(ASSETS.files[name].body.decode() for name in ("hearth.css", *(f"{name}.css" for name in APART)))
    for path in (WEB / "static" / "css").glob("*.css"):
        assert path.read_text("utf-8") in sent


def test_style_asks_nobody_else_and_moves_only_where_it_may() -> None:
    bundle = "".join(asset.body.decode() for name, asset in ASSETS.files.items() if name.endswith(".css"))
    assert "@import" not in bundle
    assert "url(" not in bundle
    assert "infinite" not in bundle
    assert "prefers-reduced-motion: reduce" in bundle
    assert all(int(ms) <= 200 for ms in re.findall(r"(\d+)ms", bundle))


def test_every_picture_that_is_used_is_in_the_sprite() -> None:
    sprite = (WEB / "static" / "icons.svg").read_text("utf-8")
    there = set(re.findall(r'<symbol id="i-([a-z]+)"', sprite))
    used = set()
    for path in (WEB / "templates").rglob("*.html"):
        text = path.read_text("utf-8")
        used |= set(re.findall(r'icon\("([a-z]+)"', text)) | set(re.findall(r'item\([^\n]*"([a-z]+)"\)', text))
    for path in (WEB / "static" / "js").rglob("*.js"):
        used |= set(re.findall(r'icon\("([a-z]+)"', path.read_text("utf-8")))
    assert used
    assert used <= there
    assert {f"f-{n}" for n in range(1, 10)} <= set(re.findall(r'<symbol id="(f-\d)"', sprite))
    assert "style" not in sprite
    assert "script" not in sprite


def test_an_address_is_only_given_for_what_there_is() -> None:
    assert ASSETS.url("icons.svg") == f"/static/{ASSETS.tree}/icons.svg"
    with pytest.raises(KeyError):
        ASSETS.url("nothing.js")


async def test_a_file_is_kept_under_its_hash_and_asked_for_under_another() -> None:
    app = http.Application()
    app.router.add_get("/static/{tree}/{name:.+}", ASSETS.serve)
    async with TestClient(TestServer(app)) as client:
        answer = await client.get(ASSETS.url("hearth.css"), headers={"Accept-Encoding": "gzip"})
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == KEEP
        assert answer.headers["Content-Encoding"] == "gzip"
        smaller = await client.get(ASSETS.url("hearth.css"), headers={"Accept-Encoding": "gzip, deflate, br;q=0.9"})
        assert smaller.headers["Content-Encoding"] == "br"
        assert answer.content_type == "text/css"
        assert (await answer.read()) == ASSETS.files["hearth.css"].body
        again = await client.get(ASSETS.url("hearth.css"), headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status == 304
        older = await client.get("/static/000000000000/hearth.css", headers={"Accept-Encoding": "identity"})
        assert older.headers["Cache-Control"] == ASK
        assert "Content-Encoding" not in older.headers
        assert (await older.read()) == ASSETS.files["hearth.css"].body
        for wrong in ("nothing.css", "css/tokens.css", "../words.py", "%2e%2e/words.py"):
            assert (await client.get(f"/static/{ASSETS.tree}/{wrong}")).status == 404


@pytest.mark.parametrize("seats", [0, 1, 2, 3, 8, 12, 13, 40, 200])
def test_a_circle_of_any_size_keeps_its_marks_apart(seats: int) -> None:
    circle = circle_of(seats)
    assert len(circle.places) == seats
    assert circle.many is (seats > 12)
    for one, other in zip(circle.places, circle.places[1:], strict=False):
        assert ((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5 > 1.9 * circle.mark
    if seats:
        assert circle.places[0] == (170.0, 36.0)
    assert len(circle.arcs) in (0, seats)
