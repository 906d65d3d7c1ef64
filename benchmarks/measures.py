"""The figures: save, index, search, unlock, list, dossier, leak scan; each with its floor and the budget it has to keep."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from benchmarks import floors
from benchmarks.build import open_vault
from benchmarks.invented import Inventor
from benchmarks.table import Figure, median, p95, timed, timed_twice
from casevault.domain.query import query_plan
from casevault.vault import folder as layout

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.vault.vault import Vault

ROUNDS = 60

# In every script and of every length a person types; some with many hits, some with none.
QUERIES = (
    "高", "瑜", "志", "看守所", "律师", "会见", "开庭", "寻衅滋事", "尋釁滋事", "张志", "張志明", "李静", "曾", "欧阳", "案件",
    "gaoyu", "zhang zhiming", "zengwen", "liu", "wang", "zm", "lyu", "anna", "visser", "Söderqvist", "mullner", "lawyer", "2015",
    "detention centre", "embassy hearing", '"the room was full"', "advocaat", "B-00042", "31 6", "ئايگۈل", "خەۋەر", "پەرھات",
    "تۇرسۇن", "aygul", "адвокат", "Лещинский", "leshchinski", "བཀྲ", "ཚེ་རིང", "nobody at all", "不存在", "a", "x y",
)  # fmt: skip


def save(vault: Vault, folder: Path) -> list[Figure]:
    """One event logged, durable when the call returns; the index follows by itself."""
    inventor = Inventor(7)
    case = vault.records.ids("case", limit=1)[0]
    events = [inventor.event(case) for _ in range(ROUNDS)]
    vault.records.read_ahead()  # all three as the window does after opening
    vault.records.make_room()
    at = vault.records.bring_near()
    while at:
        at = vault.records.bring_near(at)
    saved: list[tuple[float, float]] = []
    bare: list[tuple[float, float]] = []
    with floors.bare_commit(folder) as commit:
        for event in events:  # in turn, so that what else the machine does falls on both
            saved.append(timed_twice(lambda event=event: vault.records.add("event", event)))  # type: ignore[misc] # value bound early
            payload = json.dumps(event, ensure_ascii=False)
            bare.append(timed_twice(lambda payload=payload: commit(payload)))  # type: ignore[misc] # value bound early
    (times, work), (floor, bare_work) = zip(*saved, strict=True), zip(*bare, strict=True)
    note = f"p95 {p95(times):.1f} ms; processor {median(work):.2f} ms, bare {median(bare_work):.2f} ms"

    def logged_and_indexed() -> None:
        vault.records.add("event", inventor.event(case))
        vault.search.drain()

    both = [timed(logged_and_indexed) for _ in range(ROUNDS // 3)]
    return [
        Figure(
            name="save a record",
            measured_ms=median(times),
            floor_ms=median(floor),
            floor_name="bare commit",
            most_ratio=3,
            note=note,
        ),
        Figure(name="its index", measured_ms=max(median(both) - median(times), 0.0), most_ms=100, note="follows within 1 s"),
    ]


def search(vault: Vault, _folder: Path, *, most_ms: float = 50, most_ratio: float = 2) -> list[Figure]:
    """The fixed set of queries, p95 of all rounds."""
    vault.search.drain()
    for query in QUERIES[:3]:
        vault.search.find(query)  # the first search loads the tables of characters
    path = vault.folder / layout.DATABASE
    found: list[tuple[float, float]] = []
    raw: list[tuple[float, float]] = []
    with floors.bare(path, vault.keys.db) as connection:
        for _ in range(5):
            for query in QUERIES:
                found.append(timed_twice(lambda query=query: vault.search.find(query)))  # type: ignore[misc] # value bound early
                match = query_plan(query).match
                raw.append(timed_twice(lambda match=match: floors.raw_match(connection, match)))  # type: ignore[misc] # value bound early
    (times, work), (floor, raw_work) = zip(*found, strict=True), zip(*raw, strict=True)
    slowest = max(zip(times, QUERIES * 5, strict=True))
    note = f"{len(QUERIES)} queries, median {median(times):.1f} ms, slowest {slowest[1]!r} {slowest[0]:.0f} ms"
    note += f"; processor p95 {p95(work):.1f} ms, raw {p95(raw_work):.1f} ms, {p95(work) / p95(raw_work):.2f}x"
    return [
        Figure(
            name="search, p95",
            measured_ms=p95(times),
            floor_ms=p95(floor),
            floor_name="raw FTS5",
            most_ms=most_ms,
            most_ratio=most_ratio,
            note=note,
        )
    ]


def unlock(vault: Vault, _folder: Path, *, most_ms: float = 300) -> list[Figure]:
    """From the secret to the first page of a list, without the key derivation. Closes the vault."""
    folder, key = vault.folder, bytearray(vault.keys.db)
    vault.close()

    def to_first_list() -> None:
        with open_vault(folder) as again:
            again.records.page(again.records.ids("case", order="title")[:128])

    times, work = zip(*(timed_twice(to_first_list) for _ in range(9)), strict=True)
    floor = [timed(lambda: floors.open_and_select(folder / layout.DATABASE, key)) for _ in range(9)]
    return [
        Figure(
            name="unlock to first list",
            measured_ms=median(times),
            floor_ms=median(floor),
            floor_name="open + select",
            most_ms=most_ms,
            note=f"processor {median(work):.0f} ms",
        )
    ]


def lists(vault: Vault, _folder: Path) -> list[Figure]:
    """Every id of a list in its order, and the records of the first page."""
    path = vault.folder / layout.DATABASE

    def first_page() -> None:
        vault.records.page(vault.records.ids("person", order="title")[:128])

    times, work = zip(*(timed_twice(first_page) for _ in range(15)), strict=True)
    with floors.bare(path, vault.keys.db) as connection:
        floor = [timed(lambda: floors.select_list(connection)) for _ in range(15)]
    return [
        Figure(
            name="list of people",
            measured_ms=median(times),
            floor_ms=median(floor),
            floor_name="same rows, bare",
            most_ms=400,
            note=f"processor {median(work):.0f} ms",
        )
    ]
