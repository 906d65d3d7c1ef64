"""A consent: one person, one purpose, some audiences, one level of identity, and until when."""

from __future__ import annotations

from casevault.domain.schema import Field, Kind, RecordType
from casevault.domain.types.common import C1, C5, COMMON
from casevault.i18n import N_

REVIEWS = Field(
    key="reviews",
    kind=Kind.ROWS,
    label=N_("Reviews"),
    data_class=C1,
    rows=(
        Field(key="on", kind=Kind.DAY, label=N_("On"), required=True, data_class=C1),
        Field(
            key="decision",
            kind=Kind.CHOICE,
            label=N_("Decision"),
            required=True,
            data_class=C1,
            vocabulary="review_decision",
            search=False,
        ),
        Field(key="by", kind=Kind.REF, label=N_("By"), required=True, data_class=C5, targets=("actor",)),
        Field(key="note", kind=Kind.TEXT, label=N_("Note"), data_class=C1),
    ),
)

CONSENT = RecordType(
    key="consent",
    label=N_("Consent"),
    plural=N_("Consents"),
    icon="shield-check",
    title=("person", "purpose", "audiences"),
    dates=("given", "valid_until"),
    via=("person",),
    fields=(
        Field(key="person", kind=Kind.REF, label=N_("Person"), required=True, data_class=C1, targets=("person",)),
        Field(
            key="giver", kind=Kind.CHOICE, label=N_("Given by"), required=True, data_class=C1, vocabulary="giver", search=False
        ),
        Field(key="proxy", kind=Kind.REF, label=N_("Who spoke for the person"), data_class=C1, targets=("person",)),
        Field(
            key="purpose", kind=Kind.CHOICE, label=N_("Purpose"), required=True, data_class=C1, vocabulary="purpose", search=False
        ),
        Field(
            key="audiences",
            kind=Kind.CHOICES,
            label=N_("Audiences"),
            required=True,
            data_class=C1,
            vocabulary="audience",
            search=False,
        ),
        Field(key="denied", kind=Kind.CHOICES, label=N_("Audiences refused"), data_class=C1, vocabulary="audience", search=False),
        Field(
            key="identity_level",
            kind=Kind.CHOICE,
            label=N_("How the person may appear"),
            required=True,
            data_class=C1,
            vocabulary="identity_level",
            search=False,
        ),
        Field(
            key="media", kind=Kind.CHOICES, label=N_("Photo, voice, handwriting"), data_class=C1, vocabulary="media", search=False
        ),
        Field(key="scope_fields", kind=Kind.TEXTS, label=N_("Only these fields"), data_class=C1, search=False),
        Field(key="form", kind=Kind.CHOICE, label=N_("Form"), data_class=C1, vocabulary="consent_form", search=False),
        Field(key="evidence", kind=Kind.REF, label=N_("Evidence"), data_class=C1, targets=("evidence",)),
        Field(key="given", kind=Kind.DATE, label=N_("Given on"), required=True, data_class=C1),
        Field(key="review_on", kind=Kind.DAY, label=N_("Review on"), required=True, data_class=C1),
        Field(key="valid_until", kind=Kind.DAY, label=N_("Valid until"), data_class=C1),
        REVIEWS,
        Field(
            key="letter_known",
            kind=Kind.BOOL,
            label=N_("Knows that a letter to the authorities says what happened"),
            data_class=C1,
        ),
        Field(key="report_known", kind=Kind.BOOL, label=N_("Knows that a public report has a summary"), data_class=C1),
        Field(
            key="report_name",
            kind=Kind.CHOICE,
            label=N_("Name in that report"),
            data_class=C1,
            vocabulary="report_name",
            search=False,
        ),
        Field(key="contact_back", kind=Kind.BOOL, label=N_("May be contacted again"), data_class=C1),
        Field(key="withdrawn", kind=Kind.DATE, label=N_("Withdrawn on"), data_class=C1),
        # Set when two records of a person are merged: what was said of one of them says nothing of what the other holds.
        Field(
            key="covers", kind=Kind.TEXTS, label=N_("Given for what was recorded as"), data_class=C5, search=False, filled=True
        ),
        Field(key="notes", kind=Kind.LONG, label=N_("Notes"), data_class=C5),
        *COMMON,
    ),
)
