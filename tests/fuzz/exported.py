"""The reader of whole exports: as bytes come, as a tar, and as lines whose digests and end were made to hold, as anybody can."""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import replace

from casevault.domain.canonical import NotCanonical, canonical
from casevault.domain.catalog import built_in
from casevault.domain.change import Change
from casevault.domain.taken import require_sound
from casevault.domain.vocabularies import Vocabularies
from casevault.errors import CaseVaultError
from casevault.exchange import archive, jsonl

SCHEMA = built_in(Vocabularies())
HEX = "0123456789abcdef" * 2


def exported(untrusted: bytes) -> object:
    """Read it in every way, and what is accepted as a row as a record too."""
    for pieces in ([untrusted], closed(untrusted)):
        with contextlib.suppress(CaseVaultError):
            for one in jsonl.read(pieces):
                if isinstance(one, Change) and one.payload is not None:
                    require_sound(SCHEMA, one)
    with contextlib.suppress(CaseVaultError):
        return [b"".join(part.counted()) for part in archive.tar_parts([untrusted])]
    return [list(jsonl.read([untrusted]))]


def closed(untrusted: bytes) -> list[bytes]:
    """Return the lines with digests that hold and an end that fits, as far as they can be given them."""
    body = b"".join(line + b"\n" for line in map(signed, untrusted.split(b"\n")) if line and b'"end"' not in line)
    changes, attachments = body.count(b'{"change"'), body.count(b'{"attachment"')
    end = {"changes": changes, "attachments": attachments, "sha256": hashlib.sha256(body).hexdigest()}
    return [body, canonical({"end": end}) + b"\n"]


def signed(line: bytes) -> bytes:
    """Return a line that is a row with the digest that it should have."""
    with contextlib.suppress(ValueError, TypeError, KeyError, AttributeError, RecursionError, NotCanonical):
        row = json.loads(line)["change"]
        known = {name: row[name] for name in jsonl.COLUMNS}
        for name in ("salt", "digest", "prev_mac", "mac"):
            known[name] = None if known[name] is None else bytes.fromhex(known[name])
        row["digest"] = Change(**known).own_digest().hex()
        return canonical({"change": row})
    return line


def change(number: int, payload: dict[str, object]) -> Change:
    bare = Change(
        seq=number,
        id=f"{number:032x}",
        batch=HEX,
        type="person",
        type_version=1,
        record_id=HEX,
        parents=(),
        fields=tuple(sorted(payload)),
        action="created",
        at_utc=1_700_000_000_000_000,
        mono_ns=1,
        boot="b",
        device=HEX,
        actor=HEX,
        lamport=number,
        origin=None,
        payload=payload,  # type: ignore[arg-type] # plain JSON
        salt=bytes(32),
        digest=bytes(32),
        prev_mac=bytes(32),
        mac=bytes(32),
    )
    return replace(bare, digest=bare.own_digest())


def exported_seeds() -> list[bytes]:
    """Return an export of three rows, as lines and as a tar with an attachment."""
    header = {"casevault": "export", "format": 1, "export": HEX, "vault": HEX, "at_utc": 1, "schema": {}}
    payloads: list[dict[str, object]] = [
        {"display_name": "高瑜", "aliases": [{"row": HEX, "value": "Gao Yu", "kind": "legal"}], "birth": {"na": "unknown"}},
        {"display_name": "x", "languages": ["zh"], "is_minor": True, "birth_place": HEX, "x_own": [1, "a"]},
        {"display_name": "y", "source_ids": [HEX], "deleted": True},
    ]
    lines = [canonical(header)]
    lines += [canonical({"change": jsonl.columns_of(change(number, payload))}) for number, payload in enumerate(payloads, 1)]
    data = b"attached"
    listed = {"id": HEX, "name": f"attachments/{HEX}.txt", "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    lines.append(canonical({"attachment": listed}))
    whole = b"".join(closed(b"\n".join(lines)))
    parts = [archive.Part("vault.jsonl", len(whole), [whole]), archive.Part(f"attachments/{HEX}.txt", len(data), [data])]
    return [whole, b"".join(bytes(piece) for piece in archive.tar_of(parts))]
