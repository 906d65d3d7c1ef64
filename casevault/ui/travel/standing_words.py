"""What stands against each other, in words: each side with who and when, and what was packed; read on a thread of the pool."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from casevault.domain.consent import text_of
from casevault.domain.merge import DELETED
from casevault.domain.packing import ROW
from casevault.domain.schema import Kind
from casevault.domain.showing import show
from casevault.i18n import N_
from casevault.ui.read.reader import sentence
from casevault.vault import travelling
from casevault.vault.conflicts import standing, waiting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.domain.record import Record, Value
    from casevault.domain.schema import Field
    from casevault.i18n import Msg
    from casevault.ui.context import Context
    from casevault.vault.conflicts import Side

PACKED = N_("As it was packed")
HERE = N_("In the office")
AWAY = N_("On the journey")
ELSEWHERE = N_("In another vault")
NOTHING = N_("nothing")
REMOVAL = N_("Removed or not")
REMOVED = N_("Removed")
KEPT = N_("Kept, with what was changed")
COVERED = N_("covered while names are hidden")
WHO_WHEN = N_("{who}, {day}")


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the list: `id` is record and unit."""

    id: str
    record: str
    unit: str
    title: str
    label: str
    codes: str


@dataclass(frozen=True, slots=True)
class Column:
    """One of the columns side by side: where it was said, who and when, in words, and the value itself.

    `stands`: it is one of the values that stand against each other, and not only what was packed.
    """

    caption: str
    detail: str
    words: str
    value: Value | None
    stands: bool = True


@dataclass(frozen=True, slots=True)
class Both:
    """What keeps both: the value of the unit, and rows that join its table as new ones."""

    value: Value
    more: tuple[dict[str, Value], ...] = ()


@dataclass(frozen=True, slots=True)
class Beside:
    """A unit with its columns. `field`: what another value would be typed for; None for a removal."""

    record: str
    unit: str
    title: str
    label: str
    columns: tuple[Column, ...]
    field: Field | None

    @property
    def both(self) -> Both | None:
        """Return what keeps both where there is room for both, else None: a field that holds one value has none.

        A list holds the entries of both, a long text the one after the other, a table both rows. What was packed is no side: an
        entry that both sides took out stays out.
        """
        values = [column.value for column in self.columns if column.stands]
        if self.field is None or None in values:
            return None
        if "/" in self.unit:
            rows = [value for value in values if isinstance(value, dict) and ROW in value]
            return Both(rows[0], tuple(_unnamed(row) for row in rows[1:])) if len(rows) == len(values) else None
        sides = [value for value in values if isinstance(value, list)]
        if self.field.kind not in {Kind.CHOICES, Kind.REFS, Kind.TEXTS, Kind.LONG} or len(sides) < len(values):
            return None
        found: list[Value] = []
        for value in sides:
            found += [one for one in value if one not in found]
        return Both(found) if found else None


def all_waiting(context: Context) -> list[Waiting]:
    """Return everything that waits, as lines."""
    reader = context.reader
    found = waiting(context.vault)
    known = reader.many({one.record for one in found})
    cases = reader.many({case for record in known.values() for case in record.cases[:1]})
    lines = []
    for one in found:
        record = known[one.record]
        codes = ", ".join(text_of(cases[case], "code") for case in record.cases[:1] if case in cases)
        title = sentence(reader.title(record))
        lines.append(Waiting(f"{one.record} {one.unit}", one.record, one.unit, title, _label(context, record, one.unit), codes))
    return lines


def beside(context: Context, record_id: str, unit: str) -> Beside | None:
    """Return the columns of one unit, None where it was settled meanwhile."""
    found = standing(context.vault, record_id, unit)
    if found is None:
        return None
    record, text = found.record, context.text
    away = {one.vault for one in travelling.all_away(context.vault)}
    people = context.reader.many({side.actor for side in found.sides if side.actor})
    columns = [
        Column(text(_where(side, away)), _who(context, side, people), _words(context, record, unit, side.value), side.value)
        for side in found.sides
    ]
    if found.travelled and unit != DELETED:
        packed = Column(text(PACKED), "", _words(context, record, unit, found.packed), found.packed, stands=False)
        columns.insert(0, packed)
    label, field = _label(context, record, unit), _field(context, record, unit)
    return Beside(record_id, unit, sentence(context.reader.title(record)), label, tuple(columns), field)


def _unnamed(row: dict[str, Value]) -> dict[str, Value]:
    """Return a row of a table without its id: two rows of one id would be one."""
    return {key: value for key, value in row.items() if key != ROW}


def _field(context: Context, record: Record, unit: str) -> Field | None:
    return None if unit == DELETED else context.reader.type_of(record).field(unit.partition("/")[0])


def _label(context: Context, record: Record, unit: str) -> str:
    if unit == DELETED:
        return context.text(REMOVAL)
    field = _field(context, record, unit)
    return unit.partition("/")[0] if field is None else context.text(field.label)


def _where(side: Side, away: set[str]) -> Msg:
    if not side.vault:
        return HERE
    return AWAY if side.vault in away else ELSEWHERE


def _who(context: Context, side: Side, people: Mapping[str, Record]) -> str:
    if not side.at:
        return ""
    day = context.reader.day(datetime.fromtimestamp(side.at / 1_000_000, UTC).date().isoformat())
    actor = people.get(side.actor)
    return day if actor is None else context.text(WHO_WHEN, who=actor.title, day=day)


def _words(context: Context, record: Record, unit: str, value: Value | None) -> str:
    text, reader = context.text, context.reader
    if unit == DELETED:
        return text(REMOVED if value else KEPT)
    field = _field(context, record, unit)
    if value is None or field is None:
        return text(NOTHING)
    names = record.type == "person" and any(part.names_person for part in (field, *field.rows))
    if reader.discreet and names:
        return text(COVERED)
    look = reader.look if reader.discreet else context.vault.look(context.catalogue)
    shown = show(field, [value] if "/" in unit else value, look)
    return sentence(shown) if field.kind in {Kind.CHOICE, Kind.CHOICES, Kind.BOOL} else shown or text(NOTHING)
