from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from builders import CHEAP_BOUNDS, CHEAPEST, PASSPHRASE, FixedAmbient
from hypothesis import given, settings
from hypothesis import strategies as st

from casevault import files
from casevault.crypto import kdf
from casevault.crypto.keywrap import MasterKey
from casevault.errors import CaseVaultError, Code, MachineProblem
from casevault.vault import header as headers
from casevault.vault.header import HEADER_BYTES, Header
from casevault.vault.keys import Keys
from casevault.vault.slots import Slot, SlotKind, UnknownSlot, compact_json, make_slot
from casevault.vault.unlocking import unlock

if TYPE_CHECKING:
    from collections.abc import Callable

VAULT_ID = bytes(range(16))
MASTER = MasterKey(bytearray(range(32)))
KEYS = Keys.of(MASTER, VAULT_ID)
VECTOR = Path(__file__).parents[1] / "vectors" / "header-1.json"


def slots() -> tuple[Slot, ...]:
    given_input = kdf.passphrase_input(PASSPHRASE.encode())
    return (
        make_slot(SlotKind.PASSPHRASE, given_input, master=MASTER, vault_id=VAULT_ID, profile=CHEAPEST, ambient=FixedAmbient()),
    )


def header(gen: int = 1, ways: tuple[Slot, ...] | None = None) -> Header:
    return Header(VAULT_ID, gen, "2026-03-18", slots() if ways is None else ways)


def data(gen: int = 1, ways: tuple[Slot, ...] | None = None) -> bytes:
    return headers.encode(header(gen, ways), KEYS.header)


def put(folder: Path, a: bytes | None, b: bytes | None) -> Path:
    for name, content in (("vault.a", a), ("vault.b", b)):
        if content is None:
            (folder / name).unlink(missing_ok=True)
        else:
            (folder / name).write_bytes(content)
    return folder


def refused(call: Callable[[], object]) -> Code:
    with pytest.raises(CaseVaultError) as caught:
        call()
    return caught.value.code


def reading(folder: Path, a: bytes | None, b: bytes | None) -> Code | tuple[int, tuple[str, ...]]:
    put(folder, a, b)
    try:
        found = headers.read(folder, CHEAP_BOUNDS)
    except CaseVaultError as problem:
        return problem.code
    return found.header.gen, found.broken


def resealed(untrusted: bytes) -> bytes:
    """What somebody without the key can make: any content with a checksum that holds."""
    return untrusted[:-32] + hashlib.sha256(untrusted[:-32]).digest()


def with_json(
    change: Callable[[dict[str, Any]], object] | None = None, text: bytes | None = None, length: int | None = None
) -> bytes:
    whole = data()
    size = int.from_bytes(whole[8:12], "big")
    content = json.loads(whole[12 : 12 + size])
    if change is not None:
        change(content)
    text = compact_json(content) if text is None else text
    body = (b"CVAULT1\n" + (len(text) if length is None else length).to_bytes(4, "big") + text)[: HEADER_BYTES - 64]
    return resealed(body.ljust(HEADER_BYTES, b"\0"))


def test_the_bytes_are_frozen() -> None:
    vector = {key: bytes.fromhex(value) for key, value in json.loads(VECTOR.read_text()).items() if key != "note"}
    body = (b"CVAULT1\n" + vector["length"] + vector["json"]).ljust(HEADER_BYTES - 64, b"\0")
    assert data() == body + vector["hmac"] + vector["sha256"]
    assert len(data()) == 16_384


def test_an_independent_reader_agrees() -> None:
    whole = data()
    assert whole[:8] == b"CVAULT1\n"
    size = int.from_bytes(whole[8:12], "big")
    content = json.loads(whole[12 : 12 + size])
    assert not any(whole[12 + size : -64])
    assert hashlib.sha256(whole[:-32]).digest() == whole[-32:]
    assert content["vault_id"] == VAULT_ID.hex()
    assert [slot["kind"] for slot in content["slots"]] == ["passphrase"]
    assert b" " not in whole[12 : 12 + size]


def test_both_copies_are_read_and_equal(tmp_path: Path) -> None:
    headers.write(tmp_path, data())
    found = headers.read(tmp_path, CHEAP_BOUNDS)
    assert (found.header, found.broken) == (header(), ())
    assert (tmp_path / "vault.a").stat().st_mode & 0o777 == 0o600
    found.verify_mac(KEYS.header)
    assert refused(lambda: found.verify_mac(KEYS.db)) is Code.HEADER_TAMPERED


def test_b_is_written_only_once_a_is_durable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    real = files.write_private_file

    def watched(path: Path, content: bytes) -> None:
        if path.name == "vault.b":
            assert (tmp_path / "vault.a").read_bytes() == data(2)
        real(path, content)
        done.append(path.name)

    monkeypatch.setattr(files, "write_private_file", watched)
    headers.write(tmp_path, data(2))
    assert done == ["vault.a", "vault.b"]


@pytest.mark.parametrize("copy", ["a", "b", "both"])
@pytest.mark.slow
def test_every_flipped_byte_is_damage_and_the_twin_serves(tmp_path: Path, copy: str) -> None:
    whole = data()
    put(tmp_path, whole, whole)
    for place in [*range(2000), *range(2000, HEADER_BYTES - 64, 499), *range(HEADER_BYTES - 64, HEADER_BYTES)]:
        broken = bytearray(whole)
        broken[place] ^= 0x01
        if copy == "both":
            assert reading(tmp_path, bytes(broken), bytes(broken)) is Code.HEADER_DAMAGED, place
        else:
            pair = (bytes(broken), whole) if copy == "a" else (whole, bytes(broken))
            assert reading(tmp_path, *pair) == (1, (f"vault.{copy}",)), place


@pytest.mark.parametrize("length", [0, 1, 8, 12, 100, 16_383, 16_385, 40_000])
def test_a_truncated_or_longer_copy_is_damage(tmp_path: Path, length: int) -> None:
    cut = data()[:length].ljust(length, b"\0")
    assert reading(tmp_path, cut, data()) == (1, ("vault.a",))
    assert reading(tmp_path, data(), cut) == (1, ("vault.b",))
    assert reading(tmp_path, cut, cut) is Code.HEADER_DAMAGED


def test_missing_copies(tmp_path: Path) -> None:
    assert reading(tmp_path, None, data()) == (1, ("vault.a",))
    assert reading(tmp_path, data(), None) == (1, ("vault.b",))
    assert reading(tmp_path, None, None) is Code.NOT_A_VAULT
    (tmp_path / "main.db").write_bytes(b"")
    assert reading(tmp_path, None, None) is Code.HEADER_DAMAGED


def test_the_higher_generation_counts(tmp_path: Path) -> None:
    assert reading(tmp_path, data(3), data(2)) == (3, ("vault.b",))
    assert reading(tmp_path, data(2), data(3)) == (3, ("vault.a",))
    broken = bytearray(data(3))
    broken[100] ^= 1
    assert reading(tmp_path, bytes(broken), data(2)) == (2, ("vault.a",))


@pytest.mark.parametrize("gens", [(1, 1), (1, 2), (2, 1)])
def test_copies_of_two_vaults_are_no_accident(tmp_path: Path, gens: tuple[int, int]) -> None:
    """Neither is used: the right passphrase would be called wrong, or the other vault's copy written over."""
    theirs = headers.encode(Header(b"t" * 16, gens[1], "2026-03-18", slots()), KEYS.header)
    assert reading(tmp_path, data(gens[0]), theirs) is Code.HEADER_TAMPERED
    assert reading(tmp_path, theirs, data(gens[0])) is Code.HEADER_TAMPERED
    assert reading(tmp_path, theirs[:-1] + b"x", data(gens[0])) == (gens[0], ("vault.a",))


def test_what_cannot_be_read_is_not_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, data(), data())

    def fails(_path: Path, _limit: int) -> bytes:
        raise files.problem_from(OSError(5, ""))

    monkeypatch.setattr(files, "read_limited", fails)
    assert refused(lambda: headers.read(tmp_path, CHEAP_BOUNDS)) is Code.IO_ERROR


@pytest.mark.parametrize("copy", headers.COPIES)
def test_a_bad_sector_under_one_copy_is_what_the_other_is_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, copy: str) -> None:
    put(tmp_path, data(), data())
    real = files.read_limited

    def fails(path: Path, limit: int) -> bytes:
        if path.name == copy:
            raise files.problem_from(OSError(5, ""))
        return real(path, limit)

    monkeypatch.setattr(files, "read_limited", fails)
    assert headers.read(tmp_path, CHEAP_BOUNDS).broken == (copy,)


def newer(**fields: object) -> bytes:
    return with_json(lambda content: content.update(fields))


@pytest.mark.parametrize("other", [
    newer(format=2), newer(min_reader=2), newer(format=2, min_reader=1), newer(format=7, min_reader=3, later="field"),
    resealed(b"CVAULT2\n" + data()[8:]),
])  # fmt: skip
def test_a_newer_format_is_named_and_never_called_damage(tmp_path: Path, other: bytes) -> None:
    assert reading(tmp_path, other, other) is Code.TOO_NEW
    assert reading(tmp_path, other, data()) is Code.TOO_NEW
    assert reading(tmp_path, data(), other) is Code.TOO_NEW


def test_a_newer_shape_whose_checksum_lies_elsewhere(tmp_path: Path) -> None:
    shape = b"CVAULT3\n" + bytes(9000)
    assert reading(tmp_path, shape, shape) is Code.TOO_NEW
    assert reading(tmp_path, shape, data()) == (1, ("vault.a",))


def change_slot(**fields: object) -> Callable[[dict[str, Any]], object]:
    return lambda content: content["slots"][0].update(fields)


def change_kdf(**fields: object) -> Callable[[dict[str, Any]], object]:
    return lambda content: content["slots"][0]["kdf"].update(fields)


@pytest.mark.parametrize("forged", [
    with_json(lambda c: c.update(format=0)),
    with_json(lambda c: c.update(format="2")),
    with_json(lambda c: c.pop("format")),
    with_json(lambda c: c.update(more=1)),
    with_json(lambda c: c.pop("gen")),
    with_json(lambda c: c.update(gen=0)),
    with_json(lambda c: c.update(gen=True)),
    with_json(lambda c: c.update(gen="1")),
    with_json(lambda c: c.update(gen=2**53)),
    with_json(lambda c: c.update(vault_id="00")),
    with_json(lambda c: c.update(vault_id=VAULT_ID.hex().upper())),
    with_json(lambda c: c.update(vault_id=5)),
    with_json(lambda c: c.update(cipher="none")),
    with_json(lambda c: c.update(created_day="yesterday")),
    with_json(lambda c: c.update(created_day=1)),
    with_json(lambda c: c.update(slots={})),
    with_json(lambda c: c.update(slots=c["slots"] * 9)),
    with_json(lambda c: c.update(slots=c["slots"] * 2)),
    with_json(lambda c: c.update(slots=[1])),
    with_json(text=b"not json"),
    with_json(text=b"\xff\xfe"),
    with_json(text=b"[1]"),
    with_json(text=b"{" + b'"a":[' * 3000),
    with_json(text=b'{"format":1,"format":1,"min_reader":1}'),
    with_json(text=compact_json(json.loads(data()[12 : 12 + int.from_bytes(data()[8:12], "big")])).replace(b":1,", b": 1,", 1)),
    with_json(text=data()[12 : 12 + int.from_bytes(data()[8:12], "big")].replace(b'"gen":1', b'"gen":1.0')),
    with_json(text=data()[12 : 12 + int.from_bytes(data()[8:12], "big")].replace(b'"gen":1', b'"gen":NaN')),
    with_json(text=b"{}", length=13_000),
    with_json(text=b"{}", length=2**32 - 1),
    resealed(data()[:10_000] + b"x" + data()[10_001:]),
    with_json(change_slot(id="00")),
    with_json(change_slot(id=None)),
    with_json(change_slot(kind="Pass phrase")),
    with_json(change_slot(kind=["passphrase"])),
    with_json(change_slot(kind="recovery", more=1)),
    with_json(change_slot(kdf=[])),
    with_json(change_slot(check="00")),
    with_json(change_slot(nonce="00")),
    with_json(change_slot(wrapped="00")),
    with_json(change_kdf(name="argon2d")),
    with_json(change_kdf(v=16)),
    with_json(change_kdf(salt="")),
    with_json(change_kdf(more=1)),
    with_json(change_kdf(t=True)),
    with_json(change_kdf(p="4")),
])  # fmt: skip
def test_what_no_accident_explains_is_tampering(tmp_path: Path, forged: bytes) -> None:
    assert len(forged) == HEADER_BYTES
    assert reading(tmp_path, forged, forged) is Code.HEADER_TAMPERED


@pytest.mark.parametrize("cost", [
    {"m_kib": 2 * 1024 * 1024 + 1}, {"m_kib": 2**31}, {"m_kib": 2**60}, {"t": 17}, {"p": 17}, {"m_kib": 7}, {"t": 0}, {"p": 0},
])  # fmt: skip
def test_hostile_costs_are_refused_before_any_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cost: dict[str, int]) -> None:
    def works(*_arguments: object) -> bytearray:
        raise AssertionError("work was done")

    forged = with_json(change_kdf(**cost))
    monkeypatch.setattr(kdf, "derive", works)
    assert reading(tmp_path, forged, forged) is Code.HEADER_TAMPERED


def test_the_standard_bounds_refuse_the_cheapest_profile(tmp_path: Path) -> None:
    put(tmp_path, data(), data())
    assert refused(lambda: headers.read(tmp_path, kdf.STANDARD)) is Code.HEADER_TAMPERED


def test_an_unknown_kind_is_kept_and_skipped(tmp_path: Path) -> None:
    office = UnknownSlot(b"o" * 16, "office", {"id": (b"o" * 16).hex(), "kind": "office", "sealed": "00", "label": "é"})
    put(tmp_path, data(1, (*slots(), office)), None)
    found = headers.read(tmp_path, CHEAP_BOUNDS)
    assert found.header.slots[1] == office
    assert found.header.key_slots("office") == ()
    assert found.header.key_slots("passphrase") == found.header.slots[:1]
    again = headers.encode(found.header.with_slots(found.header.slots), KEYS.header)
    put(tmp_path, again, again)
    assert headers.read(tmp_path, CHEAP_BOUNDS).header == header(2, (*slots(), office))


def test_there_is_room_for_eight_slots() -> None:
    many = tuple(UnknownSlot(bytes([n]) * 16, "later", {"id": (bytes([n]) * 16).hex(), "kind": "later"}) for n in range(9))
    data(1, many[:8])
    assert refused(lambda: data(1, many)) is Code.TOO_LARGE
    large = UnknownSlot(b"l" * 16, "later", {"id": (b"l" * 16).hex(), "kind": "later", "x": "y" * 13_000})
    assert refused(lambda: data(1, (large,))) is Code.TOO_LARGE


def outcome(folder: Path, whole: bytes, passphrase: str = PASSPHRASE) -> Code | bytes:
    put(folder, whole, whole)
    try:
        found = headers.read(folder, CHEAP_BOUNDS)
        return bytes(unlock(found, SlotKind.PASSPHRASE, bytearray(passphrase.encode())).keys.master)
    except CaseVaultError as problem:
        return problem.code


def test_wrong_passphrase_damage_and_tampering_are_three_findings(tmp_path: Path) -> None:
    whole = data()
    assert outcome(tmp_path, whole) == bytes(MASTER)
    assert outcome(tmp_path, whole, "another") is Code.WRONG_CREDENTIALS
    assert outcome(tmp_path, whole[:-1] + b"x") is Code.HEADER_DAMAGED
    assert outcome(tmp_path, resealed(whole[:-64] + bytes(64))) is Code.HEADER_TAMPERED
    assert outcome(tmp_path, newer(gen=2)) is Code.HEADER_TAMPERED
    assert outcome(tmp_path, with_json(change_slot(wrapped="00" * 48))) is Code.HEADER_TAMPERED
    assert outcome(tmp_path, with_json(change_slot(nonce="00" * 12))) is Code.HEADER_TAMPERED
    assert outcome(tmp_path, with_json(change_slot(check="00" * 32))) is Code.WRONG_CREDENTIALS
    assert outcome(tmp_path, with_json(change_kdf(t=2))) is Code.WRONG_CREDENTIALS
    assert outcome(tmp_path, newer(created_day="2026-03-19")) is Code.HEADER_TAMPERED
    assert outcome(tmp_path, data(1, ())) is Code.SEALED


@settings(max_examples=60, deadline=None)
@given(place=st.integers(12, 700), byte=st.integers(0, 255))
def test_whatever_an_attacker_reseals_never_opens(tmp_path_factory: pytest.TempPathFactory, place: int, byte: int) -> None:
    whole = data()
    if whole[place] == byte:
        return
    forged = resealed(whole[:place] + bytes([byte]) + whole[place + 1 :])
    found = outcome(tmp_path_factory.mktemp("h"), forged)
    assert found in {Code.HEADER_TAMPERED, Code.WRONG_CREDENTIALS, Code.TOO_NEW}


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_have_a_declared_end(tmp_path_factory: pytest.TempPathFactory, noise: bytes) -> None:
    for content in (noise, b"CVAULT1\n" + noise, with_json(text=noise)):
        assert isinstance(reading(tmp_path_factory.mktemp("h"), content, content), Code)


def test_the_sentences_never_hold_a_path(tmp_path: Path) -> None:
    put(tmp_path, b"", b"")
    with pytest.raises(MachineProblem) as caught:
        headers.read(tmp_path, CHEAP_BOUNDS)
    assert str(tmp_path) not in str(caught.value)
    assert caught.value.hint
