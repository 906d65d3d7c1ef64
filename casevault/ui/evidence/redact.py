"""A redacted copy drawn in the window: the page with its boxes, the boxes as a list, for whom it is, and what was looked at."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QKeySequence, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from casevault.domain.text import legible
from casevault.i18n import N_, isolated
from casevault.media import pixels
from casevault.media.child import MOST_SIDE
from casevault.ui.evidence.canvas import PageCanvas
from casevault.ui.evidence.drawing import Drawing
from casevault.ui.evidence.page_area import PageArea
from casevault.ui.evidence.redact_head import RedactHead
from casevault.ui.evidence.redact_rail import Rail
from casevault.ui.evidence.redact_work import Wanted, copies_of, opened, saved
from casevault.ui.jobs import Latest
from casevault.ui.messages import notice_of
from casevault.ui.theme import SPACE, theme
from casevault.ui.widgets.basic import Hairline, column, row
from casevault.ui.widgets.foot import IN_ONE_ROW
from casevault.ui.words import InlineMessage, SurfaceDialog, Tone, scrolled

if TYPE_CHECKING:
    from collections.abc import Callable

    from casevault.media.boxes import Area
    from casevault.media.viewer import Shown
    from casevault.progress import Progress
    from casevault.ui.context import Context
    from casevault.ui.evidence.redact_work import Opened
    from casevault.vault.attached import Attachment
    from casevault.vault.redactions import Redaction

WAIT_MS: Final = 150
ZOOM_KEYS: Final = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1, Qt.Key.Key_0: 0}  # with Ctrl or without
TITLE = N_("Redacted copy of {name}")
SAVED = N_("The redacted copy was made, checked and noted.")
NOT_ALL = N_("It goes along with a disclosure when every page has been looked at.")
READY = N_("Every page has been looked at: it can go along with a disclosure.")
UNSAVED = N_("What was drawn or named here is not saved yet.")
AGAIN = N_("Save it, or close once more to leave it.")
READING = N_("Reading the file…")


class RedactBox(SurfaceDialog):
    """Draws on one file. That it is looked at is a row of the log, written before the first byte is read."""

    saved = Signal()

    def __init__(self, context: Context, file: Attachment, parent: QWidget, audience: str = "") -> None:
        """`audience`: for whom a copy is wanted, "" where nothing is said; a copy begun for it is gone on with."""
        super().__init__(parent)
        self._context, self._file, self._audience = context, file, audience
        self._opened: Opened | None = None
        self._held: Redaction | None = None
        self._closed = self._warned = False
        self._page = 1
        self._latest = Latest()
        self.drawing = Drawing()
        text = context.text
        name = isolated(legible(" ".join(file.name.split())))
        self.setAccessibleName(text(TITLE, name=name))
        self.setModal(True)
        self.resize(parent.size().boundedTo(QSize(1280, 1000)) - QSize(2 * SPACE.PANE, 2 * SPACE.PANE))
        layout = column(self)
        self.head = self._head(text(TITLE, name=name))
        layout.addWidget(self.head)
        layout.addWidget(Hairline())
        self.message = InlineMessage()
        self._notice = QWidget()
        row(self._notice, (SPACE.PANE, SPACE.CARD, SPACE.PANE, SPACE.CARD)).addWidget(self.message)
        self._notice.hide()
        layout.addWidget(self._notice)
        body = row()
        self.canvas = PageCanvas(self.drawing, text(READING))
        self.canvas.changed.connect(self._show)
        self.canvas.turned.connect(self.turn)
        self.canvas.zoomed.connect(self.zoom)
        self._area = PageArea(self.canvas)
        body.addWidget(self._area, 1)
        body.addWidget(Hairline(upright=True))
        self.rail = self._rail()
        beside = scrolled(self.rail)  # in large text it is higher than a low screen
        beside.setFrameShape(QFrame.Shape.NoFrame)
        beside.setFixedWidth(self.rail.minimumWidth() + (SPACE.CARD if theme.scaled(100) > IN_ONE_ROW else 0))
        body.addWidget(beside)
        layout.addLayout(body, 1)
        self._settle = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._settle.timeout.connect(self._draw)
        self.finished.connect(lambda _how: self._end())
        self._show()
        self._open()

    def _head(self, title: str) -> RedactHead:
        head = RedactHead(self._context, title)
        self.before, self.after, self.save, self.close_button = head.before, head.after, head.save, head.close_button
        head.turned.connect(self.turn)
        head.zoomed.connect(self.zoom)
        head.save.clicked.connect(self.save_copy)
        head.close_button.clicked.connect(self.reject)
        return head

    def _rail(self) -> Rail:
        rail = Rail(self._context)
        self.copies, self.list, self.remove, self.undo, self.looked = rail.copies, rail.list, rail.remove, rail.undo, rail.looked
        rail.label.textEdited.connect(lambda _text: self._show())
        rail.copies.activated.connect(lambda _at: self._choose())
        rail.list.itemSelectionChanged.connect(self._on_listed)
        rail.remove.clicked.connect(lambda: self._act(self.drawing.remove))
        rail.undo.clicked.connect(lambda: self._act(self.drawing.undo))
        rail.looked.clicked.connect(lambda on: self._act(lambda: self.drawing.look(self._page, on=on)))
        return rail

    # --- reading ---

    def _open(self) -> None:
        context, file = self._context, self._file
        context.runner.start_file(lambda _progress: opened(context, file), self._on_opened, failed=self._say)

    def _on_opened(self, found: Opened) -> None:
        if self._closed:
            found.drawn.close()
            return
        self._opened = found
        begun = next((one.id for one in found.copies if one.audience == self._audience), f"+{self._audience}")
        self.rail.offer(found.copies, begun if self._audience else "")
        self._choose()

    def _choose(self) -> None:
        """Begin with what is recorded of the copy that is chosen."""
        if self._opened is None:
            return
        wanted = str(self.copies.currentData())
        self._held = next((one for one in self._opened.copies if one.id == wanted), None)
        held = self._held
        self.rail.label.setText(held.label if held is not None else "")
        pages = held.pages if held is not None else self.drawing.pages
        self.drawing.begin(pages, held.boxes if held else (), frozenset(held.looked) if held else frozenset())
        self._page = min(self._page, pages)
        self._draw()
        self._show()

    def _draw(self) -> None:
        there = self._opened
        if there is None:
            return
        newest, viewing, page = self._latest.mine(), self._context.viewing, self._page
        sharp, room = self.devicePixelRatioF(), self.canvas.room()
        width = max(1, min(MOST_SIDE, round(room.width() * sharp)))
        height = max(1, min(MOST_SIDE, round(room.height() * sharp)))
        kind, length, read = there.drawn.source

        def show(_progress: Progress) -> tuple[Shown, tuple[Area, ...]]:
            shown = viewing.show(kind, length, read, page=page - 1, width=width, height=height)
            return shown, pixels.lines_of(viewing, (kind, length, read), page - 1)[1]

        self._context.runner.start_file(
            show, lambda found: newest(lambda: self._put(page, *found)), failed=lambda why: newest(lambda: self._say(why))
        )

    def _put(self, page: int, shown: Shown, lines: tuple[Area, ...]) -> None:
        image = QImage(shown.pixels, shown.width, shown.height, shown.width * 4, QImage.Format.Format_RGBA8888)
        made = QPixmap.fromImage(image)  # a copy: the bytes may go now
        made.setDevicePixelRatio(self.devicePixelRatioF())
        self.canvas.lines = lines
        self.canvas.put(page, made)
        self.drawing.pages = shown.pages
        if not (self.list.hasFocus() or self.rail.label.hasFocus()):
            self.canvas.setFocus()
        self._show()

    def _act(self, act: Callable[[], object]) -> None:
        act()
        self._show()

    def _show(self) -> None:
        drawing = self.drawing
        self.rail.put(drawing)
        self.remove.setEnabled(drawing.chosen >= 0)
        self.undo.setEnabled(drawing.can_undo)
        ready = self._opened is not None and self.canvas.is_shown
        self.looked.setEnabled(ready)
        self.looked.setChecked(self._page in drawing.looked)
        self.save.setEnabled(ready and (self._changed or self._held is None))
        where = self.head.put(self._page, drawing.pages, self._area.zoom)
        self.canvas.setAccessibleName(f"{where}. {self.rail.figures.accessibleName()}")
        self.canvas.update()
        self._area.reveal()

    @property
    def _changed(self) -> bool:
        """Say whether there is anything to save."""
        label = self._held.label if self._held is not None else ""
        return self.drawing.changed or self.rail.label.text().strip() != label

    def zoom(self, by: int) -> None:
        """Show the page so many steps larger, or smaller; 0: as it fits the window."""
        self._area.step(by)
        self._show()
        self._settle.start()  # drawn anew, as sharp as it is large

    def _on_listed(self) -> None:
        place = self.list.currentRow()
        if 0 <= place < len(self.drawing.boxes):
            self.drawing.chosen = place
            page = self.drawing.boxes[place].page
            if page != self._page:
                self.turn(page - self._page)
            self.remove.setEnabled(True)
            self.canvas.update()

    def turn(self, by: int) -> None:
        """Go so many pages on."""
        page = max(1, min(self.drawing.pages, self._page + by))
        if page != self._page:
            self._page = page
            if self.drawing.chosen >= 0 and self.drawing.boxes[self.drawing.chosen].page != page:
                self.drawing.chosen = -1
            self.canvas.put(page, QPixmap())
            self._show()
            self._draw()

    # --- saving ---

    def save_copy(self) -> None:
        """Note the boxes and the looks, make the copy once and check it; it is kept nowhere."""
        context, file, drawing = self._context, self._file, self.drawing
        if self._opened is None:
            return
        wanted = Wanted(
            held=self._held,
            audience=str(self.copies.currentData()).removeprefix("+"),
            label=self.rail.label.text().strip(),
            boxes=drawing.boxes,
            looked=drawing.looked,
            pages=drawing.pages,
        )
        self.save.setEnabled(False)
        context.runner.start_file(lambda progress: saved(context, file, wanted, progress), self._on_saved, failed=self._say)

    def _on_saved(self, held: Redaction) -> None:
        if self._opened is None:
            return
        self._opened = replace(self._opened, copies=copies_of(self._context, self._file))
        self.rail.offer(self._opened.copies, held.id)
        self._held = held
        self.rail.label.setText(held.label)
        self.drawing.begin(held.pages, held.boxes, frozenset(held.looked))
        self._show()
        self._tell(Tone.INFO, self._context.text(SAVED), self._context.text(NOT_ALL if held.unseen else READY), icon_name="check")
        self.saved.emit()

    def _tell(self, tone: Tone, what: str, hint: str = "", *, icon_name: str = "") -> None:
        self.message.show_message(tone, what, hint, icon_name=icon_name)
        self._notice.show()

    def _say(self, problem: BaseException) -> None:
        notice = notice_of(problem, self._context.catalogue, self._context.reader.title_of)
        self._tell(Tone.CRITICAL if notice.grave else Tone.CAUTION, notice.what, notice.hint)
        self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take back, save and zoom with the system's own keys; the page keys turn; Esc closes."""
        if event.matches(QKeySequence.StandardKey.Undo):
            self._act(self.drawing.undo)
        elif event.matches(QKeySequence.StandardKey.Save):
            if self.save.isEnabled():
                self.save_copy()
        elif event.key() in ZOOM_KEYS:
            self.zoom(ZOOM_KEYS[Qt.Key(event.key())])
        elif event.key() in {Qt.Key.Key_PageDown, Qt.Key.Key_PageUp}:
            self.turn(1 if event.key() == Qt.Key.Key_PageDown else -1)
        else:
            super().keyPressEvent(event)

    def reject(self) -> None:
        """Close; where boxes are not saved, say so first and close the second time."""
        if self._changed and not self._warned:
            self._warned = True
            self._tell(Tone.CAUTION, self._context.text(UNSAVED), self._context.text(AGAIN))
            return
        super().reject()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw the page for the new room, once the window has come to rest."""
        super().resizeEvent(event)
        self._settle.start()

    def _end(self) -> None:
        self._closed = True
        self._latest(lambda _found: None)
        self._settle.stop()
        self._context.viewing.stop()
        self.canvas.put(self._page, QPixmap())
        there, self._opened = self._opened, None
        if there is not None:
            there.drawn.close()
