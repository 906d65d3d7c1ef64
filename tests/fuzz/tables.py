"""What reads other programs' tables of text: each reader gets the bytes as a file would bring them, without the disk."""

from __future__ import annotations

import gzip
import json
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING, cast

from casevault.errors import CaseVaultError
from casevault.exchange import cells, delimited, encoding, gzipped, json_in, opening, yaml_in
from casevault.exchange.asked import Asked
from casevault.exchange.guessing import ranked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casevault.exchange.sheets import Source
    from casevault.exchange.untrusted import Untrusted

PLAIN = encoding.Encoding("utf-8")
NOT_THE_SAME = "the rows do not have the cells that the header names"


class Held:
    """Bytes that stand for an open file; what `Untrusted` is to a reader."""

    packed = False

    def __init__(self, held: bytes, suffix: str = "") -> None:
        self._held = held
        self.suffix, self.size, self.head = suffix, len(held), held[: 1 << 16]

    def pieces(self) -> Iterator[bytes]:
        for at in range(0, len(self._held), 997):  # so that a piece ends anywhere
            yield self._held[at : at + 997]

    def whole(self, limit: int) -> bytes:
        return self._held[:limit]


def held(untrusted: bytes, suffix: str = "") -> Untrusted:
    return cast("Untrusted", Held(untrusted, suffix))


def drained(source: Source) -> int:
    """Read all rows and look at each as the import does; return how many."""
    width, number = len(source.sheet.header), 0
    for row in source.sheet.rows:
        if len(row.cells) != width or len(set(source.sheet.header)) != width:
            raise AssertionError(NOT_THE_SAME)
        number += 1
    return number


def text_of(untrusted: bytes) -> bytes:
    """Return the input as sound UTF-8, so that most of them get past the encoding."""
    return untrusted.decode("utf-8", "replace").encode()


def csv_table(untrusted: bytes) -> object:
    """The whole table; then the first column as one whose cells say more than their text."""
    source = delimited.read(held(text_of(untrusted)), Asked(), PLAIN)
    column = [row.cells[0] for row in source.sheet.rows]
    reading = cells.propose(column)
    return [cells.values(cell, reading.separator, reading.decisions()) for cell in column]


def csv_seeds() -> list[bytes]:
    return [
        b'a,b,c\n1,"x, ""y""",3\n\n4,5\n',
        'Title;;\n姓名;地点;日期\n甲、乙;"x\ny";2015\n'.encode(),
        b"sep=|\r\na|a|\r\n1|NA|[redacted]\r\nlife|2|***\r\n",
        "اسم،مكان\nا،ب\n".encode(),
        b'a, b\n1, "c, d"\n',
        b"a\tb\r1\t2\r",
    ]


def json_table(untrusted: bytes) -> object:
    return drained(json_in.read(held(text_of(untrusted), "json"), Asked(), PLAIN))


def json_seeds() -> list[bytes]:
    shapes: list[object] = [
        [{"a": 1, "b": {"c": [1, None]}}, {"b": {"d": True}}],
        {"X": {"age": 3}, "Y": {"age": 4}},
        {"columns": ["a"], "data": [[1], [2]]},
        {"n": 1, "rows": [{"c": [{"law": "105", "on": [1]}, "x"]}]},
        {"a": {"0": 1, "1": 2}, "b": {"0": 3, "1": 4}},
        [["a", "b"], [1, 2]],
    ]
    return [json.dumps(shape).encode() for shape in shapes] + [b'{"a":1,"a":"\\ud83d\\ude00"} ', b"[-0, 1e400, 0.10]"]


def json_lines(untrusted: bytes) -> object:
    return drained(json_in.read(held(text_of(untrusted), "jsonl"), Asked(), PLAIN))


def json_lines_seeds() -> list[bytes]:
    return [b'{"a":1}\n{"a":[2,3]}\n', b'\n{"a":{"b":"x"}}{"c":null}\n', b"[1,2]\n[3]\n", b'{"a":[{"b":1},{"c":2}]}\n']


def yaml_table(untrusted: bytes) -> object:
    return drained(yaml_in.from_text(untrusted.decode("utf-8", "replace"), Asked(), PLAIN))


def yaml_seeds() -> list[bytes]:
    return [
        b"- a: 1\n  b: [x, 'y', \"z\"]\n- a: ~\n",
        b"&x a:\n  k: 1\nb: *x\nc: {<<: *x, d: >-\n   folded\n   text}\n",
        b"---\na: |\n  x\n...\n---\n? [k]\n: !!str v\n# note\n",
    ]


def encoded(untrusted: bytes) -> object:
    """Which encoding it is in, and all of the text; a guess that was made has to hold to the end."""
    ranked(untrusted[:2_000])
    file = held(untrusted)
    found = encoding.recognise(file)
    return "".join(encoding.decoded(file, found))


def encoded_seeds() -> list[bytes]:
    text = "姓名,地點\n某人,北京\n"
    return [
        *(text.encode(name) for name in ("utf-8-sig", "utf-16", "utf-16-le", "utf-32-be", "gb18030", "big5", "iso2022_jp")),
        *("имя,место\nкто-то,Минск\n".encode(name) for name in ("koi8-r", "cp1251", "cp866")),
        "naam,plaats\nIJsbrand,Curaçao\n".encode("cp1252"),
    ]


def packed(untrusted: bytes) -> object:
    """As a gzip file; and as the data of a sound one, whose end is altered by the first byte."""
    whole = gzip.compress(untrusted[1:], 1, mtime=0)
    cut = whole[: len(whole) - untrusted[0] % 9] if untrusted else whole
    if cut == whole and b"".join(gzipped.unpacked(lambda at, count: cut[at : at + count], lambda _at: None)) != untrusted[1:]:
        raise AssertionError(NOT_THE_SAME)
    with suppress(CaseVaultError):
        list(gzipped.unpacked(lambda at, count: cut[at : at + count], lambda _at: None))
    return sum(map(len, gzipped.unpacked(lambda at, count: untrusted[at : at + count], lambda _at: None)))


def packed_seeds() -> list[bytes]:
    named = zlib.compressobj(9, zlib.DEFLATED, 31)
    return [
        gzip.compress(b"a,b\n1,2\n", mtime=0),
        gzip.compress(b"a", mtime=0) + gzip.compress(b"b", mtime=0) + bytes(40),
        named.compress(bytes(5_000)) + named.flush(),
    ]


def opened(untrusted: bytes) -> object:
    """The whole way of a file: recognised, decoded, read; its name is the first byte's choice."""
    suffix = ("", "csv", "json", "jsonl", "yaml", "tsv", "txt")[untrusted[0] % 7] if untrusted else ""
    return drained(opening.read(held(untrusted[1:], suffix), Asked()))


def opened_seeds() -> list[bytes]:
    plain = [*csv_seeds(), *json_seeds(), *json_lines_seeds(), *yaml_seeds(), *encoded_seeds()]
    return [bytes([number % 7]) + seed for number, seed in enumerate(plain)] + [b"\0PK\x03\x04", b"\0%PDF-1.7"]
