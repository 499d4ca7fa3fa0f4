"""`hearth backup` and `hearth restore`, at the console."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from server.clock import Clock
from server.config import Settings, SettingsRefused
from server.console import existing_key, opened
from server.kept.archive import SUFFIX, Damaged
from server.kept.backup import take
from server.kept.restore import NotRestored, Restored, restore
from server.store.engine import Database
from server.store.keyring import Keyring
from server.store.lock import FolderInUse, FolderLock
from server.store.migrate import HEADS, TooNew, version
from server.store.sealing import Vault


async def backup(settings: Settings, folder: Path | None) -> list[str]:
    """Write a backup beside a running server, or without one. Raises `SettingsRefused`."""
    place = folder or settings.backups_folder
    if place is None:
        raise SettingsRefused("Say where to: hearth backup FOLDER, or set HEARTH_BACKUPS_FOLDER.")
    master = existing_key(settings)
    async with opened(settings) as (db, clock, _people):
        if await version(db, "main") != HEADS["main"]:
            raise SettingsRefused("This data is not of this version. Start Hearth once with it, then take the backup.")
        try:
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            taken = await take(db, Vault(master), clock, place)
        except OSError as error:
            raise SettingsRefused(f"The backup cannot be written to {place} ({error.strerror}).") from None
    return [
        f"{taken.path}: {taken.rows} rows.",
        "It holds no words, no seats and no keys. Keep it apart from the secret key; never copy the keyring with it.",
    ]


async def bring_back(settings: Settings, source: Path, agreed: Callable[[str], bool]) -> list[str]:
    """Restore the backup in this file, or the newest in this folder. `agreed` is asked a question when keys are to be destroyed.

    Raises `SettingsRefused`, `WrongKey`.
    """

    def keys_may_go(left: int) -> bool:
        return agreed(
            f"The keyring still holds {left} keys of meetings and reports. They are destroyed, so that nobody reads what the lost record "
            "held. If a server still runs with this keyring, stop it first: its meetings would lose their words. Go on?"
        )

    path = _newest(source)
    master = existing_key(settings)
    with ExitStack() as stack:
        if settings.embedded:
            settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                stack.enter_context(FolderLock(settings.data))
            except FolderInUse:
                raise SettingsRefused("Hearth is running on this data folder. Stop it first.") from None
        db = await Database.open(settings.main_url, settings.keys_url)
        try:
            clock = Clock(db.now)
            await clock.sample()
            done = await restore(db, Keyring(db, master), Vault(master), clock.now(), path, agreed=keys_may_go)
        except (NotRestored, Damaged, TooNew) as error:
            raise SettingsRefused(str(error)) from None
        except OSError as error:
            raise SettingsRefused(f"{path} cannot be read ({error.strerror}).") from None
        finally:
            await db.close()
    return _told(path, done)


def _newest(source: Path) -> Path:
    if not source.is_dir():
        return source
    found = sorted(source.glob(f"*{SUFFIX}"))
    if not found:
        raise SettingsRefused(f"There is no backup in {source}.")
    return found[-1]


def _told(path: Path, done: Restored) -> list[str]:
    again = done.replayed
    restored = f"{path.name}, taken {done.taken_at:%Y-%m-%d %H:%M} UTC: {done.rows} rows restored. No words came back."
    deleted = f"{again.accounts_deleted} accounts deleted, {again.roles_ended} roles ended"
    lines = [restored, f"Done again: {deleted}, {again.exclusions_made} exclusions made, {again.exclusions_lifted} lifted."]
    if not done.entries:
        lines.append(
            "The ledger beside the keyring is empty. If this is not the keyring of the programme, accounts deleted and exclusions made "
            "after the backup are as they were before: look through them before anyone comes in."
        )
    return lines
