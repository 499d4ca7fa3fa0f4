"""The style sheet's colours: every pair that carries words has its contrast (WCAG 2.2, 1.4.3 and 1.4.11), light and dark."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[2] / "web" / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text("utf-8")
PAIRS = [
    ("ink", "paper", 7.0), ("ink", "raised", 7.0), ("ink", "sunk", 7.0), ("ink", "accentsoft", 4.5), ("ink", "ambersoft", 4.5),
    ("ink2", "paper", 4.5), ("ink2", "raised", 4.5), ("ink2", "sunk", 4.5), ("ink2", "accentsoft", 4.5),
    ("accent", "paper", 4.5), ("accent", "raised", 4.5), ("accent", "sunk", 4.5), ("onaccent", "accent", 4.5),
    ("amber", "paper", 4.5), ("amber", "raised", 4.5), ("amber", "sunk", 4.5), ("amber", "ambersoft", 4.5), ("onamber", "amberfill", 4.5),
    ("onquit", "quit", 4.5), ("edge", "paper", 3.0), ("edge", "raised", 3.0), ("edge", "sunk", 3.0), ("quitedge", "paper", 3.0),
    ("accent", "accentsoft", 3.0),
    *[(f"figure-{n}", f"tile-{n}", 4.5) for n in range(1, 13)], *[(f"figure-{n}", "paper", 3.0) for n in range(1, 13)],
]  # fmt: skip


def block(selector: str) -> dict[str, str]:
    start = TOKENS.index(selector)
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", TOKENS[start : TOKENS.index("}", start)]))


LIGHT = block(":root {")
DARK = block(':root[data-look="dark"] {')


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_is_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("words", "ground", "least"), PAIRS)
def test_every_pair_can_be_read(words: str, ground: str, least: float) -> None:
    assert contrast(LIGHT[words], LIGHT[ground]) >= least
    assert contrast(DARK[words], DARK[ground]) >= least


def test_dark_by_the_system_is_dark_by_choice() -> None:
    assert block(':root:not([data-look="light"]) {') == DARK
    assert LIGHT.keys() <= DARK.keys()


def test_colours_are_named_in_one_place() -> None:
    for path in CSS.glob("*.css"):
        if path.name != "tokens.css":
            assert set(re.findall(r"#[0-9a-f]{3,8}\b", path.read_text("utf-8"))) <= {"#fff"}, path.name  # the ground of a QR code


def test_every_name_that_is_used_is_declared() -> None:
    declared = set(re.findall(r"--([\w-]+):", "".join(path.read_text("utf-8") for path in CSS.glob("*.css"))))
    for path in CSS.glob("*.css"):
        assert set(re.findall(r"var\(--([\w-]+)", path.read_text("utf-8"))) <= declared, path.name
