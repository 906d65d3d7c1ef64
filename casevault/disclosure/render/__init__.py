"""Renderers: a document tree in, the bytes of one format out.

A format joins by a line in `FORMATS` and one in `scan_file.READERS`: what cannot be read back cannot be searched, so it stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casevault.disclosure.printed import require_printed
from casevault.disclosure.render.csv_rows import render_csv
from casevault.disclosure.render.docx import render_docx
from casevault.disclosure.render.html_page import render_html
from casevault.disclosure.render.json_tree import render_json
from casevault.disclosure.render.pdf import render_pdf
from casevault.disclosure.render.xlsx_sheets import render_xlsx

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from casevault.disclosure.document import Document

__all__ = ["FORMATS", "Format", "render"]


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file: what makes it of a tree, and what it is called in a manifest."""

    render: Callable[[Document], bytes]
    mime: str


def _printed_pdf(document: Document) -> bytes:
    """Return the PDF, once it shows every letter of the tree."""
    data = render_pdf(document)
    require_printed(document, data)
    return data


FORMATS: Mapping[str, Format] = {
    "pdf": Format(_printed_pdf, "application/pdf"),
    "docx": Format(render_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "html": Format(render_html, "text/html"),
    "json": Format(render_json, "application/json"),
    "csv": Format(render_csv, "text/csv"),
    "xlsx": Format(render_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def render(document: Document, file_format: str) -> bytes:
    """Return `document` as the bytes of a file of `file_format`, a key of `FORMATS`; raises OUTPUT_INCOMPLETE."""
    return FORMATS[file_format].render(document)
