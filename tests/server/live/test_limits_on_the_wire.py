"""What a connection may not do: go on where another audience left off, post without pause, ask for everything again and again."""

from __future__ import annotations

from pathlib import Path

from rooms.roles import Role
from server.limits import Limits
from tests.support.databases import laid
from tests.support.house import House, Keep, facilitate, open_houses, sit_down


async def test_a_facilitators_place_is_no_members_place(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    ruth = await sit_down(house, women, meeting, "", await house.sign_in(await house.account("Ruth", Role.FACILITATOR)))
    rose = await sit_down(house, women, meeting, "Rose")
    assert (await ruth.post("Welcome."))["ok"]
    hers, others = (await rose.sit(meeting))["cursor"], (await ruth.sit(meeting))["cursor"]
    assert (await rose.sit(meeting, cursor=hers))["missed"] == []
    refused = await rose.sit(meeting, cursor=others)
    assert refused["ok"]
    assert refused["missed"] is None, "never what an audience was shown that she is not of"
    assert refused["snapshot"] is not None


async def test_words_without_pause_are_asked_to_wait(tmp_path: Path, women: Keep) -> None:
    own = House(*laid(tmp_path))
    async with open_houses(own, limits=Limits(posts=(3.0, 1.0))) as (house,):
        rose = await sit_down(house, women, await house.meeting(), "Rose")
        answers = [await rose.post(f"{n}") for n in range(4)]
    assert [answer.get("code", "ok") for answer in answers] == ["ok", "ok", "ok", "too_fast"]
    assert answers[-1]["retry"] is True


async def test_hands_up_and_down_without_pause_are_asked_to_wait(tmp_path: Path, women: Keep) -> None:
    own = House(*laid(tmp_path))
    async with open_houses(own, limits=Limits(posts=(3.0, 1.0))) as (house,):
        meeting = await house.meeting()
        ruth, rose = await facilitate(house, women, meeting), await sit_down(house, women, meeting, "Rose")
        await ruth.does("set_mode", mode="queue", cross_talk=True)
        kinds = ("raise_hand", "step_away", "come_back", "step_away")
        answers = [await rose.command(kind) for kind in kinds]
        assert [answer.get("code", "ok") for answer in answers] == ["ok", "ok", "ok", "too_fast"]
        assert (await rose.post("words have a count of their own"))["ok"]
        assert (await rose.command("leave"))["ok"], "and leaving has none"


async def test_everything_again_and_again_is_asked_to_wait(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    rose = await sit_down(house, women, meeting, "Rose")
    codes = [(await rose.sit(meeting)).get("code", "ok") for _ in range(60)]
    assert codes[:5] == ["ok"] * 5
    assert "too_fast" in codes
