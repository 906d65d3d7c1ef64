"""Steps 4 and 5: how it is sealed, and what is handed over."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from casevault.disclosure.unsealed import UNSEALED, asks_for_word
from casevault.domain.dates import in_words
from casevault.i18n import N_
from casevault.ui.organisation import refuse_unsealed
from casevault.ui.theme import MEDIUM, SPACE, Role, Style, theme
from casevault.ui.widgets.basic import Button
from casevault.ui.widgets.check import Check, Radio
from casevault.ui.words import Words
from casevault.vault.policy import NO_POLICY

if TYPE_CHECKING:
    from casevault.disclosure.request import Report, Request
    from casevault.i18n import Catalogue
    from casevault.vault.policy import Policy

COLUMN = 620
BUNDLED = frozenset({"age", "html"})  # these hold a bundle, which is signed inside
HOW = N_("How is it sealed?")
AS_PDF = N_("Encrypted PDF: any reader opens it with seven words made here")
AS_AGE = N_("age archive: for a key, or with seven words")
ARCHIVE = N_("Files of evidence go along: only an archive holds them.")
AS_HTML = N_("Page for a browser, with seven words: for a stick, not for mail")
UNSIGNED = N_("Without a signature, so that nobody can show it is from us")
KEY = N_("The recipient's age key (leave empty for words, or for the keys on record)")
NOT_SEALED = N_("Not sealed: anyone who gets the file can read it")
KNOWINGLY = N_("I know that the names in it can be read by whoever finds, copies or intercepts the file")
SECOND = N_("Ask a second person to approve it first")
READ = N_("I have read it through")
SEALED = N_(
    "Sealed for {recipient}, until {until}. {selected} selected: {written} written, {withheld} withheld. The file was reopened "
    "and scanned for {terms} names and numbers: none found that should not be there."
)
OPEN = N_(
    "Written without a seal for {recipient}, until {until}: anyone who gets the file can read it. {selected} selected: "
    "{written} written, {withheld} withheld. The file was reopened and scanned for {terms} names and numbers: none found that "
    "should not be there."
)
WORDS_LABEL = N_("Passphrase: seven words. Give them by another way than the file.")
SHOW = N_("Show the words")
SHA = N_("SHA-256 {digest}")
WHERE = N_("Written to {path}")


class SealPage(QWidget):
    """The choice of the seal, and the confirmation that a person read it."""

    changed = Signal()
    second_wanted = Signal()

    def __init__(self, catalogue: Catalogue, policy: Policy = NO_POLICY) -> None:
        super().__init__()
        _ = catalogue.text
        self.second = Button(_(SECOND), "quiet", "shield-check")
        self.second.setObjectName("disclose.second")
        self.second.clicked.connect(self.second_wanted)
        self.as_pdf = Radio(_(AS_PDF))
        self.as_pdf.setChecked(True)
        self.as_age = Radio(_(AS_AGE))
        self.as_html = Radio(_(AS_HTML))
        self.without_signature = Check(_(UNSIGNED))
        self.without_signature.setEnabled(False)
        self.not_sealed = Radio(_(NOT_SEALED))
        refuse_unsealed(self.not_sealed, policy, catalogue)
        self._refused = policy.no_plain
        self.knowingly = Check(_(KNOWINGLY))
        self.knowingly.setObjectName("disclose.knowingly")
        self.knowingly.hide()
        self._asked: Request | None = None
        self.key = QLineEdit()
        self.key.setMinimumHeight(theme.scaled(32))
        self.key.setPlaceholderText("age1…")
        self.key.setAccessibleName(_(KEY))
        self.key.setEnabled(False)
        self.read = Check(_(READ))
        self.read.setObjectName("disclose.read")
        self.as_age.toggled.connect(self.key.setEnabled)
        for bundled in (self.as_age, self.as_html):
            bundled.toggled.connect(lambda _on: self.without_signature.setEnabled(self.seal in BUNDLED))
        self.not_sealed.toggled.connect(self._on_seal)
        for tick in (self.read, self.knowingly):
            tick.toggled.connect(lambda _on: self.changed.emit())
        column = QVBoxLayout()
        column.setSpacing(SPACE.CARD)
        column.addWidget(Words(_(HOW), Style.SUBTITLE))
        self._only = Words(_(ARCHIVE), Style.SMALL, Role.TEXT2, wrap=True)
        self._only.hide()
        column.addWidget(self._only)
        column.addWidget(self.as_pdf)
        column.addWidget(self.as_age)
        label = Words(_(KEY), Style.SMALL, Role.TEXT2, weight=MEDIUM, wrap=True)
        label.setBuddy(self.key)
        column.addWidget(label)
        column.addWidget(self.key)
        column.addWidget(self.as_html)
        column.addWidget(self.not_sealed)
        column.addWidget(self.knowingly)
        column.addSpacing(SPACE.ROOM)
        column.addWidget(self.without_signature)
        column.addWidget(self.read)
        column.addWidget(self.second, 0, Qt.AlignmentFlag.AlignLeading)
        column.addStretch(1)
        _in_column(self, column)

    def suit(self, request: Request) -> None:
        """Offer the seals in which this can leave: files beside a document need an archive, one seal is made of a PDF alone."""
        self._asked, archive = request, bool(request.evidence)
        able = {self.as_pdf: request.format == "pdf", self.as_html: True, self.not_sealed: not self._refused}
        for radio, suits in able.items():
            radio.setEnabled(suits and not archive)
        self._only.setVisible(archive)
        if not any(radio.isEnabled() and radio.isChecked() for radio in (*able, self.as_age)):
            self.as_age.setChecked(True)
        self._on_seal()

    def _on_seal(self) -> None:
        """Ask for the word, anew each time, where what is not meant for everybody would leave without a seal."""
        asks = self._asked is not None and asks_for_word(replace(self._asked, seal=self.seal))
        self.knowingly.setChecked(False)
        self.knowingly.setVisible(asks)
        self.changed.emit()

    @property
    def is_ready(self) -> bool:
        """Say whether a person has read it through and, where it leaves open, knows what that means."""
        return self.read.isChecked() and (self.knowingly.isHidden() or self.knowingly.isChecked())

    @property
    def first(self) -> Radio:
        """Return where the keyboard begins."""
        return self.as_pdf if self.as_pdf.isEnabled() else self.as_age

    @property
    def seal(self) -> str:
        """Return the code of the chosen seal."""
        chosen = {"pdf": self.as_pdf, "age": self.as_age, "html": self.as_html}
        return next((seal for seal, radio in chosen.items() if radio.isChecked()), UNSEALED)

    @property
    def unsigned(self) -> bool:
        """Say whether a bundle shall leave without a signature."""
        return self.seal in BUNDLED and self.without_signature.isChecked()

    @property
    def suffix(self) -> str:
        """Return how the file's name shall end."""
        kind = self._asked.format if self._asked is not None else "pdf"
        return {"age": ".age", "html": ".html", "pdf": ".pdf"}.get(self.seal, f".{kind}")

    @property
    def recipients(self) -> tuple[str, ...]:
        """Return the age keys that were typed."""
        return tuple(self.key.text().split()) if self.seal == "age" else ()


class HandOverPage(QWidget):
    """One sentence that says what left, and the words that open it."""

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self._catalogue = catalogue
        self._said = Words(style=Style.BODY, wrap=True)
        self._label = Words(catalogue.text(WORDS_LABEL), Style.SMALL, Role.TEXT2, weight=MEDIUM, wrap=True)
        self._words = Words(style=Style.TITLE, wrap=True)
        self._words.setObjectName("disclose.words")
        self.show_words = Button(catalogue.text(SHOW))
        self.show_words.clicked.connect(self._on_show)
        self._digest = Words(style=Style.SMALL, role=Role.TEXT2, wrap=True)
        self._digest.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._where = Words(style=Style.SMALL, role=Role.TEXT2, wrap=True)
        self._passphrase = ""
        column = QVBoxLayout()
        column.setSpacing(SPACE.CARD)
        for widget in (self._said, self._label, self._words):
            column.addWidget(widget)
        column.addWidget(self.show_words, 0, Qt.AlignmentFlag.AlignLeading)
        column.addWidget(self._where)
        column.addWidget(self._digest)
        column.addStretch(1)
        _in_column(self, column)

    def fill(self, report: Report, path: str, recipient: str) -> None:
        """Show what was sealed, and for whom; the words stay hidden until they are asked for."""
        preview = report.preview
        self._said.setText(
            self._catalogue.text(
                OPEN if report.seal == UNSEALED else SEALED,
                recipient=recipient,
                until=in_words(preview.valid_until, self._catalogue),
                selected=preview.selected,
                written=preview.written,
                withheld=preview.withheld,
                terms=preview.scan.terms,
            )
        )
        self._passphrase = report.passphrase
        for widget in (self._label, self.show_words):
            widget.setVisible(bool(report.passphrase))
        self._words.clear()
        self._words.hide()
        self._where.setText(self._catalogue.text(WHERE, path=path))
        self._digest.setText(self._catalogue.text(SHA, digest=report.sha256))

    def _on_show(self) -> None:
        self._words.setText(self._passphrase)
        self._words.show()
        self.show_words.hide()


def _in_column(page: QWidget, column: QVBoxLayout) -> None:
    middle = QWidget()
    middle.setMaximumWidth(theme.pane(COLUMN))
    column.setContentsMargins(0, 0, 0, 0)
    middle.setLayout(column)
    outer = QHBoxLayout(page)
    outer.setContentsMargins(SPACE.PANE, SPACE.GROUP, SPACE.PANE, SPACE.GROUP)
    outer.addWidget(middle, 1)
    outer.addStretch(0)
