"""A synthetic vault of a given size, written through the same use cases as every other record."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from benchmarks.invented import Inventor
from casevault.crypto.kdf import CEILING, Bounds, KdfProfile
from casevault.vault.cases import Add
from casevault.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

PASSPHRASE = b"seven invented words nobody would ever guess"
# The key derivation is calibrated to a second and has no place in a ratio: here it costs nothing.
PROFILE = KdfProfile(8, 1, 1)
BOUNDS = Bounds(lowest=PROFILE, highest=CEILING)
BATCH = 500


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
    _say(f"written in {time.perf_counter() - start:.0f} s; indexing")
    vault.search.drain()
    _say(f"ready in {time.perf_counter() - start:.0f} s")
    return vault


def _add(vault: Vault, records: Iterator[tuple[str, Mapping[str, object]]], total: int) -> list[str]:
    made: list[str] = []
    while lot := list(islice(records, BATCH)):
        made.extend(vault.records.apply([Add(kind, fields) for kind, fields in lot]).made)
        _say(f"{lot[0][0]:8} {len(made)}/{total}", end="\r")
    _say("")
    return made


def _say(text: str, end: str = "\n") -> None:
    print(text, end=end, file=sys.stderr, flush=True)
