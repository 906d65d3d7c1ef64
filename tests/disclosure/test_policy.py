"""The allow-list: every data class, every exception, and what no profile may let out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from disclosure_fakes import FakeLedger, FakeVault, invented_case

from casevault.disclosure import gate, policy, profiles
from casevault.disclosure.request import Action, Reason
from casevault.disclosure.select import select
from casevault.domain.own import Definition, Own
from casevault.domain.schema import DataClass
from casevault.paths import resource_path, resource_text

if TYPE_CHECKING:
    from casevault.domain.record import Fields

EMBASSY = profiles.parse_profile(resource_text("profiles/embassy.toml"))


class Ruled:
    """The rulings of an invented case, by short name and field key."""

    def __init__(self, fake: FakeVault, made: dict[str, str]) -> None:
        self.made = made
        selection = select(fake.records, fake.schema, [made["case"]])
        day = fake.ambient.today()
        clearance = gate.check(selection, FakeLedger(fake), purpose="quiet_diplomacy", audience="embassy", day=day)
        self.rulings = policy.rule_all(selection, clearance, EMBASSY)
        self.items = selection.items

    def of(self, name: str, key: str) -> tuple[Action, Reason]:
        (ruling,) = {
            self.rulings[item.record, item.path] for item in self.items if item.record == self.made[name] and item.key == key
        }
        return ruling.action, ruling.reason


@pytest.fixture
def fake() -> FakeVault:
    return FakeVault()


LEAVES = (Action.AS_RECORDED, Reason.NONE)


def withheld(reason: Reason) -> tuple[Action, Reason]:
    return (Action.WITHHELD, reason)


def other_words(reason: Reason) -> tuple[Action, Reason]:
    return (Action.OTHER_WORDS, reason)


def test_every_class_goes_its_way(fake: FakeVault) -> None:
    ruled = Ruled(fake, invented_case(fake))
    expected = {
        ("case", "ask"): LEAVES,
        ("case", "title"): LEAVES,
        ("case", "risk"): withheld(Reason.C5_NEVER),
        ("case", "strategy"): withheld(Reason.C5_NEVER),
        ("lin", "display_name"): LEAVES,
        ("lin", "birth"): LEAVES,
        ("lin", "ethnicity"): withheld(Reason.C3_NEVER),
        ("lin", "identifiers/value"): withheld(Reason.C4_NEVER),
        ("lin", "channels/value"): withheld(Reason.C4_NEVER),
        ("lin", "channels/rules"): withheld(Reason.C5_NEVER),
        ("lin", "do_no_harm_notes"): withheld(Reason.C5_NEVER),
        ("sister", "links/person"): withheld(Reason.C4_NEVER),
        ("sister", "display_name"): other_words(Reason.NO_CONSENT_ROLE_ONLY),
        ("sister", "channels/value"): withheld(Reason.C4_NEVER),
        ("watched", "narrative"): withheld(Reason.C4_NEVER),
        ("watched", "start"): withheld(Reason.C4_NEVER),
        ("contact", "relative"): other_words(Reason.NO_CONSENT_ROLE_ONLY),
        ("contact", "content"): withheld(Reason.C4_NEVER),
        ("contact", "detainee_state"): withheld(Reason.C3_NO_CONSENT),
        ("sick", "narrative"): withheld(Reason.C3_NO_CONSENT),
        ("taken", "source_ids"): other_words(Reason.SOURCE_IN_GENERAL),
        ("claim1", "source"): other_words(Reason.SOURCE_IN_GENERAL),
        ("hearing", "panel"): LEAVES,
        ("hearing", "court"): LEAVES,
        ("stage", "facility"): LEAVES,
        ("stage", "national_security"): LEAVES,
        ("note", "text"): withheld(Reason.C5_NEVER),
        ("consent", "giver"): LEAVES,
    }
    assert {key: ruled.of(*key) for key in expected} == expected


def test_a_home_is_no_place_to_name(fake: FakeVault) -> None:
    made = invented_case(fake)
    ruled = Ruled(fake, made)
    assert ruled.of("flat", "name") == withheld(Reason.C4_NEVER)
    assert ruled.of("taken", "place") == other_words(Reason.C4_NEVER)
    fake.records.edit(made["place"], {"level": "address"})
    fake.records.edit(made["taken"], {"place": made["place"]})
    assert Ruled(fake, made).of("place", "name") == withheld(Reason.C4_NEVER)


def test_interventions_leave_as_rule_nine_says(fake: FakeVault) -> None:
    ruled = Ruled(fake, invented_case(fake))
    assert ruled.of("own", "asked") == LEAVES
    assert ruled.of("public", "asked") == LEAVES
    assert ruled.of("internal", "asked") == withheld(Reason.INTERNAL)
    assert ruled.of("theirs", "asked") == withheld(Reason.QUIET_NOT_SHAREABLE)


def test_a_sealed_partner_is_an_organisation(fake: FakeVault) -> None:
    made = invented_case(fake)
    fake.records.edit(made["own"], {"with": [made["partner"]]})
    ruled = Ruled(fake, made)
    assert ruled.of("partner", "name") == withheld(Reason.SEALED_PARTNER)
    assert ruled.of("own", "with") == other_words(Reason.SEALED_PARTNER)
    fake.records.edit(made["partner"], {"is_partner_sealed": {"na": "unknown"}})
    assert Ruled(fake, made).of("partner", "name") == withheld(Reason.SEALED_PARTNER)


def test_special_fields_leave_where_the_consent_names_them(fake: FakeVault) -> None:
    made = invented_case(fake, scope_fields=["health", "birth"])
    ruled = Ruled(fake, made)
    assert ruled.of("contact", "detainee_state") == LEAVES
    assert ruled.of("sick", "narrative") == LEAVES
    assert ruled.of("lin", "birth") == LEAVES
    assert ruled.of("lin", "gender") == withheld(Reason.OUT_OF_SCOPE)
    assert ruled.of("lin", "ethnicity") == withheld(Reason.C3_NEVER)
    assert ruled.of("lin", "display_name") == LEAVES


def test_the_health_of_one_person_is_not_covered_by_the_consent_of_another(fake: FakeVault) -> None:
    made = invented_case(fake, scope_fields=["health", "ill_treatment"])
    note = {"methods": "Stood for hours.", "sexual_violence": "Sealed.", "witnesses": [made["lawyer"]]}
    told = {"kind": "chronic_illness", "need": "Insulin.", "ill_treatment": True, "ill_treatment_notes": [note]}
    made["hers"] = fake.records.add("health", {**told, "person": made["lin"]}).id
    made["his"] = fake.records.add("health", {**told, "person": made["lawyer"]}).id
    ruled = Ruled(fake, made)
    for key in ("kind", "need", "ill_treatment"):
        assert ruled.of("hers", key) == LEAVES
        assert ruled.of("his", key) == withheld(Reason.C3_NO_CONSENT)
    for name in ("hers", "his"):
        assert ruled.of(name, "ill_treatment_notes/methods") == withheld(Reason.C3_NEVER)
        assert ruled.of(name, "ill_treatment_notes/sexual_violence") == withheld(Reason.C5_NEVER)


def test_what_the_new_kinds_of_record_seal_never_leaves(fake: FakeVault) -> None:
    made = invented_case(fake)
    case, lin = made["case"], made["lin"]
    made["counsel"] = fake.records.add("counsel", {"case": case, "person": lin, "lawyer": made["lawyer"], "kind": "chosen"}).id
    support = {"case": case, "for": lin, "kind": "legal", "payment_risk": "Watched account.", "other_funders": "Fund B"}
    made["support"] = fake.records.add("support", support).id
    made["risk"] = fake.records.add("risk", {"person": lin, "threat": "X", "measures": "Y", "review_on": "2026-05-01"}).id
    made["task"] = fake.records.add("task", {"case": case, "due": "2026-03-09", "title": "Call"}).id
    ruled = Ruled(fake, made)
    assert ruled.of("counsel", "lawyer")[0] is Action.OTHER_WORDS
    for name, key in (("support", "payment_risk"), ("support", "other_funders"), ("risk", "threat"), ("risk", "measures")):
        assert ruled.of(name, key) == withheld(Reason.C5_NEVER)
    assert not [key for (record, key) in ruled.rulings if record == made["task"] and key == "assignee"]
    assert ruled.of("task", "title") == withheld(Reason.NOT_FOR_AUDIENCE), "what an office is about to do is its own"


def test_fields_of_a_vaults_own_leave_by_their_class_and_never_where_none_was_given(fake: FakeVault) -> None:
    own = Own(fake.schema)
    classes = {"x_weather": "C1", "x_plan": "", "x_illness": "C3", "x_photo": "C4"}
    usual: Fields = {"type": "event", "kind": "text", "label": "L", "told_to": ["embassy"]}
    given: list[Fields] = [{**usual, "key": key, "field_class": c} for key, c in classes.items()]
    own.follow([Definition(str(number), "custom_field", fields, fields) for number, fields in enumerate(given)])
    fake.schema = fake.records.schema = own.schema
    made = invented_case(fake)
    fake.records.edit(made["taken"], dict.fromkeys(classes, "X"))
    ruled = Ruled(fake, made)
    assert ruled.of("taken", "x_weather") == LEAVES, "its definition names this audience"
    assert ruled.of("taken", "x_plan") == withheld(Reason.C5_NEVER)
    assert ruled.of("taken", "x_illness") == withheld(Reason.C3_NEVER)
    assert ruled.of("taken", "x_photo") == withheld(Reason.C4_NEVER)


@pytest.mark.parametrize("level", ["initials", "pseudonym", "none"])
def test_below_full_identity_no_personal_fact_leaves(fake: FakeVault, level: str) -> None:
    ruled = Ruled(fake, invented_case(fake, identity_level=level))
    assert ruled.of("lin", "display_name") == other_words(Reason.IDENTITY_LEVEL)
    assert ruled.of("lin", "aliases/value") == other_words(Reason.IDENTITY_LEVEL)
    assert ruled.of("lin", "birth") == withheld(Reason.IDENTITY_LEVEL)
    assert ruled.of("case", "title") == withheld(Reason.IDENTITY_LEVEL)
    assert ruled.of("lin", "occupation") == (Action.GENERALISED, Reason.GENERALISED)
    assert ruled.of("charge", "person") == other_words(Reason.IDENTITY_LEVEL)


def test_of_others_at_most_the_name_leaves(fake: FakeVault) -> None:
    made = invented_case(fake)
    fake.records.edit(made["lawyer"], {"occupation": "Lawyer", "birth": "1970"})
    consent = fake.records.get(made["consent"]).fields
    copy = {key: consent[key] for key in ("giver", "purpose", "audiences", "identity_level", "given", "review_on")}
    fake.records.add("consent", {**copy, "person": made["lawyer"]})
    ruled = Ruled(fake, made)
    assert ruled.of("lawyer", "display_name") == LEAVES
    assert ruled.of("lawyer", "birth") == withheld(Reason.C2_OTHER_PERSON)
    assert ruled.of("lawyer", "occupation") == withheld(Reason.C2_OTHER_PERSON)


def test_only_the_public_record_leaves_for_one_who_was_not_asked(fake: FakeVault) -> None:
    made = invented_case(fake, audiences=["un"])
    fake.records.edit(made["lin"], {"public_record_only": True, "data_class": "C0"})
    fake.records.edit(made["case"], {"data_class": "C0"})
    fake.records.edit(made["taken"], {"data_class": "C0"})
    ruled = Ruled(fake, made)
    assert ruled.of("case", "ask") == LEAVES
    assert ruled.of("lin", "display_name") == LEAVES
    assert ruled.of("lin", "birth") == LEAVES
    assert ruled.of("lin", "identifiers/value") == withheld(Reason.C4_NEVER)
    assert ruled.of("taken", "narrative") == LEAVES
    assert ruled.of("hearing", "court") == withheld(Reason.PUBLIC_RECORD)
    assert ruled.of("stage", "facility") == withheld(Reason.PUBLIC_RECORD)
    assert ruled.of("centre", "name") == withheld(Reason.PUBLIC_RECORD)
    assert ruled.of("contact", "detainee_state") == withheld(Reason.PUBLIC_RECORD)


def test_what_is_personal_in_a_case_about_someone_else(fake: FakeVault) -> None:
    made = invented_case(fake)
    fake.records.edit(made["taken"], {"data_class": "C2"})
    fake.records.edit(made["centre"], {"data_class": "C2"})
    ruled = Ruled(fake, made)
    assert ruled.of("taken", "narrative") == LEAVES
    assert ruled.of("centre", "name") == LEAVES
    fake.records.edit(made["centre"], {"data_class": "C3"})
    assert Ruled(fake, made).of("centre", "name") == withheld(Reason.C3_NEVER)


def test_a_reference_to_what_is_not_selected_has_no_words(fake: FakeVault) -> None:
    made = invented_case(fake)
    fake.records.edit(made["stage"], {"document": "f" * 32})
    assert Ruled(fake, made).of("stage", "document") == withheld(Reason.NOT_IN_OUTPUT)


@pytest.mark.parametrize("conflict", ["narrative", "deleted"])
def test_what_two_histories_say_differently_waits_for_a_decision(fake: FakeVault, conflict: str) -> None:
    made = invented_case(fake)
    fake.records.all[made["taken"]] = replace(fake.records.get(made["taken"]), conflicts=(conflict,))
    ruled = Ruled(fake, made)
    assert ruled.of("taken", "narrative") == withheld(Reason.CONFLICT)
    assert (ruled.of("taken", "start") == LEAVES) is (conflict == "narrative")


def test_nothing_of_class_four_or_five_leaves_as_recorded(fake: FakeVault) -> None:
    ruled = Ruled(fake, invented_case(fake, scope_fields=["health", "birth", "channels", "identifiers", "person/channels"]))
    for item in ruled.items:
        ruling = ruled.rulings[item.record, item.path]
        if item.data_class >= DataClass.C4:
            assert ruling.action in {Action.WITHHELD, Action.OTHER_WORDS}, item.path


def test_every_profile_is_read_and_names_its_file() -> None:
    found = sorted(resource_path("profiles").glob("*.toml"))
    assert {path.stem for path in found} == {"embassy", "un", "ngo", "grant", "public", "statistics", "subject"}
    for path in found:
        profile = profiles.parse_profile(path.read_text(encoding="utf-8"))
        assert profile.audience == path.stem
        assert profile.classes[DataClass.C4] is profile.classes[DataClass.C5] is profiles.Rule.NEVER


@pytest.mark.parametrize(("old", "new"), [("format = 2", "format = 3"), ('C5 = "never"', ""), ('C1 = "leave"', 'C1 = "perhaps"')])
def test_a_profile_with_a_gap_stops_everything(old: str, new: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        profiles.parse_profile(resource_text("profiles/embassy.toml").replace(old, new))
