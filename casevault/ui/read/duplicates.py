"""Possible duplicates for people to look at: each pair with its reasons in words, and its two records field beside field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casevault.domain.duplicate_words import REASONS
from casevault.domain.duplicates import LIKELY
from casevault.domain.name_likeness import AGAINST
from casevault.i18n import N_
from casevault.ui.read.people import case_roles
from casevault.ui.read.reader import Name, sentence
from casevault.vault.duplicates import pairs

if TYPE_CHECKING:
    from casevault.progress import Progress
    from casevault.ui.read.reader import Reader
    from casevault.vault.duplicates import Pair

DIVIDER = "|"


@dataclass(frozen=True, slots=True)
class PairLine:
    """A pair in the list; `key` holds both ids."""

    key: str
    one: str
    other: str
    name: Name
    reasons: str
    against: str
    likely: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """One field of both records."""

    label: str
    one: str
    other: str

    @property
    def differs(self) -> bool:
        """Say whether both say something, and not the same."""
        return bool(self.one) and bool(self.other) and self.one != self.other


@dataclass(frozen=True, slots=True)
class Compared:
    """Two records side by side."""

    one: Name
    other: Name
    fields: tuple[Beside, ...]


def pair_lines(reader: Reader, progress: Progress) -> tuple[int, list[PairLine]]:
    """Return how many pairs there are, and the likeliest of them."""
    found = pairs(reader.vault, progress=progress)
    return found.total, [_line(reader, pair) for pair in found.pairs]


def _line(reader: Reader, pair: Pair) -> PairLine:
    speaking = [reader.text(REASONS[why]) for why in pair.why if why not in AGAINST]
    against = [reader.text(REASONS[why]) for why in pair.why if why in AGAINST]
    return PairLine(
        key=f"{pair.one.id}{DIVIDER}{pair.other.id}",
        one=pair.one.id,
        other=pair.other.id,
        name=Name(f"{pair.one.title}  ·  {pair.other.title}"),
        reasons=sentence(reader.catalogue.listed(speaking)),
        against=sentence(reader.catalogue.listed(against)),
        likely=pair.score >= LIKELY,
    )


def compared(reader: Reader, one_id: str, other_id: str) -> Compared:
    """Return two people side by side: what is recorded of either, and the cases they stand in."""
    one, other = reader.vault.records.get(one_id), reader.vault.records.get(other_id)
    first, second = ({line.key: line for line in reader.values(record)} for record in (one, other))
    fields = [
        Beside(
            (first.get(key) or second[key]).label,
            first[key].value if key in first else "",
            second[key].value if key in second else "",
        )
        for key in dict.fromkeys((*first, *second))
    ]
    cases = ["\n".join(_role(role.name, role.role) for role in case_roles(reader, record.id)) for record in (one, other)]
    if any(cases):
        fields.append(Beside(reader.text(N_("Cases")), *cases))
    return Compared(reader.name(one), reader.name(other), tuple(fields))


def _role(case: Name, role: str) -> str:
    return " · ".join(part for part in (case.code or case.main, role) if part)
