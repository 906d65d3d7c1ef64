"""What is asked of the one way out, and what it answers: plain values that the window, the command line and tests share."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias

from casevault.i18n import NO_TEXT, Msg

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casevault.disclosure.document import Document
    from casevault.disclosure.scan_hits import Hit

# JSON as the command line prints it.
Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json]"

NOTICE: Final = "recall_notice"


class Action(StrEnum):
    """What becomes of one recorded value."""

    AS_RECORDED = "as_recorded"
    GENERALISED = "generalised"
    OTHER_WORDS = "other_words"
    WITHHELD = "withheld"


class Reason(StrEnum):
    """Why a value does not leave as it was recorded. The words for each stand in `wording`."""

    NONE = ""
    CONSENT_MISSING = "consent_missing"
    NOT_LOOKED_AT = "not_looked_at"
    NO_COPY = "no_copy"
    C2_OTHER_PERSON = "c2_other_person"
    C3_NO_CONSENT = "c3_no_consent"
    C3_NEVER = "c3_never"
    C4_NEVER = "c4_never"
    C5_NEVER = "c5_never"
    CONFLICT = "conflict"
    COUNTED = "counted"
    GENERALISED = "generalised"
    IDENTITY_LEVEL = "identity_level"
    INTERNAL = "internal"
    KEPT_BACK = "kept_back"
    MINOR = "minor"
    NO_CONSENT_ROLE_ONLY = "no_consent_role_only"
    NOT_FOR_AUDIENCE = "not_for_audience"
    NOT_IN_OUTPUT = "not_in_output"
    ONE_SOURCE = "one_source"
    OUT_OF_SCOPE = "out_of_scope"
    PUBLIC_RECORD = "public_record"
    QUIET_NOT_SHAREABLE = "quiet_not_shareable"
    REDACTED = "redacted"
    ROLE_FOR_AUDIENCE = "role_for_audience"
    SEALED_PARTNER = "sealed_partner"
    SOURCE_IN_GENERAL = "source_in_general"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What shall leave, for whom and how. `to` is a record id or, for a recipient not yet recorded, free text."""

    cases: tuple[str, ...]  # empty where the output is about one person, or about every case
    audience: str
    output: str
    to: str
    record: str = ""  # the one record it is about, of an output that is about one
    options: tuple[str, ...] = ()  # words the output knows
    person: str = ""  # whom the output `holdings` is about, and for
    requested_on: str = ""  # ISO day on which that person asked for it
    copies: tuple[str, ...] = ()  # disclosures that a notice is about, all of one recipient
    seal: str = "pdf"
    recipients: tuple[str, ...] = ()  # age recipients
    evidence: tuple[str, ...] = ()  # pieces of evidence whose files go along in an archive; "all": each that has a copy for it
    purpose: str = ""  # "" = the output's own (rule 1)
    channel: str = ""
    format: str = "pdf"
    lang: str = "en"
    accept: tuple[tuple[str, str], ...] = ()  # (hit id, reason) of weak hits a person has looked at
    replace: tuple[str, ...] = ()  # ids of weak hits that a person wants replaced
    contact: str = ""  # how the recipient reaches whoever sends it, as it shall stand on the cover; "" = the way it came
    valid_until: str = ""  # ISO day; "" = 60 days from today
    unsigned: bool = False  # an archive that does not prove who made it, for whoever must be able to deny it
    sign: bool = False  # a signature in a file beside the output


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One counted value: what it was, what is read of it, and why. `field` is a key or "table/row id/column"."""

    id: str
    type: str
    field: str
    action: Action
    reason: Reason = Reason.NONE
    before: str = ""
    after: str = ""
    data_class: int = 0
    section: str = ""  # key of the dossier section it is printed in, "" where it is withheld

    def reason_json(self) -> dict[str, Json]:
        """Return the entry of `reasons`."""
        return {"id": self.id, "field": self.field, "reason": self.reason.value}

    def row_json(self) -> dict[str, Json]:
        """Return the entry of `rows`."""
        return {"id": self.id, "field": self.field, "action": self.action.value, "reason": self.reason.value}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanFigures:
    """How much was searched in the finished file. `hits` counts what stands in it still: the weak ones that were accepted."""

    terms: int = 0
    bytes: int = 0
    hits: int = 0
    by_grade: Mapping[str, int] = field(default_factory=dict)
    shadowed: int = 0

    def to_json(self) -> dict[str, Json]:
        """Return the `scan` object; grades and the number of shadowed terms stand beside the three figures."""
        return {
            "terms": self.terms,
            "bytes": self.bytes,
            "hits": self.hits,
            "by_grade": dict(self.by_grade),
            "shadowed": self.shadowed,
        }


def hit_json(hit: Hit) -> dict[str, Json]:
    """Return the entry of `hits` for a term found in the finished file."""
    shape: dict[str, Json] = {"id": hit.id, "grade": hit.grade.value, "term": hit.term, "where": str(hit.where)}
    if hit.kind:
        shape["kind"] = hit.kind
    return shape


@dataclass(frozen=True, slots=True)
class Swap:
    """One stretch of a text that was replaced: what stood there, what is read instead, and why; case data, never logged.

    `why` is the kind of what stood there: of a recorded term, of a number that only looks like one, or day, place, job, mention.
    """

    record: str
    field: str
    before: str
    after: str
    why: str

    def to_json(self) -> dict[str, Json]:
        """Return the entry of `replacements`."""
        return {"id": self.record, "field": self.field, "before": self.before, "after": self.after, "why": self.why}


class Settled(StrEnum):
    """What a person decided of a weak hit."""

    ACCEPTED = "accepted"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Decided:
    """A weak hit with what a person decided; `reason` "" where it was replaced."""

    hit: Hit
    action: Settled
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Where a second person is needed: what they approve, and who did."""

    digest: str
    by: tuple[str, ...] = ()  # actors but for who looks at it now

    def to_json(self) -> dict[str, Json]:
        """Return the object `approval`."""
        return {"digest": self.digest, "by": list(self.by)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What the audience would read and what is withheld and why; nothing is written or registered for it."""

    audience: str
    output: str
    recipient: str
    purpose: str
    label: str
    rows: tuple[Row, ...]
    consents: tuple[str, ...]
    document: Document
    scan: ScanFigures
    valid_until: str
    copy_no: int
    files: tuple[Json, ...] = ()  # what goes along: evidence, name in the archive, SHA-256, pages, pages looked at
    hits: tuple[Hit, ...] = ()
    swaps: tuple[Swap, ...] = ()  # what was replaced in running text, one by one
    decided: tuple[Decided, ...] = ()  # weak hits that a person settled, now or when it left before
    approval: Approval | None = None  # None where no second person is needed

    @property
    def selected(self) -> int:
        """How many values the chosen cases hold."""
        return len(self.rows)

    @property
    def withheld(self) -> int:
        """How many of them do not leave in any form."""
        return sum(1 for row in self.rows if row.action is Action.WITHHELD)

    @property
    def written(self) -> int:
        """How many leave, as recorded or in other words."""
        return self.selected - self.withheld

    @property
    def failed(self) -> int:
        """Always 0: where one value could not be written, nothing is."""
        return 0

    @property
    def reasons(self) -> tuple[Row, ...]:
        """Every value that does not leave exactly as recorded."""
        return tuple(row for row in self.rows if row.reason)

    def count(self, action: Action) -> int:
        """Return how many values end as `action`."""
        return sum(1 for row in self.rows if row.action is action)

    def to_json(self) -> dict[str, Json]:
        """Return the shape of `disclose --preview`."""
        shape = figures_json(self)
        shape["rows"] = [row.row_json() for row in self.rows]
        if self.hits:
            shape["hits"] = [hit_json(hit) for hit in self.hits]
        if self.swaps:
            shape["replacements"] = [swap.to_json() for swap in self.swaps]
        if self.decided:
            shape["decided"] = [{**hit_json(one.hit), "action": one.action.value, "reason": one.reason} for one in self.decided]
        return shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What left: the figures of the preview it was made from, and the sealed file's own."""

    preview: Preview
    bundle: str  # id of the disclosure record
    seal: str
    sha256: str
    passphrase: str = ""  # "" where none was generated
    signature: str = ""  # name of the file beside it, "" where none was asked for
    notice: Msg = NO_TEXT  # what the person should know about the file

    def to_json(self) -> dict[str, Json]:
        """Return the shape of `disclose`."""
        shape: dict[str, Json] = {"bundle": self.bundle}
        shape.update(figures_json(self.preview))
        shape["seal"] = self.seal
        shape["sha256"] = self.sha256
        if self.passphrase:
            shape["passphrase"] = self.passphrase
        if self.signature:
            shape["signature"] = self.signature
        return shape


def figures_json(preview: Preview) -> dict[str, Json]:
    """Return what the answers to `disclose` and `disclose --preview` have in common."""
    consents: Sequence[str] = preview.consents
    return {
        "audience": preview.audience,
        "output": preview.output,
        "recipient": preview.recipient,
        "selected": preview.selected,
        "written": preview.written,
        "withheld": preview.withheld,
        "failed": preview.failed,
        "reasons": [row.reason_json() for row in preview.reasons],
        "consents": list(consents),
        "scan": preview.scan.to_json(),
        "valid_until": preview.valid_until,
        **({"files": list(preview.files)} if preview.files else {}),
        **({"approval": preview.approval.to_json()} if preview.approval is not None else {}),
    }
