"""A partner without CaseVault: a bundle written by tar, minisign and age alone, as docs/formats/archive.md tells it.

And what goes wrong with one on its way: altered, cut short, and sealed on to somebody to whom it was not written.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tools import need

from casevault.crypto.words import fingerprint

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

# Every header is the one that follows from name and size, and the archive ends with two blocks.
TAR: Final = ("tar", "--format=ustar", "-b1", "--owner=:0", "--group=:0", "--numeric-owner", "--mode=0600", "--mtime=@0", "-cf")
BLOCK: Final = 512
COVER: Final = b"%PDF-1.7 a dossier that is no real one\n" + bytes(range(256)) * 300


def ran(*words: object, data: bytes = b"") -> bytes:
    return subprocess.run([str(word) for word in words], input=data, check=True, capture_output=True).stdout


def padme(length: int) -> int:
    exponent = length.bit_length() - 1
    mask = (1 << max(0, exponent - exponent.bit_length())) - 1
    return (length + mask) & ~mask


@dataclass
class Tools:
    """The partner's desk: a folder, and two keys that public programs made."""

    folder: Path
    words: str  # of the signing key
    public: str
    receiving: str  # the age key of somebody to whom the partner writes as well

    def bundle(self, *recipients: str, digit: str = "1") -> Path:
        """Return a bundle written to `recipients` and to the other one, sealed by age."""
        room = self.folder / digit
        room.mkdir()
        everybody = (*recipients, self.receiving)
        (room / "cover.pdf").write_bytes(COVER)
        (room / "MANIFEST.json").write_bytes(self._manifest(everybody, digit))
        comment = f"casevault bundle {digit * 32}"
        ran("minisign", "-S", "-s", self.folder / "sign.key", "-t", comment, "-m", room / "MANIFEST.json")
        names = ["MANIFEST.json", "MANIFEST.json.minisig", "cover.pdf", "PAD.bin"]
        body = sum(BLOCK + -(-(room / name).stat().st_size // BLOCK) * BLOCK for name in names[:-1]) + 3 * BLOCK
        (room / "PAD.bin").write_bytes(bytes(-(-padme(body) // BLOCK) * BLOCK - body))
        ran(*TAR, room / "bundle.tar", "-C", room, *names)
        return self.seal((room / "bundle.tar").read_bytes(), everybody, f"{digit}.age")

    def seal(self, archive: bytes, recipients: Sequence[str], name: str) -> Path:
        out = self.folder / name
        ran("age", *(word for one in recipients for word in ("-r", one)), "-o", out, data=archive)
        return out

    def forwarded(self, bundle: Path, recipient: str) -> Path:
        """Return it as the other one sends it on: opened, and sealed to somebody of whom the manifest says nothing."""
        return self.seal(ran("age", "-d", "-i", self.folder / "age.key", bundle), [recipient], "forwarded.age")

    def tampered(self, bundle: Path) -> Path:
        """Return it with one bit another, in the middle."""
        data = bytearray(bundle.read_bytes())
        data[len(data) // 2] ^= 1
        return self._written("tampered.age", bytes(data))

    def truncated(self, bundle: Path) -> Path:
        """Return the part that came through before the line broke off."""
        data = bundle.read_bytes()
        return self._written("truncated.age", data[: len(data) * 2 // 3])

    def _written(self, name: str, data: bytes) -> Path:
        (self.folder / name).write_bytes(data)
        return self.folder / name

    def _manifest(self, recipients: Sequence[str], digit: str) -> bytes:
        facts = {
            "format": 1,
            "bundle_id": digit * 32,
            "created": "2026-05-14T09:00:00Z",
            "sender": {"name": "", "ed25519": self.public, "words": self.words},
            "recipients": list(recipients),
            "purpose": "quiet_diplomacy",
            "case_refs": [],
            "consent": {"relied_on": [], "from_public_record": 0},
            "files": [
                {
                    "n": "cover.pdf",
                    "size": len(COVER),
                    "sha256": hashlib.sha256(COVER).hexdigest(),
                    "mime": "application/pdf",
                    "title": "Dossier",
                }
            ],
            "redactions": {"selected": 1, "written": 1, "withheld": 0},
            "audit_checkpoint": None,
            "supersedes": None,
        }
        return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def partner(folder: Path) -> Tools:
    """Return a partner who has the public programs and nothing else; skips where they are not installed."""
    need("age", "age-keygen", "minisign", "tar")
    folder.mkdir()
    ran("minisign", "-G", "-W", "-p", folder / "sign.pub", "-s", folder / "sign.key")
    public = (folder / "sign.pub").read_text(encoding="ascii").splitlines()[1]
    ran("age-keygen", "-o", folder / "age.key")
    (receiving,) = re.findall("age1[0-9a-z]+", (folder / "age.key").read_text(encoding="ascii"))
    return Tools(folder, fingerprint(base64.b64decode(public)[10:], "minisign"), public, receiving)
