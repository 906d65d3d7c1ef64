"""Each paper as whoever gets it has it: tagged, in the order it was written in, in words, and no longer than it may be."""

from __future__ import annotations

import io
import re
import subprocess
from typing import TYPE_CHECKING, Any, NamedTuple

import docx
import pikepdf
import pypdfium2
import pytest
from builders import make_vault
from press import CASE, every_request, prepare
from tools import need

from casevault import disclosure
from casevault.ambient import SystemAmbient
from casevault.disclosure.document import Document, Pairs, Paragraph, Run, Table
from casevault.disclosure.outputs.registry import OUTPUTS, formats_of
from casevault.disclosure.render import render
from casevault.disclosure.render.pdf import render_pdf
from casevault.disclosure.scan_tree import tree_lines
from casevault.disclosure.scan_views import key_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casevault.disclosure.request import Request
    from casevault.vault.vault import Vault

# The longest each may be, in pages, of a case like the demo's.
MOST_PAGES = {"dossier": 4, "urgent_action": 2, "hearing_report": 4, "access_refusal": 1, "support_request": 2}
CODE = re.compile(r"\b[a-z]+_[a-z_]+\b")
ISO_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
ID = re.compile(r"\b[0-9a-f]{32}\b")
EMPTY = re.compile(r"\(derived\)|\bNone\b|\{\w*\}|\(\)|  · |· ·|\bTrue\b|\bFalse\b")


class Desk(NamedTuple):
    vault: Vault
    requests: dict[tuple[str, str, str], Request]
    documents: dict[tuple[str, str, str], Document]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    vault, _ = make_vault(tmp_path_factory.mktemp("pages") / "vault", ambient=SystemAmbient())
    with vault:
        made = prepare(vault)
        asked = {}
        for name, request in every_request(vault, made):
            if request.cases in {(), (made[CASE],)} and name.endswith(f"-{request.lang}.pdf"):
                asked[request.output, request.audience, request.lang] = request
        yield Desk(vault, asked, {})


ALL = [(output.key, audience, lang) for output in OUTPUTS.values() for audience in output.audiences for lang in output.languages]
FIRST = [(output.key, output.audiences[0], output.languages[-1]) for output in OUTPUTS.values()]
BOTH = [one for one in FIRST if {"pdf", "docx"} <= set(formats_of(OUTPUTS[one[0]]))]


def made(desk: Desk, way: tuple[str, str, str]) -> Document:
    if way not in desk.documents:
        desk.documents[way] = disclosure.preview(desk.vault, desk.requests[way]).document
    return desk.documents[way]


@pytest.mark.parametrize("way", ALL, ids="-".join)
def test_it_speaks_in_words(desk: Desk, way: tuple[str, str, str]) -> None:
    """No key, no code, no date as programs write it, no id: nothing that only whoever made the program can read."""
    document = made(desk, way)
    read = "\n".join(line.text for line in tree_lines(document))
    read = read.replace(document.identifier, "").replace(document.created_day, "").replace(str(desk.requests[way].to), "")
    found = [pattern.findall(read) for pattern in (CODE, ISO_DAY, ID, EMPTY)]
    assert found == [[]] * 4
    assert all(label and values for block in document.blocks if isinstance(block, Pairs) for label, values in block.pairs)


@pytest.mark.parametrize("way", FIRST, ids="-".join)
def test_the_pdf_is_tagged_and_not_too_long(desk: Desk, way: tuple[str, str, str]) -> None:
    document = made(desk, way)
    with pikepdf.open(io.BytesIO(render(document, "pdf"))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.StructTreeRoot.Type) == "/StructTreeRoot"
        assert str(pdf.Root.Lang).split("-")[0] == way[2]
        assert str(pdf.docinfo["/Title"]) == "".join(run.text for run in document.title)
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert len(pdf.pages) <= MOST_PAGES.get(way[0], 5)


@pytest.mark.parametrize("way", BOTH, ids="-".join)
def test_word_file_and_pdf_say_the_same_in_the_same_order(desk: Desk, way: tuple[str, str, str]) -> None:
    document = made(desk, way)
    for read in (word_text(render(document, "docx")), "".join(pages_of(render(document, "pdf")))):
        at = 0
        text = key_of(read)
        for line in body_lines(document):
            found = text.find(line, at)
            assert found >= 0, f"out of order or missing in {way}: {line!r}"
            at = found + len(line)


def body_lines(document: Document) -> list[str]:
    """Return what stands in the body, in its order; heads of tables may stand again on each page, so that they are left out."""
    whole = [key_of(line.text) for line in tree_lines(document) if not line.every_page]
    fixed = {key_of(text) for text in (document.lang, document.created_day, document.identifier, *document.keywords)}
    return [line for line in whole if line and line not in fixed]


def word_text(data: bytes) -> str:
    body: Any = docx.Document(io.BytesIO(data)).element.body
    return "".join(node.text or "" for node in body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"))


def pages_of(data: bytes) -> list[str]:
    """Return the words of each page; a line of the body that ends on the next page stands before the head there."""
    document = pypdfium2.PdfDocument(data)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


# ---- scripts ----------------------------------------------------------------------------------------------------------

TEXTS = {
    "zh": "她的律师三次要求会见，均被看守所以“国家安全案件”为由拒绝。家属送去的药品被退回。",
    "ug": "ئۇنىڭ ئادۋوكاتى ئۈچ قېتىم كۆرۈشۈشنى تەلەپ قىلدى، لېكىن ھېچكىم جاۋاب بەرمىدى.",
    "bo": "བསྟན་འཛིན་ལགས་ལ་ཁྲིམས་རྩོད་པས་ཐུག་འཕྲད་བྱེད་མ་བཅུག ནང་མིས་བསྐུར་བའི་སྨན་ཕྱིར་སློག་བྱས།",
}
NAME = "ئابلىكىم تۇرسۇن"


def logical(read: str) -> str:
    """Return text without what readers add to it: line ends, spaces, and the marks that turn the direction."""
    return re.sub("[\\s\u00a0\u200b-\u200f\u202a-\u202e\u2066-\u2069]+", "", read)


def page_of(*langs: str) -> bytes:
    """Return a page with each text as a paragraph, as a value and in a cell, and a name among Latin letters."""
    lines = {lang: (Run(TEXTS[lang], lang=lang),) for lang in langs}
    document = Document(
        lang="en",
        title=(Run("Scripts"),),
        blocks=(
            *(Paragraph(line) for line in lines.values()),
            Pairs(tuple(((Run(lang),), (line,)) for lang, line in lines.items())),
            Table(((Run("A"),), (Run("B"),)), tuple(((line,), ()) for line in lines.values())),
            Paragraph((Run("Her name is "), Run(NAME, lang="ug"), Run(" and she asked."))),
        ),
    )
    return render_pdf(document)


def read_by_two(data: bytes, folder: Path) -> tuple[str, str]:
    """Return the words of a file by readers of two makers."""
    need("pdftotext")
    path = folder / "page.pdf"
    path.write_bytes(data)
    poppler = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True).stdout.decode()
    return logical("".join(pages_of(data))), logical(poppler)


@pytest.mark.parametrize("lang", TEXTS)
def test_what_is_copied_from_the_page_is_what_was_written(tmp_path: Path, lang: str) -> None:
    for read in read_by_two(page_of(lang), tmp_path):
        assert read.count(logical(TEXTS[lang])) == 3


@pytest.mark.parametrize("lang", TEXTS)
def test_scripts_do_not_get_into_each_others_way(tmp_path: Path, lang: str) -> None:
    """Both readers put the clauses of a right-to-left line in the order of the page where most of it runs the other way."""
    for read in read_by_two(page_of(*TEXTS), tmp_path):
        for clause in re.split("[،.]", TEXTS[lang]) if lang == "ug" else [TEXTS[lang]]:
            assert not clause or read.count(logical(clause)) == 3


def test_a_name_among_other_letters_is_read_whole() -> None:
    (page,) = pages_of(page_of("zh"))
    assert all(word in page for word in NAME.split()), "no mark in it, no letter at its other end"
    assert not set(page) & set("\u202a\u202b\u202c\u2067\u2069")
