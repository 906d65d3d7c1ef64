"""Pictures and pages of strangers are shown by a child that can do nothing else, or a sentence says why not."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import threading
import time
import zlib
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
from attaching import refused
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from casevault.crypto.blob import BlobDamaged
from casevault.errors import CaseVaultError, Code
from casevault.media import child, pixels, viewer
from casevault.media.viewer import Children, Shown
from casevault.progress import Cancelled

if TYPE_CHECKING:
    from pathlib import Path

PLACE = {"width": 400, "height": 300}


def show(kind: str, data: bytes, page: int = 0, children: Children | None = None) -> Shown:
    return (children or Children()).show(kind, len(data), lambda at, n: data[at : at + n], page=page, width=400, height=300)


def said(kind: str, data: bytes, page: int = 0) -> str:
    with pytest.raises(CaseVaultError) as caught:
        show(kind, data, page)
    assert caught.value.code is Code.UNSUPPORTED
    assert caught.value.hint.text
    return caught.value.what.text


def image(form: str = "PNG", size: tuple[int, int] = (800, 300), mode: str = "RGB", **more: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "red").save(out, form, **more)
    return out.getvalue()


def pdf(*sizes: tuple[float, float]) -> bytes:
    document, out = pypdfium2.PdfDocument.new(), io.BytesIO()
    for size in sizes:
        document.new_page(*size)
    document.save(out)
    return out.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that unpacks to gigabytes."""

    def part(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1 << 20))
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", pixels) + part(b"IEND", b"")


@pytest.mark.parametrize("form", child.FORMATS)
def test_every_format_is_shown_scaled(form: str) -> None:
    shown = show("picture", image(form))
    assert (shown.pages, shown.width, shown.height) == (1, 400, 150)
    red, green, blue, alpha = shown.pixels[:4]
    assert (red > 240, green < 16, blue < 16, alpha) == (True, True, True, 255)


def test_a_picture_is_turned_upright_and_what_is_transparent_is_white() -> None:
    tags = Image.Exif()
    tags[0x0112] = 6
    shown = show("picture", image("JPEG", exif=tags))
    assert (shown.width, shown.height) == (112, 300) or shown.width < shown.height
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    assert show("picture", out.getvalue()).pixels[:4] == b"\xff\xff\xff\xff"


def test_pages_of_a_pdf() -> None:
    data = pdf((595, 842), (842, 595))
    first, second = show("pdf", data), show("pdf", data, 1)
    assert (first.pages, first.height) == (2, 300)
    assert (second.width, first.pixels[:4]) == (400, b"\xff\xff\xff\xff")
    assert said("pdf", data, 2) == said("pdf", data, -1) == "This PDF has no such page."


@pytest.mark.parametrize("size", [(1e7, 1e7), (14_400, 1), (1, 14_400)])
def test_a_page_that_claims_any_size_is_drawn_in_the_room_there_is(size: tuple[float, float]) -> None:
    shown = show("pdf", pdf(size))
    assert shown.width <= 400
    assert shown.height <= 300


def test_a_bomb_is_refused_by_its_size_before_it_is_unpacked() -> None:
    begin = time.monotonic()
    assert said("picture", bomb(60_000, 60_000)) == "This picture is larger than can be shown here."
    assert time.monotonic() - begin < 10


@pytest.mark.parametrize("data", [b"", b"\0" * 5_000, b"GIF89a", image("JPEG")[:700], bomb(3_000, 3_000), b"<svg/>", b"%PDF-1.7"])
@pytest.mark.parametrize("kind", ["picture", "pdf"])
def test_what_is_cut_or_nothing_of_the_kind_is_a_sentence(kind: str, data: bytes) -> None:
    assert "cannot be shown" in said(kind, data)


def test_a_pdf_with_a_password_is_said() -> None:
    import pikepdf  # noqa: PLC0415 - for this test alone

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf((100, 100)))) as document:
        document.save(out, encryption=pikepdf.Encryption(user="x", owner="x"))
    assert "password" in said("pdf", out.getvalue())


def test_a_file_too_large_is_never_read() -> None:
    def read(_at: int, _count: int) -> bytes:
        raise AssertionError

    assert refused(lambda: Children().show("pdf", child.MOST_BYTES + 1, read, **PLACE)) is Code.UNSUPPORTED


@settings(max_examples=15, deadline=None)
@given(at=st.integers(0, 2_000), sign=st.integers(0, 255))
def test_a_changed_byte_is_shown_or_said(at: int, sign: int) -> None:
    data = bytearray(image("JPEG"))
    data[at % len(data)] = sign
    try:
        show("picture", bytes(data))
    except CaseVaultError as problem:
        assert problem.code is Code.UNSUPPORTED  # noqa: PT017 - shown is as good


def test_damage_met_while_reading_is_said_as_damage() -> None:
    def read(at: int, count: int) -> bytes:
        if at:
            raise BlobDamaged
        return bytes(count)

    assert refused(lambda: Children().show("picture", 3 << 20, read, **PLACE)) is Code.BLOB_DAMAGED


def test_a_child_that_takes_too_long_is_killed() -> None:
    assert refused(lambda: show("picture", image(), children=Children(seconds=0.001))) is Code.UNSUPPORTED


def test_nobody_waits_longer_than_ten_seconds_for_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    assert viewer.LOOK <= pixels.SECONDS < 10  # a look, and a page of a copy; a child has to start, too
    monkeypatch.setattr(viewer, "LOOK", 0.001)
    assert refused(lambda: show("picture", image())) is Code.UNSUPPORTED


def test_what_nobody_looks_at_any_more_ends() -> None:
    children, inside, go = Children(), threading.Event(), threading.Event()

    def read(_at: int, count: int) -> bytes:
        inside.set()
        go.wait(10)
        return bytes(count)

    found: list[BaseException] = []

    def work() -> None:
        try:
            children.show("picture", 100, read, **PLACE)
        except BaseException as caught:  # noqa: BLE001 - looked at below
            found.append(caught)

    thread = threading.Thread(target=work)
    thread.start()
    inside.wait(10)
    children.stop()
    go.set()
    thread.join(10)
    assert isinstance(found[0], Cancelled)
    assert show("picture", image(), children=children).pages == 1
    children.close()
    with pytest.raises(Cancelled):
        show("picture", image(), children=children)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\n",
        b"[1]\n",
        b'{"pages": 1, "width": 1, "height": 1}\n',
        b'{"pages": 1, "width": 1, "height": 1}\n12345',
        b'{"pages": 1, "width": 401, "height": 1}\n' + bytes(401 * 4),
        b'{"pages": 1, "width": -1, "height": -1}\n1234',
        b'{"pages": true, "width": 1, "height": 1}\n1234',
        b'{"pages": 0, "width": 1, "height": 1}\n1234',
        b'{"error": ["x"]}\n',
        b"[" * 900 + b"\n",
        b"x" * 5_000,
    ],
)
def test_a_child_that_answers_anything_is_not_believed(answer: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    code = f"import sys; sys.stdin.buffer.read(); sys.stdout.buffer.write({answer!r})"
    monkeypatch.setattr(viewer, "command", lambda: [sys.executable, "-c", code])
    assert said("picture", b"x")


def test_an_endless_answer_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    code = "import sys\nsys.stdout.buffer.write(b'{}\\n')\nwhile True: sys.stdout.buffer.write(bytes(65536))"
    monkeypatch.setattr(viewer, "command", lambda: [sys.executable, "-c", code])
    assert said("picture", b"x")


def test_a_child_that_cannot_be_started_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(viewer, "command", lambda: ["/nowhere/at/all"])
    assert refused(lambda: show("picture", b"x")) is Code.IO_ERROR


# What a file that took over the child would try, each on a line of its own.
TRIES = """
import os, socket, sys, subprocess, resource
sys.path.insert(0, {library!r})
import runpy
child = runpy.run_path({child!r})
child["bound"](); child["prepare"]({kind!r}); child["give_up"]()
def attempt(call):
    try:
        call()
    except (OSError, MemoryError):
        return "no"
    return "YES"
mine, gone = {mine!r}, {gone!r}
print(attempt(lambda: open(mine).read()),
      attempt(lambda: open(gone + "new", "w")),
      attempt(lambda: socket.socket(socket.AF_INET)),
      attempt(lambda: socket.socket(socket.AF_UNIX)),
      attempt(lambda: subprocess.run(["true"])),
      attempt(lambda: os.pipe()),
      attempt(lambda: os.dup(0)),
      attempt(lambda: bytearray(3 << 30)),
      attempt(lambda: os.unlink(gone)),
      "core", resource.getrlimit(resource.RLIMIT_CORE)[0])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="says what Linux takes away")
@pytest.mark.parametrize("kind", ["picture", "pdf"])
def test_the_child_can_open_nothing_start_nothing_and_reach_nobody(tmp_path: Path, kind: str) -> None:
    secret, gone = tmp_path / "secret", tmp_path / "gone"
    secret.write_text("x", encoding="ascii")
    gone.write_text("x", encoding="ascii")
    library = viewer._library_folders()[0]
    code = TRIES.format(library=library, child=child.__file__, mine=str(secret), gone=str(gone), kind=kind)
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    words = done.stdout.split()
    assert words[:8] == ["no"] * 8
    assert words[-2:] == ["core", "0"]
    # Removing takes no descriptor: only Landlock refuses it, and not every kernel has Landlock.
    assert (words[8] == "no") is gone.exists()


def test_the_child_gets_nothing_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEVAULT_CANARY", "x")
    given: list[dict[str, object]] = []
    start = subprocess.Popen

    def watch(command: list[str], **more: Any) -> subprocess.Popen[bytes]:
        given.append(more)
        return start(command, **more)

    monkeypatch.setattr(subprocess, "Popen", watch)
    show("picture", image())
    assert given[0]["env"] == {}
    assert given[0]["close_fds"] is True
    assert "-I" in viewer.command()


def test_a_frozen_program_starts_itself_as_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert viewer.command() == [sys.executable, viewer.ARGUMENT]
    given = [sys.executable, "-m", "casevault", viewer.ARGUMENT, "picture", "0", "40", "30"]
    done = subprocess.run(given, input=image(), capture_output=True, check=True)
    line, _, pixels = done.stdout.partition(b"\n")
    assert line == b'{"pages": 1, "width": 40, "height": 15, "natural": [800, 300]}'
    assert len(pixels) == 40 * 15 * 4
