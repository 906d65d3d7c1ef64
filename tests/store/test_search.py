from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from search_spine import drain, make_tables, remove, save

from casevault.domain.query import query_plan
from casevault.store import meta, search
from casevault.store.connection import Database
from casevault.vault.schema import load_schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from casevault.domain.record import Fields, Value
    from casevault.store.connection import Connection

ROW = "0" * 32


def alias(value: str, script: str = "Latn") -> dict[str, Value]:
    return {"row": ROW, "value": value, "script": script, "kind": "legal"}


PEOPLE: Mapping[str, Mapping[str, Value]] = {
    "gao": {"display_name": "高瑜", "occupation": "journalist"},
    "gao2": {"display_name": "高瑜", "occupation": "teacher"},
    "pu": {"display_name": "浦志强", "aliases": [alias("Pu Chih-ch'iang")]},
    "wang": {"display_name": "王宇", "occupation": "lawyer, met 高瑜 once"},
    "zeng": {"display_name": "曾金月"},
    "lu": {"display_name": "吕秀萍"},
    "bia": {"display_name": "Ales Sialetski", "aliases": [alias("Алесь Селецкий", "Cyrl"), alias("Алесь Сялецкі", "Cyrl")]},
    "behram": {"display_name": "بەھرام راخمان"},
    "foreign": {"display_name": "买买提江•阿布都拉"},
    "number": {"display_name": "Jan Jansen", "channels": [{"row": ROW, "kind": "phone", "value": "+86 138-0013-8000"}]},
    "tibet": {"display_name": "བསྟན་འཛིན"},
    "spaced": {"display_name": "李 婷婷"},
}
NOTES: Mapping[str, str] = {
    "note1": "在看守所见到了律师，看守很多。709案还在审理。",
    "note2": "她所在的地方没有人看守。",
    "note3": "The centre at Ürümqi, E-1234 5678; it's Xi\u2019an.",
    "note4": "كِتَابٌ في أورومتشي",
}


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    db = Database.create(tmp_path_factory.mktemp("search") / "x.db", bytearray(32))

    def fill(c: Connection) -> None:
        make_tables(c)
        for key, fields in PEOPLE.items():
            save(c, key, "person", fields, case="case1")
        for key, text in NOTES.items():
            save(c, key, "note", {"text": [{"text": text}], "kind": "fact"})
        save(c, "case1", "case", {"title": "高瑜 Gao Yu", "code": "C-7"}, case="case1")
        drain(c)

    db.write(fill)
    yield db
    db.close()


def found(db: Database, query: str, **options: int | str) -> list[tuple[str, str]]:
    plan = query_plan(query)
    rows = db.read(lambda c: search.find(c, plan, **options))  # type: ignore[arg-type] # options as find takes them
    return [(row.id, row.why) for row in rows.rows]


@pytest.mark.parametrize("query", ["高瑜", "gaoyu", "Gao Yu", "Gāo Yú", "GAO YU", "瑜", "gy", "yu gao", '"gao yu"', "高 瑜"])
def test_every_way_of_typing_finds_her_among_the_first(connection: Database, query: str) -> None:
    first = [record for record, _ in found(connection, query)[:3]]
    assert {"gao", "gao2"} <= set(first)


def test_why_a_record_was_found(connection: Database) -> None:
    assert dict(found(connection, "高瑜")) == {"gao": "name", "gao2": "name", "case1": "name", "wang": "text"}
    assert dict(found(connection, "gaoyu"))["gao"] == "pinyin"
    assert dict(found(connection, "浦志強")) == {"pu": "script"}
    assert dict(found(connection, "浦志强")) == {"pu": "name"}
    assert dict(found(connection, "Селецкий")) == {"bia": "alias"}
    assert dict(found(connection, "behram rahman")) == {"behram": "script"}


def test_two_of_one_name_stay_two_and_the_newest_comes_first(connection: Database) -> None:
    assert found(connection, "高瑜", type_key="person")[:2] == [("gao2", "name"), ("gao", "name")]


@pytest.mark.parametrize(
    ("query", "record"),
    [
        ("Sialetski", "bia"), ("Селецкий", "bia"), ("Сялецкі", "bia"), ("seletsky", "bia"), ("Sjalezki", "bia"),
        ("بەھرام", "behram"), ("بەهرام", "behram"), ("behram", "behram"), ("rahman", "behram"), ("Rakhman", "behram"),
        ("raxman", "behram"),
        ("zengjinyue", "zeng"), ("zeng jinyue", "zeng"), ("cengjinyue", "zeng"), ("jinyue", "zeng"), ("zjy", "zeng"),
        ("lü xiuping", "lu"), ("lv xiuping", "lu"), ("lyuxiuping", "lu"), ("lu xiuping", "lu"),
        ("pu zhi qiang", "pu"), ("puzhiq", "pu"), ("Chih-ch'iang", "pu"), ("志強", "pu"),
        ("买买提江阿布都拉", "foreign"), ("买买提江·阿布都拉", "foreign"), ("阿布都拉", "foreign"),
        ("13800138000", "number"), ("138-0013-8000", "number"), ("138 0013 8000", "number"), ("+86 138", "number"),
        ("00138000", "number"), ("８６１３８", "number"), ("jansen jan", "number"), ("janj", "number"),
        ("བསྟན", "tibet"), ("李婷婷", "spaced"), ("婷", "spaced"),
        ("看守所", "note1"), ("709案", "note1"), ("律师，看守", "note1"), ("看守所律师", ""), ("709", "note1"),
        ("urumqi", "note3"), ("Úrümqi", "note3"), ("e12345678", "note3"), ("xian", "note3"), ("xi'an", "note3"),
        ("كتاب", "note4"), ("c7", "case1"), ("C-7", "case1"),
    ],
)  # fmt: skip
def test_found_as_typed(connection: Database, query: str, record: str) -> None:
    ids = [hit for hit, _ in found(connection, query)]
    assert record in ids if record else not ids


def test_a_longer_run_is_found_as_it_stands_and_not_in_pieces(connection: Database) -> None:
    assert [hit for hit, _ in found(connection, "看守所")] == ["note1"]
    assert {hit for hit, _ in found(connection, "看守")} == {"note1", "note2"}


def test_quoted_words_stand_side_by_side(connection: Database) -> None:
    assert found(connection, '"centre at urumqi"') == [("note3", "text")]
    assert found(connection, '"at centre"') == []
    assert found(connection, "\u300c看守所\u300d") == [("note1", "text")]


def test_one_type_alone(connection: Database) -> None:
    assert [hit for hit, _ in found(connection, "高瑜", type_key="case")] == ["case1"]


@pytest.mark.parametrize("query", ["", "  ", '"', "*", "-", "()", '""', "\ud800", "\0", "\u200b", "。，"])
def test_a_query_without_a_word_finds_nothing(connection: Database, query: str) -> None:
    assert found(connection, query) == []


SYNTAX = st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from(list("\"'*^()-+:{}&|NEARORANDnot 高瑜a1⁼⁓⁑␞\u0301"))), max_size=60
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SYNTAX)
def test_no_query_is_a_syntax_error(connection: Database, query: str) -> None:
    found(connection, query)
    found(connection, query, type_key="person")


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_every_piece_of_a_chinese_text_finds_it(connection: Database, data: st.DataObject) -> None:
    run = data.draw(st.sampled_from(["在看守所见到了律师", "她所在的地方没有人看守"]))
    start = data.draw(st.integers(0, len(run) - 1))
    piece = run[start : data.draw(st.integers(start + 1, len(run)))]
    expected = {key for key, text in NOTES.items() if piece in text} | {
        key for key, fields in PEOPLE.items() if piece in str(fields)
    }
    assert {hit for hit, _ in found(connection, piece)} == expected


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Database]:
    db = Database.create(tmp_path / "own.db", bytearray(32))
    db.write(make_tables)
    yield db
    db.close()


def test_the_table_is_the_one_of_the_schema() -> None:
    ours = [*(" ".join(text.split()) for text in (search.TABLE, search.SECURE_DELETE))]
    schema = " ".join((resources.files("casevault.store") / "schema.sql").read_text(encoding="utf-8").split())
    assert all(f"{statement};" in schema for statement in ours)


def snapshot(db: Database, queries: list[str]) -> list[list[tuple[str, str]]]:
    return [found(db, query) for query in queries]


def test_a_rebuilt_index_gives_the_same_hits_in_the_same_order(own: Database) -> None:
    def first(c: Connection) -> None:
        for key, fields in PEOPLE.items():
            save(c, key, "person", fields)
        drain(c)

    def later(c: Connection) -> None:
        for key, text in NOTES.items():
            save(c, key, "note", {"text": [{"text": text}], "kind": "fact"})
        drain(c)
        save(c, "gao", "person", {"display_name": "高瑜", "occupation": "journalist, freed"})
        save(c, "note1", "note", {"text": [{"text": "看守所"}], "kind": "fact"})
        save(c, "gao", "person", {"display_name": "高瑜", "occupation": "journalist, free"})
        remove(c, "zeng")
        drain(c)

    own.write(first)
    own.write(later)
    queries = ["高瑜", "gy", "看守", "律师", "p", "a", "金", "journalist", "free", "freed", "e"]
    before = snapshot(own, queries)
    assert before[0][0] == ("gao", "name")
    assert before[6] == []
    assert before[9] == []
    own.write(search.clear)
    assert own.read(search.pending) > 0
    assert own.read(search.is_current)
    own.write(drain)
    assert snapshot(own, queries) == before
    assert astray(own) == 0
    assert own.read(search.pending) == 0


def test_a_deleted_record_leaves_no_word_in_the_file(own: Database) -> None:
    own.write(lambda c: save(c, "note", "note", {"text": [{"text": "zanzibarquux"}], "kind": "fact"}))
    own.write(drain)
    assert found(own, "zanzibarquux") == [("note", "text")]
    own.write(lambda c: remove(c, "note"))
    own.write(drain)
    assert found(own, "zanzibarquux") == []
    blobs = own.read(lambda c: [bytes(row[0]) for row in c.execute("SELECT block FROM search_text_data")])
    assert not any(b"zanzibar" in blob for blob in blobs)
    assert own.read(lambda c: c.execute("SELECT count(*) FROM search_text_content").fetchone()[0]) == 0


def test_a_record_that_waits_in_the_queue_as_deleted_is_not_shown(own: Database) -> None:
    own.write(lambda c: save(c, "note", "note", {"text": [{"text": "ephemeral"}], "kind": "fact"}))
    own.write(drain)
    own.write(lambda c: remove(c, "note"))
    assert found(own, "ephemeral") == []


def test_a_record_of_an_unknown_type_is_left_out(own: Database) -> None:
    def odd(c: Connection) -> None:
        save(c, "odd", "note", {"text": [{"text": "curious"}], "kind": "fact"})
        c.execute("UPDATE record SET type = 'from_the_future'")
        drain(c)

    own.write(odd)
    assert found(own, "curious") == []


def test_payloads_are_read_in_their_newest_form(own: Database) -> None:
    def newest(type_key: str, version: int, payload: Fields) -> Fields:
        assert (type_key, version) == ("note", 1)
        return {**payload, "text": [{"text": "modern"}]}

    own.write(lambda c: save(c, "note", "note", {"text": [{"text": "ancient"}], "kind": "fact"}))
    own.write(lambda c: search.drain_lot(c, load_schema().types, upgrade=newest))
    assert found(own, "modern") == [("note", "text")]


def test_a_lot_ends_when_its_time_is_over_and_the_queue_keeps_the_rest(own: Database) -> None:
    def many(c: Connection) -> None:
        for number in range(3 * search.LOT):
            save(c, f"{number:032x}", "note", {"text": [{"text": f"word{number}"}], "kind": "fact"})

    own.write(many)
    assert own.write(lambda c: search.drain_lot(c, load_schema().types, seconds=0)) == search.LOT
    assert own.read(search.pending) == 2 * search.LOT


def test_above_two_thousand_hits_whole_names_come_first_then_the_newest(own: Database) -> None:
    def many(c: Connection) -> None:
        save(c, "her", "person", {"display_name": "Zhou"})
        for number in range(search.RANKED + 50):
            save(c, f"{number:032x}", "note", {"text": [{"text": "zhou came"}], "kind": "fact"})
        drain(c)

    own.write(many)
    plan = query_plan("zhou")
    rows = own.read(lambda c: search.find(c, plan, limit=1000))
    assert rows.total == search.RANKED + 51
    assert len(rows.rows) == search.NEWEST
    assert rows.rows[0].id == "her"
    assert [row.id for row in rows.rows[1:4]] == [f"{search.RANKED + 50 - back:032x}" for back in (1, 2, 3)]
    narrow = own.read(lambda c: search.find(c, plan, type_key="person"))
    assert (narrow.total, narrow.rows[0].why) == (1, "name")


def astray(own: Database) -> int:
    return search.astray(own, load_schema().types)


def test_entries_that_are_missing_or_belong_to_nothing_are_counted(own: Database) -> None:
    own.write(search.clear)
    own.write(lambda c: save(c, "note", "note", {"text": [{"text": "curious"}], "kind": "fact"}))
    assert astray(own) == 0
    own.write(drain)
    assert astray(own) == 0
    own.write(lambda c: c.execute("DELETE FROM search_row").rowcount)
    assert astray(own) == 2
    own.write(search.clear)
    own.write(drain)
    assert astray(own) == 0
    own.write(lambda c: c.execute("UPDATE search_text SET body = 'other words'").rowcount)
    assert astray(own) == 1
    own.write(lambda c: meta.put(c, search.INDEX_VERSION, b"later"))
    assert astray(own) == 0
