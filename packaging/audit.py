"""Known holes in what the locks name: `make audit ADVISORIES=FILE.zip`, without a network.

FILE.zip is the export of the OSV database for PyPI (one JSON file for each advisory); who has a network fetches it, on whatever
computer, and brings it along. Nothing here fetches anything. Status 0: none known; 1: some, named; 2: not looked, or by an export
that is too old to know what was found since, which a release counts as red.
"""

from __future__ import annotations

import json
import re
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from packaging.version import InvalidVersion, Version

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE: Final = Path(__file__).resolve().parent
LOCKS: Final = ("requirements.lock", "requirements-dev.lock", "requirements-build.lock", "requirements-media.lock")
# Advisories for PyPI are written every day, so the newest one says of which day an export is.
OLDEST: Final = timedelta(days=30)
MOST: Final = 1 << 20  # bytes of one advisory
PIN: Final = re.compile(r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)", re.MULTILINE)


def plain(name: str) -> str:
    """Return a package's name as the index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins() -> dict[str, Version]:
    """Return {name: version} of every lock; that they agree is asked by locked.py."""
    found = (PIN.findall((HERE / name).read_text(encoding="utf-8")) for name in LOCKS)
    return {plain(name): Version(version) for lock in found for name, version in lock}


def newest(advisories: Path) -> datetime | None:
    """Return when the newest advisory of an export was written or changed; None where none says so."""
    found = []
    for untrusted in _each(advisories):
        try:
            moment = datetime.fromisoformat(str(untrusted.get("modified")))
        except ValueError:
            continue
        found.append(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    return max(found, default=None)


def _each(advisories: Path) -> Iterator[dict[str, Any]]:
    with zipfile.ZipFile(advisories) as archive:
        for member in archive.infolist():
            if member.filename.endswith(".json") and member.file_size <= MOST:
                untrusted = json.loads(archive.read(member))
                if isinstance(untrusted, dict):
                    yield untrusted


def is_hit(version: Version, affected: dict[str, Any]) -> bool:
    """Say whether `affected` of an advisory holds this version: listed, or between where it begins and where it was mended."""
    if str(version) in affected.get("versions", ()):
        return True
    for span in affected.get("ranges", ()):
        if span.get("type") != "ECOSYSTEM":
            continue
        inside = False
        for event in span.get("events", ()):
            try:
                if "introduced" in event:
                    inside = inside or event["introduced"] == "0" or version >= Version(event["introduced"])
                elif "fixed" in event:
                    inside = inside and version < Version(event["fixed"])
                elif "last_affected" in event:
                    inside = inside and version <= Version(event["last_affected"])
            except InvalidVersion:
                return True  # what cannot be compared is looked at by a person
        if inside:
            return True
    return False


def holds_advisories(untrusted: Path) -> bool:
    """Say whether a file is an export that was fetched whole: a download that broke off would find no holes in anything."""
    if not zipfile.is_zipfile(untrusted):
        return False
    with zipfile.ZipFile(untrusted) as archive:
        return any(name.endswith(".json") for name in archive.namelist())


def hits(advisories: Path, versions: dict[str, Version]) -> list[str]:
    """Return "id package version: summary" of every advisory that is not withdrawn and meets a pin, sorted."""
    found = []
    for untrusted in _each(advisories):
        if untrusted.get("withdrawn"):
            continue
        for affected in untrusted.get("affected", ()):
            package = affected.get("package", {})
            name = plain(str(package.get("name", "")))
            if package.get("ecosystem") == "PyPI" and name in versions and is_hit(versions[name], affected):
                found.append(f"{untrusted.get('id')} {name} {versions[name]}: {str(untrusted.get('summary', ''))[:120]}")
    return sorted(set(found))


def main(arguments: list[str]) -> int:
    """Look through the advisories that were named."""
    if not arguments or not Path(arguments[0]).is_file():
        print("audit: not looked: name the OSV export for PyPI: make audit ADVISORIES=FILE.zip", file=sys.stderr)
        return 2
    if not holds_advisories(Path(arguments[0])):
        print("audit: not looked: this file is no ZIP with advisories in it; fetch the OSV export for PyPI anew", file=sys.stderr)
        return 2
    found = hits(Path(arguments[0]), pins())
    for line in found:
        print(line)
    last = newest(Path(arguments[0]))
    of = f"an export of {last:%Y-%m-%d}" if last else "an export that does not say of when it is"
    print(f"audit: {len(found)} known in {len(pins())} packages, by {of}")
    if found:
        return 1
    if last is None or datetime.now(UTC) - last > OLDEST:
        print(
            f"audit: red all the same: what was found since is not in {of}; fetch one that is at most {OLDEST.days} days old",
            file=sys.stderr,
        )
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
