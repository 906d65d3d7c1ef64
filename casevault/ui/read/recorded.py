"""What is recorded of one thing, read at once for its card: values, what sources say of them, what is stale, its links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casevault.ui.read.accounts import differing_of
from casevault.ui.read.aged import stale_of
from casevault.ui.read.linked import link_lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casevault.domain.record import Record
    from casevault.ui.read.accounts import Differing
    from casevault.ui.read.linked import LinkLine
    from casevault.ui.read.reader import Reader, ValueLine


@dataclass(frozen=True, slots=True)
class Recorded:
    """The values of a record, and what stands around them."""

    values: Sequence[ValueLine]
    differing: Sequence[Differing]
    stale: Mapping[str, str]
    links: Sequence[LinkLine]


def recorded(reader: Reader, record: Record) -> Recorded:
    """Return what is recorded of one thing."""
    differing = differing_of(reader, [record]).get(record.id, [])
    return Recorded(reader.values(record), differing, stale_of(reader, record), link_lines(reader, record))
