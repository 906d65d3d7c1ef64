"""Setting up Qt once for the process: no traces on disk, one style everywhere, our fonts and colours."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QLibraryInfo,
    QLocale,
    QSettings,  # noqa: TID251 - pointed at a place where it can write nothing
    Qt,
    QTranslator,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from casevault.i18n import RIGHT_TO_LEFT
from casevault.ui.layout_items import let_go_of_places
from casevault.ui.spoken import answer_readers
from casevault.ui.sweeper import Sweeper
from casevault.ui.theme import Choice, theme

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtCore import QMessageLogContext, QtMsgType

    from casevault.ui.settings import Settings

TITLE = "CaseVault"
NOWHERE = "/dev/null/casevault"  # a path below a file can never be made, so nothing can be written there


def make_application(argv: Sequence[str], settings: Settings, session_folder: Path | None = None) -> QApplication:
    """Return the application of this process, made at the first call.

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
    qInstallMessageHandler(_quiet)
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus)
    application = QApplication(list(argv))
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
