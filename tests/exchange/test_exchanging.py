"""Two offices of one team: what each learns comes to the other by bundles, in any order, lost or repeated, and nobody else's."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
from attaching import content, write
from builders import CHEAPEST, PASSPHRASE, FixedAmbient, make_vault, open_vault

from casevault.domain.change import state_of
from casevault.errors import CaseVaultError, Code
from casevault.exchange import exchanging, homeward
from casevault.exchange.homecoming import merge
from casevault.exchange.packing import pack
from casevault.exchange.signed import EXCHANGE, Contents, Signer, write_signed
from casevault.progress import silent
from casevault.store import changes
from casevault.vault import identity, left, offices
from casevault.vault.check import check
from casevault.vault.joining import Conflict

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casevault.domain.change import Change
    from casevault.vault.joining import Joined
    from casevault.vault.vault import Vault


def know(one: Vault, other: Vault, name: str = "The other") -> str:
    card = offices.own(other).card
    return offices.add(one, card.text, card.words, name).id


def tell(sender: Vault, receiver: Vault, file: Path, *, whole: bool = False) -> Joined:
    file.unlink(missing_ok=True)
    exchanging.write(sender, receiver.vault_id, file, whole=whole)
    return merge(receiver, file)


def states(vault: Vault) -> dict[str, object]:
    rows: dict[str, list[Change]] = {}
    for row in vault.db.read(lambda c: list(changes.forwards(c))):
        if row.record_id:
            rows.setdefault(row.record_id, []).append(row)
    return {key: state_of(of) for key, of in rows.items()}


def refused(vault: Vault, file: Path) -> Code:
    before = vault.db.read(lambda c: list(changes.forwards(c)))
    with pytest.raises(CaseVaultError) as caught:
        merge(vault, file)
    assert caught.value.hint.text
    assert vault.db.read(lambda c: list(changes.forwards(c))) == before
    return caught.value.code


@pytest.fixture
def pair(vault: Vault, tmp_path: Path) -> Iterator[tuple[Vault, Vault]]:
    other, _ = make_vault(tmp_path / "other", ambient=FixedAmbient(seed=31), sign_as="O.O.")
    with other:
        know(vault, other)
        know(other, vault)
        yield vault, other


def test_two_offices_hold_the_same_after_one_bundle_each_way(pair: tuple[Vault, Vault], tmp_path: Path) -> None:
    one, two = pair
    person = one.records.add("person", {"display_name": "Lin Zhaowen", "occupation": "lawyer"}, strict=False).id
    case = one.records.add("case", {"title": "Lin", "persons": [{"person": person, "role": "defender"}]}, strict=False).id
    one.attachments.add([write(tmp_path / "a.pdf", content(70_000))], about=[case], title="A")
    first = tell(one, two, tmp_path / "1.age")
    assert (first.created, first.attachments, first.conflicts) == (3, 1, ())
    two.records.edit(person, {"occupation": "notary"})
    one.records.edit(person, {"occupation": "barrister", "pronouns": "she"})
    second = tell(two, one, tmp_path / "2.age")
    assert (second.conflicts, second.attachments) == ((Conflict(person, "occupation"),), 0)
    third = tell(one, two, tmp_path / "3.age")
    assert third.conflicts == (Conflict(person, "occupation"),)
    assert states(one).items() >= {key: state for key, state in states(two).items() if key != one.actor}.items()
    assert two.records.get(person).fields["pronouns"] == "she"
    for vault in pair:
        assert check(vault, deep=True).problems == []
    (told, _) = left.listed(one.records)
    assert told.left.what == left.What.TEAM


def test_what_waits_is_said_once_and_not_again_with_each_bundle_that_names_it(pair: tuple[Vault, Vault], tmp_path: Path) -> None:
    """What the receiver sent comes back to it, and a lost bundle is told again: neither brings a conflict that was known."""
    one, two = pair
    person = one.records.add("person", {"display_name": "Lin Zhaowen", "occupation": "lawyer"}, strict=False).id
    tell(one, two, tmp_path / "1.age")
    two.records.edit(person, {"occupation": "notary"})
    one.records.edit(person, {"occupation": "barrister"})
    assert tell(two, one, tmp_path / "2.age").conflicts == (Conflict(person, "occupation"),)
    assert merge(one, tmp_path / "2.age").conflicts == ()
    two.records.add("note", {"about": person, "kind": "fact", "text": "Seen."}, strict=False)
    assert tell(two, one, tmp_path / "3.age", whole=True).conflicts == ()
    two.records.edit(person, {"occupation": "clerk", "pronouns": "she"})
    assert tell(two, one, tmp_path / "4.age").conflicts == (Conflict(person, "occupation"),)
    two.records.edit(person, {"pronouns": "they"})
    assert tell(two, one, tmp_path / "5.age").conflicts == ()


def test_what_was_acknowledged_goes_no_second_time_and_what_was_lost_does(pair: tuple[Vault, Vault], tmp_path: Path) -> None:
    one, two = pair
    case = one.records.add("case", {"title": "Lin"}, strict=False).id
    exchanging.write(one, two.vault_id, tmp_path / "lost.age")  # never arrives
    one.records.edit(case, {"title": "Lin and others"})
    assert tell(one, two, tmp_path / "1.age").created == 1
    tell(two, one, tmp_path / "2.age")
    few = exchanging.write(one, two.vault_id, tmp_path / "3.age")
    assert few.changes <= 5  # what was written since, and what came from there: none of the record
    assert merge(two, tmp_path / "3.age").created == 0
    rows = two.db.read(changes.count)
    for again in ("lost.age", "1.age", "3.age"):
        done = merge(two, tmp_path / again)
        assert (done.batch, done.created, done.merged) == ("", 0, 0)
    assert two.db.read(changes.count) == rows
    assert merge(one, tmp_path / "2.age").batch == ""


def test_a_bundle_before_which_something_is_missing_waits_for_it(pair: tuple[Vault, Vault], tmp_path: Path) -> None:
    """A back-up was restored: what it lacks comes again, from both sides, and nothing is lost."""
    one, two = pair
    case = one.records.add("case", {"title": "Lin"}, strict=False).id
    tell(one, two, tmp_path / "0.age")
    tell(two, one, tmp_path / "0.age")
    two.db.checkpoint()
    shutil.copytree(two.folder, tmp_path / "backup")
    note = two.records.add("note", {"about": case, "kind": "fact", "text": "Seen."}, strict=False).id
    one.records.edit(case, {"title": "Lin and others"})
    tell(one, two, tmp_path / "1.age")
    tell(two, one, tmp_path / "2.age")
    one.records.edit(case, {"title": "Lin and all"})
    exchanging.write(one, two.vault_id, tmp_path / "3.age")
    with open_vault(tmp_path / "backup", ambient=FixedAmbient(seed=77)) as restored:
        assert refused(restored, tmp_path / "3.age") is Code.INVALID_INPUT
        tell(restored, one, tmp_path / "4.age")
        tell(one, restored, tmp_path / "5.age", whole=True)
        assert restored.records.get(note).fields["text"]
        assert restored.records.get(case).fields["title"] == "Lin and all"
        restored.records.edit(case, {"title": "Lin restored"})
        tell(restored, one, tmp_path / "6.age")
        assert one.records.get(case).fields["title"] == "Lin restored"
        assert check(restored, deep=True).problems == []


def test_an_office_that_nobody_compared_or_that_was_lost_is_refused(pair: tuple[Vault, Vault], tmp_path: Path) -> None:
    one, two = pair
    two.records.add("case", {"title": "Lin"}, strict=False)
    stranger, _ = make_vault(tmp_path / "third", ambient=FixedAmbient(seed=41))
    with stranger:
        know(stranger, one)
        exchanging.write(stranger, one.vault_id, tmp_path / "s.age")
        assert refused(one, tmp_path / "s.age") is Code.BUNDLE_UNKNOWN_SENDER
        know(stranger, two)
        exchanging.write(two, one.vault_id, tmp_path / "1.age")
        identity.identity(stranger)
        assert refused(stranger, tmp_path / "1.age") is Code.BUNDLE_NOT_FOR_YOU
    known = offices.get(one, two.vault_id)
    one.records.edit(known.id, {"status": "lost"})
    assert refused(one, tmp_path / "1.age") is Code.BUNDLE_UNKNOWN_SENDER
    with pytest.raises(CaseVaultError):
        exchanging.write(one, known.id, tmp_path / "2.age")
    assert not (tmp_path / "2.age").exists()


def test_keys_that_were_made_anew_have_to_be_compared_anew(pair: tuple[Vault, Vault], tmp_path: Path) -> None:
    one, two = pair
    identity.renew(two)
    two.records.add("case", {"title": "Lin"}, strict=False)
    exchanging.write(two, one.vault_id, tmp_path / "1.age")
    assert refused(one, tmp_path / "1.age") is Code.BUNDLE_DAMAGED
    before = offices.get(one, two.vault_id).id
    assert know(one, two) == before
    assert merge(one, tmp_path / "1.age").created == 1


@pytest.mark.parametrize("card", ["", "x" * 5_000, "casevault-office-1 " + "0" * 32, "{0}9", "{0} {0}"])
def test_what_is_no_card_is_refused(pair: tuple[Vault, Vault], card: str) -> None:
    one, two = pair
    given = offices.own(two).card
    with pytest.raises(CaseVaultError) as caught:
        offices.add(one, card.format(given.text), given.words, "x")
    assert caught.value.code is Code.INVALID_INPUT


def test_one_wrong_word_and_ones_own_card_are_refused(pair: tuple[Vault, Vault]) -> None:
    one, two = pair
    theirs, mine = offices.own(two).card, offices.own(one).card
    wrong = " ".join([*theirs.words.split()[:-1], "zebra"])
    for card, words, code in ((theirs, wrong, Code.BUNDLE_UNKNOWN_SENDER), (mine, mine.words, Code.INVALID_INPUT)):
        with pytest.raises(CaseVaultError) as caught:
            offices.add(one, card.text, words, "x")
        assert caught.value.code is code


def test_another_office_decides_nothing_about_our_devices_and_journeys(pair: tuple[Vault, Vault], tmp_path: Path) -> None:
    one, two = pair
    case = one.records.add("case", {"title": "Lin"}, strict=False).id
    journey = pack(one, tmp_path / "t", [case], passphrase=None, synced_folder_ok=True).travel
    one.records.edit(journey, {"status": "lost"})
    tell(one, two, tmp_path / "1.age")
    key = one.records.get(journey).fields["public_key"]
    two.records.edit(journey, {"status": "active", "public_key": "0" * 64})
    two.records.edit(one.actor, {"name": "Somebody else"})
    two.records.edit(case, {"title": "Lin and others"})
    tell(two, one, tmp_path / "2.age")
    found = one.records.get(journey).fields
    assert (found["status"], found["public_key"]) == ("lost", key)
    assert one.records.get(one.actor).title != "Somebody else"
    assert one.records.get(case).fields["title"] == "Lin and others"


def test_what_a_traveller_brings_one_office_the_other_reads_alike(pair: tuple[Vault, Vault], tmp_path: Path) -> None:
    """The row `carried` goes along: without it an edit of one who never saw the office's value would win."""
    one, two = pair
    person = one.records.add("person", {"display_name": "Lin", "do_no_harm_notes": "kept"}, strict=False).id
    case = one.records.add("case", {"title": "Lin", "persons": [{"person": person, "role": "defender"}]}, strict=False).id
    tell(one, two, tmp_path / "1.age")
    given = bytearray(PASSPHRASE.encode())
    pack(one, tmp_path / "t", [case], passphrase=given, kdf=CHEAPEST, synced_folder_ok=True)
    with open_vault(tmp_path / "t", ambient=FixedAmbient(seed=9)) as away:
        away.records.edit(person, {"do_no_harm_notes": "other", "pronouns": "she"})
        homeward.write(away, tmp_path / "home.age")
        with pytest.raises(CaseVaultError) as caught:
            offices.own(away)
        assert caught.value.code is Code.UNSUPPORTED
    two.records.edit(person, {"pronouns": "they"})
    merge(one, tmp_path / "home.age")
    tell(one, two, tmp_path / "2.age")
    tell(two, one, tmp_path / "3.age")
    for vault in pair:
        assert set(vault.records.get(person).conflicts) == {"do_no_harm_notes", "pronouns"}
        assert check(vault, deep=True, stored=False).problems == []
    assert states(one)[person] == states(two)[person]


def test_more_than_one_bundle_holds_comes_in_several(
    pair: tuple[Vault, Vault], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = pair
    made = [one.records.add("note", {"kind": "fact", "text": str(number)}, strict=False).id for number in range(9)]
    monkeypatch.setattr(exchanging, "MOST_ROWS", 6)
    rounds = 0
    waiting = 1
    while waiting:
        file = tmp_path / f"{rounds}.age"
        waiting = exchanging.write(one, two.vault_id, file).waiting
        merge(two, file)
        tell(two, one, tmp_path / "answer.age")
        rounds += 1
    assert rounds > 2
    assert two.records.many(made).keys() == set(made)
    assert states(one) == states(two)


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("after", -1, Code.BUNDLE_DAMAGED),
        ("after", True, Code.BUNDLE_DAMAGED),
        ("after", 1 << 52, Code.INVALID_INPUT),
        ("after", 1 << 60, Code.BUNDLE_DAMAGED),
        ("end", [1], Code.BUNDLE_DAMAGED),
        ("end", [-1, ""], Code.BUNDLE_DAMAGED),
        ("heard", {"1": "2"}, Code.BUNDLE_DAMAGED),
        ("heard", [1, "x" * 32], Code.BUNDLE_DAMAGED),
        ("vault", "0" * 32, Code.BUNDLE_UNKNOWN_SENDER),
        ("bundle", "../../x", Code.BUNDLE_DAMAGED),
        ("travel", "0" * 32, Code.BUNDLE_DAMAGED),
        ("format", 2, Code.TOO_NEW),
    ],
)
def test_a_head_that_says_something_else_is_refused_even_signed(
    pair: tuple[Vault, Vault], tmp_path: Path, key: str, value: Any, code: Code
) -> None:
    one, two = pair
    head = {"bundle": "b" * 32, "vault": two.vault_id, "after": 0, "end": [0, ""], "heard": [0, ""]} | {key: value}
    contents = Contents(EXCHANGE, head, offices.own(one).card.recipient, [], [])
    write_signed(two, tmp_path / "1.age", contents, Signer(offices.own(two).seed), progress=silent)
    assert refused(one, tmp_path / "1.age") is code


def test_another_key_and_a_key_of_another_use_sign_nothing(pair: tuple[Vault, Vault], tmp_path: Path) -> None:
    one, two = pair
    head = {"bundle": "b" * 32, "vault": two.vault_id, "after": 0, "end": [0, ""], "heard": [0, ""]}
    contents = Contents(EXCHANGE, head, offices.own(one).card.recipient, [], [])
    for number, seed in enumerate((bytes(32), identity.identity(two).seed, offices.own(one).seed)):
        write_signed(two, tmp_path / f"{number}.age", contents, Signer(seed), progress=silent)
        assert refused(one, tmp_path / f"{number}.age") is Code.BUNDLE_DAMAGED


def test_a_whole_exchange_is_taken_back(pair: tuple[Vault, Vault], tmp_path: Path) -> None:
    one, two = pair
    case = one.records.add("case", {"title": "Lin"}, strict=False).id
    tell(one, two, tmp_path / "1.age")
    two.records.edit(case, {"title": "Lin and others"})
    note = two.records.add("note", {"about": case, "kind": "fact", "text": "Seen."}, strict=False).id
    done = tell(two, one, tmp_path / "2.age")
    assert one.records.undo(done.batch).undone
    assert one.records.get(case).fields["title"] == "Lin"
    assert one.records.get(note).deleted
    assert check(one, deep=True, stored=False).problems == []
