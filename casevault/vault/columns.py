"""A few fields of every record of a type, kept while the vault is open: read once, and then again only of what changed."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from casevault.store import listing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.store.connection import Connection
    from casevault.store.listing import Row


class Columns:
    """The values of `keys` of the live records of one type ("": of every type, and then no values). Safe on any thread."""

    def __init__(self, type_key: str, keys: tuple[str, ...] = ()) -> None:
        self.type, self.keys = type_key, keys
        self._one = threading.Lock()
        self._rows: dict[str, Row] = {}

    def read(self, connection: Connection) -> Mapping[str, Row]:
        """Return {record: row}, the newest date first, as it stands in this picture of the database."""
        with self._one:
            versions = listing.versions(connection, self.type)
            held = self._rows
            # A record's last row of the log says whether it is still what was read: whatever alters a record appends one.
            wanted = [one for one, changed in versions.items() if one not in held or held[one].changed != changed]
            fresh = dict(listing.extracts(connection, self.type, self.keys, wanted))
            self._rows = {one: fresh.get(one) or held[one] for one in versions if one in fresh or one in held}
            return self._rows
