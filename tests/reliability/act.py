"""What every act of the table has in common: a vault laid out for it, work without end, and what is missing afterwards."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, ClassVar

from builders import CHEAP_BOUNDS, FixedAmbient, make_vault

from casevault.ambient import SystemAmbient
from casevault.vault.check import check
from casevault.vault.slots import SlotKind
from casevault.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CANARY = "zebra-高瑜-canary"
CODE_FILE = "code"  # beside the vault: the recovery code, which opens it whatever happens to the passphrase


def unlock(folder: Path, *, seed: int | None = None) -> Vault:
    """Open the vault of an act for work, with its recovery code."""
    code = (folder.parent / CODE_FILE).read_bytes()
    ambient = SystemAmbient() if seed is None else FixedAmbient(seed)
    return Vault.open(folder, bytearray(code), kind=SlotKind.RECOVERY, ambient=ambient, bounds=CHEAP_BOUNDS)


class Act:
    """One kind of work. Kills fall after up to `most` pieces, within `pause` seconds, which one of them takes about; or within so
    many `calls` into the system and the database; or after so many of the system's `writes`, by name.
    """

    name: ClassVar[str]
    alone: ClassVar[bool] = False  # opens what it works on itself
    pause: ClassVar[float] = 0.004
    most: ClassVar[int] = 12
    calls: ClassVar[int] = 600
    writes: ClassVar[tuple[tuple[str, int], ...]] = (("pwrite64", 160), ("pwrite64", 20), ("fsync,fdatasync", 16))

    def prepare(self, folder: Path) -> None:
        """Make a vault with one case."""
        vault, code = make_vault(folder, ambient=FixedAmbient())
        (folder.parent / CODE_FILE).write_text(code)
        with vault:
            self.fill(vault)

    def fill(self, vault: Vault) -> None:
        """Record what the work needs."""
        vault.records.add("case", {"code": "K", "title": "T"}, strict=False)

    def work(self, folder: Path, start: int) -> Iterator[str]:
        """Work without end, numbering from `start`; each line that is yielded was acknowledged and must not be lost."""
        with unlock(folder, seed=100 + start) as vault:
            for number in count(start):
                yield self.once(vault, number)

    def once(self, vault: Vault, number: int) -> str:
        """Do one piece of work, and say what was acknowledged."""
        raise AssertionError

    def faults(self, folder: Path, lines: list[str], begun: int) -> list[str]:
        """Return what is lost or half there, given all `lines` that were acknowledged and the highest number that was begun."""
        with unlock(folder) as vault:
            found = [f"{problem.code} {problem.where}: {problem.detail}" for problem in check(vault, deep=True).problems]
            return found + self.missing(vault, lines)

    def missing(self, vault: Vault, lines: list[str]) -> list[str]:
        """Return what was acknowledged and is not in the vault."""
        raise AssertionError


def identified(lines: list[str]) -> dict[str, str]:
    """Return {record id: number} of lines that say "number id"."""
    return {record_id: number for number, record_id in map(str.split, lines)}
