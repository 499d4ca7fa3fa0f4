"""One live meeting on a node: what comes in order is kept in order, also when the record refuses and it is decided anew."""

from __future__ import annotations

import pytest

from rooms import events as e
from rooms.commands import PostMessage
from server.live.publication import Said
from server.live.wish import Beside, Wish
from server.store.entries import Append, Row
from tests.support.house import House, Keep, sit_down


@pytest.mark.parametrize("heard", ["before the refusal", "after it"])
async def test_two_messages_of_hers_stay_in_order_when_another_node_rules_between(house: House, women: Keep, heard: str) -> None:
    meeting = await house.meeting()
    rose, ivy = await sit_down(house, women, meeting, "Rose"), await sit_down(house, women, meeting, "Ivy")
    held = house.meetings.hall.at_hand(meeting)
    assert held is not None
    live, again = held.live, held.live._decide_again
    head, control = (await house.log.heads([meeting]))[meeting]
    event = e.SeatAttached(e.SeatId(ivy.answer["you"]), e.NodeId("elsewhere"))
    ruled = Row(e.encode(event), house.clock.now())
    await house.log.append(Append(meeting, control, [ruled], moves_control=1))

    def say(text: str) -> None:
        live.wish(Wish(e.SeatId(rose.answer["you"]), PostMessage(e.MessageId(text * 16)), lambda _: None, Beside(text=text)))

    def hear_and_say(wish: Wish | None = None) -> None:
        live._decide_again = again  # type: ignore[method-assign]
        if wish is not None:
            again(wish)
        live.follower.offer([(head + 1, event, ruled.at)], Said())
        say("b")

    if heard == "after it":
        live._decide_again = hear_and_say  # type: ignore[method-assign]
    say("a")
    if heard == "before the refusal":
        hear_and_say()
    await ivy.until(lambda w: len(w.texts) == 2)
    assert ivy.texts == ["a", "b"]
    assert not live._queue
