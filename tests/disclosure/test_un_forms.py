"""The three forms for the United Nations: what they ask, how a gap is said, what they need, what no reader learns."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from disclosure_fakes import FakeVault, invented_case

from casevault.disclosure import compile as compiler
from casevault.disclosure.document import Box, Heading, Pairs, Table, Tone
from casevault.disclosure.outputs.parts import fixed, quoted
from casevault.disclosure.outputs.registry import OUTPUTS
from casevault.disclosure.outputs.wgeid import months_before
from casevault.disclosure.render import render as RENDER  # noqa: N812 - the real one, where the others stand in for it
from casevault.disclosure.request import Reason, Request
from casevault.disclosure.scan import LeakFound
from casevault.disclosure.scan_tree import tree_lines
from casevault.errors import Code, UserProblem
from casevault.paths import resource_text
from casevault.progress import silent
from casevault.vault.schema import load_schema

if TYPE_CHECKING:
    from casevault.disclosure.document import Document

FORMS = ("wgad", "wgeid", "special_procedures")
NUMBER = "11010519491231002X"
SIX = {"display_name", "start", "place", "perpetrators", "remedy", "submitter"}


@pytest.fixture
def fake() -> FakeVault:
    return FakeVault()


@pytest.fixture(autouse=True)
def unrendered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiler, "render", lambda _document, _format: b"")


def whole(fake: FakeVault, **consent: Any) -> dict[str, str]:
    """Record a case that lacks nothing of what the three forms ask for."""
    usual = {"purpose": "un_procedure", "audiences": ["un"], "giver": "family", "letter_known": True, "report_name": "initials"}
    made = invented_case(fake, **{**usual, **consent})
    fake.records.edit(made["us"], {"letter_address": "12 Example Street", "letter_email": "desk@lantern.example"})
    asked = {"submitter": made["us"], "letter_kind": "urgent", "mandates": ["defenders", "arbitrary_detention"]}
    reasons = [
        {"category": "II", "why": "Held for a post; Lin Zhaohui heard it."},
        {"category": "III"},
        {"category": "V", "why": ""},
    ]
    fake.records.edit(made["case"], {**asked, "arbitrary": reasons})
    by = [{"organisation": made["police"], "degree": "carried_out"}]
    fake.records.edit(made["taken"], {"place": made["place"], "perpetrators": by})
    remedy = {
        "case": made["case"],
        "person": made["lin"],
        "kind": "art_117_complaint",
        "filed": "2026-03-01",
        "by": "Chen Moqing",
    }
    made["remedy"] = fake.records.add("remedy", {**remedy, "answer": "no_answer"}).id
    fake.records.edit(made["lin"], {"name_order": "family_first"})
    return made


def make(fake: FakeVault, key: str, made: dict[str, str], **fields: Any) -> Any:
    request = Request(cases=(made["case"],), audience="un", output=key, to="Working Group", **fields)
    return compiler._make(fake, request, silent)  # type: ignore[arg-type]  # a vault in memory


def text_of(document: Document) -> str:
    return "\n".join(line.text for line in tree_lines(document))


def answers(document: Document) -> dict[str, str]:
    """Return every question with its answer."""
    return {
        "".join(run.text for run in label): " / ".join("".join(run.text for run in line) for line in lines)
        for block in document.blocks
        if isinstance(block, (Pairs, Box))
        for label, lines in block.pairs
    }


def headings(document: Document) -> list[str]:
    return ["".join(run.text for run in block.line) for block in document.blocks if isinstance(block, Heading)]


def test_the_questionnaire_has_its_six_parts_and_numbers(fake: FakeVault) -> None:
    document = make(fake, "wgad", whole(fake)).document
    assert [title.partition(".")[0] for title in headings(document)] == ["I", "II", "III", "IV", "V", "VI"]
    pairs = [block for block in document.blocks if isinstance(block, Pairs)]
    numbers = [["".join(run.text for run in label).partition(". ")[0] for label, _ in block.pairs] for block in pairs]
    assert [[number for number in one if number.isdigit()] for one in numbers[1:4]] == [
        [str(n) for n in range(1, last + 1)] for last in (8, 7, 7)
    ]
    told = answers(document)
    assert told["1. Family name"] == "Lin"
    assert told["2. First name"] == "Zhaowen"
    assert told["4. Birth date, or age at the time of detention"] == "11 March 1984"
    assert told["8. Address of usual residence"] == "Not given in this form."
    assert told["1. Date of arrest"] == "12 or 14 February 2026"
    assert told["3. Forces who made the arrest, or are believed to have"] == "Yunting Public Security Bureau · carried it out"
    assert told["2. Duration of detention"].startswith("34 days")
    assert told["E-mail address"] == "desk@lantern.example"
    assert "wording unconfirmed" in text_of(document)


def test_a_category_is_claimed_only_with_its_reasons(fake: FakeVault) -> None:
    document = make(fake, "wgad", whole(fake)).document
    table = next(block for block in document.blocks if isinstance(block, Table) and len(block.rows) == 5)
    claimed = {row[0][0][0].text: row[2][0][0].text for row in table.rows}
    assert claimed == {"I": "Not claimed", "II": "Claimed", "III": "Not claimed", "IV": "Not claimed", "V": "Not claimed"}
    assert "Held for a post; [a relative] heard it." in text_of(document)


def test_reasons_for_another_person_are_not_claimed(fake: FakeVault) -> None:
    made = whole(fake)
    fake.records.edit(made["case"], {"arbitrary": [{"category": "I", "why": "No paper.", "person": made["sister"]}]})
    assert "No paper." not in text_of(make(fake, "wgad", made).document)


def test_an_identity_number_stands_in_its_field_alone(fake: FakeVault) -> None:
    made = whole(fake)
    fake.records.edit(made["taken"], {"narrative": f"They read her number aloud: {NUMBER}."})
    fake.records.edit(made["lin"], {"identifiers": [{"kind": "prc_id", "value": NUMBER}, {"kind": "plate", "value": "京A12345"}]})
    built = make(fake, "wgad", made)
    where = [line.text for line in tree_lines(built.document) if NUMBER in line.text]
    assert where == [f"(a) PRC resident identity card · (d) {NUMBER}"]
    assert "They read her number aloud: [number withheld]." in text_of(built.document)
    assert "京A12345" not in text_of(built.document)
    for key in FORMS[1:]:
        assert NUMBER not in text_of(make(fake, key, made).document)


@pytest.mark.parametrize("consent", [{"identity_level": "pseudonym"}, {"identity_level": "none"}, {"scope_fields": ["birth"]}])
def test_less_consent_gives_no_identity_number(fake: FakeVault, consent: dict[str, Any]) -> None:
    made = whole(fake, **consent)
    built = make(fake, "wgad", made)
    assert NUMBER not in text_of(built.document)
    assert answers(built.document)["6. Identity document: (a) kind, (b) issued by, (c) on, (d) number"] == "Not given here"


def test_nobody_who_was_not_asked_has_a_number_in_a_form(fake: FakeVault) -> None:
    made = whole(fake, audiences=["embassy"])
    fake.records.edit(made["lin"], {"public_record_only": True, "data_class": "C0"})
    for key in ("case", "taken", "detention", "stage"):
        fake.records.edit(made[key], {"data_class": "C0"})
    built = make(fake, "wgad", made)
    assert "From public sources; the person was not asked." in text_of(built.document)
    assert NUMBER not in text_of(built.document)
    assert answers(built.document)["Name of the submitter"] == "Lantern Desk", "who we are is ours to say"


def test_the_finished_file_is_searched_with_that_exception_alone(fake: FakeVault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiler, "render", RENDER)
    made = whole(fake)
    assert compiler._scanned(make(fake, "wgad", made))[0].scan.hits == 0
    build = OUTPUTS["wgad"].build

    def careless(*arguments: Any) -> Document:
        """Print the number a second time, in a sentence of the form's own."""
        document = build(*arguments)
        return replace(document, subtitle=(replace(document.title[0], text=f"No. {NUMBER}", record="", field=""),))

    monkeypatch.setitem(OUTPUTS, "wgad", replace(OUTPUTS["wgad"], build=careless))
    with pytest.raises(LeakFound):
        compiler._scanned(make(fake, "wgad", made))


@pytest.mark.parametrize("key", FORMS)
@pytest.mark.parametrize(
    ("answer", "words"), [("refused", "Refused to say"), ("not_asked", "Not asked"), ("unknown", "Not known")]
)
def test_a_gap_is_said_as_what_it_is(fake: FakeVault, key: str, answer: str, words: str) -> None:
    made = whole(fake)
    fake.records.edit(made["lin"], {"birth": {"na": answer}})
    told = answers(make(fake, key, made).document)
    assert next(value for label, value in told.items() if "Birth date" in label) == words


def test_what_a_person_did_not_agree_to_show_does_not_say_whether_it_was_refused(fake: FakeVault) -> None:
    made = whole(fake, identity_level="pseudonym")
    fake.records.edit(made["lin"], {"birth": {"na": "refused"}})
    told = answers(make(fake, "special_procedures", made).document)
    assert told["Birth date"] == "Not known"
    assert told["Gender"] == "Not given here"


@pytest.mark.parametrize("key", FORMS)
def test_under_a_pseudonym_the_form_says_that_a_name_is_missing(fake: FakeVault, key: str) -> None:
    built = make(fake, key, whole(fake, identity_level="pseudonym"))
    read = text_of(built.document)
    assert built.pseudonyms.drawn
    assert "The form asks for the full name. It is not given here, as agreed" in read
    assert [word for word in ("Lin Zhaowen", "Zhaowen", "林兆雯", "1984", NUMBER) if word in read] == []


@pytest.mark.parametrize("key", FORMS)
def test_nothing_withheld_is_read_and_the_counts_add_up(fake: FakeVault, key: str) -> None:
    made = whole(fake)
    for record, field in (("remedy", "why_not"), ("taken", "stated_reason"), ("case", "summary"), ("us", "letter_address")):
        fake.records.edit(
            made[record], {field: "Lin Zhaohui 林兆慧, Chen Moqing, +86 138-1234-5678, Flat 1204, 18 Lotus Road, S-0051"}
        )
    built = make(fake, key, made)
    found = [seen for line in tree_lines(built.document) for seen in built.scanner.sightings(line.text) if not seen.allowed]
    assert found == []
    shown = built.preview
    assert shown.selected == len(shown.rows) == shown.written + shown.withheld
    assert sum(map(len, built.written.values())) == shown.written


def test_each_of_the_six_answers_is_asked_for_by_its_key(fake: FakeVault) -> None:
    made = whole(fake)
    assert make(fake, "wgeid", made).document
    nobody = {"na": "unknown"}
    without: dict[str, list[tuple[str, dict[str, object]]]] = {
        "start": [("taken", {"start": "2026"})],
        "place": [("taken", {"place": nobody})],
        "remedy": [("remedy", {"filed": nobody, "answer": nobody})],
        "submitter": [("case", {"submitter": nobody})],
        "perpetrators": [("taken", {"perpetrators": nobody}), ("stage", {"authority": nobody})],
        "display_name": [("lin", {"display_name": nobody})],
    }
    assert set(without) == SIX
    lacking: list[str] = []
    for key, edits in without.items():
        for record, fields in edits:
            fake.records.edit(made[record], fields)
        lacking.append(key)
        with pytest.raises(UserProblem) as refused:
            make(fake, "wgeid", made)
        assert refused.value.code is Code.OUTPUT_INCOMPLETE
        assert set(refused.value.safe["keys"]) == set(lacking)  # type: ignore[arg-type]  # a tuple of keys


@pytest.mark.parametrize(
    ("start", "title"),
    [
        ("2025-12-18", "Standard procedure"),
        ("2025-12-19", "Urgent procedure"),
        ("2025-12", "Urgent procedure, perhaps"),
        ("2026-01", "Urgent procedure"),
        ("2025-11", "Standard procedure"),
    ],
)
def test_three_months_decide_on_the_procedure(fake: FakeVault, start: str, title: str) -> None:
    made = whole(fake)
    assert fake.ambient.today() == date(2026, 3, 18)
    fake.records.edit(made["taken"], {"start": start})
    box = next(block for block in make(fake, "wgeid", made).document.blocks if isinstance(block, Box))
    assert box.title[0].text == title
    assert (box.tone is Tone.CAUTION) is title.startswith("Urgent")


@pytest.mark.parametrize(
    ("day", "before"), [("2026-05-31", "2026-02-28"), ("2026-01-15", "2025-10-15"), ("2024-05-30", "2024-02-29")]
)
def test_months_are_counted_by_the_calendar(day: str, before: str) -> None:
    assert months_before(date.fromisoformat(day), 3) == date.fromisoformat(before)


def test_the_four_answers_to_consent_and_what_is_asked(fake: FakeVault) -> None:
    told = answers(make(fake, "special_procedures", whole(fake, report_known={"na": "not_asked"})).document)
    assert told["Letter asked for"].startswith("Urgent appeal")
    assert told["Mandates"] == "Human-rights defenders / Arbitrary detention"
    consent = [value for label, value in told.items() if label.startswith(("(a)", "(b)", "(c)", "(d)"))]
    assert consent == ["The family agreed to this being shared with you for this purpose.", "Yes", "Not asked", "Initials"]


@pytest.mark.parametrize(("scope", "there"), [([], False), (["ill_treatment"], True)])
@pytest.mark.parametrize("key", FORMS)
def test_ill_treatment_is_told_by_consent_and_from_notes_that_may_be_passed_on(
    fake: FakeVault, key: str, scope: list[str], *, there: bool
) -> None:
    made = whole(fake, scope_fields=scope)
    notes = [{"methods": "Kept awake.", "may_transmit": True}, {"methods": "Tied to a chair."}]
    fake.records.add("health", {"person": made["lin"], "ill_treatment": True, "ill_treatment_notes": notes})
    read = text_of(make(fake, key, made).document)
    assert ("Kept awake." in read) is there
    assert "Tied to a chair." not in read


@pytest.mark.parametrize("key", FORMS)
def test_each_person_has_a_form_of_their_own(fake: FakeVault, key: str) -> None:
    made = whole(fake)
    second = fake.records.add("person", {"display_name": "Gu Lan"}).id
    usual = {"person": second, "giver": "self", "purpose": "un_procedure", "audiences": ["un"], "identity_level": "full"}
    fake.records.add("consent", {**usual, "given": "2026-02-20", "review_on": "2026-06-01"})
    rows = [{"person": one, "role": "defender", "is_focus": True} for one in (made["lin"], second)]
    fake.records.edit(made["case"], {"persons": rows})
    fake.records.edit(made["taken"], {"victims": [made["lin"], second]})
    fake.records.edit(made["remedy"], {"person": {"na": "unknown"}})
    blocks = [block for block in make(fake, key, made).document.blocks if isinstance(block, Heading) and block.level == 1]
    assert ["".join(run.text for run in block.line) for block in blocks] == [
        "Form 1 of 2: Lin Zhaowen 林兆雯",
        "Form 2 of 2: Gu Lan",
    ]
    assert [block.fresh for block in blocks] == [False, True]


SPOKEN = (
    "act", "certainty", "charge_stage", "country", "degree", "gender", "government_position", "health_kind", "hrd_field",
    "identifier_kind", "letter_kind", "mandate", "measure", "name_order", "purpose", "remedy_answer", "remedy_kind",
    "report_name", "sex", "severity", "treated", "warrant", "wgad_category",
)  # fmt: skip


@pytest.mark.parametrize("vocabulary", SPOKEN)
def test_what_the_forms_say_in_codes_is_said_in_french_and_spanish(vocabulary: str) -> None:
    entries = tomllib.loads(resource_text(f"vocabularies/{vocabulary}.toml"))
    assert [(code, lang) for code, entry in entries.items() for lang in ("fr", "es") if not entry.get(lang)] == []


def test_the_first_of_a_month_is_said_as_french_says_it(fake: FakeVault) -> None:
    made = whole(fake)
    fake.records.add("event", {"case": made["case"], "kind": "raid_search", "start": "2026-03-01", "victims": [made["lin"]]})
    assert "1er mars 2026" in text_of(make(fake, FORMS[0], made, lang="fr").document)


@pytest.mark.parametrize("key", FORMS)
@pytest.mark.parametrize(("lang", "words"), [("fr", "13 février 2026"), ("es", "13 de febrero de 2026")])
def test_a_form_is_in_the_language_asked_for(fake: FakeVault, key: str, lang: str, words: str) -> None:
    made = whole(fake)
    fake.records.add("event", {"case": made["case"], "kind": "raid_search", "start": "2026-02-13", "victims": [made["lin"]]})
    read = text_of(make(fake, key, made, lang=lang).document)
    assert words in read
    assert load_schema().vocabularies.fact("act", "raid_search", lang).capitalize() in read
    assert OUTPUTS[key].languages == ("en", "fr", "es")


def test_the_registry_reasons_name_what_the_form_leaves_out(fake: FakeVault) -> None:
    made = whole(fake)
    rows = {(row.id, row.field): row for row in make(fake, "special_procedures", made).preview.rows}
    numbers = [row for (record, field), row in rows.items() if record == made["lin"] and field.startswith("identifiers/")]
    assert {row.reason for row in numbers} == {Reason.NOT_IN_OUTPUT}


@pytest.mark.parametrize(
    ("language", "shown"),
    [("en", '“no "war"”'), ("zh", '“no "war"”'), ("fr", '«\u202fno "war"\u202f»'), ("es", '«no "war"»')],
)
def test_what_was_said_stands_in_the_marks_of_the_language_and_keeps_its_own(language: str, shown: str) -> None:
    assert "".join(run.text for run in quoted(fixed('no "war"'), language)) == shown
    assert quoted((), language) == ()
