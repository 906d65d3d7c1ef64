"""Everything to myself: form, place, seal and who in one box; then how much it was, and the words that open it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from casevault.domain.text import legible
from casevault.exchange.counted_words import counted
from casevault.exchange.export import Exported, Format, export
from casevault.i18n import N_, isolated
from casevault.ui.ask_secret import AskSecret
from casevault.ui.evidence.out import WHERE, SealChoice, WordsBox
from casevault.ui.file_dialog import Mode, ask_path
from casevault.ui.theme import MEDIUM, SPACE, Role, Style
from casevault.ui.widgets.basic import Button, Paragraph, row
from casevault.ui.widgets.check import Radio
from casevault.ui.words import Words
from casevault.vault.leaving import EXPORT_DANGER, sealed_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casevault.progress import Progress
    from casevault.ui.context import Context
    from casevault.vault.leaving import Seal

TITLE = N_("Everything to myself…")
HEADING = N_("Everything to myself")
WHY = N_(
    "All records with their history and every attachment, for yourself. Whoever takes them out shows again that the vault is "
    "theirs; that it was done is in the log."
)
EXPORT = N_("Export")
FORM = N_("In which form?")
SEALING = N_("How is it sealed?")
NAME = "casevault-export"
PLACE = N_("Choose where…")
LABELS = {
    Format.JSON: N_("JSON Lines: with the whole history"),
    Format.CSV: N_("CSV: a table for each kind of record"),
    Format.XLSX: N_("XLSX: one workbook"),
    Format.UWAZI: N_("For Uwazi: an archive for each template"),
}
DONE = N_("Everything was exported as {name}, read back and counted: {records}, {attachments}.")
DAMAGED = N_(
    "{count} attachment is damaged and not in it. “Check this vault” names it.",
    "{count} attachments are damaged and not in it. “Check this vault” names them.",
)


class ExportChoice(QWidget):
    """Form, place and seal; `changed` when any of them does."""

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.place: Path | None = None
        text = context.text
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE.CARD)
        forms = QWidget()
        listed = QVBoxLayout(forms)
        listed.setContentsMargins(0, 0, 0, 0)
        listed.setSpacing(SPACE.NEAR)
        listed.addWidget(Words(text(FORM), Style.SMALL, Role.TEXT2, weight=MEDIUM))
        self.forms = {form: Radio(text(label)) for form, label in LABELS.items()}
        for radio in self.forms.values():
            listed.addWidget(radio)
            radio.toggled.connect(lambda _on: self.changed.emit())
        self.forms[Format.JSON].setChecked(True)
        layout.addWidget(forms)
        self.seal = SealChoice(context, EXPORT_DANGER)
        self.seal.changed.connect(self._on_seal)
        sealing = QVBoxLayout()
        sealing.setSpacing(SPACE.NEAR)
        sealing.addWidget(Words(text(SEALING), Style.SMALL, Role.TEXT2, weight=MEDIUM))
        sealing.addWidget(self.seal)
        layout.addLayout(sealing)
        beside = row(spacing=SPACE.NEAR)
        self.button = Button(text(PLACE), "secondary", "folder")
        self.button.clicked.connect(self._ask_place)
        beside.addWidget(self.button)
        self.shown = Paragraph("", Style.SMALL, Role.TEXT2)
        beside.addWidget(self.shown, 1, Qt.AlignmentFlag.AlignVCenter)
        layout.addLayout(beside)

    @property
    def form(self) -> Format:
        """Return the form that was chosen."""
        return next(form for form, radio in self.forms.items() if radio.isChecked())

    @property
    def is_ready(self) -> bool:
        """Say whether all was chosen that is needed."""
        return self.place is not None and self.seal.is_ready

    def use(self, place: Path) -> None:
        """Take this name for the export."""
        self.place = place
        self._on_seal()

    def _on_seal(self) -> None:
        if self.place is not None:
            self.shown.put(str(sealed_name(self.place, self.seal.seal)))
        self.changed.emit()

    def _ask_place(self) -> None:
        ask_path(self, self._context.text(WHERE), Mode.AnyFile, self.use, name=NAME)


def ask_everything(context: Context, parent: QWidget, said: Callable[[str, str], object]) -> AskSecret:
    """Ask form, place, seal and who, then export everything; `said` gets what was done, and what is missing in it."""
    choice = ExportChoice(context)
    chosen: list[tuple[Format, Path | None, Seal]] = [(choice.form, choice.place, choice.seal.seal)]

    def act(secret: bytearray, keyfile: bytes | None, progress: Progress) -> Exported:
        form, place, seal = chosen[0]
        assert place is not None  # noqa: S101 - the button is there only once a place is
        vault = context.vault
        return export(
            vault, secret, keyfile, format=form, target=place, catalogue=context.catalogue, seal=seal, progress=progress
        )

    def done(made: Exported) -> None:
        _form, place, seal = chosen[0]
        name = "" if place is None else sealed_name(place, seal).name
        text = context.text
        missing = text(DAMAGED, count=len(made.damaged)) if made.damaged else ""
        counts = counted(context.catalogue, records=made.records, attachments=made.attachments)
        said(text(DONE, name=isolated(legible(name)), **counts), missing)
        if made.passphrase:
            WordsBox(context, made.passphrase, name, parent).open()

    box = AskSecret(context, parent, title=HEADING, why=WHY, button=EXPORT, act=act, done=done, body=choice)

    def on_changed() -> None:
        chosen[0] = (choice.form, choice.place, choice.seal.seal)  # read here, in the window's thread
        box.set_ready(ready=choice.is_ready)
        box.adjustSize()

    choice.changed.connect(on_changed)
    on_changed()
    box.open()
    return box
