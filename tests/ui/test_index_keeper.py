"""The search index follows the records within a second."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QElapsedTimer
from ui.driving import settle

from casevault.domain.record import Changes
from casevault.errors import Code, MachineProblem
from casevault.i18n import N_
from casevault.ui.index_keeper import WAIT_MS

if TYPE_CHECKING:
    import pytest
    from pytestqt.qtbot import QtBot
    from ui.fakes import FakeRecords, FakeSearch

    from casevault.ui.main_window import MainWindow

SECOND = 1000


def search_of(window: MainWindow) -> FakeSearch:
    return cast("FakeSearch", window.context.vault.search)


def test_it_is_brought_up_to_date_at_opening(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: search_of(window).drained == 1, timeout=SECOND)


def test_what_saves_go_through_is_read_ahead_once_after_it(qtbot: QtBot, window: MainWindow) -> None:
    records = cast("FakeRecords", window.context.vault.records)
    qtbot.waitUntil(lambda: records.ahead == records.room == 1, timeout=SECOND)
    qtbot.waitUntil(lambda: records.near == [0, 7, 14], timeout=SECOND)
    before = search_of(window).drained
    window.context.changes.happened.emit(Changes())
    qtbot.waitUntil(lambda: search_of(window).drained > before, timeout=2 * SECOND)
    settle(qtbot, window)
    assert (records.ahead, records.near) == (1, [0, 7, 14])
    assert records.room > 1, "an erasure cuts the log of writes, which gets its room anew"


def test_it_follows_within_a_second_however_many_changes_there_are(qtbot: QtBot, window: MainWindow) -> None:
    settle(qtbot, window)
    before = search_of(window).drained
    watch = QElapsedTimer()
    watch.start()
    for _ in range(20):
        window.context.changes.happened.emit(Changes())
        qtbot.wait(20)
    qtbot.waitUntil(lambda: search_of(window).drained > before, timeout=SECOND)
    settle(qtbot, window)
    assert search_of(window).drained <= before + 1 + watch.elapsed() // WAIT_MS  # on a busy machine the twenty take longer


def test_what_keeps_it_from_following_is_said_and_it_tries_again(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(qtbot, window)
    search = search_of(window)

    def broken(_progress: object = None) -> None:
        raise MachineProblem(Code.DB_DAMAGED, N_("The database is damaged."))

    with monkeypatch.context() as patched:
        patched.setattr(search, "drain", broken)
        window.context.changes.happened.emit(Changes())
        qtbot.waitUntil(window.messages.message.isVisible, timeout=2 * SECOND)
    before = search.drained
    window.context.changes.happened.emit(Changes())
    qtbot.waitUntil(lambda: search.drained > before, timeout=2 * SECOND)
