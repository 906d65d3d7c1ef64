"""The dossier: its sections, its words, its counts, and where every printed word comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from disclosure_fakes import FakeVault, invented_case
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casevault.disclosure import compile as compiler
from casevault.disclosure.document import Heading
from casevault.disclosure.request import Action, Reason, Request
from casevault.disclosure.scan_tree import tree_lines
from casevault.errors import Code, UserProblem
from casevault.progress import silent

if TYPE_CHECKING:
    from casevault.disclosure.document import Document

TITLES = (
    "Who, and what is asked",
    "The person and the work",
    "Chronology",
    "Legal situation",
    "Rights concerned",
    "Health and family",
    "What was done, and the reply",
    "Suggested steps",
    "Please do not mention",
    "Sources, in general words",
)


@pytest.fixture
def fake() -> FakeVault:
    return FakeVault()


@pytest.fixture(autouse=True)
def unrendered(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a document says does not depend on its rendering, and rendering takes the time."""
    monkeypatch.setattr(compiler, "render", lambda _document, _format: b"")


def make(fake: FakeVault, *cases: str, **fields: str) -> Any:
    request = Request(cases=cases, audience="embassy", output="dossier", to=fields.pop("to", "Embassy of Ruritania"), **fields)  # type: ignore[arg-type]  # texts by name
    return compiler._make(fake, request, silent)  # type: ignore[arg-type]  # a vault in memory


def text_of(document: Document) -> str:
    return "\n".join(line.text for line in tree_lines(document))


def headings(document: Document) -> list[str]:
    return ["".join(run.text for run in block.line) for block in document.blocks if isinstance(block, Heading)]


def test_the_ten_sections_in_order(fake: FakeVault) -> None:
    made = invented_case(fake)
    document = make(fake, made["case"]).document
    assert headings(document) == [f"{n}  {title}" for n, title in enumerate(TITLES, 1)]
    assert "".join(run.text for run in document.title) == "Case dossier: Lin Zhaowen 林兆雯"
    assert document.label == "TLP:AMBER+STRICT"


def test_an_estimate_without_a_number_is_not_reported_as_written(fake: FakeVault) -> None:
    made = invented_case(fake)
    bare = fake.records.add("estimate", {"case": made["case"], "topic": "people held", "date": "2026-03-01"}).id
    told = fake.records.add("estimate", {"case": made["case"], "topic": "houses searched", "low": 12}).id
    dossier = make(fake, made["case"])
    rows = {(row.id, row.field): row.reason for row in dossier.preview.rows if row.id in {bare, told}}
    assert rows[bare, "topic"] is rows[bare, "date"] is Reason.NOT_IN_OUTPUT
    assert rows[told, "topic"] is Reason.NONE
    assert "houses searched: 12" in text_of(dossier.document)
    assert "people held" not in text_of(dossier.document)


@pytest.mark.parametrize(
    "words",
    [
        "Ask that her lawyer [a lawyer] may see her.",
        "25 March 2026",
        "Counsel agreed, for the person",
        "Reported on 12 or 14 February 2026",
        "Her sister [a relative] was told by phone [number withheld].",
        "Taken into custody · a home",
        "12 February 2026 · 34 days",
        "Detention without arrest ends: by 21 March 2026 at the latest, with every extension",
        "Picking quarrels and provoking trouble, CL 293",
        "寻衅滋事罪 xúnxìn zīshì zuì",
        "Judges: Ma Guoqiang",
        "Yunting Court 云亭法院",
        "5 March 2026 · Call · a relative",
        "Background for embassies.",
        "Quiet contact is preferred",
        "the villagers' leader",
        "People with direct knowledge",
        "Court papers and official notices",
        "Do not forward without asking",
        "Quiet diplomacy",
        "17 May 2026",
        "Also known as",
        "Auntie Wen",
    ],
)
def test_what_the_embassy_reads(fake: FakeVault, words: str) -> None:
    assert words in text_of(make(fake, invented_case(fake)["case"]).document)


@pytest.mark.parametrize(
    "words",
    [
        "Zhaohui",
        "林兆慧",
        "Chen Moqing",
        "陈墨青",
        "1204",
        "Lotus",
        "138",
        "11010519491231002X",
        "wxid",
        "Heron",
        "HERON",
        "Willow",
        "S-0051",
        "S-0052",
        "Quiet first",
        "searched",
        "retired official",
        "Lawyer access.",
        "Followed home",
        "medicine",
        "Very thin",
        "told to stop",
        "Never by telephone",
        "watched",
        "Han\n",
        "Quiet Harbour",
        "code name",
    ],
)
def test_what_the_embassy_does_not_read(fake: FakeVault, words: str) -> None:
    assert words not in text_of(make(fake, invented_case(fake)["case"]).document)


def test_a_section_with_nothing_to_say_is_left_out_with_its_heading(fake: FakeVault) -> None:
    person = fake.records.add("person", {"display_name": "Gu Lan"}).id
    fields = {
        "code": "X",
        "title": "T",
        "kind": "criminal",
        "jurisdiction": "CN",
        "opened": "2026",
        "status": "open",
        "priority": "low",
    }
    row = {"person": person, "role": "defender", "is_focus": True}
    case = fake.records.add("case", {**fields, "persons": [row]}).id
    consent = {
        "person": person,
        "giver": "self",
        "purpose": "quiet_diplomacy",
        "audiences": ["embassy"],
        "identity_level": "full",
    }
    fake.records.add("consent", {**consent, "given": "2026-01-01", "review_on": "2026-12-01"})
    document = make(fake, case).document
    assert headings(document) == ["1  Who, and what is asked"]
    assert "What is asked" not in text_of(document).splitlines()


def test_every_value_ends_as_one_of_three_and_the_counts_are_those_of_the_document(fake: FakeVault) -> None:
    made = invented_case(fake)
    composed = make(fake, made["case"])
    preview = composed.preview
    assert preview.selected == len(composed.selection.items) == preview.written + preview.withheld
    assert len({(row.id, row.field) for row in preview.rows}) == preview.selected
    assert sum(preview.count(action) for action in Action) == preview.selected
    assert {(row.id, row.field) for row in preview.rows if row.action is not Action.WITHHELD} == {
        (record, path) for record, paths in composed.written.items() for path in paths
    }
    assert all(row.reason for row in preview.rows if row.action is not Action.AS_RECORDED)
    assert not any(row.reason for row in preview.rows if row.action is Action.AS_RECORDED)
    assert all(row.after for row in preview.rows if row.action is not Action.WITHHELD)
    assert not any(row.after for row in preview.rows if row.action is Action.WITHHELD)


def test_every_printed_word_of_a_record_was_cleared(fake: FakeVault) -> None:
    made = invented_case(fake)
    composed = make(fake, made["case"], to=made["embassy"])
    leaving = {(row.id, row.field) for row in composed.preview.rows if row.action is not Action.WITHHELD}
    for line in tree_lines(composed.document):
        for run in line.runs:
            if run.record and run.field != "certainty":
                assert (run.record, run.field) in leaving, run


def test_a_replaced_word_gives_the_reason_redacted(fake: FakeVault) -> None:
    made = invented_case(fake)
    rows = {(row.id, row.field): row for row in make(fake, made["case"]).preview.rows}
    row = rows[made["taken"], "narrative"]
    assert (row.action, row.reason) == (Action.OTHER_WORDS, Reason.REDACTED)
    assert "林兆慧" in row.before
    assert "林兆慧" not in row.after


@pytest.mark.parametrize(("level", "printed"), [("initials", "L. Z."), ("none", "the person concerned")])
def test_below_full_identity_no_name_is_left(fake: FakeVault, level: str, printed: str) -> None:
    text = text_of(make(fake, invented_case(fake, identity_level=level)["case"]).document)
    assert printed in text
    assert "The name is not given in full, as agreed." in text
    for name in ("Zhaowen", "林兆雯", "Wen", "1984"):
        assert name not in text


def test_pseudonyms_are_stable_for_one_recipient_and_useless_across(fake: FakeVault) -> None:
    made = invented_case(fake, identity_level="pseudonym")
    first = make(fake, made["case"], to=made["embassy"])
    code = first.pseudonyms.code(made["lin"])
    assert code in text_of(first.document)
    fake.records.edit(made["embassy"], {"pseudonyms": first.pseudonyms.rows()})
    again = make(fake, made["case"], to=made["embassy"])
    assert code in text_of(again.document)
    assert again.pseudonyms.drawn == ()
    assert code not in text_of(make(fake, made["case"], to=made["court"]).document)


def test_from_public_sources_the_first_step_is_to_ask(fake: FakeVault) -> None:
    made = invented_case(fake, audiences=["un"])
    for key in ("case", "taken", "stage", "detention", "charge"):
        fake.records.edit(made[key], {"data_class": "C0"})
    fake.records.edit(made["lin"], {"public_record_only": True, "data_class": "C0"})
    composed = make(fake, made["case"])
    text = text_of(composed.document)
    assert "From public sources; the person was not asked." in text
    steps = text.splitlines()
    assert steps[steps.index(next(s for s in steps if s.endswith("Suggested steps"))) + 1].startswith(
        "First ask the person or the family"
    )
    assert composed.preview.consents == ()
    assert "Ma Guoqiang" not in text
    assert "Background for embassies." not in text


def test_what_is_read_in_the_language_asked_for(fake: FakeVault) -> None:
    made = invented_case(fake)
    versions = [
        {"lang": "nl", "text": "Vraag of haar advocaat haar mag zien."},
        {"lang": "en", "text": "Ask whether her lawyer may see her."},
    ]
    fake.records.edit(made["case"], {"ask": versions})
    assert "Ask whether her lawyer may see her." in text_of(make(fake, made["case"]).document)
    fake.records.edit(made["case"], {"ask": versions[:1]})
    assert "Vraag of haar advocaat" in text_of(make(fake, made["case"]).document)


def test_an_unknown_ask_makes_the_dossier_incomplete(fake: FakeVault) -> None:
    made = invented_case(fake)
    fake.records.edit(made["case"], {"ask": {"na": "unknown"}})
    with pytest.raises(UserProblem) as refused:
        make(fake, made["case"])
    assert refused.value.code is Code.OUTPUT_INCOMPLETE
    assert refused.value.safe["keys"] == ("ask",)


def test_two_cases_in_one_dossier(fake: FakeVault) -> None:
    made = invented_case(fake)
    fields = {
        "code": "Y",
        "title": "T",
        "kind": "criminal",
        "jurisdiction": "CN",
        "opened": "2026",
        "status": "open",
        "priority": "low",
    }
    row = {"person": made["lin"], "role": "defender", "is_focus": True}
    other = fake.records.add("case", {**fields, "ask": "A second ask.", "persons": [row]}).id
    document = make(fake, made["case"], other).document
    assert "".join(run.text for run in document.title) == "Case dossier: 2 cases"
    assert headings(document).count("1  Who, and what is asked") == 2
    assert "A second ask." in text_of(document)


def test_on_one_day_what_happened_comes_before_what_the_law_called_it(fake: FakeVault) -> None:
    made = invented_case(fake)
    for kind in ("disappearance", "last_contact"):
        fake.records.add("event", {"case": made["case"], "kind": kind, "start": "2026-02-12"})
    lines = text_of(make(fake, made["case"]).document).splitlines()
    places = [
        next(n for n, line in enumerate(lines) if line.startswith(words))
        for words in ("Last contact", "Disappearance", "Taken into custody", "Criminal detention")
    ]
    assert places == sorted(places)


def test_an_omission_is_said_as_one(fake: FakeVault) -> None:
    made = invented_case(fake)
    fake.records.edit(made["public"], {"omission": True})
    text = text_of(make(fake, made["case"]).document)
    assert "No action." in text
    assert "A statement." not in text


def test_refused_observers_and_differing_accounts_are_told(fake: FakeVault) -> None:
    made = invented_case(fake)
    add = fake.records.add
    attendance = {"hearing": made["hearing"], "observer": made["embassy"], "capacity": "diplomat", "outcome": "refused"}
    add("attendance", {**attendance, "stated_reason": "full", "verbatim": "The room is full."})
    judgment = add(
        "judgment",
        {"case": made["case"], "date": "2026-03-10", "verdict": "guilty", "sentences": [{"kind": "fixed_term", "term": "P3Y"}]},
    ).id
    for value in ("guilty", "not_guilty"):
        add("claim", {"record": judgment, "field": "plea", "value": value, "source": made["src_paper"], "status": "asserted"})
    add("claim", {"record": judgment, "field": "plea", "value": "silent", "source": made["src_paper"], "status": "rejected"})
    text = text_of(make(fake, made["case"]).document)
    assert "“The room is full.”" in text
    assert "Ask in writing why observers were refused" in text
    assert "One account: pleaded guilty" in text
    assert "One account: pleaded not guilty" in text
    assert "gave no answer" not in text
    assert "3 years" in text


def test_no_length_is_said_of_a_detention_whose_first_day_is_disputed(fake: FakeVault) -> None:
    made = invented_case(fake)
    for day in ("2026-02-12", "2026-02-14"):
        account = {"record": made["detention"], "field": "start", "value": day, "source": made["src_paper"], "status": "asserted"}
        fake.records.add("claim", account)
    assert "34 days" not in text_of(make(fake, made["case"]).document)


_TEXTS = st.lists(
    st.sampled_from(
        [
            "Lin Zhaohui",
            "林兆慧",
            "Chen Moqing",
            "陈墨青",
            "Sun Ruolan",
            "孫若蘭",
            "wxid_zhaohui88",
            "+86 13812345678",
            "S-0051",
            "said",
            "ask",
            "文",
        ]
    ),
    max_size=6,
).map(" ".join)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.fixed_dictionaries(dict.fromkeys(("summary", "ask", "risk_if_public"), _TEXTS)),
    st.lists(_TEXTS, max_size=3),
    _TEXTS,
    st.sampled_from(["full", "initials", "pseudonym", "none"]),
    st.sampled_from(["narrative", "stated_reason"]),
)
def test_whatever_is_recorded_no_withheld_form_is_printed(
    case: dict[str, str], topics: list[str], told: str, level: str, key: str
) -> None:
    fake = FakeVault()
    made = invented_case(fake, identity_level=level)
    fake.records.edit(made["case"], {**case, "do_not_mention": topics})
    fake.records.edit(made["taken"], {key: told})
    fake.records.edit(made["hearing"], {"closure_reason": told, "docket": told})
    fake.records.edit(made["own"], {"asked": told or "x", "addressee": told})
    composed = make(fake, made["case"])
    for line in tree_lines(composed.document):
        found = [seen for seen in composed.scanner.sightings(line.text) if not seen.allowed]
        assert found == [], line.text
