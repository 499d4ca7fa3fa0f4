"""What stands in the place of a detail that was hidden: in the room's language, and on a page in its reader's."""

from __future__ import annotations

from collections.abc import Callable

from rooms.terms import Detail
from web.words import mark

LABELS: dict[Detail, str] = {
    Detail.PERSON: mark("[name hidden]"),
    Detail.CHILD: mark("[child's name hidden]"),
    Detail.PHONE: mark("[phone number hidden]"),
    Detail.EMAIL: mark("[mail address hidden]"),
    Detail.URL: mark("[link hidden]"),
    Detail.HANDLE: mark("[account name hidden]"),
    Detail.ADDRESS: mark("[address hidden]"),
    Detail.SCHOOL: mark("[school hidden]"),
    Detail.ID: mark("[number hidden]"),
    Detail.DOB: mark("[date of birth hidden]"),
    Detail.OWN: mark("[word hidden]"),
}


def label(translate: Callable[[str, str], str], language: str, detail: Detail) -> str:
    """The label in a language; `translate(language, sentence)`."""
    return translate(language, LABELS[detail])


def as_read(translate: Callable[[str, str], str], room: str, page: str) -> dict[str, str]:
    """What stands in a room's words, and what its reader's page says instead; empty where both are of one language."""
    said = ((translate(room, sentence), translate(page, sentence)) for sentence in LABELS.values())
    return {there: here for there, here in said if there != here}
