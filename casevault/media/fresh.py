"""A new file made of pixels alone, with boxes made black in them first. No byte of the original is copied.

The boxes are drawn here and not in the child that read the file: what a hostile file made of the child cannot leave one out.
Equal pixels and boxes give equal bytes: no clock, no name, no program's version stands in the file.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pikepdf
from PIL import Image, TiffImagePlugin

from casevault.media.boxes import Area, pixels

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from casevault.media.pixels import Page

PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
SUFFIXES: Final = {PDF: "pdf", PNG: "png", JPEG: "jpg"}
PAGE_QUALITY, PICTURE_QUALITY = 80, 88
GREYS: Final = 16
_FEW_COLOURS: Final = 2_048  # a drawing or a screen, which stays sharp as PNG; a photograph has more
_ROWS_PER_STRIP: Final = 278
_STRIP, _STRIP_BYTES = 273, 279


@dataclass(frozen=True, slots=True)
class Burnt:
    """One page with its boxes black: the pixels and where black must stand, as left, top, right, bottom."""

    page: Page
    image: Image.Image
    black: tuple[tuple[int, int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Fresh:
    """A finished file. `size` of each page in pixels, and the boxes that must be black on it."""

    mime: str
    data: bytes
    sizes: tuple[tuple[int, int], ...]
    black: tuple[tuple[tuple[int, int, int, int], ...], ...]


def burnt(page: Page, areas: Iterable[Area]) -> Burnt:
    """Return the page's pixels in a new picture with every area solid black."""
    read = Image.frombytes(*_raw(page))
    image = Image.new(read.mode, read.size)
    image.paste(read)  # a picture of its own: nothing but pixels comes over
    black = tuple(pixels(area, page.width, page.height) for area in areas)
    for box in black:
        image.paste(0, box)
    return Burnt(page, image, black)


def _raw(page: Page) -> tuple[str, tuple[int, int], bytes]:
    return ("L" if page.mode == "G" else page.mode), (page.width, page.height), page.data


def fresh_picture(made: Burnt) -> Fresh:
    """Return a picture as PNG where it has few colours, else as JPEG; neither says anything but its pixels."""
    out = io.BytesIO()
    few = made.image.getcolors(_FEW_COLOURS) is not None
    if few:
        made.image.save(out, "PNG", optimize=False, compress_level=9)
    else:
        # Without subsampling a square of the picture is eight pixels, like the grid the boxes lie on.
        made.image.save(out, "JPEG", quality=PICTURE_QUALITY, subsampling=0)
    return Fresh(PNG if few else JPEG, out.getvalue(), (made.image.size,), (made.black,))


class FreshPdf:
    """A PDF that grows by a picture a page. One use."""

    def __init__(self) -> None:
        self._pdf = pikepdf.new()
        self._sizes: list[tuple[int, int]] = []
        self._black: list[tuple[tuple[int, int, int, int], ...]] = []
        self.length = 0  # bytes of the pictures so far

    def add(self, made: Burnt) -> None:
        """Add a page of the size it had, that shows one picture and nothing else."""
        pdf, page = self._pdf, made.page
        across, down = (_points(side) for side in page.points)
        picture = _picture(pdf, made)
        self.length += len(picture.read_raw_bytes())
        content = f"q {across} 0 0 {down} 0 0 cm /Im0 Do Q".encode()
        page_object = pikepdf.Dictionary(
            Type=pikepdf.Name.Page,
            MediaBox=pikepdf.Array([0, 0, pikepdf.Object.parse(across.encode()), pikepdf.Object.parse(down.encode())]),
            Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture)),
            Contents=pikepdf.Stream(pdf, content),
        )
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page_object)))
        self._sizes.append(made.image.size)
        self._black.append(made.black)

    def finished(self) -> Fresh:
        """Return the file."""
        return Fresh(PDF, written(self._pdf), tuple(self._sizes), tuple(self._black))


def written(pdf: pikepdf.Pdf) -> bytes:
    """Return the bytes of a document that follow from its objects alone: written again they are the same."""
    out = io.BytesIO()
    pdf.save(
        out,
        deterministic_id=True,
        fix_metadata_version=False,
        compress_streams=False,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
    )
    return out.getvalue()


def _points(thousandths: int) -> str:
    whole, part = divmod(max(thousandths, 1), 1000)
    return f"{whole}.{part:03}".rstrip("0").rstrip(".")


def _picture(pdf: pikepdf.Pdf, made: Burnt) -> pikepdf.Stream:
    """Return the picture of a page, kept by what the page is: black and white, few greys, or a photograph."""
    image, mode = made.image, made.page.mode
    out = io.BytesIO()
    form: Mapping[str, object]
    if mode == "1":
        data, form = group4(image), _coded(image, pikepdf.Name.CCITTFaxDecode, {"K": -1, "BlackIs1": True}, bits=1)
    elif mode == "G":
        sixteen = image.point(lambda value: value // GREYS).tobytes()
        indexed = Image.frombytes("P", image.size, sixteen)
        indexed.putpalette([level * 17 for level in range(GREYS) for _ in range(3)])
        indexed.save(out, "PNG", bits=4, optimize=False, compress_level=9)
        data = b"".join(body for kind, body in chunks(out.getvalue()) if kind == b"IDAT")
        form = _coded(image, pikepdf.Name.FlateDecode, {"Predictor": 15, "Colors": 1, "BitsPerComponent": 4}, bits=4)
    else:
        image.save(out, "JPEG", quality=PAGE_QUALITY, subsampling=0)
        data, form = out.getvalue(), _coded(image, pikepdf.Name.DCTDecode, {}, bits=8)
    stream = pikepdf.Stream(pdf, data)
    for key, value in form.items():
        stream[key] = value
    return stream


def _coded(image: Image.Image, name: pikepdf.Name, parameters: Mapping[str, object], *, bits: int) -> dict[str, object]:
    form: dict[str, object] = {
        "/Type": pikepdf.Name.XObject,
        "/Subtype": pikepdf.Name.Image,
        "/Width": image.width,
        "/Height": image.height,
        "/ColorSpace": pikepdf.Name.DeviceRGB if image.mode == "RGB" else pikepdf.Name.DeviceGray,
        "/BitsPerComponent": bits,
        "/Filter": name,
    }
    if name == pikepdf.Name.CCITTFaxDecode:
        parameters = {**parameters, "Columns": image.width, "Rows": image.height}
    elif parameters:
        parameters = {**parameters, "Columns": image.width}
    if parameters:
        form["/DecodeParms"] = pikepdf.Dictionary({f"/{key}": value for key, value in parameters.items()})
    return form


def group4(image: Image.Image) -> bytes:
    """Return the picture in the code of fax machines: one strip of a TIFF, without the TIFF."""
    out = io.BytesIO()
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[_ROWS_PER_STRIP] = image.height
    image.save(out, "TIFF", compression="group4", tiffinfo=tags)
    with Image.open(io.BytesIO(out.getvalue()), formats=("TIFF",)) as made:
        offsets, lengths = made.tag_v2[_STRIP], made.tag_v2[_STRIP_BYTES]  # type: ignore[attr-defined] # of a TIFF
    (at,), (length,) = offsets, lengths
    return out.getvalue()[at : at + length]


def chunks(png: bytes) -> Sequence[tuple[bytes, bytes]]:
    """Return the parts of a PNG, each with its kind."""
    found, at = [], 8
    while at + 12 <= len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        found.append((png[at + 4 : at + 8], png[at + 8 : at + 8 + length]))
        at += length + 12
    return found
