"""What a client makes of what it is sent: a reference fold of snapshot and events, as `web/static/js/state` does it in the browser.

Used by property tests, the shared samples and the ledgers of the fault tests; it knows the wire and nothing of the server.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import datetime
from typing import Any

Wire = dict[str, Any]
_IN_THE_CIRCLE = {"here", "lost"}


class Held:
    """What a client holds: the snapshot taken apart, so that each event finds what it is about."""

    def __init__(self, snapshot: Wire) -> None:
        self.whole = copy.deepcopy(snapshot)
        self.seats: dict[str, Wire] = {seat["seat"]: seat for seat in self.whole["seats"]}
        self.messages: dict[str, Wire] = {message["id"]: message for message in self.whole["messages"]}
        self.desk = "reports" in self.whole  # a facilitator's

    def snapshot(self) -> Wire:
        """What the server's snapshot would say now."""
        known = {message["seat"] for message in (*self.messages.values(), *self.whole.get("held", ()))}
        known |= {seat for message in self.messages.values() for word in message["responses"].values() for seat in word}
        seats = [seat for seat in self.seats.values() if seat["status"] in _IN_THE_CIRCLE or seat["seat"] in known]
        return self.whole | {"seats": seats, "messages": list(self.messages.values())}

    def alter(self, seat: str, **fields: Any) -> None:
        """A seat with some of its fields altered wherever it stands; None takes a field away."""
        for each in [self.seats.get(seat), *self.whole.get("waiting", ()), *self.whole.get("removed", ())]:
            if each is not None and each["seat"] == seat:
                each.update(fields)
                for field in [field for field, value in fields.items() if value is None]:
                    del each[field]

    def lower(self, seat: str) -> None:
        """Her hand goes down."""
        if seat in self.whole["hands"]:
            self.whole["hands"].remove(seat)

    def gone(self, seat: str, status: str) -> None:
        """She is of the circle no more."""
        self.take(seat, "waiting", "seat")
        self.lower(seat)
        self.alter(seat, status=status, away=None, parts=None)
        if self.whole["lead"] == seat:
            self.whole["lead"] = None

    def take(self, name: str, place: str, by: str) -> None:
        """Take it out of a list of the desk."""
        if self.desk:
            self.whole[place] = [each for each in self.whole[place] if each[by] != name]


def fold(snapshot: Wire, events: list[Wire]) -> Wire:
    """The snapshot a client holds after these events."""
    held = Held(snapshot)
    for event in events:
        for folds in (_seats, _talk, _turns, _facilitators):
            if folds(held, event):
                break
        else:
            raise ValueError(f"an event nobody told us of: {event['type']}")
    return held.snapshot()


def _seats(held: Held, event: Wire) -> bool:  # noqa: C901, PLR0912 -- one case an event
    match event["type"]:
        case "meeting_opened":
            held.whole["status"] = "open"
        case "meeting_closed":
            held.whole["status"] = "closed"
            held.whole |= {"waiting": []} if held.desk else {}
            for seat in held.seats.values():
                seat["status"] = "removed" if seat["status"] == "removed" else "left"
        case "seat_arrived" | "seat_back":
            held.seats[event["seat"]["seat"]] = dict(event["seat"])
        case "seat_lost":
            held.alter(event["seat"], status="lost")
        case "seat_left" | "wait_ended":
            held.gone(event["seat"], "left")
        case "seat_admitted":
            held.take(event["seat"]["seat"], "waiting", "seat")
            held.seats[event["seat"]["seat"]] = dict(event["seat"])
        case "seat_waits" | "seat_moved_to_waiting":
            seat = event["seat"]
            held.gone(seat["seat"], "waiting")
            held.seats[seat["seat"]] = dict(seat)
            moved = event["type"] == "seat_moved_to_waiting"
            answers = {"answers": event["answers"]} if "answers" in event else {}
            held.whole["waiting"].append(seat | {"since": event["at"], "moved": moved, "queued": False, "line": [], **answers})
        case "seat_queued":
            for seat in held.whole["waiting"]:
                if seat["seat"] == event["seat"]:
                    seat.update(queued=True, moved=False, **({"first": True} if event["first"] else {}))
            held.whole["waiting"].sort(key=lambda seat: "first" not in seat)
        case "seat_unqueued":
            for seat in held.whole["waiting"]:
                if seat["seat"] == event["seat"]:
                    seat["queued"] = False
        case "seat_declined" | "seat_removed":
            for seat in held.whole["waiting"]:
                if seat["seat"] == event["seat"]:
                    held.seats[seat["seat"]] = {
                        key: value for key, value in seat.items() if key not in {"since", "moved", "queued", "first", "line", "answers"}
                    }
            held.gone(event["seat"], "removed")
            earlier = {each["seat"]: each for each in held.whole["removed"]}  # she may be kept out further than was said before
            removed = (held.seats | earlier)[event["seat"]] | {"reason": event.get("reason"), "scope": event.get("scope")}
            held.take(event["seat"], "removed", "seat")
            held.whole["removed"] = sorted([*held.whole["removed"], removed], key=lambda each: each["number"])
        case "seat_let_back":
            held.alter(event["seat"], status="left")
            held.take(event["seat"], "removed", "seat")
        case "door_locked" | "door_unlocked":
            held.whole["locked"] = event["type"] == "door_locked"
        case "waiting_set":
            held.whole["waiting_for"] = event["who"]
        case "private_said":
            said = {key: event[key] for key in ("id", "seat", "at", "text", "hidden") if key in event}
            for seat in held.whole["waiting"]:
                if seat["seat"] == event["line"]:
                    seat["line"].append(said)
        case "person_told":
            held.take(event["seat"], "called", "seat")
            held.whole["called"].append({key: value for key, value in event.items() if key not in {"type", "seq", "cursor"}})
        case "turned_away" | "nudged":
            pass
        case _:
            return False
    return True


def _talk(held: Held, event: Wire) -> bool:  # noqa: C901, PLR0912 -- one case an event
    message = held.messages.get(event.get("id", ""))
    match event["type"]:
        case "message_posted" | "message_released":
            held.take(event["id"], "held", "id")
            held.messages[event["id"]] = _message(event)
            if held.desk:
                for seat in [*held.seats.values(), *held.whole["waiting"], *held.whole["removed"]]:
                    if seat["seat"] == event["seat"]:
                        seat.update(said=seat["said"] + 1, spoke_at=event["at"])
        case "message_taken_back":
            if message:
                message.update(text=None, taken_back=True, responses={})
        case "all_taken_back":
            for gone in event["messages"]:
                if gone in held.messages:
                    held.messages[gone].update(text=None, taken_back=True, responses={})
            for gone in event.get("unheard", ()):
                held.take(gone, "held", "id")
                held.take(gone, "back_channel", "id")
            for seat in held.whole.get("waiting", ()):
                seat["line"] = [said for said in seat["line"] if said["id"] not in event["unheard"]]
                if seat["seat"] == event["seat"]:
                    seat.pop("answers", None)
        case "message_removed":
            if message:
                message.update(text=None, removed=event["reason"])
        case "message_restored":
            if message:
                message.update(text=event["text"], removed=None)
        case "message_tagged":
            if message:
                topics = [each for each in message.pop("topics", []) if each != event["topic"]]
                message |= _topics({"topics": [*topics, event["topic"]] if event["on"] else topics})
        case "responded":
            if message and not message["taken_back"]:
                said = message["responses"].setdefault(event["word"], [])
                if event["seat"] not in said:
                    said.append(event["seat"])
        case "response_taken_back":
            if message and event["seat"] in message["responses"].get(event["word"], []):
                message["responses"][event["word"]].remove(event["seat"])
                if not message["responses"][event["word"]]:
                    del message["responses"][event["word"]]
        case "message_held":
            held.whole["held"].append(_message(event) | {"declined": None})
        case "message_declined":
            for each in held.whole["held"]:
                if each["id"] == event["id"]:
                    each["declined"] = event["reason"]
        case "held_taken_back":
            held.take(event["id"], "held", "id")
        case "drill_erased":
            for gone in event["messages"]:
                held.take(gone, "held", "id")
                if gone in held.messages:
                    held.messages[gone]["erased"] = True
            held.whole["drill"] = held.whole["drill"] and not event["over"]
        case "back_channel_said":
            held.whole["back_channel"].append({key: event[key] for key in ("id", "seat", "name", "at", "text")})
        case "back_channel_taken_back":
            held.take(event["id"], "back_channel", "id")
        case "back_channel_cleared":
            for gone in event["messages"]:
                held.take(gone, "back_channel", "id")
        case "message_reported":
            held.whole["reports"].append({key: event[key] for key in ("report", "id", "reason")})
        case _:
            return False
    return True


def _topics(event: Wire) -> Wire:
    return {"topics": event["topics"]} if event.get("topics") else {}


def _message(event: Wire) -> Wire:
    fields = {key: event[key] for key in ("id", "seat", "at", "text", "reply_to")}
    fields |= {key: event[key] for key in ("rule", "hidden") if key in event} | _topics(event)
    return fields | {"taken_back": event.get("taken_back", False), "removed": event.get("removed"), "responses": {}}


def _turns(held: Held, event: Wire) -> bool:  # noqa: C901, PLR0912 -- one case an event
    whole = held.whole
    turn = whole.get("turn")
    match event["type"]:
        case "mode_set":
            whole |= {key: event[key] for key in ("mode", "cross_talk", "turn_s")} | {"turn": None}
        case "step_began":
            step = whole["script"][event["index"]]
            whole |= {key: step[key] for key in ("mode", "cross_talk", "turn_s")}
            whole |= {"step": event["index"], "step_at": event["at"], "turn": None}
        case "round_began":
            whole["turn"] = None
        case "hand_raised":
            if event["seat"] not in whole["hands"]:
                whole["hands"].append(event["seat"])
        case "hand_lowered":
            held.lower(event["seat"])
        case "hands_set":
            whole["hands"] = list(event["hands"])
        case "turn_began":
            held.lower(event["seat"])
            since = event["since"] or event["at"]
            rest = max(0.0, _seconds(event["at"], whole["grounding"])) if whole["grounding"] else 0.0
            whole["turn"] = {"seat": event["seat"], "since": since, "limit_s": event["limit_s"], "held_since": None, "held_s": rest}
        case "turn_ended":
            if turn and turn["seat"] == event["seat"]:
                whole["turn"] = None
        case "turn_held":
            if turn:
                turn["held_since"] = event["at"]
        case "turn_resumed":
            if turn and turn["held_since"]:
                turn.update(held_since=None, held_s=turn["held_s"] + _seconds(turn["held_since"], event["at"]))
        case "time_granted":
            if turn:
                turn["limit_s"] += event["seconds"]
        case "listening_set":
            held.alter(event["seat"], listening=event["on"] or None)
            if event["on"]:
                held.lower(event["seat"])
        case "volunteered":
            held.alter(event["seat"], parts=[*held.seats[event["seat"]].get("parts", ()), event["part"]])
        case "part_given_up":
            left = [part for part in held.seats[event["seat"]].get("parts", ()) if part != event["part"]]
            held.alter(event["seat"], parts=left or None)
        case "stepped_away":
            held.alter(event["seat"], away=("quiet" if event["quiet"] else "shown") if held.desk else True)
        case "came_back":
            held.alter(event["seat"], away=None)
        case _:
            return False
    return True


def _seconds(begun: str, ended: str) -> float:
    return (datetime.fromisoformat(ended) - datetime.fromisoformat(begun)).total_seconds()


def _rests(whole: Wire, at: str, until: str) -> None:
    """Everyone rests until then; what is left of it does not count in a turn."""
    if turn := whole["turn"]:
        turn["held_s"] += _seconds(at, until) if until != at else -_seconds(at, whole["grounding"])
    whole["grounding"] = until


def _facilitators(held: Held, event: Wire) -> bool:  # noqa: C901, PLR0912 -- one case an event
    whole = held.whole
    fields: dict[str, Callable[[], Wire]] = {
        "unattended": lambda: {"attended": whole["attended"] | {"since": event["at"]}},
        "attended": lambda: {"attended": whole["attended"] | {"since": None}},
        "lead_taken": lambda: {"lead": event["seat"]} | ({"offered": None} if held.desk else {}),
        "lead_offered": lambda: {"offered": event["to"]},
        "lead_kept": lambda: {"offered": None},
        "paused": lambda: {"paused": True},
        "resumed": lambda: {"paused": False},
        "slow_set": lambda: {"slow_s": event["seconds"]},
        "drill_called": lambda: {"drill": True},
        "drill_undone": lambda: {"drill": False},
    }
    match event["type"]:
        case "quieted":
            held.alter(event["seat"], quiet={key: event[key] for key in ("until", "reason")})
        case "quiet_lifted":
            held.alter(event["seat"], quiet=None)
        case "side_room_offered":
            whole["side_rooms"].append({key: event[key] for key in ("seat", "by", "until")} | {"begun": False})
        case "side_room_began" | "side_room_lengthened":
            for each in whole["side_rooms"]:
                if each["seat"] == event["seat"]:
                    each.update(until=event["until"], begun=True)
        case "side_offer_ended" | "side_room_ended":
            held.take(event["seat"], "side_rooms", "seat")
        case "grounding_began":
            _rests(whole, event["at"], event["until"])
        case "grounding_ended":
            _rests(whole, event["at"], event["at"])
        case "hold_set" if event["seat"] is None:
            whole["hold_all"] = event["on"]
        case "hold_set":
            held.alter(event["seat"], held=event["on"] or None)
        case kind if kind in fields:
            whole |= fields[kind]()
        case _:
            return False
    return True
