"""The list pane beside a view: title and count, what can be made, the quick filter, the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QStringListModel, Qt, QTimer, Signal
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QStackedWidget

from casevault.i18n import N_
from casevault.ui.draw import Run
from casevault.ui.jobs import Latest
from casevault.ui.list_model import IdModel
from casevault.ui.lists.rows import TWO_LINES
from casevault.ui.lists.view import RowList
from casevault.ui.theme import LIST_WIDTH, SPACE, Role, Style, theme
from casevault.ui.widgets.basic import Button, Hairline, Line, Panel, column, row
from casevault.ui.widgets.filter_field import FilterField
from casevault.ui.widgets.states import nothing_matches
from casevault.vault.tags import tagged, used_tags

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.ui.context import Context
    from casevault.ui.list_model import Load
    from casevault.ui.widgets.states import EmptyState

FILTER_MS = 150
TAG = "#"


class ListPane(Panel):
    """A list of records of one type; `chosen` carries the id of the current one."""

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self, context: Context, title: str, type_key: str, load: Load, empty: EmptyState) -> None:
        super().__init__(Role.SUNKEN)
        self._context, self._title, self._type = context, title, type_key
        self._all: list[str] = []
        self._wanted = ""
        self._latest = Latest()
        self._fit()
        theme.changed.connect(self._fit)
        layout = column(self)
        layout.addLayout(self._head(context))
        self.filter = FilterField(context.text(N_("Filter this list")))
        field = row(None, (SPACE.ROOM, 0, SPACE.ROOM, 0))
        field.addWidget(self.filter)
        layout.addLayout(field)
        layout.addSpacing(SPACE.CARD)
        layout.addWidget(Hairline())
        self.model = IdModel(context.runner, load, self)
        self.list = RowList(title, self.model, row_height=TWO_LINES)
        self._stack = QStackedWidget()
        for widget in (self.list, empty, nothing_matches(context)):
            self._stack.addWidget(widget)
        layout.addWidget(self._stack, 1)
        self._tags = QStringListModel(self)
        offered = QCompleter(self._tags, self.filter)
        offered.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.filter.setCompleter(offered)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(FILTER_MS)
        self._timer.timeout.connect(self._search)
        self.filter.textChanged.connect(lambda _text: self._timer.start())
        self.filter.left.connect(self.list.setFocus)
        self.list.filter_wanted.connect(self._on_filter_wanted)
        self.list.chosen.connect(lambda shown: self.chosen.emit(shown.id))
        self.list.opened.connect(lambda shown: self.opened.emit(shown.id))
        self.model.loaded.connect(self._on_loaded)

    def _fit(self) -> None:
        self.setFixedWidth(theme.pane(LIST_WIDTH))

    def _head(self, context: Context) -> QHBoxLayout:
        head = row(None, (SPACE.GROUP, SPACE.CARD, SPACE.GROUP, 6))
        self._count = Line([Run(self._title, Style.SUBTITLE)], 32)
        head.addWidget(self._count, 1)
        new = context.doors.new
        if new is not None:
            label = context.text(context.vault.schema.type(self._type).label)
            add = Button("", "quiet", "plus", name=context.text(N_("New: {kind}"), kind=label), height=28)
            add.clicked.connect(lambda: new(self._type, {}))
            head.addWidget(add)
        return head

    def refresh(self) -> None:
        """Take a new snapshot of ids and keep the place."""
        order = "title" if self._type == "person" else "changed"
        self._context.runner.start(
            lambda _progress: self._context.vault.records.ids(self._type, order=order, descending=order == "changed"),
            self._put_all,
        )

    def _put_all(self, ids: list[str]) -> None:
        self._all = ids
        if self._type == "case":
            vault = self._context.vault
            self._context.runner.start(lambda _progress: used_tags(vault), self._offer)
        if self.filter.text().strip():
            self._search()
        else:
            self._show(ids)

    def _offer(self, tags: list[str]) -> None:
        self._tags.setStringList([f"{TAG}{tag}" for tag in tags])

    def _search(self) -> None:
        needle = self.filter.text().strip()
        show = self._latest(self._show)
        if not needle:
            show(self._all)
            return
        self._context.runner.start(lambda _progress: self._matching(needle), show, urgent=True)

    def _matching(self, needle: str) -> list[str]:
        """Return the ids in this list that the search finds, or whose case holds what it finds; best first. “#” is a tag."""
        if needle.startswith(TAG) and self._type == "case":
            return tagged(self._context.vault, self._all, needle[1:], begins=True)
        known = set(self._all)
        found: dict[str, None] = {}
        for hit in self._context.vault.search.find(needle, limit=200).hits:
            for candidate in (hit.id, *self._cases_of(hit.id, hit.type, hit.case)):
                if candidate in known:
                    found.setdefault(candidate)
        return list(found)

    def _cases_of(self, record_id: str, type_key: str, case: str) -> tuple[str, ...]:
        if self._type != "case":
            return ()
        if type_key == "person":
            return tuple(record.id for record in self._context.vault.records.pointing_to(record_id, type_key="case"))
        return (case,) if case else ()

    def _show(self, ids: list[str]) -> None:
        here = self.model.id_at(self.list.currentIndex().row())
        kept = self._wanted if self._wanted in ids else here
        self.model.put(ids)
        total = len(self._all)
        words = str(total) if len(ids) == total else self._context.text(N_("{shown} of {total}"), shown=len(ids), total=total)
        self._count.put([Run(self._title, Style.SUBTITLE), Run(f"  {words}", Style.SMALL, 0, Role.TEXT3, tabular=True)])
        self._stack.setCurrentIndex(0 if ids else (2 if total else 1))
        number = self.model.row_of(kept) if kept else -1
        if ids:
            self.list.setCurrentIndex(self.model.index(max(number, 0), 0))
            # The row itself may still be on its way, and what is chosen is known by its id already.
            self.chosen.emit(self.model.id_at(max(number, 0)))
        else:
            self.chosen.emit("")
        self._wanted = ""

    def go_to(self, record_id: str) -> None:
        """Move to a record, now or when the list has come."""
        if self.model.row_of(record_id) < 0:
            self.filter.clear()
            self._wanted = record_id
            self.refresh()
        else:
            self.list.go_to(record_id)

    def prefer(self, made: Sequence[str]) -> None:
        """Move to the first of these that is in the list when it is read next."""
        self._wanted = next(iter(made), self._wanted)

    def _on_loaded(self) -> None:
        self.list.viewport().update()

    def _on_filter_wanted(self, text: str) -> None:
        self.filter.setFocus()
        self.filter.setText(self.filter.text() + text)
