"""Step 1: which case, for whom, in which language, for how long."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from casevault.disclosure.request import Request
from casevault.i18n import N_
from casevault.ui.disclose.asking import Said
from casevault.ui.disclose.rail import NO_CONSENT
from casevault.ui.disclose.steps import STEPS
from casevault.ui.editors.reference import ReferenceEdit, ReferencesEdit
from casevault.ui.editors.select import Select
from casevault.ui.editors.surroundings import VaultSurroundings
from casevault.ui.editors.text import DateEdit
from casevault.ui.theme import CONTROL_HEIGHT, MEDIUM, SPACE, Role, Style, theme
from casevault.ui.words import Words

if TYPE_CHECKING:
    from casevault.i18n import Msg
    from casevault.ui.context import Context

COLUMN = 560
VALID_DAYS = 60
CASES = N_("Cases")
AUDIENCE = N_("For")
OUTPUT = N_("What")
TO = N_("To: an organisation on record")
TO_TEXT = N_("or, for one not yet recorded, its name")
PURPOSE = N_("Purpose")
LANGUAGE = N_("Language of the dossier")
VALID = N_("May be used until")
EMBASSY = N_("An embassy, in confidence")
DOSSIER = N_("Dossier, one to four pages")
TITLE = N_("Dossier for an embassy")
IS_READ = N_("What the embassy reads")
COVERED = N_("Consent covers everyone who is named. What is not covered appears as a role or stays out.")
FILE_NAME = "dossier"
LANGUAGES = (("en", "English"), ("nl", "Nederlands"))


def _no_draft() -> None:
    """Keep nothing: a disclosure is recorded when it is sealed, not before."""


class ChoosePage(QWidget):
    """The questions of the first step, answered with what is usual."""

    def __init__(self, context: Context, case_id: str) -> None:
        super().__init__()
        self._context = context
        around = VaultSurroundings(context, _no_draft, context.messages.show)
        look = around.look
        self.cases = ReferencesEdit(("case",), around)
        self.cases.put([case_id] if case_id else [])
        self.audience = box_of([(context.text(EMBASSY), "embassy")])
        self.output = box_of([(context.text(DOSSIER), "dossier")])
        self.to = ReferenceEdit(("organisation", "person"), around)
        self.to.setObjectName("disclose.to")
        self.to_text = QLineEdit()
        self.to_text.setMinimumHeight(theme.scaled(CONTROL_HEIGHT))
        self.to_text.setObjectName("disclose.to_text")
        codes = look.vocabularies.codes("purpose")
        self.purpose = box_of([(look.vocabularies.label("purpose", code, context.catalogue), code) for code in codes])
        self.purpose.setCurrentIndex(max(0, self.purpose.findData("quiet_diplomacy")))
        self.language = box_of([(name, code) for code, name in LANGUAGES])
        self.language.setCurrentIndex(max(0, self.language.findData(context.catalogue.language)))
        self.valid = DateEdit(around)
        self.valid.put((around.today() + timedelta(days=VALID_DAYS)).isoformat())
        in_column(
            self,
            *(
                labelled(context, msg, widget)
                for msg, widget in (
                    (CASES, self.cases),
                    (AUDIENCE, self.audience),
                    (OUTPUT, self.output),
                    (TO, self.to),
                    (TO_TEXT, self.to_text),
                    (PURPOSE, self.purpose),
                    (LANGUAGE, self.language),
                    (VALID, self.valid),
                )
            ),
        )

    @property
    def first(self) -> QWidget:
        """Return where the keyboard begins."""
        return self.to

    @property
    def said(self) -> Said:
        """Return the words of this path."""
        _ = self._context.text
        return Said(title=_(TITLE), reads=_(IS_READ), step=STEPS[0], unasked=NO_CONSENT, file_name=FILE_NAME)

    def ground(self, *, consents: bool) -> str:
        """Say on what it rests."""
        return self._context.text(COVERED if consents else NO_CONSENT)

    def request(self) -> Request:
        """Return what is asked for; the vault refuses what is missing with its own sentence."""
        return Request(
            cases=tuple(self.cases.ids),
            audience=str(self.audience.currentData()),
            output=str(self.output.currentData()),
            to=self.to.choice.id if self.to.choice else self.to_text.text().strip(),
            purpose=str(self.purpose.currentData()),
            lang=str(self.language.currentData()),
            valid_until=str(self.valid.get() or ""),
        )


def box_of(entries: list[tuple[str, str]]) -> Select:
    """Return a list to choose one of: (label, code)."""
    box = Select()
    for label, data in entries:
        box.addItem(label, data)
    return box


def labelled(context: Context, msg: Msg, widget: QWidget) -> QVBoxLayout:
    """Return a field under its label, which a screen reader says too."""
    label = Words(context.text(msg), Style.SMALL, Role.TEXT2, weight=MEDIUM)
    label.setBuddy(widget)
    widget.setAccessibleName(label.text())
    focus = widget.focusProxy()
    if focus is not None:
        focus.setAccessibleName(label.text())
    column = QVBoxLayout()
    column.setSpacing(SPACE.TIGHT)
    column.addWidget(label)
    column.addWidget(widget)
    return column


def in_column(page: QWidget, *parts: QVBoxLayout) -> None:
    """Lay the questions of a page out in one column of fixed width."""
    column = QVBoxLayout()
    column.setSpacing(SPACE.CARD)
    for part in parts:
        column.addLayout(part)
    column.addStretch(1)
    middle = QWidget()
    middle.setFixedWidth(COLUMN)
    column.setContentsMargins(0, 0, 0, 0)
    middle.setLayout(column)
    layout = QVBoxLayout(page)
    layout.setContentsMargins(SPACE.PANE, SPACE.NEAR, SPACE.PANE, SPACE.GROUP)
    layout.addWidget(middle, 1, Qt.AlignmentFlag.AlignLeading)
