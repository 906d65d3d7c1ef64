"""Tables, mails and the words of pages as the viewer shows them: what stands there, bounded, or a sentence why not."""

from __future__ import annotations

import io
import json
import zipfile
from email.message import EmailMessage
from typing import Any

import pypdfium2
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from casevault.errors import CaseVaultError, Code
from casevault.media import documents, show_child
from casevault.media.documents import MailShown, TableShown
from casevault.media.viewer import Children

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def source(data: bytes) -> documents.Source:
    return len(data), lambda at, count: data[at : at + count]


def table(mime: str, data: bytes, sheet: int = 0) -> TableShown:
    return documents.table(Children(), mime, source(data), sheet)


def answered(kind: str, data: bytes, number: int = 0) -> dict[str, Any]:
    """Ask the child's own code, in this process: for what many examples go through."""
    lines: list[bytes] = []
    show_child.answer(data, [kind, str(number)], lines.append)
    (line,) = lines
    said: dict[str, Any] = json.loads(line)
    return said


def said(mime: str, data: bytes) -> str:
    with pytest.raises(CaseVaultError) as caught:
        table(mime, data)
    assert caught.value.code is Code.UNSUPPORTED
    assert caught.value.hint.text
    return caught.value.what.text


def workbook(*sheets: tuple[str, dict[tuple[int, int], object]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for name, cells in sheets:
        sheet = book.add_worksheet(name)
        for (row, column), value in cells.items():
            sheet.write(row, column, value)
    book.close()
    return out.getvalue()


def test_a_sheet_is_shown_as_it_stands_with_its_own_numbers_and_letters() -> None:
    data = workbook(("Lijst", {(2, 1): "naam", (2, 2): "高瑜", (4, 1): 3.50}), ("Leeg", {}), ("多", {(0, 0): "x"}))
    shown = table(XLSX, data)
    assert shown.sheets == ("Lijst", "Leeg", "多")
    assert (shown.left, shown.whole) == (1, True)
    assert shown.rows == ((3, ("naam", "高瑜")), (5, ("3.5", "")))
    assert table(XLSX, data, 1).rows == (), "an empty sheet is no reason to show none of the others"
    assert table(XLSX, data, 2).rows == ((1, ("x",)),)
    with pytest.raises(CaseVaultError):
        table(XLSX, data, 3)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("divider", [",", ";", "\t", "|"])
def test_a_delimited_file_is_shown_in_its_encoding_whatever_divides_it(encoding: str, divider: str) -> None:
    rows = (("naam", "plaats", "jaar"), ("高瑜", f'"a{divider} b"', "2015"))
    text = "\r\n".join(divider.join(row) for row in rows) + "\r\n\r\n"
    shown = documents.table_of(answered(show_child.DELIMITED, text.encode(encoding)))
    assert shown.rows == ((1, rows[0]), (2, ("高瑜", f"a{divider} b", "2015")))


def test_what_is_too_much_is_cut_and_says_so() -> None:
    rows = "\n".join(f"{number},x" for number in range(show_child.MOST_ROWS + 5))
    shown = table("text/csv", rows.encode())
    assert (len(shown.rows), shown.whole) == (show_child.MOST_ROWS, False)
    wide = table("text/csv", (",".join("y" * (show_child.MOST_COLUMNS + 1)) + "\n" + "z" * 9_000 + ",1\n").encode())
    assert (len(wide.rows[0][1]), len(wide.rows[1][1][0]), wide.whole) == (show_child.MOST_COLUMNS, show_child.MOST_CELL, False)


def bomb() -> bytes:
    """A workbook that unpacks to more than is read."""
    out = io.BytesIO()
    plain = io.BytesIO(workbook(("a", {(0, 0): 1})))
    with zipfile.ZipFile(plain) as given_book, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in given_book.namelist():
            made.writestr(name, given_book.read(name))
        with made.open("xl/media/image1.png", "w", force_zip64=True) as part:
            for _ in range(1100):
                part.write(bytes(1 << 20))
    return out.getvalue()


@pytest.mark.slow
def test_a_bomb_is_refused_before_it_unfolds() -> None:
    assert "larger than can be shown" in said(XLSX, bomb())


@pytest.mark.parametrize(
    ("mime", "data", "words"),
    [
        (XLSX, b"PK\x03\x04 no archive", "damaged"),
        (XLSX, workbook(("a", {(0, 0): 1}))[:-300], "damaged"),
        (XLSX, workbook(("a", {})), "nothing in this file"),
        ("application/vnd.ms-excel", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4_000), "damaged"),
        ("text/csv", b"", "nothing in this file"),
        ("text/csv", b" \n,,\n", "nothing in this file"),
    ],
)
def test_what_cannot_be_shown_is_a_sentence(mime: str, data: bytes, words: str) -> None:
    assert words in said(mime, data)


def message() -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "高瑜 <a@example.org>", "b@example.org", "Een brief"
    made["X-Hidden"] = "not shown"
    made.set_content("Beste,\nhet is zover.")
    made.add_alternative("<p>page</p><script>evil()</script>", subtype="html")
    made.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="通知书.pdf")
    return made.as_bytes()


def test_a_mail_is_its_headers_its_text_and_what_is_attached() -> None:
    shown = documents.mail(Children(), source(message()))
    assert dict(shown.headers) == {"From": "高瑜 <a@example.org>", "To": "b@example.org", "Subject": "Een brief"}
    assert shown.text == "Beste,\nhet is zover."
    assert shown.parts == (("通知书.pdf", "application/pdf", 8),)
    assert shown.whole


def test_a_mail_of_a_page_alone_is_read_without_its_scripts() -> None:
    said_html = answered(
        show_child.MAIL, b"Subject: a\nContent-Type: text/html; charset=nonsense\n\n<p>one</p><script>two</script>"
    )
    assert said_html["text"].split() == ["one"]


@given(st.binary(max_size=2_000))
def test_whatever_comes_in_as_mail_or_table_the_answer_is_within_its_bounds(data: bytes) -> None:
    for kind, made in ((show_child.MAIL, documents.mail_of), (show_child.DELIMITED, documents.table_of)):
        found = answered(kind, data)
        assert "error" in found or isinstance(made(found), MailShown | TableShown)


def test_the_words_of_a_pdf_come_page_by_page() -> None:
    document, out = pypdfium2.PdfDocument.new(), io.BytesIO()
    document.new_page(100, 100)
    document.new_page(100, 100)
    document.save(out)
    assert documents.pages(Children(), source(out.getvalue())).pages == ("\n", "\n")
    with pytest.raises(CaseVaultError):
        documents.pages(Children(), source(b"%PDF-1.7 junk"))


ANSWERS = [
    b"",
    b"[]",
    b"{",
    b"[" * 100_000,
    b'{"sheets": ["a"], "sheet": 1, "left": 0, "rows": [], "whole": true}',
    b'{"sheets": ["a"], "sheet": 0, "left": -1, "rows": [], "whole": true}',
    b'{"sheets": ["a"], "sheet": 0, "left": 0, "rows": [[1, [2]]], "whole": true}',
    b'{"sheets": ["a"], "sheet": 0, "left": 0, "rows": [[true, ["b"]]], "whole": true}',
    b'{"sheets": ["a"], "sheet": 0, "left": 0, "rows": [[1, ["' + b"b" * (show_child.MOST_CELL + 1) + b'"]]], "whole": true}',
    b'{"error": ["x"]}',
]


@pytest.mark.parametrize("answer", ANSWERS)
def test_what_a_child_that_was_taken_over_answers_is_damaged(answer: bytes) -> None:
    with pytest.raises(CaseVaultError) as caught:
        documents.checked(answer, documents.table_of)
    assert caught.value.code is Code.UNSUPPORTED


def test_a_child_that_says_nothing_or_is_asked_for_too_much_is_a_refusal() -> None:
    with pytest.raises(CaseVaultError) as caught:
        documents.table(Children(), "text/csv", (1 << 40, lambda _at, _count: b""))
    assert "larger than can be shown" in caught.value.what.text
