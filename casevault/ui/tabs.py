"""The tabs of a case: which there are, what each lists, and what it says when there is nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casevault.i18n import N_
from casevault.ui.chronology import COLUMNS
from casevault.ui.read.chronology import SHOWN

if TYPE_CHECKING:
    from casevault.i18n import Msg


@dataclass(frozen=True, slots=True)
class CaseTab:
    """One tab. `types` are the record types it lists as entries; the new record of its kind is `new_type`."""

    key: str
    title: Msg
    types: tuple[str, ...]
    new_type: str
    empty: Msg
    button: Msg
    columns: tuple[Msg, Msg, Msg] = COLUMNS


TABS: tuple[CaseTab, ...] = (
    CaseTab(
        "chronology",
        N_("Chronology"),
        SHOWN,
        "event",
        N_("What happened stands here, newest first, with who says so and how sure it is."),
        N_("Record an event"),
    ),
    CaseTab(
        "detention",
        N_("Detention"),
        ("detention", "stage", "charge", "judgment", "counsel", "remedy", "clock"),
        "detention",
        N_("Detention, its stages, charges and judgments stand here."),
        N_("Record a detention"),
    ),
    CaseTab(
        "hearings",
        N_("Hearings"),
        ("hearing", "attendance", "observation"),
        "hearing",
        N_("Hearings and who was let in stand here."),
        N_("Record a hearing"),
    ),
    CaseTab(
        "family",
        N_("Family"),
        ("family_contact", "visit", "reprisal"),
        "family_contact",
        N_("Contacts with the family stand here, with what they need to stay safe."),
        N_("Record a contact"),
    ),
    CaseTab(
        "interventions",
        N_("Interventions"),
        ("intervention",),
        "intervention",
        N_("Record what was asked, by whom, quietly or in public."),
        N_("Record an intervention"),
    ),
    CaseTab(
        "support",
        N_("Support"),
        ("support", "risk", "task"),
        "support",
        N_("What was asked for the person and the family stands here, with risks and tasks."),
        N_("Record a support request"),
    ),
    CaseTab(
        "health",
        N_("Health"),
        ("health",),
        "health",
        N_("Concerns about health and notes of ill-treatment stand here: what was told and seen, never a diagnosis."),
        N_("Record a health concern"),
    ),
    CaseTab(
        "evidence",
        N_("Evidence"),
        ("evidence",),
        "",
        N_("Papers, pictures and recordings stand here. Attach them, or drop files on the case: the originals are only read."),
        N_("Attach files…"),
    ),
    CaseTab(
        "consent",
        N_("Consent"),
        ("consent",),
        "consent",
        N_("Nothing about a person leaves without consent. Record who agreed to what."),
        N_("Record a consent"),
        (N_("Given by"), N_("State"), N_("Class")),
    ),
    CaseTab(
        "disclosures",
        N_("Disclosures"),
        ("disclosure",),
        "",
        N_("What was given to others about this case stands here."),
        N_("Prepare a dossier…"),
        (N_("Counts"), N_("State"), N_("Class")),
    ),
    CaseTab("history", N_("History"), (), "", N_("Every change stands here, with who made it and when."), N_("Record an event")),
)
