"""What the boxes that erase are put together from: sentences of what goes and stays, names of records, the word to be typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from casevault.i18n import N_, isolated
from casevault.ui.theme import CONTROL_HEIGHT, MEDIUM, SPACE, STRONG, Role, Style, theme
from casevault.ui.widgets.basic import row
from casevault.ui.words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.i18n import Catalogue

SHOWN = 4  # names of records in one list; how many more there are is said
GOES = N_("What goes")
STAYS = N_("What stays")
TYPE_THIS = N_("Type {word} to say that you mean it")
MORE = N_("and {count} more", "and {count} more")
LONGEST = 64  # characters of a name
DOT = 14  # width of what stands before a sentence


class Sentences(QWidget):
    """A heading and sentences below it, each with the names that belong to it."""

    def __init__(self, heading: str) -> None:
        super().__init__()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACE.TIGHT)
        self._heading = Words(heading, weight=STRONG)
        self._layout.addWidget(self._heading)
        self._heading.setVisible(bool(heading))

    def put(self, sentences: Sequence[tuple[str, Sequence[str]]], catalogue: Catalogue) -> None:
        """Show these (sentence, names) in place of what was shown."""
        while self._layout.count() > 1:
            taken = self._layout.takeAt(1)
            if taken is not None and (widget := taken.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for sentence, names in sentences:
            self._layout.addWidget(_pointed(sentence, Role.TEXT, "•"))
            for name in names[:SHOWN]:
                self._layout.addWidget(_pointed(isolated(_short(name)), Role.TEXT2, ""))
            if len(names) > SHOWN:
                self._layout.addWidget(_pointed(catalogue.text(MORE, count=len(names) - SHOWN), Role.TEXT2, ""))
        self.setVisible(bool(sentences))


class TypedWord(QWidget):
    """The field in which a word is typed before anything is destroyed; `changed` says whether it is the right one now."""

    changed = Signal(bool)

    def __init__(self, catalogue: Catalogue, word: str) -> None:
        super().__init__()
        self._word = word
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE.TIGHT)
        caption = Words(catalogue.text(TYPE_THIS, word=isolated(word)), Style.SMALL, Role.TEXT2, weight=MEDIUM, wrap=True)
        self.field = QLineEdit()
        self.field.setMinimumHeight(theme.scaled(CONTROL_HEIGHT))
        self.field.setAccessibleName(catalogue.text(TYPE_THIS, word=word))
        self.field.setInputMethodHints(Qt.InputMethodHint.ImhNoAutoUppercase | Qt.InputMethodHint.ImhNoPredictiveText)
        caption.setBuddy(self.field)
        layout.addWidget(caption)
        layout.addWidget(self.field)
        self.field.textChanged.connect(lambda _text: self.changed.emit(self.is_right))

    @property
    def is_right(self) -> bool:
        """Say whether what is typed is the word."""
        return self.text() == self._word

    def text(self) -> str:
        """Return what is typed."""
        return self.field.text().strip()


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[:LONGEST].rstrip()}…"


def _pointed(sentence: str, role: Role, point: str) -> QWidget:
    made = QWidget()
    line = row(made, spacing=0)
    before = Words(point, role=Role.TEXT2)
    before.setFixedWidth(DOT)
    line.addWidget(before, 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(Words(sentence, role=role, wrap=True), 1)
    return made
