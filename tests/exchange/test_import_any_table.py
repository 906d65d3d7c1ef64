"""Any table by any mapping: every row is counted once, and no cell is lost."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from builders import CHEAPEST, FixedAmbient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casevault.exchange import applying
from casevault.exchange import mapping as mappings
from casevault.exchange.applying import FileSeen
from casevault.exchange.mapping import Column, Dates, Mapping, Meaning, Otherwise, RecordRule, Target
from casevault.exchange.sheets import Row, Sheet, Source
from casevault.vault.schema import load_schema
from casevault.vault.vault import Vault

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

CELLS = st.sampled_from(
    [
        "",
        "",
        "NA",
        "unknown",
        "Lin",
        "林兆雯",
        "a; b",
        "1970",
        "1970-02-30",
        "03/04/2015",
        "female",
        "x" * 40,
        "=1+1",
        "life",
        "two\nlines",
        "\x01",
    ]
)
TARGETS = st.sampled_from(
    [
        "person.display_name", "person.birth", "person.sex", "person.aliases.value", "person.languages", "person.is_minor",
        "case.title", "case.summary", "place.name", "place.lat", "detention.start", "judgment.sentences.term", "source.title",
    ]
)  # fmt: skip
COLUMN = st.builds(
    Column,
    to=st.lists(TARGETS.map(Target.of), max_size=2).map(tuple),
    split=st.sampled_from([(), (";",)]),
    sentinels=st.dictionaries(
        st.sampled_from(["NA", "unknown", "life"]), st.sampled_from([str(one) for one in Meaning]), max_size=2
    ),
    dates=st.sampled_from(Dates),
    otherwise=st.sampled_from(Otherwise),
    keep=st.sampled_from(["", "note", "report"]),
)
RECORDS = {
    "person": RecordRule("person"),
    "case": RecordRule(
        "case", always=True, constants={"persons.person": "@person", "persons.role": "defender", "region_links": "@place"}
    ),
    "place": RecordRule("place", shared=True),
    "detention": RecordRule("detention", constants={"case": "@case", "person": "@person"}),
    "judgment": RecordRule("judgment", constants={"case": "@case", "sentences.person": "@person"}),
    "source": RecordRule("source", shared=True, many=True),
}
HEADS = ("one", "two", "three", "four")
TABLES = st.lists(st.tuples(*[CELLS] * len(HEADS)), max_size=6)


@cache
def vault_in(folder: Path) -> Vault:
    made, _ = Vault.create(
        folder / "v", bytearray(b"six words are better than one"), profile=CHEAPEST, ambient=FixedAmbient(), synced_folder_ok=True
    )
    return made


@settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TABLES, st.tuples(*[COLUMN] * len(HEADS)), st.sampled_from(["note", "report"]))
def test_rows_add_up_and_no_cell_is_lost(
    tmp_path_factory: pytest.TempPathFactory, table: list[tuple[str, ...]], columns: tuple[Column, ...], unmapped: str
) -> None:
    vault = vault_in(tmp_path_factory.getbasetemp())
    mapping = Mapping("t", RECORDS, dict(zip(HEADS, columns, strict=True)), {"NA": "missing"}, unmapped)
    assert mappings.read(mappings.write(mapping), vault.schema) == mapping
    vault.records.undo()  # what the example before left
    first = vault.db.read(lambda c: int(c.execute("SELECT max(seq) FROM change").fetchone()[0]))
    report = applying.bring_in(vault, source(table), FileSeen("t.csv", "00"), mapping)
    assert report.rows == len(table) == report.created + report.updated + len(report.rejected)
    assert len({one.row for one in report.rejected}) == len(report.rejected)
    written = vault.db.read(lambda c: [row[0] for row in c.execute("SELECT payload FROM change WHERE seq > ?", (first,))])
    held = "\n".join(json.dumps(json.loads(payload), ensure_ascii=False) for payload in written if payload)
    bad = {one.row for one in report.rejected}
    counted = {(column, word.casefold()) for column, word, _ in report.sentinels}
    for number, cells in enumerate(table, 1):
        for head, cell in zip(HEADS, cells, strict=True):
            if not cell or number in bad or report.reported[head]:
                continue
            parts = [part.strip() for part in cell.replace("\n", ";").replace("\x01", "�").split(";")]
            for part in parts:
                kept = part in held or json.dumps(part, ensure_ascii=False)[1:-1] in held
                assert kept or (head, part.casefold()) in counted or is_read_otherwise(part), (head, cell)
    again = applying.bring_in(vault, source(table), FileSeen("t.csv", "00"), mapping)
    assert (again.created, again.updated, again.changed) == (0, report.created + report.updated, 0)


def is_read_otherwise(part: str) -> bool:
    """A day whose order the mapping names is kept in the note as typed; yes and no become what they mean."""
    return part in {"1", "0"}


def source(table: list[tuple[str, ...]]) -> Source:
    return Source("csv", Sheet("", HEADS, (Row(number, cells) for number, cells in enumerate(table, 1))))


def test_the_concepts_of_the_suggestion_name_fields_there_are() -> None:
    from casevault.exchange.suggesting import _concepts  # noqa: PLC0415 - of this test alone

    schema = load_schema()
    words: dict[str, str] = {}
    for concept, about in _concepts().items():
        for text in (*about.get("to", ()), *about.get("spare", ())):
            target = Target.of(text)
            assert schema.types[target.record].field("/".join(filter(None, (target.field, target.column)))) is not None, text
        for word in about["words"]:
            assert words.setdefault(word, concept) == concept, word
