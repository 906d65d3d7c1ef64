"""A record read only, as a card in the pane at the end: what is recorded, its marks, and what can be done with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from casevault.domain.consent import text_of
from casevault.i18n import N_
from casevault.ui.account_acts import AccountActs
from casevault.ui.disclose.copy_box import ACT as CAME_OF_IT
from casevault.ui.disclose.copy_box import ask_copy
from casevault.ui.draw import Run, flip
from casevault.ui.erasing import ask_erase_record
from casevault.ui.evidence.dropping import DropTarget
from casevault.ui.evidence.files_pane import FilesPane
from casevault.ui.list_model import RowsModel
from casevault.ui.lists.account_row import AccountRow, value_rows
from casevault.ui.lists.rows import HeadingRow, ValueRow
from casevault.ui.lists.view import ROW, RowList
from casevault.ui.marks import (
    CLASS_LABELS,
    Status,
    class_width,
    draw_class,
    draw_status,
    draw_tlp,
    status_width,
    tlp_text,
    tlp_width,
)
from casevault.ui.read.reader import sentence
from casevault.ui.read.recorded import Recorded, recorded
from casevault.ui.removing import KEPT, bring_back
from casevault.ui.theme import RAIL_WIDTH, SPACE, Role, Style, theme
from casevault.ui.widgets.basic import PAINT, Button, Hairline, Line, Panel, Paragraph, column, frame_of, row
from casevault.vault.attached import EVIDENCE, FILES

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QVBoxLayout

    from casevault.domain.record import Changes, Record
    from casevault.ui.context import Context
    from casevault.ui.lists.row import Row


LINK = "link/"  # before the id of a row that leads to another record
ATTACH = N_("Attach files…")
NOT_RECORDED = N_("No value in use")
NOT_ABOUT = frozenset({*KEPT, EVIDENCE})  # evidence has its files already; more files are another piece of it


class RecordMarks(QWidget):
    """The class, sharing label and certainty of a record, side by side."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._record: Record | None = None
        self._certainty: tuple[str, Status] = ("", Status.NONE)
        self.setFixedHeight(theme.scaled(26))

    def put(self, record: Record, certainty: tuple[str, Status]) -> None:
        """Show the marks of this record."""
        self._record, self._certainty = record, certainty
        tlp = text_of(record, "tlp")
        words = [
            record.data_class.name,
            self._context.text(CLASS_LABELS[record.data_class]),
            tlp_text(tlp) if tlp else "",
            certainty[0],
        ]
        self.setAccessibleName(", ".join(word for word in words if word))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the marks."""
        record = self._record
        if record is None:
            return
        painter = QPainter(self)
        painter.setRenderHints(PAINT)
        rect, x = frame_of(self), 0.0

        def place(width: float) -> QRectF:
            return flip(rect, QRectF(x, 0, width, rect.height()))

        word = self._context.text(CLASS_LABELS[record.data_class])
        x += draw_class(painter, place(class_width(record.data_class, word)), record.data_class, word) + 6
        if text_of(record, "tlp"):
            x += draw_tlp(painter, place(tlp_width(text_of(record, "tlp"))), text_of(record, "tlp")) + 6
        text, status = self._certainty
        if text:
            draw_status(painter, place(status_width(text, status)), text, status)
        painter.end()


class RecordView(Panel):
    """The card. Esc or its cross closes it."""

    closed = Signal()

    def __init__(self, context: Context, *, closable: bool = True) -> None:
        super().__init__(Role.SUNKEN)
        self.context = context
        self._record: Record | None = None
        self.setMinimumWidth(RAIL_WIDTH)
        self.setMaximumWidth(RAIL_WIDTH)
        layout = column(self)
        head = column(None, (SPACE.PANE, SPACE.GROUP, SPACE.PANE, SPACE.CARD), SPACE.TIGHT)
        top = row(spacing=SPACE.NEAR)
        self._kind = Line([], 24)
        top.addWidget(self._kind, 1)
        if closable:
            close = Button("", "quiet", "x", name=context.text(N_("Close")), height=26)
            close.clicked.connect(self.closed)
            top.addWidget(close)
        head.addLayout(top)
        self._title = Paragraph("", Style.SUBTITLE, Role.TEXT, weight=600)
        head.addWidget(self._title)
        self._marks = RecordMarks(context)
        head.addSpacing(SPACE.TIGHT)
        head.addWidget(self._marks)
        layout.addLayout(head)
        layout.addWidget(Hairline())
        self.files = FilesPane(context)
        layout.addWidget(self.files)
        self._model = RowsModel(self)
        self.list = RowList(context.text(N_("What is recorded")), self._model)
        self.acts = AccountActs(
            context, self.list, self._changeable, lambda: self._record.type if self._record is not None else ""
        )
        self.list.opened.connect(self._on_opened)
        layout.addWidget(self.list, 1)
        self._put_foot(layout)
        context.changes.happened.connect(self._on_changes)
        DropTarget(context, self, self._attachable)

    def _put_foot(self, layout: QVBoxLayout) -> None:
        context = self.context
        foot = row(None, (SPACE.PANE, SPACE.CARD, SPACE.PANE, SPACE.GROUP), SPACE.NEAR)
        self._open = Button(context.text(N_("Open case")), "secondary")
        self._open.clicked.connect(self._on_open_case)
        self._erase = Button(context.text(N_("Erase…")), "quiet")
        self._erase.clicked.connect(self._on_erase)
        self._erase.hide()
        foot.addWidget(self._erase)
        self.copy = Button(context.text(CAME_OF_IT), "secondary")
        self.copy.clicked.connect(lambda: ask_copy(context, self.window(), self.record_id))
        self.copy.hide()
        foot.addWidget(self.copy)
        self.attach = Button("", "quiet", "paperclip", name=context.text(ATTACH))
        self.attach.clicked.connect(self._on_attach)
        foot.addWidget(self.attach)
        foot.addStretch(1)
        foot.addWidget(self._open)
        self._edit = Button(context.text(N_("Change")), "primary", "pen-line")
        self._edit.clicked.connect(self._on_edit)
        if context.doors.edit is None:  # never shown from here: what has no parent yet would be a window of its own for a blink
            self._edit.hide()
        foot.addWidget(self._edit)
        self._return = Button(context.text(N_("Bring back")), "primary", "undo-2")
        self._return.clicked.connect(self._on_return)
        self._return.hide()
        foot.addWidget(self._return)
        layout.addLayout(foot)

    def _attachable(self) -> str:
        """Return the record that files can be attached to, or "": what left and who writes keeps what it has."""
        record = self._record
        return "" if record is None or record.deleted or record.type in NOT_ABOUT else record.id

    def _changeable(self) -> str:
        """Return the record whose accounts can be decided on, or ""."""
        record = self._record
        return "" if record is None or record.deleted or record.type in KEPT else record.id

    def _on_attach(self) -> None:
        if self.context.doors.files is not None and self._attachable():
            self.context.doors.files.attach(self._attachable())

    @property
    def record_id(self) -> str:
        """Return the record that is shown, or ""."""
        return self._record.id if self._record is not None else ""

    def show_record(self, record_id: str, *, offer_case: bool = True) -> None:
        """Read a record and show it."""

        def read(_progress: object) -> tuple[Record, Recorded]:
            record = self.context.vault.records.get(record_id)
            reader = self.context.reader
            return replace(record, title=reader.title(record)), recorded(reader, record)

        self.context.runner.start(read, lambda found: self._put(*found, offer_case=offer_case), urgent=True)

    def _put(self, record: Record, found: Recorded, *, offer_case: bool) -> None:
        same = self._record is not None and self._record.id == record.id
        self._record = record
        reader = self.context.reader
        rt = reader.type_of(record)
        self._kind.put([Run(self.context.text(rt.label), Style.CAPTION, 0, Role.TEXT3)])
        self._title.put(sentence(" ".join(record.title.split())))
        if record.type == EVIDENCE and self.context.doors.files is not None:
            found = replace(found, values=[line for line in found.values if line.key != FILES])  # in a list of their own
        certainty, tone = reader.certainty(record)
        self._marks.put(record, (certainty, Status(tone.value)))
        at = self.list.currentIndex().row()
        rows = value_rows(found, row_id=record.id, nothing=self.context.text(NOT_RECORDED))
        if found.links:
            rows.append(HeadingRow(self.context.text(N_("Linked records")), len(found.links), "links"))
            rows += [
                ValueRow(f"{LINK}{number}/{one.id}", one.words, one.title, one.data_class)
                for number, one in enumerate(found.links)
            ]
        at = self.list.currentIndex().row()
        self._model.put(rows)
        if at >= 0 and same:  # a decision on an account leaves the keyboard where it was
            self.list.setCurrentIndex(self._model.index(min(at, self._model.rowCount() - 1), 0))
        self._open.setVisible(offer_case and bool(record.cases) and record.type != "case")
        self._edit.setVisible(self.context.doors.edit is not None and record.type not in KEPT and not record.deleted)
        self.copy.setVisible(record.type == "disclosure" and not record.deleted)
        self._return.setVisible(record.deleted)
        self._erase.setVisible(record.deleted and record.type not in KEPT)
        self.attach.setVisible(self.context.doors.files is not None and bool(self._attachable()))
        self.files.show_record(record.id, evidence=record.type == EVIDENCE)
        self.setAccessibleName(record.title)

    def _on_changes(self, changes: Changes) -> None:
        if self._record is not None and self._record.id in changes.erased:
            self._record = None
            self.closed.emit()
            return
        # An account that changed is shown with what it is about.
        shown = {
            row.id for number in range(self._model.rowCount()) if (row := self._model.index(number, 0).data(ROW)) is not None
        }
        concerned = self._record is not None and bool({self._record.id, *shown, *changes.made} & changes.records)
        if self._record is not None and concerned and self.isVisible():
            self.show_record(self._record.id, offer_case=not self._open.isHidden())

    def _on_return(self) -> None:
        if self._record is not None:
            bring_back(self.context, self._record.id)

    def _on_erase(self) -> None:
        if self._record is not None:
            ask_erase_record(self.context, self.window(), self._record.id)

    def _on_open_case(self) -> None:
        if self._record is not None and self._record.cases:
            self.context.navigation.record_wanted.emit(self._record.cases[0])

    def _on_opened(self, shown: Row) -> None:
        """Go to the record of a link, offer what can be done with an account; on any other row change this record."""
        if shown.id.startswith(LINK):
            self.context.navigation.record_wanted.emit(shown.id.rpartition("/")[2])
        elif not (isinstance(shown, AccountRow) and self.acts.open(shown)):
            self._on_edit()

    def _on_edit(self) -> None:
        if self._record is not None and self._record.deleted:
            self._on_return()
            return
        if not self.copy.isHidden():
            self.copy.click()
        elif self._record is not None and self.context.doors.edit is not None and not self._edit.isHidden():
            self.context.doors.edit(self._record.id)

    def keyPressEvent(self, event: object) -> None:
        """Esc closes the card."""
        if getattr(event, "key", int)() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)  # type: ignore[arg-type]  # the event is Qt's own, passed on as it came
