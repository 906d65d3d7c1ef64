"""The rule packs as this program ships them, read once from the resources."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from casevault import paths
from casevault.domain.procedure.pack_reading import read_packs

if TYPE_CHECKING:
    from casevault.domain.procedure.pack import Packs

FOLDER = "procedure"


@cache
def load_packs() -> Packs:
    """Return all rule packs; the same object each time."""
    return read_packs(paths.resource_texts(FOLDER, ".toml"))
