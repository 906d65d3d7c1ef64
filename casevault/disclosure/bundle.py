"""The archive inside an age file: strict ustar, regular files only, in a fixed order, closed by padding that hides its size.

    MANIFEST.json  cover.pdf  records.jsonl  files/0001.bin …  PAD.bin

Any `tar` lists and extracts it. Our own reader takes nothing else: no pax headers, links, devices, absolute or climbing
names, no name twice, no size or checksum that lies. It never makes a path from a name; what it returns are names and bytes.
"""

from __future__ import annotations

import json
import re
from hashlib import sha256
from typing import TYPE_CHECKING

from casevault.crypto.padding import padme
from casevault.errors import Code, MachineProblem, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

FORMAT = 1
BLOCK = 512
MANIFEST = "MANIFEST.json"
PAD = "PAD.bin"
MAX_MANIFEST = 4 * 1024 * 1024
MAX_FILES = 10_000
MAX_TOTAL = 20 * 1024**3
_MAX_SIZE = 8**11 - 1  # what a ustar header can say
_NAME = re.compile(r"(?:MANIFEST\.json|PAD\.bin|[a-z0-9_-][a-z0-9._-]*(?:/[a-z0-9_-][a-z0-9._-]*)*)", re.ASCII)
_MAX_NAME = 64
_MANIFEST_KEYS = (
    "format",
    "bundle_id",
    "created",
    "sender",
    "recipients",
    "purpose",
    "case_refs",
    "consent",
    "files",
    "redactions",
    "audit_checkpoint",
    "supersedes",
)


def build_manifest(
    facts: Mapping[str, object], files: Sequence[tuple[str, bytes]], mime: Mapping[str, str], titles: Mapping[str, str]
) -> dict[str, object]:
    """Return the manifest of a bundle: `facts` and a line for every file.

    `facts`: bundle_id, created, sender, recipients, purpose, case_refs, consent, redactions. `mime` and `titles` are by file
    name; keys of the format that this edition does not fill (a checkpoint of the log, the bundle that
    this one supersedes) are null.
    """
    entries = [
        {
            "n": name,
            "size": len(data),
            "sha256": sha256(data).hexdigest(),
            "mime": mime.get(name, "application/octet-stream"),
            "title": titles.get(name, ""),
        }
        for name, data in files
    ]
    values: dict[str, object] = {"format": FORMAT, "audit_checkpoint": None, "supersedes": None, **facts, "files": entries}
    return {key: values.get(key) for key in _MANIFEST_KEYS}


def build_archive(manifest: Mapping[str, object], files: Sequence[tuple[str, bytes]]) -> bytes:
    """Return the archive of `manifest` and `files` (name, content) in the order given, padded."""
    text = json.dumps(manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
    if len(text) > MAX_MANIFEST or len(files) > MAX_FILES:
        raise UserProblem(
            Code.TOO_LARGE, N_("This is more than one bundle can hold."), N_("Choose fewer cases or files, and make two bundles.")
        )
    members = [(MANIFEST, text), *files]
    names = [name for name, _ in members]
    if len(set(names)) != len(names) or PAD in names or not all(_good_name(name) for name in names):
        msg = "names in a bundle are made by the program: short, lower case, each once"
        raise ValueError(msg)
    body = b"".join(_member(name, data) for name, data in members)
    # The end of the archive is two zero blocks; the padding file takes up what Padmé adds, in whole blocks.
    least = len(body) + BLOCK + 2 * BLOCK
    target = -(-padme(least) // BLOCK) * BLOCK
    return body + _member(PAD, bytes(target - least)) + bytes(2 * BLOCK)


def _good_name(name: str) -> bool:
    return len(name) <= _MAX_NAME and _NAME.fullmatch(name) is not None


def _header(name: str, size: int) -> bytes:
    """Return the one header that stands before `size` bytes called `name`; everything that could tell of a machine is zero."""
    fields = b"".join(
        (
            name.encode("ascii").ljust(100, b"\0"),
            b"0000600\0" + b"0000000\0" + b"0000000\0",  # mode, owner, group
            b"%011o\0" % size,
            b"00000000000\0",  # time
            b" " * 8,
            b"0",
            bytes(100),
            b"ustar\x0000",
            bytes(64),
            b"0000000\0" + b"0000000\0",
            bytes(167),
        )
    )
    return fields[:148] + b"%06o\0 " % sum(fields) + fields[156:]


def _member(name: str, data: bytes) -> bytes:
    if len(data) > _MAX_SIZE:
        raise UserProblem(
            Code.TOO_LARGE, N_("This is more than one bundle can hold."), N_("Choose fewer cases or files, and make two bundles.")
        )
    return _header(name, len(data)) + data + bytes(-len(data) % BLOCK)


def _damaged() -> MachineProblem:
    return MachineProblem(
        Code.BUNDLE_DAMAGED,
        N_("This bundle is damaged or was altered."),
        N_("Ask the sender for it again; nothing of it was used."),
    )


def read_archive(untrusted: bytes) -> tuple[dict[str, object], dict[str, bytes]]:
    """Return the manifest and the files of an archive; refuses what `build_archive` would not write (`bundle_damaged`)."""
    if len(untrusted) > MAX_TOTAL:
        raise UserProblem(
            Code.TOO_LARGE, N_("This bundle is larger than can be opened."), N_("Ask the sender for smaller bundles.")
        )
    members = list(_members(untrusted))
    names = [name for name, _ in members]
    # In range: the first is the manifest, the last the padding, and none comes twice.
    ends = names[:1] + names[1:][-1:]
    if ends != [MANIFEST, PAD] or len(set(names)) != len(names) or any(members[-1][1]):
        raise _damaged()
    manifest = _read_manifest(members[0][1])
    files = dict(members[1:-1])
    listed = [(entry.get("n"), entry.get("size"), entry.get("sha256")) for entry in _entries(manifest)]
    if listed != [(name, len(data), sha256(data).hexdigest()) for name, data in files.items()]:
        raise _damaged()
    return manifest, files


def _members(untrusted: bytes) -> Iterator[tuple[str, bytes]]:
    at = count = 0
    while at + BLOCK <= len(untrusted) and (block := untrusted[at : at + BLOCK]) != bytes(BLOCK):
        name = block[:100].rstrip(b"\0").decode("latin-1")
        digits = block[124:135]
        if not _good_name(name) or not re.fullmatch(rb"[0-7]{11}", digits):
            raise _damaged()
        size = int(digits, 8)
        end = at + BLOCK + size
        # The one header we write for this name and size, bit for bit: no other type, owner, link, prefix or checksum exists.
        if block != _header(name, size) or end + 2 * BLOCK > len(untrusted) or any(untrusted[end : end + -size % BLOCK]):
            raise _damaged()
        count += 1
        if count > MAX_FILES + 2 or (name == MANIFEST and size > MAX_MANIFEST):
            raise _damaged()
        yield name, untrusted[at + BLOCK : end]
        at = end + -size % BLOCK
    if untrusted[at:] != bytes(2 * BLOCK):
        raise _damaged()


def _read_manifest(untrusted: bytes) -> dict[str, object]:
    try:
        manifest = json.loads(untrusted.decode("utf-8"))
    except (ValueError, RecursionError):
        raise _damaged() from None
    if not isinstance(manifest, dict) or type(manifest.get("format")) is not int:
        raise _damaged()
    if manifest["format"] > FORMAT:
        raise MachineProblem(
            Code.TOO_NEW,
            N_("This bundle was made by a newer CaseVault."),
            N_("Open it with a newer version."),
            format=manifest["format"],
        )
    if set(manifest) != set(_MANIFEST_KEYS):
        raise _damaged()
    return manifest


def _entries(manifest: dict[str, object]) -> list[dict[str, object]]:
    entries = manifest["files"]
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise _damaged()
    return entries
