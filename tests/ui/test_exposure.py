"""Something was lost: from Ctrl+K to the list of who is named in it, the gravest first, and on to what is to be done."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from builders import FixedAmbient, make_vault
from disclosure.asking import ask
from disclosure_fakes import invented_case
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from ui.hands import english, main_window, part, press, until

from casevault import disclosure
from casevault.i18n import Catalogue
from casevault.ui.context import Context
from casevault.ui.disclose import exposure_box
from casevault.ui.disclose.exposure_box import ExposureBox
from casevault.ui.doors import Doors
from casevault.ui.lists.advice_row import AdviceRow
from casevault.ui.lists.rows import HeadingRow
from casevault.ui.lists.table_row import TableRow
from casevault.ui.lists.view import ROW
from casevault.ui.palette import Palette
from casevault.vault import backup_memory
from casevault.vault.exposure import FIRST, Severity, exposed

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from casevault.ui.lists.row import Row


def rows(box: ExposureBox) -> list[Row]:
    return [box._model.index(at, 0).data(ROW) for at in range(box._model.rowCount())]


def test_whoever_types_stolen_finds_who_is_named_and_what_to_do_first(qtbot: QtBot, tmp_path: Path) -> None:
    ambient = FixedAmbient()
    vault, _ = make_vault(tmp_path / "vault", ambient=ambient)
    with vault:
        made = invented_case(vault)
        quiet = vault.records.add("person", {"display_name": "Someone Quiet"}).id
        vault.records.add("source", {"code": "S-9", "identity": quiet, "kind": "witness", "protection": "full"})
        copy = disclosure.disclose(vault, ask(made, to="First desk", seal="none"), tmp_path / "1.pdf").bundle
        backup_memory.remember(vault, tmp_path / "stick", 3, day=date(2020, 1, 1))
        context = Context(vault, Catalogue(), doors=Doors())
        window = main_window(qtbot, context)
        for typed in ("stolen", "lost laptop", "seized"):
            window.find_or_do()
            palette = window.findChildren(Palette)[-1]
            palette.field.setText(typed)
            assert any(row.id == "do:exposure" for row in palette._actions(typed)), typed
            palette.reject()
        window.commands.run("exposure")
        box = window.findChildren(ExposureBox)[0]
        until(qtbot, lambda: any(isinstance(row, TableRow) for row in rows(box)))
        shown = rows(box)
        assert isinstance(shown[0], HeadingRow)
        assert (shown[0].title, shown[0].count) == (english(exposure_box.GROUPS[Severity.SOURCE]), 2)
        assert isinstance(shown[1], AdviceRow)
        assert shown[1].text == english(FIRST[Severity.SOURCE])
        assert quiet in {shown[2].id, shown[3].id}
        assert {row.id for row in shown if isinstance(row, TableRow)} == {one.person for one in exposed(vault)}
        assert "+86" not in " ".join(row.spoken for row in shown), "ways to reach people are counted, never shown"
        assert english(exposure_box.CLOSED) in box.message.accessibleName()
        context.reader.discreet = True
        hidden = exposure_box.exposed_rows(context, exposed(vault), box._columns)
        assert {row.id for row in hidden} == {row.id for row in shown}
        assert "Someone Quiet" in " ".join(row.spoken for row in shown)
        assert "Someone Quiet" not in " ".join(row.spoken for row in hidden), "somebody looks on"
        context.reader.discreet = False
        old = next(at for at in range(box.what.count()) if "stick" in box.what.itemText(at))
        box.what.setCurrentIndex(old)
        until(qtbot, lambda: [type(row) for row in rows(box)] == [AdviceRow])  # nobody was recorded by then
        box.what.setCurrentIndex(box.what.findData(copy))
        until(qtbot, lambda: made["lin"] in {row.id for row in rows(box)})
        assert quiet not in {row.id for row in rows(box)}
        assert english(exposure_box.OPEN) in box.message.accessibleName()
        went: list[str] = []
        context.navigation.command_wanted.connect(went.append)
        part(box, QPushButton, "way.change").click()
        assert went == ["way.change"]
        assert not box.isVisible()
        context.runner.stop()


def test_enter_goes_to_the_person_and_who_was_removed_is_still_named(qtbot: QtBot, tmp_path: Path) -> None:
    vault, _ = make_vault(tmp_path / "vault")
    with vault:
        gone = vault.records.add("person", {"display_name": "Out Of Sight"}).id
        vault.records.delete(gone)
        context = Context(vault, Catalogue(), doors=Doors())
        parent = QWidget()
        qtbot.addWidget(parent)
        box = ExposureBox(context, parent)
        box.show()
        until(qtbot, lambda: [row.id for row in rows(box) if row.id] == [gone])
        wanted: list[str] = []
        context.navigation.record_wanted.connect(wanted.append)
        box.list.setCurrentIndex(box._model.index(2, 0))
        box.list.setFocus()
        until(qtbot, box.list.hasFocus)
        press(Qt.Key.Key_Return)
        assert wanted == [gone]
        context.runner.stop()
