"""The list pane beside a view: title and count, what can be made, the quick filter, what narrows the list, the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QStackedWidget

from casevault.i18n import N_
from casevault.ui.draw import Run
from casevault.ui.jobs import Latest
from casevault.ui.list_model import IdModel
from casevault.ui.lists.many import ManyBar
from casevault.ui.lists.narrowing import Narrowing
from casevault.ui.lists.nothing import NothingLeft
from casevault.ui.lists.rows import TWO_LINES
from casevault.ui.lists.view import RowList
from casevault.ui.read.listed import first_page
from casevault.ui.theme import LIST_WIDTH, SPACE, Role, Style, theme
from casevault.ui.widgets.basic import QWIDGETSIZE_MAX, Button, Hairline, Line, Panel, column, row
from casevault.ui.widgets.filter_field import FilterField
from casevault.vault.tags import used_tags

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from casevault.ui.context import Context
    from casevault.ui.lists.row import Row
    from casevault.ui.read.listed import Answer
    from casevault.ui.widgets.states import EmptyState

TAG = "#"
FIRST = 200  # rows that are shown at once, while the rest of a long list is read
ROWS, EMPTY, NOTHING = range(3)


class ListPane(Panel):
    """A list of records of one type; `chosen` carries the id of the current one. `load` gets ids and why each was found."""

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(
        self,
        context: Context,
        title: str,
        type_key: str,
        load: Callable[[Sequence[str], Mapping[str, str]], Sequence[Row | None]],
        empty: EmptyState,
    ) -> None:
        super().__init__(Role.SUNKEN)
        self._context, self._title, self._type = context, title, type_key
        self._why: Mapping[str, str] = {}
        self._wanted = ""
        self._is_read = self._spread = False
        self._sorted = "", False
        self._first = Latest()
        self._fit()
        theme.changed.connect(self._fit)
        layout = column(self)
        layout.addLayout(self._head(context))
        self.filter = FilterField(context.text(N_("Filter this list")))
        field = row(None, (SPACE.ROOM, 0, SPACE.ROOM, 0))
        field.addWidget(self.filter)
        layout.addLayout(field)
        layout.addSpacing(SPACE.NEAR)
        self.narrowing = Narrowing(context, type_key, self, margin=SPACE.ROOM)
        layout.addWidget(self.narrowing.bar)
        self.model = IdModel(context.runner, lambda ids: load(ids, self._why), self)
        self.list = RowList(title, self.model, row_height=TWO_LINES)
        self.many = ManyBar(context, type_key, self.list, self.model, margin=SPACE.ROOM)
        layout.addWidget(self.many)
        layout.addWidget(Hairline())
        self.nothing = NothingLeft(context)
        self._stack = QStackedWidget()
        for widget in (self.list, empty, self.nothing):
            self._stack.addWidget(widget)
        layout.addWidget(self._stack, 1)
        self._tags = QStringListModel(self)
        offered = QCompleter(self._tags, self.filter)
        offered.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.filter.setCompleter(offered)
        self._connect()

    def _connect(self) -> None:
        self.filter.textChanged.connect(lambda text: self.narrowing.look_soon(text.strip()))
        self.filter.left.connect(self.list.take_keyboard)
        self.filter.emptied.connect(self.narrowing.drop_last)
        self.narrowing.changed.connect(self.narrowing.read)
        self.narrowing.answered.connect(self._show)
        self.nothing.wanted.connect(self.narrowing.drop)
        self.list.filter_wanted.connect(self._on_filter_wanted)
        self.list.chosen.connect(lambda shown: self.chosen.emit(shown.id))
        self.list.opened.connect(lambda shown: self.opened.emit(shown.id))
        self.model.loaded.connect(lambda: self.list.viewport().update())

    def spread(self, *, on: bool) -> None:
        """Take all the room there is, or as much as a list beside a view has."""
        if on != self._spread:
            self._spread = on
            self._fit()

    def _fit(self) -> None:
        wide = theme.pane(LIST_WIDTH)
        self.setMinimumWidth(wide)
        self.setMaximumWidth(QWIDGETSIZE_MAX if self._spread else wide)

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
        """Take a new snapshot of ids and keep the place. At first its beginning is shown while the whole is read."""
        vault, kind = self._context.vault, self._type
        if not self._is_read and self.narrowing.question.is_plain:
            begin = self._first(self._begin)
            self._context.runner.start(lambda _progress: first_page(vault, kind, FIRST), begin, urgent=True)
        self.narrowing.read()
        if kind == "case":
            self._context.runner.start(lambda _progress: used_tags(vault), self._offer)

    def _offer(self, tags: list[str]) -> None:
        self._tags.setStringList([f"{TAG}{tag}" for tag in tags])

    def _begin(self, ids: list[str]) -> None:
        if not self._is_read and len(ids) == FIRST:
            self.model.put(ids)
            self._stack.setCurrentIndex(ROWS)
            self._go_to(self._wanted)

    def _show(self, found: Answer) -> None:
        ids, total, here = found.ids, found.total, self.model.id_at(self.list.currentIndex().row())
        begun = not self._is_read and self.model.rowCount() == FIRST and list(ids[:FIRST]) == list(self.model.ids)
        self._is_read = True
        self._why = found.why
        self.nothing.say(found, self._title)
        text, number = self._context.text, self._context.catalogue.number
        words = (
            number(total) if len(ids) == total else text(N_("{shown} of {total}"), shown=number(len(ids)), total=number(total))
        )
        self._count.put([Run(self._title, Style.SUBTITLE), Run(f"  {words}", Style.SMALL, 0, Role.TEXT3, tabular=True)])
        self._stack.setCurrentIndex(ROWS if ids else NOTHING if total else EMPTY)
        self.narrowing.bar.setVisible(bool(total))
        order = found.question.column, found.question.descending
        here, self._sorted = here if order == self._sorted else "", order
        if begun and not (self._wanted and self._wanted != here):
            self.model.grow(ids)
            return
        if self.model.holds(ids) and here:
            self.model.reload()  # the same records: the selection and the place in the list stay
        else:
            self.model.put(ids)
        if not (self.list.count_selected() > 1 and not self._wanted):
            self._go_to(self._wanted if self.model.row_of(self._wanted) >= 0 else here)
        self._wanted = ""

    def _go_to(self, record_id: str) -> None:
        if not self.model.rowCount():
            self.chosen.emit("")
            return
        number = max(self.model.row_of(record_id), 0) if record_id else 0
        self.list.setCurrentIndex(self.model.index(number, 0))
        # The row itself may still be on its way, and what is chosen is known by its id already.
        self.chosen.emit(self.model.id_at(number))

    def go_to(self, record_id: str) -> None:
        """Move to a record, now or when the list has come; what hides it is taken away."""
        if self.model.row_of(record_id) >= 0:
            self.list.go_to(record_id)
            return
        self._wanted = record_id
        self.filter.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        self.filter.clear()
        self.filter.blockSignals(False)  # noqa: FBT003 - Qt's own signature
        self.narrowing.ask_all()

    def prefer(self, made: Sequence[str]) -> None:
        """Move to the first of these that is in the list when it is read next."""
        self._wanted = next(iter(made), self._wanted)

    def _on_filter_wanted(self, text: str) -> None:
        self.filter.setFocus()
        self.filter.setText(self.filter.text() + text)
