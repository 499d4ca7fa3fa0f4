"""A room's tags, rules and questions as both databases keep them: a text each."""

from __future__ import annotations

import sqlalchemy as sa

from rooms import questions, rules
from rooms.questions import Question
from rooms.rules import Rules
from rooms.tags import Tag, pack, unpack


class Tags(sa.types.TypeDecorator[tuple[Tag, ...]]):
    """A few words of a closed list."""

    impl = sa.String(80)
    cache_ok = True

    def process_bind_param(self, value: tuple[Tag, ...] | None, dialect: sa.Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else pack(value)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> tuple[Tag, ...] | None:  # noqa: ARG002
        return None if value is None else unpack(value)


class RulesText(sa.types.TypeDecorator[Rules]):
    """A room's own rules, as JSON."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Rules | None, dialect: sa.Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else rules.pack(value)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> Rules | None:  # noqa: ARG002
        return None if value is None else rules.unpack(value)


class QuestionsText(sa.types.TypeDecorator[tuple[Question, ...]]):
    """What a room asks at the door, as JSON."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: tuple[Question, ...] | None, dialect: sa.Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else questions.pack(value)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> tuple[Question, ...] | None:  # noqa: ARG002
        return None if value is None else questions.unpack(value)
