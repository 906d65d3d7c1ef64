"""The kinds of slots against frozen bytes, and against bytes that somebody altered."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from builders import CHEAP_BOUNDS, CHEAPEST, FixedAmbient

from casevault.crypto import kdf, shares
from casevault.crypto.keywrap import MasterKey
from casevault.errors import CaseVaultError, Code
from casevault.vault.slots import KeySlot, SlotKind, compact_json, make_slot, open_slot, opens, parse_slot
from casevault.vault.unlocking import secret_input

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "slots-1.json").read_text(encoding="utf-8"))
VAULT_ID = bytes.fromhex(VECTORS["vault_id"])
MASTER = MasterKey(bytearray.fromhex(VECTORS["master_key"]))
NAMES = [vector["name"] for vector in VECTORS["slots"]]


def vector(name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(vector for vector in VECTORS["slots"] if vector["name"] == name)
    return found


def given(found: dict[str, Any]) -> bytearray:
    keyfile = found.get("keyfile")
    kind = SlotKind(found["slot"]["kind"])
    return secret_input(kind, bytearray(found["secret"].encode()), None if keyfile is None else keyfile.encode())


@pytest.mark.parametrize("name", NAMES)
def test_the_frozen_slot_opens(name: str) -> None:
    found = vector(name)
    slot = parse_slot(found["slot"], CHEAP_BOUNDS)
    assert isinstance(slot, KeySlot)
    assert slot.as_json() == found["slot"]
    assert given(found).hex() == found["input"]
    assert opens(slot, given(found), VAULT_ID)
    assert open_slot(slot, given(found), VAULT_ID) == MASTER


def outcome(untrusted: dict[str, Any], secret: bytearray) -> MasterKey | Code | None:
    try:
        slot = parse_slot(untrusted, CHEAP_BOUNDS)
        assert isinstance(slot, KeySlot)
        return open_slot(slot, secret, VAULT_ID)
    except CaseVaultError as problem:
        return problem.code


@pytest.mark.parametrize("name", NAMES)
def test_every_field_of_a_slot_is_bound(name: str) -> None:
    found = vector(name)
    for key in found["slot"].keys() - {"kdf", "wrapped"}:
        value = found["slot"][key]
        other = "f" * len(value) if isinstance(value, str) else value + 1
        if key == "kind":
            other = "passphrase" if value == "recovery" else "recovery"
        assert outcome(found["slot"] | {key: other}, given(found)) in {None, Code.HEADER_TAMPERED}, key


def test_the_slot_is_made_as_it_was_frozen() -> None:
    found = vector("passphrase and keyfile")
    made = make_slot(
        SlotKind.PASSPHRASE_KEYFILE,
        given(found),
        master=MASTER,
        vault_id=VAULT_ID,
        profile=CHEAPEST,
        ambient=FixedAmbient(seed=21),
    )
    assert compact_json(made.as_json()) == compact_json(found["slot"])


@pytest.mark.parametrize("change", [{"k": 2}, {"label": ""}, {"kdf": None}, {"check": 5}, {"nonce": []}])
def test_a_keyfile_slot_with_other_fields_is_tampering(change: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def works(*_arguments: object) -> bytearray:
        raise AssertionError("work was done")

    monkeypatch.setattr(kdf, "derive", works)
    with pytest.raises(CaseVaultError) as caught:
        parse_slot(vector("passphrase and keyfile")["slot"] | change, CHEAP_BOUNDS)
    assert caught.value.code is Code.HEADER_TAMPERED


SHARING_CHANGES: list[dict[str, Any]] = [
    {"k": 6}, {"k": 1}, {"k": 0}, {"k": -3}, {"n": 17}, {"n": 10**30}, {"n": 2}, {"set": 2**15}, {"set": -1}, {"set": "20307"},
    {"k": 3.0}, {"k": True}, {"n": None}, {"n": [5]}, {"label": "for C."}, {"keyfile": "00"}, {"kind": "passphrase"}, {"kdf": {}},
]  # fmt: skip


@pytest.mark.parametrize("change", SHARING_CHANGES)
def test_a_set_that_cannot_have_been_made_is_tampering(change: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def works(*_arguments: object) -> bytearray:
        raise AssertionError("work was done")

    monkeypatch.setattr(kdf, "derive", works)
    with pytest.raises(CaseVaultError) as caught:
        parse_slot(vector("shares")["slot"] | change, CHEAP_BOUNDS)
    assert caught.value.code is Code.HEADER_TAMPERED


@pytest.mark.parametrize("missing", ["set", "k", "n", "check"])
def test_a_set_without_one_of_its_fields_is_tampering(missing: str) -> None:
    slot = dict(vector("shares")["slot"])
    del slot[missing]
    with pytest.raises(CaseVaultError) as caught:
        parse_slot(slot, CHEAP_BOUNDS)
    assert caught.value.code is Code.HEADER_TAMPERED


def test_the_frozen_shares_give_the_frozen_secret() -> None:
    found = vector("shares")
    assert bytes(shares.combine(shares.parse(found["secret"]))).hex() == found["joined"]
