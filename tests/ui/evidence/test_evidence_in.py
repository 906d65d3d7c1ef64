"""Files come in from the window, and are listed with how each of them stands."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Any, cast

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from ui.hands import said, until

from casevault.domain.consent import rows_of
from casevault.i18n import Catalogue
from casevault.ui.evidence.attach import AttachBox
from casevault.ui.evidence.comparing import CompareBox
from casevault.ui.evidence.viewer import ViewerBox
from casevault.ui.read.file_words import size_words
from casevault.ui.words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from casevault.progress import Progress
    from casevault.ui.context import Context
    from casevault.ui.evidence.doors import EvidenceDoors
    from casevault.ui.main_window import MainWindow
    from casevault.vault.attachments import Attached

from ui.evidence.evidence_hands import attached, box, card, file, idle, view

# ---- in -----------------------------------------------------------------------------------------------------------------------


def test_two_files_come_in_as_one_piece_of_evidence(
    qtbot: QtBot, window: MainWindow, context: Context, case: str, tmp_path: Path
) -> None:
    paths = [file(tmp_path, "front.jpg", b"front"), file(tmp_path, "back.pdf", b"back")]
    assert context.doors.files is not None
    context.doors.files.attach(case, paths)
    idle(qtbot, context)
    asked = box(window, AttachBox)
    assert asked.kind.currentData() == "photo"
    assert any("HERON" in words.text() for words in asked.findChildren(Words)), "it says what they are attached to"
    asked.title.setText("Notice of detention")
    asked.button.click()
    idle(qtbot, context)
    (evidence,) = context.vault.records.list("evidence")
    assert view(window).card.record_id == evidence.id, "what came is shown"
    assert (evidence.title, evidence.cases) == ("Notice of detention", (case,))
    assert [found.name for found in context.vault.attachments.listed(evidence.id)] == ["front.jpg", "back.pdf"]
    assert [path.read_bytes() for path in paths] == [b"front", b"back"]
    view(window).tabs.show_tab("evidence")
    idle(qtbot, context)
    assert view(window).current_list().model().rowCount() == 1


def test_an_import_is_stopped_by_cancel_and_leaves_nothing(
    qtbot: QtBot, window: MainWindow, case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = window.context
    asked = AttachBox(context, [case], [file(tmp_path, "film.mp4", bytes(64 << 20))], window)
    add, begun, go = context.vault.attachments.add, threading.Event(), threading.Event()

    def slow(*given: Any, progress: Progress, **more: Any) -> Attached:
        def wait(done: int, total: int, /) -> None:
            if done:
                begun.set()
                go.wait(10)
            progress(done, total)

        return add(*given, progress=wait, **more)

    monkeypatch.setattr(context.vault.attachments, "add", slow)
    asked.open()
    asked.start()
    begun.wait(10)
    asked._progress.cancelled.emit()
    go.set()
    idle(qtbot, context)
    assert asked.isVisible()
    assert asked.button.isEnabled()
    assert context.vault.records.ids("evidence") == []
    assert list((context.vault.folder / "tmp").iterdir()) == []


def test_what_cannot_be_attached_is_said_in_the_box(
    qtbot: QtBot, window: MainWindow, context: Context, case: str, tmp_path: Path
) -> None:
    asked = AttachBox(context, [case], [tmp_path / "gone.jpg"], window)
    asked.open()
    asked.start()
    idle(qtbot, context)
    assert asked.message.isVisible()
    many = AttachBox(context, [case], [tmp_path / str(number) for number in range(101)], window)
    many.open()
    assert not many.button.isEnabled()
    assert many.message.isVisible()


def drop(target: object, paths: Sequence[Path]) -> bool:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPointF(5, 5).toPoint(), copy, data, left, none)
    enter.ignore()
    QApplication.sendEvent(target, enter)  # type: ignore[arg-type] # a widget of the window
    if enter.isAccepted():
        QApplication.sendEvent(target, QDropEvent(QPointF(5, 5), copy, data, left, none))  # type: ignore[arg-type] # the same
    return enter.isAccepted()


def test_files_dropped_on_a_case_are_attached_to_it(
    qtbot: QtBot, window: MainWindow, context: Context, case: str, tmp_path: Path
) -> None:
    target = view(window).header.parentWidget()
    assert not drop(target, [tmp_path / "gone"])
    assert not drop(target, [])
    assert drop(target, [file(tmp_path, "a.jpg", b"a"), file(tmp_path, "b.jpg", b"b")])
    idle(qtbot, context)
    box(window, AttachBox).start()
    idle(qtbot, context)
    (evidence,) = context.vault.records.list("evidence")
    assert evidence.cases == (case,)


@pytest.mark.usefixtures("case")
def test_a_folder_gives_its_files_and_nothing_is_followed_out_of_it(
    qtbot: QtBot, window: MainWindow, context: Context, tmp_path: Path
) -> None:
    target, heard = view(window).header.parentWidget(), list[str]()
    context.messages.said.connect(heard.append)
    folder, beside = tmp_path / "from her sister", file(tmp_path, "beside.jpg", b"x")
    (folder / "deep" / ".git").mkdir(parents=True)
    assert drop(target, [folder])
    idle(qtbot, context)
    assert heard == ["There is no file in that folder."]
    file(folder, "b.jpg", b"b")
    file(folder / "deep", "a.jpg", b"a")
    file(folder, ".hidden", b"x")
    file(folder / "deep" / ".git", "config", b"x")
    (folder / "away.jpg").symlink_to(beside)
    (folder / "round").symlink_to(tmp_path)
    assert drop(target, [folder])
    idle(qtbot, context)
    box(window, AttachBox).start()
    idle(qtbot, context)
    (evidence,) = context.vault.records.list("evidence")
    assert [row["name"] for row in rows_of(evidence, "files")] == ["b.jpg", "a.jpg"]


@pytest.mark.usefixtures("case")
def test_a_large_file_that_is_dropped_shows_how_far_it_is_and_cancelled_in_the_middle_leaves_nothing(
    qtbot: QtBot, window: MainWindow, context: Context, tmp_path: Path
) -> None:
    film = tmp_path / "film.mp4"
    with film.open("wb") as made:
        made.truncate(300 << 20)
    folder = context.vault.folder

    def kept() -> list[str]:
        return sorted(str(path.relative_to(folder)) for part in ("blobs", "tmp") for path in (folder / part).rglob("*"))

    before = kept()
    assert drop(view(window).header.parentWidget(), [film])
    idle(qtbot, context)
    asked, seen = box(window, AttachBox), list[float]()
    asked.start()
    job = asked._job
    assert job is not None

    def on_progress(done: int, total: int) -> None:
        seen.append(done / max(total, 1))
        if len(seen) > 1 and seen[-1] > 0.3:
            asked._progress.cancelled.emit()

    job.progressed.connect(on_progress)
    until(qtbot, lambda: asked._job is None)
    idle(qtbot, context)
    assert 0.3 < seen[-1] < 1
    assert kept() == before
    assert context.vault.records.ids("evidence") == []
    assert asked.isVisible(), "it can be begun again"
    assert asked.button.isEnabled()


def test_evidence_about_evidence_goes_to_its_case_and_nothing_to_what_left(
    qtbot: QtBot, window: MainWindow, context: Context, case: str, tmp_path: Path
) -> None:
    evidence = attached(context, case, file(tmp_path, "a.jpg", b"a"))
    said: list[str] = []
    context.messages.said.connect(said.append)
    doors = cast("EvidenceDoors", context.doors.files)
    doors.attach("")
    doors.attach(context.vault.actor, [tmp_path / "a.jpg"])
    idle(qtbot, context)
    assert len(said) == 2
    doors.attach(evidence, [tmp_path / "a.jpg"])
    idle(qtbot, context)
    assert box(window, AttachBox)._about == [case]


# ---- the list -----------------------------------------------------------------------------------------------------------------


def test_the_card_lists_the_files_and_how_they_stand(
    qtbot: QtBot, window: MainWindow, context: Context, case: str, tmp_path: Path
) -> None:
    paths = [file(tmp_path, name, name.encode() * 900) for name in ("whole.jpg", "gone.pdf", "cut.txt")]
    evidence = attached(context, case, *paths)
    stored = [context.vault.attachments.stored.path(found.blob) for found in context.vault.attachments.listed(evidence)]
    stored[1].unlink()
    os.truncate(stored[2], 10)
    pane = card(qtbot, window, evidence).card.files
    spoken = [pane.list.model().index(number, 0).data(Qt.ItemDataRole.UserRole).spoken for number in range(3)]
    assert ["Missing" in words for words in spoken] == [False, True, False]
    assert ["Damaged" in words for words in spoken] == [False, False, True]
    assert "Picture · 8.1 kB" in spoken[0]
    assert pane.view.isEnabled()


def test_a_record_without_files_says_so(qtbot: QtBot, window: MainWindow, context: Context, case: str) -> None:
    evidence = context.vault.records.add("evidence", {"title": "Paper", "kind": "document", "about": [case]}).id
    pane = card(qtbot, window, evidence).card.files
    assert pane.isVisible()
    assert pane._none.isVisible()
    assert not pane.view.isVisible()
    view(window).open_card(case)
    idle(qtbot, context)
    assert not pane.isVisible()
    assert view(window).card.attach.isVisible()


@pytest.mark.parametrize(
    ("size", "words"), [(0, "0 B"), (999, "999 B"), (1_000, "1.0 kB"), (999_600, "1.0 MB"), (34 << 30, "37 GB")]
)
def test_sizes_are_read_by_people(size: int, words: str) -> None:
    assert size_words(size, Catalogue("en")) == words


def test_a_size_has_the_comma_of_the_language_it_is_read_in() -> None:
    assert [size_words(5_800, Catalogue(language)) for language in ("en", "nl", "zh")] == ["5.8 kB", "5,8 kB", "5.8 kB"]


def test_enter_looks_at_a_file_and_compare_says_how_it_is(
    qtbot: QtBot, window: MainWindow, context: Context, case: str, tmp_path: Path
) -> None:
    evidence = attached(context, case, file(tmp_path, "a.txt", b"words"))
    pane = card(qtbot, window, evidence).card.files
    pane.list.setFocus()
    QTest.keyClick(pane.list, Qt.Key.Key_Return)
    idle(qtbot, context)
    shown = box(window, ViewerBox)
    assert shown.text.toPlainText() == "words"
    shown.reject()
    idle(qtbot, context)
    pane.menu.actions()[2].trigger()
    idle(qtbot, context)
    compared = box(window, CompareBox)
    assert "is whole" in said(compared.message)
    assert compared.progress.isHidden()
    compared.away.click()
    idle(qtbot, context)
    actions = [entry.action for entry in context.vault.records.history(evidence)]
    assert actions == ["verified", "viewed", "collected", "created"]


def test_a_file_that_is_found_damaged_is_marked_in_its_row(
    qtbot: QtBot, window: MainWindow, context: Context, case: str, tmp_path: Path
) -> None:
    evidence = attached(context, case, file(tmp_path, "a.txt", b"words"), file(tmp_path, "b.txt", b"others"))
    (stored,) = {context.vault.attachments.stored.path(found.blob) for found in context.vault.attachments.listed(evidence)[:1]}
    damaged = bytearray(stored.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    stored.write_bytes(damaged)
    pane = card(qtbot, window, evidence).card.files
    pane.menu.actions()[2].trigger()
    idle(qtbot, context)
    asked = box(window, CompareBox)
    assert "damaged" in said(asked.message)
    asked.away.click()
    idle(qtbot, context)
    rows = [str(pane.list.model().index(row, 0).data()) for row in range(2)]
    assert "Damaged" in rows[0]
    assert "Damaged" not in rows[1]


def test_saving_a_copy_is_in_the_menu_where_its_button_does_not_fit(
    qtbot: QtBot, window: MainWindow, context: Context, case: str, tmp_path: Path
) -> None:
    evidence = attached(context, case, file(tmp_path, "a.txt", b"words"))
    pane = card(qtbot, window, evidence).card.files
    for width in (900, 140, 900):
        pane.resize(width, pane.height())
        assert pane.save.isHidden() == (width == 140)
        assert pane.menu.actions()[0].isVisible() == (width == 140)
