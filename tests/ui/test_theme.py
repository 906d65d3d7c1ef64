from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QPalette

from casevault.paths import resource_path
from casevault.ui import theme as module
from casevault.ui.theme import DARK, HIGH, LIGHT, TYPES, Choice, Role, Style, Tokens, color, font, icon, theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

UI = Path(module.__file__).parent
GROUNDS = (Role.SURFACE, Role.CANVAS, Role.SUNKEN, Role.HOVER, Role.SELECTED)
ON_GROUNDS = {
    Role.TEXT: 7,
    Role.TEXT2: 7,
    Role.TEXT3: 4.5,
    Role.ACCENT: 4.5,
    Role.OK: 4.5,
    Role.CAUTION: 4.5,
    Role.CRITICAL: 4.5,
    Role.NEUTRAL: 4.5,
    Role.BORDER: 3,
    Role.FOCUS: 3,
}
PAIRS = (
    (Role.ON_ACCENT, Role.ACCENT, 7),
    (Role.ON_ACCENT, Role.ACCENT_HOVER, 7),
    (Role.OK, Role.OK_SOFT, 4.5),
    (Role.CAUTION, Role.CAUTION_SOFT, 4.5),
    (Role.CRITICAL, Role.CRITICAL_SOFT, 4.5),
    (Role.NEUTRAL, Role.NEUTRAL_SOFT, 4.5),
    (Role.ACCENT, Role.ACCENT_SOFT, 4.5),
    (Role.TEXT, Role.CRITICAL_SOFT, 7),
    (Role.TEXT, Role.CAUTION_SOFT, 7),
    (Role.TEXT2, Role.WITHHELD, 4.5),
    (Role.TEXT2, Role.NEUTRAL_SOFT, 4.5),
    (Role.ON_BAR_CUSTODY, Role.BAR_CUSTODY, 4.5),
    (Role.ON_BAR_PROCESS, Role.BAR_PROCESS, 7),
    (Role.TLP_RED, Role.TLP_GROUND, 4.5),
    (Role.TLP_AMBER, Role.TLP_GROUND, 4.5),
    (Role.TLP_GREEN, Role.TLP_GROUND, 4.5),
    (Role.TLP_CLEAR, Role.TLP_GROUND, 4.5),
)


def luminance(value: str) -> float:
    parts = [int(value[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK, HIGH], ids=["light", "dark", "high"])
def test_every_pair_of_colours_can_be_read(tokens: Tokens) -> None:
    assert set(tokens) == set(Role)
    for role, least in ON_GROUNDS.items():
        for ground in GROUNDS:
            assert ratio(tokens[role], tokens[ground]) >= least, (role, ground)
    for role, ground, least in PAIRS:
        assert ratio(tokens[role], tokens[ground]) >= least, (role, ground)


def test_the_figures_of_the_design_hold() -> None:
    assert round(ratio(LIGHT[Role.TEXT], LIGHT[Role.SURFACE]), 1) == 16.8
    assert round(ratio(DARK[Role.TEXT3], DARK[Role.SELECTED]), 1) == 5.5
    assert round(ratio(DARK[Role.ON_ACCENT], DARK[Role.ACCENT]), 1) == 9.4


def test_no_colour_and_no_point_size_stands_anywhere_else() -> None:
    for path in UI.rglob("*.py"):
        if path.name in {"theme.py", "tokens.py"}:
            continue
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"#[0-9A-Fa-f]{6}\b|setPointSize|QColor\(", text), path.name


def test_a_chosen_look_reaches_palette_and_listeners(qapp: QApplication) -> None:
    heard: list[bool] = []
    theme.changed.connect(lambda: heard.append(theme.is_dark))
    theme.choose(Choice.DARK, 100)
    assert heard == [True]
    assert qapp.palette().color(QPalette.ColorRole.Window) == color(Role.CANVAS)
    assert color(Role.CANVAS).name().upper() == DARK[Role.CANVAS]


@pytest.mark.usefixtures("qapp")
def test_text_size_scales_points_and_rows() -> None:
    theme.choose(Choice.LIGHT, 150)
    assert font(Style.BODY).pointSizeF() == pytest.approx(TYPES[Style.BODY].pt * 1.5)
    assert theme.scaled(58) == 87
    theme.choose(Choice.LIGHT, 500)
    assert theme.scaled(10) == 20


@pytest.mark.usefixtures("qapp")
def test_han_never_gets_another_weight() -> None:
    assert font(Style.TITLE, han=True).weight() == 400
    assert font(Style.TITLE).weight() == 600


@pytest.mark.usefixtures("qapp")
def test_every_icon_that_is_named_is_there() -> None:
    known = {path.stem for path in resource_path("icons").glob("*.svg")}
    for name in known:
        assert not icon(name).isNull()
    for path in UI.rglob("*.py"):
        for name in re.findall(r'"([a-z]+(?:-[a-z0-9]+)+)"', path.read_text(encoding="utf-8")):
            if name in {"circle-question-mark", "shield-question-mark", "calendar-clock", "octagon-alert", "venetian-mask"}:
                assert name in known
