"""A disclosure: what left the vault, for whom, under which consent; written by the one way out, never by hand."""

from __future__ import annotations

from casevault.domain.schema import Field, Kind, RecordType, TextForm
from casevault.domain.types.common import C5, COMMON, PSEUDONYMS
from casevault.i18n import N_

WHAT = Field(
    key="what",
    kind=Kind.ROWS,
    label=N_("What left"),
    data_class=C5,
    rows=(
        Field(key="record", kind=Kind.REF, label=N_("Record"), required=True, data_class=C5),
        Field(key="fields", kind=Kind.TEXTS, label=N_("Fields"), required=True, data_class=C5, search=False),
        Field(key="version", kind=Kind.TEXT, label=N_("Version"), data_class=C5, search=False),
        # One digest a field, in their order: whether the next copy reads otherwise there, without keeping what was read.
        Field(key="shown", kind=Kind.TEXTS, label=N_("Digests of what was read"), data_class=C5, search=False),
    ),
)

APPEARED = Field(
    key="appeared",
    kind=Kind.ROWS,
    label=N_("Who appears, and how"),
    data_class=C5,
    rows=(
        Field(key="person", kind=Kind.REF, label=N_("Person"), required=True, data_class=C5, targets=("person",)),
        Field(key="identity", kind=Kind.CHOICE, label=N_("Appears as"), data_class=C5, vocabulary="identity_level", search=False),
        Field(key="consent", kind=Kind.REF, label=N_("By consent"), data_class=C5, targets=("consent",)),
        Field(key="version", kind=Kind.TEXT, label=N_("Version of the consent"), data_class=C5, search=False),
    ),
)

NOTICES = Field(
    key="notices",
    kind=Kind.ROWS,
    label=N_("What the holder was told"),
    data_class=C5,
    rows=(
        Field(key="on", kind=Kind.DAY, label=N_("On"), required=True, data_class=C5),
        Field(key="about", kind=Kind.TEXTS, label=N_("About"), required=True, data_class=C5, search=False),
        Field(key="way", kind=Kind.CHOICE, label=N_("Told by"), data_class=C5, vocabulary="handover", search=False),
        Field(key="notice", kind=Kind.REF, label=N_("Notice"), data_class=C5, targets=("disclosure",)),
        Field(key="by", kind=Kind.REF, label=N_("By"), data_class=C5, targets=("actor",)),
        Field(key="reason", kind=Kind.TEXT, label=N_("Why no notice is needed"), data_class=C5),
    ),
)

HITS = Field(
    key="hits",
    kind=Kind.ROWS,
    label=N_("Hits of the scan that were accepted"),
    data_class=C5,
    rows=(
        Field(key="id", kind=Kind.TEXT, label=N_("Hit"), required=True, data_class=C5, search=False),
        Field(key="kind", kind=Kind.CHOICE, label=N_("Kind"), data_class=C5, vocabulary="term_kind", search=False),
        Field(key="grade", kind=Kind.CHOICE, label=N_("Grade"), data_class=C5, vocabulary="hit_grade", search=False),
        Field(key="term", kind=Kind.TEXT, label=N_("Term"), data_class=C5, search=False),
        Field(key="where", kind=Kind.TEXT, label=N_("Where"), data_class=C5, search=False),
        Field(key="action", kind=Kind.TEXT, label=N_("Action"), data_class=C5, search=False),
        Field(key="by", kind=Kind.REF, label=N_("By"), data_class=C5, targets=("actor",)),
        Field(key="reason", kind=Kind.TEXT, label=N_("Reason"), data_class=C5),
    ),
)

DISCLOSURE = RecordType(
    key="disclosure",
    label=N_("Disclosure"),
    plural=N_("Disclosures"),
    icon="send",
    data_class=C5,
    title=("output", "recipient_text", "sent_at"),
    dates=("sent_at",),
    case=("cases",),
    fields=(
        Field(key="bundle", kind=Kind.TEXT, label=N_("Bundle"), data_class=C5),
        WHAT,
        APPEARED,
        Field(
            key="audience",
            kind=Kind.CHOICE,
            label=N_("Audience"),
            required=True,
            data_class=C5,
            vocabulary="audience",
            search=False,
        ),
        Field(
            key="output", kind=Kind.CHOICE, label=N_("Output"), required=True, data_class=C5, vocabulary="output", search=False
        ),
        Field(key="profile", kind=Kind.TEXT, label=N_("Profile"), required=True, data_class=C5, search=False),
        # A recipient not yet recorded has no record to point to, so what is required is the name as it was printed.
        Field(key="recipient", kind=Kind.REF, label=N_("Recipient on record"), data_class=C5, targets=("organisation", "person")),
        Field(key="recipient_text", kind=Kind.TEXT, label=N_("Recipient"), required=True, data_class=C5),
        Field(key="channel", kind=Kind.CHOICE, label=N_("Handed over by"), data_class=C5, vocabulary="handover", search=False),
        Field(
            key="purpose", kind=Kind.CHOICE, label=N_("Purpose"), required=True, data_class=C5, vocabulary="purpose", search=False
        ),
        # Empty where every focus person is of the public record only, or the output holds no person.
        Field(key="consents", kind=Kind.REFS, label=N_("Consents"), data_class=C5, targets=("consent",)),
        Field(key="cases", kind=Kind.REFS, label=N_("Cases"), data_class=C5, targets=("case",)),
        Field(key="about", kind=Kind.REF, label=N_("The one record it is about"), data_class=C5),
        Field(key="supersedes", kind=Kind.REF, label=N_("Takes the place of"), data_class=C5, targets=("disclosure",)),
        Field(key="persons", kind=Kind.REFS, label=N_("People"), data_class=C5, targets=("person",)),
        # What is held about a person leaves for her because she asked, and for no other reason.
        Field(key="requested_on", kind=Kind.DAY, label=N_("Asked for on"), data_class=C5),
        Field(key="sent_at", kind=Kind.DATETIME, label=N_("Sent at"), required=True, data_class=C5),
        Field(key="sent_by", kind=Kind.REF, label=N_("Sent by"), data_class=C5, targets=("actor",)),
        Field(key="format", kind=Kind.TEXT, label=N_("Format"), data_class=C5, search=False),
        Field(key="lang", kind=Kind.TEXT, label=N_("Language"), data_class=C5, form=TextForm.LANGUAGE, search=False),
        Field(key="seal", kind=Kind.CHOICE, label=N_("Seal"), data_class=C5, vocabulary="seal", search=False),
        Field(key="file_sha256", kind=Kind.TEXT, label=N_("SHA-256 of the file"), data_class=C5, form=TextForm.SHA256),
        Field(key="copy_no", kind=Kind.INT, label=N_("Copy number"), data_class=C5),
        Field(key="valid_until", kind=Kind.DAY, label=N_("Valid until"), data_class=C5),
        Field(key="selected", kind=Kind.INT, label=N_("Values selected"), data_class=C5),
        Field(key="written", kind=Kind.INT, label=N_("Values written"), data_class=C5),
        Field(key="withheld", kind=Kind.INT, label=N_("Values withheld"), data_class=C5),
        Field(key="failed", kind=Kind.INT, label=N_("Values not written"), data_class=C5),
        Field(key="scan_terms", kind=Kind.INT, label=N_("Names searched for"), data_class=C5),
        Field(key="scan_bytes", kind=Kind.INT, label=N_("Bytes searched"), data_class=C5),
        Field(key="scan_hits", kind=Kind.INT, label=N_("Hits"), data_class=C5),
        HITS,
        Field(key="rescan_ok", kind=Kind.BOOL, label=N_("Reopened and searched again"), data_class=C5),
        PSEUDONYMS,
        Field(key="ack", kind=Kind.DATE, label=N_("Receipt confirmed on"), data_class=C5),
        Field(key="recall", kind=Kind.CHOICE, label=N_("Recall"), data_class=C5, vocabulary="recall", search=False),
        Field(key="recall_on", kind=Kind.DAY, label=N_("Recalled on"), data_class=C5),
        NOTICES,
        Field(key="onward", kind=Kind.TEXT, label=N_("Passed on to"), data_class=C5),
        *COMMON,
    ),
)
