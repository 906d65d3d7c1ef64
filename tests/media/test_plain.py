from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casevault.media.plain import MOST_BYTES, MOST_IN_LINE, MOST_LINES, read_text

CHINESE = "拘留通知书：林兆慧，女。"


@pytest.mark.parametrize(
    ("data", "encoding", "text"),
    [
        (b"", "utf-8", ""),
        (b"plain\r\ntext\rhere", "utf-8", "plain\ntext\nhere"),
        (CHINESE.encode(), "utf-8", CHINESE),
        (CHINESE.encode("utf-8-sig"), "utf-8", CHINESE),
        (CHINESE.encode("utf-16"), "utf-16", CHINESE),
        ("Notice".encode("utf-16-le"), "utf-16-le", "Notice"),
        ("Notice".encode("utf-16-be"), "utf-16-be", "Notice"),
        (CHINESE.encode("gb18030"), "gb18030", CHINESE),
        (b"caf\xe9", "cp1252", "café"),
        (b"bell\x07\x1b[31m", "utf-8", "bell\ufffd\ufffd[31m"),
    ],
)
def test_the_encoding_is_guessed(data: bytes, encoding: str, text: str) -> None:
    read = read_text(data)
    assert (read.encoding, read.text, read.whole) == (encoding, text, True)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_a_character_cut_in_two_is_no_other_encoding(encoding: str) -> None:
    data = ("x" + CHINESE * 200_000).encode(encoding)
    read = read_text(data)
    assert read.encoding == encoding
    assert "\ufffd" not in read.text
    assert not read.whole


@pytest.mark.parametrize("data", [b"\n" * (MOST_BYTES * 2), b"x" * (MOST_BYTES * 2), b"\r" * MOST_BYTES])
def test_a_billion_lines_and_one_endless_line_are_bounded(data: bytes) -> None:
    begin = time.monotonic()
    read = read_text(data)
    assert not read.whole
    assert read.text.count("\n") < MOST_LINES
    assert max(len(line) for line in read.text.split("\n")) <= MOST_IN_LINE
    assert time.monotonic() - begin < 10


@given(st.binary(max_size=3_000))
def test_any_bytes_are_text_of_some_kind(data: bytes) -> None:
    read = read_text(data)
    assert read.text.count("\n") < MOST_LINES
    assert "\0" not in read.text
