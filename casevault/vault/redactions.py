"""Redacted copies as records: which file, for which audience, where the boxes lie, and who has looked at each page.

All of it stands in the piece of evidence and so in the log; the original is never touched, and no copy is stored: it is made from
the original whenever it is wanted, the same each time. A look is bound to the file and to the boxes that were seen. Whoever moves
a box, in this vault or in one that is merged with it, has that page looked at again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casevault.ambient import utc_text
from casevault.domain.text import clean_line
from casevault.domain.values import rows_of
from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.media.boxes import Area
from casevault.vault.acts import Append, Edit
from casevault.vault.attached import EVIDENCE, files_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from casevault.domain.record import Changes, Fields, Record
    from casevault.vault.attached import Attachment
    from casevault.vault.vault import Vault

COPIES: Final = "redactions"
BOXES: Final = "boxes"
LOOKED: Final = "looked"
MOST_BOXES: Final = 2_000  # of one piece of evidence
MOST_COPIES: Final = 50


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """One box. `page` counts from 1; `row` is "" of one that is not recorded yet."""

    page: int
    area: Area
    row: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """That a page was looked at: by whom (an actor's id) and when (UTC)."""

    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Redaction:
    """One redacted copy. `looked` holds only the pages whose look still counts."""

    id: str
    file: Attachment
    audience: str
    label: str
    pages: int
    boxes: tuple[Box, ...]
    looked: Mapping[int, Look]

    @property
    def evidence(self) -> str:
        """Return the id of its piece of evidence."""
        return self.file.evidence

    @property
    def unseen(self) -> tuple[int, ...]:
        """Return the pages that nobody has looked at as they are now."""
        return tuple(page for page in range(1, self.pages + 1) if page not in self.looked)

    def areas(self, page: int) -> tuple[Area, ...]:
        """Return the boxes of one page, from 1."""
        return tuple(box.area for box in self.boxes if box.page == page)


def redactions_of(vault: Vault, evidence: str, audience: str = "") -> list[Redaction]:
    """Return the redacted copies of a piece of evidence, in the order they were begun; only those for `audience`, if given."""
    return _of_record(_evidence(vault, evidence), audience)


def copies_of(record: Record) -> list[Redaction]:
    """Return the redacted copies that a piece of evidence holds, as it was read."""
    return _of_record(record)


def has_copy(record: Record, audience: str) -> bool:
    """Say whether a piece of evidence has a redacted copy for `audience`, looked at or not."""
    return bool(_of_record(record, audience))


def redaction(vault: Vault, evidence: str, copy: str) -> Redaction:
    """Return one redacted copy; NOT_FOUND where there is none of that id."""
    for found in redactions_of(vault, evidence):
        if found.id == copy:
            return found
    raise UserProblem(
        Code.NOT_FOUND,
        N_("This piece of evidence has no redacted copy of that id."),
        N_("“casevault redactions” lists them."),
        id=evidence,
    )


def begin(vault: Vault, file: Attachment, *, audience: str, label: str, pages: int, boxes: Sequence[Box]) -> Redaction:
    """Begin a redacted copy of a file for an audience, with its first boxes; it is one act."""
    record = _evidence(vault, file.evidence)
    if len(_of_record(record)) >= MOST_COPIES:
        raise UserProblem(
            Code.TOO_LARGE,
            N_("A piece of evidence has at most {limit} redacted copies."),
            N_("Remove one that is no longer wanted."),
            limit=MOST_COPIES,
        )
    copy = vault.ambient.new_id()
    _require_boxes(boxes, pages, before=len(rows_of(record.fields.get(BOXES, []))))
    row: dict[str, object] = {"row": copy, "file": file.row, "audience": audience, "pages": pages}
    if label:
        row["label"] = label
    drawn = [Append(record.id, BOXES, _row(copy, box)) for box in boxes]
    vault.records.apply([Append(record.id, COPIES, row), *drawn])
    return redaction(vault, record.id, copy)


def put_boxes(vault: Vault, held: Redaction, boxes: Sequence[Box]) -> Changes:
    """Let exactly these boxes stand on a copy; what others drew on other copies stays."""
    record = _evidence(vault, held.evidence)
    others = [dict(row) for row in rows_of(record.fields.get(BOXES, [])) if row.get("copy") != held.id]
    _require_boxes(boxes, held.pages, before=len(others))
    rows: list[Mapping[str, object]] = [*others, *(_row(held.id, box) for box in boxes)]
    return vault.records.apply([Edit(record.id, {BOXES: rows})])


def put_label(vault: Vault, held: Redaction, untrusted_label: str) -> Changes:
    """Call a copy so, "" for nothing; its boxes, and whoever looked at them, stay."""
    record = _evidence(vault, held.evidence)
    label = clean_line(untrusted_label.strip(), "label")
    rows = [dict(row) for row in rows_of(record.fields.get(COPIES, []))]
    for row in rows:
        if row.get("row") == held.id:
            row.pop("label", None)
            row.update({"label": label} if label else {})
    return vault.records.apply([Edit(record.id, {COPIES: rows})])


def look(vault: Vault, held: Redaction, pages: Iterable[int]) -> Changes:
    """Note that the person who signs has looked at these pages (from 1) with the boxes they have now."""
    wanted = sorted(set(pages))
    if not wanted or not all(1 <= page <= held.pages for page in wanted):
        raise _no_page(held.pages)
    at = utc_text(vault.ambient.stamp().at_utc)
    rows = [
        {"copy": held.id, "page": page, "by": vault.actor, "at": at, "seen": seen_now(held.file.sha256, page, held.areas(page))}
        for page in wanted
    ]
    return vault.records.apply([Append(held.evidence, LOOKED, row) for row in rows])


def unlook(vault: Vault, held: Redaction, page: int) -> Changes:
    """Take back that a page was looked at."""
    record = _evidence(vault, held.evidence)
    kept = [
        dict(row)
        for row in rows_of(record.fields.get(LOOKED, []))
        if not (row.get("copy") == held.id and row.get("page") == page)
    ]
    return vault.records.apply([Edit(record.id, {LOOKED: kept})])


def remove(vault: Vault, held: Redaction) -> Changes:
    """Remove a redacted copy with its boxes and looks; the file and the log stay."""
    record = _evidence(vault, held.evidence)
    edits: dict[str, object] = {
        COPIES: [dict(row) for row in rows_of(record.fields.get(COPIES, [])) if row.get("row") != held.id],
        BOXES: [dict(row) for row in rows_of(record.fields.get(BOXES, [])) if row.get("copy") != held.id],
        LOOKED: [dict(row) for row in rows_of(record.fields.get(LOOKED, [])) if row.get("copy") != held.id],
    }
    return vault.records.apply([Edit(record.id, edits)])


def seen_now(sha256: str, page: int, areas: Iterable[Area]) -> str:
    """Return what a look at a page is bound to: the file, the page, and every box on it. A comparison, no secret."""
    drawn = ";".join(f"{area.x},{area.y},{area.w},{area.h}" for area in sorted(areas))
    return hashlib.sha256(f"casevault/1/look {sha256} {page} {drawn}".encode()).hexdigest()


def _evidence(vault: Vault, evidence: str) -> Record:
    record = vault.records.get(evidence)
    if record.type != EVIDENCE or record.deleted:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("This record is no piece of evidence."),
            N_("“casevault attachments” lists the pieces of evidence there are."),
            id=record.id,
        )
    return record


def _of_record(record: Record, audience: str = "") -> list[Redaction]:
    files = {file.row: file for file in files_of(record, frozenset())}
    found = []
    for row in rows_of(record.fields.get(COPIES, [])):
        copy, file = str(row.get("row", "")), files.get(str(row.get("file", "")))
        told, pages = row.get("audience"), _number(row, "pages")
        if file is None or file.erased or not isinstance(told, str) or pages < 1 or (audience and told != audience):
            continue  # without its file, or with an answer that is none, there is no copy
        boxes = tuple(sorted(_boxes(record.fields, copy)))
        held = Redaction(copy, file, told, str(row.get("label", "")), pages, boxes, {})
        found.append(Redaction(copy, file, told, held.label, pages, boxes, _looked(record.fields, held)))
    return found


def _boxes(fields: Fields, copy: str) -> Iterable[Box]:
    for row in rows_of(fields.get(BOXES, [])):
        if row.get("copy") == copy:
            x, y, w, h = (_number(row, key) for key in ("x", "y", "w", "h"))
            # Whatever was recorded hides: what lies half beside the page hides the half that is on it.
            left, top = min(max(x, 0), 999_999), min(max(y, 0), 999_999)
            right, bottom = min(max(x + w, left + 1), 1_000_000), min(max(y + h, top + 1), 1_000_000)
            yield Box(_number(row, "page"), Area(left, top, right - left, bottom - top), str(row.get("row", "")))


def _looked(fields: Fields, held: Redaction) -> dict[int, Look]:
    found = {}
    for row in rows_of(fields.get(LOOKED, [])):
        page = _number(row, "page")
        if row.get("copy") == held.id and row.get("seen") == seen_now(held.file.sha256, page, held.areas(page)):
            found[page] = Look(str(row.get("by", "")), str(row.get("at", "")))
    return {page: found[page] for page in sorted(found) if 1 <= page <= held.pages}


def _row(copy: str, box: Box) -> dict[str, object]:
    area = box.area
    row: dict[str, object] = {"copy": copy, "page": box.page, "x": area.x, "y": area.y, "w": area.w, "h": area.h}
    return {**row, "row": box.row} if box.row else row


def _number(row: Fields, key: str) -> int:
    value = row.get(key, 0)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _require_boxes(boxes: Sequence[Box], pages: int, *, before: int) -> None:
    if before + len(boxes) > MOST_BOXES:
        raise UserProblem(
            Code.TOO_LARGE,
            N_("A piece of evidence has at most {limit} boxes."),
            N_("Draw one over several lines, or attach the file as several."),
            limit=MOST_BOXES,
        )
    for box in boxes:
        if not 1 <= box.page <= pages:
            raise _no_page(pages)
        if not box.area.is_on_page():
            raise UserProblem(
                Code.INVALID_INPUT,
                N_("A box lies on the page and has a width and a height."),
                N_("Give the page, then left, top, width and height as parts of the page: 1,0.1,0.2,0.5,0.05."),
            )


def _no_page(pages: int) -> UserProblem:
    return UserProblem(Code.INVALID_INPUT, N_("This file has pages 1 to {pages}."), N_("Choose one of them."), pages=pages)
