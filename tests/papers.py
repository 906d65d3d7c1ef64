"""Documents for tests, made here: the words of a person in the formats of other programs."""

from __future__ import annotations

import io
import zipfile

import pypdfium2
import xlsxwriter

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, words in parts.items():
            text = f"<w:{name} {W}><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:{name}>"
            made.writestr(f"word/{name}.xml", text)
    return out.getvalue()


def xlsx(*rows: tuple[str, ...]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for row in rows:
            book.add_worksheet().write_row(0, 0, row)
    return out.getvalue()


def table(*rows: tuple[str, ...]) -> bytes:
    """Return a workbook with one sheet that has these rows."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def pdf(words: str) -> bytes:
    document = pypdfium2.PdfDocument.new()
    page = document.new_page(400, 400)
    if words:
        text = pypdfium2.raw.FPDFPageObj_NewTextObj(document, b"Helvetica", 12.0)
        encoded = (words + "\0").encode("utf-16-le")
        wide = (pypdfium2.raw.FPDF_WCHAR * (len(words) + 1)).from_buffer_copy(encoded)
        pypdfium2.raw.FPDFText_SetText(text, wide)
        pypdfium2.raw.FPDFPageObj_Transform(text, 1, 0, 0, 1, 20, 200)
        pypdfium2.raw.FPDFPage_InsertObject(page, text)
        page.gen_content()
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
