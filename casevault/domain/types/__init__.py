"""Every built-in record type, one file each; a new type is its file and one line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.domain.types.actor import ACTOR
from casevault.domain.types.attendance import ATTENDANCE
from casevault.domain.types.case import CASE
from casevault.domain.types.charge import CHARGE
from casevault.domain.types.claim import CLAIM
from casevault.domain.types.consent import CONSENT
from casevault.domain.types.detention import DETENTION
from casevault.domain.types.device import DEVICE
from casevault.domain.types.disclosure import DISCLOSURE
from casevault.domain.types.estimate import ESTIMATE
from casevault.domain.types.event import EVENT
from casevault.domain.types.evidence import EVIDENCE
from casevault.domain.types.facility import FACILITY
from casevault.domain.types.family_contact import FAMILY_CONTACT
from casevault.domain.types.hearing import HEARING
from casevault.domain.types.intervention import INTERVENTION
from casevault.domain.types.judgment import JUDGMENT
from casevault.domain.types.note import NOTE
from casevault.domain.types.organisation import ORGANISATION
from casevault.domain.types.person import PERSON
from casevault.domain.types.place import PLACE
from casevault.domain.types.source import SOURCE
from casevault.domain.types.stage import STAGE

if TYPE_CHECKING:
    from casevault.domain.schema import RecordType

TYPES: tuple[RecordType, ...] = (
    PERSON,
    ORGANISATION,
    PLACE,
    FACILITY,
    CASE,
    EVENT,
    DETENTION,
    STAGE,
    CHARGE,
    HEARING,
    ATTENDANCE,
    JUDGMENT,
    FAMILY_CONTACT,
    INTERVENTION,
    CONSENT,
    SOURCE,
    CLAIM,
    EVIDENCE,
    ESTIMATE,
    NOTE,
    DISCLOSURE,
    ACTOR,
    DEVICE,
)
