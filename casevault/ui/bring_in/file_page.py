"""Step 1: which file, what was recognised of it, and its first rows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QLineEdit, QWidget

from casevault.i18n import N_
from casevault.ui.bring_in.parts import MOST_COLUMNS, Labelled, TextTable
from casevault.ui.editors.choice import NOTHING_CHOSEN
from casevault.ui.editors.select import Select
from casevault.ui.file_dialog import Mode, ask_path
from casevault.ui.lists.columns import Column
from casevault.ui.theme import CONTROL_HEIGHT, SPACE, STRONG, Role, Style, theme
from casevault.ui.widgets.basic import Button, column, row
from casevault.ui.words import Words

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.exchange.importing import Asked, Looked
    from casevault.ui.context import Context

CHOOSE = N_("Choose a file…")
WHICH = N_("Which file is to be brought in?")
NONE_YET = N_("Tables come as CSV, TSV, XLSX, XLS, ODS, JSON, JSON Lines, YAML, or as an export of Uwazi, Martus or Kobo.")
RECOGNISED = N_("as recognised")
SHEET = N_("Sheet")
ENCODING = N_("Encoding")
DELIMITER = N_("Between the columns")
HEADER = N_("Row of the heads (0: none)")
FIRST_ROWS = N_("The first rows")
MORE = N_("{count} more column", "{count} more columns")
ENCODINGS = ("utf-8", "utf-16", "gb18030", "big5", "windows-1252", "windows-1251", "windows-1256", "shift_jis", "euc-kr")
DELIMITERS = ((",", N_("Comma")), (";", N_("Semicolon")), ("\t", N_("Tab")), ("|", N_("Upright stroke")))
SHOWN = 40  # rows of the preview
LEAST_TABLE = 160  # pixels at 100 %: the head and two rows


class FilePage(QWidget):
    """Asks for the file; `asked` says that the person wants it read so."""

    asked = Signal(object)  # Asked

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._asked: Asked | None = None
        _ = context.text
        self.choose = Button(_(CHOOSE), "secondary", "file-text")
        self.choose.setObjectName("import.choose")
        self.choose.clicked.connect(lambda: ask_path(self, _(WHICH), Mode.ExistingFile, self.open))
        self._name = Words(_(WHICH), Style.SUBTITLE)
        self._what = Words(_(NONE_YET), Style.BODY, Role.TEXT2, wrap=True)
        self.sheet, self.encoding, self.delimiter = Select(), Select(), Select()
        self.header = QLineEdit()
        self.header.setMinimumHeight(theme.scaled(CONTROL_HEIGHT))
        self.header.setValidator(QIntValidator(0, 10_000, self))
        self.header.setMaximumWidth(theme.scaled(160))
        self.header.setPlaceholderText(_(RECOGNISED))
        self._fields = [
            Labelled(_(name), field)
            for name, field in (
                (SHEET, self.sheet),
                (ENCODING, self.encoding),
                (DELIMITER, self.delimiter),
                (HEADER, self.header),
            )
        ]
        self.table = TextTable(_(FIRST_ROWS), ())
        self._rest = Words("", Style.SMALL, Role.TEXT3)
        top = column(spacing=SPACE.NEAR)
        top.addWidget(self._name)
        top.addWidget(self._what)
        press = row()
        press.addWidget(self.choose)
        press.addStretch(1)
        top.addLayout(press)
        self._recognised = QWidget()
        fields = row(self._recognised, spacing=SPACE.CARD)
        for part in self._fields:
            fields.addWidget(part)
        fields.addStretch(1)
        self._first = Words(_(FIRST_ROWS), Style.BODY, weight=STRONG)
        head = row(None, (SPACE.PANE, 0, SPACE.PANE, 0), SPACE.CARD)
        head.addWidget(self._first)
        head.addWidget(self._rest)
        head.addStretch(1)
        layout = column(self, spacing=SPACE.CARD)
        inner = column(None, (SPACE.PANE, SPACE.CARD, SPACE.PANE, 0), SPACE.GROUP)
        inner.addLayout(top)
        inner.addWidget(self._recognised)
        layout.addLayout(inner)
        layout.addLayout(head)
        self.table.setMinimumHeight(theme.scaled(LEAST_TABLE))
        layout.addWidget(self.table, 1)
        self._room = QWidget()  # keeps the question at the top while there is nothing to show
        layout.addWidget(self._room, 1)
        for box in (self.sheet, self.encoding, self.delimiter):
            box.activated.connect(lambda _row: self._again())
        self.header.editingFinished.connect(self._again)
        self._show_parts(seen=False)

    def open(self, path: Path) -> None:
        """Ask for a file to be read as it is recognised."""
        from casevault.exchange.importing import Asked  # noqa: PLC0415 - loads the readers of every format: not before it is wanted

        self._asked = Asked(path)
        self.asked.emit(self._asked)

    def fill(self, asked: Asked, looked: Looked) -> None:
        """Show what was recognised."""
        self._asked = asked
        source = looked.source
        self._name.setText(asked.path.name)
        notes = [self._context.text(note) for note in (*source.notes, *looked.suggestion.questions)]
        self._what.show()
        self._what.setText("\n".join([source.format.upper(), *notes]))
        _put(self.sheet, [(name, name) for name in source.sheets], source.sheet.name)
        _put(self.encoding, [(name, name) for name in dict.fromkeys((source.encoding, *ENCODINGS))], source.encoding)
        known = [(sign, self._context.text(label)) for sign, label in DELIMITERS]
        if source.delimiter and source.delimiter not in dict(known):
            known.append((source.delimiter, source.delimiter))
        _put(self.delimiter, known, source.delimiter)
        self.header.setText("" if asked.header_row is None else str(asked.header_row))
        self._fields[0].setVisible(len(source.sheets) > 1)
        self._fields[1].setVisible(bool(source.encoding))
        self._fields[2].setVisible(bool(source.delimiter))
        heads = source.sheet.header
        self.table.put_columns([Column(name, 1) for name in heads[:MOST_COLUMNS]] or [Column("–", 1)])
        self._rest.setText(self._context.text(MORE, count=len(heads) - MOST_COLUMNS) if len(heads) > MOST_COLUMNS else "")
        self.table.put(
            [
                (str(one.number), [cell if isinstance(cell, str) else "; ".join(cell) for cell in one.cells[:MOST_COLUMNS]])
                for one in looked.suggestion.sample[:SHOWN]
            ]
        )
        self._show_parts(seen=True)

    def offer_encoding(self) -> None:
        """Let a file whose text could not be read be read in an encoding that a person names."""
        if self._asked is None:
            return
        self._name.setText(self._asked.path.name)
        self._what.hide()
        _put(
            self.encoding, [("", self._context.text(NOTHING_CHOSEN)), *((name, name) for name in ENCODINGS)], self._asked.encoding
        )
        for field in self._fields:
            field.setVisible(field is self._fields[1])
        self._show_parts(seen=False)
        self._recognised.setVisible(True)

    def _show_parts(self, *, seen: bool) -> None:
        for part in (self._recognised, self._first, self._rest, self.table):
            part.setVisible(seen)
        self._room.setVisible(not seen)

    def _again(self) -> None:
        if self._asked is None:
            return
        number = int(self.header.text()) if self.header.text() else None
        asked = replace(
            self._asked,
            sheet=str(self.sheet.currentData() or ""),
            encoding=str(self.encoding.currentData() or ""),
            delimiter=str(self.delimiter.currentData() or ""),
            header_row=number,
        )
        if asked != self._asked:
            self._asked = asked
            self.asked.emit(asked)


def _put(box: Select, entries: list[tuple[str, str]], chosen: str) -> None:
    box.clear()
    for data, label in entries:
        box.addItem(label, data)
    box.setCurrentIndex(max(0, box.findData(chosen)))
