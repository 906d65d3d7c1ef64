"""Search everything: one field, every record that says it in any script, and why it was found."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from casevault.domain.answers import searched
from casevault.domain.text import legible
from casevault.i18n import N_, isolated
from casevault.ui.draw import Run
from casevault.ui.jobs import Latest
from casevault.ui.list_model import RowsModel
from casevault.ui.lists.rows import DueRow
from casevault.ui.lists.view import RowList
from casevault.ui.page import Page
from casevault.ui.read.accounts import differing_of
from casevault.ui.read.reader import Name, sentence
from casevault.ui.record_view import RecordView
from casevault.ui.theme import CARD_ROOM, SPACE, Role, Style, theme
from casevault.ui.widgets.basic import Hairline, Line, column, row
from casevault.ui.widgets.filter_field import FilterField
from casevault.ui.widgets.states import EmptyState, nothing_matches

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from casevault.ui.context import Context

LIMIT = 200
WAIT_MS = 120
WHY = {
    "text": N_("in the text"),
    "name": N_("by name"),
    "pinyin": N_("by pinyin"),
    "script": N_("in another script"),
    "alias": N_("by another name"),
}
IN_FILE = N_("in the file")


def hit_rows(context: Context, query: str) -> tuple[int, list[DueRow]]:
    """Return how many records are found and the best of them as rows; on a thread of the pool."""
    reader = context.reader
    found = context.vault.search.find(searched(query, context.catalogue), limit=LIMIT)
    known = reader.many([ref for hit in found.hits for ref in (hit.id, hit.case) if ref])
    differing = differing_of(reader, [known[hit.id] for hit in found.hits if hit.id in known])
    rows = []
    for hit in found.hits:
        record = known.get(hit.id)
        if record is None:
            continue
        rt = reader.type_of(record)
        case = known.get(hit.case) if hit.case else None
        name = reader.name(record) if record.type == "person" else Name(sentence(" ".join(reader.title(record).split())))
        day = "" if record.type == "person" else reader.day(reader.date_of(record))
        title = " ".join(part for part in (name.main, name.script) if part)
        code = str(case.fields.get("code", "")) if case is not None else ""
        why = context.text(WHY[hit.why]) if hit.why in WHY else ""
        told = " · ".join(one.words for one in differing.get(record.id, ()) if one.words)
        if hit.file:
            why, told = context.text(IN_FILE), isolated(legible(" ".join(hit.file.split())))
        rows.append(
            DueRow(
                record.id,
                rt.icon,
                title,
                code,
                Name(context.text(rt.label)),
                told,
                day,
                why,
                None,
                "",
            )
        )
    return found.total, rows


class SearchPage(Page):
    """The page behind Ctrl+F."""

    key = "search"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        text = context.text
        self._latest = Latest()
        outer = row(self)
        main = QWidget()
        layout = column(main)
        head = column(None, (SPACE.PANE, SPACE.ROOM, SPACE.PANE, SPACE.CARD), SPACE.NEAR)
        head.addWidget(Line([Run(text(N_("Search everything")), Style.DISPLAY)]))
        self.field = FilterField(text(N_("A name in any script, pinyin, a code, a word")))
        self.field.setMaximumWidth(640)
        head.addWidget(self.field)
        self._count = Line([], 20)
        head.addWidget(self._count)
        layout.addLayout(head)
        layout.addWidget(Hairline())
        self._model = RowsModel(self)
        self.list = RowList(text(N_("Found")), self._model)
        self._stack = QStackedWidget()
        words = text(N_("One character is enough. Names are found in both Chinese scripts, and by pinyin with or without tones."))
        self._stack.addWidget(EmptyState(text(N_("Type what you look for")), words))
        self._stack.addWidget(self.list)
        self._stack.addWidget(nothing_matches(context))
        layout.addWidget(self._stack, 1)
        outer.addWidget(main, 1)
        self._has_card = False
        self._edge = Hairline(upright=True)
        self._edge.hide()
        outer.addWidget(self._edge)
        self.card = RecordView(context, closable=False)
        self.card.hide()
        outer.addWidget(self.card)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self.refresh)
        self.field.textChanged.connect(lambda _text: self._timer.start())
        self.field.left.connect(self.list.setFocus)
        self.list.chosen.connect(lambda shown: self.card.show_record(shown.id))
        self.list.opened.connect(lambda shown: context.navigation.record_wanted.emit(shown.id))
        self.list.filter_wanted.connect(self._on_letter)

    def search(self, query: str) -> None:
        """Look for `query`."""
        self.field.setText(query)
        self.refresh()

    def refresh(self) -> None:
        """Search again for what stands in the field."""
        query = self.field.text().strip()
        put = self._latest(partial(self._put, query))
        if not query:
            put((0, []))
            return
        self.context.runner.start(
            lambda _progress: hit_rows(self.context, query),
            put,
            urgent=True,
        )

    def _put(self, query: str, found: tuple[int, list[DueRow]]) -> None:
        total, rows = found
        self._model.put(rows)
        words = self.context.text(N_("{count} record", "{count} records"), count=total) if query else ""
        self._count.put([Run(words, Style.SMALL, 0, Role.TEXT3, tabular=True)])
        self._stack.setCurrentIndex(1 if rows else (2 if query else 0))
        self._has_card = bool(rows)
        self._fit()
        if rows:
            self.list.select_first()

    def _on_letter(self, text: str) -> None:
        self.field.setFocus()
        self.field.setText(self.field.text() + text)

    def _fit(self) -> None:
        """Show the card where there is something to show and room for it."""
        shown = self._has_card and self.width() >= theme.scaled(CARD_ROOM)
        self.card.setVisible(shown)
        self._edge.setVisible(shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the card away where the list would have no room beside it."""
        super().resizeEvent(event)
        self._fit()

    def panes(self) -> list[QWidget]:
        """Return field, list and card."""
        return [self.field, self.list, self.card.list] if self.card.isVisible() else [self.field, self.list]

    def record_id(self) -> str:
        """Return the record the keyboard is on."""
        shown = self.list.current_row()
        return shown.id if shown is not None else ""

    def focus_filter(self) -> None:
        """Put the keyboard in the field."""
        self.field.setFocus()
        self.field.selectAll()
