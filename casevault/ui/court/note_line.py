"""The line under the moments: a note, or the words with a stamp. What is typed is a draft and comes back after anything."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal

from casevault.domain.values import FIELD_LIMIT
from casevault.errors import UserProblem
from casevault.i18n import N_
from casevault.ui.draft import AT_ONCE, Draft
from casevault.ui.editors.surroundings import VaultSurroundings
from casevault.ui.mentioning import Mentioning, MentionLine
from casevault.ui.messages import notice_of
from casevault.ui.theme import MEDIUM, REGULAR, SPACE, Role, Style, font, theme
from casevault.ui.widgets.basic import Panel, column
from casevault.ui.words import Words
from casevault.vault import courtroom
from casevault.vault.courtroom import Moment, now_at
from casevault.vault.pad import NOTE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QInputMethodEvent, QKeyEvent

    from casevault.ui.context import Context
    from casevault.ui.court.journal import Journal

LINE_HEIGHT = 52
IDLE = N_('Enter writes a note, " the words used with the last stamp.')
NOTE_SAYS = N_("Note, stamped {time} when you began to type. Enter keeps it, Esc goes back to the pad.")
WORDS_SAY = N_("Words with “{stamp}”, {time}. Enter keeps them, Esc goes back to the pad.")
NOTE_NAME = N_("Note")
PAIR = "“”"


class CourtEdit(MentionLine):
    """One large line. `began`: something stands in it, be it half a syllable of an input method."""

    began = Signal()
    left = Signal()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Tell of what is composed too: the moment is the one at which the typing began."""
        super().inputMethodEvent(event)
        if event.preeditString() or event.commitString():
            self.began.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the pad; the text stays."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)
        event.accept()  # a line lets Enter pass on, and the pad behind it would open the line again


@dataclass(slots=True)
class Typing:
    """What the line is for: `row` and `at` of the note to be, or the stamp that gets words (`to`) after those it had (`seen`)."""

    row: str = ""
    at: str = ""
    to: str = ""
    seen: str = ""

    def is_of(self, draft: Mapping[str, object] | None) -> bool:
        """Say whether a draft is what this was typed as, and not the beginning of the next line."""
        return draft is not None and all(draft.get(key, "") == getattr(self, key) for key in ("row", "to", "seen"))


class NoteLine(Panel):
    """The line, and below it in words what Enter will do."""

    left = Signal()
    focused = Signal(bool)

    def __init__(self, context: Context, journal: Journal) -> None:
        super().__init__(Role.SURFACE)
        self._context = context
        self._journal = journal
        self._typing = Typing()
        self._titles: dict[str, str] = {}
        self._draft = Draft(context, f"court/{journal.hearing.id}", self._content, self, every=AT_ONCE)
        self.edit = CourtEdit()
        around = VaultSurroundings(context, self._draft.note_change, context.messages.show)
        self.named = Mentioning(self.edit, around, ahead=False)  # Enter keeps the note; Tab takes who is offered
        self.named.changed.connect(self._draft.note_change)
        self.edit.setObjectName("court.note")
        self.edit.setAccessibleName(context.text(NOTE_NAME))
        self.edit.setMaxLength(FIELD_LIMIT)
        self.edit.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self._says = Words(style=Style.SMALL, role=Role.TEXT2, wrap=True)
        layout = column(self, (SPACE.PANE, SPACE.CARD, SPACE.PANE, SPACE.CARD), SPACE.TIGHT)
        layout.addWidget(self.edit)
        layout.addWidget(self._says)
        self.edit.textEdited.connect(self._on_typed)
        self.edit.began.connect(self._on_began)
        self.edit.left.connect(self.left)
        self.edit.returnPressed.connect(self._on_enter)
        theme.changed.connect(self._dress)
        self._dress()
        self._say()
        self._draft.load(self._on_draft)

    def write(self) -> None:
        """Take the keyboard for a note, or for what stands in the line already."""
        self.edit.setFocus()

    def quote(self, row: str, title: str) -> None:
        """Take the keyboard for the words used with a stamp; what stands in the line already comes first."""
        self._titles[row] = title
        if not self.edit.text():
            self._typing = Typing(to=row, seen=self._journal.note_of(row))
            self.edit.setText(PAIR)
            self.edit.setCursorPosition(1)
            self._draft.note_change()
        self.edit.setFocus()
        self._say()

    def has_text(self) -> bool:
        """Say whether something stands in the line that Enter would keep."""
        return bool(self._text())

    def flush(self) -> None:
        """Write what is half typed at once."""
        self._draft.flush()

    def keep(self) -> None:
        """Write what is half typed, away from the window's thread."""
        self._draft.keep()

    def _text(self) -> str:
        text = self.named.marked().strip()
        return "" if text == PAIR else text

    def _content(self) -> dict[str, Any]:
        return {"text": self.named.marked(), **asdict(self._typing)}

    def _on_began(self) -> None:
        if not self._typing.to and not self._typing.at:
            vault = self._context.vault
            self._typing = Typing(vault.ambient.new_id(), now_at(vault, self._journal.hearing))
            self._say()

    def _on_typed(self, text: str) -> None:
        if text:
            self._on_began()
        else:
            self._typing = Typing()
        self._say()
        self._draft.note_change()

    def _on_enter(self) -> None:
        text, typing = self._text(), self._typing
        try:
            courtroom.worded(self._journal.note_of(typing.to), text)
        except UserProblem as problem:  # said while it can be mended: it stays in the line, and in the draft
            notice = notice_of(problem, self._context.catalogue)
            self._says.set_role(Role.CRITICAL)
            self._says.setText(f"{notice.what} {notice.hint}".strip())
            return
        self._typing = Typing()
        self.edit.clear()
        self._draft.forget()
        drafts, key = self._context.vault.drafts, self._draft.key

        def drop() -> None:
            # By the time a moment is in the vault the next line may be half typed, and the draft be of that one.
            if typing.is_of(drafts.load(key)):
                drafts.discard(key)

        if not text:
            self._context.runner.start(lambda _progress: drop(), lambda _none: None)
        elif typing.to:
            self._journal.word(typing.to, text, then=drop)
        else:
            self._journal.add(Moment(typing.row, typing.at, NOTE, text), then=drop)
        self._say()
        self.left.emit()

    def _on_draft(self, draft: Mapping[str, Any]) -> None:
        text, row, at, to, seen = (str(draft.get(key) or "") for key in ("text", "row", "at", "to", "seen"))
        known = {one.row: one for one in self._journal.moments}
        is_kept = row in known or (to in known and known[to].note == _worded(seen, text.strip()))
        if not text.strip(PAIR + " ") or self.edit.text() or is_kept or (to and to not in known):
            return
        self._typing = Typing(row, at, to, seen)
        self.named.put(text)
        self.edit.setCursorPosition(len(self.edit.text()) - (1 if to and text.endswith(PAIR[1]) else 0))
        self._say()
        self.write()

    def _say(self) -> None:
        text, typing = self._context.text, self._typing
        self._says.set_role(Role.TEXT2)
        if typing.to:
            at = next((one.at for one in self._journal.moments if one.row == typing.to), "")
            self._says.setText(text(WORDS_SAY, stamp=self._titles.get(typing.to, "…"), time=at[11:19]))
        else:
            self._says.setText(text(NOTE_SAYS, time=typing.at[11:19]) if typing.at else text(IDLE))

    def _dress(self) -> None:
        self.edit.setFont(font(Style.COURT, REGULAR))
        self.edit.setFixedHeight(theme.scaled(LINE_HEIGHT))
        self._says.setFont(font(Style.SMALL, MEDIUM))


def _worded(seen: str, words: str) -> str:
    """Return a note with further words, "" where no note can hold them: a draft keeps what is typed, fit or not."""
    try:
        return courtroom.worded(seen, words)
    except UserProblem:
        return ""
