"""Every page of a file of a stranger as pixels. What the child answers is bounded and checked like any other input.

One child works a few seconds and is followed by the next, so that a page that never ends costs one child's time and no more.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING, Any, Final

from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.media import child, pixel_child
from casevault.media.boxes import Area
from casevault.media.viewer import DAMAGED, ELSEWHERE, REASONS
from casevault.progress import silent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from casevault.media.viewer import Children
    from casevault.progress import Progress

SECONDS: Final = 9.0  # after which a child is killed: with its start that is ten at most, as for a look
KINDS: Final = ("picture", "heic", "pdf")
MODES: Final = {"1": 0, "G": 1, "L": 1, "RGB": 3}  # bytes a pixel; of black and white eight pixels share one
_LINE: Final = 1 << 20  # bytes of JSON of one page
_MOST_SIDE: Final = max(pixel_child.SIDE, pixel_child.PICTURE_SIDE) + 1
_LARGE: Final = frozenset({child.TOO_LARGE, child.TOO_MANY_PIXELS})

TOO_LARGE: Final = N_("This file asks for more room or time than a page may have, so no copy of it is made.")


@dataclass(frozen=True, slots=True)
class Page:
    """One page as pixels. `number` from 0; `points` its size in thousandths of a point, (0, 0) of a picture.

    `mode` is "1" (eight pixels a byte, rows on whole bytes), "G" (few greys), "L" (greys) or "RGB".
    """

    number: int
    pages: int
    width: int
    height: int
    points: tuple[int, int]
    mode: str
    lines: tuple[Area, ...]
    data: bytes


Source = tuple[str, int, "Callable[[int, int], bytes]"]  # kind, length in bytes, and what reads the file


def pages(children: Children, source: Source, progress: Progress = silent) -> Iterator[Page]:
    """Yield every page of a file; what reading it raises is raised.

    TOO_LARGE for bombs of pages, pixels or time, UNSUPPORTED with a sentence for whatever else cannot be drawn, `Cancelled`
    once the children are stopped. The pages are all there or an exception is raised: none is left out.
    """
    wanted: int | None = 0
    while wanted is not None:
        found, wanted = _asked(children, source, wanted, pixel_child.COPY)
        for page in found:
            yield page
            progress(page.number + 1, page.pages)


def lines_of(children: Children, source: Source, number: int) -> tuple[int, tuple[Area, ...]]:
    """Return how many pages a file has, and where lines of text stand on page `number` (from 0)."""
    found, _next = _asked(children, source, number, pixel_child.LINES)
    return found[0].pages, found[0].lines


def _asked(children: Children, source: Source, first: int, what: str) -> tuple[list[Page], int | None]:
    kind, length, read = source
    if length > child.MOST_BYTES:
        raise _too_large()
    taken = children.run(
        ["pixels", kind, str(first), what], length, read, lambda stream: _read(stream, first, what), seconds=SECONDS
    )
    if taken is None or (taken[1] is None and not taken[0]):
        raise _too_large()  # a child that ended without a word asked for more than it may have
    found, following = taken
    if isinstance(following, str):
        raise _too_large() if following in _LARGE else _unsupported(following)
    return found, following


def _read(stream: IO[bytes], first: int, what: str) -> tuple[list[Page], int | str | None]:
    """Return the pages of one child in order, and where to go on, None at the end, or the word why there is no more."""
    found: list[Page] = []
    total = 0
    while True:
        untrusted_line = stream.readline(_LINE)
        if not untrusted_line:
            return [], None  # it ended in the middle
        try:
            said: Any = json.loads(untrusted_line)
        except (ValueError, RecursionError):
            return [], child.DAMAGED
        if not isinstance(said, dict) or "error" in said:
            return [], str(said.get("error", child.DAMAGED)) if isinstance(said, dict) else child.DAMAGED
        if "next" in said:
            return _ended(found, said["next"], first, what)
        page = _page(said, first + len(found), found)
        if page is not None and what == pixel_child.COPY:
            page = _filled(page, stream)
        if page is None:
            return [], child.DAMAGED
        total += len(page.data)
        if total > pixel_child.AT_ONCE + _MOST_SIDE * _MOST_SIDE * 3:
            return [], child.TOO_LARGE
        found.append(page)


def _ended(found: list[Page], following: Any, first: int, what: str) -> tuple[list[Page], int | str | None]:
    """Check that the child left no page out: it says itself how many there are, once for all."""
    if not found:
        return [], child.DAMAGED
    expected = first + len(found)
    whole = following is None and (expected == found[0].pages or what == pixel_child.LINES)
    goes_on = type(following) is int and following == expected < found[0].pages
    return (found, following) if whole or goes_on else ([], child.DAMAGED)


def _filled(page: Page, stream: IO[bytes]) -> Page | None:
    data = stream.read(_bytes_of(page.mode, page.width, page.height))
    return replace(page, data=data) if len(data) == _bytes_of(page.mode, page.width, page.height) else None


def _page(said: dict[str, Any], number: int, before: list[Page]) -> Page | None:
    numbers = [said.get(key) for key in ("page", "pages", "width", "height")]
    mode, points, lines = said.get("mode"), said.get("points"), said.get("lines")
    if not all(type(value) is int for value in numbers) or not isinstance(mode, str) or mode not in MODES:
        return None
    page, total, width, height = (int(str(value)) for value in numbers)
    if page != number or not (0 < total <= pixel_child.MOST_PAGES) or (before and before[0].pages != total):
        return None
    if not (0 < width <= _MOST_SIDE and 0 < height <= _MOST_SIDE):
        return None
    size = _numbers(points, 2)
    if size is None or not isinstance(lines, list) or len(lines) > pixel_child.MOST_LINES:
        return None
    areas = [Area(*found) for found in (_numbers(line, 4) for line in lines) if found is not None]
    return Page(page, total, width, height, (size[0], size[1]), mode, tuple(a for a in areas if a.is_on_page()), b"")


def _bytes_of(mode: str, width: int, height: int) -> int:
    return -(-width // 8) * height if mode == "1" else width * height * MODES[mode]


def _numbers(untrusted: Any, count: int) -> list[int] | None:
    if isinstance(untrusted, list) and len(untrusted) == count and all(type(n) is int and 0 <= n < 1 << 31 for n in untrusted):
        return list(untrusted)
    return None


def _too_large() -> UserProblem:
    return UserProblem(Code.TOO_LARGE, TOO_LARGE, ELSEWHERE)


def _unsupported(reason: str) -> UserProblem:
    return UserProblem(Code.UNSUPPORTED, REASONS.get(reason, DAMAGED), ELSEWHERE)
