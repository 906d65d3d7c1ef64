"""What points to a record, as its card and the page of a person say it: what the other record is, and what it is called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casevault.ui.read.reader import sentence
from casevault.vault.relations import links_of

if TYPE_CHECKING:
    from casevault.domain.record import Record
    from casevault.domain.schema import DataClass
    from casevault.ui.read.reader import Reader

# Said elsewhere on the same screen, or about the program: a card lists neither again.
ELSEWHERE = frozenset({"consent", "disclosure", "evidence", "claim"})
KIN = "links/person"
MOST_SHOWN = 60  # in a card; a case that holds more has its own page


@dataclass(frozen=True, slots=True)
class LinkLine:
    """One record that points here."""

    id: str
    words: str
    title: str
    data_class: DataClass
    kin: bool = False  # family, lawyers, colleagues


def link_lines(reader: Reader, record: Record) -> list[LinkLine]:
    """Return what points to a record, by date; what it points to itself stands among its values. None for a case."""
    if record.type == "case" or record.deleted:
        return []
    shown = [one for one in links_of(reader.vault, record, reader.look).from_ if one.type not in ELSEWHERE and not one.deleted][
        :MOST_SHOWN
    ]
    known = reader.many(one.id for one in shown)
    lines = []
    for one in shown:
        other = known.get(one.id)
        if other is not None:
            title = sentence(" ".join(_called(reader, other).split()))
            lines.append(LinkLine(one.id, sentence(one.words), title, other.data_class, one.field == KIN))
    return lines


def _called(reader: Reader, record: Record) -> str:
    """Return what a record is called; where names are hidden, what kind of record it is."""
    return reader.text(reader.type_of(record).label) if reader.discreet and record.type == "person" else reader.title(record)
