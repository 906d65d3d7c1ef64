"""Where and when the last back-ups were made: remembered in the vault, encrypted, for reminders and for the next one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from casevault.store import meta

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.store.connection import Connection
    from casevault.vault.vault import Vault

DUE_AFTER: Final = 7  # days without a back-up after which Today says so
PLACES: Final = 8  # the last used ones that are remembered


@dataclass(frozen=True, slots=True)
class Remembered:
    """The newest back-up in one place."""

    place: Path
    day: date
    generation: int


def remember(vault: Vault, place: Path, generation: int, *, day: date | None = None) -> None:
    """Note that a back-up was made today, or on `day`."""
    rest = [found for found in remembered(vault) if found.place != place]
    _note(vault, [Remembered(place, day or vault.ambient.today(), generation), *rest][:PLACES])


def forget(vault: Vault, place: Path) -> None:
    """Forget a place."""
    _note(vault, [found for found in remembered(vault) if found.place != place])


def _note(vault: Vault, kept: Sequence[Remembered]) -> None:
    spelt = [{"place": str(found.place), "day": found.day.isoformat(), "generation": found.generation} for found in kept]
    vault.db.write(lambda connection: meta.put(connection, meta.BACKUPS, json.dumps(spelt).encode()))


def remembered(vault: Vault) -> list[Remembered]:
    """Return the places of back-ups, the last used first; what cannot be read counts as not remembered."""
    found = vault.db.read(_noted)
    try:
        return [Remembered(Path(one["place"]), date.fromisoformat(one["day"]), int(one["generation"])) for one in found]
    except (KeyError, TypeError, ValueError):
        return []


def _noted(connection: Connection) -> list[dict[str, str]]:
    try:
        found = json.loads(meta.get(connection, meta.BACKUPS) or b"[]")
    except ValueError:
        return []
    return found if isinstance(found, list) else []


def is_due(vault: Vault, as_of: date) -> bool:
    """Say whether a back-up is due: none for a week, or for as long as the policy says, or none ever."""
    days = [found.day for found in remembered(vault)]
    return (
        not days or not 0 <= (as_of - max(days)).days < vault.policy.reminder_days
    )  # a day to come says that the clock was set back
