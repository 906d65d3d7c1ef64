"""The chronology of a case as a list, newest first: with source, certainty, class, and both accounts of what is disputed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from casevault.i18n import N_
from casevault.ui.draw import Align, Run, draw, flip
from casevault.ui.list_model import RowsModel
from casevault.ui.lists.entry_row import (
    CERTAINTY,
    CERTAINTY_WIDTH,
    CLASS,
    CLASS_WIDTH,
    SOURCE,
    SOURCE_WIDTH,
    EntryRow,
    is_wide,
)
from casevault.ui.lists.view import RowList
from casevault.ui.theme import SPACE, STRONG, Role, Style, theme
from casevault.ui.widgets.basic import PAINT, column, frame_of
from casevault.ui.widgets.table import rows_rect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from casevault.i18n import Msg
    from casevault.ui.context import Context
    from casevault.ui.read.chronology import Entry
    from casevault.ui.widgets.states import EmptyState


COLUMNS = (N_("Source"), N_("Certainty"), N_("Class"))


class EntryHead(QWidget):
    """The line over the entries: what they are, how many, and the names of the columns."""

    def __init__(self, context: Context, title: str, columns: tuple[Msg, Msg, Msg]) -> None:
        super().__init__()
        self._title, self._count = title, ""
        self._rows: RowList | None = None
        self._columns = [context.text(msg) for msg in columns]
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def follow(self, rows: RowList) -> None:
        """Keep the columns over those of a list, whether or not it has a scroll bar."""
        self._rows = rows
        rows.laid_out.connect(self._on_laid_out)

    def _on_laid_out(self) -> None:
        self.update()

    def put(self, count: str) -> None:
        """Show how many entries there are."""
        self._count = count
        self.setAccessibleName(f"{self._title}, {count}")
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room it wants."""
        return QSize(200, theme.scaled(36))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw title, count and column names."""
        painter = QPainter(self)
        painter.setRenderHints(PAINT)
        rect = rows_rect(frame_of(self), self._rows)
        runs = [
            Run(self._title, Style.SMALL, STRONG, Role.TEXT2),
            Run(f"   {self._count}", Style.SMALL, 0, Role.TEXT3, tabular=True),
        ]
        wide, scaled = is_wide(rect.width()), theme.scaled
        room = rect.width() - SPACE.PANE - (scaled(SOURCE) if wide else SPACE.PANE) - SPACE.CARD
        draw(painter, flip(rect, QRectF(rect.left() + SPACE.PANE, 0, room, rect.height())), runs)
        if wide:
            # The class stands at the end of its column, and so does its name.
            places = (
                (SOURCE, SOURCE_WIDTH, Align.START),
                (CERTAINTY, CERTAINTY_WIDTH, Align.START),
                (CLASS, CLASS_WIDTH, Align.END),
            )
            for name, (x, width, align) in zip(self._columns, places, strict=True):
                left = rect.right() - (scaled(x) if align is Align.START else SPACE.PANE + scaled(width))
                place = QRectF(left, 0, scaled(width), rect.height())
                draw(painter, flip(rect, place), [Run(name, Style.CAPTION, 0, Role.TEXT3)], align)
        painter.end()


class EntryList(QWidget):
    """Entries with their head, or the empty state where there are none."""

    opened = Signal(str)
    chosen = Signal(str)

    def __init__(self, context: Context, title: str, empty: EmptyState, columns: tuple[Msg, Msg, Msg] = COLUMNS) -> None:
        super().__init__()
        self._context = context
        self._layout = layout = column(self)
        self._head = EntryHead(context, title, columns)
        layout.addWidget(self._head)
        self._model = RowsModel(self)
        self.list = RowList(title, self._model)
        self._head.follow(self.list)
        self.list.opened.connect(lambda shown: self.opened.emit(shown.id))
        self.list.chosen.connect(lambda shown: self.chosen.emit(shown.id))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(empty)
        layout.addWidget(self._stack, 1)

    def put(self, entries: Sequence[Entry]) -> None:
        """Show these entries and keep the place."""
        row = self.list.current_row()
        kept = row.id if row is not None else ""
        self._model.put([EntryRow(entry) for entry in entries])
        self._count(entries)
        self._stack.setCurrentIndex(0 if entries else 1)
        if kept:
            self.list.go_to(kept)

    def _count(self, entries: Sequence[Entry]) -> None:
        text = self._context.text(N_("{count} entry, newest first", "{count} entries, newest first"), count=len(entries))
        self._head.put(text if entries else "")
        self._head.setVisible(bool(entries))
