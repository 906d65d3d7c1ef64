"""The log lets a row lose its payload, and tells an erased row from a damaged one."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest
from builders import make_vault
from erasing_aid import erase, person
from sqlcipher3 import dbapi2

from casevault.vault.check import check
from casevault.vault.erasing import Target

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casevault.store.connection import Connection
    from casevault.vault.vault import Vault


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    made, _ = make_vault(tmp_path / "v")
    with made:
        yield made


@pytest.mark.parametrize(
    ("statement", "allowed"),
    [
        ("UPDATE change SET payload = NULL, salt = NULL WHERE seq = 3", True),
        ("UPDATE change SET payload = NULL WHERE seq = 3", False),
        ("UPDATE change SET salt = NULL WHERE seq = 3", False),
        ("UPDATE change SET payload = '{}' WHERE seq = 3", False),
        ("UPDATE change SET payload = '{}', salt = zeroblob(32) WHERE seq = 4", False),
        ("UPDATE change SET seq = 99 WHERE seq = 3", False),
        ("DELETE FROM change WHERE seq = 3", False),
        *(
            (f"UPDATE change SET payload = NULL, salt = NULL, {column} = {value} WHERE seq = 3", False)  # noqa: S608 - names of columns
            for column, value in (
                *((name, "'x'") for name in ("id", "batch", "type", "record_id", "action", "boot", "device", "actor")),
                *((name, "7") for name in ("seq", "type_version", "at_utc", "mono_ns", "lamport")),
                *((name, "'[\"x\"]'") for name in ("parents", "fields")),
                *((name, "zeroblob(32)") for name in ("digest", "prev_mac", "mac")),
                ("origin", "'{\"x\":1}'"),
            )
        ),
    ],
)
def test_the_database_lets_a_row_lose_its_payload_and_nothing_else(vault: Vault, statement: str, *, allowed: bool) -> None:
    gone = person(vault)
    person(vault)
    assert gone == vault.db.read(lambda c: c.execute("SELECT record_id FROM change WHERE seq = 3").fetchone())[0]
    erase_first = "UPDATE change SET payload = NULL, salt = NULL WHERE seq = 4"
    vault.db.write(lambda c: c.execute(erase_first).rowcount)
    if allowed:
        assert vault.db.write(lambda c: c.execute(statement).rowcount) == 1
    else:
        with pytest.raises((dbapi2.IntegrityError, sqlite3.IntegrityError)):
            vault.db.write(lambda c: c.execute(statement).rowcount)


def test_a_row_that_lost_its_payload_without_a_word_is_damage(vault: Vault) -> None:
    person(vault)
    vault.db.write(lambda c: c.execute("UPDATE change SET payload = NULL, salt = NULL WHERE seq = 3").rowcount)
    found = {(problem.where, problem.detail) for problem in check(vault, deep=True).problems}
    assert ("change 3", "does not say what it said when it was written") in found


def test_a_page_that_brings_back_what_was_erased_is_damage(vault: Vault) -> None:
    gone = person(vault)
    row = vault.db.read(lambda c: c.execute("SELECT payload, salt FROM change WHERE seq = 3").fetchone())
    erase(vault, Target(gone))

    def put_back(connection: Connection) -> None:
        (trigger,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'change_is_final'").fetchone()
        connection.execute("DROP TRIGGER change_is_final")
        connection.execute("UPDATE change SET payload = ?, salt = ? WHERE seq = 3", row)
        connection.execute(trigger)

    vault.db.maintain(put_back)
    assert ("change 3", "holds what was erased") in {(p.where, p.detail) for p in check(vault, deep=True).problems}
