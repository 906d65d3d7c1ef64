"""A redacted copy made: original → pixels in a child → boxes black → a new file → opened again and checked.

What has pages or is a picture is drawn. What has words alone (letters, tables, messages, office files) is never handed on as it
is: its words are taken out by the child, set anew as plain pages by our own typesetter, and those pages are drawn like any other.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casevault.disclosure.document import Document, Paragraph, Run
from casevault.disclosure.render.pdf import render_pdf
from casevault.errors import Code, MachineProblem, UserProblem
from casevault.i18n import N_
from casevault.media import extract, fresh, pixels
from casevault.media.boxes import over_lines
from casevault.media.extract import TextState
from casevault.media.fresh_check import require_only_pixels
from casevault.media.kinds import drawn_as
from casevault.progress import silent
from casevault.vault.redactions import Box

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from casevault.media.fresh import Fresh
    from casevault.media.viewer import Children
    from casevault.progress import Progress
    from casevault.vault.attached import Attachment
    from casevault.vault.redactions import Redaction
    from casevault.vault.vault import Vault

MOST_FLATTENED: Final = 200_000  # characters that are set anew as pages
MOST_RESULT: Final = 256 << 20  # bytes of one copy
_HINT: Final = N_("Make a PDF or a picture of it with the program it was made with, and attach that.")


@dataclass(frozen=True, slots=True)
class RedactedCopy:
    """A finished, checked copy: `flattened` where it shows words set anew and not the pages of the original."""

    redaction: Redaction
    made: Fresh
    flattened: bool

    @property
    def sha256(self) -> str:
        """Return the SHA-256 of the copy."""
        return hashlib.sha256(self.made.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Drawn:
    """How a file is drawn: what the child is asked for, and whether it shows words set anew."""

    kind: str
    length: int
    read: Callable[[int, int], bytes]
    close: Callable[[], None]
    flattened: bool = False

    @property
    def source(self) -> pixels.Source:
        """Return what `pixels` asks for."""
        return self.kind, self.length, self.read


def drawn(vault: Vault, children: Children, file: Attachment) -> Drawn:
    """Open a file for drawing, without a row in the log: for the program's own use; the caller closes it.

    UNSUPPORTED with a sentence for what can neither be drawn nor set anew.
    """
    kind = drawn_as(file.mime)
    opened = vault.attachments.open_blob(file.blob)
    if kind:
        return Drawn(kind, opened.length, opened.read, opened.close)
    with opened:
        if not extract.has_words(file.mime):
            raise UserProblem(Code.UNSUPPORTED, N_("No redacted copy can be made of this kind of file."), _HINT, id=file.evidence)
        data = _flattened(children, file.mime, opened.length, opened.read)
    return Drawn("pdf", len(data), lambda at, count: data[at : at + count], lambda: None, flattened=True)


def page_count(vault: Vault, children: Children, file: Attachment) -> int:
    """Return how many pages a copy of the file has; refusals as for making it."""
    opened = drawn(vault, children, file)
    try:
        return pixels.lines_of(children, opened.source, 0)[0]
    finally:
        opened.close()


def widened(vault: Vault, children: Children, file: Attachment, boxes: Iterable[Box]) -> tuple[int, list[Box]]:
    """Return the number of pages, and the boxes grown over the whole lines of text that they were drawn over."""
    opened = drawn(vault, children, file)
    try:
        pages, first = pixels.lines_of(children, opened.source, 0)
        known = {1: first}
        grown = []
        for box in boxes:
            if box.page not in known and 1 <= box.page <= pages:
                known[box.page] = pixels.lines_of(children, opened.source, box.page - 1)[1]
            grown.append(Box(box.page, over_lines(box.area, known.get(box.page, ())), box.row))
        return pages, grown
    finally:
        opened.close()


def make_copy(vault: Vault, children: Children, held: Redaction, progress: Progress = silent) -> RedactedCopy:
    """Make the copy anew from the original, checked; nothing is kept of it, nothing of it is registered.

    LEAK_FOUND where the finished bytes hold more than pixels, BLOB_DAMAGED where the original is not the file that was
    attached, TOO_LARGE and UNSUPPORTED for what cannot be drawn.
    """
    row = next((row for row in vault.attachments.rows() if row.id == held.file.blob), None)
    if row is None or (held.file.sha256 and vault.attachments.sha256_of(row) != held.file.sha256):
        raise MachineProblem(
            Code.BLOB_DAMAGED,
            N_("The file is not the one that was attached."),
            N_("Look at the history of the record, and restore the file from a back-up."),
        )
    opened = drawn(vault, children, held.file)
    try:
        made = _made(children, opened, held, progress)
    finally:
        opened.close()
    require_only_pixels(made)
    return RedactedCopy(held, made, opened.flattened)


def _made(children: Children, opened: Drawn, held: Redaction, progress: Progress) -> Fresh:
    pdf = fresh.FreshPdf()
    count = 0
    for page in pixels.pages(children, opened.source, progress):
        count += 1
        # Grown again over the lines as they are found now: a box that was recorded by hand hides whole lines all the same.
        areas = [over_lines(area, page.lines) for area in held.areas(page.number + 1)]
        burnt = fresh.burnt(page, areas)
        if opened.kind != "pdf":
            return fresh.fresh_picture(burnt)
        pdf.add(burnt)
        if pdf.length > MOST_RESULT:
            raise UserProblem(Code.TOO_LARGE, pixels.TOO_LARGE, _HINT)
    if count != held.pages:
        # The looks were given for other pages than are there now.
        raise UserProblem(
            Code.REVIEW_NEEDED,
            N_("This file has {pages} pages now, and {counted} when its boxes were drawn."),
            N_("Begin a new redacted copy of it."),
            pages=count,
            counted=held.pages,
        )
    return pdf.finished()


def _flattened(children: Children, mime: str, length: int, read: Callable[[int, int], bytes]) -> bytes:
    """Return the words of a file set anew as a PDF of ours; the words of a stranger reach the typesetter as text alone."""
    found = extract.extract(children, mime, length, read)
    if found.state is not TextState.TEXT:
        raise UserProblem(Code.UNSUPPORTED, N_("No words can be taken out of this file, so no copy of it is made."), _HINT)
    if not found.whole or len(found.text) > MOST_FLATTENED:
        raise UserProblem(Code.TOO_LARGE, N_("This file has more words than are set as pages, so no copy of it is made."), _HINT)
    blocks = tuple(Paragraph((Run(line.expandtabs(4)),)) for line in found.text.splitlines() if line.strip())
    return render_pdf(Document(title=(Run(" "),), lang="en", blocks=blocks))
