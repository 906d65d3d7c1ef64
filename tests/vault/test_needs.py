"""Each need of the founding documents has its place: recorded, read back whole, in its case, and in the table of docs."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from builders import make_vault

from casevault.paths import resource_path
from casevault.vault.cases import Add
from casevault.vault.schema import load_schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from casevault.vault.vault import Vault

ROOT = resource_path("vocabularies").parents[1]
TABLE = ROOT / "docs" / "requirements.md"
NEEDS = tomllib.loads(Path(__file__).with_name("needs.toml").read_text(encoding="utf-8"))
PEOPLE = NEEDS.pop("PEOPLE")


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Vault, Mapping[str, str]]]:
    vault, _ = make_vault(tmp_path_factory.mktemp("needs") / "vault")
    ids: dict[str, str] = {}
    for records in (PEOPLE, *NEEDS.values()):
        for record in records:
            name = record["name"]
            ids[name] = vault.ambient.new_id()
            fields = {key: _pointed(value, ids) for key, value in record["fields"].items()}
            vault.records.apply([Add(record["type"], fields, ids[name])])
    with vault:
        yield vault, ids


def _pointed(value: object, ids: Mapping[str, str]) -> object:
    if isinstance(value, str):
        return ids[value[1:]] if value.startswith("@") else value
    if isinstance(value, list):
        return [_pointed(item, ids) for item in value]
    if isinstance(value, dict):
        return {key: _pointed(item, ids) for key, item in value.items()}
    return value


def _says(stored: object, given: object) -> bool:
    """Say whether what is stored holds all that was given: long texts as their one entry, rows with more keys than given."""
    if isinstance(given, str) and isinstance(stored, list):
        return [entry["text"] for entry in stored] == [given]
    if isinstance(given, list) and isinstance(stored, list):
        return len(stored) == len(given) and all(map(_says, stored, given))
    if isinstance(given, dict) and isinstance(stored, dict):
        return all(_says(stored[key], value) for key, value in given.items())
    return stored == given


def test_all_49_are_here() -> None:
    assert list(NEEDS) == [f"R{number:02}" for number in range(1, 50)]


@pytest.mark.parametrize("need", NEEDS)
def test_a_need_is_recorded_and_read_back(need: str, recorded: tuple[Vault, Mapping[str, str]]) -> None:
    vault, ids = recorded
    for wanted in NEEDS[need]:
        record = vault.records.get(ids[wanted["name"]])
        assert record.type == wanted["type"]
        for key, given in wanted["fields"].items():
            assert _says(record.fields[key], _pointed(given, ids)), (wanted["name"], key, record.fields[key])
        assert record.title.strip(" ·")


@pytest.mark.parametrize("need", NEEDS)
def test_what_belongs_to_a_case_stands_in_it(need: str, recorded: tuple[Vault, Mapping[str, str]]) -> None:
    vault, ids = recorded
    for wanted in NEEDS[need]:
        fields = wanted["fields"]
        given = fields.get("case", fields.get("hearing") and "@case")
        if given:
            case = ids[(given[0] if isinstance(given, list) else str(given))[1:]]
            assert case in vault.records.get(ids[wanted["name"]]).cases


def test_the_table_has_a_row_for_each_and_every_test_it_names_is_there() -> None:
    rows = re.findall(r"^\| (R\d\d) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", TABLE.read_text(encoding="utf-8"), re.MULTILINE)
    assert [row[0] for row in rows] == list(NEEDS)
    for need, _what, where, tests in rows:
        types = {wanted["type"] for wanted in NEEDS[need]}
        assert types <= set(re.findall(r"`(\w+)", where)), (need, types)
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)", tests)
        assert named, need
        for path, function in named:
            assert f"def {function}(" in (ROOT / path).read_text(encoding="utf-8"), (path, function)


def test_every_field_that_the_table_names_is_one() -> None:
    """`type`: field, field; what stands in brackets is a code or a remark."""
    schema, checked = load_schema(), 0
    for _need, where in re.findall(r"^\| (R\d\d) \| [^|]+ \| ([^|]+) \|", TABLE.read_text(encoding="utf-8"), re.MULTILINE):
        for key, listed in re.findall(r"`(\w+)`: ([^;]+)", re.sub(r" \([^)]*\)", "", where)):
            fields = schema.type(key).fields
            known = {field.key for field in fields} | {column.key for field in fields for column in field.rows or ()}
            first = [words.split()[0] for words in re.split(r", | with ", listed.strip())]
            assert {*first} - {"vocabulary"} <= known, (key, listed)
            checked += len(first)
    assert checked > 40
