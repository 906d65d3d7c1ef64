"""What a vault defines for itself: from a record to the form, the search and the log, and back to nothing lost."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from builders import open_vault

from casevault.domain.own import MOST_FIELDS, TWICE, UNKNOWN
from casevault.domain.schema import DataClass, Kind
from casevault.errors import Code, UserProblem
from casevault.i18n import Catalogue
from casevault.store.changes import Entry
from casevault.vault import erasing
from casevault.vault.acts import Add
from casevault.vault.schema import load_schema

if TYPE_CHECKING:
    from casevault.domain.schema import Field
    from casevault.vault.acts import Running
    from casevault.vault.vault import Vault

SHOES = {"type": "person", "key": "x_shoe_size", "label": "Shoe size", "kind": "int", "field_class": "C2"}


def field_of(vault: Vault, type_key: str, key: str) -> Field:
    found = vault.schema.type(type_key).field(key)
    assert found is not None
    return found


def add(vault: Vault, type_key: str, **fields: Any) -> str:
    return vault.records.add(type_key, fields).made[0]


def refused(vault: Vault, type_key: str, **fields: Any) -> str:
    with pytest.raises(UserProblem) as caught:
        vault.records.add(type_key, fields)
    assert caught.value.code is Code.INVALID_INPUT
    return str(caught.value.safe["field"])


def foreign(vault: Vault, type_key: str, **fields: Any) -> str:
    """Append a definition as a merge would: nothing about it was checked here."""
    made = vault.ambient.new_id()

    def work(act: Running) -> None:
        entry = Entry(action="created", record_id=made, type=type_key, type_version=1, fields=tuple(fields), payload=fields)
        vault.records.append(act, entry)

    vault.records.within(work)
    return made


def test_a_field_holds_at_once_and_after_opening(vault: Vault) -> None:
    add(vault, "custom_field", **SHOES, labels=[{"lang": "nl", "text": "Schoenmaat"}])
    field = field_of(vault, "person", "x_shoe_size")
    assert (field.kind, field.data_class, field.retired) == (Kind.INT, DataClass.C2, "")
    assert Catalogue("nl").text(field.label) == "Schoenmaat"
    assert Catalogue("fr").text(field.label) == "Shoe size"
    lin = add(vault, "person", display_name="Lin Zhaowen", x_shoe_size="38")
    assert load_schema().type("person").field("x_shoe_size") is None, "the schema of another vault"
    folder = vault.folder
    vault.close()
    with open_vault(folder) as again:
        assert field_of(again, "person", "x_shoe_size") == field
        assert again.records.get(lin).fields["x_shoe_size"] == 38


def test_undo_and_rollback_are_followed(vault: Vault) -> None:
    add(vault, "custom_field", **SHOES)
    vault.records.undo()
    assert field_of(vault, "person", "x_shoe_size").retired == "deleted"
    vault.records.undo()
    vault.records.undo()

    def fails(act: Running) -> None:
        payload = {**SHOES, "key": "x_hat"}
        entry = Entry(action="created", record_id="a" * 32, type="custom_field", type_version=1, fields=("key",), payload=payload)
        vault.records.append(act, entry)
        vault.records.deriver.follow(act.connection)
        assert field_of(vault, "person", "x_hat").kind is Kind.INT
        raise RuntimeError

    with pytest.raises(RuntimeError):
        vault.records.within(fails)
    assert vault.schema.type("person").field("x_hat") is None


def test_a_definition_and_its_first_use_may_be_one_act(vault: Vault) -> None:
    vault.records.apply([Add("custom_field", SHOES), Add("person", {"display_name": "Lin", "x_shoe_size": 38})])
    assert vault.records.list("person")[0].fields["x_shoe_size"] == 38


def test_meaning_stays_and_labels_change(vault: Vault) -> None:
    made = add(vault, "custom_field", **SHOES)
    vault.records.edit(made, {"label": "Size of shoes", "required": True})
    assert Catalogue().text(field_of(vault, "person", "x_shoe_size").label) == "Size of shoes"
    for key, value in (("kind", "text"), ("key", "x_other"), ("type", "case"), ("field_class", "C1")):
        with pytest.raises(UserProblem) as caught:
            vault.records.edit(made, {key: value})
        assert caught.value.safe["field"] == key
    vault.records.edit(made, {"field_class": "C4"})
    assert field_of(vault, "person", "x_shoe_size").data_class is DataClass.C4


def test_what_another_vault_says_of_a_field_does_not_change_its_meaning(vault: Vault) -> None:
    made = add(vault, "custom_field", **SHOES)
    lin = add(vault, "person", display_name="Lin", x_shoe_size=38)
    record = vault.records.get(made)

    def merged(act: Running) -> None:
        payload = {**record.fields, "kind": "ref", "field_class": "C0", "type": "case"}
        entry = Entry(
            action="edited",
            record_id=made,
            type="custom_field",
            type_version=1,
            parents=record.heads,
            fields=("field_class", "kind", "type"),
            payload=payload,
        )
        vault.records.append(act, entry)

    vault.records.within(merged)
    field = field_of(vault, "person", "x_shoe_size")
    assert (field.kind, field.data_class) == (Kind.INT, DataClass.C2)
    assert vault.records.get(lin).fields["x_shoe_size"] == 38
    assert vault.own.problems == ()


def test_an_old_record_is_always_saveable(vault: Vault) -> None:
    lin = add(vault, "person", display_name="Lin")
    add(vault, "custom_field", **SHOES, required=True)
    vault.records.edit(lin, {"occupation": "Baker"})
    assert refused(vault, "person", display_name="Chen") == "x_shoe_size"
    add(vault, "person", display_name="Chen", x_shoe_size={"na": "unknown"})


def test_a_retired_field_is_kept_searched_and_brought_back(vault: Vault) -> None:
    made = add(vault, "custom_field", type="person", key="x_nick", label="Nick", kind="text")
    lin = add(vault, "person", display_name="Lin", x_nick="Quorvath")
    vault.records.edit(made, {"retired": "2026-03-01"})
    assert field_of(vault, "person", "x_nick").retired == "2026-03-01"
    vault.records.edit(lin, {"occupation": "Baker"})
    assert vault.records.get(lin).fields["x_nick"] == "Quorvath"
    assert [hit.id for hit in vault.search.find("Quorvath").hits] == [lin]
    vault.records.delete(made)
    assert field_of(vault, "person", "x_nick").retired == "deleted"
    assert [hit.id for hit in vault.search.find("Quorvath").hits] == [lin]
    vault.records.undo()
    vault.records.edit(made, {"retired": None})
    assert field_of(vault, "person", "x_nick").retired == ""


def test_own_codes_and_lists(vault: Vault) -> None:
    act = add(vault, "vocabulary_entry", vocabulary="act", code="x_tea", label="invited to tea")
    case = add(vault, "case", code="HERON", title="T", kind="criminal", jurisdiction="CN", opened="2026", status="open",
               priority="high")  # fmt: skip
    event = add(vault, "event", case=case, kind="x_tea", start="2026-03-01")
    assert vault.records.get(event).title == "invited to tea"
    vault.records.edit(act, {"label": "asked for tea"})
    assert vault.records.get(event).title == "asked for tea"
    assert [hit.id for hit in vault.search.find("x_tea").hits] == [event]
    vault.records.edit(act, {"retired": "2026-03-01"})
    assert "x_tea" in vault.schema.vocabularies.codes("act")
    assert "x_tea" not in vault.schema.vocabularies.offered("act")
    add(vault, "vocabulary_entry", vocabulary="act", code="contact", retired="2026-03-01")
    assert "contact" not in vault.schema.vocabularies.offered("act")
    assert vault.schema.vocabularies.has("act", "contact")
    add(vault, "vocabulary_entry", vocabulary="x_mood", code="low", label="low")
    add(vault, "custom_field", type="event", key="x_mood", label="Mood", kind="choice", vocabulary="x_mood")
    vault.records.edit(event, {"x_mood": "low"})
    with pytest.raises(UserProblem):
        vault.records.edit(event, {"x_mood": "high"})


def test_a_built_in_field_can_be_taken_out_of_the_forms(vault: Vault) -> None:
    made = add(vault, "custom_field", type="person", key="religion", retired="2026-03-01")
    assert field_of(vault, "person", "religion").retired == "2026-03-01"
    assert field_of(vault, "person", "religion").data_class is DataClass.C3
    vault.records.delete(made)
    assert field_of(vault, "person", "religion").retired == ""


def test_a_type_of_its_own(vault: Vault) -> None:
    case = add(vault, "case", code="HERON", title="T", kind="criminal", jurisdiction="CN", opened="2026", status="open",
               priority="high")  # fmt: skip
    made = add(vault, "custom_type", key="x_letter", label="Letter", plural="Letters")
    add(vault, "custom_field", type="x_letter", key="x_to", label="To", kind="ref", targets=["person"])
    lin = add(vault, "person", display_name="Lin")
    letter = add(vault, "x_letter", case=case, title="First letter", date="2026-03", x_to=lin)
    assert letter in {record.id for record in vault.records.in_case(case)}
    assert [record.id for record in vault.records.pointing_to(lin)] == [letter]
    assert vault.records.get(letter).title == "First letter"
    assert vault.schema.type("x_letter").field("title").data_class is DataClass.C5  # type: ignore[union-attr]
    with pytest.raises(UserProblem) as caught:
        erasing.plan(vault, erasing.Target(made))
    assert caught.value.code is Code.INVALID_INPUT
    folder = vault.folder
    vault.close()
    with open_vault(folder) as again:
        again.db.write(again.records.deriver.rebuild)
        assert again.records.get(letter).title == "First letter"
        assert [record.id for record in again.records.pointing_to(lin)] == [letter]


def test_a_key_is_made_from_the_label(vault: Vault) -> None:
    made = [add(vault, "custom_field", type="person", label="Shoe size (EU)", kind="int") for _ in range(2)]
    assert [vault.records.get(one).fields["key"] for one in made] == ["x_shoe_size_eu", "x_shoe_size_eu_2"]
    han = vault.records.get(add(vault, "vocabulary_entry", vocabulary="act", label="喝茶")).fields["code"]
    assert str(han).startswith("x_")
    assert vault.schema.vocabularies.label("act", str(han), Catalogue()) == "喝茶"


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"type": "person", "key": "shoe_size", "label": "S", "kind": "int"}, "key"),
        ({"type": "person", "key": "x_", "label": "S", "kind": "int"}, "key"),
        ({"type": "person", "key": "x_" + "a" * 41, "label": "S", "kind": "int"}, "key"),
        ({"type": "person", "key": "x_a/b", "label": "S", "kind": "int"}, "key"),
        ({"type": "no_such", "key": "x_a", "label": "S", "kind": "int"}, "type"),
        ({"type": "actor", "key": "x_a", "label": "S", "kind": "int"}, "type"),
        ({"type": "person", "key": "x_a", "kind": "int"}, "label"),
        ({"type": "person", "key": "x_a", "label": "S"}, "kind"),
        ({"type": "person", "key": "x_a", "label": "S", "kind": "rows"}, "kind"),
        ({"type": "person", "key": "x_a", "label": "S", "kind": "choice"}, "vocabulary"),
        ({"type": "person", "key": "x_a", "label": "S", "kind": "choice", "vocabulary": "no_such"}, "vocabulary"),
        ({"type": "person", "key": "x_a", "label": "S", "kind": "text", "vocabulary": "act"}, "vocabulary"),
        ({"type": "person", "key": "x_a", "label": "S", "kind": "text", "targets": ["case"]}, "targets"),
        ({"type": "person", "key": "x_a", "label": "S", "kind": "ref", "targets": ["no_such"]}, "targets"),
        ({"type": "person", "key": "religion", "label": "Faith"}, "label"),
        ({"type": "person", "key": "religion"}, "retired"),
        ({"type": "person", "key": "data_class", "retired": "2026-01-01"}, "key"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_field_is_refused(vault: Vault, fields: dict[str, Any], key: str) -> None:
    assert refused(vault, "custom_field", **fields) == key
    assert vault.schema.type("person").field("x_a") is None


def test_a_key_is_defined_once(vault: Vault) -> None:
    made = add(vault, "custom_field", **SHOES)
    assert refused(vault, "custom_field", **SHOES) == "key"
    vault.records.delete(made)
    assert refused(vault, "custom_field", **SHOES) == "key"
    add(vault, "custom_type", key="x_letter", label="Letter")
    assert refused(vault, "custom_type", key="x_letter", label="Letter") == "key"
    assert refused(vault, "custom_type", key="letter", label="Letter") == "key"
    assert refused(vault, "vocabulary_entry", vocabulary="audience", code="x_us", label="Us") == "vocabulary"
    assert refused(vault, "vocabulary_entry", vocabulary="act", code="tea", label="Tea") == "code"
    assert refused(vault, "vocabulary_entry", vocabulary="mood", code="low", label="Low") == "vocabulary"


def test_two_definitions_of_one_key_from_two_vaults(vault: Vault) -> None:
    add(vault, "custom_field", **SHOES)
    foreign(vault, "custom_field", **{**SHOES, "kind": "text", "field_class": "C4"})
    field = field_of(vault, "person", "x_shoe_size")
    assert (field.kind, field.data_class) == (Kind.INT, DataClass.C4)
    assert TWICE in vault.notices


@pytest.mark.parametrize(
    "fields",
    [
        {"type": "person", "key": "x_a", "kind": "hologram", "label": "S"},
        {"type": "person", "key": "display_name", "kind": "int", "label": "S", "field_class": "C0"},
        {"type": "person", "key": "x_a", "kind": ["int"], "label": {"na": "unknown"}},
        {"type": "actor", "key": "x_a", "kind": "int", "label": "S"},
        {"type": 7, "key": None, "kind": {}, "labels": [1, {"lang": 3}], "targets": "person"},
        {},
    ],
)
def test_a_definition_from_elsewhere_that_cannot_be_changes_nothing(vault: Vault, fields: dict[str, Any]) -> None:
    before = {key: rt.fields for key, rt in vault.schema.types.items()}
    foreign(vault, "custom_field", **fields)
    foreign(vault, "vocabulary_entry", **fields)
    foreign(vault, "custom_type", **fields)
    after = {key: rt.fields for key, rt in vault.schema.types.items() if not key.startswith("x_")}
    assert after == before
    assert UNKNOWN in vault.notices


def test_values_that_came_before_their_field_are_found_once_it_is_there(vault: Vault) -> None:
    lin = foreign(vault, "person", display_name="Lin", x_nick="Quorvath")
    assert vault.search.find("Quorvath").total == 0
    add(vault, "custom_field", type="person", key="x_nick", label="Nick", kind="text")
    assert [hit.id for hit in vault.search.find("Quorvath").hits] == [lin]


def test_thousands_of_definitions_slow_nothing_down_and_are_said(vault: Vault) -> None:
    def flood(act: Running) -> None:
        for number in range(5_200):
            payload = json.loads(json.dumps({**SHOES, "key": f"x_f{number}"}))
            entry = Entry(
                action="created",
                record_id=f"{number:032x}",
                type="custom_field",
                type_version=1,
                fields=tuple(payload),
                payload=payload,
            )
            vault.records.append(act, entry)

    vault.records.within(flood)
    own = [field for field in vault.schema.type("person").fields if field.key.startswith("x_")]
    assert len(own) == MOST_FIELDS
    assert any("more definitions" in notice.text for notice in vault.notices)
