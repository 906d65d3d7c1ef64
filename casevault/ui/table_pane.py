"""A list as a table, or as two-line rows: title and count, filter, the bar that narrows it, head, rows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from casevault.i18n import N_
from casevault.ui.draw import Run
from casevault.ui.list_model import IdModel
from casevault.ui.lists.many import ManyBar
from casevault.ui.lists.narrowing import Narrowing
from casevault.ui.lists.nothing import NothingLeft
from casevault.ui.lists.rows import TWO_LINES, TwoLineRow
from casevault.ui.lists.table_row import TABLE_LINE
from casevault.ui.lists.view import RowList
from casevault.ui.lists.words import why_words
from casevault.ui.marks import Status
from casevault.ui.read.reader import Name
from casevault.ui.theme import LIST_WIDTH, SPACE, Role, Style, theme
from casevault.ui.widgets.basic import Button, Line, column, row
from casevault.ui.widgets.filter_field import FilterField
from casevault.ui.widgets.pill import Pill
from casevault.ui.widgets.table import TableHead, table_row

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QResizeEvent

    from casevault.i18n import Msg
    from casevault.ui.context import Context
    from casevault.ui.lists.columns import Column
    from casevault.ui.lists.row import Row
    from casevault.ui.read.listed import Answer
    from casevault.ui.read.reader import Reader
    from casevault.ui.read.tables import TableLine
    from casevault.ui.widgets.states import EmptyState

    Read: TypeAlias = Callable[[Reader, Sequence[str]], list[TableLine | None]]

NARROW = 560  # pixels at 100 %
FILTER_WIDTH, WIDEST = 240, 16777215  # the second is Qt's own "as wide as there is room"
ROWS, EMPTY, NOTHING = range(3)
ELSEWHERE = frozenset({"case", "changed"})  # in a row of two lines: the code stands first; when it changed is on the card


class TablePane(QWidget):
    """The pane. `kind`: the type of record it lists ("" all), None where it can be neither narrowed nor sorted.

    `only`: which of what is found stands in it, asked anew at each answer.
    """

    def __init__(  # noqa: PLR0917 - a list has a name, columns, rows and words for when it is empty
        self,
        context: Context,
        title: Msg,
        columns: tuple[Column, ...],
        read: Read,
        empty: EmptyState,
        kind: str | None = None,
        *,
        page: str = "",
        new: tuple[Msg, str] | None = None,
        only: Callable[[Sequence[str]], Sequence[str]] | None = None,
    ) -> None:
        super().__init__()
        self._context, self._read, self._only, self._page = context, read, only, page
        self._title_text = context.text(title)
        self._columns = columns
        self.as_list = False
        self.all = 0
        self._why: dict[str, str] = {}
        self._wanted: tuple[str, ...] = ()
        self._sorted = "", False
        self._sorted_anew = False
        self.body: QVBoxLayout = column(self)
        self._lay_out_top(new)
        self.table_head = TableHead(self.shown_columns())
        self.model = IdModel(context.runner, self._load, self)
        self.list = RowList(self._title_text, self.model, row_height=TABLE_LINE)
        self.nothing = NothingLeft(context)
        self.narrowing: Narrowing | None = None
        if kind is not None:
            self._make_bar(kind)
        self.body.addWidget(self.table_head)
        self.table_head.follow(self.list)
        self.stack = QStackedWidget()
        for widget in (self.list, empty, self.nothing):
            self.stack.addWidget(widget)
        self.body.addWidget(self.stack, 1)
        self.list.filter_wanted.connect(self._on_filter)
        self.filter.left.connect(self.list.take_keyboard)

    def _lay_out_top(self, new: tuple[Msg, str] | None) -> None:
        context = self._context
        top = row(None, (SPACE.PANE, SPACE.ROOM, SPACE.PANE, SPACE.CARD), SPACE.CARD)
        self._title = Line([Run(self._title_text, Style.DISPLAY)])
        top.addWidget(self._title, 1)
        self.filter = FilterField(context.text(N_("Filter this list")))
        self.filter.setMaximumWidth(FILTER_WIDTH)
        self.filter.setMinimumWidth(FILTER_WIDTH // 2)
        top.addWidget(self.filter, 1)
        self._add: Button | None = None
        door = context.doors.new
        if new is not None and door is not None:
            label, type_key = new
            self._add = Button(context.text(label), "secondary", "plus")
            self._add.clicked.connect(lambda: door(type_key, {}))
            top.addWidget(self._add)
        self.body.addLayout(top)
        self._top = top
        self._below = row(None, (SPACE.PANE, 0, SPACE.PANE, 0))  # where the filter stands in a narrow pane
        self.body.addLayout(self._below)

    def put_on_top(self, button: Button) -> None:
        """Put a button beside the filter."""
        self._top.addWidget(button)

    def _make_bar(self, kind: str) -> None:
        text = self._context.text
        self.narrowing = asked = Narrowing(self._context, kind, self, margin=SPACE.PANE)
        self.choose = Pill(text(N_("Columns")), "chevron-down")
        self.choose.clicked.connect(lambda _on=False: self._popup_columns())
        asked.add(self.choose)
        self.body.addWidget(asked.bar)
        self.many = ManyBar(self._context, kind, self.list, self.model, margin=SPACE.PANE)
        self.body.addWidget(self.many)
        asked.changed.connect(self.refresh)
        asked.answered.connect(self._on_answer)
        self.filter.textChanged.connect(lambda text: asked.look_soon(text.strip()))
        self.filter.emptied.connect(asked.drop_last)
        self.nothing.wanted.connect(asked.drop)
        self.table_head.allow_sort(frozenset(one.key for one in self._columns if one.sorts))
        self.table_head.sort_wanted.connect(asked.sort)

    # columns

    def shown_columns(self) -> tuple[Column, ...]:
        """Return the columns that the person has chosen to see; the one that carries the row and the last are always there."""
        hidden, shown = self._context.settings.columns_hidden, self._context.settings.columns_shown
        return tuple(
            one
            for one in self._columns
            if one is self._columns[-1] or not one.key or self._is_shown(one, hidden=hidden, shown=shown)
        )

    def _is_shown(self, one: Column, *, hidden: Sequence[str], shown: Sequence[str]) -> bool:
        name = f"{self._page}.{one.key}"
        return name in shown or (name not in hidden and not one.hidden)

    def columns_menu(self) -> QMenu:
        """Return the menu of the columns, those that are shown ticked, and of the other form of the list."""
        menu = QMenu(self)
        shown = self.shown_columns()
        for one in self._columns[:-1]:
            action = menu.addAction(one.title, lambda one=one: self._toggle(one))  # type: ignore[misc] # bound per column
            action.setCheckable(True)
            action.setChecked(one in shown)
            action.setEnabled(one not in shown or len(shown) > 2)  # noqa: PLR2004 - one that says what the row is, and the last
        menu.addSeparator()
        menu.addAction(self._context.text(N_("Table or list")), lambda: self._context.navigation.command_wanted.emit("list.form"))
        return menu

    def _popup_columns(self) -> None:
        menu = self.columns_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.choose.mapToGlobal(self.choose.rect().bottomLeft()))

    def _toggle(self, one: Column) -> None:
        settings, name = self._context.settings, f"{self._page}.{one.key}"
        is_shown = one in self.shown_columns()
        hidden = {*settings.columns_hidden, name} if is_shown else {*settings.columns_hidden} - {name}
        shown = {*settings.columns_shown} - {name} if is_shown else {*settings.columns_shown, name}
        self._context.use_settings(replace(settings, columns_hidden=tuple(sorted(hidden)), columns_shown=tuple(sorted(shown))))
        self.table_head.show_columns(self.shown_columns())
        self.model.reload()

    # rows

    def _load(self, ids: Sequence[str]) -> list[Row | None]:
        reader, columns, why = self._context.reader, self.shown_columns(), self._why
        lines = self._read(reader, ids)
        if self.as_list:
            return [None if line is None else self._two_lines(line, why.get(line.id, "")) for line in lines]
        return [None if line is None else self._one_line(columns, line, why.get(line.id, "")) for line in lines]

    def _one_line(self, columns: tuple[Column, ...], line: TableLine, why: str) -> Row:
        places = [at for at, one in enumerate(self._columns[: len(line.cells)]) if one in columns]
        cells = tuple(line.cells[at] for at in places)
        strong = places.index(line.strong) if line.strong in places else 0
        made = table_row(columns, replace(line, cells=cells, strong=strong))
        return replace(made, why=why_words(self._context, why))

    def _two_lines(self, line: TableLine, why: str) -> Row:
        told = [(column.key, cell) for column, cell in zip(self._columns, line.cells, strict=False)]
        code = next((cell for key, cell in told if key == "case"), "")
        rest = [cell for at, (key, cell) in enumerate(told) if cell and at != line.strong and key not in ELSEWHERE]
        size = next((cell for key, cell in told if key == "size" and cell), "")  # never cut, as no count is
        said = why_words(self._context, why)
        status = Status(line.tone.value)
        name = Name(line.cells[line.strong] or next(iter(rest), ""))
        return TwoLineRow(
            line.id, name, code, " · ".join(one for one in rest if one is not size), status, line.status, size, why=said
        )

    def show_as_list(self, on: bool) -> None:
        """Show two-line rows in a narrow pane, or a table over all the room there is."""
        here = self.model.id_at(self.list.currentIndex().row())
        self.as_list = on
        (self._below if on else self._top).insertWidget(0 if on else 1, self.filter, 1)
        self._below.setContentsMargins(SPACE.PANE, 0, SPACE.PANE, SPACE.CARD if on else 0)
        self.filter.setMaximumWidth(WIDEST if on else FILTER_WIDTH)
        self.list.row_height = TWO_LINES if on else TABLE_LINE
        self.table_head.setVisible(not on and bool(self.model.rowCount()))
        for part in (self._add, getattr(self, "choose", None)):
            if part is not None:
                part.setVisible(not on)
        self._fit()
        self._say_count()
        self.model.put(self.model.ids)
        self.list.go_to(here)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the button give up its words before the title or the count is cut."""
        super().resizeEvent(event)
        if self._add is not None:
            self._add.fold(on=self.width() < theme.scaled(NARROW))

    def _fit(self) -> None:
        wide = theme.pane(LIST_WIDTH)
        self.setMinimumWidth(wide if self.as_list else 0)
        self.setMaximumWidth(wide if self.as_list else WIDEST)

    # reading

    def prefer(self, made: Sequence[str]) -> None:
        """Move to the first of these that is in the list when it is read next."""
        self._wanted = tuple(made) or self._wanted

    def refresh(self) -> None:
        """Ask again, and keep the place."""
        if self.narrowing is not None:
            self.narrowing.read()

    def show_all(self) -> None:
        """Take away what narrows the list."""
        self.filter.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        self.filter.clear()
        self.filter.blockSignals(False)  # noqa: FBT003 - Qt's own signature
        if self.narrowing is not None and not self.narrowing.question.is_plain:
            self.narrowing.ask_all()

    def _on_answer(self, found: Answer) -> None:
        ids = found.ids if self._only is None else self._only(found.ids)
        self._why = dict(found.why)
        order = found.question.column, found.question.descending
        self._sorted, self._sorted_anew = order, order != self._sorted
        self.nothing.say(found, self._title_text)
        self.put(ids, found.total if self._only is None or not found.question.is_plain else len(ids))
        if self.narrowing is not None:
            self.table_head.show_sorted(self.narrowing.question.column, descending=self.narrowing.question.descending)

    def put(self, ids: Sequence[str], total: int) -> None:
        """Show the records of `ids`, of `total` that the whole list has."""
        here = self.model.id_at(self.list.currentIndex().row())
        self.all = total
        if self.model.holds(ids) and here:
            self.model.reload()  # the same records: the selection and the place in the list stay
        else:
            self.model.put(ids)
        # Who sorts a list wants to see how it begins, not where the row that was marked has gone.
        here = "" if self._sorted_anew else here
        self._sorted_anew = False
        kept = next((one for one in (*self._wanted, here) if one and self.model.row_of(one) >= 0), "")
        self._wanted = ()
        self._say_count()
        if self.narrowing is not None:
            self.narrowing.bar.setVisible(bool(total))
        self.table_head.setVisible(bool(ids) and not self.as_list)
        self.stack.setCurrentIndex(ROWS if ids else NOTHING if total else EMPTY)
        if self.list.count_selected() < 2 and not (kept and self.list.go_to(kept)):  # noqa: PLR2004 - several rows stay selected
            self.list.select_first()

    def say_total(self, total: int) -> None:
        """Say how many there are of what stands in this list's place."""
        self._show_count(total, total)

    def _say_count(self) -> None:
        self._show_count(self.model.rowCount(), self.all)

    def _show_count(self, shown: int, total: int) -> None:
        words, number = N_("{shown} of {total}"), self._context.catalogue.number
        said = number(total) if shown == total else self._context.text(words, shown=number(shown), total=number(total))
        style = Style.SUBTITLE if self.as_list else Style.DISPLAY
        count = Run(f"   {said}" if total else "", Style.SMALL if self.as_list else Style.BODY, 0, Role.TEXT3, tabular=True)
        self._title.put([Run(self._title_text, style), count])

    def record_id(self) -> str:
        """Return the record the keyboard is on."""
        return self.model.id_at(self.list.currentIndex().row())

    def _on_filter(self, text: str) -> None:
        self.filter.setFocus()
        self.filter.setText(self.filter.text() + text)
