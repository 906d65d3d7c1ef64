"""What an output cannot do without: looked for in what is recorded, before anything is built; what lacks is named by its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.disclosure.select import case_persons, counts_as_value
from casevault.domain.consent import rows_of, text_of
from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.vault.schema import load_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from casevault.disclosure.outputs.output import Chosen, Output
    from casevault.disclosure.select import Selection
    from casevault.domain.record import Record, Value
    from casevault.domain.schema import RecordType


def chosen_record(output: Output, selection: Selection, untrusted_record: str) -> str:
    """Return the id of the record the output is about, "" for one that is about none; INVALID_INPUT where it is not clear which.

    Only a record of the chosen cases counts: the gate has asked for the consents of those, and of no others.
    """
    inside = [one.id for one in selection.of_type(output.record) if one.id in selection.held_by] if output.record else []
    if untrusted_record in inside:
        return untrusted_record
    if untrusted_record or (output.record and len(inside) > 1):
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("It is not clear which record this is about."),
            N_("Choose one of the kind {type} that belongs to the chosen case."),
            field="record",
            type=output.record or "-",
        )
    if output.record and not inside:
        _incomplete((output.record,), selection.cases)
    return inside[0] if inside else ""


def require(output: Output, selection: Selection, chosen: Chosen) -> None:
    """Refuse where a fact that `output` cannot do without is not recorded (`output_incomplete`, naming keys and cases)."""
    absent: dict[str, None] = {}
    cases: dict[str, None] = {}
    for asked, fails in ((output.required, _is_absent), (output.unless_unknown, _is_unknown)):
        for need in asked:
            for case in selection.cases:
                if fails(need, selection, case, chosen):
                    absent[need.split("|")[0].partition("/")[2]] = None
                    cases[case] = None
    for case in selection.cases:
        found = output.lacking(selection, case) if output.lacking is not None else ()
        absent.update(dict.fromkeys(found))
        cases.update({case: None} if found else {})
    if absent:
        _incomplete(tuple(absent), tuple(cases))
    for key, codes in output.only.items():
        if selection.records[chosen.record].fields.get(key) not in codes:
            raise UserProblem(
                Code.INVALID_INPUT,
                N_("The record that was chosen is not what such a document is about: see its field {key}."),
                N_("Choose another record, or correct this one."),
                field="record",
                key=key,
            )


def require_agreed(output: Output, chosen: Chosen, audience: str) -> None:
    """Refuse with APPROVAL_MISSING what counsel has to agree to first, unless the option that says so was named."""
    option = output.agreed.get(audience, "")
    if option and option not in chosen.options:
        raise UserProblem(
            Code.APPROVAL_MISSING,
            N_("Counsel has to agree before this document may go to such readers."),
            N_("Ask counsel first. Then say so: tick it in the window, or name it with --option {option}."),
            option=option,
        )


def _is_absent(need: str, selection: Selection, case: str, chosen: Chosen) -> bool:
    return not any(_has(one, selection, case, chosen) for one in need.split("|"))


def _is_unknown(need: str, selection: Selection, case: str, chosen: Chosen) -> bool:
    type_key, _, path = need.partition("/")
    return any(isinstance(record.fields.get(path), dict) for record in _records(type_key, selection, case, chosen))


def _has(one: str, selection: Selection, case: str, chosen: Chosen) -> bool:
    type_key, _, path = one.partition("/")
    found = [any(counts_as_value(value) for value in _values(r, path)) for r in _records(type_key, selection, case, chosen)]
    each: Callable[[Iterable[bool]], bool] = all if type_key == "person" else any
    return bool(found) and each(found)


def _records(type_key: str, selection: Selection, case: str, chosen: Chosen) -> list[Record]:
    if type_key == "case":
        return [selection.records[case]]
    if type_key == "person":
        focus = [row.person for row in case_persons(selection.records[case]) if row.focus]
        return [selection.records[person] for person in focus if person in selection.records]
    if chosen.record and selection.records[chosen.record].type == type_key:
        return [selection.records[chosen.record]]
    found = [record for record in selection.of_type(type_key) if case in selection.held_by.get(record.id, frozenset())]
    return _of_chosen(found, selection.records[chosen.record]) if chosen.record else found


def _of_chosen(found: list[Record], about: Record) -> list[Record]:
    """Return those of one type that hang on the chosen record, or on which it hangs; all where their types do not meet."""
    types = load_schema().types
    if not found or found[0].type not in types or about.type not in types:
        return found  # a kind of record that this vault defined hangs on cases alone
    mine, its = types[about.type], types[found[0].type]
    up = {text_of(about, key) for key in mine.via if _may_point(mine, key, its.key)}
    down = [key for key in its.via if _may_point(its, key, mine.key)]
    if up or down:
        return [record for record in found if record.id in up or about.id in {text_of(record, key) for key in down}]
    return found


def _may_point(record_type: RecordType, key: str, target: str) -> bool:
    field = record_type.field(key)
    return field is not None and target in field.targets


def _values(record: Record, path: str) -> list[Value | None]:
    table, _, column = path.partition("/")
    return [row.get(column) for row in rows_of(record, table)] if column else [record.fields.get(path)]


def _incomplete(keys: tuple[str, ...], cases: tuple[str, ...]) -> None:
    raise UserProblem(
        Code.OUTPUT_INCOMPLETE,
        N_("What this document cannot do without is not recorded: {keys}."),
        N_("Nothing was written. Record it in the case, then try again."),
        keys=keys,
        cases=list(cases),
    )
