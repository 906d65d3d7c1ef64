"""What a row `erased` says: why, and which rows of its record have lost their payload for ever.

    reason/<code>    why, one of `Reason`
    change/all       every row of the record, those too that arrive from another vault later
    change/<id>      this row
    files/<row id>   the file of an evidence record that was erased;  any other unit: where in the record something was

The row is under the chain's MAC like any other: nobody without the key can call an altered row an erased one. It is final: no
row brings back what it names. A program that takes in rows of another vault leaves out the payload of each that is covered.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from casevault.i18n import Msg

WHOLE: Final = "change/all"
ROW: Final = "change/"
REASON: Final = "reason/"


class Reason(StrEnum):
    """Why something was erased: a closed list, because what is typed freely would say again what was erased."""

    ASKED = "asked"
    CONSENT = "consent"
    DANGER = "danger"
    RETENTION = "retention"
    MISTAKE = "mistake"
    OTHER = "other"


REASONS: Final[Mapping[Reason, Msg]] = {
    Reason.ASKED: N_("The person asked for it"),
    Reason.CONSENT: N_("Consent was refused or withdrawn"),
    Reason.DANGER: N_("Keeping it is a danger"),
    Reason.RETENTION: N_("It was to be kept until now"),
    Reason.MISTAKE: N_("Recorded by mistake"),
    Reason.OTHER: N_("Another reason"),
}


def units(reason: Reason, *, rows: Iterable[str] | None = None, places: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the units of a row `erased`; `rows` None: the whole record."""
    named = [WHOLE] if rows is None else [ROW + row_id for row_id in rows]
    return tuple(sorted({REASON + reason.value, *named, *places}))


def reason_of(fields: Iterable[str]) -> Reason | None:
    """Return the reason that a row `erased` gives; None where this program does not know it."""
    found = next((unit.removeprefix(REASON) for unit in fields if unit.startswith(REASON)), "")
    return Reason(found) if found in set(Reason) else None


class Erasures:
    """All that a log says is erased."""

    def __init__(self, rows: Iterable[tuple[str, Iterable[str]]]) -> None:
        """Read (record, units) of the rows `erased`."""
        self._records: set[str] = set()
        self._rows: set[tuple[str, str]] = set()
        for record_id, fields in rows:
            for unit in filter(_is_text, fields):
                if unit == WHOLE:
                    self._records.add(record_id)
                elif unit.startswith(ROW):
                    self._rows.add((record_id, unit.removeprefix(ROW)))

    def covers(self, record_id: str | None, row_id: str) -> bool:
        """Say whether the row of this id must be without payload."""
        return record_id in self._records or (record_id or "", row_id) in self._rows


def _is_text(unit: object) -> bool:
    return isinstance(unit, str)
