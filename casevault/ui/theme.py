"""The look of the program on Qt: fonts, colours, icons, palette and style sheet, from the numbers in `tokens`.

`Theme` is one object for the process: it follows the system unless the person chose, scales type by the text-size setting, and
emits `changed` once per change of any of these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from casevault.paths import resource_path, resource_text
from casevault.ui.tokens import (
    CARD_ROOM,
    CONTROL_HEIGHT,
    DARK,
    FOLDS_BELOW,
    HIGH,
    LIGHT,
    LIST_WIDTH,
    MEDIUM,
    MIN_HEIGHT,
    MIN_WIDTH,
    NAVIGATOR_FOLDED,
    NAVIGATOR_WIDTH,
    RADIUS,
    RAIL_WIDTH,
    REGULAR,
    SPACE,
    STRONG,
    TYPES,
    Choice,
    Role,
    Style,
    Tokens,
    Type,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "BASE_FAMILIES",
    "CARD_ROOM",
    "CONTROL_HEIGHT",
    "DARK",
    "FOLDS_BELOW",
    "FONT_FILES",
    "HAN_FAMILIES",
    "HIGH",
    "ICON_STROKE",
    "LIGHT",
    "LIST_WIDTH",
    "MEDIUM",
    "MIN_HEIGHT",
    "MIN_WIDTH",
    "NAVIGATOR_FOLDED",
    "NAVIGATOR_WIDTH",
    "POINTING",
    "RADIUS",
    "RAIL_WIDTH",
    "REGULAR",
    "SPACE",
    "STRONG",
    "TYPES",
    "Choice",
    "Role",
    "Style",
    "Theme",
    "Tokens",
    "Type",
    "color",
    "font",
    "icon",
    "palette",
    "pixmap",
    "qss",
    "theme",
]

BASE_FAMILIES = ("Noto Sans", "Noto Sans CJK SC", "Noto Naskh Arabic", "Noto Serif Tibetan")
HAN_FAMILIES = ("CaseVault Han", "Noto Sans CJK SC")
_FAMILIES = (BASE_FAMILIES[0], "CaseVault Han", *BASE_FAMILIES[1:])
FONT_FILES = (".ttf", ".otf")
# Only what points is mirrored in a right-to-left window; a clock, a gavel or a check never is.
POINTING = frozenset({"chevron-right", "chevron-left", "arrow-right", "arrow-left", "send", "log-in", "log-out", "list-filter"})
ICON_STROKE = 1.75
PANE_SCALE = 130  # percent


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
        scale = min(200, max(90, scale))
        if (choice, scale) == (self._choice, self._scale):
            return  # dressing every widget anew is not free
        self._choice = choice
        self._scale = scale
        self._fonts.clear()
        self.apply()

    def scaled(self, pixels: float) -> int:
        """Return a row height or line height at the present text size."""
        return round(pixels * self._scale / 100)

    def pane(self, pixels: int) -> int:
        """Return the width of a pane: it grows with the text, but never so far that what stands beside it has no room."""
        return round(pixels * min(self._scale, PANE_SCALE) / 100)

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
QPushButton {{border:1px solid {border}; border-radius:{control}px; padding:0 12px; background:{surface}; color:{text};
 outline:none}}
QPushButton:hover {{background:{hover}}}
QPushButton:focus {{border:2px solid {focus}; padding:0 11px}}
QPushButton[kind="primary"] {{background:{accent}; border-color:{accent}; color:{on_accent}}}
QPushButton[kind="primary"]:hover {{background:{accent_hover}}}
QPushButton[kind="primary"]:focus {{border:2px solid {text}}}
QPushButton[kind="quiet"] {{background:transparent; border-color:transparent; color:{accent}}}
QPushButton[kind="quiet"]:disabled {{background:transparent; border-color:transparent}}
QPushButton[kind="quiet"]:focus {{border:2px solid {focus}}}
QPushButton[kind="quiet"]:checked {{background:{accent_soft}; border-color:{accent}}}
QPushButton[kind="danger"] {{border-color:{critical}; color:{critical}}}
QPushButton[kind="danger"]:hover {{background:{critical_soft}}}
QPushButton[square="true"], QPushButton[square="true"]:focus {{padding:0}}
QPushButton::menu-indicator {{width:0}}
QPushButton:disabled {{background:{neutral_soft}; border-color:{line}; color:{text3}}}
QLineEdit, QPlainTextEdit {{border:1px solid {border}; border-radius:{control}px; padding:0 10px; background:{surface};
 color:{text}; lineedit-password-character:8226; selection-background-color:{selected}; selection-color:{text}}}
QLineEdit:focus, QPlainTextEdit:focus {{border:2px solid {focus}; padding:0 9px}}
QListView {{border:1px solid {border}; border-radius:{control}px; background:{surface}; outline:none}}
Offers::item, BoxList::item {{padding:5px 8px}}
Offers::item:selected, BoxList::item:selected {{background:{selected}; color:{text}}}
QComboBoxListView {{border:none}}
QTableView {{border:none; background:{surface}; gridline-color:{line}; outline:none;
 selection-background-color:{selected}; selection-color:{text}}}
QTableView::item:focus {{border:2px solid {focus}; background:{selected}; color:{text}}}
QHeaderView::section {{background:{sunken}; color:{text2}; border:none; border-bottom:1px solid {line}; padding:4px 6px}}
QSplitter::handle {{background:{line}}}
RowList, SidesView, QScrollArea {{border:none; background:transparent; outline:none}}
QScrollBar:vertical {{width:10px; background:transparent; margin:0}}
QScrollBar::handle:vertical {{background:{withheld_line}; border-radius:3px; margin:2px; min-height:32px}}
QScrollBar:horizontal {{height:10px; background:transparent; margin:0}}
QScrollBar::handle:horizontal {{background:{withheld_line}; border-radius:3px; margin:2px; min-width:32px}}
QScrollBar::add-line, QScrollBar::sub-line {{height:0; width:0}}
QScrollBar::add-page, QScrollBar::sub-page {{background:transparent}}
QAbstractScrollArea::corner {{background:transparent; border:none}}
QToolTip {{border:1px solid {border}; background:{surface}; color:{text}; padding:4px}}
"""


def qss() -> str:
    """Return the style sheet of the present theme."""
    return _QSS.format(**{role.value: value for role, value in theme.tokens.items()}, control=int(RADIUS.CONTROL))
