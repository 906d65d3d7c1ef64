"""Readers of other programs' documents, for the table of targets: archives, bulletins, workbooks, words, a child's answers.

What is read by a library of others runs in a process of its own here, as it does in the program: that it ends for want of memory
or time is an answer, that it breaks is a finding.
"""

from __future__ import annotations

import io
import json
import os
import resource
import signal
import struct
import zipfile
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

import xlsxwriter

from casevault.errors import CaseVaultError
from casevault.exchange import archived, forms, martus, uwazi, zips
from casevault.exchange.sheets import Row, Sheet, Source
from casevault.media import extract, sheet_child, sheets, text_child
from casevault.media.cells import column_names

if TYPE_CHECKING:
    from collections.abc import Callable

MEMORY = 1 << 30  # bytes of addresses above what the process has
SECONDS = 60  # of the processor
ENDED = {signal.SIGABRT, signal.SIGKILL, signal.SIGXCPU}
BROKEN = "a library broke: signal {number}"


def members(untrusted: bytes) -> object:
    """As an archive: every member is read; and each line as the name of a member."""
    for line in untrusted.split(b"\n")[:4]:
        with suppress(CaseVaultError):
            zips.refuse_unsafe(line.decode("utf-8", "replace"))
    archive = zips.Archive(io.BytesIO(untrusted))
    for name in archive.members:
        zips.refuse_unsafe(name)
        with suppress(CaseVaultError):
            archive.read(name)
    return archived._tables(archive)


def zipped(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, content in files:
            made.writestr(zipfile.ZipInfo(name), content, method)
    return out.getvalue()


def members_seeds() -> list[bytes]:
    table = ("import.csv", b"title,file\na,1.pdf\n")
    return [
        zipped(table, ("1.pdf", b"%PDF" * 40)),
        zipped(table, method=zipfile.ZIP_STORED),
        zipped(("a/b/c.csv", b"x"), ("a/", b"")),
        zipped(("../import.csv", b"x")),
        zipped(("C:/x", b""), ("a\\b", b"")),
        b"a/../b\n/etc/passwd\nc:\\x\n\0",
        zipped(),
    ]


def bulletins(untrusted: bytes) -> object:
    source = martus.open_martus([untrusted[:100], untrusted[100:]])
    width = len(source.sheet.header)
    return [len(row.cells) == width or 1 / 0 for row in source.sheet.rows]


BULLETIN = """<MartusBulletins><MartusBulletin><BulletinMetaData><BulletinLocalId>b-1</BulletinLocalId></BulletinMetaData>
<MainFieldSpecs><Field type='STRING'><Tag>title</Tag><Label></Label></Field>
<Field type='DROPDOWN'><Tag>d</Tag><Label>Source</Label><Choices><Choice></Choice><Choice>Press</Choice></Choices></Field>
<Field type='GRID'><Tag>g</Tag><Label>Victims</Label><GridSpecDetails>
<Column type='STRING'><Tag></Tag><Label>Name</Label></Column>
<Column type='DATE'><Tag></Tag><Label>Born</Label></Column></GridSpecDetails></Field></MainFieldSpecs>
<PrivateFieldSpecs><Field type='DATERANGE'><Tag>when</Tag><Label></Label></Field></PrivateFieldSpecs>
<FieldValues><Field tag='title'><Value>A &amp; B</Value></Field><Field tag='d'><Value>Press</Value></Field>
<Field tag='g'><Value><GridData columns='2'>
<Row><Column>Lin</Column><Column>Simple:1970-01-02</Column></Row></GridData></Value></Field>
<Field tag='when'><Value>Range:1970-01-01,1970-01-02</Value></Field></FieldValues>
<TopSectionAttachmentList><Attachment><Filename>a.txt</Filename></Attachment></TopSectionAttachmentList>
</MartusBulletin></MartusBulletins>"""


def bulletins_seeds() -> list[bytes]:
    return [
        BULLETIN.encode(),
        b"\xef\xbb\xbf<?xml version='1.0' encoding='utf-8'?>" + BULLETIN.encode(),
        BULLETIN.replace("<Tag>d<", "<Tag>title<").encode(),
        b"<!DOCTYPE x [<!ENTITY a 'b'>]><MartusBulletins/>",
        b"<MartusBulletins>" + b"<a>" * 40,
    ]


def conventions(untrusted: bytes) -> object:
    """A table in the conventions of Uwazi and of forms: a line each row, `;` between cells."""
    rows = [line.split(";") for line in untrusted.decode().split("\n")[:20]]
    header = column_names([(place, cell) for place, cell in enumerate(rows[0][:50], 1)])

    def source() -> Source:
        cells = (tuple((row + [""] * len(header))[: len(header)]) for row in rows[1:])
        made = Source("csv", Sheet("", header, (Row(number, found) for number, found in enumerate(cells, 1))))
        return archived.with_files(made, {"a/1.pdf": bytes, "2.jpg": bytes})

    asked = [dict(zip(header, row, strict=False)) for row in rows]
    form = forms.Form.read(asked, asked)
    for read in (uwazi.entities(source()), forms.submissions(source(), form)):
        width = len(read.sheet.header)
        if any(len(row.cells) != width for row in read.sheet.rows):
            raise AssertionError
    return uwazi.recognises(header), forms.recognises(header)


def conventions_seeds() -> list[bytes]:
    return [
        b"title__en;place_geolocation;date;files\na|b;1|2;1577836800;a/1.pdf|2.jpg\nc;x;2000/1/2:;",
        b'_id;_uuid;group/a;group/a/x;_attachments\n1;u;x y;1;[{"filename": "q/2.jpg"}]',
        b"type;name;list_name;label\nselect_multiple l;a;l;A\nbegin group;g;;\nselect_one l;b;l;B",
    ]


def answers(untrusted: bytes) -> object:
    """What the child that reads documents answers: a head, a row, and words."""
    extract.checked(untrusted)
    value = json.loads(untrusted)
    if isinstance(value, list):
        return sheets.row_of(value, 2)
    return sheets.head_of(value)


def answers_seeds() -> list[bytes]:
    head = {"sheet": "a", "header": ["x", "y"], "number": 1, "notes": [["merged", 2]], "sheets": [{"name": "a", "hidden": False}]}
    return [json.dumps(head).encode(), b'[2, ["a", "b"]]', b'{"state": "text", "whole": true}\nwords', b'{"end": 3}']


class Apart:
    """A process of its own that reads one input after the other, and is replaced when it ends; AssertionError where it breaks."""

    EACH = 2_000  # inputs of one process: its time is counted over all of them

    def __init__(self, read: Callable[[bytes], object]) -> None:
        self._read = read
        self._child = self._left = 0

    def __call__(self, untrusted: bytes) -> bool:
        if not self._left:
            self._end()
            self._begin()
        self._left -= 1
        self._to.write(struct.pack(">I", len(untrusted)) + untrusted)
        self._to.flush()
        answer = self._from.read(1)
        if not answer:
            self._left = 0
            number = self._end()
            if number not in ENDED:
                raise AssertionError(BROKEN.format(number=number))
        if answer != b"y":
            raise ValueError  # refused, which these targets declare
        return True

    def _begin(self) -> None:
        inside, to = os.pipe()
        back, outside = os.pipe()
        self._child = os.fork()
        if not self._child:
            with suppress(BaseException):
                os.close(to)
                os.close(back)
                self._serve(inside, outside)
            os._exit(2)
        os.close(inside)
        os.close(outside)
        self._to, self._from, self._left = os.fdopen(to, "wb"), os.fdopen(back, "rb"), self.EACH

    def _serve(self, inside: int, outside: int) -> None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY + taken(),) * 2)
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        for number in ENDED - {signal.SIGKILL}:
            signal.signal(number, signal.SIG_DFL)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        given, told = os.fdopen(inside, "rb"), os.fdopen(outside, "wb")
        while head := given.read(4):
            read = False
            with suppress(CaseVaultError):  # of our own check of what the child says
                read = bool(self._read(given.read(struct.unpack(">I", head)[0])))
            told.write(b"y" if read else b"n")
            told.flush()

    def _end(self) -> int:
        """Return the signal that ended the process, 0 where there is none."""
        if not self._child:
            return 0
        for stream in (self._to, self._from):
            with suppress(OSError):
                stream.close()
        with suppress(OSError):
            os.kill(self._child, signal.SIGKILL)  # one that has ended keeps the signal it ended by
        _, status = os.waitpid(self._child, 0)
        self._child = 0
        return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def taken() -> int:
    """Return how many bytes of addresses this process has."""
    with open("/proc/self/statm", encoding="ascii") as told:  # noqa: PTH123 - one line, often
        return int(told.read().split()[0]) * resource.getpagesize()


def workbooks(untrusted: bytes) -> object:
    """The first byte says what the rest is: a whole file, or one part of a workbook that is sound otherwise."""
    names = list(parts())
    kind = untrusted[0] % (len(names) + 1) if untrusted else 0
    whole = untrusted[1:]
    if kind:
        replaced = parts() | {names[kind - 1]: whole}
        whole = zipped(*replaced.items(), method=zipfile.ZIP_STORED)
    return WORKBOOKS(whole)


def read_workbook(untrusted: bytes) -> bool:
    lines: list[bytes] = []
    width = 0
    sheet_child.answer(untrusted, ["", ""], lines.append)
    width = -1  # no row comes before its head
    for line in lines:
        value = json.loads(line)
        if isinstance(value, dict) and "header" in value:
            width = len(sheets.head_of(value).header)
        elif isinstance(value, list):
            sheets.row_of(value, width)
    return b"error" not in lines[-1]


@cache
def workbook() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Cases")
        sheet.write_row(0, 0, ["name", "day", "sum"])
        sheet.write_row(1, 0, ["Lin", "2015", 1.5])
        sheet.merge_range(2, 0, 3, 1, "merged")
        sheet.write_formula(4, 0, "=NA()", None, "#N/A")
        book.add_worksheet("Other").hide()
    return out.getvalue()


@cache
def parts() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(workbook())) as book:
        wanted = (
            "xl/worksheets/sheet1.xml",
            "xl/sharedStrings.xml",
            "xl/workbook.xml",
            "xl/_rels/workbook.xml.rels",
            "xl/styles.xml",
        )
        return {name: book.read(name) for name in (*wanted, "[Content_Types].xml", "_rels/.rels")}


ODS = (
    b'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:'
    b'opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    b'<table:table table:name="a"><table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>x</text:p>'
    b"</table:table-cell><table:covered-table-cell/></table:table-row></table:table></office:spreadsheet></office:body>"
    b"</office:document-content>"
)


def workbooks_seeds() -> list[bytes]:
    ods = zipped(("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", ODS), method=zipfile.ZIP_STORED)
    made = [bytes((number,)) + content for number, content in enumerate(parts().values(), 1)]
    return [b"\0" + workbook(), b"\0" + ods, b"\0\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), *made]


def words(untrusted: bytes) -> object:
    """The first byte says what the rest is: a message, a page, text, or the text of a DOCX."""
    kinds = (text_child.MAIL, text_child.HTML, text_child.PLAIN, "docx")
    kind = kinds[untrusted[0] % len(kinds)] if untrusted else text_child.PLAIN
    whole = untrusted[1:]
    if kind == "docx":
        whole = zipped(("word/document.xml", whole), ("word/comments.xml", whole), method=zipfile.ZIP_STORED)

    return WORDS(bytes((kinds.index(kind),)) + whole)


def read_words(untrusted: bytes) -> bool:
    found: list[bytes] = []
    kind = (text_child.MAIL, text_child.HTML, text_child.PLAIN, text_child.OTHER)[untrusted[0]]
    text_child.answer(untrusted[1:], [kind], found.append)
    return extract.checked(b"".join(found)).state is extract.TextState.TEXT


def words_seeds() -> list[bytes]:
    mail = b"Subject: =?gb18030?b?uN/ovA==?=\nFrom: a@b\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\n"
    mail += b"words\n--x\nContent-Type: text/html; charset=gbk\n\n<p>a<script>b</script></p>\n--x--\n"
    document = b'<w:document xmlns:w="w"><w:p><w:r><w:t>words</w:t><w:tab/></w:r></w:p></w:document>'
    return [b"\0" + mail, b"\1<p title='a'>b<br>c", b"\2\xff\xfea\0b\0", b"\3" + document]


WORKBOOKS, WORDS = Apart(read_workbook), Apart(read_words)
