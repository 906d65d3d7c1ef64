"""Files come in, are read, copied out and checked; and whatever goes wrong leaves nothing half there."""

from __future__ import annotations

import hashlib
import os
import stat
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from attaching import CANARY, add, case_in, content, flip, refused, stored, untouched, write
from crypto import naive_blob
from hypothesis import given
from hypothesis import strategies as st

from casevault import files
from casevault.crypto import blob
from casevault.domain.change import Action
from casevault.domain.file_types import kind_of, mime_of
from casevault.domain.reading import rows_of
from casevault.domain.text import clean_line, legible
from casevault.errors import Code
from casevault.progress import Cancelled
from casevault.store import blobs
from casevault.vault import blobfolder
from casevault.vault.check import check
from casevault.vault.originals import Digest, Original

if TYPE_CHECKING:
    from casevault.vault.vault import Vault

LENGTHS = (0, 1, 9, blob.CHUNK, blob.CHUNK + 1, blob.GROUP * blob.CHUNK, 2 * blob.GROUP * blob.CHUNK + 77)


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    return write(tmp_path / "notice of arrest.pdf", content(200_000))


# ---- in -----------------------------------------------------------------------------------------------------------------------


def test_a_file_becomes_a_piece_of_evidence_about_the_record(vault: Vault, paper: Path) -> None:
    case = case_in(vault)
    before = paper.stat()
    done = vault.attachments.add([paper], about=[case], title="Notice of arrest", kind="notice")
    record = vault.records.get(done.evidence)
    (row,) = rows_of(record.fields["files"])
    sha256 = hashlib.sha256(content(200_000)).hexdigest()
    assert (record.title, record.fields["kind"], record.fields["about"], record.cases) == (
        "Notice of arrest",
        "notice",
        [case],
        (case,),
    )
    assert {key: value for key, value in row.items() if key != "row"} == {
        "blob": done.files[0].blob, "name": "notice of arrest.pdf", "mime": "application/pdf", "sha256": sha256, "size": 200_000,
    }  # fmt: skip
    assert done.changes.attachments == {done.evidence}
    assert (paper.read_bytes(), paper.stat().st_mtime_ns) == (content(200_000), before.st_mtime_ns)
    history = vault.records.history(done.evidence)
    assert (history[0].action, history[0].fields) == (Action.COLLECTED, (f"files/{row['row']}",))
    assert {entry.batch for entry in history} == {done.changes.batch}


def test_what_is_stored_is_what_the_format_says(vault: Vault, paper: Path) -> None:
    done = add(vault, paper)
    (path,) = stored(vault)
    (row,) = vault.attachments.rows()
    assert path == vault.folder / "blobs" / row.id[:2] / row.id
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert path.stat().st_mtime == blobfolder.STILL
    vault_id, blob_id = vault.header.vault_id, bytes.fromhex(row.id)
    assert row.padded == naive_blob.padded_length(200_000)
    key = naive_blob.unwrap(bytes(vault.keys.blobwrap), row.wrapped_key, vault_id, blob_id, length=200_000, padded=row.padded)
    plain = naive_blob.read_blob(key, vault_id, blob_id, path.read_bytes())
    assert plain == content(200_000) + bytes(row.padded - 200_000)
    assert done.files[0].sha256 == naive_blob.sha256(plain[:200_000])
    for anywhere in vault.folder.rglob("*"):
        assert anywhere.is_dir() or CANARY not in anywhere.read_bytes()


@pytest.mark.parametrize("length", LENGTHS)
def test_any_length_comes_back(vault: Vault, tmp_path: Path, length: int) -> None:
    done = add(vault, write(tmp_path / "x.bin", content(length)))
    vault.attachments.save(done.evidence, tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == content(length)
    with vault.attachments.view(done.evidence) as opened:
        assert opened.length == length
        assert opened.read(0, length + 5) == content(length)
        assert opened.read(length, 5) == opened.read(length + 99, 1) == b""
    assert check(vault, deep=True).problems == []


def test_several_files_are_one_piece_of_evidence(vault: Vault, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    paths = [write(tmp_path / name, content(length)) for name, length in (("front.jpg", 70_000), ("back.jpg", 80_000))]
    done = vault.attachments.add(paths, progress=lambda *step: seen.append(step))
    listed = vault.attachments.listed(done.evidence)
    assert [(file.number, file.name, file.size, file.stored) for file in listed] == [
        (1, "front.jpg", 70_000, True),
        (2, "back.jpg", 80_000, True),
    ]
    assert vault.records.get(done.evidence).fields["kind"] == "photo"
    assert seen == [(0, 150_000), (70_000, 150_000), (150_000, 150_000)]
    vault.attachments.save(done.evidence, tmp_path / "out", 2)
    assert (tmp_path / "out").read_bytes() == content(80_000)


def test_without_a_title_the_name_of_the_file_does_not_become_one(vault: Vault, tmp_path: Path) -> None:
    done = add(vault, write(tmp_path / "Lin Zhaowen.jpg", b"x"))
    assert vault.records.get(done.evidence).title == f"photo {done.evidence[:8]}"


def test_the_import_is_undone_by_putting_the_record_out_of_sight(vault: Vault, paper: Path, tmp_path: Path) -> None:
    done = add(vault, paper)
    assert vault.records.undo().records == (done.evidence,)
    assert vault.records.get(done.evidence).deleted
    assert len(stored(vault)) == 1
    vault.records.undo(vault.records.history(done.evidence)[0].batch)
    vault.attachments.save(done.evidence, tmp_path / "out")
    assert check(vault, deep=True).problems == []


# ---- the same file again ------------------------------------------------------------------------------------------------------


def test_an_equal_file_is_stored_once(vault: Vault, paper: Path, tmp_path: Path) -> None:
    first = add(vault, paper)
    again = add(vault, write(tmp_path / "another name.pdf", paper.read_bytes()), write(tmp_path / "other", b"other"), paper)
    assert len(stored(vault)) == len(vault.attachments.rows()) == 2
    assert [file.known for file in again.files] == [True, False, True]
    assert {again.files[0].blob, again.files[2].blob} == {first.files[0].blob}
    assert list((vault.folder / "tmp").iterdir()) == []
    twice = vault.attachments.add([write(tmp_path / "a", b"twice"), write(tmp_path / "b", b"twice")])
    assert [file.known for file in twice.files] == [False, True]
    assert len(stored(vault)) == 3
    assert check(vault, deep=True).problems == []


def test_one_that_went_bad_does_not_stand_for_a_new_copy(vault: Vault, paper: Path, tmp_path: Path) -> None:
    first = add(vault, paper)
    flip(stored(vault)[0], 5_000)
    second = add(vault, paper)
    assert not second.files[0].known
    vault.attachments.save(second.evidence, tmp_path / "out")
    assert refused(lambda: vault.attachments.save(first.evidence, tmp_path / "bad")) is Code.BLOB_DAMAGED
    third = add(vault, paper)
    assert third.files[0].blob == second.files[0].blob


def test_two_that_come_at_once_are_one(vault: Vault, paper: Path) -> None:
    case = case_in(vault)
    threads = [threading.Thread(target=vault.attachments.add, args=([paper],), kwargs={"about": [case]}) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(vault.records.ids("evidence")) == 4
    assert len(stored(vault)) == 1


# ---- refused, cancelled, failed: nothing is left ------------------------------------------------------------------------------


def test_a_file_that_grows_while_it_is_read_is_refused(vault: Vault, paper: Path) -> None:
    def grow(done: int, _total: int, /) -> None:
        if done:
            with paper.open("ab") as file:
                file.write(b"more")

    assert refused(lambda: vault.attachments.add([paper], progress=grow)) is Code.INVALID_INPUT
    assert untouched(vault)


def test_a_file_that_is_written_over_while_it_is_read_is_refused(vault: Vault, paper: Path) -> None:
    def alter(done: int, _total: int, /) -> None:
        if done:
            with paper.open("r+b") as file:
                file.write(b"other")

    assert refused(lambda: vault.attachments.add([paper], progress=alter)) is Code.INVALID_INPUT
    assert untouched(vault)


def test_a_file_that_gets_shorter_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "x", content(3 * blob.GROUP * blob.CHUNK))
    with Original(path) as original, Digest() as digest:
        os.truncate(path, 10)
        assert refused(lambda: list(original.pieces(digest, lambda _count: None))) is Code.INVALID_INPUT


@pytest.mark.parametrize("at", [0, 1, 2])
@pytest.mark.parametrize("how", [Cancelled, KeyboardInterrupt])
def test_whatever_stops_it_leaves_nothing(vault: Vault, tmp_path: Path, at: int, how: type[BaseException]) -> None:
    paths = [write(tmp_path / "a", content(3_000_000)), write(tmp_path / "b", b"second")]
    calls: list[int] = []

    def stop(done: int, _total: int, /) -> None:
        calls.append(done)
        if len(calls) > at * 2:
            raise how

    with pytest.raises(how):
        vault.attachments.add(paths, progress=stop)
    assert untouched(vault)
    vault.attachments.add(paths)
    assert check(vault, deep=True).problems == []


@pytest.mark.parametrize("point", ["place", "note"])
def test_an_error_after_the_last_byte_leaves_nothing_either(
    vault: Vault, paper: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    def fail(*_given: object, **_named: object) -> None:
        raise files.problem_from(OSError(28, ""))

    owner: object = files.Staged if point == "place" else blobs
    monkeypatch.setattr(owner, "place" if point == "place" else "put", fail)
    paths = [paper, write(tmp_path / "b", b"second")]
    assert refused(lambda: vault.attachments.add(paths)) is Code.DISK_FULL
    monkeypatch.undo()
    assert untouched(vault)


def test_an_interrupt_that_comes_too_late_leaves_the_file_with_its_row(
    vault: Vault, paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The transaction ends as the person presses Ctrl-C: the file must not go when its row stays."""
    apply = vault.records.apply

    def late(*given: object, **named: object) -> None:
        apply(*given, **named)  # type: ignore[arg-type] # handed on
        raise KeyboardInterrupt

    monkeypatch.setattr(vault.records, "apply", late)
    with pytest.raises(KeyboardInterrupt):
        vault.attachments.add([paper])
    monkeypatch.undo()
    assert len(stored(vault)) == len(vault.attachments.rows()) == 1
    assert check(vault, deep=True).problems == []


def test_too_little_room_is_said_before_any_work(
    vault: Vault, paper: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = add(vault, paper)
    monkeypatch.setattr(files, "free_bytes", lambda _path: 210_000)
    assert refused(lambda: add(vault, paper)) is Code.DISK_FULL
    assert refused(lambda: vault.attachments.save(done.evidence, tmp_path / "out")) is Code.DISK_FULL
    assert not (tmp_path / "out").exists()
    monkeypatch.setattr(files, "free_bytes", lambda _path: 240_000)
    add(vault, paper)


def test_what_cannot_be_attached_is_refused_before_any_work(vault: Vault, paper: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)  # type: ignore[attr-defined, unused-ignore] # Windows has none, and its tests skip this one
    gone = vault.records.add("note", {"text": "x", "kind": "fact"}, strict=False).id
    vault.records.delete(gone)
    attachments = vault.attachments
    assert refused(lambda: attachments.add([tmp_path / "none"])) is Code.NOT_FOUND
    assert refused(lambda: attachments.add([Path("a\0b")])) is Code.NOT_FOUND
    assert refused(lambda: attachments.add([tmp_path])) is Code.INVALID_INPUT
    assert refused(lambda: attachments.add([pipe])) is Code.INVALID_INPUT
    assert refused(lambda: attachments.add([])) is Code.INVALID_INPUT
    assert refused(lambda: attachments.add([paper] * 101)) is Code.INVALID_INPUT
    assert refused(lambda: attachments.add([paper], about=["0" * 32])) is Code.INVALID_INPUT
    assert refused(lambda: attachments.add([paper], about=[gone])) is Code.INVALID_INPUT
    assert refused(lambda: attachments.add([paper], kind="no such kind")) is Code.INVALID_INPUT
    assert untouched(vault)


def test_a_file_without_the_right_to_read_it_is_refused(vault: Vault, paper: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def deny(_path: Path) -> None:
        raise PermissionError(13, "secret name")

    monkeypatch.setattr(files, "open_file", deny)
    assert refused(lambda: vault.attachments.add([paper])) is Code.INVALID_INPUT


def test_a_file_whose_size_cannot_be_told_is_refused(vault: Vault, paper: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_stream: object) -> None:
        raise files.problem_from(OSError(5, ""))

    monkeypatch.setattr("casevault.vault.originals._marks", fail)
    assert refused(lambda: vault.attachments.add([paper])) is Code.IO_ERROR
    assert untouched(vault)


def test_more_than_an_attachment_holds_is_refused(vault: Vault, paper: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casevault.vault.originals.MAX_LENGTH", 199_999)
    assert refused(lambda: vault.attachments.add([paper])) is Code.TOO_LARGE


def test_nothing_is_written_through_a_link(vault: Vault, paper: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for number in range(256):
        (vault.folder / "blobs" / f"{number:02x}").symlink_to(elsewhere)
    assert refused(lambda: vault.attachments.add([paper])) is Code.BLOB_DAMAGED
    assert list(elsewhere.iterdir()) == []
    assert list((vault.folder / "tmp").iterdir()) == []


# ---- names --------------------------------------------------------------------------------------------------------------------


@given(st.text(st.characters(), max_size=40))
def test_any_name_becomes_one_that_can_be_recorded(name: str) -> None:
    assert clean_line(legible(name), "files/name") == legible(name)


def test_a_name_that_is_no_text_and_one_that_reads_backwards(vault: Vault, tmp_path: Path) -> None:
    odd = [Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe.jpg")), tmp_path / "gpj.\u202egnp.exe", tmp_path / "two\nlines"]
    for path in odd:
        done = add(vault, write(path, path.name.encode("utf-8", "replace")))
        assert "\ufffd" in done.files[0].name


@pytest.mark.parametrize(
    ("name", "mime", "kind"),
    [("a.JPG", "image/jpeg", "photo"), ("a.b.mp4", "video/mp4", "video"), ("x.opus", "audio/ogg", "audio"),
     ("n.pdf", "application/pdf", "document"), ("none", "application/octet-stream", "other")],
)  # fmt: skip
def test_what_a_name_tells(name: str, mime: str, kind: str) -> None:
    assert (mime_of(name), kind_of(mime_of(name))) == (mime, kind)
