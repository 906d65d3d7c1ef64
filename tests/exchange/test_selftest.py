"""What says that a copy of the program works must say so only of one that does."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest

from casevault import paths
from casevault.cli.context import Context
from casevault.cli.main import main
from casevault.disclosure.render import pdf
from casevault.disclosure.scan import Scanner
from casevault.exchange import selftest
from casevault.i18n import N_, Catalogue
from casevault.media import viewer

if TYPE_CHECKING:
    from pathlib import Path

PARTS = {key: part for key, _what, part in selftest.PARTS}


def part(key: str) -> str:
    return next(selftest.tried([(key, N_("Unlock"), PARTS[key])])).trouble


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    monkeypatch.setattr(selftest, "memory_folder", lambda: None)
    return scratch


def test_every_part_works_here_and_leaves_nothing(place: Path) -> None:
    out = io.StringIO()
    assert main(["selftest", "--json"], context=Context(Catalogue(), stdout=out)) == 0, out.getvalue()
    told = json.loads(out.getvalue())
    assert [found["part"] for found in told["parts"]] == list(PARTS)
    assert told["ok"]
    assert told["checks"] == len(PARTS) >= 7
    assert list(place.iterdir()) == []


def test_a_part_that_fails_is_named_and_the_others_are_tried_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise OSError("libqpdf.so.30: cannot open shared object file: /home/wang")

    monkeypatch.setattr(
        "casevault.cli.selftests.tried", lambda: selftest.tried([("view", N_("Unlock"), broken), *selftest.PARTS[:1]])
    )
    out = io.StringIO()
    assert main(["selftest", "--json"], context=Context(Catalogue(), stdout=out)) == 1
    told = json.loads(out.getvalue())
    assert told["parts"] == [
        {"part": "view", "ok": False, "trouble": "OSError"},
        {"part": "cryptography", "ok": True, "trouble": ""},
    ]
    assert "wang" not in out.getvalue()


def test_a_vault_that_cannot_be_searched_is_noticed_and_gone(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casevault.vault.search.Search.drain", lambda _self: 1 / 0)
    assert part("vault") == "ZeroDivisionError"
    assert list(place.iterdir()) == []


def test_a_scan_that_finds_nothing_or_everything_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Scanner.find
    monkeypatch.setattr(Scanner, "find", lambda _self, _text: [])
    assert part("document") == "scan"
    monkeypatch.setattr(Scanner, "find", lambda self, _text: found(self, "王小明"))
    assert part("document") == "scan"


def test_fonts_that_did_not_come_along_are_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    own = paths.resource_path
    monkeypatch.setattr(pdf, "resource_path", lambda name: tmp_path if name == "fonts" else own(name))
    pdf._compiler.cache_clear()
    try:
        assert part("document") == "io_error"
    finally:
        pdf._compiler.cache_clear()


@pytest.mark.parametrize("key", ["view", "sheet", "index"])
def test_a_child_that_cannot_come_up_is_noticed(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(viewer, "command", lambda *_given: ["/bin/false"])
    assert part(key)


def test_rows_that_another_program_made_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selftest, "index_row", lambda *_given: None)
    assert part("index") == "rows"
