from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from search_spine import make_tables, remove, save

from casevault.domain.indexing import VERSION
from casevault.errors import Code, MachineProblem, UserProblem
from casevault.i18n import NO_TEXT
from casevault.progress import Cancelled
from casevault.store import meta
from casevault.store.connection import Database
from casevault.store.search import INDEX_VERSION
from casevault.vault import search as module
from casevault.vault.schema import load_schema
from casevault.vault.search import Search

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = Database.create(tmp_path / "x.db", bytearray(32))
    database.write(make_tables)
    database.write(lambda c: save(c, "gao", "person", {"display_name": "高瑜"}, case="case1"))
    yield database
    database.close()


@pytest.fixture
def search(db: Database) -> Search:
    return Search(db, load_schema())


def test_a_search_brings_the_index_up_to_date_first(db: Database, search: Search) -> None:
    found = search.find("gaoyu")
    assert (found.query, found.total, found.waiting) == ("gaoyu", 1, 0)
    (hit,) = found.hits
    assert (hit.id, hit.type, hit.title, hit.case, hit.why) == ("gao", "person", "高瑜", "case1", "pinyin")
    db.write(lambda c: save(c, "gao", "person", {"display_name": "浦志强"}))
    assert search.find("高瑜").hits == ()
    assert search.find("浦志強").hits[0].why == "script"
    db.write(lambda c: remove(c, "gao"))
    assert search.find("浦志強").total == 0


def test_an_index_by_other_rules_is_made_anew(db: Database, search: Search) -> None:
    search.drain()
    db.write(lambda c: meta.put(c, INDEX_VERSION, b"0"))
    db.write(lambda c: c.execute("UPDATE search_text SET name = 'by older rules'").rowcount)
    assert search.find("高瑜").total == 1
    assert db.read(lambda c: meta.get(c, INDEX_VERSION)) == VERSION.encode()


def test_one_type_and_a_limit(db: Database, search: Search) -> None:
    for number in range(5):
        db.write(lambda c, number=number: save(c, f"n{number}", "note", {"text": [{"text": "word"}], "kind": "fact"}))  # type: ignore[misc] # value bound early
    assert [hit.id for hit in search.find("word", type_key="note", limit=2).hits] == ["n4", "n3"]
    assert search.find("word", type_key="person").total == 0
    assert search.find("word", limit=-1).hits == ()
    with pytest.raises(UserProblem) as refused:
        search.find("word", type_key="no_such_type")
    assert refused.value.code is Code.INVALID_INPUT


def test_a_search_waits_for_so_much_of_the_queue_and_says_what_is_left(
    db: Database, search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "DRAINED_FIRST", 1)
    monkeypatch.setattr("casevault.store.search.LOT", 2)
    monkeypatch.setattr("casevault.store.search.LOT_SECONDS", 0.0)
    for number in range(5):
        db.write(lambda c, number=number: save(c, f"n{number}", "note", {"text": [{"text": "word"}], "kind": "fact"}))  # type: ignore[misc] # value bound early
    found = search.find("word")
    assert found.waiting > 0
    assert found.total < 5
    search.drain()
    assert search.waiting() == 0
    assert search.find("word").total == 5


def test_draining_reports_its_progress_and_can_be_stopped(search: Search) -> None:
    seen: list[tuple[int, int]] = []
    search.drain(lambda done, total: seen.append((done, total)))
    assert seen == [(0, 1)]

    def stop(_done: int, _total: int) -> None:
        raise Cancelled

    search._db.write(lambda c: save(c, "x", "person", {"display_name": "x"}))
    with pytest.raises(Cancelled):
        search.drain(stop)
    assert search.waiting() == 1


@pytest.mark.parametrize(("code", "answers"), [(Code.DISK_FULL, True), (Code.READ_ONLY, True), (Code.DB_DAMAGED, False)])
def test_a_disk_that_takes_nothing_can_still_be_searched(
    db: Database, search: Search, monkeypatch: pytest.MonkeyPatch, code: Code, *, answers: bool
) -> None:
    search.drain()
    db.write(lambda c: save(c, "late", "person", {"display_name": "高高"}))

    def refuse(_work: Callable[..., object]) -> object:
        raise MachineProblem(code, NO_TEXT)

    monkeypatch.setattr(db, "write", refuse)
    if not answers:
        with pytest.raises(MachineProblem):
            search.find("高瑜")
        return
    found = search.find("高瑜")
    assert (found.total, found.waiting) == (1, 1)
