"""Accounts of a value that nobody recorded are ruled as the value would be: by profile, and by what a recipient may have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from disclosure_fakes import FakeVault, invented_case

from casevault.disclosure import compile as compiler
from casevault.disclosure.accounts import unrecorded
from casevault.disclosure.request import Request
from casevault.disclosure.scan_tree import tree_lines
from casevault.disclosure.select import select
from casevault.disclosure.sheet import Sheet
from casevault.progress import silent

if TYPE_CHECKING:
    from collections.abc import Sequence


@pytest.fixture(autouse=True)
def unrendered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiler, "render", lambda _document, _format: b"")


def read(fake: FakeVault, made: dict[str, str], **fields: Any) -> str:
    asked = {"audience": "embassy", "output": "dossier", "to": made["embassy"]}
    request = Request(cases=(made["case"],), **{**asked, **fields})
    built = compiler._make(fake, request, silent)  # type: ignore[arg-type]  # a vault in memory
    preview = built.preview
    assert preview.selected == preview.written + preview.withheld
    return "\n".join(line.text for line in tree_lines(built.document))


def told(fake: FakeVault, made: dict[str, str], record: str, key: str, values: Sequence[str]) -> None:
    for value in values:
        said = {"record": record, "field": key, "value": value, "source": made["src_paper"], "status": "asserted"}
        fake.records.add("claim", said)


def judged(fake: FakeVault, made: dict[str, str], **fields: str) -> str:
    fixed = {"case": made["case"], "date": "2026-03-10", "verdict": "guilty"}
    return fake.records.add("judgment", {**fixed, "sentences": [{"kind": "fixed_term", "term": "P3Y"}], **fields}).id


@pytest.mark.parametrize(("kept", "says"), [((), True), (("judgment/plea",), False), (("judgment",), False)])
def test_what_a_recipient_is_not_to_have_no_account_tells(kept: Sequence[str], *, says: bool) -> None:
    fake = FakeVault()
    made = invented_case(fake)
    told(fake, made, judged(fake, made), "plea", ("guilty", "not_guilty"))
    fake.records.edit(made["embassy"], {"withhold": list(kept)})
    assert ("pleaded not guilty" in read(fake, made)) is says


@pytest.mark.parametrize("key", ["code", "tags", "risk_if_public", "preference"])
def test_what_a_profile_never_lets_out_no_account_tells(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of these is no more than a plain fact of the case by its class; the profile of the public has it nowhere."""
    fake = FakeVault()
    made = invented_case(fake, audiences=["public"], purpose="quiet_diplomacy")
    case = dict(fake.records.get(made["case"]).fields)
    for one in ("code", "tags", "risk_if_public", "preference"):
        case.pop(one, None)
    made["case"] = fake.records.add("case", case).id
    told(fake, made, made["case"], key, ("quiet", "public"))
    selection = select(fake.records, fake.schema, (made["case"],))
    assert {item.path for item in unrecorded(selection)} <= {key}
    seen: list[bool] = []

    class Watched(Sheet):
        """What the way out hands to an output, asked before it is used."""

        def __init__(self, *given: Any, **more: Any) -> None:
            super().__init__(*given, **more)
            seen.append(self.speaks_of(made["case"], key))

    monkeypatch.setattr(compiler, "Sheet", Watched)
    read(fake, made, audience="public", output="chronology", to="Anyone")
    assert seen
    assert not any(seen)
