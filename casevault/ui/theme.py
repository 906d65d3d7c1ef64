"""The one place that knows colours, type sizes, spaces and icons: everything else names roles.

Three sets of tokens (light, dark, high contrast) share the roles of `Role`. `Theme` is one object for the process: it follows the
system unless the person chose, scales type by the text-size setting, and emits `changed` once per change of any of these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import TypeAlias

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from casevault.paths import resource_path, resource_text


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
    MARK = "mark"  # key caps, sharing labels, code names in lists


TYPES: Mapping[Style, Type] = {
    Style.DISPLAY: Type(21, 36, 600),
    Style.TITLE: Type(16, 34, 600),
    Style.SUBTITLE: Type(11.5, 26, 600),
    Style.BODY: Type(10, 20),
    Style.SMALL: Type(9, 18),
    Style.CAPTION: Type(8.5, 16),
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
CONTROL_HEIGHT, MIN_WIDTH, MIN_HEIGHT = 32, 1024, 640
BASE_FAMILIES = ("Noto Sans", "Noto Sans CJK SC", "Noto Naskh Arabic", "Noto Serif Tibetan")
HAN_FAMILIES = ("CaseVault Han", "Noto Sans CJK SC")
_FAMILIES = (BASE_FAMILIES[0], "CaseVault Han", *BASE_FAMILIES[1:])
FONT_FILES = (".ttf", ".otf")
# Only what points is mirrored in a right-to-left window; a clock, a gavel or a check never is.
POINTING = frozenset({"chevron-right", "chevron-left", "arrow-right", "arrow-left", "send", "log-in", "log-out", "list-filter"})
ICON_STROKE = 1.75


class Theme(QObject):
    """The look of the process: tokens, type scale, direction."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._choice = Choice.SYSTEM
        self._scale = 100
        self.tokens: Tokens = LIGHT
        self._fonts: dict[tuple[Style, int, bool, bool], QFont] = {}
        self._pixmaps: dict[tuple[str, str, int, bool, float], QPixmap] = {}
        self._sources: dict[str, str] = {}

    def start(self) -> None:
        """Load the bundled fonts, follow the system, and dress the running application. Needs a QApplication."""
        folder = resource_path("fonts")
        for path in sorted(folder.rglob("*")):
            if path.suffix.lower() in FONT_FILES:
                QFontDatabase.addApplicationFont(str(path))
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._on_scheme)
        self.apply()

    def choose(self, choice: Choice, scale: int) -> None:
        """Use `choice` and a text size of `scale` percent (90 to 200) from now on."""
        self._choice = choice
        self._scale = min(200, max(90, scale))
        self._fonts.clear()
        self.apply()

    def scaled(self, pixels: float) -> int:
        """Return a row height or line height at the present text size."""
        return round(pixels * self._scale / 100)

    @property
    def is_dark(self) -> bool:
        """Say whether the dark tokens are in use."""
        return self.tokens is DARK

    def apply(self) -> None:
        """Give palette, font and style sheet to the application and tell all that painted with the old ones."""
        self.tokens = self._wanted()
        self._pixmaps.clear()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.setPalette(palette())
            application.setFont(font(Style.BODY))
            application.setStyleSheet(qss())
        self.changed.emit()

    def _wanted(self) -> Tokens:
        if self._choice is Choice.SYSTEM:
            return DARK if QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark else LIGHT
        return {Choice.LIGHT: LIGHT, Choice.DARK: DARK, Choice.HIGH: HIGH}[self._choice]

    def _on_scheme(self) -> None:
        if self._choice is Choice.SYSTEM:
            self.apply()

    def font(self, style: Style, weight: int, *, tabular: bool, han: bool) -> QFont:
        """Return (a copy of) the font for a style and weight; Han runs are Regular whatever the weight, or Qt emboldens them."""
        key = (style, weight, tabular, han)
        if key not in self._fonts:
            made = QFont()
            made.setFamilies(list(HAN_FAMILIES if han else _FAMILIES))
            made.setPointSizeF(TYPES[style].pt * self._scale / 100)
            made.setWeight(QFont.Weight(REGULAR if han else weight))
            made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
            if tabular:
                made.setFeature(QFont.Tag("tnum"), 1)
            self._fonts[key] = made
        return QFont(self._fonts[key])

    def pixmap(self, name: str, role: Role, size: int) -> QPixmap:
        """Return the icon `name` in the colour of `role`, `size` pixels square, sharp on any screen."""
        mirrored = name in POINTING and QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft
        application = QGuiApplication.instance()
        ratio = max(2.0, application.devicePixelRatio()) if isinstance(application, QGuiApplication) else 2.0
        key = (name, self.tokens[role], size, mirrored, ratio)
        if key not in self._pixmaps:
            self._pixmaps[key] = self._draw(name, role, size, mirrored=mirrored, ratio=ratio)
        return self._pixmaps[key]

    def _draw(self, name: str, role: Role, size: int, *, mirrored: bool, ratio: float) -> QPixmap:
        if name not in self._sources:
            self._sources[name] = resource_text(f"icons/{name}.svg")
        svg = self._sources[name].replace("currentColor", self.tokens[role])
        svg = svg.replace('stroke-width="2"', f'stroke-width="{ICON_STROKE}"')
        drawn = QPixmap(QSize(round(size * ratio), round(size * ratio)))
        drawn.setDevicePixelRatio(ratio)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if mirrored:
            painter.translate(size, 0)
            painter.scale(-1, 1)
        QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, size, size))
        painter.end()
        return drawn


theme = Theme()


def font(style: Style = Style.BODY, weight: int = 0, *, tabular: bool = False, han: bool = False) -> QFont:
    """Return the font for a style; `weight` 0 = the style's own; `tabular` for dates, times and counts."""
    return theme.font(style, weight or TYPES[style].weight, tabular=tabular, han=han)


def color(role: Role, alpha: int = 255) -> QColor:
    """Return the colour of a role in the present theme, `alpha` 0 to 255."""
    made = QColor(theme.tokens[role])
    made.setAlpha(alpha)
    return made


def pixmap(name: str, role: Role = Role.TEXT2, size: int = 16) -> QPixmap:
    """Return an icon as a pixmap for painting."""
    return theme.pixmap(name, role, size)


def icon(name: str, role: Role = Role.TEXT2, size: int = 16) -> QIcon:
    """Return an icon for a button or menu."""
    return QIcon(theme.pixmap(name, role, size))


_PALETTE: Mapping[QPalette.ColorRole, Role] = {
    QPalette.ColorRole.Window: Role.CANVAS,
    QPalette.ColorRole.Base: Role.SURFACE,
    QPalette.ColorRole.AlternateBase: Role.SUNKEN,
    QPalette.ColorRole.Text: Role.TEXT,
    QPalette.ColorRole.WindowText: Role.TEXT,
    QPalette.ColorRole.Button: Role.SURFACE,
    QPalette.ColorRole.ButtonText: Role.TEXT,
    QPalette.ColorRole.Highlight: Role.SELECTED,
    QPalette.ColorRole.HighlightedText: Role.TEXT,
    QPalette.ColorRole.PlaceholderText: Role.TEXT3,
    QPalette.ColorRole.Mid: Role.LINE,
    QPalette.ColorRole.Link: Role.ACCENT,
    QPalette.ColorRole.ToolTipBase: Role.SURFACE,
    QPalette.ColorRole.ToolTipText: Role.TEXT,
}


def palette() -> QPalette:
    """Return the palette of the present theme."""
    made = QPalette()
    for place, role in _PALETTE.items():
        made.setColor(place, color(role))
    for place in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        made.setColor(QPalette.ColorGroup.Disabled, place, color(Role.TEXT3))
    return made


# Border, radius and padding of buttons, fields and scroll bars, nothing else: what a widget draws natively mirrors and scales.
_QSS = """
QPushButton {{border:1px solid {border}; border-radius:{control}px; padding:0 12px; background:{surface}; color:{text}}}
QPushButton:hover {{background:{hover}}}
QPushButton:focus {{border:2px solid {focus}; padding:0 11px}}
QPushButton[kind="primary"] {{background:{accent}; border-color:{accent}; color:{on_accent}}}
QPushButton[kind="primary"]:hover {{background:{accent_hover}}}
QPushButton[kind="primary"]:focus {{border:2px solid {text}}}
QPushButton[kind="quiet"] {{background:transparent; border-color:transparent; color:{accent}}}
QPushButton[kind="quiet"]:focus {{border:2px solid {focus}}}
QPushButton[square="true"], QPushButton[square="true"]:focus {{padding:0}}
QPushButton::menu-indicator {{width:0}}
QPushButton:disabled {{background:{neutral_soft}; border-color:{line}; color:{text3}}}
QLineEdit, QPlainTextEdit {{border:1px solid {border}; border-radius:{control}px; padding:0 10px; background:{surface};
 color:{text}; lineedit-password-character:8226; selection-background-color:{selected}; selection-color:{text}}}
QLineEdit:focus, QPlainTextEdit:focus {{border:2px solid {focus}; padding:0 9px}}
QListView, QScrollArea {{border:none; background:transparent; outline:none}}
QScrollBar:vertical {{width:10px; background:transparent; margin:0}}
QScrollBar::handle:vertical {{background:{withheld_line}; border-radius:3px; margin:2px; min-height:32px}}
QScrollBar::add-line, QScrollBar::sub-line {{height:0; width:0}}
QScrollBar::add-page, QScrollBar::sub-page {{background:transparent}}
QToolTip {{border:1px solid {border}; background:{surface}; color:{text}; padding:4px}}
"""


def qss() -> str:
    """Return the style sheet of the present theme."""
    return _QSS.format(**{role.value: value for role, value in theme.tokens.items()}, control=int(RADIUS.CONTROL))
