"""Every page, as routes and middlewares for the application."""

from __future__ import annotations

import aiohttp.web as http
from aiohttp.typedefs import Middleware

from web.keys import Hearth
from web.pages import (
    account,
    agreement,
    appeals,
    audit,
    calendar,
    disclosures,
    discretion,
    duties,
    errors,
    holds,
    home,
    invitation,
    join,
    mine,
    numbers,
    on_call,
    own_words,
    people,
    person,
    plain,
    reach,
    reclaim,
    reports,
    room_questions,
    room_rules,
    rooms,
    rota,
    series,
    setup,
    staff,
    terms,
    waiting,
)
from web.pages.base import know


def routes(hearth: Hearth) -> list[http.RouteDef]:
    """What answers where. No address names a room or a purpose."""
    return [
        http.get("/", home.home),
        http.get("/join", join.join_page),
        http.post("/join", join.join),
        http.post("/join/peek", join.peek),
        http.get("/seat/{meeting}", join.seat_page),
        http.post("/seat/{meeting}", join.take_seat),
        http.get("/meeting/{meeting}", join.meeting),
        http.get("/help", plain.help_lines),
        http.get("/sw.js", plain.worker),
        http.get("/what-we-keep", plain.what_we_keep),
        http.get("/limits", plain.limits),
        http.get("/quick-exit", plain.quick_exit),
        http.get("/exit", plain.leave),
        http.get("/alone/{card}", plain.alone),
        http.post("/language", plain.language),
        http.post("/look", plain.look),
        http.get("/words/{language}.json", plain.words),
        http.get("/static/{tree}/{name:.+}", hearth.paper.assets.serve),
        *(
            route
            for subject in (
                waiting,
                discretion,
                duties,
                account,
                reach,
                rota,
                own_words,
                person,
                mine,
                invitation,
                setup,
                terms,
                rooms,
                room_questions,
                room_rules,
                series,
                calendar,
                agreement,
                people,
                staff,
                reports,
                appeals,
                reclaim,
                holds,
                audit,
                disclosures,
                numbers,
                on_call,
            )
            for route in subject.routes()
        ),
    ]


def middlewares() -> list[Middleware]:
    """Around every page, outermost first; the guard of `server.security` stands between the two."""
    return [errors.answer, know]
