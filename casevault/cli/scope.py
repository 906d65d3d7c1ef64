"""The one case that a question on the command line is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.errors import Code, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from casevault.vault.vault import Vault


def case_asked(vault: Vault, record_id: str) -> str:
    """Return the id of the case that was asked for, "" where none was; NOT_FOUND, or INVALID_INPUT for another record.

    A mistyped id would look like a case in which nothing is due.
    """
    if record_id and vault.records.get(record_id).type != "case":
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("This record is no case."),
            N_("`casevault list DIR case` lists the cases with their ids."),
            field="case",
        )
    return record_id
