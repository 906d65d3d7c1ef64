"""From what a person entered to the payload of a row, inside the transaction that appends it: read, filled in, checked.

What is checked here needs the vault: that references point to live records of the right type, that a data class is lowered only
with a reason. What an account must be is said in `claiming`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casevault.domain.consent import codes_of
from casevault.domain.own_checks import check_edit, check_new, fill_key
from casevault.domain.person_merge import FROM, INTO
from casevault.domain.reading import is_na
from casevault.domain.values import data_class_of, parse_fields, refs_of
from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.store import records
from casevault.vault import claiming
from casevault.vault.claiming import CLAIM
from casevault.vault.computed import fill_computed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.ambient import Ambient
    from casevault.domain.catalog import Schema
    from casevault.domain.record import Fields, Record, Value
    from casevault.domain.schema import RecordType
    from casevault.store.connection import Connection

REASON: Final = "data_class_reason"  # beside the fields of an edit: why the data class is lowered; becomes a note

_CODES: Final = {"case": "C", "source": "S"}  # types with a neutral code that the program can draw
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_LENGTH: Final = 5


class Editor:
    """Makes payloads for one actor."""

    def __init__(self, schema: Schema, ambient: Ambient, actor: str) -> None:
        self._schema = schema
        self._ambient = ambient
        self._actor = actor

    def added(self, connection: Connection, type_key: str, untrusted: Mapping[str, object], *, strict: bool) -> dict[str, Value]:
        """Return the payload of a new record."""
        rt = self._schema.type(type_key)
        entered = self._entered(connection, rt, untrusted, {})
        fields = parse_fields(self._schema, rt, entered, new_id=self._ambient.new_id, strict=strict)
        self.fill(connection, rt, fields)
        self._check(connection, rt, {}, fields)
        fill_key(self._schema, type_key, fields, self._ambient.new_id)
        check_new(self._schema, type_key, fields)
        fill_computed(connection, rt.key, fields, set(untrusted))
        return fields

    def edited(
        self, connection: Connection, record: Record, untrusted: Mapping[str, object], *, strict: bool
    ) -> dict[str, Value]:
        """Return the payload of `record` after an edit of the keys given."""
        if record.deleted:
            raise UserProblem(
                Code.NOT_FOUND, N_("This record was deleted."), N_("Undo the deletion first, then edit it."), id=record.id
            )
        rt = self._schema.type(record.type)
        keep_parts(record, untrusted)
        fields = parse_fields(
            self._schema,
            rt,
            self._entered(connection, rt, untrusted, record.fields),
            new_id=self._ambient.new_id,
            present=record.fields,
            partial=True,
            strict=strict,
        )
        self._check(connection, rt, record.fields, fields)
        check_edit(record.type, record.fields, fields)
        fill_computed(connection, rt.key, fields, set(untrusted))
        if data_class_of(rt, fields) < record.data_class and not reason_in(untrusted):
            raise UserProblem(
                Code.INVALID_INPUT,
                N_("A data class is lowered only with a reason: less protected, this record may leave."),
                N_("Say why in “data_class_reason”; the reason becomes a note. Or leave the class as it is."),
                field="data_class",
            )
        return fields

    def lowering_note(self, record: Record, fields: Fields, untrusted: Mapping[str, object]) -> dict[str, object] | None:
        """Return the note that says why the class of `record` was lowered, itself of the class before; None where it was not."""
        if data_class_of(self._schema.type(record.type), fields) >= record.data_class:
            return None
        return {"about": record.id, "kind": "fact", "text": reason_in(untrusted), "data_class": record.data_class.name}

    def _entered(
        self, connection: Connection, rt: RecordType, untrusted: Mapping[str, object], before: Fields
    ) -> Mapping[str, object]:
        entered = without_reason(untrusted)
        return claiming.checked(self._schema, connection, entered, before) if rt.key == CLAIM else entered

    def _check(self, connection: Connection, rt: RecordType, before: Fields, after: Fields) -> None:
        check_references(connection, rt, before, after)
        if rt.key == CLAIM and any(after.get(key) != before.get(key) for key in claiming.WHAT):
            told = claiming.told_reference(self._schema, connection, after)
            if told is not None:
                check_references(connection, told[0], {}, told[1])

    def fill(self, connection: Connection, rt: RecordType, fields: dict[str, Value]) -> None:
        """Fill what the program fills in a new record and the record alone does not tell."""
        if rt.key == "detention" and "seq" not in fields and isinstance(person := fields.get("person"), str):
            earlier = records.pointing_to(connection, person, type_key="detention", field="person")
            numbers = [seq for record in earlier if isinstance(seq := record.fields.get("seq"), int)]
            fields["seq"] = max(numbers, default=0) + 1
        if rt.key == "case" and "caseworkers" not in fields and self._actor:
            fields["caseworkers"] = [self._actor]
        if rt.key == "task" and "assignee" not in fields and self._actor:
            fields["assignee"] = self._actor
        if rt.key in _CODES and is_na(fields.get("code", "")):
            drawn = self._ambient.random_bytes(_CODE_LENGTH)
            fields["code"] = f"{_CODES[rt.key]}-{''.join(_ALPHABET[byte % len(_ALPHABET)] for byte in drawn)}"


def keep_parts(record: Record, untrusted: Mapping[str, object]) -> None:
    """Refuse to take out by hand what a person was merged from: the consent gate asks about each of those records.

    One that is merged itself hands them on to the record it is merged into, in the same act.
    """
    if FROM not in untrusted or INTO in untrusted:
        return
    left = untrusted[FROM]
    if not set(codes_of(record, FROM)) <= set(left if isinstance(left, list) else ()):
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("What a record was merged from is not changed by hand."),
            N_("Undo the merge instead."),
            field=FROM,
        )


def without_reason(untrusted: Mapping[str, object]) -> dict[str, object]:
    """Return the fields of an edit without the reason that may stand beside them."""
    return {key: value for key, value in untrusted.items() if key != REASON}


def reason_in(untrusted: Mapping[str, object]) -> str:
    """Return the reason for lowering the data class, or ""."""
    reason = untrusted.get(REASON)
    return reason if isinstance(reason, str) and reason.strip() else ""


def check_references(connection: Connection, rt: RecordType, before: Fields, after: Fields) -> None:
    """Refuse a new reference to a record that is not there, is deleted or is of another type, naming the field.

    References that stood there already are left alone: what they point to may have gone since.
    """
    known = {(path, target) for path, _, target in refs_of(rt, before)}
    new = [(path, types, target) for path, types, target in refs_of(rt, after) if (path, target) not in known]
    kinds = records.kinds(connection, [target for _, _, target in new])
    for path, types, target in new:
        kind, deleted = kinds.get(target, ("", True))
        if deleted:
            gone, never = N_("The record that “{field}” points to was deleted."), N_("“{field}” points to no record there is.")
            what = gone if kind else never
            raise UserProblem(Code.INVALID_INPUT, what, N_("Choose another record, or record it first."), field=path)
        if types and kind not in types:
            raise UserProblem(
                Code.INVALID_INPUT,
                N_("“{field}” cannot point to a record of this type ({type})."),
                N_("Choose a record of one of these types: {targets}."),
                field=path,
                type=kind,
                targets=", ".join(types),
            )
