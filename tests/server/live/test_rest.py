"""Everyone rests, and words say what they touch, over the wire: also for whoever was away and whoever comes late."""

from __future__ import annotations

from tests.support.house import House, Keep, Woman, facilitate, sit_down

FIRST, HELD = "f" * 16, "h" * 16


async def test_members_rest_for_two_minutes_and_it_ends_by_itself(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    ruth, rose = await facilitate(house, women, meeting), await sit_down(house, women, meeting, "Rose")
    assert (await rose.command("ground"))["code"] == "not_allowed"
    await ruth.does("ground")
    await rose.until(lambda w: w.told("grounding_began"))
    until = rose.told("grounding_began")[0]["until"]
    refused = await rose.post("one", FIRST)
    assert (refused["code"], refused["retry"]) == ("grounding", True)
    assert (await ruth.post("Breathe in slowly."))["ok"]
    late = await sit_down(house, women, meeting, "Iris")
    assert late.answer["snapshot"]["grounding"] == until
    assert (await late.post("two"))["code"] == "grounding"
    house.ahead += 121
    assert (await rose.post("one", FIRST))["ok"]
    assert not rose.told("grounding_ended")
    assert (await ruth.command("ground"))["code"] == "rested"
    house.ahead += 600
    await ruth.does("ground")
    await ruth.does("end_grounding")
    assert (await rose.post("three"))["ok"]


async def test_what_words_touch_is_told_to_everyone_also_later(house: House, women: Keep) -> None:
    meeting = await house.meeting(history=True)
    ruth = await facilitate(house, women, meeting)
    rose, ivy = await sit_down(house, women, meeting, "Rose"), await sit_down(house, women, meeting, "Ivy")
    away = await sit_down(house, women, meeting, "Lily")
    await away.leave_line()
    first = await rose.post("hyacinth", FIRST, topics=["food", "loss"])
    assert await rose.post("hyacinth", FIRST, topics=["food", "loss"]) == first, "asking again is no second message"
    await ivy.until(lambda w: w.texts)
    assert ivy.told("message_posted")[0]["topics"] == ["loss", "food"]
    assert (await ivy.command("tag_message", id=FIRST, topic="birth", on=True))["code"] == "not_allowed"
    await ruth.does("tag_message", id=FIRST, topic="birth", on=True)
    await ruth.does("tag_message", id=FIRST, topic="food", on=False)
    await ivy.until(lambda w: len(w.told("message_tagged")) == 2)
    await ruth.does("set_hold", seat=rose.seat, on=True)
    assert (await rose.post("wisteria", HELD, topics=["custody"]))["held"]
    await rose.until(lambda w: w.standing["held"])
    assert rose.standing["held"][0]["topics"] == ["custody"]
    await ruth.does("release", id=HELD)
    await ivy.until(lambda w: len(w.texts) == 2)
    assert ivy.told("message_posted")[1]["topics"] == ["custody"]
    back = women(Woman(away.token))
    await back.connect(house)
    await back.sit(meeting, cursor=away.cursor)
    late = await sit_down(house, women, meeting, "Iris")
    assert [m["topics"] for m in late.answer["snapshot"]["messages"]] == [["loss", "birth"], ["custody"]]
    kinds = [event["type"] for event in back.answer["missed"] if event["type"].startswith("message_")]
    assert kinds == ["message_posted", "message_tagged", "message_tagged", "message_posted"]
