"""Fields of a vault's own in a dossier: only where their owner opened them to that reader, and by every other gate besides."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from disclosure.test_way_out import read
from disclosure_fakes import invented_case

from casevault import disclosure
from casevault.disclosure.request import Action, Reason, Request
from casevault.domain.own import own_field as own_field_of
from casevault.store import own

if TYPE_CHECKING:
    from pathlib import Path

    from disclosure.test_way_out import Made

    from casevault.disclosure.request import Row
    from casevault.domain.own import Definition
    from casevault.store.connection import Connection
    from casevault.vault.vault import Vault


@pytest.fixture
def made(vault: Vault) -> Made:
    return invented_case(vault)


def own_field(vault: Vault, **fields: object) -> str:
    usual = {"type": "person", "label": "Languages", "kind": "text", "field_class": "C1", "told_to": ["embassy"]}
    return vault.records.add("custom_field", {**usual, **fields}).id


def row_of(vault: Vault, made: Made, key: str) -> Row:
    request = Request(cases=(made["case"],), audience="embassy", output="dossier", to="Embassy of Ruritania")
    return next(row for row in disclosure.preview(vault, request).rows if row.field == key)


def test_what_was_opened_to_the_reader_is_told_under_its_label(vault: Vault, made: Made, tmp_path: Path) -> None:
    own_field(vault)
    own_field(vault, type="case", label="Embassy desk", kind="int")
    vault.records.edit(made["lin"], {"x_languages": "Speaks Esperanto"})
    vault.records.edit(made["case"], {"x_embassy_desk": 4711})
    text = read(vault, made, tmp_path)
    assert "Languages Speaks Esperanto" in text
    assert "Embassy desk 4711" in text
    assert row_of(vault, made, "x_languages").action is Action.AS_RECORDED


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"told_to": None}, Reason.NOT_IN_OUTPUT),
        ({"told_to": ["un", "public"]}, Reason.NOT_IN_OUTPUT),
        ({"retired": "2026-01-01"}, Reason.NOT_IN_OUTPUT),
        ({"field_class": "C3"}, Reason.C3_NEVER),
        ({"field_class": "C4"}, Reason.C4_NEVER),
        ({"field_class": "C5"}, Reason.C5_NEVER),
        ({"field_class": None}, Reason.C5_NEVER),
    ],
)
def test_what_was_not_opened_or_is_too_close_stays(
    vault: Vault, made: Made, tmp_path: Path, fields: dict[str, object], reason: Reason
) -> None:
    own_field(vault, **fields)
    vault.records.edit(made["lin"], {"x_languages": "Speaks Esperanto"})
    assert "Esperanto" not in read(vault, made, tmp_path)
    row = row_of(vault, made, "x_languages")
    assert (row.action, row.reason) == (Action.WITHHELD, reason)


@pytest.mark.parametrize("contested", ["told_to", "field_class", "retired", "deleted"])
def test_while_two_vaults_say_otherwise_it_stays(vault: Vault, made: Made, contested: str) -> None:
    field = own_field(vault)
    vault.records.edit(made["lin"], {"x_languages": "Speaks Esperanto"})
    assert row_of(vault, made, "x_languages").action is Action.AS_RECORDED
    found = next(one for one in vault.db.read(own.definitions) if one.id == field)
    assert found.contested == frozenset()

    def contest(connection: Connection) -> Definition:
        connection.execute("UPDATE record SET conflicts = ? WHERE id = ?", (json.dumps([contested]), field))
        return next(one for one in own.definitions(connection) if one.id == field)

    made_field = own_field_of(vault.db.write(contest))
    assert made_field is not None
    assert made_field.told == frozenset()


def test_of_a_relative_it_stays(vault: Vault, made: Made, tmp_path: Path) -> None:
    own_field(vault)
    vault.records.edit(made["sister"], {"x_languages": "Speaks Esperanto"})
    assert "Esperanto" not in read(vault, made, tmp_path)


def test_the_recipients_own_record_takes_it_away(vault: Vault, made: Made, tmp_path: Path) -> None:
    own_field(vault)
    vault.records.edit(made["lin"], {"x_languages": "Speaks Esperanto"})
    vault.records.edit(made["embassy"], {"withhold": ["person/x_languages"]})
    assert "Esperanto" not in read(vault, made, tmp_path, to=made["embassy"])


def test_names_in_it_and_in_its_label_are_replaced(vault: Vault, made: Made, tmp_path: Path) -> None:
    own_field(vault, label="Taught by Lin Zhaohui", key="x_taught")
    vault.records.edit(made["lin"], {"x_taught": "By Lin Zhaohui, at the Esperanto house"})
    text = read(vault, made, tmp_path)
    assert "Esperanto house" in text, "it left"
    assert "Zhaohui" not in text
