"""Attachments are looked at, copied out and checked; damage is found and said, and a normal opening clears up."""

from __future__ import annotations

import os
import shutil
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from attaching import add, case_in, content, flip, refused, stored, write
from builders import FixedAmbient, make_vault, open_vault
from hypothesis import given, settings
from hypothesis import strategies as st

from casevault import files
from casevault.crypto import blob, blobkey
from casevault.domain.reading import rows_of
from casevault.errors import CaseVaultError, Code
from casevault.progress import Cancelled
from casevault.vault import attached, blobfolder
from casevault.vault.attachments import MISSING
from casevault.vault.check import check

if TYPE_CHECKING:
    from collections.abc import Callable

    from casevault.vault.vault import Vault


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    return write(tmp_path / "notice of arrest.pdf", content(200_000))


# ---- out ----------------------------------------------------------------------------------------------------------------------


def acts(vault: Vault, evidence: str) -> list[str]:
    return [entry.action for entry in vault.records.history(evidence)]


def test_looking_copying_and_comparing_are_in_the_log(vault: Vault, paper: Path, tmp_path: Path) -> None:
    done = add(vault, paper)
    with vault.attachments.view(done.evidence) as opened:
        assert opened.read(100, 10) == content(200_000)[100:110]
    vault.attachments.save(done.evidence, tmp_path / "out")
    vault.attachments.verify(done.evidence)
    assert acts(vault, done.evidence) == ["verified", "left", "exported", "viewed", "collected", "created"]
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o600


def test_nothing_is_written_over_nor_into_the_vault(vault: Vault, paper: Path, tmp_path: Path) -> None:
    done = add(vault, paper)
    there = write(tmp_path / "there", b"mine")
    assert refused(lambda: vault.attachments.save(done.evidence, there)) is Code.INVALID_INPUT
    assert there.read_bytes() == b"mine"
    assert refused(lambda: vault.attachments.save(done.evidence, vault.folder / "blobs" / "x")) is Code.INVALID_INPUT
    assert refused(lambda: vault.attachments.save(done.evidence, tmp_path / "none" / "x")) is Code.NOT_FOUND
    assert acts(vault, done.evidence) == ["collected", "created"]


def test_a_copy_that_is_stopped_is_not_there(vault: Vault, paper: Path, tmp_path: Path) -> None:
    done = add(vault, paper)
    out = tmp_path / "out"
    out.mkdir()

    def stop(done: int, _total: int, /) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        vault.attachments.save(done.evidence, out / "x", progress=stop)
    assert list(out.iterdir()) == []
    # Not sealed, and stopped after its first bytes: what was on the disk for a moment may be found there.
    assert acts(vault, done.evidence) == ["left", "exported", "collected", "created"]


def test_a_copy_that_cannot_be_logged_is_not_there(
    vault: Vault, paper: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = add(vault, paper)
    out = tmp_path / "out"
    out.mkdir()

    def fail(*_given: object) -> None:
        raise files.problem_from(OSError(28, ""))

    monkeypatch.setattr(vault.records, "apply", fail)
    assert refused(lambda: vault.attachments.save(done.evidence, out / "x")) is Code.DISK_FULL
    assert refused(lambda: vault.attachments.view(done.evidence)) is Code.DISK_FULL
    assert list(out.iterdir()) == []


def test_a_record_that_gives_another_sha256_is_told_from_a_damaged_file(vault: Vault, paper: Path, tmp_path: Path) -> None:
    done = add(vault, paper)
    (row,) = rows_of(vault.records.get(done.evidence).fields["files"])
    vault.records.edit(done.evidence, {"files": [{**row, "sha256": "0" * 64}]})
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(CaseVaultError, match="not the one that the record gives"):
        vault.attachments.save(done.evidence, out / "x")
    assert list(out.iterdir()) == []
    assert [(problem.code, problem.where) for problem in check(vault, deep=True).problems] == [
        (Code.BLOB_DAMAGED, f"record {done.evidence}")
    ]


@pytest.mark.parametrize("number", [0, -1, 2])
def test_a_file_that_is_not_there_is_not_found(vault: Vault, paper: Path, tmp_path: Path, number: int) -> None:
    done = add(vault, paper)
    assert refused(lambda: vault.attachments.save(done.evidence, tmp_path / "x", number)) is Code.NOT_FOUND
    assert refused(lambda: vault.attachments.view(case_in(vault))) is Code.NOT_FOUND
    assert refused(lambda: vault.attachments.open_blob("0" * 32)) is Code.NOT_FOUND


def test_a_record_may_speak_of_files_that_are_not_stored(vault: Vault, tmp_path: Path) -> None:
    rows = [{"name": "in the safe.pdf"}, {"name": "x", "blob": "../../etc/passwd"}, {"blob": "0" * 32}]
    evidence = vault.records.add("evidence", {"title": "T", "kind": "document", "files": rows}).id
    assert [file.stored for file in vault.attachments.listed()] == [False, False, False]
    for number in (1, 2, 3):
        assert refused(lambda number=number: vault.attachments.save(evidence, tmp_path / "x", number)) is Code.NOT_FOUND  # type: ignore[misc] # value bound early
    assert [problem.where for problem in check(vault, deep=True).problems] == [f"record {evidence}"] * 2


# ---- damage -------------------------------------------------------------------------------------------------------------------


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 1)


def linked(path: Path) -> None:
    copy = path.with_name("copy")
    path.rename(copy)
    path.symlink_to(copy)


def folder_linked(path: Path) -> None:
    moved = path.parent.parent.parent / "moved"
    path.parent.rename(moved)
    path.parent.symlink_to(moved)


def into_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGES: dict[str, Callable[[Path], object]] = {
    "gone": Path.unlink,
    "cut": cut,
    "longer": lambda path: path.write_bytes(path.read_bytes() + b"\0"),
    "a link": linked,
    "its folder a link": folder_linked,
    "a folder": into_folder,
}


@pytest.mark.parametrize("how", DAMAGES)
def test_what_can_be_seen_without_a_key_is_found_by_a_quick_check(vault: Vault, paper: Path, tmp_path: Path, how: str) -> None:
    done = add(vault, paper)
    other = add(vault, write(tmp_path / "other", b"other"))
    DAMAGES[how](vault.attachments.stored.path(done.files[0].blob))
    report = check(vault)
    assert [(problem.code, problem.where) for problem in report.problems] == [
        (Code.BLOB_DAMAGED, f"attachment {done.files[0].blob}")
    ]
    assert report.attachments == 2
    assert refused(lambda: vault.attachments.save(done.evidence, tmp_path / "x")) is Code.BLOB_DAMAGED
    assert refused(lambda: vault.attachments.view(done.evidence)) is Code.BLOB_DAMAGED
    vault.attachments.save(other.evidence, tmp_path / "fine")


@settings(max_examples=25, deadline=None)
@given(place=st.integers(0, 204_000))
def test_any_flipped_bit_is_found_by_a_deep_check(tmp_path_factory: pytest.TempPathFactory, place: int) -> None:
    tmp_path = tmp_path_factory.mktemp("flip")
    vault, _ = make_vault(tmp_path / "v")
    with vault:
        done = vault.attachments.add([write(tmp_path / "x", content(200_000))])
        (path,) = stored(vault)
        flip(path, place % path.stat().st_size)
        assert check(vault).problems == []
        (problem,) = check(vault, deep=True).problems
        assert (problem.code, problem.where) == (Code.BLOB_DAMAGED, f"attachment {done.files[0].blob}")
        (tmp_path / "out").mkdir()
        assert refused(lambda: vault.attachments.save(done.evidence, tmp_path / "out" / "x")) is Code.BLOB_DAMAGED
        assert list((tmp_path / "out").iterdir()) == []
        assert vault.records.get(done.evidence).title


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE blob SET wrapped_key = zeroblob(60)",
        "UPDATE blob SET wrapped_key = 'text'",
        "UPDATE blob SET length = length - 1",
        "UPDATE blob SET length = -1",
        "UPDATE blob SET padded = padded - 1",
        "UPDATE blob SET dedup = zeroblob(32)",
        "UPDATE blob SET wrapped_key = (SELECT wrapped_key FROM blob ORDER BY id LIMIT 1)",
    ],
)
def test_a_row_that_was_altered_is_found(vault: Vault, tmp_path: Path, statement: str) -> None:
    for name in ("one", "two"):
        add(vault, write(tmp_path / name, name.encode()))
    vault.db.write(lambda c: c.execute(statement).rowcount)
    assert {problem.code for problem in check(vault, deep=True).problems} <= {
        Code.BLOB_DAMAGED,
        Code.LOG_DAMAGED,
        Code.DB_DAMAGED,
    }
    assert check(vault, deep=True).problems


def test_a_header_that_was_altered_opens_nothing(vault: Vault, paper: Path) -> None:
    done = add(vault, paper)
    flip(stored(vault)[0], 40)
    assert refused(lambda: vault.attachments.view(done.evidence)) is Code.BLOB_DAMAGED
    assert acts(vault, done.evidence) == ["collected", "created"]


def test_a_row_that_promises_more_than_is_stored_is_found(vault: Vault, paper: Path, tmp_path: Path) -> None:
    """Written by somebody who has the keys: the wrapped key is bound to the false length."""
    done = add(vault, paper)
    (row,) = vault.attachments.rows()
    name = blob.BlobName(vault.header.vault_id, bytes.fromhex(row.id))
    key = blobkey.unwrap_key(vault.keys.blobwrap, row.wrapped_key, name, length=row.length, padded=row.padded)
    more = row.padded + 1
    wrapped = blobkey.wrap_key(vault.keys.blobwrap, bytes(12), key, name, length=more, padded=row.padded)
    vault.db.write(lambda c: c.execute("UPDATE blob SET wrapped_key = ?, length = ?", (wrapped, more)).rowcount)
    assert refused(lambda: vault.attachments.save(done.evidence, tmp_path / "x")) is Code.BLOB_DAMAGED
    assert not (tmp_path / "x").exists()


def test_a_row_whose_id_is_a_path_leads_nowhere(vault: Vault, tmp_path: Path) -> None:
    add(vault, write(tmp_path / "x", b"x"))
    vault.db.write(lambda c: c.execute("UPDATE blob SET id = '../../x'").rowcount)
    (problem,) = check(vault).problems
    assert (problem.code, problem.detail) == (Code.BLOB_DAMAGED, "has no id that CaseVault gives")


def test_two_attachments_that_changed_places_are_found(vault: Vault, tmp_path: Path) -> None:
    one, two = (add(vault, write(tmp_path / name, name.encode())) for name in ("one", "two"))
    first, second = (vault.attachments.stored.path(done.files[0].blob) for done in (one, two))
    a, b = first.read_bytes(), second.read_bytes()
    first.write_bytes(b)
    second.write_bytes(a)
    assert check(vault).problems == []
    assert len(check(vault, deep=True).problems) == 2


def test_one_out_of_another_vault_is_found(vault: Vault, paper: Path, tmp_path: Path) -> None:
    done = add(vault, paper)
    other, _ = make_vault(tmp_path / "other", ambient=FixedAmbient(seed=7))
    with other:
        theirs = other.attachments.add([paper])
        source = other.attachments.stored.path(theirs.files[0].blob)
        shutil.copyfile(source, vault.attachments.stored.path(done.files[0].blob))
    assert len(check(vault, deep=True).problems) == 1


# ---- at opening ---------------------------------------------------------------------------------------------------------------


def test_files_that_no_row_knows_go_after_a_day_and_nothing_else(tmp_path: Path) -> None:
    vault, _ = make_vault(tmp_path / "v")
    with vault:
        done = add(vault, write(tmp_path / "x", b"x"))
    blobs_folder = tmp_path / "v" / "blobs"
    orphan = blobs_folder / "ab" / ("ab" + "0" * 30)
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(b"left by an import")
    outside = write(tmp_path / "outside", b"theirs")
    link = blobs_folder / "ab" / ("ab" + "1" * 30)
    link.symlink_to(outside)
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    kept = write(theirs / ("cd" + "0" * 30), b"theirs")
    (blobs_folder / "cd").symlink_to(theirs)
    strange = write(blobs_folder / "ab" / "notes.txt", b"strange")
    now = datetime.now(tz=UTC)
    with open_vault(tmp_path / "v", ambient=FixedAmbient(2, now)) as opened:
        assert orphan.exists()
        report = check(opened)
        assert (report.problems, report.orphans) == ([], 1)
    with open_vault(tmp_path / "v", ambient=FixedAmbient(3, now + timedelta(days=2))) as opened:
        assert orphan.exists()  # newer than the newest row: another database may know it
        case_in(opened)
    with open_vault(tmp_path / "v", ambient=FixedAmbient(4, now + timedelta(hours=20))):
        assert orphan.exists()
    with open_vault(tmp_path / "v", ambient=FixedAmbient(5, now + timedelta(days=3)), repair=False):
        assert orphan.exists()
    with open_vault(tmp_path / "v", ambient=FixedAmbient(6, now + timedelta(days=3))) as opened:
        assert not orphan.exists()
        assert MISSING not in opened.notices
        assert opened.attachments.listed(done.evidence)[0].stored
    assert link.is_symlink()
    assert kept.exists()
    assert strange.exists()
    assert outside.read_bytes() == b"theirs"


def test_a_missing_file_is_said_at_opening(tmp_path: Path) -> None:
    vault, _ = make_vault(tmp_path / "v")
    with vault:
        add(vault, write(tmp_path / "x", b"x"))
        (path,) = stored(vault)
    path.unlink()
    with open_vault(tmp_path / "v") as opened:
        assert MISSING in opened.notices
        assert len(opened.records.ids("evidence")) == 1


def test_a_folder_that_cannot_be_listed_keeps_nobody_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_vault(tmp_path / "v")[0].close()

    def fail(_path: object) -> object:
        raise OSError(5, "")

    monkeypatch.setattr(blobfolder, "_entries", fail)
    with open_vault(tmp_path / "v") as opened:
        assert MISSING in opened.notices


def test_an_id_that_is_none_never_becomes_a_path(vault: Vault) -> None:
    for untrusted in ("", "..", "../x", "A" * 32, "0" * 31 + "/", "0" * 32 + "\n"):
        with pytest.raises(blob.BlobDamaged):
            vault.attachments.stored.path(untrusted)


def test_room_is_a_tenth_more_than_what_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "free_bytes", lambda _path: 1_100)
    attached.require_room(tmp_path, 1_000)
    assert refused(lambda: attached.require_room(tmp_path, 1_001)) is Code.DISK_FULL
