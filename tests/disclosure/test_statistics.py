"""The numbers: what is counted where, that nothing small can be worked out of a finished paper, and that nobody is in it."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from disclosure_fakes import FakeVault, invented_case
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casevault.disclosure import compile as compiler
from casevault.disclosure import counted_limits
from casevault.disclosure.document import Chart, Document, Heading
from casevault.disclosure.outputs.output import Limit
from casevault.disclosure.outputs.statistics import OUTPUT, USUAL
from casevault.disclosure.render.pdf import document_data, render_pdf
from casevault.disclosure.request import Action, Reason, Request
from casevault.disclosure.scan_pdf import page_texts
from casevault.disclosure.scan_tree import tree_lines
from casevault.disclosure.select import select
from casevault.progress import silent

if TYPE_CHECKING:
    from collections.abc import Sequence

CHARGES = ["cn.cl.105_2", "cn.cl.293", "cn.cl.225", "cn.cl.103_1"]
RESULTS = ["no_change", "answer_only", "released", "unknown"]


@pytest.fixture
def fake() -> FakeVault:
    return FakeVault()


@pytest.fixture(autouse=True)
def unrendered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiler, "render", lambda _document, _format: b"")


def make(fake: FakeVault, **fields: Any) -> Any:
    request = Request(cases=(), audience="statistics", output="statistics", to="Yearly report", **fields)
    return compiler._make(fake, request, silent)  # type: ignore[arg-type]  # a vault in memory


def invented_office(fake: FakeVault, cases: int, seed: int) -> None:
    """Record cases without a text, of a few kinds, some of them rare."""
    pick = random.Random(seed)  # noqa: S311 - chooses test data
    add = fake.records.add
    org = add("organisation", {"name": "A court", "kind": "court"}).id
    for code in ("310000", "650000", "540000"):
        place = add("place", {"name": f"P{code}", "admin_code": code, "level": "city"}).id
        add("facility", {"name": f"F{code}", "kind": "prison", "place": place})
    prisons = [record.id for record in fake.records.list("facility")]
    for number in range(cases):
        person = add(
            "person", {"display_name": f"Name{number}", "gender": pick.choice(["female", "male", "male", "non_binary"])}
        ).id
        rows = [{"person": person, "role": "defender", "is_focus": True}]
        case = {"code": f"C{number}", "kind": "criminal", "jurisdiction": "CN", "status": "open", "persons": rows}
        case_id = add("case", {**case, "opened": f"{pick.choice([2019, 2024, 2025, 2026])}-02-01", "priority": "normal"}).id
        held = add("detention", {"case": case_id, "person": person, "start": "2025-01-01"}).id
        measure = pick.choice(["criminal_detention", "criminal_detention", "rsdl", "bail"])
        stage = {"period": held, "measure": measure, "start": "2025-01-01", "facility": pick.choice(prisons)}
        add("stage", stage | ({"end": f"2025-03-{pick.randint(1, 28):02}"} if pick.random() < 0.5 else {}))
        add("charge", {"case": case_id, "person": person, "law_article": pick.choice(CHARGES), "stage": "suspected"})
        hearing = add(
            "hearing", {"case": case_id, "court": org, "kind": "first_instance", "scheduled": "2025-05-01T09:00+08:00"}
        ).id
        outcome = {"outcome": pick.choice(["admitted", "refused"]), "stated_reason": pick.choice(["full", "secret", "late"])}
        add("attendance", {"hearing": hearing, "observer": org, "capacity": "diplomat", **outcome})
        step = {"case": [case_id], "date": "2025-06", "actor": org, "channel": pick.choice(["quiet", "public", "quiet"])}
        add("intervention", {**step, "asked": "Said in confidence.", "result": pick.choice(RESULTS)})


def charts(document: Document) -> dict[str, Chart]:
    found: dict[str, Chart] = {}
    title = ""
    for block in document.blocks:
        title = said(block.line) if isinstance(block, Heading) else title
        if isinstance(block, Chart):
            found[title] = block
    return found


def lines_of(chart: Chart) -> dict[str, list[str]]:
    return {said(row[0][0]): ["".join(said(line) for line in cell) for cell in row[1:]] for row in chart.rows}


def said(line: Sequence[Any]) -> str:
    return "".join(run.text for run in line)


def text_of(document: Document) -> str:
    return "\n".join(line.text for line in tree_lines(document))


def test_every_case_stands_in_one_line_of_each_list(fake: FakeVault) -> None:
    invented_office(fake, 60, 1)
    found = charts(make(fake).document)
    lists = [lines_of(chart) for title, chart in found.items() if title.startswith("Cases by")]
    assert len(lists) == 5
    for one in lists:
        assert one["All"][0] == "60"
        told = sum(int(count) for line, (count, *_) in one.items() if line != "All" and count.isdigit())
        assert told <= 60
        assert all(share == "" for count, share in one.values() if not count.isdigit())
    by_charge = lines_of(found["Cases by group of charges"])
    assert by_charge["Endangering public safety (CL 114 to 139)"] == [f"<{USUAL}", ""], "a nought is a small count"
    national = values(fake, "charge", "law_article").count("cn.cl.105_2") + values(fake, "charge", "law_article").count(
        "cn.cl.103_1"
    )
    assert by_charge["Endangering national security (CL 102 to 113)"][0] == str(national)
    admitted = values(fake, "attendance", "outcome").count("admitted")
    assert lines_of(found["Hearings observed and refused"])["Admitted"][0] == str(admitted)


def values(fake: FakeVault, type_key: str, key: str) -> list[str]:
    return [str(record.fields[key]) for record in fake.records.list(type_key) if key in record.fields]


def test_days_are_averaged_over_stages_that_ended(fake: FakeVault) -> None:
    invented_office(fake, 40, 2)
    ended = [r for r in fake.records.list("stage") if "end" in r.fields and r.fields["measure"] == "criminal_detention"]
    days = [31 + 27 + int(str(r.fields["end"])[8:]) for r in ended]
    assert len(days) >= USUAL
    told = lines_of(charts(make(fake).document)["How long stages lasted"])
    assert told["Criminal detention"] == [str(round(sum(days) / len(days)))]
    assert told["Liuzhi"] == [f"of fewer than {USUAL}"]


def test_limits_are_counted_by_rule_where_their_start_is(fake: FakeVault, monkeypatch: pytest.MonkeyPatch) -> None:
    invented_office(fake, 12, 3)
    stages = [record.id for record in fake.records.list("stage")]
    about: dict[str, Any] = {"case": "", "field": "start", "rule": "r", "says": {"en": "Told the family"}, "cite": "CPL 85"}
    late = tuple(Limit(**about, about=stage, status="breached_max") for stage in stages[:7])
    kept = tuple(Limit(**about, about=stage, status="met") for stage in stages[7:])
    rare = (Limit(**{**about, "rule": "q", "says": {"en": "Rare"}}, about=stages[0], status="breached_max"),)
    monkeypatch.setattr(compiler, "counted_limits", lambda *_: (*late, *kept, *rare))
    chart = charts(make(fake).document)["Legal limits passed, by rule"]
    assert lines_of(chart) == {"Told the family (CPL 85)": ["<5", "7"]}
    assert chart.bars == (7,)
    fake.records.edit(stages[0], {"data_class": "C4"})
    assert lines_of(charts(make(fake).document)["Legal limits passed, by rule"]) == {"Told the family (CPL 85)": ["<5", "6"]}


@given(cases=st.integers(0, 24), seed=st.integers(0, 10**6), word=st.sampled_from(["", "threshold_3", "threshold_10"]))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_nobody_is_in_it_and_no_small_number(cases: int, seed: int, word: str) -> None:
    fake = FakeVault()
    invented_office(fake, cases, seed)
    if not cases:
        invented_case(fake)
    threshold = int(word.partition("_")[2] or USUAL)
    made = make(fake, options=(word,) if word else ())
    document = made.document
    for title, chart in charts(document).items():
        numbers = [cell for row in lines_of(chart).values() for cell in row if cell.isdigit()]
        if title != "How long stages lasted":
            assert all(int(number) >= threshold for number in numbers), title
        assert len(chart.bars) == len(chart.rows)
        for bar, row in zip(chart.bars, chart.rows, strict=True):
            cells = {"".join(said(line) for line in cell) for cell in row}
            assert bar is None or bar == 0 or str(bar) in cells, "a bar says what its row says"
    assert {run.record for line in tree_lines(document) for run in line.runs} == {""}
    assert "Name" not in text_of(document)
    assert "confidence" not in text_of(document)
    assert all(row.reason is Reason.COUNTED for row in made.preview.rows if row.action is Action.GENERALISED)
    assert not [row for row in made.preview.rows if row.action in {Action.AS_RECORDED, Action.OTHER_WORDS}]


def test_where_the_total_tells_too_much_no_list_tells_it(fake: FakeVault) -> None:
    invented_office(fake, 3, 4)
    found = charts(make(fake).document)
    lists = {title: lines_of(chart)["All"][0] for title, chart in found.items() if title.startswith("Cases by")}
    assert set(lists.values()) == {f"<{USUAL}"}


def test_a_hidden_count_has_a_bar_that_says_nothing(fake: FakeVault) -> None:
    invented_office(fake, 30, 6)
    document = make(fake).document
    blocks: Any = document_data(document)["blocks"]
    drawn = [block for block in blocks if block.get("bars")]
    for chart, data in zip(charts(document).values(), drawn, strict=True):
        assert [share == -1 for share in data["bars"]] == [bar is None for bar in chart.bars]
        assert max(data["bars"]) <= 1
    text = " ".join(" ".join(page_texts(render_pdf(document))).split())
    assert "Cases by stage" in text
    assert "Interventions by channel and result" in text


def test_limits_are_those_of_the_chosen_cases(fake: FakeVault) -> None:
    made = invented_case(fake)
    selection = select(fake.records, fake.schema, [made["case"]])
    assert counted_limits.counted_limits(fake, selection) == ()  # type: ignore[arg-type]  # in memory no case holds what a clock reads
    assert OUTPUT.limits


def test_limits_of_single_cases_are_not_counted_for_it(fake: FakeVault, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are nine tenths of the work in an office of hundreds of cases, and no list has a place for them."""
    invented_office(fake, 3, 1)

    def asked(*_: object) -> tuple[()]:
        pytest.fail("the limits of each case were counted")

    monkeypatch.setattr(compiler, "limits_of", asked)
    assert charts(make(fake).document)
