"""A file looked at in the window: pages, a picture, text, a table, a mail; from memory, parsed by a child without a key."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from casevault.domain.text import legible
from casevault.errors import CaseVaultError, Code, UserProblem
from casevault.i18n import N_, isolated
from casevault.media import documents
from casevault.media.documents import MailShown, TableShown
from casevault.media.kinds import drawn_as
from casevault.media.plain import PlainText
from casevault.media.viewer import ELSEWHERE
from casevault.ui.draw import Run
from casevault.ui.evidence.beside import TRANSCRIPT, BesidePane
from casevault.ui.evidence.find_bar import FindBar
from casevault.ui.evidence.page_bar import page_acts
from casevault.ui.evidence.page_look import PageLook
from casevault.ui.evidence.play_look import PlayLook, refusal
from casevault.ui.evidence.reading import text_of, way_of
from casevault.ui.evidence.table_look import TableLook
from casevault.ui.evidence.text_look import TextLook
from casevault.ui.jobs import Latest
from casevault.ui.messages import notice_of
from casevault.ui.theme import SPACE, Role, Style, theme
from casevault.ui.widgets.basic import Button, Hairline, Line, row
from casevault.ui.words import InlineMessage, SurfaceDialog, Tone, Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from casevault.domain.record import Record
    from casevault.ui.context import Context
    from casevault.ui.evidence.looks import Look
    from casevault.ui.evidence.reading import Reading
    from casevault.vault.attached import Attachment, OpenAttachment

NARROW = 760  # pixels at 100 % below which the buttons are signs
LARGEST, AROUND = QSize(1280, 1000), 2 * SPACE.PANE
CANNOT = N_("This kind of file cannot be shown here.")
READING = N_("Reading the file…")
CUT = N_("Only the beginning is shown: the file is longer.")


def _run(act: Callable[[], None]) -> None:
    act()


class ViewerBox(SurfaceDialog):
    """Looks at one file; that it does is a row of the log, written before the first byte is read."""

    save_wanted = Signal()
    outside_wanted = Signal()
    redact_wanted = Signal()

    def __init__(self, context: Context, file: Attachment, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._file = context, file
        self._way = way_of(file.mime)
        self._opened: OpenAttachment | None = None
        self._closed = False
        self._latest = Latest()
        self._name = isolated(legible(" ".join(file.name.split())))
        self.setAccessibleName(self._name)
        self.setModal(True)
        self.resize(parent.size().boundedTo(LARGEST) - QSize(AROUND, AROUND))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._head())
        layout.addWidget(Hairline())
        self.message = InlineMessage()
        self._notice = QWidget()
        row(self._notice, (SPACE.PANE, SPACE.CARD, SPACE.PANE, SPACE.CARD)).addWidget(self.message)
        self._notice.hide()
        layout.addWidget(self._notice)
        self.look_at = self._look()
        self.find_bar = FindBar(context, self.look_at)
        self.find_bar.setVisible(False)
        layout.addWidget(self.find_bar)
        layout.addWidget(Hairline())
        self.stack = QStackedWidget()
        self._waiting = Words(context.text(READING), role=Role.TEXT2)
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack.addWidget(self._waiting)
        self.stack.addWidget(self.look_at)
        self.beside = BesidePane(context)
        self.beside.write_wanted.connect(self._on_write)
        self.beside.hide()
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(1)
        self.split.addWidget(self.stack)
        self.split.addWidget(self.beside)
        self.split.setStretchFactor(0, 3)
        self.split.setStretchFactor(1, 2)
        layout.addWidget(self.split, 1)
        self.look_at.failed.connect(self._say)
        self.look_at.noted.connect(self._note)
        self._shortcuts()
        self.finished.connect(lambda _how: self._end())
        self._read_beside()
        self._open()

    def _head(self) -> QHBoxLayout:
        text = self._context.text
        head = row(None, (SPACE.PANE, SPACE.CARD, SPACE.PANE, SPACE.CARD), SPACE.NEAR)
        head.addWidget(Line([Run(self._name, Style.SUBTITLE)]), 1)
        self.transcript = Button(text(TRANSCRIPT), "quiet", "file-text")
        self.transcript.setCheckable(True)
        self.transcript.toggled.connect(self._on_beside)
        head.addWidget(self.transcript)
        self.redact = Button(text(N_("Redacted copy…")), "secondary", "eye-off")
        self.redact.clicked.connect(self.redact_wanted)
        self.redact.setVisible(bool(drawn_as(self._file.mime)))
        head.addWidget(self.redact)
        self.save = Button(text(N_("Save a copy…")), "secondary", "download")
        self.save.clicked.connect(self.save_wanted)
        head.addWidget(self.save)
        self.outside = Button(text(N_("Open outside…")), "secondary", "external-link")
        self.outside.clicked.connect(self.outside_wanted)
        head.addWidget(self.outside)
        if self._context.vault.policy.no_opening_outside:
            self.outside.hide()
        self._fold()  # before the box is laid out: with the words it would be wider than a low screen
        self.close_button = Button("", "quiet", "x", name=text(N_("Close")))
        self.close_button.clicked.connect(lambda _on=False: self.reject())
        head.addWidget(self.close_button)
        return head

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the name of the file its room: where the text is large, the buttons are their signs alone."""
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        for button in (self.transcript, self.redact, self.save, self.outside):
            button.fold(on=self.width() < theme.scaled(NARROW))

    def _look(self) -> Look:
        if self._way in {"picture", "heic", "pdf"}:
            made = PageLook(self._context, self._way, self._name)
            made.drawn.connect(self._show)
            return made
        if self._way == "table":
            table = TableLook(self._context, self._name)
            table.sheet_wanted.connect(self._read_table)
            return table
        if self._way == "play" and refusal(self._file.size) is None:
            film = self._file.mime.startswith("video/")
            return PlayLook(self._context, self._name, self._file.name, film=film)
        return TextLook(self._context, self._name)

    def _shortcuts(self) -> None:
        further, back = partial(self.find_bar.go, 1), partial(self.find_bar.go, -1)
        for keys, act in (("Ctrl+F", self._on_find), ("F3", further), ("Shift+F3", back)):
            QShortcut(QKeySequence(keys), self, act)

    # What tests and other boxes ask for by its kind

    @property
    def picture(self) -> QLabel:
        """Return what a page is drawn on; an empty one where it is no page."""
        return self.look_at.picture if isinstance(self.look_at, PageLook) else QLabel(self)

    @property
    def text(self) -> QPlainTextEdit:
        """Return the text that is shown; an empty one where it is none."""
        return self.look_at.body if isinstance(self.look_at, TextLook) else QPlainTextEdit(self)

    # Reading

    def _open(self) -> None:
        if not self._way:
            self._say(UserProblem(Code.UNSUPPORTED, CANNOT, ELSEWHERE))
            return
        if self._way == "play" and (why := refusal(self._file.size)) is not None:
            self._say(why)
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
        look = self.look_at
        if isinstance(look, PageLook):
            look.begin(opened)
        elif isinstance(look, PlayLook):
            look.begin(opened)
            self._show()
        elif isinstance(look, TableLook):
            self._read_table(0)
        else:
            children, mime = self._context.viewing, self._file.mime
            self._read(lambda: text_of(children, mime, opened))

    def _read_table(self, sheet: int) -> None:
        opened, children, mime = self._opened, self._context.viewing, self._file.mime
        if opened is not None:
            self._read(lambda: documents.table(children, mime, (opened.length, opened.read), sheet))

    def _read(self, read: Callable[[], Reading]) -> None:
        """Read away from the window, and show what came unless something newer was asked for."""
        newest = self._latest(_run)
        self._context.runner.start_file(
            lambda _progress: read(),
            lambda found: newest(lambda: self._put(found)),
            failed=lambda why: newest(lambda: self._say(why)),
        )

    # Showing

    def _put(self, found: Reading) -> None:
        look = self.look_at
        if isinstance(look, TableLook) and isinstance(found, TableShown):
            look.put(found)
        elif isinstance(look, TextLook) and isinstance(found, MailShown):
            look.put_mail(found)
        elif isinstance(look, TextLook) and isinstance(found, PlainText):
            look.put(found.text)
        self._show(whole=found.whole)
        if isinstance(look, TableLook):
            self.find_bar.again()  # what was looked for is looked for on this sheet

    def _show(self, *, whole: bool = True) -> None:
        self._notice.hide()
        first = self.stack.currentIndex() != 1
        self.stack.setCurrentIndex(1)
        self.find_bar.setVisible(self.look_at.can_find)
        if first:
            self.look_at.keyboard.setFocus()
        if not whole:
            self._tell(Tone.INFO, self._context.text(CUT))

    def _tell(self, tone: Tone, what: str, hint: str = "") -> None:
        self.message.show_message(tone, what, hint)
        self._notice.show()

    def _note(self, problem: BaseException) -> None:
        notice = notice_of(problem, self._context.catalogue, self._context.reader.title_of)
        self._tell(Tone.INFO, notice.what, notice.hint)

    def _say(self, problem: BaseException) -> None:
        if isinstance(problem, CaseVaultError) and problem.code is Code.BLOB_DAMAGED:
            self._context.damaged.add(self._file.blob)  # its row says so from now on
        notice = notice_of(problem, self._context.catalogue, self._context.reader.title_of)
        self._tell(Tone.CRITICAL if notice.grave else Tone.CAUTION, notice.what, notice.hint)
        self._waiting.setText("")
        self.stack.setCurrentIndex(0)
        self.find_bar.hide()
        self.close_button.setFocus()

    # Beside it

    def _read_beside(self) -> None:
        records, evidence = self._context.vault.records, self._file.evidence
        self._context.runner.start(lambda _progress: records.get(evidence), self._put_beside, urgent=True)

    def _put_beside(self, record: Record) -> None:
        if not self._closed and self.beside.put(record):
            self.transcript.setChecked(True)

    def _on_beside(self, on: bool) -> None:
        self.beside.setVisible(on)

    def _on_write(self) -> None:
        edit = self._context.doors.edit
        if edit is not None:
            evidence = self._file.evidence
            self.reject()
            edit(evidence)

    # Keys

    def _on_find(self) -> None:
        if self.look_at.can_find and self.stack.currentIndex() == 1:
            self.find_bar.begin()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page keys turn, plus, minus, 0, W and 1 size, R turns round, Esc leaves the field and then closes."""
        look, key = self.look_at, Qt.Key(event.key())
        if key == Qt.Key.Key_Escape and self.find_bar.has_keyboard:
            self.find_bar.end()
            return
        act = page_acts(look, self._way).get(key) if isinstance(look, PageLook) and not self.find_bar.has_keyboard else None
        if act is not None:
            act()
            return
        super().keyPressEvent(event)

    def _end(self) -> None:
        self._closed = True
        self._latest(lambda _found: None)
        self._context.viewing.stop()
        self.look_at.clear()
        self.beside.clear()
        opened, self._opened = self._opened, None
        if opened is not None:
            opened.close()  # whoever still reads it finds it closed, and nobody waits for what it would have brought
