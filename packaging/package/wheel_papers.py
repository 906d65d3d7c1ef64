"""The papers of the package: the licence text of everything in it, and a list of it all in CycloneDX (sbom.py)."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path
from typing import Final

import contents
import libraries
import sbom

_IS_LICENCE: Final = re.compile(r"(?i)(licen[cs]e|copying|notice|authors)")
# What wheels bring without its text, and where the text is kept here.
_WITHOUT_TEXT: Final = {
    "pyside6-essentials": "LGPL-3.0.txt",
    "shiboken6": "LGPL-3.0.txt",
    "sqlcipher3": "SQLCipher.txt",
    "python-stdnum": "LGPL-2.1.txt",
}


@dataclass(frozen=True, slots=True)
class Brought:
    """A package that goes along: what its wheel says of itself, and where."""

    name: str
    version: str
    licence: str
    papers: Path


def brought(site: Path, lock: Path) -> list[Brought]:
    """Return the packages of a lock as they are installed in `site`, sorted by name; ValueError for one of another version."""
    pins = dict(re.findall(r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)", lock.read_text(encoding="utf-8"), re.MULTILINE))
    there = {_plain(path.name.split("-")[0]): path for path in site.glob("*.dist-info")}
    found = []
    for name, version in sorted(pins.items()):
        papers = there.get(_plain(name))
        if papers is None or name in contents.NOT_ALONG:  # the first: of another system
            continue
        said = HeaderParser().parsestr((papers / "METADATA").read_text(encoding="utf-8"))
        if said["Version"] != version:
            raise ValueError(f"{name} is {said['Version']} and should be {version}")
        licence = said["License-Expression"] or (said["License"] or "").strip().splitlines()[0:1] or ""
        found.append(Brought(name, version, licence if isinstance(licence, str) else licence[0], papers))
    return found


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def collect(folder: Path, venv: Path, root: Path, version: str, seconds: int) -> None:
    """Put the texts and the list into the package."""
    [site] = [*venv.glob("lib/python3*/site-packages"), *venv.glob("Lib/site-packages")]  # Windows has the second
    inside = next(path.parent for path in folder.rglob("resources") if path.is_dir())
    target = inside / "resources" / "licences"
    found = brought(site, root / "packaging" / "requirements.lock")
    loader = brought(site, root / "packaging" / "requirements-build.lock")
    for package in [*found, *(one for one in loader if one.name == "pyinstaller")]:
        _texts(package, target / package.name, root / "packaging" / "licences")
    base = re.search(r"^home = (.+)$", (venv / "pyvenv.cfg").read_text(encoding="utf-8"), re.MULTILINE)
    if base is not None:
        for text in sorted(site.parents[1].parent.joinpath(base[1]).parent.glob("lib/python3*/LICENSE.txt")):
            _copy(text, target / "python" / text.name)
    of_system = [
        _of_system(path)
        for path in libraries.all_in(folder)
        if contents.is_of_the_system(f"/{path.name}") and path.parent == inside
    ]
    for name, _version in sorted({one for one in of_system if one}):
        _copy(_doc(name), target / name / "copyright.txt")
    listed = sbom.written(found, sorted({one for one in of_system if one}), version=version, seconds=seconds)
    (target / "casevault.cdx.json").write_text(
        json.dumps(listed, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def _texts(package: Brought, target: Path, kept: Path) -> None:
    for text in sorted(package.papers.rglob("*")):
        if text.is_file() and _IS_LICENCE.search(text.relative_to(package.papers).as_posix()) and text.suffix != ".json":
            _copy(text, target / text.name)
    if package.name in _WITHOUT_TEXT:
        _copy(kept / _WITHOUT_TEXT[package.name], target / _WITHOUT_TEXT[package.name])
    if not target.is_dir():
        raise ValueError(f"no licence text for {package.name}")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _of_system(library: Path) -> tuple[str, str] | None:
    """Return the Debian package and version that a library of the system comes from; None where it is Python's own."""
    if library.name.startswith("libpython"):
        return None
    done = subprocess.run(["dpkg", "--search", f"*/{library.name}"], check=False, capture_output=True, text=True)
    owner = done.stdout.partition(":")[0].partition(",")[0]
    if not owner:
        return None
    asked = subprocess.run(
        ["dpkg-query", "--show", "--showformat=${Version}", owner], check=False, capture_output=True, text=True
    )
    return owner, asked.stdout.splitlines()[0] if asked.stdout else ""


def _doc(name: str) -> Path:
    return Path("/usr/share/doc") / name / "copyright"
