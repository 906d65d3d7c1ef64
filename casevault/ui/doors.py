"""What the window can ask for that another part answers: logging, forms, disclosing, locking.

A door that is None does not exist, and neither does any button or command for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Preset: TypeAlias = Mapping[str, object]


@dataclass
class Doors:
    """Filled when the window is put together."""

    lock: Callable[[], None] | None = None
    log: Callable[[str], None] | None = None  # (case id or "")
    new: Callable[[str, Preset], None] | None = None  # (record type, fields already known)
    edit: Callable[[str], None] | None = None  # (record id)
    disclose: Callable[[str], None] | None = None  # (case id)
    back_up: Callable[[], None] | None = None
    hide: Callable[[], None] | None = None  # out of sight, without a lock
