"""Files of evidence that go along with a disclosure, and why the others do not. Nothing else may put a file into an archive.

A picture or a page goes as a redacted copy made for this audience, every page of which a person has looked at as it is now, made
anew from the original and opened again. Sound and film cannot be redacted: they go whole, only where the consent of every focus
person names the voice, for film the picture too. What the profile does not let out, what belongs to a record that may not leave,
and what was attached under another SHA-256 stays.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from casevault.crypto.blob import BlobDamaged
from casevault.disclosure.redacted import make_copy
from casevault.disclosure.request import Action, Reason
from casevault.domain.schema import DataClass
from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.media.fresh import SUFFIXES
from casevault.media.viewer import Children
from casevault.progress import silent
from casevault.vault.attached import EVIDENCE, files_of
from casevault.vault.redactions import has_copy, redactions_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from casevault.disclosure.gate import Clearance
    from casevault.disclosure.policy import Ruling
    from casevault.disclosure.redacted import RedactedCopy
    from casevault.disclosure.request import Json, Row
    from casevault.disclosure.select import Selection
    from casevault.domain.record import Record
    from casevault.progress import Progress
    from casevault.vault.attached import Attachment
    from casevault.vault.vault import Vault

EVERY: Final = "all"  # every piece of evidence of the chosen cases that has a copy for this audience
MOST_FILES: Final = 200  # of one disclosure
MOST_BYTES: Final = 1 << 30  # of all of them: they are held in memory until they are sealed
_NEEDED: Final[Mapping[str, frozenset[str]]] = {"audio": frozenset({"voice"}), "video": frozenset({"voice", "photo"})}


@dataclass(frozen=True, slots=True)
class ClearedFile:
    """One file that goes along: its name in the archive, its bytes, and where it came from (ids, which do not leave)."""

    name: str
    data: bytes
    mime: str
    evidence: str
    path: str  # of the value it stands for: "files/<row>/blob"
    copy: str  # id of the redacted copy, "" of a file that goes whole
    pages: int
    looked: int  # pages a person has looked at

    @property
    def sha256(self) -> str:
        """Return the SHA-256 of what goes along."""
        return hashlib.sha256(self.data).hexdigest()

    def to_json(self) -> Json:
        """Return the entry of `files` in the report."""
        return {
            "evidence": self.evidence,
            "name": self.name,
            "sha256": self.sha256,
            "mime": self.mime,
            "pages": self.pages,
            "looked_at": self.looked,
        }


@dataclass(frozen=True, slots=True)
class Kept:
    """One file that stays, and why."""

    evidence: str
    path: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Along:
    """What goes along and what stays: every file of the chosen evidence is in exactly one of both."""

    cleared: tuple[ClearedFile, ...] = ()
    kept: tuple[Kept, ...] = ()


def cleared_files(
    vault: Vault,
    evidence: Sequence[str],
    *,
    audience: str,
    rulings: Mapping[tuple[str, str], Ruling],
    selection: Selection,
    clearance: Clearance,
    progress: Progress = silent,
) -> Along:
    """Return what of the pieces of `evidence` goes to `audience`, made and checked, and what stays and why.

    NOT_FOUND for an id that is no evidence of the chosen cases; TOO_LARGE where it is more than one archive holds; and what
    making a copy refuses: one that cannot be made stops everything, because it was promised to be there.
    """
    cleared: list[ClearedFile] = []
    kept: list[Kept] = []
    children = Children()
    try:
        for wanted in _wanted(selection, evidence, audience):
            record = selection.records.get(wanted)
            if record is None or record.type != EVIDENCE:
                raise UserProblem(
                    Code.NOT_FOUND,
                    N_("This is no piece of evidence of the chosen cases."),
                    N_("“casevault attachments DIR CASE” lists those there are."),
                    id=wanted,
                )
            stored = frozenset(row.id for row in vault.attachments.rows())
            for file in files_of(record, stored):
                path = f"{file.unit}/blob"
                found = _file(
                    _Asked(vault, children, audience, clearance, progress), record, file, rulings.get((record.id, path))
                )
                if isinstance(found, Reason):
                    kept.append(Kept(record.id, path, found))
                    continue
                for data, mime, copy, pages in found:
                    number = len(cleared) + 1
                    suffix = SUFFIXES.get(mime, "bin")
                    cleared.append(
                        ClearedFile(f"files/{number:04}.{suffix}", data, mime, record.id, path, copy, pages, pages if copy else 0)
                    )
                if len(cleared) > MOST_FILES or sum(len(one.data) for one in cleared) > MOST_BYTES:
                    raise UserProblem(
                        Code.TOO_LARGE, N_("These are more files than one archive holds."), N_("Make two disclosures of them.")
                    )
    finally:
        children.close()
    return Along(tuple(cleared), tuple(kept))


def with_files(rows: Sequence[Row], along: Along) -> tuple[Row, ...]:
    """Return the counted values with what became of the files: the value that stands for one is written, or says why not."""
    went = {(file.evidence, file.path) for file in along.cleared}
    stayed = {(file.evidence, file.path): file.reason for file in along.kept}
    return tuple(
        replace(row, action=Action.OTHER_WORDS, reason=Reason.REDACTED)
        if (row.id, row.field) in went
        else replace(row, action=Action.WITHHELD, reason=stayed[row.id, row.field], after="", section="")
        if (row.id, row.field) in stayed
        else row
        for row in rows
    )


def written_with_files(written: Mapping[str, Sequence[str]], along: Along) -> dict[str, list[str]]:
    """Return which fields of which records left, with the files among them: the register says so."""
    found = {record: list(paths) for record, paths in written.items()}
    for file in along.cleared:
        paths = found.setdefault(file.evidence, [])
        if file.path not in paths:
            paths.append(file.path)
    return found


def _wanted(selection: Selection, evidence: Sequence[str], audience: str) -> list[str]:
    found = [one for one in evidence if one != EVERY]
    if EVERY in evidence:
        found += [record.id for record in selection.of_type(EVIDENCE) if has_copy(record, audience)]
    return list(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class _Asked:
    vault: Vault
    children: Children
    audience: str
    clearance: Clearance
    progress: Progress


def _file(asked: _Asked, record: Record, file: Attachment, ruling: Ruling | None) -> Reason | list[tuple[bytes, str, str, int]]:
    """Return (bytes, media type, id of the copy, pages) of each copy of a file that goes along, or why none does."""
    vault, clearance = asked.vault, asked.clearance
    barred = _barred(record, ruling, clearance) or (Reason.NONE if file.stored else Reason.NO_COPY)
    if barred:
        return barred
    media = file.mime.partition("/")[0]
    if media in _NEEDED:
        if not _agreed(record, clearance, _NEEDED[media]):
            return Reason.CONSENT_MISSING
        return [(_whole(vault, file), file.mime, "", 1)]
    copies = [held for held in redactions_of(vault, record.id, asked.audience) if held.file.row == file.row]
    looked = [held for held in copies if not held.unseen]
    if not looked:
        return Reason.NOT_LOOKED_AT if copies else Reason.NO_COPY
    made: Iterable[RedactedCopy] = (make_copy(vault, asked.children, held, asked.progress) for held in looked)
    return [(one.made.data, one.made.mime, one.redaction.id, one.redaction.pages) for one in made]


def _barred(record: Record, ruling: Ruling | None, clearance: Clearance) -> Reason:
    """Return why no file of a record may leave, or NONE: what the policy says of it, its class, a decision that is still open."""
    if ruling is None or not ruling.leaves:  # of what is no counted value (a file that was erased) nothing is known to leave
        return ruling.reason if ruling is not None and ruling.reason else Reason.NO_COPY
    if record.id in clearance.limited and record.data_class is not DataClass.C0:
        return Reason.PUBLIC_RECORD
    if record.data_class > DataClass.C2:  # consent may let words of that class out; pixels say more than the words did
        return {DataClass.C3: Reason.C3_NEVER, DataClass.C4: Reason.C4_NEVER}.get(record.data_class, Reason.C5_NEVER)
    tables = {conflict.partition("/")[0] for conflict in record.conflicts}
    return Reason.CONFLICT if tables & {"files", "redactions", "boxes", "looked", "public", "deleted"} else Reason.NONE


def _agreed(record: Record, clearance: Clearance, media: frozenset[str]) -> bool:
    """Say whether every focus person of every chosen case that holds the record has agreed to these media."""
    persons = {person for case in clearance.cases_of(record.id) for person in clearance.focus_of.get(case, ())}
    standings = [clearance.standings[person] for person in persons]
    return bool(standings) and all(standing.consent and media <= standing.media for standing in standings)


def _whole(vault: Vault, file: Attachment) -> bytes:
    """Return the original of a sound or film, the one that was attached: BLOB_DAMAGED where it is another."""
    if file.size > MOST_BYTES:
        raise UserProblem(Code.TOO_LARGE, N_("These are more files than one archive holds."), N_("Make two disclosures of them."))
    row = next(row for row in vault.attachments.rows() if row.id == file.blob)
    if (
        file.sha256 and vault.attachments.sha256_of(row) != file.sha256
    ):  # a preview writes nothing, so no row says it was compared
        raise BlobDamaged
    with vault.attachments.open_blob(file.blob) as opened:
        return opened.read(0, opened.length)
