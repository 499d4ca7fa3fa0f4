"""A meeting's format as data: its steps, who speaks in each, and for how long."""

from __future__ import annotations

import msgspec

from rooms.terms import Mode


class Step(msgspec.Struct, frozen=True):
    """One step, with every setting that beginning it applies at once. Titles and cues by language (`en`, `es`)."""

    title: dict[str, str]
    minutes: int
    mode: Mode
    cross_talk: bool
    turn_s: int = 0
    cue: dict[str, str] = msgspec.field(default_factory=dict)  # for the facilitator: what she may post with one tap
    parts: tuple[str, ...] = ()  # what members may volunteer for: reader, timekeeper, welcome
