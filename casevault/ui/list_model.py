"""Models behind the lists. `IdModel` holds a snapshot of ids and gets its rows by page from the pool; `RowsModel` holds rows.

`data()` never queries: a row whose page has not come yet is None and is asked for. A generation number drops late pages of a
snapshot that is no longer shown.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any, TypeAlias

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from casevault.ui.lists.ids import packed
from casevault.ui.lists.view import ROW

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from casevault.ui.jobs import Runner
    from casevault.ui.lists.row import Row

    Load: TypeAlias = Callable[[Sequence[str]], Sequence[Row | None]]

Index: TypeAlias = "QModelIndex | QPersistentModelIndex"
PAGE = 32  # rows; few, because each brings its stage and its names
KEPT_PAGES = 64
REACH = 4  # pages: what lies further from where the list stands now is no longer worth reading
AHEAD = PAGE // 4  # rows before the end of a page at which the next one is asked for
NOWHERE = QModelIndex()


class RowsModel(QAbstractListModel):
    """Rows that are all here."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: list[Row] = []
        self._rows: list[Row] = []
        self._needle = ""

    def put(self, rows: Sequence[Row]) -> None:
        """Show these rows in place of those before."""
        self.beginResetModel()
        self._all = list(rows)
        self._rows = self._filtered()
        self.endResetModel()

    def filter(self, needle: str) -> None:
        """Show only rows that say `needle`."""
        self.beginResetModel()
        self._needle = needle.casefold().strip()
        self._rows = self._filtered()
        self.endResetModel()

    def _filtered(self) -> list[Row]:
        if not self._needle:
            return list(self._all)
        return [row for row in self._all if row.id and self._needle in row.spoken.casefold()]

    @property
    def rows(self) -> Sequence[Row]:
        """Return the rows that are shown."""
        return self._rows

    def row_of(self, record_id: str) -> int:
        """Return the number of a record's row, or -1."""
        return next((number for number, row in enumerate(self._rows) if row.id == record_id), -1)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return how many rows are shown."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the row itself, or what it says."""
        return _answer(self._rows[index.row()], role) if index.isValid() else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that headings cannot be selected."""
        flags = super().flags(index)
        if index.isValid() and not self._rows[index.row()].id:
            return flags & ~(Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled)
        return flags


class IdModel(QAbstractListModel):
    """Rows of records, by a snapshot of their ids."""

    loaded = Signal()  # a page came

    def __init__(self, runner: Runner, load: Load, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._load = load
        self._ids = packed(())
        self._generation = 0
        self._near = 0  # the page that was looked at last
        self._pages: OrderedDict[int, Sequence[Row | None]] = OrderedDict()
        self._asked: set[int] = set()

    def put(self, ids: Sequence[str]) -> None:
        """Show the records of these ids."""
        self.beginResetModel()
        self._generation += 1
        self._ids = packed(ids)
        self._near = 0
        self._pages.clear()
        self._asked.clear()
        self.endResetModel()

    def grow(self, ids: Sequence[str]) -> None:
        """Show these ids, which begin with those that are shown: the rows that are here stay, and so does the place."""
        whole, had = packed(ids), len(self._ids)
        if len(whole) <= had:
            return
        self.beginInsertRows(NOWHERE, had, len(whole) - 1)
        self._ids = whole
        self._pages.pop((had - 1) // PAGE if had % PAGE else -1, None)  # the last page was not full
        self._asked.discard((had - 1) // PAGE if had % PAGE else -1)
        self.endInsertRows()

    def holds(self, ids: Sequence[str]) -> bool:
        """Say whether these very ids are shown, in this order."""
        return packed(ids) == self._ids

    @property
    def ids(self) -> Sequence[str]:
        """Return the ids of all rows."""
        return self._ids

    def reload(self) -> None:
        """Read the rows again; the ids stay."""
        self._generation += 1
        self._asked.clear()
        for page in tuple(self._pages):
            self._ask(page)

    def row_of(self, record_id: str) -> int:
        """Return the number of a record's row, or -1."""
        return self._ids.find(record_id)

    def id_at(self, number: int) -> str:
        """Return the id of a row, or ""."""
        return self._ids[number] if 0 <= number < len(self._ids) else ""

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return how many records the snapshot holds."""
        return 0 if parent.isValid() else len(self._ids)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the row, or what it says; None while its page is on its way."""
        if not index.isValid():
            return None
        number, place = divmod(index.row(), PAGE)
        self._near = number
        page = self._pages.get(number)
        if page is None:
            self._ask(number)  # before its neighbours: this one is looked at
        if place >= PAGE - AHEAD and (number + 1) * PAGE < len(self._ids):
            self._ask(number + 1)
        elif place < AHEAD and number:
            self._ask(number - 1)
        if page is None:
            return None
        self._pages.move_to_end(number)
        return _answer(page[place] if place < len(page) else None, role)

    def _ask(self, number: int) -> None:
        if number in self._asked:
            return
        self._asked.add(number)
        generation = self._generation
        ids = self._ids[number * PAGE : (number + 1) * PAGE]

        def read(_progress: object) -> Sequence[Row | None] | None:
            # Whoever drags the scroll bar passes hundreds of pages: the one that is shown must not wait for those.
            return self._load(ids) if abs(number - self._near) <= REACH else None

        self._runner.start(read, lambda rows: self._came(generation, number, rows), urgent=True)

    def _came(self, generation: int, number: int, rows: Sequence[Row | None] | None) -> None:
        if generation != self._generation:
            return
        if rows is None:
            self._asked.discard(number)
            self._pages.pop(number, None)  # where it was read again, what it had been is no longer shown
            return
        self._pages[number] = rows
        while len(self._pages) > KEPT_PAGES:
            gone, _rows = self._pages.popitem(last=False)
            self._asked.discard(gone)
        first = self.index(number * PAGE, 0)
        self.dataChanged.emit(first, self.index(min(len(self._ids), (number + 1) * PAGE) - 1, 0))
        self.loaded.emit()


def _answer(row: Row | None, role: int) -> Any:
    if role == ROW:
        return row
    if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
        return row.spoken if row is not None else ""
    return None
