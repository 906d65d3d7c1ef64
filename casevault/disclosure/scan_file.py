"""A finished file as text. A format joins by an entry in `READERS`; one that nothing here can read cannot leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.disclosure.records_list import FORMAT as RECORDS
from casevault.disclosure.records_list import read_records_text
from casevault.disclosure.scan_html import read_html_text
from casevault.disclosure.scan_office import read_docx_text, read_xlsx_text
from casevault.disclosure.scan_pdf import read_pdf_text
from casevault.disclosure.scan_plain import read_csv_text, read_json_text
from casevault.errors import Code, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from casevault.disclosure.scan_pieces import FileText

READERS: Mapping[str, Callable[[bytes], FileText]] = {
    "pdf": read_pdf_text,
    "docx": read_docx_text,
    "html": read_html_text,
    "json": read_json_text,
    "csv": read_csv_text,
    "xlsx": read_xlsx_text,
    RECORDS: read_records_text,
}


def read_file_text(untrusted: bytes, file_format: str) -> FileText:
    """Return the text of a finished file of `file_format`; a format that cannot be read cannot leave (`unsupported`)."""
    reader = READERS.get(file_format)
    if reader is None:
        raise UserProblem(
            Code.UNSUPPORTED, N_("This kind of file cannot be checked, so it cannot leave."), N_("Choose the format pdf.")
        )
    return reader(untrusted)
