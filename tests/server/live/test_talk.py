"""The spine: connect, take a seat, talk, come back."""

from collections.abc import Callable

from tests.support.house import House, Woman

Keep = Callable[[Woman], Woman]


async def sit(house: House, women: Keep, meeting: str, name: str) -> Woman:
    woman = women(Woman(await house.guest(meeting), name))
    await woman.connect(house)
    assert (await woman.sit(meeting))["ok"]
    return woman


async def test_two_women_talk(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    rose, ivy = await sit(house, women, meeting, "Rose"), await sit(house, women, meeting, "Ivy")
    answer = await rose.post("I nearly did not come.")
    assert answer["ok"]
    await ivy.until(lambda w: w.texts)
    assert ivy.texts == ["I nearly did not come."]
    assert ivy.told("message_posted")[0]["seq"] == answer["seq"]
