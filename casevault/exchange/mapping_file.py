"""A mapping in a file of its own: kept for the next table of the same kind, and taken again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casevault import files
from casevault.errors import Code, UserProblem
from casevault.exchange import mapping as mappings
from casevault.i18n import N_

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.domain.catalog import Schema
    from casevault.exchange.mapping import Mapping

SUFFIX: Final = ".toml"


def load(path: Path, schema: Schema) -> Mapping:
    """Return the mapping that a file holds; INVALID_INPUT where it is none, TOO_LARGE beyond its bound."""
    untrusted = files.read_limited(path, mappings.LARGEST)
    try:
        text = untrusted.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("This is not a mapping: it is not text in UTF-8."),
            N_("Choose the file that was saved here, or that “casevault import --guess” printed."),
        ) from None
    return mappings.read(text, schema)


def save(mapping: Mapping, path: Path) -> Path:
    """Write a mapping durably and return where; ".toml" is added where it lacks, a file that stands there is INVALID_INPUT.

    It is not sealed: it says what columns are called and which words in them are no value, and holds no row.
    """
    target = path if path.suffix.lower() == SUFFIX else path.with_name(path.name + SUFFIX)
    files.write_private_file(target, mappings.write(mapping).encode(), replace=False)
    return target
