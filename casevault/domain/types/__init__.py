"""Every built-in record type, one file each; a new type is its file and one line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.domain.types.actor import ACTOR
from casevault.domain.types.attendance import ATTENDANCE
from casevault.domain.types.case import CASE
from casevault.domain.types.charge import CHARGE
from casevault.domain.types.claim import CLAIM
from casevault.domain.types.clock import CLOCK
from casevault.domain.types.consent import CONSENT
from casevault.domain.types.counsel import COUNSEL
from casevault.domain.types.custom_field import CUSTOM_FIELD
from casevault.domain.types.custom_type import CUSTOM_TYPE
from casevault.domain.types.detention import DETENTION
from casevault.domain.types.device import DEVICE
from casevault.domain.types.disclosure import DISCLOSURE
from casevault.domain.types.estimate import ESTIMATE
from casevault.domain.types.event import EVENT
from casevault.domain.types.evidence import EVIDENCE
from casevault.domain.types.facility import FACILITY
from casevault.domain.types.family_contact import FAMILY_CONTACT
from casevault.domain.types.health import HEALTH
from casevault.domain.types.hearing import HEARING
from casevault.domain.types.intervention import INTERVENTION
from casevault.domain.types.judgment import JUDGMENT
from casevault.domain.types.note import NOTE
from casevault.domain.types.observation import OBSERVATION
from casevault.domain.types.organisation import ORGANISATION
from casevault.domain.types.person import PERSON
from casevault.domain.types.place import PLACE
from casevault.domain.types.remedy import REMEDY
from casevault.domain.types.reprisal import REPRISAL
from casevault.domain.types.risk import RISK
from casevault.domain.types.saved_search import SAVED_SEARCH
from casevault.domain.types.source import SOURCE
from casevault.domain.types.stage import STAGE
from casevault.domain.types.support import SUPPORT
from casevault.domain.types.task import TASK
from casevault.domain.types.visit import VISIT
from casevault.domain.types.vocabulary_entry import VOCABULARY_ENTRY

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
    CLOCK,
    CHARGE,
    COUNSEL,
    HEARING,
    ATTENDANCE,
    OBSERVATION,
    JUDGMENT,
    REMEDY,
    FAMILY_CONTACT,
    VISIT,
    REPRISAL,
    HEALTH,
    INTERVENTION,
    SUPPORT,
    RISK,
    CONSENT,
    SOURCE,
    CLAIM,
    EVIDENCE,
    ESTIMATE,
    TASK,
    NOTE,
    DISCLOSURE,
    ACTOR,
    DEVICE,
    SAVED_SEARCH,
    CUSTOM_FIELD,
    CUSTOM_TYPE,
    VOCABULARY_ENTRY,
)
