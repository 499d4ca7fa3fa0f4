"""Commands at the console write to the record beside a running server: neither loses what the other wrote."""

import subprocess
import sys
from pathlib import Path

import sqlalchemy as sa

from server.store.engine import Database
from server.store.moments import EPOCH
from server.store.tables import revocation

BESIDE = """
import sqlite3, sys
record = sqlite3.connect(sys.argv[1])
record.execute("INSERT INTO revocation (kind, key, at) VALUES ('session', 'beside', 0)")
record.commit()
print(sorted(row[0] for row in record.execute("SELECT key FROM revocation")))
record.close()
"""


def beside(file: Path) -> str:
    """What another process finds after it wrote and went."""
    done = subprocess.run([sys.executable, "-c", BESIDE, str(file)], capture_output=True, text=True, check=True)
    return done.stdout.strip()


async def test_a_command_beside_the_server_takes_nothing_away(tmp_path: Path) -> None:
    file = tmp_path / "hearth.db"
    db = await Database.open(f"sqlite:///{file}", f"sqlite:///{tmp_path}/keys.db")
    try:
        await db.migrate()  # the first start: opens the file once more
        wal = file.with_name("hearth.db-wal")
        async with db.write() as connection:
            await connection.execute(revocation.insert().values(kind="session", key="before", at=EPOCH))
        held = wal.stat().st_ino
        assert beside(file) == "['before', 'beside']"
        assert wal.stat().st_ino == held, "the write-ahead log was deleted under the server"
        async with db.write() as connection:
            await connection.execute(revocation.insert().values(kind="session", key="after", at=EPOCH))
        assert beside(file) == "['after', 'before', 'beside', 'beside']"
        async with db.read() as connection:
            assert len((await connection.execute(sa.select(revocation))).all()) == 4
    finally:
        await db.close()
