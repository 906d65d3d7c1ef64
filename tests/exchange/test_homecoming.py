"""What comes home: whole and known or not at all; from any number of travellers in any order; killed, or on a full disk."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import pytest
from attaching import content, write
from builders import CHEAPEST, PASSPHRASE, FixedAmbient, open_vault

from casevault import files
from casevault.crypto import agestream, signing
from casevault.crypto.ageopen import ByKey
from casevault.domain.canonical import canonical
from casevault.domain.change import Change, state_of
from casevault.errors import CaseVaultError, Code, MachineProblem
from casevault.exchange.archive import Found, Part, tar_of
from casevault.exchange.homecoming import merge
from casevault.exchange.homeward import write as send
from casevault.exchange.mailbox import post
from casevault.exchange.packing import pack
from casevault.exchange.signed import LINES
from casevault.i18n import N_
from casevault.store import blobs, changes
from casevault.vault import identity
from casevault.vault.check import check
from casevault.vault.storing import StoredAnew
from casevault.vault.travelling import journey_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casevault.vault.vault import Vault


@pytest.fixture
def case(vault: Vault) -> str:
    person = vault.records.add("person", {"display_name": "Lin Zhaowen", "occupation": "lawyer"}, strict=False).id
    fields = {"title": "Lin", "persons": [{"person": person, "role": "defender"}]}
    return vault.records.add("case", fields, strict=False).id


def travel(office: Vault, folder: Path, case: str, seed: int = 9) -> Vault:
    given = bytearray(PASSPHRASE.encode())
    pack(office, folder, [case], passphrase=given, kdf=CHEAPEST, synced_folder_ok=True)
    return open_vault(folder, ambient=FixedAmbient(seed=seed))


@pytest.fixture
def bundle(vault: Vault, case: str, tmp_path: Path) -> Path:
    with travel(vault, tmp_path / "t", case) as away:
        away.records.edit(case, {"title": "Lin and others"})
        photo = write(tmp_path / "photo.jpg", content(90_000))
        away.attachments.add([photo], about=[case], title="Photo")
        send(away, tmp_path / "home.age")
    return tmp_path / "home.age"


def everything(vault: Vault) -> list[Any]:
    return vault.db.read(lambda c: [*changes.forwards(c), *blobs.everything(c)])


def refused(vault: Vault, source: Path) -> Code:
    before = everything(vault)
    with pytest.raises(CaseVaultError) as caught:
        merge(vault, source)
    assert caught.value.hint.text
    assert everything(vault) == before
    return caught.value.code


def again(office: Vault, source: Path, alter: Callable[[dict[str, Any], int], dict[str, Any] | None], seed: bytes = b"") -> Path:
    """Return the bundle with its lines altered, counted and summed anew, and signed with `seed`; sealed to the same office."""
    own = identity.kept(office)
    assert own is not None
    parts = [(part.name, b"".join(map(bytes, part.counted()))) for part in Found(source, ByKey(own.receiving_key)).parts()]
    lines = [json.loads(line) for line in parts[0][1].splitlines()]
    kept = [found for at, line in enumerate(lines[:-1]) if (found := alter(line, at)) is not None]
    text = b"".join(canonical(line) + b"\n" for line in kept)
    digest = hashlib.sha256(text).digest()
    end = {
        "changes": sum("change" in line for line in kept),
        "attachments": sum("attachment" in line for line in kept),
        "sha256": digest.hex(),
        "signature": signing.sign(seed, b"casevault/1/journey", digest).hex() if seed else lines[-1]["end"]["signature"],
    }
    text += canonical({"end": end}) + b"\n"
    made = [Part(LINES, len(text), [text]), *(Part(name, len(data), [data]) for name, data in parts[1:])]
    target = source.with_name("altered.age")
    target.write_bytes(b"".join(agestream.encrypt(tar_of(made), agestream.ForKey(own.recipient), FixedAmbient(seed=3))))
    return target


def seed_of(folder: Path) -> bytes:
    with open_vault(folder, ambient=FixedAmbient(seed=11)) as away:
        return journey_of(away).seed


def test_a_bundle_comes_home_with_its_files(vault: Vault, case: str, bundle: Path) -> None:
    done = merge(vault, bundle)
    assert (done.created, done.merged, done.attachments) == (1, 1, 1)
    assert vault.records.get(case).title.endswith("Lin and others")
    assert vault.search.find("Photo").total == 1
    assert check(vault, deep=True).problems == []
    assert merge(vault, bundle).batch == ""


def test_nothing_of_an_altered_or_cut_bundle_is_used(vault: Vault, bundle: Path) -> None:
    data = bundle.read_bytes()
    for number, altered in enumerate(
        (data[:-1], data[: len(data) // 2], data[:-70] + bytes([data[-70] ^ 1]) + data[-69:], b"{}")
    ):
        path = bundle.with_name(f"{number}.age")
        path.write_bytes(altered)
        assert refused(vault, path) is Code.BUNDLE_DAMAGED
    assert refused(vault, bundle.with_name("none.age")) is Code.NOT_FOUND


def test_who_can_seal_to_the_office_and_has_not_the_key_of_the_journey_is_refused(vault: Vault, bundle: Path) -> None:
    def title(line: dict[str, Any], _at: int) -> dict[str, Any]:
        return line

    assert merge(vault, again(vault, bundle, title)).batch  # the same lines: the same signature
    assert refused(vault, again(vault, bundle, lambda line, at: None if at == 1 else line)) is Code.BUNDLE_DAMAGED
    assert refused(vault, again(vault, bundle, title, bytes(32))) is Code.BUNDLE_DAMAGED
    assert refused(vault, again(vault, bundle, lambda line, at: line | {"travel": "0" * 32} if at == 0 else line)) is (
        Code.BUNDLE_UNKNOWN_SENDER
    )


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("format", 2, Code.TOO_NEW),
        ("to", "age1other", Code.BUNDLE_NOT_FOR_YOU),
        ("vault", "0" * 32, Code.BUNDLE_DAMAGED),
        ("bundle", "../../x", Code.BUNDLE_DAMAGED),
    ],
)
def test_a_head_that_says_something_else_is_refused_even_signed(
    vault: Vault, bundle: Path, key: str, value: Any, code: Code
) -> None:
    seed = seed_of(bundle.parent / "t")
    altered = again(vault, bundle, lambda line, at: line | {key: value} if at == 0 else line, seed)
    assert refused(vault, altered) is code


def test_a_travel_copy_speaks_of_itself_alone_even_signed(vault: Vault, case: str, bundle: Path) -> None:
    """The key of a journey may be in wrong hands: it says nothing about who writes at the office, or what others have seen."""
    seed = seed_of(bundle.parent / "t")
    here = vault.db.read(lambda c: list(changes.forwards(c)))
    device = next(row for row in here if row.record_id == vault.device)

    def forged(**columns: Any) -> Code:
        def alter(line: dict[str, Any], _at: int) -> dict[str, Any]:
            if line.get("change", {}).get("action") != "edited":
                return line
            row = line["change"] | columns
            held = {one.name: row[one.name] for one in fields(Change)}
            for name in ("salt", "digest", "prev_mac", "mac"):
                held[name] = None if held[name] is None else bytes.fromhex(held[name])
            held["parents"], held["fields"] = tuple(held["parents"]), tuple(held["fields"])
            return {"change": row | {"digest": Change(**held).own_digest().hex()}}

        return refused(vault, again(vault, bundle, alter, seed))

    public = {"public_key": "0" * 64, "name": "x", "status": "active"}
    assert forged(record_id=device.record_id, type="device", payload=public) is Code.BUNDLE_DAMAGED
    assert forged(action="carried", payload=None, salt=None) is Code.BUNDLE_DAMAGED
    assert forged(lamport=1 << 60) is Code.BUNDLE_DAMAGED
    assert forged(seq="7") is Code.BUNDLE_DAMAGED
    assert forged(seq=1) is Code.BUNDLE_DAMAGED
    assert forged(type="note", payload={"text": [{"text": "x"}]}) is Code.BUNDLE_DAMAGED
    assert forged(payload={"title": ["no", "title"]}) is Code.BUNDLE_DAMAGED
    assert forged(type="no_such_type") is Code.TOO_NEW
    assert vault.records.get(case).title.endswith("Lin")


def test_travellers_come_home_in_any_order(vault: Vault, case: str, tmp_path: Path) -> None:
    person = vault.records.list("person")[0].id
    bundles = []
    for number, (key, value) in enumerate((("occupation", "notary"), ("occupation", "poet"), ("pronouns", "she"))):
        with travel(vault, tmp_path / f"t{number}", case, seed=20 + number) as away:
            away.records.edit(person, {key: value})
            away.records.add("note", {"about": case, "kind": "fact", "text": value}, strict=False)
            send(away, tmp_path / f"{number}.age")
            bundles.append(tmp_path / f"{number}.age")
    vault.records.edit(case, {"title": "Lin at home"})
    vault.db.checkpoint()
    found = []
    for number, order in enumerate(((0, 1, 2), (2, 1, 0), (1, 0, 2))):
        folder = tmp_path / f"office{number}"
        shutil.copytree(vault.folder, folder)
        with open_vault(folder, ambient=FixedAmbient(seed=40 + number)) as office:
            for at in order:
                merge(office, bundles[at])
            rows: dict[str, list[Any]] = {}
            for row in office.db.read(lambda c: list(changes.forwards(c))):
                if row.record_id and row.type not in {"actor", "device"}:
                    rows.setdefault(row.record_id, []).append(row)
            found.append({key: state_of(of) for key, of in rows.items()})
            assert check(office, deep=True, stored=False).problems == []
    assert found[0] == found[1] == found[2]
    assert set(found[0][person].conflicts) == {"occupation"}
    assert set(found[0][person].conflicts["occupation"]) == {"notary", "poet"}
    assert found[0][person].fields["pronouns"] == "she"


def test_what_was_posted_is_nowhere_on_the_journey_and_whole_at_home(vault: Vault, case: str, tmp_path: Path) -> None:
    with travel(vault, tmp_path / "t", case) as away:
        away.records.edit(case, {"title": "Lin and others"})
        event = away.records.add("event", {"case": case, "kind": "arrest", "start": "2026-03-06"}, strict=False).id
        note = away.records.add("note", {"about": event, "kind": "fact", "text": "Zyxquorvath"}, strict=False).id
        away.attachments.add([write(tmp_path / "photo.jpg", content(90_000))], about=[event], title="Photo")
        done = post(away, tmp_path / "post.age")
        assert (done.records, done.attachments, done.clean) == (3, 1, True)
        assert away.records.many([event, note]) == {}
        assert away.search.find("Zyxquorvath").total == 0
        assert list(away.attachments.stored.listed()) == []
        assert check(away, deep=True).problems == []
        later = away.records.add("note", {"about": case, "kind": "fact", "text": "Later"}, strict=False).id
        send(away, tmp_path / "home.age")
    first = merge(vault, tmp_path / "post.age")
    assert (first.created, first.merged, first.attachments) == (3, 1, 1)
    second = merge(vault, tmp_path / "home.age")
    assert (second.created, second.merged, second.erased_there) == (1, 0, 0)
    assert vault.records.many([event, note, later]).keys() == {event, note, later}
    assert vault.search.find("Zyxquorvath").total == 1
    assert check(vault, deep=True).problems == []


# what is cut off


def full() -> MachineProblem:
    return MachineProblem(Code.DISK_FULL, N_("The disk is full."), N_("Free some space and try again."))


@pytest.mark.parametrize("where", ["header", "note", "blob"])
def test_packing_that_is_cut_off_leaves_nothing_that_opens(
    vault: Vault, case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    vault.attachments.add([write(tmp_path / "a.pdf", content(70_000))], about=[case], title="A")
    target = {"header": (files, "write_private_file"), "note": (vault.records, "within"), "blob": (StoredAnew, "put")}[where]

    def stop(*_all: object, **_named: object) -> None:
        raise full()

    identity.identity(vault)
    before = vault.db.read(changes.count)
    monkeypatch.setattr(*target, stop)
    with pytest.raises(CaseVaultError) as caught:
        pack(vault, tmp_path / "t", [case], passphrase=None, synced_folder_ok=True)
    assert caught.value.code is Code.DISK_FULL
    monkeypatch.undo()
    assert not (tmp_path / "t").exists()
    # Once the office has noted it, it may list as exposed what never left; what left is never missing there.
    assert (vault.db.read(changes.count) == before) == (where != "header")
    pack(vault, tmp_path / "t", [case], passphrase=None, synced_folder_ok=True)


def test_a_merge_that_is_cut_off_is_none_and_can_be_done_again(
    vault: Vault, bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(vault)
    monkeypatch.setattr(vault.records.deriver, "arrive", lambda *_: (_ for _ in ()).throw(full()))
    with pytest.raises(CaseVaultError):
        merge(vault, bundle)
    monkeypatch.undo()
    assert everything(vault) == before
    assert list(vault.attachments.stored.listed()) == []
    # Killed between the file and its row: the file stays, without a key, and is in nobody's way.
    orphans: list[str] = []
    monkeypatch.setattr(StoredAnew, "forget", lambda one: orphans.extend(row.id for row in one.rows))
    monkeypatch.setattr(vault.records, "within", lambda *_: (_ for _ in ()).throw(full()))
    with pytest.raises(CaseVaultError):
        merge(vault, bundle)
    monkeypatch.undo()
    assert orphans
    assert merge(vault, bundle).attachments == 1
    assert check(vault, deep=True).problems == []


def test_a_bundle_that_does_not_read_back_is_not_there(
    vault: Vault, case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with travel(vault, tmp_path / "t", case) as away:
        away.records.edit(case, {"title": "Lin and others"})
        monkeypatch.setattr(files.Staged, "open", lambda _one: (_ for _ in ()).throw(full()))
        with pytest.raises(CaseVaultError):
            post(away, tmp_path / "home.age")
        monkeypatch.undo()
        assert sorted(path.name for path in tmp_path.glob("*.age*")) == []
        assert list(tmp_path.glob(".*.part")) == []
        assert away.records.get(case).title.endswith("others")
