"""The part of the child that turns a whole file into pixels, page by page, for a copy in which nothing but pixels stands.

Each page is one line of JSON and its pixels; a last line says where to go on, so that no child works long:

    {"page", "pages", "width", "height", "points": [w, h], "mode": "1" | "G" | "L" | "RGB", "lines": [[x, y, w, h] …]}
    {"next": page or null}     or     {"error": word}

`mode` is how the page is best kept: black and white, few greys, greys, colours. `lines` are where lines of text stand, in
millionths of the page: with them a box is drawn over whole lines. Asked for "lines" alone, no pixels are drawn.
"""

from __future__ import annotations

import io
import json
import time
from typing import TYPE_CHECKING, Any, Final

from casevault.media import child
from casevault.media.child import DAMAGED, ENCRYPTED, NO_PAGE, TOO_LARGE, TOO_MANY_PIXELS, NotShownError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from PIL import Image

SECONDS: Final = 10  # of the processor
MEMORY: Final = child.MEMORY

AT_ONCE: Final = 96 << 20  # bytes of pixels after which another child goes on
LONG_ENOUGH: Final = 4.0  # seconds after which another child goes on
MOST_PAGES: Final = 500
MOST_POINTS: Final = 14_400.0  # of a side of a page: five metres, the most a PDF can be without a trick
MOST_LINES: Final = 4_000  # of one page
SIDE: Final = 6_000  # pixels at most of a side of a page
PICTURE_SIDE: Final = 6_000
PICTURE_PIXELS: Final = 24_000_000
DPI, FINE_DPI = 200, 300
PROBE: Final = 1_000  # pixels of a side, to see what kind of page it is
WHOLE: Final = 1_000_000
FEW: Final = 16  # greys
_DARK, _LIGHT = 64, 192  # black and white are no two tones in between
_POINTS_PER_INCH: Final = 72

COPY, LINES = "copy", "lines"


def prepare_for(kind: str) -> None:
    """Load what a file of this kind will need: from here on nothing can be loaded any more."""
    from PIL import ImageChops, ImageOps  # noqa: F401, PLC0415 - loaded now, used below

    child.prepare(kind)
    if kind == "pdf":
        # A page of our own is drawn once: that loads what is loaded only when it is needed.
        json.dumps(next(_pdf(_own_page(), 0, lines_only=False))[0])


def answer(untrusted: bytes, wanted: Sequence[str], write: Callable[[bytes], object]) -> None:
    """Write the pages of one file; `wanted` is what it is (picture, heic, pdf), the first page from 0, and "copy" or "lines"."""
    kind, first, what = wanted[0], int(wanted[1]), wanted[2]
    began, sent = time.monotonic(), 0
    said: dict[str, object] = {"next": None}
    try:
        for head, pixels in _pages(untrusted, kind, first, lines_only=what == LINES):
            write(json.dumps(head).encode() + b"\n" + pixels)
            sent += len(pixels)
            if what == LINES:
                break
            if sent >= AT_ONCE or time.monotonic() - began >= LONG_ENOUGH:
                following = int(head["page"]) + 1
                said = {"next": following if following < int(head["pages"]) else None}
                break
    except NotShownError as reason:
        said = {"error": str(reason)}
    except MemoryError:
        said = {"error": TOO_LARGE}
    except BaseException:  # noqa: BLE001 - whatever a hostile file brings about, the answer is one word
        said = {"error": DAMAGED}
    write(json.dumps(said).encode() + b"\n")


def _pages(untrusted: bytes, kind: str, first: int, *, lines_only: bool) -> Iterator[tuple[dict[str, Any], bytes]]:
    if kind == "pdf":
        return _pdf(untrusted, first, lines_only=lines_only)
    if first != 0:
        raise NotShownError(NO_PAGE)
    return _picture(untrusted, (child.HEIC,) if kind == "heic" else child.FORMATS, lines_only=lines_only)


# --- pictures ---


def _picture(untrusted: bytes, formats: tuple[str, ...], *, lines_only: bool) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Yield the one picture upright, on white, no larger than is of use; of one that moves, the first."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - loaded by `prepare`

    Image.MAX_IMAGE_PIXELS = None  # our own bound is looked at first, and refuses instead of warning
    with Image.open(io.BytesIO(untrusted), formats=formats) as opened:
        if opened.width * opened.height > child.MOST_PIXELS:
            raise NotShownError(TOO_MANY_PIXELS)
        if lines_only:
            opened.load()
            yield _head((0, 1), (opened.width, opened.height), (0.0, 0.0), "RGB"), b""
            return
        opened.draft("RGB", _fitting(opened.width, opened.height))
        opened.thumbnail(_fitting(opened.width, opened.height))
        turned = ImageOps.exif_transpose(opened)
        if turned.mode.startswith("I;16"):
            turned = turned.point(lambda value: value / 256).convert("L")  # else what is deep grey would all be white
        shown = turned.convert("RGBA")
    ground = Image.new("RGBA", shown.size, (255, 255, 255, 255))
    ground.alpha_composite(shown)
    flat = ground.convert("RGB")
    mode = "L" if _is_grey(flat) else "RGB"
    if mode == "L":
        flat = flat.convert("L")
    yield _head((0, 1), flat.size, (0.0, 0.0), mode), flat.tobytes()


def _fitting(width: int, height: int) -> tuple[int, int]:
    """Return the size it is made to fit: a side, and all of it, are bounded."""
    by = min(1.0, PICTURE_SIDE / max(width, height), (PICTURE_PIXELS / (width * height)) ** 0.5)
    return max(1, int(width * by)), max(1, int(height * by))


# --- pages ---


def _pdf(untrusted: bytes, first: int, *, lines_only: bool) -> Iterator[tuple[dict[str, Any], bytes]]:
    import pypdfium2  # noqa: PLC0415 - loaded by `prepare`

    try:
        document = pypdfium2.PdfDocument(untrusted)
    except pypdfium2.PdfiumError as problem:
        raise NotShownError(ENCRYPTED if "assword" in str(problem) else DAMAGED) from None
    pages = len(document)
    if pages > MOST_PAGES:
        raise NotShownError(TOO_LARGE)
    if not 0 <= first < pages:
        raise NotShownError(NO_PAGE if pages else DAMAGED)
    for number in range(first, pages):
        page = document[number]
        across, down = page.get_size()
        if not (across > 0 and down > 0):
            raise NotShownError(DAMAGED)
        if max(across, down) > MOST_POINTS:
            raise NotShownError(TOO_LARGE)
        lines = _lines(page)
        size = across, down
        if lines_only:
            yield _head((number, pages), (1, 1), size, "L", lines), b""
        else:
            mode, drawn = _drawn(page, max(across, down))
            yield _head((number, pages), drawn.size, size, mode, lines), drawn.tobytes()
        page.close()


def _drawn(page: Any, longest: float) -> tuple[str, Image.Image]:
    """Return how a page is best kept, and the page drawn for that."""
    probe = _render(page, min(1.0, PROBE / longest), smooth=False)
    tones = probe.getcolors(FEW)
    grey = _is_grey(probe)
    if grey and tones is not None and _black_and_white(_levels(tones)):
        fine = _render(page, min(FINE_DPI / _POINTS_PER_INCH, SIDE / longest), smooth=False)
        exact = fine.getcolors(2)
        if exact is not None and _is_grey(fine) and _black_and_white(_levels(exact)):
            return "1", fine.convert("L").point(lambda value: 255 if value >= _LIGHT else 0, "1")
    drawn = _render(page, min(DPI / _POINTS_PER_INCH, SIDE / longest), smooth=True)
    if not _is_grey(drawn):
        return "RGB", drawn
    return "G" if tones is not None else "L", drawn.convert("L")


def _levels(found: Sequence[tuple[int, Any]]) -> list[int]:
    return [int(colour[0]) for _count, colour in found]


def _black_and_white(levels: list[int]) -> bool:
    return len(levels) <= 2 and all(level <= _DARK or level >= _LIGHT for level in levels)  # noqa: PLR2004 - two tones


def _render(page: Any, scale: float, *, smooth: bool) -> Image.Image:
    from PIL import Image  # noqa: PLC0415 - loaded by `prepare`

    rough = {} if smooth else {"no_smoothtext": True, "no_smoothimage": True, "no_smoothpath": True}
    bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=True, **rough)
    made = Image.frombuffer("RGBX", (bitmap.width, bitmap.height), bytes(bitmap.buffer), "raw", "RGBX", bitmap.stride, 1)
    return made.convert("RGB")


def _is_grey(drawn: Image.Image) -> bool:
    from PIL import ImageChops  # noqa: PLC0415 - loaded by `prepare`

    red, green, blue = drawn.split()
    return not (ImageChops.difference(red, green).getbbox() or ImageChops.difference(green, blue).getbbox())


def _lines(page: Any) -> list[list[int]]:
    """Return where lines of text stand; a page whose text cannot be read has none."""
    try:
        words = page.get_textpage()
        found = []
        for index in range(min(MOST_LINES, words.count_rects())):
            left, bottom, right, top = words.get_rect(index)
            corners = [_on_screen(page, x, y) for x, y in ((left, top), (right, bottom))]
            x, right_x = sorted(min(max(round(corner[0] * WHOLE), 0), WHOLE) for corner in corners)
            y, bottom_y = sorted(min(max(round(corner[1] * WHOLE), 0), WHOLE) for corner in corners)
            if right_x > x and bottom_y > y:
                found.append([x, y, right_x - x, bottom_y - y])
        words.close()
    except Exception:  # noqa: BLE001 - without lines boxes stay as they were drawn
        return []
    return found


def _on_screen(page: Any, x: float, y: float) -> tuple[float, float]:
    """Return a place of the page, whatever its turn and its crop, as fractions of the page as it is seen."""
    import ctypes  # noqa: PLC0415 - loaded long before

    import pypdfium2.raw as raw  # noqa: PLC0415, PLR0402 - loaded by `prepare`

    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, WHOLE, WHOLE, 0, x, y, across, down)
    return across.value / WHOLE, down.value / WHOLE


def _head(
    which: tuple[int, int], size: tuple[int, int], points: tuple[float, float], mode: str, lines: Sequence[list[int]] = ()
) -> dict[str, Any]:
    (page, pages), (width, height) = which, size
    thousandths = [round(side * 1000) for side in points]
    said = {"page": page, "pages": pages, "width": width, "height": height, "points": thousandths, "mode": mode}
    return {**said, "lines": list(lines)}


def _own_page() -> bytes:
    import pypdfium2  # noqa: PLC0415 - loaded by `prepare`

    document, made = pypdfium2.PdfDocument.new(), io.BytesIO()
    document.new_page(72, 72)
    document.save(made)
    return made.getvalue()
