"""The child that reads pictures and PDFs of strangers: bytes on stdin, one line and raw pixels on stdout, and nothing else.

Libraries that parse such files have had errors that let the file take over the process. This process holds no key and no record,
gets an empty environment, and before the first byte is parsed gives up what it could do harm with: it can open no file and no
socket (no descriptor may be made any more), start no program, write no file, and use little time and memory. It imports nothing
of the rest of the program but the readers that stand beside it, so that it can be started as a file of its own.

    picture heic pdf   page width height   pixels, by this file
    sheet              name, header's row  rows of a spreadsheet, by `sheet_child`
    text               kind of file        the words in it, by `text_child`
    show               kind, sheet         a table, a mail, the words of pages, by `show_child`
    pixels             kind, page, what    every page as pixels for a copy of them, by `pixel_child`
"""

from __future__ import annotations

import contextlib
import ctypes
import io
import json
import os
import sys
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_BYTES: Final = 256 << 20  # of a file
MOST_PIXELS: Final = 150_000_000  # of a picture before it is decoded; a telephone makes 108 or 200 million at most, scaled down
MOST_SIDE: Final = 4096  # of what is shown
MOST_PAGES: Final = 100_000
SECONDS: Final = 10  # of the processor
MEMORY: Final = 2 << 30  # of addresses: file, decoded picture, libraries

FORMATS: Final = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF")
HEIC: Final = "HEIF"  # by a library of its own, which reads nothing else and is loaded for nothing else
TOO_MANY_PIXELS, DAMAGED, ENCRYPTED, TOO_LARGE, NO_PAGE = "too_many_pixels", "damaged", "encrypted", "too_large", "no_page"

MOST_NATURAL: Final = 1 << 20
SCREEN_DPI: Final = 96  # a page at its natural size, as screens count
_POINTS_PER_INCH: Final = 72
_HAIR: Final = 1e-6
_ORIENTATION: Final = 0x0112  # where a camera says how it was held
_ON_ITS_SIDE: Final = (5, 6, 7, 8)

# How many pages there are, width, height and RGBA of what is shown, and width and height of the thing itself at 100 %.
Drawn: TypeAlias = "tuple[int, int, int, bytes, tuple[int, int]]"

_NO_NEW_PRIVILEGES: Final = 38
_SET_DUMPABLE: Final = 4
_LANDLOCK_CREATE, _LANDLOCK_RESTRICT, _LANDLOCK_VERSION = 444, 446, 1  # the same number on every processor
_EVERY_RIGHT: Final = (1 << 13) - 1  # all that the first version of Landlock knows


class NotShownError(Exception):
    """What the file cannot be shown for; its text is one of the words above."""


def picture(untrusted: bytes, _page: int, width: int, height: int, formats: tuple[str, ...] = FORMATS) -> Drawn:
    """Return a picture, turned upright and no larger than asked for."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - loaded by `prepare`, before anything is given up

    Image.MAX_IMAGE_PIXELS = None  # our own bound is looked at first, and refuses instead of warning
    with Image.open(io.BytesIO(untrusted), formats=formats) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise NotShownError(TOO_MANY_PIXELS)
        natural = opened.size
        if opened.getexif().get(_ORIENTATION) in _ON_ITS_SIDE:
            natural = natural[::-1]
        opened.draft("RGB", (width, height))  # a JPEG is decoded at an eighth where that is enough
        opened.thumbnail((width, height))
        shown = ImageOps.exif_transpose(opened).convert("RGBA")
    ground = Image.new("RGBA", shown.size, (255, 255, 255, 255))
    ground.alpha_composite(shown)
    ground.thumbnail((width, height))  # turned upright it may stand out where it fitted before
    return 1, ground.width, ground.height, ground.tobytes(), natural


def heic(untrusted: bytes, page: int, width: int, height: int) -> Drawn:
    """Return the same of a photograph as telephones of Apple take it. Its size is known before a pixel is decoded."""
    return picture(untrusted, page, width, height, (HEIC,))


def pdf_page(untrusted: bytes, page: int, width: int, height: int) -> Drawn:
    """Return one page (from 0), no larger than asked, whatever size it claims."""
    import pypdfium2  # noqa: PLC0415 - loaded by `prepare`, before anything is given up

    try:
        document = pypdfium2.PdfDocument(untrusted)
    except pypdfium2.PdfiumError as problem:
        raise NotShownError(ENCRYPTED if "assword" in str(problem) else DAMAGED) from None
    pages = len(document)
    if not 0 <= page < min(pages, MOST_PAGES):
        raise NotShownError(NO_PAGE)
    shown = document[page]
    across, down = shown.get_size()
    if not (across > 0 and down > 0):
        raise NotShownError(DAMAGED)
    # The library rounds up: a hair too large, and a page that just fits would be a pixel larger than was asked for, and refused.
    scale = min(width / across, height / down) * (1 - _HAIR)
    bitmap = shown.render(scale=scale, rev_byteorder=True, prefer_bgrx=True)
    raw, stride = bytes(bitmap.buffer), bitmap.stride
    rows = (raw[line * stride : line * stride + bitmap.width * 4] for line in range(bitmap.height))
    natural = tuple(max(1, min(MOST_NATURAL, round(side * SCREEN_DPI / _POINTS_PER_INCH))) for side in (across, down))
    return pages, bitmap.width, bitmap.height, b"".join(rows), (natural[0], natural[1])


KINDS: Final[dict[str, Callable[[bytes, int, int, int], Drawn]]] = {
    "picture": picture,
    "heic": heic,
    "pdf": pdf_page,
}


def prepare(kind: str) -> None:
    """Load what will be needed: from here on nothing can be loaded any more."""
    if kind == "pdf":
        import pypdfium2  # noqa: PLC0415 - for this kind alone

        pypdfium2.PdfDocument.new().close()  # the library's own set-up, which looks at the disk
    elif kind == "heic":
        import pillow_heif  # noqa: PLC0415 - for this kind alone
        from PIL import Image, PngImagePlugin, TiffImagePlugin  # noqa: PLC0415 - the last tells which way is up

        # One thread, because this process may start none; and only the picture itself.
        pillow_heif.register_heif_opener(decode_threads=1, thumbnails=False, depth_images=False, aux_images=False)
        # A picture of our own is turned and scaled once: that loads what is loaded only when it is needed.
        made = io.BytesIO()
        Image.new("RGB", (8, 8)).save(made, "PNG")
        picture(made.getvalue(), 0, 4, 4, ("PNG",))
    else:
        from PIL import (  # noqa: PLC0415 - for this kind alone
            BmpImagePlugin,
            GifImagePlugin,
            Image,
            JpegImagePlugin,
            PngImagePlugin,
            TiffImagePlugin,
            WebPImagePlugin,
        )

        # A picture of our own in each format is read once: that loads what each reader loads only when it is needed.
        for plugin in (BmpImagePlugin, GifImagePlugin, JpegImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin):
            made = io.BytesIO()
            Image.new("RGB", (8, 8)).save(made, plugin.__name__.rpartition(".")[2].removesuffix("ImagePlugin").upper())
            picture(made.getvalue(), 0, 4, 4)


def bound(seconds: int = SECONDS, memory: int = MEMORY) -> None:
    """Take time, memory, cores and written files away, where the system can."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - absent on Windows

        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0)  # no other process of this user looks on
        limits = (
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CPU, seconds),
            (resource.RLIMIT_AS, memory),
        )
        for which, limit in limits:
            with contextlib.suppress(OSError, ValueError):  # macOS does not know every one of them
                resource.setrlimit(which, (limit, limit))


def give_up() -> None:
    """Give up files, sockets and programs for good: with the limit at nothing, no call can make a descriptor any more.

    What works on names alone (removing a file, say) needs no descriptor: Landlock takes that, where the kernel has it.
    """
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - absent on Windows

        if sys.platform == "linux":
            _landlock(ctypes.CDLL(None, use_errno=True))
        for which in (resource.RLIMIT_NPROC, resource.RLIMIT_NOFILE):
            with contextlib.suppress(OSError, ValueError):
                resource.setrlimit(which, (0, 0))


def _landlock(library: Any) -> None:
    library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    if library.syscall(_LANDLOCK_CREATE, None, 0, _LANDLOCK_VERSION) > 0:
        rights = ctypes.c_uint64(_EVERY_RIGHT)
        rules = library.syscall(_LANDLOCK_CREATE, ctypes.byref(rights), ctypes.sizeof(rights), 0)
        if rules >= 0:
            library.syscall(_LANDLOCK_RESTRICT, rules, 0)
            os.close(rules)


def main(arguments: list[str]) -> int:
    """Read what stands on stdin; the arguments are those above. Always answers with one line, or with lines of its kind."""
    kind = arguments[0]
    if kind == "sheet":
        from casevault.media import sheet_child  # noqa: PLC0415 - for this kind alone

        return _read(sheet_child, arguments[1:3])
    if kind == "text":
        from casevault.media import text_child  # noqa: PLC0415 - for this kind alone

        return _read(text_child, arguments[1:2])
    if kind == "show":
        from casevault.media import show_child  # noqa: PLC0415 - for this kind alone

        return _read(show_child, arguments[1:3])
    if kind == "pixels":
        from casevault.media import pixel_child  # noqa: PLC0415 - for this kind alone

        return _read(pixel_child, arguments[1:4], lambda: pixel_child.prepare_for(arguments[1]))
    page, width, height = (int(argument) for argument in arguments[1:4])
    bound()
    pixels = b""
    try:
        prepare(kind)
        untrusted = sys.stdin.buffer.read(MOST_BYTES + 1)
        give_up()
        if len(untrusted) > MOST_BYTES:
            raise NotShownError(TOO_LARGE)  # noqa: TRY301 - one place answers
        pages, wide, high, pixels, natural = KINDS[kind](untrusted, page, min(width, MOST_SIDE), min(height, MOST_SIDE))
        answer: dict[str, object] = {"pages": pages, "width": wide, "height": high, "natural": list(natural)}
    except NotShownError as reason:
        answer = {"error": str(reason)}
    except BaseException:  # noqa: BLE001 - whatever a hostile file brings about, the answer is one word
        answer = {"error": DAMAGED}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + pixels)
    sys.stdout.buffer.flush()
    os._exit(0)  # the libraries' own end is not waited for: they can no longer open what they might want


def _read(reader: Any, wanted: list[str], prepare: Callable[[], None] | None = None) -> int:
    """Let a reader write its lines; one that cannot be written has nobody who would read it."""
    with contextlib.suppress(BaseException):
        bound(reader.SECONDS, reader.MEMORY)
        (prepare or reader.prepare)()
        untrusted = sys.stdin.buffer.read(MOST_BYTES + 1)
        give_up()
        out = sys.stdout.buffer
        if len(untrusted) > MOST_BYTES:
            out.write(json.dumps({"error": TOO_LARGE}).encode() + b"\n")
        else:
            reader.answer(untrusted, wanted, out.write)
        out.flush()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
