"""Who holds what they should no longer hold, or hold otherwise: every copy that left, against what is recorded today.

A *cause* is one reason to tell one holder, named so that it is told once: a consent that ended, or a record that reads otherwise
since. What was told stands in the row of the copy (`notices`); what is still to be told is the difference and nothing else. Where
it cannot be known whether the holder would read anything else, the holder is listed: to tell once too often does no harm.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from casevault.domain.change import Action
from casevault.domain.consent import NO_CONSENT_AUDIENCES, Identity, codes_of, rows_of, said_no, text_of
from casevault.domain.consent_reading import first_day, last_day, refuses, stopped_by_review, withdrawn_until
from casevault.vault.merging import ids_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casevault.domain.record import Fields, Record, Value
    from casevault.vault.vault import Vault

# Outputs of which no holder is told anything afterwards: a notice, and what a person herself asked for.
LEFT_ALONE: Final = frozenset({"recall_notice", "holdings"})
CONFIRMED: Final = "confirmed"  # every copy is destroyed: there is nothing more to tell
ASKED: Final = "asked"
WAITING: Final = frozenset({ASKED, "no_answer"})
_ORDER: Final = tuple(Identity)
_NAMES: Final = frozenset({"display_name", "aliases"})  # what a role or a code says nothing of


class Why(StrEnum):
    """Why a holder is to be told."""

    WITHDRAWN = "withdrawn"  # what allowed it has ended
    ERASED = "erased"  # what it holds was erased here: the log says so, and no longer of whom
    NARROWED = "narrowed"  # it allows less than it did
    CORRECTED = "corrected"  # what was read is recorded otherwise now


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason: `key` names it for good, `about` is the consent or record, `fields` what left of it and changed."""

    why: Why
    key: str
    about: str
    person: str = ""
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Holder:
    """One copy of which the holder is still to be told something, by the record of the disclosure."""

    copy: Record
    causes: tuple[Cause, ...]

    @property
    def recipient(self) -> str:
        """Return who holds it: the record's id, or the name as it was printed."""
        return recipient_of(self.copy)

    @property
    def is_withdrawal(self) -> bool:
        """Say whether it should not be held at all any more."""
        return any(cause.why is not Why.CORRECTED for cause in self.causes)

    @property
    def is_owed(self) -> bool:
        """Say whether somebody's own word ended or narrowed it: then no reason of ours settles it."""
        return any(cause.why in {Why.WITHDRAWN, Why.NARROWED} for cause in self.causes)

    @property
    def persons(self) -> tuple[str, ...]:
        """Return whose consent it is about."""
        return tuple(sorted({cause.person for cause in self.causes if cause.person}))


def recipient_of(copy: Record) -> str:
    """Return what makes two copies those of one recipient."""
    return text_of(copy, "recipient") or text_of(copy, "recipient_text")


def to_be_told(vault: Vault, among: Sequence[Record] | None = None) -> list[Holder]:
    """Return every copy (of those `among`, where given) of which something is still to be told, the newest first."""
    copies = [copy for copy in (vault.records.list("disclosure") if among is None else among) if _is_held(copy)]
    seen = _Seen(vault, copies)
    found = [Holder(copy, causes) for copy in copies if (causes := seen.untold(copy))]
    return sorted(found, key=lambda one: (text_of(one.copy, "sent_at"), one.copy.id), reverse=True)


def waiting(vault: Vault) -> list[Record]:
    """Return the copies that were asked back and of which no answer came, the newest first."""
    found = [copy for copy in vault.records.list("disclosure") if text_of(copy, "recall") in WAITING]
    return sorted(found, key=lambda copy: (text_of(copy, "sent_at"), copy.id), reverse=True)


def told(copy: Record) -> frozenset[str]:
    """Return the keys of what this holder was told already, or of which it was settled that no notice is needed."""
    return frozenset(key for row in rows_of(copy, "notices") for key in _texts(row.get("about")))


def _is_held(copy: Record) -> bool:
    return text_of(copy, "recall") != CONFIRMED and text_of(copy, "output") not in LEFT_ALONE


class _Seen:
    """What is recorded today about everything that these copies held, read once."""

    def __init__(self, vault: Vault, copies: Sequence[Record]) -> None:
        self._vault = vault
        self._today = vault.ambient.today().isoformat()
        self._replaced = {text_of(copy, "supersedes") for copy in vault.records.list("disclosure")}
        wanted = {str(row.get("record", "")) for copy in copies for row in rows_of(copy, "what")}
        wanted |= {consent for copy in copies for consent in codes_of(copy, "consents")}
        wanted |= {str(row.get("person", "")) for copy in copies for row in rows_of(copy, "appeared")}
        self._records = vault.records.many(sorted(wanted - {""}))
        # Not here is not erased: a travelling copy of the vault has less. The log alone says what was erased.
        missing = wanted - self._records.keys() - {""}
        self._erased = {
            key for key in sorted(missing) if any(entry.action == Action.ERASED for entry in vault.records.history(key))
        }
        self._consents: dict[str, list[Record]] = {}
        self._versions: dict[str, Mapping[str, Fields]] = {}

    def untold(self, copy: Record) -> tuple[Cause, ...]:
        known = told(copy)
        # A newer copy told what reads otherwise, and takes nothing out of anybody's hands: what may not be held is asked back.
        otherwise = [] if copy.id in self._replaced else self._otherwise(copy)
        found = {cause.key: cause for cause in (*self._ended(copy), *self._gone(copy), *otherwise) if cause.key not in known}
        return tuple(found.values())

    # what allowed it

    def _ended(self, copy: Record) -> list[Cause]:
        audience, purpose = text_of(copy, "audience"), text_of(copy, "purpose")
        if audience in NO_CONSENT_AUDIENCES:
            return []
        causes: list[Cause] = []
        relied = [self._records[key] for key in codes_of(copy, "consents") if key in self._records]
        rested: set[str] = set()
        for consent in relied:
            person = text_of(consent, "person")
            rested.add(person)
            causes += self._of_itself(copy, consent, audience, purpose)
            causes += [cause for other in self._of(person) if (cause := self._ended_by(other, consent, audience, purpose))]
        for person in codes_of(copy, "persons"):
            if rested & ids_of(self._vault.records, person):
                continue
            # Named by office or from the public record: whoever says no now was asked after all.
            causes += [
                Cause(Why.WITHDRAWN, _key(other, "no", audience, text_of(other, "withdrawn")), other.id, person)
                for other in self._of(person)
                if said_no(other, audience) and (refuses(other, audience) or withdrawn_until(other, self._today))
            ]
        return causes

    def _of_itself(  # noqa: PLR0911 - one way out per reason
        self, copy: Record, consent: Record, audience: str, purpose: str
    ) -> list[Cause]:
        person = text_of(consent, "person")
        if consent.deleted:
            return [Cause(Why.WITHDRAWN, _key(consent, "deleted"), consent.id, person)]
        if withdrawn_until(consent, self._today):
            return [Cause(Why.WITHDRAWN, _key(consent, "withdrawn", str(consent.fields.get("withdrawn"))), consent.id, person)]
        if day := stopped_by_review(consent, self._today):
            return [Cause(Why.WITHDRAWN, _key(consent, "stopped", day), consent.id, person)]
        if audience not in codes_of(consent, "audiences") or refuses(consent, audience) or text_of(consent, "purpose") != purpose:
            return [Cause(Why.WITHDRAWN, _key(consent, "scope", *consent.heads), consent.id, person)]
        sent = text_of(copy, "sent_at")[:10]
        later = [row for row in rows_of(consent, "reviews") if row.get("decision") == "narrow" and str(row.get("on", "")) >= sent]
        if later:
            return [Cause(Why.NARROWED, _key(consent, "narrowed", str(later[-1]["on"])), consent.id, person)]
        before = _identity_in(self._at(consent.id, _version(copy, "appeared", "consent", consent.id)))
        now = _identity_in(consent.fields)
        if before is not None and now is not None and _ORDER.index(now) > _ORDER.index(before):
            return [Cause(Why.NARROWED, _key(consent, "identity", now.value), consent.id, person)]
        return []

    def _ended_by(self, other: Record, consent: Record, audience: str, purpose: str) -> Cause | None:
        """Return the cause where another word of the same person ends what was granted here."""
        if other.id == consent.id or other.deleted or text_of(other, "purpose") != purpose:
            return None
        gone = audience in codes_of(other, "audiences") and first_day(consent) < withdrawn_until(other, self._today)
        refused = refuses(other, audience) and first_day(other) <= self._today and last_day(other) >= first_day(consent)
        if not (gone or refused):
            return None
        return Cause(Why.WITHDRAWN, _key(other, "no", audience, text_of(other, "withdrawn")), other.id, text_of(other, "person"))

    def _of(self, person: str) -> list[Record]:
        if person not in self._consents:
            ids = ids_of(self._vault.records, person)
            found = {one.id: one for key in ids for one in self._vault.records.pointing_to(key, type_key="consent")}
            self._consents[person] = [one for one in found.values() if text_of(one, "person") in ids]
        return self._consents[person]

    # what was erased

    def _gone(self, copy: Record) -> list[Cause]:
        """Return a cause for each record of which something left and which was erased since, by its random number alone."""
        if text_of(copy, "audience") in NO_CONSENT_AUDIENCES:
            return []
        held = {str(row.get("record", "")) for row in rows_of(copy, "what")}
        held |= {str(row.get("person", "")) for row in rows_of(copy, "appeared")} | set(codes_of(copy, "consents"))
        return [Cause(Why.ERASED, f"erased/{key}", key) for key in sorted(held & self._erased)]

    # what was read

    def _otherwise(self, copy: Record) -> list[Cause]:
        until = text_of(copy, "valid_until")
        if (until and until < self._today) or text_of(copy, "audience") in NO_CONSENT_AUDIENCES:
            return []  # what may not be used any more, or was only counted, need not be put right
        unnamed = {
            str(row.get("person", ""))
            for row in rows_of(copy, "appeared")
            if row.get("identity") in {Identity.NONE, Identity.AGGREGATE, Identity.PSEUDONYM}
        }
        causes: list[Cause] = []
        for row in rows_of(copy, "what"):
            record = self._records.get(str(row.get("record", "")))
            version = str(row.get("version", ""))
            if record is None or not version or (version == "+".join(record.heads) and not record.deleted):
                continue
            before = None if record.deleted else self._at(record.id, version)
            for path in _texts(row.get("fields")):
                if record.id in unnamed and path.partition("/")[0] in _NAMES:
                    continue
                # What it was is not in the log any more, or stood in two histories, or is deleted: it counts as changed.
                if before is None or value_at(before, path) != value_at(record.fields, path):
                    since = "deleted" if record.deleted else self._since(record, path)
                    causes.append(Cause(Why.CORRECTED, f"record/{record.id}/{path}/{since}", record.id, "", (path,)))
        return causes

    def _since(self, record: Record, path: str) -> str:
        """Return the row of the log since which the value at `path` is what it is: it names the value without holding it."""
        now, since = value_at(record.fields, path), ""
        for change, fields in self._history(record.id).items():
            if value_at(fields, path) != now:
                since = ""
            elif not since:
                since = change
        return since or "+".join(record.heads)

    def _at(self, record_id: str, version: str) -> Fields | None:
        return self._history(record_id).get(version) if version and "+" not in version else None

    def _history(self, record_id: str) -> Mapping[str, Fields]:
        if record_id not in self._versions:
            self._versions[record_id] = self._vault.records.versions(record_id)
        return self._versions[record_id]


def value_at(fields: Fields, path: str) -> Value | None:
    """Return the value at a field key or "table/row id/column"; None where there is none."""
    table, _, rest = path.partition("/")
    value = fields.get(table)
    if not rest or not isinstance(value, list):
        return value
    row_id, _, column = rest.partition("/")
    return next((row.get(column) for row in value if isinstance(row, dict) and row.get("row") == row_id), None)


def _version(copy: Record, table: str, column: str, wanted: str) -> str:
    return next((str(row.get("version", "")) for row in rows_of(copy, table) if row.get(column) == wanted), "")


def _identity_in(fields: Fields | None) -> Identity | None:
    code = "" if fields is None else str(fields.get("identity_level", ""))
    return Identity(code) if code in set(Identity) else None


def _key(consent: Record, *words: str) -> str:
    return "/".join(("consent", consent.id, *words))


def _texts(value: Value | None) -> list[str]:
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


def by_recipient(found: Sequence[Holder]) -> Mapping[str, list[Holder]]:
    """Return these copies by who holds them: each recipient gets one notice."""
    groups: dict[str, list[Holder]] = {}
    for one in found:
        groups.setdefault(one.recipient, []).append(one)
    return groups
