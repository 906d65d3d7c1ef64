"""The cells of a workbook as they are shown: texts looked up in the table of texts, each as often as a cell points to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from casevault.disclosure.scan_xml import MOST_DEPTH
from casevault.media.plain_xml import NotPlainError, local, read_xml

if TYPE_CHECKING:
    from collections.abc import Sequence

_CHARACTER: Final = re.compile("_x([0-9A-Fa-f]{4})_")


def sheet_text(untrusted_sheets: Sequence[bytes], untrusted_strings: bytes | None) -> tuple[str, list[str]]:
    """Return the words of all cells, one cell a line, and the texts no cell points to; raises NotPlainError."""
    strings = _strings(untrusted_strings) if untrusted_strings is not None else []
    used: set[int] = set()
    cells: list[str] = []
    for sheet in untrusted_sheets:
        for kind, text in _cells(sheet):
            if kind != "s":
                cells.append(text)
                continue
            if not (text.isascii() and text.isdigit() and len(text) < 10) or int(text) >= len(strings):  # noqa: PLR2004 - digits
                raise NotPlainError
            used.add(int(text))
            cells.append(strings[int(text)])
    cells, strings = [_shown(text) for text in cells], [_shown(text) for text in strings]
    return "\n".join(cells), [text for number, text in enumerate(strings) if number not in used and text]


def _shown(text: str) -> str:
    """Return a text as it is shown: `_x9AD8_` in it stands for a character."""
    return _CHARACTER.sub(lambda found: chr(int(found.group(1), 16)), text)


def _strings(untrusted: bytes) -> list[str]:
    """Return the table of texts, the runs of each joined."""
    found: list[str] = []
    text: list[str] = []

    def end(name: str) -> None:
        if local(name) == "si":
            found.append("".join(text))
            text.clear()

    read_xml([untrusted], lambda _name, _given: None, end, text.append, strict=True, depth=MOST_DEPTH)
    return [*found, "".join(text)] if "".join(text).strip() else found


def _cells(untrusted: bytes) -> list[tuple[str, str]]:
    """Return (type, text) of every cell, and with no type whatever words stand outside the cells."""
    found: list[tuple[str, str]] = []
    text: list[str] = []
    kind = ""

    def start(name: str, given: dict[str, str]) -> None:
        nonlocal kind
        if local(name) == "c":
            end("")
            kind = given.get("t", "")

    def end(name: str) -> None:
        nonlocal kind
        if local(name) in {"c", "", "f", "oddHeader", "oddFooter"}:
            # A formula and the words of a margin are read as pieces; here they end what stood before them.
            if text and local(name) in {"c", ""}:
                found.append((kind, "".join(text)))
            text.clear()
            kind = kind if local(name) == "f" else ""

    read_xml([untrusted], start, end, text.append, strict=True, depth=MOST_DEPTH)
    end("")
    return found
