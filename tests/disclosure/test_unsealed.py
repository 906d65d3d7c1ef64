"""What leaves without a seal: for whom that asks for a word first, on every face, and what the register counts."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from builders import CHEAP_BOUNDS, PASSPHRASE, FixedAmbient, make_vault
from disclosure_fakes import invented_case
from lines import Line

from casevault.cli.context import Context
from casevault.cli.main import main
from casevault.disclosure import unsealed
from casevault.disclosure.checks import SEALS
from casevault.disclosure.request import NOTICE, Request
from casevault.i18n import Catalogue
from casevault.vault.approvals import AUDIENCES

if TYPE_CHECKING:
    from pathlib import Path


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_only_what_is_meant_for_everybody_goes_open_without_a_word() -> None:
    for audience in AUDIENCES:
        for seal in SEALS:
            asked = unsealed.asks_for_word(Request(cases=(), audience=audience, output="dossier", to="A desk", seal=seal))
            assert asked == (seal == "none" and audience not in {"public", "statistics"}), (audience, seal)
    notice = Request(cases=(), audience="embassy", output=NOTICE, to="A desk", seal="none")
    assert not unsealed.asks_for_word(notice), "it names nobody, and whoever withdrew should not wait for it"
    nobody = Request(cases=(), audience="a friend", output="dossier", to="A desk", seal="none")
    assert not unsealed.asks_for_word(nobody), "there is no such audience: refused as that"


@pytest.fixture
def line(tmp_path: Path) -> Line:
    secret = tmp_path / "secret"
    secret.write_text(PASSPHRASE, encoding="utf-8")
    return Line(tmp_path / "W", secret)


@pytest.fixture
def case(line: Line) -> str:
    vault, _ = make_vault(line.folder)
    with vault:
        return str(invented_case(vault)["case"])


def ask(case: str, *more: str) -> list[str]:
    return ["--case", case, "--audience", "embassy", "--output", "dossier", "--to", "A desk", "--seal", "none", *more]


@pytest.mark.parametrize(("answer", "left"), [("unsealed\n", True), ("yes\n", False), ("", False)])
def test_on_a_terminal_the_word_is_asked_for(line: Line, case: str, tmp_path: Path, answer: str, left: bool) -> None:
    out, err = io.StringIO(), io.StringIO()
    context = Context(
        Catalogue(), stdin=Terminal(answer), stdout=out, stderr=err, ambient=FixedAmbient(seed=9), bounds=CHEAP_BOUNDS
    )
    given = ["disclose", "--passphrase-file", str(line.secret), str(line.folder), *ask(case), str(tmp_path / "x.pdf")]
    assert main(given, context=context) == int(not left)
    assert "without a seal" in err.getvalue()
    assert "Type “unsealed” to go on" in err.getvalue()
    assert (tmp_path / "x.pdf").exists() is left


def test_what_left_open_is_counted_in_the_register(line: Line, case: str, tmp_path: Path) -> None:
    where = str(line.folder)
    status, _, err = line.raw("disclose", where, *ask(case), str(tmp_path / "x.pdf"))
    assert status == 0
    assert "without a seal" in err, "a script has its word in the option, and the danger is said all the same"
    sealed = [word if word != "none" else "pdf" for word in ask(case)]
    line.ok("disclose", where, *sealed, str(tmp_path / "y.pdf"))
    found = line.ok("disclosures", where)
    assert (len(found["disclosures"]), found["unsealed"]) == (2, 1)
    assert "1 of them left without a seal." in line.raw("disclosures", where)[1]
    _, _, err = line.raw("disclose", where, *ask(case, "--preview"))
    assert "without a seal" not in err, "nothing leaves by looking"
