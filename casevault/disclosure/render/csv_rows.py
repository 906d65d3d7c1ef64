"""A document as CSV (RFC 4180, UTF-8 with its mark): words and tables one after another, an empty line between them."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from casevault.disclosure.render.rows import sections
from casevault.domain.spreadsheets import guarded

if TYPE_CHECKING:
    from casevault.disclosure.document import Document

BOM = b"\xef\xbb\xbf"  # without it the most common spreadsheet reads UTF-8 as the code page of the computer


def render_csv(document: Document) -> bytes:
    """Return `document` as CSV; equal documents give equal bytes. A cell that would be run as a formula gets one apostrophe."""
    sink = io.StringIO(newline="")
    writer = csv.writer(sink, lineterminator="\r\n")
    for section in sections(document):
        if not section.rows:
            continue
        if sink.tell():
            sink.write("\r\n")
        writer.writerows([guarded(cell) for cell in row] for row in section.rows)
    return BOM + sink.getvalue().encode("utf-8", errors="replace")
