"""The golden screens: what is drawn today looks as it was looked at, on no display and on a real one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from e2e.at_the_keys import display
from golden.likeness import MOST, alike, differing
from PIL import Image, ImageDraw, ImageFilter
from tools import need

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent
SCREENS = HERE / "screens"
NAMES = sorted(path.stem for path in SCREENS.glob("*.png"))
MOST_SCREENS, MOST_BYTES = 20, 60_000
HOW = "look at both, and where the new one is right: python tests/golden/screens.py (CONTRIBUTING.md)"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="other systems draw letters otherwise"),
]


def drawn(folder: Path, platform: str, display: str = "") -> dict[str, Image.Image]:
    """Draw all screens in a process of its own: what other tests left in this one would be drawn too."""
    environment = {key: os.environ[key] for key in ("PATH",)} | {
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "DISPLAY": display,
    }
    environment |= {"QT_QPA_PLATFORM": platform, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, str(HERE / "screens.py"), str(folder / "drawn")]
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=240)
    return {path.stem: Image.open(path).convert("RGB") for path in sorted((folder / "drawn").glob("*.png"))}


def golden(name: str) -> Image.Image:
    return Image.open(SCREENS / f"{name}.png").convert("RGB")


@pytest.mark.parametrize("platform", ["offscreen", "xcb"])
def test_every_screen_is_drawn_as_it_was_looked_at(tmp_path: Path, platform: str) -> None:
    if platform == "xcb":
        need("Xvfb")
        with display() as shown:
            found = drawn(tmp_path, platform, shown)
    else:
        found = drawn(tmp_path, platform)
    assert sorted(found) == NAMES, HOW
    apart = {name: differing(picture, golden(name)) for name, picture in found.items()}
    assert {name: fields for name, fields in apart.items() if fields > MOST} == {}, HOW


def test_there_are_few_of_them_and_each_is_small() -> None:
    assert 0 < len(NAMES) <= MOST_SCREENS
    assert [path.name for path in SCREENS.iterdir() if path.stat().st_size > MOST_BYTES or path.suffix != ".png"] == []


def moved_by_a_point(picture: Image.Image) -> Image.Image:
    other = picture.copy()
    row = picture.crop((260, 60, 700, 120))
    other.paste(row, (260, 61))
    return other


def without_a_word(picture: Image.Image) -> Image.Image:
    other = picture.copy()
    ImageDraw.Draw(other).rectangle((250, 20, 330, 60), fill=picture.getpixel((600, 10)))
    return other


def in_another_colour(picture: Image.Image) -> Image.Image:
    other = picture.copy()
    ImageDraw.Draw(other).rectangle((20, 92, 60, 108), fill="#800000")
    return other


def cut(picture: Image.Image) -> Image.Image:
    return picture.crop((0, 0, picture.width, picture.height - 8))


@pytest.mark.parametrize("fault", [moved_by_a_point, without_a_word, in_another_colour, cut])
def test_a_fault_that_an_eye_would_see_is_found(fault: Callable[[Image.Image], Image.Image]) -> None:
    today = golden("today")
    assert not alike(fault(today), today)


def test_edges_that_are_smoothed_otherwise_are_no_fault() -> None:
    today = golden("today")
    smoothed = Image.blend(today, today.filter(ImageFilter.SMOOTH), 0.5)
    assert smoothed.tobytes() != today.tobytes()
    assert alike(smoothed, today)
    assert not alike(golden("cases-dark"), golden("cases"))
