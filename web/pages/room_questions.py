"""What a room asks at the door: a few short questions, written by who facilitates or runs it, answered to the facilitators alone."""

from __future__ import annotations

import aiohttp.web as http
import msgspec

from rooms.questions import LONGEST, MOST, Question
from rooms.roles import Action
from rooms.terms import WaitingFor
from server.identity import Identity
from server.people.roombook import Room, Terms
from server.security import form
from web.pages.base import hearth_of, render, say, see_other
from web.pages.doors import needs
from web.words import mark


def routes() -> list[http.RouteDef]:
    """What answers where."""
    return [http.get("/rooms/{room}/questions", questions_page), http.post("/rooms/{room}/questions", change)]


@needs(Action.WRITE_AGREEMENT)
async def questions_page(request: http.Request, _identity: Identity) -> http.StreamResponse:
    """GET /rooms/{room}/questions"""
    room = await hearth_of(request).people.roombook.get(request.match_info["room"])
    return _page(request, room, room.questions)


@needs(Action.WRITE_AGREEMENT)
async def change(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /rooms/{room}/questions {question1..3, needed1..3}: asked from now on; an empty line is none."""
    book, fields = hearth_of(request).people.roombook, await form(request)
    room = await book.get(request.match_info["room"])
    typed = (Question(" ".join(fields.get(f"question{n}", "").split()), f"needed{n}" in fields) for n in range(1, MOST + 1))
    questions = tuple(question for question in typed if question.text)
    if not all(map(_stands, questions)):
        return _page(request, room, questions, status=400)
    terms = {key: getattr(room, key) for key in Terms.__struct_fields__} | {"questions": questions}
    await book.change(room.id, msgspec.convert(terms, Terms), by=identity.id)
    return see_other(f"/rooms/{room.id}")


def _stands(question: Question) -> bool:
    """Whether it can be asked so."""
    return len(question.text) <= LONGEST and question.text.isprintable()


def _page(request: http.Request, room: Room, questions: tuple[Question, ...], *, status: int = 200) -> http.Response:
    rows = [*questions, *[Question("")] * (MOST - len(questions))]
    wrong = say(request, mark("Please ask in up to 120 letters, without special signs."))
    context = {
        "room": room,
        "rows": [(f"question{n}", f"needed{n}", question, None if _stands(question) else wrong) for n, question in enumerate(rows, 1)],
        "longest": LONGEST,
        "nobody": room.waiting == WaitingFor.NOBODY,
        "guests": room.waiting == WaitingFor.GUESTS,
    }
    return render(request, "people/room_questions.html", status=status, **context)
