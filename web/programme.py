"""The programme's name, language and country: one row, read again now and then, so that every node follows a change within seconds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from time import monotonic
from types import MappingProxyType
from typing import NamedTuple

import sqlalchemy as sa

from server.people.checked_lines import checked_at
from server.store.engine import Database
from server.store.tables import programme

READ_EVERY_S = 5.0


class Programme(NamedTuple):
    """What every page says about where she is. The name is the operator's choice and should be neutral."""

    name: str = "Hearth"
    language: str = "en"
    country: str = "US"
    set_up: bool = False
    demo: bool = False
    checked: Mapping[str, datetime] = MappingProxyType({})  # when somebody last confirmed each help line


class Programmes:
    """The row as last read. A database that does not answer leaves what was known."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known = Programme()
        self._read_at = -READ_EVERY_S

    @property
    def known(self) -> Programme:
        """What was last read; before that, a name that says nothing."""
        return self._known

    async def get(self) -> Programme:
        """The programme, at most `READ_EVERY_S` old. Raises `StoreDown`."""
        if monotonic() - self._read_at >= READ_EVERY_S:
            async with self._db.read() as connection:
                columns = (programme.c.name, programme.c.language, programme.c.country, programme.c.demo)
                row = (await connection.execute(sa.select(*columns))).first()
            checked = await checked_at(self._db)
            self._known = (
                Programme(row.name, row.language, row.country, set_up=True, demo=row.demo, checked=checked) if row else Programme()
            )
            self._read_at = monotonic()
        return self._known
