"""Record types: every field of the data model, each with its class stated, pointing where there is something to point to."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

import casevault.domain.types as types_package
from casevault.domain.catalog import schema_json, walk
from casevault.domain.schema import DataClass, Field, Kind
from casevault.domain.types import TYPES
from casevault.domain.types.common import COMMON
from casevault.errors import Code, UserProblem
from casevault.vault.schema import load_schema

# The keys of the data model, type by type, as it lists them; "+" parts what the program's design adds.
EXPECTED = {
    "person": """display_name name_order sex gender pronouns birth birth_place nationalities ethnicity religion languages
        occupation
        hrd_field hrd_since is_minor deceased photo risk_level do_no_harm_notes public_record_only aliases identifiers
        channels links
        + merged_into merged_from not_same""",
    "organisation": """name kind country parent hrd_focal_point is_partner_sealed chain_level competences officials
        + is_us names channels keys pseudonyms withhold letter_address letter_email letter_phone""",
    "place": "name names admin_code level lat lon note",
    "facility": "org name kind place known_since is_inferred visiting_rules + names",
    "case": """code title kind persons jurisdiction opened closed status priority summary risk strategy caseworkers ask ask_by
        preference risk_if_public do_not_mention region_links parent_case tags
        + submitter submitter_confidential arbitrary letter_kind mandates""",
    "event": """case kind start end place victims perpetrators narrative stated_reason government_position rights linked_events
        huridocs_ref""",
    "detention": "case person seq start end end_reason total_days",
    "stage": """period measure start end authority facility warrant_shown document notice_family notice_family_on notice_text
        outside_contact national_security pack_version transfer_from + warrant_by""",
    "charge": "case person law_article zh pinyin en stage from to acts_alleged text_source + legislation",
    "hearing": """case court level kind docket announced scheduled held end publicity closure_reason panel prosecutors
        defendant_presence outcome next_hearing
        + courtroom notice_place lawyers interpreter observers entry_checks admitted outside restraints visible_health stamps
        motions evidence_shown confession_challenged exclusion_asked defence_minutes last_statement notes pad""",
    "attendance": """hearing observer capacity request_to request_on basis answer outcome stated_reason verbatim refused_by
        treatment
        witnesses evidence protest_made""",
    "judgment": "hearing case date pronounced served verdict charges reasons plea_claims appeal_deadline sentences + plea",
    "family_contact": """case relative kind at initiator monitored content detainee_state risk_checked next_due consequence""",
    "intervention": """case date actor with level channel instrument forum addressee asked wording_agreed_with
        consulted_before consent
        phase response response_text result result_text effect attribution side_effects followup_due followups evaluation_on
        fed_back_to_person parent omission shareability + goal indicator instrument_status""",
    "consent": """person giver proxy purpose audiences denied identity_level media scope_fields form evidence given review_on
        valid_until reviews withdrawn notes + covers letter_known report_known report_name contact_back""",
    "source": "code kind identity reliability protection contactable + title",
    "claim": "record field value source said_on credibility status reason + wording",
    "evidence": """title kind files collected_at collector tool url capture_parts exif_kept lang transcript translation public
        + about redactions boxes looked""",
    "estimate": "topic low high date source + case wording",
    "note": "about text kind",
    "clock": "stage event rule_id start_claims extensions exception_claimed met_on note",
    "counsel": "case lawyer kind from to licence_status meetings + person",
    "observation": """hearing observer basis language interpreter notes items facts assessment safety_incident
        + stamps notes_kept follow_up""",
    "remedy": "case kind filed by answer answer_on why_not + person addressed_to evidence",
    "visit": "case visitor to requested answered held outcome conditions report + person facility",
    "reprisal": """target because_of kind demanded_data abroad date actor report_ref ongoing
        + case un_cooperation ended narrative""",
    "health": """person kind since severity need asked_on answer treated medicines_stopped documents ill_treatment
        + ill_treatment_notes""",
    "support": """case for kind amount currency funder asked decided paid decision refusal_reason payment_risk report_due
        + summary other_funders referees reported""",
    "risk": "person action threat likelihood impact measures decision by review_on",
    "task": "case kind due lead_days assignee status origin + title done_on every_days",
    "saved_search": "name query type tag facets sort descending",
    "custom_field": "type key label labels kind vocabulary targets field_class told_to required not_searched retired",
    "custom_type": "key label plural labels retired",
    "vocabulary_entry": "vocabulary code label labels retired",
    "disclosure": """what profile recipient channel purpose consents sent_at sent_by file_sha256 copy_no valid_until ack recall
        recall_on onward + bundle audience output recipient_text cases persons format lang seal selected written withheld failed
        scan_terms scan_bytes scan_hits hits rescan_ok pseudonyms requested_on appeared about supersedes notices""",
    "actor": "name slot",
    "device": "name public_key status",
}
COLUMNS = {
    "case/arbitrary": "category why person",
    "person/aliases": "value script kind system phonetic_key from_source",
    "person/identifiers": "kind value issuer issued expires valid_check",
    "person/channels": "kind value safe compromised_since rules preferred",
    "person/links": "person relation from to",
    "organisation/channels": "kind value safe compromised_since rules preferred",
    "organisation/keys": "kind value words checked_on checked_how",
    "organisation/names": "value script lang kind",
    "facility/names": "value script lang kind",
    "place/names": "value script lang kind",
    "organisation/pseudonyms": "person code",
    "disclosure/pseudonyms": "person code",
    "case/persons": "person role is_focus",
    "saved_search/facets": "facet code",
    "event/perpetrators": "person organisation degree",
    "event/linked_events": "event chain",
    "judgment/sentences": """person kind term suspended probation_start political_rights fine confiscation prohibition_order
        credit_days
        expected_release changes""",
    "consent/reviews": "on decision by note",
    "clock/extensions": "step basis on",
    "counsel/meetings": "asked papers granted held monitored refusal_text",
    "hearing/stamps": "at code note",
    "hearing/pad": "key group code words",
    "hearing/admitted": "capacity let_in refused reason",
    "observation/stamps": "at code note",
    "observation/items": "code rating note evidence",
    "visit/conditions": "private minutes who_listened",
    "health/ill_treatment_notes": """at place circumstances by_whom said methods objects sexual_violence injuries mind care
        witnesses certificate complaint may_transmit consistency""",
    "custom_field/labels": "lang text",
    "custom_type/labels": "lang text",
    "vocabulary_entry/labels": "lang text",
    "evidence/files": "blob name mime sha256 size erased",
    "evidence/translation": "by quality",
    "evidence/redactions": "file audience label pages",
    "evidence/boxes": "copy page x y w h",
    "evidence/looked": "copy page by at seen",
    "disclosure/what": "record fields version shown",
    "disclosure/appeared": "person identity consent version",
    "disclosure/notices": "on about way notice by reason",
    "disclosure/hits": "id kind grade term where action by reason",
}
COMMON_KEYS = "data_class tlp source_ids certainty retention_until"
LONG_KEYS = {
    *(
        "summary",
        "strategy",
        "narrative",
        "notes",
        "content",
        "report",
        "facts",
        "assessment",
        "reasons",
        "treatment",
        "verbatim",
    ),
    *("acts_alleged", "transcript", "wording", "asked", "ask", "response_text", "result_text"),
}
CLASSES = {
    "person/display_name": 2, "person/sex": 2, "person/gender": 2, "person/birth": 2, "person/birth_place": 2,
    "person/nationalities": 2, "person/ethnicity": 3, "person/religion": 3, "person/is_minor": 3, "person/photo": 2,
    "person/do_no_harm_notes": 5, "person/aliases/value": 2, "person/identifiers/value": 4, "person/channels/value": 4,
    "person/channels/rules": 5, "person/links/person": 4, "person/links/relation": 4, "organisation/hrd_focal_point": 4,
    "organisation/is_partner_sealed": 5, "organisation/pseudonyms/code": 5, "place/lat": 4, "place/lon": 4, "case/title": 2,
    "case/risk": 5, "case/strategy": 5, "case/summary": 1, "charge/acts_alleged": 1, "family_contact/relative": 4,
    "family_contact/content": 4, "family_contact/detainee_state": 3, "intervention/side_effects": 5, "consent/notes": 5,
    "counsel/lawyer": 4, "observation/language": 5, "observation/interpreter": 5, "health/kind": 3, "health/need": 3,
    "health/ill_treatment": 3, "health/ill_treatment_notes/methods": 3, "health/ill_treatment_notes/sexual_violence": 5,
    "support/funder": 5, "support/payment_risk": 5, "risk/measures": 5, "hearing/lawyers": 4, "hearing/interpreter": 5,
    "task/assignee": 5, "saved_search/query": 5,
    "source/identity": 5, "source/reliability": 5, "claim/credibility": 5, "evidence/files/name": 5,
}  # fmt: skip


def field_at(path: str) -> Field:
    type_key, _, rest = path.partition("/")
    found = load_schema().type(type_key).field(rest)
    assert found is not None, path
    return found


def test_every_type_has_the_keys_of_the_data_model() -> None:
    assert {rt.key: {f.key for f in rt.fields} for rt in TYPES} == {
        key: set(text.replace("+", " ").split()) | set(COMMON_KEYS.split()) for key, text in EXPECTED.items()
    }


def test_every_table_has_its_columns() -> None:
    tables = {f"{rt.key}/{f.key}": {c.key for c in f.rows} for rt in TYPES for f in rt.fields if f.kind is Kind.ROWS}
    assert tables == {path: set(text.split()) for path, text in COLUMNS.items()}


def test_classes_are_those_of_the_data_model() -> None:
    assert {path: field_at(path).data_class for path in CLASSES} == CLASSES


def test_types_whose_records_never_leave_are_of_the_highest_class() -> None:
    assert {rt.key for rt in TYPES if rt.data_class is DataClass.C5} == {"source", "disclosure", "actor", "device"}


def test_every_field_states_its_class_in_the_source() -> None:
    folder = Path(types_package.__file__).parent
    unstated = [
        f"{path.name}:{call.lineno}"
        for path in sorted(folder.glob("*.py"))
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "Field"
        and "data_class" not in {keyword.arg for keyword in call.keywords}
    ]
    assert unstated == []


def test_each_type_has_a_file_of_its_own() -> None:
    folder = Path(types_package.__file__).parent
    assert {path.stem for path in folder.glob("*.py")} - {"__init__", "common"} == set(EXPECTED)


@pytest.mark.parametrize("rt", TYPES, ids=lambda rt: rt.key)
def test_a_descriptor_is_whole(rt) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - a RecordType by parametrization
    known = {other.key for other in TYPES}
    keys = [f.key for f in rt.fields]
    assert len(keys) == len(set(keys))
    assert rt.fields[-len(COMMON) :] == COMMON
    for path in (*rt.title, *rt.dates, *rt.case, *rt.via, *rt.one_of):
        assert rt.field(path) is not None, path
    for path in (*rt.case, *rt.via):
        assert rt.field(path).kind in {Kind.REF, Kind.REFS}
    for path in rt.dates:
        assert rt.field(path).kind in {Kind.DATE, Kind.DATETIME, Kind.DAY}
    for field in walk(rt.fields):
        assert not field.key.startswith("x_")
        assert bool(field.vocabulary) == (field.kind in {Kind.CHOICE, Kind.CHOICES}), field.key
        assert bool(field.rows) == (field.kind is Kind.ROWS), field.key
        assert not field.targets or field.kind in {Kind.REF, Kind.REFS}, field.key
        assert set(field.targets) <= known, field.key
        if field.vocabulary:
            assert load_schema().vocabularies.codes(field.vocabulary), field.vocabulary
        assert not field.default or load_schema().vocabularies.has(field.vocabulary, field.default)
        assert field.label.text


def test_long_texts_are_the_ones_decided() -> None:
    found = {(rt.key, f.key) for rt in TYPES for f in walk(rt.fields) if f.kind is Kind.LONG}
    assert {key for _, key in found} <= LONG_KEYS | {"text"}
    assert [key for key in found if key[1] == "text"] == [("note", "text")]
    texts = {f.key for rt in TYPES for f in walk(rt.fields) if f.kind is Kind.TEXT}
    assert texts & LONG_KEYS == set()


def test_names_carry_the_mark_that_keys_and_scan_read() -> None:
    marked = {f"{rt.key}/{f.key}" for rt in TYPES for f in rt.fields if f.names_person}
    marked |= {f"{rt.key}/{f.key}/{c.key}" for rt in TYPES for f in rt.fields for c in f.rows if c.names_person}
    names = {f"{key}/{tail}" for key in ("organisation", "facility", "place") for tail in ("name", "names/value")}
    assert marked == {"person/display_name", "person/aliases/value"} | names


def test_the_schema_prints_as_plain_json() -> None:
    printed = schema_json(load_schema())
    assert json.loads(json.dumps(printed)) == printed
    one = schema_json(load_schema(), "charge")
    assert [rt["key"] for rt in one["types"]] == ["charge"]  # type: ignore[index, union-attr, call-overload] # plain JSON
    text = json.dumps(one)
    assert '"cn.cl.105_1"' in text
    assert '"required": true' in text


def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(UserProblem) as caught:
        load_schema().type("prisoner 高瑜")
    assert caught.value.code is Code.INVALID_INPUT
    assert "高瑜" not in str(caught.value) + str(caught.value.safe)
