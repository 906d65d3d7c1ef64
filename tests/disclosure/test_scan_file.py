"""The enemy's suite: a withheld name planted in a finished PDF in every place and every spelling is found there."""

from __future__ import annotations

import base64
import io
import re
import zlib
from typing import TYPE_CHECKING
from urllib.parse import quote

import pikepdf
import pypdfium2
import pytest

from casevault.disclosure import scan_pdf
from casevault.disclosure.document import Document, Paragraph, Run
from casevault.disclosure.render.pdf import render_pdf
from casevault.disclosure.scan import Grade, LeakFound, Place, ReviewNeeded, Scanner, Term, TermKind
from casevault.disclosure.scan_file import read_file_text
from casevault.disclosure.scan_pdf import read_pdf_text
from casevault.errors import CaseVaultError, Code, UserProblem

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.slow

HANZI, LATIN, NUMBER = "高瑜芳", "Kovalenka Alesia", "11010519491231002X"
SCANNER = Scanner(
    [
        Term(HANZI, "w1", "display_name", TermKind.NAME, linked=True),
        Term(LATIN, "w2", "display_name", TermKind.NAME, linked=True),
        Term(NUMBER, "w1", "identifiers", TermKind.IDENTIFIER, linked=True),
    ],
    [],
)
DOCUMENT = Document(
    lang="en",
    title=(Run("A case"),),
    created_day="2026-05-14",
    blocks=(Paragraph((Run("The hearing is expected on 28 May 2026 in Tianjin (天津)."),)),),
)
CLEAN = render_pdf(DOCUMENT)
XMP_ID = re.compile(rb"(<xmpMM:InstanceID>)([^<]*)(<)")


def changed(change: Callable[[pikepdf.Pdf], None], data: bytes = CLEAN) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        pdf.save(out)
    return out.getvalue()


def caught(data: bytes) -> LeakFound:
    with pytest.raises(LeakFound) as leak:
        SCANNER.check(data, "pdf", DOCUMENT, {})
    assert leak.value.code is Code.LEAK_FOUND
    assert HANZI not in str(leak.value)
    return leak.value


def test_the_clean_file_passes() -> None:
    result = SCANNER.check(CLEAN, "pdf", DOCUMENT, {})
    assert result.hits == ()
    assert result.terms == 3
    assert result.bytes == len(CLEAN)
    assert result.pictures == 0


# --- places ---


def in_info(pdf: pikepdf.Pdf, text: str) -> None:
    pdf.docinfo["/Subject"] = text


def in_custom_info(pdf: pikepdf.Pdf, text: str) -> None:
    pdf.docinfo[pikepdf.Name("/" + "".join(f"#{byte:02X}" for byte in text.encode()))] = "x"


def in_xmp(pdf: pikepdf.Pdf, text: str) -> None:
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as packet:
        packet["dc:description"] = text


def in_xmp_comment(pdf: pikepdf.Pdf, text: str) -> None:
    packet = pdf.Root.Metadata.read_bytes().replace(b"</x:xmpmeta>", b"<!-- %s --></x:xmpmeta>" % text.encode())
    pdf.Root.Metadata = pikepdf.Stream(pdf, packet, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)


def in_xmp_id(pdf: pikepdf.Pdf, text: str) -> None:
    packet = pdf.Root.Metadata.read_bytes()
    assert XMP_ID.search(packet), "else nothing is put there"
    put = XMP_ID.sub(lambda found: found[1] + text.encode() + found[3], packet)
    pdf.Root.Metadata = pikepdf.Stream(pdf, put, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)


def in_outline(pdf: pikepdf.Pdf, text: str) -> None:
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(text, 0))


def in_alt_text(pdf: pikepdf.Pdf, text: str) -> None:
    pdf.Root.StructTreeRoot["/K"] = pdf.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.Figure, Alt=pikepdf.String(text)))


def in_actual_text(pdf: pikepdf.Pdf, text: str) -> None:
    span = f"/Span <</ActualText <feff{text.encode('utf-16-be').hex()}>>> BDC EMC"
    pdf.pages[0].contents_add(span.encode())


def in_annotation(pdf: pikepdf.Pdf, text: str) -> None:
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 1, 1], Contents=pikepdf.String(text)
    )
    pdf.pages[0]["/Annots"] = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(note)]))


def in_attachment(pdf: pikepdf.Pdf, text: str) -> None:
    pdf.attachments["notes.txt"] = f"seen with {text} there".encode()


def in_attachment_name(pdf: pikepdf.Pdf, text: str) -> None:
    pdf.attachments[f"{text}.txt"] = b"nothing"


def in_attached_pdf(pdf: pikepdf.Pdf, text: str) -> None:
    pdf.attachments["a.pdf"] = changed(lambda inner: in_info(inner, text))


def in_orphan_stream(pdf: pikepdf.Pdf, text: str) -> None:
    pdf.Root["/PieceInfo"] = pikepdf.Stream(pdf, f"old words: {text}.".encode())


def in_orphan_utf16_stream(pdf: pikepdf.Pdf, text: str) -> None:
    pdf.Root["/PieceInfo"] = pikepdf.Stream(pdf, b"\x01" + text.encode("utf-16-le"))


def in_content_comment(pdf: pikepdf.Pdf, text: str) -> None:
    pdf.pages[0].contents_add(f"% {text}\n".encode())


def in_unshown_form(pdf: pikepdf.Pdf, text: str) -> None:
    shown = f"BT ({text}) Tj ET" if text.isascii() else f"BT <feff{text.encode('utf-16-be').hex()}> Tj ET"
    pdf.pages[0].Resources["/XObject"] = pikepdf.Dictionary(
        X9=pikepdf.Stream(pdf, shown.encode(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 1, 1])
    )


def in_name_tree(pdf: pikepdf.Pdf, text: str) -> None:
    pdf.Root["/Dests"] = pikepdf.Dictionary({f"/{quote(text, safe='')}": pikepdf.Array([0])})


def in_script(pdf: pikepdf.Pdf, text: str) -> None:
    pdf.Root["/OpenAction"] = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String(f"app.alert('{text}')"))


def in_deep_value(pdf: pikepdf.Pdf, text: str) -> None:
    value: pikepdf.Object = pikepdf.Array([pikepdf.String(text)])
    for _ in range(20):
        value = pikepdf.Array([value])
    pdf.Root["/PieceInfo"] = value


PLACES: dict[Callable[[pikepdf.Pdf, str], None], Place] = {
    in_info: Place.PROPERTY,
    in_xmp: Place.PROPERTY,
    in_xmp_comment: Place.PROPERTY,
    in_outline: Place.OUTLINE,
    in_alt_text: Place.ALT_TEXT,
    in_actual_text: Place.ALT_TEXT,
    in_annotation: Place.STRING,
    in_attachment: Place.ATTACHMENT,
    in_attachment_name: Place.STRING,
    in_attached_pdf: Place.ATTACHMENT,
    in_orphan_stream: Place.STREAM,
    in_orphan_utf16_stream: Place.STREAM,
    in_content_comment: Place.STREAM,
    in_unshown_form: Place.STREAM,
    in_name_tree: Place.NAME,
    in_custom_info: Place.NAME,
    in_script: Place.STRING,
    in_deep_value: Place.STRING,
}


@pytest.mark.parametrize("text", [HANZI, LATIN, NUMBER], ids=["hanzi", "latin", "number"])
@pytest.mark.parametrize("plant", PLACES, ids=lambda plant: plant.__name__)
def test_every_place(plant: Callable[[pikepdf.Pdf, str], None], text: str) -> None:
    leak = caught(changed(lambda pdf: plant(pdf, text)))
    assert all(hit.grade is Grade.STRONG for hit in leak.hits)
    if plant is not in_orphan_utf16_stream or text == HANZI:
        assert PLACES[plant] in {hit.where.place for hit in leak.hits}


def test_bytes_outside_the_document() -> None:
    for text in (HANZI, LATIN):
        for data in (CLEAN + b"\n% " + text.encode(), CLEAN + text.encode("utf-16-be")):
            assert {hit.where.place for hit in caught(data).hits} == {Place.REMAINDER}


# --- spellings ---

SPELLINGS = {
    "pinyin": "Gao Yufang",
    "pinyin with tones": "Gāo Yúfāng",
    "pinyin reversed": "Yufang GAO",
    "joined": "gaoyufang",
    "hyphens": "Gao-Yu-fang",
    "spaces between characters": "高 瑜 芳",
    "letters apart": "K o v a l e n k a  A l e s i a",
    "line end": "Kovalenka\nAlesia",
    "hyphenated at a line end": "Kova-\nlenka Alesia",
    "zero width": "高\u200b瑜\u2060芳",
    "zero width in Latin": "Ko\u200dvalenka Ale\u00adsia",
    "bidi marks": "\u202aKovalenka\u202c \u2067Alesia\u2069",
    "Cyrillic look-alikes": "Коvаlеnkа Аlеsiа",
    "Greek look-alikes": "Κοvalenka Αlesia",
    "full width": "Ｋｏｖａｌｅｎｋａ Ａｌｅｓｉａ",
    "mathematical": "𝐊𝐨𝐯𝐚𝐥𝐞𝐧𝐤𝐚 𝐀𝐥𝐞𝐬𝐢𝐚",
    "combining marks": "Ko\u0301valenka Alesia\u0308",
    "compatibility radicals": "⾼瑜芳",
    "number in groups": "110105 19491231 002X",
    "number with dashes": "110105-19491231-002x",
    "full-width number": "１１０１０５１９４９１２３１００２Ｘ",
    "Arabic-Indic number": "١١٠١٠٥١٩٤٩١٢٣١٠٠٢X",
    "old number of fifteen digits": "110105491231002",
    "percent": quote(HANZI),
    "percent, all of it": "".join(f"%{byte:02x}" for byte in LATIN.encode()),
    "percent twice": quote(quote(HANZI)),
    "entities": "".join(f"&#{ord(char)};" for char in HANZI),
    "hexadecimal entities": "".join(f"&#x{ord(char):x};" for char in LATIN),
    "quoted-printable": "".join(f"={byte:02X}" for byte in HANZI.encode()),
    "escapes": "".join(f"\\u{ord(char):04x}" for char in HANZI),
    "byte escapes": "".join(f"\\x{byte:02x}" for byte in HANZI.encode()),
    "octal escapes": "".join(f"\\{byte:03o}" for byte in HANZI.encode()),
    "long escapes": "".join(f"\\U{ord(char):08x}" for char in HANZI),
    "code points": " ".join(f"U+{ord(char):04X}" for char in HANZI),
    "base64": base64.b64encode(HANZI.encode()).decode(),
    "base64 inside": "x" + base64.b64encode(b"a sentence with " + LATIN.encode()).decode(),
    "base64 for addresses": base64.urlsafe_b64encode(b"??>" + HANZI.encode()).decode().rstrip("="),
    "base64 of UTF-16": base64.b64encode(HANZI.encode("utf-16-le")).decode(),
    "hexadecimal": HANZI.encode().hex(),
    "hexadecimal in pairs": LATIN.encode().hex(" "),
    "hexadecimal of UTF-16": HANZI.encode("utf-16-be").hex().upper(),
}


UNPRINTABLE = {SPELLINGS["mathematical"]}  # letters that no bundled font draws


@pytest.mark.parametrize("text", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_every_spelling_in_printed_words_and_in_hidden_ones(text: str) -> None:
    shown = Document(lang="en", title=(Run("A case"),), created_day="2026-05-14", blocks=(Paragraph((Run(f"Seen: {text}."),)),))
    if text not in UNPRINTABLE:
        caught(render_pdf(shown))
    caught(changed(lambda pdf: in_info(pdf, f"Seen: {text}.")))
    caught(changed(lambda pdf: in_orphan_stream(pdf, text)))


@pytest.mark.parametrize("encoding", ["utf-16-be", "utf-16-le", "utf-8"])
@pytest.mark.parametrize("text", [HANZI, LATIN])
def test_strings_in_every_encoding_with_and_without_a_mark(text: str, encoding: str) -> None:
    raw = text.encode(encoding)
    for mark in (b"", "\ufeff".encode(encoding)):
        caught(changed(lambda pdf, raw=mark + raw: pdf.docinfo.__setitem__("/Subject", pikepdf.String(raw))))  # type: ignore[misc] # a lambda with a default


def test_names_in_pdf_doc_encoding() -> None:
    scanner = Scanner([Term("Łukasz Šimečka", "w", "display_name", TermKind.NAME, linked=True)], [])
    raw = b"\x95ukasz \x97ime\x63ka"  # PDFDocEncoding has its own places for Ł and Š
    data = changed(lambda pdf: pdf.docinfo.__setitem__("/Subject", pikepdf.String(raw)))
    with pytest.raises(LeakFound):
        scanner.check(data, "pdf", DOCUMENT, {})


def test_shown_text_split_over_operators_and_arrays() -> None:
    for content in (
        b"BT /F9 10 Tf 50 50 Td (Kova) Tj (lenka Ale) Tj (sia) Tj ET",
        b"BT /F9 10 Tf 50 50 Td [(Ko) -2 (val) 5 (enka) -300 (Ale) 3 (sia)] TJ ET",
        b"BT /F9 10 Tf 3 Tr 50 50 Td (Kovalenka Alesia) Tj ET",  # painted with nothing
        b"BT /F9 10 Tf 5000 5000 Td (Kovalenka Alesia) Tj ET",  # off the page
    ):

        def plant(pdf: pikepdf.Pdf, content: bytes = content) -> None:
            font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
            pdf.pages[0].Resources["/Font"]["/F9"] = pdf.make_indirect(font)
            pdf.pages[0].contents_add(content)

        caught(changed(plant))


# --- what a scan leaves alone ---


def test_short_names_in_outlines_of_letters_and_in_identifiers_are_chance() -> None:
    scanner = Scanner(
        [Term(name, "w", "display_name", TermKind.NAME, linked=True) for name in ("Li", "Bo", "Fa", "Ng", "Do")], []
    )
    assert scanner.check(CLEAN, "pdf", DOCUMENT, {}).hits == ()


def test_pictures_are_counted_and_long_names_in_their_bytes_found() -> None:
    def plant(pdf: pikepdf.Pdf, samples: bytes) -> None:
        image = pikepdf.Stream(
            pdf, samples, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=1, Height=1, BitsPerComponent=8
        )
        pdf.pages[0].Resources["/XObject"] = pikepdf.Dictionary(P=image)

    assert SCANNER.check(changed(lambda pdf: plant(pdf, b"\x00\x01Ali\x02")), "pdf", DOCUMENT, {}).pictures == 1
    caught(changed(lambda pdf: plant(pdf, b"\xff\xd8Exif " + LATIN.encode() + b"\x00\xff")))


# --- what cannot be read cannot leave ---


def unsupported(data: bytes, file_format: str = "pdf") -> None:
    with pytest.raises(CaseVaultError) as refusal:
        read_file_text(data, file_format)
    assert refusal.value.code is Code.UNSUPPORTED


def test_other_formats_and_broken_files() -> None:
    unsupported(CLEAN, "docx")
    unsupported(b"not a pdf at all")
    unsupported(b"%PDF-1.7\n")


def test_a_packed_file_inside() -> None:
    for packed in (b"PK\x03\x04rest", b"\x1f\x8brest"):
        unsupported(changed(lambda pdf, packed=packed: pdf.attachments.__setitem__("a", packed)))  # type: ignore[misc] # as above


def test_files_inside_files_inside_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan_pdf, "_MAX_DEPTH", 0)
    unsupported(changed(lambda pdf: in_attached_pdf(pdf, "x")))


def test_values_inside_values_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan_pdf, "_MAX_NESTING", 3)
    unsupported(changed(lambda pdf: in_deep_value(pdf, "x")))


def test_a_stream_that_does_not_decompress() -> None:
    def plant(pdf: pikepdf.Pdf) -> None:
        broken = pikepdf.Stream(pdf, b"")
        broken.write(zlib.compress(b"x" * 5000)[:20], filter=pikepdf.Name.CCITTFaxDecode)
        pdf.Root["/PieceInfo"] = broken

    unsupported(changed(plant))


def test_an_encrypted_file_is_no_finished_file() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(CLEAN)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(user="a", owner="a", R=6))
    with pytest.raises((UserProblem, pikepdf.PasswordError, pypdfium2.PdfiumError)) as refusal:
        read_pdf_text(out.getvalue())
    assert refusal.type is UserProblem


def test_initials_in_what_a_file_is_numbered_with_are_chance_and_a_name_there_is_not() -> None:
    short = Scanner([Term("A.B.", "w1", "display_name", TermKind.NAME, linked=True)], [])
    by_chance = changed(lambda pdf: in_xmp_id(pdf, "zWYIMH4Xek8Mf5a0B1I2Xg==_source"))
    assert short.check(by_chance, "pdf", DOCUMENT, {}).hits == ()
    with pytest.raises((LeakFound, ReviewNeeded)):
        short.check(changed(lambda pdf: in_xmp(pdf, "seen by A.B. there")), "pdf", DOCUMENT, {})
    caught(changed(lambda pdf: in_xmp_id(pdf, "0Kovalenka+Alesia04Xek==")))
