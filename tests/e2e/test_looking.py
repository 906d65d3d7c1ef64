"""Evidence looked at and taken out in a real window, under a system-call trace: no plaintext but what was asked for."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
from builders import make_vault
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from tools import need

from .test_trace import CANARY, WORD, holders

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="strace")]

ROOT = Path(__file__).parents[2]
STRACE = (
    "strace",
    "-f",
    "--seccomp-bpf",
    "-y",
    "-qq",
    "-s",
    "70000",
    "-e",
    "trace=write,pwrite64,writev,pwritev,pwritev2,socket,memfd_create",
)
WRITTEN_TO = re.compile(r"\b(?:p?write(?:64|v2?)?|writev)\(\d+<([^>]*)>")


def picture() -> bytes:
    made, note = io.BytesIO(), PngInfo()
    note.add_text("note", CANARY)
    Image.effect_noise((300, 200), 80).convert("RGB").save(made, "PNG", pnginfo=note)
    return made.getvalue() + WORD.encode()


def pdf() -> bytes:
    document, made = pypdfium2.PdfDocument.new(), io.BytesIO()
    document.new_page(595, 842)
    document.save(made)
    return made.getvalue() + f"\n%{WORD}\n".encode()


def leaks(trace: str, allowed: str) -> list[str]:
    """Return what was written with the word in it elsewhere than to a pipe, a stream or the file that was asked for."""
    found = []
    for line in trace.splitlines():
        to = WRITTEN_TO.search(line)
        if "socket(AF_INET" in line or (WORD in line and to and not to[1].startswith(("pipe:", allowed))):
            found.append(line[:200])
    return found


def test_looking_leaves_nothing_and_taking_out_leaves_what_was_asked(tmp_path: Path) -> None:
    need("strace")
    home, run, originals = (tmp_path / name for name in ("home", "run", "originals"))
    for folder in (home, run, originals):
        folder.mkdir(mode=0o700, exist_ok=True)
    make_vault(tmp_path / "v")[0].close()
    (originals / "a.png").write_bytes(picture())
    (originals / "b.pdf").write_bytes(pdf())
    (originals / "c.txt").write_text(CANARY * 1_000, encoding="utf-8")
    trace, target = tmp_path / "trace", tmp_path / "copy.png"
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(run),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    files = [str(path) for path in sorted(originals.iterdir())]
    script = [sys.executable, str(Path(__file__).with_name("looking.py")), str(tmp_path / "v"), str(target)]
    done = subprocess.run([*STRACE, "-o", str(trace), *script, *files], env=environment, capture_output=True, text=True)  # noqa: PLW1510 - looked at below
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[:3] == ["shown 1 True", "shown 2 True", "shown 3 True"]
    assert done.stdout.splitlines()[3].startswith(f"outside {tmp_path}")
    assert done.stdout.splitlines()[4] == "gone True"
    said = trace.read_text(encoding="utf-8", errors="replace")
    outside = done.stdout.splitlines()[3].split()[1]
    assert leaks(said, str(Path(outside).parent)) == []
    assert WORD in said  # the child got it by a pipe, and another program its copy: the trace sees what is written
    assert target.with_name("copy.png.age").stat().st_size > 1_000
    assert holders([tmp_path / "v", home, run], WORD) == []
    assert WORD.encode() not in target.with_name("copy.png.age").read_bytes()


def test_looking_can_find() -> None:
    assert leaks(f'7 write(3</tmp/x>, "{WORD}", 8) = 8', "/run")
    assert leaks(f'7 pwrite64(3</home/x>, "..{WORD}", 8, 0) = 8', "/run")
    assert leaks("7 socket(AF_INET, SOCK_STREAM, 0) = 3", "/run")
    assert not leaks(f'7 write(3<pipe:[7]>, "{WORD}", 8) = 8\n7 write(3</run/x>, "{WORD}", 8) = 8', "/run")
