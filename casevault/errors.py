"""Every refusal CaseVault gives, each with one code from a closed list.

    CaseVaultError           code, what (a sentence), hint (the next step), safe facts
    ├── UserProblem          the person can settle it: wrong passphrase, invalid value, consent missing, leak found …
    └── MachineProblem       the machine or the file is in trouble: disk full, in use, damaged, too new …
    Cancelled                (in `progress`) is not an error
    anything else            is a bug

`str(error)` never holds case data: `safe` takes numbers, enum members, record ids and field keys only. The one place in `ui` and
the one in `cli` that show an error translate `what` and `hint`, and look up what an id stands for.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from casevault.i18n import NO_TEXT, Msg

if TYPE_CHECKING:
    from collections.abc import Sequence

    SafeValue: TypeAlias = int | str | StrEnum | Sequence[int | str | StrEnum]


class Code(StrEnum):
    """The closed list of refusals; scripts and tests rely on the words."""

    WRONG_CREDENTIALS = "wrong_credentials"
    HEADER_DAMAGED = "header_damaged"
    HEADER_TAMPERED = "header_tampered"
    DB_DAMAGED = "db_damaged"
    LOG_DAMAGED = "log_damaged"
    BLOB_DAMAGED = "blob_damaged"
    NOT_A_VAULT = "not_a_vault"
    TOO_NEW = "too_new"
    IN_USE = "in_use"
    SEALED = "sealed"
    DISK_FULL = "disk_full"
    READ_ONLY = "read_only"
    IO_ERROR = "io_error"
    CANCELLED = "cancelled"
    INVALID_INPUT = "invalid_input"
    NOT_FOUND = "not_found"
    TOO_LARGE = "too_large"
    UNSUPPORTED = "unsupported"
    CONSENT_MISSING = "consent_missing"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    CONSENT_EXPIRED = "consent_expired"
    APPROVAL_MISSING = "approval_missing"
    OUTPUT_INCOMPLETE = "output_incomplete"
    LEAK_FOUND = "leak_found"
    REVIEW_NEEDED = "review_needed"
    TICKET_DAMAGED = "ticket_damaged"
    TICKET_WRONG_WORDS = "ticket_wrong_words"
    TICKET_OTHER_VAULT = "ticket_other_vault"
    TICKET_EXPIRED = "ticket_expired"
    BACKUP_DAMAGED = "backup_damaged"
    BUNDLE_DAMAGED = "bundle_damaged"
    BUNDLE_UNKNOWN_SENDER = "bundle_unknown_sender"
    BUNDLE_NOT_FOR_YOU = "bundle_not_for_you"
    BUNDLE_REPLAYED = "bundle_replayed"
    WORK_FACTOR = "work_factor"
    UNSUPPORTED_KEY = "unsupported_key"


class CaseVaultError(Exception):
    """A refusal with a code, a sentence and a next step. Never raised directly: raise one of the two kinds below."""

    def __init__(self, code: Code, what: Msg, hint: Msg = NO_TEXT, **safe: SafeValue) -> None:
        """Keep `what` and `hint` untranslated; `safe` holds their parameters (ids, keys, numbers; never case data)."""
        super().__init__(code.value)
        self.code = code
        self.what = what
        self.hint = hint
        self.safe = safe

    def __str__(self) -> str:
        """Return the code and the untranslated sentence without its parameters: fit for a log."""
        return f"{self.code.value}: {self.what.text}"


class UserProblem(CaseVaultError):
    """The person can settle it; the hint says how."""


class MachineProblem(CaseVaultError):
    """The machine or the file is in trouble; the hint says what is safe to do."""
