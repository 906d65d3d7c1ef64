"""What each kind of thing that is due is called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casevault.i18n import N_
from casevault.vault.today import DueKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.i18n import Msg

KIND_WORDS: Final[Mapping[DueKind, Msg]] = {
    DueKind.HEARING: N_("Hearing"),
    DueKind.CLOCK: N_("Legal limit"),
    DueKind.APPEAL: N_("Last day to appeal"),
    DueKind.FOLLOW_UP: N_("Follow-up on an intervention"),
    DueKind.CONTACT: N_("Planned contact with family"),
    DueKind.CONSENT_REVIEW: N_("Consent review"),
    DueKind.ASK: N_("What this case asks for is due"),
    DueKind.TASK: N_("Task"),
    DueKind.REPORT: N_("Report on support"),
    DueKind.RISK_REVIEW: N_("Review of a risk"),
    DueKind.EVALUATION: N_("Evaluation of an intervention"),
    DueKind.RETENTION: N_("To be kept until now: review or erase"),
    DueKind.RECALL: N_("Copy to be recalled or put right"),
    DueKind.BACKUP: N_("Back-up"),
}
