"""What stands in the place of a detail that was hidden: said in the language of whoever wrote, in the middle of her words."""

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
