"""Shares from the command line: sheets as people get them, typed again from the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pypdfium2
import pytest
from lines import Line

from casevault import files
from casevault.errors import Code, MachineProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def line(tmp_path: Path) -> Line:
    secret = tmp_path / "secret"
    secret.write_text("six words are better than one\n", encoding="utf-8")
    made = Line(tmp_path / "W.casevault", secret)
    made.ok("create", str(made.folder), "--sign-as", "A.B.")
    return made


def text_of(path: str) -> str:
    with pypdfium2.PdfDocument(path) as pdf:
        assert len(pdf) == 1
        return str(pdf[0].get_textpage().get_text_range())


def typed_from(path: str, target: Path) -> Path:
    """Write the words of a sheet as they are copied from its page: row by row, each with its number."""
    rows = [row for row in text_of(path).splitlines() if row.split() and row.split()[0].isdigit()]
    target.write_text("\n".join(rows), encoding="utf-8")
    return target


def test_sheets_open_the_vault_and_name_nothing(line: Line, tmp_path: Path) -> None:
    out = tmp_path / "sheets"
    made = line.ok("shares make", str(line.folder), str(out), "--need", "2", "--of", "3")
    assert (made["needed"], made["count"], len(made["sheets"])) == (2, 3, 3)
    assert out.stat().st_mode & 0o777 == 0o700
    page = text_of(made["sheets"][1])
    assert f"Share 2 of 3 · set {made['set']} · any 2 are needed" in page
    raw = b"".join(path.read_bytes() for path in out.iterdir())
    for told in ("W.casevault", str(tmp_path), "A.B.", "casevault/"):
        assert told not in page
        assert told.encode() not in raw
    files_given = [str(typed_from(sheet, tmp_path / f"typed-{n}")) for n, sheet in enumerate(made["sheets"])]
    one, _, three = files_given
    assert line.run("shares rehearse", str(line.folder), "--shares-file", one)[1]["error"]["code"] == "invalid_input"
    status, said = line.run("shares rehearse", str(line.folder), "--shares-file", three, "--shares-file", one)
    assert (status, said) == (0, {"opens": True, "set": made["set"], "needed": 2, "count": 3})
    new = tmp_path / "new"
    new.write_text("new words\n", encoding="utf-8")
    given = ("--shares-file", one, "--shares-file", three, "--new-passphrase-file", str(new))
    assert line.run("recover", str(line.folder), *given)[0] == 0
    status, out_text, _ = line.raw("keys list", str(line.folder), secret=new)
    assert status == 0
    assert f"shares, set {made['set']}: 2 of 3" in out_text
    assert line.run("keys remove", str(line.folder), made["id"], secret=new)[0] == 0
    assert line.run("shares rehearse", str(line.folder), "--shares-file", one)[1]["error"]["code"] == "wrong_credentials"


def test_the_answer_holds_no_word_of_a_share(line: Line, tmp_path: Path) -> None:
    status, said, noticed = line.raw("shares make", str(line.folder), str(tmp_path / "s"), "--need", "2", "--of", "2")
    assert status == 0
    words = typed_from(str(next((tmp_path / "s").iterdir())), tmp_path / "t").read_text(encoding="utf-8").split()
    assert not any(word in said + noticed for word in words if len(word) > 6)


def test_what_cannot_be_written_leaves_neither_sheets_nor_set(
    line: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "s"
    real = files.write_private_file

    def full(path: Path, data: bytes, *, replace: bool = True) -> None:
        if path.name.endswith("-2.pdf"):
            raise MachineProblem(Code.DISK_FULL, N_("The disk is full."))
        real(path, data, replace=replace)

    monkeypatch.setattr(files, "write_private_file", full)
    assert line.refused("shares make", str(line.folder), str(out), "--need", "2", "--of", "3")["code"] == "disk_full"
    monkeypatch.undo()
    assert list(out.iterdir()) == []
    assert len(line.ok("keys list", str(line.folder))["ways"]) == 2

    def no_header(path: Path, data: bytes, *, replace: bool = True) -> None:
        if path.name.startswith("vault."):
            raise MachineProblem(Code.DISK_FULL, N_("The disk is full."))
        real(path, data, replace=replace)

    monkeypatch.setattr(files, "write_private_file", no_header)
    assert line.refused("shares make", str(line.folder), str(out), "--need", "2", "--of", "3")["code"] == "disk_full"
    assert list(out.iterdir()) == []


def test_a_set_that_is_none_is_refused(line: Line, tmp_path: Path) -> None:
    for need, of in (("1", "3"), ("4", "3"), ("2", "17")):
        refusal = line.refused("shares make", str(line.folder), str(tmp_path / "s"), "--need", need, "--of", of)
        assert refusal["code"] == "invalid_input"
    assert not (tmp_path / "s").exists()
