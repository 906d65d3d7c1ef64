"""What is held about a person, for that person: the first step asks when it was asked for, and nothing of who receives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from casevault.disclosure.checks import HOLDINGS
from casevault.disclosure.outputs.holdings import TERMS
from casevault.disclosure.request import Request
from casevault.disclosure.subject_rules import AUDIENCE
from casevault.domain.dates import in_words
from casevault.i18n import N_, isolated
from casevault.ui.disclose.asking import Said
from casevault.ui.disclose.choose import box_of, in_column, labelled
from casevault.ui.disclose.flow import WayOut
from casevault.ui.editors.surroundings import VaultSurroundings
from casevault.ui.editors.text import DateEdit
from casevault.ui.read.copy_words import LANGUAGES
from casevault.ui.theme import Role, Style
from casevault.ui.words import Words

if TYPE_CHECKING:
    from casevault.ui.context import Context

TITLE = N_("What we hold, for {name}")
READS = N_("What {name} reads")
STEP = N_("Request")
ASKED_ON = N_("Asked for on which day?")
LANGUAGE = N_("Language of the paper")
WHY = N_(
    "Nobody else may receive it, and it is made only because the person asked. Make sure that it was the person who asked, and "
    "that it can be kept safely."
)
GROUND = N_("The person asked, on {day}. Everybody else appears as a role or stays out, whatever they agreed to.")
UNASKED = N_("None is needed: the person asked for this.")
FILE_NAME = N_("what-we-hold")


def _no_draft() -> None:
    """Keep nothing: a disclosure is recorded when it is sealed, not before."""


class SubjectPage(QWidget):
    """The day of the request and the language; whom it is about and for is settled."""

    def __init__(self, context: Context, person: str, name: str) -> None:
        super().__init__()
        self._context, self._person, self._name = context, person, name
        around = VaultSurroundings(context, _no_draft, context.messages.show)
        self.asked_on = DateEdit(around)
        self.asked_on.setObjectName("disclose.asked_on")
        self.language = box_of([(LANGUAGES[code], code) for code in TERMS.languages])
        self.language.setCurrentIndex(max(0, self.language.findData(context.catalogue.language)))
        why = QVBoxLayout()
        why.addWidget(Words(context.text(WHY), Style.BODY, Role.TEXT2, wrap=True))
        in_column(self, why, labelled(context, ASKED_ON, self.asked_on), labelled(context, LANGUAGE, self.language))

    @property
    def first(self) -> QWidget:
        """Return where the keyboard begins."""
        return self.asked_on

    @property
    def said(self) -> Said:
        """Return the words of this path."""
        _, name = self._context.text, isolated(self._name)
        return Said(title=_(TITLE, name=name), reads=_(READS, name=name), step=STEP, unasked=UNASKED, file_name=_(FILE_NAME))

    def request(self) -> Request:
        """Return what is asked for; without a day the gate refuses it with its own sentence."""
        return Request(
            cases=(),
            audience=AUDIENCE,
            output=HOLDINGS,
            to=self._person,
            person=self._person,
            requested_on=str(self.asked_on.get() or ""),
            lang=str(self.language.currentData()),
        )

    def ground(self, *, consents: bool) -> str:  # noqa: ARG002 - she asked, with a guardian's consent or without
        """Say on what it rests."""
        return self._context.text(GROUND, day=in_words(self.request().requested_on, self._context.catalogue))


class HoldingsFlow(WayOut):
    """From the day of the request to the paper that is handed over."""

    def __init__(self, context: Context, person: str, name: str) -> None:
        choose = SubjectPage(context, person, name)
        super().__init__(context, choose)
        self.choose = choose
