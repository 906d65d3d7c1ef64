"""What PyInstaller found, narrowed to what `contents.py` lets through; and which packages the lock names."""

from __future__ import annotations

import re
import sys
import sysconfig
from importlib import metadata
from pathlib import Path
from typing import TypeAlias

import contents

# The name below the folder of the libraries, the file it comes from, and what PyInstaller takes it for.
Entry: TypeAlias = "tuple[str, str, str]"


def packages(lock: Path) -> list[str]:
    """Return the names of a lock that are installed here; a package of another system is not."""
    named = re.findall(r"^([A-Za-z0-9_.-]+)==", lock.read_text(encoding="utf-8"), re.MULTILINE)
    return [name for name in named if name not in contents.NOT_ALONG and _is_there(name)]


def _is_there(name: str) -> bool:
    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def homes(system: str = sys.platform) -> tuple[Path, Path]:
    """Return the folders whose libraries may go along: that of the build's packages, and that of Python's own modules.

    On Linux the second is not the folder that Python was installed in: Debian's own is in /usr, below which lies all that the
    system has.
    """
    return Path(sys.prefix), Path(sysconfig.get_path("stdlib") if system == "linux" else sys.base_prefix)


def chosen(found: list[Entry], *homes: Path) -> list[Entry]:
    """Return what goes along, sorted: what lies in one of `homes` and is shipped, and the few libraries of the system."""
    taken = []
    for target, source, kind in sorted(found):
        ours = kind == "SYMLINK" or any(Path(source).is_relative_to(home) for home in homes)
        if contents.is_shipped(target) and (ours or contents.is_of_the_system(source)):
            taken.append((target, source, kind))
    names = {target for target, _source, _kind in taken}
    # PyInstaller links a library to the top of the folder as well; without its target the link leads nowhere.
    return [entry for entry in taken if entry[2] != "SYMLINK" or _led_to(entry) in names]


def _led_to(entry: Entry) -> str:
    target, source, _kind = entry
    parts: list[str] = []
    for part in (Path(target).parent / source).parts:
        if part == ".." and parts:
            parts.pop()
        elif part != "..":
            parts.append(part)
    return "/".join(parts)


def modules(package: Path) -> list[str]:
    """Return every module of the program, by its files: a window that stands a second earlier imports some by name."""
    found = (path.relative_to(package.parent).with_suffix("").parts for path in package.rglob("*.py"))
    return sorted(".".join(parts[:-1] if parts[-1] == "__init__" else parts) for parts in found if parts[-1] != "__main__")
