"""A journey: packed and sealed, unsealed, sent home, merged. What was merged stays; a copy is sealed or it opens.

And two offices of one team that tell each other what they wrote: what one was told stays there, and both end alike.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from builders import CHEAP_BOUNDS, CHEAPEST, PASSPHRASE, FixedAmbient, make_vault, open_vault
from reliability.act import CANARY, Act, identified

from casevault.errors import CaseVaultError, Code
from casevault.exchange import exchanging
from casevault.exchange.homecoming import merge
from casevault.exchange.homeward import write
from casevault.exchange.packing import pack
from casevault.vault import header as headers
from casevault.vault import offices
from casevault.vault.check import check
from casevault.vault.identity import identity
from casevault.vault.policy import NO_POLICY
from casevault.vault.sealing import make_ticket, unseal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from casevault.domain.record import Record
    from casevault.vault.vault import Vault

SECRET = bytearray(PASSPHRASE.encode())


class Travelling(Act):
    """One journey after the other, each of its own copy."""

    name = "travel"
    pause = 0.1
    most = 2
    calls = 2_500
    writes = (("pwrite64", 400), ("fsync,fdatasync", 60), ("rename", 12))

    def fill(self, vault: Vault) -> None:
        super().fill(vault)
        identity(vault)

    def once(self, vault: Vault, number: int) -> str:
        folder, bundle = copy_of(vault), copy_of(vault).with_suffix(".age")
        case = vault.records.ids("case")[0]
        seed = int(vault.ambient.new_id()[:12], 16)  # another for each piece of work, also after a kill
        bundle.unlink(missing_ok=True)
        if number % 3 == 1 or not opens(folder):
            packed(vault, folder, case, seed)
        with open_vault(folder, ambient=FixedAmbient(seed=seed + 1)) as away:
            note = away.records.add("note", {"about": case, "kind": "fact", "text": f"{CANARY} {number}"}, strict=False).id
            write(away, bundle)
        merge(vault, bundle)
        return f"{number} {note}"

    def missing(self, vault: Vault, lines: list[str]) -> list[str]:
        wanted = identified(lines)
        found = vault.records.many(wanted)
        folder = copy_of(vault)
        return [f"{key} is lost" for key in wanted if key not in found] + half(folder)


class Exchanging(Act):
    """This office and another one write a note each, and tell each other."""

    name = "exchange"
    pause = 0.1
    most = 3
    calls = 1_500
    writes = (("pwrite64", 300), ("fsync,fdatasync", 40), ("rename", 6))

    def fill(self, vault: Vault) -> None:
        super().fill(vault)
        make_vault(other_of(vault), ambient=FixedAmbient(seed=12))[0].close()
        with open_vault(other_of(vault), ambient=FixedAmbient(seed=13)) as other:
            for one, two in ((vault, other), (other, vault)):
                card = offices.own(two).card
                offices.add(one, card.text, card.words, "Other")

    def once(self, vault: Vault, number: int) -> str:
        case = vault.records.ids("case")[0]
        seed = int(vault.ambient.new_id()[:12], 16)
        with open_vault(other_of(vault), ambient=FixedAmbient(seed=seed)) as other:
            tell(vault, other)
            made = other.records.add("note", {"about": case, "kind": "fact", "text": f"{CANARY} {number}"}, strict=False).id
            tell(other, vault)
        return f"{number} {made}"

    def missing(self, vault: Vault, lines: list[str]) -> list[str]:
        with open_vault(other_of(vault), ambient=FixedAmbient(seed=int(vault.ambient.new_id()[:12], 16))) as other:
            faults = [f"the other: {problem.code}" for problem in check(other, deep=True).problems]
            tell(vault, other)
            tell(other, vault)
            here, there = ({key: one.fields for key, one in noted(office)} for office in (vault, other))
        faults += ["the two differ"] * (here != there)
        return faults + [f"{key} is lost" for key in identified(lines) if key not in here]


def tell(one: Vault, other: Vault) -> None:
    bundle = one.folder.with_suffix(".age")
    bundle.unlink(missing_ok=True)
    exchanging.write(one, other.vault_id, bundle)
    merge(other, bundle)


def noted(vault: Vault) -> Iterable[tuple[str, Record]]:
    return vault.records.many(vault.records.ids("note")).items()


def other_of(vault: Vault) -> Path:
    return vault.folder.with_name("other")


def packed(vault: Vault, folder: Path, case: str, seed: int) -> None:
    """Make a new copy in place of the last one, sealed, and unseal it."""
    for name in headers.COPIES:  # first: a folder without them holds nothing, however much of it a kill leaves
        (folder / name).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    made = pack(vault, folder, [case], passphrase=None, synced_folder_ok=True)
    ticket = make_ticket(vault, made.travel, profile=CHEAPEST)
    ambient = FixedAmbient(seed=seed)
    unseal(folder, ticket.text, ticket.words, SECRET, profile=CHEAPEST, ambient=ambient, bounds=CHEAP_BOUNDS, policy=NO_POLICY)


def opens(folder: Path) -> bool:
    """Say whether a copy stands there that was unsealed: it has a way in."""
    try:
        return bool(headers.read(folder, CHEAP_BOUNDS).header.slots)
    except CaseVaultError:
        return False


def copy_of(vault: Vault) -> Path:
    return vault.folder.with_name("travel")


def half(folder: Path) -> list[str]:
    """Return what is wrong with a travel copy: one that has a header is sealed, or opens."""
    if not any((folder / name).exists() for name in headers.COPIES):
        return []
    try:
        open_vault(folder, ambient=FixedAmbient(seed=5)).close()
    except CaseVaultError as problem:
        return [] if problem.code is Code.SEALED else [f"the copy does not open: {problem.code}"]
    return []
