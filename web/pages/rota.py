"""Who is on call, now and next: for staff to read; supervisors and administrators make the rota, publish it, and change it for a time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

import aiohttp.web as http

from moderation.rota import LOOK_AHEAD, Check, Every, Override, Rota, Rotation, shifts
from rooms.refusals import Refused
from rooms.roles import Action, Role, may
from rooms.schedule import instant, zone_named
from server.identity import Identity
from server.oncall.rotas import holders
from server.people.codes import new_id
from server.security import form
from web.pages.base import hearth_of, refusal, render, say, see_other
from web.pages.doors import needs, with_none
from web.words import mark

EVERY = {Every.DAY: mark("Every day"), Every.WEEK: mark("Every week")}
DONE = {
    "draft": mark("The draft is saved. It counts once you publish it."),
    "published": mark("The rota is published."),
    "changed": mark("It is changed."),
}
MOST_SHOWN = 40


def routes() -> list[http.RouteDef]:
    """What answers where."""
    return [
        http.get("/rota", page),
        http.post("/rota/add", add),
        http.post("/rota/drop", drop),
        http.post("/rota/publish", publish),
        http.post("/rota/override", override),
        http.post("/rota/override/drop", drop_override),
    ]


@needs(Action.SEE_ROTA)
async def page(request: http.Request, identity: Identity) -> http.StreamResponse:
    """GET /rota"""
    return await _page(request, identity)


@needs(Action.KEEP_ROTA)
async def add(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /rota/add {level, people (by name, with commas), every, starts, begins, ends, zone}: into the draft."""
    hearth, fields = hearth_of(request), await form(request)
    names = {name.casefold(): account for account, name in (await _on_call(request)).items()}
    people = tuple(names.get(name.strip().casefold(), "") for name in fields.get("people", "")[:2000].split(",") if name.strip())
    try:
        made = Rotation(
            new_id(),
            int(fields.get("level", "")[:1] or 0),
            people,
            Every(fields.get("every", "")),
            date.fromisoformat(fields.get("starts", "")[:10]),
            time.fromisoformat(fields.get("begins", "")[:5]),
            time.fromisoformat(fields.get("ends", "")[:5]),
            fields.get("zone", "")[:60],
        )
        if "" in people:
            raise Refused("rota_bad")  # noqa: TRY301 - a name that is nobody's
        await hearth.on_call.rotas.draft((*await _drafted(request), made))
    except (ValueError, Refused):
        return await _page(request, identity, status=400, wrong=refusal(request, "rota_bad"), fields=_typed(fields))
    return see_other("/rota?done=draft")


@needs(Action.KEEP_ROTA)
async def drop(request: http.Request, _identity: Identity) -> http.StreamResponse:
    """POST /rota/drop {rotation}: out of the draft."""
    ident = (await form(request)).get("rotation", "")
    drafted = await _drafted(request)
    left = tuple(rotation for rotation in drafted if rotation.id != ident)
    if len(left) == len(drafted):
        raise Refused("no_such_shift")
    await hearth_of(request).on_call.rotas.draft(left)
    return see_other("/rota?done=draft")


@needs(Action.KEEP_ROTA)
async def publish(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /rota/publish {waiver}: with a gap only for a reason, under her name."""
    waiver = (await form(request)).get("waiver", "")
    try:
        if len(waiver) > 200 or not waiver.isprintable():
            raise Refused("bad_request")  # noqa: TRY301 - said on the page, as the others are
        await hearth_of(request).on_call.rotas.publish(by=identity.id, waiver=waiver)
    except Refused as refused:
        return await _page(request, identity, status=400, wrong=refusal(request, refused.code))
    return see_other("/rota?done=published")


@needs(Action.KEEP_ROTA)
async def override(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /rota/override {rotation, who, since, until}: times are local to that rotation."""
    fields = await form(request)
    rotas = hearth_of(request).on_call.rotas
    published, _ = await rotas.versions()
    rotation = next((each for each in (published.rotations if published else ()) if each.id == fields.get("rotation")), None)
    zone = zone_named(rotation.zone) if rotation else None
    try:
        if rotation is None or zone is None:
            raise Refused("rota_bad")  # noqa: TRY301 - the same answer as for times that mean nothing
        since, until = (
            instant(datetime.fromisoformat(fields.get(name, "")[:16]).replace(tzinfo=None), zone) for name in ("since", "until")
        )
        await rotas.override(Override(rotation.id, fields.get("who", "")[:40] or None, since, until), by=identity.id)
    except (ValueError, OverflowError, Refused):
        return await _page(request, identity, status=400, wrong=refusal(request, "rota_bad"))
    return see_other("/rota?done=changed")


@needs(Action.KEEP_ROTA)
async def drop_override(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /rota/override/drop {override}"""
    try:
        await hearth_of(request).on_call.rotas.drop((await form(request)).get("override", "")[:40], by=identity.id)
    except Refused as refused:
        return await _page(request, identity, status=400, wrong=refusal(request, refused.code))
    return see_other("/rota?done=changed")


async def _drafted(request: http.Request) -> tuple[Rotation, ...]:
    """The draft's rotations; without a draft, those in force."""
    published, draft = await hearth_of(request).on_call.rotas.versions()
    kept = draft or published
    return kept.rotations if kept else ()


async def _on_call(request: http.Request) -> dict[str, str]:
    """Names of those who may be on call."""
    staff = await hearth_of(request).people.roster.staff()
    return {colleague.account: colleague.name for colleague in staff if Role.ON_CALL in colleague.roles}


def _typed(fields: Mapping[str, str]) -> dict[str, str]:
    return {name: fields.get(name, "")[:2000] for name in ("level", "people", "every", "starts", "begins", "ends", "zone")}


async def _page(request: http.Request, identity: Identity, *, status: int = 200, **said: object) -> http.Response:
    hearth = hearth_of(request)
    rotas, now = hearth.on_call.rotas, hearth.clock.now()
    staff = {colleague.account: colleague.name for colleague in await hearth.people.roster.staff()}
    published, draft = await rotas.versions()
    async with hearth.db.read() as connection:
        on_call = await holders(connection, Role.ON_CALL)
        rota = await rotas.current(connection, now) or Rota()
        overrides = await rotas.overrides(connection, now)
    duties = shifts(rota, on_call, now, now + LOOK_AHEAD)
    found: Check | None = await rotas.looked_at(draft.rotations if draft else None) if published or draft else None
    done = DONE.get(request.query.get("done", ""))
    nobody = say(request, mark("Nobody"))
    zones = {rotation.id: (rotation.level, rotation.zone) for rotation in rota.rotations}
    context = {
        "may_keep": may(identity.roles, Action.KEEP_ROTA),
        "published": published,
        "draft": draft,
        "rotations": [
            (each, ", ".join(staff.get(who, nobody) for who in each.people), say(request, EVERY[each.every]))
            for each in await _drafted(request)
        ],
        "now_on": [(duty, staff.get(duty.account, nobody)) for duty in duties if duty.since <= now],
        "next_on": [(duty, staff.get(duty.account, nobody)) for duty in sorted(duties, key=lambda each: each.since) if duty.since > now][
            :MOST_SHOWN
        ],
        "gaps": found.gaps[:MOST_SHOWN] if found else (),
        "unreachable": [(staff.get(each.account, nobody), each.since) for each in found.unreachable] if found else [],
        "overrides": [(each, staff.get(each.override.account or "", nobody)) for each in overrides],
        "in_force": [
            (ident, say(request, mark("Level {level}, hours of {zone}"), level=level, zone=zone)) for ident, (level, zone) in zones.items()
        ],
        "who": [("", nobody), *sorted(((account, staff.get(account, nobody)) for account in on_call), key=lambda pair: pair[1])],
        "every": [(every.value, say(request, words)) for every, words in EVERY.items()],
        "levels": [(str(level), str(level)) for level in range(1, 6)],
        "fields": {
            "level": "1",
            "people": "",
            "every": "week",
            "starts": f"{now + timedelta(days=1):%Y-%m-%d}",
            "begins": "08:00",
            "ends": "08:00",
            "zone": "",
        },
        "done": say(request, done) if done else None,
        **with_none(said, "wrong"),
    }
    return render(request, "people/rota.html", status=status, **context)
