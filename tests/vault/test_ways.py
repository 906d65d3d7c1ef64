"""The ways into a vault: what each opens, who signs, what a removed one still opens, and what happens in between."""

from __future__ import annotations

import errno
import shutil
from typing import TYPE_CHECKING

import pytest
from builders import CHEAP_BOUNDS, CHEAPEST, PASSPHRASE, FixedAmbient, make_vault, open_vault

from casevault import files
from casevault.errors import CaseVaultError, Code
from casevault.store import meta
from casevault.vault import header as headers
from casevault.vault import recovery, ways
from casevault.vault import vault as vaults
from casevault.vault.check import check
from casevault.vault.keyfile import FIRST_LINE
from casevault.vault.slots import SlotKind, UnknownSlot
from casevault.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SECRET = bytearray(PASSPHRASE.encode())
OTHER = bytearray(b"a colleague's passphrase")


def refused(call: Callable[[], object]) -> Code:
    with pytest.raises(CaseVaultError) as caught:
        call()
    assert caught.value.hint
    return caught.value.code


def with_keyfile(folder: Path, path: Path, secret: bytearray = SECRET, seed: int = 7) -> Vault:
    return Vault.open(folder, secret, keyfile=path.read_bytes(), ambient=FixedAmbient(seed=seed), bounds=CHEAP_BOUNDS)


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, str]:
    vault, code = make_vault(tmp_path / "v")
    vault.close()
    return tmp_path / "v", code


def slot_rows(vault: Vault) -> int:
    return [row.action for row in vault.records.history(vault.actor)].count(vaults.SLOT_CHANGED)


def slot_fields(vault: Vault) -> list[tuple[str, ...]]:
    """Return what the rows say of the ways in, the oldest first."""
    rows = [row for row in vault.records.history(vault.actor) if row.action == vaults.SLOT_CHANGED]
    return [row.fields for row in sorted(rows, key=lambda row: row.at)]


def test_the_log_says_which_kind_of_way_was_added_changed_or_removed(made: tuple[Path, str], tmp_path: Path) -> None:
    with open_vault(made[0]) as vault:
        secret = bytearray(PASSPHRASE.encode())
        added = ways.add_passphrase(vault, secret, bytearray(b"another one altogether"), "C.D.", profile=CHEAPEST)
        ways.new_recovery_code(vault, secret, profile=CHEAPEST)
        ways.add_keyfile(vault, secret, tmp_path / "key", profile=CHEAPEST)
        ways.make_shares(vault, secret, needed=2, count=3, keep=lambda *_given: None, profile=CHEAPEST)
        ways.remove_way(vault, secret, added.id)
        assert slot_fields(vault) == [
            ("added/passphrase",),
            ("added/recovery", "removed/recovery"),
            ("added/passphrase_keyfile",),
            ("added/shares",),
            ("removed/passphrase",),
        ]
        assert check(vault, deep=True).ok


def test_a_new_vault_has_two_ways(made: tuple[Path, str]) -> None:
    with open_vault(made[0]) as vault:
        found = ways.ways_of(vault)
        assert [(way.kind, way.signer, way.day, way.current) for way in found] == [
            ("passphrase", vault.actor, "2026-03-18", True),
            ("recovery", vault.actor, "2026-03-18", False),
        ]
        vault.db.write(lambda c: meta.drop(c, vaults.day_key(found[0].slot)))
        assert ways.ways_of(vault)[0].day == ""


def test_another_person_gets_a_passphrase_and_signs(made: tuple[Path, str]) -> None:
    folder, _ = made
    with open_vault(folder) as vault:
        first = vault.actor
        way = ways.add_passphrase(vault, SECRET, OTHER, "C.D.", profile=CHEAPEST)
        assert vault.records.get(way.signer).title == "C.D."
        assert slot_rows(vault) == 1
        assert vault.actor == first
    assert (folder / "vault.a").read_bytes() == (folder / "vault.b").read_bytes()
    with open_vault(folder, OTHER.decode(), ambient=FixedAmbient(seed=3)) as vault:
        assert vault.actor == way.signer != first
        assert [way.current for way in ways.ways_of(vault)] == [False, False, True]
        # Her new passphrase replaces hers alone, twice in one session too.
        ways.change_passphrase(vault, OTHER, bytearray(b"second"), profile=CHEAPEST)
        ways.change_passphrase(vault, bytearray(b"second"), bytearray(b"third"), profile=CHEAPEST)
        assert refused(lambda: ways.change_passphrase(vault, SECRET, OTHER, profile=CHEAPEST)) is Code.WRONG_CREDENTIALS
    assert refused(lambda: open_vault(folder, "second")) is Code.WRONG_CREDENTIALS
    with open_vault(folder, "third", ambient=FixedAmbient(seed=4)) as vault:
        assert vault.actor == way.signer
    with open_vault(folder, ambient=FixedAmbient(seed=5)) as vault:
        assert vault.actor == first


def test_two_people_never_have_one_passphrase(made: tuple[Path, str]) -> None:
    folder, _ = made
    with open_vault(folder) as vault:
        assert refused(lambda: ways.add_passphrase(vault, SECRET, SECRET, "C.D.", profile=CHEAPEST)) is Code.INVALID_INPUT
        ways.add_passphrase(vault, SECRET, OTHER, "C.D.", profile=CHEAPEST)
        assert refused(lambda: ways.change_passphrase(vault, SECRET, OTHER, profile=CHEAPEST)) is Code.INVALID_INPUT
        ways.change_passphrase(vault, SECRET, SECRET, profile=CHEAPEST)  # one's own again: a new salt and nothing else
        assert len(ways.ways_of(vault)) == 3


def test_a_keyfile_and_its_passphrase_open_only_together(made: tuple[Path, str], tmp_path: Path) -> None:
    folder, _ = made
    stick = tmp_path / "stick"
    with open_vault(folder) as vault:
        ways.add_keyfile(vault, SECRET, stick, profile=CHEAPEST)
    text = stick.read_text("ascii").splitlines()
    assert text[0] == FIRST_LINE
    assert len(bytes.fromhex(text[1])) == 32
    assert stick.stat().st_mode & 0o777 == 0o600
    open_vault(folder).close()  # until it is removed, the way without it stays
    with with_keyfile(folder, stick) as vault:
        assert vault.slot.kind is SlotKind.PASSPHRASE_KEYFILE
        alone = ways.ways_of(vault)[0].id
        # The passphrase alone opens only the way that is to go: that shows nothing about the one that stays.
        assert refused(lambda: ways.remove_way(vault, SECRET, alone)) is Code.WRONG_CREDENTIALS
        ways.remove_way(vault, SECRET, alone, stick.read_bytes())
    assert refused(lambda: open_vault(folder)) is Code.WRONG_CREDENTIALS
    assert refused(lambda: with_keyfile(folder, stick, OTHER)) is Code.WRONG_CREDENTIALS
    edited = tmp_path / "edited"
    edited.write_bytes(stick.read_bytes().replace(b"\n", b"\r\n"))
    assert refused(lambda: with_keyfile(folder, edited)) is Code.WRONG_CREDENTIALS
    with with_keyfile(folder, stick, seed=8) as vault:
        ways.change_passphrase(vault, SECRET, OTHER, stick.read_bytes(), profile=CHEAPEST)
        assert [way.kind for way in ways.ways_of(vault)] == ["passphrase_keyfile", "recovery"]
    with_keyfile(folder, stick, OTHER, seed=9).close()


def test_a_right_passphrase_without_its_keyfile_is_worded_as_what_can_be_known(made: tuple[Path, str], tmp_path: Path) -> None:
    with pytest.raises(CaseVaultError) as alone:
        open_vault(made[0], "wrong")
    assert "cannot be told" in alone.value.what.text
    assert "keyfile" in alone.value.what.text
    (tmp_path / "k").write_bytes(bytes(32))
    with pytest.raises(CaseVaultError) as both:
        with_keyfile(made[0], tmp_path / "k")
    assert "cannot be told" in both.value.what.text


def test_any_file_may_be_a_keyfile_if_it_is_apart(made: tuple[Path, str], tmp_path: Path) -> None:
    folder, _ = made
    photo, short = tmp_path / "photo", tmp_path / "short"
    photo.write_bytes(b"\xff\xd8" * 100)
    short.write_bytes(bytes(31))
    with open_vault(folder) as vault:
        before = vault.header
        for path in (folder / "key", folder / "blobs" / "key", folder / ".." / "v" / "key", short, tmp_path / "absent", tmp_path):
            add = lambda path=path: ways.add_keyfile(vault, SECRET, path, existing=True)  # noqa: E731 - one line reads better than a def here
            assert refused(add) in {Code.INVALID_INPUT, Code.NOT_FOUND, Code.IO_ERROR}
        assert refused(lambda: ways.add_keyfile(vault, SECRET, photo)) is Code.INVALID_INPUT  # never written over
        assert refused(lambda: ways.add_keyfile(vault, SECRET, folder / "key")) is Code.INVALID_INPUT
        assert vault.header == before
        ways.add_keyfile(vault, SECRET, photo, existing=True, profile=CHEAPEST)
    with_keyfile(folder, photo).close()
    assert not (folder / "key").exists()


def test_every_change_asks_for_a_secret_that_opens_now(made: tuple[Path, str], tmp_path: Path) -> None:
    folder, code = made
    with open_vault(folder) as vault:
        before = (folder / "vault.a").read_bytes()
        last = ways.ways_of(vault)[1].id
        for wrong in (OTHER, bytearray(b""), bytearray(code.encode())):
            calls: list[Callable[[], object]] = [
                lambda wrong=wrong: ways.reauthenticate(vault, wrong),  # type: ignore[misc] # bound early
                lambda wrong=wrong: ways.change_passphrase(vault, wrong, OTHER, profile=CHEAPEST),  # type: ignore[misc] # same
                lambda wrong=wrong: ways.add_passphrase(vault, wrong, OTHER, "X", profile=CHEAPEST),  # type: ignore[misc] # same
                lambda wrong=wrong: ways.add_keyfile(vault, wrong, tmp_path / "k", profile=CHEAPEST),  # type: ignore[misc] # same
                lambda wrong=wrong: ways.new_recovery_code(vault, wrong, profile=CHEAPEST),  # type: ignore[misc] # same
                lambda wrong=wrong: ways.remove_way(vault, wrong, last, recovery_too=True),  # type: ignore[misc] # same
            ]
            assert [refused(call) for call in calls] == [Code.WRONG_CREDENTIALS] * len(calls)
        assert (folder / "vault.a").read_bytes() == before
        assert not (tmp_path / "k").exists()
        assert slot_rows(vault) == 0
        for empty in (b"", b" \n"):
            assert refused(lambda e=empty: ways.change_passphrase(vault, SECRET, bytearray(e))) is Code.INVALID_INPUT  # type: ignore[misc] # bound early
            assert refused(lambda e=empty: ways.add_passphrase(vault, SECRET, bytearray(e), "X")) is Code.INVALID_INPUT  # type: ignore[misc] # same
        ways.reauthenticate(vault, SECRET)


def test_a_new_recovery_code_replaces_the_old_one(made: tuple[Path, str]) -> None:
    folder, old = made
    with open_vault(folder) as vault:
        new = ways.new_recovery_code(vault, SECRET, profile=CHEAPEST)
        assert [way.kind for way in ways.ways_of(vault)] == ["passphrase", "recovery"]
    assert refused(lambda: open_vault(folder, old, kind=SlotKind.RECOVERY)) is Code.WRONG_CREDENTIALS
    open_vault(folder, new, kind=SlotKind.RECOVERY, ambient=FixedAmbient(seed=3)).close()


def test_what_is_removed_opens_nothing_but_older_copies(made: tuple[Path, str], tmp_path: Path) -> None:
    folder, code = made
    with open_vault(folder) as vault:
        way = ways.add_passphrase(vault, SECRET, OTHER, "C.D.", profile=CHEAPEST)
    shutil.copytree(folder, tmp_path / "old copy")
    with open_vault(folder, ambient=FixedAmbient(seed=3)) as vault:
        assert ways.remove_way(vault, SECRET, way.id).kind == "passphrase"
        assert refused(lambda: ways.remove_way(vault, SECRET, way.id)) is Code.NOT_FOUND
    for copy in headers.COPIES:
        assert way.id.encode() not in (folder / copy).read_bytes()
    assert refused(lambda: open_vault(folder, OTHER.decode())) is Code.WRONG_CREDENTIALS
    open_vault(tmp_path / "old copy", OTHER.decode(), ambient=FixedAmbient(seed=4)).close()
    with open_vault(folder, ambient=FixedAmbient(seed=5)) as vault:
        last, spare = (way.id for way in ways.ways_of(vault))
        assert refused(lambda: ways.remove_way(vault, SECRET, last)) is Code.INVALID_INPUT  # the last that opens
        assert refused(lambda: ways.remove_way(vault, SECRET, spare)) is Code.INVALID_INPUT  # never silently
        ways.remove_way(vault, SECRET, spare, recovery_too=True)
    assert refused(lambda: open_vault(folder, code, kind=SlotKind.RECOVERY)) is Code.WRONG_CREDENTIALS
    open_vault(folder, ambient=FixedAmbient(seed=6)).close()


def test_a_crash_between_the_copies_leaves_one_whole_header_in_force(
    made: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _ = made
    real = files.write_private_file

    class Killed(BaseException):
        pass

    def only_a(path: Path, data: bytes) -> None:
        if path.name == headers.COPY_B:
            raise Killed
        real(path, data)

    vault = open_vault(folder)
    way = ways.add_passphrase(vault, SECRET, OTHER, "C.D.", profile=CHEAPEST)
    monkeypatch.setattr(files, "write_private_file", only_a)
    with pytest.raises(Killed):
        ways.remove_way(vault, SECRET, way.id)
    monkeypatch.undo()
    vault.close()
    assert way.id.encode() in (folder / headers.COPY_B).read_bytes()
    assert refused(lambda: open_vault(folder, OTHER.decode())) is Code.WRONG_CREDENTIALS
    with open_vault(folder, ambient=FixedAmbient(seed=3)) as vault:
        assert vault.notices == [vaults.REPAIRED]
        assert slot_rows(vault) == 2  # the one before the crash, and the one it cut off
    assert way.id.encode() not in (folder / headers.COPY_B).read_bytes()


def test_a_full_disk_leaves_the_ways_and_no_keyfile(
    made: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _ = made
    real = files.write_private_file

    def no_header(path: Path, data: bytes, *, replace: bool = True) -> None:
        if path.name in headers.COPIES:
            raise files.problem_from(OSError(errno.ENOSPC, ""))
        real(path, data, replace=replace)

    with open_vault(folder) as vault:
        monkeypatch.setattr(files, "write_private_file", no_header)
        assert refused(lambda: ways.add_keyfile(vault, SECRET, tmp_path / "k", profile=CHEAPEST)) is Code.DISK_FULL
        monkeypatch.undo()
        assert len(ways.ways_of(vault)) == 2
    assert not (tmp_path / "k").exists()
    open_vault(folder, ambient=FixedAmbient(seed=3)).close()


def test_there_is_room_for_eight(made: tuple[Path, str], tmp_path: Path) -> None:
    folder, code = made
    with open_vault(folder) as vault:
        later = [UnknownSlot(bytes([n]) * 16, "later", {"id": (bytes([n]) * 16).hex(), "kind": "later"}) for n in range(6)]
        vault.rewrite_header((*vault.header.slots, *later))
        assert refused(lambda: ways.add_passphrase(vault, SECRET, OTHER, "X", profile=CHEAPEST)) is Code.TOO_LARGE
        assert refused(lambda: ways.add_keyfile(vault, SECRET, tmp_path / "k", profile=CHEAPEST)) is Code.TOO_LARGE
        assert not (tmp_path / "k").exists()
        ways.new_recovery_code(vault, SECRET, profile=CHEAPEST)  # replaces: no room is needed
        spare = next(way for way in ways.ways_of(vault) if way.kind == "recovery")
        ways.remove_way(vault, SECRET, spare.id, recovery_too=True)
        vault.rewrite_header((*vault.header.slots, UnknownSlot(b"z" * 16, "later", {"id": (b"z" * 16).hex(), "kind": "later"})))
        assert refused(lambda: ways.new_recovery_code(vault, SECRET, profile=CHEAPEST)) is Code.TOO_LARGE
        assert ways.remove_way(vault, SECRET, (b"z" * 16).hex()).kind == "later"
    assert code


def test_recovery_keeps_the_keyfile_way_and_sets_a_passphrase(made: tuple[Path, str], tmp_path: Path) -> None:
    folder, code = made
    with open_vault(folder) as vault:
        ways.add_keyfile(vault, SECRET, tmp_path / "k", profile=CHEAPEST)
    with with_keyfile(folder, tmp_path / "k") as vault:
        ways.remove_way(vault, SECRET, ways.ways_of(vault)[0].id, (tmp_path / "k").read_bytes())
    recovery.recover(folder, bytearray(code.encode()), OTHER, profile=CHEAPEST, ambient=FixedAmbient(seed=5), bounds=CHEAP_BOUNDS)
    open_vault(folder, OTHER.decode(), ambient=FixedAmbient(seed=6)).close()
    with_keyfile(folder, tmp_path / "k", seed=8).close()
