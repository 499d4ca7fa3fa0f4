"""The programme's key: made once, kept from others, refused with a sentence when it is none."""

import base64
import subprocess
import sys
from pathlib import Path

import pytest

from server.store.master import KeyRefused, load_or_create_master, master_from_text


def test_made_once_and_readable_by_the_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    master = load_or_create_master(path)
    assert len(master) == 32
    assert load_or_create_master(path) == master
    assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["secret.key"]
    assert load_or_create_master(tmp_path / "another.key") != master


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_file_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "secret.key"
    load_or_create_master(path)
    path.chmod(mode)
    with pytest.raises(KeyRefused, match="chmod 600"):
        load_or_create_master(path)


def test_both_alphabets_with_and_without_padding() -> None:
    master = bytes(range(200, 232))
    texts = [base64.b64encode(master).decode(), base64.urlsafe_b64encode(master).decode()]
    assert {master_from_text(text) for text in [*texts, *(text.rstrip("=") + "\n" for text in texts)]} == {master}


@pytest.mark.parametrize("text", ["", "letmein", "changeme" * 5, "A" * 43 + "=", base64.b64encode(bytes(range(31))).decode(), "é" * 44])
def test_what_is_no_key_is_refused_and_not_quoted(text: str) -> None:
    with pytest.raises(KeyRefused) as refused:
        master_from_text(text)
    assert not text or text not in str(refused.value)


def test_a_file_that_holds_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    path.write_bytes(b"\xff\xfe")
    path.chmod(0o600)
    with pytest.raises(KeyRefused):
        load_or_create_master(path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no core dumps of this kind")
def test_no_core_dump() -> None:
    code = (
        "import resource, server.store.master as m; m.no_core_dumps(); print(resource.getrlimit(resource.RLIMIT_CORE));"
        "import sys, ctypes; print(ctypes.CDLL(None).prctl(3) if sys.platform == 'linux' else 0)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "(0, 0)\n0\n"
