"""The preview, side by side: left what is in the vault, right what is read, a mark between. Every row is one counted value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from casevault.disclosure.reason_words import REASON_WORDS
from casevault.disclosure.request import Action, Reason
from casevault.domain.schema import DataClass
from casevault.i18n import N_
from casevault.ui.draw import Run, draw, draw_paragraph, flip, rounded, wrapped
from casevault.ui.marks import class_width, draw_class, draw_withheld
from casevault.ui.theme import MEDIUM, RADIUS, SPACE, STRONG, Role, Style, color, pixmap, theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.disclosure.request import Row, Swap
    from casevault.i18n import Catalogue
    from casevault.ui.read.reader import Reader

MIDDLE = 64  # width of the column of marks
LINE = 20
CAPTION = 22
MOST_LINES = 12
WITHHELD = N_("Withheld")
SPOKEN = N_("{field}: {before}. Read as: {after}. {reason}")

MARKS: dict[Action, str] = {
    Action.AS_RECORDED: "equal",
    Action.GENERALISED: "blend",
    Action.OTHER_WORDS: "venetian-mask",
    Action.WITHHELD: "eye-off",
}
GROUPS = (
    N_("{count} value leaves", "{count} values leave"),
    N_("{count} value is withheld", "{count} values are withheld"),
    N_("{count} value has no place in this output", "{count} values have no place in this output"),
)
NAMES = {
    Action.AS_RECORDED: N_("As recorded"),
    Action.GENERALISED: N_("Generalised"),
    Action.OTHER_WORDS: N_("In other words"),
    Action.WITHHELD: N_("Withheld"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A heading (a group's or a record's) or one value."""

    heading: str = ""
    is_group: bool = False  # the heading stands over several records
    label: str = ""
    row: Row | None = None


def entries_of(rows: Sequence[Row], reader: Reader, *, only_changes: bool) -> list[Entry]:
    """Return what leaves, then what is withheld, then what this output has no place for, each under a heading for its record."""
    vault, catalogue = reader.vault, reader.catalogue
    title_of = reader.title_of if reader.discreet else vault.look(catalogue).title_of
    groups = [[row for row in rows if _rank(row) == rank] for rank in range(len(GROUPS))]
    found: list[Entry] = []
    for msg, members in zip(GROUPS, groups, strict=True):
        shown = [row for row in members if not (only_changes and row.action is Action.AS_RECORDED)]
        if not shown:
            continue
        found.append(Entry(heading=catalogue.text(msg, count=len(shown)), is_group=True))
        last = ""
        for row in shown:
            record_type = vault.schema.type(row.type)
            if row.id != last:
                title = title_of(row.id)
                kind = catalogue.text(record_type.label)
                says_kind = title.startswith(kind)  # as what is called by codes does
                found.append(Entry(heading=title if says_kind else f"{kind} · {title}" if title else kind))
                last = row.id
            head, _, rest = row.field.partition("/")
            column = record_type.field(f"{head}/{rest.rpartition('/')[2]}") if rest else None
            field = column or record_type.field(head)
            found.append(Entry(label=catalogue.text(field.label) if field else head, row=row))
    return found


def _rank(row: Row) -> int:
    if row.action is not Action.WITHHELD:
        return 0
    return 2 if row.reason is Reason.NOT_IN_OUTPUT else 1


class SidesModel(QAbstractListModel):
    """The entries; what a screen reader says of each stands in the display role."""

    EntryRole = Qt.ItemDataRole.UserRole

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self._catalogue = catalogue
        self.entries: list[Entry] = []

    def fill(self, entries: list[Entry]) -> None:
        """Show these entries."""
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many entries there are."""
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the entry, or what is said of it."""
        entry = self.entries[index.row()]
        if role == self.EntryRole:
            return entry
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return None
        if entry.row is None:
            return entry.heading
        text = self._catalogue.text
        after = text(WITHHELD) if entry.row.action is Action.WITHHELD else entry.row.after
        reason = text(REASON_WORDS[entry.row.reason]) if entry.row.reason is not Reason.NONE else text(NAMES[entry.row.action])
        return text(SPOKEN, field=entry.label, before=entry.row.before, after=after, reason=reason)


class SidesDelegate(QStyledItemDelegate):
    """Draws a row over two columns on one grid."""

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self._catalogue = catalogue
        self._heights: dict[tuple[int, int], int] = {}

    def forget_heights(self) -> None:
        """Measure anew: the rows or the text size changed."""
        self._heights.clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the height that the longer side needs at the width of the view."""
        view = option.widget
        width = view.viewport().width() if isinstance(view, QListView) else option.rect.width()
        key = (index.row(), width)
        if key not in self._heights:
            entry = index.data(SidesModel.EntryRole)
            self._heights[key] = self._height(entry, width)
        return QSize(width, self._heights[key])

    def _height(self, entry: Entry, width: int) -> int:
        if entry.row is None:
            return theme.scaled(44)
        side = _side(width)
        before = len(wrapped(entry.row.before, Style.BODY, side))
        after = len(wrapped(entry.row.after, Style.BODY, side, MEDIUM)) if entry.row.action is not Action.WITHHELD else 1
        return theme.scaled(CAPTION + LINE * min(MOST_LINES, max(before, after, 1)) + SPACE.CARD + SPACE.NEAR)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Draw one entry."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        entry = index.data(SidesModel.EntryRole)
        outer = QRectF(option.rect)
        if entry.row is None:
            place = outer.adjusted(SPACE.PANE, SPACE.ROOM, -SPACE.PANE, 0)
            run = Run(entry.heading, Style.SUBTITLE) if entry.is_group else Run(entry.heading, Style.BODY, STRONG, Role.TEXT2)
            draw(painter, place, [run])
        else:
            self._paint_row(painter, outer, entry.label, entry.row, selected=bool(option.state & QStyle.StateFlag.State_Selected))
        painter.restore()

    def _paint_row(self, painter: QPainter, outer: QRectF, label: str, row: Row, *, selected: bool) -> None:
        if selected:
            rounded(painter, outer.adjusted(SPACE.CARD, 2, -SPACE.CARD, -2), RADIUS.CONTROL, Role.SELECTED)
        side = _side(int(outer.width()))
        left = QRectF(outer.left() + SPACE.PANE, outer.top() + SPACE.NEAR, side, outer.height() - SPACE.NEAR)
        right = QRectF(left.right() + MIDDLE, left.top(), side, left.height())
        caption = theme.scaled(CAPTION)
        start, end = flip(outer, left), flip(outer, right)
        draw(painter, QRectF(start.left(), start.top(), side, caption), [Run(label, Style.SMALL, 0, Role.TEXT2)])
        data_class = DataClass(row.data_class)
        mark = QRectF(left.right() - class_width(data_class), left.top(), class_width(data_class), caption)
        draw_class(painter, flip(outer, mark), data_class)
        body = start.adjusted(0, caption, 0, 0)
        draw_paragraph(painter, body, row.before, Run("", Style.BODY), line=theme.scaled(LINE), most=MOST_LINES)
        reason = self._catalogue.text(REASON_WORDS[row.reason]) if row.reason is not Reason.NONE else ""
        runs = [Run(label, Style.SMALL, 0, Role.TEXT2)]
        if reason:
            runs.append(Run(f"   {reason}", Style.SMALL, 0, Role.TEXT2))
        draw(painter, QRectF(end.left(), end.top(), side, caption), runs)
        read = end.adjusted(0, caption, 0, 0)
        if row.action is Action.WITHHELD:
            bar = QRectF(read.left(), read.top() - 1, read.width(), theme.scaled(LINE) + 4)
            draw_withheld(painter, bar, self._catalogue.text(WITHHELD))
        else:
            changed = row.after != row.before
            run = Run("", Style.BODY, MEDIUM if changed else 0)
            draw_paragraph(painter, read, row.after, run, line=theme.scaled(LINE), most=MOST_LINES)
        self._paint_mark(painter, outer, left, row.action)
        painter.setPen(QPen(color(Role.LINE), 1))
        for part in (start, end):
            painter.drawLine(QPointF(part.left(), outer.bottom()), QPointF(part.right(), outer.bottom()))

    def _paint_mark(self, painter: QPainter, outer: QRectF, left: QRectF, action: Action) -> None:
        middle = flip(outer, QRectF(left.right(), outer.top(), MIDDLE, outer.height())).center()
        circle = QRectF(middle.x() - 15, middle.y() - 15, 30, 30)
        if action is not Action.AS_RECORDED:
            rounded(painter, circle, 15, Role.SURFACE, Role.LINE)
        role = Role.TEXT3 if action is Action.AS_RECORDED else Role.ACCENT if action is not Action.WITHHELD else Role.TEXT2
        painter.drawPixmap(QPointF(middle.x() - 8, middle.y() - 8), pixmap(MARKS[action], role, 16))


def _side(width: int) -> float:
    return (width - 2 * SPACE.PANE - MIDDLE) / 2


class SidesView(QListView):
    """The list of both sides; one scroll for both."""

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self.rows = SidesModel(catalogue)
        self._delegate = SidesDelegate(catalogue)
        self.setModel(self.rows)
        self.setItemDelegate(self._delegate)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Always there, so that its coming does not narrow rows that were measured without it.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.rows.modelReset.connect(self._delegate.forget_heights)
        theme.changed.connect(self._on_theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure the rows for the new width: what wraps is as high as its words need."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def show_swap(self, swap: Swap) -> None:
        """Choose the row in which something was replaced, and bring it into view."""
        for number, entry in enumerate(self.rows.entries):
            if entry.row is not None and (entry.row.id, entry.row.field) == (swap.record, swap.field):
                index = self.rows.index(number)
                self.setCurrentIndex(index)
                self.scrollTo(index, QListView.ScrollHint.PositionAtCenter)
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave single letters to the page, which acts by them; a list would look for rows that begin so."""
        if event.text().isalpha() and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            event.ignore()
            return
        super().keyPressEvent(event)

    def _on_theme(self) -> None:
        self._delegate.forget_heights()
        self.viewport().update()
