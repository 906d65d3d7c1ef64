"""The printed form: tagged, the same bytes every time, silent about the machine, and data that stay data."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from casevault.disclosure.document import Box, Document, Heading, Items, Line, Pairs, Paragraph, Run, Table, Tone
from casevault.disclosure.render import pdf as render
from casevault.disclosure.render.pdf import document_data, render_pdf
from casevault.errors import CaseVaultError, Code


def line(text: str, lang: str = "") -> Line:
    return (Run(text, lang=lang),)


DOSSIER = Document(
    lang="nl",
    title=(Run("Lin Ruoxi", strong=True), Run("  林若溪")),
    subtitle=line("Zaaksdossier voor de ambassade van Noordland"),
    label="TLP:AMBER+STRICT",
    header=line("Zaaksdossier"),
    footer=line("Niet doorsturen zonder te vragen."),
    created_day="2026-05-14",
    identifier="3f9c21aa",
    keywords=("dossier",),
    blocks=(
        Box(line("Wat gevraagd wordt"), ((line("Wie"), (line("Lin Ruoxi"), line("41 jaar"))), (line("Leeg"), ()))),
        Heading(line("Namen"), 2),  # a level skipped on purpose
        Pairs(((line("Oeigoers"), (line("ئابلىكىم تۇرسۇن"),)), (line("Tibetaans"), (line("བསྟན་འཛིན"),)))),
        Heading(line("Chronologie")),
        Table(
            (line("Datum"), line("Gebeurtenis")),
            tuple(((line(f"{day} mrt 2026"),), (line("Bezoek geweigerd. " * (day % 4 + 1)),)) for day in range(1, 60)),
            (2, 7),
        ),
        Table((line("Eén kop"),), (((line("a"),), ()), ((line("b"),),))),
        Items((line("Een"), line("浦志強", "zh-Hant"))),
        Box(line("Let op"), tone=Tone.CAUTION),
    ),
)


def pages_of(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


@pytest.fixture(scope="module")
def made() -> bytes:
    return render_pdf(DOSSIER)


def test_equal_documents_give_equal_bytes(made: bytes) -> None:
    assert render_pdf(replace(DOSSIER)) == made
    assert render_pdf(replace(DOSSIER, identifier="other")) != made


def test_it_is_tagged_for_screen_readers_and_for_archives(made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "nl"
        packet = pdf.Root.Metadata.read_bytes().decode()
        assert "pdfuaid" in packet
        assert "pdfaid" in packet
        with pdf.open_metadata() as metadata:
            assert metadata["pdfaid:part"] == "2"
            assert metadata["pdfaid:conformance"] == "A"
            assert metadata["pdfuaid:part"] == "1"


def test_properties_tell_the_document_and_nothing_of_the_machine(made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as pdf:
        properties = {key: str(value) for key, value in pdf.docinfo.items()}
        packet = pdf.Root.Metadata.read_bytes().decode()
    assert properties["/Title"] == "Lin Ruoxi  林若溪"
    assert properties["/CreationDate"].startswith("D:20260514")
    assert {properties.get("/Creator", "CaseVault"), properties.get("/Producer", "CaseVault")} == {"CaseVault"}
    assert "/Author" not in properties
    for word in ("Typst", "pikepdf", "typst", "root", "/home"):
        assert word not in packet
        assert word not in str(properties)


def test_only_bundled_fonts_are_in_it(made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as pdf:
        fonts = {
            str(obj.get("/FontName")).split("+")[-1]
            for obj in pdf.objects
            if isinstance(obj, pikepdf.Dictionary) and "/FontName" in obj
        }
    assert fonts == {
        "NotoSans-Regular",
        "NotoSans-SemiBold",
        "CaseVaultHan-Regular",
        "NotoNaskhArabic-Regular",
        "NotoSerifTibetan-Regular",
    }


def test_every_page_carries_label_header_footer_and_number(made: bytes) -> None:
    pages = pages_of(made)
    assert len(pages) > 1
    for number, text in enumerate(pages, start=1):
        assert "TLP:AMBER+STRICT" in text
        assert "Zaaksdossier" in text
        assert "Niet doorsturen zonder te vragen." in text
        assert f"Pagina {number} van {len(pages)}" in text
    assert "Datum" in pages[1]  # the head of a long table stands again on the next page


def test_what_looks_like_commands_is_printed_as_it_is() -> None:
    hostile = '#read("/etc/passwd") *bold* _x_ $a$ \\ #set page(width: 1pt) @ref <label> [x] // gone /* gone */ {{x}} "'
    data = render_pdf(replace(DOSSIER, lang="xx", title=line(hostile), blocks=(Paragraph(line(hostile)),)))
    (text,) = pages_of(data)
    printed = " ".join(text.split())
    assert printed.count("#set page(width: 1pt)") == 2
    assert "*bold* _x_ $a$" in printed
    assert "root:" not in text


def test_a_long_word_does_not_leave_the_page() -> None:
    word = "a1b2c3d4e5" * 40
    blocks = (Paragraph(line(word)), Table((line("x"),), (((line(word),),),)))
    document = pypdfium2.PdfDocument(render_pdf(replace(DOSSIER, blocks=blocks)))
    try:
        for page in document:
            text_page = page.get_textpage()
            for at in range(text_page.count_chars()):
                left, _, right, _ = text_page.get_charbox(at)
                assert left >= 0
                assert right <= page.get_width()
    finally:
        document.close()


def test_levels_of_headings_are_never_skipped() -> None:
    blocks = document_data(DOSSIER)["blocks"]
    assert isinstance(blocks, list)
    assert [block["level"] for block in blocks if block["kind"] == "heading"] == [1, 1]


def test_a_document_without_anything_optional() -> None:
    (text,) = pages_of(render_pdf(Document(lang="", title=line("Only a title"))))
    assert "Only a title" in text


def test_where_no_standard_fits_nothing_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:  # a typesetter for which nothing works
        def compile(self, *_args: object, **_kwargs: object) -> None:
            raise typst.TypstError("no", "no")

    monkeypatch.setattr(render, "_compiler", Broken)
    with pytest.raises(CaseVaultError) as refusal:
        render_pdf(DOSSIER)
    assert refusal.value.code is Code.OUTPUT_INCOMPLETE


@settings(deadline=None, max_examples=40)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=80))
def test_any_text_is_set(text: str) -> None:
    assert render_pdf(Document(lang="en", title=line("T"), blocks=(Heading(line(text)), Paragraph(line(text)))))
