"""Where the rows are in a whole value: a list, an object keyed by name, columns side by side, or a list among facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casevault.exchange.flatten import plain
from casevault.exchange.jsontext import Repeated, written

if TYPE_CHECKING:
    from casevault.exchange.flatten import Record
    from casevault.exchange.jsontext import Tree

KEY: Final = "key"  # the column with the names by which objects are keyed
_FEW_FACTS: Final = 4  # objects for each fact beside them, at least
_ALIKE: Final = 0.5  # share of keys that the objects of a table have in common, at least


@dataclass(frozen=True, slots=True)
class Table:
    """Records with the numbers of their rows, and what stands beside them."""

    name: str
    records: list[Record]
    beside: tuple[str, ...] = ()


def tables(value: Tree) -> list[Table]:
    """Return the tables of one value, the one that is meant first; at least one, if only of a single row."""
    if isinstance(value, list):
        return [Table("", numbered(value))]
    if not isinstance(value, dict):
        return [Table("", [] if value is None else [(1, value)])]
    rows = _side_by_side(value)
    return [Table("", numbered(rows))] if rows is not None else _split(value) or _of_object(value)


def _of_object(value: dict[str, Tree]) -> list[Table]:
    if is_keyed(value):
        records = {key: given for key, given in value.items() if isinstance(given, dict | Repeated)}
        rows = [{KEY: key, **one} for key, given in records.items() for one in _each(given)]
        return [Table("", numbered(rows), _facts(value, set(records)))]
    lists = {key: one for key, one in value.items() if isinstance(one, list) and any(isinstance(row, dict) for row in one)}
    if lists and all(plain_or_empty(one) for key, one in value.items() if key not in lists):
        facts = _facts(value, set(lists))
        return [Table(key, numbered(one), facts) for key, one in lists.items()]
    return [Table("", [(1, value)])]


def numbered(rows: list[Tree]) -> list[Record]:
    """Return rows with their place in the list, from 1."""
    return list(enumerate(rows, 1))


def is_grid(rows: list[Tree]) -> bool:
    """Say whether these are rows of bare cells: lists of texts and numbers."""
    return bool(rows) and all(isinstance(row, list) and not any(isinstance(one, dict | list) for one in row) for row in rows)


def is_keyed(value: dict[str, Tree]) -> bool:
    """Say whether an object holds records under their names: two or more objects that have much in common.

    Facts may stand beside them ("as of"), if they are few: an object with as many facts as objects is one record.
    """
    inner = [one for given in value.values() for one in _each(given)]
    records = [one for one in inner if isinstance(one, dict)]
    facts = len(inner) - len(records)
    if len(records) < 2 or facts * _FEW_FACTS > len(records) or any(isinstance(one, list) for one in inner):  # noqa: PLR2004 - one is no table
        return False
    every = {key for one in records for key in one}
    return bool(every) and KEY not in every and sum(map(len, records)) >= _ALIKE * len(every) * len(records)


def _each(value: Tree) -> list[Tree]:
    """Return one object, or those that stand under the same name."""
    return list(value) if isinstance(value, Repeated) else [value]


def plain_or_empty(value: Tree) -> bool:
    """Say whether a value can stand beside a table as one line of text."""
    return not isinstance(value, dict | list) or not value or not any(isinstance(one, dict | list) for one in _inside(value))


def _inside(value: Tree) -> list[Tree]:
    return list(value.values()) if isinstance(value, dict) else value


def _facts(value: dict[str, Tree], but: set[str]) -> tuple[str, ...]:
    told = (
        f"{key}: {written(one) if isinstance(one, dict | list) else plain(one)}" for key, one in value.items() if key not in but
    )
    return tuple(told)


def _split(value: dict[str, Tree]) -> list[Table]:
    """Return names and rows that stand in two lists, as data frames and portals of open data write them; [] for others."""
    for names, rows in (("columns", "data"), ("columns", "rows"), ("fields", "records")):
        head, body = value.get(names), value.get(rows)
        if isinstance(head, list) and isinstance(body, list) and is_grid(body):
            titles = [one.get("id", one.get("name")) if isinstance(one, dict) else one for one in head]
            if all(isinstance(title, str) for title in titles):
                return [Table("", numbered([titles, *body]), _facts(value, {names, rows}))]
    return []


def _side_by_side(value: dict[str, Tree]) -> list[Tree] | None:
    """Return the rows of columns: lists of the same length, or objects with the same numbers for keys; None for anything else."""
    inner = list(value.values())
    if len(inner) < 2:  # noqa: PLR2004 - one column is a list
        return None
    if all(isinstance(one, list) and not any(isinstance(cell, dict | list) for cell in one) for one in inner):
        length = len(inner[0])
        if length < 2 or any(len(one) != length for one in inner):  # noqa: PLR2004 - lists of one are several values of one record
            return None
        return [dict(zip(value, row, strict=True)) for row in zip(*inner, strict=True)]
    if all(isinstance(one, dict) and one and one.keys() == inner[0].keys() for one in inner) and all(
        map(str.isdecimal, inner[0])
    ):
        return [{name: one[index] for name, one in value.items()} for index in inner[0]]
    return None
