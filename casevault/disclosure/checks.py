"""Is a request one that can be answered? Everything a caller hands in is looked at here, before any record is."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from casevault.disclosure.outputs import holdings, recall_notice
from casevault.disclosure.outputs.output import Scope
from casevault.disclosure.outputs.registry import KEYS, OUTPUTS, formats_of
from casevault.disclosure.request import NOTICE
from casevault.disclosure.select import name_of
from casevault.disclosure.unsealed import UNSEALED
from casevault.domain.text import clean_line
from casevault.errors import Code, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from casevault.disclosure.gate import Clearance
    from casevault.disclosure.outputs.output import Output, Terms
    from casevault.disclosure.request import Request
    from casevault.domain.record import Record
    from casevault.i18n import Msg
    from casevault.vault.vault import Vault

CONTACT_LIMIT = 200  # characters
HOLDINGS = holdings.TERMS.key
SEALS = frozenset({"pdf", "age", "html", UNSEALED})
ENVELOPES = frozenset({"age", "html"})  # what they hold is an archive, which is signed inside
SEALED_FORMAT = {"pdf": "pdf"}  # this seal is made of one kind of file; the others hold any
ALL_FORMATS = frozenset({"pdf", "docx", "html", "json", "csv", "xlsx"})
VALID_DAYS = 60
_RECEIVING_ROLES = frozenset({"official", "observer", "other"})  # of whom a case may know, and who may still receive it
_RECORD_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request that was understood: purpose and day filled in, the recipient found."""

    request: Request  # with every case where it was about all of them
    terms: Terms
    purpose: str
    valid_until: str
    recipient: Record | None  # None: not yet recorded
    recipient_text: str


def check_request(vault: Vault, request: Request) -> Asked:
    """Return the request with its gaps filled, or refuse it: INVALID_INPUT names the key, UNSUPPORTED what comes later."""
    _known("output", request.output, frozenset({*OUTPUTS, HOLDINGS, NOTICE}), KEYS)
    output = OUTPUTS.get(request.output)
    terms: Terms = output or (recall_notice.TERMS if request.output == NOTICE else holdings.TERMS)
    _known("audience", request.audience, frozenset(terms.audiences), frozenset())
    _copies(request)
    if request.output != NOTICE:
        _about(request, output, vault.ambient.today())
    known = frozenset(output.options if output is not None else ())
    for word in request.options:
        _known("option", word, known, known)
    _known("format", request.format, frozenset(formats_of(terms)), ALL_FORMATS)
    _seal(vault, request)
    _known("lang", request.lang, frozenset(terms.languages), frozenset(terms.languages))
    purpose = request.purpose or terms.purpose
    _known("purpose", purpose, frozenset(vault.schema.vocabularies.codes("purpose")), frozenset())
    if request.recipients and request.seal != "age":
        raise _wrong("recipient", N_("A key is used by the seal `age` alone; leave it out, or choose that seal."))
    if request.evidence and (request.seal != "age" or output is None):
        raise _wrong(
            "evidence", N_("Files of evidence go along in an archive with a document about cases: choose the seal `age`.")
        )
    if request.unsigned and request.seal not in ENVELOPES:
        raise _wrong("unsigned", N_("Only a bundle is signed inside; a single file is unsigned unless --sign is given."))
    if request.sign and request.seal in ENVELOPES:
        raise _wrong("sign", N_("A bundle is signed inside already; --sign is for a single file."))
    if request.channel:
        _known("channel", request.channel, frozenset(vault.schema.vocabularies.codes("handover")), frozenset())
    if len(request.contact) > CONTACT_LIMIT:
        raise _wrong("contact", N_("A contact is one line of at most 200 characters."))
    request = replace(request, contact=clean_line(request.contact.strip(), "contact"))
    recipient, text = _recipient(vault, request.to)
    if output is not None and output.scope is Scope.ALL and not request.cases:
        every = tuple(record.id for record in vault.records.list("case") if not record.deleted)
        request = replace(request, cases=every)
    return Asked(
        request=request,
        terms=terms,
        purpose=purpose,
        valid_until=_last_day(request.valid_until, vault.ambient.today()),
        recipient=recipient,
        recipient_text=text,
    )


def _seal(vault: Vault, request: Request) -> None:
    """Refuse a seal that there is not, that the policy does not let pass, or that is made for another kind of file."""
    _known("seal", request.seal, SEALS, frozenset())
    if request.seal == UNSEALED:
        vault.policy.refuse_plain()
    if SEALED_FORMAT.get(request.seal, request.format) != request.format:
        raise _wrong("seal", N_("This seal is made for another kind of file; choose `age` or `none`."))


def _copies(request: Request) -> None:
    """Refuse a notice about anything but copies, and anything else about copies."""
    others = (request.cases, request.record, request.person, request.requested_on)
    if request.output == NOTICE and (any(others) or not request.copies):
        raise _wrong("copies", N_("A notice is about copies that left, and about nothing else."))
    if request.output != NOTICE and request.copies:
        raise _wrong("copies", N_("Only a notice is about copies that left."))


def _about(request: Request, output: Output | None, today: date) -> None:
    """Refuse what is about one person where it is for anyone but that person, or was not asked for by that person."""
    if output is not None:
        if request.person or request.requested_on:
            raise _wrong("person", N_("Only what is held about a person is made for one; choose cases here."))
        if request.record and not output.record:
            raise _wrong("record", N_("This document is about cases as a whole; leave the record out."))
        return
    if request.record:
        raise _wrong("record", N_("What is held about a person is chosen by the person, not by cases."))
    if request.cases:
        raise _wrong("case", N_("What is held about a person is chosen by the person, not by cases."))
    if not request.person or request.to != request.person:
        raise _wrong("to", N_("What is held about a person is for that person alone: name the same person twice."))
    if not request.requested_on:
        raise UserProblem(
            Code.CONSENT_MISSING,
            N_("It is not recorded that the person asked for this."),
            N_("Nothing has left. Give the day on which the person asked."),
            persons=[request.person],
            audience=request.audience,
            purpose=holdings.TERMS.purpose,
        )
    try:
        day = date.fromisoformat(request.requested_on)
    except ValueError:
        raise _wrong("requested_on", N_("Give a day as YYYY-MM-DD.")) from None
    if day > today:
        raise _wrong("requested_on", N_("The day lies ahead; nobody can have asked on it yet."))


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


def require_one_ground(clearance: Clearance) -> None:
    """Refuse to mix cases that rest on the public record with cases that rest on consent.

    Whoever was not asked may be named in public words alone. Beside other cases the name would be allowed in their texts too.
    """
    public = set(clearance.from_public_record)
    if public and not all(public & set(persons) for persons in clearance.focus_of.values()):
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("One of these cases rests on the public record alone, another on consent."),
            N_("Make a document for each: who was not asked is named in public words alone."),
            field="case",
        )


def require_outsider(recipient: Record | None, clearance: Clearance, linked: frozenset[str]) -> None:
    """Refuse to write to someone the case is about or tied to: the name on the cover would allow it in every text."""
    if recipient is None or recipient.id not in linked:
        return
    standing = clearance.standings.get(recipient.id)
    if standing is None or standing.focus or standing.role not in _RECEIVING_ROLES:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("The recipient is one of the people of this case."),
            N_("Choose who receives it at the other end, or write the name of the organisation."),
            field="to",
        )
