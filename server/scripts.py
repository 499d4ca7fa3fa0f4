"""Where scripts are read from: those that come with Hearth (`rooms/scripts/`), and a programme's own folder beside or instead of them.

Read once, at start: a script that cannot be used is one sentence on the console then, and never a surprise in the evening.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from rooms.formats import Script, ScriptRefused, Step, parse
from server.config import Settings, SettingsRefused


class Scripts:
    """The formats that rooms of this programme may choose."""

    def __init__(self, scripts: Iterable[Script]) -> None:
        self._scripts = {script.name: script for script in scripts}

    @classmethod
    def of(cls, settings: Settings) -> Scripts:
        """Ours, and the programme's own, which go before ours of the same name. Raises `SettingsRefused`."""
        scripts = [parse(file.read_bytes(), file.name) for file in packaged()]
        try:
            scripts += [read(path) for path in _own(settings.scripts_folder)]
        except ScriptRefused as error:
            raise SettingsRefused(f"A script in HEARTH_SCRIPTS_FOLDER cannot be used. {error}") from None
        return cls(scripts)

    def names(self) -> list[str]:
        """What a room may remember as its format."""
        return sorted(self._scripts)

    def load(self, name: str) -> Script:
        """The script of that name. Raises `KeyError` when there is none (any more)."""
        return self._scripts[name]

    def steps(self, name: str) -> tuple[Step, ...]:
        """What a meeting of a room with this format is planned with; none for an open meeting, or when the script is gone."""
        script = self._scripts.get(name)
        return script.steps if script else ()


def packaged() -> list[Traversable]:
    """The scripts that come with Hearth."""
    folder = resources.files("rooms") / "scripts"
    return sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)


def read(path: Path) -> Script:
    """One script from a file. Raises `ScriptRefused`."""
    try:
        return parse(path.read_bytes(), str(path))
    except OSError as error:
        raise ScriptRefused(f"{path} cannot be read: {error.strerror}.") from None


def _own(folder: Path | None) -> list[Path]:
    if folder is None:
        return []
    if not folder.is_dir():
        raise SettingsRefused(f"HEARTH_SCRIPTS_FOLDER names {folder}, but there is no such folder.")
    return sorted(path for path in folder.iterdir() if path.suffix == ".toml")
