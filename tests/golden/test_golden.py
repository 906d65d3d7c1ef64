"""Every golden vault opens for ever, with what was in it; and a vault of a later program is refused politely."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import apsw
import pytest
from builders import CHEAP_BOUNDS, open_vault
from second import header as second_header
from second import log as second_log

from casevault.domain.change import RECORDING, Action
from casevault.domain.consent import codes_of
from casevault.errors import CaseVaultError, Code
from casevault.store import migrate
from casevault.vault.backup_own import mac_of
from casevault.vault.backup_place import spell_sums
from casevault.vault.check import check
from casevault.vault.header import COPIES
from casevault.vault.restore import restore
from casevault.vault.slots import SlotKind, compact_json

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from casevault.vault.vault import Vault

HERE = Path(__file__).parent
GOLDEN = sorted((path for path in HERE.iterdir() if (path / "expected.json").exists()), key=lambda path: int(path.name))
NEWEST = GOLDEN[-1]


def copied(golden: Path, place: Path) -> tuple[Path, dict[str, Any]]:
    """Return a copy of the vault as it lies in the repository, and what it shall answer."""
    folder = place / "vault"
    shutil.copytree(golden / "vault", folder)
    return folder, json.loads((golden / "expected.json").read_text(encoding="utf-8"))


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def verify(vault: Vault, expected: dict[str, Any], *, added: AbstractSet[str] = frozenset()) -> None:
    """Say whether it holds what it held: the same records of each type and no other but `added`, and every value in them."""
    assert vault.vault_id == expected["vault_id"]
    assert expected["records"].keys() <= vault.schema.types.keys()
    for key in vault.schema.types:
        ids, held = set(expected["records"].get(key, ())), set(vault.records.ids(key)) - added
        assert ids <= held if key in {"actor", "device"} else ids == held, key  # who restores it is another device
    for key, fields in expected.get("values", {}).items():
        assert vault.records.get(key).fields == fields, key
    for key, name in expected["names"].items():
        assert vault.records.get(key).fields["display_name"] == name
    for query, ids in expected["found"].items():
        found = {hit.id for hit in vault.search.find(query).hits}
        assert set(ids) <= found if ids else found == set(), query
    assert check(vault, deep=True).problems == []


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda path: path.name)
@pytest.mark.parametrize("secret", ["passphrase", "recovery_code"])
def test_it_opens_for_ever_and_is_whole(tmp_path: Path, golden: Path, secret: str) -> None:
    folder, expected = copied(golden, tmp_path)
    kind = SlotKind.PASSPHRASE if secret == "passphrase" else SlotKind.RECOVERY
    with open_vault(folder, expected[secret], kind=kind) as vault:
        verify(vault, expected)
        made = vault.records.add("person", {"display_name": "Somebody New"}).id
    with open_vault(folder, expected["passphrase"]) as vault:
        verify(vault, expected, added={made})
        assert vault.records.get(made).title == "Somebody New"


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda path: path.name)
def test_what_is_brought_up_is_what_would_be_derived_anew(tmp_path: Path, golden: Path) -> None:
    folder, expected = copied(golden, tmp_path)

    def derived(vault: Vault) -> list[list[tuple[object, ...]]]:
        statements = (
            "SELECT record_id, field, target, place, member FROM link ORDER BY 1, 2, 3",
            "SELECT record_id, kind, key FROM name_key ORDER BY 1, 2, 3",
            "SELECT * FROM record ORDER BY id",
        )
        return [vault.db.read(lambda c, asked=asked: c.execute(asked).fetchall()) for asked in statements]  # type: ignore[misc] # bound per round

    with open_vault(folder, expected["passphrase"]) as vault:
        before = derived(vault)
        vault.db.write(vault.records.deriver.rebuild)
        assert derived(vault) == before


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda path: path.name)
def test_looking_at_it_alters_nothing_and_finds_it_whole(tmp_path: Path, golden: Path) -> None:
    """Also with tables of an earlier version: they are compared with what that version made."""
    folder, expected = copied(golden, tmp_path)
    before = content(folder)
    with open_vault(folder, expected["passphrase"], repair=False) as vault:
        verify(vault, expected)
        assert vault.drafts.load("log") == {"narrative": "unfinished"}
    assert content(folder) == before


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda path: path.name)
def test_a_back_up_that_an_earlier_program_made_is_restored(tmp_path: Path, golden: Path) -> None:
    folder, expected = copied(golden, tmp_path)
    made = tmp_path / "stick" / "0001"
    made.mkdir(parents=True)
    for name in ("main.db", *COPIES):
        shutil.copy(folder / name, made)
    if (folder / "blobs").is_dir():
        shutil.copytree(folder / "blobs", tmp_path / "stick" / "blobs")
    stored = [path for path in (tmp_path / "stick").rglob("*") if path.is_file()]
    sums = {path.relative_to(tmp_path / "stick").as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in stored}
    raw = spell_sums(sums)
    (made / "SHA256SUMS").write_bytes(raw)
    with open_vault(folder, expected["passphrase"], repair=False) as vault:
        (made / "MANIFEST.mac").write_bytes(mac_of(vault.keys.backup_mac, vault.header.vault_id, raw))
    secret = bytearray(expected["passphrase"].encode())
    restored = restore(tmp_path / "stick", tmp_path / "again", secret, bounds=CHEAP_BOUNDS, synced_folder_ok=True)
    assert restored.changes == expected["changes"]
    assert restored.attachments == len(expected["records"].get("evidence", ()))
    with open_vault(tmp_path / "again", expected["passphrase"]) as vault:
        verify(vault, expected)


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda path: path.name)
@pytest.mark.parametrize("secret", ["passphrase", "recovery_code"])
def test_a_second_implementation_reads_all_of_it(tmp_path: Path, golden: Path, secret: str) -> None:
    """Header and slots by a reader that knows docs/formats alone, pages by another cipher library, rows by another reader."""
    folder, expected = copied(golden, tmp_path)
    kinds = {"passphrase": second_header.passphrase_input, "recovery_code": second_header.recovery_input}
    given = kinds[secret](expected[secret])
    header, data = second_header.read(folder / COPIES[0])
    assert second_header.read(folder / COPIES[1]) == (header, data)
    master = second_header.master_key(header, secret.removesuffix("_code"), given)
    assert master is not None
    assert second_header.mac_holds(data, master, header)
    assert second_header.master_key(header, "passphrase", second_header.passphrase_input("another")) is None
    pages = apsw.Connection(str(folder / "main.db"), flags=apsw.SQLITE_OPEN_READONLY)
    pages.pragma("cipher", "sqlcipher")
    pages.pragma("legacy", 4)
    pages.execute(f"PRAGMA key = \"x'{second_header.key(master, header, 'db').hex()}'\"")
    rows = second_log.plain(pages.execute(second_log.SELECT))
    assert (pages.pragma("integrity_check"), pages.pragma("user_version")) == ("ok", int(golden.name))
    pages.close()
    assert len(rows) == expected["changes"]
    assert rows[-1]["mac"] == expected["last_mac"]
    second_log.verify(rows, second_header.key(master, header, "audit-mac"))
    last = {row["record_id"]: row for row in rows if row["payload"]}
    standing = {key: row for key, row in last.items() if not row["payload"].get("deleted")}
    names = {key: row["payload"]["display_name"] for key, row in standing.items() if row["type"] == "person"}
    assert names == expected["names"]
    if "values" in expected:
        assert {key: row["payload"] for key, row in standing.items()} == expected["values"]


def test_the_newest_holds_all_that_its_tables_can(tmp_path: Path) -> None:
    """Else a format would be kept for ever that nothing was ever written in."""
    folder, expected = copied(NEWEST, tmp_path)
    with open_vault(folder, expected["passphrase"], repair=False) as vault:
        actions = vault.db.read(lambda c: {action for (action,) in c.execute("SELECT DISTINCT action FROM change")})
        words = vault.db.read(lambda c: c.execute("SELECT count(*), max(text IS NOT NULL) FROM file_text").fetchone())
        types = vault.db.read(lambda c: {one for (one,) in c.execute("SELECT DISTINCT type FROM change")})
        (merged,) = [one for one in vault.records.page(vault.records.ids("person")) if one and one.fields.get("merged_from")]
        (former,) = codes_of(merged, "merged_from")
        assert vault.records.get(former).fields["merged_into"] == merged.id
    # A record begins with a `packed` row in a travel vault alone.
    assert actions >= (RECORDING - {Action.PACKED}) | {Action.ERASED, Action.COLLECTED}
    assert words == (1, 1)
    assert types >= {"custom_field", "custom_type", "vocabulary_entry", "x_parcel", "saved_search", "claim", "clock", "source"}
    assert int(NEWEST.name) == migrate.VERSION, "tables of this version have no golden vault: tests/golden/make.py"


def later_header(folder: Path, **fields: object) -> None:
    for copy in COPIES:
        header, _ = second_header.read(folder / copy)
        text = compact_json(header | fields)
        body = (b"CVAULT1\n" + len(text).to_bytes(4, "big") + text).ljust(16_352, b"\0")
        (folder / copy).write_bytes(body + hashlib.sha256(body).digest())


def later_tables(folder: Path, expected: dict[str, Any]) -> None:
    with open_vault(folder, expected["passphrase"]) as vault:
        vault.db.maintain(lambda c: c.execute("PRAGMA user_version=99").fetchall())


@pytest.mark.parametrize("later", [{"format": 2}, {"min_reader": 2}, {"format": 2, "min_reader": 2, "more": "x"}, None], ids=str)
@pytest.mark.parametrize("repair", [True, False])
def test_a_vault_of_a_later_program_is_refused_and_left_alone(
    tmp_path: Path, later: dict[str, object] | None, *, repair: bool
) -> None:
    folder, expected = copied(NEWEST, tmp_path)
    if later is None:
        later_tables(folder, expected)
    else:
        later_header(folder, **later)
    before = content(folder)
    with pytest.raises(CaseVaultError) as refused:
        open_vault(folder, expected["passphrase"], repair=repair)
    assert refused.value.code is Code.TOO_NEW
    assert "newer" in refused.value.what.text
    assert content(folder) == before
