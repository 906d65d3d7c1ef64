from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casevault.domain.upgrades import newest_version, upgrade
from casevault.errors import Code, MachineProblem
from casevault.vault.schema import load_schema

if TYPE_CHECKING:
    from casevault.domain.record import Value


def one_to_two(payload: dict[str, Value]) -> dict[str, Value]:
    payload["b"] = payload.pop("a")
    return payload


def two_to_three(payload: dict[str, Value]) -> dict[str, Value]:
    return {**payload, "c": "3"}


STEPS = {"stage": (one_to_two, two_to_three)}


def test_an_old_payload_goes_through_every_step_and_stays_as_it_was() -> None:
    old: dict[str, Value] = {"a": "1"}
    assert upgrade("stage", 1, old, STEPS) == {"b": "1", "c": "3"}
    assert upgrade("stage", 2, {"b": "1"}, STEPS) == {"b": "1", "c": "3"}
    assert upgrade("stage", 3, old, STEPS) is old
    assert upgrade("case", 1, old, STEPS) is old
    assert old == {"a": "1"}


def test_a_payload_of_a_later_program_is_refused() -> None:
    with pytest.raises(MachineProblem) as refused:
        upgrade("stage", 4, {}, STEPS)
    assert refused.value.code is Code.TOO_NEW


def test_every_record_type_has_as_many_steps_as_its_version_says() -> None:
    assert newest_version("stage", STEPS) == 3
    for rt in load_schema().types.values():
        assert rt.version == newest_version(rt.key), rt.key


def test_no_record_type_has_the_key_that_says_deleted() -> None:
    for rt in load_schema().types.values():
        assert rt.field("deleted") is None, rt.key
