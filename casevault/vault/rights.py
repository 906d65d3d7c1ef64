"""The checklist of a fair trial: which articles each right rests on, and how a state stands to the ICCPR."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from casevault import paths
from casevault.errors import Code, MachineProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.domain.vocabularies import Vocabularies
    from casevault.i18n import Catalogue

FILE = "rights.toml"
RIGHT, RATING = "right", "rating"
NOT_OBSERVED = "not_observed"


@dataclass(frozen=True, slots=True)
class Table:
    """`articles` is {right: {"udhr" or "cat": numbers}}, `treaties` {country: {language: sentence}}."""

    articles: Mapping[str, Mapping[str, str]]
    treaties: Mapping[str, Mapping[str, str]]


@cache
def table() -> Table:
    """Return the table that comes with CaseVault; UNSUPPORTED where it cannot be read."""
    try:
        read = tomllib.loads(paths.resource_text(FILE))
        parts = [{str(code): dict(entry) for code, entry in read[key].items()} for key in ("articles", "treaty")]
        return Table(*parts)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError, ValueError):
        raise MachineProblem(
            Code.UNSUPPORTED,
            N_("The table of rights that comes with CaseVault cannot be read."),
            N_("Install CaseVault again; your records are not affected."),
        ) from None


def articles_of(code: str, vocabularies: Vocabularies) -> str:
    """Return what a right rests on: "ICCPR 14(3)(d) · UDHR 10, 11(1)"."""
    own = table().articles.get(code, {})
    parts = [vocabularies.fact(RIGHT, code, "article")]
    parts += [f"{name} {own[key]}" for key, name in (("udhr", "UDHR"), ("cat", "CAT")) if own.get(key)]
    return " · ".join(part for part in parts if part)


def treaty_note(country: str, catalogue: Catalogue) -> str:
    """Return what an observer must know of how a state stands to the ICCPR, or ""."""
    return catalogue.labels(table().treaties.get(country, {}), "")
