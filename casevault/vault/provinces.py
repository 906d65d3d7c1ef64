"""What the provinces are called that administrative codes begin with."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import TYPE_CHECKING

from casevault import paths

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def provinces() -> Mapping[str, Mapping[str, str]]:
    """Return {two digits: {language: name}}, in the order of the codes."""
    data: Mapping[str, Mapping[str, str]] = tomllib.loads(paths.resource_text("general/provinces.toml"))
    return data
