"""A redacted copy drawn in the window: the page with its boxes, the boxes as a list, for whom it is, and what was looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QKeySequence, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from casevault.disclosure.redacted import drawn, make_copy
from casevault.domain.text import legible
from casevault.i18n import N_, isolated
from casevault.media import pixels
from casevault.media.child import MOST_SIDE
from casevault.ui.draw import Run
from casevault.ui.evidence.canvas import PageCanvas
from casevault.ui.evidence.drawing import Drawing
from casevault.ui.evidence.redact_rail import Rail
from casevault.ui.jobs import Latest
from casevault.ui.messages import notice_of
from casevault.ui.theme import SPACE, Role, Style
from casevault.ui.widgets.basic import Button, Hairline, Line, row
from casevault.ui.words import InlineMessage, SurfaceDialog, Tone, Words
from casevault.vault import redactions

if TYPE_CHECKING:
    from collections.abc import Callable

    from casevault.disclosure.redacted import Drawn
    from casevault.i18n import Msg
    from casevault.media.boxes import Area
    from casevault.media.viewer import Shown
    from casevault.progress import Progress
    from casevault.ui.context import Context
    from casevault.vault.attached import Attachment
    from casevault.vault.redactions import Redaction

WAIT_MS: Final = 150
TITLE = N_("Redacted copy of {name}")
NEW = N_("New copy: {audience}")
COPY = N_("{audience}: copy {number}")
PAGE = N_("Page {page} of {pages}")
SAVED = N_("The redacted copy was made, checked and noted.")
NOT_ALL = N_("It goes along with a disclosure when every page has been looked at.")
READY = N_("Every page has been looked at: it can go along with a disclosure.")
UNSAVED = N_("The boxes are not saved yet.")
AGAIN = N_("Save them, or close once more to leave them.")
READING = N_("Reading the file…")


@dataclass(frozen=True, slots=True)
class _Opened:
    drawn: Drawn
    copies: list[Redaction]


def _run(act: Callable[[], None]) -> None:
    act()


class RedactBox(SurfaceDialog):
    """Draws on one file. That it is looked at is a row of the log, written before the first byte is read."""

    saved = Signal()

    def __init__(self, context: Context, file: Attachment, parent: QWidget, audience: str = "") -> None:
        """`audience`: for whom a copy is wanted, "" where nothing is said; a copy begun for it is gone on with."""
        super().__init__(parent)
        self._context, self._file, self._audience = context, file, audience
        self._opened: _Opened | None = None
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
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._head(text(TITLE, name=name)))
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
        body.addWidget(self.canvas, 1)
        body.addWidget(Hairline(upright=True))
        self.rail = self._rail()
        body.addWidget(self.rail)
        layout.addLayout(body, 1)
        self._settle = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._settle.timeout.connect(self._draw)
        self.finished.connect(lambda _how: self._end())
        self._show()
        self._open()

    # --- what it is made of ---

    def _head(self, title: str) -> QHBoxLayout:
        head = row(None, (SPACE.PANE, SPACE.CARD, SPACE.PANE, SPACE.CARD), SPACE.NEAR)
        head.addWidget(Line([Run(title, Style.SUBTITLE)]), 1)
        self.before = self._button("chevron-left", N_("Previous page"), lambda: self.turn(-1))
        self._number = Words("", Style.SMALL, Role.TEXT2)
        self.after = self._button("chevron-right", N_("Next page"), lambda: self.turn(1))
        for widget in (self.before, self._number, self.after):
            head.addWidget(widget)
        self.save = Button(self._context.text(N_("Save redacted copy")), "primary")
        self.save.clicked.connect(self.save_copy)
        head.addWidget(self.save)
        self.close_button = self._button("x", N_("Close"), self.reject)
        head.addWidget(self.close_button)
        return head

    def _button(self, icon_name: str, name: Msg, act: Callable[[], object]) -> Button:
        made = Button("", "quiet", icon_name, name=self._context.text(name))
        made.clicked.connect(lambda _on=False: act())
        return made

    def _rail(self) -> Rail:
        rail = Rail(self._context)
        self.copies, self.list, self.remove, self.undo, self.looked = rail.copies, rail.list, rail.remove, rail.undo, rail.looked
        rail.copies.activated.connect(lambda _at: self._choose())
        rail.list.itemSelectionChanged.connect(self._on_listed)
        rail.remove.clicked.connect(lambda: self._act(self.drawing.remove))
        rail.undo.clicked.connect(lambda: self._act(self.drawing.undo))
        rail.looked.clicked.connect(lambda on: self._act(lambda: self.drawing.look(self._page, on=on)))
        return rail

    # --- reading ---

    def _open(self) -> None:
        context, file = self._context, self._file

        def work(_progress: Progress) -> _Opened:
            context.vault.attachments.view(file.evidence, file.number).close()  # the row of the log comes first
            copies = [one for one in redactions.redactions_of(context.vault, file.evidence) if one.file.row == file.row]
            return _Opened(drawn(context.vault, context.viewing, file), copies)

        context.runner.start_file(work, self._on_opened, failed=self._say)

    def _on_opened(self, opened: _Opened) -> None:
        if self._closed:
            opened.drawn.close()
            return
        self._opened = opened
        begun = next((one.id for one in opened.copies if one.audience == self._audience), f"+{self._audience}")
        self._offer(opened.copies, begun if self._audience else "")
        self._choose()

    def _offer(self, copies: list[Redaction], chosen: str = "") -> None:
        text, vocabularies = self._context.text, self._context.vault.schema.vocabularies
        label = {code: vocabularies.label("audience", code, self._context.catalogue) for code in vocabularies.codes("audience")}
        self.copies.clear()
        counted: dict[str, int] = {}
        for held in copies:
            counted[held.audience] = number = counted.get(held.audience, 0) + 1
            said = text(COPY, audience=label[held.audience], number=number)
            self.copies.addItem(f"{said} · {isolated(held.label)}" if held.label else said, held.id)
        for code, words in label.items():
            if code != "statistics":
                self.copies.addItem(text(NEW, audience=words), f"+{code}")
        self.copies.setCurrentIndex(max(0, self.copies.findData(chosen)))

    def _choose(self) -> None:
        """Begin with what is recorded of the copy that is chosen."""
        if self._opened is None:
            return
        wanted = str(self.copies.currentData())
        self._held = next((one for one in self._opened.copies if one.id == wanted), None)
        held = self._held
        pages = held.pages if held is not None else self.drawing.pages
        self.drawing.begin(pages, held.boxes if held else (), frozenset(held.looked) if held else frozenset())
        self._page = min(self._page, pages)
        self._draw()
        self._show()

    def _draw(self) -> None:
        opened = self._opened
        if opened is None:
            return
        newest, viewing, page = self._latest(_run), self._context.viewing, self._page
        sharp, room = self.devicePixelRatioF(), self.canvas.room()
        width = max(1, min(MOST_SIDE, round(room.width() * sharp)))
        height = max(1, min(MOST_SIDE, round(room.height() * sharp)))
        kind, length, read = opened.drawn.source

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
        if not self.list.hasFocus():
            self.canvas.setFocus()
        self._show()

    # --- showing ---

    def _act(self, act: Callable[[], object]) -> None:
        act()
        self._show()

    def _show(self) -> None:
        text, drawing = self._context.text, self.drawing
        self.rail.put(drawing)
        self.remove.setEnabled(drawing.chosen >= 0)
        self.undo.setEnabled(drawing.can_undo)
        ready = self._opened is not None and self.canvas.is_shown
        self.looked.setEnabled(ready)
        self.looked.setChecked(self._page in drawing.looked)
        self.save.setEnabled(ready and (drawing.changed or self._held is None))
        self._number.setText(text(PAGE, page=self._page, pages=drawing.pages))
        self.before.setEnabled(self._page > 1)
        self.after.setEnabled(self._page < drawing.pages)
        self.canvas.setAccessibleName(f"{self._number.text()}. {self.rail.figures.accessibleName()}")
        self.canvas.update()

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
        opened, held = self._opened, self._held
        if opened is None:
            return
        vault, viewing, file, drawing = self._context.vault, self._context.viewing, self._file, self.drawing
        audience, boxes, looked, pages = (
            str(self.copies.currentData()).removeprefix("+"),
            drawing.boxes,
            drawing.looked,
            drawing.pages,
        )
        self.save.setEnabled(False)

        def work(progress: Progress) -> Redaction:
            now = held
            if now is None:
                now = redactions.begin(vault, file, audience=audience, label="", pages=pages, boxes=boxes)
            elif boxes != now.boxes:
                redactions.put_boxes(vault, now, boxes)
            now = redactions.redaction(vault, file.evidence, now.id)
            make_copy(vault, viewing, now, progress)
            for page in sorted(set(now.looked) - looked):
                redactions.unlook(vault, now, page)
            if new := sorted(looked - set(now.looked)):
                redactions.look(vault, now, new)
            return redactions.redaction(vault, file.evidence, now.id)

        self._context.runner.start_file(work, self._on_saved, failed=self._say)

    def _on_saved(self, held: Redaction) -> None:
        if self._opened is None:
            return
        copies = redactions.redactions_of(self._context.vault, self._file.evidence)
        self._opened = _Opened(self._opened.drawn, [one for one in copies if one.file.row == self._file.row])
        self._offer(self._opened.copies, held.id)
        self._held = held
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

    # --- the window's own ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take back with the system's own key; the page keys turn; Esc closes."""
        if event.matches(QKeySequence.StandardKey.Undo):
            self._act(self.drawing.undo)
        elif event.matches(QKeySequence.StandardKey.Save):
            if self.save.isEnabled():
                self.save_copy()
        elif event.key() in {Qt.Key.Key_PageDown, Qt.Key.Key_PageUp}:
            self.turn(1 if event.key() == Qt.Key.Key_PageDown else -1)
        else:
            super().keyPressEvent(event)

    def reject(self) -> None:
        """Close; where boxes are not saved, say so first and close the second time."""
        if self.drawing.changed and not self._warned:
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
        opened, self._opened = self._opened, None
        if opened is not None:
            opened.drawn.close()
