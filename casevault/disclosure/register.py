"""The register: what left, for whom, under which consent. Each disclosure is a record of class C5 in the log like any other.

The row is written before the file gets its name: no crash leaves a file that nobody knows of (`write_and_register`).
"""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from casevault import files
from casevault.ambient import utc_text
from casevault.disclosure.outputs.registry import OUTPUTS
from casevault.disclosure.request import NOTICE, Reason
from casevault.domain.change import Action
from casevault.domain.consent import Identity, codes_of, rows_of, text_of
from casevault.errors import CaseVaultError
from casevault.vault.cases import Act, Add, Append, Edit
from casevault.vault.merging import ids_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from casevault.disclosure.gate import Clearance
    from casevault.disclosure.pseudonyms import Pseudonyms
    from casevault.disclosure.request import Json, Preview, Request
    from casevault.domain.record import Record, Value
    from casevault.vault.vault import Vault

SUPERSEDED = "superseded"  # replaced by a later copy: ended, not asked back


class DisclosureState(StrEnum):
    """Where a disclosure stands today."""

    VALID = "valid"
    ENDED = "ended"
    RECALLED = "recalled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the register."""

    id: str
    at: str
    recipient: str
    audience: str
    output: str
    purpose: str
    cases: tuple[str, ...]
    persons: tuple[str, ...]
    seal: str
    sha256: str
    state: DisclosureState
    valid_until: str = ""
    copy_no: int = 0
    appears: str = ""  # how the person asked about appears: a code of identity_level

    def to_json(self) -> dict[str, Json]:
        """Return the entry of `disclosures`."""
        return {
            "id": self.id,
            "at": self.at,
            "recipient": self.recipient,
            "audience": self.audience,
            "output": self.output,
            "purpose": self.purpose,
            "cases": list(self.cases),
            "persons": list(self.persons),
            "seal": self.seal,
            "sha256": self.sha256,
            "state": self.state.value,
            **({"appears": self.appears} if self.appears else {}),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """Everything that the row says about one disclosure."""

    request: Request
    preview: Preview
    clearance: Clearance
    written: Mapping[str, Sequence[str]]  # record -> paths
    told: Collection[str]  # records of which it speaks
    versions: Mapping[str, str]  # record -> the change it stood at
    recipient: Record | None
    pseudonyms: Pseudonyms
    bundle: str  # also the id of the disclosure record
    sha256: str
    consents: Mapping[str, str]  # consent relied on -> the change it stood at
    also: tuple[Append | Edit, ...] = ()  # entered in the same act: holders that this tells


def listing(vault: Vault, *, person: str = "") -> list[Entry]:
    """Return the register, newest first; only what named `person`, or spoke of them by a code or a role, when one is given.

    Who was merged is found under every id: what left under the other one left about the same person.
    """
    ids = ids_of(vault.records, person) if person else frozenset()
    today = vault.ambient.today()
    copies = vault.records.list("disclosure")
    chosen = [replace(_entry(copy, today), appears=appearance(copy, ids)) for copy in copies if not person or is_about(copy, ids)]
    return sorted(chosen, key=lambda entry: (entry.at, entry.id), reverse=True)


def is_about(copy: Record, ids: Collection[str]) -> bool:
    """Say whether one of these persons can be recognised in a copy, or stands in it by a role."""
    return not set(ids).isdisjoint(codes_of(copy, "persons")) or bool(appearance(copy, ids))


def appearance(copy: Record, ids: Collection[str]) -> str:
    """Return how one of these persons appears in a copy, the most telling where they stand in it twice; "" where not at all."""
    found = {str(row.get("identity", "")) for row in rows_of(copy, "appeared") if row.get("person") in ids}
    return next((level.value for level in Identity if level.value in found), "")


def copy_number(vault: Vault, request: Request) -> int:
    """Return the number of the next copy: one more than the copies of this output that a case of it, or the person, has had."""
    earlier = [
        record
        for record in vault.records.list("disclosure")
        if text_of(record, "output") == request.output
        and (set(codes_of(record, "cases")) & set(request.cases) or request.person in codes_of(record, "persons"))
    ]
    return len(earlier) + 1


def superseded(vault: Vault, request: Request, recipient_text: str) -> str | None:
    """Return the bundle that a new one takes the place of: the newest of this output on the same for the same recipient.

    None where there is none. It had its id, so it learns nothing by it; of copies for others nothing is said.
    """
    copy = earlier_copy(vault, request, recipient_text)
    return None if copy is None else copy.id


def earlier_copy(vault: Vault, request: Request, recipient_text: str) -> Record | None:
    """Return the copy that a new one takes the place of. In another language it is another copy, and both stay valid."""
    if request.output == NOTICE:
        return None
    about = set(request.cases), request.output, request.record, request.lang, recipient_text
    output = OUTPUTS.get(request.output)
    apart = output is not None and bool(output.apart) and output.apart_option in request.options
    found = [
        copy
        for copy in vault.records.list("disclosure")
        if (
            *(set(codes_of(copy, "cases")), text_of(copy, "output"), text_of(copy, "about")),
            *(text_of(copy, "lang"), text_of(copy, "recipient_text")),
        )
        == about
        and apart == (output is not None and _is_apart(copy, output.apart))
        and (not request.person or request.person in codes_of(copy, "persons"))
    ]
    return max(found, key=lambda copy: (text_of(copy, "sent_at"), copy.id), default=None)


def _is_apart(copy: Record, field: str) -> bool:
    """Say whether a copy is the paper that goes apart from the other one of its output: it alone tells `field` of its record.

    Who has both is never told to destroy one for the other.
    """
    key = field.partition("/")[2]
    about = text_of(copy, "about")
    return bool(key) and any(row.get("record") == about and key in _texts(row.get("fields")) for row in rows_of(copy, "what"))


def _texts(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def persons_named(clearance: Clearance, told: Collection[str]) -> list[str]:
    """Return who can be recognised in what left: focus persons, but for numbers alone, and others by name, initials or code."""
    unnamed = {Identity.NONE, Identity.AGGREGATE}
    return sorted(
        person
        for person, standing in clearance.standings.items()
        if (standing.focus and standing.reason is not Reason.COUNTED) or (person in told and standing.identity not in unnamed)
    )


def write_and_register(vault: Vault, out: Path, data: bytes, leaving: Leaving) -> str:
    """Write the sealed file to `out` (never over another file) and enter it; return the id of the disclosure record.

    Whole and durable beside `out` first, then the row, then the name: whatever stands under `out` is in the register, also after
    a power cut. Should the name fail, or the program be stopped there, the row is deleted, which the log keeps; the marks on the
    records stay beside it in the history, of one batch with the deleted row. A cut in the moment between row and name leaves a
    row for a file that is only a part. Of the two mistakes that is the one to make: a recall asked once too often does no harm,
    a file that nobody knows of can never be recalled.
    """
    staged = files.Staged(out, data)
    try:
        entered = _enter(vault, leaving)
        staged.place()
    except BaseException:
        staged.discard()
        if not out.exists():
            _take_back(vault, leaving.bundle)
        raise
    return entered


def _take_back(vault: Vault, bundle: str) -> None:
    """Delete the row of a file that did not leave, if there is one; where that fails too, the row stays: the safe mistake.

    The copy whose place it was to take has not been replaced then.
    """
    with contextlib.suppress(CaseVaultError):
        before = vault.records.get(text_of(vault.records.get(bundle), "supersedes"))
        if text_of(before, "recall") == SUPERSEDED:
            vault.records.edit(before.id, {"recall": None, "recall_on": None})
    with contextlib.suppress(CaseVaultError):
        vault.records.delete(bundle)


def _enter(vault: Vault, leaving: Leaving) -> str:
    before = earlier_copy(vault, leaving.request, leaving.preview.recipient)
    fields = _fields(vault, leaving)
    if before is not None:
        fields["supersedes"] = before.id
    edits: list[Add | Edit | Act | Append] = [Add("disclosure", fields, leaving.bundle)]
    # What was asked back stays asked back, whatever was answered: the newer copy takes nothing out of anybody's hands.
    if before is not None and not text_of(before, "recall"):
        edits.append(Edit(before.id, {"recall": SUPERSEDED, "recall_on": vault.ambient.today().isoformat()}))
    edits += leaving.also
    drawn = leaving.pseudonyms.drawn
    recipient = leaving.recipient
    if drawn and recipient is not None and recipient.type == "organisation":
        kept: list[Value] = [dict(row) for row in rows_of(recipient, "pseudonyms")]
        edits.append(Edit(recipient.id, {"pseudonyms": [*kept, *leaving.pseudonyms.rows(drawn)]}))
    edits += [Act(record, Action.DISCLOSED, tuple(sorted(paths))) for record, paths in sorted(leaving.written.items())]
    return vault.records.apply(edits).made[0]


def _fields(vault: Vault, leaving: Leaving) -> dict[str, object]:
    request, preview = leaving.request, leaving.preview
    shown = {(row.id, row.field): digest_of(row.id, row.field, row.after) for row in preview.rows}
    fields: dict[str, object] = {
        "bundle": leaving.bundle,
        "what": [
            {
                "record": record,
                "fields": sorted(paths),
                "version": leaving.versions.get(record, ""),
                "shown": [shown.get((record, path), digest_of(record, path, "")) for path in sorted(paths)],
            }
            for record, paths in sorted(leaving.written.items())
        ],
        "appeared": _appeared(leaving),
        "about": request.record,
        "audience": request.audience,
        "output": request.output,
        "profile": request.audience,
        "recipient_text": preview.recipient,
        "purpose": preview.purpose,
        "consents": list(preview.consents),
        "cases": list(request.cases),
        "persons": persons_named(leaving.clearance, leaving.told),
        "tlp": preview.label.removeprefix("TLP:").lower().replace("+", "_"),
        "sent_at": utc_text(vault.ambient.stamp().at_utc),
        "sent_by": vault.actor,
        "format": request.format,
        "lang": request.lang,
        "seal": request.seal,
        "file_sha256": leaving.sha256,
        "copy_no": preview.copy_no,
        "valid_until": preview.valid_until,
        "selected": preview.selected,
        "written": preview.written,
        "withheld": preview.withheld,
        "failed": preview.failed,
        "scan_terms": preview.scan.terms,
        "scan_bytes": preview.scan.bytes,
        "scan_hits": preview.scan.hits,
        "hits": _hit_rows(vault, leaving),
        "rescan_ok": True,
    }
    if leaving.recipient is not None:
        fields["recipient"] = leaving.recipient.id
    if request.requested_on:
        fields["requested_on"] = request.requested_on
    if request.channel:
        fields["channel"] = request.channel
    if leaving.recipient is None or leaving.recipient.type != "organisation":
        fields["pseudonyms"] = leaving.pseudonyms.rows()
    return {key: value for key, value in fields.items() if value not in ("", [])}


def digest_of(record: str, path: str, words: str) -> str:
    """Return what tells whether a place reads otherwise in the next copy. Short words could be guessed from it: it stays C5."""
    return hashlib.sha256(f"{record}\0{path}\0{words}".encode()).hexdigest()[:16]


def _appeared(leaving: Leaving) -> list[dict[str, object]]:
    """Return who appears in what left, by name or by less: whoever can be recognised, and whose role stands in it."""
    named = set(persons_named(leaving.clearance, leaving.told))
    return [
        {key: value for key, value in row.items() if value}
        for person, standing in sorted(leaving.clearance.standings.items())
        if person in named or person in leaving.told
        for row in (
            {
                "person": person,
                "identity": standing.identity.value,
                "consent": standing.consent,
                "version": leaving.consents.get(standing.consent, ""),
            },
        )
    ]


def _hit_rows(vault: Vault, leaving: Leaving) -> list[dict[str, object]]:
    return [
        {
            "id": one.hit.id,
            "grade": one.hit.grade.value,
            "term": one.hit.term,
            "where": str(one.hit.where),
            "action": one.action.value,
            "by": vault.actor,
            **({"reason": one.reason} if one.reason else {}),
        }
        for one in leaving.preview.decided
    ]


def _entry(record: Record, today: date) -> Entry:
    valid_until = text_of(record, "valid_until")
    number = record.fields.get("copy_no")
    recall = text_of(record, "recall")
    if recall and recall != SUPERSEDED:
        state = DisclosureState.RECALLED
    else:
        ended = recall == SUPERSEDED or (bool(valid_until) and today.isoformat() > valid_until)
        state = DisclosureState.ENDED if ended else DisclosureState.VALID
    return Entry(
        id=record.id,
        at=text_of(record, "sent_at"),
        recipient=text_of(record, "recipient_text"),
        audience=text_of(record, "audience"),
        output=text_of(record, "output"),
        purpose=text_of(record, "purpose"),
        cases=codes_of(record, "cases"),
        persons=codes_of(record, "persons"),
        seal=text_of(record, "seal"),
        sha256=text_of(record, "file_sha256"),
        state=state,
        valid_until=valid_until,
        copy_no=number if isinstance(number, int) else 0,
    )
