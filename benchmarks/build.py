"""A synthetic vault of a given size, brought in as a table is: with the same checks, log, derived tables and index."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from benchmarks.invented import Inventor
from casevault.crypto.kdf import CEILING, Bounds, KdfProfile
from casevault.domain.values import parse_fields
from casevault.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from casevault.vault.bulk import Bulk

PASSPHRASE = b"seven invented words nobody would ever guess"
# The key derivation is calibrated to a second and has no place in a ratio: here it costs nothing.
PROFILE = KdfProfile(8, 1, 1)
BOUNDS = Bounds(lowest=PROFILE, highest=CEILING)
BATCH = 20_000  # records of one act


@dataclass(frozen=True, slots=True)
class Size:
    people: int
    cases: int
    records: int  # in all


SIZES: Mapping[str, Size] = {
    "small": Size(1_000, 500, 5_000),
    "working": Size(10_000, 5_000, 50_000),
    "large": Size(100_000, 50_000, 500_000),
}


def open_vault(folder: Path) -> Vault:
    return Vault.open(folder, bytearray(PASSPHRASE), bounds=BOUNDS)


def build(folder: Path, size: Size) -> Vault:
    """Return a new open vault with its index up to date; says on stderr how long it took."""
    start = time.perf_counter()
    vault, _ = Vault.create(folder, bytearray(PASSPHRASE), sign_as="bench", profile=PROFILE, synced_folder_ok=True)
    vault.search.drain()  # who signs, and this device: from then on the index is current, and written with the records
    inventor = Inventor()
    people = _add(vault, (("person", inventor.person()) for _ in range(size.people)), size.people)
    cases = _add(
        vault, (("case", inventor.case(number, people[number % len(people)])) for number in range(size.cases)), size.cases
    )
    rest = size.records - size.people - size.cases
    kinds = (
        ("event", inventor.event(cases[number % len(cases)]))
        if number % 2
        else ("note", inventor.note(cases[number % len(cases)]))
        for number in range(rest)
    )
    _add(vault, kinds, rest)
    vault.search.drain()
    _say(f"ready in {time.perf_counter() - start:.0f} s")
    return vault


def _add(vault: Vault, records: Iterator[tuple[str, Mapping[str, object]]], total: int) -> list[str]:
    made: list[str] = []

    def work(bulk: Bulk) -> None:
        for kind, fields in islice(records, BATCH):
            record_id = vault.ambient.new_id()
            rt = vault.schema.type(kind)
            bulk.add(kind, record_id, parse_fields(vault.schema, rt, fields, new_id=vault.ambient.new_id))
            made.append(record_id)

    while len(made) < total:
        vault.records.bring_in(work)
        _say(f"{len(made)}/{total}", end="\r")
    _say("")
    return made


def _say(text: str, end: str = "\n") -> None:
    print(text, end=end, file=sys.stderr, flush=True)
