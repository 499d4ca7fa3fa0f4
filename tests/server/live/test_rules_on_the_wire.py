"""A room's rules about words, end to end: who is asked, whose words are read first, what the facilitator is told, and what stays hers."""

from __future__ import annotations

import sqlalchemy as sa

from rooms.rules import NO_RULES, Rules, Then
from server.store import tables as t
from tests.support.house import House, Keep, facilitate, sit_down

FIRST, SECOND = "f" * 16, "s" * 16
NUMBER = "💛 Call me: 503-555-0142, any time"
LINK = "it is all on https://example.org/story"


async def kept(house: House) -> int:
    async with house.db.read() as connection:
        return (await connection.execute(sa.select(sa.func.count()).select_from(t.message))).scalar_one()


async def test_she_is_asked_before_a_number_is_posted_and_nothing_is_kept_until_she_says(house: House, women: Keep) -> None:
    meeting = await house.meeting(rules=Rules(contact=Then.ASK))
    await facilitate(house, women, meeting)
    rose, ivy = await sit_down(house, women, meeting, "Rose"), await sit_down(house, women, meeting, "Ivy")
    refused = await rose.post(NUMBER, FIRST)
    assert (refused["ok"], refused["code"], refused["retry"]) == (False, "looks_personal", False)
    assert refused["spans"] == [[11, 23, "phone"]]
    assert await kept(house) == 0
    answer = await rose.post(NUMBER, FIRST, sure=True)
    assert answer["ok"]
    assert answer["seq"]
    assert await rose.post(NUMBER, FIRST, sure=True) == answer
    await ivy.until(lambda w: w.texts)
    assert ivy.texts == [NUMBER]


async def test_words_held_by_a_rule_are_read_first_and_both_are_told_which(house: House, women: Keep) -> None:
    meeting = await house.meeting(rules=Rules(links=Then.HOLD))
    ruth = await facilitate(house, women, meeting)
    rose, ivy = await sit_down(house, women, meeting, "Rose"), await sit_down(house, women, meeting, "Ivy")
    answer = await rose.post(LINK, FIRST, sure=True)
    assert answer == {"ok": True, "id": FIRST, "held": True, "at": answer["at"], "rule": "links"}
    assert await rose.post(LINK, FIRST) == answer, "the same id again gives the same answer"
    await rose.until(lambda w: w.standing["held"])
    assert rose.standing["held"][0]["rule"] == "links"
    await ruth.until(lambda w: w.told("message_held"))
    assert (ruth.told("message_held")[0]["rule"], ruth.told("message_held")[0]["text"]) == ("links", LINK)
    late = await facilitate(house, women, meeting, "Nora")
    assert late.answer["snapshot"]["held"][0]["rule"] == "links"
    await ruth.does("release", id=FIRST)
    await ivy.until(lambda w: w.texts)
    assert ivy.texts == [LINK]
    assert not any("rule" in event for event in ivy.events)


async def test_an_alert_is_a_line_beside_the_words_that_only_facilitators_see(house: House, women: Keep) -> None:
    meeting = await house.meeting(rules=Rules(links=Then.ALERT), history=True)
    ruth = await facilitate(house, women, meeting)
    rose, ivy = await sit_down(house, women, meeting, "Rose"), await sit_down(house, women, meeting, "Ivy")
    answer = await rose.post(LINK, FIRST)
    assert answer["ok"]
    assert "rule" not in answer
    await ivy.until(lambda w: w.texts)
    await ruth.until(lambda w: w.texts)
    assert ruth.told("message_posted")[0]["rule"] == "links"
    assert "rule" not in ivy.told("message_posted")[0]
    late, another = await sit_down(house, women, meeting, "Iris"), await facilitate(house, women, meeting, "Nora")
    assert ["rule" in message for message in late.answer["snapshot"]["messages"]] == [False]
    assert [message["rule"] for message in another.answer["snapshot"]["messages"]] == ["links"]


async def test_a_facilitator_and_a_room_without_rules_are_not_asked(house: House, women: Keep) -> None:
    meeting, free = await house.meeting(rules=Rules(contact=Then.ASK)), await house.meeting(rules=NO_RULES)
    ruth = await facilitate(house, women, meeting)
    assert (await ruth.post(NUMBER, FIRST))["seq"]
    await facilitate(house, women, free, "Nora")
    rose = await sit_down(house, women, free, "Rose")
    assert (await rose.post(NUMBER, SECOND))["seq"]


async def test_to_say_she_is_sure_is_no_way_around_a_rule_that_holds(house: House, women: Keep) -> None:
    meeting = await house.meeting(rules=Rules(contact=Then.HOLD, words=Then.HOLD, listed=("cheap pills",)))
    await facilitate(house, women, meeting)
    rose = await sit_down(house, women, meeting, "Rose")
    assert (await rose.post(NUMBER, FIRST, sure=True))["rule"] == "contact"
    assert (await rose.post("Cheap PILLS here", SECOND, sure=True))["rule"] == "words"


async def test_calling_a_woman_by_her_name_here_is_no_name_elsewhere(house: House, women: Keep) -> None:
    meeting = await house.meeting(rules=Rules(contact=Then.ASK))
    await facilitate(house, women, meeting)
    rose, _ivy = await sit_down(house, women, meeting, "Rose"), await sit_down(house, women, meeting, "Ivy")
    assert (await rose.post("@ivy thank you", FIRST))["ok"]
    assert (await rose.post("I am @ivy_somewhere", SECOND))["code"] == "looks_personal"
