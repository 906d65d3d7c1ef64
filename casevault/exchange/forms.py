"""Answers to forms (XLSForm: KoboToolbox, ODK): columns `group/question`, codes that the form explains, several in one cell.

With the form at hand a code becomes the words its list of choices gives for it; without, it stays. The columns that some exports
add for each choice ("1" or "0" beside the answer itself) say nothing new and are left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from casevault.errors import Code, UserProblem
from casevault.exchange.sheets import Row, Sheet
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from casevault.exchange.sheets import Cell, Source

MOST_LINES: Final = 20_000  # of a form
MOST_SHEETS: Final = 50
_PARTS: Final = {"survey", "choices", "settings", "external_choices", "entities", "cascades"}
_OF_SUBMISSIONS: Final = {
    "_id",
    "_uuid",
    "_index",
    "_submission_time",
    "_submitted_by",
    "_validation_status",
    "_attachments",
    "__version__",
    "_version_",
    "meta/instanceid",
    "meta/rootuuid",
    "formhub/uuid",
    "submissiondate",
    "instanceid",
}
_ENOUGH: Final = 2  # of those names make a table answers to a form
_MULTIPLE: Final = "select_multiple"
_ONE: Final = "select_one"
_TICKS: Final = {"", "0", "1", "TRUE", "FALSE", "True", "False"}
_DEEPEST: Final = 20

EXPLAINED: Final = N_("Codes were replaced by the words that the form gives for them.")
SPLIT: Final = N_("Answers with several choices were split; the columns for single choices were left out.")


@dataclass(frozen=True, slots=True)
class Question:
    """One question: whether several choices may be ticked, and the words of each code."""

    several: bool
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Form:
    """The questions with choices, by the name of their column."""

    questions: Mapping[str, Question] = field(default_factory=dict)

    @classmethod
    def read(cls, survey: Sequence[Mapping[str, str]], choices: Sequence[Mapping[str, str]]) -> Form:
        """Return the form that the two sheets make; what does not fit the pattern is passed over."""
        lists: dict[str, dict[str, str]] = {}
        for row in choices:
            name, code = (
                (row.get("list_name") or row.get("list name") or "").strip(),
                (row.get("name") or row.get("value") or "").strip(),
            )
            if name and code:
                lists.setdefault(name, {})[code] = _label(row) or code
        questions: dict[str, Question] = {}
        groups: list[str] = []
        for row in survey:
            kind, name = " ".join(row.get("type", "").split()), row.get("name", "").strip()
            word = kind.replace(" ", "_")
            if word.startswith(("begin_group", "begin_repeat")):
                groups.append(name)
            elif word.startswith(("end_group", "end_repeat")):
                groups = groups[:-1]
            elif kind.startswith((_MULTIPLE, _ONE)) and name:
                given = kind.split(" ")
                question = Question(given[0] == _MULTIPLE, lists.get(given[1] if len(given) > 1 else "", {}))
                questions.setdefault(name, question)  # exports may leave the groups out
                questions["/".join([*groups[-_DEEPEST:], name])] = question
        return cls(questions)

    def of(self, column: str) -> Question | None:
        """Return the question of a column."""
        return self.questions.get(column)


def is_form(sheets: Sequence[str]) -> bool:
    """Say whether sheets of these names hold a form."""
    names = {name.strip().casefold() for name in sheets}
    return "survey" in names and bool(names & {"choices", "settings"})


def is_part(sheet: str) -> bool:
    """Say whether a sheet of this name is part of a form."""
    return sheet.strip().casefold() in _PARTS


def recognises(header: Sequence[str]) -> bool:
    """Say whether columns of these names are answers to a form."""
    return len({name.strip().casefold() for name in header} & _OF_SUBMISSIONS) >= _ENOUGH


def submissions(source: Source, form: Form | None = None) -> Source:
    """Return a table of answers with its choices split and its codes explained; `form` None where it is not at hand."""
    form = form or Form()
    header = source.sheet.header
    # Only a column that could be a choice of another is looked at for ticks: most tables have none.
    named = set(header)
    options: dict[str, list[int]] = {}
    for place, name in enumerate(header):
        above = name.rpartition("/")[0]
        if above in named:
            options.setdefault(above, []).append(place)
    several = {name for name in header if name in options or ((question := form.of(name)) is not None and question.several)}
    dropped = {place for places in options.values() for place in places}
    kept = [place for place in range(len(header)) if place not in dropped]
    notes = list(source.notes)
    if any((question := form.of(name)) is not None and question.words for name in header):
        notes.append(EXPLAINED)
    if several:
        notes.append(SPLIT)
    rows = _rows(source, form, kept, several)
    sheet = Sheet(source.sheet.name, tuple(header[place] for place in kept), rows)
    return replace(source, format="xlsform", sheet=sheet, notes=tuple(notes))


def _rows(source: Source, form: Form, kept: Sequence[int], several: set[str]) -> Iterator[Row]:
    header = source.sheet.header
    for row in source.sheet.rows:
        cells = tuple(_cell(row.cells[place], form.of(header[place]), split=header[place] in several) for place in kept)
        yield Row(row.number, cells, row.files)


def _cell(cell: Cell, question: Question | None, *, split: bool) -> Cell:
    if not isinstance(cell, str) or (question is None and not split):
        return cell
    words = question.words if question is not None else {}
    if not split:
        return words.get(cell.strip(), cell)
    found = tuple(words.get(code, code) for code in cell.split())
    return found if len(found) > 1 else "".join(found)


def _label(row: Mapping[str, str]) -> str:
    """Return the words of a choice: those without a language, else the first there are."""
    return next((row[key].strip() for key in row if key == "label" and row[key].strip()), "") or next(
        (row[key].strip() for key in row if key.startswith("label::") and row[key].strip()), ""
    )


def no_answers() -> UserProblem:
    """Return the refusal for a form without a sheet of answers."""
    return UserProblem(
        Code.UNSUPPORTED,
        N_("This file is a form with its questions. It holds no answers that could be read in."),
        N_("Export the answers as XLSX or CSV, and read that file in; to read the questions as a table, name the sheet."),
    )
