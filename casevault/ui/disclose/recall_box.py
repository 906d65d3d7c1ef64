"""Who is still to be told, in a box: the notice to each of them word for word, its seal, and what they answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from casevault.disclosure import compile as way_out
from casevault.disclosure import recall
from casevault.disclosure.plain import plain_text
from casevault.domain.consent import text_of
from casevault.errors import CaseVaultError
from casevault.i18n import N_, isolated
from casevault.ui.disclose.seal import AS_PDF, NOT_SEALED, WORDS_LABEL
from casevault.ui.editors.select import Select
from casevault.ui.file_dialog import Mode, ask_path
from casevault.ui.messages import notice_of
from casevault.ui.organisation import refuse_unsealed
from casevault.ui.theme import CONTROL_HEIGHT, SPACE, Style, theme
from casevault.ui.widgets.basic import Button, Hairline, column
from casevault.ui.widgets.check import Radio
from casevault.ui.widgets.foot import foot
from casevault.ui.words import InlineMessage, SurfaceDialog, Tone, Words, scrolled
from casevault.vault.holders import by_recipient, to_be_told, waiting
from casevault.vault.recall_words import WHY_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casevault.disclosure.request import Preview, Report
    from casevault.domain.record import Record
    from casevault.ui.context import Context
    from casevault.vault.holders import Holder

T = TypeVar("T")
TITLE = N_("Who is to be told")
TO_TELL = N_("{recipient}: to be told ({why})")
ASKED = N_("{recipient}: asked back on {day}, no answer yet")
NOBODY = N_("Nobody has to be told anything.")
SEAL_IT = N_("Seal and save…")
TOLD = N_("Told by another way")
ANSWERS = {
    "confirmed": N_("They destroyed it"),
    "refused": N_("They refuse"),
    "no_answer": N_("Asked again, no answer"),
}
SENT = N_("The notice is written. Hand it over; Today reminds of the answer after 14 days.")
SAVE_AS = N_("Where shall the notice go?")


class RecallBox(SurfaceDialog):
    """The box. Nothing in it writes text of its own: what leaves is the notice that is shown."""

    done_something = Signal()

    def __init__(self, context: Context, parent: QWidget, copy: str = "") -> None:
        """`copy`: the disclosure that is shown first."""
        super().__init__(parent)
        self._context, self._first = context, copy
        self._open = True
        self.finished.connect(self._on_finished)
        text = context.text
        self.setAccessibleName(text(TITLE))
        self.setModal(True)
        self.resize(760, 720)
        self._groups: list[list[Holder]] = []
        self._asked: list[Record] = []
        layout = column(self, (SPACE.PANE, SPACE.GROUP, SPACE.PANE, SPACE.GROUP), SPACE.CARD)
        layout.addWidget(Words(text(TITLE), Style.TITLE))
        self.whom = Select()
        self.whom.setAccessibleName(text(TITLE))
        self.whom.view().setAccessibleName(text(TITLE))
        self.whom.setFixedHeight(theme.scaled(CONTROL_HEIGHT))
        self.whom.currentIndexChanged.connect(lambda _number: self._show())
        layout.addWidget(self.whom)
        self.message = InlineMessage()
        layout.addWidget(self.message)
        layout.addWidget(Hairline())
        self.notice = Words(wrap=True)
        self.notice.setObjectName("recall.notice")
        self.notice.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        page = QWidget()
        inside = QVBoxLayout(page)
        inside.setContentsMargins(0, 0, SPACE.CARD, 0)
        inside.addWidget(self.notice)
        inside.addStretch(1)
        area = scrolled(page)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # a long notice is scrolled with the keyboard
        area.setAccessibleName(text(TITLE))
        layout.addWidget(area, 1)
        layout.addWidget(Hairline())
        self._lay_out_foot(layout)
        self._read()

    def _lay_out_foot(self, layout: QVBoxLayout) -> None:
        text = self._context.text
        self.as_pdf, self.not_sealed = Radio(text(AS_PDF)), Radio(text(NOT_SEALED))
        self.as_pdf.setChecked(True)
        refuse_unsealed(self.not_sealed, self._context.vault.policy, self._context.catalogue)
        layout.addWidget(self.as_pdf)
        layout.addWidget(self.not_sealed)
        self.answers = {code: Button(text(msg), "secondary") for code, msg in ANSWERS.items()}
        for code, button in self.answers.items():
            button.clicked.connect(lambda _on=False, code=code: self._answer(code))
        close = Button(text(N_("Close")), "quiet")
        close.clicked.connect(self.accept)
        self.told = Button(text(TOLD), "secondary")
        self.told.clicked.connect(self._told)
        self.send = Button(text(SEAL_IT), "primary")
        self.send.setObjectName("recall.send")
        self.send.setEnabled(False)  # until what it would send is shown
        self.send.clicked.connect(self._ask_where)
        layout.addLayout(foot(tuple(self.answers.values()), (close, self.told, self.send)))
        self._tellers: tuple[QWidget, ...] = (self.as_pdf, self.not_sealed, self.told, self.send)

    # what there is

    def _on_finished(self) -> None:
        self._open = False

    def _while_open(self, then: Callable[[T], None]) -> Callable[[T], None]:
        """Return what does nothing once the box is closed: there is nothing to show it on any more."""

        def put(found: T) -> None:
            if self._open:
                then(found)

        return put

    def _read(self) -> None:
        vault = self._context.vault
        self._context.runner.start(
            lambda _progress: (list(by_recipient(to_be_told(vault)).values()), waiting(vault)),
            self._while_open(self._put),
            urgent=True,
        )

    def _put(self, found: tuple[list[list[Holder]], list[Record]]) -> None:
        self._groups, self._asked = found
        text, reader = self._context.text, self._context.reader
        self.whom.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        self.whom.clear()
        for holders in self._groups:
            why = dict.fromkeys(why for one in holders for why in recall.why_words(one))
            name = isolated(reader.told(text_of(holders[0].copy, "recipient_text")))
            self.whom.addItem(
                text(TO_TELL, recipient=name, why=reader.catalogue.listed(text(WHY_WORDS[one]) for one in why)),
                holders[0].recipient,
            )
        for copy in self._asked:
            day = reader.day(text_of(copy, "recall_on"))
            self.whom.addItem(text(ASKED, recipient=isolated(reader.told(text_of(copy, "recipient_text"))), day=day), copy.id)
        first = [any(one.copy.id == self._first for one in holders) for holders in self._groups]
        first += [copy.id == self._first for copy in self._asked]
        if any(first):
            self.whom.setCurrentIndex(first.index(True))
        self._first = ""
        self.whom.blockSignals(False)  # noqa: FBT003 - Qt's own signature
        self.whom.setVisible(bool(self._groups or self._asked))
        self._show()

    def _show(self) -> None:
        at = self.whom.currentIndex()
        tells, asked = 0 <= at < len(self._groups), len(self._groups) <= at
        for widget in self._tellers:
            widget.setVisible(tells)
        for button in self.answers.values():
            button.setVisible(asked)
        for widget in (self.whom, self.told, *self.answers.values()):
            widget.setEnabled(True)
        self.send.setEnabled(False)
        if not tells:
            self.notice.setText("" if asked else self._context.text(NOBODY))
            return
        vault, request = self._context.vault, recall.request_for(self._groups[at], lang=self._lang)
        self._context.runner.start(
            lambda progress: way_out.preview(vault, request, progress=progress),
            self._while_open(lambda preview: self._on_preview(at, preview)),
            failed=self._while_open(self._on_failed),
        )

    @property
    def _lang(self) -> str:
        return "nl" if self._context.catalogue.language == "nl" else "en"

    def _on_preview(self, at: int, preview: Preview) -> None:
        if at == self.whom.currentIndex():
            self.notice.setText(self._context.reader.told(plain_text(preview.document)))
            self.send.setEnabled(not preview.hits)

    # acts

    def _ask_where(self) -> None:
        ask_path(self, self._context.text(SAVE_AS), Mode.AnyFile, self.send_to, name="notice.pdf")

    def send_to(self, out: Path) -> None:
        """Write the notice that is shown to `out`."""
        seal = "pdf" if self.as_pdf.isChecked() else "none"
        request = recall.request_for(self._groups[self.whom.currentIndex()], lang=self._lang, seal=seal)
        vault = self._context.vault
        self._busy()
        self._context.runner.start(
            lambda progress: way_out.disclose(vault, request, out, progress=progress),
            self._while_open(self._on_sent),
            failed=self._while_open(self._on_failed),
        )

    def _on_sent(self, report: Report) -> None:
        text = self._context.text
        words = f"{text(WORDS_LABEL)}\n{report.passphrase}" if report.passphrase else ""
        self.message.show_message(Tone.INFO, text(SENT), words)
        self._changed()

    def _told(self) -> None:
        copies = [one.copy.id for one in self._groups[self.whom.currentIndex()]]

        def tell() -> None:
            for copy in copies:
                recall.told_otherwise(self._context.vault, copy)

        self._act(tell)

    def _answer(self, code: str) -> None:
        copy = self._asked[self.whom.currentIndex() - len(self._groups)].id
        self._act(lambda: recall.answered(self._context.vault, copy, recall.Answer(code)))

    def _busy(self) -> None:
        """Take no second act on what the first is about, until it was read again."""
        for widget in (self.whom, self.told, self.send, *self.answers.values()):
            widget.setEnabled(False)

    def _act(self, work: Callable[[], object]) -> None:
        self.message.clear()
        self._busy()
        self._context.runner.start(
            lambda _progress: work(), self._while_open(lambda _none: self._changed()), failed=self._while_open(self._on_failed)
        )

    def _changed(self) -> None:
        self.done_something.emit()
        self._read()

    def _on_failed(self, problem: BaseException) -> None:
        if isinstance(problem, CaseVaultError):
            self.message.put(notice_of(problem, self._context.catalogue, self._context.reader.title_of))
            self._read()
        else:
            raise problem
