"""Passphrases: which are refused, that none blocks the loop, and that few may wait."""

import asyncio
import time

import pytest
from argon2 import PasswordHasher

from rooms.refusals import Refused
from server.people.passphrases import DECOY, LONGEST, Passphrases, Verdict
from tests.support.people import OTHER_PASSPHRASE, PASSPHRASE, quick_passphrases


@pytest.fixture
def quick() -> Passphrases:
    return quick_passphrases()


@pytest.mark.parametrize(
    "good", [PASSPHRASE, OTHER_PASSPHRASE, "mi gata duerme en la azotea", "ñandú verde con zapatos", "  leading spaces count here "]
)
async def test_a_good_one_passes(quick: Passphrases, good: str) -> None:
    assert await quick.check(good)


async def test_a_long_one_is_refused_before_its_marks_are_put_in_order(quick: Passphrases) -> None:
    began = time.process_time()
    with pytest.raises(Refused, match="passphrase_long"):
        await quick.check("a" + "\u0300" * 5000 + "\u0316" * 5000)
    assert time.process_time() - began < 0.05


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ("short", "passphrase_short"),
        ("fourteen signs", "passphrase_short"),
        ("x" * (LONGEST + 1), "passphrase_long"),
        ("the kettle\x00 sings at dawn", "unreadable"),
        ("the kettle \ud800 sings at dawn", "unreadable"),
        ("correct horse battery staple", "passphrase_common"),
        ("contraseña contraseña", "passphrase_common"),
        ("te quiero mucho te quiero mucho", "passphrase_common"),
        ("aaaaaaaaaaaaaaaaaaaaaaaaa", "passphrase_common"),
        ("one day at a time!!", "passphrase_common"),
        ("Willow House Willow House", "passphrase_common"),
        ("ruth ruth ruth ruth", "passphrase_common"),
        ("qwertyuiop asdfghjkl", "passphrase_common"),
    ],
)
async def test_a_bad_one_is_refused(quick: Passphrases, bad: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        await quick.check(bad, about=["Ruth", "Willow House"])


async def test_any_way_to_write_a_letter_is_the_same(quick: Passphrases) -> None:
    kept = await quick.hash("una niña en el jardi\u0301n")
    assert await quick.verify(kept, "una nin\u0303a en el jardín") == Verdict(fits=True, stale=False)


async def test_nothing_fits_the_decoy(quick: Passphrases) -> None:
    assert not (await quick.verify(None, PASSPHRASE)).fits


async def test_old_parameters_are_noticed(quick: Passphrases) -> None:
    old = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1).hash(PASSPHRASE)
    assert await quick.verify(old, PASSPHRASE) == Verdict(fits=True, stale=True)


async def test_the_profile_is_that_of_the_rfc() -> None:
    real = Passphrases()
    kept = await real.hash(PASSPHRASE)
    real.close()
    profile = "$argon2id$v=19$m=65536,t=3,p=4$"
    assert kept.startswith(profile)
    assert DECOY.startswith(profile), "an unknown name must cost what a known one costs"
    assert len(kept) <= 200


async def test_few_may_wait_and_the_loop_goes_on() -> None:
    pool = Passphrases(PasswordHasher(time_cost=3, memory_cost=16 * 1024, parallelism=1), threads=2, waiting=2)
    asked = [asyncio.ensure_future(pool.hash(PASSPHRASE)) for _ in range(6)]
    longest, last = 0.0, time.perf_counter()
    while not all(task.done() for task in asked):
        await asyncio.sleep(0)
        longest, last = max(longest, time.perf_counter() - last), time.perf_counter()
    answers = await asyncio.gather(*asked, return_exceptions=True)
    pool.close()
    assert [str(answer) for answer in answers if isinstance(answer, Refused)] == ["busy", "busy"]
    assert sum(isinstance(answer, str) for answer in answers) == 4
    assert longest < 0.2
