"""Beside the preview: what waits for a decision, the counts that add up, and the consents that are relied on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from casevault.disclosure.request import Action
from casevault.disclosure.scan_terms import Grade
from casevault.i18n import N_
from casevault.ui.disclose.sides import MARKS, NAMES
from casevault.ui.disclose.walk import KEYS, REPLACED, SwapCard
from casevault.ui.draw import rounded
from casevault.ui.theme import RADIUS, RAIL_WIDTH, SPACE, STRONG, Role, Style, color, pixmap, theme
from casevault.ui.widgets.basic import QWIDGETSIZE_MAX, Button
from casevault.ui.words import Words

if TYPE_CHECKING:
    from casevault.disclosure.request import Preview
    from casevault.disclosure.scan_hits import Hit
    from casevault.i18n import Catalogue, Msg

MARK = 24  # pixels for the mark of a line
NEEDS_YOU = N_("Needs you")
LEAVES = N_("What leaves")
SELECTED = N_("Selected")
FILES = N_("Files that go along")
CONSENT = N_("Consent relied on")
NO_CONSENT = N_("None: every person in it is on the public record, and was not asked.")
STRONG_HIT = N_("The finished page names “{term}”, which may not leave. Change the text in the record; it cannot be accepted.")
WEAK_HIT = N_("The finished page has “{term}” ({where}). It may be an ordinary word. If it is, say why.")
LOOKS_LIKE = N_(
    "The finished page has “{term}” ({where}). It may tell who or where someone is. Replace it, or say why it may stay."
)
WHY = N_("Why it may stay")
REPLACE = N_("Replace")
LIMIT = N_(
    "The scan finds the names, numbers and addresses recorded in this vault. It cannot see a detail that points to someone "
    "without naming them. Read it once yourself."
)


class HitBox(QWidget):
    """One place in the finished page that waits for a person."""

    answered = Signal()
    replaced = Signal(str)

    def __init__(self, hit: Hit, catalogue: Catalogue, reason: str = "") -> None:
        super().__init__()
        self.hit = hit
        strong = hit.grade is Grade.STRONG
        sentence = STRONG_HIT if strong else LOOKS_LIKE if hit.kind else WEAK_HIT
        text = catalogue.text(sentence, term=hit.term, where=hit.where.words(catalogue))
        self.reason = QLineEdit(reason)
        self.reason.setPlaceholderText(catalogue.text(WHY))
        self.reason.setAccessibleName(f"{catalogue.text(WHY)}: {hit.term}")
        self.reason.setMinimumHeight(theme.scaled(32))
        if strong:  # only ever hidden: shown before it has a place, it would be a window of its own and take the keyboard
            self.reason.hide()
        self.reason.textChanged.connect(lambda _text: self.answered.emit())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE.CARD, SPACE.CARD, SPACE.CARD, SPACE.CARD)
        layout.addWidget(Words(text, wrap=True))
        layout.addWidget(self.reason)
        self.replace = Button(catalogue.text(REPLACE))
        self.replace.setAccessibleName(f"{catalogue.text(REPLACE)}: {hit.term}")
        # What stands in no text (the name of a court) has nothing that could stand instead.
        if strong or not hit.where.field:
            self.replace.hide()
        self.replace.clicked.connect(lambda: self.replaced.emit(hit.id))
        layout.addWidget(self.replace, 0, Qt.AlignmentFlag.AlignLeading)

    @property
    def settled(self) -> bool:
        """Say whether a reason was given; a strong hit is never settled here."""
        return self.hit.grade is not Grade.STRONG and bool(self.reason.text().strip())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the box."""
        painter = QPainter(self)
        rounded(painter, QRectF(self.rect()), RADIUS.CARD, Role.CRITICAL_SOFT, Role.CRITICAL)
        painter.end()


class ConsentLine(QWidget):
    """One consent that is relied on."""

    def __init__(self, title: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self._mark = QLabel()
        self._mark.setFixedWidth(MARK)
        self._mark.setAccessibleName(title)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Words(title, wrap=True), 1)
        theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self._mark.setPixmap(pixmap("shield-check", Role.OK, 16))


class Rail(QWidget):
    """The column at the trailing edge."""

    changed = Signal()
    replace = Signal(str)  # the id of a doubtful place that is to be replaced
    looked = Signal(object)  # the replacement that is looked at

    def __init__(self, catalogue: Catalogue, unasked: Msg = NO_CONSENT) -> None:
        super().__init__()
        self._catalogue, self.unasked = catalogue, unasked
        self.widen(on=False)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(SPACE.PANE, SPACE.GROUP, SPACE.PANE, SPACE.GROUP)
        self._column.setSpacing(SPACE.NEAR)
        self._boxes: list[HitBox] = []
        self.card: SwapCard | None = None
        self._near = -1  # the place that the keys act on: a box, or after them the card

    def widen(self, *, on: bool) -> None:
        """Take all the room there is, or that of a rail."""
        self._wide = on
        self.setMinimumWidth(0 if on else theme.pane(RAIL_WIDTH))
        self.setMaximumWidth(QWIDGETSIZE_MAX if on else theme.pane(RAIL_WIDTH))

    def fill(self, preview: Preview, consents: list[str]) -> None:
        """Show the figures of `preview`; `consents` are titles."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        _ = self._catalogue.text
        given = dict(self.accepted())
        self._boxes = [HitBox(hit, self._catalogue, given.get(hit.id, "")) for hit in preview.hits]
        self._near = -1
        if self._boxes:
            self._column.addWidget(Words(f"{_(NEEDS_YOU)}  {len(self._boxes)}", Style.SUBTITLE))
        for box in self._boxes:
            box.answered.connect(self.changed)
            box.replaced.connect(self.replace)
            self._column.addWidget(box)
            box.show()  # at once: a layout shows what it is given a moment later, and a key may come before that
        self.card = SwapCard(preview.swaps, self._catalogue) if preview.swaps else None
        if self.card is not None:
            self._column.addWidget(Words(_(REPLACED), Style.SUBTITLE))
            self.card.moved.connect(self.looked)
            self._column.addWidget(self.card)
        if self._boxes or self.card is not None:
            self._column.addWidget(Words(_(KEYS), Style.SMALL, Role.TEXT2, wrap=True))
        self._put_figures(preview, consents)
        self._column.addStretch(1)
        self._column.addWidget(Words(_(LIMIT), Style.SMALL, Role.TEXT2, wrap=True))

    def _put_figures(self, preview: Preview, consents: list[str]) -> None:
        _ = self._catalogue.text
        self._column.addWidget(Words(_(LEAVES), Style.SUBTITLE))
        for action in Action:
            self._column.addWidget(self._figure(MARKS[action], _(NAMES[action]), preview.count(action)))
        self._column.addWidget(_Line())
        self._column.addWidget(self._figure("", _(SELECTED), preview.selected))
        if preview.files:
            self._column.addSpacing(SPACE.ROOM)
            self._column.addWidget(self._figure("paperclip", _(FILES), len(preview.files)))
        self._column.addSpacing(SPACE.ROOM)
        self._column.addWidget(Words(_(CONSENT), Style.SUBTITLE))
        for title in consents:
            self._column.addWidget(ConsentLine(title))
        if not consents:
            self._column.addWidget(Words(_(self.unasked), wrap=True))

    @property
    def open_points(self) -> int:
        """How many places still wait."""
        return sum(1 for box in self._boxes if not box.settled)

    def accepted(self) -> tuple[tuple[str, str], ...]:
        """Return the weak hits with the reasons given."""
        return tuple((box.hit.id, box.reason.text().strip()) for box in self._boxes if box.settled)

    def go(self, by: int) -> QWidget | None:
        """Go to the next place (`by` 1) or the one before: first what waits for a person, then what was replaced."""
        last = len(self._boxes) + (self.card is not None)
        if not last:
            return None
        on_card = self.card is not None and self._near == len(self._boxes)
        if on_card and self.card is not None and 0 <= self.card.at + by < self.card.count:
            self.card.step(by)
            return self.card
        self._near = (self._near + by) % last if self._near >= 0 or by > 0 else last - 1
        if self._near < len(self._boxes):
            box = self._boxes[self._near]
            (box.replace if box.replace.isVisible() else box).setFocus()
            return box
        if self.card is not None:
            self.card.start(last=by < 0)
            self.card.next.setFocus()
        return self.card

    def keep_here(self) -> None:
        """Put the keyboard where the reason for the place it is at is written; a strong find has none."""
        if 0 <= self._near < len(self._boxes) and self._boxes[self._near].reason.isVisible():
            self._boxes[self._near].reason.setFocus()

    def replace_here(self) -> None:
        """Replace the doubtful place the keys are at."""
        if 0 <= self._near < len(self._boxes) and self._boxes[self._near].replace.isVisible():
            self._boxes[self._near].replace.click()

    def _figure(self, name: str, label: str, number: int) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        if name:
            mark = QLabel()
            mark.setFixedWidth(MARK)
            mark.setPixmap(pixmap(name, Role.TEXT2, 16))
            mark.setAccessibleName(label)
            row.addWidget(mark)
        else:
            row.addSpacing(MARK + row.spacing())
        row.addWidget(Words(label), 1)
        row.addWidget(Words(str(number), weight=STRONG))
        return line


class _Line(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(SPACE.NEAR)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(color(Role.BORDER), 1))
        middle = self.height() // 2
        painter.drawLine(0, middle, self.width(), middle)
        painter.end()
