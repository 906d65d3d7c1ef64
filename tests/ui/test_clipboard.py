"""What is copied here is marked and goes again; what another program copied is left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QClipboard
from ui.hands import until

from casevault.ui.clipboard import MARKS, ClipboardKeeper, clear_own

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

SOON = 0.02  # seconds
LATER = 3_600


class Clipboard(QObject):
    """A clipboard that belongs to us or to another program; the one of the test's display says it never is ours."""

    dataChanged = Signal()  # noqa: N815 - Qt's own name

    def __init__(self, *, ours: bool = True) -> None:
        super().__init__()
        self.ours = ours
        self.data = QMimeData()
        self.cleared: list[QClipboard.Mode] = []

    def ownsClipboard(self) -> bool:  # noqa: N802 - Qt's own name
        return self.ours

    def supportsSelection(self) -> bool:  # noqa: N802 - Qt's own name
        return True

    def ownsSelection(self) -> bool:  # noqa: N802 - Qt's own name
        return self.ours

    def mimeData(self) -> QMimeData:  # noqa: N802 - Qt's own name
        return self.data

    def setMimeData(self, data: QMimeData) -> None:  # noqa: N802 - Qt's own name
        self.data = data
        self.dataChanged.emit()

    def clear(self, mode: QClipboard.Mode = QClipboard.Mode.Clipboard) -> None:
        self.cleared.append(mode)
        if mode is QClipboard.Mode.Clipboard:
            self.setMimeData(QMimeData())

    def copy(self, text: str, html: str = "") -> None:
        data = QMimeData()
        data.setText(text)
        if html:
            data.setHtml(html)
        self.setMimeData(data)


def keeper_of(clipboard: Clipboard, seconds: float) -> ClipboardKeeper:
    return ClipboardKeeper(seconds, clipboard, cast("QClipboard", clipboard))


def test_what_is_copied_is_text_alone_and_carries_every_mark() -> None:
    clipboard = Clipboard()
    keeper_of(clipboard, LATER)
    clipboard.copy("Lin Zhaowen 林兆雯", "<b>Lin</b>")
    assert clipboard.data.text() == "Lin Zhaowen 林兆雯"
    assert not clipboard.data.hasHtml()
    assert {name: clipboard.data.data(name).data() for name in MARKS} == dict(MARKS)
    assert not clipboard.cleared


def test_it_goes_after_its_time_and_a_new_copy_has_its_own_time(qtbot: QtBot) -> None:
    clipboard = Clipboard()
    keeper = keeper_of(clipboard, LATER)
    clipboard.copy("first")
    keeper.keep_for(SOON)
    clipboard.copy("second")
    until(qtbot, lambda: not clipboard.data.hasText())
    assert clipboard.cleared == [QClipboard.Mode.Clipboard, QClipboard.Mode.Selection]
    qtbot.wait(100)
    assert len(clipboard.cleared) == 2, "an empty clipboard is not emptied again"


def test_what_another_program_copied_is_neither_marked_nor_taken_away(qtbot: QtBot) -> None:
    clipboard = Clipboard()
    keeper_of(clipboard, SOON)
    clipboard.copy("ours")
    clipboard.ours = False
    clipboard.copy("theirs")
    qtbot.wait(100)
    assert clipboard.data.formats() == ["text/plain"]
    assert not clipboard.cleared


@pytest.mark.parametrize("ours", [True, False])
def test_the_clipboard_is_cleared_where_it_is_ours(*, ours: bool) -> None:
    clipboard = Clipboard(ours=ours)
    clear_own(cast("QClipboard", clipboard))
    assert bool(clipboard.cleared) is ours
