"""Passphrases: what makes a good one, and hashing that can neither stall the loop nor fill the memory.

NIST SP 800-63B-4 section 3.1.1: 15 characters or more, at least 64 accepted, any letter and space, no rules of composition, a
blocklist, paste allowed. Argon2id with the low-memory profile of RFC 9106 section 4 (3 passes, 64 MiB, 4 lanes): about 225 ms and
64 MiB each, so two threads do it, few may wait for them, and the rest are refused `busy` (OWASP ASVS 15.2.2). Callers throttle first.
"""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import NamedTuple, TypeVar

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from rooms.refusals import Refused
from server.people.names import skeleton

SHORTEST = 15
LONGEST = 128
WEAKEST = 3  # zxcvbn's score: 3 is "safely unguessable", above 10^8 guesses

# A hash of random bytes that nobody kept: an unknown name is verified against it, so that all answers take the same time.
DECOY = "$argon2id$v=19$m=65536,t=3,p=4$qu1COKGEOhZZ1aRgc2nsvQ$GABRv/fnWFoOjpGe2dqB9CI3LWZUuL/Vaz3jEaKPeVM"

# What people write when they are asked for fifteen letters. Compared without case, accents and spacing, also repeated.
_COMMON = (
    "correct horse battery staple", "passwordpassword", "thisismypassword", "my secret password", "iloveyouiloveyou", "letmeinletmein",
    "qwertyuiopasdfgh", "qwertyuiopasdfghjkl", "abcdefghijklmnop", "one day at a time", "god grant me the serenity", "keep coming back",
    "easy does it", "let go and let god", "just for today", "mothers in recovery", "recovery", "support group", "i love my children",
    "i love my baby", "te quiero mucho", "te amo mucho", "te amo con todo", "te quiero con todo mi corazon", "mi contraseña secreta",
    "contraseña", "contraseñacontraseña", "clave secreta", "solo por hoy", "un dia a la vez", "dios concedeme la serenidad",
    "amo a mis hijos", "amo a mi bebe", "feliz cumpleaños", "madres en recuperacion", "grupo de apoyo", "password", "passphrase",
    "hearth", "sunshine", "princess", "mariposa", "estrella",
)  # fmt: skip

T = TypeVar("T")


class Verdict(NamedTuple):
    """Whether it was the passphrase, and whether its hash should be made anew with today's parameters."""

    fits: bool
    stale: bool


class Passphrases:
    """Checks, hashes and verifies passphrases off the loop: two at once, `waiting` more in line, the rest refused `busy`."""

    def __init__(self, hasher: PasswordHasher | None = None, *, threads: int = 2, waiting: int = 16) -> None:
        self._hasher = hasher or PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4, hash_len=32, salt_len=16, type=Type.ID)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="hearth-hash")
        self._room = threads + waiting
        self._inside = 0

    async def check(self, passphrase: str, *, about: Iterable[str] = ()) -> str:
        """The passphrase in the form that is hashed. Refused `passphrase_short`, `_long`, `_common`, `unreadable`, `busy`.

        `about` are words anybody would try first: her pseudonym, the programme's name, the room's.
        """
        if len(passphrase) > 4 * LONGEST:  # before it is normalised, which takes quadratic time for piled marks
            raise Refused("passphrase_long")
        text = unicodedata.normalize("NFC", passphrase)
        if len(text) > LONGEST:
            raise Refused("passphrase_long")
        if any(unicodedata.category(sign) in ("Cc", "Cs", "Cn") for sign in text):
            raise Refused("unreadable")
        if len(text) < SHORTEST:
            raise Refused("passphrase_short")
        words = [word for word in about if word]
        if _is_common(text, words) or await self._off_loop(partial(_score, text, words)) < WEAKEST:
            raise Refused("passphrase_common")
        return text

    async def hash(self, passphrase: str) -> str:
        """The argon2id hash to keep, with its salt and parameters. Refused `busy`."""
        return await self._off_loop(partial(self._hasher.hash, unicodedata.normalize("NFC", passphrase)))

    async def verify(self, kept: str | None, passphrase: str) -> Verdict:
        """Whether it fits. Without a kept hash the decoy is tried, so that the time taken says nothing. Refused `busy`."""
        text = unicodedata.normalize("NFC", passphrase[: 4 * LONGEST])
        return await self._off_loop(partial(self._verify, kept, text))

    def close(self) -> None:
        """Let the threads end."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _verify(self, kept: str | None, passphrase: str) -> Verdict:
        against = kept or DECOY
        try:
            self._hasher.verify(against, passphrase.encode("utf-8", "replace"))
        except (VerificationError, InvalidHashError):
            return Verdict(fits=False, stale=False)
        return Verdict(fits=kept is not None, stale=self._hasher.check_needs_rehash(against))

    async def _off_loop(self, work: Callable[[], T]) -> T:
        if self._inside >= self._room:
            raise Refused("busy")
        self._inside += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._inside -= 1


def _is_common(text: str, words: list[str]) -> bool:
    """Whether nothing is left of it once common phrases, her own names and repetition are taken away."""
    rest = skeleton(text)
    if len(set(rest)) < 5:
        return True
    taken = sorted({skeleton(word) for word in (*_COMMON, *words)} - {""}, key=len, reverse=True)
    for word in taken:
        if len(word) > 2:
            rest = rest.replace(word, "")
    return len(rest) < 6


def _score(text: str, words: list[str]) -> int:
    from zxcvbn import zxcvbn

    return int(zxcvbn(text, user_inputs=words)["score"])
