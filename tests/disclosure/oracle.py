"""What may leave, read from the domain's own rules and from nothing of the program that applies them.

Two bounds, because between them lies what a person may see either way. `forbidden`: words that no reading of the rules lets out;
not one of them may be in a file. `due`: words that every reading lets out; whoever withholds one has to have no place for it. The
classes of fields are facts of the record types; all else here is written down once more, on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from disclosure.planted_kinds import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from disclosure.planted_kinds import Planted

    from casevault.domain.catalog import Schema

TODAY = "2026-03-18"
ID = "id of a record"
POINTED = ("person", "organisation", "facility", "place")
OFFICE = {("hearing", "panel"), ("hearing", "prosecutors"), ("organisation", "officials"), ("event", "perpetrators")}
# What an outsider is never told of the work, and how the desk files it (domain 5.1, and the profile of each audience).
SPECIAL_TYPES = {"health", "family_contact", "event"}
ABOUT = ("person", "target", "for", "victims")


@dataclass
class Oracle:
    """What one vault holds, for one purpose and audience and one recipient."""

    made: Planted
    schema: Schema
    purpose: str
    audience: str
    recipient: str = ""  # id of an organisation, "" for free text
    asked_for: bool = False  # the form has a field for the number of the person it is about (domain 5.1, column U)
    applicant: str = ""  # who asks a fund for support, and agreed to just that (domain 5.1, N-grant), beside a named defender
    inside: set[str] = field(default_factory=set)
    _named: dict[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.inside = self._inside()

    # ---- who ---------------------------------------------------------------------------------------------------------

    def consents(self, person: str) -> list[dict[str, Any]]:
        """Return what a person said for this purpose and audience, by day, as far as it has been said."""
        mine = [
            c
            for c in self._all_consents(person)
            if c["purpose"] == self.purpose and self.audience in (*c["audiences"], *c.get("denied", ()))
        ]
        return sorted((c for c in mine if c["given"] <= TODAY), key=lambda c: str(c["given"]))

    def _all_consents(self, person: str) -> list[dict[str, Any]]:
        return [fields for kind, fields in self.made.records.values() if kind == "consent" and fields["person"] == person]

    def _holds(self, consent: dict[str, Any]) -> bool:
        ended = consent.get("withdrawn", "9999") <= TODAY or min(consent.get("valid_until", "9999"), consent["review_on"]) < TODAY
        return not ended and self.audience not in consent.get("denied", ())

    def agreed(self, person: str, *levels: str) -> bool:
        """Say whether a consent of one of `levels` may be the one that holds: the newest of the purpose, nothing against it.

        Of somebody whose records were merged each one of them has to be covered, and none was that came later.
        """
        if self.made.parts.get(person):
            return False
        said = self.consents(person)
        holding = [c for c in said if self._holds(c)]
        if not holding:
            return False
        newest = holding[-1]["given"]
        minor = self.fields(person).get("is_minor") is True
        taken_back = any(c.get("withdrawn", "9999") <= TODAY and c["given"] <= newest < c["withdrawn"] for c in said)
        refused = any(self.audience in c.get("denied", ()) and c["given"] > newest for c in said)
        of_them = [c for c in holding if c["given"] == newest]
        spoke = [c for c in of_them if not levels or c["identity_level"] in levels]
        guarded = [c for c in spoke if not minor or c["giver"] == "family" or "full" not in levels]
        return bool(guarded) and not taken_back and not refused

    def surely(self, person: str) -> bool:
        """Say whether one consent, in full and alone, stands for it."""
        said = self.consents(person)
        if self.made.parts.get(person):
            return False
        alone = len(said) == 1 and self._holds(said[0]) and said[0]["identity_level"] == "full"
        return alone and self.fields(person).get("is_minor") is not True

    def public(self, person: str) -> bool:
        """Say whether somebody is known from the public record, to those to whom that is enough."""
        return self.fields(person).get("public_record_only") is True and self.audience in {"embassy", "un", "public"}

    def may_go(self) -> bool:
        """Say whether anything at all may leave: each one the case is about agreed, in whatever form, or is public."""
        return self.audience == "statistics" or all(self.agreed(one) or self.public(one) for one in self.made.focus)

    def named(self, person: str) -> bool:
        """Say whether the name of a person may stand in the document by any reading."""
        if person not in self._named:
            self._named[person] = self._may_be_named(person)
        return self._named[person]

    def _may_be_named(self, person: str) -> bool:
        if self.audience == "statistics":
            return False
        fields = self.fields(person)
        kept = fields.get("data_class", "C1") > "C2"
        if person in self.made.focus:
            public = self.public(person) and fields.get("is_minor") is not True and fields.get("data_class") == "C0"
            return not kept and (self.agreed(person, "full") or public)
        uses = set(self._uses(person))
        refused = any(self.audience in c.get("denied", ()) or c.get("withdrawn") for c in self._all_consents(person))
        if not refused and uses and uses <= OFFICE | {("case", "official")}:
            return not kept
        kin = ("case", "relative") in uses or any(kind == "person" for kind, _ in uses)
        counsel = ("case", "lawyer") in uses
        applies = person == self.applicant and all(self.named(one) for one in self.made.focus)
        if (kin and self.audience != "embassy" and not applies) or (counsel and self.audience not in {"embassy", "un"}):
            return False
        return not kept and self.agreed(person, "full")

    def _uses(self, person: str) -> Iterator[tuple[str, str]]:
        for key, (kind, fields) in self.made.records.items():
            for name, value in fields.items():
                if kind == "case" and name == "persons":
                    yield from (("case", row["role"]) for row in value if row["person"] == person)
                elif (kind not in {"consent", "claim"} and person in _strings(value)) or (key == person and name == "links"):
                    yield kind, name

    # ---- which records -----------------------------------------------------------------------------------------------

    def fields(self, record: str) -> dict[str, Any]:
        """Return what was recorded first."""
        return self.made.records[record][1]

    def _inside(self) -> set[str]:
        chosen = self.made.case
        inside = {chosen} | {str(row["person"]) for row in self.fields(chosen)["persons"]}
        grown = True
        while grown:
            more = {
                key
                for key, (kind, fields) in self.made.records.items()
                for name in (*self.schema.type(kind).case, *self.schema.type(kind).via)
                if key not in inside and inside & set(_strings(fields.get(name)))
            }
            inside |= more
            grown = bool(more)
        pointed = {target for key in inside for value in self.fields(key).values() for target in _strings(value)}
        return inside | {key for key in pointed if key in self.made.records and self.made.records[key][0] in POINTED}

    def class_of(self, text: Text) -> str:
        """Return the class of the value a text is in: the higher of field and record; a C0 record lifts what is C1 and C2."""
        record_type = self.schema.type(text.type)
        whole = record_type.field(text.key.partition("/")[0])
        part = record_type.field(text.key)
        assert whole is not None
        assert part is not None
        own = max(whole.data_class, part.data_class).name
        of_record = str(self.fields(text.record).get("data_class", record_type.data_class.name))
        raised = {code: level.name for key, code, level in record_type.raises if self.fields(text.record).get(key) == code}
        of_record = max(of_record, *raised.values()) if raised else of_record
        return "C0" if of_record == "C0" and own <= "C2" else max(own, of_record)

    # ---- which words -------------------------------------------------------------------------------------------------

    def never(self, text: Text) -> bool:  # noqa: C901, PLR0911 - one answer for each rule
        """Say whether no reading of the rules lets the words of a value out."""
        level, fields = self.class_of(text), self.fields(text.record)
        if text.record in self.made.accounts and not self._told(*self.made.accounts[text.record]):
            return True  # an account is as close as what it is an account of
        if text.gone or text.record not in self.inside or self.audience == "statistics" or level >= "C4":
            return True
        if any(word in {level, text.type, f"{text.type}/{text.key}"} for word in self._kept_back()):
            return True
        if level == "C3":
            return not self._special(text)
        if text.type == "person":
            return text.record not in self.made.focus or not (self.agreed(text.record, "full") or self.public(text.record))
        if level == "C2" and not self._personal(fields):
            return True
        match text.type:
            case "intervention":
                return self._quiet(fields)
            case "evidence":
                return self.audience in {"ngo", "grant"} or (self.audience == "public" and fields.get("public") is not True)
            case "organisation":
                return fields.get("is_partner_sealed") is True and text.record != self.recipient
            case "facility":
                return bool(fields["kind"] == "home")
            case "place":
                return bool(fields.get("level") == "address")
            case _:
                return self._only_public() and level != "C0"

    def _personal(self, fields: dict[str, Any]) -> bool:
        """Say whether what is personal may be told: of the one the record is about, else of everybody the case is about."""
        named = [one for key in ABOUT for one in _strings(fields.get(key)) if one in self.made.records]
        people = named or self.made.focus
        return all(one in self.made.focus and (self.agreed(one, "full") or self.public(one)) for one in people)

    def _told(self, record: str, key: str) -> bool:
        return not self.never(Text("", record, self.made.records[record][0], key, gone=record in self.made.deleted))

    def due(self, text: Text) -> bool:
        """Say whether every reading lets a value out: a plain fact of the case, of people who all agreed in full."""
        fields = self.fields(text.record)
        plain = self.class_of(text) == "C1" and not text.gone and text.record in self.inside and text.type in PLAIN
        asked_of_nobody = not {"data_class"} & fields.keys() and text.record not in self.made.deleted
        willing = all(self.surely(one) and not self.public(one) for one in self.made.focus)
        told = self.audience in {"embassy", "un"} and not self._kept_back()
        return plain and asked_of_nobody and willing and told

    def _kept_back(self) -> list[str]:
        return list(self.fields(self.recipient).get("withhold", ())) if self.recipient else []

    def _only_public(self) -> bool:
        """Say whether somebody the case is about is there from the public record alone, so that nothing else leaves."""
        return any(not self.agreed(one) for one in self.made.focus)

    def _special(self, text: Text) -> bool:
        persons = [one for key in ABOUT for one in _strings(self.fields(text.record).get(key)) if one in self.made.records]
        people = persons or self.made.focus
        scoped = all(
            any(
                self._holds(c) and {"health", "ill_treatment", text.key} & set(c.get("scope_fields", ()))
                for c in self.consents(one)
            )
            for one in people
        )
        return text.type in SPECIAL_TYPES and scoped

    def _quiet(self, fields: dict[str, Any]) -> bool:
        shared = fields.get("shareability", "")
        if shared == "internal":
            return True
        if fields.get("channel") == "public":
            return False
        own = self.fields(fields["actor"]).get("is_us") is True
        return self.audience != "embassy" or not (own or shared in {"same_audience", "public"})

    def forbidden(self) -> Iterator[tuple[str, str]]:
        """Yield (word, why) of everything that may not be in any file."""
        for text in self.made.texts:
            if self.never(text):
                yield text.word, f"{text.type}/{text.key} {self.class_of(text)}"
        for key in self.made.records:
            yield key, ID
        for called in self.made.called:
            if self._unsaid(called.owner, called.kind):
                kind = self.made.records[called.owner][0] if called.owner in self.made.records else "actor"
                yield called.word, f"{called.kind} of {kind}"

    def _unsaid(self, owner: str, kind: str) -> bool:
        if kind == "number" and self.asked_for and owner in self.made.focus:
            return not self.named(owner)
        if kind in {"loose", "label", "inside", "desk", "reason", "code_word"}:
            return True
        if kind in {"code_name", "number", "helper", "signature", "file"}:
            return owner != self.recipient
        type_key, fields = self.made.records[owner]
        if type_key == "person":
            return not self.named(owner)
        if type_key == "organisation":
            return fields.get("is_partner_sealed") is True and owner != self.recipient
        return fields.get("kind") == "home" or fields.get("level") == "address"


PLAIN = {"event", "stage", "hearing", "charge", "judgment", "detention", "remedy", "visit", "attendance", "case"}


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [
            found for one in value for found in (_strings(one) if not isinstance(one, dict) else _strings(list(one.values())))
        ]
    return []
