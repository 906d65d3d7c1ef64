from __future__ import annotations

from casevault.ui.today_rows import RECENT, last_acts
from casevault.vault.reading import HistoryEntry


def entry(action: str, batch: str, record: str) -> HistoryEntry:
    return HistoryEntry(0, "a", action, (), batch, f"{batch}/{record}", record, "device")


def test_a_disclosure_does_not_push_out_what_was_logged() -> None:
    disclosure = [entry("disclosed", "b2", str(number)) for number in range(40)] + [entry("created", "b2", "d")]
    logged = [entry("created", "b1", "event"), entry("edited", "b0", "case")]
    assert [found.record for found in last_acts([*disclosure, *logged])] == ["d", "event", "case"]


def test_one_act_is_one_line_and_only_the_last_ones_show() -> None:
    entries = [entry("created", f"b{number}", side) for number in range(30) for side in "xy"]
    found = last_acts(entries)
    assert len(found) == RECENT
    assert {one.record for one in found} == {"x"}
