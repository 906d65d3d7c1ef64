"""A document tree as PDF, set by Typst: bundled fonts, tagged, the same bytes for the same tree on every machine.

The template is a resource; the tree reaches it as JSON text in `sys.inputs` and is only ever set as text. Typst gets no
path: no root but the folder of the template, no packages, no system fonts. No clock is read: the day in the file's
properties is the document's.
"""

from __future__ import annotations

import io
import json
import re
from functools import cache
from typing import TYPE_CHECKING, assert_never
from unicodedata import bidirectional, east_asian_width

import pikepdf
import typst

from casevault.disclosure.document import Block, Box, Chart, Document, Heading, Items, Line, Pairs, Paragraph, Table
from casevault.disclosure.render.script_runs import is_right_to_left, script_runs
from casevault.errors import Code, MachineProblem
from casevault.i18n import N_
from casevault.paths import resource_path, resource_text

if TYPE_CHECKING:
    from collections.abc import Iterable

_TEMPLATE = "typst/document.typ"
_FONTS = "fonts"
_FAMILIES = frozenset({"Noto Sans", "CaseVault Han", "Noto Naskh Arabic", "Noto Serif Tibetan"})  # those the template asks for
# Both at once where the document fits them; otherwise tagged and archivable apart; at the least a plain file.
_STANDARDS: tuple[list[typst.PDFStandard], ...] = (["ua-1", "a-2a"], ["a-2a"], ["ua-1"], ["a-2u"], ["1.7"])
_KEEP_TOGETHER = 700  # characters of a table row that is not broken over two pages
_BOX_TOGETHER = 2500
_LIST_TOGETHER = 6  # points of a list that is not broken over two pages
_SHORT = 21  # columns of a value that leaves room for another pair beside it; a wide letter takes two
_DENSE = 9  # columns from which a table is set smaller
_OF_WORDS = frozenset({"R", "AL", "NSM", "WS"})  # letters from right to left, their marks, and the spaces between words
_PRODUCER = "CaseVault"
_TYPESETTER = re.compile(rb"Typst [0-9.]+")


def render_pdf(document: Document) -> bytes:
    """Return `document` as a finished, unencrypted PDF; equal documents give equal bytes (`output_incomplete` if none)."""
    data = json.dumps(document_data(document), ensure_ascii=False)
    compiler = _compiler()
    source = resource_text(_TEMPLATE).encode()
    for standards in _STANDARDS:
        try:
            made = compiler.compile(source, format="pdf", sys_inputs={"data": data}, pdf_standards=standards, timestamp=0)
        except typst.TypstError:
            continue
        if isinstance(made, bytes):
            return _neutral(made)
    raise MachineProblem(
        Code.OUTPUT_INCOMPLETE,
        N_("The document could not be set as PDF. Nothing was written."),
        N_("Run the self-test; a bundled file may be missing."),
    )


@cache
def _compiler() -> typst.Compiler:
    """Return the typesetter with the bundled fonts, loaded once."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[resource_path(_FONTS)])
    if not _FAMILIES.issubset(fonts.families()):
        # Without a family its letters drop out of the pages without a word.
        raise MachineProblem(
            Code.IO_ERROR,
            N_("This copy of CaseVault is incomplete: fonts are missing. Nothing was written."),
            N_("Install it again from the file you trust; your vault is not touched by that."),
        )
    return typst.Compiler(
        resource_text(_TEMPLATE).encode(), root=resource_path("typst"), font_paths=fonts, ignore_system_fonts=True
    )


def _neutral(made: bytes) -> bytes:
    """Return the file with a producer that names no version, and an identifier that follows from its content alone."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(made)) as pdf:
        packet = pdf.Root.Metadata.read_bytes()
        pdf.Root.Metadata.write(_TYPESETTER.sub(_PRODUCER.encode(), packet))
        for key in ("/Creator", "/Producer"):
            if key in pdf.docinfo:
                pdf.docinfo[key] = _PRODUCER
        # The packet stays as it was written above: "fixing" it would parse it as XML, with a reader that is not in the package.
        pdf.save(out, deterministic_id=True, fix_metadata_version=False, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


# --- the tree as JSON ---


def document_data(document: Document) -> dict[str, object]:
    """Return the tree as the template reads it; only text, numbers and flags."""
    return {
        "lang": document.lang.split("-")[0].lower() or "en",
        "title": _line(document.title),
        "title_text": "".join(run.text for run in document.title),
        "subtitle": _line(document.subtitle),
        "label": document.label,
        "header": _line(document.header),
        "footer": _line(document.footer),
        "created_day": document.created_day,
        "wide": document.wide,
        "keywords": [*document.keywords, *([document.identifier] if document.identifier else [])],
        "blocks": list(_blocks(document.blocks)),
    }


def _blocks(blocks: Iterable[Block]) -> Iterable[dict[str, object]]:
    level = 0
    for block in blocks:
        if isinstance(block, Heading):
            level = min(block.level, level + 1)  # a level is never skipped: screen readers and PDF/UA count on it
            yield {"kind": "heading", "level": level, "line": _line(block.line), "fresh": block.fresh}
        else:
            yield _block(block)


def _block(block: Paragraph | Items | Box | Pairs | Table) -> dict[str, object]:
    match block:
        case Paragraph():
            return {"kind": "paragraph", "line": _line(block.line)}
        case Items():
            whole = len(block.lines) <= _LIST_TOGETHER and sum(map(_size, block.lines)) < _KEEP_TOGETHER
            return {"kind": "items", "lines": _lines(block.lines), "whole": whole}
        case Box():
            size = sum(_size(label) + sum(map(_size, values)) for label, values in block.pairs)
            return {
                "kind": "box",
                "title": _line(block.title),
                "pairs": _pairs(block.pairs),
                "tone": block.tone.value,
                "breakable": size > _BOX_TOGETHER,
            }
        case Pairs():
            return {"kind": "pairs", "pairs": _pairs(block.pairs), "compact": block.compact}
        case Table():
            columns = max([len(block.head), *map(len, block.rows)])
            widths = block.widths if len(block.widths) == columns else (1,) * columns
            empty: tuple[Line, ...] = ((),)
            return {
                "kind": "table",
                "widths": list(widths),
                "dense": columns >= _DENSE,
                "bars": _bars(block) if isinstance(block, Chart) else [],
                "head": [_line(line) for line in (*block.head, *((),) * (columns - len(block.head)))],
                "rows": [
                    {
                        "keep": max((sum(map(_size, cell)) for cell in row), default=0) < _KEEP_TOGETHER,
                        "cells": [_lines(cell or empty) for cell in (*row, *(empty,) * (columns - len(row)))],
                    }
                    for row in block.rows
                ],
            }
        case _:
            assert_never(block)


def _bars(chart: Chart) -> list[float]:
    """Return the bars as shares of the longest that is told, -1 for one that is not: its length says nothing."""
    longest = max((bar for bar in chart.bars if bar), default=1)
    return [-1 if bar is None else bar / longest for bar in chart.bars]


def _pairs(pairs: Iterable[tuple[Line, tuple[Line, ...]]]) -> list[dict[str, object]]:
    return [
        {"label": _line(label), "values": _lines(values or ((),)), "short": len(values) == 1 and _columns(values[0]) <= _SHORT}
        for label, values in pairs
    ]


def _columns(line: Line) -> int:
    """Return how much room a line takes, in columns of a Latin letter."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for run in line for letter in run.text)


def _lines(lines: Iterable[Line]) -> list[dict[str, object]]:
    return [_line(line) for line in lines]


def _size(line: Line) -> int:
    return sum(len(run.text) for run in line)


def _line(line: Line) -> dict[str, object]:
    return {
        "rtl": is_right_to_left("".join(run.text for run in line)),
        "runs": [
            {
                "text": part.text,
                "lang": part.lang,
                "region": part.region,
                "letters": all(bidirectional(letter) in _OF_WORDS for letter in part.text),
                "strong": run.strong,
                "muted": run.muted,
            }
            for run in line
            for part in script_runs(run.text, run.lang)
        ],
    }
