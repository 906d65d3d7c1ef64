"""What ships beside the code: pins, fonts, icons."""

from __future__ import annotations

import hashlib
import re

import pytest
from contracts.tree import PACKAGE, ROOT
from PySide6.QtGui import QFontDatabase, QGuiApplication, QRawFont

PACKAGING = ROOT / "packaging"
FONTS = ROOT / "resources" / "fonts"
ICONS = ROOT / "resources" / "icons"
PIN = re.compile(r"^([A-Za-z0-9_.-]+)==(\S+)", re.MULTILINE)
ICON = re.compile(r"""\bicon(?:=|\(|: str = )"([a-z0-9-]+)\"""")


def pins(name: str) -> dict[str, str]:
    text = (PACKAGING / name).read_text(encoding="utf-8")
    return {found.lower().replace("_", "-"): version for found, version in PIN.findall(text)}


@pytest.mark.parametrize("name", ["requirements", "requirements-dev", "requirements-build", "requirements-media"])
def test_the_lock_holds_what_was_asked_with_hashes(name: str) -> None:
    locked = pins(f"{name}.lock")
    assert pins(f"{name}.in").items() <= locked.items()
    blocks = re.split(r"^(?=[A-Za-z0-9])", (PACKAGING / f"{name}.lock").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert [block.split("=")[0] for block in blocks if block.strip() and "--hash=sha256:" not in block] == []


def test_tests_run_on_what_the_program_runs_on() -> None:
    assert pins("requirements.lock").items() <= pins("requirements-dev.lock").items()


def test_no_version_of_qt_that_loses_references_of_none() -> None:
    assert pins("requirements.lock")["pyside6-essentials"] == "6.11.3"
    assert pins("requirements-media.lock")["pyside6-addons"] == "6.11.3", "one version of Qt, or neither part starts"


def test_the_fonts_are_the_ones_described() -> None:
    described = dict(
        re.findall(r"^    ([0-9a-f]{64})  (\S+\.ttf)$", (FONTS / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    )
    there = {hashlib.sha256(path.read_bytes()).hexdigest(): path.name for path in FONTS.glob("*.ttf")}
    assert there == described


@pytest.mark.parametrize(
    ("name", "family", "text"),
    [
        ("NotoSans-Regular.ttf", "Noto Sans", "Gāo Yú ĳ ë Ж Ї"),
        ("CaseVaultHan-Regular.ttf", "CaseVault Han", "高瑜浦志強浦志强許志永劉曉波喆堃䶮㐂“，。〇"),
        ("NotoNaskhArabic-Regular.ttf", "Noto Naskh Arabic", "بەھرامۇۆېڭ"),
        ("NotoSerifTibetan-Regular.ttf", "Noto Serif Tibetan", "བཀྲ་ཤིས"),
    ],
)
def test_a_font_can_draw_its_script(qapp: QGuiApplication, name: str, family: str, text: str) -> None:
    assert qapp is not None
    number = QFontDatabase.addApplicationFont(str(FONTS / name))
    assert family in QFontDatabase.applicationFontFamilies(number)
    font = QRawFont(str(FONTS / name), 10)
    assert [character for character in text if character != " " and not font.supportsCharacter(ord(character))] == []


def test_the_font_of_a_name_covers_the_old_encodings() -> None:
    font = QRawFont(str(FONTS / "CaseVaultHan-Regular.ttf"), 10)
    points = [*range(0x4E00, 0x9FA6), *range(0x3400, 0x4DB6)]
    assert [hex(point) for point in points if not font.supportsCharacter(point)] == []


def test_every_icon_the_program_asks_for_is_there() -> None:
    asked = {name for path in PACKAGE.rglob("*.py") for name in ICON.findall(path.read_text(encoding="utf-8"))}
    assert asked
    assert sorted(name for name in asked if not (ICONS / f"{name}.svg").exists()) == []


def test_an_icon_has_one_recolourable_stroke() -> None:
    plain = [
        path.name
        for path in ICONS.glob("*.svg")
        if path.stem != "casevault" and "currentColor" not in path.read_text(encoding="utf-8")
    ]
    assert plain == []
