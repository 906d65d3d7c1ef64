"""How the legal limits of the chosen cases stand, for outputs that count them: no account, no day, no reason goes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.disclosure.outputs.output import Limit
from casevault.vault.clocks import clocks

if TYPE_CHECKING:
    from casevault.disclosure.select import Selection
    from casevault.vault.vault import Vault

_STARTS = {"stage": "start", "detention": "start", "event": "start", "hearing": "scheduled", "judgment": "date"}


def counted_limits(vault: Vault, selection: Selection) -> tuple[Limit, ...]:
    """Return the limits that records of the chosen cases started, as they stand today by the start on record."""
    found = clocks(vault, as_of=vault.ambient.today()).clocks
    return tuple(
        Limit(
            case=clock.case,
            about=clock.about,
            field=_STARTS.get(selection.records[clock.about].type, ""),
            rule=clock.rule.id,
            says=clock.rule.says,
            cite=clock.rule.cite,
            status=clock.status.value,
        )
        for clock in found
        if clock.case in selection.cases and clock.about in selection.records
    )
