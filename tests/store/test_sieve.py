"""A sieve never denies what a table holds, and asks the table little for what it does not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest.mock import patch

from builders import make_vault
from exchange.material import written
from hypothesis import given
from hypothesis import strategies as st

from casevault.exchange.importing import Asked, bring_in
from casevault.exchange.mapping import Column, Mapping, RecordRule, Target
from casevault.store import names, records
from casevault.store.sieve import Sieve
from casevault.vault import bulk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

TEXTS = st.text(max_size=4)


@given(held=st.sets(TEXTS), later=st.lists(TEXTS), asked=st.lists(TEXTS), forgets=st.booleans())
def test_what_is_held_is_never_denied(held: set[str], later: list[str], asked: list[str], forgets: bool) -> None:
    table = set(held)
    sieve = Sieve(len(table), lambda: table)
    for text in asked:
        assert sieve.may_hold(text) or text not in table
    for text in later:
        table.add(text)
        sieve.add([text])
        assert all(map(sieve.may_hold, table))
    if forgets:
        sieve.forget()
    assert all(map(sieve.may_hold, table))


def test_the_table_is_read_once_questions_would_have_cost_as_much() -> None:
    read: list[int] = []

    def texts() -> Iterator[str]:
        read.append(1)
        return (str(number) for number in range(1_000))

    sieve = Sieve(1_000, texts)
    assert [sieve.may_hold(f"n{number}") for number in range(99)] == [True] * 99
    assert read == []
    denied = [not sieve.may_hold(f"n{number}") for number in range(10_000)]
    assert read == [1]
    assert sum(denied) > 9_900


PEOPLE = Mapping(
    name="people", records={"person": RecordRule("person")}, columns={"name": Column(to=(Target.of("person.display_name"),))}
)
TABLE = "name\n" + "".join(f"{name}\n" for number in range(30) for name in (f"Anna Visser {number}", "王伟", f"王{number % 9}伟"))


def _asked(count: list[str], real: Callable[..., object]) -> Callable[..., object]:
    def asked(connection: object, text: str, *more: str) -> object:
        count.append(text)
        return real(connection, text, *more)

    return asked


def test_an_import_finds_the_same_namesakes_and_rows_and_asks_less(tmp_path: Path) -> None:
    told: list[list[list[tuple[object, ...]]]] = []
    asked: list[int] = []
    for through in (lambda _self, _text: True, Sieve.may_hold):
        folder = tmp_path / str(len(told))
        folder.mkdir()
        vault, _ = make_vault(folder / "v")
        count: list[str] = []
        with (
            vault,
            patch.object(bulk, "LOT", 7),
            patch.object(Sieve, "may_hold", through),
            patch.object(names, "whole", _asked(count, names.whole)),
            patch.object(records, "get", _asked(count, records.get)),
        ):
            first = bring_in(vault, Asked(written(folder, TABLE)), PEOPLE)
            asked.append(len(count))
            again = bring_in(vault, Asked(written(folder, TABLE)), PEOPLE)
        assert (first.created, again.created, again.updated) == (90, 0, 90)
        told.append([[(one.row, one.of_row, one.why) for one in report.duplicates] for report in (first, again)])
    assert told[0] == told[1]
    assert asked[1] < asked[0] / 2
