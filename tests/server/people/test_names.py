"""Names: what may stand in one, and what would be mistaken for another."""

import time

import pytest

from rooms.refusals import Refused
from server.people.names import LONGEST_SKELETON, bare, clean_name, is_reserved, skeleton


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ruth", "Ruth"),
        ("  Anna   María ", "Anna María"),
        ("D'Arcy", "D'Arcy"),
        ("Jo-Ann 2", "Jo-Ann 2"),
        ("Mari\u0301a", "María"),
        ("Вера", "Вера"),
        ("里美", "里美"),
    ],
)
def test_a_name_is_tidied(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "x" * 25, "a@b.org", "0612345678", "12345", "12", "-", "'Jo",
        "Ru\x00th", "Ru\u202eth", "Ru\u200bth", "Ru\ud800th", "<b>", "Jo\U0001f600",
        "a\u0301\u0301\u0301\u0301", "ﷺ" * 24,
    ],
)  # fmt: skip
def test_a_bad_name_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match="name_bad"):
        clean_name(typed)


def test_a_long_name_is_refused_before_its_marks_are_put_in_order() -> None:
    began = time.process_time()
    with pytest.raises(Refused, match="name_bad"):
        clean_name("a" + "\u0300" * 5000 + "\u0316" * 5000)
    assert time.process_time() - began < 0.05


@pytest.mark.parametrize("typed", ["", "  ", "\n"])
def test_no_name_is_asked_for(typed: str) -> None:
    with pytest.raises(Refused, match="name_needed"):
        clean_name(typed)


@pytest.mark.parametrize(
    "like",
    ["ruth", "RUTH", "Rúth", "R u t h", "Ru-th", "Ruth.", "Ｒｕｔｈ", "𝐑𝐮𝐭𝐡", "Ruтh"],
)
def test_what_looks_alike_shares_a_skeleton(like: str) -> None:
    assert skeleton(like) == skeleton("Ruth")


@pytest.mark.parametrize(("one", "other"), [("Iris", "lris"), ("Jo", "J0"), ("Erna", "Ema"), ("Sandra", "Ѕаndrа"), ("вера", "Вера")])
def test_letters_that_are_mistaken(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


def test_different_names_stay_different() -> None:
    names = ["Ruth", "Ruby", "Clara", "Dara", "Ana", "Anna", "Mar", "Marlo", "Lo", "Вера", "里美"]
    assert len({skeleton(name) for name in names}) == len(names)


def test_a_number_does_not_make_another_name() -> None:
    assert bare("Ruth 2") == bare("Ruth") == skeleton("Ruth")
    assert bare("Marlo") != bare("Mar")


@pytest.mark.parametrize(
    "name",
    [
        "Facilitator",
        "Facilitator Jo",
        "Admin 2",
        "ADMIN",
        "Moderadora",
        "Facilitador",
        "Administrador 2",
        "Ayuda",
        "Hеarth",
        "On-Call",
        "Sistema",
    ],
)
def test_an_office_is_no_name(name: str) -> None:
    assert is_reserved(name)


@pytest.mark.parametrize("name", ["Helena", "Helper", "Stefanie", "Jo", "Ruth"])
def test_a_name_is_no_office(name: str) -> None:
    assert not is_reserved(name)


def test_a_skeleton_fits_its_column() -> None:
    assert len(skeleton("ß" * 24)) <= LONGEST_SKELETON
