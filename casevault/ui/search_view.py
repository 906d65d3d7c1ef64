"""Search everything: one field, every record that says it in any script, and why it was found."""

from __future__ import annotations

from dataclasses import replace
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
from casevault.ui.lists.rows import DueRow, HeadingRow
from casevault.ui.lists.view import RowList
from casevault.ui.page import Page
from casevault.ui.read.accounts import differing_of
from casevault.ui.read.kept import SAVED, Kept, kept_searches
from casevault.ui.read.reader import Name, sentence
from casevault.ui.record_view import RecordView
from casevault.ui.theme import CARD_ROOM, SPACE, Role, Style, theme
from casevault.ui.widgets.basic import Button, Hairline, Line, column, row
from casevault.ui.widgets.filter_field import FilterField
from casevault.ui.widgets.states import EmptyState, nothing_matches
from casevault.vault.tags import tagged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from casevault.ui.context import Context
    from casevault.ui.lists.row import Row

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
KEPT = "kept"


def hit_rows(context: Context, query: str, type_key: str = "", tag: str = "") -> tuple[int, list[DueRow]]:
    """Return how many records are found and the best of them as rows; on a thread of the pool."""
    reader = context.reader
    found = context.vault.search.find(searched(query, context.catalogue), type_key=type_key, limit=LIMIT)
    if tag:
        having = set(tagged(context.vault, [hit.id for hit in found.hits], tag))
        hits = tuple(hit for hit in found.hits if hit.id in having)
        found = replace(found, total=len(hits), hits=hits)
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


def kept_rows(context: Context, kept: Sequence[Kept]) -> list[Row]:
    """Return the searches that are kept as rows under their heading."""
    title = context.text(N_("Kept searches"))
    rows = [DueRow(one.id, "star", one.name, "", Name(one.query), one.tag, "", "", None, "", "", KEPT) for one in kept]
    return [HeadingRow(title, len(rows)), *rows] if rows else []


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
        self.keep = self._keep_button()
        below = row(None, spacing=SPACE.NEAR)
        below.addWidget(self._count, 1)
        below.addWidget(self.keep)
        head.addLayout(below)
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
        self._kept: list[Kept] = []
        self._chosen: Kept | None = None
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
        self.field.left.connect(self.list.take_keyboard)
        self.list.chosen.connect(lambda shown: self.card.show_record(shown.id))
        self.list.opened.connect(self._on_opened)
        self.list.filter_wanted.connect(self._on_letter)

    def _keep_button(self) -> Button:
        button = Button(self.context.text(N_("Keep this search")), "quiet", "star")
        button.clicked.connect(self.keep_search)
        held = button.sizePolicy()
        held.setRetainSizeWhenHidden(True)  # the list stays where it is when the button comes
        button.setSizePolicy(held)
        button.hide()
        return button

    def search(self, query: str) -> None:
        """Look for `query`."""
        self.field.setText(query)
        self.refresh()

    def refresh(self) -> None:
        """Search again for what stands in the field."""
        query = self.field.text().strip()
        put = self._latest(partial(self._put, query))
        if self._chosen is not None and self._chosen.query != query:
            self._chosen = None  # other words are another search: of every type, with or without a tag
        limits = (self._chosen.type, self._chosen.tag) if self._chosen is not None else ("", "")

        def work(_progress: object) -> tuple[list[Kept], int, list[DueRow]]:
            return kept_searches(self.context.vault), *(hit_rows(self.context, query, *limits) if query else (0, []))

        self.context.runner.start(work, put, urgent=True)

    def keep_search(self) -> None:
        """Keep what stands in the field under its own words; the card of the kept search gives it another name."""
        query = self.field.text().strip()
        if not query:
            return
        records = self.context.vault.records
        self.keep.hide()
        self.context.runner.start(
            lambda _progress: records.add(SAVED, {"name": query, "query": query}), self.context.changes.happened.emit
        )

    def _on_opened(self, shown: Row) -> None:
        kept = next((one for one in self._kept if one.id == shown.id), None)
        if kept is None or self.field.text().strip():
            self.context.navigation.record_wanted.emit(shown.id)
            return
        self._chosen = kept
        self.search(kept.query)

    def _put(self, query: str, found: tuple[list[Kept], int, list[DueRow]]) -> None:
        self._kept, total, hits = found
        rows = hits if query else kept_rows(self.context, self._kept)
        self.keep.setVisible(bool(hits) and self._chosen is None and all(one.query != query for one in self._kept))
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
