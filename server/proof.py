"""`hearth retention`, at the console: what is kept by class, and the proof that nothing outlives its clock."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec

from server.config import Settings, SettingsRefused
from server.console import existing_key
from server.kept.proof import OtherVersion, Proof, Where, prove
from server.people.people import lives_of
from server.store.classes import CLASSES


def listed() -> list[str]:
    """Each class of what is kept, in a sentence, and what destroys it."""
    return [line for kept in CLASSES for line in (kept.name, f"  {kept.sentence}", f"  Ended by: {kept.destroyed_by}.")]


async def proven(settings: Settings, backups: Path | None) -> Proof:
    """Walk everything that these settings name. Raises `SettingsRefused`, `StoreDown`."""
    if settings.embedded and not all((settings.data / name).exists() for name in ("hearth.db", "keys.db")):
        raise SettingsRefused(f"There is no programme in {settings.data} yet. Start one with: hearth serve")
    master = existing_key(settings)
    where = Where(
        settings.main_url,
        settings.keys_url,
        lives_of(settings),
        settings.data if settings.embedded else None,
        backups or settings.backups_folder,
        timedelta(days=settings.backups_kept_days),
        settings.redis_url.get_secret_value() if settings.redis_url else None,
    )
    try:
        return await prove(where, master)
    except OtherVersion as error:
        raise SettingsRefused(str(error)) from None
    except OSError as error:
        raise SettingsRefused(f"Not everything could be looked at ({error.strerror}).") from None


def told(proof: Proof, *, as_json: bool) -> list[str]:
    """The proof for people, or as one JSON object. No word, name or id is in it."""
    if as_json:
        whole = msgspec.to_builtins(proof) | {"proven": not proof.findings}
        return [msgspec.json.encode(whole).decode()]
    width = max(len(held.name) for held in proof.classes)
    lines = [f"{'class':<{width}}  {'rows':>9}  {'oldest':<16}  overdue"]
    for held in proof.classes:
        oldest = f"{held.oldest:%Y-%m-%d %H:%M}" if held.oldest else ""
        lines.append(f"{held.name:<{width}}  {held.rows:>9}  {oldest:<16}  {held.overdue}")
    if proof.held:
        until = f"{proof.held[-1]:%Y-%m-%d}"
        lines += ["", f"Kept past its time by a legal hold: {len(proof.held)}, the longest until {until}. See the page Legal holds."]
    lines += ["", f"Looked at: {', '.join(proof.looked_at)}."]
    lines += [f"Not looked at: {each}." for each in proof.not_looked_at]
    if proof.findings:
        return [*lines, "", *proof.findings]
    return [*lines, "Proven: nothing there is kept past its time, and nothing older can be read."]
