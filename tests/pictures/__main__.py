"""Take a picture of every screen and box, in every look: `make pictures`, or `python -m pictures FOLDER --look zh --only court`.

Over the demo and what is invented beside it. The pictures are for looking at; beside them lies a sheet of each look with all of
them small, and a list of what was cut to fit. `--docs` writes those of the handbook instead.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pictures.book import IN_BOOK, bind
from pictures.looks import LOOKS

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[2]
WORK = "work"
PICTURES = ROOT / "docs" / "images"


def main(arguments: Sequence[str]) -> int:
    """Run each look in a process of its own: a language and a screen are of a whole process."""
    parser = argparse.ArgumentParser(prog="pictures", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "build" / "pictures")
    parser.add_argument("--look", action="append", choices=tuple(LOOKS), help="one look; all where none is given")
    parser.add_argument("--only", action="append", help="a part of the walk, by its name or the beginning of a picture's")
    parser.add_argument("--docs", action="store_true", help="write the pictures of the handbook")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.one:
        from pictures.taking import take  # noqa: PLC0415 - Qt reads its surroundings when it is first imported

        take(asked.folder, asked.look[0], frozenset(asked.only or ()))
        return 0
    if asked.docs:
        asked.look, asked.only = ["light"], list(IN_BOOK)
    work = asked.folder / WORK
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    failed = 0
    for look in asked.look or LOOKS:
        screen = work / f"{look}.json"
        width, height = LOOKS[look].screen
        shown = {"name": "A", "x": 0, "y": 0, "width": width, "height": height, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
        screen.write_text(json.dumps({"screens": [shown]}), encoding="ascii")
        surroundings = {**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={screen}"}
        only = [word for part in asked.only or () for word in ("--only", part)]
        line = [sys.executable, "-m", "pictures", str(asked.folder), "--one", "--look", look, *only]
        failed += bool(subprocess.run(line, env=surroundings, check=False).returncode)
    shutil.rmtree(work, ignore_errors=True)
    if asked.docs and not failed:
        bind(asked.folder / "light", PICTURES)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
