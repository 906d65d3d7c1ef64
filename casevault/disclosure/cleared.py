"""What of a selection leaves, for choosing what to say: nothing here is printed or counted as written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import TYPE_CHECKING

from casevault.disclosure.generalise import Shape
from casevault.disclosure.request import Action, Reason, Row
from casevault.domain.claims import begins_with
from casevault.domain.consent import codes_of, rows_of, text_of
from casevault.domain.dates import parse_edtf

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.disclosure.policy import Ruling
    from casevault.disclosure.select import Item, Selection
    from casevault.domain.record import Record

Key = tuple[str, str]  # (record, path)


class Cleared:
    """The selected values with their rulings."""

    def __init__(self, selection: Selection, rulings: Mapping[Key, Ruling], tellable: frozenset[Key] = frozenset()) -> None:
        """Keep values and rulings by (record, path); `tellable`: fields without a value of which accounts may be told."""
        self.selection = selection
        self._tellable = tellable
        self.items: dict[Key, Item] = {(item.record, item.path): item for item in selection.items}
        self.rulings = rulings

    def leaves(self, record: str, path: str) -> bool:
        """Say whether there is a value at (record, path) that leaves in some form."""
        ruling = self.rulings.get((record, path))
        return ruling is not None and ruling.leaves

    def ids(self, *types: str, case: str = "") -> list[str]:
        """Return the selected records of `types` that say anything at all, in order of date."""
        found = [r for r in self.selection.of_type(*types) if not case or case in self.selection.held_by.get(r.id, frozenset())]
        return [r.id for r in sorted(found, key=lambda r: (r.date_from or "9999", r.date_to, r.id)) if r.id in self._speaking]

    @cached_property
    def _speaking(self) -> frozenset[str]:
        """The records of which anything leaves; found once, since outputs ask case by case."""
        # That a record rests on some source says nothing by itself.
        return frozenset(
            record
            for (record, _), ruling in self.rulings.items()
            if ruling.leaves and ruling.reason is not Reason.SOURCE_IN_GENERAL
        )

    def type_of(self, record: str) -> str:
        """Return the type of a selected record."""
        return self.selection.records[record].type

    def day_of(self, record: str) -> str:
        """Return the ISO day a record sorts by, "" where unknown; for order only, it is not printed."""
        return self.selection.records[record].date_from

    def code(self, record: str, key: str) -> str:
        """Return a cleared code, yes or no ("true", "false") for choosing words; "" where it does not leave."""
        if not self.as_recorded(record, key):
            return ""
        value = self.items[record, key].value
        return ("true" if value else "false") if isinstance(value, bool) else value if isinstance(value, str) else ""

    def number(self, record: str, path: str) -> Decimal | None:
        """Return a cleared number for counting with; None where it does not leave as recorded."""
        if not self.as_recorded(record, path):
            return None
        value = self.items[record, path].value
        try:
            return Decimal(value) if isinstance(value, (int, str)) and not isinstance(value, bool) else None
        except InvalidOperation:
            return None

    def days(self, record: str, start: str, end: str, today: str) -> int | None:
        """Return how many days lie between two cleared dates certain to the day; up to `today` (ISO) where it has no end.

        None where either does not leave as recorded, or is not certain: nothing is counted from a guess.
        """
        first = self._exact(record, start)
        last = self._exact(record, end) if (record, end) in self.items else date.fromisoformat(today)
        return (last - first).days if first is not None and last is not None and last >= first else None

    def _exact(self, record: str, path: str) -> date | None:
        if not (self.as_recorded(record, path) or self.is_counted(record, path)):
            return None
        read = parse_edtf(str(self.items[record, path].value))
        return read.earliest if read.exact else None

    def codes(self, record: str, key: str) -> tuple[str, ...]:
        """Return cleared codes, empty where they do not leave."""
        return codes_of(self.selection.records[record], key) if self.as_recorded(record, key) else ()

    def pointer(self, record: str, key: str) -> str:
        """Return the id a record points to, for grouping only: it is not printed."""
        return text_of(self.selection.records[record], key) if record in self.selection.records else ""

    def pointers(self, record: str, key: str) -> tuple[str, ...]:
        """Return the ids a record points to, for grouping only."""
        return codes_of(self.selection.records[record], key) if record in self.selection.records else ()

    def row_ids(self, record: str, table: str) -> list[str]:
        """Return the ids of the rows of a table."""
        return [str(row.get("row", "")) for row in rows_of(self.selection.records[record], table)]

    def speaks_of(self, record: str, path: str) -> bool:
        """Say whether an account of (record, path) may leave: where the value itself would.

        An account is as close as what it is an account of. Where no value is recorded the profile rules what would stand there.
        """
        if (record, path) in self.items:
            return self.as_recorded(record, path)
        return (record, path) in self._tellable and record in self._speaking

    def is_counted(self, record: str, path: str) -> bool:
        """Say whether the value at (record, path) goes into numbers, and into nothing else."""
        ruling = self.rulings.get((record, path))
        return ruling is not None and ruling.shape is Shape.COUNT

    def as_recorded(self, record: str, path: str) -> bool:
        """Say whether the value at (record, path) leaves as it was recorded."""
        ruling = self.rulings.get((record, path))
        return ruling is not None and ruling.action is Action.AS_RECORDED


def claims_by_field(selection: Selection) -> dict[Key, list[Record]]:
    """Return the selected claims by the (record, field) they are about."""
    claims: dict[Key, list[Record]] = {}
    for claim in selection.of_type("claim"):
        claims.setdefault((text_of(claim, "record"), text_of(claim, "field")), []).append(claim)
    # A detention begins with its first stage: accounts of the one day are accounts of the other.
    for stage in selection.of_type("stage"):
        detention = selection.records.get(text_of(stage, "period"))
        about = claims.get((detention.id, "start"), []) if detention is not None else []
        if detention is not None and begins_with(stage.fields, detention.fields, about):
            claims.setdefault((stage.id, "start"), []).extend(about)
    return claims


def row_of(item: Item, ruling: Ruling, before: str, after: str, section: str) -> Row:
    """Return what became of one value."""
    return Row(
        id=item.record,
        type=item.type,
        field=item.path,
        action=ruling.action,
        reason=ruling.reason,
        before=before,
        after=after,
        data_class=int(item.data_class),
        section=section,
    )
