"""What the lists of hearings, interventions, disclosures, evidence and of all records can be narrowed and sorted by."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from casevault.i18n import N_
from casevault.vault.list_kinds import (
    CHANGED,
    CLASS,
    DATA_CLASS,
    DATE,
    Column,
    Facet,
    ListKind,
    choice_column,
    field_facet,
    text_column,
    title_column,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casevault.i18n import Msg
    from casevault.store.listing import Row
    from casevault.vault.list_facts import Facts

YES_NO: Final[Mapping[str, Msg]] = {"yes": N_("Yes"), "no": N_("No")}
FOLLOW_WORDS: Final[Mapping[str, Msg]] = {"past": N_("Overdue"), "due": N_("To come"), "none": N_("None due")}
STATE_WORDS: Final[Mapping[str, Msg]] = {
    "valid": N_("Valid"),
    "ended": N_("Ended"),
    "recalled": N_("Recalled"),
}
FILE_WORDS: Final[Mapping[str, Msg]] = {"kept": N_("File kept"), "none": N_("No file"), "erased": N_("File erased")}
WHEN_WORDS: Final[Mapping[str, Msg]] = {"ahead": N_("To come"), "past": N_("Past")}


def _hearing_when(facts: Facts, _record: str, row: Row) -> Sequence[str]:
    return ("ahead",) if row.date[:10] >= facts.as_of.isoformat() else ("past",)


def _case_code(type_key: str, key: str, facts: Facts, _record: str, row: Row) -> str:
    value = facts.value(type_key, row, key)
    first = value[0] if isinstance(value, list) and value else value
    case = facts.rows("case").get(first) if isinstance(first, str) else None
    return facts.text("case", case, "code") if case is not None else ""


def _attended(facts: Facts, record: str, _row: Row) -> str:
    return facts.attendance.get(record, "")


HEARINGS: Final = ListKind(
    "hearing",
    (
        Facet("when", N_("When"), _hearing_when, words=WHEN_WORDS),
        field_facet("hearing", "kind"),
        field_facet("hearing", "publicity"),
        field_facet("hearing", "level"),
        field_facet("hearing", "outcome"),
        CLASS,
    ),
    (
        DATE,
        choice_column("hearing", "kind"),
        title_column("hearing", "court"),
        Column("case", partial(_case_code, "hearing", "case"), text=True),
        choice_column("hearing", "publicity"),
        Column("access", _attended),
        choice_column("hearing", "outcome"),
        CHANGED,
    ),
)


def _follow_up(facts: Facts, _record: str, row: Row) -> Sequence[str]:
    due = facts.text("intervention", row, "followup_due")
    if not due or facts.value("intervention", row, "followups"):
        return ("none",)
    return ("past",) if due < facts.as_of.isoformat() else ("due",)


INTERVENTIONS: Final = ListKind(
    "intervention",
    (
        Facet("followup", N_("Follow-up"), _follow_up, words=FOLLOW_WORDS),
        *(
            field_facet("intervention", key)
            for key in ("channel", "instrument", "level", "actor", "response", "result", "effect")
        ),
        CLASS,
    ),
    (
        DATE,
        choice_column("intervention", "instrument"),
        title_column("intervention", "actor"),
        Column("case", partial(_case_code, "intervention", "case"), text=True),
        choice_column("intervention", "channel"),
        Column("followup", lambda facts, _record, row: facts.text("intervention", row, "followup_due")),
        choice_column("intervention", "response"),
        CHANGED,
    ),
)


def _disclosure_state(facts: Facts, _record: str, row: Row) -> Sequence[str]:
    if facts.text("disclosure", row, "recall"):
        return ("recalled",)
    return ("ended",) if "" < facts.text("disclosure", row, "valid_until") < facts.as_of.isoformat() else ("valid",)


def _written(facts: Facts, _record: str, row: Row) -> str:
    count = facts.value("disclosure", row, "written")
    return f"{count:08}" if isinstance(count, int) else ""


DISCLOSURES: Final = ListKind(
    "disclosure",
    (
        Facet("state", N_("State"), _disclosure_state, words=STATE_WORDS),
        field_facet("disclosure", "audience"),
        field_facet("disclosure", "seal"),  # how many went without one
        field_facet("disclosure", "output"),
        field_facet("disclosure", "recipient_text"),
    ),
    (
        DATE,
        text_column("disclosure", "recipient_text", column="recipient"),
        Column("case", partial(_case_code, "disclosure", "cases"), text=True),
        choice_column("disclosure", "output"),
        Column("written", _written),
        Column("until", lambda facts, _record, row: facts.text("disclosure", row, "valid_until")),
        Column("state", lambda facts, record, row: _disclosure_state(facts, record, row)[0]),
        CHANGED,
    ),
)


def _files(facts: Facts, row: Row) -> list[Mapping[str, object]]:
    rows = facts.value("evidence", row, "files")
    return [one for one in rows if isinstance(one, dict)] if isinstance(rows, list) else []


def _file_state(facts: Facts, _record: str, row: Row) -> Sequence[str]:
    files = _files(facts, row)
    if not files:
        return ("none",)
    return list(dict.fromkeys("erased" if one.get("erased") else "kept" for one in files))


def _file_type(facts: Facts, _record: str, row: Row) -> Sequence[str]:
    return list(dict.fromkeys(str(one["mime"]) for one in _files(facts, row) if one.get("mime")))


def _redacted(facts: Facts, _record: str, row: Row) -> Sequence[str]:
    return ("yes",) if facts.value("evidence", row, "redactions") else ("no",)


EVIDENCE: Final = ListKind(
    "evidence",
    (
        field_facet("evidence", "kind"),
        Facet("file", N_("File"), _file_state, words=FILE_WORDS),
        Facet("mime", N_("File type"), _file_type, "text"),
        Facet("redacted", N_("Redacted copies"), _redacted, words=YES_NO),
        field_facet("evidence", "certainty"),
        CLASS,
    ),
    (
        DATE,
        text_column("evidence", "title"),
        choice_column("evidence", "kind"),
        Column("case", lambda facts, record, _row: facts.evidence_case.get(record, ""), text=True),
        Column("files", lambda facts, _record, row: f"{len(_files(facts, row)):06}"),
        Column("size", lambda facts, _record, row: f"{sum(_size(one) for one in _files(facts, row)):020}"),
        Column("redacted", lambda facts, record, row: _redacted(facts, record, row)[0]),
        Column("state", lambda facts, record, row: _file_state(facts, record, row)[0]),
        CHANGED,
    ),
)


def _size(file: Mapping[str, object]) -> int:
    size = file.get("size")
    return size if isinstance(size, int) else 0


EVERYTHING: Final = ListKind(
    "",
    (Facet("type", N_("Kind"), lambda _facts, _record, row: (row.type,), "type"), CLASS),
    (
        DATE,
        Column("title", lambda _facts, _record, row: row.title, text=True),
        Column("type", lambda _facts, _record, row: row.type, vocabulary="type"),
        DATA_CLASS,
        CHANGED,
    ),
)
