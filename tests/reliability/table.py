"""What a measurement found, and the one table that shows all of them."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass
class Figure:
    """One line of the table: how often something was tried, and what should not have happened."""

    name: str
    tries: int = 0
    faults: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    began: float = field(default_factory=time.monotonic)
    seconds: float = 0.0

    def count(self, outcome: str, number: int = 1) -> None:
        """Note that `outcome` came about."""
        self.counts[outcome] = self.counts.get(outcome, 0) + number

    def end(self) -> Figure:
        """Stop the clock."""
        self.seconds = time.monotonic() - self.began
        return self


def as_text(figures: Sequence[Figure]) -> str:
    """Return the table, and below it each fault by name."""
    rows = [("measured", "tries", "faults", "seconds", "of them")]
    for figure in figures:
        said = ", ".join(f"{number:,} {outcome}" for outcome, number in sorted(figure.counts.items()))
        rows.append((figure.name, f"{figure.tries:,}", str(len(figure.faults)), f"{figure.seconds:.0f}", said))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [
        f"{name:<{widths[0]}}  {tries:>{widths[1]}}  {faults:>{widths[2]}}  {seconds:>{widths[3]}}  {said}".rstrip()
        for name, tries, faults, seconds, said in rows
    ]
    lines += [f"FAULT {figure.name}: {fault}" for figure in figures for fault in figure.faults[:20]]
    return "\n".join(lines)
