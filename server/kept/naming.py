"""What in the record names one account: for its holder's rights, and for whoever has to answer a request from outside.

Every column that stands in the table of classes and could hold the id is asked, so that nothing is forgotten when something new is kept;
where ids stand packed among others (`server/people/hers.py`), all of it is looked through.
What is sealed or blind names nobody: there is nothing to find without the key it is sealed under.
"""

from __future__ import annotations

import sqlalchemy as sa

from server.people.hers import ACTED
from server.people.names import skeleton
from server.store import tables as t
from server.store.classes import RECORD
from server.store.engine import Database


async def account_named(db: Database, name: str) -> str | None:
    """The id of the account that goes by this name, however it is written."""
    query = sa.select(t.account.c.id).where(t.account.c.name_mark == skeleton(name))
    async with db.read() as connection:
        found: str | None = (await connection.execute(query)).scalar_one_or_none()
    return found


async def rows_naming(db: Database, account: str) -> dict[str, int]:
    """How many rows of each class have the account's id in a column of that class; by the name of the class, none left out that has any."""
    found: dict[str, int] = {}
    async with db.read() as connection:
        for table, classes in RECORD.items():
            for kind, columns in classes.items():
                every = [t.MAIN.tables[table].c[name] for name in columns.split()]
                texts = [column for column in every if isinstance(column.type, sa.String)]
                packed = [column for column in every if column.name in ACTED.get(table, ()) and column not in texts]
                rows = 0
                if texts:
                    query = sa.select(sa.func.count()).where(sa.or_(*(column == account for column in texts)))
                    rows = (await connection.execute(query)).scalar_one()
                for column in packed:
                    rows += sum(account.encode() in bytes(value) for value in (await connection.execute(sa.select(column))).scalars())
                found[kind.name] = found.get(kind.name, 0) + rows
    return {name: rows for name, rows in found.items() if rows}
