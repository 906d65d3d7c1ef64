"""A document as lines of text, to be looked at before it leaves. It is no format in which anything leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from casevault.disclosure.document import Box, Heading, Items, Pairs, Paragraph, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casevault.disclosure.document import Block, Document, Line


def plain_text(document: Document) -> str:
    """Return the words of a document, one thought a line."""
    lines = [_words(document.title), ""]
    for block in document.blocks:
        lines += [*_lines(block), ""]
    return "\n".join(lines).rstrip()


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading() | Paragraph():
            yield _words(block.line)
        case Items():
            yield from (f"- {_words(line)}" for line in block.lines)
        case Box():
            yield _words(block.title)
            yield from _pairs(block.pairs)
        case Pairs():
            yield from _pairs(block.pairs)
        case Table():
            yield " · ".join(_words(line) for line in block.head)
            yield from (" · ".join("; ".join(_words(line) for line in cell) for cell in row) for row in block.rows)
        case _:
            assert_never(block)


def _pairs(pairs: tuple[tuple[Line, tuple[Line, ...]], ...]) -> Iterator[str]:
    for label, values in pairs:
        yield f"{_words(label)}: {'; '.join(_words(value) for value in values)}"


def _words(line: Line) -> str:
    return "".join(run.text for run in line)
