"""A whole vault is erased: what is ours goes, whatever is cut off leaves nothing that opens, nothing else is touched."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from attaching import content, write
from builders import CHEAP_BOUNDS, PASSPHRASE, FixedAmbient, make_vault, open_vault

from casevault import files
from casevault.errors import CaseVaultError, Code, MachineProblem
from casevault.i18n import N_
from casevault.vault.backup import back_up
from casevault.vault.erasing_vault import VaultErased, erase_vault, plan_vault
from casevault.vault.header import COPIES, ERASING, HEADER_BYTES, MAGIC
from casevault.vault.restore import restore

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

STEPS = ("write_private_file", "overwrite", "remove_file", "remove_empty")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a closed vault with a person and two attachments."""
    place = tmp_path / "Work.casevault"
    vault, _ = make_vault(place)
    with vault:
        person = vault.records.add("person", {"display_name": "Zebra"}).id
        for number in range(2):
            vault.attachments.add([write(tmp_path / f"{number}.txt", content(100 + number))], about=[person])
    return place


def erase(folder: Path, name: str = "Work.casevault") -> VaultErased:
    return erase_vault(folder, name, FixedAmbient(seed=9))


def refused(call: Callable[[], object]) -> Code:
    with pytest.raises(CaseVaultError) as caught:
        call()
    return caught.value.code


def test_nothing_is_left_and_its_back_up_is_not_touched(folder: Path, tmp_path: Path) -> None:
    with open_vault(folder) as vault:
        back_up(vault, tmp_path / "stick")
    plan = plan_vault(folder)
    assert (plan.name, plan.attachments, plan.strangers, plan.begun, plan.beside) == ("Work.casevault", 2, 0, False, ())
    assert plan.size > 2 * HEADER_BYTES
    done = erase(folder)
    assert done.plan == plan
    assert done.written_over
    assert not folder.exists()
    assert refused(lambda: open_vault(folder)) is Code.NOT_A_VAULT
    assert refused(lambda: plan_vault(folder)) is Code.NOT_A_VAULT

    restore(tmp_path / "stick", tmp_path / "again", bytearray(PASSPHRASE.encode()), bounds=CHEAP_BOUNDS, synced_folder_ok=True)


def test_the_headers_are_written_over_where_they_lie(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {name: ((folder / name).stat().st_ino, (folder / name).read_bytes()) for name in COPIES}
    part = write(folder / ".vault.a.1234abcd.part", (folder / "vault.a").read_bytes())
    seen: dict[str, bytes] = {}
    removed: list[str] = []

    def remove(path: Path) -> None:
        if not removed:
            for name in COPIES:
                assert (folder / name).stat().st_ino == before[name][0]
            seen.update({path.name: path.read_bytes() for path in (folder / "vault.a", folder / "vault.b", part)})
        removed.append(path.name)
        path.unlink(missing_ok=True)

    monkeypatch.setattr(files, "remove_file", remove)
    erase(folder)
    assert len(set(seen.values())) == 3
    for name in COPIES:
        assert len(seen[name]) == HEADER_BYTES
        assert MAGIC not in seen[name]
        assert not any(
            before[name][1][at : at + 16] in seen[name] for at in range(0, 2_000, 16) if any(before[name][1][at : at + 16])
        )
    # The database and the files before the headers, the mark that nothing opens here after them, the lock last of all.
    assert removed.index("main.db") < removed.index("vault.a") < removed.index("vault.b") < removed.index(ERASING)
    assert removed[-1] == "lock"


@pytest.mark.parametrize("name", ["", "work.casevault", "Work", "erase", "Work.casevault/"])
def test_the_name_is_typed_as_it_is(folder: Path, name: str) -> None:
    assert refused(lambda: erase(folder, name)) is Code.INVALID_INPUT
    open_vault(folder).close()


def test_the_name_may_be_typed_in_either_form_of_unicode(tmp_path: Path) -> None:
    make_vault(tmp_path / "Caf\u00e9")[0].close()
    erase(tmp_path / "Caf\u00e9", " Cafe\u0301 ")
    assert not (tmp_path / "Caf\u00e9").exists()


def test_a_vault_that_is_open_is_refused(folder: Path) -> None:
    with open_vault(folder) as vault:
        assert refused(lambda: erase(folder)) is Code.IN_USE
        assert vault.records.ids("person")
    open_vault(folder).close()


def test_what_is_not_ours_stays_and_is_said(folder: Path, tmp_path: Path) -> None:
    outside = write(tmp_path / "outside", b"somebody's own")
    kept = [write(folder / name, b"mine") for name in ("notes.txt", "main.db.old", "blobs/readme", "tmp/mine.txt")]
    (folder / "blobs" / "ab").mkdir(exist_ok=True)
    kept.append(write(folder / "blobs" / "ab" / "holiday.jpg", b"mine"))
    links = [folder / "link", folder / "main.db-journal", folder / "tmp" / "x.part"]
    for link in links:
        link.symlink_to(outside)
    (folder / "own").mkdir()
    kept.append(write(folder / "own" / "main.db", b"mine"))
    assert plan_vault(folder).strangers == len(kept) + len(links)
    erase(folder)
    assert all(path.read_bytes() == b"mine" for path in kept)
    assert all(link.is_symlink() for link in links)
    assert outside.read_bytes() == b"somebody's own"
    assert not any((folder / name).exists() for name in (*COPIES, "main.db", "lock", ERASING))
    assert refused(lambda: open_vault(folder)) is Code.NOT_A_VAULT


def test_a_header_that_is_a_link_or_a_second_name_of_another_file_harms_nobody(folder: Path, tmp_path: Path) -> None:
    outside, linked = write(tmp_path / "outside", b"x" * HEADER_BYTES), write(tmp_path / "linked", b"y" * 50)
    (folder / "vault.a").unlink()
    (folder / "vault.a").symlink_to(outside)
    (folder / "vault.b").unlink()
    os.link(linked, folder / "vault.b")
    erase(folder)
    assert outside.read_bytes() == b"x" * HEADER_BYTES
    assert linked.read_bytes() == b"y" * 50
    assert not (folder / "vault.b").exists()
    assert (folder / "vault.a").is_symlink()


def test_a_second_name_of_a_header_goes_with_it(folder: Path, tmp_path: Path) -> None:
    os.link(folder / "vault.a", tmp_path / "saved")
    erase(folder)
    assert not (tmp_path / "saved").read_bytes().startswith(MAGIC)


def test_a_folder_linked_to_is_erased_itself(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "shortcut").symlink_to(folder)
    assert plan_vault(tmp_path / "shortcut").name == "Work.casevault"
    erase(tmp_path / "shortcut")
    assert not folder.exists()


def test_folders_of_attachments_that_are_links_are_not_followed(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "ab").mkdir(parents=True)
    name = "ab" + "0" * 30
    kept = [write(elsewhere / "ab" / name, b"mine"), write(elsewhere / "x.part", b"mine")]
    (folder / "blobs").rename(tmp_path / "aside")
    (folder / "blobs").symlink_to(elsewhere)
    (folder / "tmp").rmdir()
    (folder / "tmp").symlink_to(elsewhere)
    erase(folder)
    assert all(path.read_bytes() == b"mine" for path in kept)


def test_what_is_no_vault_is_left_alone(tmp_path: Path) -> None:
    for name, make in (("empty", False), ("other", True)):
        (tmp_path / name).mkdir()
        if make:
            write(tmp_path / name / "letter.txt", b"dear")
        assert refused(lambda name=name: erase_vault(tmp_path / name, name, FixedAmbient())) is Code.NOT_A_VAULT  # type: ignore[misc] # bound per folder
        assert (tmp_path / name).exists()
    assert refused(lambda: plan_vault(tmp_path / "absent")) is Code.NOT_A_VAULT


def test_another_programs_database_of_that_name_is_no_vault(tmp_path: Path) -> None:
    other = tmp_path / "mail"
    other.mkdir()
    kept = [write(other / name, b"theirs") for name in ("main.db", "main.db-wal", "lock")]
    assert refused(lambda: erase_vault(other, "mail", FixedAmbient())) is Code.NOT_A_VAULT
    assert all(path.read_bytes() == b"theirs" for path in kept)


def test_a_vault_that_lost_both_headers_can_be_erased(folder: Path) -> None:
    for name in ("vault.a", "vault.b"):
        (folder / name).unlink()
    erase(folder)
    assert not folder.exists()


@pytest.mark.parametrize("cut", range(1, 16))
def test_cut_off_anywhere_it_opens_with_nothing_and_is_finished_by_doing_it_again(
    folder: Path, cut: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    def cutting(name: str) -> Callable[..., object]:
        real = getattr(files, name)

        def step(*arguments: object) -> object:
            if len(done) == cut:
                raise KeyboardInterrupt
            done.append(name)
            return real(*arguments)

        return step

    with monkeypatch.context() as patch:
        for name in STEPS:
            patch.setattr(files, name, cutting(name))
        try:
            erase(folder)
        except KeyboardInterrupt:
            assert len(done) == cut
    assert refused(lambda: open_vault(folder)) is Code.NOT_A_VAULT
    assert refused(lambda: open_vault(folder, repair=False)) is Code.NOT_A_VAULT
    if folder.exists() and any(folder.iterdir()):
        erase(folder)
    assert not folder.exists() or not any(folder.iterdir())


def test_before_the_mark_nothing_was_done(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(*_arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(files, "write_private_file", cut)
        with pytest.raises(KeyboardInterrupt):
            erase(folder)
    with open_vault(folder) as vault:
        assert vault.records.ids("person")


def test_one_whose_erasing_was_begun_says_so(folder: Path) -> None:
    write(folder / ERASING, b"")
    with pytest.raises(MachineProblem) as caught:
        open_vault(folder)
    assert "being erased" in caught.value.what.text
    assert plan_vault(folder).begun
    erase(folder)
    assert not folder.exists()


def test_a_disk_that_does_not_take_it_keeps_the_rest_from_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object) -> None:
        raise MachineProblem(Code.DISK_FULL, N_("full"))

    monkeypatch.setattr(files, "write_private_file", full)
    monkeypatch.setattr(files, "overwrite", full)
    assert not erase(folder).written_over
    assert not folder.exists()


def test_what_a_renewal_left_beside_is_named_and_stays(folder: Path) -> None:
    old = folder.with_name(folder.name + ".old")
    old.mkdir()
    assert plan_vault(folder).beside == (old.name,)
    erase(folder)
    assert old.exists()


def test_overwriting_takes_regular_files_alone(tmp_path: Path) -> None:
    path = write(tmp_path / "a", b"abcdef")
    files.overwrite(path, b"XY")
    assert path.read_bytes() == b"XYcdef"
    (tmp_path / "link").symlink_to(path)
    os.mkfifo(tmp_path / "pipe")  # type: ignore[attr-defined, unused-ignore] # Windows has none, and its tests skip this one
    for name in ("link", "pipe", "absent"):
        with pytest.raises(CaseVaultError):
            files.overwrite(tmp_path / name, b"Z")
    assert path.read_bytes() == b"XYcdef"
