"""What the look is made of: colours by role in three sets, type styles, distances and radii. Numbers only, nothing of Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import TypeAlias


class Role(StrEnum):
    """What a colour is for."""

    CANVAS = "canvas"
    SURFACE = "surface"
    SUNKEN = "sunken"
    HOVER = "hover"
    SELECTED = "selected"
    TEXT = "text"
    TEXT2 = "text2"
    TEXT3 = "text3"
    LINE = "line"
    BORDER = "border"
    FOCUS = "focus"
    ACCENT = "accent"
    ACCENT_HOVER = "accent_hover"
    ON_ACCENT = "on_accent"
    ACCENT_SOFT = "accent_soft"
    OK = "ok"
    OK_SOFT = "ok_soft"
    CAUTION = "caution"
    CAUTION_SOFT = "caution_soft"
    CRITICAL = "critical"
    CRITICAL_SOFT = "critical_soft"
    NEUTRAL = "neutral"
    NEUTRAL_SOFT = "neutral_soft"
    WITHHELD = "withheld"
    WITHHELD_LINE = "withheld_line"
    BAR_CUSTODY = "bar_custody"
    ON_BAR_CUSTODY = "on_bar_custody"
    BAR_PROCESS = "bar_process"
    ON_BAR_PROCESS = "on_bar_process"
    TLP_GROUND = "tlp_ground"
    TLP_RED = "tlp_red"
    TLP_AMBER = "tlp_amber"
    TLP_GREEN = "tlp_green"
    TLP_CLEAR = "tlp_clear"


Tokens: TypeAlias = Mapping[Role, str]
_NAMES = tuple(Role)
# The sharing labels keep the colours of the FIRST standard in every theme: they are a mark, not decoration.
_TLP = "#000000 #FF2B2B #FFC000 #33FF00 #FFFFFF"


def _tokens(values: str) -> Tokens:
    return dict(zip(_NAMES, f"{values} {_TLP}".split(), strict=True))


LIGHT = _tokens(
    "#F3F2EE #FFFFFF #F8F7F4 #EEECE6 #DDEAEC #1A1E22 #454C52 #596067 #E2DFD8 #7C8185 #175764 "
    "#175764 #124650 #FFFFFF #E3EEF0 #28603F #E4F0E8 #714800 #F7EDD8 #8A2F1C #F8E8E2 #4A5157 #ECEAE5 "
    "#E9E6DF #C9C4B8 #3F5B66 #FFFFFF #DCE3E5 #1A1E22"
)
DARK = _tokens(
    "#141719 #1B1F22 #202528 #262C30 #1C363D #ECEEEF #C0C6CA #A3ABB1 #2C3236 #7C858B #8CCAD6 "
    "#8CCAD6 #A6D8E1 #0C1E22 #1D3339 #9AD0AE #1D3226 #E5C078 #352B17 #F0AC99 #3B241E #B9C0C4 #2A3034 "
    "#282D31 #454C51 #7FA3AF #0E171A #343C41 #ECEEEF"
)
HIGH = _tokens(
    "#FFFFFF #FFFFFF #FFFFFF #F2F2F2 #E6E6E6 #000000 #000000 #000000 #000000 #000000 #000000 "
    "#000000 #1A1A1A #FFFFFF #FFFFFF #00401C #FFFFFF #4A2E00 #FFFFFF #6B0F00 #FFFFFF #000000 #FFFFFF "
    "#FFFFFF #000000 #000000 #FFFFFF #FFFFFF #000000"
)


class Choice(StrEnum):
    """Which set of tokens the person wants."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Type:
    """One style of type: size in points, line height in pixels at 100 %, weight."""

    pt: float
    line: int
    weight: int = 400


class Style(StrEnum):
    """The type styles; a run names one and may ask for another weight."""

    DISPLAY = "display"
    TITLE = "title"
    SUBTITLE = "subtitle"
    BODY = "body"
    SMALL = "small"
    CAPTION = "caption"
    COURT = "court"  # what is read at arm's length in a courtroom
    COURT_CLOCK = "court_clock"
    MARK = "mark"  # key caps, sharing labels, code names in lists


TYPES: Mapping[Style, Type] = {
    Style.DISPLAY: Type(21, 36, 600),
    Style.TITLE: Type(16, 34, 600),
    Style.SUBTITLE: Type(11.5, 26, 600),
    Style.BODY: Type(10, 20),
    Style.SMALL: Type(9, 18),
    Style.CAPTION: Type(8.5, 16),
    Style.COURT: Type(13, 28, 600),
    Style.COURT_CLOCK: Type(42, 60, 600),
    Style.MARK: Type(8, 16, 600),
}
REGULAR, MEDIUM, STRONG = 400, 500, 600


class SPACE(IntEnum):
    """Distances in pixels, on a grid of four."""

    HAIR = 1
    TIGHT = 4
    NEAR = 8
    CARD = 12
    ROOM = 16
    GROUP = 20
    PANE = 24


class RADIUS(IntEnum):
    """Corner radii in pixels."""

    MARK = 3
    CHIP = 4
    CONTROL = 6
    CARD = 8
    APP = 14


NAVIGATOR_WIDTH, LIST_WIDTH, RAIL_WIDTH = 208, 272, 348
NAVIGATOR_FOLDED, FOLDS_BELOW = 56, 1100  # signs without words, in a window narrower than that at 100 %
CARD_ROOM = 1000  # a page narrower than this shows no card beside its list
CONTROL_HEIGHT, MIN_WIDTH, MIN_HEIGHT = 32, 1024, 640
