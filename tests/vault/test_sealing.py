"""A header without slots, cut off at every write: sealed or open, and never a copy that nothing opens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from builders import CHEAP_BOUNDS, CHEAPEST, PASSPHRASE, FixedAmbient, open_vault

from casevault.errors import CaseVaultError, Code
from casevault.exchange.packing import pack
from casevault.vault import header as headers
from casevault.vault.policy import NO_POLICY
from casevault.vault.sealing import Made, make_ticket, seal, unseal

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.vault.vault import Vault


@pytest.fixture
def sealed(vault: Vault, tmp_path: Path) -> tuple[Path, Made]:
    case = vault.records.add("case", {"title": "Lin"}, strict=False).id
    made = pack(vault, tmp_path / "t", [case], passphrase=None, synced_folder_ok=True)
    return tmp_path / "t", make_ticket(vault, made.travel, profile=CHEAPEST)


def opened(folder: Path, ticket: Made, text: str = "", seed: int = 5) -> None:
    unseal(
        folder,
        text or ticket.text,
        ticket.words,
        bytearray(PASSPHRASE.encode()),
        profile=CHEAPEST,
        ambient=FixedAmbient(seed=seed),
        bounds=CHEAP_BOUNDS,
        policy=NO_POLICY,
    )


@pytest.mark.parametrize("write", [0, 1])
def test_cut_off_between_the_copies_it_is_sealed_or_it_opens(
    sealed: tuple[Path, Made], monkeypatch: pytest.MonkeyPatch, write: int
) -> None:
    folder, ticket = sealed
    real, calls = headers.write, iter(range(9))

    def stop(*given: Any) -> None:
        if next(calls) == write:
            raise KeyboardInterrupt  # a kill: nothing that follows is done
        real(*given)

    monkeypatch.setattr(headers, "write", stop)
    with pytest.raises(KeyboardInterrupt):
        opened(folder, ticket)
    monkeypatch.undo()
    if write == 0:
        with pytest.raises(CaseVaultError) as caught:
            open_vault(folder)
        assert caught.value.code is Code.SEALED
        opened(folder, ticket, seed=6)  # the ticket is not used up by what did not come about
    with open_vault(folder, ambient=FixedAmbient(seed=7)) as away:
        assert away.records.list("case")


def test_who_signs_after_the_ticket_is_the_traveller(sealed: tuple[Path, Made], vault: Vault) -> None:
    folder, ticket = sealed
    opened(folder, ticket)
    with open_vault(folder, ambient=FixedAmbient(seed=6)) as away:
        batch = away.records.add("note", {"kind": "fact", "text": "x"}, strict=False).batch
        assert {entry.actor for entry in away.records.acts("created", 1)} == {away.actor}
        assert away.actor != vault.actor
        assert batch
        seal(away)
    assert b'"slots":[]' in (folder / headers.COPY_A).read_bytes()
    assert b'"slots":[]' in (folder / headers.COPY_B).read_bytes()
    with pytest.raises(CaseVaultError) as caught:
        opened(folder, ticket, seed=8)
    assert caught.value.code is Code.TICKET_EXPIRED


def test_a_ticket_is_good_for_days_and_not_for_a_lost_device(sealed: tuple[Path, Made], vault: Vault) -> None:
    folder, ticket = sealed
    with pytest.raises(CaseVaultError):
        make_ticket(vault, ticket.travel, days=0)
    vault.records.edit(ticket.travel, {"status": "lost"})
    with pytest.raises(CaseVaultError) as caught:
        make_ticket(vault, ticket.travel)
    assert caught.value.code is Code.BUNDLE_UNKNOWN_SENDER
    vault.records.edit(ticket.travel, {"status": "active"})
    second = make_ticket(vault, ticket.travel, profile=CHEAPEST)
    assert second.words != ticket.words
    opened(folder, second)
    open_vault(folder, ambient=FixedAmbient(seed=9)).close()
