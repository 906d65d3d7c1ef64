from __future__ import annotations

import hmac
import os
from typing import TYPE_CHECKING

import pytest

from casevault.cli import secrets
from casevault.crypto.kdf import NO_KEYFILE, passphrase_input
from casevault.errors import Code, UserProblem
from casevault.i18n import Catalogue

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("content", "expected"),
    [(b"a b c\n", b"a b c"), (b"a b c\r\n", b"a b c"), (b" a ", b" a "), ("王宇\n\n".encode(), "王宇\n".encode())],
)
def test_one_newline_at_the_end_is_not_part_of_it(tmp_path: Path, content: bytes, expected: bytes) -> None:
    (tmp_path / "p").write_bytes(content)
    derived = passphrase_input(secrets.from_file(tmp_path / "p"))
    typed = hmac.digest(NO_KEYFILE, expected, "sha256")
    assert derived == typed


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", Code.INVALID_INPUT),
        (b"\n", Code.INVALID_INPUT),
        (b"\r\n", Code.INVALID_INPUT),
        (b"\xff\xfe", Code.INVALID_INPUT),
        (b"a" * 65_537, Code.TOO_LARGE),
    ],
)
def test_what_is_no_passphrase_is_refused(tmp_path: Path, content: bytes, code: Code) -> None:
    (tmp_path / "p").write_bytes(content)
    with pytest.raises(UserProblem) as refused:
        secrets.from_file(tmp_path / "p")
    assert refused.value.code is code


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserProblem):
        secrets.from_file(tmp_path / "nothing")


def test_a_descriptor_is_read_once_and_closed() -> None:
    reading, writing = os.pipe()
    os.write(writing, b"six words here")
    os.close(writing)
    assert secrets.from_descriptor(reading) == b"six words here"
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.read(reading, 1)


def test_a_descriptor_that_is_not_open_is_refused() -> None:
    with pytest.raises(UserProblem):
        secrets.from_descriptor(9999)


def test_a_new_passphrase_is_typed_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["one two", "one two", "one two", "one too"])
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(answers))
    assert secrets.new_from_prompt(Catalogue()) == b"one two"
    with pytest.raises(UserProblem) as refused:
        secrets.new_from_prompt(Catalogue())
    assert refused.value.code is Code.INVALID_INPUT


def test_no_answer_at_the_prompt_is_a_cancelled_command(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(_prompt: str) -> str:
        raise EOFError

    monkeypatch.setattr("getpass.getpass", nobody)
    with pytest.raises(UserProblem) as refused:
        secrets.from_prompt(Catalogue())
    assert refused.value.code is Code.CANCELLED
