"""Changing the keys of a hearing in place of the pad: letter, words, group, what is stamped, and the order. No mouse needed."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QBoxLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from casevault.i18n import N_
from casevault.ui.draft import Draft
from casevault.ui.draw import Run
from casevault.ui.editors.select import Select
from casevault.ui.messages import notice_of
from casevault.ui.read.reader import sentence
from casevault.ui.theme import CONTROL_HEIGHT, SPACE, STRONG, Role, Style, theme
from casevault.ui.widgets.basic import Button, Line, Panel, column
from casevault.ui.words import InlineMessage, Tone, Words, scrolled
from casevault.vault.pad import GROUPS, LONGEST, MOST, NOTE, STANDARD, PadKey, letter_of, set_pad

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QResizeEvent

    from casevault.domain.record import Changes
    from casevault.ui.context import Context

PARTS = 4  # of a key in a draft
TITLE = N_("Keys for this hearing")
HOW = N_("Ctrl+↑ and Ctrl+↓ move a key. Words left empty are those of what is stamped; a key without a letter is dropped.")
LETTER = N_("Key to press")
GROUP = N_("Group")
STAMPS = N_("What it stamps")
OWN_WORDS = N_("Words")
ADD = N_("Add a key")
BACK = N_("The keys made here")
DONE = N_("Done")
CANCEL = N_("Leave as they were")


class KeyRow(QWidget):
    """One key as fields."""

    def __init__(self, context: Context, key: PadKey) -> None:
        super().__init__()
        _ = context.text
        vocabularies, catalogue = context.vault.schema.vocabularies, context.catalogue
        self.letter = self._edit(key.letter, _(LETTER), 1)
        self.letter.setFixedWidth(theme.scaled(44))
        self.letter.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words = self._edit(key.words, _(OWN_WORDS), LONGEST)
        self.group = self._select([(code, _(title)) for code, title in GROUPS.items()], key.group, _(GROUP))
        labels = [(code, sentence(vocabularies.label("stamp", code, catalogue))) for code in vocabularies.codes("stamp")]
        self.code = self._select(labels, key.code, _(STAMPS))
        self.code.currentIndexChanged.connect(lambda _row: self._hint())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, SPACE.TIGHT)
        layout.setSpacing(SPACE.TIGHT)
        first, second = QHBoxLayout(), QHBoxLayout()
        for line in (first, second):
            line.setSpacing(SPACE.NEAR)
        first.addWidget(self.letter)
        first.addWidget(self.words, 1)
        second.addSpacing(theme.scaled(44) + SPACE.NEAR)
        second.addWidget(self.code, 3)
        second.addWidget(self.group, 2)
        layout.addLayout(first)
        layout.addLayout(second)
        self._hint()

    def key(self) -> PadKey:
        """Return what is entered."""
        return PadKey(
            letter_of(self.letter.text()), str(self.group.currentData()), str(self.code.currentData()), self.words.text().strip()
        )

    def _hint(self) -> None:
        self.words.setPlaceholderText(self.code.currentText())

    @staticmethod
    def _edit(text: str, name: str, most: int) -> QLineEdit:
        edit = QLineEdit(text)
        edit.setMaxLength(most)
        edit.setAccessibleName(name)
        edit.setMinimumHeight(theme.scaled(CONTROL_HEIGHT))
        edit.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        return edit

    @staticmethod
    def _select(entries: Sequence[tuple[str, str]], chosen: str, name: str) -> Select:
        box = Select()
        box.setMinimumContentsLength(8)
        box.setAccessibleName(name)
        for code, label in entries:
            box.addItem(label, code)
        box.setCurrentIndex(max(0, box.findData(chosen)))
        return box


class PadEditor(Panel):
    """The keys of one hearing, to be changed; `done` carries those that hold from now on."""

    done = Signal(object)

    def __init__(self, context: Context, hearing_id: str) -> None:
        super().__init__(Role.SURFACE)
        self._context = context
        self._hearing = hearing_id
        self._rows: list[KeyRow] = []
        self._before: tuple[PadKey, ...] = ()
        self._draft = Draft(context, f"court/keys/{hearing_id}", self._content, self)
        self._message = InlineMessage()
        inner = QWidget()
        self._stack = QVBoxLayout(inner)
        self._stack.setContentsMargins(SPACE.PANE, SPACE.NEAR, SPACE.PANE, SPACE.NEAR)
        self._stack.setSpacing(SPACE.NEAR)
        self._stack.addStretch(1)
        self._area = scrolled(inner)
        _ = context.text
        page = column(self)
        head = column(margins=(SPACE.PANE, SPACE.CARD, SPACE.PANE, SPACE.NEAR), spacing=SPACE.TIGHT)
        head.addWidget(Line([Run(_(TITLE), Style.SUBTITLE, STRONG)]))
        head.addWidget(Words(_(HOW), Style.SMALL, Role.TEXT2, wrap=True))
        head.addWidget(self._message)
        page.addLayout(head)
        page.addWidget(self._area, 1)
        self._foot, changes, answers = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        self._halves = changes, answers
        self._foot.setContentsMargins(SPACE.PANE, SPACE.CARD, SPACE.PANE, SPACE.CARD)
        for line in (self._foot, changes, answers):
            line.setSpacing(SPACE.NEAR)
        self._add_button = Button(_(ADD), "quiet", "plus")
        standard, cancel, done = Button(_(BACK), "quiet"), Button(_(CANCEL)), Button(_(DONE), "primary")
        self._add_button.clicked.connect(self._on_add)
        standard.clicked.connect(lambda: self._fill(STANDARD))
        cancel.clicked.connect(self._on_cancel)
        done.clicked.connect(self.finish)
        for widget in (self._add_button, standard):
            changes.addWidget(widget)
        changes.addStretch(1)
        answers.addStretch(1)
        for widget in (cancel, done):
            answers.addWidget(widget)
        self._foot.addLayout(changes)
        self._foot.addLayout(answers)
        page.addLayout(self._foot)
        # As shortcuts: the page that scrolls would take the arrows for itself.
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, act in (
            ("Ctrl+Return", self.finish),
            ("Ctrl+Enter", self.finish),
            ("Ctrl+Up", partial(self._move, -1)),
            ("Ctrl+Down", partial(self._move, 1)),
        ):
            QShortcut(QKeySequence(keys), self, act, context=here)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the answers below what changes the keys where one line would cut the words of both."""
        super().resizeEvent(event)
        margins = self._foot.contentsMargins()
        parts = [half.sizeHint().width() for half in self._halves]
        wanted = sum(parts) + self._foot.spacing() + margins.left() + margins.right()
        below = wanted > event.size().width()
        self._foot.setDirection(QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight)

    def put(self, keys: Sequence[PadKey]) -> None:
        """Show these keys, or what was being made of them when it was left."""
        self._before = tuple(keys)
        self._message.hide()
        self._fill(keys)
        self._draft.load(self._on_draft)

    def begin(self) -> None:
        """Take the keyboard."""
        if self._rows:
            self._rows[0].letter.setFocus()

    def finish(self) -> None:
        """Keep the keys as they stand; what cannot be is said in words and nothing is lost."""
        keys = tuple(key for row in self._rows if (key := row.key()).letter)
        vault, hearing, draft = self._context.vault, self._hearing, self._draft.key
        self._draft.hold()

        def work(_progress: object) -> Changes:
            changes = set_pad(vault, hearing, keys)
            vault.drafts.discard(draft)
            return changes

        def kept(changes: Changes) -> None:
            self._draft.forget()
            self._context.changes.happened.emit(changes)
            self.done.emit(keys or STANDARD)

        self._context.runner.start(work, kept, failed=self._on_failed, urgent=True)

    def flush(self) -> None:
        """Write what is being changed at once."""
        self._draft.flush()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves the keys as they were."""
        if event.key() == Qt.Key.Key_Escape:
            self._on_cancel()
        else:
            super().keyPressEvent(event)

    def _move(self, step: int) -> None:
        focused = QApplication.focusWidget()
        at = next((n for n, row in enumerate(self._rows) if focused is not None and row.isAncestorOf(focused)), -1)
        to = at + step
        if at < 0 or not 0 <= to < len(self._rows):
            return
        self._rows[at], self._rows[to] = self._rows[to], self._rows[at]
        moved = self._rows[to]
        self._stack.removeWidget(moved)
        self._stack.insertWidget(to, moved)
        for before, after in pairwise(self._rows):
            QWidget.setTabOrder(before.group, after.letter)
        moved.letter.setFocus()
        self._area.ensureWidgetVisible(moved)
        self._draft.note_change()

    def _fill(self, keys: Sequence[PadKey]) -> None:
        for row in self._rows:
            self._stack.removeWidget(row)
            row.deleteLater()
        self._rows = []
        for key in keys:
            self._add(key)

    def _add(self, key: PadKey) -> KeyRow:
        row = KeyRow(self._context, key)
        for edit in (row.letter, row.words):
            edit.textEdited.connect(lambda _text: self._draft.note_change())
        for box in (row.group, row.code):
            box.activated.connect(lambda _row: self._draft.note_change())
        self._stack.insertWidget(len(self._rows), row)
        self._rows.append(row)
        self._add_button.setEnabled(len(self._rows) < MOST)
        return row

    def _on_add(self) -> None:
        row = self._add(PadKey("", "course", NOTE))
        row.letter.setFocus()
        self._area.ensureWidgetVisible(row)

    def _on_cancel(self) -> None:
        self._draft.forget()
        drafts, key = self._context.vault.drafts, self._draft.key
        self._context.runner.start(lambda _progress: drafts.discard(key), lambda _none: None)
        self.done.emit(self._before)

    def _on_failed(self, problem: BaseException) -> None:
        self._draft.keep()
        notice = notice_of(problem, self._context.catalogue)
        self._message.show_message(Tone.CRITICAL if notice.grave else Tone.CAUTION, notice.what, notice.hint)

    def _content(self) -> dict[str, Any]:
        keys = [row.key() for row in self._rows]
        return {"keys": [[key.letter, key.group, key.code, key.words] for key in keys]}

    def _on_draft(self, draft: Mapping[str, Any]) -> None:
        keys = draft.get("keys")
        if isinstance(keys, list):
            self._fill([PadKey(*map(str, key)) for key in keys[:MOST] if isinstance(key, list) and len(key) == PARTS])
