"""What is needed to show a value: a language, the labels of codes, and the titles of the records it points to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from casevault.domain.mentions import as_read
from casevault.domain.vocabularies import Vocabularies
from casevault.i18n import Catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from casevault.domain.schema import RecordType


def _id_itself(record_id: str) -> str:
    return record_id


@dataclass(frozen=True, slots=True)
class Look:
    """How values are shown. `title_of` turns a record id into words; the id itself stands where nobody knows better."""

    catalogue: Catalogue = field(default_factory=Catalogue)
    vocabularies: Vocabularies = field(default_factory=Vocabularies)
    title_of: Callable[[str], str] = _id_itself
    this_year: int = 0  # dates of this year are shown without it; 0 = always with the year
    long_dates: bool = False  # "6 March 2015" rather than "6 Mar 2015"
    told: Callable[[str], str] = as_read  # a text as it is read, where it can mention somebody
    hides: bool = False  # names are hidden: `title_of` and `told` give codes in their place
    types: Mapping[str, RecordType] = field(default_factory=dict)  # where a value is the key of one
