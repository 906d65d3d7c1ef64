"""When a vault is checked by itself, how deeply, and what that keeps from nobody."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from builders import open_vault

from casevault.errors import CaseVaultError
from casevault.progress import Cancelled
from casevault.store import meta, migrate, records
from casevault.vault import checking
from casevault.vault.check import check
from casevault.vault.checking import MONTH, check_deeply, check_unasked, is_deep_due
from casevault.vault.findings import CheckReport

if TYPE_CHECKING:
    from pathlib import Path

    from builders import FixedAmbient

    from casevault.vault.vault import Vault


@pytest.fixture
def depths(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each check that was made was a deep one."""
    made: list[bool] = []

    def noting(vault: Vault, **how: object) -> CheckReport:
        made.append(bool(how.get("deep")))
        return check(vault, **how)  # type: ignore[arg-type] # handed on as it came

    monkeypatch.setattr(checking, "check", noting)
    return made


def test_the_first_check_is_deep_then_quick_ones_and_a_deep_one_every_month(
    vault: Vault, ambient: FixedAmbient, depths: list[bool]
) -> None:
    assert check_unasked(vault).ok
    assert check_unasked(vault).ok
    ambient.now += timedelta(days=MONTH - 1)
    assert check_unasked(vault).ok
    ambient.now += timedelta(days=1)
    assert check_unasked(vault).ok
    assert not is_deep_due(vault)
    assert depths == [True, False, False, True]


def test_a_clock_that_was_set_back_makes_a_deep_check_due(vault: Vault, ambient: FixedAmbient) -> None:
    check_deeply(vault)
    ambient.now -= timedelta(days=365)
    assert is_deep_due(vault)


@pytest.mark.parametrize("noted", [b"", b"yesterday", b"\xff"])
def test_a_day_that_is_none_makes_a_deep_check_due(vault: Vault, noted: bytes) -> None:
    vault.db.write(lambda c: meta.put(c, meta.CHECKED, noted))
    assert is_deep_due(vault)


def test_damage_is_located_by_a_deep_check_at_once_and_the_day_is_not_noted(vault: Vault, depths: list[bool]) -> None:
    person = vault.records.add("person", {"display_name": "Lin Zhaowen"}).id
    check_deeply(vault)
    vault.search.drain()
    vault.db.maintain(lambda c: c.execute("DROP TRIGGER change_is_kept").fetchall())
    vault.db.maintain(lambda c: c.execute("UPDATE record SET title = 'Lin Zhaowei' WHERE id = ?", (person,)).fetchall())
    depths.clear()
    report = check_unasked(vault)
    assert depths == [False, True]
    assert {problem.where for problem in report.problems} == {"database", f"record {person}"}


def test_copies_kept_by_a_migration_go_after_a_deep_check_without_findings(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "VERSION", 2)
    copy = migrate.safety_copy(vault.db.path, 1)
    copy.write_bytes(b"x")
    monkeypatch.setattr(checking, "check", lambda _vault, **_how: CheckReport())
    check_deeply(vault)
    assert not copy.exists()


def test_who_writes_does_not_wait_for_a_check_and_the_check_sees_one_state(vault: Vault) -> None:
    """The check is held still at its first report: a record is saved meanwhile, on the thread that would otherwise be busy."""
    for number in range(30):
        vault.records.add("person", {"display_name": f"P{number}"})
    vault.search.drain()
    vault.db.checkpoint()  # nothing waits in the log: what is written from here on comes into the file that is looked at
    held, go_on = threading.Event(), threading.Event()

    def wait(_done: int, _total: int, /) -> None:
        held.set()
        assert go_on.wait(30)

    reports: list[CheckReport] = []
    looking = threading.Thread(target=lambda: reports.append(check_deeply(vault, progress=wait)))
    looking.start()
    assert held.wait(30)
    try:
        for _ in range(30):
            vault.records.add("note", {"kind": "fact", "text": "saved meanwhile " * 300})
        vault.search.drain()
        vault.db.checkpoint()
    finally:
        go_on.set()
        looking.join(30)
    assert reports[0].ok


def test_an_interrupt_ends_a_check_and_leaves_nothing_open(vault: Vault) -> None:
    vault.records.add("person", {"display_name": "P"})

    def interrupt(_done: int, _total: int, /) -> None:
        vault.interrupt()
        raise Cancelled

    with pytest.raises(Cancelled):
        check_deeply(vault, progress=interrupt)
    assert not vault._beside
    folder = vault.folder
    vault.close()
    open_vault(folder).close()


def test_a_look_from_beside_sees_what_was_saved_last_and_can_write_nothing(vault: Vault) -> None:
    vault.db.checkpoint()  # an empty log is no reason to take the file for one that nobody writes
    with vault.beside() as db:
        vault.records.add("person", {"display_name": "P"})
        assert db.read(records.count) == vault.db.read(records.count)
        vault.db.checkpoint()
        assert db.read(records.count) == vault.db.read(records.count)
        with pytest.raises(CaseVaultError):
            db.write(lambda c: meta.put(c, meta.CHECKED, b"x"))
        assert db.maintain(migrate.damage_of) == []
        with pytest.raises(CaseVaultError):
            db.maintain(lambda c: c.execute("DELETE FROM meta").fetchall())


def test_what_is_attached_while_a_check_reads_is_no_finding(vault: Vault, tmp_path: Path) -> None:
    original = tmp_path / "letter.txt"
    for number in range(2):
        original.write_bytes(bytes([number]))
        vault.attachments.add([original])
    attached: list[str] = []

    def attach(_done: int, total: int, /) -> None:
        if total == 2 and len(attached) < 3:  # two bytes: the attachments are being read
            original.write_bytes(bytes([10 + len(attached)]))
            attached.append(vault.attachments.add([original]).evidence)

    assert check_deeply(vault, progress=attach).problems == []
    assert attached
