"""Why a value does not leave as it was recorded, in the words of the window and the command line; no paper says them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.disclosure.request import Reason
from casevault.i18n import N_, Msg

if TYPE_CHECKING:
    from collections.abc import Mapping

REASON_WORDS: Mapping[Reason, Msg] = {
    Reason.CONSENT_MISSING: N_("Consent does not name the voice, or the picture"),
    Reason.NOT_LOOKED_AT: N_("Not every page of its copy was looked at"),
    Reason.NO_COPY: N_("Has no redacted copy for this audience"),
    Reason.C2_OTHER_PERSON: N_("Personal, and not the person this case is about"),
    Reason.C3_NO_CONSENT: N_("Special: consent does not name it"),
    Reason.C3_NEVER: N_("Special: never leaves in this profile"),
    Reason.C4_NEVER: N_("Third party, contact or identity: never leaves in this profile"),
    Reason.C5_NEVER: N_("Source or safety: never leaves"),
    Reason.CONFLICT: N_("Two histories say differently: decide first"),
    Reason.COUNTED: N_("As a part of a number only"),
    Reason.GENERALISED: N_("Said less exactly for this audience"),
    Reason.IDENTITY_LEVEL: N_("Consent covers less than the full name"),
    Reason.INTERNAL: N_("Marked internal"),
    Reason.KEPT_BACK: N_("Kept back from this recipient"),
    Reason.MINOR: N_("A minor, and no guardian agreed"),
    Reason.NO_CONSENT_ROLE_ONLY: N_("Has not agreed: role only"),
    Reason.NOT_FOR_AUDIENCE: N_("Not for this audience"),
    Reason.NOT_IN_OUTPUT: N_("This output has no place for it"),
    Reason.ONE_SOURCE: N_("Rests on fewer than two sources that do not depend on each other"),
    Reason.OUT_OF_SCOPE: N_("Consent is limited to other fields"),
    Reason.PUBLIC_RECORD: N_("Not in the public record, and the person was not asked"),
    Reason.QUIET_NOT_SHAREABLE: N_("Quiet, and not ours to share"),
    Reason.REDACTED: N_("Parts of it replaced"),
    Reason.ROLE_FOR_AUDIENCE: N_("By role only for this audience"),
    Reason.SEALED_PARTNER: N_("A partner whose name never leaves"),
    Reason.SOURCE_IN_GENERAL: N_("Sources in general words only"),
}
