"""Accounts and ageing facts on the command line: what each command answers, in English and in Dutch."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casevault.i18n import Catalogue

if TYPE_CHECKING:
    from lines import Line


@pytest.fixture(name="made")
def made_records(line: Line) -> dict[str, str]:
    def add(type_key: str, **fields: str) -> str:
        pairs = [part for key, value in fields.items() for part in ("--set", f"{key}={value}")]
        return str(line.ok("add", str(line.folder), type_key, *pairs)["id"])

    case = add("case", title="Heron", kind="criminal", jurisdiction="CN", opened="2014", status="open", priority="high", code="H")
    person = add("person", display_name="Lin Zhaowen")
    detention = add("detention", case=case, person=person, start="2014-05-06")
    place = add("facility", name="Yunting No. 1", kind="detention_centre")
    stage = add("stage", period=detention, measure="criminal_detention", start="2014-05-06", facility=place)
    source = add("source", code="S-0051", kind="ngo", protection="none", reliability="B")
    claim = add("claim", record=stage, field="start", value="2014-05-04", source=source, status="asserted", credibility="2")
    return {"case": case, "stage": stage, "source": source, "claim": claim}


def test_accounts_are_listed_side_by_side_and_one_is_preferred(line: Line, made: dict[str, str]) -> None:
    told = line.ok("claims", str(line.folder), made["stage"])
    (field,) = told["fields"]
    assert (field["field"], field["disputed"], field["words"]) == ("start", True, "reported on 4 or 6 May 2014")
    (claim,) = field["claims"]
    assert {key: claim[key] for key in ("id", "value", "reliability", "credibility", "status")} == {
        "id": made["claim"],
        "value": "4 May 2014",
        "reliability": "B",
        "credibility": "2",
        "status": "asserted",
    }
    assert line.ok("show", str(line.folder), made["stage"])["claims"] == field["claims"]
    listed = line.ok("list", str(line.folder), "stage")["records"]
    assert listed[0]["disputed"] == {"start": "reported on 4 or 6 May 2014"}
    answer = line.ok("prefer", str(line.folder), made["claim"])
    assert (answer["record"], answer["field"], answer["status"]) == (made["stage"], "start", "preferred")
    assert line.ok("show", str(line.folder), made["stage"])["fields"]["start"] == "2014-05-04"
    assert line.ok("undo", str(line.folder))["undone"]
    assert line.ok("show", str(line.folder), made["stage"])["fields"]["start"] == "2014-05-06"
    assert "disputed" not in line.ok("list", str(line.folder), "person")["records"][0]


def test_an_account_is_disputed_and_rejected_with_a_reason(line: Line, made: dict[str, str]) -> None:
    assert line.ok("dispute", str(line.folder), made["claim"], "--reason", "-", stdin="Hearsay")["status"] == "disputed"
    assert line.refused("reject", str(line.folder), made["claim"], "--reason", " ")["code"] == "invalid_input"
    assert line.ok("reject", str(line.folder), made["claim"], "--reason", "Retracted")["status"] == "rejected"
    (field,) = line.ok("claims", str(line.folder), made["stage"])["fields"]
    assert (field["disputed"], field["words"], field["claims"][0]["reason"]) == (False, "", "Retracted")
    assert line.refused("prefer", str(line.folder), made["stage"])["code"] == "invalid_input"


def test_the_words_are_dutch_in_dutch(line: Line, made: dict[str, str]) -> None:
    line.catalogue = Catalogue("nl", Path(__file__).parents[2] / "resources" / "locale")
    _status, out, _said = line.raw("show", str(line.folder), made["stage"])
    assert "lezingen verschillen: gemeld op 4 of 6 mei 2014" in out
    _status, out, _said = line.raw("search", str(line.folder), "criminal")
    assert "(gemeld op 4 of 6 mei 2014)" in out


def test_an_answer_that_is_no_value_is_found_by_its_words(line: Line, made: dict[str, str]) -> None:
    line.ok("edit", str(line.folder), made["stage"], "--set", 'warrant_shown={"na":"not_asked"}')
    assert [hit["id"] for hit in line.ok("search", str(line.folder), "not asked")["hits"]] == [made["stage"]]
    line.catalogue = Catalogue("nl", Path(__file__).parents[2] / "resources" / "locale")
    assert [hit["id"] for hit in line.ok("search", str(line.folder), "niet gevraagd")["hits"]] == [made["stage"]]
    _status, out, _said = line.raw("show", str(line.folder), made["stage"])
    assert "niet gevraagd" in out


def test_stale_facts_are_listed_by_age_and_confirmed(line: Line, made: dict[str, str]) -> None:
    found = line.ok("stale", str(line.folder), "--as-of", "2014-12-03")
    (one,) = [entry for entry in found["stale"] if entry["fact"] == "whereabouts"]
    assert (one["record"], one["field"], one["confirmed"], one["age"], one["limit"]) == (
        made["stage"],
        "facility",
        "2014-05-06",
        211,
        90,
    )
    _status, out, _said = line.raw("stale", str(line.folder), "--as-of", "2014-12-03")
    assert "whereabouts last confirmed 211 days ago" in out
    confirmed = line.ok("confirm", str(line.folder), made["stage"], "facility")
    assert confirmed["fields"] == ["facility"]
    assert not [e for e in line.ok("stale", str(line.folder))["stale"] if e["fact"] == "whereabouts"]
    line.clock += timedelta(days=100)
    assert [e["age"] for e in line.ok("stale", str(line.folder), "--case", made["case"])["stale"] if e["fact"] == "whereabouts"]
    line.clock -= timedelta(days=100)
    line.ok("undo", str(line.folder), confirmed["batch"])
    assert [e for e in line.ok("stale", str(line.folder))["stale"] if e["fact"] == "whereabouts"]
    assert line.refused("stale", str(line.folder), "--as-of", "soon")["code"] == "invalid_input"
    assert line.refused("confirm", str(line.folder), made["source"])["code"] == "invalid_input"


def test_a_start_that_nobody_knows_leaves_accounts_and_ages_readable(line: Line, made: dict[str, str]) -> None:
    folder, unknown = str(line.folder), '{"fields":{"start":{"na":"unknown"}}}'
    detention = line.ok("list", folder, "detention")["records"][0]["id"]
    line.ok("add", folder, "claim", "--set", f"record={detention}", "--set", "field=start", "--set", "value=2014-05-04",
            "--set", f"source={made['source']}", "--set", "status=asserted")  # fmt: skip
    line.ok("edit", folder, detention, "--data", "-", stdin=unknown)
    assert [one["fact"] for one in line.ok("stale", folder)["stale"]] == ["stage", "whereabouts"]
    line.ok("edit", folder, made["stage"], "--data", "-", stdin=unknown)
    (field,) = line.ok("claims", folder, made["stage"])["fields"]
    assert [claim["value"] for claim in field["claims"]] == ["4 May 2014"]


def test_a_question_about_no_case_or_no_day_is_refused_and_not_answered_with_nothing(line: Line, made: dict[str, str]) -> None:
    folder = str(line.folder)
    for command, *rest in (["clocks"], ["stale"], ["list", "stage"], ["hearing", "--refusals"]):
        assert line.refused(command, folder, *rest, "--case", made["stage"])["code"] == "invalid_input"
        assert line.refused(command, folder, *rest, "--case", "0" * 32)["code"] == "not_found"
        assert line.ok(command, folder, *rest, "--case", made["case"])
    for ask in ("clocks", "stale", "today"):
        for day in ("9999-12-31", "0001-01-01", "2014-05", "2014-02-30", "soon"):
            assert line.refused(ask, folder, "--as-of", day)["code"] == "invalid_input"
        assert line.ok(ask, folder, "--as-of", "2999-12-31")["as_of"] == "2999-12-31"
        assert line.ok(ask, folder, "--as-of", "1900-01-01")["as_of"] == "1900-01-01"
