"""Sealing: what was sealed opens as what it was, and as nothing else."""

import os
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.store.sealing import MeetingKey, Tampered, Vault

SECRET = bytes(range(32))
KEY = MeetingKey("meeting", SECRET)


@given(st.binary(max_size=5000))
def test_opens_what_it_sealed(plain: bytes) -> None:
    sealed = KEY.seal(b"body", "m1", plain)
    assert KEY.open(b"body", "m1", sealed) == plain
    assert len(sealed) - 28 in {256, 1024, 2048, 3072, 4096, 5120}
    assert MeetingKey("meeting", SECRET).open(b"body", "m1", sealed) == plain
    assert KEY.open_wire(KEY.seal_wire(plain)) == plain


@pytest.mark.parametrize("words", [b"", b"words", "l\u00e0".encode(), bytes(255), b"x" * 256, b"x" * 255 + b"\x80"])
def test_short_words_are_equally_long_and_long_ones_nearly(words: bytes) -> None:
    sealed = KEY.seal(b"body", "m1", words)
    assert len(sealed) == 28 + (256 if len(words) < 256 else 1024)
    assert KEY.open(b"body", "m1", sealed) == words


def test_what_was_sealed_before_there_was_padding_opens() -> None:
    """A meeting may be on while the server is brought up to date."""
    for words in (b"words", b"x" * 256, "l\u00e0".encode()):
        assert KEY.open(b"body", "m1", KEY._words.seal(words, b"meeting|body|m1")) == words


def test_the_same_words_never_look_the_same() -> None:
    assert KEY.seal(b"body", "m1", b"words") != KEY.seal(b"body", "m1", b"words")


@pytest.mark.parametrize(
    ("meeting", "secret", "kind", "ident"),
    [
        ("another", SECRET, b"body", "m1"),
        ("meeting", bytes(range(1, 33)), b"body", "m1"),
        ("meeting", SECRET, b"seat", "m1"),
        ("meeting", SECRET, b"body", "m2"),
        ("meetin", SECRET, b"gbody", "m1"),
    ],
)
def test_opens_as_nothing_else(meeting: str, secret: bytes, kind: bytes, ident: str) -> None:
    sealed = KEY.seal(b"body", "m1", b"words")
    with pytest.raises(Tampered):
        MeetingKey(meeting, secret).open(kind, ident, sealed)


@given(st.integers(0, 32 + 27), st.integers(1, 255))
def test_any_changed_byte_is_noticed(place: int, change: int) -> None:
    sealed = bytearray(KEY.seal(b"body", "m1", bytes(32)))
    sealed[place] ^= change
    with pytest.raises(Tampered):
        KEY.open(b"body", "m1", bytes(sealed))


@pytest.mark.parametrize("sealed", [b"", b"short", bytes(27), bytes(28)])
def test_noise_does_not_open(sealed: bytes) -> None:
    with pytest.raises(Tampered):
        KEY.open(b"body", "m1", sealed)
    with pytest.raises(Tampered):
        KEY.open_wire(sealed)


def test_wire_and_words_have_keys_of_their_own() -> None:
    with pytest.raises(Tampered):
        KEY.open(b"wire", "", KEY.seal_wire(b"words"))


@given(st.integers(0, 255), st.integers(0, 2**64 - 1))
def test_a_cursor_is_read_back(audience: int, n: int) -> None:
    cursor = KEY.cursor(audience, n)
    assert len(cursor) == 22
    assert cursor == MeetingKey("meeting", SECRET).cursor(audience, n)
    assert KEY.read_cursor(cursor) == (audience, n)
    assert MeetingKey("meeting", os.urandom(32)).read_cursor(cursor) is None


@given(st.text(max_size=40) | st.text("abcXYZ019_-", min_size=22, max_size=22))
def test_a_forged_cursor_is_none(cursor: str) -> None:
    assert KEY.read_cursor(cursor) is None


def test_a_cursor_has_one_spelling() -> None:
    """22 letters carry 132 bits and a block has 128: the other spellings of the last letter are refused."""
    cursor = KEY.cursor(0, 7)
    twins = [cursor[:-1] + letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"]
    assert [twin for twin in twins if KEY.read_cursor(twin)] == [cursor]


def test_neighbouring_cursors_have_nothing_in_common() -> None:
    one, two = KEY.cursor(0, 1), KEY.cursor(0, 2)
    assert sum(a == b for a, b in zip(one, two, strict=True)) < 8


def test_a_blind_index_tells_accounts_apart_in_one_meeting_only() -> None:
    assert KEY.blind("rosa") == KEY.blind("rosa")
    assert len(KEY.blind("rosa")) == 22
    assert len({KEY.blind("rosa"), KEY.blind("ines"), MeetingKey("meeting", os.urandom(32)).blind("rosa")}) == 3


def test_the_vault_opens_its_own_row_only() -> None:
    vault = Vault(SECRET)
    sealed = vault.seal(b"factor", "rosa", b"secret")
    assert vault.open(b"factor", "rosa", sealed) == b"secret"
    for other, kind, ident in ((vault, b"factor", "ines"), (vault, b"contact", "rosa"), (Vault(os.urandom(32)), b"factor", "rosa")):
        with pytest.raises(Tampered):
            other.open(kind, ident, sealed)


def test_a_key_is_never_printed() -> None:
    for shown in (repr(KEY), str(KEY), repr(Vault(SECRET))):
        assert repr(SECRET) not in shown
        assert SECRET.hex() not in shown
    assert not hasattr(KEY, "__dict__")


def test_sealing_is_quick_enough_for_every_message() -> None:
    """A few microseconds a message; the bound is wide, for slow and busy machines."""
    started = time.thread_time()
    for n in range(2000):
        KEY.seal(b"body", "0123456789abcdef", b"x" * 200)
        KEY.cursor(0, n)
    assert (time.thread_time() - started) / 2000 < 100e-6
