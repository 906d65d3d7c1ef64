"""`MANIFEST.json`: what a bundle is, for whom, from whom, and every file in it with its SHA-256.

Written in one way only (UTF-8, sorted keys, no white space); what is not equal to itself when it is written again is refused, so
no key stands twice and nothing is hidden between the words. It is what a signature speaks of.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from casevault.crypto import minisign
from casevault.crypto.words import fingerprint
from casevault.errors import Code, MachineProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TypeGuard

FORMAT: Final = 1
MAX_MANIFEST: Final = 4 * 1024 * 1024
_BY_WORDS: Final = "passphrase:"
_KEYS: Final = (
    "format",
    "bundle_id",
    "created",
    "sender",
    "recipients",
    "purpose",
    "case_refs",
    "consent",
    "files",
    "redactions",
    "audit_checkpoint",
    "supersedes",
)
_MOST: Final = 10_000  # references, recipients
_LONGEST: Final = 500  # characters of a name, a title, a key
_LARGEST: Final = 8**11 - 1  # what a header of the archive can say
_ID: Final = re.compile(r"[0-9a-f]{32}")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_CREATED: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_CODE: Final = re.compile(r"[a-z0-9_]{1,64}")
_RECIPIENT: Final = re.compile(r"age1[02-9ac-hj-np-z]{58}|passphrase:[0-9a-f]{32}")
_MIME: Final = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,100}")


@dataclass(frozen=True, slots=True)
class Listed:
    """One file: its name in the archive, its size in bytes, SHA-256 in hex, media type and, where it has one, its title."""

    name: str
    size: int
    sha256: str
    mime: str
    title: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Who a bundle says it is from. `key` "" where it is not signed; whether the key is known is for the reader to say."""

    name: str
    key: str  # minisign's public key, "RW…"
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A manifest whose every value has been looked at. It is only as true as the signature over it."""

    bundle: str
    created: str
    sender: Sender
    recipients: tuple[str, ...]
    purpose: str
    files: tuple[Listed, ...]
    supersedes: str  # the bundle that this one replaces, or ""


def salted_id(bundle: str, words: str) -> str:
    """Return what a passphrase is called among the recipients: whoever opens the bundle with other words sees it was forwarded.

    It stands inside the seal, and the words have 90 bits: only who has the words can tell that they are meant.
    """
    return _BY_WORDS + sha256(f"casevault/1/bundle-words\0{bundle}\0{words}".encode()).hexdigest()[:32]


def build_manifest(
    facts: Mapping[str, object], files: Sequence[tuple[str, bytes]], mime: Mapping[str, str], titles: Mapping[str, str]
) -> bytes:
    """Return the text of a manifest: `facts` and a line for every file.

    `facts`: bundle_id, created, sender, recipients, purpose, case_refs, consent, redactions, and where they are known
    audit_checkpoint and supersedes. `mime` and `titles` are by file name.
    """
    entries = [
        {
            "n": name,
            "size": len(data),
            "sha256": sha256(data).hexdigest(),
            "mime": mime.get(name, "application/octet-stream"),
            "title": titles.get(name, ""),
        }
        for name, data in files
    ]
    values: dict[str, object] = {"format": FORMAT, "audit_checkpoint": None, "supersedes": None, **facts, "files": entries}
    return _written({key: values.get(key) for key in _KEYS})


def _written(manifest: Mapping[str, object]) -> bytes:
    return json.dumps(manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def damaged() -> MachineProblem:
    """Return the refusal of a bundle that is not as its maker wrote it, whichever part of it."""
    return MachineProblem(
        Code.BUNDLE_DAMAGED,
        N_("This bundle is damaged or was altered."),
        N_("Ask the sender for it again; nothing of it was used."),
    )


def read_manifest(untrusted: bytes) -> Manifest:
    """Return the manifest in these bytes; BUNDLE_DAMAGED for anything this program does not write, TOO_NEW for a later format."""
    try:
        _require(len(untrusted) <= MAX_MANIFEST)
        found = json.loads(untrusted.decode("utf-8"))
        _require(isinstance(found, dict) and type(found.get("format")) is int)
        _refuse_newer(found["format"])
        _require(set(found) == set(_KEYS) and found["format"] == FORMAT and _written(found) == untrusted)
        return _read(found)
    except (ValueError, RecursionError):
        raise damaged() from None


def _refuse_newer(number: int) -> None:
    if number > FORMAT:
        raise MachineProblem(
            Code.TOO_NEW,
            N_("This bundle was made by a newer CaseVault."),
            N_("Open it with a newer version."),
            format=FORMAT,
        )


def _read(found: Mapping[str, object]) -> Manifest:
    """Look at every value; `ValueError` for the first that is not of its form."""
    bundle, created, purpose = found["bundle_id"], found["created"], found["purpose"]
    supersedes, checkpoint = found["supersedes"], found["audit_checkpoint"]
    _require(_is(bundle, _ID) and _is(created, _CREATED) and _is(purpose, _CODE))
    _require((supersedes is None or _is(supersedes, _ID)) and (checkpoint is None or _is(checkpoint, _SHA256)))
    recipients = _texts(found["recipients"], _RECIPIENT)
    _require(bool(recipients))
    _texts(found["case_refs"], _ID)
    consent = _object(found["consent"], "relied_on", "from_public_record")
    _texts(consent["relied_on"], _ID)
    _require(_is_count(consent["from_public_record"]))
    redactions = _object(found["redactions"], "selected", "written", "withheld")
    _require(all(_is_count(value) for value in redactions.values()))
    return Manifest(
        bundle=str(bundle),
        created=str(created),
        sender=_sender(found["sender"]),
        recipients=recipients,
        purpose=str(purpose),
        files=tuple(_listed(entry) for entry in _list(found["files"])),
        supersedes=supersedes if isinstance(supersedes, str) else "",
    )


def _sender(untrusted: object) -> Sender:
    found = _object(untrusted, "name", "ed25519", "words")
    name, key, words = found["name"], found["ed25519"], found["words"]
    _require(_is_text(name))
    if key is None:
        _require(words is None)
        return Sender(str(name), "", "")
    _require(isinstance(key, str))
    public = minisign.parse_public(str(key))
    # The words follow from the key: what the sender wrote for a person to read must not be the words of another key.
    _require(public.text == key and words == fingerprint(public.key, "minisign"))
    return Sender(str(name), public.text, str(words))


def _listed(untrusted: object) -> Listed:
    found = _object(untrusted, "n", "size", "sha256", "mime", "title")
    name, size, digest, mime, title = (found[key] for key in ("n", "size", "sha256", "mime", "title"))
    _require(_is_text(name) and _is_count(size) and _is(digest, _SHA256) and _is(mime, _MIME) and _is_text(title))
    return Listed(str(name), int(str(size)), str(digest), str(mime), str(title))


def _require(holds: bool) -> None:
    if not holds:
        raise ValueError


def _object(untrusted: object, *keys: str) -> dict[str, object]:
    _require(isinstance(untrusted, dict) and set(untrusted) == set(keys))
    return untrusted  # type: ignore[return-value]  # what was just required


def _list(untrusted: object) -> list[object]:
    _require(isinstance(untrusted, list) and len(untrusted) <= _MOST)
    return untrusted  # type: ignore[return-value]  # what was just required


def _texts(untrusted: object, form: re.Pattern[str]) -> tuple[str, ...]:
    found = _list(untrusted)
    _require(all(_is(text, form) for text in found))
    return tuple(str(text) for text in found)


def _is(untrusted: object, form: re.Pattern[str]) -> TypeGuard[str]:
    return isinstance(untrusted, str) and form.fullmatch(untrusted) is not None


def _is_text(untrusted: object) -> bool:
    """Say whether this is one line of words: nothing in it steers a terminal or turns the direction of what follows."""
    return isinstance(untrusted, str) and len(untrusted) <= _LONGEST and untrusted.isprintable()


def _is_count(untrusted: object) -> bool:
    return type(untrusted) is int and 0 <= untrusted <= _LARGEST
