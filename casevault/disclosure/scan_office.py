"""A finished DOCX or XLSX as text: every part of the archive, and every byte of it that belongs to no part.

What the pages show is held against the tree, form by form; all else (properties, relations, comments, deleted and hidden words,
field codes, custom XML, names and comments of members) is read as pieces. Pictures say what they say beside their pixels. A part
that is neither XML nor such a picture (a macro, a font, a file inside) cannot be read, so it cannot leave.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final

from casevault.disclosure.document import Box, Document, Heading, Items, Pairs, Paragraph, Run, Table, Tone
from casevault.disclosure.render.docx import render_docx
from casevault.disclosure.render.xlsx_sheets import render_xlsx
from casevault.disclosure.scan_decode import stream_texts
from casevault.disclosure.scan_hits import Place, Where
from casevault.disclosure.scan_picture import UnreadablePictureError, is_picture, picture_pieces
from casevault.disclosure.scan_pieces import FileText, Piece
from casevault.disclosure.scan_sheets import sheet_text
from casevault.disclosure.scan_xml import Own, Part, read_part
from casevault.disclosure.scan_zip import Archive, UnreadableArchiveError, read_archive
from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.media.plain_xml import NotPlainError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from casevault.disclosure.document import Block

_REPEATED: Final = re.compile(r"!Print_Titles$", re.MULTILINE)
_XML: Final = (".xml", ".rels", ".vml")
_STRINGS: Final = "xl/sharedStrings.xml"


def read_docx_text(untrusted: bytes) -> FileText:
    """Return all text of a Word file; what cannot be read is `unsupported`."""
    archive, parts = _opened(untrusted)
    shown = [name for name in parts if name == "word/document.xml" or name.startswith(("word/header", "word/footer"))]
    page = "\n".join(parts[name].text for name in shown)
    return _text(archive, parts, page, frozenset(shown), _own(render_docx))


def read_xlsx_text(untrusted: bytes) -> FileText:
    """Return all text of a workbook; what cannot be read is `unsupported`."""
    archive, parts = _opened(untrusted)
    members = dict(archive.members)
    shown = frozenset(name for name in parts if name.startswith("xl/worksheets/") and name.endswith(".xml")) | {_STRINGS}
    try:
        page, unused = sheet_text([members[name] for name in sorted(shown - {_STRINGS})], members.get(_STRINGS))
    except NotPlainError as cause:
        raise unreadable() from cause
    text = _text(archive, parts, page, shown, _own(render_xlsx))
    return FileText(text.pages, (*text.pieces, *(Piece(words, Where(Place.STRING)) for words in unused)), text.pictures)


def unreadable() -> UserProblem:
    """Return the refusal of a file in which something cannot be read."""
    return UserProblem(
        Code.UNSUPPORTED,
        N_("The finished file cannot be taken apart, so it cannot be checked and cannot leave."),
        N_("Leave out the attached file and try again."),
    )


def _opened(untrusted: bytes) -> tuple[Archive, dict[str, Part]]:
    try:
        archive = read_archive(untrusted)
        return archive, {name: read_part(data) for name, data in archive.members if name.lower().endswith(_XML)}
    except (UnreadableArchiveError, NotPlainError) as cause:
        raise unreadable() from cause


def _text(archive: Archive, parts: dict[str, Part], page: str, shown: frozenset[str], own: Own) -> FileText:
    pieces: list[Piece] = []
    pictures = 0
    for name, data in archive.members:
        if not own.has(name):
            pieces.append(Piece(name, Where(Place.NAME)))
        if name in parts:
            place = Place.PROPERTY if name.startswith("docProps/") else Place.STRING
            found = parts[name].pieces(own, shown=name in shown, place=place)
            # The list of a workbook's parts names the rows that each page repeats: the word after the sheet is the format's own.
            pieces += [replace(piece, text=_REPEATED.sub("", piece.text)) for piece in found]
        elif is_picture(data):
            pictures += 1
            pieces += _picture(data)
        elif data:
            raise unreadable()
    for rest in archive.rest:
        pieces += (Piece(text, Where(Place.REMAINDER)) for text in stream_texts(rest))
    return FileText((page,), tuple(pieces), pictures)


def _picture(untrusted: bytes) -> list[Piece]:
    try:
        return picture_pieces(untrusted)
    except UnreadablePictureError as cause:
        raise unreadable() from cause


@cache
def _own(render: Callable[[Document], bytes]) -> Own:
    """Return the words that stand in the file of a document that has every kind of block, language and tone, and no word."""
    own = Own()
    for document in _wordless():
        for name, data in read_archive(render(document)).members:
            for word in (name, *read_part(data).words()):
                own.note(word.strip())
                own.note(word)
    return own


def _wordless() -> Iterator[Document]:
    """Yield documents whose runs hold one letter of a script each, so that every look and language is used."""
    scripts = (Run("\u4e00"), Run("\u0627"), Run("\u0f40"), Run("\u0416"), Run("."), Run("\u4e00", lang="zh-Hant"))
    line = tuple(
        Run(run.text, lang=run.lang, strong=strong, muted=muted)
        for run in scripts
        for strong, muted in ((True, False), (False, True))
    )
    turned = (Run("\u0627"),)
    pairs = ((line, (line, ())),)
    blocks: tuple[Block, ...] = (
        Heading(line), Heading(line, 2), Paragraph(line), Paragraph(turned), Items((line,)), Pairs(pairs), Box(line, pairs),
        Box(line, pairs, tone=Tone.CAUTION), *(Table((line,) * n, (((line,),) * n,)) for n in range(1, 9)), Table((), ()),
    )  # fmt: skip
    day, label = "2000-01-01", "TLP:AMBER+STRICT"
    yield Document(lang="en", title=line, subtitle=line, header=line, footer=line, created_day=day, label=label, blocks=blocks)
    for lang in ("nl", "fr", "es", "de", "zh", "ug"):
        yield Document(lang=lang, title=line, created_day=day, wide=True)
