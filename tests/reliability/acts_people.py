"""Two records of one person made one, and a hearing stamped: acts of many rows, and of one row in the middle of a courtroom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reliability.act import CANARY, Act, identified

from casevault.domain.reading import rows_of
from casevault.vault.hearings import stamp
from casevault.vault.merging import merge, preview, standing_id

if TYPE_CHECKING:
    from casevault.vault.vault import Vault


class Merging(Act):
    """Two new people with a case each become one: both cases point to who is left, or neither was touched."""

    name = "merge"
    pause = 0.05
    most = 6

    def once(self, vault: Vault, number: int) -> str:
        keep, other = (vault.records.add("person", {"display_name": f"{CANARY} {number}"}).id for _ in range(2))
        for person in (keep, other):
            persons = [{"person": person, "role": "defender"}]
            vault.records.add("case", {"code": f"K{number}", "title": "T", "persons": persons}, strict=False)
        merge(vault, preview(vault, keep, other))
        return f"{number} {keep}:{other}"

    def missing(self, vault: Vault, lines: list[str]) -> list[str]:
        found = []
        named = {
            str(row["person"])
            for case in vault.records.page(vault.records.ids("case"))
            if case is not None
            for row in rows_of(case.fields.get("persons", ""))
        }
        for pair, number in identified(lines).items():
            keep, other = pair.split(":")
            if standing_id(vault.records, other) != keep:
                found.append(f"the merge {number} is lost")
            if other in named or keep not in named:
                found.append(f"a case of {number} points to who is no more")
        # Also of one that nobody acknowledged: whoever is gone is named nowhere.
        return found + [f"{one} is named and gone" for one in named if standing_id(vault.records, one) != one]


class Stamping(Act):
    """One hearing, stamped again and again: no stamp that was acknowledged is lost, and none is there twice."""

    name = "stamp"

    def fill(self, vault: Vault) -> None:
        super().fill(vault)
        (case,) = vault.records.ids("case")
        vault.records.add("hearing", {"case": case, "scheduled": "2015-03-06T09:00+08:00"}, strict=False)

    def once(self, vault: Vault, number: int) -> str:
        (hearing,) = vault.records.ids("hearing")
        stamp(vault, hearing, "note", untrusted_note=f"{CANARY} {number}")
        return str(number)

    def missing(self, vault: Vault, lines: list[str]) -> list[str]:
        (hearing,) = vault.records.ids("hearing")
        noted = [str(row.get("note", "")) for row in rows_of(vault.records.get(hearing).fields.get("stamps", ""))]
        found = [f"stamp {number} is lost" for number in lines if f"{CANARY} {number}" not in noted]
        return found + ["a stamp is there twice"] * (len(set(noted)) < len(noted))
