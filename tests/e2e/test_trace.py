"""A day's work under a system-call trace: no file but the one asked for holds a planted word, and no internet socket is made."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Program

pytestmark = pytest.mark.slow

CANARY = "Zqanaryx鸕鷀鳥"
WRITES = re.compile(r"\b(?:openat?|creat|rename\w*|memfd_create)\(.*")
SOCKETS = re.compile(r"socket\(AF_INET")


def forms(word: str) -> list[bytes]:
    return [word.encode("utf-8"), word.encode("utf-16-le"), word.encode("utf-16-be"), "Zqanaryx".encode("utf-16-le"), b"Zqanaryx"]


def test_no_plaintext_reaches_a_file(demo: Program, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    prefix = [
        "strace",
        "-f",
        "-qq",
        "-s",
        "4096",
        "-e",
        "trace=open,openat,creat,rename,renameat,renameat2,memfd_create,socket,write,pwrite64",
    ]
    vault = str(demo.vault)
    steps = [
        (
            "add",
            ["note", "--set", f"about={demo.id_of('case', 'HERON')}", "--set", "kind=fact", "--set", f"text={CANARY} saw it"],
        ),
        ("search", [CANARY]),
        ("list", ["note"]),
    ]
    for number, (name, arguments) in enumerate(steps):
        answer = demo.run(name, vault, *arguments, prefix=[*prefix, "-o", f"{trace}.{number}"])
        assert answer.status == 0, answer
    for number, _step in enumerate(steps):
        text = (tmp_path / f"trace.{number}").read_text(encoding="utf-8", errors="replace")
        assert not SOCKETS.search(text)
        for line in text.splitlines():
            if ("write(" in line or "pwrite64(" in line) and not re.search(r"\bwrite\([12],", line):
                assert "Zqanaryx" not in line, line
    for path in [*demo.vault.rglob("*"), *demo.home.rglob("*")]:
        if path.is_file():
            content = path.read_bytes()
            assert not any(form in content for form in forms(CANARY)), path


def test_the_scan_for_the_word_can_fail(tmp_path: Path) -> None:
    planted = tmp_path / "leak"
    planted.write_bytes(b"..." + CANARY.encode("utf-16-le"))
    assert any(form in planted.read_bytes() for form in forms(CANARY))
    assert subprocess.run(["strace", "-V"], capture_output=True, check=False).returncode == 0
