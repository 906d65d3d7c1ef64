"""Setting up Qt once for the process: no traces on disk, one style everywhere, our fonts and colours."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QLibraryInfo,
    QLocale,
    QSettings,  # noqa: TID251 - pointed at a place where it can write nothing
    Qt,
    QtMsgType,
    QTranslator,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from casevault.i18n import N_, RIGHT_TO_LEFT
from casevault.ui.layout_items import let_go_of_places
from casevault.ui.spoken import answer_readers
from casevault.ui.sweeper import Sweeper
from casevault.ui.theme import Choice, theme

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from PySide6.QtCore import QMessageLogContext

    from casevault.ui.settings import Settings

TITLE = "CaseVault"
REFUSED = 1  # the exit status
NO_WINDOW = N_(
    "The window cannot be shown: the display does not answer, or a library that shows windows is missing."
    " The command line does everything too: casevault --help"
)
NOWHERE = "/dev/null/casevault"  # a path below a file can never be made, so nothing can be written there


def make_application(
    argv: Sequence[str], settings: Settings, session_folder: Path | None = None, *, no_window: str = NO_WINDOW.text
) -> QApplication:
    """Return the application of this process, made at the first call; `no_window` is said where no display can be had.

    Qt's own dialogs keep their history in a file of QSettings. Pointed at `session_folder` (or at a place where nothing can be
    made) before the application exists, they leave no trace of any path. Dialogs are Qt's own, not the system's, whose lists of
    recent files lie outside our reach.
    """
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        answer_readers()
        let_go_of_places()
        if existing.findChild(Sweeper) is None:
            Sweeper(existing)
        return existing
    place = str(session_folder) if session_folder is not None else NOWHERE
    for form in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
        for scope in (QSettings.Scope.UserScope, QSettings.Scope.SystemScope):
            QSettings.setPath(form, scope, place)
    qInstallMessageHandler(_ending_with(no_window))
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus)
    application = QApplication(list(argv))
    qInstallMessageHandler(_quiet)
    Sweeper(application)
    application.setApplicationName(TITLE)
    application.setApplicationDisplayName("")
    application.setStyle("Fusion")
    application.setQuitOnLastWindowClosed(True)
    answer_readers()
    let_go_of_places()
    speak(application, settings.language)
    theme.start()
    theme.choose(Choice(settings.theme), settings.text_size)
    return application


def speak(application: QApplication, language: str) -> None:
    """Set direction and Qt's own sentences to a language; "" = the system's."""
    locale = QLocale(language) if language else QLocale.system()
    code = locale.name().partition("_")[0]
    application.setLayoutDirection(Qt.LayoutDirection.RightToLeft if code in RIGHT_TO_LEFT else Qt.LayoutDirection.LeftToRight)
    for spoken in application.findChildren(QTranslator):  # English has none of its own: the last one's sentences would stay
        application.removeTranslator(spoken)
        spoken.deleteLater()
    translator = QTranslator(application)
    if translator.load(locale, "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)


def _quiet(_kind: QtMsgType, _where: QMessageLogContext, text: str | None) -> None:
    # Qt's warnings can quote what a widget holds. Only a developer who asks for them sees them.
    if sys.flags.dev_mode and text:
        sys.stderr.write(f"{text}\n")


def _ending_with(sentence: str) -> Callable[[QtMsgType, QMessageLogContext, str | None], None]:
    """Return what hears Qt until the application is made: where it would abort without a word, say why and end as refused.

    No vault is open yet, so there is nothing to close first.
    """

    def hear(kind: QtMsgType, where: QMessageLogContext, text: str | None) -> None:
        _quiet(kind, where, text)
        if kind is QtMsgType.QtFatalMsg:
            sys.stderr.write(f"{sentence}\n")
            sys.stderr.flush()
            os._exit(REFUSED)

    return hear
