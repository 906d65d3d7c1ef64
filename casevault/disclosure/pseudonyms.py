"""Random codes for persons, one set per recipient, so that two recipients who compare papers cannot join them.

A code is kept with the recipient's record (or, for a recipient not on record, with the one disclosure) as class C5 and says
nothing about the person: it is drawn at random, not made from the name, the case or the order of entry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.domain.consent import rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.ambient import Ambient
    from casevault.domain.record import Record, Value

# No vowels and no look-alikes: a code is never a word or a name, and survives being read over the telephone.
_LETTERS = "BCDFGHJKMNPQRSTVWXZ"
_DIGITS = "23456789"
_PATTERN = "LDLDD"  # about 830,000 codes


class Pseudonyms:
    """The codes used towards one recipient: those kept from before, and new ones drawn when first needed."""

    def __init__(self, kept: Mapping[str, str], ambient: Ambient) -> None:
        """Start from `kept` (person id -> code)."""
        self._codes = dict(kept)
        self._ambient = ambient
        self._new: list[str] = []

    @classmethod
    def of_recipient(cls, recipient: Record | None, ambient: Ambient) -> Pseudonyms:
        """Read the codes kept with a recipient's record; none for a recipient not on record."""
        rows = rows_of(recipient, "pseudonyms") if recipient is not None else ()
        return cls({str(row["person"]): str(row["code"]) for row in rows if "person" in row and "code" in row}, ambient)

    def code(self, person: str) -> str:
        """Return the code for `person`, drawing one at first use."""
        if person not in self._codes:
            taken = set(self._codes.values())
            code = self._draw()
            while code in taken:
                code = self._draw()
            self._codes[person] = code
            self._new.append(person)
        return self._codes[person]

    @property
    def drawn(self) -> tuple[str, ...]:
        """The persons for whom a code was drawn now and has to be kept."""
        return tuple(self._new)

    def rows(self, persons: tuple[str, ...] | None = None) -> list[Value]:
        """Return table rows for `persons` (all known when None), without row ids."""
        chosen = tuple(self._codes) if persons is None else persons
        return [{"person": person, "code": self._codes[person]} for person in chosen]

    def _draw(self) -> str:
        letters = []
        for kind in _PATTERN:
            alphabet = _LETTERS if kind == "L" else _DIGITS
            letters.append(alphabet[int.from_bytes(self._ambient.random_bytes(8), "big") % len(alphabet)])
        return "".join(letters)
