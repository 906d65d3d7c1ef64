"""Accounts in a vault: checked as they enter, decided and undone, kept when what they are about is gone; and facts that age."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from detained import detained_person

from casevault.domain.consent import rows_of
from casevault.domain.schema import DataClass
from casevault.errors import Code, UserProblem
from casevault.i18n import Catalogue
from casevault.vault import accounts, stale
from casevault.vault.check import check

if TYPE_CHECKING:
    from casevault.vault.vault import Vault


@pytest.fixture(name="made")
def made_records(vault: Vault) -> dict[str, str]:
    more = {
        "aliases": [{"value": "林兆雯", "script": "Hans", "kind": "legal"}],
        "channels": [{"kind": "phone", "value": "+31 6 1234 5678", "safe": "unknown"}],
    }
    relative = {"kind": "relative", "protection": "full", "reliability": "B"}
    return detained_person(vault, "2026-02-12", "criminal_detention", relative, more)


def tell(vault: Vault, made: dict[str, str], about: str, field: str, value: object, **more: object) -> str:
    fields = {"record": made[about], "field": field, "value": value, "source": made["source"], "status": "asserted", **more}
    return vault.records.add("claim", fields).id


def test_a_cell_of_a_table_has_accounts_and_preferring_one_changes_that_cell_alone(vault: Vault, made: dict[str, str]) -> None:
    (row,) = rows_of(vault.records.get(made["person"]), "aliases")
    path = f"aliases/{row['row']}/value"
    claim = tell(vault, made, "person", path, "林照雯", credibility="2")
    assert vault.records.disputed(made["person"]) == {path}
    changes = accounts.prefer(vault, claim)
    assert changes.records == {claim, made["person"]}
    (now,) = rows_of(vault.records.get(made["person"]), "aliases")
    assert now == {**row, "value": "林照雯"}
    assert vault.records.disputed(made["person"]) == frozenset()
    vault.records.undo()
    assert vault.records.get(made["person"]).fields["aliases"] == [row]
    assert vault.records.disputed(made["person"]) == {path}


def test_the_two_grades_stand_apart_and_are_of_the_class_that_never_leaves(vault: Vault, made: dict[str, str]) -> None:
    claim = tell(vault, made, "stage", "start", "2026-02-14", credibility="4", said_on="2026-03")
    (about,) = accounts.accounts(vault, made["stage"]).values()
    (told,) = accounts.told_of(vault, about, vault.look(Catalogue()))
    assert (told.reliability, told.credibility, told.said_on, told.id) == ("B", "4", "2026-03", claim)
    for type_key, key in (("source", "reliability"), ("claim", "credibility"), ("claim", "source")):
        field = vault.schema.type(type_key).field(key)
        assert field is not None
        assert field.data_class is DataClass.C5
    with pytest.raises(UserProblem):
        tell(vault, made, "stage", "start", "2026-02-14", credibility="7")


def test_a_value_is_kept_in_the_form_of_its_field(vault: Vault, made: dict[str, str]) -> None:
    claim = vault.records.get(tell(vault, made, "stage", "national_security", "Yes"))
    assert claim.fields["value"] == "true"
    answer = vault.records.get(tell(vault, made, "stage", "warrant_shown", {"na": "not_disclosable"}))
    assert answer.fields["value"] == {"na": "not_disclosable"}
    assert vault.records.disputed(made["stage"]) == frozenset()
    with pytest.raises(UserProblem) as refused:
        tell(vault, made, "stage", "facility", made["person"])  # a person is no facility
    assert (refused.value.code, refused.value.safe["field"]) == (Code.INVALID_INPUT, "value")


def test_an_account_of_a_number_is_as_close_as_the_number(vault: Vault, made: dict[str, str]) -> None:
    (row,) = rows_of(vault.records.get(made["person"]), "channels")
    path = f"channels/{row['row']}/value"
    claim = tell(vault, made, "person", path, "+31 6 8765 4321", data_class="C1")
    assert vault.records.get(claim).data_class is DataClass.C4
    assert vault.records.get(tell(vault, made, "stage", "start", "2026-02-15")).data_class is DataClass.C1


def test_rejecting_takes_a_reason_and_ends_the_disagreement(vault: Vault, made: dict[str, str]) -> None:
    claim = tell(vault, made, "stage", "start", "2026-02-14")
    with pytest.raises(UserProblem) as refused:
        accounts.reject(vault, claim, "  ")
    assert refused.value.safe["field"] == "reason"
    accounts.reject(vault, claim, "Written a year later.")
    assert vault.records.get(claim).fields["reason"] == "Written a year later."
    assert vault.records.disputed(made["stage"]) == frozenset()
    accounts.dispute(vault, claim)
    assert vault.records.disputed(made["stage"]) == {"start"}
    accounts.accept(vault, claim)
    assert vault.records.disputed(made["stage"]) == {"start"}
    with pytest.raises(UserProblem):
        accounts.prefer(vault, made["stage"])


def test_accounts_outlive_the_row_and_the_record_they_are_about(vault: Vault, made: dict[str, str]) -> None:
    (row,) = rows_of(vault.records.get(made["person"]), "aliases")
    claim = tell(vault, made, "person", f"aliases/{row['row']}/value", "林照雯")
    vault.records.edit(made["person"], {"aliases": []})
    assert vault.records.disputed(made["person"]) == frozenset()
    with pytest.raises(UserProblem) as refused:
        accounts.prefer(vault, claim)
    assert refused.value.safe["field"] == "field"
    vault.records.delete(made["person"])
    assert vault.records.get(claim).fields["value"] == "林照雯"
    with pytest.raises(UserProblem):
        accounts.prefer(vault, claim)
    assert accounts.accounts(vault, made["person"])


def test_accounts_of_a_detention_s_first_day_are_accounts_of_its_first_stage(vault: Vault, made: dict[str, str]) -> None:
    claim = tell(vault, made, "detention", "start", "2026-02-10")
    assert vault.records.disputed(made["stage"]) == {"start"}
    later = vault.records.add("stage", {"period": made["detention"], "measure": "arrest", "start": "2026-03-20"}).id
    assert vault.records.disputed(later) == frozenset()
    accounts.prefer(vault, claim)  # the detention says another day now; the stage still differs, and says so
    tell(vault, made, "detention", "start", "2026-02-12")
    assert vault.records.disputed(made["stage"]) == {"start"}


# facts that age


def test_a_fact_is_confirmed_by_its_record_by_a_source_and_by_the_act(vault: Vault, made: dict[str, str]) -> None:
    def whereabouts(day: date) -> stale.Aged:
        return next(one for one in stale.ages(vault, as_of=day) if one.rule.key == "whereabouts")

    day = date(2026, 9, 11)
    assert (whereabouts(day).confirmed, whereabouts(day).age, whereabouts(day).is_stale) == ("2026-02-12", 211, True)
    tell(vault, made, "stage", "facility", made["facility"], said_on="2026-08-01")
    assert (whereabouts(day).confirmed, whereabouts(day).is_stale) == ("2026-08-01", False)
    elsewhere = vault.records.add("facility", {"name": "Yunting No. 2", "kind": "detention_centre"}).id
    tell(vault, made, "stage", "facility", elsewhere, said_on="2026-09-01")
    assert whereabouts(day).confirmed == "2026-08-01"  # who says otherwise confirms nothing
    today = vault.ambient.today()
    changes = stale.confirm(vault, made["stage"], "facility")
    assert changes.records == {made["stage"]}
    assert vault.records.history(made["stage"])[0].action == "confirmed"
    assert whereabouts(today).confirmed == today.isoformat()
    vault.records.undo()
    assert whereabouts(today).confirmed < today.isoformat()
    assert vault.records.get(made["stage"]).fields["facility"] == made["facility"]


def test_what_is_past_closed_or_not_known_does_not_age(vault: Vault, made: dict[str, str]) -> None:
    far = vault.ambient.today() + timedelta(days=4000)
    assert {one.rule.key for one in stale.stale(vault, as_of=far)} == {"whereabouts", "stage", "channel"}
    assert {one.rule.key for one in stale.stale(vault, as_of=far, case=made["case"])} >= {"whereabouts", "stage"}
    later = vault.records.add("stage", {"period": made["detention"], "measure": "arrest", "start": "2026-03-20"}).id
    assert stale.ages(vault, as_of=far, about=[vault.records.get(made["stage"])]) == []
    assert [one.rule.key for one in stale.ages(vault, as_of=far, about=[vault.records.get(later)])] == ["stage"]
    vault.records.undo()
    vault.records.edit(made["stage"], {"facility": {"na": "unknown"}})
    assert {one.rule.key for one in stale.stale(vault, as_of=far)} == {"stage", "channel"}
    vault.records.edit(made["stage"], {"end": "2026-06-01"})
    assert {one.rule.key for one in stale.stale(vault, as_of=far)} == {"channel"}
    vault.records.edit(made["case"], {"status": "closed", "closed": "2026-07-01"})
    vault.records.edit(made["person"], {"channels": []})
    assert stale.stale(vault, as_of=far) == []
    with pytest.raises(UserProblem):
        stale.confirm(vault, made["person"])


def test_a_confirmed_vault_still_verifies(vault: Vault, made: dict[str, str]) -> None:
    stale.confirm(vault, made["person"])
    assert check(vault, deep=True).ok


def test_the_table_of_ages_is_about_fields_there_are(vault: Vault) -> None:
    for rule in stale.rules():
        rt = vault.schema.type(rule.type)
        assert rt.field(rule.field) is not None, rule.key
        assert all(rt.field(key) is not None for key in (*rule.open, *rule.when)), rule.key
        assert not rule.newest_by or rt.field(rule.newest_by) is not None
        assert {"en", "nl", "zh"} <= rule.labels.keys()
