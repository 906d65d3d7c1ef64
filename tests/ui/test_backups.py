"""Back-ups from the window: in a place that is chosen, by themselves where one was made before, and Today's word about them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from builders import FixedAmbient, make_vault
from PySide6.QtWidgets import QWidget
from ui.hands import until

from casevault.i18n import Catalogue
from casevault.ui.backups import FOLDER_NAME, BackupBox, Backups, reminder
from casevault.ui.context import Context
from casevault.ui.doors import Doors
from casevault.ui.today import TodayPage
from casevault.vault.backup import back_up
from casevault.vault.backup_memory import is_due, remembered
from casevault.vault.backup_place import Place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from casevault.ui.messages import Notice


@pytest.fixture
def ambient() -> FixedAmbient:
    return FixedAmbient()


@pytest.fixture
def context(tmp_path: Path, qapp: object, ambient: FixedAmbient) -> Iterator[Context]:
    assert qapp
    vault, _ = make_vault(tmp_path / "v", ambient=ambient)
    made = Context(vault, Catalogue(), doors=Doors(back_up=lambda: None))
    yield made
    made.runner.stop()
    vault.close()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    made = tmp_path / "stick"
    made.mkdir()
    return made


def test_a_back_up_is_made_in_a_folder_of_its_own_and_the_place_is_remembered(
    qtbot: QtBot, context: Context, window: QWidget, stick: Path
) -> None:
    backups = Backups(context, window)
    made: list[None] = []
    backups.made.connect(lambda: made.append(None))
    backups.ask()
    (box,) = window.findChildren(BackupBox)
    assert not box.make.isEnabled()
    box._on_folder(stick)
    box.make.click()
    until(qtbot, lambda: bool(made))
    assert Place(stick / FOLDER_NAME).generations() == [1]
    assert "read back" in box.said.accessibleName()
    assert [found.place for found in remembered(context.vault)] == [stick / FOLDER_NAME]
    box.accept()
    backups.ask()
    again = window.findChildren(BackupBox)[-1]
    until(qtbot, again.make.isEnabled)
    again._on_folder(stick / FOLDER_NAME)
    assert again._place == stick / FOLDER_NAME, "no folder in the folder"


def test_a_place_that_cannot_be_taken_is_said_in_the_box(qtbot: QtBot, context: Context, window: QWidget, stick: Path) -> None:
    box = BackupBox(context, window)
    box.open()
    (stick / FOLDER_NAME).mkdir()
    (stick / FOLDER_NAME / "holiday.jpg").write_bytes(b"x")
    box._on_folder(stick)
    box.back_up()
    until(qtbot, lambda: "something else" in box.said.accessibleName())
    assert box.make.isEnabled()


def test_it_is_made_by_itself_once_a_day_where_the_place_is_there(
    qtbot: QtBot, context: Context, window: QWidget, stick: Path, ambient: FixedAmbient
) -> None:
    place = stick / FOLDER_NAME
    backups = Backups(context, window)
    made: list[None] = []
    backups.made.connect(lambda: made.append(None))

    def by_itself() -> None:
        made.clear()
        backups.begin(after=0)
        until(qtbot, lambda: bool(made))

    by_itself()
    assert remembered(context.vault) == []
    back_up(context.vault, place)
    by_itself()
    assert Place(place).generations() == [1]
    ambient.now += timedelta(days=1)
    by_itself()
    assert Place(place).generations() == [1, 2]
    ambient.now += timedelta(days=1)
    stick.rename(stick.with_name("pulled"))
    place.mkdir(parents=True)  # where the stick was put in, something else may stand
    by_itself()
    assert list(place.iterdir()) == []


def test_one_that_fails_by_itself_is_said(
    qtbot: QtBot, context: Context, window: QWidget, stick: Path, ambient: FixedAmbient
) -> None:
    place = stick / FOLDER_NAME
    back_up(context.vault, place)
    ambient.now += timedelta(days=1)
    (place / "holiday.jpg").write_bytes(b"x")
    notices: list[Notice] = []
    context.messages.noticed.connect(notices.append)
    Backups(context, window).begin(after=0)
    until(qtbot, lambda: bool(notices))
    assert "No back-up was made today" in notices[0].what
    assert notices[0].command == "backup"


def test_attachments_that_were_damaged_already_are_said(
    qtbot: QtBot, context: Context, window: QWidget, stick: Path, ambient: FixedAmbient
) -> None:
    stick.with_name("scan.pdf").write_bytes(b"x" * 2_000)
    context.vault.attachments.add([stick.with_name("scan.pdf")])
    (stored,) = (path for path in (context.vault.folder / "blobs").rglob("*") if path.is_file())
    stored.unlink()
    box = BackupBox(context, window)
    box.open()
    box._on_folder(stick)
    box.back_up()
    until(qtbot, lambda: "1 attachment was damaged and not backed up" in box.said.accessibleName())
    assert "was made, read back and compared" in box.said.accessibleName()
    assert "Restore an earlier back-up" in box.said.accessibleName()
    layout = box.layout()
    assert layout is not None
    assert box.height() >= layout.totalHeightForWidth(box.width()), "nothing of it is cut"
    ambient.now += timedelta(days=1)
    notices: list[Notice] = []
    context.messages.noticed.connect(notices.append)
    Backups(context, window).begin(after=0)
    until(qtbot, lambda: bool(notices))
    assert "1 attachment was damaged and not backed up" in notices[0].what
    assert "No back-up" not in notices[0].what


def test_today_says_that_a_back_up_is_due(qtbot: QtBot, context: Context, stick: Path, ambient: FixedAmbient) -> None:
    page = TodayPage(context)
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    until(qtbot, page.reminder.isVisible)
    assert "no back-up yet" in page.reminder.accessibleName()
    back_up(context.vault, stick / FOLDER_NAME)
    page.refresh()
    until(qtbot, lambda: not page.reminder.isVisible())
    ambient.now += timedelta(days=6)
    assert not is_due(context.vault, context.reader.today)
    ambient.now += timedelta(days=1)
    assert reminder(context) == "The last back-up is 7 days old."
    ambient.now -= timedelta(days=30)
    assert is_due(context.vault, context.reader.today), "a clock that was set back silences nothing"
