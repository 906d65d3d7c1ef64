"""What is written down of a file, beside it: the transcript and its translations, as the evidence record holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from casevault.domain.text import legible
from casevault.i18n import N_, isolated
from casevault.ui.draw import Run
from casevault.ui.editors.select import Select
from casevault.ui.theme import SPACE, Role, Style
from casevault.ui.widgets.basic import Button, Hairline, Line, Panel, Paragraph, column, row
from casevault.ui.widgets.kept_text import KeptText

if TYPE_CHECKING:
    from casevault.domain.record import Record
    from casevault.ui.context import Context

TRANSCRIPT = N_("Transcript")
TRANSLATION = N_("Translation")
NONE = N_("No transcript and no translation of this file is on record. They stand in the evidence record, beside the file.")
WRITE = N_("Write it down…")
CHANGE = N_("Change it…")


def entries_of(record: Record) -> list[tuple[str, str, str]]:
    """Return the transcript as (language, language it is translated from, text), the original first; plain text as one."""
    value = record.fields.get("transcript")
    if isinstance(value, str):
        return [("", "", value)] if value.strip() else []
    found = []
    for entry in value if isinstance(value, list) else []:
        if isinstance(entry, dict) and str(entry.get("text", "")).strip():
            lang, source = (str(entry.get(key) or "") for key in ("lang", "translated_from"))
            found.append((lang, source, str(entry["text"])))
    return sorted(found, key=lambda entry: bool(entry[1]))


class BesidePane(Panel):
    """The texts, one at a time; `write_wanted` asks for the form of the record."""

    write_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(Role.SUNKEN)
        self._context = context
        self._entries: list[tuple[str, str, str]] = []
        text = context.text
        layout = column(self)
        head = row(None, (SPACE.GROUP, SPACE.NEAR, SPACE.GROUP, SPACE.NEAR), SPACE.NEAR)
        self.which = Select()
        self.which.setAccessibleName(text(TRANSCRIPT))
        self.which.currentIndexChanged.connect(self._on_which)
        self._title = Line([Run(text(TRANSCRIPT), Style.SMALL, 600, Role.TEXT2)])
        head.addWidget(self._title)
        head.addWidget(self.which)
        head.addStretch(1)
        self.write = Button(text(WRITE), "quiet", "pen-line")
        self.write.clicked.connect(self.write_wanted)
        self.write.setVisible(context.doors.edit is not None)
        head.addWidget(self.write)
        layout.addLayout(head)
        layout.addWidget(Hairline())
        self.body = KeptText()
        self.body.setReadOnly(True)
        self.body.setAccessibleName(text(TRANSCRIPT))
        nothing = QWidget()
        around = column(nothing, (SPACE.GROUP, SPACE.CARD, SPACE.GROUP, SPACE.CARD))
        around.addWidget(Paragraph(text(NONE), Style.SMALL, Role.TEXT2))
        around.addStretch(1)
        self.stack = QStackedWidget()
        self.stack.addWidget(nothing)
        self.stack.addWidget(self.body)
        around_stack = column(None, (SPACE.CARD, SPACE.CARD, SPACE.CARD, SPACE.CARD))
        around_stack.addWidget(self.stack)
        layout.addLayout(around_stack, 1)

    def put(self, record: Record) -> bool:
        """Show what a record holds; say whether that is anything."""
        self._entries = entries_of(record)
        text = self._context.text
        with QSignalBlocker(self.which):
            self.which.clear()
            for lang, source, _text in self._entries:
                word = text(TRANSLATION if source else TRANSCRIPT)
                self.which.addItem(f"{word} · {lang}" if lang else word, lang or word)
        several = len(self._entries) > 1
        self.which.setVisible(several)
        self._title.setVisible(not several)
        if len(self._entries) == 1:
            self._title.put([Run(self.which.itemText(0), Style.SMALL, 600, Role.TEXT2)])
        self.stack.setCurrentIndex(1 if self._entries else 0)
        self.write.setText(f"  {text(CHANGE if self._entries else WRITE)}")
        self._on_which(0)
        return bool(self._entries)

    def _on_which(self, number: int) -> None:
        shown = self._entries[number][2] if 0 <= number < len(self._entries) else ""
        self.body.setPlainText("\n".join(isolated(legible(line)) for line in shown.split("\n")) if shown else "")

    def clear(self) -> None:
        """Let go of the texts."""
        self._entries = []
        self.body.clear()
