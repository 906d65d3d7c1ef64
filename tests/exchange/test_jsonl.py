"""Out as JSON Lines and in again: equal records, history, attachments, digests; and what was altered is refused."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyrage
import pytest
from attaching import refused, stored
from builders import CHEAP_BOUNDS, PASSPHRASE, FixedAmbient, make_vault
from exchange.going import out
from hypothesis import given
from hypothesis import strategies as st

from casevault.crypto import agestream
from casevault.crypto.ageopen import ByKey
from casevault.domain.canonical import canonical
from casevault.domain.change import Change
from casevault.domain.erasing import Reason
from casevault.errors import CaseVaultError, Code
from casevault.exchange import archive, jsonl
from casevault.exchange.export import Format
from casevault.exchange.taking_in import opener_of, take_in
from casevault.store import changes
from casevault.vault import erasing
from casevault.vault.check import check
from casevault.vault.leaving import Plain, ToOwnKey
from casevault.vault.slots import SlotKind
from casevault.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MINE = pyrage.x25519.Identity.from_str("AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0")
LOCAL = {"seq", "prev_mac", "mac", "origin"}  # what a row gets where it is appended; all else it brings along


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Vault]:
    made, _ = make_vault(tmp_path / "other", ambient=FixedAmbient(seed=9))
    with made:
        yield made


def rows(vault: Vault) -> list[dict[str, Any]]:
    return vault.db.read(lambda c: [{name: getattr(row, name) for name in changes.COLUMNS} for row in changes.forwards(c)])


def without(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in LOCAL}


def state(vault: Vault, ids: list[str]) -> list[object]:
    return [replace(record) for record in vault.records.many(ids).values()]


def same(old: Vault, new: Vault, before: list[dict[str, Any]]) -> None:
    """Say that `new` holds, after its own two rows, what the log of `old` held when it was exported."""
    own = [row for row in rows(new) if row["origin"] is None]
    came = [row for row in rows(new) if row["origin"] is not None]
    assert [without(row) for row in came] == [without(row) for row in before]
    assert [row["origin"]["position"] for row in came] == [row["seq"] for row in before]
    assert {row["origin"]["vault"] for row in came} == {old.vault_id}
    assert len(own) == 1 + 1
    ids = sorted({row["record_id"] for row in before if row["payload"]})
    assert state(new, ids) == state(old, ids)
    for file, other in zip(old.attachments.listed(), new.attachments.listed(), strict=True):
        assert file == other
        assert new.attachments.verify(other.evidence, other.number).sha256 == file.sha256
    report = check(new, deep=True)
    assert report.problems == []
    assert {hit.id for hit in new.search.find("高瑜").hits} == {hit.id for hit in old.search.find("高瑜").hits}


@pytest.mark.parametrize("seal", [Plain(), ToOwnKey(str(MINE.to_public()))], ids=["folder", "sealed"])
def test_out_and_in_again_gives_an_equal_vault(full: Vault, empty: Vault, tmp_path: Path, seal: Plain | ToOwnKey) -> None:
    before = rows(full)
    made = out(full, tmp_path / "out", Format.JSON, seal)
    source = tmp_path / "out" if isinstance(seal, Plain) else made.files[0]
    taken = take_in(empty, source, None if isinstance(seal, Plain) else ByKey(str(MINE)))
    assert (taken.records, taken.changes, taken.attachments) == (made.records, len(before), made.attachments)
    assert taken.vault == full.vault_id
    same(full, empty, before)
    empty.records.edit(empty.records.ids("case")[0], {"title": "goes on"})
    assert check(empty, deep=True).problems == []


def test_what_was_erased_stays_erased(full: Vault, empty: Vault, tmp_path: Path) -> None:
    note = full.records.add("note", {"text": "nobody may know", "about": full.records.ids("case")[0]}, strict=False).id
    target = erasing.Target(note)
    plan = erasing.plan(full, target)
    erasing.erase(full, target, reason=Reason.ASKED, word=plan.word)
    before = rows(full)
    out(full, tmp_path / "out", Format.JSON, Plain())
    assert "nobody may know" not in (tmp_path / "out" / "vault.jsonl").read_text(encoding="utf-8")
    take_in(empty, tmp_path / "out")
    same(full, empty, before)


@pytest.mark.slow
def test_the_seven_words_open_it_however_they_are_spaced() -> None:
    opener = opener_of("one  two\nthree ")
    assert opener is not None
    sealed = b"".join(agestream.encrypt([b"x"], agestream.ForPassphrase("one two three"), FixedAmbient()))
    assert b"".join(agestream.decrypt(io.BytesIO(sealed).read, opener)) == b"x"


def test_into_a_vault_that_holds_anything_it_is_refused(full: Vault, empty: Vault, tmp_path: Path) -> None:
    out(full, tmp_path / "out", Format.JSON, Plain())
    assert refused(lambda: take_in(full, tmp_path / "out")) is Code.INVALID_INPUT
    deleted = empty.records.add("note", {"text": "x"}, strict=False).id
    empty.records.delete(deleted)
    assert refused(lambda: take_in(empty, tmp_path / "out")) is Code.INVALID_INPUT


def lines_of(path: Path) -> list[bytes]:
    return (path / "vault.jsonl").read_bytes().splitlines(keepends=True)


def test_into_a_copy_of_the_vault_it_came_from_it_is_refused(tmp_path: Path) -> None:
    made, code = make_vault(tmp_path / "made", ambient=FixedAmbient())
    made.close()
    shutil.copytree(tmp_path / "made", tmp_path / "copy")
    with Vault.open(tmp_path / "made", bytearray(code.encode()), kind=SlotKind.RECOVERY, bounds=CHEAP_BOUNDS) as vault:
        vault.records.add("person", {"display_name": "Gao Yu"})
        out(vault, tmp_path / "out", Format.JSON, Plain())
    with Vault.open(tmp_path / "copy", bytearray(code.encode()), kind=SlotKind.RECOVERY, bounds=CHEAP_BOUNDS) as vault:
        before = vault.db.read(changes.count)
        assert refused(lambda: take_in(vault, tmp_path / "out")) is Code.INVALID_INPUT
        assert (vault.records.ids("person"), vault.db.read(changes.count)) == ([], before)
        assert check(vault, deep=True).ok


def test_whatever_is_altered_is_refused_and_leaves_nothing(full: Vault, empty: Vault, tmp_path: Path) -> None:
    out(full, tmp_path / "out", Format.JSON, Plain())
    lines, path = lines_of(tmp_path / "out"), tmp_path / "out" / "vault.jsonl"
    payload = next(number for number, line in enumerate(lines) if b"display_name" in line and number)
    name = min((tmp_path / "out" / "attachments").iterdir())
    content = name.read_bytes()

    def altered(number: int, old: bytes, new: bytes) -> list[bytes]:
        assert old in lines[number]
        return [*lines[:number], lines[number].replace(old, new, 1), *lines[number + 1 :]]

    worlds: list[list[bytes]] = [
        lines[:-1],
        lines[:3] + lines[4:],
        [*lines[:3], lines[4], lines[3], *lines[5:]],
        [*lines, lines[-1]],
        altered(payload, b"Chen", b"Chan"),
        altered(payload, b'"lamport":', b'"lamport": '),
        lines[1:],
        [],
        [b"{}\n"],
        [lines[0].replace(b'"format":1', b'"format":2'), *lines[1:]],
    ]
    for world in worlds:
        path.write_bytes(b"".join(world))
        assert refused(lambda: take_in(empty, tmp_path / "out")) in {Code.INVALID_INPUT, Code.TOO_NEW}
    path.write_bytes(b"".join(lines))
    name.write_bytes(content[:-1])
    assert refused(lambda: take_in(empty, tmp_path / "out")) is Code.INVALID_INPUT
    name.unlink()
    assert refused(lambda: take_in(empty, tmp_path / "out")) is Code.INVALID_INPUT
    name.symlink_to(path)
    assert refused(lambda: take_in(empty, tmp_path / "out")) is Code.INVALID_INPUT
    assert len(rows(empty)) == 2
    assert stored(empty) == []


def forged(change: dict[str, Any], **other: object) -> bytes:
    """Return a row that was altered and given the digest that fits: anybody can compute one."""
    row = dict(change, **other)
    plain = Change(**{**row, "parents": tuple(row["parents"]), "fields": tuple(row["fields"]), **as_bytes(row)})
    row["digest"] = plain.own_digest().hex()
    return canonical({"change": row}) + b"\n"


def as_bytes(row: dict[str, Any]) -> dict[str, Any]:
    return {name: None if row[name] is None else bytes.fromhex(row[name]) for name in ("salt", "digest", "prev_mac", "mac")}


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"display_name": {"deep": {"er": 1}}}, Code.INVALID_INPUT),
        ({"display_name": "two\nlines"}, Code.INVALID_INPUT),
        ({"display_name": "bell\x07"}, Code.INVALID_INPUT),
        ({"aliases": [["no row"]]}, Code.INVALID_INPUT),
        ({"aliases": "text"}, Code.INVALID_INPUT),
        ({"links": [{"row": "a" * 32, "person": "nobody"}]}, Code.INVALID_INPUT),
        ({"is_minor": "yes"}, Code.INVALID_INPUT),
        ({"languages": [1]}, Code.INVALID_INPUT),
        ({"deleted": 1}, Code.INVALID_INPUT),
        ({"field_of_tomorrow": "x"}, Code.TOO_NEW),
    ],
)
def test_a_sound_digest_over_nonsense_is_refused(
    full: Vault, empty: Vault, tmp_path: Path, payload: dict[str, object], code: Code
) -> None:
    out(full, tmp_path / "out", Format.JSON, Plain())
    lines = lines_of(tmp_path / "out")
    number = next(number for number, line in enumerate(lines) if b"Chen" in line and number)
    change = json.loads(lines[number])["change"]
    lines[number] = forged(change, payload=payload)
    (tmp_path / "out" / "vault.jsonl").write_bytes(closed(lines))
    assert refused(lambda: take_in(empty, tmp_path / "out")) is code
    assert len(rows(empty)) == 2


def closed(lines: list[bytes]) -> bytes:
    """Return the lines with an end that fits them."""
    body = b"".join(lines[:-1])
    end = json.loads(lines[-1])["end"] | {"sha256": hashlib.sha256(body).hexdigest()}
    return body + canonical({"end": end}) + b"\n"


def test_a_row_that_nobody_erased_has_its_payload(full: Vault, empty: Vault, tmp_path: Path) -> None:
    out(full, tmp_path / "out", Format.JSON, Plain())
    lines = lines_of(tmp_path / "out")
    number = next(number for number, line in enumerate(lines) if b"Chen" in line and number)
    change = json.loads(lines[number])["change"] | {"payload": None, "salt": None}
    lines[number] = canonical({"change": change}) + b"\n"
    (tmp_path / "out" / "vault.jsonl").write_bytes(closed(lines))
    assert refused(lambda: take_in(empty, tmp_path / "out")) is Code.INVALID_INPUT


def test_the_secret_is_asked_for_and_no_words_open_another_file(full: Vault, empty: Vault, tmp_path: Path) -> None:
    made = out(full, tmp_path / "out", Format.JSON, ToOwnKey(str(MINE.to_public())))
    assert refused(lambda: take_in(empty, made.files[0])) is Code.INVALID_INPUT
    other = pyrage.x25519.Identity.generate()
    assert refused(lambda: take_in(empty, made.files[0], ByKey(str(other)))) is Code.BUNDLE_NOT_FOR_YOU
    cut = tmp_path / "cut.age"
    cut.write_bytes(made.files[0].read_bytes()[:-1])
    assert refused(lambda: take_in(empty, cut, ByKey(str(MINE)))) is Code.BUNDLE_DAMAGED
    assert refused(lambda: take_in(empty, tmp_path / "nothing")) is Code.NOT_FOUND
    assert PASSPHRASE.encode() not in made.files[0].read_bytes()


@given(data=st.binary(max_size=2_000), step=st.integers(1, 700))
def test_no_bytes_do_anything_but_be_refused(data: bytes, step: int) -> None:
    pieces = [data[at : at + step] for at in range(0, len(data), step)]
    for read in (jsonl.read, archive.tar_parts):
        with pytest.raises(CaseVaultError):
            list(read(pieces))


@given(sizes=st.lists(st.integers(0, 3_000), max_size=4), step=st.integers(1, 2_000))
def test_a_tar_reads_back_as_it_was_written(sizes: list[int], step: int) -> None:
    parts = [archive.Part(f"attachments/{number}", size, [bytes(size)]) for number, size in enumerate(sizes)]
    spelt = b"".join(bytes(piece) for piece in archive.tar_of(parts))
    pieces = [spelt[at : at + step] for at in range(0, len(spelt), step)]
    assert [(part.name, b"".join(part.counted())) for part in archive.tar_parts(pieces)] == [
        (part.name, bytes(part.size)) for part in parts
    ]
    with pytest.raises(CaseVaultError):
        list(archive.tar_parts([spelt[:-1]]))
