"""The enemy's suite for what is not a PDF: each kind of secret, in each place and spelling of each format, is found there."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.sax.saxutils import escape

import pytest
from disclosure.planting import (
    CLEAN,
    COMPLETE,
    DOCUMENT,
    SCANNER,
    TEXTS,
    address_of,
    caught,
    changed,
    field,
    line,
    members_of,
    packed,
    png,
    runs,
    unsupported,
    with_part,
)

from casevault.disclosure import scan_zip
from casevault.disclosure.document import Document, Paragraph, Table
from casevault.disclosure.render import FORMATS, render
from casevault.disclosure.scan import LeakFound, Scanner, Term, TermKind
from casevault.disclosure.scan_file import READERS, read_file_text
from casevault.disclosure.scan_tree import tree_lines

if TYPE_CHECKING:
    from collections.abc import Callable

# --- the clean file ---


@pytest.mark.parametrize("key", COMPLETE)
def test_the_clean_file_passes_and_every_line_of_the_tree_is_read_back(key: str) -> None:
    assert set(FORMATS) <= set(READERS)
    assert SCANNER.check(CLEAN[key], key, DOCUMENT, {}).hits == ()
    text = read_file_text(CLEAN[key], key)
    assert text.pictures == 0
    printed = "\n".join(text.pages)
    for one in tree_lines(replace(DOCUMENT, lang="", created_day="")):
        assert one.text in printed


@pytest.mark.parametrize("key", COMPLETE)
def test_words_of_the_format_itself_are_nobodys_name(key: str) -> None:
    """Short names that are also words of the format: a disclosure is not stopped by its own tags and styles."""
    names = [
        "Li",
        "Bo",
        "Tr",
        "Jc",
        "Ma",
        "Rid",
        "Title",
        "Arial",
        "Label",
        "Normal",
        "Head",
        "Kind",
        "Lang",
        "Col",
        "Main",
        "Excel",
    ]
    scanner = Scanner([Term(name, "w", "x", TermKind.NAME, linked=True) for name in names], [])
    assert scanner.check(CLEAN[key], key, DOCUMENT, {}).hits == ()


@pytest.mark.parametrize("key", COMPLETE)
def test_a_name_two_people_share_is_proven_by_the_record_it_came_from(key: str) -> None:
    shared = "林若溪"
    scanner = Scanner(
        [Term(shared, "other", "x", TermKind.NAME, linked=True)], [Term(shared, "own", "x", TermKind.NAME, linked=True)]
    )

    def of(record: str) -> Document:
        cell = (line(shared, record), line("and more"))
        blocks = (Paragraph(line(shared, record)), Table((line("Who"), line("x")), ((cell, ()), (cell, ())), (1, 2)))
        return replace(DOCUMENT, title=line(shared, record), header=line(shared, record), blocks=blocks)

    data = render(of("own"), key)
    assert scanner.check(data, key, of("own"), {}).hits == ()
    with pytest.raises(LeakFound):
        scanner.check(data, key, of("other"), {})
    with pytest.raises(LeakFound):  # once more than the tree accounts for
        scanner.check(data, key, replace(of("own"), blocks=()), {})


# --- archives of parts ---

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BODY = ("docx", "word/document.xml", "<w:sectPr>")
IN_EITHER: dict[str, Callable[[str, str], bytes]] = {
    "name of a member": lambda key, text: with_part(key, f"x/{text}.xml", b"<a/>"),
    "comment of a member": lambda key, text: packed(members_of(key).items(), note=text.encode()),
    "comment of the archive": lambda key, text: packed(members_of(key).items(), text.encode()),
    "comment of the archive in UTF-16": lambda key, text: packed(members_of(key).items(), text.encode("utf-16-le")),
    "extra field": lambda key, text: packed(members_of(key).items(), extra=field(text.encode())),
    "before the archive": lambda key, text: text.encode() + b"\n" + CLEAN[key],
    "behind the archive": lambda key, text: CLEAN[key] + text.encode(),
    "custom XML": lambda key, text: with_part(key, "customXml/item1.xml", f"<a><b>{escape(text)}</b></a>".encode()),
    "custom XML in UTF-16": lambda key, text: with_part(
        key, "customXml/item1.xml", f'<?xml version="1.0" encoding="UTF-16"?><a>{escape(text)}</a>'.encode("utf-16")
    ),
    "custom XML, letter by letter": lambda key, text: with_part(
        key, "customXml/item1.xml", f"<a>{''.join(f'<b>{escape(char)}</b>' for char in text)}</a>".encode()
    ),
    "attribute": lambda key, text: with_part(key, "customXml/item1.xml", f'<a b="{escape(text)}"/>'.encode()),
    "comment of XML": lambda key, text: with_part(key, "customXml/item1.xml", f"<a><!-- {text} --></a>".encode()),
    "instruction of XML": lambda key, text: with_part(key, "customXml/item1.xml", f"<a><?x {text}?></a>".encode()),
    "CDATA": lambda key, text: with_part(key, "customXml/item1.xml", f"<a><![CDATA[{text}]]></a>".encode()),
    "references to characters": lambda key, text: with_part(
        key, "customXml/item1.xml", f"<a>{''.join(f'&#x{ord(char):x};' for char in text)}</a>".encode()
    ),
    "property": lambda key, text: changed(
        key, "docProps/core.xml", "</cp:core", f"<cp:category>{escape(text)}</cp:category></cp:core"
    ),
    "relation": lambda key, text: changed(
        key,
        "_rels/.rels",
        "</Relationships>",
        f'<Relationship Id="rId9" Type="x" Target="file:///{quote(text)}"/></Relationships>',
    ),
    "name of a style": lambda key, text: (
        changed(key, "word/styles.xml", "w:val='Gap'", f"w:val='{escape(text)}'")
        if key == "docx"
        else changed(key, "xl/styles.xml", 'name="Normal"', f'name="{escape(text)}"')
    ),
}
IN_DOCX: dict[str, Callable[[str], bytes]] = {
    "split runs": lambda text: changed(*BODY, f"<w:p>{runs(text)}</w:p><w:sectPr>"),
    "hidden runs": lambda text: changed(*BODY, f"<w:p>{runs(text, '<w:vanish/>')}</w:p><w:sectPr>"),
    "deleted words": lambda text: changed(*BODY, f"<w:p><w:del>{runs(text, tag='delText')}</w:del></w:p><w:sectPr>"),
    "field code": lambda text: changed(*BODY, f"<w:p>{runs(text, tag='instrText')}</w:p><w:sectPr>"),
    "simple field": lambda text: changed(*BODY, f'<w:p><w:fldSimple w:instr="AUTHOR {escape(text)}"/></w:p><w:sectPr>'),
    "bookmark": lambda text: changed(*BODY, f'<w:p><w:bookmarkStart w:id="0" w:name="{escape(text)}"/></w:p><w:sectPr>'),
    "alternative text": lambda text: changed(*BODY, f'<w:p><w:r><w:drawing descr="{escape(text)}"/></w:r></w:p><w:sectPr>'),
    "header": lambda text: changed("docx", "word/header1.xml", "</w:p>", f"{runs(text)}</w:p>"),
    "comments": lambda text: with_part(
        "docx",
        "word/comments.xml",
        f'<w:comments {W}><w:comment w:author="x"><w:p>{runs(text)}</w:p></w:comment></w:comments>'.encode(),
    ),
    "author of a comment": lambda text: with_part(
        "docx", "word/comments.xml", f'<w:comments {W}><w:comment w:author="{escape(text)}"/></w:comments>'.encode()
    ),
    "footnotes": lambda text: with_part(
        "docx", "word/footnotes.xml", f"<w:footnotes {W}><w:p>{runs(text)}</w:p></w:footnotes>".encode()
    ),
}


def cell(made: str) -> bytes:
    return changed("xlsx", "xl/worksheets/sheet1.xml", "</sheetData>", f'<row r="99">{made}</row></sheetData>')


IN_XLSX: dict[str, Callable[[str], bytes]] = {
    "cell of its own": lambda text: cell(f'<c r="A99" t="inlineStr"><is><t>{escape(text)}</t></is></c>'),
    "runs of a cell": lambda text: cell(
        f'<c r="A99" t="inlineStr"><is><r><t>{escape(text[:3])}</t></r><r><t>{escape(text[3:])}</t></r></is></c>'
    ),
    "formula": lambda text: cell(f'<c r="A99"><f>"{escape(text)}"</f></c>'),
    "characters by their numbers": lambda text: cell(
        f'<c r="A99" t="inlineStr"><is><t>{"".join(f"_x{ord(char):04X}_" for char in text)}</t></is></c>'
    ),
    "phonetic reading": lambda text: cell(f'<c r="A99" t="inlineStr"><is><t>x</t><rPh><t>{escape(text)}</t></rPh></is></c>'),
    "margin of the page": lambda text: changed(
        "xlsx", "xl/worksheets/sheet1.xml", "<oddHeader>", f"<oddHeader>&amp;C{escape(text)}"
    ),
    "text no cell points to": lambda text: changed(
        "xlsx", "xl/sharedStrings.xml", "</sst>", f"<si><t>{escape(text)}</t></si></sst>"
    ),
    "name of a sheet": lambda text: changed("xlsx", "xl/workbook.xml", 'name="1"', f'name="{escape(text)}"'),
    "name of a range": lambda text: changed(
        "xlsx", "xl/workbook.xml", "</definedNames>", f'<definedName name="x">"{escape(text)}"</definedName></definedNames>'
    ),
}  # fmt: skip


@pytest.mark.parametrize("key", ["docx", "xlsx"])
def test_every_place_of_an_archive(key: str) -> None:
    for place, plant in IN_EITHER.items():
        for text in TEXTS:
            caught(plant(key, text), key, (place, text))
    own = IN_DOCX if key == "docx" else IN_XLSX
    for place, plant_own in own.items():
        for text in TEXTS:
            caught(plant_own(text), key, (place, text))


def test_what_hides_behind_the_end_of_a_member_or_cannot_be_unpacked_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for key in ("docx", "xlsx"):
        unsupported(with_part(key, "word/vbaProject.bin", b"macro"), key)
        unsupported(with_part(key, "word/embeddings/a.zip", b"PK\x03\x04rest"), key)
        unsupported(with_part(key, "customXml/item1.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), key)
        unsupported(with_part(key, "customXml/item1.xml", b"<a>" * 300 + b"</a>" * 300), key)
        unsupported(with_part(key, "customXml/item1.xml", b"<a><b></a>"), key)
        unsupported(CLEAN[key][:-30], key)
        unsupported(b"", key)
        unsupported(b"PK", key)
        data = bytearray(CLEAN[key])
        data[data.index(b"PK\x03\x04") + 40 + len("[Content_Types].xml")] ^= 0xFF
        unsupported(bytes(data), key)  # a check sum that does not hold
        monkeypatch.setattr(scan_zip, "MOST_BYTES", 1000)
        unsupported(CLEAN[key], key)
        monkeypatch.undo()
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("word/document.xml", b"<a/>")
    unsupported(sink.getvalue(), "docx")
    with pytest.warns(UserWarning, match="Duplicate name"):
        unsupported(packed([("a.xml", b"<a/>"), ("a.xml", b"<b/>")]), "docx")


def test_bytes_behind_the_end_of_packed_data_are_refused() -> None:
    body = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = body.compress(b"<a/>") + body.flush() + "高瑜芳".encode()
    name, check = b"a.xml", zlib.crc32(b"<a/>")
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 33, check, len(data), 4, len(name), 0) + name
    central = (
        struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 8, 0, 33, check, len(data), 4, len(name), 0, 0, 0, 0, 0, 0) + name
    )
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(central), len(local) + len(data), 0)
    unsupported(local + data + central + end, "docx")


def test_a_bomb_is_refused_before_it_unfolds() -> None:
    unsupported(with_part("docx", "customXml/item1.xml", b"<a>" + b" " * (scan_zip.MOST_BYTES) + b"</a>"), "docx")


# --- HTML, JSON, CSV ---


def in_page(old: str, new: str) -> bytes:
    assert old.encode() in CLEAN["html"]
    return CLEAN["html"].replace(old.encode(), new.encode(), 1)


IN_HTML: dict[str, Callable[[str], bytes]] = {
    "half bold": lambda text: in_page("</main>", f"<p>{escape(text[:3])}<b>{escape(text[3:])}</b></p></main>"),
    "attribute": lambda text: in_page("<main>", f'<main data-x="{escape(text)}">'),
    "alternative text": lambda text: in_page("<main>", f'<main><img alt="{escape(text)}">'),
    "comment": lambda text: in_page("<main>", f"<main><!-- {text} -->"),
    "script": lambda text: in_page("<main>", f"<main><script>var a='{text}'</script>"),
    "escapes of a script": lambda text: in_page(
        "<main>", f"<main><script>var a='{''.join(f'{chr(92)}u{{{ord(char):x}}}' for char in text)}'</script>"
    ),
    "style": lambda text: in_page("<style>", f"<style>p::after{{content:'{text}'}}"),
    "escapes of a style": lambda text: in_page(
        "<style>", f"<style>p::after{{content:'{''.join(f'{chr(92)}{ord(char):x} ' for char in text)}'}}"
    ),
    "title": lambda text: in_page("</title>", f" {escape(text)}</title>"),
    "meta": lambda text: in_page("<title>", f'<meta name="author" content="{escape(text)}"><title>'),
    "address": lambda text: in_page("<main>", f'<main><a href="x?q={quote(text)}">x</a>'),
    "entities": lambda text: in_page("<main>", f"<main>{''.join(f'&#{ord(char)};' for char in text)}"),
    "data in base64": lambda text: in_page("<main>", f'<main><a href="{address_of(text.encode(), "text/plain")}">x</a>'),
    "data in UTF-16": lambda text: in_page(
        "<main>", f'<main><a href="{address_of(b"x" + text.encode("utf-16-le"), "text/plain")}">x</a>'
    ),
    "data in percent signs": lambda text: in_page("<main>", f'<main><a href="data:text/plain,{quote(text)}">x</a>'),
    "picture": lambda text: in_page("<main>", f'<main><img src="{address_of(png((b"iTXt", b"a" + bytes(5) + text.encode())))}">'),
    "behind the page": lambda text: CLEAN["html"] + f"<!--{text}".encode(),
    "unseen": lambda text: in_page("<main>", f"<main><template>{escape(text)}</template>"),
    "declaration": lambda text: in_page("<!DOCTYPE html>", f"<!DOCTYPE html><!ELEMENT {text}>"),
}  # fmt: skip
IN_CSV: dict[str, Callable[[str], bytes]] = {
    "cell": lambda text: CLEAN["csv"] + f'"{text}"\r\n'.encode(),
    "quoted, over two lines": lambda text: CLEAN["csv"] + f'"{text[:3]}\r\n{text[3:]}"\r\n'.encode(),
    "two cells": lambda text: CLEAN["csv"] + f'"{text[:3]}","{text[3:]}"\r\n'.encode(),
}
IN_JSON: dict[str, Callable[[str], bytes]] = {
    "value": lambda text: spelt(lambda tree: tree.update(label=text)),
    "key": lambda text: spelt(lambda tree: tree.update({text: 1})),
    "two runs": lambda text: spelt(lambda tree: tree["blocks"].append({"line": [{"text": text[:2]}, {"text": text[2:]}]})),
    "language": lambda text: spelt(lambda tree: tree["title"][0].update(lang=text)),
}


def spelt(change: Callable[[dict], object]) -> bytes:  # type: ignore[type-arg]  # any JSON
    from casevault.disclosure.render.json_tree import canonical, document_tree  # noqa: PLC0415 - of this helper alone

    tree = document_tree(DOCUMENT)
    change(tree)
    return canonical(tree)


@pytest.mark.parametrize(("key", "places"), [("html", IN_HTML), ("csv", IN_CSV), ("json", IN_JSON)], ids=["html", "csv", "json"])
def test_every_place_of_a_text(key: str, places: dict[str, Callable[[str], bytes]]) -> None:
    for place, plant in places.items():
        for text in TEXTS:
            caught(plant(text), key, (place, text))


def test_texts_that_cannot_be_read_are_refused() -> None:
    unsupported(b"\xff\xfe<html>", "html")
    for inner in (b"PK\x03\x04rest", b"\x1f\x8brest", b"%PDF-1.7"):
        unsupported(in_page("<main>", f'<main><a href="{address_of(inner, "application/x")}">'), "html")
    unsupported(in_page("<main>", f'<main><img src="{address_of(b"GIF89a", "image/gif")}">'), "html")
    unsupported(in_page("<main>", "<main><![x[y]]>"), "html")
    unsupported(b"\xff,a", "csv")
    unsupported(b'"a"b,c\r\n', "csv")
    unsupported(b'{"a":1}', "json")
    unsupported(CLEAN["json"] + b" ", "json")
    unsupported(CLEAN["json"].replace(b'"version": 1', b'"version": 1,\n  "version": 1'), "json")
    unsupported(CLEAN["json"].replace(b"A case", b"\\u0041 case"), "json")
    unsupported(b"[" * 5000, "json")


# --- spellings ---

SPELLINGS: dict[str, Callable[[str], str]] = {
    "zero width": "\u200b".join,
    "spaces": " ".join,
    "percent": lambda text: "".join(f"%{byte:02x}" for byte in text.encode()),
    "entities": lambda text: "".join(f"&#{ord(char)};" for char in text),
    "quoted-printable": lambda text: "".join(f"={byte:02X}" for byte in text.encode()),
    "escapes": lambda text: "".join(f"\\u{ord(char):04x}" for char in text),
    "hexadecimal": lambda text: text.encode().hex(),
    "hexadecimal of UTF-16": lambda text: text.encode("utf-16-be").hex(),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64, one before": lambda text: base64.b64encode(b"x" + text.encode()).decode(),
    "base64, two before": lambda text: base64.b64encode(b"xy" + text.encode()).decode(),
    "base64 of UTF-16": lambda text: base64.b64encode(text.encode("utf-16-le")).decode(),
}
LOOK_ALIKES = (
    "Коvаlеnkа Аlеsiа", "Ｋｏｖａｌｅｎｋａ Ａｌｅｓｉａ", "𝐊𝐨𝐯𝐚𝐥𝐞𝐧𝐤𝐚 𝐀𝐥𝐞𝐬𝐢𝐚", "⾼瑜芳", "１３９-１２３４-５６７８",
    "ﺋﺎﺑﻠﯩﻜﯩﻢ ﺗﯘﺭﺳﯘﻥ",
)  # fmt: skip


@pytest.mark.parametrize("key", COMPLETE)
def test_every_spelling_in_printed_words_and_in_hidden_ones(key: str) -> None:
    written = [(name, spell(text)) for name, spell in SPELLINGS.items() for text in TEXTS]
    for name, text in (*written, *(("look-alike", text) for text in LOOK_ALIKES)):
        told = Paragraph(line(f"Seen: {text}."))
        shown = replace(DOCUMENT, blocks=(*DOCUMENT.blocks, told))
        with pytest.raises(LeakFound):
            SCANNER.check(render(shown, key), key, DOCUMENT, {})
        if key in {"docx", "xlsx"}:
            caught(IN_EITHER["comment of XML"](key, text.replace("--", "- ")), key, (name, text))
        if key == "html":
            caught(IN_HTML["comment"](text), key, (name, text))
