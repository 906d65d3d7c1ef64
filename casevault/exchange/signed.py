"""Rows of a log in one file for one other vault: signed over every line, sealed to that vault, read back before it counts.

    age to the receiver's key ─ tar ─ journey.jsonl, then attachments/ID
    {"casevault":KIND,"format":1,…}  {"change":{…}} …  {"attachment":{…}} …  {"end":{…,"signature":…}}

docs/formats/journey.md. The signature covers every line, and so each row, the SHA-256 of each attachment, and to whom it is sent.
"""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

from casevault import files
from casevault.crypto import agestream, signing
from casevault.domain.canonical import canonical
from casevault.errors import Code, MachineProblem, UserProblem
from casevault.exchange import jsonl
from casevault.exchange.archive import ATTACHMENTS, Part, tar_of
from casevault.i18n import N_
from casevault.vault.attached import require_room
from casevault.vault.originals import Digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from casevault.domain.change import Change
    from casevault.progress import Progress
    from casevault.store.blobs import BlobRow
    from casevault.vault.vault import Vault

FORMAT: Final = 1
LINES: Final = "journey.jsonl"
JOURNEY: Final = "journey"  # what one brings home
EXCHANGE: Final = "exchange"  # what one office of a team tells another
USES: Final = {
    JOURNEY: b"casevault/1/journey",
    EXCHANGE: b"casevault/1/exchange",
}  # a signature for one is worth nothing as other
MOST_ROWS: Final = 200_000  # held in memory until all of them are verified


@dataclass(frozen=True, slots=True)
class Signer:
    """The private seed (32 bytes) that signs bundles of one kind, and nothing else."""

    seed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Contents:
    """What goes: the kind, what the first line says beside it, the receiver's public age key, rows, attachments."""

    kind: str
    head: Mapping[str, object]
    recipient: str
    rows: Sequence[Change]
    stored: Sequence[BlobRow]


def write_signed(
    vault: Vault,
    path: Path,
    contents: Contents,
    signer: Signer,
    *,
    before: Callable[[], object] = lambda: None,
    progress: Progress,
) -> None:
    """Write it to a new private file and read that back. `before` runs when it is whole, and before it has its name."""
    rows, stored = contents.rows, contents.stored
    require_room(path.parent, sum(row.length for row in stored) + 2 * sum(len(str(row.payload)) for row in rows))
    listed = [(row, vault.attachments.sha256_of(row, progress)) for row in stored]
    head = {
        "casevault": contents.kind,
        "format": FORMAT,
        **contents.head,
        "to": contents.recipient,
        "at_utc": vault.ambient.stamp().at_utc,
    }
    lines = [canonical(head), *(canonical({"change": jsonl.columns_of(row)}) for row in rows)]
    lines += [
        canonical({"attachment": {"id": row.id, "name": ATTACHMENTS + row.id, "size": row.length, "sha256": sha256}})
        for row, sha256 in listed
    ]
    text = b"".join(line + b"\n" for line in lines)
    digest = hashlib.sha256(text).digest()
    # The seed signs bundles of this kind and nothing else; Ed25519 is deterministic, and the use stands before what is signed.
    signature = signing.sign(signer.seed, USES[contents.kind], digest)
    end = {"changes": len(rows), "attachments": len(listed), "sha256": digest.hex(), "signature": signature.hex()}
    text += canonical({"end": end}) + b"\n"

    def parts() -> Iterator[Part]:
        yield Part(LINES, len(text), [text])
        for row, _ in listed:
            yield Part(ATTACHMENTS + row.id, row.length, _pieces(vault, row, progress))

    held = agestream.Remembered(agestream.ForKey(contents.recipient))
    staged = files.Staged(path, agestream.encrypt(tar_of(parts()), held, vault.ambient))
    try:
        with staged.open() as stream:  # read back from the disk, each chunk authenticated: nobody here can open it again
            _read_back(agestream.decrypt(stream.read, held.file_key), partial(tar_of, parts()))
        before()
    except BaseException:
        staged.discard()
        raise
    staged.place()


def _pieces(vault: Vault, row: BlobRow, progress: Progress) -> Iterator[memoryview]:
    with Digest() as digest, contextlib.closing(vault.attachments.whole(row, digest, progress)) as pieces:
        yield from pieces


def _read_back(found: Iterable[bytes], made: Callable[[], Iterable[bytes | memoryview]]) -> None:
    there, here = hashlib.sha256(), hashlib.sha256()
    for piece in found:
        there.update(piece)
    for other in made():
        here.update(other)
    if there.digest() != here.digest():
        raise MachineProblem(
            Code.IO_ERROR,
            N_("What was written does not read back as it was written. Nothing was kept."),
            N_("Try another disk; nothing in the vault was changed."),
        )


def too_many() -> UserProblem:
    """Return the refusal of more rows than are held in memory until they are verified."""
    return UserProblem(
        Code.TOO_LARGE,
        N_("There are more entries than one bundle holds ({most})."),
        N_("A journey does not bring that many. Check that it is the right vault."),
        most=MOST_ROWS,
    )
