"""The settings of the person, put to use: look and text size at once, names or codes at once, and all of them in their file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from casevault.ui.settings import TEXT_SIZES, Settings, save
from casevault.ui.spelling.dictionaries import can_check, folders, found_in
from casevault.ui.spelling.speller import speller
from casevault.ui.theme import Choice, theme
from casevault.vault import own_words

if TYPE_CHECKING:
    from casevault.ui.context import Context


class Preferences(QObject):
    """Changes the settings of one window."""

    used = Signal(object)  # the settings in force from now on, for what runs beside the window
    renamed = Signal()  # names turned to codes, or back: whatever shows them reads again

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        context.runner.start(lambda _progress: own_words.known(context.vault), speller.keep)
        self._spell(context.settings.spelling)

    def _spell(self, code: str) -> None:
        """Check texts with the dictionary of this code, where the computer has it."""
        if not code or not can_check():
            speller.use(None)
            return
        self._context.runner.start(lambda _progress: found_in(folders()).get(code), speller.use)

    def use(self, settings: Settings) -> None:
        """Use these settings from now on."""
        context = self._context
        before, context.settings = context.settings, settings
        if (before.theme, before.text_size) != (settings.theme, settings.text_size):
            theme.choose(Choice(settings.theme), settings.text_size)
        if before.spelling != settings.spelling:
            self._spell(settings.spelling)
        if before.discreet != settings.discreet:
            context.reader.discreet = settings.discreet
            self.renamed.emit()
            theme.changed.emit()  # what is open over the pages, too, draws its names anew
        self.used.emit(settings)
        folder = context.settings_folder
        if folder is not None:
            context.runner.start(lambda _progress: save(folder, settings), lambda _none: None)

    def toggle_discreet(self) -> None:
        """Show codes in place of names, or names again."""
        settings = self._context.settings
        self.use(replace(settings, discreet=not settings.discreet))

    def resize_text(self, by: int) -> None:
        """Make the text a step larger or smaller; 0 = as it was made."""
        settings = self._context.settings
        at = TEXT_SIZES.index(settings.text_size) + by
        self.use(replace(settings, text_size=TEXT_SIZES[min(len(TEXT_SIZES) - 1, max(0, at))] if by else 100))
