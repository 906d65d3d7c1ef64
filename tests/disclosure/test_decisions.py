"""What a person decides of weak hits: replaced or kept with a reason, carried out, and remembered for the same recipient."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from disclosure.asking import ask
from disclosure_fakes import invented_case

from casevault.disclosure import compile as way_out
from casevault.disclosure.request import Settled
from casevault.disclosure.scan_hits import LeakFound, ReviewNeeded
from casevault.disclosure.scan_tree import tree_lines

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.disclosure.request import Preview
    from casevault.vault.vault import Vault

DOUBTFUL = "Seat 91234567 was free, she said; 63456789 was not."


@pytest.fixture
def made(vault: Vault) -> dict[str, str]:
    made = invented_case(vault)
    vault.records.edit(made["taken"], {"narrative": DOUBTFUL})
    return made


def words(preview: Preview) -> str:
    return "\n".join(line.text for line in tree_lines(preview.document))


def test_a_doubtful_number_is_replaced_or_kept_and_both_are_remembered(
    vault: Vault, made: dict[str, str], tmp_path: Path
) -> None:
    request = ask(made, seal="none")
    first = way_out.preview(vault, request)
    assert [(hit.term, hit.kind) for hit in first.hits] == [("91234567", "phone"), ("63456789", "phone")]
    with pytest.raises(ReviewNeeded):
        way_out.disclose(vault, request, tmp_path / "a.pdf")
    gone = replace(request, replace=(first.hits[0].id,))
    second = way_out.preview(vault, gone)
    assert "Seat [phone number withheld] was free" in words(second)
    (left,) = second.hits
    settled = replace(gone, accept=((left.id, "the number of a seat"),))
    report = way_out.disclose(vault, settled, tmp_path / "a.pdf")
    assert {(one.hit.term, one.action, one.reason) for one in report.preview.decided} == {
        ("91234567", Settled.REPLACED, ""),
        ("63456789", Settled.ACCEPTED, "the number of a seat"),
    }
    # The next copy for the same recipient asks nothing again; another recipient is asked.
    again = way_out.preview(vault, request)
    assert not again.hits
    assert "[phone number withheld]" in words(again)
    assert len(way_out.preview(vault, replace(request, to="Embassy of Syldavia")).hits) == 2
    # Other words around it are another text.
    vault.records.edit(made["taken"], {"narrative": "Since then 63456789 is what they wrote on the wall of the yard."})
    assert [hit.term for hit in way_out.preview(vault, request).hits] == ["63456789"]


def test_a_preview_tells_each_replacement_with_its_reason(vault: Vault, made: dict[str, str]) -> None:
    vault.records.edit(made["taken"], {"narrative": "林兆慧 rang from 139 0000 2281."})
    shape = way_out.preview(vault, ask(made)).to_json()
    told = shape["replacements"]
    assert isinstance(told, list)
    assert [entry for entry in told if isinstance(entry, dict) and entry["field"] == "narrative"] == [
        {"id": made["taken"], "field": "narrative", "before": "林兆慧", "after": "[a relative]", "why": "name"},
        {
            "id": made["taken"],
            "field": "narrative",
            "before": "139 0000 2281",
            "after": "[phone number withheld]",
            "why": "phone",
        },
    ]


def test_a_number_that_the_file_holds_beside_its_tree_is_a_leak_whatever_was_accepted(
    vault: Vault, made: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from casevault.disclosure import redact  # noqa: PLC0415 - where redaction looks for it

    vault.records.edit(made["taken"], {"narrative": "She rang from 139 0000 2281."})
    monkeypatch.setattr(redact, "detect", lambda _text: [])
    found = way_out.preview(vault, ask(made)).hits
    assert [(hit.term, hit.grade) for hit in found] == [("139 0000 2281", "strong")]
    accepted = ask(made, seal="none", accept=tuple((hit.id, "it is nothing") for hit in found))
    with pytest.raises(LeakFound):
        way_out.disclose(vault, accepted, tmp_path / "b.pdf")
    assert not (tmp_path / "b.pdf").exists()
