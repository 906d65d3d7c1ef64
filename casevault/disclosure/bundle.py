"""The archive inside an envelope: strict ustar, regular files only, in a fixed order, closed by padding that hides its size.

    MANIFEST.json  MANIFEST.json.minisig  cover.pdf  records.jsonl  files/0001.bin …  PAD.bin

Any `tar` lists and extracts it. Our own reader takes nothing else: no pax headers, links, devices, absolute or climbing
names, no name twice, no size or checksum that lies. It never makes a path from a name; what it returns are names and bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from casevault.crypto import minisign
from casevault.crypto.padding import padme
from casevault.disclosure.manifest import MAX_MANIFEST, damaged, read_manifest
from casevault.errors import Code, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from casevault.disclosure.manifest import Manifest

BLOCK = 512
MANIFEST = "MANIFEST.json"
SIGNATURE = "MANIFEST.json.minisig"
PAD = "PAD.bin"
MAX_FILES = 10_000
MAX_TOTAL = 20 * 1024**3
_OURS = 3  # members that are no file: manifest, signature, padding
_MAX_SIZE = 8**11 - 1  # what a ustar header can say
_NAME = re.compile(r"(?:MANIFEST\.json(?:\.minisig)?|PAD\.bin|[a-z0-9_-][a-z0-9._-]*(?:/[a-z0-9_-][a-z0-9._-]*)*)", re.ASCII)
_MAX_NAME = 64


@dataclass(frozen=True, slots=True)
class Archive:
    """What an archive holds. `text`: the manifest as it stands; `signature`: over that, b"" where there is none."""

    manifest: Manifest
    text: bytes
    signature: bytes
    files: Mapping[str, bytes]


def build_archive(manifest: bytes, files: Sequence[tuple[str, bytes]], signature: bytes = b"") -> bytes:
    """Return the archive of `manifest`, its `signature` if any, and `files` (name, content) in the order given, padded."""
    if len(manifest) > MAX_MANIFEST or len(files) > MAX_FILES:
        raise UserProblem(
            Code.TOO_LARGE, N_("This is more than one bundle can hold."), N_("Choose fewer cases or files, and make two bundles.")
        )
    members = [(MANIFEST, manifest), *([(SIGNATURE, signature)] if signature else []), *files]
    names = [name for name, _ in members]
    own = {SIGNATURE, PAD} & {name for name, _ in files}
    if own or len(set(names)) != len(names) or not all(_good_name(name) for name in names):
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


def read_archive(untrusted: bytes) -> Archive:
    """Return what an archive holds; refuses what `build_archive` would not write (`bundle_damaged`).

    Every file has the size and SHA-256 that the manifest says. The signature is handed on as it stands: whose it is, and
    whether it holds, is for the reader to ask.
    """
    if len(untrusted) > MAX_TOTAL:
        raise UserProblem(
            Code.TOO_LARGE, N_("This bundle is larger than can be opened."), N_("Ask the sender for smaller bundles.")
        )
    members = list(_members(untrusted))
    names = [name for name, _ in members]
    # In range: the first is the manifest, the last the padding, and none comes twice.
    ends = names[:1] + names[1:][-1:]
    if ends != [MANIFEST, PAD] or len(set(names)) != len(names) or any(members[-1][1]):
        raise damaged()
    text = members[0][1]
    signed = names[1] == SIGNATURE
    files = dict(members[1 + signed : -1])
    if SIGNATURE in files or (signed and not members[1][1]):
        raise damaged()
    manifest = read_manifest(text)
    listed = [(entry.name, entry.size, entry.sha256) for entry in manifest.files]
    if listed != [(name, len(data), sha256(data).hexdigest()) for name, data in files.items()]:
        raise damaged()
    return Archive(manifest, text, members[1][1] if signed else b"", files)


def _members(untrusted: bytes) -> Iterator[tuple[str, bytes]]:
    at = count = 0
    while at + BLOCK <= len(untrusted) and (block := untrusted[at : at + BLOCK]) != bytes(BLOCK):
        name = block[:100].rstrip(b"\0").decode("latin-1")
        digits = block[124:135]
        if not _good_name(name) or not re.fullmatch(rb"[0-7]{11}", digits):
            raise damaged()
        size = int(digits, 8)
        end = at + BLOCK + size
        # The one header we write for this name and size, bit for bit: no other type, owner, link, prefix or checksum exists.
        if block != _header(name, size) or end + 2 * BLOCK > len(untrusted) or any(untrusted[end : end + -size % BLOCK]):
            raise damaged()
        count += 1
        ours = {MANIFEST: MAX_MANIFEST, SIGNATURE: minisign.MAX_SIGNATURE}
        if count > MAX_FILES + _OURS or size > ours.get(name, size):
            raise damaged()
        yield name, untrusted[at + BLOCK : end]
        at = end + -size % BLOCK
    if untrusted[at:] != bytes(2 * BLOCK):
        raise damaged()
