"""Photographs of Apple's telephones are shown by the same child, or a sentence says why not."""

from __future__ import annotations

import io
import random
import sys

import pillow_heif
import pytest
from media.test_viewer import said, show
from PIL import Image

from casevault.errors import CaseVaultError
from casevault.media import child, viewer
from casevault.ui.evidence.reading import way_of

pillow_heif.register_heif_opener()


def photograph(size: tuple[int, int] = (640, 480), *, turned: int = 1) -> bytes:
    made = Image.new("RGB", size, "red")
    made.paste("blue", (0, 0, size[0] // 2, size[1]))
    tags = Image.Exif()
    tags[0x0112] = turned
    out = io.BytesIO()
    made.save(out, "HEIF", exif=tags.tobytes())
    return out.getvalue()


def test_it_is_shown_scaled_and_by_its_media_type() -> None:
    shown = show("heic", photograph())
    assert (shown.pages, shown.width, shown.height) == (1, 400, 300)
    blue, red = shown.pixels[:4], shown.pixels[399 * 4 : 400 * 4]
    assert (blue[2] > 200, blue[0] < 60, red[0] > 200, red[2] < 60) == (True, True, True, True)
    assert [way_of(mime) for mime in ("image/heic", "image/heif", "image/jpeg")] == ["heic", "heic", "picture"]


def test_it_is_turned_upright() -> None:
    shown = show("heic", photograph(turned=6))
    assert shown.width < shown.height


def test_nothing_else_is_read_by_its_library() -> None:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    assert said("heic", out.getvalue()) == viewer.DAMAGED.text
    assert said("picture", photograph()) == viewer.DAMAGED.text


def test_more_pixels_than_are_shown_are_refused_before_one_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "MOST_PIXELS", 640 * 480 - 1)
    with pytest.raises(child.NotShownError, match=child.TOO_MANY_PIXELS):
        child.heic(photograph(), 0, 100, 100)


def test_broken_ones_are_refused_with_a_sentence() -> None:
    whole, draw = photograph(), random.Random("heic")  # noqa: S311 - injuries, not secrets
    broken = [b"", whole[:100], whole[: len(whole) // 2], b"\0\0\0\x18ftypheic" + bytes(200)]
    for _ in range(12):
        injured = bytearray(whole)
        for _ in range(20):
            injured[draw.randrange(12, len(injured))] = draw.randrange(256)
        broken.append(bytes(injured))
    refusals = []
    for data in broken:
        try:
            show("heic", data)
        except CaseVaultError as problem:
            refusals.append(problem)
    assert len(refusals) >= 4
    assert all(problem.what.text and problem.hint.text for problem in refusals)


@pytest.mark.skipif(sys.platform == "win32", reason="no such limits there")
def test_it_is_decoded_without_a_thread_or_a_file() -> None:
    """With no descriptor and no thread to be had, as in the child of somebody who is not root."""
    assert show("heic", photograph((2000, 1500))).width == 400
