"""Qt's copy of the ICU data (32 MB) without the converters, break rules and calendars of languages that the window does not have.

ICU's own way of making a program smaller, done on the library that Qt brings: the same items, byte for byte, fewer of them. What
is left is what Qt asks ICU for: comparing and changing the case of text. An item that is not there is answered with an error that
Qt expects, since every system's ICU may be cut like this.
"""

from __future__ import annotations

import re
import struct
import subprocess
from typing import TYPE_CHECKING, Final

import libraries

if TYPE_CHECKING:
    from pathlib import Path

_FORMAT: Final = b"CmnD"  # ICU's name for many items in one
_FORMAT_AT: Final = 12  # bytes from the beginning of the header
_ALIGNED: Final = 16
_LANGUAGES: Final = r"(root|en|nl|zh|zh_Hans|zh_Hans_CN|zh_Hant|zh_CN|ug|ug_Arab)"
_TABLES: Final = (
    r"(?![a-z]{2,3}(_|\.)|root|un|cnv|conf|langInfo|metaZ|unit)[A-Za-z0-9_]+\.(icu|nrm|res|cfu)"  # whatever is of no language
)
_KEPT: Final = re.compile(rf"{_LANGUAGES}\.res|coll/({_LANGUAGES}|pool|res_index)\.res|coll/ucadata\.icu|{_TABLES}")


def items(blob: bytes) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """Return the header and the items, by name, of data in ICU's common format; ValueError for anything else."""
    length = struct.unpack_from("<H", blob)[0]
    if blob[_FORMAT_AT : _FORMAT_AT + 4] != _FORMAT or not 0 < length < len(blob):
        raise ValueError("not ICU's common data")
    count = struct.unpack_from("<I", blob, length)[0]
    entries = [struct.unpack_from("<II", blob, length + 4 + 8 * number) for number in range(count)]
    ends = [start for _name, start in entries[1:]] + [len(blob) - length]
    found = []
    for (name_at, start), end in zip(entries, ends, strict=True):
        name = blob[length + name_at : blob.index(0, length + name_at)]
        found.append((name, blob[length + start : length + end]))
    return blob[:length], found


def packed(header: bytes, found: list[tuple[bytes, bytes]]) -> bytes:
    """Return the same format with these items."""
    names = b"".join(name + b"\0" for name, _item in found)
    first = 4 + 8 * len(found)
    place = -(-(first + len(names)) // _ALIGNED) * _ALIGNED
    table, name_at, body = struct.pack("<I", len(found)), first, b""
    for name, item in found:
        table += struct.pack("<II", name_at, place + len(body))
        name_at += len(name) + 1
        body += item + bytes(-len(item) % _ALIGNED)
    return header + (table + names).ljust(place, b"\0") + body


def is_kept(name: bytes) -> bool:
    """Say whether an item ("icudt73l/coll/zh.res") goes along."""
    return _KEPT.fullmatch(name.decode("ascii").partition("/")[2]) is not None


def slim(library: Path, scratch: Path) -> None:
    """Write the data library `library` (libicudata.so.NN) anew with what is kept."""
    untouched = library.read_bytes()
    begin = untouched.index(_FORMAT) - _FORMAT_AT
    table = subprocess.run(["readelf", "--dyn-syms", "--wide", library], check=True, capture_output=True, text=True).stdout
    symbol = re.search(r"(0x[0-9a-f]+|\d+) OBJECT +GLOBAL +DEFAULT +\d+ (icudt\d+_dat)", table)
    if symbol is None:
        raise ValueError("no data in this library")
    size, name = int(symbol[1], 0), symbol[2]
    header, found = items(untouched[begin : begin + size])
    slimmer = packed(header, [(name, item) for name, item in found if is_kept(name)])
    libraries.write(library, slimmer, [name], scratch)
