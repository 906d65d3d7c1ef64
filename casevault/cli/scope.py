"""What a question on the command line is about: the day it is asked for, and the one case."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from casevault.domain.scalars import day_text
from casevault.errors import Code, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from casevault.cli.context import Context
    from casevault.vault.vault import Vault

# Limits are counted to both sides of the day: away from the ends of the calendar no sum leaves it.
FIRST: Final = date(1900, 1, 1)
LAST: Final = date(2999, 12, 31)


def as_of_day(context: Context, untrusted_day: str) -> date:
    """Return the day that was asked for, today where none was; INVALID_INPUT for what is no day or is too far away."""
    if not untrusted_day:
        return context.ambient.today()
    day = date.fromisoformat(day_text(untrusted_day, "as_of"))
    if not FIRST <= day <= LAST:
        raise UserProblem(
            Code.INVALID_INPUT, N_("That day is too far away to count to."), N_("Take one from 1900 up to 2999."), field="as_of"
        )
    return day


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
