"""Bundles that come in: what was taken in is there whole, and no second time; what was not left nothing."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from reliability.act import Act, identified
from reliability.acts_files import original_of

from casevault.crypto import agefile, minisign
from casevault.crypto.words import fingerprint
from casevault.disclosure.bundle import build_archive
from casevault.disclosure.manifest import build_manifest
from casevault.domain.change import Action
from casevault.exchange.bundles import Accepted, Keys, read_bundle, take_in
from casevault.vault.identity import identity

if TYPE_CHECKING:
    from casevault.vault.vault import Vault

SEED = bytes(range(32))


class Receiving(Act):
    """One bundle after the other, of one sender: its files, its note, and the row by which a second try is known, all or none."""

    name = "receive"
    pause = 0.03
    calls = 900
    writes = (("pwrite64", 120), ("fsync,fdatasync", 16), ("rename", 4), ("write", 8))

    def fill(self, vault: Vault) -> None:
        super().fill(vault)
        public = minisign.public_of(SEED)
        row = {"kind": "minisign", "value": public.text, "words": fingerprint(public.key, "minisign")}
        vault.records.add("organisation", {"name": "A partner", "kind": "ngo", "keys": [row]})
        identity(vault)

    def once(self, vault: Vault, number: int) -> str:
        mine = identity(vault).recipient
        file = original_of(vault)
        file.write_bytes(agefile.encrypt(archive_of(number, mine), [agefile.parse_recipient(mine)]))
        bundle = read_bundle(file, Keys(), vault, Accepted())
        return f"{number} {take_in(vault, bundle, vault.records.ids('case')[0], notes=True).evidence}"

    def missing(self, vault: Vault, lines: list[str]) -> list[str]:
        original_of(vault).unlink(missing_ok=True)
        wanted = identified(lines)
        known = {file.evidence: file.sha256 for file in vault.attachments.listed() if file.name == "cover.pdf"}
        noted = {row.record or "" for row in vault.records.acts(Action.RECEIVED, 1_000_000)}
        lost = [key for key, number in wanted.items() if known.get(key) != hashlib.sha256(cover_of(int(number))).hexdigest()]
        halves = noted ^ set(known)
        uneven = len(vault.records.ids("note")) - len(noted)
        return (
            [f"{key} is lost" for key in lost] + [f"{key} is half there" for key in halves] + ["notes are uneven"] * bool(uneven)
        )


def cover_of(number: int) -> bytes:
    return b"%PDF-1.7 " + hashlib.sha256(str(number).encode()).digest() * (number % 300)


def archive_of(number: int, recipient: str) -> bytes:
    record = b'{"fields":[{"field":"start","text":"2026"}],"record":"0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a","type":"event"}\n'
    content = [("cover.pdf", cover_of(number)), ("records.jsonl", record)]
    public = minisign.public_of(SEED)
    bundle = hashlib.sha256(f"bundle {number}".encode()).hexdigest()[:32]
    facts: dict[str, object] = {
        "bundle_id": bundle,
        "created": "2026-05-14T09:00:00Z",
        "sender": {"name": "", "ed25519": public.text, "words": fingerprint(public.key, "minisign")},
        "recipients": [recipient],
        "purpose": "quiet_diplomacy",
        "case_refs": [],
        "consent": {"relied_on": [], "from_public_record": 0},
        "redactions": {"selected": 1, "written": 1, "withheld": 0},
    }
    text = build_manifest(facts, content, {}, {})
    return build_archive(text, content, minisign.sign(SEED, text, f"casevault bundle {bundle}"))
