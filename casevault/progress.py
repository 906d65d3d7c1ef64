"""How a long task says how far it is and learns that it should stop. Knows nothing of windows or terminals."""

from __future__ import annotations

from typing import Protocol


class Cancelled(Exception):  # noqa: N818 - not an error: the person asked for it
    """The person cancelled. Raised by a `Progress` at a safe point; whoever catches it leaves nothing half done."""


class Progress(Protocol):
    """Called at safe points with (done, total), in one unit per task (records, bytes …); may raise `Cancelled`."""

    def __call__(self, done: int, total: int, /) -> None:
        """Report that `done` of `total` units are finished; `total` 0 means that it is not known."""


def silent(_done: int, _total: int, /) -> None:
    """Report nothing; the default where nobody watches."""
