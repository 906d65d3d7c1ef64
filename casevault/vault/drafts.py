"""Drafts: what a person is typing, kept in the vault about once a second so that a lock never has to ask or wait.

A draft holds whatever stands in the form, fit to be recorded or not: text over the limit, half a date, broken characters.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.store import drafts as rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.ambient import Ambient
    from casevault.store.connection import Database

LIMIT: Final = 64 << 20  # characters of JSON in one draft


class Drafts:
    """The drafts of one open vault; safe to call from any thread."""

    def __init__(self, db: Database, ambient: Ambient) -> None:
        self._db = db
        self._ambient = ambient

    def save(self, key: str, payload: Mapping[str, object]) -> None:
        """Keep `payload` (plain JSON) under `key`, in place of what was there."""
        text = json.dumps(payload, separators=(",", ":"))  # escaped to ASCII: a lone surrogate, which no field takes, is kept too
        if len(text) > LIMIT:
            raise UserProblem(
                Code.TOO_LARGE,
                N_("What is typed here is too much to be kept as a draft."),
                N_("Save what you can, or divide it over several records."),
            )
        at_utc = self._ambient.stamp().at_utc
        self._db.write(lambda c: rows.put(c, key, text, at_utc))

    def load(self, key: str) -> dict[str, Any] | None:
        """Return what is kept under `key`, or None."""
        text = self._db.read(lambda c: rows.get(c, key))
        return None if text is None else json.loads(text)

    def discard(self, key: str) -> None:
        """Forget what is kept under `key`."""
        self._db.write(lambda c: rows.drop(c, key))

    def all(self) -> dict[str, dict[str, Any]]:
        """Return every draft by its key, the newest first."""
        return {key: json.loads(text) for key, text in self._db.read(rows.everything).items()}
