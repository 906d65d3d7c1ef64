"""Which dictionaries this computer has: those of Hunspell and of LibreOffice, read where they lie and never copied."""

from __future__ import annotations

import os
import re
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CODE: Final = re.compile(r"[a-z]{2,3}(?:_[A-Za-z0-9]{2,8}){0,2}")
LARGEST: Final = 24 << 20  # bytes of one file
MOST: Final = 60
FLAT: Final = ("/usr/share/hunspell", "/usr/share/myspell", "/usr/share/myspell/dicts", "/usr/local/share/hunspell")
OFFICES: Final = (
    "/usr/lib/libreoffice/share/extensions",
    "/usr/lib64/libreoffice/share/extensions",
    "/opt/libreoffice/share/extensions",
    "/Applications/LibreOffice.app/Contents/Resources/extensions",
)


def can_check() -> bool:
    """Say whether the part that reads dictionaries is installed."""
    return find_spec("spylls") is not None


def folders() -> list[Path]:
    """Return where dictionaries are looked for, in this order."""
    found = [Path(one) for one in FLAT]
    offices = [Path(one) for one in OFFICES]
    if sys.platform == "darwin":
        found += [Path("/Library/Spelling"), Path.home() / "Library" / "Spelling"]
    if sys.platform == "win32":
        offices += [
            Path(root) / "LibreOffice" / "share" / "extensions"
            for name in ("ProgramFiles", "ProgramFiles(x86)")
            if (root := os.environ.get(name))
        ]
    return found + [one for office in offices for one in _inside(office) if one.name.startswith("dict-")]


def found_in(places: Iterable[Path]) -> dict[str, Path]:
    """Return {code: the path without its ending} of each dictionary that has both its files, the first of each code."""
    found: dict[str, Path] = {}
    for place in places:
        for words in sorted(_inside(place)):
            stem = words.with_suffix("")
            if words.suffix == ".dic" and CODE.fullmatch(stem.name) and stem.name not in found and _fits(stem):
                found[stem.name] = stem
    return dict(sorted(found.items())[:MOST])


def _fits(stem: Path) -> bool:
    try:
        return all(0 < stem.with_suffix(ending).stat().st_size <= LARGEST for ending in (".dic", ".aff"))
    except OSError:
        return False


def _inside(folder: Path) -> Iterator[Path]:
    try:
        return iter(list(folder.iterdir()))
    except OSError:
        return iter(())
