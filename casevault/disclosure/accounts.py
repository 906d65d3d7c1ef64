"""Which accounts of a value may be told to another person, and which of them differ.

An account is as close as what it is an account of: it is told only where the value itself would leave as recorded, where the
account's own value does, and never where it was rejected. The grades are of the class that never leaves: nothing here reads them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.disclosure.cleared import claims_by_field
from casevault.disclosure.select import Item, value_class
from casevault.domain.claims import DATES, REJECTED, is_live, readings, spot_of, told
from casevault.domain.consent import text_of
from casevault.domain.edtf import parse_edtf
from casevault.domain.reading import is_empty, is_na
from casevault.domain.schema import DataClass
from casevault.errors import UserProblem
from casevault.vault.schema import load_schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from casevault.disclosure.cleared import Cleared
    from casevault.disclosure.select import Selection
    from casevault.domain.claims import Spot
    from casevault.domain.record import Record, Value


class AccountsOf:
    """The accounts of one selection that are cleared."""

    def __init__(self, cleared: Cleared) -> None:
        """Keep what clears them."""
        self._cleared = cleared
        self._schema = load_schema()
        self._claims = claims_by_field(cleared.selection)

    def paths(self, record: str) -> list[str]:
        """Return the paths of a record that any account is about."""
        return [path for about, path in self._claims if about == record]

    def spot(self, record: str, path: str) -> Spot | None:
        """Return the field that an account of (record, path) is about."""
        found = self._cleared.selection.records.get(record)
        return spot_of(self._schema.type(found.type), path) if found is not None else None

    def told(self, claim: Record, spot: Spot | None) -> Value:
        """Return what an account says, as a value of its field."""
        return told(self._schema, spot, claim)

    def cleared(self, record: str, path: str) -> list[Record]:
        """Return the accounts of (record, path) that may be told."""
        if not self._cleared.speaks_of(record, path):
            return []
        found = self._claims.get((record, path), ())
        return [c for c in found if text_of(c, "status") != REJECTED and self._cleared.as_recorded(c.id, "value") and is_live(c)]

    def differing(self, record: str, path: str) -> list[Record]:
        """Return the accounts that say something else than the value in use; where none is in use, all, if they differ."""
        claims, spot = self.cleared(record, path), self.spot(record, path)
        used = self._used(record, path)
        field = spot.field if spot is not None else None
        values = [self.told(claim, spot) for claim in claims]
        if len(readings(field, [*used, *values])) < 2:  # noqa: PLR2004 - one reading: all agree
            return []
        pairs = zip(claims, values, strict=True)
        return [claim for claim, value in pairs if not used or len(readings(field, [*used, value])) > 1]

    def dates(self, record: str, path: str) -> list[str]:
        """Return the dates that stand against each other, earliest first, the one in use among them."""
        spot = self.spot(record, path)
        told_dates = [text_of(claim, "value") for claim in self.cleared(record, path)]
        values: list[Value] = [*self._used(record, path), *(text for text in told_dates if _is_date(text))]
        return [str(value) for value in readings(spot.field, values)] if spot is not None and spot.field.kind in DATES else []

    def telling(self, record: str, path: str, dates: Sequence[str]) -> list[Record]:
        """Return the accounts of which these dates tell what they say; one in words, or less exact than another, is not told."""
        return [claim for claim in self.cleared(record, path) if text_of(claim, "value") in dates]

    def _used(self, record: str, path: str) -> list[Value]:
        item = self._cleared.items.get((record, path))
        return [] if item is None or is_empty(item.value) or is_na(item.value) else [item.value]


def unrecorded(selection: Selection) -> Iterator[Item]:
    """Yield what accounts tell of fields that hold no value, as if each stood in its field: the profile rules it as it would.

    Only ordinary facts of ordinary records: what is closer, a cell of a table, and what a vault defined for itself stay.
    """
    schema = load_schema()
    recorded = {(item.record, item.path) for item in selection.items}
    for (about, path), claims in claims_by_field(selection).items():
        record = selection.records.get(about)
        rt = schema.types.get(record.type) if record is not None else None
        spot = spot_of(rt, path) if rt is not None else None
        if record is None or spot is None or spot.table is not None or (about, path) in recorded:
            continue
        if record.data_class <= DataClass.C2 and spot.field.data_class <= DataClass.C1:
            graded = value_class(record, spot.field.data_class)
            for claim in claims:
                yield Item(about, record.type, path, spot.field, text_of(claim, "value"), graded)


def _is_date(text: str) -> bool:
    try:
        parse_edtf(text)
    except UserProblem:
        return False
    return True
