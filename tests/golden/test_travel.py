"""A journey that an earlier program packed: its ticket opens it for ever, and what it sent home is taken in for ever."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from builders import CHEAP_BOUNDS, CHEAPEST, PASSPHRASE, FixedAmbient, open_vault

from casevault.domain.change import state_of
from casevault.errors import CaseVaultError, Code
from casevault.exchange import homeward
from casevault.exchange.homecoming import merge
from casevault.store import changes
from casevault.vault.check import check
from casevault.vault.policy import NO_POLICY
from casevault.vault.sealing import unseal
from casevault.vault.travelling import journey_of

if TYPE_CHECKING:
    from casevault.vault.vault import Vault

GOLDEN = Path(__file__).parent / "travel"


@pytest.fixture
def held(tmp_path: Path) -> tuple[Path, dict[str, Any]]:
    place = tmp_path / "golden"
    shutil.copytree(GOLDEN, place)
    return place, json.loads((GOLDEN / "answers.json").read_text(encoding="utf-8"))


def opened(place: Path, held: dict[str, Any], words: str = "") -> None:
    secret = bytearray(PASSPHRASE.encode())
    ambient = FixedAmbient(seed=11)
    bounds = CHEAP_BOUNDS
    unseal(
        place, held["ticket"], words or held["words"], secret, profile=CHEAPEST, ambient=ambient, bounds=bounds, policy=NO_POLICY
    )


def office_of(place: Path, held: dict[str, Any]) -> Vault:
    return open_vault(place / "office", held["passphrase"], ambient=FixedAmbient(seed=21))


def test_its_ticket_opens_the_sealed_copy_and_it_sends_home(held: tuple[Path, dict[str, Any]]) -> None:
    place, answers = held
    ids = answers["ids"]
    with pytest.raises(CaseVaultError) as caught:
        opened(place / "sealed", answers, words="zebra " * 8)
    assert caught.value.code is Code.TICKET_WRONG_WORDS
    opened(place / "sealed", answers)
    with open_vault(place / "sealed", ambient=FixedAmbient(seed=12)) as away:
        assert check(away, deep=True).problems == []
        assert journey_of(away).travel == answers["travel"]
        assert away.records.get(ids["lin"]).fields["display_name"] == "Lin Zhaowen"
        assert away.records.get(ids["note"]).fields["text"] == [{"text": "[a person] saw Lin Zhaowen."}]
        assert away.records.many([ids["stays"]]) == {}
        away.records.edit(ids["lin"], {"pronouns": "she"})
        homeward.write(away, place / "later.age")
    with office_of(place, answers) as office:
        merge(office, place / "later.age")
        assert office.records.get(ids["lin"]).fields["pronouns"] == "she"


def test_what_it_sent_home_and_what_another_office_told_is_taken_in(held: tuple[Path, dict[str, Any]]) -> None:
    place, answers = held
    ids = answers["ids"]
    with office_of(place, answers) as office:
        done = merge(office, place / "home.age")
        assert (done.created, done.merged, done.attachments) == (2, 2, 1)
        assert [(one.record, one.unit) for one in done.conflicts] == [(ids["note"], "text")]
        both: Any = state_of(office.db.read(lambda c: changes.of_record(c, ids["note"]))).conflicts["text"]
        assert {one[0]["text"] for one in both} == {
            "Quillstrand Vexmoor saw Lin Zhaowen.",
            "[a person] rang.",
        }
        lin = office.records.get(ids["lin"]).fields
        assert (lin["occupation"], lin["do_no_harm_notes"]) == ("notary", "Ring twice.")
        assert office.records.get(ids["event"]).fields["start"] == "2026-03-19"
        assert merge(office, place / "other.age").created == 1
        assert office.records.get(ids["told"]).title == "Bar of Freedonia"
        assert check(office, deep=True).problems == []
        assert {merge(office, place / name).batch for name in ("home.age", "other.age")} == {""}
