from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from builders import make_vault, open_vault
from desk import DB_KEY, Desk, invented, open_desk

from casevault import paths
from casevault.errors import CaseVaultError, Code, MachineProblem
from casevault.i18n import N_, Catalogue, Msg
from casevault.store import derive, pages
from casevault.store.connection import Database
from casevault.vault import check as checks
from casevault.vault.check import check, rebuild
from casevault.vault.demo import build_demo
from casevault.vault.findings import HOMELESS, CheckReport, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casevault.vault.vault import Vault

QUERIES = Path(__file__).parents[1] / "vectors" / "queries.txt"
PAGE = 4096


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = open_desk(tmp_path)
    yield made
    made.db.close()


def looked_at(desk: Desk, *, deep: bool = True) -> CheckReport:
    return check(desk, deep=deep)  # type: ignore[arg-type] # a desk has what a check asks of a vault


def found(desk: Desk, *, deep: bool = True) -> set[tuple[str, str]]:
    return {(problem.code.value, problem.where) for problem in looked_at(desk, deep=deep).problems}


def test_a_sound_vault_has_no_findings_and_is_counted(desk: Desk) -> None:
    made = invented(desk)
    desk.records.delete(made["note"])
    report = looked_at(desk)
    assert report.ok
    assert report.problems == []
    assert (report.records, report.changes, report.attachments) == (11, 13, 0)
    seen: list[tuple[int, int]] = []
    check(desk, progress=lambda done, total: seen.append((done, total)))  # type: ignore[arg-type] # as above
    assert next(step for step in seen if step[1]) == (0, 13)


def test_a_check_writes_nothing_in_the_folder(tmp_path: Path) -> None:
    vault, _ = make_vault(tmp_path / "v")
    build_demo(vault)
    vault.close()

    def digests() -> dict[str, str]:
        return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in (tmp_path / "v").rglob("*") if p.is_file()}

    before = digests()
    with open_vault(tmp_path / "v", repair=False) as opened:
        assert check(opened, deep=True).ok
    assert digests() == before


@pytest.mark.parametrize(
    ("statement", "where", "quick"),
    [
        ("UPDATE change SET mac = zeroblob(32) WHERE seq = 5", {"change 5", "change 6"}, True),
        ("UPDATE change SET prev_mac = zeroblob(32) WHERE seq = 5", {"change 5"}, True),
        ('UPDATE change SET origin = \'{"vault":"x"}\' WHERE seq = 5', {"change 5"}, True),
        ("DELETE FROM change WHERE seq = 5", {"change 6"}, True),
        ("UPDATE change SET seq = 50 WHERE seq = 12", {"change 50"}, True),
        ("UPDATE change SET digest = zeroblob(32) WHERE seq = 5", {"change 5"}, True),
        ("UPDATE change SET actor = 'someone' WHERE seq = 5", {"change 5"}, False),
        ("UPDATE change SET payload = json_set(payload, '$.x', 1.5) WHERE seq = 5", {"change 5"}, False),
        ("UPDATE change SET payload = json_set(payload, '$.x', 'y') WHERE seq = 5", {"change 5"}, False),
        ("UPDATE change SET parents = '{}' WHERE seq = 5", {"change 5"}, True),
        ("UPDATE change SET fields = '{}' WHERE seq = 5", {"change 5"}, True),
    ],
)
def test_an_altered_row_of_the_log_is_named(desk: Desk, statement: str, where: set[str], *, quick: bool) -> None:
    invented(desk)
    desk.tamper(statement)
    deep = {place for code, place in found(desk) if code == "log_damaged"}
    assert where <= deep
    shallow = {place for code, place in found(desk, deep=False) if code == "log_damaged"}
    assert shallow == (where if quick else set())
    with pytest.raises(MachineProblem) as refused:
        rebuild(desk)  # type: ignore[arg-type] # as above
    assert refused.value.code is Code.LOG_DAMAGED


@pytest.mark.parametrize("rows", ["= (SELECT max(seq) FROM change)", "> 0"])
def test_a_log_that_was_cut_at_its_end_is_seen_and_nothing_is_made_from_it(desk: Desk, rows: str) -> None:
    invented(desk)
    desk.tamper(f"DELETE FROM change WHERE seq {rows}")  # noqa: S608 - one of the two above
    assert ("log_damaged", "log") in found(desk, deep=False)
    with pytest.raises(MachineProblem) as refused:
        rebuild(desk)  # type: ignore[arg-type] # as above
    assert refused.value.code is Code.LOG_DAMAGED


def test_a_row_outside_the_chain_is_seen(desk: Desk) -> None:
    invented(desk)
    desk.db.maintain(lambda c: c.execute("PRAGMA ignore_check_constraints=ON").fetchall())
    desk.tamper("UPDATE change SET seq = -1 WHERE seq = 2")
    assert ("log_damaged", "log") in found(desk, deep=False)


@pytest.mark.parametrize(
    ("statement", "detail"),
    [
        ("UPDATE record SET payload = json_set(payload, '$.occupation', 'Judge') WHERE id = ?", "rows in the log"),
        ("UPDATE record SET deleted = 1 WHERE id = ?", "rows in the log"),
        ("UPDATE record SET heads = '[]' WHERE id = ?", "rows in the log"),
        ("UPDATE record SET title = 'Lin Zhaowei' WHERE id = ?", "title"),
        ("DELETE FROM record WHERE id = ?", "missing"),
        ("DELETE FROM link WHERE target = ?", "links"),
        ("DELETE FROM name_key WHERE record_id = ?", "name keys"),
        ("DELETE FROM link WHERE record_id = ? AND field = ''", "cases"),
    ],
)
def test_a_record_that_is_not_what_its_rows_make_it_is_named_and_a_rebuild_mends_it(
    desk: Desk, statement: str, detail: str
) -> None:
    made = invented(desk)
    desk.search.drain()
    desk.tamper(statement, made["lin"])
    assert looked_at(desk, deep=False).ok
    problems = looked_at(desk).problems
    assert any(detail in problem.detail and problem.code is Code.DB_DAMAGED for problem in problems)
    rebuild(desk)  # type: ignore[arg-type] # as above
    assert looked_at(desk).ok


def test_a_record_that_no_row_made_is_named(desk: Desk) -> None:
    made = invented(desk)
    desk.tamper("UPDATE record SET id = 'forged' WHERE id = ?", made["note"])
    assert {("db_damaged", "record forged"), ("db_damaged", f"record {made['note']}")} <= found(desk)


def test_an_index_that_lacks_a_record_is_named(desk: Desk) -> None:
    made = invented(desk)
    desk.search.drain()
    desk.tamper("DELETE FROM search_row WHERE record_id = ?", made["lin"])
    assert found(desk) == {("db_damaged", "index")}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE search_text SET body = 'kept quiet' WHERE rowid = (SELECT seq FROM search_row WHERE record_id = ?)",
        "DELETE FROM search_text WHERE rowid = (SELECT seq FROM search_row WHERE record_id = ?)",
        "UPDATE search_row SET seq = 900 WHERE record_id = ?",
        "INSERT INTO search_text (rowid, name) VALUES (901, ?)",
        "INSERT OR REPLACE INTO search_row (seq, record_id) VALUES (901, ?)",
        "INSERT INTO search_text (search_text, rank) SELECT 'secure-delete', 0 WHERE ? NOT NULL",
    ],
)
def test_an_index_that_says_something_else_than_the_records_is_named_and_a_rebuild_mends_it(desk: Desk, statement: str) -> None:
    made = invented(desk)
    desk.search.drain()
    desk.tamper(statement, made["lin"])
    assert ("db_damaged", "index") in found(desk)
    rebuild(desk)  # type: ignore[arg-type] # as above
    assert looked_at(desk).ok


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        ("INSERT INTO link VALUES ('nobody', 'about', ?, 0, NULL)", "links"),
        ("INSERT INTO name_key VALUES ('nobody', 'word', ?)", "names"),
        ("INSERT INTO link VALUES ('nobody', '', ?, 0, 0)", "cases"),
    ],
)
def test_what_belongs_to_no_record_is_named_and_a_rebuild_takes_it_out(desk: Desk, statement: str, where: str) -> None:
    made = invented(desk)
    desk.search.drain()
    desk.tamper(statement, made["lin"])
    assert found(desk) == {("db_damaged", where)}
    rebuild(desk)  # type: ignore[arg-type] # as above
    assert looked_at(desk).ok


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER change_is_final",
        "CREATE TRIGGER a BEFORE INSERT ON record BEGIN SELECT 1; END",
        "CREATE TABLE a (b)",
        "CREATE VIEW a AS SELECT * FROM record",
        "DROP INDEX link_by_target",
    ],
)
def test_tables_that_are_not_ours_are_named(desk: Desk, statement: str) -> None:
    desk.db.maintain(lambda c: c.execute(statement).fetchall())
    assert ("db_damaged", "database") in found(desk, deep=False)


DEEP = '\'{"a":' + "[" * 990 + "]" * 990 + "}'"  # as deep as the database lets it be, and deeper than is read


@pytest.mark.parametrize("payload", ["'{'", "x'ff'", "jsonb(payload)", "'[]'", pytest.param(DEEP, id="deep")])
def test_a_row_that_is_none_hides_no_other_and_nothing_is_made_from_the_log(desk: Desk, payload: str) -> None:
    invented(desk)
    before = desk.rows("SELECT * FROM record")
    desk.db.maintain(lambda c: c.execute("PRAGMA ignore_check_constraints=ON").fetchall())
    desk.tamper(f"UPDATE change SET payload = {payload} WHERE seq = 5")  # noqa: S608 - one of the values above
    report = looked_at(desk)
    of_log = [(problem.where, problem.detail) for problem in report.problems if problem.code is Code.LOG_DAMAGED]
    assert ("change 5", "is no row that any version of CaseVault wrote") in of_log
    assert {where for where, _ in of_log if where.startswith(("change", "log"))} == {"change 5"}, "the rest follows and is whole"
    desk.tamper("UPDATE change SET payload = json_set(payload, '$.x', 'y') WHERE seq = 9")
    desk.tamper("UPDATE change SET digest = zeroblob(32) WHERE seq = 11")
    assert {"change 5", "change 9", "change 11"} <= {problem.where for problem in looked_at(desk).problems}
    with pytest.raises(MachineProblem) as refused:
        rebuild(desk)  # type: ignore[arg-type] # as above
    assert refused.value.code is Code.LOG_DAMAGED
    assert desk.rows("SELECT * FROM record") == before


@pytest.mark.parametrize("column", ["digest", "mac", "prev_mac", "at_utc", "lamport"])
def test_a_column_of_another_kind_hides_no_other_row(desk: Desk, column: str) -> None:
    invented(desk)
    desk.db.maintain(lambda c: c.execute("PRAGMA ignore_check_constraints=ON").fetchall())
    desk.tamper(f"UPDATE change SET {column} = 'x' WHERE seq = 5")  # noqa: S608 - one of those above
    desk.tamper("UPDATE change SET payload = json_set(payload, '$.x', 'y') WHERE seq = 9")
    places = {problem.where for problem in looked_at(desk).problems}
    assert {"change 5", "change 9"} <= places
    assert "log" not in places


def test_what_is_written_while_a_check_runs_is_no_finding(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    invented(desk)
    monkeypatch.setattr(checks, "ROWS", 3)
    monkeypatch.setattr(checks, "STEP_SECONDS", 0.0)
    made = desk.records.ids("person")
    written = 0

    def work(_done: int, _total: int, /) -> None:
        nonlocal written
        written += 1
        if written < 20:
            desk.records.edit(made[written % len(made)], {"occupation": f"Lawyer {written}"})
            desk.records.add("person", {"display_name": f"Another {written}"})

    report = check(desk, deep=True, progress=work)  # type: ignore[arg-type] # as above
    assert written > 10
    assert report.problems == []


@pytest.mark.parametrize("column", ["parents", "fields"])
def test_names_that_are_no_text_are_a_finding_where_they_stand(desk: Desk, column: str) -> None:
    invented(desk)
    desk.tamper(f"UPDATE change SET {column} = '[\"\", []]' WHERE seq = 5")  # noqa: S608 - one of the two above
    assert "change 5" in {problem.where for problem in looked_at(desk).problems}


@pytest.mark.parametrize("depth", range(300, 960, 60))
def test_a_row_of_any_depth_is_a_finding_and_no_bug(desk: Desk, depth: int) -> None:
    invented(desk)
    desk.tamper(f"UPDATE change SET payload = '{{\"x_a\":{'[' * depth}{']' * depth}}}' WHERE seq = 5")  # noqa: S608 - brackets
    assert "change 5" in {problem.where for problem in looked_at(desk).problems}


def test_what_another_program_derived_is_not_judged_by_our_rules(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    made = invented(desk)
    desk.tamper("DELETE FROM name_key WHERE record_id = ?", made["lin"])
    monkeypatch.setattr(derive, "RULES", b"later")
    assert looked_at(desk).ok


def test_trouble_in_one_part_is_a_finding_and_the_others_go_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(_connection: object) -> list[str]:
        raise MachineProblem(Code.DB_DAMAGED, Msg("x"))

    monkeypatch.setattr(pages, "structure_of", damaged)
    report = looked_at(desk)
    assert [(problem.where, problem.detail) for problem in report.problems] == [("database", "cannot be read to its end")]
    assert report.changes == 2
    monkeypatch.setattr(pages, "structure_of", lambda _connection: ["row 3 missing from index record_list"])
    (problem,) = looked_at(desk).problems
    assert problem.detail == "its own check says: row 3 missing from index record_list"


def test_a_finding_is_said_in_the_language_of_the_person_and_stays_english_for_programs() -> None:
    dutch = Catalogue("nl", paths.resource_path("locale"))
    found = Problem(Code.DB_DAMAGED, "links", HOMELESS, {"number": 3})
    assert found.detail == "has entries that belong to no record (3)"
    assert found.line(Catalogue()) == "db_damaged  links: has entries that belong to no record (3)"
    assert found.line(dutch) == "db_damaged  verwijzingen: heeft regels die bij geen record horen (3)"
    changed = Problem(Code.LOG_DAMAGED, "change 17", N_("does not follow the row before it"))
    assert changed.line(dutch) == "log_damaged  wijziging 17: volgt niet op de rij ervoor"


def test_flipped_bits_are_found(tmp_path: Path) -> None:
    desk = open_desk(tmp_path)
    invented(desk)
    desk.search.drain()
    desk.db.close()
    path = tmp_path / "main.db"
    whole = path.read_bytes()
    for place in range(PAGE + 100, len(whole), 11 * PAGE):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        # A page that tells which tables there are is read at once.
        with contextlib.suppress(MachineProblem):
            reopened = Desk(Database.open(path, DB_KEY), desk.ambient)
            assert not looked_at(reopened).ok, place // PAGE
            reopened.db.close()


@pytest.mark.slow
def test_a_page_put_back_from_an_earlier_time_is_found(tmp_path: Path) -> None:
    """Neither the cipher nor SQLite notices it; the log does, wherever it makes a difference to what is recorded."""
    desk = open_desk(tmp_path)
    made = invented(desk)
    desk.search.drain()
    desk.db.checkpoint()
    path = tmp_path / "main.db"
    old = path.read_bytes()
    desk.records.edit(made["lin"], {"occupation": "Lawyer", "display_name": "Lin Zhaoyun"})
    desk.records.edit(made["note"], {"about": made["sister"]})
    desk.search.drain()
    truth = dump(desk)
    desk.db.close()
    new = path.read_bytes()
    pages = [n for n in range(1, len(old) // PAGE) if old[n * PAGE : (n + 1) * PAGE] != new[n * PAGE : (n + 1) * PAGE]]
    assert len(pages) > 5
    unnoticed_by_the_cipher = 0
    for page in pages:
        path.write_bytes(new[: page * PAGE] + old[page * PAGE : (page + 1) * PAGE] + new[(page + 1) * PAGE :])
        try:
            reopened = Desk(Database.open(path, DB_KEY), desk.ambient)
        except CaseVaultError:
            continue
        report = looked_at(reopened)
        unnoticed_by_the_cipher += not any(problem.where == "database" for problem in report.problems)
        assert not report.ok or dump(reopened) == truth, page
        reopened.db.close()
    assert unnoticed_by_the_cipher


def dump(desk: Desk) -> dict[str, list[tuple[object, ...]]]:
    """Return what is recorded and derived, but for drafts and the index, whose old pages hold old words of the same records."""
    return {table: desk.rows(f"SELECT * FROM {table}") for table in ("change", "record", "link", "case_record", "name_key")}  # noqa: S608 - the names before


@pytest.mark.slow
def test_after_a_rebuild_rows_and_answers_are_the_same(tmp_path: Path) -> None:
    queries = QUERIES.read_text(encoding="utf-8").splitlines()
    assert len(queries) == 200
    vault, _ = make_vault(tmp_path / "v")
    with vault:
        made = build_demo(vault)
        vault.records.edit(made["gao_yu"] if "gao_yu" in made else next(iter(made.values())), {"tlp": "green"}, strict=False)
        vault.records.undo()
        vault.search.drain()
        before = rows(vault), answers(vault, queries)
        rebuild(vault)
        assert rows(vault) == before[0]
        assert answers(vault, queries) == before[1]
        assert sum(bool(answer[1]) for answer in before[1]) > 150
        assert vault.search.waiting() == 0
        assert check(vault, deep=True).ok


def rows(vault: Vault) -> list[list[tuple[object, ...]]]:
    statements = (
        "SELECT id, type, title, date_from, date_to, data_class, heads, payload, deleted, changed FROM record ORDER BY id",
        "SELECT * FROM link ORDER BY record_id, field, target",
        "SELECT * FROM case_record ORDER BY record_id, case_id",
        "SELECT * FROM name_key ORDER BY record_id, kind, key",
        "SELECT * FROM search_row ORDER BY seq",
    )
    return vault.db.read(lambda c: [[tuple(row) for row in c.execute(statement).fetchall()] for statement in statements])


def answers(vault: Vault, queries: list[str]) -> list[tuple[int, tuple[object, ...]]]:
    return [(found.total, tuple(found.hits)) for query in queries for found in [vault.search.find(query)]]
