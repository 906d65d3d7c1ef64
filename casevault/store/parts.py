"""A part of a transaction that is undone alone."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from sqlcipher3 import dbapi2

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casevault.store.connection import Connection


@contextlib.contextmanager
def part(connection: Connection) -> Iterator[None]:
    """Take back what is written within if anything is raised; the transaction goes on for whoever catches it."""
    connection.execute("SAVEPOINT part")
    try:
        yield
    except BaseException:
        # After a failed write SQLite may have ended the whole transaction: there is nothing left to take back then.
        with contextlib.suppress(dbapi2.Error):
            connection.execute("ROLLBACK TO part")
            connection.execute("RELEASE part")
        raise
    connection.execute("RELEASE part")
