from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from desk import Desk, open_desk

from casevault.errors import Code, UserProblem
from casevault.vault import drafts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = open_desk(tmp_path)
    yield made
    made.db.close()


def test_a_draft_is_kept_replaced_and_forgotten(desk: Desk) -> None:
    assert desk.drafts.load("log") is None
    desk.drafts.save("log", {"fields": {"narrative": "高瑜"}})
    desk.drafts.save("person/new", {"a": 1})
    desk.drafts.save("log", {"fields": {"narrative": "half a se"}})
    assert desk.drafts.load("log") == {"fields": {"narrative": "half a se"}}
    assert list(desk.drafts.all()) == ["log", "person/new"]
    desk.drafts.discard("log")
    desk.drafts.discard("log")
    assert desk.drafts.load("log") is None


def test_a_draft_holds_what_no_field_takes(desk: Desk) -> None:
    payload = {"fields": {"narrative": "x" * (2 << 20), "display_name": "\ud800\u2066\x00", "start": "31 Febru"}}
    desk.drafts.save("log", payload)
    assert desk.drafts.load("log") == payload


def test_a_draft_has_a_bound(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.drafts.save("log", {"a": "b"})
    monkeypatch.setattr(drafts, "LIMIT", 20)
    with pytest.raises(UserProblem) as refused:
        desk.drafts.save("log", {"a": "b" * 20})
    assert refused.value.code is Code.TOO_LARGE
    assert desk.drafts.load("log") == {"a": "b"}


def test_a_draft_leaves_no_row_in_the_log(desk: Desk) -> None:
    before = desk.rows("SELECT count(*) FROM change")
    desk.drafts.save("log", {"a": "b"})
    assert desk.rows("SELECT count(*) FROM change") == before
