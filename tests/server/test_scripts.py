"""Where scripts come from: the wheel, a programme's own folder, and `hearth scripts`."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from server.cli import main
from server.config import Settings, SettingsRefused
from server.scripts import Scripts, packaged

GOOD = 'title.en = "Ours"\nlicence = "ours"\n[[step]]\ntitle.en = "Talk"\nminutes = 5\nmode = "open"\ncross_talk = true\n'


def scripts(folder: Path | None = None) -> Scripts:
    return Scripts.of(Settings(scripts_folder=folder))


def test_ours_are_there_without_a_setting() -> None:
    found = scripts()
    assert found.names() == sorted(file.name.removesuffix(".toml") for file in packaged())
    assert found.load("smart").minutes == 90
    assert found.steps("smart") == found.load("smart").steps


def test_a_room_without_a_format_or_whose_script_is_gone_has_an_open_meeting() -> None:
    assert scripts().steps("") == ()
    assert scripts().steps("gone") == ()


def test_a_programmes_own_go_beside_ours_and_before_those_of_the_same_name(tmp_path: Path) -> None:
    (tmp_path / "our_evening.toml").write_text(GOOD)
    (tmp_path / "smart.toml").write_text(GOOD)
    (tmp_path / "notes.txt").write_text("no script")
    found = scripts(tmp_path)
    assert set(found.names()) - set(scripts().names()) == {"our_evening"}
    assert (found.load("smart").title, found.load("smart").minutes) == ({"en": "Ours"}, 5)


def test_a_broken_one_is_said_at_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsRefused, match="no such folder"):
        scripts(tmp_path / "nowhere")
    (tmp_path / "ours.toml").write_text(GOOD.replace("minutes", "minuts"))
    with pytest.raises(SettingsRefused, match=r"HEARTH_SCRIPTS_FOLDER cannot be used\. .*ours\.toml, step 1 \(Talk\), field minuts"):
        scripts(tmp_path)


def test_check_says_yes_or_where_it_is_wrong(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(GOOD + 'paste.en = "Our pledge."\n')
    good = CliRunner().invoke(main, ["scripts", "check", str(file)])
    assert (good.exit_code, good.stdout) == (
        0, "ours: Ours. 5 minutes, 1 step. It can be used.\n  step 1 (Talk) waits for a text: Our pledge.\n",
    )  # fmt: skip
    file.write_text(GOOD.replace('"open"', '"shout"'))
    bad = CliRunner().invoke(main, ["scripts", "check", str(file)])
    assert (bad.exit_code, bad.stdout) == (2, "")
    assert bad.stderr == f"hearth: {file}, step 1 (Talk), field mode: 'shout' is none of open, queue, go_round, facilitators, silence.\n"


def test_show_prints_one_to_begin_from(tmp_path: Path) -> None:
    shown = CliRunner().invoke(main, ["scripts", "show", "twelve_step"])
    file = tmp_path / "our_twelve_step.toml"
    file.write_text(shown.stdout)
    assert CliRunner().invoke(main, ["scripts", "check", str(file)]).exit_code == 0
    none = CliRunner().invoke(main, ["scripts", "show", "ours"])
    assert (none.exit_code, none.stderr) == (
        2, f"hearth: There is no script 'ours'. There are {', '.join(scripts().names())}.\n",
    )  # fmt: skip
