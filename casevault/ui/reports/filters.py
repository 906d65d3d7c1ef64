"""What the reports of the window count: from, until, country, status, role, tag, and how long a period is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from casevault.domain.dates import span
from casevault.domain.reports import Per, Wanted
from casevault.errors import UserProblem
from casevault.i18n import N_
from casevault.ui.editors.select import Select
from casevault.ui.editors.surroundings import VaultSurroundings
from casevault.ui.editors.text import DateEdit
from casevault.ui.theme import SPACE, Role, Style
from casevault.ui.widgets.basic import Button, column
from casevault.ui.words import Words
from casevault.vault.reports import LISTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.ui.context import Context

WAIT_MS = 350  # after the last key
ANY = N_("All of them")
FROM, UNTIL, PERIODS = N_("From"), N_("Until"), N_("Periods")
LABELS = {"jurisdiction": N_("Jurisdiction"), "status": N_("Status"), "role": N_("With somebody as")}
TAG = N_("Tag")
DAY = N_("2025, or 6 Mar 2026")
PERS = {Per.YEAR: N_("Years"), Per.MONTH: N_("Months")}


class ReportFilters(QWidget):
    """Fields in one column; `changed` comes a moment after the last of them was."""

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        text = context.text
        around = VaultSurroundings(context, self._settle_soon, context.messages.show)
        self.first, self.last = DateEdit(around), DateEdit(around)
        self.tag = Select()
        self.per = Select()
        for per, msg in PERS.items():
            self.per.addItem(text(msg), per.value)
        self.lists = {key: self._list(key) for key in LISTS}
        self._periods = QWidget()
        layout = column(self, (SPACE.GROUP, SPACE.CARD, SPACE.GROUP, SPACE.GROUP), SPACE.TIGHT)
        within = column(self._periods, spacing=SPACE.TIGHT)
        self._add(within, text(PERIODS), self.per)
        layout.addWidget(self._periods)
        for msg, field in ((FROM, self.first), (UNTIL, self.last)):
            field.edit.setPlaceholderText(text(DAY))
            self._add(layout, text(msg), field)
        for key, msg in LABELS.items():
            self._add(layout, text(msg), self.lists[key])
        self._add(layout, text(TAG), self.tag)
        self.clear = Button(text(N_("Count everything again")), "quiet", "x")
        self.clear.clicked.connect(self.reset)
        layout.addSpacing(SPACE.TIGHT)
        layout.addWidget(self.clear, 0, Qt.AlignmentFlag.AlignLeading)
        layout.addStretch(1)
        self._settle = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._settle.timeout.connect(self._on_changed)
        for box in (self.per, self.tag, *self.lists.values()):
            box.setMinimumContentsLength(8)
            box.currentIndexChanged.connect(lambda _index: self._on_changed())
        self.offer_tags([])
        self.clear.hide()

    def _list(self, key: str) -> Select:
        vocabularies, catalogue, box = self._context.vault.schema.vocabularies, self._context.catalogue, Select()
        box.addItem(self._context.text(ANY), "")
        labelled = [(vocabularies.label(LISTS[key], code, catalogue), code) for code in vocabularies.codes(LISTS[key])]
        for label, code in sorted(labelled) if key == "jurisdiction" else labelled:
            box.addItem(label[:1].upper() + label[1:], code)
        return box

    def _add(self, layout: QBoxLayout, words: str, field: QWidget) -> None:
        label = Words(words, Style.SMALL, Role.TEXT2)
        label.setBuddy(field)
        field.setAccessibleName(words)
        if isinstance(field, Select):
            field.view().setAccessibleName(words)
        focus = field.focusProxy()
        if focus is not None:
            focus.setAccessibleName(words)
        layout.addWidget(label)
        layout.addWidget(field)

    def offer_tags(self, tags: Sequence[str]) -> None:
        """Offer the tags that cases have; the chosen one stays, where it is still one."""
        chosen = self.tag.currentData()
        with QSignalBlocker(self.tag):
            self.tag.clear()
            self.tag.addItem(self._context.text(ANY), "")
            for tag in tags:
                self.tag.addItem(tag, tag)
            self.tag.setCurrentIndex(max(0, self.tag.findData(chosen)))

    def show_periods(self, *, shown: bool) -> None:
        """Ask how long a period is, or not."""
        self._periods.setVisible(shown)

    def wanted(self) -> Wanted:
        """Return what is asked for; a day that is not understood asks for nothing, and its field says so."""
        return Wanted(
            first=_edge(self.first, 0),
            last=_edge(self.last, 1),
            tag=str(self.tag.currentData() or ""),
            per=Per(str(self.per.currentData())),
            **{key: str(box.currentData() or "") for key, box in self.lists.items()},
        )

    @property
    def narrows(self) -> bool:
        """Say whether anything is left out."""
        return self.wanted() != Wanted(per=self.wanted().per)

    def reset(self) -> None:
        """Ask for everything."""
        for field in (self.first, self.last):
            field.put(None)
        for box in (self.tag, *self.lists.values()):
            with QSignalBlocker(box):
                box.setCurrentIndex(0)
            box.update()
        self._on_changed()

    def _settle_soon(self) -> None:
        self._settle.start()

    def _on_changed(self) -> None:
        self._settle.stop()
        self.clear.setVisible(self.narrows)
        self.changed.emit()


def _edge(field: DateEdit, end: int) -> str:
    """Return the first or last day of what was typed: "2015" as the end of a period is its last day."""
    value = field.get()
    try:
        day = span(value)[end][:10] if isinstance(value, str) else ""
    except UserProblem:
        return ""
    return "" if day.startswith("9999") else day
