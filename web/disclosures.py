"""Requests from outside, in words: who asks, why something was given."""

from __future__ import annotations

from server.people.disclosures import Asker, Basis
from web.words import mark

ASKERS: dict[Asker, str] = {
    Asker.COURT: mark("A court"),
    Asker.POLICE: mark("The police"),
    Asker.LAWYER: mark("A lawyer"),
    Asker.OFFICE: mark("An office, such as child welfare or probation"),
    Asker.OTHER: mark("Someone else"),
}
BASES: dict[Basis, str] = {
    Basis.CONSENT: mark("Her own consent, in writing"),
    Basis.ORDER: mark("A court's order that allows it, and what compels it"),
    Basis.EMERGENCY: mark("A medical emergency"),
    Basis.LAW: mark("Another reason in law, which counsel named"),
}
