"""A person in detention, as accounts of her are told: where she is held, in which case, and who says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.vault.vault import Vault


def detained_person(
    vault: Vault, day: str, measure: str, source: Mapping[str, object], more: Mapping[str, object] | None = None
) -> dict[str, str]:
    """Record her, held since `day`, and return the ids by type; `more` are fields of the person."""
    add = vault.records.add
    person = add("person", {"display_name": "Lin Zhaowen", **(more or {})}).id
    case = add(
        "case",
        {
            "code": "HERON",
            "title": "Lin Zhaowen",
            "kind": "criminal",
            "jurisdiction": "CN",
            "opened": day[:4],
            "status": "open",
            "priority": "high",
            "persons": [{"person": person, "role": "defender", "is_focus": True}],
        },
    ).id
    detention = add("detention", {"case": case, "person": person, "start": day}).id
    place = add("facility", {"name": "Yunting No. 1", "kind": "detention_centre"}).id
    stage = add("stage", {"period": detention, "measure": measure, "start": day, "facility": place}).id
    said_by = add("source", {"code": "S-0051", **source}).id
    return {"person": person, "case": case, "detention": detention, "stage": stage, "source": said_by, "facility": place}
