"""Words that a facilitator reads first: told at once to her who wrote them, and to nobody else, until they are released."""

from __future__ import annotations

import sqlalchemy as sa

from server.store import tables as t
from tests.support.house import House, Keep, Woman, facilitate, sit_down

FIRST = "f" * 16


async def bodies(house: House) -> dict[str, bytes | None]:
    async with house.db.read() as connection:
        return dict(list(await connection.execute(sa.select(t.message.c.message_id, t.message.c.body))))


async def reload(house: House, meeting: str, *women: Woman) -> None:
    """Let the node forget the meeting, and everyone come back to what it then reads."""
    for woman in women:
        await woman.leave_line()
    held = house.meetings.hall.at_hand(meeting)
    assert held is not None
    await house.meetings.hall._drop(held)


async def test_held_words_reach_the_circle_when_they_are_released(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    ruth = await facilitate(house, women, meeting)
    rose, ivy = await sit_down(house, women, meeting, "Rose"), await sit_down(house, women, meeting, "Ivy")
    await ruth.does("set_hold", seat=None, on=True)
    await rose.until(lambda w: w.standing["hold"])
    answer = await rose.post("I would rather not say.", FIRST)
    assert answer == {"ok": True, "id": FIRST, "held": True, "at": answer["at"]}
    assert await rose.post("I would rather not say.", FIRST) == answer, "the same id again gives the same answer"
    assert (await ivy.post("mine", FIRST))["code"] == "id_taken"
    await ruth.until(lambda w: w.told("message_held"))
    assert ruth.told("message_held")[0]["text"] == "I would rather not say."
    await rose.until(lambda w: w.standing["held"])
    assert rose.standing["held"][0]["text"] == "I would rather not say."
    assert (await ruth.post("Thank you all."))["seq"], "a facilitator's words are not held"
    await ruth.does("release", id=FIRST)
    await ivy.until(lambda w: len(w.texts) == 2)
    assert ivy.texts == ["Thank you all.", "I would rather not say."], "here and now in the order"
    assert [event["seq"] for event in ivy.events if "seq" in event] == list(
        range(ivy.answer["seq"] + 1, ivy.answer["seq"] + 1 + len([event for event in ivy.events if "seq" in event]))
    ), "nothing held leaves a hole"
    await rose.until(lambda w: not w.standing["held"] and len(w.texts) == 2)
    assert await rose.post("I would rather not say.", FIRST) == answer
    assert ruth.told("message_released")[0]["text"] == "I would rather not say."


async def test_what_was_declined_is_hers_to_see_and_to_take_back(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    ruth = await facilitate(house, women, meeting)
    rose, ivy = await sit_down(house, women, meeting, "Rose"), await sit_down(house, women, meeting, "Ivy")
    await ruth.does("set_hold", seat=rose.seat, on=True)
    answer = await rose.post("Meet me at the park", FIRST, sure=True)
    assert answer["held"]
    assert (await ivy.post("Hers alone are read first."))["seq"]
    await ruth.does("decline", id=FIRST, reason="contact")
    await rose.until(lambda w: w.standing["declined"])
    declined = rose.standing["declined"][0]
    assert (declined["id"], declined["text"], declined["reason"]) == (FIRST, "Meet me at the park", "contact")
    assert (await bodies(house))[FIRST] is not None
    await rose.does("take_back", id=FIRST)
    await rose.until(lambda w: not w.standing["declined"])
    assert (await bodies(house))[FIRST] is None
    assert await rose.post("Meet me at the park", FIRST) == answer
    assert (await ivy.post("mine", FIRST))["code"] == "id_taken"
    await ruth.until(lambda w: w.told("held_taken_back"))
    held = house.meetings.hall.at_hand(meeting)
    assert held is not None
    assert FIRST not in held.live.replica.words.bodies
    assert not any(b"at the park" in (json or b"") for entry in held.live.replica.entries for json in entry.json), (
        "not in what was encoded either"
    )
    assert ivy.texts == ["Hers alone are read first."]
    assert not ivy.told("message_held")


async def test_held_and_private_words_are_read_again_by_a_node_that_forgot(house: House, women: Keep) -> None:
    meeting = await house.meeting(waiting="guests")
    account = await house.account("Rose")
    token = await house.sign_in(account)
    ruth = await facilitate(house, women, meeting)
    rose = await sit_down(house, women, meeting, "Rose", token)
    ivy_token = await house.guest(meeting)
    ivy = await sit_down(house, women, meeting, "Ivy", ivy_token)
    await ruth.does("set_hold", seat=None, on=True)
    answer = await rose.post("held words", FIRST)
    await ivy.does("say_privately", id="p" * 16, text="May I come in?")
    await reload(house, meeting, ruth, rose, ivy)
    ruth = await facilitate(house, women, meeting, account=ruth.account)
    snapshot = ruth.answer["snapshot"]
    assert [held["text"] for held in snapshot["held"]] == ["held words"]
    assert [said["text"] for each in snapshot["waiting"] for said in each["line"]] == ["May I come in?"]
    rose = await sit_down(house, women, meeting, "", token)
    assert [held["text"] for held in rose.answer["standing"]["held"]] == ["held words"]
    assert await rose.post("held words", FIRST) == answer, "by whichever node she asks, after any restart"
    assert (await rose.post("other words", "p" * 16))["code"] == "id_taken"
    await ruth.does("release", id=FIRST)
    await rose.until(lambda w: w.texts)
    assert rose.texts == ["held words"]
    await reload(house, meeting, ruth, rose)
    rose = await sit_down(house, women, meeting, "", token)
    assert [message["text"] for message in rose.answer["snapshot"]["messages"]] == ["held words"]
