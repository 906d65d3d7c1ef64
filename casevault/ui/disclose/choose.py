"""Step 1: which case, for whom, in which language, for how long."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from shiboken6 import isValid

from casevault.disclosure.checks import CONTACT_LIMIT, VALID_DAYS
from casevault.disclosure.outputs.output import Scope
from casevault.disclosure.outputs.registry import OUTPUTS, audiences, formats_of, outputs_for
from casevault.disclosure.request import Request
from casevault.domain.consent import NO_CONSENT_AUDIENCES
from casevault.domain.dates import in_words
from casevault.i18n import N_
from casevault.ui.disclose.along import AlongChoice
from casevault.ui.disclose.asking import Said
from casevault.ui.disclose.rail import NO_CONSENT
from casevault.ui.disclose.steps import STEPS
from casevault.ui.editors.reference import ReferenceEdit, ReferencesEdit
from casevault.ui.editors.select import Select
from casevault.ui.editors.surroundings import VaultSurroundings
from casevault.ui.editors.text import DateEdit
from casevault.ui.read.copy_words import LANGUAGES
from casevault.ui.theme import CONTROL_HEIGHT, MEDIUM, SPACE, Role, Style, theme
from casevault.ui.widgets.check import Check
from casevault.ui.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.disclosure.outputs.output import Output
    from casevault.i18n import Msg
    from casevault.ui.context import Context

COLUMN = 560
TABLE = "xlsx"
CASES = N_("Cases")
AUDIENCE = N_("For")
OUTPUT = N_("What")
TO = N_("To: an organisation on record")
TO_TEXT = N_("or, for one not yet recorded, its name")
PURPOSE = N_("Purpose")
LANGUAGE = N_("Language of the fixed text")
FORMAT = N_("Kind of file")
CONTACT = N_("How they reach you (on the cover)")
VALID = N_("May be used until")
ABOUT = N_("About which one, where the case has several")
CHOOSE_ONE = N_("Choose one")
TITLE = N_("Prepare a document for someone else")
IS_READ = N_("What they read")
FILE_NAME = "document"
ALL_CASES = N_("It is made of all cases on record; none need be chosen.")
NUMBERS = N_("None is needed: it holds numbers, and no person.")
COVERED = N_("Consent covers everyone who is named. What is not covered appears as a role or stays out.")


class ChoosePage(QWidget):
    """The questions of the first step, answered with what is usual. `named`: somebody was said who receives it."""

    named = Signal()

    def __init__(self, context: Context, case_id: str) -> None:
        super().__init__()
        self._context = context
        around = VaultSurroundings(context, self._on_cases, context.messages.show)
        look = around.look
        self.cases = ReferencesEdit(("case",), around)
        self.cases.put([case_id] if case_id else [])
        self._vocabularies = look.vocabularies
        self._which = QWidget()
        self._which.setLayout(labelled(context, CASES, self.cases))
        self._all = Words(context.text(ALL_CASES), Style.SMALL, Role.TEXT2, wrap=True)
        self.audience = box_of([(self._label("audience", code), code) for code in audiences()])
        self.output = box_of([])
        self.output.setObjectName("disclose.output")
        self.options = QWidget()
        self._ticks: dict[str, Check] = {}
        self._ticked = QVBoxLayout(self.options)
        self._ticked.setContentsMargins(0, 0, 0, 0)
        self.to = ReferenceEdit(("organisation", "person"), around)
        self.to.setObjectName("disclose.to")
        self.to_text = QLineEdit()
        self.to_text.setMinimumHeight(theme.scaled(CONTROL_HEIGHT))
        self.to_text.setObjectName("disclose.to_text")
        codes = look.vocabularies.codes("purpose")
        self.contact = QLineEdit()
        self.contact.setMinimumHeight(theme.scaled(CONTROL_HEIGHT))
        self.contact.setMaxLength(CONTACT_LIMIT)
        self.contact.setObjectName("disclose.contact")
        self.purpose = box_of([(look.vocabularies.label("purpose", code, context.catalogue), code) for code in codes])
        self.language = box_of([])
        self.format = box_of([])
        self.valid = DateEdit(around)
        self.valid.put((around.today() + timedelta(days=VALID_DAYS)).isoformat())
        self.record = box_of([])
        self.record.setObjectName("disclose.record")
        self._about = QWidget()
        self._about.setLayout(labelled(context, ABOUT, self.record))
        self.along = AlongChoice(context)
        parts = [folded(self._which), labelled(context, AUDIENCE, self.audience), labelled(context, OUTPUT, self.output)]
        parts += [folded(one) for one in (self._all, self._about, self.options)]
        rest = ((TO, self.to), (TO_TEXT, self.to_text), (PURPOSE, self.purpose), (LANGUAGE, self.language), (FORMAT, self.format))
        parts += [labelled(context, msg, widget) for msg, widget in (*rest, (CONTACT, self.contact), (VALID, self.valid))]
        parts.append(folded(self.along))
        in_column(self, *parts)
        self.audience.currentIndexChanged.connect(self._offer_outputs)
        self.output.currentIndexChanged.connect(self._offer_rest)
        self.to.chosen.connect(self.named)
        self.to_text.textChanged.connect(lambda typed: self.named.emit() if typed.strip() else None)
        self._offer_outputs()

    def offer(self, audience: str, output: str) -> None:
        """Begin with this audience and output; both can still be changed."""
        self.audience.setCurrentIndex(max(0, self.audience.findData(audience)))
        self.output.setCurrentIndex(max(0, self.output.findData(output)))

    def propose(self, cases: list[str], output: str) -> None:
        """Fill in these cases and, where it may go to whom is chosen, an output as a table."""
        self.cases.put(cases)
        at = self.output.findData(output)
        if at >= 0:
            self.output.setCurrentIndex(at)
            self.format.setCurrentIndex(max(0, self.format.findData(TABLE)))

    def _offer_outputs(self) -> None:
        """Offer what may go to the audience that is chosen; what was chosen before stays, where it may."""
        found = [(self._label("output", one.key), one.key) for one in outputs_for(str(self.audience.currentData()))]
        refill(self.output, found, self.output.currentData())
        self._offer_rest()

    def _offer_rest(self) -> None:
        """Offer what the output knows: its languages, kinds of file, options, and the record it is about."""
        chosen = self._chosen
        wanted = self.language.currentData() or self._context.catalogue.language
        refill(self.language, [(LANGUAGES[code], code) for code in chosen.languages], wanted)
        refill(self.format, [(code.upper(), code) for code in formats_of(chosen)], self.format.currentData())
        self.purpose.setCurrentIndex(max(0, self.purpose.findData(chosen.purpose)))
        for tick in self._ticks.values():
            tick.setParent(None)
            tick.deleteLater()
        self._ticks = {word: Check(capital(self._context.text(msg))) for word, msg in chosen.options.items()}
        for tick in self._ticks.values():
            self._ticked.addWidget(tick)
        self.options.setVisible(bool(self._ticks))
        self._about.setVisible(bool(chosen.record))
        self._which.setVisible(chosen.scope is Scope.CASES)
        self._all.setVisible(chosen.scope is Scope.ALL)
        self._offer_records()
        self._offer_along()

    def _offer_along(self) -> None:
        """Offer the evidence of the chosen cases, where the output is about cases."""
        about_cases = self._chosen.scope is Scope.CASES
        self.along.setVisible(about_cases)
        self.along.offer(self.cases.ids if about_cases else (), str(self.audience.currentData()))

    def _on_cases(self) -> None:
        self._offer_records()
        self._offer_along()

    def _offer_records(self) -> None:
        """Offer the records of the chosen cases that the output can be about; of several none is chosen beforehand."""
        kind, cases, vault, reader = self._kind(), tuple(self.cases.ids), self._context.vault, self._context.reader
        if not kind:
            return

        def work(_progress: object) -> list[tuple[str, str]]:
            inside = {one.id: one for case in cases for one in vault.records.in_case(case) if one.type == kind}
            words = self._context.catalogue
            ordered = sorted(inside.values(), key=lambda one: (one.date_from, one.title, one.id))
            return [
                (" · ".join(filter(None, (reader.title(one), in_words(one.date_from[:10], words)))), one.id) for one in ordered
            ]

        def answer(found: list[tuple[str, str]]) -> None:
            if isValid(self) and kind == self._kind():
                choose = [(self._context.text(CHOOSE_ONE), "")] if len(found) > 1 else []
                refill(self.record, [*choose, *found], self.record.currentData())

        self._context.runner.start(work, answer, failed=self._context.messages.show, urgent=True)

    def _kind(self) -> str:
        return OUTPUTS[str(self.output.currentData())].record

    def _label(self, vocabulary: str, code: str) -> str:
        return capital(self._vocabularies.label(vocabulary, code, self._context.catalogue))

    @property
    def first(self) -> QWidget:
        """Return where the keyboard begins."""
        return self.to

    @property
    def said(self) -> Said:
        """Return the words of this path."""
        _ = self._context.text
        return Said(title=_(TITLE), reads=_(IS_READ), step=STEPS[0], unasked=self._unasked, file_name=FILE_NAME)

    def ground(self, *, consents: bool) -> str:
        """Say on what it rests."""
        return self._context.text(COVERED if consents else self._unasked)

    @property
    def _chosen(self) -> Output:
        return OUTPUTS[str(self.output.currentData())]

    @property
    def _unasked(self) -> Msg:
        """Return why there is no consent to rely on, where there is none."""
        return NUMBERS if str(self.audience.currentData()) in NO_CONSENT_AUDIENCES else NO_CONSENT

    def answers(self) -> dict[str, Any]:
        """Return what was answered so far, to be kept in the vault while it is locked."""
        boxes = {name: box.currentData() for name, box in self._boxes().items()}
        ticked = [word for word, tick in self._ticks.items() if tick.isChecked()]
        to = self.to.choice.id if self.to.choice else ""
        rest = {
            "to": to,
            "to_text": self.to_text.text(),
            "contact": self.contact.text(),
            "valid": self.valid.get() or "",
            "ticked": ticked,
        }
        return {"cases": list(self.cases.ids), **boxes, **rest}

    def answer(self, kept: Mapping[str, Any]) -> None:
        """Put kept answers back. What they name and is not offered any more is left as it usually is."""
        self.cases.put([one for one in kept.get("cases", ()) if isinstance(one, str)])
        for name, box in self._boxes().items():  # in this order: what is offered follows from the ones before
            at = box.findData(kept.get(name))
            if at >= 0:
                box.setCurrentIndex(at)
        self.to.put(str(kept.get("to", "")))
        self.to_text.setText(str(kept.get("to_text", "")))
        self.contact.setText(str(kept.get("contact", "")))
        self.valid.put(str(kept.get("valid", "")))
        for word, tick in self._ticks.items():
            tick.setChecked(word in kept.get("ticked", ()))
        self._on_cases()

    def _boxes(self) -> dict[str, Select]:
        chosen = {"audience": self.audience, "output": self.output, "purpose": self.purpose}
        return chosen | {"language": self.language, "format": self.format}

    def request(self) -> Request:
        """Return what is asked for; the vault refuses what is missing with its own sentence."""
        along, kind = self.along.chosen, str(self.format.currentData())
        return Request(
            evidence=along,
            # An archive holds files beside a document, and any kind of document; how it is sealed in the end is asked later.
            seal="age" if along or kind != "pdf" else "pdf",
            cases=() if self._chosen.scope is Scope.ALL else tuple(self.cases.ids),
            audience=str(self.audience.currentData()),
            output=str(self.output.currentData()),
            record=str(self.record.currentData() or "") if self._kind() else "",
            options=tuple(word for word, tick in self._ticks.items() if tick.isChecked()),
            format=kind,
            to=self.to.choice.id if self.to.choice else self.to_text.text().strip(),
            purpose=str(self.purpose.currentData()),
            lang=str(self.language.currentData()),
            contact=self.contact.text(),
            valid_until=str(self.valid.get() or ""),
        )


def folded(widget: QWidget) -> QVBoxLayout:
    """Return a part of the page that may be shown or not."""
    column = QVBoxLayout()
    column.addWidget(widget)
    return column


def box_of(entries: list[tuple[str, str]]) -> Select:
    """Return a list to choose one of: (label, code)."""
    box = Select()
    for label, data in entries:
        box.addItem(label, data)
    return box


def refill(box: Select, entries: list[tuple[str, str]], chosen: object) -> None:
    """Put `entries` (label, code) into `box`, keeping what was chosen where it is still there; tells nobody."""
    with QSignalBlocker(box):
        box.clear()
        for label, data in entries:
            box.addItem(label, data)
        box.setCurrentIndex(max(0, box.findData(chosen)))


def capital(words: str) -> str:
    """Return `words` with a capital at its start."""
    return words[:1].upper() + words[1:]


def labelled(context: Context, msg: Msg, widget: QWidget) -> QVBoxLayout:
    """Return a field under its label, which a screen reader says too."""
    label = Words(context.text(msg), Style.SMALL, Role.TEXT2, weight=MEDIUM)
    label.setBuddy(widget)
    widget.setAccessibleName(label.text())
    focus = widget.focusProxy()
    if focus is not None:
        focus.setAccessibleName(label.text())
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, 0, 0)
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
