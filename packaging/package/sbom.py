"""What is in the package, as CycloneDX 1.6: for whoever must know whether a hole that was published is in it.

Written from what was put in and not from an environment. What wheels say of their own parts (the Rust crates of `cryptography`
and Typst, the C libraries of Pillow and pikepdf) is taken over from the lists they bring.
"""

from __future__ import annotations

import json
import re
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from papers import Brought

# Parts that no list of a wheel names: what is built into which package.
INSIDE: Final = {
    "pyside6-essentials": (("Qt", ""), ("ICU", "73")),
    "sqlcipher3": (("SQLCipher", ""), ("SQLite", ""), ("OpenSSL", "")),
    "pypdfium2": (("PDFium", ""),),
    "pillow-heif": (("libheif", ""), ("libde265", "")),
    "lxml": (("libxml2", ""), ("libxslt", "")),
}
_SPDX: Final = re.compile(r"[A-Za-z0-9.+-]+( (OR|AND|WITH) [A-Za-z0-9.+-]+)*")


def written(found: Sequence[Brought], system: Sequence[tuple[str, str]], *, version: str, seconds: int) -> dict[str, Any]:
    """Return the list. `system`: Debian packages with versions; equal input gives an equal list."""
    components: dict[str, dict[str, Any]] = {}
    depends = []
    for package in found:
        own = f"pkg:pypi/{package.name}@{package.version}"
        components[own] = _component(package.name, package.version, own, package.licence)
        inner = {part["bom-ref"]: part for part in _parts(package)}
        components |= {key: part for key, part in inner.items() if key not in components}
        depends.append({"ref": own, "dependsOn": sorted(inner)})
    for name, number in system:
        own = f"pkg:deb/debian/{name}@{number}"
        components[own] = _component(name, number, own, "")
    root = f"pkg:generic/casevault@{version}"
    listed = [components[key] for key in sorted(components)]
    depends.append({"ref": root, "dependsOn": sorted(f"pkg:pypi/{package.name}@{package.version}" for package in found)})
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, json.dumps([version, seconds, listed], sort_keys=True))}",
        "metadata": {
            "timestamp": datetime.fromtimestamp(seconds, UTC).isoformat(),
            "component": {"type": "application", "bom-ref": root, "name": "casevault", "version": version, "purl": root}
            | {"licenses": [{"license": {"id": "GPL-3.0-or-later"}}]},
        },
        "components": listed,
        "dependencies": sorted(depends, key=lambda one: str(one["ref"])),
    }


def _component(name: str, version: str, ref: str, licence: str) -> dict[str, Any]:
    made: dict[str, Any] = {"type": "library", "bom-ref": ref, "name": name, "version": version, "purl": ref}
    if _SPDX.fullmatch(licence):
        made["licenses"] = [{"expression": licence}]
    elif licence:
        made["licenses"] = [{"license": {"name": licence}}]
    return made


def _parts(package: Brought) -> Iterator[dict[str, Any]]:
    for name, version in INSIDE.get(package.name, ()):
        yield _component(
            name,
            version or f"as in {package.name} {package.version}",
            f"pkg:generic/{name.lower()}@{version or package.version}",
            "",
        )
    for path in sorted(package.papers.glob("sboms/*.json")):
        for part in json.loads(path.read_text(encoding="utf-8")).get("components", ()):
            ref = part.get("purl") or f"pkg:generic/{part['name']}@{part.get('version', '')}"
            if part["name"] != package.name and not ref.startswith("pkg:pypi/"):
                # Addresses and hashes of the machine that built the wheel are no business of ours.
                yield _component(part["name"], str(part.get("version", "")), ref.partition("?")[0], "")
