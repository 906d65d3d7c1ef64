"""A travel vault holds what was chosen and nothing else: every decrypted page is searched for what stayed home."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from attaching import content, write
from builders import CHEAPEST, PASSPHRASE, FixedAmbient, open_vault
from plain_pages import pages

from casevault.crypto.keywrap import MasterKey
from casevault.domain.packing import Profile
from casevault.errors import CaseVaultError, Code
from casevault.exchange.packing import Packed, pack
from casevault.store import changes, meta
from casevault.vault import header as headers
from casevault.vault import identity
from casevault.vault.check import check
from casevault.vault.joining import Conflict, join
from casevault.vault.keys import Keys
from casevault.vault.sealing import make_ticket
from casevault.vault.travelling import OVERDUE, all_away, journey_of, lost

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.vault.vault import Vault

HOME = ("Quillstrand", "Vexmoor", "kept-at-home@example.org", "Brumhollow", "Zwaluwnest")
WENT = ("Lin Zhaowen", "Farwater")


@pytest.fixture
def office(vault: Vault, tmp_path: Path) -> dict[str, str]:
    """Two cases; of the one that goes some things stay home all the same."""
    add = vault.records.add
    stranger = add("person", {"display_name": "Quillstrand Vexmoor"}, strict=False).id
    source = add("source", {"code": "S-1", "title": "Brumhollow", "identity": stranger}, strict=False).id
    person = add("person", {"display_name": "Lin Zhaowen", "do_no_harm_notes": "Zwaluwnest"}, strict=False).id
    # One who is not in the case, only pointed to: those who are pointed to from there stay home.
    links = [{"person": stranger, "relation": "lawyer"}, {"person": person, "relation": "friend"}]
    aunt = add("person", {"display_name": "Aunt Yusra", "links": links}, strict=False).id
    old = add("note", {"about": person, "kind": "fact", "text": "Quillstrand told us."}, strict=False).id
    vault.records.edit(old, {"text": "Nothing."})
    case = add("case", {"title": "Farwater", "persons": [{"person": person, "role": "defender"}]}, strict=False).id
    event = add(
        "event", {"case": case, "kind": "arrest", "start": "2026-03-06", "source_ids": [source], "victims": [aunt]}, strict=False
    ).id
    other = add("case", {"title": "Vexmoor", "persons": [{"person": stranger, "role": "defender"}]}, strict=False).id
    add("note", {"about": other, "kind": "fact", "text": "kept-at-home@example.org"}, strict=False)
    went = write(tmp_path / "notice.pdf", content(70_000))
    stays = write(tmp_path / "Brumhollow.pdf", content(40_000))
    vault.attachments.add([went], about=[case], title="Notice")
    vault.attachments.add([stays], about=[other], title="Brumhollow")
    vault.search.drain()
    return {"case": case, "person": person, "event": event, "other": other, "stranger": stranger, "source": source, "aunt": aunt}


def packed(vault: Vault, folder: Path, case: str, passphrase: str | None = PASSPHRASE, **options: Any) -> Packed:
    given = None if passphrase is None else bytearray(passphrase.encode())
    return pack(vault, folder, [case], passphrase=given, kdf=CHEAPEST, synced_folder_ok=True, **options)


def away(folder: Path, seed: int = 9) -> Vault:
    return open_vault(folder, ambient=FixedAmbient(seed=seed))


def test_nothing_of_what_stayed_home_is_on_any_page(vault: Vault, office: dict[str, str], tmp_path: Path) -> None:
    made = packed(vault, tmp_path / "t", office["case"])
    assert (made.records, made.persons, made.attachments, made.sealed) == (6, 2, 1, False)
    with away(tmp_path / "t") as there:
        key = bytes(there.keys.db)
        assert there.records.get(office["person"]).title == "Lin Zhaowen"
        assert {one.id for one in there.records.in_case(office["case"])} >= {office["event"], office["person"]}
        assert there.search.find("Farwater").total == 1
        assert check(there, deep=True).problems == []
        assert {row.action for row in there.db.read(lambda c: list(changes.forwards(c)))} == {
            "created",
            "packed",
            "keys_made",
        } - {"keys_made"}
        assert there.db.read(lambda c: meta.beginning(c, meta.AWAY)) == []
        links: Any = there.records.get(office["aunt"]).fields["links"]
        assert [(link["person"], link["relation"]) for link in links] == [
            ({"na": "not_disclosable"}, "lawyer"),
            (office["person"], "friend"),
        ]
        assert there.records.many([office["stranger"], office["source"], office["other"]]) == {}
    plain = pages(tmp_path / "t", key)
    for word in WENT:
        assert word.encode() in plain
    for word in (*HOME, office["stranger"], office["source"], office["other"], vault.actor):
        assert word.encode() not in plain, word
        assert word.casefold().encode() not in plain, word
    assert sum(path.is_file() for path in (tmp_path / "t" / "blobs").rglob("*")) == 1


def test_everything_of_a_case_goes_where_that_was_asked_for(vault: Vault, office: dict[str, str], tmp_path: Path) -> None:
    packed(vault, tmp_path / "t", office["case"], profile=Profile.FULL)
    with away(tmp_path / "t") as there:
        assert there.records.get(office["person"]).fields["do_no_harm_notes"] == "Zwaluwnest"
        links: Any = there.records.get(office["aunt"]).fields["links"]
        assert [link["person"] for link in links] == [{"na": "not_disclosable"}, office["person"]]  # her lawyer, and no more


def test_a_sealed_vault_has_no_slot_in_either_copy_and_no_key_beside_it(
    vault: Vault, office: dict[str, str], tmp_path: Path
) -> None:
    packed(vault, tmp_path / "t", office["case"], None)
    (known,) = all_away(vault)
    for name in headers.COPIES:
        data = (tmp_path / "t" / name).read_bytes()
        assert b'"slots":[]' in data
    everything = b"".join(path.read_bytes() for path in sorted((tmp_path / "t").rglob("*")) if path.is_file())
    ticket = make_ticket(vault, known.travel, profile=CHEAPEST)
    keys = Keys.of(MasterKey(bytearray(known.master)), bytes.fromhex(known.vault))
    secrets = [known.master, *(bytes(getattr(keys, name)) for name in ("db", "header", "blobwrap", "audit_mac"))]
    own = identity.kept(vault)
    assert own is not None
    secrets += [own.seed, own.receiving_key.encode(), ticket.words.encode(), PASSPHRASE.encode()]
    for secret in secrets:
        for spelt in (secret, secret.hex().encode(), base64.b64encode(secret), secret.decode("latin-1").encode("utf-16-le")):
            assert spelt not in everything
    with pytest.raises(CaseVaultError) as caught:
        away(tmp_path / "t")
    assert caught.value.code is Code.SEALED


def test_a_journey_comes_home_and_what_stayed_is_still_there(vault: Vault, office: dict[str, str], tmp_path: Path) -> None:
    packed(vault, tmp_path / "t", office["case"])
    with away(tmp_path / "t") as there:
        there.records.edit(office["person"], {"occupation": "notary"})
        there.records.edit(office["event"], {"end": "2026-03-09"})
        links: Any = there.records.get(office["aunt"]).fields["links"]
        there.records.edit(office["aunt"], {"links": [{**links[0], "relation": "colleague"}, links[1]]}, strict=False)
        new = there.records.add("event", {"case": office["case"], "kind": "release", "start": "2026-03-10"}, strict=False).id
        rows = there.db.read(lambda c: list(changes.forwards(c)))
        of = there.vault_id
    vault.records.edit(office["person"], {"pronouns": "she"})
    changed = {row.record_id for row in rows if row.action not in {"packed", "created"}}
    home = [row for row in rows if row.action != "packed" or row.record_id in changed]
    done = join(vault, home, of_vault=of, bundle="b" * 32)
    aunt: Any = vault.records.get(office["aunt"])
    # The row was altered by somebody who did not see all of it: both stand, and a person decides.
    assert (done.conflicts, done.merged, done.created) == ((Conflict(office["aunt"], aunt.conflicts[0]),), 3, 1)
    assert aunt.conflicts[0].startswith("links/")
    vault.records.edit(office["aunt"], {"links": [{"person": office["stranger"], "relation": "friend"}]})
    assert vault.records.get(office["aunt"]).conflicts == ()
    person = vault.records.get(office["person"]).fields
    assert (person["occupation"], person["pronouns"], person["do_no_harm_notes"]) == ("notary", "she", "Zwaluwnest")
    event = vault.records.get(office["event"]).fields
    assert (event["end"], event["source_ids"]) == ("2026-03-09", [office["source"]])
    assert vault.records.get(new).cases == (office["case"],)
    assert check(vault, deep=True, stored=False).problems == []
    vault.records.edit(office["person"], {"occupation": "barrister"})
    assert vault.records.get(office["person"]).fields["do_no_harm_notes"] == "Zwaluwnest"
    vault.db.write(vault.records.deriver.rebuild, much=True)
    assert vault.records.get(office["person"]).fields == {**person, "occupation": "barrister"}


def test_a_lost_device_says_who_was_in_it_and_nobody_else(vault: Vault, office: dict[str, str], tmp_path: Path) -> None:
    made = packed(vault, tmp_path / "t", office["case"])
    found = lost(vault, made.travel)
    assert {one.person for one in found} == {office["person"], office["aunt"]}
    assert vault.records.get(made.travel).fields["status"] == "lost"


def test_a_case_that_is_no_case_and_a_place_that_is_taken_are_refused(
    vault: Vault, office: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "t").mkdir()
    (tmp_path / "t" / "x").write_bytes(b"x")
    rows = vault.db.read(changes.count)
    for folder, case in (
        (tmp_path / "t", office["case"]),
        (tmp_path / "u", office["person"]),
        (vault.folder / "in", office["case"]),
    ):
        with pytest.raises(CaseVaultError):
            packed(vault, folder, case)
    assert vault.db.read(changes.count) - rows <= 1  # the keys for bundles, made when first needed
    assert not (tmp_path / "u").exists()


def test_the_travel_vault_knows_how_to_send_home_and_no_more(vault: Vault, office: dict[str, str], tmp_path: Path) -> None:
    made = packed(vault, tmp_path / "t", office["case"], sign_as="T.R.", days=44)
    with away(tmp_path / "t") as there:
        journey = journey_of(there)
        assert (journey.travel, journey.office, journey.expires, journey.used) == (made.travel, vault.vault_id, "2026-05-01", ())
        assert vault.records.get(journey.actor).title == "T.R."
        assert there.records.get(there.actor).title == "T.R."
        assert OVERDUE not in there.notices
    with open_vault(tmp_path / "t", ambient=FixedAmbient(seed=10, start=datetime(2026, 5, 2, tzinfo=UTC))) as there:
        assert OVERDUE in there.notices
    with pytest.raises(CaseVaultError) as caught:
        journey_of(vault)
    assert caught.value.code is Code.UNSUPPORTED
