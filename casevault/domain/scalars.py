"""The simple kinds of values, one function each: from what came from outside to what a payload holds.

Every refusal is INVALID_INPUT or TOO_LARGE and names the path of the field; the value itself never stands in it.
"""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING, assert_never

from casevault.domain.edtf import is_plain_day, parse_edtf
from casevault.domain.reading import na_of
from casevault.domain.schema import Field, Kind, NotAValue, TextForm
from casevault.domain.text import FIELD_LIMIT, clean_line, clean_long, too_large, too_many
from casevault.errors import Code, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.domain.record import Value
    from casevault.i18n import Msg

MOST_ROWS = 10_000  # of a table, and elements of a list
MOST_ENTRIES = 100  # languages of a long text
LARGEST_INT = 10**15  # exact in every JSON reader

ID = re.compile(r"[0-9a-f]{32}", re.ASCII)
_INT = re.compile(r"[+-]?\d{1,16}", re.ASCII)
_DURATION = re.compile(r"P(?=\d)(?:\d{1,4}Y)?(?:\d{1,5}M)?(?:\d{1,5}W)?(?:\d{1,6}D)?|life|death", re.ASCII)
_NA_TEXT = re.compile(r'\{\s*"na"\s*:\s*"[a-z_]+"\s*\}', re.ASCII)
_FORMS: Mapping[TextForm, re.Pattern[str]] = {
    TextForm.LANGUAGE: re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?(?:-[A-Za-z0-9]{5,8})*", re.ASCII),
    TextForm.SHA256: re.compile(r"[0-9a-f]{64}", re.ASCII),
    TextForm.RECORD_TYPE: re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII),
    TextForm.VOCABULARY: re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII),
    TextForm.DECIMAL: re.compile(r"-?\d{1,9}(?:\.\d{1,18})?", re.ASCII),
}
_YES = frozenset({"true", "yes"})
_NO = frozenset({"false", "no"})


def safe_key(untrusted_key: object) -> str:
    """Return a key fit for an error: itself where it looks like one, else "?" (what was typed as a key could be case data)."""
    return untrusted_key if isinstance(untrusted_key, str) and re.fullmatch(r"[a-z][a-z0-9_]{0,63}", untrusted_key) else "?"


def unknown_key(path: str) -> UserProblem:
    """Return the refusal of a key that the record type does not have."""
    return invalid(path, N_("There is no field “{field}” here."), N_("`casevault schema` lists the fields of each record type."))


def needs_one_of(keys: tuple[str, ...]) -> UserProblem:
    """Return the refusal of a record that has none of `keys`, of which it needs one."""
    return invalid(keys[0], N_("A record of this type needs one of these: {keys}."), keys=", ".join(keys))


def invalid(path: str, what: Msg, hint: Msg | None = None, **safe: str | int) -> UserProblem:
    """Return a refusal of the value of the field `path`."""
    return UserProblem(
        Code.INVALID_INPUT, what, hint or N_("Correct it and save again; nothing was changed."), field=path, **safe
    )


def blank_to_none(untrusted: object) -> object | None:
    """Return None for text without a visible character, else what was given."""
    if isinstance(untrusted, str) and not untrusted.strip():
        return None
    return untrusted


def not_a_value(untrusted: object, path: str) -> NotAValue | None:
    """Return the answer that is not a value, also from its text form; raise for one that is not in the list."""
    if isinstance(untrusted, str) and "{" in untrusted and _NA_TEXT.fullmatch(untrusted.strip()):
        untrusted = json.loads(untrusted)
    if isinstance(untrusted, dict):
        answer = na_of(untrusted)
        if answer is None:
            raise invalid(
                path,
                N_("A value that is not known is written as one of four answers."),
                N_("They are: unknown, not_asked, refused, not_disclosable."),
            )
        return answer
    return None


def one_line(field: Field, untrusted: object, path: str) -> str:
    """Return one line of text in the form that the field asks."""
    if not isinstance(untrusted, str):
        raise invalid(path, N_("This field takes text."))
    text = clean_line(untrusted, path)
    pattern = _FORMS.get(field.form)
    if pattern is not None:
        text = text.strip()
        if not pattern.fullmatch(text):
            raise invalid(path, N_("This text does not have the form that the field asks."), _form_hint(field.form))
    return text


def _form_hint(form: TextForm) -> Msg | None:
    match form:
        case TextForm.FREE | TextForm.TAG:
            return None
        case TextForm.LANGUAGE:
            return N_("A language is written as a code: zh-Hans, ug-Arab, nl.")
        case TextForm.SHA256:
            return N_("A SHA-256 is 64 hexadecimal characters in lower case.")
        case TextForm.RECORD_TYPE | TextForm.VOCABULARY:
            return N_("`casevault schema` prints the keys.")
        case TextForm.DECIMAL:
            return N_("A number is written with digits and a point: 39.9042.")
        case _:
            assert_never(form)


def long_text(untrusted: object, path: str) -> list[Value]:
    """Return the entries of a long text, original first; a plain string is one entry without language."""
    if isinstance(untrusted, str):
        return [{"text": clean_long(untrusted, path)}]
    if not isinstance(untrusted, list) or not all(isinstance(entry, dict) for entry in untrusted):
        raise invalid(path, N_("This field takes text, or a list of the same text in several languages."))
    if len(untrusted) > MOST_ENTRIES:
        raise too_many(path, MOST_ENTRIES)
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
        raise invalid(f"{path}/text", N_("This field takes text."))
    if not text.strip():
        return {}
    read: dict[str, Value] = {"text": clean_long(text, path)}
    for key, part in _PART_OF_LONG.items():
        if untrusted.get(key):
            read[key] = one_line(part, untrusted[key], f"{path}/{key}")
    return read


_PART_OF_LONG = {
    "lang": Field(key="lang", kind=Kind.TEXT, label=N_("Language"), form=TextForm.LANGUAGE),
    "translated_from": Field(key="translated_from", kind=Kind.TEXT, label=N_("Translated from"), form=TextForm.LANGUAGE),
    "by": Field(key="by", kind=Kind.TEXT, label=N_("By")),
}


def items(untrusted: object, path: str) -> list[object]:
    """Return the elements of a list, from a list, from JSON text, or from text divided by commas."""
    if isinstance(untrusted, str):
        found = json_list(untrusted)
        untrusted = found if found is not None else untrusted.split(",")
        untrusted = [item.strip() if isinstance(item, str) else item for item in untrusted]
    if not isinstance(untrusted, list | tuple):
        raise invalid(path, N_("This field takes a list."), N_('As JSON: ["one", "two"].'))
    if len(untrusted) > MOST_ROWS:
        raise too_many(path, MOST_ROWS)
    return [item for item in untrusted if blank_to_none(item) is not None]


def json_list(untrusted: str) -> list[object] | None:
    """Return the list that the text is in JSON, or None."""
    if not untrusted.lstrip().startswith("["):
        return None
    try:
        read = json.loads(untrusted)
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, list) else None


def distinct(values: list[str]) -> list[Value]:
    """Return the values without doubles, in order."""
    return list(dict.fromkeys(values))


def date_text(untrusted: object, path: str, *, with_time: bool) -> str:
    """Return an EDTF date, or with `with_time` also a moment, as it was typed."""
    if not isinstance(untrusted, str):
        raise invalid(path, N_("This field takes a date."), N_("Write it as text: 2015-03-06, 2015-03, 2015~."))
    if is_plain_day(untrusted):
        return untrusted
    text = clean_line(untrusted, path).strip()
    try:
        read = parse_edtf(text)
    except UserProblem as problem:
        raise UserProblem(problem.code, problem.what, problem.hint, **{**problem.safe, "field": path}) from None
    if read.time and not with_time:
        raise invalid(path, N_("This field takes a day without a time of day."), N_("Write the day alone: 2015-12-14."))
    return text


def day_text(untrusted: object, path: str) -> str:
    """Return one exact day, "YYYY-MM-DD"."""
    text = date_text(untrusted, path, with_time=False)
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise invalid(path, N_("This field takes one day."), N_("Write it so: 2026-03-18."))
    return date.fromisoformat(text).isoformat()


def duration(untrusted: object, path: str) -> str:
    """Return an ISO 8601 duration in years, months, weeks and days, or "life" or "death"."""
    text = untrusted.strip() if isinstance(untrusted, str) else ""
    if not _DURATION.fullmatch(text):
        raise invalid(path, N_("This field takes a length of time."), N_("Write it so: P3Y, P3Y6M, P15D, life, death."))
    return text


def whole_number(untrusted: object, path: str) -> int:
    """Return an integer that every JSON reader holds exactly."""
    number = int(untrusted) if isinstance(untrusted, str) and _INT.fullmatch(untrusted.strip()) else untrusted
    if isinstance(number, bool) or not isinstance(number, int) or abs(number) > LARGEST_INT:
        raise invalid(path, N_("This field takes a whole number."))
    return number


def yes_or_no(untrusted: object, path: str) -> bool:
    """Return True or False."""
    if isinstance(untrusted, bool):
        return untrusted
    word = untrusted.strip().casefold() if isinstance(untrusted, str) else ""
    if word in _YES | _NO:
        return word in _YES
    raise invalid(path, N_("This field takes yes or no."), N_("Write true or false."))


def reference(untrusted: object, path: str) -> str:
    """Return a record id; that the record exists is checked by the vault."""
    text = untrusted.strip() if isinstance(untrusted, str) else ""
    if not ID.fullmatch(text):
        raise invalid(path, N_("This field points to a record by its id: 32 hexadecimal characters."))
    return text
