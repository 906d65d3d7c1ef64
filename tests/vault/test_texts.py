"""What is written in an attached file can be found; it is kept with the file, and goes with it."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import papers
import pytest
from builders import make_vault, open_vault
from hypothesis import given, settings
from hypothesis import strategies as st
from papers import docx, pdf, xlsx

from casevault.domain.erasing import Reason
from casevault.errors import Code, MachineProblem
from casevault.i18n import N_
from casevault.media import extract
from casevault.media.extract import Extracted, TextState, checked
from casevault.media.viewer import Children
from casevault.progress import Cancelled
from casevault.store import texts
from casevault.vault import erasing
from casevault.vault.check import check, rebuild
from casevault.vault.erasing import Target
from casevault.vault.file_state import files_seen
from casevault.vault.texts import PART, _parts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casevault.vault.vault import Vault

MAIL = (
    b"Subject: =?utf-8?b?6auY55Gc?= visit\nFrom: Lin <lin@example.org>\nTo: b@example.org\nMIME-Version: 1.0\n"
    b"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/html; charset=gb18030\n\n"
    + "<p>律师<b>被拒</b></p><script>never()</script>".encode("gb18030")
    + b"\n--x\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=notice.pdf\n\n%PDF\n--x--\n"
)


def words_of(data: bytes, mime: str) -> Extracted:
    return extract.extract(Children(extract.SECONDS), mime, len(data), lambda at, count: data[at : at + count])


def mime(ending: str) -> str:
    from casevault.domain.file_types import mime_of  # noqa: PLC0415 - one use

    return mime_of(f"x.{ending}")


@pytest.mark.parametrize(
    ("ending", "data", "wanted"),
    [
        ("pdf", pdf("refused at the gate"), ["refused at the gate"]),
        (
            "docx",
            docx(document="the lawyer", header1="Notice", footnotes="below", comments="check"),
            ["the lawyer", "Notice", "below"],
        ),
        ("docx", docx(document="", comments="only here"), ["only here"]),
        ("xlsx", xlsx(("高瑜", "visit"), ("second", "sheet")), ["高瑜", "second\tsheet"]),
        ("txt", "律师被拒".encode("gb18030"), ["律师被拒"]),
        ("txt", b"\xff\xfe" + "Жанна".encode("utf-16-le"), ["Жанна"]),
        ("html", b"<title>Notice</title><p>one<br>two<style>p{}</style>", ["Notice", "one\ntwo"]),
        ("eml", MAIL, ["高瑜 visit", "Lin <lin@example.org>", "律师", "notice.pdf"]),
    ],
)
def test_words_are_taken_out(ending: str, data: bytes, wanted: list[str]) -> None:
    found = words_of(data, mime(ending))
    assert found.state is TextState.TEXT
    assert [word for word in wanted if word not in found.text] == []
    assert "never()" not in found.text


@pytest.mark.parametrize(
    ("ending", "data", "state"),
    [
        ("pdf", pdf(""), TextState.NO_TEXT),
        ("pdf", b"%PDF-1.7\n" + b"x" * 500, TextState.DAMAGED),
        ("docx", b"PK\x03\x04" + b"x" * 100, TextState.DAMAGED),
        ("docx", docx(document="")[:-30], TextState.DAMAGED),
        ("docx", b"plain", TextState.DAMAGED),
        ("txt", b"  \n", TextState.NO_TEXT),
        ("xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), TextState.PROTECTED),
    ],
)
def test_where_there_are_none_it_says_why(ending: str, data: bytes, state: TextState) -> None:
    assert words_of(data, mime(ending)) == Extracted(state)


def test_a_document_with_entities_has_the_words_before_them() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("word/document.xml", f'<!DOCTYPE x [<!ENTITY a "bomb">]><w:p {papers.W}><w:t>&a;</w:t></w:p>')
    assert "bomb" not in words_of(out.getvalue(), mime("docx")).text


def test_more_words_than_are_kept_are_cut() -> None:
    found = words_of(b"word " * 600_000, "text/plain")
    assert (len(found.text), found.whole) == (2_000_000, False)


@settings(max_examples=50)
@given(
    st.binary(max_size=300)
    | st.text(max_size=100).map(lambda text: b'{"state": "text", "whole": true}\n' + text.encode("utf-8", "replace"))
)
def test_whatever_the_child_answers_is_a_state(untrusted: bytes) -> None:
    assert checked(untrusted).state in TextState


@given(st.text(alphabet="ab \n律", max_size=500))
def test_parts_are_the_whole(text: str) -> None:
    long = text * 400
    parts = list(_parts(long))
    assert "".join(parts) == long
    assert all(len(part) <= PART for part in parts)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    made, _ = make_vault(tmp_path / "vault")
    with made:
        yield made


def attach(vault: Vault, folder: Path, name: str, data: bytes, *more: tuple[str, bytes]) -> str:
    person = vault.records.add("person", {"display_name": "Lin Zhaowen"}).id
    paths = []
    for own, content in ((name, data), *more):
        path = folder / own
        path.write_bytes(content)
        paths.append(path)
    return vault.attachments.add(paths, about=[person]).evidence


def hits(vault: Vault, query: str) -> list[tuple[str, str, str]]:
    return [(hit.id, hit.why, hit.file) for hit in vault.search.find(query).hits]


def test_a_file_is_found_by_what_is_written_in_it(vault: Vault, tmp_path: Path) -> None:
    evidence = attach(vault, tmp_path, "a.txt", b"nothing of note", ("notice.txt", "律师在天津被拒".encode()))
    assert hits(vault, "天津") == []
    assert vault.texts.waiting() == 2
    assert vault.texts.take() == 2
    assert hits(vault, "天津") == [(evidence, "text", "notice.txt")]
    assert hits(vault, "天津被") == [(evidence, "text", "notice.txt")]
    assert vault.search.find("天津", type_key="evidence").total == 1
    assert vault.search.find("天津", type_key="person").total == 0
    assert [seen.words for seen in files_seen(vault, evidence)] == ["text", "text"]
    assert (vault.texts.waiting(), vault.texts.take()) == (0, 0)


def test_a_hit_by_a_name_says_nothing_of_a_file(vault: Vault, tmp_path: Path) -> None:
    evidence = attach(vault, tmp_path, "a.txt", b"unrelated")
    vault.records.edit(evidence, {"title": "Notice of the Tianjin court"})
    vault.texts.take()
    assert hits(vault, "tianjin")[0][2] == ""


def test_a_long_text_is_entered_in_parts_and_found_at_its_end(vault: Vault, tmp_path: Path) -> None:
    evidence = attach(vault, tmp_path, "long.txt", b"filler word\n" * 20_000 + b"the last stand")
    vault.texts.take()
    assert hits(vault, "last stand") == [(evidence, "text", "long.txt")]
    assert vault.db.read(lambda c: c.execute("SELECT count(*) FROM file_part").fetchone()[0]) > 5


def test_what_is_removed_from_sight_is_not_found_and_comes_back(vault: Vault, tmp_path: Path) -> None:
    evidence = attach(vault, tmp_path, "a.txt", b"mulberry")
    vault.texts.take()
    vault.records.delete(evidence)
    assert hits(vault, "mulberry") == []
    vault.records.undo()
    assert hits(vault, "mulberry") == [(evidence, "text", "a.txt")]


def test_erasing_takes_the_words_along(vault: Vault, tmp_path: Path) -> None:
    evidence = attach(vault, tmp_path, "a.txt", b"mulberry")
    vault.texts.take()
    target = Target(evidence)
    erasing.erase(vault, target, erasing.plan(vault, target).word, Reason.ASKED)
    assert hits(vault, "mulberry") == []
    for table in ("file_text", "file_part", "file_words", "attached"):
        left = vault.db.read(lambda c, table=table: c.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # type: ignore[misc] # noqa: S608 - the names above
        assert left == 0, table
    blocks = vault.db.read(lambda c: [bytes(row[0]) for row in c.execute("SELECT block FROM file_words_data")])
    assert not any(b"mulberry" in block for block in blocks)
    assert check(vault, deep=True).problems == []


def test_words_are_not_kept_for_a_file_that_is_erased_meanwhile(vault: Vault) -> None:
    vault.db.write(lambda c: texts.keep(c, "f" * 32, extractor="1", state="text", text="late"))
    assert vault.db.read(lambda c: c.execute("SELECT count(*) FROM file_text").fetchone()[0]) == 0
    assert vault.db.write(lambda c: texts.enter(c, "f" * 32, "late")) is False


def test_everything_can_be_made_anew(vault: Vault, tmp_path: Path) -> None:
    evidence = attach(vault, tmp_path, "a.txt", b"mulberry")
    vault.texts.take()
    vault.db.write(lambda c: c.execute("DELETE FROM file_words").rowcount)
    assert check(vault, deep=True).problems != []
    rebuild(vault)
    vault.texts.take()
    assert check(vault, deep=True).problems == []
    assert hits(vault, "mulberry") == [(evidence, "text", "a.txt")]


def test_what_lock_cut_off_is_done_after_the_next_opening(vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    evidence = attach(vault, tmp_path, "a.txt", b"mulberry", ("b.txt", b"willow"))
    vault.texts.close()
    with pytest.raises(Cancelled):
        vault.texts.take()
    vault.close()
    with open_vault(tmp_path / "vault") as again:
        assert again.texts.waiting() == 2
        with monkeypatch.context() as patched:
            patched.setattr(texts, "end", lambda *_: None)  # entered, and the process ended before it was noted
            again.texts.take()
        assert again.texts.waiting() == 2
        again.texts.take()
        assert hits(again, "willow") == [(evidence, "text", "b.txt")]
        assert again.db.read(lambda c: c.execute("SELECT count(*) FROM file_part").fetchone()[0]) == 2
        assert check(again, deep=True).problems == []


def test_a_few_at_a_time_and_no_save_waits(vault: Vault, tmp_path: Path) -> None:
    attach(vault, tmp_path, "a.txt", b"mulberry", ("b.txt", b"willow"))
    assert vault.texts.take(seconds=0.000_001) < 2
    assert vault.texts.take() >= 1
    assert vault.texts.waiting() == 0

    def stop(_done: int, _total: int) -> None:
        raise Cancelled

    attach(vault, tmp_path, "c.txt", b"sumac")
    with pytest.raises(Cancelled):
        vault.texts.take(stop)


def test_a_damaged_file_is_passed_over(vault: Vault, tmp_path: Path) -> None:
    attach(vault, tmp_path, "a.txt", b"mulberry", ("b.txt", b"willow"))
    gone = vault.attachments.rows()[0]
    vault.attachments.stored.path(gone.id).unlink()
    vault.texts.take()
    assert vault.texts.waiting() == 0
    assert len(hits(vault, "mulberry")) + len(hits(vault, "willow")) == 1


@pytest.mark.parametrize("code", [Code.READ_ONLY, Code.DISK_FULL, Code.DB_DAMAGED])
def test_a_disk_that_takes_nothing_keeps_nobody_from_working(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: Code
) -> None:
    attach(vault, tmp_path, "a.txt", b"mulberry")
    vault.search.drain()

    def full(_work: Any) -> None:
        raise MachineProblem(code, N_("The disk takes nothing."))

    monkeypatch.setattr(vault.db, "write", full)
    if code is Code.DB_DAMAGED:
        with pytest.raises(MachineProblem):
            vault.texts.take()
    else:
        assert vault.texts.take() == 0
