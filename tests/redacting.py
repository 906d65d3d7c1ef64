"""What tests of redacted copies share: pages made here, a stand-in for a vault's file, and a copy made of it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
from PIL import Image

from casevault.media import fresh, pixels
from casevault.media.boxes import over_lines
from casevault.media.fresh_check import require_only_pixels
from casevault.media.viewer import Children

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.media.boxes import Area
    from casevault.media.fresh import Fresh

NASTY = Path(__file__).resolve().parents[2] / "shared" / "data" / "nasty"
SECRET = "SECRET-zebra"


def source(kind: str, data: bytes) -> pixels.Source:
    return kind, len(data), lambda at, count: data[at : at + count]


def redacted(kind: str, data: bytes, *areas: Area) -> Fresh:
    """Return the copy with the areas black on every page, checked as the program checks it."""
    children = Children()
    try:
        if kind != "pdf":
            (page,) = pixels.pages(children, source(kind, data))
            made = fresh.fresh_picture(fresh.burnt(page, areas))
        else:
            growing = fresh.FreshPdf()
            for page in pixels.pages(children, source(kind, data)):
                growing.add(fresh.burnt(page, [over_lines(area, page.lines) for area in areas]))
            made = growing.finished()
    finally:
        children.close()
    require_only_pixels(made)
    return made


def text_pdf(lines: Sequence[str], *, pages: int = 1, turn: int = 0, colour: str = "0 g") -> bytes:
    """Return pages of plain text, 24 points a line from the top, with everything round it that must not come through."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    )
    for _ in range(pages):
        shown = b"".join(b"1 0 0 1 72 %d Tm (%s) Tj " % (770 - 24 * n, line.encode()) for n, line in enumerate(lines))
        page = pikepdf.Dictionary(
            Type=pikepdf.Name.Page,
            MediaBox=[0, 0, 595, 842],
            Rotate=turn,
            Resources=pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font)),
            Contents=pikepdf.Stream(pdf, b"%s BT /F1 14 Tf %s ET" % (colour.encode(), shown)),
            Annots=[
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], F=2, Contents=pikepdf.String(SECRET)
                )
            ],
        )
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    pdf.docinfo["/Author"] = SECRET
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String(f"app.alert('{SECRET}')"))
    pdf.attachments["secret.txt"] = SECRET.encode()
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def photo(form: str = "JPEG", size: tuple[int, int] = (640, 480), **more: object) -> bytes:
    """Return a picture with more colours than a drawing has."""
    out = io.BytesIO()
    across = Image.linear_gradient("L").resize(size)
    down = across.rotate(90).resize(size)
    Image.merge("RGB", (across, down, Image.radial_gradient("L").resize(size))).save(out, form, **more)
    return out.getvalue()


def with_place() -> bytes:
    """Return a photograph that says where and with what it was taken, with a thumbnail and a colour profile."""
    tags = Image.Exif()
    tags[0x010F] = SECRET
    tags[0x8825] = {1: "N", 2: (39.0, 54.0, 20.0), 3: "E", 4: (116.0, 23.0, 29.0)}
    return photo(exif=tags, comment=SECRET.encode(), icc_profile=SECRET.encode() * 20)
