from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.store import drafts

if TYPE_CHECKING:
    from desk import Desk


def test_a_draft_is_one_row_that_is_overwritten_and_dropped(desk: Desk) -> None:
    desk.db.write(lambda c: drafts.put(c, "a", '{"x":1}', 1))
    desk.db.write(lambda c: drafts.put(c, "b", '{"x":2}', 2))
    desk.db.write(lambda c: drafts.put(c, "a", '{"x":3}', 3))
    assert desk.db.read(drafts.everything) == {"a": '{"x":3}', "b": '{"x":2}'}
    assert list(desk.db.read(drafts.everything)) == ["a", "b"]
    desk.db.write(lambda c: drafts.drop(c, "a"))
    assert desk.db.read(lambda c: drafts.get(c, "a")) is None
    assert desk.db.read(lambda c: drafts.get(c, "b")) == '{"x":2}'


def test_what_a_draft_held_is_not_left_in_the_pages(desk: Desk) -> None:
    assert desk.db.maintain(lambda c: c.execute("PRAGMA secure_delete").fetchone()) == (1,)
