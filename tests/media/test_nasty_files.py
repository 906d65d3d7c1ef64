"""Every hostile PDF and picture of the public suites: attached, viewed, redacted, exported. No crash, no hang, no file, no leak.

One in so many is tried here; CASEVAULT_NASTY=all tries every one, in parts of a vault each, which takes a quarter of an hour. A
file is bounded by itself: nobody may wait more than ten seconds for one thing of it, however many files a part has.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from attaching import case_in
from redacting import NASTY

from casevault.disclosure.redacted import make_copy, widened
from casevault.domain.file_types import UNKNOWN, mime_of
from casevault.errors import CaseVaultError, Code
from casevault.media import child
from casevault.media.boxes import Area
from casevault.media.fresh_check import check
from casevault.media.viewer import Children
from casevault.vault import redactions
from casevault.vault.redactions import Box

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casevault.vault.vault import Vault

pytestmark = pytest.mark.slow
ALL = os.environ.get("CASEVAULT_NASTY") == "all"
EVERY = 1 if ALL else 25
PART = 20  # files of one vault
SUITES = ("img-exif", "img-fuzz", "pdf-dangerzone", "pdf-misc", "pdf-pdfjs", "pdf-qpdf")
GONE = (b"Exif\0", b"/Info", b"/Metadata", b"/EmbeddedFile", b"/Annot", b"/JavaScript", b"/OpenAction", b"/Font", b"/URI", b"/AA")
BOX = Area(100_000, 100_000, 300_000, 50_000)
HANG = 10.0  # seconds until something is seen: what was asked for, how far it is, or a refusal
STARTING = 1.0  # … and for starting and ending a child on a machine that does other work


def files_of(suite: str) -> list[Path]:
    return [path for path in sorted((NASTY / suite).rglob("*")) if path.is_file()][::EVERY]


def parts() -> list[tuple[str, int]]:
    return [(suite, first) for suite in SUITES for first in range(0, len(files_of(suite)) or 1, PART)]


def name_of(path: Path) -> str:
    """Return a name by which the program would try to show it: what fuzzers made is called by what it pretends to be."""
    if mime_of(path.name) != UNKNOWN:
        return path.name
    return (
        f"{path.name}.pdf"
        if path.read_bytes()[:1024].lstrip().startswith(b"%PDF") or "pdf" in path.parts[-2]
        else f"{path.name}.png"
    )


class Waited:
    """How long somebody waits without being shown anything, the longest of all."""

    def __init__(self) -> None:
        self.began = self.seen = time.monotonic()
        self.longest = 0.0

    def progress(self, _done: int, _total: int) -> None:
        """Something was shown."""
        now = time.monotonic()
        self.longest, self.seen = max(self.longest, now - self.seen), now

    @contextmanager
    def on(self) -> Iterator[None]:
        """Wait for one thing that somebody asked for."""
        self.seen = time.monotonic()
        try:
            yield
        finally:
            self.progress(1, 1)


@pytest.mark.timeout(PART * 60)
@pytest.mark.parametrize(("suite", "first"), parts())
def test_attached_viewed_redacted_exported(
    suite: str, first: int, vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not (NASTY / suite).is_dir():
        pytest.skip("the public suites are not beside the project")
    for place in ("HOME", "TMPDIR", "XDG_RUNTIME_DIR", "XDG_CACHE_HOME"):
        (tmp_path / place).mkdir()
        monkeypatch.setenv(place, str(tmp_path / place))
    case, came, slowest = case_in(vault), Counter[str](), (0.0, 0.0, "")
    incoming = tmp_path / "in"
    incoming.mkdir()
    for path in files_of(suite)[first : first + PART]:
        given = incoming / name_of(path)
        given.write_bytes(path.read_bytes())
        waited = Waited()
        with waited.on():
            evidence = vault.attachments.add([given], about=[case]).evidence
        given.unlink()
        before = sorted(tmp_path.rglob("*"))
        came[_through(vault, evidence, waited)] += 1
        assert sorted(tmp_path.rglob("*")) == before  # nothing was written beside what the vault keeps
        assert waited.longest <= HANG + STARTING, path.name
        slowest = max(slowest, (waited.longest, time.monotonic() - waited.began, path.name))
    waits, whole, name = slowest
    sys.stdout.write(
        f"{suite} {first}: {came.total()} files, {dict(came)}; longest wait {waits:.1f} s, of {whole:.1f} s for {name}\n"
    )
    assert set(came) <= {"copied", "unsupported", "too_large"}


def _through(vault: Vault, evidence: str, waited: Waited) -> str:
    file = vault.attachments.file(evidence)
    children = Children()
    kind = "pdf" if file.mime == "application/pdf" else "picture"
    try:
        with vault.attachments.open_blob(file.blob) as opened:
            with waited.on():
                _view(children, kind, opened)
            with waited.on():
                pages, grown = widened(vault, children, file, [Box(1, BOX)])
            held = redactions.begin(vault, file, audience="embassy", label="", pages=pages, boxes=grown)
            with waited.on():
                made = make_copy(vault, children, held, waited.progress)
    except CaseVaultError as problem:
        if problem.code not in {Code.UNSUPPORTED, Code.TOO_LARGE} or not problem.what.text:
            raise
        return problem.code.value
    finally:
        children.close()
    check(made.made)
    assert not [word for word in GONE if word in made.made.data]
    return "copied"


def _view(children: Children, kind: str, opened: object) -> None:
    shown = children.show(kind, opened.length, opened.read, width=200, height=200)  # type: ignore[attr-defined] # of an attachment
    assert 0 < shown.width <= 200
    assert len(shown.pixels) == shown.width * shown.height * 4
    assert shown.pages <= child.MOST_PAGES
