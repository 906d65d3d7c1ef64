"""A document as JSON: the tree as plain data, for programs of the recipient. docs/formats/documents.md.

Where a run came from (`Run.record`, `Run.field`) is ours alone and is not written: ids of this vault mean nothing elsewhere and
would let two recipients join what each of them holds.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, assert_never

from casevault.disclosure.document import Block, Box, Document, Heading, Items, Line, Pairs, Paragraph, Table

if TYPE_CHECKING:
    from collections.abc import Iterable

FORMAT = "casevault-document"
VERSION = 1


def render_json(document: Document) -> bytes:
    """Return `document` in its one canonical spelling: UTF-8, keys sorted, two spaces of indent, a line feed at the end."""
    return canonical(document_tree(document))


def canonical(tree: object) -> bytes:
    """Return plain data in the one spelling that is written and read back."""
    return json.dumps(tree, ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False).encode("utf-8", "replace") + b"\n"


def document_tree(document: Document) -> dict[str, object]:
    """Return the tree as lists, texts, numbers and flags."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "lang": document.lang,
        "created": document.created_day,
        "label": document.label,
        "title": _line(document.title),
        "subtitle": _line(document.subtitle),
        "header": _line(document.header),
        "footer": _line(document.footer),
        "blocks": [_block(block) for block in document.blocks],
    }


def _block(block: Block) -> dict[str, object]:
    match block:
        case Heading():
            return {"kind": "heading", "level": block.level, "line": _line(block.line)}
        case Paragraph():
            return {"kind": "paragraph", "line": _line(block.line)}
        case Items():
            return {"kind": "items", "lines": _lines(block.lines)}
        case Box():
            return {"kind": "box", "tone": block.tone.value, "title": _line(block.title), "pairs": _pairs(block.pairs)}
        case Pairs():
            return {"kind": "pairs", "pairs": _pairs(block.pairs)}
        case Table():
            return {
                "kind": "table",
                "head": _lines(block.head),
                "rows": [[_lines(cell) for cell in row] for row in block.rows],
            }
        case _:
            assert_never(block)


def _pairs(pairs: Iterable[tuple[Line, tuple[Line, ...]]]) -> list[dict[str, object]]:
    return [{"label": _line(label), "values": _lines(values)} for label, values in pairs]


def _lines(lines: Iterable[Line]) -> list[list[dict[str, object]]]:
    return [_line(line) for line in lines]


def _line(line: Line) -> list[dict[str, object]]:
    return [
        {"text": run.text} | ({"lang": run.lang} if run.lang else {}) | ({"strong": True} if run.strong else {})
        for run in line
        if run.text
    ]
