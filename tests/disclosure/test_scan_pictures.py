"""What pictures say beside their pixels is read wherever a picture stands, and a picture that cannot be read stays."""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import pikepdf
from disclosure.planting import DOCUMENT, SCANNER, TEXTS, caught, exif, jpeg, png, unsupported, with_part

from casevault.disclosure.scan_picture import picture_pieces

if TYPE_CHECKING:
    from collections.abc import Callable


PICTURES: dict[str, Callable[[str], bytes]] = {
    "tEXt": lambda text: png((b"tEXt", b"Comment\0" + text.encode())),
    "zTXt": lambda text: png((b"zTXt", b"Comment\0\0" + zlib.compress(text.encode()))),
    "iTXt": lambda text: png((b"iTXt", b"Comment\0\0\0en\0\0" + text.encode())),
    "iTXt, packed": lambda text: png((b"iTXt", b"Comment\0\1\0en\0\0" + zlib.compress(text.encode()))),
    "name of a chunk's key": lambda text: png((b"tEXt", text.encode() + b"\0x")),
    "profile": lambda text: png((b"iCCP", b"p\0\0" + zlib.compress(b"desc\0" + text.encode("utf-16-be")))),
    "eXIf": lambda text: png((b"eXIf", exif(text)[6:])),
    "behind a PNG": lambda text: png(tail=text.encode()),
    "EXIF": lambda text: jpeg((0xE1, exif(text))),
    "thumbnail": lambda text: jpeg((0xE1, b"Exif\0\0II*\0" + jpeg((0xFE, text.encode())))),
    "XMP": lambda text: jpeg(
        (0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><a>" + escape(text).encode() + b"</a></x:xmpmeta>")
    ),
    "IPTC": lambda text: jpeg((0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x20\x1c\x02\x78\0\x10" + text.encode())),
    "comment": lambda text: jpeg((0xFE, text.encode())),
    "comment in UTF-16": lambda text: jpeg((0xFE, b"x" + text.encode("utf-16-be"))),
    "behind a JPEG": lambda text: jpeg(tail=text.encode()),
}


def in_pdf(picture: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        image = pikepdf.Stream(
            pdf, b"", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=2, Height=2, BitsPerComponent=8
        )
        image.ColorSpace = pikepdf.Name.DeviceRGB
        image.write(picture, filter=pikepdf.Name.DCTDecode)
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=image))
        pdf.save(out)
    return out.getvalue()


def test_what_pictures_say_beside_their_pixels() -> None:
    for picture, ending in ((png(), "png"), (jpeg(), "jpeg")):
        for key, folder in (("docx", "word"), ("xlsx", "xl")):
            assert SCANNER.check(with_part(key, f"{folder}/media/a.{ending}", picture), key, DOCUMENT, {}).pictures == 1
    assert SCANNER.check(in_pdf(jpeg()), "pdf", DOCUMENT, {}).pictures == 1
    for place, make in PICTURES.items():
        for text in TEXTS:
            picture = make(text)
            caught(with_part("docx", "word/media/image1.png", picture), "docx", (place, text))
            if picture.startswith(b"\xff\xd8"):
                caught(in_pdf(picture), "pdf", (place, text))


def test_pictures_that_cannot_be_taken_apart_are_refused() -> None:
    whole = png()
    bomb = zlib.compress(bytes(20 << 20))
    for picture in (whole[:40], whole[:20] + b"x" + whole[21:], png((b"zTXt", b"a\0\0" + bomb)), jpeg()[:-2], jpeg()[:30]):
        unsupported(with_part("docx", "word/media/a.png", picture), "docx")
    for other in (b"GIF89a", b"RIFF\0\0\0\0WEBP", b"II*\0", b"BM", b"\xd7\xcd\xc6\x9a"):
        unsupported(with_part("docx", "word/media/a.png", other), "docx")
    assert picture_pieces(whole)
