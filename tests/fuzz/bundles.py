"""Readers of what partners send: the archive, its manifest, its signature, the page it may come in."""

from __future__ import annotations

import base64
import contextlib
import json
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from fuzz.edits import EDITS, edited

from casevault.crypto import minisign, pagebox
from casevault.crypto.signing import SignatureBroken
from casevault.crypto.words import fingerprint
from casevault.disclosure import manifest as manifests
from casevault.disclosure.bundle import build_archive, read_archive
from casevault.disclosure.records_list import read_records
from casevault.disclosure.seal import html
from casevault.errors import CaseVaultError
from casevault.i18n import Catalogue

SEED = bytes(range(32))
PUBLIC = minisign.public_of(SEED)
NOT_NOTICED = "altered, and read as if it were whole"
LINE = b'{"fields":[{"field":"start","text":"2026"}],"record":"0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a","type":"event"}\n'


@cache
def sound() -> bytes:
    """Return the text of a sound manifest."""
    facts: dict[str, Any] = {
        "bundle_id": "0f" * 16,
        "created": "2026-05-14T09:00:00Z",
        "sender": {"name": "A team", "ed25519": PUBLIC.text, "words": fingerprint(PUBLIC.key, "minisign")},
        "recipients": [manifests.salted_id("0f" * 16, "words"), "age1" + "q" * 58],
        "purpose": "quiet_diplomacy",
        "case_refs": ["0a" * 16],
        "consent": {"relied_on": ["0b" * 16], "from_public_record": 1},
        "redactions": {"selected": 3, "written": 2, "withheld": 1},
        "audit_checkpoint": "ab" * 32,
        "supersedes": "0e" * 16,
    }
    return manifests.build_manifest(facts, files(), {"cover.pdf": "application/pdf"}, {"cover.pdf": "Dossier"})


def files() -> list[tuple[str, bytes]]:
    return [("cover.pdf", b"%PDF"), ("records.jsonl", LINE)]


def archive(untrusted: bytes) -> object:
    """As an archive; and what it says as records, where it got that far."""
    found = read_archive(untrusted)
    with contextlib.suppress(ValueError):
        read_records(found.files.get("records.jsonl", b""))
    return found


def archive_seeds() -> list[bytes]:
    signed = minisign.sign(SEED, sound(), "casevault bundle")
    text = json.loads(sound())
    empty = manifests._written({**text, "files": []})
    return [build_archive(sound(), files(), signed), build_archive(sound(), files()), build_archive(empty, [])]


def manifest(untrusted: bytes) -> object:
    """As text; and as edits of a sound one, written as the program writes it, which gets past the form."""
    with contextlib.suppress(CaseVaultError):
        manifests.read_manifest(manifests._written(edited(json.loads(sound()), untrusted)))
    with contextlib.suppress(ValueError):
        read_records(untrusted)
    return manifests.read_manifest(untrusted)


def manifest_seeds() -> list[bytes]:
    return [sound(), LINE, b"[]", b'{"format":2}', *EDITS]


def signature(untrusted: bytes) -> object:
    """As a signature, of which only the first line may be another than the sound one; as the text of a public key."""
    text = untrusted.decode("utf-8", "replace")
    with contextlib.suppress(ValueError):
        if minisign.parse_public(text).text != text.strip():
            raise AssertionError(NOT_NOTICED)
    with contextlib.suppress(SignatureBroken):
        minisign.verify(PUBLIC, b"message", untrusted)
        if untrusted.split(b"\n", 1)[1] != SIGNED.split(b"\n", 1)[1]:
            raise AssertionError(NOT_NOTICED)
        return True
    raise manifests.damaged()


SIGNED = minisign.sign(SEED, b"message", "casevault bundle")


def signature_seeds() -> list[bytes]:
    return [SIGNED, SIGNED.replace(b"signature from casevault", b"x"), PUBLIC.text.encode(), b"RW"]


KEY, HEADER = bytes(range(32)), pagebox.MAGIC + bytes(64)


def envelope(untrusted: bytes) -> object:
    """As a page; as what a page holds under a known key, which has to be noticed unless it is what was sealed."""
    html.is_page(untrusted)
    with contextlib.suppress(pagebox.BoxBroken):
        if pagebox._joined(HEADER, untrusted, KEY) not in {b"", b"a dossier"}:
            raise AssertionError(NOT_NOTICED)
    return html.sealed_in(untrusted)


def envelope_seeds() -> list[bytes]:
    page = html._page(b"CVPAGE1\n" + bytes(90), Catalogue())
    start = page.index(html._OPENS)
    chunk = AESGCM(KEY).encrypt(pagebox._nonce(0, last=True), b"a dossier", HEADER)
    return [page, page[start:], html._OPENS + base64.b64encode(chunk) + b"</script>", chunk, b"<!DOCTYPE html>"]
