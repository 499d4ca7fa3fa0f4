"""Personal details, end to end: hidden before anyone reads them, said to her who wrote them at once, and kept nowhere."""

from __future__ import annotations

import sqlalchemy as sa

from rooms.rules import NO_RULES, Rules, Then
from server.store import tables as t
from tests.support.house import House, Keep, facilitate, sit_down
from tests.support.waiting import until

FIRST, SECOND = "f" * 16, "s" * 16
NUMBER = "503-555-0142"
SAID, SHOWN = f"💛 Call me: {NUMBER}, any time", "💛 Call me: [phone], any time"
NAME = "then Mary Hill came"


async def test_what_is_hidden_reaches_nobody_and_she_is_told_of_which_kind(house: House, women: Keep) -> None:
    meeting = await house.meeting(history=True)
    ruth = await facilitate(house, women, meeting)
    rose, ivy = await sit_down(house, women, meeting, "Rose"), await sit_down(house, women, meeting, "Ivy")
    answer = await rose.post(SAID, FIRST)
    assert answer == {"ok": True, "id": FIRST, "seq": answer["seq"], "at": answer["at"], "hidden": ["phone"], "text": SHOWN}
    assert await rose.post(SAID, FIRST) == answer, "the same id again gives the same answer"
    for woman in (rose, ivy, ruth):
        await woman.until(lambda w: w.texts)
        assert woman.texts == [SHOWN]
        assert woman.told("message_posted")[0]["hidden"] == ["phone"]
    late = await sit_down(house, women, meeting, "Iris")
    assert [(message["text"], message["hidden"]) for message in late.answer["snapshot"]["messages"]] == [(SHOWN, ["phone"])]


async def test_words_that_are_read_first_are_read_without_it(house: House, women: Keep) -> None:
    meeting = await house.meeting(rules=Rules(links=Then.HOLD))
    ruth = await facilitate(house, women, meeting)
    rose, ivy = await sit_down(house, women, meeting, "Rose"), await sit_down(house, women, meeting, "Ivy")
    answer = await rose.post(f"{SAID} https://example.org/story", FIRST)
    assert (answer["held"], answer["rule"], answer["hidden"]) == (True, "links", ["phone"])
    await rose.until(lambda w: w.standing["held"])
    await ruth.until(lambda w: w.told("message_held"))
    for held in (rose.standing["held"][0], ruth.told("message_held")[0]):
        assert (held["hidden"], NUMBER in held["text"]) == (["phone"], False)
    await ruth.does("release", id=FIRST)
    await ivy.until(lambda w: w.texts)
    assert (NUMBER in ivy.texts[0], ivy.told("message_posted")[0]["hidden"]) == (False, ["phone"])


async def test_a_likely_name_is_asked_about_and_what_is_certain_is_hidden_all_the_same(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    await facilitate(house, women, meeting)
    rose = await sit_down(house, women, meeting, "Rose")
    refused = await rose.post(f"{NAME}, {NUMBER}", FIRST)
    assert (refused["code"], refused["spans"]) == ("looks_personal", [[5, 14, "person"]])
    answer = await rose.post(f"{NAME}, {NUMBER}", FIRST, sure=True)
    assert (answer["text"], answer["hidden"]) == (f"{NAME}, [phone]", ["phone"])


async def test_a_facilitators_own_words_help_lines_and_what_is_the_programmes_stay(house: House, women: Keep) -> None:
    meeting = await house.meeting(rules=Rules(ours=(NUMBER,)))
    ruth = await facilitate(house, women, meeting)
    rose = await sit_down(house, women, meeting, "Rose")
    assert "hidden" not in await rose.post(SAID, FIRST)
    assert "hidden" not in await ruth.post(f"{NAME}, 503-555-0199", SECOND)


async def test_what_a_waiting_woman_writes_to_the_facilitators_is_hidden_as_in_the_room(house: House, women: Keep) -> None:
    meeting = await house.meeting(waiting="everyone")
    ruth, rose = await facilitate(house, women, meeting), await sit_down(house, women, meeting, "Rose")
    answer = await rose.does("say_privately", id=FIRST, text=SAID)
    assert (answer["hidden"], answer["text"]) == (["phone"], SHOWN)
    await ruth.does("answer_privately", id=SECOND, seat=rose.seat, text="Mine is 503-555-0199.")
    await rose.until(lambda w: len(w.standing["waiting"]["line"]) == 2)
    line = rose.standing["waiting"]["line"]
    assert [(each["text"], each.get("hidden")) for each in line] == [(SHOWN, ["phone"]), ("Mine is 503-555-0199.", None)]
    await ruth.until(lambda w: len(w.told("private_said")) == 2)
    said, hers = ruth.told("private_said")
    assert (said["text"], said["hidden"], "hidden" in hers) == (SHOWN, ["phone"], False)
    again = await facilitate(house, women, meeting, "Kay")
    assert [each.get("hidden") for each in again.answer["snapshot"]["waiting"][0]["line"]] == [["phone"], None]


async def test_a_change_of_her_list_reaches_the_seats_she_has_open(house: House, women: Keep) -> None:
    meeting = await house.meeting(rules=NO_RULES)
    await facilitate(house, women, meeting)
    account = await house.account("Rose")
    rose = await sit_down(house, women, meeting, "Rose", await house.sign_in(account))
    (peer,) = [each for each in house.sockets._peers if each.identity.id == account]
    await house.people.own_words.add(account, "Maple Close")
    await until(lambda: peer.hides is not None)
    assert (await rose.post("he waits on maple close", FIRST))["hidden"] == ["own"]
    await house.people.own_words.clear(account)
    await until(lambda: peer.hides is None)
    assert "hidden" not in await rose.post("he waits on maple close", SECOND)


async def test_it_is_kept_nowhere_not_even_sealed(house: House, women: Keep) -> None:
    meeting = await house.meeting(rules=Rules(links=Then.HOLD))
    await facilitate(house, women, meeting)
    rose = await sit_down(house, women, meeting, "Rose")
    await rose.post(SAID, FIRST)
    await rose.post(f"{SAID} https://example.org/story", SECOND)
    key = (await house.meetings.hall.get(meeting)).live.replica.key
    async with house.db.read() as connection:
        rows = (await connection.execute(sa.select(t.message.c.message_id, t.message.c.body))).all()
    bodies = [key.open(b"body", row.message_id, row.body).decode() for row in rows]
    assert len(bodies) == 2
    assert not any(NUMBER in body for body in bodies)


async def test_her_own_list_is_hidden_in_every_room_and_only_for_her(house: House, women: Keep) -> None:
    meeting = await house.meeting(rules=NO_RULES)
    await facilitate(house, women, meeting)
    account = await house.account("Rose")
    await house.people.own_words.add(account, "Maple Close")
    rose = await sit_down(house, women, meeting, "Rose", await house.sign_in(account))
    ivy = await sit_down(house, women, meeting, "Ivy")
    answer = await rose.post("he waits on MAPLE close now", FIRST)
    assert (answer["text"], answer["hidden"]) == ("he waits on [own] now", ["own"])
    assert "hidden" not in await ivy.post("I know Maple Close", SECOND)
    assert "hidden" not in await rose.post(NUMBER, "n" * 16), "the room itself hides nothing"
    await ivy.until(lambda w: len(w.texts) == 3)
    assert ivy.texts[0] == "he waits on [own] now"
