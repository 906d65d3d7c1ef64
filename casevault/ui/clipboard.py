"""What is copied here: text alone, marked as not to be kept by whatever collects clipboards, and gone after a while.

A clipboard is read by every program of the desktop, and its history is often written to disk. The marks are those that password
managers agreed on; a collector that does not know them keeps the text all the same, which the handbook says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMimeData, QObject, QTimer, Signal
from PySide6.QtGui import QClipboard, QGuiApplication

if TYPE_CHECKING:
    from collections.abc import Mapping

_DWORD_0: Final = bytes(4)
_WINDOWS: Final = 'application/x-qt-windows-mime;value="{}"'
MARK: Final = "x-kde-passwordManagerHint"
MARKS: Final[Mapping[str, bytes]] = {
    MARK: b"secret",
    _WINDOWS.format("ExcludeClipboardContentFromMonitorProcessing"): _DWORD_0,
    _WINDOWS.format("CanIncludeInClipboardHistory"): _DWORD_0,
    _WINDOWS.format("CanUploadToCloudClipboard"): _DWORD_0,
}


class ClipboardKeeper(QObject):
    """Watches the clipboard as long as a vault is open; what another program puts there is left alone."""

    copied = Signal()  # once for each text

    def __init__(self, seconds: float, parent: QObject | None = None, clipboard: QClipboard | None = None) -> None:
        super().__init__(parent)
        self._clipboard = clipboard or QGuiApplication.clipboard()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(lambda: clear_own(self._clipboard))
        self.keep_for(seconds)
        self._clipboard.dataChanged.connect(self._on_changed)

    def keep_for(self, seconds: float) -> None:
        """Take what is copied from now on away after so many seconds."""
        self._timer.setInterval(round(seconds * 1000))

    def _on_changed(self) -> None:
        if not self._clipboard.ownsClipboard():
            self._timer.stop()
            return
        data = self._clipboard.mimeData()
        if data.hasText() and not data.hasFormat(MARK):
            self.copied.emit()
            self._clipboard.setMimeData(marked(data.text()))  # which brings us here once more
        elif data.hasText():
            self._timer.start()


def marked(text: str) -> QMimeData:
    """Return `text` for the clipboard, with every mark; without the look and the fonts that rich text would carry."""
    data = QMimeData()
    data.setText(text)
    for name, value in MARKS.items():
        data.setData(name, value)
    return data


def clear_own(clipboard: QClipboard) -> None:
    """Empty the clipboard, and on X11 what is merely selected, if what is in it came from here."""
    if clipboard.ownsClipboard():
        clipboard.clear()
    if clipboard.supportsSelection() and clipboard.ownsSelection():
        clipboard.clear(QClipboard.Mode.Selection)
