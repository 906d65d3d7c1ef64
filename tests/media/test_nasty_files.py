"""Every hostile PDF and picture of the public suites: attached, viewed, redacted, exported. No crash, no hang, no file, no leak.

One in so many is tried here; CASEVAULT_NASTY=all tries every one, which takes a quarter of an hour.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
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
    from pathlib import Path

    from casevault.vault.vault import Vault

pytestmark = pytest.mark.slow
ALL = os.environ.get("CASEVAULT_NASTY") == "all"
EVERY = 1 if ALL else 25
SUITES = ("img-exif", "img-fuzz", "pdf-dangerzone", "pdf-misc", "pdf-pdfjs", "pdf-qpdf")
GONE = (b"Exif\0", b"/Info", b"/Metadata", b"/EmbeddedFile", b"/Annot", b"/JavaScript", b"/OpenAction", b"/Font", b"/URI", b"/AA")
BOX = Area(100_000, 100_000, 300_000, 50_000)


def files_of(suite: str) -> list[Path]:
    return [path for path in sorted((NASTY / suite).rglob("*")) if path.is_file()][::EVERY]


def name_of(path: Path) -> str:
    """Return a name by which the program would try to show it: what fuzzers made is called by what it pretends to be."""
    if mime_of(path.name) != UNKNOWN:
        return path.name
    return (
        f"{path.name}.pdf"
        if path.read_bytes()[:1024].lstrip().startswith(b"%PDF") or "pdf" in path.parts[-2]
        else f"{path.name}.png"
    )


@pytest.mark.timeout(3_000 if ALL else 300)
@pytest.mark.parametrize("suite", SUITES)
def test_attached_viewed_redacted_exported(suite: str, vault: Vault, tmp_path: Path) -> None:
    if not (NASTY / suite).is_dir():
        pytest.skip("the public suites are not beside the project")
    case, came = case_in(vault), Counter[str]()
    incoming = tmp_path / "in"
    incoming.mkdir()
    for path in files_of(suite):
        given = incoming / name_of(path)
        given.write_bytes(path.read_bytes())
        evidence = vault.attachments.add([given], about=[case]).evidence
        given.unlink()
        before = sorted(tmp_path.rglob("*"))
        came[_through(vault, evidence)] += 1
        assert sorted(tmp_path.rglob("*")) == before  # nothing was written beside what the vault keeps
    sys.stdout.write(f"{suite}: {came.total()} files, {dict(came)}\n")
    assert set(came) <= {"copied", "unsupported", "too_large"}


def _through(vault: Vault, evidence: str) -> str:
    file = vault.attachments.file(evidence)
    children = Children()
    kind = "pdf" if file.mime == "application/pdf" else "picture"
    try:
        with vault.attachments.open_blob(file.blob) as opened:
            began = time.monotonic()
            _view(children, kind, opened)
            pages, grown = widened(vault, children, file, [Box(1, BOX)])
            held = redactions.begin(vault, file, audience="embassy", label="", pages=pages, boxes=grown)
            made = make_copy(vault, children, held)
            assert time.monotonic() - began < 30 + 10 * pages  # no child is given more than ten seconds
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
