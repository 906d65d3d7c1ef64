"""Lots that wait for whoever makes their rows: in order, bounded, and made here where nobody else does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from casevault.domain.indexing import index_row
from casevault.domain.types import TYPES
from casevault.store import behind, search
from casevault.store.behind import Begun, Held, IndexBehind, made_here

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.domain.indexing import IndexRow

PERSON = next(rt for rt in TYPES if rt.key == "person")
CONNECTION: Any = None  # what is asked of it is replaced below


def lot(number: int) -> list[Held]:
    return [Held(number, f"id-{number}", PERSON, {"display_name": f"Name {number}"}, b"x" * 100)]


class Other:
    """Who makes rows beside, as soon as it is there, `room` lots at a time, each when `work` is called."""

    def __init__(self, *, there: bool = True, room: int = 2) -> None:
        self.there, self.room = there, room
        self.asked: list[Sequence[Held]] = []
        self.done = 0

    def begin(self, records: Sequence[Held]) -> Begun | None:
        if not self.there or len(self.asked) - self.done >= self.room:
            return None
        self.asked.append(records)
        place = len(self.asked)
        return Begun(lambda: self.done >= place, lambda: self._wait(place))

    def _wait(self, place: int) -> list[IndexRow]:
        self.done = max(self.done, place)
        return [index_row(record.type, record.fields) for record in self.asked[place - 1]]

    def work(self) -> None:
        self.done = len(self.asked)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the ids whose rows were written, as they come."""
    found: list[str] = []

    def write_new(_: Any, places: list[tuple[int, str]], rows: list[IndexRow]) -> None:
        assert [row.name.partition(" ␞")[0] for row in rows] == [f"name {seq}" for seq, _ in places]
        found.extend(record_id for _, record_id in places)

    monkeypatch.setattr(search, "is_current", lambda _: True)
    monkeypatch.setattr(search, "write_new", write_new)
    return found


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the ids whose rows were made by this process, as they are made."""
    found: list[str] = []

    def noted(records: Sequence[Held]) -> list[IndexRow]:
        found.extend(record.id for record in records)
        return made_here(records)

    monkeypatch.setattr(behind, "made_here", noted)
    return found


def ids(*numbers: int) -> list[str]:
    return [f"id-{number}" for number in numbers]


def test_lots_wait_for_one_that_is_still_being_started(written: list[str], here: list[str]) -> None:
    other = Other(there=False, room=20)
    follows = IndexBehind(CONNECTION, other)
    for number in range(1, 6):
        follows.add(CONNECTION, lot(number), more=True)
    assert (written, here) == ([], [])
    other.there = True
    follows.add(CONNECTION, lot(6), more=True)
    assert len(other.asked) == 6
    other.work()
    follows.add(CONNECTION, lot(7), more=True)
    assert written == ids(1, 2, 3, 4, 5, 6)
    follows.settle(CONNECTION)
    assert written == ids(1, 2, 3, 4, 5, 6, 7)
    assert here == []


def test_more_than_a_few_do_not_wait(written: list[str], here: list[str]) -> None:
    follows = IndexBehind(CONNECTION, Other(there=False))
    for number in range(1, behind.WAITING + 4):
        follows.add(CONNECTION, lot(number), more=True)
    assert written == here == ids(1, 2, 3)


def test_lots_that_hold_much_do_not_wait(written: list[str], here: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(behind, "HELD", 250)
    follows = IndexBehind(CONNECTION, Other(there=False))
    for number in range(1, 6):
        follows.add(CONNECTION, lot(number), more=True)
    assert written == here == ids(1, 2, 3)  # two of a hundred bytes wait
    follows.drop()
    follows.add(CONNECTION, lot(6), more=True)
    follows.settle(CONNECTION)
    assert written == ids(1, 2, 3, 6)  # what was dropped weighs nothing any more


def test_at_the_end_the_last_are_made_here_while_the_first_are_made_beside(written: list[str], here: list[str]) -> None:
    other = Other(room=2)
    follows = IndexBehind(CONNECTION, other)
    for number in range(1, 8):
        follows.add(CONNECTION, lot(number), more=True)
    assert (written, here) == ([], [])
    follows.settle(CONNECTION)
    assert written == ids(1, 2, 3, 4, 5, 6, 7)
    assert here == ids(7, 6, 5, 4, 3)
    assert [records[0].id for records in other.asked] == ids(1, 2)


def test_a_single_lot_is_asked_of_nobody(written: list[str], here: list[str]) -> None:
    other = Other()
    follows = IndexBehind(CONNECTION, other)
    follows.add(CONNECTION, lot(1), more=False)
    follows.settle(CONNECTION)
    assert written == here == ids(1)
    assert other.asked == []


def test_alone_it_makes_everything_itself(written: list[str], here: list[str]) -> None:
    follows = IndexBehind(CONNECTION)
    for number in (1, 2, 3):
        follows.add(CONNECTION, lot(number), more=True)
    follows.settle(CONNECTION)
    assert written == ids(1, 2, 3)
    assert sorted(here) == ids(1, 2, 3)
