"""Cases to be ticked: a filter over a list of tick boxes, all by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from casevault.i18n import N_, isolated
from casevault.ui.theme import theme
from casevault.ui.widgets.basic import column
from casevault.ui.widgets.check import TickDelegate
from casevault.ui.widgets.filter_field import FilterField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.ui.context import Context
    from casevault.ui.read.reader import Name

FILTER = N_("Filter cases")
CASES = N_("Cases")
HEIGHT = 196  # pixels at 100 %: seven cases
ID = Qt.ItemDataRole.UserRole


class CaseTicks(QWidget):
    """Every case of the vault with a tick box; `changed` when a tick comes or goes."""

    changed = Signal()

    def __init__(self, context: Context, ticked: Sequence[str] = ()) -> None:
        super().__init__()
        text = context.text
        self._ticked = frozenset(ticked)
        self.filter = FilterField(text(FILTER))
        self.filter.textChanged.connect(self._narrow)
        self.filter.left.connect(self._leave)
        self.model = QStandardItemModel(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(TickDelegate(self.list))
        self.list.setAccessibleName(text(CASES))
        self.list.setFrameShape(QFrame.Shape.StyledPanel)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setTabKeyNavigation(False)
        self.list.setMouseTracking(True)
        self.list.setFixedHeight(theme.scaled(HEIGHT))
        self.setFocusProxy(self.list)
        layout = column(self, spacing=4)
        layout.addWidget(self.filter)
        layout.addWidget(self.list)
        reader, records = context.reader, context.vault.records

        def read(_progress: object) -> list[tuple[str, str]]:
            cases = [one for one in records.list("case") if not one.deleted]
            return sorted(((one.id, _words(reader.case_name(one))) for one in cases), key=lambda pair: pair[1].casefold())

        context.runner.start(read, self._put, urgent=True)

    def ids(self) -> list[str]:
        """Return the cases that are ticked, in the order of the list."""
        items = (self.model.item(number) for number in range(self.model.rowCount()))
        return [str(item.data(ID)) for item in items if item.checkState() is Qt.CheckState.Checked]

    def tick(self, case_id: str) -> None:
        """Tick one case."""
        for number in range(self.model.rowCount()):
            item = self.model.item(number)
            if item.data(ID) == case_id:
                item.setCheckState(Qt.CheckState.Checked)

    def _put(self, cases: list[tuple[str, str]]) -> None:
        for case_id, words in sorted(cases, key=lambda pair: pair[0] not in self._ticked):
            item = QStandardItem(isolated(words))
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if case_id in self._ticked else Qt.CheckState.Unchecked)
            item.setData(case_id, ID)
            self.model.appendRow(item)
        if self.model.rowCount():
            self.list.selectionModel().setCurrentIndex(self.model.index(0, 0), QItemSelectionModel.SelectionFlag.NoUpdate)
        self.model.itemChanged.connect(self._on_ticked)
        self.changed.emit()

    def _on_ticked(self, _item: QStandardItem) -> None:
        self.changed.emit()

    def _narrow(self, typed: str) -> None:
        needle = typed.strip().casefold()
        for number in range(self.model.rowCount()):
            self.list.setRowHidden(number, needle not in self.model.item(number).text().casefold())

    def _leave(self) -> None:
        self.list.setFocus()


def _words(name: Name) -> str:
    """Return what a case is called with its code, once: where names are hidden the code is all there is."""
    return name.main if name.main == name.code else "  ".join(part for part in (name.main, name.script, name.code) if part)
