"""Reports on the command line: as an object with the cases behind each line, and as words with bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lines import Line


def test_a_report_names_lines_numbers_and_cases_and_says_that_nothing_is_suppressed(line: Line) -> None:
    fields = {"title": "Heron", "kind": "criminal", "jurisdiction": "CN", "opened": "2026", "status": "open", "priority": "high"}
    pairs = [part for key, value in {**fields, "code": "HERON"}.items() for part in ("--set", f"{key}={value}")]
    case = line.ok("add", str(line.folder), "case", *pairs)["id"]
    found = line.ok("report", str(line.folder), "opened", "--per", "month", "--from", "2026-01-01", "--tag", "none")
    assert (found["per"], found["suppressed"], found["reports"][0]["total"]) == ("month", False, 0)
    assert found["filter"] == dict.fromkeys(("until", "jurisdiction", "status", "role")) | {
        "from": "2026-01-01",
        "tag": "none",
    }
    (report,) = line.ok("report", str(line.folder), "stage")["reports"]
    assert report["lines"] == [{"code": None, "says": "No stage on record", "count": 1, "counts": [], "cases": [case]}]
    assert len(line.ok("report", str(line.folder))["reports"]) == 10
    assert line.refused("report", str(line.folder), "stage", "--status", "x")["code"] == "invalid_input"
    assert line.refused("report", str(line.folder), "stage", "--from", "yesterday")["code"] == "invalid_input"
