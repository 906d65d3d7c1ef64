"""The courtroom: one window, large type, letters that stamp. Every stamp is in the vault at once; nothing asks or blinks."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from casevault.domain.consent import text_of
from casevault.domain.mentions import as_read
from casevault.i18n import N_
from casevault.ui.application import TITLE as PROGRAM
from casevault.ui.court.head import Head
from casevault.ui.court.journal import Journal
from casevault.ui.court.moment_row import MomentRow
from casevault.ui.court.note_line import NoteLine
from casevault.ui.court.pad_editor import PadEditor
from casevault.ui.court.pad_view import PadView
from casevault.ui.draw import Run
from casevault.ui.list_model import RowsModel
from casevault.ui.lists.view import RowList
from casevault.ui.messages import notice_of
from casevault.ui.read.reader import sentence
from casevault.ui.theme import MIN_HEIGHT, MIN_WIDTH, SPACE, Choice, Role, Style, theme
from casevault.ui.widgets.basic import Hairline, Line, Panel, column, row
from casevault.ui.widgets.states import KeyCap
from casevault.ui.words import scrolled
from casevault.vault import courtroom
from casevault.vault.pad import MARK, letter_of, pad_of

if TYPE_CHECKING:
    from casevault.domain.record import Record
    from casevault.ui.context import Context
    from casevault.vault.courtroom import Moment
    from casevault.vault.pad import PadKey

MOMENTS = N_("As it happened")
EMPTY = N_("Nothing noted yet. Press a letter when something happens.")
UNDO = N_("undo")
NOT_YET = N_("not saved yet")
NOT_SAVED = N_("Not saved: {problem} It is tried again.")
QUOTES = frozenset("\"'“”„«「『")
HINTS = (
    ("Enter", N_("write a note")),
    ('"', N_("words used")),
    ("Space", N_("mark this moment")),
    ("Backspace", N_("undo last stamp")),
    ("F2", N_("change the keys")),
    ("F7", N_("light or dark")),
    ("F9", N_("leave, everything is kept")),
)
LOCK = ("Ctrl Shift L", N_("lock now"))
NARROW = 800  # pixels at 100 %
DROPPED = ("F7", "F2", LOCK[0], "Backspace", "Space")  # not told where the window is narrow, the first one first


class CourtWindow(Panel):
    """One hearing while it goes on. `left`: the person goes, and all that was noted is in the vault."""

    left = Signal()

    def __init__(self, context: Context, hearing: Record) -> None:
        super().__init__(Role.SURFACE)
        # Before anything is built: what is dressed before it was ever shown keeps the colours it was built in.
        kept = context.settings.theme
        theme.choose(Choice.HIGH if kept == Choice.HIGH.value else Choice.DARK, context.settings.text_size)
        self._flash = QApplication.cursorFlashTime()
        QApplication.setCursorFlashTime(0)  # nothing blinks
        self.setWindowTitle(PROGRAM)  # nothing shows a name outside the window
        self.setMinimumSize(MIN_WIDTH, MIN_HEIGHT)
        self._context = context
        self._leaving = self._over = False
        self._hints: dict[str, QWidget] = {}
        self.journal = Journal(context, hearing, self)
        self.keys = pad_of(hearing, context.vault.schema.vocabularies)
        self.head = Head(context, hearing)
        self._model = RowsModel(self)
        self.list = RowList(context.text(MOMENTS), self._model)
        self.list.installEventFilter(self)
        self.note = NoteLine(context, self.journal)
        self.pad = PadView(context)
        self.editor = PadEditor(context, hearing.id)
        self._beside = QStackedWidget()
        self._lay_out()
        self.pad.pressed.connect(self._stamp)
        self.note.left.connect(self.pad.setFocus)
        self.editor.done.connect(self._on_edited)
        self.journal.changed.connect(self._show)
        self.journal.saved.connect(self._on_saved)
        self.journal.failed.connect(self._on_failed)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)
        for keys, act in (("F9", self.leave), ("F2", self._edit_pad), ("F7", self._turn_light), ("Ctrl+L", self._log)):
            QShortcut(QKeySequence(keys), self, act)
        self.pad.put(self.keys)
        self._show()
        self.pad.setFocus()

    # what happens

    def _stamp(self, key: PadKey) -> None:
        vault, hearing = self._context.vault, self.journal.hearing
        self.journal.add(courtroom.moment_now(vault, hearing, key.code, key.words))

    def _mark(self) -> None:
        self.journal.add(courtroom.moment_now(self._context.vault, self.journal.hearing, MARK))

    def _quote(self) -> None:
        chosen = self.list.current_row() if self.list.hasFocus() else None
        found = {one.row: one for one in self.journal.moments}
        moment = found.get(chosen.id) if chosen is not None else self.journal.last()
        if moment is not None:
            self.note.quote(moment.row, self._title(moment)[0])
        else:
            self.note.write()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Stamp, mark, note or take back; what means nothing here does nothing."""
        if not self._take(event):
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the letters stamp from the list too; its arrows stay its own."""
        if watched is self.list and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._take(event):
            return True
        return super().eventFilter(watched, event)

    def _take(self, event: QKeyEvent) -> bool:
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if not plain or self._beside.currentWidget() is self.editor:
            return False
        acts = {
            Qt.Key.Key_Return: self.note.write,
            Qt.Key.Key_Enter: self.note.write,
            Qt.Key.Key_Space: self._mark,
            Qt.Key.Key_Backspace: self.journal.take_back,
            Qt.Key.Key_Dead_Diaeresis: self._quote,  # what the key of the quotation mark is on an international keyboard
            Qt.Key.Key_Dead_Acute: self._quote,
        }
        letter = letter_of(event.text())
        pad_key = next((key for key in self.keys if letter and key.letter == letter), None)
        act = acts.get(Qt.Key(event.key()))
        if act is None and pad_key is None and not (event.text() and event.text() in QUOTES):
            return False
        if not event.isAutoRepeat():  # a key held down is one press
            if act is not None:
                act()
            elif pad_key is not None:
                self._stamp(pad_key)
            else:
                self._quote()
        return True

    # leaving and locking

    def leave(self) -> None:
        """Go once all is in the vault; what cannot be written keeps the window open and says so."""
        if self._over:
            return
        self._leaving = True
        self.note.keep()
        if not self.journal.unsaved:
            self._go()

    def flush(self) -> None:
        """Write all that is not in the vault yet: the lock does this before it closes the vault."""
        try:
            self.journal.flush()  # the stamps first
        finally:
            try:
                self.note.flush()
            finally:
                self.editor.flush()

    def _go(self) -> None:
        self._over = True
        QApplication.setCursorFlashTime(self._flash)
        settings = self._context.settings
        theme.choose(Choice(settings.theme), settings.text_size)
        self.left.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leave: closing loses nothing and asks nothing."""
        if self._over:
            super().closeEvent(event)
            return
        event.ignore()
        self.leave()

    def _on_saved(self, time: str) -> None:
        self.head.saved(time)
        if self._leaving:
            self._go()

    def _on_failed(self, problem: BaseException) -> None:
        self._leaving = False
        notice = notice_of(problem, self._context.catalogue)
        self.head.not_saved(self._context.text(NOT_SAVED, problem=notice.what))
        self._show()

    # the keys

    def _edit_pad(self) -> None:
        if self._beside.currentWidget() is self.editor:
            self.editor.finish()
            return
        self.editor.put(self.keys)
        self._beside.setCurrentWidget(self.editor)
        self._fit()
        self.editor.begin()

    def _on_edited(self, keys: tuple[PadKey, ...]) -> None:
        self.keys = keys
        self.pad.put(keys)
        self._beside.setCurrentIndex(0)
        self._fit()
        self._show()
        self.pad.setFocus()

    def _log(self) -> None:
        log = self._context.doors.log
        if log is not None:
            log(text_of(self.journal.hearing, "case"))

    def _turn_light(self) -> None:
        theme.choose(Choice.LIGHT if theme.is_dark else Choice.DARK, self._context.settings.text_size)

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and new.window() is self:
            self.pad.rest(on=new is self.note.edit)

    # showing

    def _show(self) -> None:
        moments, unsaved = self.journal.moments, self.journal.unsaved
        newest = self.journal.mine[-1] if self.journal.mine else ""
        text = self._context.text
        rows, used = [], Counter[tuple[str, str]]()
        for one in moments:
            title, note, words = self._title(one)
            note = as_read(note)
            used[one.code, words] += 1
            waits = text(NOT_YET) if one.row in unsaved and self.head.is_in_trouble else ""
            undo = (text(UNDO), "Backspace") if one.row == newest and not waits else ("", "")
            rows.append(MomentRow(one.row, one.at[11:19] if "T" in one.at else one.at, one.code, title, note, undo, waits))
        self._model.put(rows)
        self._none.setVisible(not rows)
        self.list.setVisible(bool(rows))
        QTimer.singleShot(0, self.list, self.list.scrollToBottom)  # once the rows have their heights
        self.pad.count(used)
        self.head.put(self.journal.hearing, moments)

    def _title(self, moment: Moment) -> tuple[str, str, str]:
        """Return what a moment is called, its words, and the words of its own key ("" where it has none)."""
        for key in self.keys:
            if key.words and key.code == moment.code and moment.note.startswith(key.words):
                return key.words, moment.note.removeprefix(key.words).strip(), key.words
        label = self._context.vault.schema.vocabularies.label("stamp", moment.code, self._context.catalogue)
        return sentence(label), moment.note, ""

    def _lay_out(self) -> None:
        outer = column(self)
        outer.addWidget(self.head)
        outer.addWidget(Hairline())
        middle = row()
        self._start = QWidget()
        start = column(self._start)
        self._none = Line([Run(self._context.text(EMPTY), Style.COURT, 400, Role.TEXT3)])
        self._none.setContentsMargins(SPACE.PANE, 0, 0, 0)
        above = column(margins=(0, SPACE.ROOM, 0, SPACE.ROOM))
        none = column(margins=(SPACE.PANE, SPACE.NEAR, SPACE.PANE, 0))
        none.addWidget(self._none)
        above.addLayout(none)
        above.addWidget(self.list, 1)
        above.addStretch(0)
        start.addLayout(above, 1)
        start.addWidget(Hairline())
        start.addWidget(self.note)
        middle.addWidget(self._start, 57)
        middle.addWidget(Hairline(upright=True))
        self._middle = middle
        self._beside.setMinimumWidth(1)  # the editor is wider than the pad, and must not take the room of the notes
        self._beside.addWidget(scrolled(self.pad))
        self._beside.addWidget(self.editor)
        middle.addWidget(self._beside, 43)
        outer.addLayout(middle, 1)
        outer.addWidget(Hairline())
        outer.addWidget(self._foot())

    def _foot(self) -> Panel:
        foot = Panel(Role.CANVAS)
        line = row(foot, (SPACE.PANE, SPACE.NEAR, SPACE.PANE, SPACE.NEAR), SPACE.NEAR)
        hints = HINTS if self._context.doors.lock is None else (*HINTS, LOCK)
        for keys, what in hints:
            hint = QWidget()
            inner = row(hint, spacing=SPACE.NEAR)
            inner.addWidget(KeyCap(keys))
            inner.addWidget(Line([Run(self._context.text(what), Style.SMALL, 0, Role.TEXT2)]))
            line.addWidget(hint)
            line.addSpacing(SPACE.NEAR)
            self._hints[keys] = hint
        line.addStretch(1)
        return foot

    def _fit(self) -> None:
        """Where the text is large, halve the window between notes and one column of keys; who edits the keys has all of it."""
        narrow = self.width() < theme.scaled(NARROW)
        for place, share in enumerate((1, 0, 1) if narrow else (57, 0, 43)):
            self._middle.setStretch(place, share)
        self._start.setVisible(not narrow or self._beside.currentWidget() is not self.editor)
        self.pad.arrange(1 if narrow else 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell fewer keys where there is no room for all: one that is told is told whole."""
        super().resizeEvent(event)
        self._fit()
        QTimer.singleShot(0, self.list, self.list.scrollToBottom)
        room = self.width() - 2 * SPACE.PANE
        told = sum(hint.sizeHint().width() + 3 * SPACE.NEAR for hint in self._hints.values())
        for keys in DROPPED:
            hint = self._hints.get(keys)
            if hint is not None:
                hint.setVisible(told <= room)
                told -= 0 if told <= room else hint.sizeHint().width() + 3 * SPACE.NEAR
