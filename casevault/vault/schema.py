"""The schema as this program ships it, read once from the resources."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from casevault import paths
from casevault.domain.catalog import built_in, vocabulary_keys
from casevault.domain.vocabularies import Vocabularies

if TYPE_CHECKING:
    from casevault.domain.catalog import Schema


@cache
def load_schema() -> Schema:
    """Return the record types with their vocabularies; the same object each time."""
    return built_in(Vocabularies.from_toml({key: paths.resource_text(f"vocabularies/{key}.toml") for key in vocabulary_keys()}))
