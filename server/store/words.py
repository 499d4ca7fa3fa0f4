"""A room's tags as both databases keep them: one text, spaces between."""

from __future__ import annotations

import sqlalchemy as sa

from rooms.tags import Tag, pack, unpack


class Tags(sa.types.TypeDecorator[tuple[Tag, ...]]):
    """A few words of a closed list."""

    impl = sa.String(80)
    cache_ok = True

    def process_bind_param(self, value: tuple[Tag, ...] | None, dialect: sa.Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else pack(value)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> tuple[Tag, ...] | None:  # noqa: ARG002
        return None if value is None else unpack(value)
