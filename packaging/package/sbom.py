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
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wheel_papers import Brought

# Parts that no list of a wheel names: what is built into which package.
INSIDE: Final = {
    "pyside6-essentials": (("Qt", ""), ("ICU", "73")),
    "sqlcipher3": (("SQLCipher", ""), ("SQLite", ""), ("OpenSSL", "")),
    "pypdfium2": (("PDFium", ""),),
    "pillow-heif": (("libheif", ""), ("libde265", "")),
}
# The names of SPDX that wheels write; whatever else one writes is a name of its own and no expression of SPDX.
_SPDX: Final = frozenset({
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "GPL-2.0-only", "GPL-2.0-or-later", "GPL-3.0-only",
    "GPL-3.0-or-later", "ISC", "LGPL-2.1-only", "LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later", "LGPL-3.0", "GPL-2.0",
    "GPL-3.0", "MIT", "MIT-0", "MIT-CMU", "MPL-2.0", "PSF-2.0", "Python-2.0", "Unicode-3.0", "Unlicense", "Zlib", "LicenseRef-Qt",
})  # fmt: skip
# What a wheel leaves unsaid or says only in part, as its source says it.
_SAID: Final = {"python-stdnum": "LGPL-2.1-or-later", "spylls": "MPL-2.0", "opencc": "Apache-2.0"}
_IS_PURL: Final = re.compile(r"pkg:[a-z]+/[^\s@?#]+@[^\s@?#]+($|[?#])")
_UNSAID: Final = frozenset({"", "UNKNOWN"})


def written(found: Sequence[Brought], system: Sequence[tuple[str, str]], *, version: str, seconds: int) -> dict[str, Any]:
    """Return the list. `system`: Debian packages with versions; equal input gives an equal list."""
    components: dict[str, dict[str, Any]] = {}
    depends = []
    for package in found:
        own = _purl("pypi", package.name, package.version)
        components[own] = _component(package.name, package.version, own, package.licence)
        inner = {part["bom-ref"]: part for part in _parts(package)}
        components |= {key: part for key, part in inner.items() if key not in components}
        depends.append({"ref": own, "dependsOn": sorted(inner)})
    for name, number in system:
        own = _purl("deb/debian", name, number)
        components[own] = _component(name, number, own, "")
    root = f"pkg:generic/casevault@{version}"
    listed = [components[key] for key in sorted(components)]
    depends.append({"ref": root, "dependsOn": sorted(_purl("pypi", package.name, package.version) for package in found)})
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


def _purl(kind: str, name: str, version: str) -> str:
    """Return the address of a package; a sign that would mean something in it is written by its number."""
    at = f"@{quote(version, safe='')}" if version else ""
    return f"pkg:{kind}/{quote(name, safe='')}{at}"


def _component(name: str, version: str, ref: str, licence: str) -> dict[str, Any]:
    made: dict[str, Any] = {"type": "library", "bom-ref": ref, "name": name, "purl": ref}
    if version:
        made["version"] = version
    licence = _SAID.get(name, licence)
    if set(re.split(r" (?:OR|AND|WITH) |[()]", licence)) - {""} <= _SPDX and licence not in _UNSAID:
        made["licenses"] = [{"expression": licence}]
    elif licence not in _UNSAID:
        made["licenses"] = [{"license": {"name": licence}}]
    return made


def _parts(package: Brought) -> Iterator[dict[str, Any]]:
    for name, version in INSIDE.get(package.name, ()):
        yield _component(
            name,
            version or f"as in {package.name} {package.version}",
            _purl("generic", name.lower(), version or package.version),
            "",
        )
    for path in sorted(package.papers.glob("sboms/*.json")):
        for part in json.loads(path.read_text(encoding="utf-8")).get("components", ()):
            ref = part.get("purl") or ""
            if not _IS_PURL.match(ref):
                ref = _purl("generic", part["name"], str(part.get("version", "")))
            if part["name"] != package.name and not ref.startswith("pkg:pypi/"):
                # Addresses and hashes of the machine that built the wheel are no business of ours.
                yield _component(part["name"], str(part.get("version", "")), ref.partition("?")[0], "")
