"""`hearth screen`: JSON lines in, JSON lines out, at once, and nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

COMMAND = [sys.executable, "-P", "-m", "server", "screen"]
CALL = {"id": 1, "text": "call me, 503-555-0142"}
FOUND = {"id": 1, "categories": [], "tier": 0, "rules": ["phone.ten"], "spans": [{"start": 9, "end": 21, "type": "PHONE"}]}


@contextmanager
def screening(home: Path, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """The command as it runs for somebody who has nothing: no data folder, no settings, and a folder nobody can write in."""
    home.chmod(0o500)
    env = {"HOME": str(home), "PATH": os.environ["PATH"]}
    pipe = subprocess.PIPE
    with subprocess.Popen([*COMMAND, *options], stdin=pipe, stdout=pipe, stderr=pipe, env=env, cwd=home) as process:
        yield process


def screened(home: Path, said: bytes, *options: str) -> tuple[int, list[Any], str]:
    with screening(home, *options) as process:
        out, err = process.communicate(said)
    return process.returncode, [json.loads(line) for line in out.splitlines()], err.decode()


def lines(*messages: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(each).encode() + b"\n" for each in messages)


def test_each_line_is_answered_before_the_next_is_written(tmp_path: Path) -> None:
    with screening(tmp_path) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for mark in (1, 2):
            process.stdin.write(lines({**CALL, "id": mark}))
            process.stdin.flush()
            assert json.loads(process.stdout.readline()) == {**FOUND, "id": mark}
        process.stdin.close()
    assert process.returncode == 0


def test_a_line_that_is_no_message_is_passed_over_and_not_repeated(tmp_path: Path) -> None:
    bad = b'secret\n\n{"text": "secret"}\n{"id": 1, "text": 5}\n["secret"]\n\xff\n' + b"[" * 100_000 + b"\n"
    code, out, err = screened(tmp_path, bad + lines(CALL))
    assert (code, out) == (1, [FOUND])
    assert [word.split(" ")[2] for word in err.splitlines() if word.startswith("hearth: Line")] == ["1", "3", "4", "5", "6", "7"]
    assert "secret" not in err


def test_places_count_characters_and_the_id_comes_back_as_it_was(tmp_path: Path) -> None:
    marks: list[Any] = ["ñ", {"a": [None]}, 1.5]
    said = lines(*({"id": mark, "text": "🌷 ana@example.com", "tier": 3} for mark in marks)) + b'{"id": 0, "text": "\\ud83d hi"}\r\n'
    code, out, _ = screened(tmp_path, b"\xef\xbb\xbf" + said)
    assert (code, [row["id"] for row in out]) == (0, [*marks, 0])
    assert [row["spans"] for row in out] == [[{"start": 2, "end": 17, "type": "EMAIL"}]] * 3 + [[]]


def test_help_lines_stay_and_a_likely_name_is_said_when_asked_for(tmp_path: Path) -> None:
    said = lines({"id": 1, "text": "call 988 or 1-800-662-4357"}, {"id": 2, "text": "then Mary Hill came"})
    assert [row["spans"] for row in screened(tmp_path, said)[1]] == [[], []]
    assert [row["spans"] for row in screened(tmp_path, said, "--likely")[1]] == [[], [{"start": 5, "end": 14, "type": "PERSON"}]]


def test_how_she_may_be_is_said_beside_what_would_be_hidden(tmp_path: Path) -> None:
    said = [
        {"id": 1, "text": "I took all the pills, call 503-555-0142"},
        {"id": 2, "text": "that joke killed me"},
        {"id": 3, "text": "recaí"},
    ]
    code, out, err = screened(tmp_path, lines(*said))
    assert (code, err) == (0, "")
    assert [(row["tier"], row["categories"]) for row in out] == [(3, ["suicide"]), (0, []), (1, ["relapse"])]
    assert (out[0]["rules"][0], out[0]["rules"][-1]) == ("suicide.ingested", "phone.ten"), "first those about her"
    assert [len(row["spans"]) for row in out] == [1, 0, 0]


def test_whoever_reads_may_stop(tmp_path: Path) -> None:
    with screening(tmp_path) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        try:
            process.stdin.write(lines(CALL))
            process.stdin.close()
        except BrokenPipeError:
            pytest.fail("it did not wait for its first line")
        assert b"Traceback" not in process.stderr.read()
    assert process.returncode == 0
