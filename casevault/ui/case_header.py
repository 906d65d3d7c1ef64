"""The header of a case: name in its scripts, code, sharing label, class, what it is about, the facts, and Prepare a dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from casevault.i18n import N_
from casevault.ui.draw import EM_GAP, Run, draw, flip, width_of
from casevault.ui.marks import chip_width, class_width, draw_chip, draw_class, draw_tlp, tlp_text, tlp_width
from casevault.ui.theme import SPACE, STRONG, Role, Style, theme
from casevault.ui.widgets.basic import PAINT, Button, column, frame_of, row
from casevault.ui.widgets.facts import FactStrip

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from casevault.ui.context import Context
    from casevault.ui.read.cases import CaseHead

TALL, LOW = 80, 56  # pixels at 100 %: two lines, one
DOT = "   ·   "


class CaseTitle(QWidget):
    """The two painted lines of the header."""

    def __init__(self) -> None:
        super().__init__()
        self._head: CaseHead | None = None
        self._low = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def put(self, head: CaseHead) -> None:
        """Show this case."""
        self._head = head
        parts = [
            head.name.spoken,
            tlp_text(head.tlp) if head.tlp else "",
            f"{head.data_class.name} {head.class_word}",
            *head.about,
        ]
        self.setAccessibleName(", ".join(part for part in parts if part))
        self.update()

    def compress(self, *, on: bool) -> None:
        """Leave out what the case is about where the marks stand beside the name."""
        if on != self._low:
            self._low = on
            self.updateGeometry()
            self.update()

    def _tall(self) -> int:
        return theme.scaled(LOW if self._low and self._beside() else TALL)

    def _beside(self) -> bool:
        head = self._head
        if head is None:
            return False
        return width_of(_name_runs(head)) + 16 + self._marks_width(head, self._word(head)) <= self.width() - SPACE.PANE

    def _word(self, head: CaseHead) -> str:
        return "" if self._low else head.class_word

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Become as high as the lines that are shown."""
        super().resizeEvent(event)
        if self._low:
            self.updateGeometry()

    def wanted(self) -> float:
        """Return the width at which neither the name nor the marks are cut."""
        head = self._head
        if head is None:
            return 0.0
        return 2 * SPACE.PANE + max(width_of(_name_runs(head)), self._marks_width(head, ""))

    def wanted_in_one(self) -> float:
        """Return the width at which name and marks stand in one line."""
        head = self._head
        return 0.0 if head is None else 2 * SPACE.PANE + 16 + width_of(_name_runs(head)) + self._marks_width(head, "")

    def sizeHint(self) -> QSize:
        """Return the room it wants."""
        return QSize(400, self._tall())

    def minimumSizeHint(self) -> QSize:
        """Return the least room it needs."""
        return QSize(200, self._tall())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw name and marks, then what the case is about."""
        head = self._head
        if head is None:
            return
        painter = QPainter(self)
        painter.setRenderHints(PAINT)
        rect, middle = frame_of(self), theme.scaled(33)
        runs = _name_runs(head)
        name_width = width_of(runs)
        room = rect.width() - SPACE.PANE
        beside = self._beside()
        draw(painter, flip(rect, QRectF(SPACE.PANE, middle - 17, min(name_width + 1, room), 34)), runs)
        second = theme.scaled(62)
        if beside:
            self._marks(painter, SPACE.PANE + name_width + 16, middle, head, self._word(head))
            if self._low:
                painter.end()
                return
            line = [Run(head.about[0] if head.about else "", Style.SMALL, 0, Role.TEXT2)]
            for part in head.about[1:]:
                line += [Run(DOT, Style.SMALL, 0, Role.TEXT3), Run(part, Style.SMALL, 0, Role.TEXT3, tabular=True)]
            draw(painter, flip(rect, QRectF(SPACE.PANE, second - 10, room, theme.scaled(20))), line)
        else:
            # Name and marks are never cut to fit beside each other: the marks take the place of what the case is about.
            word = head.class_word if self._marks_width(head, head.class_word) <= room else ""
            self._marks(painter, SPACE.PANE, second, head, word)
        painter.end()

    def _marks_width(self, head: CaseHead, word: str) -> float:
        code = chip_width(head.name.code, weight=STRONG) + 6 if head.name.code else 0.0
        return code + (tlp_width(head.tlp) + 6 if head.tlp else 0.0) + class_width(head.data_class, word)

    def _marks(self, painter: QPainter, x: float, middle: float, head: CaseHead, word: str) -> None:
        rect = frame_of(self)

        def place(width: float) -> QRectF:
            return flip(rect, QRectF(x, middle - 11, width, 22))

        if head.name.code:
            box = place(chip_width(head.name.code, weight=STRONG))
            x += 6 + draw_chip(painter, box, head.name.code, role=Role.TEXT2, fill=Role.NEUTRAL_SOFT, weight=STRONG)
        if head.tlp:
            x += 6 + draw_tlp(painter, place(tlp_width(head.tlp)), head.tlp)
        draw_class(painter, place(class_width(head.data_class, word)), head.data_class, word)


class CaseHeader(QWidget):
    """Title, actions and facts; `tab_wanted` when a fact is pressed."""

    tab_wanted = Signal(str)

    def __init__(self, context: Context, more: QMenu) -> None:
        super().__init__()
        self._context = context
        self._case = ""
        self._low = False
        layout = column(self)
        self._top = top = row(spacing=SPACE.NEAR)
        self._title = CaseTitle()
        top.addWidget(self._title, 1)
        disclose = context.doors.disclose
        if disclose is not None:
            self.prepare = Button(context.text(N_("Prepare a dossier…")), "secondary", "send")
            self._small = Button("", "secondary", "send", name=context.text(N_("Prepare a dossier…")))
            self._small.hide()
            for button in (self.prepare, self._small):
                button.clicked.connect(lambda: disclose(self._case))
                top.addWidget(button)
        self.more = Button("", "secondary", "ellipsis", name=context.text(N_("More actions")))
        self.more.setMenu(more)
        if not more.actions():  # never shown from here: without a parent it would be a window of its own for a blink
            self.more.hide()
        top.addWidget(self.more)
        top.addSpacing(SPACE.PANE)
        layout.addLayout(top)
        self._facts = FactStrip(context.text(N_("Facts of this case")), 4)
        self._facts.tab_wanted.connect(self.tab_wanted)
        strip = row(None, (SPACE.PANE, 0, SPACE.PANE, 0))
        strip.addWidget(self._facts)
        layout.addLayout(strip)

    def lead(self, button: Button) -> None:
        """Put a button before the name."""
        self._top.insertWidget(0, button)

    def compress(self, *, on: bool) -> None:
        """Say the same in fewer lines, for a window that is low."""
        self._low = on
        self._title.compress(on=on)
        self._facts.compress(on=on)

    def put(self, head: CaseHead) -> None:
        """Show this case."""
        self._case = head.id
        self._title.put(head)
        self._facts.put(head.facts)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the button give up its words before the name of the case is cut."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._context.doors.disclose is None:
            return
        rest = self.width() - SPACE.PANE - 2 * SPACE.NEAR - self.more.sizeHint().width()
        small = rest - self.prepare.sizeHint().width() < self._title.wanted()
        if self._low:
            small = rest - self.prepare.sizeHint().width() < self._title.wanted_in_one()
        self.prepare.setVisible(not small)
        self._small.setVisible(small)


def _name_runs(head: CaseHead) -> list[Run]:
    runs = [Run(head.name.main, Style.TITLE), Run(EM_GAP + head.name.script if head.name.script else "", Style.TITLE, 400)]
    return [run for run in runs if run.text]
