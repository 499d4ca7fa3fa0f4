"""What a client makes of what it is sent: a reference fold of snapshot and events, as `state.js` does it in the browser.

Used by property tests, the shared samples and the ledgers of the fault tests; it knows the wire and nothing of the server.
"""

from __future__ import annotations

import copy
from typing import Any

Wire = dict[str, Any]


def fold(snapshot: Wire, events: list[Wire]) -> Wire:
    """The snapshot a client holds after these events."""
    state = copy.deepcopy(snapshot)
    seats = {seat["seat"]: seat for seat in state["seats"]}
    messages = {message["id"]: message for message in state["messages"]}
    for event in events:
        _apply(state, seats, messages, event)
    known = {message["seat"] for message in messages.values()}
    known |= {seat for message in messages.values() for word in message["responses"].values() for seat in word}
    state["seats"] = [seat for seat in seats.values() if seat["status"] != "left" or seat["seat"] in known]
    state["messages"] = list(messages.values())
    return state


def _apply(state: Wire, seats: dict[str, Wire], messages: dict[str, Wire], event: Wire) -> None:  # noqa: C901, PLR0912 -- one case an event
    match event["type"]:
        case "meeting_opened":
            state["status"] = "open"
        case "meeting_closed":
            state["status"] = "closed"
            for seat in seats.values():
                seat["status"] = "left"
        case "seat_arrived" | "seat_back":
            seats[event["seat"]["seat"]] = dict(event["seat"])
        case "seat_lost" | "seat_left":
            if event["seat"] in seats:
                seats[event["seat"]]["status"] = event["type"].removeprefix("seat_")
        case "message_posted":
            gone = event.get("taken_back", False)
            fields = {key: event[key] for key in ("id", "seat", "at", "text", "reply_to")}
            messages[event["id"]] = fields | {"taken_back": gone, "responses": {}}
        case "message_taken_back":
            if message := messages.get(event["id"]):
                message.update(text=None, taken_back=True, responses={})
        case "responded":
            message = messages.get(event["id"])
            if message and not message["taken_back"]:
                said = message["responses"].setdefault(event["word"], [])
                if event["seat"] not in said:
                    said.append(event["seat"])
        case "response_taken_back":
            if (message := messages.get(event["id"])) and event["seat"] in message["responses"].get(event["word"], []):
                message["responses"][event["word"]].remove(event["seat"])
                if not message["responses"][event["word"]]:
                    del message["responses"][event["word"]]
        case "turned_away":
            pass
        case unknown:
            raise ValueError(f"an event nobody told us of: {unknown}")
