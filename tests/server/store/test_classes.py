"""Everything that is kept stands in the table of classes, and nothing else does: a new column is kept, and copied, by decision only."""

import pytest
import sqlalchemy as sa

from server.store.classes import CLASSES, EXCERPTS, KEYRING, LEDGER, RECORD, SEATS, SESSIONS, WORDS, DataClass, backed_up, class_of
from server.store.keys import KEYS
from server.store.tables import MAIN

NEVER = {
    "case_word",
    "feed",
    "hosting",
    "invitation",
    "log",
    "measure",
    "message",
    "node",
    "overdue",
    "page",
    "revocation",
    "seat",
    "session",
    "timer",
}


def unsorted(table: dict[str, dict[DataClass, str]], metadata: sa.MetaData) -> set[str]:
    """Columns without an entry, entries without a column, and columns with two."""
    entries = [f"{name}.{column}" for name, kept in table.items() for columns in kept.values() for column in columns.split()]
    real = {f"{each.name}.{column.name}" for each in metadata.tables.values() for column in each.columns}
    return real.symmetric_difference(entries) | {entry for entry in entries if entries.count(entry) > 1}


@pytest.mark.parametrize(("table", "metadata"), [(RECORD, MAIN), (KEYRING, KEYS)])
def test_every_column_has_a_class_and_every_entry_a_column(table: dict[str, dict[DataClass, str]], metadata: sa.MetaData) -> None:
    assert unsorted(table, metadata) == set(), "say in server/store/classes.py what it is for, how long it is kept and who may read it"


def test_a_new_column_is_noticed() -> None:
    made = sa.MetaData()
    sa.Table("check_value", made, sa.Column("id", sa.Integer), sa.Column("diary", sa.Text))
    assert unsorted({"check_value": {WORDS: "id wrapped id"}}, made) == {"check_value.diary", "check_value.wrapped", "check_value.id"}


def test_every_class_is_in_use_and_says_what_it_is() -> None:
    used = {kept for table in (RECORD, KEYRING) for entry in table.values() for kept in entry}
    assert used == set(CLASSES)
    assert len({kept.name for kept in CLASSES}) == len(CLASSES)
    for kept in CLASSES:
        assert kept.readers, kept.name
        assert kept.destroyed_by, kept.name
        assert kept.sentence.endswith("."), kept.name


def test_what_is_backed_up_is_decided_by_class() -> None:
    assert {name for name in RECORD if not backed_up(name)} == NEVER
    assert not any(backed_up(name) for name in (*KEYRING, "a_table_of_tomorrow"))
    assert "excerpt" not in backed_up("report")
    assert not any(kept.backed_up for kept in (WORDS, SEATS, EXCERPTS, SESSIONS, LEDGER))
    assert class_of("message") is WORDS
    assert class_of("ledger") is LEDGER


def test_what_a_backup_leaves_out_of_a_row_may_be_missing() -> None:
    for name in RECORD:
        kept = backed_up(name)
        for column in MAIN.tables[name].columns if kept else ():
            assert column.name in kept or (column.nullable and not column.primary_key), f"{name}.{column.name}"
