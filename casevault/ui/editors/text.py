"""Editors of text: one line, prose, a list of lines, numbers, days, dates as people type them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from casevault.domain.dates import in_words, parse_spoken, span
from casevault.domain.mentions import as_read
from casevault.domain.schema import Kind, TextForm
from casevault.domain.values import FIELD_LIMIT
from casevault.errors import UserProblem
from casevault.i18n import N_
from casevault.ui.editors.base import Editor
from casevault.ui.editors.cover import Cover
from casevault.ui.mentioning import Mentioning, MentionLine
from casevault.ui.spelling.marking import Spelling
from casevault.ui.theme import CONTROL_HEIGHT, Role, Style, theme
from casevault.ui.widgets.kept_text import KeptText
from casevault.ui.words import Words

if TYPE_CHECKING:
    from casevault.domain.record import Value
    from casevault.domain.schema import Field
    from casevault.i18n import Catalogue
    from casevault.ui.editors.base import Surroundings

PROSE_LINES = 4
WHOLE_NUMBER = re.compile(r"-?[0-9]{1,18}")
LIST_LINES = 3
DATE_PLACEHOLDER = N_("6 March 2026, about 20 Feb, 3-6 March")
OWN_TIME = N_("Time of this computer, UTC{offset}")
TIMED = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}(?::\d{2})?)(Z|[+-]\d{2}:\d{2})")  # EDTF of a moment
SORTS = N_("{date} · sorts as {first}")
NOT_UNDERSTOOD = N_("Not understood as a date yet. Type a day, a month, a year or a range.")
ONE_A_LINE = N_("One a line")


def is_prose(field: Field) -> bool:
    """Say whether a line tells something, so that somebody can be mentioned in it: no name, no number, no key of a list."""
    return field.kind is Kind.TEXT and field.form is TextForm.FREE and field.search and not field.names_person


def line_editor(field: Field, around: Surroundings) -> Editor:
    """Return an editor for one line of text, a number or a duration."""
    edit = MentionLine()
    named = Mentioning(edit, around) if is_prose(field) else None
    if field.kind is Kind.TEXT:
        Cover(edit, around)
    edit.setMaxLength(FIELD_LIMIT)  # Qt's own limit would cut a long recorded value without a word
    edit.setMinimumHeight(theme.scaled(CONTROL_HEIGHT))
    edit.setInputMethodHints(Qt.InputMethodHint.ImhNoPredictiveText | Qt.InputMethodHint.ImhSensitiveData)
    edit.textEdited.connect(lambda _text: around.changed())

    def get() -> object:
        text = (named.marked() if named is not None else edit.text()).strip()
        # What is no number goes on as it was typed, for the vault to refuse with its sentence.
        return int(text) if field.kind is Kind.INT and WHOLE_NUMBER.fullmatch(text) else text or None

    def put(value: Value | None) -> None:
        text = "" if value is None else str(value)
        if named is not None:
            named.put(text)
        else:
            edit.setText(text)
        edit.setCursorPosition(0)

    if named is not None:
        named.changed.connect(around.changed)
    if field.kind is Kind.INT:
        edit.setInputMethodHints(edit.inputMethodHints() | Qt.InputMethodHint.ImhDigitsOnly)
    return Editor(edit, get, put)


class Prose(KeptText):
    """Text over several lines; Tab goes on to the next field."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        self._lines = lines
        self.setTabChangesFocus(True)
        self.setInputMethodHints(Qt.InputMethodHint.ImhNoPredictiveText | Qt.InputMethodHint.ImhSensitiveData)
        theme.changed.connect(self._measure)
        self._measure()

    def put(self, text: str) -> None:
        """Show `text`; that is no change."""
        self.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        self.setPlainText(text)
        self.blockSignals(False)  # noqa: FBT003 - Qt's own signature

    def typed(self) -> str:
        """Return the text letter by letter: `toPlainText` would turn a space that does not break into one that does."""
        return self.document().toRawText().replace("\u2029", "\n").replace("\u2028", "\n")

    @property
    def is_touched(self) -> bool:
        """Say whether the person changed what was put."""
        return self.document().isModified()

    def _measure(self) -> None:
        height = (
            self.fontMetrics().lineSpacing() * self._lines + 2 * self.frameWidth() + int(2 * self.document().documentMargin())
        )
        self.setMinimumHeight(height)
        self.setMaximumHeight(height * 2)


def prose_editor(around: Surroundings) -> Editor:
    """Return an editor for long text. The first entry is edited; translations that stand behind it are kept as they are."""
    edit = Prose(PROSE_LINES)
    named = Mentioning(edit, around)
    cover = Cover(edit, around)
    Spelling(edit, named, around)
    edit.textChanged.connect(around.changed)
    held: list[dict[str, Value]] = []

    def get() -> object:
        text = named.marked().strip()
        if held and not edit.is_touched:
            return list(held)
        return [{**(held[0] if held else {}), "text": text}, *held[1:]] if text else held[1:] or None

    def put(value: Value | None) -> None:
        held[:] = [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
        text = str(held[0].get("text", "")) if held else ""
        edit.put(as_read(text))
        named.take(text)
        cover.draw_anew()  # `put` is no change, and says nothing

    return Editor(edit, get, put)


def lines_editor(around: Surroundings) -> Editor:
    """Return an editor for a list of short texts, one a line."""
    edit = Prose(LIST_LINES)
    edit.setPlaceholderText(around.look.catalogue.text(ONE_A_LINE))
    return lines_of(edit, around)


def lines_of(edit: Prose, around: Surroundings) -> Editor:
    """Return the editor that reads and fills a text as a list, one a line."""
    edit.textChanged.connect(around.changed)
    cover = Cover(edit, around)
    held: list[Value] = []

    def get() -> object:
        if held and not edit.is_touched:
            return list(held)
        return [line.strip() for line in edit.typed().split("\n") if line.strip()] or None

    def put(value: Value | None) -> None:
        held[:] = value if isinstance(value, list) else []
        edit.put("\n".join(str(part) for part in held))
        cover.draw_anew()

    return Editor(edit, get, put)


class DateEdit(QWidget):
    """One field that reads what is typed and repeats its reading in words below; text that is not understood stays.

    Where a time of day may stand (`timed`), one without an offset is of this computer's clock, and the reading says so.
    """

    def __init__(self, around: Surroundings, *, timed: bool = False) -> None:
        super().__init__()
        self._around = around
        self._timed = timed
        self._kept = ""  # an EDTF value as the vault holds it, until the person changes the text
        self.edit = QLineEdit()
        self.edit.setMinimumHeight(theme.scaled(CONTROL_HEIGHT))
        self.edit.setPlaceholderText(around.look.catalogue.text(DATE_PLACEHOLDER))
        self.edit.setInputMethodHints(Qt.InputMethodHint.ImhNoPredictiveText | Qt.InputMethodHint.ImhSensitiveData)
        self.reading = Words(style=Style.SMALL, role=Role.TEXT2, wrap=True)
        self.reading.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.edit)
        layout.addWidget(self.reading)
        self.setFocusProxy(self.edit)
        self.edit.textEdited.connect(self._on_edited)

    def get(self) -> object:
        """Return EDTF where the text is understood, else the text itself, for the vault to refuse with its sentence."""
        text = self.edit.text().strip()
        if not text:
            return None
        return self._kept or self._understood(text) or text

    def put(self, value: Value | None) -> None:
        """Show a recorded date so that it can be typed on: a moment with spaces between its day, its time and its offset."""
        self._kept = value if isinstance(value, str) else ""
        moment = TIMED.fullmatch(self._kept)
        self.edit.setText(" ".join(moment.groups()).replace(" Z", " UTC") if moment is not None else self._kept)
        self._show_reading()

    def _on_edited(self, text: str) -> None:
        if text in {";", "；"}:
            self.edit.setText(self._around.today().isoformat())
        self._kept = ""
        self._show_reading()
        self._around.changed()

    def _read(self, text: str, offset: str = "") -> str:
        try:
            return parse_spoken(text, self._around.look.catalogue.language, self._around.today(), offset=offset).text
        except UserProblem:
            return ""

    def _own_offset(self, text: str) -> str:
        """Return the offset that this computer had, or will have, at the moment that was typed without one; "" where none was."""
        moment = TIMED.fullmatch(self._read(text, "Z")) if self._timed and not self._read(text) else None
        if moment is None:
            return ""
        try:
            there = datetime.fromisoformat(f"{moment[1]}T{moment[2]}").astimezone()  # summer and winter apart
        except (OverflowError, OSError, ValueError):  # a day that the system's clock does not reach
            there = datetime.now(UTC).astimezone()
        return there.isoformat()[-6:]

    def _understood(self, text: str) -> str:
        return self._read(text, self._own_offset(text))

    def _show_reading(self) -> None:
        text = self.edit.text().strip()
        catalogue = self._around.look.catalogue
        understood = self._kept or self._understood(text)
        if not text:
            self.reading.hide()
            return
        if understood:
            words = _with_place(understood, in_words(understood, catalogue), catalogue)
            own = "" if self._kept else self._own_offset(text)
            self.reading.setText(f"{words} · {catalogue.text(OWN_TIME, offset=own)}" if own else words)
        else:
            self.reading.setText(catalogue.text(NOT_UNDERSTOOD))
        self.reading.show()


def date_editor(around: Surroundings, *, timed: bool = False) -> Editor:
    """Return an editor for a date that may be partial, approximate or a range; `timed`: or a moment."""
    edit = DateEdit(around, timed=timed)
    return Editor(edit, edit.get, edit.put)


def _with_place(edtf: str, words: str, catalogue: Catalogue) -> str:
    """Return a date in words with the day by which it stands in lists, where it is no single day."""
    try:
        first, last = span(edtf)
    except UserProblem:
        return words
    return catalogue.text(SORTS, date=words, first=in_words(first, catalogue)) if first and first != last else words
