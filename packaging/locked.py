"""Do the locks hold what was asked for: `python packaging/locked.py`, without a network and with nothing installed.

Somebody who changes requirements.in and forgets `make lock`, or mends one lock by hand, would hand out another version than the
one that was tried. Status 0: every lock is that of its list, one package with one version in all; 1: what is not, named.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
LISTS: Final = ("requirements", "requirements-dev", "requirements-build", "requirements-media")
# The lock by which a program of somebody else's computer is tried; all others keep to it.
FIRST: Final = "requirements.lock"
PIN: Final = re.compile(r"^([A-Za-z0-9_.-]+)==([^\s;\\#]+)", re.MULTILINE)
BLOCK: Final = re.compile(r"^(?=[A-Za-z0-9])", re.MULTILINE)


def _pins(file: Path) -> dict[str, str]:
    found = PIN.findall(file.read_text(encoding="utf-8"))
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in found}


def complaints(folder: Path) -> list[str]:
    """Return what in the locks of a folder is not as the lists ask, or not alike."""
    found = []
    first = _pins(folder / FIRST)
    for name in LISTS:
        lock = folder / f"{name}.lock"
        locked = _pins(lock)
        for package, version in sorted(_pins(folder / f"{name}.in").items()):
            if locked.get(package) != version:
                found.append(f"{name}.in asks for {package} {version}, {lock.name} has {locked.get(package, 'none')}")
        found += [
            f"{lock.name} has {package} {locked[package]}, {FIRST} has {first[package]}"
            for package in sorted(first.keys() & locked.keys())
            if locked[package] != first[package]
        ]
        blocks = BLOCK.split(lock.read_text(encoding="utf-8"))
        found += [
            f"{lock.name} has no hash of {block.split('=')[0]}"
            for block in blocks
            if PIN.match(block) and "--hash=sha256:" not in block
        ]
    return found


def main() -> int:
    """Say what is not alike."""
    found = complaints(HERE)
    for complaint in found:
        print(f"locks: {complaint}", file=sys.stderr)
    if found:
        print("locks: not those of the lists: run `make lock`, and try what it brings", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
