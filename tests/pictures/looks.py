"""The ways in which every screen is looked at."""

from __future__ import annotations

from typing import NamedTuple

from casevault.ui.theme import Choice


class Look(NamedTuple):
    """One way: theme, direction, language, text size in percent, size of the window in pixels."""

    choice: Choice = Choice.LIGHT
    rtl: bool = False
    language: str = "en"
    scale: int = 100
    size: tuple[int, int] = (1440, 900)

    @property
    def screen(self) -> tuple[int, int]:
        """Return the screen that somebody with such a window has, in pixels."""
        return (1920, 1080) if self.size[0] > 1024 else (1024, 768)


LOOKS = {
    "light": Look(),
    "dark": Look(Choice.DARK),
    "small": Look(size=(1024, 640)),
    "large": Look(scale=200, size=(1024, 640)),
    "nl": Look(language="nl"),
    "zh": Look(language="zh"),
    "ug": Look(rtl=True, language="ug"),
    "rtl": Look(Choice.DARK, rtl=True),
}
