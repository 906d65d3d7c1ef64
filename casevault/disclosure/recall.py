"""Recall: the notice to who holds a copy, on its way through the one way out, and what the caseworker enters of the answer.

No consent is asked for a notice: it says nothing of anybody. That is not believed but searched for: every name and number of the
whole vault is a term, and the recipient's own name is the only one that may appear.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from casevault.disclosure import terms
from casevault.disclosure.document import Run
from casevault.disclosure.gate import Clearance
from casevault.disclosure.known import known_of
from casevault.disclosure.outputs import recall_notice as output
from casevault.disclosure.profiles import profile_of
from casevault.disclosure.request import NOTICE, Request
from casevault.disclosure.scan import Scanner
from casevault.disclosure.select import Selection, name_of
from casevault.disclosure.subject import Built
from casevault.domain.consent import text_of
from casevault.domain.text import clean_line
from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.vault.acts import Append, Edit
from casevault.vault.holders import ASKED, Holder, Why, by_recipient, to_be_told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.disclosure.checks import Asked
    from casevault.disclosure.document import Line
    from casevault.disclosure.gate import Ledger
    from casevault.disclosure.pseudonyms import Pseudonyms
    from casevault.domain.record import Record
    from casevault.i18n import Catalogue
    from casevault.progress import Progress
    from casevault.vault.vault import Vault

ANSWERS: Final = ("confirmed", "refused", "no_answer")
NOTHING: Final = Selection(cases=(), records={}, items=(), held_by={}, reached_by={})
NOBODY: Final = Clearance(standings={}, focus_of={}, limited=frozenset())


def request_for(
    holders: Sequence[Holder], *, lang: str = "en", seal: str = "pdf", recipients: tuple[str, ...] = (), channel: str = ""
) -> Request:
    """Return what to ask of `disclose` for the one notice to the holder of these copies."""
    copy = holders[0].copy
    return Request(
        cases=(),
        audience=text_of(copy, "audience"),
        output=NOTICE,
        to=text_of(copy, "recipient") or text_of(copy, "recipient_text"),
        copies=tuple(one.copy.id for one in holders),
        lang=lang,
        seal=seal,
        recipients=recipients,
        channel=channel,
    )


def chosen(vault: Vault, copies: Sequence[str]) -> list[Holder]:
    """Return what is to be told of `copies`; refuse where one of them needs no notice, or they are of two recipients."""
    due = {one.copy.id: one for one in to_be_told(vault)}
    found = [due[copy] for copy in dict.fromkeys(copies) if copy in due]
    if not found or len(found) < len(set(copies)):
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("Of one of these copies there is nothing to tell."),
            N_("`recall DIR list` shows what is still to be told, and to whom."),
            field="copies",
        )
    if len(by_recipient(found)) > 1:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("These copies are with more than one recipient."),
            N_("Make a notice for each: none learns who else holds something."),
            field="copies",
        )
    return found


def of_the_same(vault: Vault, copy: str) -> list[Holder]:
    """Return all that is to be told to whoever holds `copy`."""
    (one,) = chosen(vault, [copy])
    return by_recipient(to_be_told(vault))[one.recipient]


def build(
    vault: Vault, asked: Asked, _ledger: Ledger, catalogue: Catalogue, _pseudonyms: Pseudonyms, progress: Progress
) -> Built:
    """Return the notice as a document that holds no value of any record."""
    holders = chosen(vault, asked.request.copies)
    _require_its_holder(asked, holders)
    progress(1, 2)
    whole = known_of(vault)
    found = terms.collect(
        whole, NOTHING, NOBODY, asked.recipient, homes=profile_of(asked.request.audience).homes, strangers=whole
    )
    cover = output.Cover(
        label=profile_of(asked.request.audience).label,
        recipient=_recipient(asked),
        day=vault.ambient.today().isoformat(),
        bundle=vault.ambient.new_id(),
    )
    return Built(
        selection=NOTHING,
        clearance=NOBODY,
        document=output.build(
            tuple(_copy(vault, one, catalogue) for one in holders), cover, vault.schema.vocabularies, catalogue
        ),
        scanner=Scanner(found.withheld, found.allowed),
        copy_no=1,
        rows=(),
        printed=(),
        written={},
        told=frozenset(),
        consents=NOBODY.consents,
    )


def _require_its_holder(asked: Asked, holders: Sequence[Holder]) -> None:
    """Refuse to send it to anyone but who holds the copies: it would tell them that the other one holds something."""
    to = asked.recipient.id if asked.recipient is not None else asked.recipient_text
    if any(one.recipient != to for one in holders):
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("A notice goes to who holds the copy, and to nobody else."),
            N_("`recall DIR list` shows what is still to be told, and to whom."),
            field="to",
        )


def _recipient(asked: Asked) -> Line:
    if asked.recipient is None:
        return (Run(asked.recipient_text),)
    key = "display_name" if asked.recipient.type == "person" else "name"
    return (Run(name_of(asked.recipient), asked.recipient.id, key),)


def _copy(vault: Vault, holder: Holder, catalogue: Catalogue) -> output.Copy:
    number = holder.copy.fields.get("copy_no")
    details: set[tuple[str, str]] = set()
    if not holder.is_withdrawal:
        for cause in holder.causes:
            details |= _details(vault, cause.about, cause.fields, catalogue)
    return output.Copy(
        day=text_of(holder.copy, "sent_at")[:10],
        output=text_of(holder.copy, "output"),
        number=number if isinstance(number, int) else 1,
        bundle=holder.copy.id,
        given_up=holder.is_withdrawal,
        details=tuple(sorted(details)),
    )


def _details(vault: Vault, record_id: str, paths: Sequence[str], catalogue: Catalogue) -> set[tuple[str, str]]:
    """Return kind and field in the program's own words; what a vault defined for itself may be named after somebody."""
    record = vault.records.many([record_id]).get(record_id)
    if record is None:
        return set()
    kind = vault.schema.type(record.type)
    if kind.key.startswith("x_"):
        return {(catalogue.text(N_("Another record")), catalogue.text(N_("a detail")))}
    found: set[tuple[str, str]] = set()
    for path in paths:
        key = path.partition("/")[0]
        field = None if key.startswith("x_") else kind.field(key)
        found.add((catalogue.text(kind.label), catalogue.text(N_("a detail") if field is None else field.label)))
    return found


def marks(vault: Vault, asked: Asked, notice: str) -> list[Append | Edit]:
    """Return what is entered with the notice, in one act with its row: these holders are told, of these causes."""
    edits: list[Append | Edit] = []
    for holder in chosen(vault, asked.request.copies):
        edits += _told(vault, holder, {"notice": notice, "way": asked.request.channel})
    return edits


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: on which day, and what was said of passing it on."""

    answer: str
    on: str = ""
    onward: str = ""


def told_otherwise(vault: Vault, copy: str, *, way: str = "other") -> None:
    """Enter that whoever holds `copy` was told by another way than a notice: of all that is to be told of it now."""
    (holder,) = chosen(vault, [copy])
    vault.records.apply(_told(vault, holder, {"way": way}))


def needs_no_notice(vault: Vault, copy: str, untrusted_reason: str) -> None:
    """Settle that nothing need be told of what changed in `copy`, with the reason; a withdrawal is never settled so."""
    (holder,) = chosen(vault, [copy])
    reason = clean_line(untrusted_reason.strip(), "reason")
    if holder.is_owed:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("Who withdrew is owed the request to every holder."),
            N_("Send the notice, or enter that the holder was told."),
            field="copies",
        )
    if not reason:
        raise UserProblem(
            Code.INVALID_INPUT, N_("Say why no notice is needed."), N_("The reason stays in the register."), field="reason"
        )
    vault.records.apply([_note(vault, holder, {"reason": reason})])


def answered(vault: Vault, copy: str, answer: Answer) -> None:
    """Enter the answer to a recall: `confirmed`, `refused` or `no_answer`, and to whom it had been passed on."""
    record = _left(vault, copy)
    if answer.answer not in ANSWERS:
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("This value is not understood: {field}."),
            N_("What is understood: {known}."),
            field="answer",
            known=list(ANSWERS),
        )
    if not text_of(record, "recall"):
        raise UserProblem(Code.INVALID_INPUT, N_("This copy was never asked back."), N_("Send the notice first."), field="copies")
    fields: dict[str, object] = {"recall": answer.answer, "recall_on": _day(vault, answer.on)}
    if answer.onward:
        fields["onward"] = clean_line(answer.onward.strip(), "onward")
    vault.records.edit(copy, fields)


def received(vault: Vault, copy: str, *, on: str = "") -> None:
    """Enter that the recipient said the copy arrived."""
    _left(vault, copy)
    vault.records.edit(copy, {"ack": _day(vault, on)})


def passed_on(vault: Vault, copy: str, untrusted_to: str) -> None:
    """Enter to whom a copy was passed on."""
    _left(vault, copy)
    vault.records.edit(copy, {"onward": clean_line(untrusted_to.strip(), "onward")})


def _left(vault: Vault, copy: str) -> Record:
    record = vault.records.get(copy)
    if record.type != "disclosure" or record.deleted:
        raise UserProblem(
            Code.INVALID_INPUT, N_("This is no disclosure."), N_("`disclosures DIR` shows what left."), field="copies"
        )
    return record


def _day(vault: Vault, untrusted_day: str) -> str:
    today = vault.ambient.today()
    try:
        day = date.fromisoformat(untrusted_day) if untrusted_day else today
    except ValueError:
        raise UserProblem(
            Code.INVALID_INPUT, N_("This value is not understood: {field}."), N_("Give a day as YYYY-MM-DD."), field="on"
        ) from None
    if day > today:
        raise UserProblem(Code.INVALID_INPUT, N_("This value is not understood: {field}."), N_("The day lies ahead."), field="on")
    return day.isoformat()


def _told(vault: Vault, holder: Holder, how: dict[str, object]) -> list[Append | Edit]:
    edits: list[Append | Edit] = [_note(vault, holder, how)]
    if holder.is_withdrawal:
        edits.append(Edit(holder.copy.id, {"recall": ASKED, "recall_on": vault.ambient.today().isoformat()}))
    return edits


def _note(vault: Vault, holder: Holder, how: dict[str, object]) -> Append:
    row: dict[str, object] = {
        "on": vault.ambient.today().isoformat(),
        "about": sorted(cause.key for cause in holder.causes),
        "by": vault.actor,
        **{key: value for key, value in how.items() if value},
    }
    return Append(holder.copy.id, "notices", row)


def why_words(holder: Holder) -> tuple[Why, ...]:
    """Return the kinds of reason, each once, the gravest first."""
    return tuple(why for why in Why if any(cause.why is why for cause in holder.causes))
