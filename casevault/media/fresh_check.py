"""Opens a finished copy again and refuses what is more than pixels: the last look before it is kept or leaves.

It is an allow-list of every object, key, marker and chunk, so what nobody thought of is refused like what everybody knows: text,
fonts, properties, attachments, notes, scripts, actions, a second picture, a thumbnail. Nothing can stand between the objects
either: a PDF written again from its objects alone has to be the same bytes. The boxes are read back from the finished file.
"""

from __future__ import annotations

import io
import re
import zlib
from typing import TYPE_CHECKING, Final

import pikepdf
import pypdfium2
from PIL import Image

from casevault.errors import Code, MachineProblem
from casevault.i18n import N_
from casevault.media.fresh import JPEG, PDF, PNG, chunks, group4, written

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casevault.media.fresh import Fresh

    Boxes = tuple[tuple[int, int, int, int], ...]

NEARLY_BLACK: Final = 2  # of 255: what the arithmetic of JPEG may leave of black, and no letter
_CATALOG: Final = {"/Type", "/Pages"}
_PAGES: Final = {"/Type", "/Kids", "/Count"}
_PAGE: Final = {"/Type", "/Parent", "/MediaBox", "/Resources", "/Contents"}
_IMAGE: Final = {
    *("/Type", "/Subtype", "/Width", "/Height", "/ColorSpace", "/BitsPerComponent", "/Filter", "/DecodeParms", "/Length"),
}
_PARAMETERS: Final = {"/K", "/BlackIs1", "/Columns", "/Rows", "/Predictor", "/Colors", "/BitsPerComponent"}
_FILTERS: Final = {"/CCITTFaxDecode", "/FlateDecode", "/DCTDecode"}
_TRAILER: Final = {"/Root", "/Size", "/ID"}
_CONTENT: Final = re.compile(rb"q [0-9.]+ 0 0 [0-9.]+ 0 0 cm /Im0 Do Q")
_JFIF: Final = b"JFIF\x00\x01\x01"
_PNG_KINDS: Final = {b"IHDR", b"IDAT", b"IEND"}


class _FoundError(Exception):
    """What is there and may not be; its text names the rule, never what was found."""


def require_only_pixels(made: Fresh) -> None:
    """Refuse a finished file that is not exactly the pixels it was made from, with its boxes black: LEAK_FOUND."""
    try:
        check(made)
    except (_FoundError, pikepdf.PdfError, pypdfium2.PdfiumError, OSError, ValueError, KeyError, zlib.error) as problem:
        rule = str(problem) if isinstance(problem, _FoundError) else "unreadable"
        raise MachineProblem(
            Code.LEAK_FOUND,
            N_("The redacted copy did not pass its own check ({rule}), so it was not kept."),
            N_("Nothing was written and nothing has left. Report this; the original is as it was."),
            rule=rule,
        ) from None


def check(made: Fresh) -> None:
    """Raise where a rule is broken."""
    match made.mime:
        case "application/pdf":
            _pdf(made)
        case "image/jpeg":
            _need(len(made.sizes) == 1, "pages")
            jpeg_of_pixels(made.data)
            _picture(Image.open(io.BytesIO(made.data), formats=("JPEG",)), made.sizes[0], made.black[0], NEARLY_BLACK)
        case "image/png":
            _need(len(made.sizes) == 1, "pages")
            _png(made.data)
            _picture(Image.open(io.BytesIO(made.data), formats=("PNG",)), made.sizes[0], made.black[0], 0)
        case _:
            _need(False, "kind")  # noqa: FBT003 - there is no fourth


def _need(holds: bool, rule: str) -> None:
    if not holds:
        raise _FoundError(rule)


# --- PDF ---


def _pdf(made: Fresh) -> None:
    data = made.data
    _need(data.startswith(b"%PDF-1.") and data.endswith(b"\n%%EOF\n"), "ends")
    _need(data.count(b"startxref") == 1, "updates")
    with pikepdf.open(io.BytesIO(data), attempt_recovery=False) as pdf:
        _need(set(pdf.trailer.keys()) <= _TRAILER, "trailer")
        _need(set(pdf.Root.keys()) <= _CATALOG, "catalogue")
        _need(set(pdf.Root.Pages.keys()) <= _PAGES, "page tree")
        _need(len(pdf.pages) == len(made.sizes) == len(made.black) > 0, "pages")
        known = {pdf.Root.objgen, pdf.Root.Pages.objgen}
        for page, size, black in zip(pdf.pages, made.sizes, made.black, strict=True):
            known |= _page(page, size, black)
        _need({held.objgen for held in pdf.objects if held.is_indirect} <= known, "objects")
        _need(written(pdf) == data, "bytes between objects")
    _no_text(data, len(made.sizes))


def _page(page: pikepdf.Page, size: tuple[int, int], black: Boxes) -> set[tuple[int, int]]:
    held = page.obj
    _need(set(held.keys()) == _PAGE, "page")
    _need(set(held.Resources.keys()) == {"/XObject"} and set(held.Resources.XObject.keys()) == {"/Im0"}, "one picture a page")
    content, picture = held.Contents, held.Resources.XObject.Im0
    _need(set(content.keys()) == {"/Length"} and _CONTENT.fullmatch(content.read_raw_bytes()) is not None, "content")
    _need(set(picture.keys()) <= _IMAGE and str(picture.Subtype) == "/Image" and str(picture.Filter) in _FILTERS, "picture")
    _need(set(picture.get("/DecodeParms", pikepdf.Dictionary()).keys()) <= _PARAMETERS, "picture")
    name = str(picture.Filter)
    if name == "/DCTDecode":
        jpeg_of_pixels(picture.read_raw_bytes())
    elif name == "/FlateDecode":
        _whole_stream(picture.read_raw_bytes(), (-(-size[0] // 2) + 1) * size[1])  # two pixels a byte, a filter a row
    if not isinstance(picture, pikepdf.Stream):
        raise _FoundError("picture")
    shown = pikepdf.PdfImage(picture).as_pil_image()
    if name == "/CCITTFaxDecode":
        _need(group4(shown.convert("1")) == picture.read_raw_bytes(), "bytes behind a picture")
    _picture(shown, size, black, NEARLY_BLACK if name == "/DCTDecode" else 0)
    return {held.objgen, content.objgen, picture.objgen}


def _no_text(data: bytes, pages: int) -> None:
    """Read it with the other library, too: no letter on any page, and one object, a picture."""
    document = pypdfium2.PdfDocument(data)
    try:
        _need(len(document) == pages, "pages")
        for page in document:
            words = page.get_textpage()
            _need(words.count_chars() == 0, "text")
            words.close()
            _need([found.type for found in page.get_objects()] == [pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], "one picture a page")
            page.close()
    finally:
        document.close()


# --- pictures ---


def _picture(opened: Image.Image, size: tuple[int, int], black: Boxes, most: int) -> None:
    with opened as shown:
        _need(shown.size == size, "size")
        for box in black:
            levels = shown.crop(box).convert("RGB").getextrema()
            _need(all(int(level[1]) <= most for level in levels if isinstance(level, tuple)), "boxes")


def _png(data: bytes) -> None:
    _need(data.startswith(b"\x89PNG\r\n\x1a\n"), "ends")
    parts = chunks(data)
    kinds = [kind for kind, _body in parts]
    _need(set(kinds) == _PNG_KINDS and kinds[0] == b"IHDR" and kinds[-1] == b"IEND" and kinds.count(b"IHDR") == 1, "chunks")
    _need(8 + sum(12 + len(body) for _kind, body in parts) == len(data) and parts[-1] == (b"IEND", b""), "ends")
    _need(len(parts[0][1]) == 13, "chunks")  # noqa: PLR2004 - the header's length
    width, height, form = (int.from_bytes(parts[0][1][at : at + 4], "big") for at in (0, 4, 8))
    bits = {0x0100: 1, 0x0800: 8, 0x0802: 24}.get(form >> 16, 0)  # of a pixel: black and white, grey, colour
    _need(bits > 0, "chunks")
    length = (-(-width * bits // 8) + 1) * height  # a filter a row
    _whole_stream(b"".join(body for kind, body in parts if kind == b"IDAT"), length)


def _whole_stream(packed: bytes, length: int) -> None:
    """Refuse bytes behind the end of what is packed, and rows behind the last of the picture."""
    unpacking = zlib.decompressobj()
    unpacked = unpacking.decompress(packed, length + 1)
    _need(unpacking.eof and not unpacking.unused_data and len(unpacked) == length, "bytes behind a picture")


def jpeg_of_pixels(data: bytes) -> None:
    """Refuse a JPEG with any segment but those that pixels need, or with a byte behind its end."""
    for marker, body in _segments(data):
        if marker == 0xE0:  # noqa: PLR2004 - the one of the file's own kind, without a thumbnail
            _need(body.startswith(_JFIF) and body.endswith(b"\0\0") and len(body) == 14, "markers")  # noqa: PLR2004
        else:
            _need(marker in {0xDB, 0xC0, 0xC4, 0xDA}, "markers")


def _segments(data: bytes) -> Iterable[tuple[int, bytes]]:
    _need(data[:2] == b"\xff\xd8", "ends")
    at = 2
    while True:
        _need(data[at : at + 1] == b"\xff" and at + 4 <= len(data), "markers")
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        yield marker, data[at + 4 : at + 2 + length]
        at += 2 + length
        if marker == 0xDA:  # noqa: PLR2004 - what follows are the pixels, in which every 0xFF is followed by 0
            break
    end = re.compile(rb"\xff[^\x00]").search(data, at)
    _need(end is not None and end.group() == b"\xff\xd9" and end.end() == len(data), "ends")


__all__ = ["JPEG", "PDF", "PNG", "check", "jpeg_of_pixels", "require_only_pixels"]
