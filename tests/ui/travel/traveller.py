"""What tests of journeys in the window have in common: a case at the office, a copy of it, and what the copy brings home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builders import CHEAPEST, PASSPHRASE, FixedAmbient, open_vault

from casevault.exchange.homeward import write
from casevault.exchange.packing import pack

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.vault.vault import Vault


def a_case(vault: Vault) -> tuple[str, str]:
    """Record one person in one case; return both."""
    fields = {"display_name": "Lin Zhaowen", "occupation": "lawyer", "birth": "1971"}
    person = vault.records.add("person", fields, strict=False).id
    people = [{"person": person, "role": "defender", "is_focus": True}]
    case = vault.records.add("case", {"title": "Lin", "code": "HERON", "persons": people}, strict=False).id
    return person, case


def packed(vault: Vault, folder: Path, case: str, *, sealed: bool = False) -> str:
    """Pack the case; return the journey."""
    given = None if sealed else bytearray(PASSPHRASE.encode())
    return pack(vault, folder, [case], passphrase=given, kdf=CHEAPEST, synced_folder_ok=True).travel


def brought(vault: Vault, folder: Path, person: str, case: str) -> Path:
    """Change the same on both sides, and more on the way; return the bundle for the office."""
    with open_vault(folder, ambient=FixedAmbient(seed=9)) as away:
        away.records.edit(person, {"occupation": "notary", "birth": "1972"}, strict=False)
        away.records.add("event", {"case": case, "kind": "arrest", "start": "2026-03-19"}, strict=False)
        write(away, folder.with_name("home.age"))
    vault.records.edit(person, {"occupation": "barrister", "birth": "1973"}, strict=False)
    return folder.with_name("home.age")
