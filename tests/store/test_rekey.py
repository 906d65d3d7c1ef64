from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders import FixedAmbient, make_vault

from casevault.domain.canonical import FIRST_PREV_MAC, change_mac
from casevault.errors import CaseVaultError, Code
from casevault.store import changes, meta, migrate, rekey
from casevault.store.connection import Database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casevault.vault.vault import Vault

KEY = bytearray(range(32))
AUDIT = bytearray(range(32, 64))


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Vault]:
    vault, _ = make_vault(tmp_path / "v", ambient=FixedAmbient())
    with vault:
        vault.records.add("person", {"display_name": "Lin Zhaowen"})
        vault.search.drain()
        yield vault


def test_an_export_is_the_same_database_under_another_key(old: Vault, tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    rekey.export(old.db, path, KEY)
    assert bytes(range(32)) == bytes(KEY)  # the caller's key is not touched
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(CaseVaultError) as caught:
        Database.open(path, old.keys.db)
    assert caught.value.code is Code.DB_DAMAGED
    new = Database.open(path, KEY)
    assert new.read(rekey.contents) == old.db.read(rekey.contents)
    assert new.read(rekey.digests) == old.db.read(rekey.digests)
    assert new.maintain(migrate.damage_of) == []
    assert new.maintain(migrate.foreign_parts) == []
    assert migrate.is_current(new)
    assert new.read(lambda c: c.execute("SELECT v FROM search_text_config WHERE k = 'secure-delete'").fetchall()) == [(1,)]
    new.close()
    assert b"Zhaowen" not in path.read_bytes()
    assert old.search.find("Lin").total == 1  # and the old one goes on as before


def test_an_export_never_goes_over_a_file(old: Vault, tmp_path: Path) -> None:
    (tmp_path / "mine").write_bytes(b"mine")
    with pytest.raises(CaseVaultError):
        rekey.export(old.db, tmp_path / "mine", KEY)
    assert (tmp_path / "mine").read_bytes() == b"mine"


def test_a_chain_is_computed_anew_and_the_log_is_as_closed_as_before(old: Vault) -> None:
    before = old.db.read(rekey.digests)
    old.db.maintain(lambda c: changes.rechain(c, AUDIT))
    assert old.db.read(rekey.digests) == before
    last = FIRST_PREV_MAC
    for change in old.db.read(lambda c: list(changes.forwards(c))):
        assert change.prev_mac == last
        last = change_mac(AUDIT, change.seq, change.digest, change.origin, last)
        assert change.mac == last
    assert old.db.read(lambda c: meta.get(c, meta.LOG_END)) == last
    assert old.db.maintain(migrate.foreign_parts) == []
    with pytest.raises(Exception, match="only appended to"):
        old.db.write(lambda c: c.execute("UPDATE change SET action = 'x'").rowcount)


def test_a_chain_that_is_interrupted_stays_the_old_one(old: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    before = old.db.read(lambda c: [change.mac for change in changes.forwards(c)])

    class StopError(Exception):
        pass

    def stop(_done: int, _total: int, /) -> None:
        raise StopError

    monkeypatch.setattr(changes, "PAGE", 2)
    with pytest.raises(StopError):
        old.db.maintain(lambda c: changes.rechain(c, AUDIT, stop))
    assert old.db.read(lambda c: [change.mac for change in changes.forwards(c)]) == before
    assert old.db.maintain(migrate.foreign_parts) == []
