"""What is asked of one list, and the bar over it: facets as pills, the order, the lists that are kept under a name."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QTimer, Signal
from PySide6.QtWidgets import QMenu, QWidget
from shiboken6 import isValid

from casevault.i18n import N_, isolated
from casevault.ui.jobs import Latest
from casevault.ui.lists.facet_box import FacetBox
from casevault.ui.lists.keeping import keep_list
from casevault.ui.lists.words import COLUMN, NEWEST_FIRST
from casevault.ui.read.kept import kept_lists
from casevault.ui.read.listed import Question, answer, choices, label_of
from casevault.ui.widgets.pill import Flow, Pill
from casevault.vault.lists import KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.ui.context import Context
    from casevault.ui.read.kept import KeptList
    from casevault.ui.read.listed import Answer, Choices

TYPING_MS = 150
FACET = N_("Facet")
SORT = N_("Sort: {column}")
USUAL = N_("Sort")
KEPT = N_("Saved")
MINE = N_("My open cases")
OPEN_AND_MINE = {"mine": ("mine",), "status": ("open",)}


class Narrowing(QObject):
    """Asks one list. `changed`: something else is asked now; `answered` carries each answer to the newest question."""

    changed = Signal()
    answered = Signal(object)

    def __init__(self, context: Context, type_key: str, parent: QWidget, *, margin: int) -> None:
        super().__init__(parent)
        self._context, self._parent = context, parent
        self._latest = Latest()
        self._typed = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TYPING_MS)
        self._timer.timeout.connect(lambda: self.look_for(self._typed))
        self._counted, self._counted_slowly = Latest(), Latest()
        self._box: FacetBox | None = None
        self._kept: list[KeptList] = []
        self.question = Question(type_key)
        self.bar = Flow(margin)
        text = context.text
        self.facet = Pill(text(FACET), "plus", name=text(N_("Narrow this list by a facet")))
        self.facet.clicked.connect(lambda _on=False: self.open_facets())
        self.order = Pill(text(USUAL), "chevron-down")
        self.order.clicked.connect(lambda _on=False: self._popup(self.order, self.sort_menu()))
        self.kept = Pill(text(KEPT), "chevron-down", name=text(N_("Lists that are kept under a name")))
        self.kept.clicked.connect(lambda _on=False: self._read_kept())
        self._more: list[QWidget] = []
        self._set: list[Pill] = []
        self._show_pills({})

    def add(self, part: QWidget) -> None:
        """Put one more thing at the end of the bar."""
        self._more.append(part)
        self.bar.put([*self._set, self.facet, self.order, self.kept, *self._more])

    # asking

    def ask(self, question: Question) -> None:
        """Ask something else, and show in the bar what it is."""
        if question.type != self.question.type:
            return
        self.question = question
        self._name_pills()
        text = self._context.text
        self.order.say(text(SORT, column=text(COLUMN[question.column])) if question.column else text(USUAL))
        self.changed.emit()

    def ask_all(self) -> None:
        """Ask for the whole list, in the order it has."""
        self._timer.stop()
        self.ask(replace(self.question, query="", chosen={}))

    def look_soon(self, query: str) -> None:
        """Look for words once typing pauses; at once where nothing is typed any more."""
        self._typed = query
        if query:
            self._timer.start()
        else:
            self._timer.stop()
            self.look_for("")

    def look_for(self, query: str) -> None:
        """Look for words beside what else is asked."""
        self.question = replace(self.question, query=query)
        self.changed.emit()

    def read(self) -> None:
        """Read the answer to what is asked now."""
        vault, catalogue, question = self._context.vault, self._context.catalogue, self.question
        tell, runner = self._latest(self.answered.emit), self._context.runner

        def work(_progress: object) -> Answer:
            return answer(vault, catalogue, question)

        if question.is_slow:
            runner.start_long(work, tell)  # neither rows nor other lists wait for the law of all cases
        else:
            runner.start(work, tell, urgent=not question.is_plain)
        self._count()

    def toggle(self, facet: str, code: str) -> None:
        """Choose a code of a facet, or no longer."""
        self.ask(self.question.toggled(facet, code))

    def drop(self, facet: str) -> None:
        """Take a facet away."""
        self.ask(replace(self.question, chosen={key: codes for key, codes in self.question.chosen.items() if key != facet}))

    def drop_last(self) -> bool:
        """Take the last facet away; say whether there was one."""
        last = next(reversed(list(self.question.chosen)), "")
        if last:
            self.drop(last)
        return bool(last)

    def sort(self, column: str) -> None:
        """Sort by a column; by the same again the other way round, and then as usual."""
        now = self.question
        first = column in NEWEST_FIRST
        if now.column != column:
            self.ask(replace(now, column=column, descending=first))
        elif now.descending is first:
            self.ask(replace(now, descending=not first))
        else:
            self.ask(replace(now, column="", descending=False))

    # facets

    def open_facets(self) -> None:
        """Open the box of facets under its pill."""
        box = self._box = FacetBox(self._context, self._parent)
        box.ticked.connect(self.toggle)
        box.destroyed.connect(self._on_closed)
        corner = self.facet.rect().bottomRight() if self.facet.isRightToLeft() else self.facet.rect().bottomLeft()
        place = self.facet.mapToGlobal(corner + QPoint(0, 4))
        box.open_at(place - QPoint(box.width(), 0) if self.facet.isRightToLeft() else place)
        self._count()

    def _on_closed(self) -> None:
        if self._box is not None and not isValid(self._box):
            self._box = None

    def _count(self) -> None:
        box = self._box
        if box is None or not isValid(box):
            return
        vault, catalogue, question = self._context.vault, self._context.catalogue, self.question

        def put(found: list[Choices], *, slow: bool) -> None:
            if isValid(box):
                box.put(found, slow=slow)

        quick = self._counted(partial(put, slow=False))

        def then_slow(found: list[Choices]) -> None:
            quick(found)
            if question == self.question:
                slowly = self._counted_slowly(partial(put, slow=True))
                self._context.runner.start_long(lambda _progress: choices(vault, catalogue, question, slow=True), slowly)

        self._context.runner.start(lambda _progress: choices(vault, catalogue, question, slow=False), then_slow, urgent=True)

    # the bar

    def _name_pills(self) -> None:
        vault, catalogue, question = self._context.vault, self._context.catalogue, self.question
        if not question.chosen:
            self._show_pills({})
            return

        def name(_progress: object) -> dict[tuple[str, str], str]:
            pairs = [(facet, code) for facet, codes in question.chosen.items() for code in codes]
            return {pair: label_of(vault, catalogue, question, *pair) for pair in pairs}

        def show(named: dict[tuple[str, str], str]) -> None:
            if question.chosen == self.question.chosen:
                self._show_pills(named)

        self._context.runner.start(name, show, urgent=True)

    def _show_pills(self, named: dict[tuple[str, str], str]) -> None:
        made = []
        for (facet, code), label in named.items():
            pill = Pill(label, "x", name=self._context.text(N_("{facet}: take away"), facet=isolated(label)), chosen=True)
            pill.clicked.connect(lambda _on=False, facet=facet, code=code: self.toggle(facet, code))
            made.append(pill)
        self._set = made
        self.bar.put([*made, self.facet, self.order, self.kept, *self._more])

    def sort_menu(self) -> QMenu:
        """Return the menu of what this list can be sorted by."""
        text, menu = self._context.text, QMenu(self._parent)
        usual = menu.addAction(text(N_("Usual order")), lambda: self.ask(replace(self.question, column="", descending=False)))
        menu.addSeparator()
        actions = [("", usual)]
        actions += [
            (column.key, menu.addAction(text(COLUMN[column.key]), partial(self._choose_column, column.key)))
            for column in KINDS[self.question.type].columns
        ]
        menu.addSeparator()
        turn = menu.addAction(text(N_("The other way round")), self._turn)
        turn.setEnabled(bool(self.question.column))
        for key, action in actions:
            action.setCheckable(True)
            action.setChecked(key == self.question.column)
        return menu

    def _choose_column(self, column: str) -> None:
        self.ask(replace(self.question, column=column, descending=column in NEWEST_FIRST))

    def _turn(self) -> None:
        self.ask(replace(self.question, descending=not self.question.descending))

    # what is kept

    def _read_kept(self) -> None:
        vault, kind = self._context.vault, self.question.type
        self._context.runner.start(lambda _progress: kept_lists(vault, kind), self._offer_kept, urgent=True)

    def _offer_kept(self, kept: Sequence[KeptList]) -> None:
        self._popup(self.kept, self.kept_menu(kept))

    def kept_menu(self, kept: Sequence[KeptList]) -> QMenu:
        """Return the menu of the lists that are kept, and of keeping this one."""
        text, menu = self._context.text, QMenu(self._parent)
        if self.question.type == "case":
            menu.addAction(text(MINE), lambda: self.ask(Question("case", chosen=OPEN_AND_MINE)))
        for one in kept:
            menu.addAction(one.name.replace("&", "&&"), partial(self.ask, one.question))
        if menu.actions():
            menu.addSeparator()
        keep = menu.addAction(text(N_("Keep this list under a name…")), self.keep)
        keep.setEnabled(not self.question.is_plain)
        if kept:
            forget = menu.addMenu(text(N_("Keep no longer")))
            for one in kept:
                forget.addAction(one.name.replace("&", "&&"), partial(self._forget, one.id))
        return menu

    def keep(self) -> None:
        """Ask for a name and keep what is asked of this list under it."""
        keep_list(self._context, self._parent, self.question)

    def _forget(self, record_id: str) -> None:
        records, context = self._context.vault.records, self._context

        def done(changes: object) -> None:
            context.changes.happened.emit(changes)
            context.messages.say(N_("No longer kept · Undo Ctrl+Z"))

        context.runner.start(lambda _progress: records.delete(record_id), done)

    def _popup(self, pill: Pill, menu: QMenu) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(pill.mapToGlobal(pill.rect().bottomLeft() + QPoint(0, 4)))
