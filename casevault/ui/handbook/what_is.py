"""Shift+F1: what the control under the keyboard is, in a few sentences, beside it; and the page of the handbook that says more.

The sentences come from what is known already: the field's kind, its class and whether it must be known, or the kind of control.
A screen reader reads the box as it opens, for its name is all that it says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from casevault import handbook
from casevault.domain.schema import DataClass, Kind
from casevault.i18n import N_
from casevault.ui.field_row import FieldRow
from casevault.ui.handbook.places import page_around
from casevault.ui.handbook.window import open_handbook
from casevault.ui.log_line import HELP as LOG_HELP
from casevault.ui.log_line import LogLine
from casevault.ui.secret_field import SecretField
from casevault.ui.theme import SPACE, Role, Style
from casevault.ui.widgets.basic import Button, row
from casevault.ui.widgets.filter_field import FilterField
from casevault.ui.words import FittingDialog, Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.domain.schema import Field
    from casevault.i18n import Catalogue, Msg

WIDTH: Final = 500
TITLE = N_("What is this?")
MORE = N_("In the handbook: {page}")

OF_KIND: Final[Mapping[Kind, Msg]] = {
    Kind.TEXT: N_("One line of text, kept as you type it. An @ and the beginning of a name mentions somebody."),
    Kind.LONG: N_("Text over several lines, kept as you type it. An @ and the beginning of a name mentions somebody."),
    Kind.TEXTS: N_("Several short texts, one a line."),
    Kind.DATE: N_(
        "A day, a month, a year or a range, as people say it: “about 20 feb”, “3-6 march 2015”. Read back below in words."
    ),
    Kind.DATETIME: N_("A day with its hour where it is known: “6 mar 2026 14:30”. Read back below in words."),
    Kind.DAY: N_("One exact day that you set yourself, such as a review."),
    Kind.DURATION: N_("A length of time: years, months, weeks and days; or for life, or death."),
    Kind.INT: N_("A whole number."),
    Kind.BOOL: N_("Yes, no, or nothing where neither is known."),
    Kind.CHOICE: N_("One of a list. Alt+Down opens it; typing finds in it."),
    Kind.CHOICES: N_("Any number from a list. Space ticks."),
    Kind.REF: N_(
        "Another record, found while you type its name, a code or pinyin. What is not chosen from the list is not kept."
    ),
    Kind.REFS: N_("Several other records: each is found while you type, and stands below with a button to take it out."),
    Kind.ROWS: N_("A table of its own: each entry has its fields, and is added and removed with the buttons below it."),
}
OF_CLASS: Final[Mapping[DataClass, Msg]] = {
    DataClass.C0: N_("Class C0: public record."),
    DataClass.C1: N_("Class C1: a fact of the case. It leaves only in a document that was checked."),
    DataClass.C2: N_("Class C2: personal. It leaves only as far as consent and the document allow."),
    DataClass.C3: N_("Class C3: special, such as health. It leaves by consent alone."),
    DataClass.C4: N_("Class C4: about others, or how to reach somebody. It never leaves."),
    DataClass.C5: N_("Class C5: sources and safety. It never leaves and is never printed."),
}
REQUIRED = N_("Some documents need it. “Not known” is an answer, and saving never waits for it.")
FILLED = N_("The program fills it in where you leave it empty.")
OTHERWISE = N_("The menu beside it holds the other answers: not known, not asked, refused; and accounts by several sources.")
LOG = LOG_HELP
SECRET = N_("A passphrase. It is not shown, not kept and not sent; the button beside it shows what you type.")
FILTER = N_("Narrows the list below while you type, in any script and by pinyin. Esc empties it.")
LIST = N_("A list. Arrows move, Enter opens, letters and / search in it, the Menu key shows what can be done.")
SELECT = N_("A choice. Alt+Down opens its list.")
TICK = N_("A box to tick. Space ticks it, and unticks it.")
ONE_OF = N_("One of several. Arrows move between them.")
BUTTON = N_("A button. Enter or Space does what it says.")
LINE = N_("A line to type in.")
TEXT = N_("A text to type in. Tab goes on to the next field.")
NOTHING = N_("Move to a field, a list or a button with Tab, and press Shift+F1 there.")


def said_of(widget: QWidget | None, catalogue: Catalogue) -> tuple[str, list[str]]:
    """Return what a control is called, and what it is, in sentences."""
    field = field_of(widget)
    if field is not None:
        return catalogue.text(field.label), [catalogue.text(msg) for msg in _of_field(field)]
    if widget is None:
        return catalogue.text(TITLE), [catalogue.text(NOTHING)]
    name = widget.accessibleName().strip() or catalogue.text(TITLE)
    described = widget.accessibleDescription() or widget.whatsThis()
    return name, [*([described] if described else []), catalogue.text(_of_control(widget))]


def field_of(widget: QWidget | None) -> Field | None:
    """Return the field a control edits: the column of a table, where it stands in one; None where it is no part of a field."""
    column = ""
    while widget is not None:
        if not column and widget.objectName().startswith("field."):
            column = widget.objectName().split(".")[-1]
        if isinstance(widget, FieldRow):
            inner = next((one for one in widget.field.rows if one.key == column), None)
            return inner or widget.field
        widget = widget.parentWidget()
    return None


def _of_field(field: Field) -> list[Msg]:
    found = [OF_KIND[field.kind]]
    if field.required:
        found.append(REQUIRED)
    if field.filled:
        found.append(FILLED)
    return [*found, OF_CLASS[field.data_class], OTHERWISE]


def _of_control(widget: QWidget) -> Msg:  # noqa: PLR0911 - one kind of control after another
    if isinstance(widget.window(), LogLine) and widget is getattr(widget.window(), "line", None):
        return LOG
    if isinstance(widget, SecretField):
        return SECRET
    if isinstance(widget, FilterField):
        return FILTER
    if isinstance(widget, QAbstractItemView):
        return LIST
    if isinstance(widget, QComboBox):
        return SELECT
    if isinstance(widget, QRadioButton):
        return ONE_OF
    if isinstance(widget, QAbstractButton):
        return TICK if widget.isCheckable() else BUTTON
    if isinstance(widget, QLineEdit):
        return LINE
    return TEXT if isinstance(widget, QPlainTextEdit) else NOTHING


class WhatIs(FittingDialog):
    """What one control is. Esc or Enter closes it, and the keyboard is where it was."""

    def __init__(self, catalogue: Catalogue, about: QWidget, over: QWidget) -> None:
        super().__init__(over, WIDTH)
        name, sentences = said_of(about, catalogue)
        self.setModal(True)
        self.setAccessibleName(" ".join([f"{name}.", *sentences]))
        layout = QVBoxLayout(self.inner)
        layout.setContentsMargins(SPACE.PANE, SPACE.ROOM, SPACE.PANE, SPACE.ROOM)
        layout.setSpacing(SPACE.NEAR)
        layout.addWidget(Words(name, Style.SUBTITLE, wrap=True))
        for sentence in sentences:
            layout.addWidget(Words(sentence, role=Role.TEXT2, wrap=True))
        page = page_around(about)
        foot = row(spacing=SPACE.NEAR)
        self.more = Button(
            catalogue.text(MORE, page=handbook.title(handbook.page(page), catalogue.language)), "quiet", "book-open"
        )
        self.more.clicked.connect(lambda: self._on_more(catalogue, about))
        layout.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeading)
        foot.addStretch(1)
        self.close_button = Button(catalogue.text(N_("Close")), "primary")
        self.close_button.clicked.connect(self.accept)
        # The button takes the keyboard, so a reader says it: it says first what the box is about.
        self.close_button.setAccessibleDescription(self.accessibleName())
        foot.addWidget(self.close_button)
        layout.addLayout(foot)
        self.close_button.setFocus()
        self.finished.connect(lambda _how: _go_back(about))
        below = about.mapToGlobal(QPoint(0, about.height() + SPACE.TIGHT))
        self.fit()
        room = self.screen().availableGeometry()
        left = max(room.left(), min(below.x(), room.right() - self.width()))
        top = below.y() if below.y() + self.height() <= room.bottom() else below.y() - about.height() - self.height() - SPACE.NEAR
        self.move(left, max(room.top(), top))

    def _on_more(self, catalogue: Catalogue, about: QWidget) -> None:
        self.accept()
        open_handbook(catalogue, about)


def _go_back(about: QWidget) -> None:
    if isValid(about):
        about.window().activateWindow()
        about.setFocus()


def show_what_is(catalogue: Catalogue, about: QWidget | None, over: QWidget) -> WhatIs:
    """Say what `about` is, beside it; `over` is the window it stands in."""
    box = WhatIs(catalogue, about if about is not None else over, over)
    box.open()
    return box
