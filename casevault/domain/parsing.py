"""A whole field: from what came from outside (a form, JSON, "k=v" of the command line) to what a payload holds.

Every refusal is INVALID_INPUT or TOO_LARGE and names the path of the field; the value itself never stands in it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from casevault.domain.scalars import (
    ID,
    MOST_ROWS,
    blank_to_none,
    date_text,
    day_text,
    distinct,
    duration,
    invalid,
    items,
    json_list,
    long_text,
    not_a_value,
    one_line,
    reference,
    safe_key,
    unknown_key,
    whole_number,
    yes_or_no,
)
from casevault.domain.schema import Field, Kind, NotAValue
from casevault.domain.text import FIELD_LIMIT, too_large, too_many
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from casevault.domain.record import Value
    from casevault.domain.vocabularies import Vocabularies

MOST_DEPTH = 3  # tables in tables; built-in tables hold none
TABLE_LIMIT = 16 * FIELD_LIMIT  # bytes of UTF-8 in one table, all cells together


@dataclass(frozen=True, slots=True)
class Parser:
    """What parsing needs from around it. `strict`: a missing cell is refused rather than noted as not known."""

    vocabularies: Vocabularies
    new_id: Callable[[], str]
    strict: bool = True

    def value(self, field: Field, untrusted: object, path: str, present: Value = "", depth: int = 0) -> Value | None:
        """Return the value of `field`, or None where nothing was given; `present` is the recorded one, for its row ids."""
        if type(untrusted) is not str or not untrusted.isalnum():  # a word is neither blank nor an answer
            untrusted = blank_to_none(untrusted)
            if untrusted is None:
                return None
            answer = not_a_value(untrusted, path)
            if answer is not None:
                return {"na": answer.value}
        return self._by_kind(field, untrusted, path, present, depth)

    def _by_kind(self, field: Field, untrusted: object, path: str, present: Value, depth: int) -> Value | None:  # noqa: PLR0911, PLR0912, C901 - one arm per kind
        match field.kind:
            case Kind.TEXT:
                return one_line(field, untrusted, path)
            case Kind.LONG:
                return long_text(untrusted, path) or None
            case Kind.TEXTS:
                return distinct([one_line(field, item, path) for item in items(untrusted, path)]) or None
            case Kind.DATE:
                return date_text(untrusted, path, with_time=False)
            case Kind.DATETIME:
                return date_text(untrusted, path, with_time=True)
            case Kind.DAY:
                return day_text(untrusted, path)
            case Kind.DURATION:
                return duration(untrusted, path)
            case Kind.INT:
                return whole_number(untrusted, path)
            case Kind.BOOL:
                return yes_or_no(untrusted, path)
            case Kind.CHOICE:
                return self._code(field, untrusted, path)
            case Kind.CHOICES:
                return distinct([self._code(field, item, path) for item in items(untrusted, path)]) or None
            case Kind.REF:
                return reference(untrusted, path)
            case Kind.REFS:
                return distinct([reference(item, path) for item in items(untrusted, path)]) or None
            case Kind.ROWS:
                return self._rows(field, untrusted, path, present, depth) or None
            case _:
                assert_never(field.kind)

    def _code(self, field: Field, untrusted: object, path: str) -> str:
        if isinstance(untrusted, bool) or not isinstance(untrusted, str | int):
            raise invalid(path, N_("This field takes one code of a list."))
        found = self.vocabularies.match(field.vocabulary, str(untrusted).strip().removeprefix("+"))
        if not found:
            raise invalid(
                path,
                N_("This field takes a code of the list “{vocabulary}”, and what was given is not in it."),
                N_("`casevault schema` lists the codes; the window shows them by name."),
                vocabulary=field.vocabulary,
            )
        return found

    def _rows(self, field: Field, untrusted: object, path: str, present: Value, depth: int) -> list[Value]:
        given = json_list(untrusted) if isinstance(untrusted, str) else untrusted
        if not isinstance(given, list) or not all(isinstance(row, dict) for row in given):
            raise invalid(path, N_("This field takes a table: a list of rows."), N_("As JSON: a list of objects, one a row."))
        if len(given) > MOST_ROWS:
            raise too_many(path, MOST_ROWS)
        if depth >= MOST_DEPTH:
            raise invalid(path, N_("Tables stand in each other deeper than any field has them."))
        spare = [row for row in present if isinstance(row, dict)] if isinstance(present, list) else []
        rows = [row for row in (self._row(field, row, path, spare, depth) for row in given) if row]
        ids = [row["row"] for row in rows]
        if len(set(map(str, ids))) < len(ids):
            raise invalid(path, N_("Two rows of this table have the same id."), N_("Leave the id of a new row out."))
        if len(json.dumps(rows, ensure_ascii=False).encode()) > TABLE_LIMIT:
            raise too_large(path)
        return list(rows)

    def _row(
        self,
        field: Field,
        untrusted: Mapping[str, object],
        path: str,
        spare: list[dict[str, Value]],
        depth: int,
    ) -> dict[str, Value]:
        """Return one row with its id; {} for a row without a cell. A row given without id takes that of an equal recorded row."""
        given_id = _row_id(field, untrusted, path)
        before = next((row for row in spare if given_id and row.get("row") == given_id), {})
        cells: dict[str, Value] = {}
        for column in field.rows:
            at = f"{path}/{column.key}"
            cell = self.value(column, untrusted.get(column.key), at, before.get(column.key, ""), depth + 1)
            if cell is not None:
                cells[column.key] = cell
        if not cells:
            return {}
        for column in field.rows:
            if column.required and not column.filled and column.key not in cells:
                cells[column.key] = self.missing(f"{path}/{column.key}")
        if not given_id:
            twin = next((row for row in spare if {k: v for k, v in row.items() if k != "row"} == cells), None)
            if twin is not None:
                spare.remove(twin)
                given_id = str(twin["row"])
        return {"row": given_id or self.new_id(), **cells}

    def missing(self, path: str) -> Value:
        """Answer for a required value that was not given: refuse it when strict, else note that it is not known."""
        if self.strict:
            raise invalid(
                path,
                N_("A value is asked here."),
                N_("Give one, or say why there is none: unknown, not_asked, refused or not_disclosable."),
            )
        return {"na": NotAValue.UNKNOWN.value}


def _row_id(field: Field, untrusted: Mapping[str, object], path: str) -> str:
    """Return the id given with a row, or ""; raise where a column or the id is none."""
    for key in untrusted:
        if key != "row" and not any(column.key == key for column in field.rows):
            raise unknown_key(f"{path}/{safe_key(key)}")
    given_id = untrusted.get("row")
    if given_id is None:
        return ""
    if not isinstance(given_id, str) or not ID.fullmatch(given_id):
        raise invalid(
            f"{path}/row",
            N_("The id of a row is 32 hexadecimal characters."),
            N_("Leave it out for a new row."),
        )
    return given_id
