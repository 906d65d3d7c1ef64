"""Choosing a file or a folder in Qt's own dialog: the desktop's would note the place in its list of recent files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDir
from PySide6.QtWidgets import QFileDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

Mode = QFileDialog.FileMode


def ask_path(parent: QWidget, title: str, mode: Mode, taken: Callable[[Path], object], *, name: str = "") -> None:
    """Open a dialog over `parent` and hand what was chosen to `taken`; `name` is offered for a file that is to be written."""
    dialog = _dialog(parent, title, mode)
    if mode is Mode.AnyFile:
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(name)
    dialog.fileSelected.connect(lambda chosen: taken(Path(chosen)))
    dialog.open()


def ask_paths(parent: QWidget, title: str, taken: Callable[[list[Path]], object]) -> None:
    """Open a dialog over `parent` in which one or more files are chosen."""
    dialog = _dialog(parent, title, Mode.ExistingFiles)
    dialog.filesSelected.connect(lambda chosen: taken([Path(one) for one in chosen]))
    dialog.open()


def _dialog(parent: QWidget, title: str, mode: Mode) -> QFileDialog:
    dialog = QFileDialog(parent, title)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setFileMode(mode)
    if dialog.directory() == QDir.current():
        dialog.setDirectory(QDir.homePath())  # not where the program lies: nobody looks for a paper there
    if mode is Mode.Directory:
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.finished.connect(dialog.deleteLater)
    return dialog
