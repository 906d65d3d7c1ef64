"""Back-ups that still hold what was erased: named, dropped, or said to be out of reach."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from attaching import content
from builders import FixedAmbient, make_vault
from erasing_aid import attach, erase, person

from casevault.vault import erasing, erasing_copies
from casevault.vault.backup import back_up
from casevault.vault.backup_memory import remembered
from casevault.vault.backup_place import Place
from casevault.vault.erasing import Target

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casevault.vault.vault import Vault


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    made, _ = make_vault(tmp_path / "v")
    with made:
        yield made


def test_back_ups_that_hold_it_are_named_and_dropped(vault: Vault, tmp_path: Path) -> None:
    ambient = vault.ambient
    assert isinstance(ambient, FixedAmbient)
    place = tmp_path / "stick"
    back_up(vault, place)
    gone = person(vault)
    evidence = attach(vault, gone, tmp_path / "a.pdf", content(5_000))
    back_up(vault, place)
    file_plan, plan = erasing.plan(vault, Target(evidence, file=1)), erasing.plan(vault, Target(gone, belonging=True))
    # The file system's day of both is today, far from the invented one: a record that is in doubt counts as held.
    assert [one.generation for one in erasing_copies.copies_of(vault, plan).held] == [1, 2]
    assert [one.generation for one in erasing_copies.copies_of(vault, file_plan).held] == [2]
    pool = [path for path in (place / "blobs").rglob("*") if path.is_file()]
    assert len(pool) == 1
    held = erasing_copies.copies_of(vault, file_plan).held
    erase(vault, Target(evidence, file=1))
    assert erasing_copies.drop(vault, held) == ()
    assert not any(path.is_file() for path in (place / "blobs").rglob("*"))
    (known,) = remembered(vault)
    assert known.generation == 1
    assert known.day == date.today()  # noqa: DTZ011 - as the file system has it
    rest = erasing_copies.copies_of(vault, erasing.plan(vault, Target(gone, belonging=True))).held
    assert erasing_copies.drop(vault, rest) == ()
    assert remembered(vault) == []
    assert back_up(vault, place).generation == 1


def test_a_place_that_is_not_there_is_said(vault: Vault, tmp_path: Path) -> None:
    gone = person(vault)
    place = tmp_path / "stick"
    back_up(vault, place)
    place.rename(tmp_path / "drawer")
    copies = erasing_copies.copies_of(vault, erasing.plan(vault, Target(gone)))
    assert copies.held == ()
    assert [(one.place, one.day) for one in copies.unreached] == [(place, "2026-03-18")]
    held = (erasing_copies.Held(place, 1, "2026-03-18", ours=True),)
    assert erasing_copies.drop(vault, held) == held or not place.exists()


def test_an_older_back_up_and_one_of_other_keys(vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = person(vault)
    place = tmp_path / "stick"
    back_up(vault, place)
    plan = erasing.plan(vault, Target(gone))
    (place / "0001" / "MANIFEST.mac").write_bytes(b"0" * 64 + b"\n")
    (one,) = erasing_copies.copies_of(vault, plan).held
    assert not one.ours
    assert erasing_copies.drop(vault, [one]) == (one,)
    monkeypatch.setattr(Place, "day", lambda _self, _number: "2026-03-01")
    assert erasing_copies.copies_of(vault, plan).held == ()
