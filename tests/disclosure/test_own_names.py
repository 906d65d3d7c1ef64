"""What a vault defines for itself, and records of other kinds, name and tie people too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from disclosure.test_way_out import read, tell
from disclosure_fakes import invented_case

from casevault.disclosure import compile as compiler
from casevault.disclosure import gate
from casevault.disclosure.ledger import VaultLedger
from casevault.disclosure.plain import plain_text
from casevault.disclosure.request import Request

if TYPE_CHECKING:
    from pathlib import Path

    from disclosure.test_way_out import Made

    from casevault.vault.vault import Vault


@pytest.fixture
def made(vault: Vault) -> Made:
    return invented_case(vault)


def own_field(vault: Vault, **fields: object) -> None:
    usual = {"type": "person", "kind": "text", "field_class": "C1"}
    vault.records.add("custom_field", {**usual, **fields})


@pytest.mark.parametrize(("kind", "wrap"), [("text", False), ("texts", True)])
def test_a_name_in_a_field_of_the_vaults_own(vault: Vault, made: Made, tmp_path: Path, kind: str, wrap: bool) -> None:
    own_field(vault, label="Baptismal name", kind=kind)
    value = "Theodora Mingde"
    vault.records.edit(made["sister"], {"x_baptismal_name": [value] if wrap else value})
    tell(vault, made, "Theodora Mingde and the lawyer waited outside.")
    assert "Theodora" not in read(vault, made, tmp_path)


def test_one_word_of_a_name_in_an_own_field_tells_who_is_meant(vault: Vault, made: Made, tmp_path: Path) -> None:
    own_field(vault, label="Maiden name")
    own_field(vault, label="Works on")
    vault.records.edit(made["sister"], {"x_maiden_name": "Philomena Grackelthorpe", "x_works_on": "land rights"})
    tell(vault, made, "The one called Grackelthorpe waited outside and spoke of the land.")
    text = read(vault, made, tmp_path)
    assert "Grackelthorpe" not in text
    assert "of the land" in text


def test_the_maiden_name_of_someone_who_is_not_named(vault: Vault, tmp_path: Path) -> None:
    made = invented_case(vault, identity_level="initials")
    own_field(vault, label="Maiden name")
    vault.records.edit(made["lin"], {"x_maiden_name": "Tang Yuehua"})
    vault.records.edit(made["lin"], {"x_maiden_name": "Tang Yueyue"})
    tell(vault, made, "Tang Yueyue, once Tang Yuehua, was taken.")
    text = read(vault, made, tmp_path)
    assert "Yuehua" not in text
    assert "Yueyue" not in text


@pytest.mark.parametrize(("graded", "leaves"), [("C2", True), ("C4", False)])
def test_what_is_closer_than_a_name_stays_with_whoever_is_named(
    vault: Vault,
    made: Made,
    tmp_path: Path,
    graded: str,
    leaves: bool,
) -> None:
    own_field(vault, label="Church name", field_class=graded)
    own_field(vault, label="Membership", field_class="C4")
    vault.records.edit(made["lin"], {"x_church_name": "Aurelia Tang", "x_membership": "KX-7781-2043"})
    tell(vault, made, "Aurelia Tang, KX-7781-2043, was taken.")
    text = read(vault, made, tmp_path)
    assert ("Aurelia" in text) is leaves
    assert "7781" not in text


@pytest.mark.parametrize("before", [True, False])
def test_the_interpreter_has_no_record_and_a_name_all_the_same(
    vault: Vault,
    made: Made,
    tmp_path: Path,
    before: bool,
) -> None:
    vault.records.edit(made["hearing"], {"interpreter": "Wang Lihua, 欧阳丽华"})
    if before:
        vault.records.edit(made["hearing"], {"interpreter": None})
    tell(vault, made, "Told by Wang Lihua (欧阳丽华) at the court of Yunting. Lihua spoke softly.")
    text = read(vault, made, tmp_path)
    assert "Lihua" not in text
    assert "丽华" not in text


_TIES: dict[str, dict[str, object]] = {
    "support": {"for": "lin", "kind": "physical", "referees": ["judge"]},
    "reprisal": {"target": "sister", "because_of": "judge", "kind": "firm_closed", "date": "2026-01-01"},
    "remedy": {"person": "judge", "kind": "appeal"},
    "counsel": {"person": "judge", "lawyer": "lawyer"},
    "detention": {"person": "judge", "start": "2026-01-01"},
    "charge": {"person": "judge", "law_article": "cn.cl.293", "stage": "suspected"},
    "x_shelter_stay": {"title": "A week", "x_guest": "judge"},
    "person": {"display_name": "Guo Meilan", "x_husband": "judge"},
}


@pytest.mark.parametrize("type_key", _TIES)
def test_whom_another_record_ties_is_no_mere_official(vault: Vault, made: Made, type_key: str) -> None:
    vault.records.add("custom_type", {"label": "Shelter stay"})
    own_field(vault, type="x_shelter_stay", label="Guest", kind="ref", targets=["person"])
    own_field(vault, label="Husband", kind="ref", targets=["person"])
    ledger = VaultLedger(vault)
    assert not gate._is_tied(made["judge"], ledger)
    fields = {
        key: [made[one] for one in value] if isinstance(value, list) else made.get(str(value), value)
        for key, value in _TIES[type_key].items()
    }
    given = {} if type_key == "person" else {"case": made["case"]}
    vault.records.add(type_key, {**given, **fields})
    assert gate._is_tied(made["judge"], ledger)


def test_who_has_a_role_of_the_vaults_own_is_no_mere_official(vault: Vault, made: Made) -> None:
    vault.records.add("vocabulary_entry", {"vocabulary": "role", "code": "x_pastor", "label": "Pastor"})
    rows = vault.records.get(made["case"]).fields["persons"]
    assert isinstance(rows, list)
    vault.records.edit(made["case"], {"persons": [*rows, {"person": made["judge"], "role": "x_pastor"}]})
    assert gate._is_tied(made["judge"], VaultLedger(vault))


@pytest.mark.parametrize(("told", "printed"), [("Tang Yuehua", True), ("Tang Yuehua (Quorvath Meilan)", False)])
def test_a_sentence_in_an_own_field_makes_nobody_elses_name_hers(vault: Vault, told: str, *, printed: bool) -> None:
    own_field(vault, label="Called also", field_class="C4")
    me = vault.records.add("person", {"display_name": "Mo Ruyi", "x_called_also": told}, strict=False).id
    vault.records.add("person", {"display_name": "Quorvath Meilan"}, strict=False)
    persons = [{"person": me, "role": "defender", "is_focus": True}]
    case = vault.records.add("case", {"code": "PLOVER", "title": "T", "persons": persons}, strict=False).id
    narrative = "Quorvath Meilan and Tang Yuehua were there."
    vault.records.add("event", {"case": case, "kind": "arrest", "narrative": narrative}, strict=False)
    asked = {"cases": (), "audience": "subject", "output": "holdings", "to": me, "person": me, "requested_on": "2026-03-01"}
    document = compiler.preview(vault, Request(**asked, seal="none")).document  # type: ignore[arg-type]  # texts by name
    text = plain_text(document)
    assert "Quorvath" not in text
    assert ("Tang Yuehua" in text) is printed
