"""A document before it has a format: a tree of headings, paragraphs and tables whose every run says where its words come from.

Outputs build it, renderers print it, the leak scan holds both against the finished bytes. `Run.record` is the proof for
*shadowed* terms: a name that may appear for one person and not for a namesake is allowed only inside runs that came from the
allowed record.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Run:
    """Some words of one origin. `record` "" is fixed text of the output itself, which never holds a recorded name."""

    text: str
    record: str = ""
    field: str = ""
    lang: str = ""  # BCP 47, where it differs from the document
    strong: bool = False
    muted: bool = False


Line: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 or 2; one that is `fresh` begins a page where the format has pages."""

    line: Line
    level: int = 1
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    line: Line


@dataclass(frozen=True, slots=True)
class Items:
    """A bulleted list."""

    lines: tuple[Line, ...]


class Tone(StrEnum):
    """How a box is drawn; the words in it say the same."""

    PLAIN = "plain"
    CAUTION = "caution"


@dataclass(frozen=True, slots=True)
class Box:
    """A framed block with label and value pairs, for what the reader must see first."""

    title: Line
    pairs: tuple[tuple[Line, tuple[Line, ...]], ...] = ()
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Pairs:
    """Label and value pairs without a frame; `compact`: short ones may stand two in a row where a page is set, in their order."""

    pairs: tuple[tuple[Line, tuple[Line, ...]], ...]
    compact: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a head row; `widths` are relative; each cell is a list of lines."""

    head: tuple[Line, ...]
    rows: tuple[tuple[tuple[Line, ...], ...], ...]
    widths: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart(Table):
    """A table whose rows have bars beside them where a page can draw; anywhere else it is the table, which says the same.

    `bars` has one number for each row, None where it is not told: such a bar is hatched and always of one length. A number that
    is not told must not stand in the tree, in no form.
    """

    bars: tuple[int | None, ...] = ()


Block: TypeAlias = Heading | Paragraph | Items | Box | Pairs | Table


@dataclass(frozen=True, slots=True)
class Document:
    """The whole of what will be printed; every word of it, header, footer and file properties included."""

    lang: str
    title: Line
    subtitle: Line = ()
    label: str = ""  # TLP label, never translated: "TLP:AMBER+STRICT"
    header: Line = ()
    footer: Line = ()
    blocks: tuple[Block, ...] = ()
    created_day: str = ""  # ISO day, goes into the file properties
    identifier: str = ""  # bundle id, goes into the file properties
    keywords: tuple[str, ...] = field(default=())
    wide: bool = False  # printed on pages that lie on their side: for tables of many columns
