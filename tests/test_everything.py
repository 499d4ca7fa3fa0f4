"""`./hearth test` runs every check whatever becomes of the others, says how each went, and fails if any did."""

import sys

import pytest

from tests.support import bootstrap, everything

BAD = ("bad", [sys.executable, "-c", "print('something is wrong'); raise SystemExit(3)"])
GOOD = ("good", [sys.executable, "-c", "print('all is well')"])
BESIDE = ("types", [sys.executable, "-c", "print('a type is wrong'); raise SystemExit(1)"])


def test_a_failed_check_stops_none_and_fails_the_whole(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(everything, "checks", lambda: [BAD, GOOD])
    assert everything.main([]) == 1
    said = capfd.readouterr().out
    assert "something is wrong" in said
    assert "all is well" in said
    summary = said.partition("── summary")[2].splitlines()
    assert [line.split()[:2] for line in summary[1:]] == [["FAILED", "bad"], ["ok", "good"]]


def test_what_runs_beside_the_others_is_heard_and_counted_too(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(everything, "checks", lambda: [BESIDE, GOOD])
    assert everything.main([]) == 1
    said, _, summary = capfd.readouterr().out.partition("── summary")
    assert said.index("all is well") < said.index("a type is wrong"), "it is shown in one piece, at the end"
    assert [line.split()[:2] for line in summary.splitlines()[1:]] == [["ok", "good"], ["FAILED", "types"]]


def test_it_succeeds_when_all_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(everything, "checks", lambda: [GOOD, GOOD])
    assert everything.main([]) == 0


def test_the_checks_are_those_we_promise_and_find_what_they_check() -> None:
    commands = dict(everything.checks())
    quick = ["lint", "format", "types", "imports", "catalogues", "chromium", "browser units"]
    assert list(commands) == [*quick, "tests alone", "journeys", "tests"]
    units = commands["browser units"][3:]
    assert units
    assert all(unit.endswith(".test.js") for unit in units)


def test_every_test_runs_in_one_of_the_runs_and_is_tried_once() -> None:
    commands = dict(everything.checks())
    runs = [commands[name] for name in ("journeys", "tests")]
    for run in runs:
        assert [part for part in run if part.startswith("--ignore=")] == [f"--ignore={file}" for file in everything.ALONE]
    assert all(file in commands["tests alone"] and (bootstrap.ROOT / file).is_file() for file in everything.ALONE)
    for file in bootstrap.ROOT.glob("tests/**/test_*.py"):
        path = file.relative_to(bootstrap.ROOT).as_posix()
        assert path in everything.ALONE or sum(path == place or path.startswith(f"{place}/") for run in runs for place in run) == 1, path
    assert not any("failed" in part or "rerun" in part for command in commands.values() for part in command)


def test_ci_runs_exactly_what_a_newcomer_does() -> None:
    assert "\nexec ./hearth test\n" in (bootstrap.ROOT / ".ci/run").read_text(encoding="utf-8")
