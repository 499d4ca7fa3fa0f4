"""What a room asks at the door: written by who facilitates it, asked of whoever is met, read by facilitators while she waits, then gone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from rooms.commands import Admit, Attach, TakeSeat
from rooms.events import NodeId, SeatId, SeatRole
from rooms.questions import MOST, Question
from rooms.roles import Role
from rooms.terms import WaitingFor
from rooms.views import waiting_view, who_waits
from server.live.wish import Beside
from server.people.invitations import Kind
from server.people.roombook import Terms
from server.store import tables as t
from tests.support.site import Site, site

ASKED = (Question("How did you hear of us?", needed=True), Question("Is there something we should know?"))
SECRET = "From a woman at the clinic."


@pytest.fixture
async def willow(tmp_path: Path) -> AsyncIterator[Site]:
    async with site(tmp_path) as served:
        await served.programme()
        yield served


async def room_of(willow: Site, waiting: WaitingFor, questions: tuple[Question, ...] = ASKED) -> tuple[str, str, str]:
    """A room with an open meeting; gives room, meeting and the code of its link."""
    room = await willow.people.roombook.create(Terms("Evening circle", "To be heard", waiting=waiting, questions=questions), by="system")
    meeting = await willow.node.meetings.plan(room, None, None)
    return room, meeting, (await willow.people.invitations.make(Kind.ROOM, by="system", room=room)).code


async def test_a_facilitator_writes_them_and_the_room_tells_whether_they_are_asked(willow: Site) -> None:
    room, _, _ = await room_of(willow, WaitingFor.NOBODY, ())
    path = f"/rooms/{room}/questions"
    ruth = await willow.signed_in(await willow.account("Ruth", Role.FACILITATOR))
    assert (await ruth.get(path)).says("Nobody is met at this door, so the questions are not asked.")
    done = await ruth.post(path, question1="  How did  you hear of us? ", needed1="yes", question2="", question3="Anything else?")
    assert done.path == f"/rooms/{room}"
    assert done.says("How did you hear of us?")
    assert done.says("Nobody is met at this door, so the questions are not asked.")
    kept = (await willow.people.roombook.get(room)).questions
    assert kept == (Question("How did you hear of us?", needed=True), Question("Anything else?"))
    wrong = await ruth.post(path, question1="x" * 121, question2="And this?")
    assert wrong.status == 400
    assert wrong.says("And this?")
    assert (await willow.people.roombook.get(room)).questions == kept
    assert len(kept) <= MOST
    member = await willow.signed_in(await willow.account("Dana", Role.MEMBER))
    assert (await member.get(path)).status == 403
    ada = await willow.signed_in(await willow.account("Ada", Role.ADMINISTRATOR))
    change = {"name": "Evening", "purpose": "To be heard", "audience": "mothers", "language": "en", "capacity": "20", "hours_kept": "2"}
    await ada.post(f"/rooms/{room}/change", **change, minutes="360", waiting="guests", guests="yes")
    changed = await willow.people.roombook.get(room)
    assert (changed.name, changed.questions) == ("Evening", kept), "changing the room leaves its questions"
    assert (await ada.get(path)).says("Guests are met at this door, so only guests are asked.")


async def test_answers_reach_the_facilitators_while_she_waits_and_nobody_and_nothing_else(
    willow: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    _, meeting, code = await room_of(willow, WaitingFor.EVERYONE)
    nell = willow.woman()
    asked = await nell.post("/join", name="Nell", code=code)
    assert asked.status == 200
    assert asked.says("How did you hear of us?")
    assert asked.says("Only the facilitators read your answers, while you wait. Then they are destroyed.")
    for wrong, said in ({"answer1": " "}, "A few words are enough."), ({"answer1": "x" * 201}, "up to 200 letters"):
        again = await nell.post("/join", name="Nell", code=code, questions="asked", **wrong)
        assert again.status == 400
        assert again.says(said)
    held = await willow.node.meetings.hall.get(meeting)
    state, words = held.live.state, held.live.replica.words
    assert not state.seats, "nothing is kept of her before she has answered"
    done = await nell.post("/join", name="Nell", code=code, questions="asked", answer1=f" {SECRET}\r\n", answer2="", listen="yes")
    assert done.path == f"/meeting/{meeting}"
    (seat,) = state.seats.values()
    await held.live.do(seat.id, Attach(seat.id, NodeId("n")))
    (waits,) = who_waits(state)
    assert waiting_view(state, waits, words)["answers"] == [{"question": "How did you hear of us?", "answer": SECRET}]
    (message,) = state.answers.values()
    assert await body(willow, meeting, message) is not None
    assert SECRET.encode() not in (await body(willow, meeting, message) or b""), "sealed"
    ruth = SeatId("seat-ruth")
    await held.live.do(ruth, TakeSeat(ruth, "mark", SeatRole.FACILITATOR, guest=False, node=NodeId("n")), Beside(blind="b", name="Ruth"))
    await held.live.do(ruth, Admit(seat.id))
    assert (state.answers, words.bodies) == ({}, {})
    assert await body(willow, meeting, message) is None
    assert SECRET not in capsys.readouterr().out


async def body(willow: Site, meeting: str, message: str) -> bytes | None:
    """What the record holds of these words."""
    query = sa.select(t.message.c.body).where(t.message.c.meeting_id == meeting, t.message.c.message_id == message)
    async with willow.node.db.read() as connection:
        found: bytes | None = (await connection.execute(query)).scalar_one()
    return found


async def test_whoever_nobody_meets_is_asked_nothing(willow: Site) -> None:
    _, meeting, code = await room_of(willow, WaitingFor.GUESTS)
    dana = await willow.signed_in(await willow.account("Dana", Role.MEMBER))
    page = await dana.get(f"/seat/{meeting}")
    assert not page.says("How did you hear of us?")
    assert (await dana.post(f"/seat/{meeting}", name="Dana")).path == f"/meeting/{meeting}"
    nell = willow.woman()
    assert (await nell.post("/join", name="Nell", code=code)).says("How did you hear of us?")
