from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from ui.hands import main_window, over_new_vault

from casevault import handbook
from casevault.ui.settings import FILE_NAME, LANGUAGE_NAMES, LANGUAGES, Settings, load, parse, save
from casevault.ui.settings_view import SettingsDialog
from casevault.ui.widgets.basic import Paragraph

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot


def test_settings_come_back(tmp_path: Path) -> None:
    wanted = Settings(theme="dark", text_size=125, language="nl", lock_minutes=10, discreet=True)
    save(tmp_path / "config", wanted)
    assert load(tmp_path / "config") == wanted
    assert (tmp_path / "config" / FILE_NAME).stat().st_mode & 0o077 == 0


def test_no_file_is_a_fresh_installation(tmp_path: Path) -> None:
    assert load(tmp_path) == Settings()


@pytest.mark.parametrize("untrusted", ["", "[]", "{", "null", '{"theme": 3}', "\x00", "9" * 100_000])
def test_a_file_that_says_nothing_counts_as_absent(tmp_path: Path, untrusted: str) -> None:
    (tmp_path / FILE_NAME).write_text(untrusted, encoding="utf-8")
    assert load(tmp_path) == Settings()


def test_each_value_is_checked_on_its_own() -> None:
    untrusted = json.loads('{"theme": "dark", "text_size": 9000, "lock_minutes": true, "language": "xx", "other": 1}')
    assert parse(untrusted) == Settings(theme="dark")


def test_beside_the_language_it_is_said_whose_handbook_a_machine_made(qtbot: QtBot, tmp_path: Path) -> None:
    with over_new_vault(tmp_path / "v") as context:
        box = SettingsDialog(context, Settings(), main_window(qtbot, context))
        said = " ".join(label.accessibleName() for label in box.findChildren(Paragraph))
        box.close()
    machine_made = [code for code in LANGUAGES if handbook.is_machine_made(code)]
    assert machine_made, "else this says nothing"
    for code in LANGUAGES:
        assert (LANGUAGE_NAMES[code] in said) == (code in machine_made)
    assert "translated by a machine" in said
