"""A spreadsheet as it stands: its sheets, its rows by their numbers, its columns by their letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from casevault.domain.text import legible
from casevault.i18n import N_
from casevault.ui.editors.select import Select
from casevault.ui.evidence.looks import MOST_HITS, Look
from casevault.ui.theme import SPACE, STRONG, Role, Style, font, theme
from casevault.ui.widgets.basic import column, row
from casevault.ui.words import Words

if TYPE_CHECKING:
    from casevault.media.documents import TableShown
    from casevault.ui.context import Context

WIDE, LOW = 150, 26  # pixels at 100 %: a column, a row
LETTERS = 26
SHEET = N_("Sheet")
EMPTY_SHEET = N_("This sheet is empty.")
NOWHERE = QModelIndex()


def letters(number: int) -> str:
    """Return what spreadsheets call a column, from 0: A, Z, AA."""
    found = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, LETTERS)
        found = chr(ord("A") + rest) + found
    return found


class CellsModel(QAbstractTableModel):
    """The cells of one sheet, all of them here."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[tuple[int, tuple[str, ...]], ...] = ()
        self._left = 0
        self._columns = 0

    def put(self, rows: tuple[tuple[int, tuple[str, ...]], ...], left: int) -> None:
        """Show these rows, the first column of which is the column `left` of the sheet."""
        self.beginResetModel()
        self._rows, self._left = rows, left
        self._columns = max((len(cells) for _, cells in rows), default=0)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = NOWHERE) -> int:
        """Return how many rows are shown."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = NOWHERE) -> int:
        """Return how many columns are shown."""
        return 0 if parent.isValid() else self._columns

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what stands in a cell."""
        if role == Qt.ItemDataRole.FontRole and index.row() == 0:
            return font(Style.SMALL, STRONG)
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole}:
            return None
        cells = self._rows[index.row()][1]
        return legible(cells[index.column()]) if index.column() < len(cells) else ""

    def headerData(self, section: int, side: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the letters of a column or the number of a row."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return letters(section + self._left) if side is Qt.Orientation.Horizontal else str(self._rows[section][0])

    def hits(self, needle: str) -> list[tuple[int, int]]:
        """Return the cells in which `needle` stands, in reading order."""
        wanted, found = needle.casefold(), []
        for number, (_, cells) in enumerate(self._rows):
            for place, cell in enumerate(cells):
                if wanted in cell.casefold():
                    found.append((number, place))
                    if len(found) == MOST_HITS:
                        return found
        return found


class TableLook(Look):
    """A table; `sheet_wanted` asks for another of its sheets."""

    sheet_wanted = Signal(int)
    can_find = True

    def __init__(self, context: Context, name: str) -> None:
        super().__init__(context)
        self._model = CellsModel()
        self._cells: list[tuple[int, int]] = []
        layout = column(self)
        self._head = QWidget()
        head = row(self._head, (SPACE.PANE, SPACE.NEAR, SPACE.PANE, SPACE.NEAR), SPACE.NEAR)
        label = Words(context.text(SHEET), Style.SMALL, Role.TEXT2)
        self.sheets = Select()
        self.sheets.setAccessibleName(context.text(SHEET))
        self.sheets.currentIndexChanged.connect(self.sheet_wanted)
        label.setBuddy(self.sheets)
        head.addWidget(label)
        head.addWidget(self.sheets)
        self._empty = Words(context.text(EMPTY_SHEET), Style.SMALL, Role.TEXT2)
        head.addWidget(self._empty)
        head.addStretch(1)
        layout.addWidget(self._head)
        self.table = QTableView()
        self.table.setModel(self._model)
        self.table.setAccessibleName(name)
        self.table.setFrameShape(QFrame.Shape.NoFrame)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setDragEnabled(False)
        self.table.setWordWrap(False)
        self.table.setCornerButtonEnabled(False)
        for side in (self.table.horizontalHeader(), self.table.verticalHeader()):
            side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            side.setHighlightSections(False)
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        layout.addWidget(self.table, 1)
        theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self.table.setFont(font(Style.SMALL))
        self.table.horizontalHeader().setFont(font(Style.CAPTION))
        self.table.verticalHeader().setFont(font(Style.CAPTION, tabular=True))
        self.table.horizontalHeader().setDefaultSectionSize(theme.scaled(WIDE))
        self.table.verticalHeader().setDefaultSectionSize(theme.scaled(LOW))

    @property
    def keyboard(self) -> QWidget:
        """Return where the keyboard goes."""
        return self.table

    def put(self, shown: TableShown) -> None:
        """Show a sheet."""
        self._model.put(shown.rows, shown.left)
        with QSignalBlocker(self.sheets):
            self.sheets.clear()
            for name in shown.sheets:
                self.sheets.addItem(legible(" ".join(name.split())), name)
            self.sheets.setCurrentIndex(shown.sheet)
        self._empty.setVisible(not shown.rows)
        self._head.setVisible(len(shown.sheets) > 1)
        self.table.setCurrentIndex(self._model.index(0, 0))

    def count_hits(self) -> int:
        """Look through the cells."""
        self._cells = self._model.hits(self._needle)
        return len(self._cells)

    def show_hit(self, number: int) -> None:
        """Go to a cell."""
        index = self._model.index(*self._cells[number])
        self.table.setCurrentIndex(index)
        self.table.scrollTo(index)

    def clear(self) -> None:
        """Let go of the cells."""
        self._cells = []
        self._model.put((), 0)
