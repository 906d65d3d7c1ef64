"""What left, in the words of the forms: the register keeps the keys of fields, which say nothing to a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casevault.disclosure.request import Settled
from casevault.domain.values import rows_of
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.domain.record import Record, Value
    from casevault.i18n import Msg
    from casevault.ui.read.reader import Reader

NO_RECORD: Final = N_("a record that was erased")
DECIDED: Final[Mapping[str, Msg]] = {Settled.ACCEPTED.value: N_("kept"), Settled.REPLACED.value: N_("replaced")}
LANGUAGES: Final = {"en": "English", "nl": "Nederlands", "fr": "Français", "es": "Español", "zh": "中文"}


def copy_words(reader: Reader, key: str, value: Value) -> str:
    """Return the value of a disclosure's field in words, "" where it reads well as it is kept."""
    if key == "what":
        return _what(reader, value)
    if key == "hits":
        return "\n".join(_hit(reader, row) for row in rows_of(value))
    if not isinstance(value, str):
        return ""
    if key == "profile":
        label = reader.label("audience", value)
        return label[:1].upper() + label[1:]
    return {"format": value.upper(), "lang": LANGUAGES.get(value, value)}.get(key, "")


def _what(reader: Reader, value: Value) -> str:
    rows = [(str(row.get("record", "")), row.get("fields")) for row in rows_of(value)]
    known = reader.many(record for record, _ in rows)
    lines = []
    for record_id, paths in rows:
        record = known.get(record_id)
        if record is None:  # it is gone: which fields it had is not known any more
            lines.append(reader.text(NO_RECORD))
            continue
        labels = dict.fromkeys(field_words(reader, record, str(path)) for path in paths) if isinstance(paths, list) else {}
        title = " ".join(reader.title(record).split())
        lines.append(f"{reader.text(reader.type_of(record).label)} · {title}: {reader.catalogue.listed(labels)}")
    return "\n".join(sorted(lines))  # one kind of record beside the other


def field_words(reader: Reader, record: Record, path: str) -> str:
    """Return what the field at a path of the register ("key" or "table/row/column") is called; a key that is unknown stays."""
    head, _, rest = path.partition("/")
    kind = reader.type_of(record)
    field = kind.field(head)
    if field is None:
        return head
    column = kind.field(f"{head}/{rest.rpartition('/')[2]}") if rest else None
    label = reader.text(field.label)
    return label if column is None else f"{label} ({reader.text(column.label).lower()})"


def _hit(reader: Reader, row: Mapping[str, Value]) -> str:
    decided = DECIDED.get(str(row.get("action", "")))
    said = reader.text(decided) if decided is not None else ""
    parts = (str(row.get("term", "")), said, str(row.get("reason", "")), reader.title_of(str(row.get("by", ""))))
    return " · ".join(part for part in parts if part)
