"""Merging two records of one person: one act, one batch, taken back as a whole. The reasons are in docs/decisions/0016.

Everything that points to the record that goes is moved to the one that stays, but for what left the vault: the register says what
was handed over, and under which id. The record that goes keeps its history, is out of sight, and says where the person is now.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casevault.domain.canonical import canonical
from casevault.domain.consent import codes_of, text_of
from casevault.domain.person_merge import FROM, INTO, NOT_SAME, PersonMerge, join, merged_from
from casevault.domain.reading import refs_of, rows_of
from casevault.domain.schema import Kind
from casevault.errors import Code, UserProblem
from casevault.i18n import N_, Msg
from casevault.store import records
from casevault.vault.acts import Add, Delete, Edit
from casevault.vault.belonging import PSEUDONYMS
from casevault.vault.reading import present

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from casevault.domain.record import Changes, Fields, Record, Value
    from casevault.domain.schema import Field, RecordType
    from casevault.store.connection import Connection
    from casevault.vault.acts import AnyEdit
    from casevault.vault.cases import Records
    from casevault.vault.vault import Vault

PERSON: Final = "person"
CONSENT: Final = "consent"
COVERS: Final = "covers"
STAY: Final = frozenset({"disclosure", "actor", "device"})  # what left, and who wrote, is not written anew
LONGEST_WAY: Final = 64  # merges after another that are followed

_AGAIN: Final = N_("Look at both records again.")


@dataclass(frozen=True, slots=True)
class Merge:
    """What a merge would do, and the state of every record that it would change."""

    keep: Record
    other: Record
    person: PersonMerge
    moved: Mapping[str, Mapping[str, Value]]  # record -> fields that change
    types: Mapping[str, str]  # record -> its type
    heads: Mapping[str, tuple[str, ...]]  # record -> the rows that this was worked out from
    consents: tuple[int, int]  # how many there are of each of the two


def preview(vault: Vault, keep_id: str, other_id: str, *, take: Collection[str] = ()) -> Merge:
    """Return what merging `other_id` into `keep_id` would do; of the fields in `take` the value of the former stands.

    Refused: two that are one, a record that is no person, deleted, or holds accounts of two histories that nobody settled; two
    people who are tied to each other, one of whom speaks for the other, or of whom it was said that they are not the same.
    """
    return vault.db.read(lambda c: _preview(vault, c, keep_id, other_id, frozenset(take)))


def merge(vault: Vault, plan: Merge) -> Changes:
    """Do what `preview` returned, as one act; refused where any of the records has changed since it was looked at."""
    return vault.records.apply(_edits(plan), first=lambda c: _unchanged(c, plan.heads))


def mark_not_same(vault: Vault, one_id: str, other_id: str) -> Changes:
    """Note that two people are not the same, so that nobody is asked again; kept on the first of the two."""
    one, other = _person(vault.records.get(one_id)), _person(vault.records.get(other_id))
    if one.id == other.id:
        raise _itself()
    known = codes_of(one, NOT_SAME)
    return vault.records.edit(one.id, {NOT_SAME: [*known, *([other.id] if other.id not in known else [])]})


def standing_id(found: Records, record_id: str) -> str:
    """Return the record under which a person stands now: the id itself, or the one that it was merged into."""
    for _ in range(LONGEST_WAY):
        record = found.many([record_id]).get(record_id)
        if record is None or record.type != PERSON or not record.deleted or not (into := text_of(record, INTO)):
            return record_id
        record_id = into
    return record_id


def ids_of(found: Records, person_id: str) -> frozenset[str]:
    """Return every id under which a person is or was recorded; that one alone where nothing was merged."""
    standing = standing_id(found, person_id)
    record = found.many([standing]).get(standing)
    return frozenset({person_id, standing, *(codes_of(record, FROM) if record is not None else ())})


def _preview(vault: Vault, connection: Connection, keep_id: str, other_id: str, take: frozenset[str]) -> Merge:
    keep, other = _person(present(connection, keep_id)), _person(present(connection, other_id))
    if keep.id == other.id:
        raise _itself()
    if other.id in codes_of(keep, NOT_SAME) or keep.id in codes_of(other, NOT_SAME):
        raise _refused(
            N_("It was recorded that these two are not the same person."),
            N_("Undo that first, or empty “not_same” of the record that says so."),
            keep.id,
        )
    rt = vault.schema.type(PERSON)
    if unknown := sorted(take - {field.key for field in rt.fields}):
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("There is no field “{field}”."),
            N_("`casevault schema person` lists the fields."),
            field=unknown[0],
        )
    pointing = {r.id: r for r in records.pointing_to(connection, other.id) if r.type not in STAY}
    consents = {r.id: r for who in (keep, other) for r in records.pointing_to(connection, who.id, type_key=CONSENT)}
    _refuse_ties(keep, other, [*pointing.values(), *consents.values()])
    touched = {r.id: r for r in (keep, other, *pointing.values(), *consents.values())}
    moved: dict[str, Mapping[str, Value]] = {}
    for record in (*pointing.values(), *(c for c in consents.values() if c.id not in pointing)):
        changed = _moved(vault.schema.type(record.type), record, other.id, keep.id)
        if record.type == CONSENT and not codes_of(record, COVERS):
            own = other if text_of(record, "person") == other.id else keep
            if text_of(record, "person") in {keep.id, other.id}:
                changed[COVERS] = [own.id, *codes_of(own, FROM)]
        if changed:
            _settled(record, changed)
            moved[record.id] = changed
    return Merge(
        keep=keep,
        other=other,
        person=join(rt, keep, other, take=take, today=vault.ambient.today()),
        moved={record: moved[record] for record in sorted(moved)},
        types={record: touched[record].type for record in moved},
        heads={record: touched[record].heads for record in {keep.id, other.id, *moved}},
        consents=(
            sum(text_of(c, "person") == keep.id for c in consents.values()),
            sum(text_of(c, "person") == other.id for c in consents.values()),
        ),
    )


def _edits(plan: Merge) -> Sequence[AnyEdit]:
    keep, other = plan.keep, plan.other
    before = keep.fields
    fields: dict[str, object] = {key: value for key, value in plan.person.fields.items() if before.get(key) != value}
    fields |= {key: None for key in before if key not in plan.person.fields and key not in {FROM, INTO, NOT_SAME}}
    fields[FROM] = merged_from(keep, other)
    if apart := [*dict.fromkeys((*codes_of(keep, NOT_SAME), *codes_of(other, NOT_SAME)))]:
        fields[NOT_SAME] = apart
    sources = codes_of(other, "source_ids") or codes_of(keep, "source_ids")
    accounts = [
        Add(
            "claim",
            {
                "record": keep.id,
                "field": account.field,
                "value": account.value,
                "source": sources[0] if sources else {"na": "unknown"},
                "status": "asserted",
                "data_class": account.data_class,
            },
        )
        for account in plan.person.accounts
    ]
    return [
        Edit(keep.id, fields),
        *accounts,
        *(Edit(record, changed) for record, changed in plan.moved.items()),
        # What it was made of goes with it, so that a merge into it cannot be taken back from under this one.
        Edit(other.id, {INTO: keep.id, FROM: None}),
        Delete(other.id),
    ]


def _unchanged(connection: Connection, heads: Mapping[str, tuple[str, ...]]) -> None:
    found = records.many(connection, sorted(heads))
    if any(record not in found or found[record].heads != seen or found[record].deleted for record, seen in heads.items()):
        raise UserProblem(
            Code.INVALID_INPUT, N_("One of these records was changed since you looked; nothing was merged."), _AGAIN
        )


def _person(record: Record) -> Record:
    if record.type != PERSON:
        raise _refused(N_("Only people are merged."), N_("Choose two records of the type “person”."), record.id)
    if record.deleted:
        if text_of(record, INTO):
            raise _refused(
                N_("This record was merged into another one already."), N_("Use the record that it was merged into."), record.id
            )
        raise _refused(N_("This record was deleted."), N_("Undo the deletion first."), record.id)
    if record.conflicts:
        raise _refused(
            N_("Two histories of this record say different things."), N_("Settle that first: edit the record."), record.id
        )
    return record


def _settled(record: Record, changed: Mapping[str, Value]) -> None:
    """Refuse to move a reference about which two histories differ: writing it would decide between them unseen."""
    if {unit.partition("/")[0] for unit in record.conflicts} & changed.keys():
        raise _refused(
            N_("Two histories of a record that points there say different things."),
            N_("Settle that first: open the record and edit it."),
            record.id,
        )


def _refuse_ties(keep: Record, other: Record, around: Sequence[Record]) -> None:
    """Refuse two who are recorded as tied to each other: nobody is their own sister, lawyer or spokesman."""
    both = {keep.id, other.id}
    for one, two in ((keep, other), (other, keep)):
        if any(row.get("person") == two.id for row in rows_of(one.fields.get("links", []))):
            raise _refused(
                N_("These two are recorded as related or tied to each other: they cannot be one person."),
                N_("If that is a mistake, take the tie out of “Family, lawyers, colleagues” first."),
                one.id,
            )
    for record in around:
        if record.type == CONSENT and {text_of(record, "person"), text_of(record, "proxy")} == both:
            raise _refused(
                N_("One of these two spoke for the other in a consent: they cannot be one person."),
                N_("If that is a mistake, correct the consent first."),
                record.id,
            )


def _moved(rt: RecordType, record: Record, old: str, new: str) -> dict[str, Value]:
    """Return the fields of `record` that change when `new` stands for `old`."""
    if all(target != old for _, _, target in refs_of(rt, record.fields)):
        return {}
    changed = {}
    for field in rt.fields:
        before = record.fields.get(field.key)
        if before is not None and (after := _value(field, before, old, new)) != before:
            changed[field.key] = after
    return changed


def _value(field: Field, value: Value, old: str, new: str) -> Value:
    if field.kind is Kind.REF:
        return new if value == old else value
    if field.kind is Kind.REFS and isinstance(value, list):
        return list(dict.fromkeys(new if target == old else target for target in value if isinstance(target, str)))
    if field.kind is not Kind.ROWS or not isinstance(value, list):
        return value
    if field.key == PSEUDONYMS and any(isinstance(row, dict) and row.get("person") == new for row in value):
        return value  # the recipient knows the person under the code of the record that stays; the other one is never given again
    columns = {column.key: column for column in field.rows}
    rows = [_row(columns, row, old, new) for row in value if isinstance(row, dict)]
    return _once(rows, new)


def _row(columns: Mapping[str, Field], row: Fields, old: str, new: str) -> dict[str, Value]:
    return {key: _value(columns[key], cell, old, new) if key in columns else cell for key, cell in row.items()}


def _once(rows: list[dict[str, Value]], new: str) -> list[Value]:
    """Return rows about `new` once where they say the same; of one role whom a case is about outweighs whom it is not."""
    found: dict[bytes, dict[str, Value]] = {}
    for row in rows:
        about = row.get("person") == new
        content = {key: cell for key, cell in row.items() if key != "row" and not (about and key == "is_focus")}
        key = canonical(content if about else dict(row))
        if key not in found:
            found[key] = row
        elif row.get("is_focus") is True:
            found[key] = {**found[key], "is_focus": True}
    return list(found.values())


def _itself() -> UserProblem:
    return UserProblem(Code.INVALID_INPUT, N_("These two are one record already."), N_("Choose two different people."))


def _refused(what: Msg, hint: Msg, record_id: str) -> UserProblem:
    return UserProblem(Code.INVALID_INPUT, what, hint, id=record_id)
