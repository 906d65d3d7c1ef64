"""A passphrase that is to be set: six words are offered, advice follows what is typed, and it is typed twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from casevault.crypto.keywrap import wipe
from casevault.crypto.strength import ADVICE, Level, estimate
from casevault.crypto.words import words
from casevault.i18n import N_
from casevault.ui.secret_field import SHOW_TYPED, SecretField
from casevault.ui.theme import MEDIUM, SPACE, Role, Style
from casevault.ui.widgets.basic import Button
from casevault.ui.words import Words

if TYPE_CHECKING:
    from casevault.ambient import Ambient
    from casevault.i18n import Catalogue

WORDS = 6
NEW = N_("New passphrase: these six words, or your own")
AGAIN = N_("Type it again")
NEW_WORDS = N_("Other words")
WORDS_GOOD = N_("Six random words would take longer to guess than anyone can wait. Write them down until you know them.")
DIFFERENT = N_("The two do not match yet.")


class Typed:
    """What was typed twice, beside the fields: a working thread may read it, and no widget. Empty until both are the same."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def __bool__(self) -> bool:
        """Say whether there is something."""
        return bool(self._bytes)

    def put(self, secret: bytearray) -> None:
        """Hold this in place of what was held."""
        wipe(self._bytes)
        self._bytes = secret

    def copy(self) -> bytearray:
        """Return what is held; whoever asks wipes it."""
        return bytearray(self._bytes)


class NewPassphrase(QWidget):
    """Two fields and advice; `changed` after every key."""

    changed = Signal()

    def __init__(self, catalogue: Catalogue, ambient: Ambient, *known: str) -> None:
        """`known`: what a searcher knows too, such as the name of the vault."""
        super().__init__()
        self._catalogue, self._ambient, self._known = catalogue, ambient, known
        self._drawn = ""
        self.typed = Typed()
        text = catalogue.text
        self.first = SecretField(text(NEW), text(SHOW_TYPED))
        self.again = SecretField(text(AGAIN), text(SHOW_TYPED))
        self._advice = Words(style=Style.SMALL, role=Role.TEXT2, wrap=True)
        draw = Button(text(NEW_WORDS), "quiet", "rotate-ccw")
        draw.clicked.connect(self.offer)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE.NEAR)
        layout.addLayout(captioned(self.first))
        layout.addWidget(self._advice)
        layout.addWidget(draw, 0, Qt.AlignmentFlag.AlignLeading)
        layout.addLayout(captioned(self.again))
        self._differs = Words(text(DIFFERENT), Style.SMALL, Role.CAUTION, wrap=True)
        layout.addWidget(self._differs)
        self.first.textEdited.connect(self._on_own)
        for field in (self.first, self.again):
            field.textChanged.connect(self._on_changed)
        self.offer()

    def knows(self, *known: str) -> None:
        """Say what a searcher knows too, where it is known only now."""
        self._known = known

    def offer(self) -> None:
        """Draw six words and show them: they are to be read and learned."""
        self._drawn = words(WORDS, self._ambient)
        self.first.setText(self._drawn)
        self.first.show_typed(shown=True)
        self.again.clear()

    def insist(self) -> None:
        """Say below the second field that it is not the first, and go there."""
        self._differs.show()
        self.again.setFocus()

    def clear(self) -> None:
        """Let go of everything that was typed or drawn."""
        self._drawn = ""
        for field in (self.first, self.again):
            field.clear()
        self.typed.put(bytearray())

    def _on_own(self) -> None:
        # The words on offer stand there to be read; one's own are hidden from the first letter on.
        if self._drawn:
            self._drawn = ""
            self.first.show_typed(shown=False)

    def _on_changed(self) -> None:
        first, again = self.first.text(), self.again.text()
        self.typed.put(self.first.secret() if first == again else bytearray())
        self._differs.setVisible(bool(again) and not first.startswith(again))
        if first and first == self._drawn:
            self._advise(self._catalogue.text(WORDS_GOOD), Role.TEXT2)
        elif first:
            found = estimate(first, self._known)
            role = Role.TEXT2 if found.level is Level.GOOD else Role.CAUTION
            self._advise(self._catalogue.text(ADVICE[found.level], bits=found.bits), role)
        else:
            self._advise("", Role.TEXT2)
        self.changed.emit()

    def _advise(self, advice: str, role: Role) -> None:
        self._advice.setText(advice)
        self._advice.set_role(role)


def captioned(field: QLineEdit | QWidget, caption: str = "") -> QVBoxLayout:
    """Return a column of a caption and its field; without `caption`, the field's own name."""
    label = Words(caption or field.accessibleName(), Style.SMALL, Role.TEXT2, weight=MEDIUM, wrap=True)
    label.setBuddy(field)
    made = QVBoxLayout()
    made.setSpacing(SPACE.TIGHT)
    made.addWidget(label)
    made.addWidget(field)
    return made
