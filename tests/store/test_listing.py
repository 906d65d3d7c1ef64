from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders import FixedAmbient, make_vault

from casevault.store import listing
from casevault.vault.cases import Add
from casevault.vault.columns import Columns
from casevault.vault.tags import MOST_TAGGED, tag_all

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casevault.vault.vault import Vault

from casevault.errors import Code, UserProblem


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    made, _ = make_vault(tmp_path / "v", ambient=FixedAmbient())
    yield made
    made.close()


def test_fields_are_read_by_their_ids_and_all_at_once_alike(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"Lin {number}" for number in range(9)]
    vault.records.apply([Add("person", {"display_name": name, "hrd_field": ["lawyer"]}) for name in names])
    wanted = vault.records.ids("person")
    keys = ("display_name", "hrd_field", "occupation")
    few = dict(vault.db.read(lambda c: list(listing.extracts(c, "person", keys, wanted))))
    monkeypatch.setattr(listing, "FEW", 0)
    assert dict(vault.db.read(lambda c: list(listing.extracts(c, "person", keys, wanted)))) == few
    assert len(vault.db.read(lambda c: list(listing.extracts(c, "person", keys, wanted[:2])))) == 2
    monkeypatch.undo()
    assert {row.values[0] for row in few.values()} == set(names)
    assert all(row.values[2] is None for row in few.values())
    (one,) = vault.db.read(lambda c: list(listing.extracts(c, "person", ("display_name",), wanted[:1])))
    assert one[1].values == (vault.records.get(wanted[0]).fields["display_name"],)  # of one key too


def test_what_an_older_program_wrote_is_read_as_it_is_upgraded(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    vault.records.add("person", {"display_name": "Lin"})
    monkeypatch.setattr(listing, "newest_version", lambda _type: 99)
    monkeypatch.setattr(listing, "upgrade", lambda _type, _version, fields: {**fields, "display_name": "Upgraded"})
    columns = Columns("person", ("display_name",))
    assert [row.values for row in vault.db.read(columns.read).values()] == [("Upgraded",)]


def test_only_what_changed_is_read_again(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    first = vault.records.add("person", {"display_name": "Lin"}).made[0]
    second = vault.records.add("person", {"display_name": "Gao"}).made[0]
    columns, asked = Columns("person", ("display_name",)), []
    plain = listing.extracts

    def watched(connection: object, type_key: str, keys: object, wanted: list[str]) -> object:
        asked.append(list(wanted))
        return plain(connection, type_key, keys, wanted)  # type: ignore[arg-type] # handed on as it came

    monkeypatch.setattr(listing, "extracts", watched)
    vault.db.read(columns.read)
    vault.records.edit(second, {"display_name": "Gao Yu"})
    found = vault.db.read(columns.read)
    assert [sorted(one) for one in asked] == [sorted([first, second]), [second]]
    assert found[second].values == ("Gao Yu",)
    vault.records.delete(first)
    assert list(vault.db.read(columns.read)) == [second]


def test_too_many_cases_are_not_tagged_at_once(vault: Vault) -> None:
    with pytest.raises(UserProblem) as refused:
        tag_all(vault, ["0" * 32] * (MOST_TAGGED + 1), "x")
    assert refused.value.code is Code.TOO_LARGE
    person = vault.records.add("person", {"display_name": "Lin"}).made[0]
    assert tag_all(vault, [person, "0" * 32], "x").records == frozenset()
