"""Where back-ups lie: one pool of stored attachments and numbered generations, checkable without a key. docs/formats/backup.md.

    PLACE/  lock
            blobs/3f/3f9c…            attachments as the vault stores them, shared by all; long ones in parts .000 .001
            0001/  main.db  vault.a  vault.b  SHA256SUMS  MANIFEST.mac, and DAMAGED where attachments could not be saved

A place belongs to one vault. It may lie on a stranger's stick: what is no file of ours is never followed, altered or removed.
"""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from casevault import files
from casevault.errors import Code, MachineProblem, UserProblem
from casevault.i18n import N_
from casevault.progress import silent
from casevault.vault.header import COPIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from casevault.progress import Progress

POOL: Final = "blobs"
DATABASE: Final = "main.db"
SUMS: Final = "SHA256SUMS"
MAC: Final = "MANIFEST.mac"
LOCK: Final = "lock"
DAMAGED: Final = "DAMAGED"
PART_BYTES: Final = (1 << 32) - (1 << 20)  # a longer file stands in parts: FAT32 ends at 4 GiB
SUMS_LIMIT: Final = 256 << 20  # bytes: two million attachments
MAC_LIMIT: Final = 1_024  # bytes
DAMAGED_LIMIT: Final = 64 << 20  # bytes: as many attachments
READ: Final = 1 << 20

_GENERATION: Final = re.compile(r"[0-9]{4,9}")
_OF_A_GENERATION: Final = re.compile(rf"[0-9]{{4,9}}/(?:{DATABASE}|{'|'.join(map(re.escape, COPIES))}|{DAMAGED})")
_OF_THE_POOL: Final = re.compile(rf"{POOL}/([0-9a-f]{{2}})/(\1[0-9a-f]{{30}})(?:\.[0-9]{{3}})?")
_LINE: Final = re.compile(rb"([0-9a-f]{64})  ([0-9A-Za-z./]{1,80})\n")
_ID_LINE: Final = re.compile(rb"([0-9a-f]{32})\n")
_LONGEST_LINE: Final = 64 + 2 + 80 + 1


@dataclass(frozen=True, slots=True)
class Place:
    """A folder of back-ups."""

    path: Path

    @property
    def pool(self) -> Path:
        """Return where the attachments lie."""
        return self.path / POOL

    def sweep(self) -> None:
        """Remove what writes that were cut short have left, and generations on their way out."""
        with files.refusals():
            left = [path for path in self.path.iterdir() if _is_left(path)]
            for part in self.pool.iterdir() if self.pool.is_dir() else ():
                if files.is_own(part, folder=True):
                    left += [path for path in part.iterdir() if _is_left(path)]
        for path in left:
            files.remove_tree(path)

    def folder(self, generation: int) -> Path:
        """Return the folder of a generation."""
        return self.path / f"{generation:04d}"

    def staging(self, generation: int) -> Path:
        """Return where a generation is made before it counts."""
        return self.path / f".{generation:04d}{files.PART}"

    def generations(self) -> list[int]:
        """Return the numbers of the generations that are there, the oldest first."""
        with files.refusals():
            names = [entry.name for entry in self.path.iterdir()] if self.path.is_dir() else []
        return sorted(int(name) for name in names if _GENERATION.fullmatch(name) and files.is_own(self.path / name, folder=True))

    def sums(self, generation: int) -> dict[str, str]:
        """Return {path from the place: SHA-256} of a generation. BACKUP_DAMAGED if the list is not one that we write."""
        return parse_sums(self.raw_sums(generation), generation)

    def missing(self, generation: int, sums: Mapping[str, str]) -> frozenset[str]:
        """Return the ids of attachments that were damaged when this generation was made, and that it does not hold."""
        if f"{generation:04d}/{DAMAGED}" not in sums:
            return frozenset()
        return parse_damaged(self._own(generation, DAMAGED, DAMAGED_LIMIT), sums)

    def raw_sums(self, generation: int) -> bytes:
        """Return the list of sums as it stands."""
        return self._own(generation, SUMS, SUMS_LIMIT)

    def mac(self, generation: int) -> bytes:
        """Return the MAC of the list as it stands."""
        return self._own(generation, MAC, MAC_LIMIT)

    def _own(self, generation: int, name: str, limit: int) -> bytes:
        path = self.folder(generation) / name
        if not files.is_own(path):
            raise damaged()
        return files.read_limited(path, limit)

    def day(self, generation: int) -> str:
        """Return the ISO day (UTC) on which a generation was written, as the file system has it."""
        with files.refusals():
            written = (self.folder(generation) / SUMS).stat().st_mtime
        return datetime.fromtimestamp(written, UTC).date().isoformat()

    def parts_of(self, sums: Mapping[str, str], blob_id: str) -> list[str]:
        """Return the paths, from the place, that together hold a stored attachment; [] where it is not listed."""
        whole = pool_path(blob_id)
        return [whole] if whole in sums else sorted(path for path in sums if path.startswith(f"{whole}."))

    def wrong(self, sums: Mapping[str, str], progress: Progress = silent) -> list[str]:
        """Return the listed paths whose file is missing or has another sum, read from the medium itself."""
        found = []
        for done, (path, expected) in enumerate(sorted(sums.items())):
            progress(done, len(sums))
            file = self.path / path
            if not files.is_own(file) or not file.exists() or sum_of(file, progress) != expected:
                found.append(path)
        return found


def _is_left(path: Path) -> bool:
    return path.name.startswith(".") and path.name.endswith(files.PART)


def pool_path(blob_id: str) -> str:
    """Return where a stored attachment lies in the pool, from the place: as in the vault."""
    return f"{POOL}/{blob_id[:2]}/{blob_id}"


def spell_sums(sums: Mapping[str, str]) -> bytes:
    """Return the list in the form of `sha256sum`, sorted by path."""
    return "".join(f"{sums[path]}  {path}\n" for path in sorted(sums)).encode("ascii")


def parse_sums(untrusted: bytes, generation: int) -> dict[str, str]:
    """Return the list of a generation, or raise BACKUP_DAMAGED: paths of ours alone, each once, and its own files.

    No path is ever taken from the list that does not match to the letter: one that climbs would reach out of the place. Lines are
    looked at one by one and in their order, so that a long list of nonsense is refused at its first line.
    """
    found: dict[str, str] = {}
    before = ""
    lines = io.BytesIO(untrusted)
    while line := lines.readline(_LONGEST_LINE):
        match = _LINE.fullmatch(line)
        path = "" if match is None else match[2].decode("ascii")
        if match is None or path <= before or not (_OF_A_GENERATION.fullmatch(path) or _OF_THE_POOL.fullmatch(path)):
            raise damaged()
        found[path] = match[1].decode("ascii")
        before = path
    own = {path for path in found if not path.startswith(f"{POOL}/")} - {f"{generation:04d}/{DAMAGED}"}
    if own != {f"{generation:04d}/{name}" for name in (DATABASE, *COPIES)}:
        raise damaged()
    return found


def spell_damaged(blob_ids: Iterable[str]) -> bytes:
    """Return the list of attachments that a generation does not hold, an id a line."""
    return "".join(f"{blob_id}\n" for blob_id in sorted(blob_ids)).encode("ascii")


def parse_damaged(untrusted: bytes, sums: Mapping[str, str]) -> frozenset[str]:
    """Return the ids in such a list, or raise BACKUP_DAMAGED: ids alone, in their order, none of which `sums` lists as saved."""
    found: list[str] = []
    lines = io.BytesIO(untrusted)
    while line := lines.readline(33):
        match = _ID_LINE.fullmatch(line)
        blob_id = "" if match is None else match[1].decode("ascii")
        if blob_id <= (found[-1] if found else ""):
            raise damaged()
        found.append(blob_id)
    saved = {path.rpartition("/")[2].partition(".")[0] for path in sums if path.startswith(f"{POOL}/")}
    if not found or not saved.isdisjoint(found):
        raise damaged()
    return frozenset(found)


def sum_of(path: Path, progress: Progress = silent) -> str:
    """Return the SHA-256 of a file, in hexadecimal, read from the medium where the system lets us ask for that."""
    files.forget_cached(path)
    digest = hashlib.sha256()
    for chunk in chunks_of(path):
        progress(0, 0)  # a safe point: a large file takes its time
        digest.update(chunk)
    return digest.hexdigest()


def chunks_of(path: Path, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """Yield the bytes of a file from `start` to `end` (None: its end) in chunks of a mebibyte."""
    with files.refusals(), files.open_file(path) as source:
        source.seek(start)
        left = -1 if end is None else end - start
        while left and (chunk := source.read(READ if left < 0 else min(READ, left))):
            left = left if left < 0 else left - len(chunk)
            yield chunk


def damaged() -> MachineProblem:
    """Return the refusal for a back-up that is not as it was made."""
    return MachineProblem(
        Code.BACKUP_DAMAGED,
        N_("This back-up is damaged or was altered: it is not what was written."),
        N_("Use an older one, or one from another place. `sha256sum -c` in its folder names the files that are wrong."),
    )


def not_a_place() -> UserProblem:
    """Return the refusal for a folder that holds other things than back-ups of this vault."""
    return UserProblem(
        Code.INVALID_INPUT,
        N_("That folder holds something else than back-ups of this vault."),
        N_("Choose a new or empty folder. Nothing was changed there."),
    )
