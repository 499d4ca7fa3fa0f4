"""What a finding is."""

from __future__ import annotations

import enum

import msgspec


class Kind(enum.StrEnum):
    """What was found. The values are those of `hearth screen`."""

    PERSON = "PERSON"
    CHILD = "CHILD"
    PHONE = "PHONE"
    EMAIL = "EMAIL"
    URL = "URL"
    HANDLE = "HANDLE"
    ADDRESS = "ADDRESS"
    SCHOOL = "SCHOOL"
    ID = "ID"
    DOB = "DOB"


class Span(msgspec.Struct, frozen=True, order=True):
    """A detail: signs `start` to `end` (not included) of the original text. Not `certain`: she is asked before it is posted."""

    start: int
    end: int
    kind: Kind
    rule: str
    certain: bool = True
