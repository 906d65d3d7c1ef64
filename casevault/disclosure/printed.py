"""Whether the finished file shows every letter of its document: one that no font has would drop out of a name unseen."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from casevault.disclosure.scan_pdf import page_texts
from casevault.disclosure.scan_tree import tree_lines
from casevault.disclosure.scan_views import key_of, tokens_of
from casevault.errors import Code, MachineProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from casevault.disclosure.document import Document

_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_WORD_LEAST = 2  # letters of a word that is looked for as one


def require_printed(document: Document, data: bytes) -> None:
    """Raise OUTPUT_INCOMPLETE, naming the fields, where a letter or digit of `document` does not stand on the pages of the PDF.

    Every letter is counted, whatever order the pages give the words back in, and every Latin word is looked for as a whole. Marks
    above and below letters are not: readers give them back in more ways than one.
    """
    pages = [key_of(text) for text in page_texts(data)]
    shown = Counter("".join(pages))
    on_pages = "".join(pages)
    # What stands in the properties of the file alone is not printed.
    lines = list(tree_lines(replace(document, lang="", created_day="", identifier="", keywords=())))
    needed: Counter[str] = Counter()
    for line in lines:
        needed.update(_letters(line.text))
    gone = {letter for letter, count in needed.items() if shown[letter] < _least(letter, count)}
    broken = [
        run
        for line in lines
        for run in line.runs
        if gone & set(_letters(run.text))
        or any(word not in on_pages for word in tokens_of(run.text) if word.isascii() and len(word) >= _WORD_LEAST)
    ]
    if broken:
        raise MachineProblem(
            Code.OUTPUT_INCOMPLETE,
            N_("The fonts that come with this program lack letters of this document. Nothing was written."),
            N_("Write the words in another script in these fields, or leave them out: {keys}."),
            keys=tuple(sorted({run.field for run in broken if run.field})),
        )


def _least(letter: str, count: int) -> int:
    """Return how often a letter has to be read on the pages.

    Measured: pdfium passes over the last letter of a right-to-left word before a bracket, though it is printed. One that no font
    has is on no page at all.
    """
    return 1 if unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT else count


def _letters(text: str) -> str:
    return "".join(char for char in key_of(text) if char.isalnum())
