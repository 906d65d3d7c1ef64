"""What an account must be to enter the log: about a value that its record has a place for, said in the form of that value.

Checked inside the transaction that appends it. What another vault or an older version recorded is left as it stands: it is shown,
and where it cannot be read as a value it is shown in its own words.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from casevault.domain.claims import PREFERRED, edit_of, read_told, spot_of, told_text
from casevault.domain.reading import is_empty, is_na, na_of
from casevault.domain.schema import DataClass, Kind, NotAValue, RecordType
from casevault.domain.text import FIELD_LIMIT, too_large
from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.store import records

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.domain.catalog import Schema
    from casevault.domain.claims import Spot
    from casevault.domain.record import Fields, Record, Value
    from casevault.store.connection import Connection

CLAIM = "claim"
WHAT = ("record", "field", "value")  # what an account says of what


def checked(schema: Schema, connection: Connection, untrusted: Mapping[str, object], before: Fields) -> dict[str, object]:
    """Return the fields of an account with its value as a claim keeps it; INVALID_INPUT naming the field of the claim.

    Where neither record nor field nor value changes there is nothing to check: a reason can be added to any account.
    """
    given = dict(untrusted)
    if not any(key in given and given[key] != before.get(key) for key in WHAT):
        return given
    now = {key: given.get(key, before.get(key)) for key in WHAT}
    target = _target(connection, now["record"])
    path = now["field"]
    if target is None or not isinstance(path, str) or not path.strip():
        return given  # a draft may lack them; the form of the fields themselves is checked with the rest
    spot = _spot(schema, target, path.strip())
    value = _read(schema, spot, now["value"])
    if "field" in given:
        given["field"] = spot.path
    if value is not None:
        given["value"] = value
        floor = class_floor(target, spot)
        if floor is not None:
            given["data_class"] = max(floor, _class_in(given, before)).name
    return given


def told_reference(schema: Schema, connection: Connection, claim: Fields) -> tuple[RecordType, Fields] | None:
    """Return, as a record type with one field, what an account points to; None where it tells no reference."""
    target = _target(connection, claim.get("record"))
    spot = spot_of(schema.type(target.type), str(claim.get("field", ""))) if target is not None else None
    value = claim.get("value", "")
    if target is None or spot is None or spot.field.kind not in (Kind.REF, Kind.REFS) or not isinstance(value, str):
        return None
    field = replace(spot.field, key="value")
    told = read_told(schema, spot, value)
    return replace(schema.type(target.type), fields=(field,)), {"value": told}


def class_floor(target: Record, spot: Spot) -> DataClass | None:
    """Return the least class of an account, None where its own will do.

    An account of a telephone number is as close as the number. What is public or personal the output asks of the value itself.
    """
    closest = max(target.data_class, spot.field.data_class, spot.table.data_class if spot.table is not None else DataClass.C0)
    return closest if closest >= DataClass.C3 else None


def preferred_edit(schema: Schema, target: Record, claim: Fields) -> dict[str, object]:
    """Return the edit of `target` that puts a preferred account into its field; INVALID_INPUT where it cannot stand there."""
    spot = spot_of(schema.type(target.type), str(claim.get("field", "")))
    if spot is None:
        raise _no_place()
    return edit_of(target.fields, spot, read_told(schema, spot, claim.get("value", "")))


def newly_preferred(before: Fields, after: Fields) -> bool:
    """Say whether an account is preferred now and was not, or says something else than it did."""
    if after.get("status") != PREFERRED or is_na(after.get("value", "")) or is_empty(after.get("value", "")):
        return False
    return any(before.get(key) != after.get(key) for key in ("status", *WHAT))


def _target(connection: Connection, untrusted_id: object) -> Record | None:
    """Return the record an account is about where it is there; that it must be is said with the other references."""
    if not isinstance(untrusted_id, str):
        return None
    found = records.get(connection, untrusted_id.strip())
    return None if found is None or found.deleted else found


def _spot(schema: Schema, target: Record, path: str) -> Spot:
    spot = spot_of(schema.type(target.type), path)
    if spot is None:
        raise _no_place()
    return spot


def _read(schema: Schema, spot: Spot, untrusted: object) -> Value | None:
    """Return what is told as a claim keeps it; None where nothing is told yet."""
    if isinstance(untrusted, str) and len(untrusted.encode("utf-8", "replace")) > FIELD_LIMIT:
        raise too_large("value")
    if untrusted is None or (isinstance(untrusted, str) and not untrusted.strip()):
        return None
    try:
        value = read_told(schema, spot, untrusted)
    except UserProblem as problem:
        hint = N_("If the source gives no such value, keep its words under “As the source puts it” and answer “not known” here.")
        raise UserProblem(problem.code, problem.what, problem.hint or hint, **{**problem.safe, "field": "value"}) from None
    answer = na_of(value)
    if isinstance(answer, NotAValue):
        return {"na": answer.value}
    # Text stands as it was given: of a long text the claim keeps all lines on one.
    return told_text(value) if not is_empty(value) else None


def _class_in(given: Mapping[str, object], before: Fields) -> DataClass:
    own = given.get("data_class", before.get("data_class", ""))
    name = own.upper() if isinstance(own, str) else ""
    return DataClass[name] if name in DataClass.__members__ else DataClass.C0


def _no_place() -> UserProblem:
    return UserProblem(
        Code.INVALID_INPUT,
        N_("The record has no such field, so no account can be about it."),
        N_("Name a field of the record: start, or for one cell of a table aliases/ROW/value. `casevault schema` lists them."),
        field="field",
    )
