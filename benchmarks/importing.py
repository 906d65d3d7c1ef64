"""A table of seven columns comes in: checked, logged, indexed, in one act; beside the same rows inserted raw."""

from __future__ import annotations

import contextlib
import csv
import os
import shutil
import unicodedata
from datetime import date, timedelta
from typing import TYPE_CHECKING

from benchmarks import floors
from benchmarks.attaching import peak, reset_peak
from benchmarks.build import PASSPHRASE, PROFILE
from benchmarks.invented import Inventor
from benchmarks.table import Figure, timed_twice
from casevault.exchange import mapping as mappings
from casevault.exchange.importing import Asked, bring_in
from casevault.exchange.mapping import Column, RecordRule, Target
from casevault.store import migrate, search
from casevault.store.connection import Database
from casevault.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from casevault.exchange.reporting import Report
    from casevault.store.connection import Connection

_SYLLABLES = {
    "LATIN": ["ka", "ri", "mo", "den", "sa", "vel", "to", "bran", "li", "nor"],
    "CYRILLIC": ["ва", "ри", "но", "дем", "лю", "то", "бран", "ли", "нор", "дус"],
    "ARABIC": ["با", "رى", "مو", "دە", "سا", "لې", "تو", "بۇ", "لى", "نۇ"],
    "TIBETAN": ["ཀ་", "རི་", "མོ་", "དེ་", "ས་", "ལེ་", "ཏོ་", "བུ་", "ལི་", "ནོ་"],
}
FEW, MANY = 10_000, 100_000
ROUNDS = 3
TABLES = ("change", "record", "link", "name_key", "search_row")
HEADER = ("name", "sex", "born", "died", "occupation", "country", "defender since")
FIELDS = ("display_name", "sex", "birth", "deceased", "occupation", "nationalities", "hrd_since")
# One person a row: what a row is here is one record, so that the floor is as many rows of the log.
MAPPING = mappings.Mapping(
    name="bench",
    records={"person": RecordRule("person")},
    columns={header: Column(to=(Target.of(f"person.{field}"),)) for header, field in zip(HEADER, FIELDS, strict=True)},
)


def importing(_vault: Vault, folder: Path) -> list[Figure]:
    """Import `FEW` rows a few times, each into a vault of its own, then `MANY` once for the memory it takes."""
    few, many = folder / "few.csv", folder / "many.csv"
    times: list[tuple[float, float]] = []
    beside: list[float] = []
    raw: list[tuple[float, float]] = []
    guessed: list[float] = []
    for seed in range(ROUNDS):  # in turn, so that what else the machine does falls on both; names are new in every round
        _table(few, FEW, 2 * seed)
        vault = _empty(folder)
        before = _of_children()
        times.append(_timed(vault, few, MAPPING)[:2])
        beside.append(_of_children() - before)
        raw.append(_raw(vault, folder))
        _close(vault)
        _table(few, FEW, 2 * seed + 1)
        vault = _empty(folder)
        guessed.append(_timed(vault, few, None)[1])
        records = sum(vault.records.counts().values())
        _close(vault)
    _table(many, MANY, 2 * ROUNDS)
    peaks = {}
    for path in (few, many):
        vault = _empty(folder)
        taken, work, peaks[path] = _timed(vault, path, MAPPING)
        _close(vault)
    best, floor = min(taken for taken, _ in times), min(taken for taken, _ in raw)
    work_best, raw_best = min(work for _, work in times), min(work for _, work in raw)
    return [
        Figure(
            name=f"import {FEW:,} rows", measured_ms=best, floor_ms=floor, most_ms=FEW / 3, most_ratio=4,
            floor_name=f"the same rows of every table and of the index in one transaction; best of {ROUNDS}",
            note=f"{FEW / best * 1000:,.0f} rows/s with history and index; processor {work_best:.0f} ms, raw {raw_best:.0f} ms,"
            f" {work_best / raw_best:.2f}x; second process {min(beside):.0f} ms",
        ),
        Figure(
            name="  mapping as suggested", measured_ms=min(guessed),
            note=f"person, case and source of each row: {records:,} records, {FEW / min(guessed) * 1000:,.0f} rows/s,"
            f" {records / min(guessed) * 1000:,.0f} records/s",
        ),
        Figure(
            name=f"import {MANY:,} rows", measured_ms=taken, most_ms=MANY / 3,
            note=f"{MANY / taken * 1000:,.0f} rows/s; processor {work:.0f} ms",
        ),
        Figure(
            name="  peak memory above idle", measured_ms=peaks[many], most_ms=160, unit="MiB",  # of it 128 at most are pages
            note=f"{FEW:,} rows {peaks[few]:.0f}, {MANY:,} rows {peaks[many]:.0f}",
        ),
    ]  # fmt: skip


def _table(path: Path, rows: int, seed: int) -> None:
    inventor = Inventor(seed)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADER)
        for number in range(rows):
            person = inventor.person()
            day = date(1940, 1, 1) + timedelta(days=(number * 7919 + seed) % 21_900)
            born = day.isoformat() if number % 3 else str(day.year)
            died = f"20{10 + number % 10}" if number % 5 == 0 else ""
            sex, country = ("female", "male")[number % 2], ("CN", "TR", "BY")[number % 3]
            name = _told_apart(str(person["display_name"]), number + seed * FEW)
            out.writerow((name, sex, born, died, person.get("occupation", ""), country, f"20{number % 20:02}"))


def _told_apart(name: str, number: int) -> str:
    """Return an invented name with one more in its own script: the inventor knows few but Chinese ones, real lists hold many.

    Namesakes are looked at one by one. Of Chinese names as many are the same here as in real lists.
    """
    for script, syllables in _SYLLABLES.items():
        if script in unicodedata.name(name[0]):
            base = len(syllables)
            return f"{name} {''.join(syllables[number // base**place % base] for place in range(5))}".title()
    return name


def _empty(folder: Path) -> Vault:
    where = folder / "import.casevault"
    vault, _ = Vault.create(where, bytearray(PASSPHRASE), sign_as="bench", profile=PROFILE, synced_folder_ok=True)
    vault.search.drain()  # who signs, and this device
    return vault


def _close(vault: Vault) -> None:
    vault.close()
    shutil.rmtree(vault.folder)


def _timed(vault: Vault, path: Path, mapping: mappings.Mapping | None) -> tuple[float, float, float]:
    """Return how long an import takes, how much of the processor, both in ms, and its peak memory above idle in MiB."""
    idle = reset_peak()
    reports: list[Report] = []
    taken, work = timed_twice(lambda: reports.append(bring_in(vault, Asked(path), mapping)))
    (report,) = reports
    if report.created != report.rows or vault.db.read(search.pending):
        raise AssertionError(report.rejected)
    return taken, work, peak() - idle


def _of_children() -> float:
    """Return how much of the processor the children took that have ended, in ms: an import ends its own."""
    taken = os.times()
    return (taken.children_user + taken.children_system) * 1000


def _raw(vault: Vault, folder: Path) -> tuple[float, float]:
    """Return how long it takes to insert what the import has left in the tables and in the index into an empty vault's file."""
    path, key = folder / "raw.db", bytearray(32)
    with contextlib.closing(Database.create(path, key)) as database:
        database.maintain(migrate.create)
    with floors.bare(path, key) as connection:
        taken = _inserted(connection, *vault.db.read(_held))
    path.unlink()
    return taken


def _held(source: Connection) -> tuple[dict[str, list[tuple[object, ...]]], list[tuple[object, ...]]]:
    rows = {table: source.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}  # noqa: S608 - names of tables
    return rows, source.execute("SELECT rowid, name, alias, pinyin, script, body FROM search_text").fetchall()


def _inserted(
    target: Connection, rows: Mapping[str, list[tuple[object, ...]]], texts: list[tuple[object, ...]]
) -> tuple[float, float]:
    def insert() -> None:
        target.execute("BEGIN IMMEDIATE")
        for table, held in rows.items():
            if held:
                marks = ",".join("?" * len(held[0]))
                target.executemany(f"INSERT INTO {table} VALUES ({marks})", held)  # noqa: S608 - names of tables
        target.executemany("INSERT INTO search_text (rowid, name, alias, pinyin, script, body) VALUES (?, ?, ?, ?, ?, ?)", texts)
        target.execute("COMMIT")

    return timed_twice(insert)
