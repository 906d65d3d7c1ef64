"""A file as text: plain, the words of a document, or a mail with its headers and the list of what is attached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from casevault.domain.text import legible
from casevault.i18n import N_, isolated
from casevault.ui.evidence.looks import MOST_HITS, Look
from casevault.ui.read.file_words import size_words
from casevault.ui.theme import SPACE, Role, color
from casevault.ui.widgets.basic import column
from casevault.ui.widgets.kept_text import KeptText

if TYPE_CHECKING:
    from casevault.media.documents import MailShown
    from casevault.ui.context import Context

HEADERS = {"From": N_("From: {value}"), "To": N_("To: {value}"), "Cc": N_("Cc: {value}"), "Date": N_("Date: {value}")}
HEADERS |= {"Subject": N_("Subject: {value}")}
ATTACHED_TO_IT = N_("{count} file attached to this message:", "{count} files attached to this message:")
UNNAMED = N_("without a name")


class TextLook(Look):
    """Text that is read and searched, and not changed."""

    can_find = True

    def __init__(self, context: Context, name: str) -> None:
        super().__init__(context)
        self.body = KeptText()
        self.body.setReadOnly(True)
        self.body.setAccessibleName(name)
        column(self, (SPACE.CARD, SPACE.CARD, SPACE.CARD, SPACE.CARD)).addWidget(self.body)
        self._spots: list[QTextCursor] = []

    @property
    def keyboard(self) -> QWidget:
        """Return where the keyboard goes."""
        return self.body

    def put(self, text: str) -> None:
        """Show this text."""
        self.body.setPlainText(text)

    def put_mail(self, mail: MailShown) -> None:
        """Show a message: its headers, what is attached, its text."""
        catalogue = self.context.catalogue
        lines = [
            catalogue.text(HEADERS[name], value=isolated(legible(value))) if name in HEADERS else f"{name}: {legible(value)}"
            for name, value in mail.headers
        ]
        if mail.parts:
            lines += ["", catalogue.text(ATTACHED_TO_IT, count=len(mail.parts))]
            for name, kind, size in mail.parts:
                shown = isolated(legible(" ".join(name.split()))) if name else catalogue.text(UNNAMED)
                lines.append(f"  {shown} · {legible(kind)} · {size_words(size, catalogue)}")
        self.put("\n".join([*lines, "", mail.text]))

    def count_hits(self) -> int:
        """Mark every place where the needle stands."""
        self._spots = []
        document, spot = self.body.document(), QTextCursor()
        while self._needle and len(self._spots) < MOST_HITS:
            spot = document.find(self._needle, spot)
            if spot.isNull():
                break
            self._spots.append(QTextCursor(spot))
        return len(self._spots)

    def look_for(self, needle: str) -> None:
        """Look for `needle`; without one no mark is left."""
        super().look_for(needle)
        if not self._found:
            self._spots = []
            self.body.setExtraSelections([])

    def show_hit(self, number: int) -> None:
        """Mark all hits, this one stronger, and scroll to it."""
        marks = []
        for place, spot in enumerate(self._spots):
            mark = QTextEdit.ExtraSelection()
            ground, ink = (Role.ACCENT, Role.ON_ACCENT) if place == number else (Role.CAUTION_SOFT, Role.TEXT)
            mark.format.setBackground(color(ground))
            mark.format.setForeground(color(ink))
            mark.cursor = spot
            marks.append(mark)
        self.body.setExtraSelections(marks)
        here = QTextCursor(self._spots[number])
        here.setPosition(here.selectionStart())
        self.body.setTextCursor(here)
        self.body.centerCursor()

    def clear(self) -> None:
        """Let go of the text."""
        self._spots = []
        self.body.clear()
