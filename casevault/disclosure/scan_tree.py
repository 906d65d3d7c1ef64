"""The document tree as the leak scan reads it: every line of words, with the record each word came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from casevault.disclosure.document import Block, Box, Document, Heading, Items, Line, Pairs, Paragraph, Run, Table

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class TreeLine:
    """One line of the tree; `every_page` lines may be printed once on each page (header, footer, head of a long table)."""

    runs: Line
    every_page: bool = False

    @property
    def text(self) -> str:
        """Return the words of the line."""
        return "".join(run.text for run in self.runs)

    def runs_between(self, start: int, end: int) -> tuple[Run, ...]:
        """Return the runs that hold any of the characters `text[start:end]`."""
        touched = []
        at = 0
        for run in self.runs:
            if at < end and at + len(run.text) > start and run.text:
                touched.append(run)
            at += len(run.text)
        return tuple(touched)


def tree_lines(document: Document) -> Iterator[TreeLine]:
    """Return every line of `document`, file properties included, in the order of the document."""
    yield TreeLine(document.title)
    yield TreeLine(document.subtitle)
    for line in (document.header, document.footer, (Run(document.label),)):
        yield TreeLine(line, every_page=True)
    for text in (document.lang, document.created_day, document.identifier, *document.keywords):
        yield TreeLine((Run(text),))
    for block in document.blocks:
        heads = block.head if isinstance(block, Table) else ()
        for line in heads:
            yield TreeLine(line, every_page=True)
        for line in _block_lines(block):
            yield TreeLine(line)


def _block_lines(block: Block) -> Iterator[Line]:
    match block:
        case Heading() | Paragraph():
            yield block.line
        case Items():
            yield from block.lines
        case Box():
            yield block.title
            yield from _pair_lines(block.pairs)
        case Pairs():
            yield from _pair_lines(block.pairs)
        case Table():
            for row in block.rows:
                for cell in row:
                    yield from cell
        case _:
            assert_never(block)


def _pair_lines(pairs: tuple[tuple[Line, tuple[Line, ...]], ...]) -> Iterator[Line]:
    for label, values in pairs:
        yield label
        yield from values
