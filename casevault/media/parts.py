"""What the library that reads spreadsheets does not tell, looked up in the parts of the file itself; runs in the child.

Which epoch days are counted from, whether a password protects the file, where errors stand, and in OpenDocument which cells are
merged. Whatever cannot be found out is left out: these are notes beside the cells, and never a reason to refuse a file.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeAlias

from casevault.media.plain_xml import read_xml

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

Place: TypeAlias = "tuple[int, int]"  # row and column, from 0
Area: TypeAlias = "tuple[Place, Place]"  # the first and the last cell

PIECE: Final = 1 << 20
MOST_PART: Final = 512 << 20  # bytes of one part that are looked through
MOST_AREAS: Final = 100_000
MOST_REPEATS: Final = 1 << 20
_ERROR: Final = (b't="e"', b"t='e'")
_CELL: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_PROTECTED_OLE: Final = "EncryptedPackage".encode("utf-16-le")
# In an XLS the record that says which epoch is followed by the one on precision: nothing else looks like the two.
_XLS_1904: Final = b"\x22\x00\x02\x00\x01\x00\x0e\x00\x02\x00"
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def is_protected(untrusted: bytes, parts: zipfile.ZipFile | None) -> bool:
    """Say whether a password is needed to read any of it."""
    if parts is None:
        return untrusted.startswith(OLE) and _PROTECTED_OLE in untrusted
    if any(part.flag_bits & 1 for part in parts.infolist()):
        return True
    return b"encryption-data" in part_of(parts, "META-INF/manifest.xml")


def counts_from_1904(untrusted: bytes, parts: zipfile.ZipFile | None) -> bool:
    """Say whether the days of this file are counted from 1904, as old Macintosh programs do; the library has reckoned with it."""
    if parts is None:
        return _XLS_1904 in untrusted
    if "xl/workbook.bin" in parts.namelist():
        return _flag_of_xlsb(part_of(parts, "xl/workbook.bin"))
    return re.search(rb'date1904\s*=\s*["\'](1|true|on)["\']', part_of(parts, "xl/workbook.xml")) is not None


def _flag_of_xlsb(book: bytes) -> bool:
    """Walk the records: a number of one or two bytes, a length of up to four, seven bits each; 0x99 holds the flag."""
    at = 0
    while at + 2 < len(book):
        kind, at = book[at], at + 1
        if kind & 0x80:
            kind, at = kind | book[at] << 8, at + 1
        length = shift = 0
        while at < len(book) and shift < 28:  # noqa: PLR2004 - four times seven bits
            length, at, more = length | (book[at] & 0x7F) << shift, at + 1, book[at] & 0x80
            shift += 7
            if not more:
                break
        if kind == 0x0199:  # noqa: PLR2004 - BrtWbProp
            return bool(at < len(book) and book[at] & 1)
        at += length
    return False


def part_of(parts: zipfile.ZipFile, name: str) -> bytes:
    """Return one small part; b"" where there is none or it is damaged."""
    try:
        if parts.getinfo(name).file_size > PIECE * 8:
            return b""
        return parts.read(name)
    except Exception:  # noqa: BLE001 - the library's errors are many, and what it cannot read is left out
        return b""


def errors_of(parts: zipfile.ZipFile | None, place: int) -> dict[Place, str]:
    """Return {cell: "#N/A"} for the sheet at `place` in the workbook's list; {} where none stands, or it is no XLSX."""
    part = None if parts is None else _sheet_part(parts, place)
    if parts is None or part is None or not any(any(mark in piece for mark in _ERROR) for piece in _pieces(parts, part)):
        return {}
    found: dict[Place, str] = {}
    cell: list[Place | None] = [None]
    text: list[str] = []

    def start(name: str, given: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "c":
            cell[0] = _place(given.get("r", "")) if given.get("t") == "e" else None
        elif name.rpartition(":")[2] == "v":
            text.clear()

    def end(name: str) -> None:
        if name.rpartition(":")[2] == "v" and cell[0] is not None:
            found[cell[0]] = "".join(text)[:16] or "#N/A"
            cell[0] = None

    def words(data: str) -> None:
        if cell[0] is not None:
            text.append(data)

    read_xml(_pieces(parts, part), start, end, words)
    return found


def merged_in_ods(parts: zipfile.ZipFile, place: int) -> list[Area]:
    """Return the merged cells of the sheet at `place`; [] where there are none."""
    content = "content.xml"
    if not any(b"columns-spanned" in piece or b"rows-spanned" in piece for piece in _pieces(parts, content)):
        return []
    found: list[Area] = []
    at = {"sheet": -1, "row": 0, "column": 0, "rows": 1}

    def start(name: str, given: dict[str, str]) -> None:
        if name == "table:table":
            at.update(sheet=at["sheet"] + 1, row=0, column=0)
        elif name == "table:table-row":
            at.update(column=0, rows=_count(given.get("table:number-rows-repeated")))
        elif name in {"table:table-cell", "table:covered-table-cell"}:
            down, across = _count(given.get("table:number-rows-spanned")), _count(given.get("table:number-columns-spanned"))
            if at["sheet"] == place and (down > 1 or across > 1) and len(found) < MOST_AREAS:
                found.append(((at["row"], at["column"]), (at["row"] + down - 1, at["column"] + across - 1)))
            at["column"] += _count(given.get("table:number-columns-repeated"))

    def end(name: str) -> None:
        if name == "table:table-row":
            at["row"] += at["rows"]

    read_xml(_pieces(parts, content), start, end)
    return found


def _pieces(parts: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """Yield a part piece by piece, up to `MOST_PART` bytes; what is damaged ends it."""
    try:
        with parts.open(name) as part:
            for _ in range(0, MOST_PART, PIECE):
                piece = part.read(PIECE)
                if not piece:
                    return
                yield piece
    except Exception:  # noqa: BLE001 - the library's errors are many, and what it cannot read is left out
        return


def _sheet_part(parts: zipfile.ZipFile, place: int) -> str | None:
    """Return the name of the part that holds the sheet at `place`, by way of the workbook and its relations."""
    wanted = re.findall(rb"<(?:\w+:)?sheet\s[^>]*>", part_of(parts, "xl/workbook.xml"))
    if not 0 <= place < len(wanted):
        return None
    own = re.search(rb'\b\w+:id\s*=\s*["\']([^"\']+)["\']', wanted[place])
    for relation in re.findall(rb"<(?:\w+:)?Relationship\s[^>]*>", part_of(parts, "xl/_rels/workbook.xml.rels")):
        given = dict(re.findall(rb'(\w+)\s*=\s*["\']([^"\']*)["\']', relation))
        if own is not None and given.get(b"Id") == own.group(1):
            target = given.get(b"Target", b"").decode("utf-8", "replace")
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return None


def _place(reference: str) -> Place | None:
    found = _CELL.fullmatch(reference)
    if found is None:
        return None
    column = 0
    for letter in found.group(1):
        column = column * 26 + ord(letter) - 64
    return int(found.group(2)) - 1, column - 1


def _count(text: str | None) -> int:
    return min(int(text), MOST_REPEATS) if text is not None and text.isascii() and text.isdigit() and len(text) < 9 else 1  # noqa: PLR2004 - digits
