"""INSERT … ON CONFLICT, which both databases speak and SQLAlchemy spells twice."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from server.store.engine import Database


def upsert(db: Database, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    """An insert that knows `on_conflict_do_nothing` and `on_conflict_do_update` in this database's tongue."""
    return sqlite.insert(table) if db.kind == "sqlite" else postgresql.insert(table)


def insert_new(db: Database, table: sa.Table) -> sa.Insert:
    """An insert that leaves a row that is there already as it is."""
    return upsert(db, table).on_conflict_do_nothing()
