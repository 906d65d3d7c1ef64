"""Who is exposed by what was lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from disclosure.asking import ask
from disclosure_fakes import invented_case

from casevault import disclosure
from casevault.errors import UserProblem
from casevault.vault.exposure import Severity, exposed

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.vault.vault import Vault


def test_a_vault_exposes_everyone_and_a_copy_those_it_names(vault: Vault, tmp_path: Path) -> None:
    made = invented_case(vault)
    hidden = vault.records.add("person", {"display_name": "Someone Quiet"}).id
    vault.records.add("source", {"code": "S-9", "identity": hidden, "kind": "witness", "protection": "full"})
    everyone = exposed(vault)
    assert {one.person for one in everyone} == {one.id for one in vault.records.list("person")}
    assert [one.severity for one in everyone] == sorted(one.severity for one in everyone)
    by_id = {one.person: one for one in everyone}
    assert by_id[hidden].severity is Severity.SOURCE
    lin = by_id[made["lin"]]
    assert (lin.severity, lin.aliases, lin.channels, lin.identifiers) == (Severity.FOCUS, 3, 2, 1)
    copy = disclosure.disclose(vault, ask(made), tmp_path / "1.pdf").bundle
    named = {one.person: one for one in exposed(vault, copy=copy)}
    assert made["lin"] in named
    assert hidden not in named
    assert made["sister"] not in named
    assert (named[made["lin"]].channels, named[made["lin"]].identifiers) == (0, 0)
    assert named[made["lin"]].aliases == 2  # never the code name
    with pytest.raises(UserProblem):
        exposed(vault, copy=made["lin"])


def test_a_back_up_names_who_was_on_record_by_its_day_and_the_day_after(vault: Vault) -> None:
    made = invented_case(vault)
    vault.records.edit(made["lin"], {"occupation": "Retired"})
    first = vault.records.first_at([made["lin"], "nobody"])
    assert first == {made["lin"]: min(row.at for row in vault.records.history(made["lin"]))}
    assert exposed(vault, until="2026-03-16") == []
    assert exposed(vault, until="2026-03-17") == exposed(vault)
