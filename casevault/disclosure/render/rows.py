"""A document as rows of cells, for formats that know nothing else: every line of the tree stands in it, each once.

What counts as written must be in the file, so what stands outside the tables (on what it rests, what brackets mean, the footer)
has rows of its own: a paragraph one cell, a label and its values two.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias, assert_never

from casevault.disclosure.document import Box, Document, Heading, Items, Line, Pairs, Paragraph, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Cells: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Rows that belong together: a table (its head is the first row), or what stands between two tables."""

    rows: tuple[Cells, ...]
    table: bool = False
    name: str = ""  # the heading a table stands under, in its fixed words
    widths: tuple[int, ...] = field(default=())


def sections(document: Document) -> Iterator[Section]:
    """Return `document` in order: words, table, words, table …; the running header and footer stand with the first words."""
    own = (document.title, document.subtitle, document.header, document.footer)
    label: list[Cells] = [(document.label,)] if document.label else []
    rows = [*label, *((text_of(line),) for line in own if text_of(line))]
    name = ""
    for block in document.blocks:
        if not isinstance(block, Table):
            if isinstance(block, Heading):
                name = "".join(run.text for run in block.line if not run.record)
            rows.extend(_rows(block))
            continue
        yield Section(tuple(rows))
        rows = []
        yield Section(tuple(_table(block)), table=True, name=name.strip(), widths=block.widths)
    yield Section(tuple(rows))


def text_of(line: Line) -> str:
    """Return the words of a line."""
    return "".join(run.text for run in line)


def _rows(block: Heading | Paragraph | Items | Box | Pairs) -> Iterator[Cells]:
    match block:
        case Heading() | Paragraph():
            yield (text_of(block.line),)
        case Items():
            yield from ((text_of(line),) for line in block.lines)
        case Box():
            yield (text_of(block.title),)
            yield from _pairs(block.pairs)
        case Pairs():
            yield from _pairs(block.pairs)
        case _:
            assert_never(block)


def _pairs(pairs: Iterable[tuple[Line, tuple[Line, ...]]]) -> Iterator[Cells]:
    return ((text_of(label), _cell(values)) for label, values in pairs)


def _table(table: Table) -> Iterator[Cells]:
    columns = max([len(table.head), *map(len, table.rows)])
    for row in (tuple(map(text_of, table.head)), *(tuple(map(_cell, row)) for row in table.rows)):
        yield (*row, *("",) * (columns - len(row)))


def _cell(lines: Iterable[Line]) -> str:
    return "\n".join(map(text_of, lines))


__all__ = ["Cells", "Section", "sections", "text_of"]
