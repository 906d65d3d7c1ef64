"""One person: her names in every script, her cases, her consents, who has seen her name, and what else is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from casevault.i18n import N_
from casevault.ui.account_acts import AccountActs
from casevault.ui.draw import EM_GAP, Run, draw, flip, width_of
from casevault.ui.holdings_box import ASK, HoldingsBox
from casevault.ui.jobs import Latest
from casevault.ui.list_model import RowsModel
from casevault.ui.lists.account_row import AccountRow, value_rows
from casevault.ui.lists.columns import Column
from casevault.ui.lists.rows import DueRow, HeadingRow, HintRow, ValueRow
from casevault.ui.lists.table_row import TableRow
from casevault.ui.lists.view import RowList
from casevault.ui.marks import Status, class_width, draw_class
from casevault.ui.read.aged import whereabouts_of
from casevault.ui.read.people import PersonHead, person_head
from casevault.ui.read.reader import Name
from casevault.ui.read.recorded import Recorded, recorded
from casevault.ui.read.tables import seen_lines
from casevault.ui.record_view import NOT_RECORDED
from casevault.ui.theme import SPACE, Role, Style, theme
from casevault.ui.widgets.basic import PAINT, Button, Hairline, Panel, column, frame_of, row

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from casevault.i18n import Msg
    from casevault.ui.context import Context
    from casevault.ui.lists.row import Row
    from casevault.ui.read.linked import LinkLine
    from casevault.ui.read.tables import TableLine

SEEN_COLUMNS = (0.28, 0.22, 0.16, 0.14, 0.2)


class PersonTitle(QWidget):
    """Name in its scripts, class, and what she does."""

    def __init__(self) -> None:
        super().__init__()
        self._head: PersonHead | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def put(self, head: PersonHead) -> None:
        """Show this person."""
        self._head = head
        self.setAccessibleName(f"{head.name.spoken}, {head.about}, {head.record.data_class.name}")
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room it wants."""
        return QSize(300, theme.scaled(84))

    def minimumSizeHint(self) -> QSize:
        """Return the least room it needs."""
        return QSize(160, theme.scaled(84))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the two lines."""
        head = self._head
        if head is None:
            return
        painter = QPainter(self)
        painter.setRenderHints(PAINT)
        rect = frame_of(self)
        mark = class_width(head.record.data_class)
        runs = [Run(head.name.main, Style.TITLE), Run(EM_GAP + head.name.script if head.name.script else "", Style.TITLE, 400)]
        width = min(width_of([run for run in runs if run.text]), rect.width() - mark - SPACE.PANE - 20)
        draw(painter, flip(rect, QRectF(SPACE.PANE, 16, width + 1, theme.scaled(34))), runs)
        place = QRectF(SPACE.PANE + width + 16, 16, mark, theme.scaled(34))
        draw_class(painter, flip(rect, place), head.record.data_class)
        line = QRectF(SPACE.PANE, theme.scaled(52), rect.width() - SPACE.PANE, theme.scaled(20))
        draw(painter, flip(rect, line), [Run(head.about, Style.SMALL, 0, Role.TEXT2)])
        painter.end()


class PersonView(Panel):
    """The view of one person, as one list with headings."""

    def __init__(self, context: Context) -> None:
        super().__init__(Role.SURFACE)
        self.context = context
        self._person = self._name = ""
        self._latest = Latest()
        layout = column(self)
        self._top = top = row()
        self._title = PersonTitle()
        top.addWidget(self._title, 1)
        edit = context.doors.edit
        if edit is not None:
            self._change = change = Button(context.text(N_("Change")), "secondary", "pen-line")
            change.clicked.connect(lambda: self._person and edit(self._person))
            top.addWidget(change)
            top.addSpacing(SPACE.PANE)
        layout.addLayout(top)
        layout.addWidget(Hairline())
        self._model = RowsModel(self)
        self.list = RowList(context.text(N_("What is known of this person")), self._model)
        self.acts = AccountActs(context, self.list, lambda: self._person, lambda: "person")
        self.list.opened.connect(self._on_opened)
        layout.addWidget(self.list, 1)
        layout.addWidget(Hairline())
        foot = row(None, (SPACE.CARD, SPACE.NEAR, SPACE.CARD, SPACE.NEAR))
        self.holdings = Button(context.text(ASK), "quiet", "file-text")
        self.holdings.clicked.connect(self.show_holdings)
        foot.addWidget(self.holdings)
        foot.addStretch(1)
        layout.addLayout(foot)

    def lead(self, button: Button) -> None:
        """Put a button before the name."""
        self._top.insertWidget(0, button)

    def show_holdings(self) -> None:
        """Show what is held about the person, as it could be said to her."""
        if self._person:
            HoldingsBox(self.context, self, self._person, self._name).open()

    @property
    def person_id(self) -> str:
        """Return the person who is shown."""
        return self._person

    def show_person(self, person_id: str) -> None:
        """Show a person."""
        if person_id and person_id != self._person:
            self._person = person_id
            self.refresh()

    def forget(self) -> None:
        """Show nobody any more: who was shown is gone."""
        self._person = ""
        self._model.put([])

    def refresh(self) -> None:
        """Read the person again."""
        if not self._person:
            return
        person, reader = self._person, self.context.reader

        def read(_progress: object) -> tuple[PersonHead, list[TableLine], Recorded, str]:
            head = person_head(reader, person)
            return head, seen_lines(reader, person), recorded(reader, head.record), whereabouts_of(reader, person)

        self.context.runner.start(read, self._latest(lambda found: self._put(*found)), urgent=True)

    def _put(self, head: PersonHead, seen: list[TableLine], found: Recorded, whereabouts: str) -> None:
        self._title.put(head)
        self._name = head.name.main
        text = self.context.text
        rows: list[Row] = []
        if head.cases:
            rows.append(HeadingRow(text(N_("Cases")), len(head.cases)))
            rows += [
                DueRow(c.case, "folder", c.name.main, c.name.code, Name(c.name.script), c.role, "", "", None, "")
                for c in head.cases
            ]
        if whereabouts:
            rows.append(HintRow(whereabouts))
        rows.append(HeadingRow(text(N_("Consent")), len(head.consents)))
        if not head.consents:
            rows.append(HintRow(text(N_("None recorded: nothing may leave. Record one with Find or do, “New consent”."))))
        rows += [
            DueRow(c.id, "shield-check", c.scope, "", Name(c.detail), "", "", "", Status(c.tone.value), c.status)
            for c in head.consents
        ]
        heads = (N_("Recipient"), N_("Name"), N_("Output"), N_("Last sent"), N_("State"))
        columns = tuple(Column(text(title), share) for title, share in zip(heads, SEEN_COLUMNS, strict=True))
        rows.append(HeadingRow(text(N_("Who has seen this name")), len(seen)))
        if not seen:
            rows.append(HintRow(text(N_("Nobody. Every disclosure that names this person stands here."))))
        rows += [TableRow(line.id, columns, line.cells, line.status, Status(line.tone.value)) for line in seen]
        rows += self._linked(N_("Family, lawyers, colleagues"), [one for one in found.links if one.kin])
        rows.append(HeadingRow(text(N_("What is recorded")), len(found.values)))
        rows += value_rows(found, row_id=self._person, nothing=text(NOT_RECORDED))
        rows += self._linked(N_("Linked records"), [one for one in found.links if not one.kin])
        self._model.put(rows)

    def _linked(self, title: Msg, links: list[LinkLine]) -> list[Row]:
        rows: list[Row] = [HeadingRow(self.context.text(title), len(links))] if links else []
        return rows + [ValueRow(one.id, one.words, one.title, one.data_class) for one in links]

    def _on_opened(self, shown: Row) -> None:
        if isinstance(shown, AccountRow) and self.acts.open(shown):
            return
        if shown.id and shown.id != self._person:
            self.context.navigation.record_wanted.emit(shown.id)
