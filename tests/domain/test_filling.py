"""What a new record gets from around it when nobody typed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casevault.domain.filling import fill_new, law_version
from casevault.domain.types import TYPES

if TYPE_CHECKING:
    from casevault.domain.record import Value

BY_KEY = {rt.key: rt for rt in TYPES}
ACTOR = "a" * 32


def filled(
    type_key: str, fields: dict[str, Value], *, actor: str = ACTOR, number: int = 1, jurisdiction: str = "CN"
) -> dict[str, Value]:
    fill_new(BY_KEY[type_key], fields, actor=actor, number=number, jurisdiction=jurisdiction)
    return fields


def test_what_is_marked_as_filled_and_required_is_filled() -> None:
    assert filled("case", {}) == {"caseworkers": [ACTOR]}
    assert filled("case", {}, actor="") == {}
    assert filled("task", {}) == {"assignee": ACTOR}
    assert filled("detention", {}, number=2) == {"seq": 2}
    assert filled("stage", {"measure": "rsdl", "start": "2015-07-09"})["pack_version"] == "cpl-2012"
    assert filled("event", {}) == {}
    required = {(rt.key, f.key) for rt in TYPES for f in rt.fields if f.required and f.filled}
    assert required == {("case", "caseworkers"), ("detention", "seq"), ("stage", "pack_version"), ("task", "assignee")}


def test_what_was_typed_stays() -> None:
    assert filled("detention", {"seq": 7}, number=2) == {"seq": 7}
    assert filled("case", {"caseworkers": ["b" * 32]}) == {"caseworkers": ["b" * 32]}


@pytest.mark.parametrize(
    ("jurisdiction", "measure", "start", "version"),
    [
        ("CN", "criminal_detention", "2014-05-06", "cpl-2012"),
        ("CN", "criminal_detention", "2018-10-26", "cpl-2018"),
        ("CN", "house_arrest", "2010-10", "cpl-1996"),
        ("CN", "criminal_detention", "2018", ""),
        ("CN", "criminal_detention", "2019/..", "cpl-2018"),
        ("CN", "criminal_detention", "2015/..", ""),
        ("CN", "criminal_detention", "../2015", ""),
        ("CN", "criminal_detention", "1980", ""),
        ("CN", "liuzhi", "2025-06-01", "supervision-2024"),
        ("CN", "guanhu", "2020", "supervision-2018"),
        ("CN", "administrative_detention", "2026-01-01", "psapl-2025"),
        ("HK", "arrest", "2024-03-23", "snso-2024"),
        ("BY", "arrest", "2021", "cpc-1999-as-amended"),
        ("VN", "arrest", "2021", ""),
        ("CN", "arrest", "", ""),
        ("CN", "arrest", {"na": "unknown"}, ""),
    ],
)
def test_the_law_in_force(jurisdiction: str, measure: str, start: Value, version: str) -> None:
    assert law_version(jurisdiction, measure, start) == version
