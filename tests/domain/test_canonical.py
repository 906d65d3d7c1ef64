from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casevault.domain.canonical import DIGESTED, NotCanonical, canonical, change_digest, change_mac, payload_hash
from casevault.domain.change import Action

ROW: dict[str, object] = dict.fromkeys(DIGESTED, None) | {"parents": ["b", "a"], "fields": ("x",), "at_utc": 1}


def test_one_spelling() -> None:
    value = {"b": [1, True, None, "é高\u2028\x7f"], "a": {"\U0001f600": '"\\\n\x01'}, "Z": "\u200d"}
    spelt = '{"Z":"\u200d","a":{"\U0001f600":"\\"\\\\\\n\\u0001"},"b":[1,true,null,"é高\u2028\x7f"]}'
    assert canonical(value) == spelt.encode()
    assert canonical([Action.CREATED, True]) == b'["created",true]'
    assert canonical(Action.CREATED) == b'"created"'


@pytest.mark.parametrize("value", [1.0, float("nan"), {"a": [{"b": 2.5}]}, {1: "a"}, "\ud800", {"\udfff": 1}, b"x", {1, 2}])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical(value)


def test_what_is_nested_too_deep_is_refused() -> None:
    value: object = "x"
    for _ in range(100_000):
        value = [value]
    with pytest.raises(NotCanonical):
        canonical(value)


def test_what_holds_itself_is_refused() -> None:
    value: list[object] = ["x"]
    value.append({"a": value})
    with pytest.raises(NotCanonical):
        canonical(value)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab高", max_size=3), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(VALUES)
def test_reading_and_spelling_again_gives_the_same_bytes(value: object) -> None:
    spelt = canonical(value)
    assert canonical(json.loads(spelt)) == spelt
    assert spelt == json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def test_the_digest_sorts_what_has_no_order_and_covers_every_column() -> None:
    digest = change_digest(ROW)
    assert change_digest({**ROW, "parents": ("a", "b")}) == digest
    assert change_digest({**ROW, "mac": b"not covered"}) == digest
    for key in DIGESTED:
        altered = ["c"] if key in {"parents", "fields"} else "c"
        assert change_digest({**ROW, key: altered}) != digest
    for names in (None, ["a", []], [1]):
        with pytest.raises(NotCanonical):
            change_digest({**ROW, "parents": names})


def test_the_salt_hides_the_payload() -> None:
    assert payload_hash(bytes(32), b"{}") != payload_hash(bytes([1] * 32), b"{}")


def test_the_mac_covers_place_digest_origin_and_the_row_before() -> None:
    key, zero = bytes(32), bytes(32)
    mac = change_mac(key, 1, zero, None, zero)
    one = b"\1" * 32
    others = {
        change_mac(one, 1, zero, None, zero),
        change_mac(key, 2, zero, None, zero),
        change_mac(key, 1, one, None, zero),
        change_mac(key, 1, zero, {"vault": "v"}, zero),
        change_mac(key, 1, zero, None, one),
    }
    assert len(others | {mac}) == 6
