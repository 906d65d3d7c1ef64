"""What an import did, or would do: counted and row by row, so that nothing of a file is lost without a word."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from casevault.domain.name_likeness import Why
from casevault.i18n import N_, Msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casevault.errors import CaseVaultError
    from casevault.i18n import Catalogue

# Why a row may be one that is there: what an import itself knows, and what the duplicate finder says of people.
WHYS: Final[dict[str, Msg]] = {
    "same_row": N_("this row was brought in before"),
    "same_key": N_("a row with this key was brought in before"),
    Why.SAME_NAME: N_("the same name"),
    Why.OTHER_SCRIPT: N_("the same name in another script"),
    Why.OTHER_SYSTEM: N_("the same name in another romanisation"),
    Why.OTHER_ORDER: N_("the same name in another order"),
    Why.ALIAS: N_("by another name of theirs"),
    Why.SOUNDS: N_("names that sound the same"),
    Why.NEAR: N_("names one letter apart"),
    Why.PART: N_("a part of the name"),
    Why.INITIALS: N_("the initials fit"),
    Why.BIRTH: N_("the same birth"),
    Why.IDENTIFIER: N_("the same identity number"),
    Why.CHANNEL: N_("the same contact"),
    Why.OTHER_BIRTH: N_("but another birth"),
    Why.OTHER_SEX: N_("but another sex"),
    Why.OTHER_PLACE: N_("but another place of birth"),
    Why.OTHER_ETHNICITY: N_("but another ethnicity"),
    Why.OTHER_IDENTIFIER: N_("but another identity number"),
}
SHOWN: Final = 20  # rows of each kind that are printed for a person; the JSON has all


TOLD: Final = 2_000  # cells that do not fit of which it is kept why: a large file may have one in each row


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that made nothing: its number, its first bad column ("" for the whole row), and why."""

    row: int
    column: str
    problem: CaseVaultError


@dataclass(frozen=True, slots=True)
class DuplicateRow:
    """A row that is, or may be, what is there: `of` a record, made by row `of_row` of this file (0: it was there before).

    `score` is 0 to 100; 100 is the same row or key, which was updated; below that somebody should look.
    """

    row: int
    of: str
    score: int
    why: tuple[str, ...]
    of_row: int = 0


@dataclass(frozen=True, slots=True)
class KeptValue:
    """A value that a person has changed since it was brought in: it stays, and what the file says now became an account."""

    row: int
    record: str
    field: str


@dataclass(slots=True)
class Report:
    """What an import did. `dry`: what it would do; nothing was written."""

    format: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    notes: tuple[Msg, ...] = ()
    dry: bool = False
    batch: str = ""
    source: str = ""
    rows: int = 0
    created: int = 0
    updated: int = 0
    changed: int = 0  # of the updated ones, those in which something was new
    records: Counter[str] = field(default_factory=Counter)  # new records of each type
    rejected: list[RejectedRow] = field(default_factory=list)
    duplicates: list[DuplicateRow] = field(default_factory=list)
    kept: list[KeptValue] = field(default_factory=list)
    noted: dict[str, list[int]] = field(
        default_factory=dict
    )  # column: rows of which a cell is in the note, as its field does not take it
    misfits: list[RejectedRow] = field(default_factory=list)  # those cells with why, as many as a window shows
    unmapped: dict[str, str] = field(default_factory=dict)  # column: note | report
    sentinels: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    reported: Counter[str] = field(default_factory=Counter)  # cells of a column that are in no record and no note
    files: int = 0  # that came with the table and were attached
    files_missing: list[tuple[int, str]] = field(default_factory=list)  # (row, name) of those that could not be
    to_attach: list[tuple[int, str, str, tuple[str, ...]]] = field(default_factory=list)  # (row, evidence, record, names)
    mapping: str = ""  # as TOML

    def unfit(self, row: int, column: str, problem: CaseVaultError) -> None:
        """Note that a cell is in the note of its row, as its field does not take it."""
        self.noted.setdefault(column, []).append(row)
        if len(self.misfits) < TOLD:
            self.misfits.append(RejectedRow(row, column, problem))

    def as_json(self, catalogue: Catalogue) -> dict[str, Any]:
        """Return the object that `casevault import --json` prints."""
        return {
            "format": self.format,
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "sheet": self.sheet,
            "sheets": list(self.sheets),
            "notes": [catalogue.text(note) for note in self.notes],
            "dry_run": self.dry,
            "batch": self.batch,
            "source": self.source,
            "rows": self.rows,
            "created": self.created,
            "updated": self.updated,
            "changed": self.changed,
            "records": dict(sorted(self.records.items())),
            "files": self.files,
            "files_missing": [{"row": row, "file": name} for row, name in self.files_missing],
            "rejected": [
                {"row": one.row, "column": one.column, "code": one.problem.code.value, "message": sentence(one, catalogue)}
                for one in self.rejected
            ],
            "duplicates": [
                {"row": one.row, "of": one.of, "score": one.score, "why": list(one.why)}
                | ({"of_row": one.of_row} if one.of_row else {})
                for one in self.duplicates
            ],
            "kept": [{"row": one.row, "record": one.record, "field": one.field} for one in self.kept],
            "noted": [{"column": column, "cells": len(rows), "rows": rows[:SHOWN]} for column, rows in self.noted.items()],
            "unmapped": [
                {"column": column, "kept": keep} | ({"cells": self.reported[column]} if keep == "report" else {})
                for column, keep in self.unmapped.items()
            ],
            "sentinels": [
                {"column": column, "word": word, "meaning": meaning, "cells": count}
                for (column, word, meaning), count in sorted(self.sentinels.items())
            ],
            "mapping": self.mapping,
        }

    def lines(self, catalogue: Catalogue) -> Iterator[str]:
        """Yield the report as a person reads it."""
        what = N_("Tried out: nothing was recorded.") if self.dry else N_("Brought in.")
        yield catalogue.text(what)
        yield ", ".join(part for part in (self.format, self.encoding, self.sheet) if part)
        yield from (catalogue.text(note) for note in self.notes)
        counts = {"count": self.rows, "created": self.created, "updated": self.updated, "rejected": len(self.rejected)}
        yield catalogue.text(
            N_(
                "{count} row: {created} new, {updated} there already, {rejected} rejected",
                "{count} rows: {created} new, {updated} there already, {rejected} rejected",
            ),
            **counts,
        )
        for one in self.rejected[:SHOWN]:
            yield catalogue.text(
                N_("Row {row}, {column}: {message}"), row=one.row, column=one.column or "–", message=sentence(one, catalogue)
            )
        yield from _more(len(self.rejected), catalogue)
        if self.rejected:
            yield catalogue.text(STAY_OUT)
        probable = [one for one in self.duplicates if one.score < 100]  # noqa: PLR2004 - surely the same
        for duplicate in probable[:SHOWN]:
            whys = catalogue.parted(catalogue.text(WHYS[why]) for why in duplicate.why if why in WHYS)
            yield catalogue.text(N_("Row {row} may be {record}: {why}"), row=duplicate.row, record=duplicate.of, why=whys)
        yield from _more(len(probable), catalogue)
        for column, rows in self.noted.items():
            yield catalogue.text(
                N_(
                    "{column}: {count} cell does not fit and stands in the note of its row, as typed (row {rows}).",
                    "{column}: {count} cells do not fit and stand in the notes of their rows, as typed (rows {rows}).",
                ),
                column=column,
                count=len(rows),
                rows=row_numbers(rows),
            )
        kept = [column for column, keep in self.unmapped.items() if keep == "note"]
        if kept:
            yield catalogue.text(N_("Kept in a note: {columns}"), columns=", ".join(kept))
        if left := [column for column, keep in self.unmapped.items() if keep != "note"]:
            yield catalogue.text(N_("Not brought in: {columns}"), columns=", ".join(left))
        if self.kept:
            yield catalogue.text(
                N_(
                    "{count} value was changed by a person since: it stays, and what the file says was noted as an account.",
                    "{count} values were changed by a person since: they stay, and what the file says was noted as accounts.",
                ),
                count=len(self.kept),
            )
        if len(self.sheets) > 1:
            yield catalogue.text(
                N_("Other sheets, not read: {sheets}"), sheets=", ".join(s for s in self.sheets if s != self.sheet)
            )


STAY_OUT = N_("A rejected row stays out. Correct it in the file, or let what a column does not take go into the note.")


def sentence(one: RejectedRow, catalogue: Catalogue) -> str:
    """Return why a row was rejected and what to do, in the language of `catalogue`."""
    # What a refusal holds for its sentence are keys and numbers, never a value; the column is named beside it.
    safe = {key: value if isinstance(value, int) else str(value) for key, value in one.problem.safe.items()}
    parts = [part for part in (one.problem.what, one.problem.hint) if part.text]
    return " ".join(catalogue.filled(part, safe) if safe and "{" in part.text else catalogue.text(part) for part in parts)


def row_numbers(rows: list[int]) -> str:
    """Return the first of some row numbers as they are shown."""
    return ", ".join(map(str, rows[:SHOWN])) + (", …" if len(rows) > SHOWN else "")


def _more(count: int, catalogue: Catalogue) -> Iterator[str]:
    if count > SHOWN:
        yield catalogue.text(N_("… and {count} more", "… and {count} more"), count=count - SHOWN)
