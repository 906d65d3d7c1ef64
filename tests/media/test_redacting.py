"""A copy for others is pixels and nothing else: what is under a box is gone, what was round the page is gone, and is proved."""

from __future__ import annotations

import io
import subprocess
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2
import pytest
from attaching import refused
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from redacting import SECRET, photo, redacted, source, text_pdf, with_place

from casevault.errors import CaseVaultError, Code
from casevault.media import fresh, pixel_child, pixels
from casevault.media.boxes import GRID, WHOLE, Area, over_lines
from casevault.media.boxes import pixels as in_pixels
from casevault.media.fresh_check import require_only_pixels
from casevault.media.pixels import Page
from casevault.media.viewer import Children
from casevault.progress import Cancelled

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.media.fresh import Fresh

BOX = Area(100_000, 60_000, 300_000, 20_000)
areas = st.builds(
    lambda x, y, w, h: Area(x, y, min(w, WHOLE - x), min(h, WHOLE - y)),
    *(st.integers(0, WHOLE - 1), st.integers(0, WHOLE - 1), st.integers(1, WHOLE), st.integers(1, WHOLE)),
)


# --- boxes ---


@given(area=areas, width=st.integers(1, 6_000), height=st.integers(1, 6_000))
def test_a_box_hides_at_least_what_it_was_drawn_over_and_lies_on_the_grid(area: Area, width: int, height: int) -> None:
    left, top, right, bottom = in_pixels(area, width, height)
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height
    assert left * WHOLE <= area.x * width
    assert right * WHOLE >= area.right * width or right == width
    assert top * WHOLE <= area.y * height
    assert bottom * WHOLE >= area.bottom * height or bottom == height
    assert left % GRID == top % GRID == 0
    assert right % GRID == 0 or right == width
    assert bottom % GRID == 0 or bottom == height


@given(area=areas, lines=st.lists(areas, max_size=8))
def test_a_box_only_ever_grows_and_covers_whole_lines(area: Area, lines: list[Area]) -> None:
    grown = over_lines(area, lines)
    assert grown.is_on_page()
    assert (grown.x, grown.w) == (area.x, area.w)
    assert grown.y <= area.y
    assert grown.bottom >= area.bottom


def test_a_box_over_the_middle_of_a_line_covers_its_full_height_and_not_its_neighbour() -> None:
    lines = [Area(100_000, 100_000, 500_000, 20_000), Area(100_000, 130_000, 500_000, 20_000)]
    assert over_lines(Area(200_000, 106_000, 100_000, 6_000), lines) == Area(200_000, 97_500, 100_000, 25_000)
    assert over_lines(Area(700_000, 106_000, 100_000, 6_000), lines) == Area(700_000, 106_000, 100_000, 6_000)
    assert over_lines(Area(200_000, 100_000, 100_000, 31_000), lines) == Area(200_000, 97_500, 100_000, 33_500)


def test_a_line_as_tall_as_the_page_does_not_hide_the_page() -> None:
    assert over_lines(BOX, [Area(0, 0, WHOLE, WHOLE)]) == BOX


# --- pages ---


def page_of(made: Fresh, number: int = 0) -> Image.Image:
    return pypdfium2.PdfDocument(made.data)[number].render(scale=1).to_pil().convert("L")


def test_nothing_of_a_pdf_comes_through_but_its_pixels() -> None:
    data = text_pdf(["the first line is hidden", "the second is read"], pages=2)
    made = redacted("pdf", data, BOX)
    for encoding in ("utf-8", "utf-16-be"):
        assert SECRET.encode(encoding) not in made.data
    for word in (b"/Info", b"/Metadata", b"/EmbeddedFile", b"/Annot", b"/JavaScript", b"/OpenAction", b"/Font", b"hidden"):
        assert word not in made.data
    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        assert [len(page.get_images()) for page in pdf.pages] == [1, 1]
        assert [str(page.obj.Resources.XObject.Im0.Filter) for page in pdf.pages] == ["/CCITTFaxDecode"] * 2
        assert [float(side) for side in pdf.pages[0].MediaBox] == [0, 0, 595, 842]
    shown = page_of(made)
    assert shown.crop((62, 53, 230, 64)).getextrema() == (0, 0)
    assert shown.crop((72, 78, 230, 100)).getextrema()[0] < 128  # the second line is there


def test_the_height_of_the_line_is_covered_where_the_box_is_flat() -> None:
    made = redacted("pdf", text_pdf(["gggg|||"]), Area(100_000, 78_000, 300_000, 5_000))
    black = made.black[0][0]
    assert black[3] - black[1] > 40  # a line of 14 points at 300 dpi is 58 pixels; what was drawn is 18


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turned_page_is_as_it_is_seen(turn: int) -> None:
    made = redacted("pdf", text_pdf(["some words"] * 3, turn=turn), BOX)
    width, height = made.sizes[0]
    assert (width < height) == (turn in {0, 180})
    drawn = page_of(made)
    assert drawn.getpixel((drawn.width // 5, round(drawn.height * 0.07))) == 0


def test_each_page_is_kept_by_what_it_is() -> None:
    def filters(data: bytes) -> list[str]:
        with pikepdf.open(io.BytesIO(redacted("pdf", data).data)) as pdf:
            return [str(page.obj.Resources.XObject.Im0.Filter) for page in pdf.pages]

    assert filters(text_pdf(["black"])) == ["/CCITTFaxDecode"]
    assert filters(text_pdf(["grey"], colour="0.5 g")) == ["/FlateDecode"]
    assert filters(text_pdf(["red"], colour="1 0 0 rg")) == ["/DCTDecode"]


def test_equal_pages_and_boxes_give_equal_bytes() -> None:
    data = text_pdf(["same"], colour="0.4 g")
    assert redacted("pdf", data, BOX).data == redacted("pdf", data, BOX).data
    assert redacted("pdf", data, BOX).data != redacted("pdf", data).data


def test_many_pages_are_drawn_by_several_children_and_none_is_left_out() -> None:
    children, seen = Children(), []
    data = text_pdf(["colour"], pages=12, colour="1 0 0 rg")
    for page in pixels.pages(children, source("pdf", data), lambda done, total: seen.append((done, total))):
        assert page.pages == 12
    assert seen == [(number, 12) for number in range(1, 13)]


def test_what_is_too_large_is_said_before_it_costs_anything() -> None:
    begin = time.monotonic()
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(14_400, 14_400))
    pdf.pages[0].MediaBox = [0, 0, 20_000, 20_000]
    out = io.BytesIO()
    pdf.save(out)
    assert refused(lambda: redacted("pdf", out.getvalue())) is Code.TOO_LARGE
    many = pikepdf.new()
    for _ in range(pixel_child.MOST_PAGES + 1):
        many.add_blank_page(page_size=(72, 72))
    out = io.BytesIO()
    many.save(out)
    assert refused(lambda: redacted("pdf", out.getvalue())) is Code.TOO_LARGE
    assert time.monotonic() - begin < 10


def test_a_file_that_cannot_be_drawn_is_a_sentence_and_not_half_a_copy() -> None:
    for data in (b"", b"%PDF-1.7", b"\0" * 2_000, text_pdf(["cut"])[:400]):
        assert refused(lambda data=data: redacted("pdf", data)) is Code.UNSUPPORTED
    assert refused(lambda: redacted("picture", photo()[:900])) is Code.UNSUPPORTED


def test_stopping_the_children_ends_it() -> None:
    children = Children()
    children.close()
    with pytest.raises(Cancelled):
        list(pixels.pages(children, source("pdf", text_pdf(["x"]))))


# --- pictures ---


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF", "BMP"])
def test_a_picture_is_pixels_alone_with_its_box_black(form: str) -> None:
    made = redacted("picture", photo(form), BOX)
    assert made.mime == fresh.JPEG
    with Image.open(io.BytesIO(made.data)) as shown:
        assert shown.size == (640, 480)
        left, top, right, bottom = made.black[0][0]
        assert max(level for _low, level in shown.crop((left, top, right, bottom)).getextrema()) <= 2
        assert shown.getpixel((right + 8, bottom + 8)) != (0, 0, 0)
        assert not shown.getexif()
        assert set(shown.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_photograph_does_not_say_where_it_was_taken() -> None:
    made = redacted("picture", with_place())
    assert SECRET.encode() not in made.data
    with Image.open(io.BytesIO(made.data)) as shown:
        assert not shown.getexif()
        assert not shown.getexif().get_ifd(0x8825)


def test_a_drawing_stays_sharp_as_png_and_a_turned_picture_is_upright() -> None:
    out = io.BytesIO()
    tags = Image.Exif()
    tags[0x0112] = 6
    drawing = Image.new("RGB", (80, 40), "white")
    drawing.paste((200, 0, 0), (0, 0, 40, 40))
    drawing.save(out, "PNG", exif=tags)
    made = redacted("picture", out.getvalue())
    assert made.mime == fresh.PNG
    with Image.open(io.BytesIO(made.data)) as shown:
        assert shown.size == (40, 80)
        assert shown.getpixel((20, 10)) == (200, 0, 0)
        assert not shown.info


def test_sixteen_bits_of_grey_are_no_white_page() -> None:
    out = io.BytesIO()
    Image.new("I;16", (64, 64), 0x4000).save(out, "PNG")
    with Image.open(io.BytesIO(redacted("picture", out.getvalue()).data)) as shown:
        assert shown.convert("L").getextrema() == (64, 64)


# --- the check of the finished bytes ---


def finished() -> Fresh:
    return redacted("pdf", text_pdf(["some words"], colour="0.5 g"), BOX)


def changed(made: Fresh, change: object) -> Fresh:
    """Return the copy with something done to its objects, written as tidily as our own."""
    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        change(pdf)  # type: ignore[operator] # a function over the document
        return replace(made, data=fresh.written(pdf))


def _text(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Contents = pikepdf.Stream(pdf, b"BT (name) Tj ET q 595 0 0 842 0 0 cm /Im0 Do Q")


def _info(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Title"] = "name"


def _metadata(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Metadata = pikepdf.Stream(pdf, b"<x/>")


def _attached(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["a"] = b"name"


def _script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("1"))


def _note(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Annots = [pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 1, 1])]


def _second(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Resources.XObject.Im1 = pikepdf.Stream(pdf, b"x")


def _thumbnail(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Thumb = pikepdf.Stream(pdf, b"x")


def _key_of_picture(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Resources.XObject.Im0.Alternates = pikepdf.Array([])


def _page_less(pdf: pikepdf.Pdf) -> None:
    pdf.pages.append(pdf.pages[0])


def _behind_the_picture(pdf: pikepdf.Pdf) -> None:
    image = pdf.pages[0].Resources.XObject.Im0
    image.write(image.read_raw_bytes() + b"name", filter=image.Filter, decode_parms=image.DecodeParms)


@pytest.mark.parametrize(
    "change",
    [
        *(_text, _info, _metadata, _attached, _script, _note, _second, _thumbnail, _key_of_picture, _page_less),
        _behind_the_picture,
    ],
)
def test_whatever_is_more_than_pixels_is_refused(change: object) -> None:
    made = finished()
    require_only_pixels(made)
    assert refused(lambda: require_only_pixels(changed(made, change))) is Code.LEAK_FOUND


def test_bytes_that_are_no_objects_are_refused() -> None:
    made = finished()
    for data in (
        made.data + b"name",
        made.data.replace(b"endobj\n2 0 obj", b"endobj\n%name\n2 0 obj", 1),
        made.data + b"9 0 obj\n(name)\nendobj\n%%EOF\n",
        made.data[:-40],
        b"",
    ):
        assert refused(lambda data=data: require_only_pixels(replace(made, data=data))) is Code.LEAK_FOUND


def test_a_box_that_is_not_black_is_refused() -> None:
    made = redacted("pdf", text_pdf(["some words"], colour="0.5 g"))
    assert refused(lambda: require_only_pixels(replace(made, black=(((80, 60, 240, 96),),)))) is Code.LEAK_FOUND
    picture = redacted("picture", photo())
    assert refused(lambda: require_only_pixels(replace(picture, black=(((80, 64, 240, 96),),)))) is Code.LEAK_FOUND


@pytest.mark.parametrize(
    "data",
    [
        with_place(),  # what cameras write
        photo(comment=b"name"),
        photo(progressive=True),
        photo() + b"name",
        photo(quality=80, subsampling=0)[:-2] + b"\xff\xe1\x00\x06name\xff\xd9",
    ],
)
def test_a_jpeg_with_more_than_pixels_is_refused(data: bytes) -> None:
    made = redacted("picture", photo())
    assert refused(lambda: require_only_pixels(replace(made, data=data))) is Code.LEAK_FOUND


def test_a_png_with_more_than_pixels_is_refused() -> None:
    from PIL import PngImagePlugin  # noqa: PLC0415 - for this test alone

    told = PngImagePlugin.PngInfo()
    told.add_text("Author", "name")
    out, plain = io.BytesIO(), io.BytesIO()
    picture = Image.new("RGB", (80, 40), "white")
    picture.save(out, "PNG", pnginfo=told)
    picture.save(plain, "PNG")
    made = redacted("picture", plain.getvalue())
    for data in (out.getvalue(), made.data + b"name", made.data[:-12]):
        assert refused(lambda data=data: require_only_pixels(replace(made, data=data))) is Code.LEAK_FOUND


# --- the child is a stranger ---


@settings(max_examples=200, deadline=None)
@given(line=st.binary(max_size=200), rest=st.binary(max_size=400))
def test_whatever_the_child_answers_is_pages_or_a_refusal(line: bytes, rest: bytes) -> None:
    found, said = pixels._read(io.BytesIO(line + b"\n" + rest), 0, pixel_child.COPY)
    assert isinstance(found, list)
    assert said is None or isinstance(said, int | str)


HEAD = b'{"page": 0, "pages": 2, "width": 8, "height": 1, "points": [8000, 1000], "mode": "1", "lines": []}\n'


@pytest.mark.parametrize(
    "answer",
    [
        HEAD + b"\0" + b'{"next": null}\n',  # a page too few
        HEAD + b"\0" + b'{"next": 2}\n',
        HEAD + b"\0" + HEAD + b"\0" + b'{"next": null}\n',  # the first page twice
        HEAD + b"\0",
        HEAD.replace(b'"width": 8', b'"width": 9000') + bytes(1200) + b'{"next": 1}\n',
        HEAD.replace(b'"mode": "1"', b'"mode": "P"') + b"\0" + b'{"next": 1}\n',
        b'{"next": null}\n',
    ],
)
def test_a_child_that_leaves_a_page_out_or_lies_is_not_believed(answer: bytes) -> None:
    found, said = pixels._read(io.BytesIO(answer), 0, pixel_child.COPY)
    assert found == []
    assert not isinstance(said, int)


def test_a_child_that_is_believed() -> None:
    found, said = pixels._read(io.BytesIO(HEAD + b"\xf0" + b'{"next": 1}\n'), 0, pixel_child.COPY)
    assert (len(found), said) == (1, 1)
    assert isinstance(found[0], Page)


def test_a_child_that_never_ends_costs_its_time_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pixels, "SECONDS", 0.05)
    begin = time.monotonic()
    with pytest.raises(CaseVaultError):
        list(pixels.pages(Children(), source("pdf", text_pdf(["x"]))))
    assert time.monotonic() - begin < 5


def test_public_tools_find_nothing_in_a_copy(tmp_path: Path) -> None:
    from tools import need  # noqa: PLC0415 - for this test alone

    need("pdftotext", "pdffonts", "pdfimages")
    path = tmp_path / "copy.pdf"
    path.write_bytes(redacted("pdf", text_pdf(["hidden", "read"], pages=2), BOX).data)

    def said(*command: str) -> str:
        return subprocess.run([*command], capture_output=True, check=True, text=True).stdout

    assert said("pdftotext", str(path), "-").strip() == ""
    assert len(said("pdffonts", str(path)).splitlines()) <= 2
    assert len(said("pdfimages", "-list", str(path)).splitlines()) == 4
