"""A trial observed from the command line: stamps, the hearing read back, the stamps written up, refusals counted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from lines import Line


@pytest.fixture(name="hearing")
def a_hearing(line: Line) -> str:
    def add(type_key: str, **fields: str) -> str:
        pairs = [part for key, value in fields.items() for part in ("--set", f"{key}={value}")]
        return str(line.ok("add", str(line.folder), type_key, *pairs)["id"])

    case = add("case", title="Heron", kind="criminal", jurisdiction="CN", opened="2026", status="open", priority="high", code="H")
    court = add("organisation", name="Yunting Court", kind="court")
    plain = {"level": "first_instance", "kind": "trial", "publicity": "public"}
    return add("hearing", case=case, court=court, scheduled="2026-03-18T09:00+08:00", held="2026-03-18", **plain)


def stamp(line: Line, hearing: str, code: str, *more: str, stdin: str = "") -> str:
    return str(line.ok("stamp", str(line.folder), hearing, code, *more, stdin=stdin)["at"])


def test_a_stamp_has_its_own_time_in_the_zone_of_the_court(line: Line, hearing: str) -> None:
    assert stamp(line, hearing, "defendant_in").endswith("+08:00")
    assert stamp(line, hearing, "judge_in", "--at", "09:02").endswith("T09:02:00+08:00")
    assert stamp(line, hearing, "note", "--at", "2026-03-18T01:05Z", "--note", "-", stdin="Rain.").startswith("2026-03-18T01:05")
    assert line.refused("stamp", str(line.folder), hearing, "no_such")["code"] == "invalid_input"
    for at in ("soon", "2026-03-18", "25:00"):
        assert line.refused("stamp", str(line.folder), hearing, "note", "--at", at)["code"] == "invalid_input"
    shown = line.ok("hearing", str(line.folder), hearing)
    assert [one["code"] for one in shown["sequence"]] == ["judge_in", "note", "defendant_in"], (
        "in the order of time, not of typing"
    )
    assert line.ok("undo", str(line.folder))["undone"]
    assert len(line.ok("hearing", str(line.folder), hearing)["sequence"]) == 2


def test_stamps_are_written_up_once_undone_and_again(line: Line, hearing: str) -> None:
    assert line.refused("write-up", str(line.folder), hearing)["code"] == "invalid_input"
    for code, at, note in (
        ("observers_refused", "08:50", "Guard said: “The room is full.” Two diplomats waited."),
        ("family_refused", "08:55", ""),
        ("opened", "09:04", ""),
        ("defendant_in", "09:06", ""),
        ("confession_challenged", "10:00", ""),
        ("ended", "11:30", ""),
    ):
        stamp(line, hearing, code, "--at", f"2026-03-18T{at}", "--note", note)
    done = line.ok("write-up", str(line.folder), hearing)
    assert done["fields"] == ["confession_challenged", "defendant_presence", "end", "held"]
    assert len(done["attendances"]) == 2
    fields = line.ok("show", str(line.folder), hearing)["fields"]
    assert (fields["held"], fields["end"]) == ("2026-03-18T09:04:00+08:00", "2026-03-18T11:30:00+08:00")
    assert len(fields["stamps"]) == 6, "the stamps stay"
    shown = line.ok("hearing", str(line.folder), hearing)
    refused, family = sorted(shown["access"], key=lambda one: one["capacity"] == "family")
    assert refused["verbatim"][0]["text"] == "The room is full."
    assert (refused["observer"], refused["stated_reason"], refused["capacity"]) == ({"na": "unknown"},) * 3
    assert family["verbatim"] == {"na": "unknown"}
    (checklist,) = shown["checklists"]
    assert len(checklist["items"]) == checklist["counts"]["not_observed"] == 23
    assert checklist["items"][0]["articles"] == "ICCPR 9(1) · UDHR 9"
    assert "not ratified" in shown["treaty_note"]
    assert line.ok("write-up", str(line.folder), hearing)["batch"] == "", "a second time it does nothing"
    line.ok("undo", str(line.folder), done["batch"])
    assert line.ok("hearing", str(line.folder), hearing)["access"] == []
    again = line.ok("write-up", str(line.folder), hearing)
    assert len(again["attendances"]) == 2
    assert not set(again["attendances"]) & set(done["attendances"])
    line.ok("delete", str(line.folder), again["attendances"][0])
    assert line.ok("write-up", str(line.folder), hearing)["batch"] == "", "what somebody removed stays removed"


def test_what_was_entered_by_hand_is_not_overwritten(line: Line, hearing: str) -> None:
    line.ok("edit", str(line.folder), hearing, "--set", "held=2026-03-18T09:10+08:00", "--set", "defendant_presence=video")
    stamp(line, hearing, "opened", "--at", "09:04")
    stamp(line, hearing, "defendant_in", "--at", "09:05")
    assert "held" not in line.ok("write-up", str(line.folder), hearing)["fields"]
    fields = line.ok("show", str(line.folder), hearing)["fields"]
    assert (fields["held"], fields["defendant_presence"]) == ("2026-03-18T09:10+08:00", "video")


def test_refusals_are_counted_by_reason(line: Line, hearing: str) -> None:
    base = ("--set", f"hearing={hearing}", "--set", "capacity=diplomat", "--set", 'observer={"na":"unknown"}')
    for outcome, reason in (("refused", "full"), ("turned_away_outside", "full"), ("refused", "secret"), ("admitted", "full")):
        line.ok("add", str(line.folder), "attendance", *base, "--set", f"outcome={outcome}", "--set", f"stated_reason={reason}")
    found = line.ok("hearing", str(line.folder), "--refusals")
    assert found["total"] == 3
    assert found["refusals"] == [
        {"reason": "full", "count": 2, "hearings": 1},
        {"reason": "secret", "count": 1, "hearings": 1},
    ]
    case = line.ok("show", str(line.folder), hearing)["case"]
    _status, out, _said = line.raw("hearing", str(line.folder), "--refusals", "--case", case)
    assert "2  full" in out
    assert line.refused("hearing", str(line.folder))["code"] == "invalid_input"
    assert line.refused("hearing", str(line.folder), case)["code"] == "invalid_input"


def test_a_whole_morning_is_stamped_in_order(line: Line, hearing: str) -> None:
    for minute, code in enumerate(("opened", "charges_read", "lawyer_interrupted", "recess", "resumed")):
        line.clock += timedelta(minutes=minute)
        stamp(line, hearing, code)
    _status, out, _said = line.raw("hearing", str(line.folder), hearing)
    found = [words for words in ("hearing opened", "charges read out", "lawyer interrupted", "recess", "resumed") if words in out]
    assert sorted(found, key=out.index) == found
    assert len(found) == 5
