"""A mapping that stays the same object while all it holds is replaced at once: the types and lists of an open vault."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

T = TypeVar("T")


class Live(Mapping[str, T]):
    """A mapping that stays the same object while what it holds is replaced as a whole; whoever is going through it is not met."""

    def __init__(self, now: Mapping[str, T]) -> None:
        self._now = now

    def put(self, now: Mapping[str, T]) -> None:
        """Hold something else from now on."""
        self._now = now

    def __getitem__(self, key: str) -> T:
        return self._now[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._now)

    def __len__(self) -> int:
        return len(self._now)
