"""A day's work under a system-call trace: no file but the one asked for holds a planted word, and no internet socket is made."""

from __future__ import annotations

import dataclasses
import re
import shutil
from typing import TYPE_CHECKING

import pytest
from tools import need

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Program

pytestmark = pytest.mark.slow

WORD = "Zqanaryx"
CANARY = f"{WORD}鸕鷀鳥"
STRACE = (
    "strace",
    "-f",
    "--seccomp-bpf",
    "-y",
    "-qq",
    "-s",
    "70000",
    "-e",
    "trace=write,pwrite64,writev,pwritev,pwritev2,socket,connect,memfd_create",
)
# What the terminal shows, and what a child of ours is handed to read: it has no key, opens nothing and writes to no file.
TO_STREAMS = re.compile(r"\b(?:write|writev)\((?:[12](?:<[^>]*>)?|\d+<pipe:\[\d+\]>),")
INTERNET = re.compile(r"socket\(AF_INET")
UTF_16 = re.compile(r"\\0".join(WORD))


def forms(word: str) -> list[bytes]:
    return [word.encode("utf-8"), word.encode("utf-16-le"), word.encode("utf-16-be"), WORD.encode("utf-16-le"), WORD.encode()]


def leaks_in_trace(trace: str) -> list[str]:
    """Return the calls that write the word elsewhere than to the terminal or a child's pipe, or open an internet socket."""
    found = []
    for line in trace.splitlines():
        writes = "write" in line and not TO_STREAMS.search(line)
        if INTERNET.search(line) or (writes and (WORD in line or UTF_16.search(line))):
            found.append(line[:300])
    return found


def holders(folders: list[Path], word: str) -> list[Path]:
    files = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return [path for path in files if any(form in path.read_bytes() for form in forms(word))]


def test_a_days_work_leaves_no_plaintext_and_makes_no_connection(demo: Program, tmp_path: Path) -> None:
    need("strace")
    program = dataclasses.replace(demo, vault=tmp_path / "Day.casevault")
    vault = str(program.vault)
    traces = tmp_path / "traces"
    traces.mkdir()

    def run(name: str, *arguments: str, stdin: str = "") -> dict[str, object]:
        trace = traces / f"{len(list(traces.iterdir()))}-{name}"
        answer = program.run(name, *arguments, stdin=stdin, prefix=(*STRACE, "-o", str(trace)))
        assert answer.status == 0, answer
        return answer.data

    run("create", vault, "--sign-as", CANARY)
    person = run("add", vault, "person", "--set", "display_name=-", stdin=CANARY)["id"]
    focus = f'persons=[{{"person":"{person}","role":"defender","is_focus":true}}]'
    fixed = ("code=C", "title=T", "kind=criminal", "jurisdiction=CN", "opened=2026", "status=open", "priority=normal", "ask=Ask")
    case = str(run("add", vault, "case", *(part for field in (focus, *fixed) for part in ("--set", field)))["id"])
    day = ("--set", "start=2026-03-06", "--set", "kind=threat")
    run("add", vault, "event", "--set", f"case={case}", *day, "--set", "narrative=-", stdin=f"{CANARY} was followed.")
    consent = (
        "giver=self",
        "purpose=quiet_diplomacy",
        "audiences=embassy",
        "identity_level=full",
        "form=oral",
        "given=2026-01-01",
    )
    fields = (f"person={person}", *consent, "review_on=2099-01-01")
    run("add", vault, "consent", *(part for field in fields for part in ("--set", field)))
    original = tmp_path / "original" / f"{CANARY}.txt"
    original.parent.mkdir()
    original.write_text(CANARY * 20_000, encoding="utf-8")
    evidence = str(run("attach", vault, case, str(original))["evidence"])
    run("attachments", vault, evidence, "--verify")
    shutil.rmtree(original.parent)
    run("search", vault, "-", stdin=CANARY)
    out = tmp_path / "out.pdf"
    asked = ("--case", case, "--audience", "embassy", "--output", "dossier", "--to", "Embassy", "--seal", "pdf", str(out))
    assert run("disclose", vault, *asked)["written"]
    run("check", vault, "--deep")
    for trace in sorted(traces.iterdir()):
        assert leaks_in_trace(trace.read_text(encoding="utf-8", errors="replace")) == [], trace.name
    assert out.stat().st_size > 1000
    assert holders([program.vault, program.home], CANARY) == []
    assert not any(form in out.read_bytes() for form in forms(CANARY))


def test_looking_can_find(tmp_path: Path) -> None:
    (tmp_path / "leak").write_bytes(b"..." + CANARY.encode("utf-16-le"))
    assert holders([tmp_path], CANARY) == [tmp_path / "leak"]
    escaped = "\\0".join(WORD)
    assert leaks_in_trace(f'7 write(3, "{WORD}", 8) = 8')
    assert leaks_in_trace(f'7 pwrite64(9, "..{escaped}\\0", 40, 0) = 40')
    assert leaks_in_trace(f'7 write(3</tmp/x>, "{WORD}", 8) = 8')
    assert not leaks_in_trace(f'7 write(3<pipe:[7]>, "{WORD}", 8) = 8')
    assert leaks_in_trace("7 socket(AF_INET6, SOCK_STREAM, 0) = 3")
    assert not leaks_in_trace(f'7 write(1, "{WORD}", 8) = 8\n7 socket(AF_UNIX, SOCK_STREAM, 0) = 3')
