"""What is due, saved as a calendar file for oneself: with or without names, after the sentence that says what calendars do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from casevault.domain.text import legible
from casevault.i18n import N_, isolated
from casevault.ui.ask_secret import AskSecret
from casevault.ui.file_dialog import Mode, ask_path
from casevault.ui.organisation import is_refused
from casevault.ui.theme import SPACE
from casevault.ui.widgets.check import Check
from casevault.ui.words import InlineMessage, Tone
from casevault.vault.calendar import DANGER, NAMES_DANGER, SUFFIX, save_calendar

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.progress import Progress
    from casevault.ui.context import Context

TITLE = N_("Save as a calendar…")
HEADING = N_("What is due, as a calendar")
WHY = N_("One entry for each thing that is due within a month: its kind, the code of the case, the day. It is in the log.")
WHERE = N_("Where shall the calendar be saved?")
NAME = f"calendar{SUFFIX}"
WITH_NAMES = N_("With names")
SAVE = N_("Save")
SAVED = N_("The calendar was saved as {name}: {count} entry.", "The calendar was saved as {name}: {count} entries.")


class CalendarChoice(QWidget):
    """What a calendar file gives away, and whether names go into it."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE.NEAR)
        self.danger = InlineMessage()
        self.danger.show_message(Tone.CAUTION, context.text(DANGER))
        layout.addWidget(self.danger)
        self.names = Check(context.text(WITH_NAMES))
        layout.addWidget(self.names)
        self.names_danger = InlineMessage()
        self.names_danger.hide()
        layout.addWidget(self.names_danger)
        self.names.toggled.connect(lambda on: self._on_names(context.text(NAMES_DANGER) if on else ""))

    def _on_names(self, danger: str) -> None:
        if danger:
            self.names_danger.show_message(Tone.CAUTION, danger)
        else:
            self.names_danger.hide()


def ask_calendar(context: Context, parent: QWidget) -> None:
    """Ask where to, with or without names and who, then save a calendar file."""
    if not is_refused(context, context.vault.policy.refuse_plain):
        ask_path(parent, context.text(WHERE), Mode.AnyFile, lambda path: ask_who(context, parent, path), name=NAME)


def ask_who(context: Context, parent: QWidget, target: Path) -> AskSecret:
    """Ask with or without names and who, then save a calendar file at `target`."""
    choice = CalendarChoice(context)
    chosen = [False]

    def act(secret: bytearray, keyfile: bytes | None, progress: Progress) -> int:
        return save_calendar(
            context.vault,
            secret,
            keyfile,
            target=target,
            as_of=context.reader.today,
            catalogue=context.catalogue,
            names=chosen[0],
            progress=progress,
        )

    def done(count: int) -> None:
        context.messages.say(SAVED, name=isolated(legible(target.name)), count=count)

    box = AskSecret(context, parent, title=HEADING, why=WHY, button=SAVE, act=act, done=done, body=choice)

    def on_names(on: bool) -> None:
        chosen[0] = on  # read here, in the window's thread
        box.adjustSize()

    choice.names.toggled.connect(on_names)
    box.open()
    return box
