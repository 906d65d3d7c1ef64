"""A measured figure, how it is taken, and how it is printed."""

from __future__ import annotations

import json
import math
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table. In milliseconds unless `unit` says otherwise; `floor_ms` 0 where the budget is an absolute one."""

    name: str
    measured_ms: float
    floor_ms: float = 0.0
    floor_name: str = ""
    most_ms: float = math.inf
    most_ratio: float = math.inf
    note: str = ""
    unit: str = "ms"

    @property
    def ratio(self) -> float:
        """Return measured / floor, 0 without a floor."""
        return self.measured_ms / self.floor_ms if self.floor_ms else 0.0

    @property
    def kept(self) -> bool:
        """Say whether the budget is kept."""
        return self.measured_ms <= self.most_ms and self.ratio <= self.most_ratio

    @property
    def budget(self) -> str:
        """Return the budget in words."""
        parts = []
        if self.most_ms < math.inf:
            parts.append(f"<= {self.most_ms:g} {self.unit}")
        if self.most_ratio < math.inf:
            parts.append(f"<= {self.most_ratio:g}x")
        return ", ".join(parts) or "-"


def timed(work: Callable[[], object]) -> float:
    """Return how long `work` takes, in ms."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def timed_twice(work: Callable[[], object]) -> tuple[float, float]:
    """Return how long `work` takes and how much of the processor, both in ms: on a busy machine the second can be compared."""
    start = time.process_time()
    taken = timed(work)
    return taken, (time.process_time() - start) * 1000


def median(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2]


def p95(values: Sequence[float]) -> float:
    return sorted(values)[min(len(values) - 1, math.ceil(0.95 * len(values)) - 1)]


def as_text(figures: Sequence[Figure]) -> str:
    """Return the table as it is printed."""
    rows = [("", "measured", "floor", "ratio", "budget", "", "floor is / note"), *map(_row, figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(6)]
    lines = []
    for row in rows:
        cells = [
            row[0].ljust(widths[0]),
            *(row[at].rjust(widths[at]) for at in range(1, 4)),
            row[4].ljust(widths[4]),
            row[5].ljust(widths[5]),
        ]
        lines.append("  ".join([*cells, row[6]]).rstrip())
    return "\n".join(lines)


def _row(figure: Figure) -> tuple[str, str, str, str, str, str, str]:
    return (
        figure.name,
        _ms(figure.measured_ms, figure.unit),
        _ms(figure.floor_ms, figure.unit) if figure.floor_ms else "-",
        f"{figure.ratio:.2f}x" if figure.floor_ms else "-",
        figure.budget,
        "-" if figure.budget == "-" else ("kept" if figure.kept else "OVER"),
        "; ".join(filter(None, (figure.floor_name, figure.note))),
    )


def as_json(size: str, records: int, figures: Sequence[Figure]) -> str:
    """Return the same as one JSON object; a budget that does not exist is null."""
    rows = []
    for figure in figures:
        row = {key: (None if value == math.inf else value) for key, value in asdict(figure).items()}
        rows.append({**row, "ratio": round(figure.ratio, 3), "kept": figure.kept})
    return json.dumps({"size": size, "records": records, "figures": rows}, ensure_ascii=False, indent=1)


def _ms(value: float, unit: str) -> str:
    return f"{value:.0f} {unit}" if value >= 100 else f"{value:.2f} {unit}"
