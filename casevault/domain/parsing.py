"""One value per `Kind`: from what came from outside (a form, JSON, "k=v" of the command line) to what a payload holds.

Every refusal is INVALID_INPUT or TOO_LARGE and names the path of the field; the value itself never stands in it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, assert_never

from casevault.domain.edtf import parse_edtf
from casevault.domain.reading import na_of
from casevault.domain.schema import Field, Kind, NotAValue, TextForm
from casevault.domain.text import FIELD_LIMIT, clean_line, clean_long, too_large
from casevault.errors import Code, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from casevault.domain.record import Value
    from casevault.domain.vocabularies import Vocabularies
    from casevault.i18n import Msg

MOST_ROWS = 10_000  # of a table, and elements of a list
MOST_ENTRIES = 100  # languages of a long text
MOST_DEPTH = 3  # tables in tables; built-in tables hold none
TABLE_LIMIT = 16 * FIELD_LIMIT  # bytes of UTF-8 in one table, all cells together
LARGEST_INT = 10**15  # exact in every JSON reader

ID = re.compile(r"[0-9a-f]{32}", re.ASCII)
_INT = re.compile(r"[+-]?\d{1,16}", re.ASCII)
_DURATION = re.compile(r"P(?=\d)(?:\d{1,4}Y)?(?:\d{1,5}M)?(?:\d{1,5}W)?(?:\d{1,6}D)?|life|death", re.ASCII)
_NA_TEXT = re.compile(r'\{\s*"na"\s*:\s*"[a-z_]+"\s*\}', re.ASCII)
_FORMS: Mapping[TextForm, re.Pattern[str]] = {
    TextForm.LANGUAGE: re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?(?:-[A-Za-z0-9]{5,8})*", re.ASCII),
    TextForm.SHA256: re.compile(r"[0-9a-f]{64}", re.ASCII),
    TextForm.DECIMAL: re.compile(r"-?\d{1,9}(?:\.\d{1,9})?", re.ASCII),
}
_YES = frozenset({"true", "yes"})
_NO = frozenset({"false", "no"})


@dataclass(frozen=True, slots=True)
class Parser:
    """What parsing needs from around it. `strict`: a missing cell is refused rather than noted as not known."""

    vocabularies: Vocabularies
    new_id: Callable[[], str]
    strict: bool = True

    def value(self, field: Field, untrusted: object, path: str, present: Value = "", depth: int = 0) -> Value | None:
        """Return the value of `field`, or None where nothing was given; `present` is the recorded one, for its row ids."""
        untrusted = _blank_to_none(untrusted)
        if untrusted is None:
            return None
        answer = _not_a_value(untrusted, path)
        if answer is not None:
            return {"na": answer.value}
        return self._by_kind(field, untrusted, path, present, depth)

    def _by_kind(self, field: Field, untrusted: object, path: str, present: Value, depth: int) -> Value | None:  # noqa: PLR0911, PLR0912, C901 - one arm per kind
        match field.kind:
            case Kind.TEXT:
                return _text(field, untrusted, path)
            case Kind.LONG:
                return _long(untrusted, path) or None
            case Kind.TEXTS:
                return _distinct([_text(field, item, path) for item in _items(untrusted, path)]) or None
            case Kind.DATE:
                return _date(untrusted, path, with_time=False)
            case Kind.DATETIME:
                return _date(untrusted, path, with_time=True)
            case Kind.DAY:
                return _day(untrusted, path)
            case Kind.DURATION:
                return _duration(untrusted, path)
            case Kind.INT:
                return _int(untrusted, path)
            case Kind.BOOL:
                return _bool(untrusted, path)
            case Kind.CHOICE:
                return self._code(field, untrusted, path)
            case Kind.CHOICES:
                return _distinct([self._code(field, item, path) for item in _items(untrusted, path)]) or None
            case Kind.REF:
                return _ref(untrusted, path)
            case Kind.REFS:
                return _distinct([_ref(item, path) for item in _items(untrusted, path)]) or None
            case Kind.ROWS:
                return self._rows(field, untrusted, path, present, depth) or None
            case _:
                assert_never(field.kind)

    def _code(self, field: Field, untrusted: object, path: str) -> str:
        if isinstance(untrusted, bool) or not isinstance(untrusted, str | int):
            raise _invalid(path, N_("This field takes one code of a list."))
        found = self.vocabularies.match(field.vocabulary, str(untrusted).strip().removeprefix("+"))
        if not found:
            raise _invalid(
                path,
                N_("This field takes a code of the list “{vocabulary}”, and what was given is not in it."),
                N_("`casevault schema` lists the codes; the window shows them by name."),
                vocabulary=field.vocabulary,
            )
        return found

    def _rows(self, field: Field, untrusted: object, path: str, present: Value, depth: int) -> list[Value]:
        given = _json_list(untrusted) if isinstance(untrusted, str) else untrusted
        if not isinstance(given, list) or not all(isinstance(row, dict) for row in given):
            raise _invalid(path, N_("This field takes a table: a list of rows."), N_('As JSON: [{{"column": "value"}}].'))
        if len(given) > MOST_ROWS or depth >= MOST_DEPTH:
            raise too_large(path)
        spare = [row for row in present if isinstance(row, dict)] if isinstance(present, list) else []
        rows = [row for row in (self._row(field, row, path, spare, depth) for row in given) if row]
        ids = [row["row"] for row in rows]
        if len(set(map(str, ids))) < len(ids):
            raise _invalid(path, N_("Two rows of this table have the same id."), N_("Leave the id of a new row out."))
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
            raise _invalid(
                path,
                N_("A value is asked here."),
                N_('Give one, or say why there is none: {{"na": "unknown"}}, "not_asked", "refused" or "not_disclosable".'),
            )
        return {"na": NotAValue.UNKNOWN.value}


def safe_key(untrusted_key: object) -> str:
    """Return a key fit for an error: itself where it looks like a key, else "?" (a sentence typed as a key could be case data)."""
    return untrusted_key if isinstance(untrusted_key, str) and re.fullmatch(r"[a-z][a-z0-9_]{0,63}", untrusted_key) else "?"


def unknown_key(path: str) -> UserProblem:
    """Return the refusal of a key that the record type does not have."""
    return _invalid(path, N_("There is no field “{field}” here."), N_("`casevault schema` lists the fields of each record type."))


def _invalid(path: str, what: Msg, hint: Msg | None = None, **safe: str | int) -> UserProblem:
    return UserProblem(
        Code.INVALID_INPUT, what, hint or N_("Correct it and save again; nothing was changed."), field=path, **safe
    )


def _blank_to_none(untrusted: object) -> object | None:
    if isinstance(untrusted, str) and not untrusted.strip():
        return None
    return untrusted


def _not_a_value(untrusted: object, path: str) -> NotAValue | None:
    """Return the answer that is not a value, also from its text form; raise for one that is not in the list."""
    if isinstance(untrusted, str) and _NA_TEXT.fullmatch(untrusted.strip()):
        untrusted = json.loads(untrusted)
    if isinstance(untrusted, dict):
        answer = na_of(untrusted)
        if answer is None:
            raise _invalid(
                path,
                N_("A value that is not known is written as one of four answers."),
                N_('{{"na": "unknown"}}, "not_asked", "refused" or "not_disclosable".'),
            )
        return answer
    return None


def _text(field: Field, untrusted: object, path: str) -> str:
    if not isinstance(untrusted, str):
        raise _invalid(path, N_("This field takes text."))
    text = clean_line(untrusted, path)
    pattern = _FORMS.get(field.form)
    if pattern is not None:
        text = text.strip()
        if not pattern.fullmatch(text):
            raise _invalid(path, N_("This text does not have the form that the field asks."), _form_hint(field.form))
    return text


def _form_hint(form: TextForm) -> Msg | None:
    match form:
        case TextForm.FREE:
            return None
        case TextForm.LANGUAGE:
            return N_("A language is written as a code: zh-Hans, ug-Arab, nl.")
        case TextForm.SHA256:
            return N_("A SHA-256 is 64 hexadecimal characters in lower case.")
        case TextForm.DECIMAL:
            return N_("A number is written with digits and a point: 39.9042.")
        case _:
            assert_never(form)


def _row_id(field: Field, untrusted: Mapping[str, object], path: str) -> str:
    """Return the id given with a row, or ""; raise where a column or the id is none."""
    for key in untrusted:
        if key != "row" and not any(column.key == key for column in field.rows):
            raise unknown_key(f"{path}/{safe_key(key)}")
    given_id = untrusted.get("row")
    if given_id is None:
        return ""
    if not isinstance(given_id, str) or not ID.fullmatch(given_id):
        raise _invalid(
            f"{path}/row",
            N_("The id of a row is 32 hexadecimal characters."),
            N_("Leave it out for a new row."),
        )
    return given_id


def _long(untrusted: object, path: str) -> list[Value]:
    """Return the entries of a long text, original first; a plain string is one entry without language."""
    if isinstance(untrusted, str):
        return [{"text": clean_long(untrusted, path)}]
    if not isinstance(untrusted, list) or not all(isinstance(entry, dict) for entry in untrusted):
        raise _invalid(path, N_("This field takes text, or a list of the same text in several languages."))
    if len(untrusted) > MOST_ENTRIES:
        raise too_large(path)
    entries = [_entry(entry, path) for entry in untrusted]
    if sum(len(str(entry.get("text", "")).encode()) for entry in entries) > FIELD_LIMIT:
        raise too_large(path)
    return [entry for entry in entries if entry]


def _entry(untrusted: Mapping[str, object], path: str) -> dict[str, Value]:
    """Return one language of a long text; {} where it is blank."""
    for key in untrusted:
        if key not in {"lang", "text", "translated_from", "by"}:
            raise unknown_key(f"{path}/{safe_key(key)}")
    text = untrusted.get("text")
    if not isinstance(text, str):
        raise _invalid(f"{path}/text", N_("This field takes text."))
    if not text.strip():
        return {}
    read: dict[str, Value] = {"text": clean_long(text, path)}
    for key, part in _PART_OF_LONG.items():
        if untrusted.get(key):
            read[key] = _text(part, untrusted[key], f"{path}/{key}")
    return read


_PART_OF_LONG = {
    "lang": Field(key="lang", kind=Kind.TEXT, label=N_("Language"), form=TextForm.LANGUAGE),
    "translated_from": Field(key="translated_from", kind=Kind.TEXT, label=N_("Translated from"), form=TextForm.LANGUAGE),
    "by": Field(key="by", kind=Kind.TEXT, label=N_("By")),
}


def _items(untrusted: object, path: str) -> list[object]:
    """Return the elements of a list, from a list, from JSON text, or from text divided by commas."""
    if isinstance(untrusted, str):
        found = _json_list(untrusted)
        untrusted = found if found is not None else untrusted.split(",")
        untrusted = [item.strip() if isinstance(item, str) else item for item in untrusted]
    if not isinstance(untrusted, list | tuple):
        raise _invalid(path, N_("This field takes a list."), N_('As JSON: ["one", "two"].'))
    if len(untrusted) > MOST_ROWS:
        raise too_large(path)
    return [item for item in untrusted if _blank_to_none(item) is not None]


def _json_list(untrusted: str) -> list[object] | None:
    if not untrusted.lstrip().startswith("["):
        return None
    try:
        read = json.loads(untrusted)
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, list) else None


def _distinct(values: list[str]) -> list[Value]:
    return list(dict.fromkeys(values))


def _date(untrusted: object, path: str, *, with_time: bool) -> str:
    if not isinstance(untrusted, str):
        raise _invalid(path, N_("This field takes a date."), N_("Write it as text: 2015-03-06, 2015-03, 2015~."))
    text = clean_line(untrusted, path).strip()
    try:
        read = parse_edtf(text)
    except UserProblem as problem:
        raise UserProblem(problem.code, problem.what, problem.hint, **{**problem.safe, "field": path}) from None
    if read.time and not with_time:
        raise _invalid(path, N_("This field takes a day without a time of day."), N_("Write the day alone: 2015-12-14."))
    return text


def _day(untrusted: object, path: str) -> str:
    text = _date(untrusted, path, with_time=False)
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise _invalid(path, N_("This field takes one day."), N_("Write it so: 2026-03-18."))
    return date.fromisoformat(text).isoformat()


def _duration(untrusted: object, path: str) -> str:
    text = untrusted.strip() if isinstance(untrusted, str) else ""
    if not _DURATION.fullmatch(text):
        raise _invalid(path, N_("This field takes a length of time."), N_("Write it so: P3Y, P3Y6M, P15D, life, death."))
    return text


def _int(untrusted: object, path: str) -> int:
    number = int(untrusted) if isinstance(untrusted, str) and _INT.fullmatch(untrusted.strip()) else untrusted
    if isinstance(number, bool) or not isinstance(number, int) or abs(number) > LARGEST_INT:
        raise _invalid(path, N_("This field takes a whole number."))
    return number


def _bool(untrusted: object, path: str) -> bool:
    if isinstance(untrusted, bool):
        return untrusted
    word = untrusted.strip().casefold() if isinstance(untrusted, str) else ""
    if word in _YES | _NO:
        return word in _YES
    raise _invalid(path, N_("This field takes yes or no."), N_("Write true or false."))


def _ref(untrusted: object, path: str) -> str:
    text = untrusted.strip() if isinstance(untrusted, str) else ""
    if not ID.fullmatch(text):
        raise _invalid(path, N_("This field points to a record by its id: 32 hexadecimal characters."))
    return text
