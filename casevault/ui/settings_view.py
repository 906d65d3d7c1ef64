"""Settings: a few choices, each at work at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from casevault import handbook, paths
from casevault.i18n import N_, isolated
from casevault.ui.draw import Run
from casevault.ui.editors.select import Select
from casevault.ui.limits import TITLE as LIMITS
from casevault.ui.limits import show_limits
from casevault.ui.onlookers import CAN_LEAVE_OUT
from casevault.ui.organisation import LONGEST, minutes_on_offer
from casevault.ui.settings import CLIPBOARD_SECONDS, LANGUAGE_NAMES, LANGUAGES, LOCK_MINUTES, TEXT_SIZES, UNREVIEWED, Settings
from casevault.ui.spelling.dictionaries import can_check, folders, found_in
from casevault.ui.theme import CONTROL_HEIGHT, SPACE, Choice, Role, Style, theme
from casevault.ui.widgets.basic import Button, Line, Paragraph, column, row
from casevault.ui.widgets.check import Check
from casevault.ui.words import FittingDialog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.i18n import Msg
    from casevault.ui.context import Context

THEMES = {
    Choice.SYSTEM: N_("As the system"),
    Choice.LIGHT: N_("Light"),
    Choice.DARK: N_("Dark"),
    Choice.HIGH: N_("High contrast"),
}
NO_DICTIONARY = N_(
    "No dictionary was found on this computer. Install one of Hunspell (“hunspell-nl”, “hunspell-en-us”) or LibreOffice, "
    "then open this again."
)
NO_READER = N_("The part that reads dictionaries is not installed.")
KEPT_HERE = N_("Kept on this computer outside the vault. Nothing in it names a person, a case or a vault.")
KEPT_BESIDE = N_(
    "Kept beside the program, in “casevault-data”, outside the vault. Nothing in it names a person, a case or a vault."
)
WIDTH = 600
BESIDE = 140  # percent of text up to which question and answer stand beside each other


class SettingsDialog(FittingDialog):
    """`changed` carries the new settings after every choice."""

    changed = Signal(object)

    def __init__(self, context: Context, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent, WIDTH)
        self._settings = settings
        self._boxes: list[Select] = []
        self._chosen: dict[str, object] = {}  # what is in force instead of what is kept
        text = context.text
        self.setAccessibleName(text(N_("Settings")))
        self.setModal(True)
        layout = column(self.inner, (SPACE.PANE, SPACE.GROUP, SPACE.PANE, SPACE.GROUP), SPACE.CARD)
        layout.addWidget(Line([Run(text(N_("Settings")), Style.TITLE)]))
        form = QFormLayout()
        form.setSpacing(SPACE.CARD)
        self._form = form
        theme.changed.connect(self._lay_out_anew)
        self._lay_out_anew()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        self._choice(form, text(N_("Look")), "theme", [(text(word), choice.value) for choice, word in THEMES.items()])
        self._choice(
            form, text(N_("Text size")), "text_size", [(text(N_("{percent} %"), percent=size), size) for size in TEXT_SIZES]
        )
        languages = [(text(N_("As the system")), ""), *((self._called(context, code), code) for code in LANGUAGES)]
        self._choice(form, text(N_("Language (from the next start)")), "language", languages)
        machine = [isolated(LANGUAGE_NAMES[code]) for code in LANGUAGES if handbook.is_machine_made(code)]
        if machine:
            said = text(handbook.MACHINE_MADE, languages=context.catalogue.listed(machine))
            form.addRow("", Paragraph(said, Style.SMALL, Role.TEXT3))
        self._spelling(context, form)
        minutes: Msg = N_("{count} minute", "{count} minutes")
        offered = minutes_on_offer(context.vault.policy, LOCK_MINUTES)
        # A wish for longer is kept, and is in force again on a computer without the rule.
        self._chosen["lock_minutes"] = dict(offered)[context.vault.policy.idle(settings.lock_minutes)]
        self._choice(form, text(N_("Lock after")), "lock_minutes", [(text(minutes, count=n), value) for n, value in offered])
        longest = context.vault.policy.idle_minutes
        if longest:
            form.addRow("", Paragraph(text(LONGEST, count=longest), Style.SMALL, Role.TEXT3))
        seconds: Msg = N_("{count} second", "{count} seconds")
        copied = [(text(seconds, count=n), n) for n in CLIPBOARD_SECONDS]
        self._choice(form, text(N_("Forget what was copied after")), "clipboard_seconds", copied)
        self._check(form, text(N_("Show code names in place of names")), "discreet")
        self._check(form, text(N_("Cover the window while another program is in use")), "cover_when_away")
        if CAN_LEAVE_OUT:
            self._check(form, text(N_("Hide this window from screen pictures")), "hide_from_pictures")
        layout.addLayout(form)
        note = KEPT_HERE if paths.portable_folder() is None else KEPT_BESIDE
        layout.addWidget(Paragraph(text(note), Style.SMALL, Role.TEXT3))
        foot = row()
        limits = Button(text(LIMITS), "quiet")
        limits.clicked.connect(lambda: show_limits(context.catalogue, self))
        foot.addWidget(limits)
        foot.addStretch(1)
        done = Button(text(N_("Close")), "primary")
        done.clicked.connect(self.accept)
        foot.addWidget(done)
        layout.addLayout(foot)

    def _lay_out_anew(self) -> None:
        """Put each answer below its question where both do not fit beside each other; the size of text is chosen in this box."""
        large = theme.scaled(100) > BESIDE
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows if large else QFormLayout.RowWrapPolicy.DontWrapRows)
        for box in self._boxes:
            box.setFixedHeight(theme.scaled(CONTROL_HEIGHT))

    @staticmethod
    def _called(context: Context, code: str) -> str:
        name = LANGUAGE_NAMES[code]
        return context.text(N_("{language} (not reviewed)"), language=isolated(name)) if code in UNREVIEWED else name

    def _spelling(self, context: Context, form: QFormLayout) -> None:
        """Offer the dictionaries that this computer has; where it has none, say so and how it gets one."""
        text, found = context.text, found_in(folders()) if can_check() else {}
        options = [(text(N_("Not checked")), ""), *((f"{QLocale(code).nativeLanguageName()} ({code})", code) for code in found)]
        self._choice(form, text(N_("Spelling in texts")), "spelling", options)
        if not found:
            form.addRow("", Paragraph(text(NO_DICTIONARY if can_check() else NO_READER), Style.SMALL, Role.TEXT3))

    def _choice(self, form: QFormLayout, title: str, key: str, options: Sequence[tuple[str, object]]) -> None:
        box = Select()
        box.setFixedHeight(theme.scaled(CONTROL_HEIGHT))
        box.setMinimumWidth(240)
        box.setAccessibleName(title)
        box.view().setAccessibleName(title)
        for shown, value in options:
            box.addItem(shown, value)
        box.setCurrentIndex(max(0, box.findData(self._chosen.get(key, getattr(self._settings, key)))))
        box.currentIndexChanged.connect(lambda _number: self._set(key, box.currentData()))
        self._boxes.append(box)
        label = QLabel(title)
        label.setBuddy(box)
        form.addRow(label, box)

    def _check(self, form: QFormLayout, title: str, key: str) -> None:
        box = Check(title)
        box.setChecked(bool(getattr(self._settings, key)))
        box.toggled.connect(lambda on: self._set(key, on))
        form.addRow("", box)

    def _set(self, key: str, value: object) -> None:
        self._settings = replace(self._settings, **{key: value})  # type: ignore[arg-type]  # the box offers values of the field's type alone
        self.changed.emit(self._settings)
