"""What erasing here does not reach: back-ups that still hold it, and the copies of whoever was given something of it.

Nothing is opened to find out. A back-up holds an attachment where its list of sums names it, and a record unless the back-up is
older than the record's first row. In doubt it counts as holding it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from casevault.errors import CaseVaultError
from casevault.vault import backup
from casevault.vault.backup_memory import remembered
from casevault.vault.backup_own import own_generations
from casevault.vault.backup_place import Place

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from casevault.vault.erasing import Plan
    from casevault.vault.vault import Vault

SLACK: Final = timedelta(days=1)  # FAT keeps the time of some zone or other


@dataclass(frozen=True, slots=True)
class Held:
    """A back-up that holds, or may hold, what is erased. `day` as the file system has it, ISO."""

    place: Path
    generation: int
    day: str
    ours: bool  # under the present keys: this vault can drop it


@dataclass(frozen=True, slots=True)
class Unreached:
    """A place of back-ups that is not there now, or cannot be read; `day`: of the newest back-up known there, ISO."""

    place: Path
    day: str


@dataclass(frozen=True, slots=True)
class Copies:
    """What is known of copies in back-ups."""

    held: tuple[Held, ...]
    unreached: tuple[Unreached, ...]


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who was given something of it: the entry of the register, who, and when (ISO)."""

    disclosure: str
    name: str
    at: str


def copies_of(vault: Vault, plan: Plan) -> Copies:
    """Return the back-ups that hold what `plan` erases, as far as their places can be reached."""
    first = datetime.fromtimestamp(plan.since / 1_000_000, UTC).date() - SLACK
    blobs = plan.blobs if plan.target.file else ()
    held: list[Held] = []
    unreached: list[Unreached] = []
    for known in remembered(vault):
        place = Place(known.place)
        try:
            generations = place.generations()
            own = set(own_generations(vault, place))
            held += [
                Held(place.path, number, place.day(number), number in own)
                for number in generations
                if _may_hold(place, number, first, blobs)
            ]
        except CaseVaultError:
            generations = []
        if not generations:  # a stick that is not plugged in looks like an empty folder
            unreached.append(Unreached(place.path, known.day.isoformat()))
    return Copies(tuple(held), tuple(unreached))


def drop(vault: Vault, held: Iterable[Held]) -> tuple[Held, ...]:
    """Drop the back-ups of `held` that are this vault's own, with what only they needed; return those that are still there."""
    left: list[Held] = []
    by_place: dict[Path, list[Held]] = {}
    for one in held:
        by_place.setdefault(one.place, []).append(one)
    for path, here in by_place.items():
        try:
            backup.drop(vault, Place(path), [one.generation for one in here if one.ours])
        except CaseVaultError:
            left += here
        else:
            left += [one for one in here if Place(path).folder(one.generation).exists()]
    return tuple(left)


def recipients_of(vault: Vault, plan: Plan) -> tuple[Recipient, ...]:
    """Return to whom something of it was given, the latest first."""
    found = [
        Recipient(record.id, str(record.fields.get("recipient_text", "")), str(record.fields.get("sent_at", "")))
        for record in vault.records.many(plan.disclosures).values()
    ]
    return tuple(sorted(found, key=lambda one: (one.at, one.disclosure), reverse=True))


def _may_hold(place: Place, generation: int, first: date, blobs: Iterable[str]) -> bool:
    try:
        if date.fromisoformat(place.day(generation)) < first:
            return False
        wanted = list(blobs)
        sums = place.sums(generation) if wanted else {}
    except CaseVaultError:
        return True
    return not wanted or any(place.parts_of(sums, blob_id) for blob_id in wanted)
