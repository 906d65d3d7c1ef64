from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlcipher3 import dbapi2

import casevault
from casevault.ambient import Stamp
from casevault.domain.change import Action, ClockFlag, clock_flag
from casevault.store import changes
from casevault.store.changes import Author, Entry, Log
from casevault.vault.acts import Act

if TYPE_CHECKING:
    from desk import Desk

REST = ", ".join(changes.COLUMNS[2:])


def test_the_log_is_read_in_both_directions_and_by_its_parts(
    desk: Desk, made: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "PAGE", 3)
    monkeypatch.setattr(changes, "SHORT_PAGE", 3)
    forwards = desk.db.read(lambda c: list(changes.forwards(c)))
    batches = desk.db.read(lambda c: [list(rows)[::-1] for _, rows in changes.acts_backwards(c)])
    assert [change.seq for change in forwards] == list(range(1, len(forwards) + 1))
    assert [change for rows in reversed(batches) for change in rows] == forwards
    assert [change.record_id for change in batches[-1]] == [desk.records.actor, desk.records.device]
    assert desk.db.read(changes.count) == desk.db.read(changes.highest_seq) == len(forwards)
    assert desk.db.read(lambda c: changes.newest(c, 2)) == forwards[:-3:-1]
    of_lin = desk.db.read(lambda c: changes.of_record(c, made["lin"]))
    assert [change.record_id for change in of_lin] == [made["lin"]]
    assert desk.db.read(lambda c: list(changes.walk_batch(c, of_lin[0].batch))) == of_lin
    assert desk.db.read(lambda c: changes.has_batch_after(c, of_lin[0].batch, of_lin[0].seq - 1))
    assert not desk.db.read(lambda c: changes.has_batch_after(c, of_lin[0].batch, of_lin[0].seq))
    assert set(made.values()) <= set(desk.db.read(changes.records_in_log))


def test_what_was_recorded_before_is_every_state_that_another_followed(desk: Desk, made: dict[str, str]) -> None:
    for occupation in ("teacher", "lawyer"):
        desk.records.edit(made["lin"], {"occupation": occupation})
    desk.records.delete(made["lin"])
    desk.records.apply([Act(made["sister"], Action.VIEWED)])  # a row without payload: nothing of her was ever otherwise
    rows = [row for row in desk.db.read(lambda c: list(changes.forwards(c))) if row.payload is not None and row.type == "person"]
    newest = {row.record_id: row.seq for row in rows}
    earlier = [(row.record_id, row.payload) for row in rows if row.seq < newest[row.record_id]]
    assert len(earlier) == 3
    assert desk.records.former("person") == earlier
    assert desk.records.former("hearing") == []
    every = [record for record, _ in earlier]
    told = desk.records.former_of([made["lin"], made["sister"], *(f"{number:032x}" for number in range(60))], "person")
    assert [(record, stated) for _, record, stated in told] == earlier
    assert [seq for seq, _, _ in told] == sorted(
        row.seq for row in rows if row.record_id in every and row.seq < newest[made["lin"]]
    )
    assert desk.records.former_of([made["lin"]], "hearing") == []


def test_what_came_since_is_told_by_the_log_and_another_log_tells_nothing(desk: Desk, made: dict[str, str]) -> None:
    end = desk.records.end_of_log()
    assert desk.records.touched_since(end) == []
    desk.records.edit(made["lin"], {"occupation": "teacher"})
    desk.records.edit(made["lin"], {"occupation": "lawyer"})
    assert desk.records.touched_since(end) == [made["lin"]]
    assert desk.records.touched_since((end[0], "another")) is None
    assert desk.records.touched_since((end[0] + 99, end[1])) is None


def test_acts_of_whoever_writes_here_are_found_without_reading_the_log(desk: Desk, made: dict[str, str]) -> None:
    actor = desk.records.actor
    desk.records.apply([Act(actor, Action.LEFT, ("one",))])
    desk.records.apply([Act(made["lin"], Action.LEFT, ("hers",))])
    desk.records.apply([Act(actor, Action.LEFT, ("two",))])
    assert [act.fields for act in desk.records.acts_of_actors(Action.LEFT, 9)] == [("two",), ("one",)]
    assert [act.fields for act in desk.records.acts_of_actors(Action.LEFT, 1)] == [("two",)]
    asked = "SELECT * FROM change WHERE record_id IN (SELECT id FROM record WHERE deleted IN (0, 1) AND type = 'actor')"
    steps = desk.db.read(lambda c: [str(row[3]) for row in c.execute(f"EXPLAIN QUERY PLAN {asked}")])
    assert not any(step.startswith("SCAN change") for step in steps), steps


def test_lamport_time_goes_on_by_one(desk: Desk, made: dict[str, str]) -> None:
    assert made
    forwards = desk.db.read(lambda c: list(changes.forwards(c)))
    assert [change.lamport for change in forwards] == list(range(1, len(forwards) + 1))


def test_a_row_without_boot_device_or_actor_says_null(desk: Desk) -> None:
    class Bare:
        def __getattr__(self, name: str) -> object:
            return getattr(desk.ambient, name)

        def stamp(self) -> Stamp:
            return Stamp(1, 2, "")

    log = Log(bytearray(32), Bare())  # type: ignore[arg-type] # it answers all that ambient answers
    written = desk.db.write(lambda c: log.append(c, Author("", ""), "b" * 32, Entry(action="left")))
    assert (written.boot, written.device, written.actor, written.payload, written.salt) == (None, None, None, None, None)
    read = desk.db.read(changes.last_change)
    assert read == written
    assert read.own_digest() == read.digest


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE change SET actor = 'x' WHERE seq = 1",
        "UPDATE change SET payload = NULL, salt = NULL, actor = 'x'",
        "DELETE FROM change WHERE seq = 1",
        "DELETE FROM change",
        "INSERT INTO change SELECT * FROM change WHERE seq = 1",
        "INSERT OR REPLACE INTO change SELECT * FROM change WHERE seq = 1",
        f"REPLACE INTO change SELECT (SELECT max(seq) + 1 FROM change), id, {REST} FROM change WHERE seq = 1",  # noqa: S608 - names of columns
        f"INSERT INTO change SELECT (SELECT max(seq) + 2 FROM change), 'new', {REST} FROM change WHERE seq = 1",  # noqa: S608 - names of columns
    ],
)
def test_the_database_itself_refuses_to_alter_the_log(desk: Desk, statement: str) -> None:
    before = desk.rows("SELECT * FROM change")
    with pytest.raises(dbapi2.IntegrityError, match="only appended"):
        desk.db.write(lambda c: c.execute(statement).fetchall())
    assert desk.rows("SELECT * FROM change") == before


def test_no_other_statement_writes_the_log_or_the_records() -> None:
    """`change` is written in changes.py and emptied in erasures.py, the rest where it is derived: nobody else."""
    statement = re.compile(r'"(?:INSERT(?: OR \w+)? INTO|REPLACE INTO|UPDATE|DELETE FROM) (\w+|{\w+})')
    home = {
        "change": "changes",
        "record": "derive",
        "link": "links",
        "name_key": "derive",
        "{table}": "derive",
    }
    package = Path(casevault.__file__).parent
    found = {
        (table, path.relative_to(package).as_posix())
        for path in package.rglob("*.py")
        for table in statement.findall(path.read_text(encoding="utf-8"))
        if table in home
    }
    assert found == {(table, f"store/{module}.py") for table, module in [*home.items(), ("change", "erasures")]}


@pytest.mark.parametrize(
    ("now", "flag"),
    [
        (Stamp(1_000_000_000, 1_000_000_000_000, "b"), None),
        (Stamp(1_000_000_000 - 119_000_000, 1_000_000_000_000, "other"), None),
        (Stamp(1_000_000_000 - 121_000_000, 1_000_000_000_000, "b"), ClockFlag.BACK),
        (Stamp(1_000_000_000 + 121_000_000, 1_000_000_000_000, "b"), ClockFlag.JUMP),
        (Stamp(1_000_000_000 + 121_000_000, 1_000_000_000_000, "other"), None),
        (Stamp(1_000_000_000 + 121_000_000, 1_000_000_000_000, ""), None),
        (Stamp(1_000_000_000 + 121_000_000, 1_000_000_000_000 + 121_000_000_000, "b"), None),
        (Stamp(1_000_000_000, 1_000_000_000_000 + 121_000_000_000, "b"), ClockFlag.JUMP),
    ],
)
def test_clocks_are_compared_with_the_row_before(desk: Desk, now: Stamp, flag: ClockFlag | None) -> None:
    class Then:
        def __getattr__(self, name: str) -> object:
            return getattr(desk.ambient, name)

        def stamp(self) -> Stamp:
            return Stamp(1_000_000_000, 1_000_000_000_000, "b")

    log = Log(bytearray(32), Then())  # type: ignore[arg-type] # it answers all that ambient answers
    before = desk.db.write(lambda c: log.append(c, Author("a", "d"), "b" * 32, Entry(action="left")))
    assert clock_flag(before.end, now, "d") is flag
    assert clock_flag(before.end, now, "another device") is None


def test_an_odd_clock_is_kept_as_a_flag(desk: Desk) -> None:
    desk.ambient.now -= timedelta(hours=1)
    desk.records.add("person", {"display_name": "A"})
    assert desk.records.log.flags == {ClockFlag.BACK}
