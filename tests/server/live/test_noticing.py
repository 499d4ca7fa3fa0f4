"""Words that tell of danger now call a person, wherever they are written and whatever becomes of them; nothing else about them changes."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from moderation import case_terms as t
from server import lexicons
from server.store.engine import StoreDown
from tests.support.databases import laid
from tests.support.house import House, Keep, facilitate, open_houses, sit_down

NOW = "I am going to kill myself tonight, I have the pills in my hand"
ORDINARY = "I am dying of laughter, that was my week"


async def cases(house: House, count: int) -> list[t.Severity]:
    """Their severities, once there are so many."""

    async with asyncio.timeout(20):
        while len(found := await house.cases.queue()) < count:
            await asyncio.sleep(0.02)
    return [case.severity for case in found]


async def test_a_person_is_called_for_her_also_when_the_circle_never_gets_her_words(tmp_path: Path, women: Keep) -> None:
    house = House(*laid(tmp_path))
    house.rules = staticmethod(lexicons.load)
    async with open_houses(house):
        meeting = await house.meeting()
        ruth = await facilitate(house, women, meeting)
        rose, dana, mina = [await sit_down(house, women, meeting, name) for name in ("Rose", "Dana", "Mina")]
        assert (await mina.post(ORDINARY))["ok"]
        assert (await ruth.post(NOW))["ok"], "a facilitator's words are hers to judge"
        assert (await rose.post(NOW, "m" * 16))["ok"]
        await ruth.until(lambda w: NOW in w.texts)
        assert await cases(house, 1) == [t.Severity.RED]
        await rose.post(NOW, "m" * 16)
        await ruth.does("quiet", seat=dana.seat, minutes=5, reason="unkind")
        refused = await dana.post(f"{ORDINARY}. " * 40 + NOW)
        assert refused["code"] == "quiet_time", "what was decided about her words stands"
        assert await cases(house, 2) == [t.Severity.RED] * 2
        assert {case.seat for case in await house.cases.queue()} == {rose.seat, dana.seat}
        await house.later()
        await dana.until(lambda w: bool(w.standing["person"]))
        (window,) = await house.cases.windows(next(case.id for case in await house.cases.queue() if case.seat == dana.seat))
        assert window.words[-1].text.endswith(NOW), "long words are looked at too"


async def test_it_is_raised_once_the_record_can_be_asked_again(tmp_path: Path, women: Keep, monkeypatch: pytest.MonkeyPatch) -> None:
    house = House(*laid(tmp_path))
    house.rules = staticmethod(lexicons.load)
    async with open_houses(house):
        rose = await sit_down(house, women, await house.meeting(), "Rose")
        asked, tries = house.intake.ask, list[int]()

        async def down_at_first(wanted: object) -> object:
            tries.append(1)
            if len(tries) < 3:
                raise StoreDown("gone")
            return await asked(wanted)  # type: ignore[arg-type]

        monkeypatch.setattr("server.noticing.AGAIN_AFTER_S", (0.01, 0.01, 0.01))
        monkeypatch.setattr(house.intake, "ask", down_at_first)
        await rose.post(NOW)
        assert await cases(house, 1) == [t.Severity.RED]
        assert len(tries) == 3
