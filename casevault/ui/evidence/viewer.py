"""A file looked at inside the window: a picture, a page of a PDF, or text; from memory, parsed by a child that holds no key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from casevault.domain.text import legible
from casevault.errors import CaseVaultError, Code, UserProblem
from casevault.i18n import N_, isolated
from casevault.media.child import MOST_SIDE
from casevault.media.kinds import drawn_as
from casevault.media.plain import MOST_BYTES, PlainText, read_text
from casevault.media.viewer import ELSEWHERE, Shown
from casevault.ui.draw import Run
from casevault.ui.jobs import Latest
from casevault.ui.messages import notice_of
from casevault.ui.theme import SPACE, Role, Style
from casevault.ui.widgets.basic import Button, Hairline, Line, row
from casevault.ui.widgets.kept_text import KeptText
from casevault.ui.words import InlineMessage, SurfaceDialog, Tone, Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from casevault.i18n import Msg
    from casevault.progress import Progress
    from casevault.ui.context import Context
    from casevault.vault.attached import Attachment, OpenAttachment

TEXTS: Final = frozenset({"text/plain", "text/csv", "text/html", "application/json", "application/xml", "message/rfc822"})
ZOOMS: Final = (1.0, 1.5, 2.0, 3.0)  # of the size that fits the window
WAIT_MS: Final = 150
CANNOT = N_("This kind of file cannot be shown here.")
READING = N_("Reading the file…")
PAGE = N_("Page {page} of {pages}")
CUT = N_("Only the beginning is shown: the file is longer.")


def way_of(mime: str) -> str:
    """Return how a media type is shown: "picture", "heic", "pdf", "text", or "" where it cannot be."""
    return drawn_as(mime) or ("text" if mime in TEXTS else "")


def _run(act: Callable[[], None]) -> None:
    act()


class _PageArea(QScrollArea):
    """Leaves the page keys to the box: they turn the page, and the arrows move it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pass the page keys on."""
        if event.key() in {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}:
            event.ignore()
            return
        super().keyPressEvent(event)


class ViewerBox(SurfaceDialog):
    """Looks at one file; that it does is a row of the log, written before the first byte is read."""

    save_wanted = Signal()
    outside_wanted = Signal()

    def __init__(self, context: Context, file: Attachment, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._file = context, file
        self._way = way_of(file.mime)
        self._opened: OpenAttachment | None = None
        self._closed = False
        self._page, self._pages, self._zoom = 0, 1, 0
        self._latest = Latest()
        text = context.text
        name = isolated(legible(" ".join(file.name.split())))
        self.setAccessibleName(name)
        self.setModal(True)
        self.resize(parent.size().boundedTo(QSize(1280, 1000)) - QSize(2 * SPACE.PANE, 2 * SPACE.PANE))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._head(name))
        layout.addWidget(Hairline())
        self.message = InlineMessage()
        self._notice = QWidget()
        row(self._notice, (SPACE.PANE, SPACE.CARD, SPACE.PANE, SPACE.CARD)).addWidget(self.message)
        self._notice.hide()
        layout.addWidget(self._notice)
        self.stack = QStackedWidget()
        self._waiting = Words(text(READING), role=Role.TEXT2)
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack.addWidget(self._waiting)
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._scroll = _PageArea()
        self._scroll.setWidget(self.picture)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setAccessibleName(name)
        self.stack.addWidget(self._scroll)
        self.text = KeptText()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(name)
        self.stack.addWidget(self.text)
        layout.addWidget(self.stack, 1)
        self._settle = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._settle.timeout.connect(self._draw)
        self.finished.connect(lambda _how: self._end())
        self._enable()
        self._open()

    def _head(self, name: str) -> QHBoxLayout:
        head = row(None, (SPACE.PANE, SPACE.CARD, SPACE.PANE, SPACE.CARD), SPACE.NEAR)
        head.addWidget(Line([Run(name, Style.SUBTITLE)]), 1)
        self.before = self._button("chevron-left", N_("Previous page"), lambda: self.turn(-1))
        self._number = Words("", Style.SMALL, Role.TEXT2)
        self.after = self._button("chevron-right", N_("Next page"), lambda: self.turn(1))
        self.smaller = self._button("minus", N_("Smaller"), lambda: self.zoom(-1))
        self.larger = self._button("plus", N_("Larger"), lambda: self.zoom(1))
        for widget in (self.before, self._number, self.after, self.smaller, self.larger):
            head.addWidget(widget)
        self.save = Button(self._context.text(N_("Save a copy…")), "secondary", "download")
        self.save.clicked.connect(self.save_wanted)
        head.addWidget(self.save)
        self.outside = Button(self._context.text(N_("Open outside…")), "secondary", "external-link")
        self.outside.clicked.connect(self.outside_wanted)
        head.addWidget(self.outside)
        if self._context.vault.policy.no_opening_outside:
            self.outside.hide()
        self.close_button = self._button("x", N_("Close"), self.reject)
        head.addWidget(self.close_button)
        return head

    def _button(self, icon_name: str, name: Msg, act: Callable[[], object]) -> Button:
        made = Button("", "quiet", icon_name, name=self._context.text(name))
        made.clicked.connect(lambda _on=False: act())
        return made

    def _open(self) -> None:
        if not self._way:
            self._say(UserProblem(Code.UNSUPPORTED, CANNOT, ELSEWHERE))
            return
        attachments, file = self._context.vault.attachments, self._file
        self._context.runner.start_file(
            lambda _progress: attachments.view(file.evidence, file.number), self._on_opened, failed=self._say
        )

    def _on_opened(self, opened: OpenAttachment) -> None:
        if self._closed:
            opened.close()
            return
        self._opened = opened
        self._draw()

    def _draw(self) -> None:
        opened = self._opened
        if opened is None:
            return
        start, newest = self._context.runner.start_file, self._latest(_run)
        if self._way == "text":

            def read(_progress: Progress) -> PlainText:
                return read_text(opened.read(0, MOST_BYTES), whole=opened.length <= MOST_BYTES)

            start(read, lambda found: newest(lambda: self._put_text(found)), failed=lambda why: newest(lambda: self._say(why)))
            return
        self._context.viewing.stop()  # a page that nobody waits for any more
        room = self.stack.size() - QSize(SPACE.ROOM, SPACE.ROOM)
        sharp, zoom = self.devicePixelRatioF(), ZOOMS[self._zoom]
        width = max(1, min(MOST_SIDE, round(room.width() * sharp * zoom)))
        height = max(1, min(MOST_SIDE, round(room.height() * sharp * zoom)))
        viewing, kind, page = self._context.viewing, self._way, self._page

        def show(_progress: Progress) -> Shown:
            return viewing.show(kind, opened.length, opened.read, page=page, width=width, height=height)

        start(show, lambda shown: newest(lambda: self._put_page(shown)), failed=lambda why: newest(lambda: self._say(why)))

    def _put_page(self, shown: Shown) -> None:
        image = QImage(shown.pixels, shown.width, shown.height, shown.width * 4, QImage.Format.Format_RGBA8888)
        pixels = QPixmap.fromImage(image)  # a copy: the bytes may go now
        pixels.setDevicePixelRatio(self.devicePixelRatioF())
        self.picture.setPixmap(pixels)
        self._pages = shown.pages
        self._show_page(1)
        self._enable()

    def _put_text(self, found: PlainText) -> None:
        self.text.setPlainText(found.text)
        self._show_page(2)
        if not found.whole:
            self._tell(Tone.INFO, self._context.text(CUT))

    def _show_page(self, number: int) -> None:
        self._notice.hide()
        first = self.stack.currentIndex() != number
        self.stack.setCurrentIndex(number)
        if first:
            (self._scroll if number == 1 else self.text).setFocus()

    def _tell(self, tone: Tone, what: str, hint: str = "") -> None:
        self.message.show_message(tone, what, hint)
        self._notice.show()

    def _say(self, problem: BaseException) -> None:
        if isinstance(problem, CaseVaultError) and problem.code is Code.BLOB_DAMAGED:
            self._context.damaged.add(self._file.blob)  # its row says so from now on
        notice = notice_of(problem, self._context.catalogue, self._context.reader.title_of)
        self._tell(Tone.CRITICAL if notice.grave else Tone.CAUTION, notice.what, notice.hint)
        self._waiting.setText("")
        self.stack.setCurrentIndex(0)
        self.close_button.setFocus()
        self._enable()

    def turn(self, by: int) -> None:
        """Go so many pages on."""
        page = max(0, min(self._pages - 1, self._page + by))
        if page != self._page:
            self._page = page
            self._enable()
            self._draw()

    def zoom(self, by: int) -> None:
        """Show it larger or smaller."""
        step = max(0, min(len(ZOOMS) - 1, self._zoom + by))
        if step != self._zoom:
            self._zoom = step
            self._enable()
            self._draw()

    def _enable(self) -> None:
        several = self._way == "pdf" and self._pages > 1
        for widget in (self.before, self._number, self.after):
            widget.setVisible(several)
        self._number.setText(self._context.text(PAGE, page=self._page + 1, pages=self._pages))
        self.before.setEnabled(self._page > 0)
        self.after.setEnabled(self._page < self._pages - 1)
        drawn = self._way in {"picture", "heic", "pdf"}
        for button in (self.smaller, self.larger):
            button.setVisible(drawn)
        self.smaller.setEnabled(self._zoom > 0)
        self.larger.setEnabled(self._zoom < len(ZOOMS) - 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page keys turn, plus and minus zoom, Esc closes."""
        turns = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
        zooms = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}
        key = Qt.Key(event.key())
        if key in turns and self._way == "pdf":
            self.turn(turns[key])
        elif key in zooms:
            self.zoom(zooms[key])
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw it for the new room, once the window has come to rest."""
        super().resizeEvent(event)
        if self.picture.pixmap().width():
            self._settle.start()

    def _end(self) -> None:
        self._closed = True
        self._latest(lambda _found: None)
        self._settle.stop()
        self._context.viewing.stop()
        self.text.clear()
        self.picture.clear()
        opened, self._opened = self._opened, None
        if opened is not None:
            opened.close()  # whoever still reads it finds it closed, and nobody waits for what it would have brought
