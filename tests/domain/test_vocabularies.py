"""Vocabularies: stable codes, labels in both languages, and the codes that other parts of the program rely on."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path

import pytest

from casevault.domain.catalog import vocabulary_keys
from casevault.domain.vocabularies import ANY_CASE, Vocabularies
from casevault.errors import Code, MachineProblem
from casevault.i18n import Catalogue
from casevault.paths import resource_path
from casevault.vault.schema import load_schema

LAW = Path(__file__).resolve().parents[3] / "shared/data/law"
VOCABULARIES = load_schema().vocabularies
RELIED_ON = {
    "role": "defender victim_by_association relative lawyer witness source official observer other",
    "case_status": "open dormant closed",
    "priority": "low normal high urgent",
    "preference": "quiet public no_preference unknown",
    "alias_kind": "legal pen nickname religious courtesy clan variant misspelling code_name",
    "measure": """summons administrative_detention criminal_detention rsdl arrest prosecution_review trial appeal sentence
        liuzhi guanhu
        bail house_arrest re_education exit_ban post_release""",
    "purpose": "casework quiet_diplomacy public_advocacy un_procedure trial_observation support media legal_aid research",
    "audience": "embassy un ngo grant public subject statistics",
    "output": """dossier urgent_action wgad wgeid special_procedures hearing_report access_refusal chronology support_request
        interventions holdings statistics recall_notice""",
    "seal": "pdf age html none",
    "identity_level": "full initials pseudonym none aggregate",
    "refusal_reason": "full secret privacy no_pass no_request late foreigner none_given other",
    "channel": "quiet public mixed",
    "channel_safe": "safe unsafe compromised unknown",
    "claim_status": "asserted preferred disputed rejected unverifiable",
    "result": """released bail moved visit_allowed treatment_given charge_reduced sentence_reduced answer_only no_change worse
        unknown""",
    "attribution": "claimed plausible supported not_known",
    "shareability": "internal same_audience public",
    "review_decision": "keep narrow stop",
    "rating": "respected partly violated not_observed not_applicable",
    "extension_basis": "documented heard assumed",
    "data_demanded": "id passport phone plate bank address family_tree workplace photo dna other",
    "certainty": "confirmed credible reported disputed unverified",
    "tlp": "red amber_strict amber green clear",
    "sensitivity": "C0 C1 C2 C3 C4 C5",
    "admiralty_r": "A B C D E F",
    "admiralty_c": "1 2 3 4 5 6",
    "effect": "-2 -1 0 1 2",
    "right": "L1 L2 L3 L4 L5 L6 " + " ".join(f"T{n}" for n in range(1, 18)),
}
# What starts a legal clock; the vocabulary of acts contains every trigger.
TRIGGERS = """arrival_at_summons criminal_detention arrest_request_received detention_by_procuratorate detention_after_liuzhi
    lawyer_request_with_three_papers first_interrogation_or_measure transfer_for_prosecution rsdl_start sentence_start bail_start
    formal_arrest procuratorate_necessity_advice returned_for_supplementary hearing_date case_accepted_by_court
    judgment_pronounced
    judgment_received appeal_accepted admitted_to_prison judgment_final summons_arrival detention_decision_executed
    foreigner_case_at_court forced_appearance guanhu_start zeling_houcha liuzhi_start liuzhi_or_guanhu request_to_change
    arrest_natsec
    lawyer_request nsl_art55_jurisdiction actual_detention preventive_measure_on_suspect administrative_detention custody"""


def test_every_file_is_used_and_every_use_has_its_file() -> None:
    assert {path.stem for path in resource_path("vocabularies").glob("*.toml")} == set(vocabulary_keys())


@pytest.mark.parametrize("key", vocabulary_keys())
def test_codes_are_words_and_labels_stand_in_both_languages(key: str) -> None:
    codes = VOCABULARIES.codes(key)
    assert codes
    for code in codes:
        assert re.fullmatch(r"-?[A-Za-z0-9_.]+", code), code
        assert code == code.lower() or key in ANY_CASE, code
        entry = VOCABULARIES.entries[key][code]
        assert entry["en"].strip() == entry["en"] != ""
        assert entry["nl"].strip() == entry["nl"] != ""
        assert entry["zh"].strip() == entry["zh"] != ""
    assert len({code.casefold() for code in codes}) == len(codes)
    others = list(chain.from_iterable(VOCABULARIES.fact(key, code, "also").split() for code in codes))
    assert len(others) == len(set(others))
    assert not set(others) & set(codes)


@pytest.mark.parametrize("key", RELIED_ON)
def test_the_codes_relied_on_are_there(key: str) -> None:
    assert set(VOCABULARIES.codes(key)) == set(RELIED_ON[key].split())


def test_every_trigger_of_a_clock_can_be_recorded() -> None:
    assert set(TRIGGERS.split()) <= set(VOCABULARIES.codes("act"))


def test_countries_are_those_of_the_standard() -> None:
    assert len(VOCABULARIES.codes("country")) == 249
    assert {"CN", "HK", "BY", "VN", "NL", "TW"} <= set(VOCABULARIES.codes("country"))


def test_a_charge_has_its_name_in_the_language_of_the_law() -> None:
    assert VOCABULARIES.fact("charge", "cn.cl.105_1", "zh") == "颠覆国家政权罪"
    assert VOCABULARIES.fact("charge", "cn.cl.293", "pinyin") == "xúnxìn zīshì zuì"
    for code in VOCABULARIES.codes("charge"):
        assert all(VOCABULARIES.fact("charge", code, fact) for fact in ("zh", "pinyin", "article", "range"))


LAW_FILES = {"CPL": "cpl2018", "CL": "cl", "PSAPL": "psapl2012", "SPC-I": "spc2021", "Supervision Law 2024": "super2024"}
OTHERS = {"CLDR", "FIRST, never translated"}
DIGITS = "零一二三四五六七八九"


def article(number: int) -> str:
    hundreds, tens, units = number // 100, number // 10 % 10, number % 10
    text = f"{DIGITS[hundreds]}百" if hundreds else ""
    text += (f"{DIGITS[tens]}十" if tens > 1 or hundreds else "十") if tens else "零" if hundreds and units else ""
    return f"第{text}{DIGITS[units] if units else ''}条"


def test_a_label_that_cites_the_law_is_the_word_of_that_article() -> None:
    if not LAW.is_dir():
        pytest.skip("the texts of the laws are not here")
    texts = {law: (LAW / f"{name}.md").read_text(encoding="utf-8") for law, name in LAW_FILES.items()}
    for key in set(vocabulary_keys()) - {"charge"}:
        for code, entry in VOCABULARIES.entries[key].items():
            source = entry.get("zh_source", "")
            if not source or source in OTHERS:
                continue
            law = next(law for law in sorted(LAW_FILES, key=len, reverse=True) if source.startswith(law))
            words = texts[law]
            if number := source.removeprefix(law).strip():
                pieces = re.split(r"(?=第[零一二三四五六七八九十百]+条(?:之|[\s\u3000*]))", words)
                words = "".join(piece for piece in pieces if piece.startswith(article(int(number))))
            assert entry["zh"] in words, (key, code, source)


def test_machine_made_labels_are_told_from_the_words_of_the_law() -> None:
    assert VOCABULARIES.is_reviewed("measure", "rsdl", "zh")
    assert not VOCABULARIES.is_reviewed("measure", "house_arrest", "zh")
    assert VOCABULARIES.is_reviewed("measure", "house_arrest", "nl")
    wanted = {"rsdl": "指定居所监视居住", "bail": "取保候审", "liuzhi": "留置", "guanhu": "管护", "arrest": "逮捕"}
    assert {code: VOCABULARIES.fact("measure", code, "zh") for code in wanted} == wanted
    assert VOCABULARIES.fact("act", "zeling_houcha", "zh") == "责令候查"


def test_labels_fall_back_to_english_and_then_to_the_code() -> None:
    assert VOCABULARIES.label("case_status", "closed", Catalogue("nl")) == "gesloten"
    assert VOCABULARIES.label("case_status", "closed", Catalogue("xx")) == "closed"
    assert VOCABULARIES.label("case_status", "x_own", Catalogue("nl")) == "x_own"
    assert VOCABULARIES.fact("no_such", "x", "zh") == ""
    assert VOCABULARIES.codes("no_such") == ()
    assert VOCABULARIES.has("role", "defender")
    assert not VOCABULARIES.has("role", "Defender")


@pytest.mark.parametrize(
    ("key", "given", "code"),
    [
        ("script", "Hans", "hans"),
        ("script", "Latn-ULY", "latn_uly"),
        ("country", "cn", "CN"),
        ("sensitivity", "c0", "C0"),
        ("admiralty_r", "b", "B"),
        ("act", "search", "raid_search"),
        ("role", "Defender", ""),
        ("role", "", ""),
        ("no_such", "x", ""),
    ],
)
def test_a_code_is_matched(key: str, given: str, code: str) -> None:
    assert VOCABULARIES.match(key, given) == code


@pytest.mark.parametrize("text", ["open = 1", "[open]\nen = 1", "[open", 'open = "Open"'])
def test_a_list_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(MachineProblem) as caught:
        Vocabularies.from_toml({"case_status": text})
    assert caught.value.code is Code.UNSUPPORTED
    assert caught.value.safe == {"key": "case_status"}
