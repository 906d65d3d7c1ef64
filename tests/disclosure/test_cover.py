"""The cover says how to reach whoever sent it, and what is typed there is read like every other word that leaves."""

from __future__ import annotations

import pytest
from disclosure_fakes import FakeVault, invented_case

from casevault.disclosure import compile as compiler
from casevault.disclosure.request import Request
from casevault.disclosure.scan_tree import tree_lines
from casevault.errors import CaseVaultError, Code
from casevault.progress import silent


@pytest.fixture(autouse=True)
def unrendered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiler, "render", lambda _document, _format: b"")


def cover(contact: str) -> str:
    fake = FakeVault()
    made = invented_case(fake)
    request = Request(cases=(made["case"],), audience="embassy", output="dossier", to="A recipient", contact=contact)
    return "\n".join(line.text for line in tree_lines(compiler._make(fake, request, silent).document))  # type: ignore[arg-type]


def test_the_contact_stands_on_the_cover() -> None:
    said = cover("desk@lantern.example, mornings")
    assert "desk@lantern.example, mornings" in said
    assert "Questions go to the contact above." in said


def test_without_one_questions_go_back_the_way_it_came() -> None:
    assert "Questions go back the way this file came." in cover("")


@pytest.mark.parametrize("contact", ["x" * 201, "a\nb", "a\x00b"])
def test_a_contact_is_one_short_line(contact: str) -> None:
    with pytest.raises(CaseVaultError) as raised:
        cover(contact)
    assert raised.value.code is Code.INVALID_INPUT
