"""What a list says where nothing is left of it: what was asked, and which facet to take away to find something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from casevault.i18n import N_, isolated
from casevault.ui.draw import Run
from casevault.ui.theme import SPACE, STRONG, Role, Style
from casevault.ui.widgets.basic import Button, Line, Paragraph, column, row

if TYPE_CHECKING:
    from casevault.ui.context import Context
    from casevault.ui.read.listed import Answer

NOTHING = N_("Nothing matches")
LOOSER = N_("Try fewer letters, pinyin, or another script.")
FEWER = N_("Take away one of the facets over this list.")
WITH_WORDS = N_(
    "Nothing in {list} matches “{query}” with {facet}. Without the facet there is {count}.",
    "Nothing in {list} matches “{query}” with {facet}. Without the facet there are {count}.",
)
ALONE = N_(
    "Nothing in {list} is left with {facet}. Without the facet there is {count}.",
    "Nothing in {list} is left with {facet}. Without the facet there are {count}.",
)
TAKE_AWAY = N_("Take away {facet}")


class NothingLeft(QWidget):
    """The state. `wanted` carries the facet that shall be taken away."""

    wanted = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._facet = ""
        layout = column(self, (SPACE.PANE, SPACE.GROUP, SPACE.PANE, SPACE.GROUP), SPACE.NEAR)
        layout.addWidget(Line([Run(context.text(NOTHING), Style.BODY, STRONG)]))
        self._words = Paragraph(context.text(LOOSER), Style.BODY, Role.TEXT2)
        self._words.setMaximumWidth(520)
        layout.addWidget(self._words)
        foot = row(spacing=SPACE.NEAR)
        self.button = Button(context.text(N_("Take away a facet")))
        self.button.clicked.connect(lambda _on=False: self.wanted.emit(self._facet))
        self.button.hide()
        foot.addWidget(self.button)
        foot.addStretch(1)
        layout.addSpacing(SPACE.TIGHT)
        layout.addLayout(foot)
        layout.addStretch(1)

    @property
    def words(self) -> str:
        """Return what is said."""
        return self._words.accessibleName()

    def say(self, found: Answer, plural: str) -> None:
        """Say what came of an answer, if nothing did."""
        if found.ids:
            return
        text, question, without = self._context.text, found.question, found.without
        self._facet = without.facet if without is not None else ""
        self.button.setVisible(without is not None)
        if without is None:
            self._words.put(text(LOOSER if question.query else FEWER))
            return
        label = isolated(without.label)
        said = {"list": plural, "facet": label, "query": isolated(question.query)}
        self._words.put(text(WITH_WORDS if question.query else ALONE, count=without.count, **said))
        self.button.setText(text(TAKE_AWAY, facet=label))
        self.button.setAccessibleName(self.button.text())
