"""A document tree as a Word file that people can edit: real headings, lists and tables, each run in its language and direction.

Every byte of it is written here, from the tree and from `docx_parts`: no template of anybody's, no properties but title, language
and day, no picture, no clock (members of the archive carry the first day that the format knows).
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from casevault.disclosure.document import Box, Document, Heading, Items, Line, Pairs, Paragraph, Run, Table, Tone
from casevault.disclosure.render import docx_parts as parts
from casevault.disclosure.render.rows import text_of
from casevault.disclosure.render.script_runs import ZERO_WIDTH_SPACE, ScriptRun, is_right_to_left, script_runs

if TYPE_CHECKING:
    from collections.abc import Iterator

_WIDTH = 9300  # twips between the margins
_WIDE = 14_232  # the same, of a page that lies on its side
_DENSE = 9  # columns from which a table is set smaller
_PAIR = (2300, 7000)
_LABEL_MARGINS = '<w:left w:w="0" w:type="dxa"/><w:right w:w="110" w:type="dxa"/>'  # a label never touches its value
_KEEP_TOGETHER = 700  # characters of a table row that is not broken over two pages
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
# What XML cannot hold, or what programs drop without a word.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_BREAKS = re.compile(r"(\r\n|\n|\r|\t|\u2028|\u2029)")
_COUNTRIES = {"en": "GB", "nl": "NL", "fr": "FR", "es": "ES", "de": "DE", "zh": "CN", "ug": "CN", "bo": "CN", "ru": "RU"}
_FONTS = {
    "ug": '<w:rFonts w:cs="Microsoft Uighur"/>',
    "ar": '<w:rFonts w:cs="Arial"/>',
    "fa": '<w:rFonts w:cs="Arial"/>',
    "bo": '<w:rFonts w:ascii="Microsoft Himalaya" w:hAnsi="Microsoft Himalaya" w:cs="Microsoft Himalaya"/>',
    "zh": '<w:rFonts w:hint="eastAsia" w:eastAsia="Microsoft YaHei"/>',
    "zh-TW": '<w:rFonts w:hint="eastAsia" w:eastAsia="Microsoft JhengHei"/>',
    "zh-HK": '<w:rFonts w:hint="eastAsia" w:eastAsia="Microsoft JhengHei"/>',
    "ja": '<w:rFonts w:hint="eastAsia" w:eastAsia="Yu Gothic"/>',
}
_EAST_ASIAN = {"zh", "ja", "ko"}
_RIGHT_TO_LEFT = {"ug", "ar", "fa", "he", "ur"}
_COMPLEX = _RIGHT_TO_LEFT | {"bo"}


def render_docx(document: Document) -> bytes:
    """Return `document` as a Word file; equal documents give equal bytes."""
    lang = _language(document.lang, "") or "en-GB"
    members = {
        "[Content_Types].xml": parts.CONTENT_TYPES,
        "_rels/.rels": parts.RELATIONS,
        "docProps/core.xml": _properties(document, lang),
        "word/_rels/document.xml.rels": parts.DOCUMENT_RELATIONS,
        "word/document.xml": _body(document),
        "word/footer1.xml": _footer(document),
        "word/header1.xml": _header(document),
        "word/numbering.xml": parts.NUMBERING,
        "word/settings.xml": parts.SETTINGS,
        "word/styles.xml": parts.styles(lang),
    }
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        for name, text in members.items():
            member = zipfile.ZipInfo(name, _FIRST_DAY)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 0  # the same on every machine
            archive.writestr(member, text.encode(), compresslevel=9)
    return sink.getvalue()


def _properties(document: Document, lang: str) -> str:
    day = document.created_day
    created = f'<dcterms:created xsi:type="dcterms:W3CDTF">{_plain(day)}T00:00:00Z</dcterms:created>' if day else ""
    return (
        f'{parts.HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{_plain(text_of(document.title))}</dc:title>{created}"
        f"<dc:language>{_plain(lang)}</dc:language></cp:coreProperties>"
    )


def _body(document: Document) -> str:
    start = [_paragraph(document.title, "Title")]
    if document.subtitle:
        start.append(_paragraph(document.subtitle, "Subtitle"))
    flat, upright = '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>', '<w:pgSz w:w="11906" w:h="16838"/>'
    paper = flat if document.wide else upright
    return (
        f"{parts.HEAD}<w:document {parts.W} {parts.R}><w:body>{''.join(start)}{''.join(_blocks(document))}"
        '<w:sectPr><w:headerReference w:type="default" r:id="rId4"/><w:footerReference w:type="default" r:id="rId5"/>'
        f'{paper}<w:pgMar w:top="1417" w:right="1303" w:bottom="1247" w:left="1303" w:header="624"'
        ' w:footer="567" w:gutter="0"/></w:sectPr></w:body></w:document>'
    )


def _header(document: Document) -> str:
    runs = _runs(document.header)
    if document.label:
        colour = parts.LABELS.get(document.label.removeprefix("TLP:"), "FFFFFF")
        look = f'<w:b/><w:bCs/><w:color w:val="{colour}"/><w:shd w:val="clear" w:color="auto" w:fill="000000"/>'
        runs += f"<w:r><w:tab/></w:r><w:r><w:rPr>{look}</w:rPr>{_words(document.label)}</w:r>"
    return f'{parts.HEAD}<w:hdr {parts.W}><w:p><w:pPr><w:pStyle w:val="Header"/>{_tabs(document)}</w:pPr>{runs}</w:p></w:hdr>'


def _footer(document: Document) -> str:
    count = "".join(
        f'{between}<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        for between, name in (
            ("<w:r><w:tab/></w:r>", "PAGE"),
            ('<w:r><w:t xml:space="preserve"> / </w:t></w:r>', "NUMPAGES"),
        )
    )
    start = f'<w:p><w:pPr><w:pStyle w:val="Footer"/>{_tabs(document)}</w:pPr>{_runs(document.footer)}{count}</w:p>'
    return f"{parts.HEAD}<w:ftr {parts.W}>{start}</w:ftr>"


def _tabs(document: Document) -> str:
    """Return where the right end of header and footer is, where it is not that of the style."""
    if not document.wide:
        return ""
    return f'<w:tabs><w:tab w:val="clear" w:pos="{_WIDTH}"/><w:tab w:val="right" w:pos="{_WIDE}"/></w:tabs>'


def _blocks(document: Document) -> Iterator[str]:
    level, after_table = 0, False
    for block in document.blocks:
        table = isinstance(block, (Box, Pairs, Table))
        if after_table and not isinstance(block, Heading):
            yield _paragraph((), "Gap")  # two tables without a paragraph between them become one, and words would touch one
        match block:
            case Heading():
                level = min(block.level, level + 1)
                yield _paragraph(block.line, f"Heading{level}")
            case Paragraph():
                yield _paragraph(block.line)
            case Items():
                yield from (_paragraph(line, "ListBullet") for line in block.lines)
            case Box():
                yield _box(block)
            case Pairs():
                yield _table(_PAIR, "", [_pair(*one) for one in block.pairs], margins=_LABEL_MARGINS) if block.pairs else ""
            case Table():
                yield _grid(block, _WIDE if document.wide else _WIDTH)
        after_table = table
    if after_table:
        yield _paragraph((), "Gap")


def _box(block: Box) -> str:
    edge, fill = (parts.CAUTION, parts.CAUTION_SOFT) if block.tone is Tone.CAUTION else (parts.ACCENT, parts.ACCENT_SOFT)
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="6" w:space="0" w:color="{edge}"/>' for side in ("top", "left", "bottom", "right")
    )
    margins = "".join(
        f'<w:{side} w:w="{size}" w:type="dxa"/>' for side, size in (("top", 60), ("left", 220), ("bottom", 60), ("right", 220))
    )
    looks = f"<w:tblBorders>{borders}</w:tblBorders>"
    title = _cell([_paragraph(block.title, "BoxTitle", colour=edge)], _WIDTH, span=2, fill=fill)
    rows = [_row([title]), *(_pair(label, values, fill=fill) for label, values in block.pairs)]
    return _table(_PAIR, looks, rows, margins=margins)


def _pair(label: Line, values: tuple[Line, ...], *, fill: str = "") -> str:
    cells = [[_paragraph(label, "Label")], [_paragraph(value, "Cell") for value in values or ((),)]]
    return _row([_cell(cell, width, fill=fill) for cell, width in zip(cells, _PAIR, strict=True)])


def _grid(block: Table, width: int) -> str:
    columns = max([len(block.head), *map(len, block.rows)])
    shares = block.widths if len(block.widths) == columns else (1,) * columns
    widths = tuple(width * share // sum(shares) for share in shares)
    small = "Small" if columns >= _DENSE else ""
    empty: tuple[Line, ...] = ((),)
    rule = f'<w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0" w:color="{parts.ACCENT}"/></w:tcBorders>'
    head = [
        _cell([_paragraph(line, f"Head{small}")], size, borders=rule)
        for line, size in zip((*block.head, *((),) * (columns - len(block.head))), widths, strict=True)
    ]
    rows = [_row(head, head=True)]
    for row in block.rows:
        cells = (*row, *(empty,) * (columns - len(row)))
        longest = max(sum(len(text_of(line)) for line in cell) for cell in cells)
        made = [
            _cell([_paragraph(line, f"Cell{small}") for line in cell or empty], size)
            for cell, size in zip(cells, widths, strict=True)
        ]
        rows.append(_row(made, whole=longest < _KEEP_TOGETHER))
    hair = f'w:val="single" w:sz="4" w:space="0" w:color="{parts.HAIR}"'
    looks = f"<w:tblBorders><w:bottom {hair}/><w:insideH {hair}/></w:tblBorders>"
    margins = "".join(
        f'<w:{side} w:w="{size}" w:type="dxa"/>' for side, size in (("top", 50), ("left", 0), ("bottom", 20), ("right", 170))
    )
    return _table(widths, looks, rows, margins=margins)


def _table(widths: tuple[int, ...], looks: str, rows: list[str], *, margins: str = "") -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    inside = f"<w:tblCellMar>{margins}</w:tblCellMar>" if margins else ""
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>{looks}<w:tblLayout w:type="fixed"/>{inside}</w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _row(cells: list[str], *, head: bool = False, whole: bool = True) -> str:
    looks = ("<w:cantSplit/>" if whole else "") + ("<w:tblHeader/>" if head else "")
    return f"<w:tr><w:trPr>{looks}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(paragraphs: list[str], width: int, *, span: int = 1, fill: str = "", borders: str = "") -> str:
    over = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{over}{borders}{shade}</w:tcPr>{"".join(paragraphs)}</w:tc>'


def _paragraph(line: Line, style: str = "", *, colour: str = "") -> str:
    look = f'<w:pStyle w:val="{style}"/>' if style else ""
    turned = "<w:bidi/>" if is_right_to_left(text_of(line)) else ""
    return f"<w:p><w:pPr>{look}{turned}</w:pPr>{_runs(line, colour)}</w:p>"


def _runs(line: Line, colour: str = "") -> str:
    return "".join(_run(run, part, colour) for run in line for part in script_runs(run.text, run.lang))


def _run(run: Run, part: ScriptRun, colour: str) -> str:
    """Return one run of one script; its properties stand in the order that the format asks for."""
    # Break places are for paper: a word that is edited or copied is as it was recorded.
    text = part.text if ZERO_WIDTH_SPACE in run.text else part.text.replace(ZERO_WIDTH_SPACE, "")
    look = _FONTS.get(f"{part.lang}-{part.region}", _FONTS.get(part.lang, ""))
    look += "<w:b/><w:bCs/>" if run.strong else ""
    tone = parts.TEXT3 if run.muted else colour
    look += f'<w:color w:val="{tone}"/>' if tone else ""
    look += "<w:rtl/>" if part.lang in _RIGHT_TO_LEFT else "<w:cs/>" if part.lang in _COMPLEX else ""
    if part.lang:
        kind = "eastAsia" if part.lang in _EAST_ASIAN else "bidi" if part.lang in _COMPLEX else "val"
        look += f'<w:lang w:{kind}="{_language(part.lang, part.region)}"/>'
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{_words(text)}</w:r>"


def _words(text: str) -> str:
    made = []
    for piece in _BREAKS.split(text):
        if piece == "\t":
            made.append("<w:tab/>")
        elif _BREAKS.fullmatch(piece):
            made.append("<w:br/>")
        elif piece:
            made.append(f'<w:t xml:space="preserve">{_plain(piece)}</w:t>')
    return "".join(made)


def _plain(text: str) -> str:
    return escape(UNPRINTABLE.sub("\ufffd", text))


def _language(lang: str, region: str) -> str:
    """Return a language as Word writes it, `zh-TW`; "" for what is none."""
    base = lang.partition("-")[0].lower()
    if not re.fullmatch("[a-z]{2,3}", base):
        return ""
    country = region or _COUNTRIES.get(base, "")
    return f"{base}-{country}" if country else base
