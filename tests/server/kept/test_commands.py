"""`hearth backup`, `hearth restore` and `hearth retention` as they are typed, and the sentences they answer with."""

import asyncio
import base64
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from server.cli import main
from server.store import tables as t
from server.store.keyring import Keyring
from server.store.lock import FolderLock
from tests.support.databases import NOON, laid, opened
from tests.support.people import MASTER


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data folder of a programme whose keyring holds one key."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    urls = laid(folder)
    (folder / "secret.key").write_text(base64.b64encode(MASTER).decode())
    for path in folder.iterdir():
        path.chmod(0o600)

    async def begun() -> None:
        async with opened(urls) as db, db.write() as connection:
            row = {"id": 1, "name": "Willow House", "language": "en", "country": "US", "set_up_at": NOON, "demo": False}
            await connection.execute(t.programme.insert().values(row))
            await Keyring(db, MASTER).check()
            await Keyring(db, MASTER).create("meeting")

    asyncio.run(begun())
    return folder


def hearth(*words: str | Path, typed: str = "") -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], input=typed)


@contextmanager
def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr("server.cli.at_a_terminal", lambda: True)
        yield


def lose_the_record(data: Path) -> None:
    for path in data.glob("hearth.db*"):
        path.unlink()


def test_a_lost_record_comes_back(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "backups"
    for _ in range(2):
        taken = hearth("backup", folder, "--data", data)
        assert (taken.exit_code, "never copy the keyring" in taken.output) == (0, True), taken.output
    newest = max(folder.iterdir()).name
    full = hearth("restore", folder, "--data", data)
    assert (full.exit_code, "restored into an empty one only" in full.output) == (2, True), full.output
    lose_the_record(data)
    unasked = hearth("restore", folder, "--data", data)
    assert (unasked.exit_code, "add --yes" in unasked.output) == (2, True), unasked.output
    with at_a_terminal(monkeypatch):
        refused = hearth("restore", folder, "--data", data, typed="n\n")
        assert (refused.exit_code, "still holds 1 keys" in refused.output) == (2, True), refused.output
        lose_the_record(data)
        done = hearth("restore", folder, "--data", data, typed="y\n")
    assert done.exit_code == 0, done.output
    assert newest in done.output
    assert "No words came back" in done.output
    proven = hearth("retention", "--prove", "--backups", folder, "--data", data)
    assert (proven.exit_code, "Proven" in proven.output) == (0, True), proven.output


def test_what_stands_in_the_way_is_said_in_a_sentence(data: Path, tmp_path: Path) -> None:
    nowhere = hearth("backup", "--data", data)
    assert (nowhere.exit_code, "Say where to" in nowhere.output) == (2, True)
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "There is no backup in" in hearth("restore", empty, "--data", data).output
    assert hearth("backup", empty, "--data", data).exit_code == 0
    lose_the_record(data)
    with FolderLock(data):
        assert "Stop it first" in hearth("restore", empty, "--yes", "--data", data).output
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    assert "There is no secret key" in hearth("restore", empty, "--yes", "--data", elsewhere).output
    shutil.copy(data / "secret.key", elsewhere / "secret.key")
    done = hearth("restore", empty, "--data", elsewhere)
    assert (done.exit_code, "ledger beside the keyring is empty" in done.output) == (0, True), done.output
