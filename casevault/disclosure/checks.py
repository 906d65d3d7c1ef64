"""Is a request one that can be answered? Everything a caller hands in is looked at here, before any record is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from casevault.disclosure.policy import require_audience
from casevault.disclosure.select import name_of
from casevault.domain.consent import PURPOSE_OF_OUTPUT
from casevault.domain.text import clean_line
from casevault.errors import Code, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from casevault.disclosure.request import Request
    from casevault.domain.record import Record
    from casevault.i18n import Msg
    from casevault.vault.vault import Vault

AUDIENCES = frozenset({"embassy"})
OUTPUTS = frozenset({"dossier"})
FORMATS = frozenset({"pdf"})
LANGUAGES = frozenset({"en", "nl"})
SEALS = frozenset({"pdf", "age", "none"})
ALL_SEALS = SEALS | {"html"}
ALL_FORMATS = frozenset({"pdf", "docx", "html", "json", "csv", "xlsx"})
VALID_DAYS = 60
_RECORD_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request that was understood: purpose and day filled in, the recipient found."""

    request: Request
    purpose: str
    valid_until: str
    recipient: Record | None  # None: not yet recorded
    recipient_text: str


def check_request(vault: Vault, request: Request) -> Asked:
    """Return the request with its gaps filled, or refuse it: INVALID_INPUT names the key, UNSUPPORTED what comes later."""
    _known("output", request.output, OUTPUTS, frozenset(PURPOSE_OF_OUTPUT))
    require_audience(request.audience, AUDIENCES)
    _known("format", request.format, FORMATS, ALL_FORMATS)
    _known("seal", request.seal, SEALS, ALL_SEALS)
    _known("lang", request.lang, LANGUAGES, LANGUAGES)
    purpose = request.purpose or PURPOSE_OF_OUTPUT[request.output]
    _known("purpose", purpose, frozenset(vault.schema.vocabularies.codes("purpose")), frozenset())
    if request.recipients and request.seal != "age":
        raise _wrong("recipient", N_("A key is used by the seal `age` alone; leave it out, or choose that seal."))
    if request.channel:
        _known("channel", request.channel, frozenset(vault.schema.vocabularies.codes("handover")), frozenset())
    recipient, text = _recipient(vault, request.to)
    return Asked(
        request=request,
        purpose=purpose,
        valid_until=_last_day(request.valid_until, vault.ambient.today()),
        recipient=recipient,
        recipient_text=text,
    )


def _known(key: str, value: str, ready: frozenset[str], planned: frozenset[str]) -> None:
    if value in ready:
        return
    if value in planned:
        raise UserProblem(
            Code.UNSUPPORTED,
            N_("This edition cannot do that yet: {field}."),
            N_("What it can do: {known}."),
            field=key,
            known=sorted(ready),
        )
    raise _wrong(key, N_("What is understood: {known}."), known=sorted(ready))


def _wrong(key: str, hint: Msg, **safe: list[str]) -> UserProblem:
    return UserProblem(Code.INVALID_INPUT, N_("This value is not understood: {field}."), hint, field=key, **safe)


def _recipient(vault: Vault, untrusted_to: str) -> tuple[Record | None, str]:
    text = clean_line(untrusted_to.strip(), "to")
    if not text:
        raise _wrong("to", N_("Say who receives this: the id of an organisation or person, or a name."))
    if not _RECORD_ID.fullmatch(text):
        return None, text
    record = vault.records.get(text)
    if record.type not in {"organisation", "person"} or record.deleted:
        raise _wrong("to", N_("A recipient is an organisation or a person."))
    return record, name_of(record) or record.title


def _last_day(untrusted_day: str, today: date) -> str:
    if not untrusted_day:
        return (today + timedelta(days=VALID_DAYS)).isoformat()
    try:
        day = date.fromisoformat(untrusted_day)
    except ValueError:
        raise _wrong("valid_until", N_("Give a day as YYYY-MM-DD.")) from None
    if day < today:
        raise _wrong("valid_until", N_("The day lies in the past; choose today or later."))
    return day.isoformat()
