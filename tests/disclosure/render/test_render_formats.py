"""What is written besides PDF: the same bytes each time, nothing of the machine, structure that other programs understand."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from tools import need

from casevault.disclosure.document import Box, Document, Heading, Items, Line, Pairs, Paragraph, Run, Table, Tone
from casevault.disclosure.render import FORMATS, render
from casevault.disclosure.render.xlsx_sheets import MOST_CELL, _height
from casevault.disclosure.scan_file import read_file_text
from casevault.disclosure.scan_pdf import page_texts
from casevault.disclosure.scan_tree import tree_lines
from casevault.disclosure.scan_views import key_of
from casevault.errors import CaseVaultError, Code

if TYPE_CHECKING:
    from pathlib import Path

OTHERS = tuple(key for key in FORMATS if key != "pdf")
UYGHUR, TIBETAN = "ئابلىكىم تۇرسۇن", "བསྟན་འཛིན"


def line(text: str, lang: str = "") -> Line:
    return (Run(text, "secret-record-id", "secret-field", lang=lang),)


DOSSIER = Document(
    lang="nl",
    title=(Run("Lin Ruoxi", strong=True), Run("  林若溪")),
    subtitle=line("Zaaksdossier voor de ambassade van Noordland"),
    label="TLP:AMBER+STRICT",
    header=line("Bovenaan elke bladzijde"),
    footer=line("Niet doorsturen & niet <kopiëren>."),
    created_day="2026-05-14",
    identifier="3f9c21aa",
    keywords=("dossier",),
    blocks=(
        Box(line("Wat gevraagd wordt"), ((line("Wie"), (line("Lin Ruoxi"), line("41 jaar"))), (line("Leeg"), ()))),
        Heading(line("Namen"), 2),  # a level skipped on purpose
        Pairs(((line("Oeigoers"), (line(UYGHUR),)), (line("Tibetaans"), (line(TIBETAN),)))),
        Heading(line("Chronologie")),
        Table(
            (line("Datum"), line("Gebeurtenis")),
            tuple(((line(f"{day} mrt 2026"),), (line("Bezoek geweigerd. " * (day % 4 + 1)),)) for day in range(1, 40)),
            (2, 7),
        ),
        Heading(line("Twee"), 2),
        Table((line("Eén kop"),), (((line("=1+1"),), ()), ((line("b"),), (line("c"),)))),
        Items((line("Een"), (Run("浦志強", lang="zh-Hant"), Run(" en "), Run("王若溪")))),
        Box(line("Let op"), tone=Tone.CAUTION),
        Paragraph((Run("Zie https://example.org/" + "a1b2" * 20), Run(" grijs", muted=True))),
    ),
)


@pytest.mark.parametrize("key", OTHERS)
def test_equal_documents_give_equal_bytes_and_nothing_of_the_vault_or_the_machine_is_in_them(key: str) -> None:
    data = render(DOSSIER, key)
    assert render(replace(DOSSIER), key) == data
    parts = [data]
    if key in {"docx", "xlsx"}:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert not [name for name in archive.namelist() if "thumbnail" in name or "custom" in name]
            parts += [archive.read(name) for name in archive.namelist()]
    for part in parts:
        for word in (b"secret-record-id", b"secret-field", b"python", b"XlsxWriter", b"/home", b"/root", b"3f9c21aa"):
            assert word not in part


@pytest.mark.parametrize("key", OTHERS)
@settings(deadline=None, max_examples=30)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60))
def test_any_text_is_written_and_read_back_in_order(key: str, text: str) -> None:
    lines = [line(text), line("between"), line(f"x{text}")]
    document = Document(lang="", title=line("T"), blocks=(*map(Paragraph, lines), Table((line(text),), (((line(text),),),))))
    printed = "".join(map(key_of, read_file_text(render(document, key), key).pages))
    for one in tree_lines(document):
        assert key_of(one.text) in printed


def test_a_wide_document_lies_on_its_side_in_word_too() -> None:
    columns = tuple(line(str(n)) for n in range(12))
    wide = Document(
        lang="en", title=line("T"), header=line("H"), wide=True, blocks=(Table(columns, (tuple((c,) for c in columns),)),)
    )
    document: Any = docx.Document(io.BytesIO(render(wide, "docx")))
    section = document.sections[0]
    assert section.page_width > section.page_height
    room = section.page_width - section.left_margin - section.right_margin
    (table,) = document.tables
    assert 0.99 * room < sum(cell.width for cell in table.rows[0].cells) <= room
    stops = section.header.paragraphs[0].paragraph_format.tab_stops
    assert abs(max(stop.position for stop in stops) - room) < 0.01 * room
    assert {cell.paragraphs[0].style.name for cell in table.rows[1].cells} == {"Table cell small"}


def test_word_file_as_another_program_reads_it() -> None:
    document: Any = docx.Document(io.BytesIO(render(DOSSIER, "docx")))
    told = document.core_properties
    assert (told.title, told.language, told.created.date().isoformat()) == ("Lin Ruoxi  林若溪", "nl-NL", "2026-05-14")
    assert (told.author, told.comments, told.last_modified_by, told.keywords, told.subject) == ("", "", "", "", "")
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    assert styles[:2] == ["Title", "Subtitle"]
    assert styles.count("Heading 1") == 2
    assert styles.count("Heading 2") == 1
    assert styles.count("List Bullet") == 2
    box, pairs, table, narrow, _caution = document.tables
    assert [cell.text for cell in box.rows[1].cells] == ["Wie", "Lin Ruoxi\n41 jaar"]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None  # repeated on each page
    assert len(table.rows) == 40
    assert [cell.text for cell in narrow.rows[2].cells] == ["b", "c"]
    paragraph = pairs.rows[0].cells[1].paragraphs[0]
    assert paragraph._p.pPr.find(qn("w:bidi")) is not None
    look = paragraph.runs[0]._r.rPr
    assert look.find(qn("w:rtl")) is not None
    assert look.find(qn("w:lang")).get(qn("w:bidi")) == "ug-CN"
    traditional = next(paragraph for paragraph in document.paragraphs if paragraph.text.startswith("浦志強")).runs[0]._r.rPr
    assert traditional.find(qn("w:lang")).get(qn("w:eastAsia")) == "zh-TW"
    assert traditional.find(qn("w:rFonts")).get(qn("w:eastAsia")) == "Microsoft JhengHei"
    section = document.sections[0]
    assert "TLP:AMBER+STRICT" in section.header.paragraphs[0].text
    assert section.footer.paragraphs[0].text.startswith("Niet doorsturen & niet <kopiëren>.")
    assert "\u200b" not in "".join(paragraph.text for paragraph in document.paragraphs)  # break places are for paper


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_page_asks_for_nothing_and_says_its_languages() -> None:
    page = render(DOSSIER, "html").decode()
    reader = _Tags()
    reader.feed(page)
    tags = [tag for tag, _ in reader.tags]
    assert not set(tags) & {"script", "img", "link", "iframe", "object", "form", "a", "base"}
    assert not re.search(r"url\(|@import|\bon\w+=|style=", page)
    policy = next(given["content"] for _, given in reader.tags if given.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert reader.tags[0] == ("html", {"lang": "nl"})
    assert [tag for tag in tags if tag in {"h1", "h2", "h3"}] == ["h1", "h2", "h2", "h3"]
    assert ("span", {"lang": "ug", "dir": "rtl"}) in reader.tags
    assert ("span", {"lang": "zh-TW"}) in reader.tags
    assert ("th", {"scope": "col"}) in reader.tags
    hostile = '<script>alert(1)</script>" onload="x" & &amp; <!-- -->'
    (shown,) = read_file_text(render(replace(DOSSIER, blocks=(Paragraph(line(hostile)),)), "html"), "html").pages
    assert hostile in shown


def test_json_holds_the_tree() -> None:
    tree = json.loads(render(DOSSIER, "json"))
    assert (tree["format"], tree["version"], tree["lang"], tree["created"]) == ("casevault-document", 1, "nl", "2026-05-14")
    assert [block["kind"] for block in tree["blocks"]][:4] == ["box", "heading", "pairs", "heading"]
    assert tree["title"] == [{"text": "Lin Ruoxi", "strong": True}, {"text": "  林若溪"}]


def test_csv_has_every_table_and_no_formula() -> None:
    data = render(DOSSIER, "csv")
    assert data.startswith(b"\xef\xbb\xbf")
    assert b"\n" not in data.replace(b"\r\n", b"").replace(b"\n41 jaar", b"")  # but inside a cell
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    assert ["Datum", "Gebeurtenis"] in rows
    assert ["'=1+1", ""] in rows
    for cell in ("=cmd|x", "+1+1", "-x", "@x", "\tx", "\rx", "＝x"):
        made = render(replace(DOSSIER, blocks=(Table((line("h"),), (((line(cell),),),)),)), "csv").decode("utf-8-sig")
        assert all(not one.startswith(tuple("=+-@\t\r＝")) for row in csv.reader(io.StringIO(made, newline="")) for one in row)


def test_workbook_as_another_program_reads_it() -> None:
    data = render(DOSSIER, "xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert book.sheet_names == ["1", "2", "3"]  # a heading that holds recorded words does not name a sheet
    assert book.get_sheet_by_name("2").to_python()[0] == ["Datum", "Gebeurtenis"]
    assert book.get_sheet_by_name("3").to_python()[1][0] == "=1+1"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet2.xml").decode()
        core = archive.read("docProps/core.xml").decode()
    assert 'state="frozen"' in sheet
    assert "<f>" not in sheet
    assert "2026-05-14T00:00:00Z" in core
    fixed = replace(DOSSIER, lang="ug", blocks=(Heading((Run("A [b]: c"),)), *DOSSIER.blocks[4:5]))
    book = CalamineWorkbook.from_filelike(io.BytesIO(render(fixed, "xlsx")))
    assert book.sheet_names == ["1", "2 A b c"]
    with pytest.raises(CaseVaultError) as refusal:
        render(replace(DOSSIER, title=line("😀" * (MOST_CELL // 2 + 1))), "xlsx")
    assert refusal.value.code is Code.OUTPUT_INCOMPLETE


def test_a_row_of_a_workbook_is_as_high_as_its_words() -> None:
    cells = ("one line", "word " * 60, "\u6797" * 120, "a\nb\nc", "\u0f56\u0f66\u0f9f\u0f53")
    table = Table((line("h"), line("i")), tuple(((line(text),), (line(""),)) for text in cells), (1, 1))
    heights = _row_heights(render(replace(DOSSIER, blocks=(table,)), "xlsx"), 2)
    assert heights[2] == 15.0
    assert heights[3] >= 15 * 300 / 62
    assert heights[4] >= 15 * 240 / 62
    assert heights[5] == 45.0
    assert heights[6] > 15.0
    words = _row_heights(render(DOSSIER, "xlsx"), 1)
    assert min(words.values()) >= 15.0
    assert _height("x" * 40_000, 24) == 409.0


def _row_heights(data: bytes, sheet: int) -> dict[int, float]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read(f"xl/worksheets/sheet{sheet}.xml").decode()
    found = re.findall(r'<row r="(\d+)"(?:[^>]* ht="([\d.]+)")?', xml)
    return {int(number): float(height or 15) for number, height in found}


@pytest.mark.slow
def test_word_file_opens_in_libreoffice_with_the_text_of_the_pdf_in_order(tmp_path: Path) -> None:
    need("soffice")
    (tmp_path / "dossier.docx").write_bytes(render(DOSSIER, "docx"))
    subprocess.run(
        [
            shutil.which("soffice") or "soffice",
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            str(tmp_path / "dossier.docx"),
        ],
        check=True,
        capture_output=True,
        timeout=240,
    )
    ours, theirs = render(DOSSIER, "pdf"), (tmp_path / "dossier.pdf").read_bytes()
    told = [_running_text(data) for data in (ours, theirs)]
    assert told[0] == told[1]
    assert "linruoxi" in told[0]
    assert len(list(page_texts(theirs))) > 1


def _running_text(data: bytes) -> str:
    """Return the words of a PDF without what stands on every page, and without spaces.

    Marks and the order inside right-to-left words are what readers of PDF disagree on, so of those words only the letters count.
    """
    running = ("Bovenaan elke bladzijde", "TLP:AMBER+STRICT", "Niet doorsturen & niet <kopiëren>.", "Datum", "Gebeurtenis")
    text = "\n".join(page.replace("\r", "") for page in page_texts(data))
    for words in running:
        text = text.replace(words, "")
    text = re.sub(r"Pagina \d+ van \d+|\b\d+ / \d+\b|[\u200b\u2022\u00ad\ufffe]", "", text)
    return "".join(char for char in key_of(text) if char.isalnum())
