from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from desk import DB_KEY, Desk, open_desk
from sqlcipher3 import dbapi2

from casevault.errors import Code, MachineProblem
from casevault.i18n import Msg
from casevault.store import migrate
from casevault.store.connection import Database

if TYPE_CHECKING:
    from pathlib import Path

ADD_TABLE = "CREATE TABLE later (a TEXT);\nCREATE TRIGGER later_is_kept BEFORE DELETE ON later\nBEGIN\n    SELECT 1;\nEND;\n"
BROKEN = "CREATE TABLE half (a);\nCREATE TABLE change (a);\n"
OLD, PARTED = "case_record", ("index link_by_target", "index record_list", "table link")  # what version 4 made otherwise
SHAPE = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"


def empty(folder: Path, name: str) -> Database:
    return Database.create(folder / name, DB_KEY)


def shape(database: Database) -> list[tuple[object, ...]]:
    return database.read(lambda c: [tuple(row) for row in c.execute(SHAPE).fetchall()])


def test_the_tables_equal_all_migrations_applied(tmp_path: Path) -> None:
    new, old = empty(tmp_path, "new.db"), empty(tmp_path, "old.db")
    new.maintain(migrate.create)
    for number, script in enumerate(migrate.released(), start=1):
        old.maintain(lambda c, script=script, number=number: migrate.apply(c, script, number))  # type: ignore[misc] # bound per step
    assert [row[:3] for row in shape(new)] == [row[:3] for row in shape(old)]
    words = [[" ".join(str(row[3]).split()) for row in shape(database)] for database in (new, old)]
    assert words[0] == words[1]
    assert migrate.version_of(new) == migrate.version_of(old) == migrate.VERSION
    for database in (new, old):
        assert database.read(lambda c: c.execute("SELECT v FROM search_text_config WHERE k = 'secure-delete'").fetchone()) == (1,)
        assert migrate.is_current(database)
        assert not migrate.bring_up(database)
        database.close()


def test_a_newer_vault_is_refused_and_left_alone(desk: Desk) -> None:
    desk.db.maintain(lambda c: c.execute("PRAGMA user_version=99").fetchall())
    before = shape(desk.db)
    with pytest.raises(MachineProblem) as refused:
        migrate.bring_up(desk.db)
    assert refused.value.code is Code.TOO_NEW
    assert shape(desk.db) == before


def test_a_database_without_tables_is_damaged(tmp_path: Path) -> None:
    database = empty(tmp_path, "main.db")
    with pytest.raises(MachineProblem) as refused:
        migrate.is_current(database)
    assert refused.value.code is Code.DB_DAMAGED
    database.close()


def test_an_older_vault_is_copied_aside_and_brought_up(tmp_path: Path) -> None:
    desk = open_desk(tmp_path)
    person = desk.records.add("person", {"display_name": "Lin Zhaowen"}).id
    assert not migrate.is_current(desk.db, migrate.VERSION + 2)
    assert migrate.bring_up(desk.db, [*migrate.released(), ADD_TABLE, "CREATE TABLE last (a);\n"])
    assert migrate.version_of(desk.db) == migrate.VERSION + 2
    assert desk.rows("SELECT name FROM sqlite_master WHERE name IN ('later', 'last', 'later_is_kept') ORDER BY name") == [
        ("last",),
        ("later",),
        ("later_is_kept",),
    ]
    assert desk.records.get(person).title == "Lin Zhaowen"
    desk.db.close()
    # The copy is the vault as it was, under the same key.
    copy = Database.open(migrate.safety_copy(tmp_path / "main.db", migrate.VERSION), DB_KEY)
    assert migrate.version_of(copy) == migrate.VERSION
    assert copy.read(lambda c: c.execute("SELECT title FROM record WHERE id = ?", (person,)).fetchone()) == ("Lin Zhaowen",)
    copy.close()


def test_a_step_that_fails_leaves_the_step_before(tmp_path: Path) -> None:
    desk = open_desk(tmp_path)
    with pytest.raises(dbapi2.OperationalError):
        migrate.bring_up(desk.db, [*migrate.released(), ADD_TABLE, BROKEN])
    assert migrate.version_of(desk.db) == migrate.VERSION + 1
    assert desk.rows("SELECT count(*) FROM sqlite_master WHERE name = 'half'") == [(0,)]
    desk.records.add("person", {"display_name": "A"})
    desk.db.close()


def test_a_migration_that_was_cut_short_after_its_copy_can_be_done_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_short(*_arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(migrate, "apply", cut_short)
        with pytest.raises(KeyboardInterrupt):
            migrate.bring_up(desk.db, [*migrate.released(), ADD_TABLE])
    copy = migrate.safety_copy(desk.db.path, migrate.VERSION)
    first = copy.read_bytes()
    person = desk.records.add("person", {"display_name": "Lin Zhaowen"}).id  # by the older program, which goes on meanwhile
    assert migrate.bring_up(desk.db, [*migrate.released(), ADD_TABLE])
    assert migrate.version_of(desk.db) == migrate.VERSION + 1
    assert desk.records.get(person).title == "Lin Zhaowen"
    assert copy.read_bytes() != first


def test_a_whole_copy_is_not_exchanged_for_one_of_a_damaged_database(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = migrate.safety_copy(desk.db.path, migrate.VERSION)
    copy.write_bytes(b"whole")
    monkeypatch.setattr(migrate, "damage_of", lambda _connection: ["page 3"])
    with pytest.raises(MachineProblem) as refused:
        migrate.bring_up(desk.db, [*migrate.released(), ADD_TABLE])
    assert refused.value.code is Code.DB_DAMAGED
    assert copy.read_bytes() == b"whole"
    assert migrate.version_of(desk.db) == migrate.VERSION


def test_a_migration_that_leaves_damage_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = iter([[], ["page 3"]])
    monkeypatch.setattr(migrate, "damage_of", lambda _connection: next(looks))
    with pytest.raises(MachineProblem) as refused:
        migrate.bring_up(desk.db, [*migrate.released(), ADD_TABLE])
    assert refused.value.code is Code.DB_DAMAGED
    assert migrate.version_of(desk.db) == migrate.VERSION + 1


def test_safety_copies_go_when_they_are_told_to(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    migrate.bring_up(desk.db, [*migrate.released(), ADD_TABLE])
    copy = migrate.safety_copy(desk.db.path, migrate.VERSION)
    assert copy.exists()
    monkeypatch.setattr(migrate, "VERSION", migrate.VERSION + 2)
    migrate.drop_safety_copies(desk.db)
    assert not copy.exists()


def test_scripts_are_taken_apart_by_statement() -> None:
    found = list(migrate.statements(f"-- first\n{ADD_TABLE}"))
    assert len(found) == 2
    assert found[1].startswith("CREATE TRIGGER")
    with pytest.raises(ValueError, match="within a statement"):
        list(migrate.statements("CREATE TABLE a (b"))


def test_damage_is_named(desk: Desk) -> None:
    assert desk.db.maintain(migrate.damage_of) == []
    desk.db.maintain(lambda c: c.execute("PRAGMA writable_schema=ON").fetchall())
    desk.db.maintain(lambda c: c.execute("DELETE FROM search_text_data WHERE id > 10").fetchall())
    assert desk.db.maintain(migrate.damage_of) == [] or "search_text" in desk.db.maintain(migrate.damage_of)[0]


def test_each_version_is_whole_in_its_own_shape(tmp_path: Path) -> None:
    """A back-up made by an earlier program is read as it is, and nothing about it is damage."""
    for version in range(1, migrate.VERSION + 1):
        old = empty(tmp_path, f"{version}.db")
        for number, script in enumerate(migrate.released()[:version], start=1):
            old.maintain(lambda c, script=script, number=number: migrate.apply(c, script, number))  # type: ignore[misc] # bound per step
        assert old.maintain(migrate.foreign_parts) == []
        old.maintain(lambda c: c.execute("DROP TRIGGER change_is_final"))
        assert old.maintain(migrate.foreign_parts) == [(Msg("{part} is missing"), "trigger change_is_final")]
        old.close()


def test_the_present_trigger_in_an_older_shape_is_foreign(desk: Desk) -> None:
    assert desk.db.maintain(migrate.foreign_parts) == []
    desk.db.maintain(lambda c: c.execute("PRAGMA user_version=1").fetchall())
    found = desk.db.maintain(migrate.foreign_parts)
    assert found[-2:] == [
        (Msg("{part} is not as it was made"), "trigger change_is_final"),
        (Msg("something stands in it that is none of its parts"), ""),  # the tables of later versions
    ]
    # Version 4 took two tables out with their index and made views in their place.
    assert [part for _, part in found[:-2]] == [*(f"index {OLD}_by_case", f"table {OLD}", "table index_todo"), *PARTED]


OF_THREE = (
    *("INSERT INTO link VALUES ('event', 'case', 'c1', 0)", "INSERT INTO case_record VALUES ('event', 'c1', 0, '2026-01-02')"),
    *("INSERT INTO link VALUES ('note', 'about', 'event', 0)", "INSERT INTO case_record VALUES ('note', 'c1', 0, '')"),
    "INSERT INTO link VALUES ('paper', 'cases', 'c2', 0), ('paper', 'cases', 'c1', 1), ('paper', 'persons', 'c1', 0)",
    "INSERT INTO case_record VALUES ('paper', 'c2', 0, ''), ('paper', 'c1', 1, '')",
    "INSERT INTO link VALUES ('gone', 'case', 'erased', 0)",  # a case that is no longer there: nobody belongs to it
    "INSERT INTO index_todo VALUES ('event'), ('note')",
    "INSERT INTO meta VALUES ('log_end', x'00')",
)
OF_FOUR = [
    ("event", "case", "c1", 0, 0),
    ("gone", "case", "erased", 0, None),
    ("note", "", "c1", 0, 0),
    ("note", "about", "event", 0, None),
    ("paper", "cases", "c1", 1, 1),
    ("paper", "cases", "c2", 0, 0),
    ("paper", "persons", "c1", 0, None),
]


def test_links_and_cases_become_one_table_or_stay_as_they_were(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ended behind each of its statements it leaves tables of version 3; done again it carries all of them over."""
    db, cases = empty(tmp_path, "main.db"), "SELECT record_id, case_id, place FROM case_record ORDER BY 1, 3"
    for number, script in enumerate(migrate.released()[:3], start=1):
        db.maintain(lambda c, script=script, number=number: migrate.apply(c, script, number))  # type: ignore[misc] # bound per step
    for statement in OF_THREE:
        db.write(lambda c, statement=statement: c.execute(statement).rowcount)  # type: ignore[misc] # bound per step
    before, belonging = shape(db), db.read(lambda c: c.execute(cases).fetchall())
    steps = list(migrate.statements(migrate.released()[3]))
    for ended in range(len(steps)):
        with monkeypatch.context() as patch:
            patch.setattr(
                migrate, "statements", lambda _script, ended=ended: iter([*steps[: ended + 1], "SELECT * FROM nowhere"])
            )
            with pytest.raises(dbapi2.OperationalError, match="nowhere"):
                migrate.bring_up(db, migrate.released()[:4])
        assert (migrate.version_of(db), shape(db), db.read(lambda c: c.execute(cases).fetchall())) == (3, before, belonging)
    assert migrate.bring_up(db, migrate.released()[:4])
    assert db.read(lambda c: c.execute("SELECT * FROM link ORDER BY 1, 2, 3").fetchall()) == OF_FOUR
    assert db.read(lambda c: c.execute(cases).fetchall()) == belonging
    assert db.read(lambda c: c.execute("SELECT record_id FROM index_todo ORDER BY 1").fetchall()) == [("event",), ("note",)]
    assert db.read(lambda c: c.execute("SELECT count(*) FROM temp.sqlite_master").fetchone()) == (0,)
    db.close()
