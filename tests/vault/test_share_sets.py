"""Sets of shares as a way into a vault: made, rehearsed, used, removed."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from builders import CHEAP_BOUNDS, CHEAPEST, PASSPHRASE, FixedAmbient, make_vault, open_vault

from casevault.crypto import keywrap
from casevault.errors import CaseVaultError, Code
from casevault.vault import recovery, ways
from casevault.vault.slots import Sharing, SlotKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casevault.vault.vault import Vault

SECRET = bytearray(PASSPHRASE.encode())


def refused(call: Callable[[], object]) -> CaseVaultError:
    with pytest.raises(CaseVaultError) as caught:
        call()
    assert caught.value.hint
    return caught.value


def made_in(vault: Vault, needed: int = 2, count: int = 3) -> tuple[ways.Way, tuple[str, ...]]:
    kept: list[tuple[Sharing, tuple[str, ...]]] = []
    way = ways.make_shares(
        vault,
        SECRET,
        needed=needed,
        count=count,
        keep=lambda sharing, words: kept.append((sharing, words)),
        profile=CHEAPEST,
    )
    ((sharing, words),) = kept
    assert way.sharing == sharing
    return way, words


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_vault(tmp_path / "v")[0].close()
    return tmp_path / "v"


def rehearse(folder: Path, *words: str) -> Sharing:
    return ways.rehearse_shares(folder, bytearray("\n\n".join(words).encode()), bounds=CHEAP_BOUNDS)


def test_any_two_of_three_open_and_set_a_passphrase(folder: Path) -> None:
    with open_vault(folder) as vault:
        way, words = made_in(vault)
        actor = vault.actor
        assert [row.action for row in vault.records.history(actor)].count("slot_changed") == 1
    everything = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert not any(word.encode() in everything for share in words for word in share.split() if len(word) > 6)
    for seed, (one, two) in enumerate(itertools.permutations(words, 2), start=3):
        with open_vault(folder, f"{one}\n\n{two}", kind=SlotKind.SHARES, ambient=FixedAmbient(seed=seed)) as vault:
            assert vault.actor == actor
            assert vault.slot.kind is SlotKind.SHARES
    for one in words:
        problem = refused(lambda one=one: open_vault(folder, one, kind=SlotKind.SHARES))  # type: ignore[misc] # bound early
        assert (problem.code, problem.safe["missing"]) == (Code.INVALID_INPUT, 1)
    recovery.recover(
        folder,
        bytearray("\n".join(words[1:]).encode()),
        bytearray(b"new"),
        kind=SlotKind.SHARES,
        profile=CHEAPEST,
        ambient=FixedAmbient(seed=20),
        bounds=CHEAP_BOUNDS,
    )
    assert refused(lambda: open_vault(folder)).code is Code.WRONG_CREDENTIALS
    with open_vault(folder, "new", ambient=FixedAmbient(seed=21)) as vault:
        assert [way.kind for way in ways.ways_of(vault)] == ["passphrase", "recovery", "shares"]
        ways.remove_way(vault, bytearray(b"new"), way.id)
    for call in (
        lambda: open_vault(folder, "\n".join(words), kind=SlotKind.SHARES),
        lambda: rehearse(folder, *words),
    ):
        assert refused(call).code is Code.WRONG_CREDENTIALS


def test_a_rehearsal_opens_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_vault(folder) as vault:
        way, words = made_in(vault, 3, 5)
        before = {path: path.read_bytes() for path in folder.glob("vault.*")}
        monkeypatch.setattr(keywrap, "unwrap", lambda *_arguments: pytest.fail("a key was unwrapped"))
        # While the vault is in use too: a rehearsal takes no lock.
        for chosen in ([*words[:3]], [*words], [words[4], words[0], words[2], words[0]]):
            assert rehearse(folder, *chosen) == way.sharing
        assert refused(lambda: rehearse(folder, *words[:2])).safe["missing"] == 1
        assert refused(lambda: rehearse(folder, "")).code is Code.INVALID_INPUT
        assert {path: path.read_bytes() for path in folder.glob("vault.*")} == before
    assert refused(lambda: rehearse(folder / "blobs", *words)).code is Code.NOT_A_VAULT


def test_shares_of_another_vault_are_told(folder: Path, tmp_path: Path) -> None:
    other, _ = make_vault(tmp_path / "other", ambient=FixedAmbient(seed=30))
    with other:
        theirs, words = made_in(other)
    assert refused(lambda: rehearse(folder, *words)).code is Code.WRONG_CREDENTIALS
    with open_vault(folder) as vault:
        mine, own = made_in(vault)
        # The same number by chance: they fit together, and the check says that they are not this vault's.
        slots = tuple(slot for slot in other.header.slots if slot.kind == SlotKind.SHARES)
        assert theirs.sharing is not None
        assert mine.sharing is not None
        assert theirs.sharing.set != mine.sharing.set
        vault.rewrite_header((*vault.header.slots, *slots))
    problem = refused(lambda: rehearse(folder, *words))
    assert problem.code is Code.WRONG_CREDENTIALS
    assert rehearse(folder, *own) == mine.sharing


def test_sets_are_apart_and_leave_the_recovery_code(folder: Path) -> None:
    with open_vault(folder) as vault:
        first, one = made_in(vault)
        second, two = made_in(vault, 2, 2)
        assert first.sharing != second.sharing
        assert refused(lambda: rehearse(folder, one[0], two[0])).code is Code.INVALID_INPUT
        ways.remove_way(vault, SECRET, first.id)
        assert rehearse(folder, *two) == second.sharing
        assert [way.kind for way in ways.ways_of(vault)] == ["passphrase", "recovery", "shares"]


@pytest.mark.parametrize(("needed", "count"), [(1, 3), (4, 3), (2, 17)])
def test_an_impossible_set_changes_nothing(folder: Path, needed: int, count: int) -> None:
    with open_vault(folder) as vault:
        before = vault.header
        assert refused(lambda: made_in(vault, needed, count)).code is Code.INVALID_INPUT
        assert vault.header is before


def test_sheets_that_cannot_be_kept_leave_no_set(folder: Path) -> None:
    class FullError(Exception):
        pass

    def full(_sharing: Sharing, _words: tuple[str, ...]) -> None:
        raise FullError

    with open_vault(folder) as vault:
        before = vault.header
        with pytest.raises(FullError):
            ways.make_shares(vault, SECRET, needed=2, count=3, keep=full, profile=CHEAPEST)
        assert vault.header is before
        wrong = bytearray(b"wrong")
        made = lambda: ways.make_shares(vault, wrong, needed=2, count=3, keep=full, profile=CHEAPEST)  # noqa: E731 - one line reads better
        assert refused(made).code is Code.WRONG_CREDENTIALS


def test_a_number_that_is_taken_is_drawn_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draws = iter([7, 7, 7, 8])
    monkeypatch.setattr(ways, "_set_id", lambda _ambient: next(draws))
    with open_vault(folder) as vault:
        made = [made_in(vault)[0].sharing for _ in range(2)]
    assert [sharing.set for sharing in made if sharing] == [7, 8]
