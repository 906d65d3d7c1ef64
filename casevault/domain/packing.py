"""What of a record goes along on a journey, and which of its units do not go as they stand.

A field goes as it stands or not at all; a row of a table may go without some of its cells, so that a person who stays home is her
role. Which units were not shown as they stand is kept at home: who alters one there has not seen what it replaces, so both stand
side by side when it comes home, and a person decides.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from casevault.domain.schema import DataClass, Field, Kind, NotAValue

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from casevault.domain.record import Fields, Value
    from casevault.domain.schema import RecordType

# Who writes, what left to whom, and what somebody searched for: of every case of the office, so of none in particular.
NEVER: Final = frozenset({"actor", "device", "disclosure", "saved_search"})
# Ids of what somebody was merged from: without them the consent gate would take a consent for more than it was given for.
PARTS: Final = frozenset({"merged_from", "merged_into", "covers"})

UNTOLD: Final = {"na": NotAValue.NOT_DISCLOSABLE.value}
ROW: Final = "row"
OWN_FIELD: Final = "x_"  # a vault's own fields begin so


# What says who somebody is without a name being said. With code words none of it goes, nor does any file.
TELLING: Final = {
    "person": frozenset({"aliases", "identifiers", "channels", "photo", "birth", "birth_place"}),
    "evidence": frozenset({"files"}),
}


class Profile(StrEnum):
    """How much goes along: all that is recorded of the cases, or nothing of class C5 (sources, safe places, partners).

    `PSEUDONYMS`: nothing of class C5, code words in place of the names of people, none of what says who they are, and no file.
    """

    REDUCED = "reduced"
    FULL = "full"
    PSEUDONYMS = "pseudonyms"


def goes(rt: RecordType, data_class: DataClass, profile: Profile) -> bool:
    """Say whether a record of the chosen cases goes along at all."""
    return rt.key not in NEVER and (profile is Profile.FULL or data_class < DataClass.C5)


def packed(
    rt: RecordType, fields: Fields, conflicts: Collection[str], going: Collection[str], profile: Profile
) -> tuple[dict[str, Value], frozenset[str]]:
    """Return what goes along of a record, and the units that are not shown there as they stand.

    `going`: ids of the records that go. A unit in conflict goes with the value that is shown, and is not answered by who saw one.
    """
    shown: dict[str, Value] = {}
    home: set[str] = set(conflicts)
    known = {field.key: field for field in rt.fields}
    for key, value in fields.items():
        field = known.get(key)
        if profile is Profile.PSEUDONYMS and tells(rt, key):
            rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
            home |= {f"{key}/{row[ROW]}" for row in rows} if rows else {key}
            found: Value | None = None
        elif field is not None and field.kind is Kind.ROWS and isinstance(value, list):
            rows = [row for row in value if isinstance(row, dict)]
            kept = [cut for row in rows if (cut := _row(field, row, going, profile)).keys() - {ROW}]
            home |= {f"{key}/{row[ROW]}" for row in rows if row not in kept}
            found = list(kept) or None
        else:
            # Of a field that nothing defines any more, nobody knows what it says.
            found = None if field is None else _told(field, value, going, profile)
            if found != value:
                home.add(key)
        if found is not None:
            shown[key] = found
        elif field is not None and field.required:
            shown[key] = dict(UNTOLD)
    return shown, frozenset(home)


def tells(rt: RecordType, key: str) -> bool:
    """Say whether a field tells who somebody is, or is a file; what a vault's own field of a person tells nobody knows."""
    return key in TELLING.get(rt.key, ()) or (rt.key == "person" and key.startswith(OWN_FIELD))


def _told(field: Field, value: Value, going: Collection[str], profile: Profile) -> Value | None:
    data_class = DataClass.C0 if field.key in PARTS else field.data_class
    return _cell(field, value, data_class, going, profile)


def _row(table: Field, row: Mapping[str, Value], going: Collection[str], profile: Profile) -> dict[str, Value]:
    """Return the cells of a row that go; a required one that stays says that it may not be told."""
    cut: dict[str, Value] = {ROW: row[ROW]}
    columns = {column.key: column for column in table.rows}
    for key, value in row.items():
        column = columns.get(key)
        if key == ROW or column is None:
            continue
        kept = _cell(column, value, max(table.data_class, column.data_class), going, profile)
        if kept is not None:
            cut[key] = kept
    if cut.keys() - {ROW}:
        cut |= {one.key: dict(UNTOLD) for one in table.rows if one.required and one.key in row and one.key not in cut}
    return cut


def _cell(column: Field, value: Value, data_class: DataClass, going: Collection[str], profile: Profile) -> Value | None:
    if isinstance(value, dict):
        return value
    if profile is not Profile.FULL and data_class is DataClass.C5:
        return None
    if column.kind is Kind.REF:
        return value if value in going else None
    if column.kind is Kind.REFS and isinstance(value, list):
        return [target for target in value if target in going] or None
    return value
