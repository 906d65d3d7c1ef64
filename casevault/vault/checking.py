"""When a vault is checked without being asked: quickly at each opening, deeply once a month and where the quick look found some.

On a connection of its own, so that nobody who writes waits for it. What was found is for the person; nothing is repaired here.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from casevault.progress import silent
from casevault.store import meta, migrate
from casevault.vault.check import check

if TYPE_CHECKING:
    from casevault.progress import Progress
    from casevault.store.connection import Connection
    from casevault.vault.findings import CheckReport
    from casevault.vault.vault import Vault

MONTH: Final = 30  # days


def check_unasked(vault: Vault, *, progress: Progress = silent) -> CheckReport:
    """Check the open `vault` as deeply as is due and return what was found."""
    if not is_deep_due(vault):
        with vault.beside() as db:
            report = check(vault, db=db, progress=progress)
        if report.ok:
            return report
    return check_deeply(vault, progress=progress)  # the quick look says that, the deep one says where


def check_deeply(vault: Vault, *, progress: Progress = silent) -> CheckReport:
    """Check everything; where nothing is found, note the day and let go of what a migration kept for safety."""
    with vault.beside() as db:
        report = check(vault, deep=True, db=db, progress=progress)
    if report.ok:
        today = vault.ambient.today().isoformat().encode("ascii")
        vault.db.write(lambda connection: meta.put(connection, meta.CHECKED, today))
        migrate.drop_safety_copies(vault.db)
    return report


def is_deep_due(vault: Vault) -> bool:
    """Say whether the last deep check without findings is a month ago, never was, or lies in the future: a clock was set back."""
    noted = last_check(vault)
    return noted is None or not 0 <= (vault.ambient.today() - noted).days < MONTH


def last_check(vault: Vault) -> date | None:
    """Return the day of the last deep check that found nothing."""
    return vault.db.read(_last_day)


def _last_day(connection: Connection) -> date | None:
    found = meta.get(connection, meta.CHECKED)
    try:
        return None if found is None else date.fromisoformat(found.decode("ascii", "replace"))
    except ValueError:
        return None
