"""The files of a piece of evidence, on its card: name, kind, size, how each stands, and what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QMenu, QWidget

from casevault.domain.text import legible
from casevault.i18n import N_, isolated
from casevault.ui.draw import Run, draw, draw_icon, flip, grown
from casevault.ui.erasing import ask_erase_file
from casevault.ui.evidence.thumbs import Thumbs
from casevault.ui.jobs import Latest
from casevault.ui.list_model import RowsModel
from casevault.ui.lists.row import paint_ground, paint_hairline
from casevault.ui.lists.view import RowList
from casevault.ui.marks import Status, draw_status, status_width
from casevault.ui.read.file_words import OTHER, STATE_WORDS, kind_words, size_words
from casevault.ui.theme import MEDIUM, SPACE, Role, Style, theme
from casevault.ui.widgets.basic import Button, Hairline, Line, Paragraph, column, row
from casevault.vault.file_state import FileSeen, FileState, files_seen

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QPixmap, QResizeEvent

    from casevault.i18n import Msg
    from casevault.ui.context import Context
    from casevault.ui.lists.row import RowState
    from casevault.vault.attached import Attachment

LINE = 52
SIDE = 36  # pixels of a small picture, or of the place of an icon
BEFORE = SIDE + 12  # what stands before the words
AT_ONCE, IN_A_LOW_WINDOW = 4, 2  # rows that are seen without scrolling
LOW = 640  # pixels at 100 % below which a window is low
FILES = N_("Files")
VIEW = N_("View")
SAVE = N_("Save a copy…")
OUTSIDE = N_("Open outside…")
REDACT = N_("Redacted copy…")
COMPARE = N_("Check that it is whole…")
ERASE = N_("Erase this file…")
NO_FILES = N_("No file is attached to this record. Attach files to the case or record they are about.")
STATES: dict[FileState, tuple[Msg, Status]] = {
    FileState.MISSING: (STATE_WORDS[FileState.MISSING], Status.BROKEN),
    FileState.DAMAGED: (STATE_WORDS[FileState.DAMAGED], Status.BROKEN),
    FileState.NEVER: (STATE_WORDS[FileState.NEVER], Status.UNKNOWN),
    FileState.ERASED: (STATE_WORDS[FileState.ERASED], Status.UNKNOWN),
}
WORDS: dict[str, Msg] = {
    "text": N_("text searchable"),
    "no_text": N_("no text (scan)"),
    "protected": N_("protected by a password"),
    "damaged": N_("text cannot be read"),
    "too_large": N_("too large to search"),
}


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file. `id` is the number that tells it from the others of its record."""

    id: str
    icon: str
    name: str
    detail: str
    state: str
    status: Status
    thumb: Callable[[], QPixmap | None] = field(default=lambda: None, compare=False)

    @property
    def spoken(self) -> str:
        """Return what a screen reader says."""
        return ", ".join(part for part in (self.name, self.detail, self.state) if part)

    def height(self, _width: int) -> int:
        """Return the height of the row."""
        return theme.scaled(LINE)

    def paint(self, painter: QPainter, rect: QRectF, state: RowState) -> None:
        """Paint the row."""
        paint_ground(painter, rect, state, inset=12)
        if not state.selected:
            paint_hairline(painter, rect, SPACE.PANE + BEFORE, SPACE.PANE)
        at = rect.left() + SPACE.PANE
        box = QRectF(at, rect.top() + (rect.height() - SIDE) / 2, SIDE, SIDE)
        small = self.thumb()
        if small is None:
            draw_icon(painter, rect, grown(QRectF(box.center().x() - 9, box.center().y() - 9, 18, 18)), self.icon, Role.TEXT2)
        else:
            size = small.deviceIndependentSize().scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRectF(box.center().x() - size.width() / 2, box.center().y() - size.height() / 2, size.width(), size.height())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(flip(rect, place), small, QRectF(small.rect()))
        chip = status_width(self.state, self.status) + SPACE.NEAR if self.state else 0.0
        room = rect.width() - 2 * SPACE.PANE - BEFORE - chip
        first = QRectF(at + BEFORE, rect.top() + theme.scaled(7), room, theme.scaled(20))
        draw(painter, flip(rect, first), [Run(self.name, Style.BODY, MEDIUM)])
        second = QRectF(first.left(), first.bottom() + theme.scaled(1), room, theme.scaled(18))
        draw(painter, flip(rect, second), [Run(self.detail, Style.SMALL, 0, Role.TEXT3, tabular=True)])
        if self.state:
            end = QRectF(rect.right() - SPACE.PANE - chip + SPACE.NEAR, rect.top(), chip, rect.height())
            draw_status(painter, flip(rect, end), self.state, self.status)


class FilesPane(QWidget):
    """Hidden for what is no evidence. Enter looks at a file; all else is in the buttons and the menu."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._files: dict[str, FileSeen] = {}
        self._latest = Latest()
        self._record = ""
        self._thumbs = Thumbs(context, self)
        context.changes.texts_taken.connect(self._show_again)
        text = context.text
        layout = column(self)
        head = row(None, (SPACE.PANE, SPACE.CARD, SPACE.PANE, SPACE.TIGHT))
        self._head = Line([Run(text(FILES), Style.SMALL, 600, Role.TEXT2)])
        head.addWidget(self._head)
        layout.addLayout(head)
        self._model = RowsModel(self)
        self.list = RowList(text(FILES), self._model)
        self._thumbs.came.connect(self.list.draw_again)
        self.list.opened.connect(lambda _row: self._do("view"))
        self.list.chosen.connect(lambda _row: self._enable())
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._on_menu)
        layout.addWidget(self.list)
        self._none = Paragraph(text(NO_FILES), Style.SMALL, Role.TEXT2)
        around = row(None, (SPACE.PANE, 0, SPACE.PANE, SPACE.CARD))
        around.addWidget(self._none)
        layout.addLayout(around)
        foot = row(None, (SPACE.PANE, SPACE.NEAR, SPACE.PANE, SPACE.CARD), SPACE.NEAR)
        self.view = Button(text(VIEW), "secondary", "eye")
        self.view.clicked.connect(lambda: self._do("view"))
        foot.addWidget(self.view)
        self.save = Button(text(SAVE), "secondary")
        self.save.clicked.connect(lambda: self._do("save"))
        foot.addWidget(self.save)
        foot.addStretch(1)
        self.menu = QMenu(self)
        for key, msg in self.more_actions():
            self.menu.addAction(text(msg), self._doer(key))
        self.more = Button("", "quiet", "ellipsis", name=text(N_("More actions")))
        self.more.setMenu(self.menu)
        foot.addWidget(self.more)
        layout.addLayout(foot)
        layout.addWidget(Hairline())
        self.hide()

    def more_actions(self) -> tuple[tuple[str, Msg], ...]:
        """Return what stands in the menu of a file, and in `_do`."""
        outside = () if self._context.vault.policy.no_opening_outside else (("outside", OUTSIDE),)
        return (("save", SAVE), *outside, ("compare", COMPARE), ("redact", REDACT), ("erase", ERASE))

    def show_record(self, record_id: str, *, evidence: bool) -> None:
        """Show the files of this record; nothing where it is no evidence."""
        self._record = record_id if evidence and self._context.doors.files is not None else ""
        if not self._record:
            self._latest(lambda _found: None)  # what was asked before is not wanted any more
            self.hide()
            return
        vault = self._context.vault
        self._context.runner.start(lambda _progress: files_seen(vault, record_id), self._latest(self._put), urgent=True)

    def _show_again(self) -> None:
        if self.isVisible():
            self.show_record(self._record, evidence=True)

    def _put(self, found: list[FileSeen]) -> None:
        text = self._context.text
        kept = self.list.current_row()
        self._files = {str(seen.file.number): seen for seen in found}
        rows = []
        for number, seen in self._files.items():
            kind, icon_name = kind_words(seen.file.mime)
            found_now = FileState.DAMAGED if seen.file.blob in self._context.damaged else seen.state
            state, status = STATES.get(found_now, (None, Status.NONE))
            words = text(state) if state is not None else ""
            searched = text(WORDS[seen.words]) if seen.words in WORDS and state is None else ""
            size = size_words(seen.file.size, self._context.catalogue) if seen.file.size else ""
            detail = " · ".join(part for part in (text(kind), size, searched) if part)
            name = legible(" ".join(seen.file.name.split())) or text(OTHER)
            rows.append(
                FileRow(number, icon_name, isolated(name), detail, words, status, partial(self._thumbs.of, seen.file.blob))
            )
            if state is None:
                self._thumbs.want(seen.file)
        self._model.put(rows)
        self.list.setVisible(bool(rows))
        self._none.setVisible(not rows)
        for button in (self.view, self.more):
            button.setVisible(bool(rows))
        self._fit()
        count = f"   {len(rows)}" if rows else ""
        self._head.put([Run(text(FILES), Style.SMALL, 600, Role.TEXT2), Run(count, Style.SMALL, 0, Role.TEXT3, tabular=True)])
        if not (kept and self.list.go_to(kept.id)):
            self.list.select_first()
        self.show()
        self._enable()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put into the menu what does not fit beside it."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        low = self.window().height() < theme.scaled(LOW)
        self.list.setFixedHeight(theme.scaled(LINE) * min(IN_A_LOW_WINDOW if low else AT_ONCE, max(1, len(self._files))))
        buttons = (self.view, self.save, self.more)
        fits = sum(button.sizeHint().width() + SPACE.NEAR for button in buttons) + 2 * SPACE.PANE <= self.width()
        self.save.setVisible(fits and bool(self._files))
        self.menu.actions()[0].setVisible(not fits)

    def current(self) -> Attachment | None:
        """Return the file the keyboard is on, where anything of it is stored."""
        shown = self.list.current_row()
        seen = self._files.get(shown.id) if shown is not None else None
        return None if seen is None or seen.state in {FileState.NEVER, FileState.ERASED} else seen.file

    def _enable(self) -> None:
        there = self.current() is not None
        for button in (self.view, self.save, self.more):
            button.setEnabled(there)

    def _on_menu(self, place: QPoint) -> None:
        if self.current() is not None:
            self.menu.popup(self.list.viewport().mapToGlobal(place))

    def _doer(self, key: str) -> Callable[[], None]:
        return lambda: self._do(key)

    def _do(self, key: str) -> None:
        file, doors = self.current(), self._context.doors.files
        if file is None or doors is None:
            return
        acts: dict[str, Callable[[Attachment], None]] = {
            "view": doors.view,
            "save": doors.save_copy,
            "outside": doors.open_outside,
            "redact": doors.redact,
            "compare": doors.compare,
            "erase": lambda file: ask_erase_file(self._context, self.window(), file.evidence, file.number),
        }
        acts[key](file)
