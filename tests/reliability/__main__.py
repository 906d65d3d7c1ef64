"""`make reliability`: kill, damage, fill and replace as often as asked, and print one table; status 1 where anything was lost."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from reliability.acts import KILLED_OVER
from reliability.damage import attachments_exchanged, cuts_and_swaps, flips, pages_put_back
from reliability.full_disk import ROOMS, full_disk
from reliability.kills import kills
from reliability.leaving import leaving
from reliability.media import clock_back, pulled_out, read_only, two_at_once
from reliability.replaced import replaced
from reliability.soak import BOXES, soak
from reliability.start import selftests
from reliability.table import Figure, as_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

# In the checkout's own build folder, on a disk: what happens on a RAM disk says nothing about durability. All of it is invented.
SCRATCH = Path(__file__).parents[2] / "build" / "reliability"


def killed(number: int, scratch: Path) -> Iterator[Figure]:
    for act in KILLED_OVER:
        yield kills(act.name, -(-number // len(KILLED_OVER)), scratch)


# What is measured, and how often unless asked otherwise. To join: one entry that returns its figures.
MEASURES: dict[str, tuple[int, Callable[[int, Path], Iterable[Figure]]]] = {
    "kills": (1_000, killed),
    "flips": (5_000, flips),
    "cuts": (300, cuts_and_swaps),
    "attachments": (40, attachments_exchanged),
    "disk": (len(ROOMS), full_disk),
    "pulled": (40, pulled_out),
    "readonly": (0, read_only),
    "clock": (0, clock_back),
    "two": (0, two_at_once),
    "selftest": (20, selftests),
    "replaced": (0, lambda _number, scratch: replaced(scratch)),
    "leaving": (500, leaving),
    "soak": (BOXES, soak),
    "pages": (0, lambda _number, scratch: pages_put_back(scratch)),
}


def main() -> int:
    asked = _arguments()
    shutil.rmtree(asked.scratch, ignore_errors=True)
    figures: list[Figure] = []
    for name in asked.only or MEASURES:
        number, measure = MEASURES[name]
        print(f"measuring {name}", file=sys.stderr)
        asked.scratch.mkdir(parents=True, exist_ok=True)
        for figure in measure(asked.tries or number, asked.scratch):
            print(as_text([figure]), file=sys.stderr)  # at once: who stops a long run keeps what it has found
            figures.append(figure)
        shutil.rmtree(asked.scratch, ignore_errors=True)
    print(as_text(figures))
    return int(any(figure.faults for figure in figures))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="reliability", description=__doc__)
    parser.add_argument("--only", action="append", choices=tuple(MEASURES), help="take this measurement alone; may be repeated")
    parser.add_argument("--tries", type=int, default=0, help="how often, in place of the number that docs/reliability.md shows")
    parser.add_argument("--scratch", type=Path, default=SCRATCH, help="folder to work in; a real disk, please")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
