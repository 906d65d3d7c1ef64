"""`make bench`: build a vault of invented records, take every figure, print the table; status 1 where a budget is not kept."""

from __future__ import annotations

import argparse
import math
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import names
from benchmarks.attaching import attaching
from benchmarks.build import SIZES, build, open_vault
from benchmarks.importing import importing
from benchmarks.leaving import dossier, scan
from benchmarks.measures import lists, save, search, unlock
from benchmarks.reporting import reporting
from benchmarks.table import Figure, as_json, as_text
from benchmarks.travelling import travelling
from benchmarks.window import memory, open_record, scroll, start

if TYPE_CHECKING:
    from collections.abc import Callable

    from casevault.vault.vault import Vault

# Unlocking closes the vault, and a process of its own opens it for the memory, so they come last.
NAMES = (
    "save",
    "search",
    "list",
    "scroll",
    "open-record",
    "dossier",
    "scan",
    "attach",
    "import",
    "report",
    "travel",
    "start",
    "unlock",
    "memory",
)
# In the checkout's own build folder: on a disk, because a durable save on a RAM disk measures nothing. What it holds is invented.
SCRATCH = Path(__file__).parents[1] / "build" / "bench"


def main() -> int:
    asked = _arguments()
    scratch: Path = asked.scratch
    folder = scratch / f"{asked.size}.casevault"
    scratch.mkdir(parents=True, exist_ok=True)
    floors = scratch / "floors"
    shutil.rmtree(floors, ignore_errors=True)
    floors.mkdir()
    if folder.exists() and not asked.keep:
        shutil.rmtree(folder)
    vault = open_vault(folder) if folder.exists() else build(folder, SIZES[asked.size])
    large = asked.size == "large"
    measures: dict[str, Callable[[Vault, Path], list[Figure]]] = {
        "save": save,
        # In a small vault a query costs less than handing it to another thread; only the time is a budget there.
        "search": lambda v, f: search(v, f, most_ms=150 if large else 50, most_ratio=math.inf if asked.size == "small" else 2),
        "list": lists,
        "scroll": scroll,
        "open-record": open_record,
        "dossier": dossier,
        "scan": scan,
        "attach": attaching,
        "import": importing,
        "start": start,
        "memory": memory,
        "unlock": lambda v, f: unlock(v, f, most_ms=500 if large else 300),
        "report": reporting,
        "travel": travelling,
    }
    figures: list[Figure] = []
    try:
        for name in NAMES:
            if not asked.only or name in asked.only:
                print(f"measuring {name}", file=sys.stderr)
                figures.extend(measures[name](vault, floors))
    finally:
        vault.close()
        shutil.rmtree(floors)
        if not asked.keep:
            shutil.rmtree(folder)
    records = SIZES[asked.size].records
    print(as_json(asked.size, records, figures) if asked.json else f"{asked.size} vault, {records:,} records\n{as_text(figures)}")
    return 0 if all(figure.kept for figure in figures) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--size", choices=tuple(SIZES), default="working")
    parser.add_argument("--only", action="append", choices=NAMES, help="take this figure alone; may be repeated")
    parser.add_argument("--scratch", type=Path, default=SCRATCH, help="folder for the vault; a real disk gives honest saves")
    parser.add_argument("--keep", action="store_true", help="keep the vault, and use one that an earlier run kept")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of the table")
    return parser.parse_args()


if __name__ == "__main__":
    # The figures on names need no vault, and so none of the options.
    raise SystemExit(names.main() if sys.argv[1:] == ["names"] else main())
