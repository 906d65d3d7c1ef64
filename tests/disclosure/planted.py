"""A random vault: every value of every record type carries a word of its own; texts speak of people as people do.

What is planted is noted beside it (`Planted`), so that who looks at a file knows whose word was found. Nothing here rules what
may leave: that is the oracle's (`oracle.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from disclosure.planted_kinds import Called, Planted, Text
from disclosure.planted_people import PlantsPeople
from disclosure.secret_numbers import loose
from disclosure.secret_words import SCRIPTS, in_a_hurry

from casevault.domain.mentions import mention
from casevault.domain.schema import Kind, TextForm
from casevault.vault.acts import Add, Delete, Edit
from casevault.vault.merging import merge, preview

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casevault.domain.schema import Field

# Of the program itself, or about how a vault is set up: no case holds them.
NOT_PLANTED = frozenset(
    {"actor", "device", "saved_search", "custom_field", "custom_type", "vocabulary_entry", "disclosure", "clock"}
)
OFFICES = frozenset(
    {("hearing", "panel"), ("hearing", "prosecutors"), ("organisation", "officials"), ("event", "perpetrators/person")}
)


class Planter(PlantsPeople):
    """Makes one vault from one seed."""

    def plant(self) -> Planted:
        """Record everything in one act, and return what there is."""
        self._own()
        self._ground()
        rest = [key for key in self.vault.schema.types if key not in NOT_PLANTED and key not in _FIRST]
        for case, people in ((self.made.case, self.people), (self.made.other, self.people[-1:])):
            for type_key in rest:
                many = (6,) if type_key == "claim" else (1, 2)
                for _ in range(1 if case != self.made.case else self.rng.choice(many)):
                    self._case_record(type_key, case, people)
        self._changed()
        self.vault.records.apply(self.acts, strict=False)
        self.made.called += [
            Called(str(actor.fields.get("name", "")), actor.id, "signature") for actor in self.vault.records.list("actor")
        ]
        self._told_apart()
        return self.made

    def _told_apart(self) -> None:
        """Merge two records of somebody that were kept apart, and note of what each is made."""
        keep = self.rng.choice(self.people if self.rng.random() < 0.2 else self.people[len(self.made.focus) :])
        double = self._person_words("Latn")
        other = self._id()
        self.made.called.append(Called(double, keep, "name", "Latn"))
        alias = self._name(keep, "Hans")
        rows = [{"value": alias, "script": "hans", "kind": "nickname"}]
        self.vault.records.apply([Add("person", {"display_name": double, "aliases": rows}, other)], strict=False)
        event = next(iter(self.made.of("event")))
        self.vault.records.edit(event, {"narrative": f"{self._text(event, 'event', 'narrative', long=True)} {double}, {alias}"})
        merge(self.vault, preview(self.vault, keep, other))
        self.made.parts.setdefault(keep, []).append(other)
        self.made.records[other] = ("person", {})

    # ---- people, things, cases ---------------------------------------------------------------------------------------

    def _ground(self) -> None:
        rng, add = self.rng, self._add
        for level in ("county", "province", "address"):
            add("place", {"level": level})
        for _ in range(rng.choice((1, 1, 2))):
            self.made.focus.append(self._person(public=rng.random() < 0.15, minor=rng.random() < 0.1))
        sister, lawyer, witness, judge, both, stranger = (self._person() for _ in range(6))
        links = self.made.records[sister][1]
        links["links"] = [{"person": self.made.focus[0], "relation": "sibling"}]
        self.people = [*self.made.focus, sister, lawyer, witness, both, stranger]
        self.officials = [judge, both]
        for name, kind in (("us", "ngo"), ("police", "police"), ("court", "court"), ("to", "embassy"), ("sealed", "fund")):
            key = add(
                "organisation",
                {"kind": kind, "is_us": name == "us", "is_partner_sealed": name == "sealed"},
                without=("withhold",),
            )
            if name == "to":
                self.made.recipients.append(key)
                if rng.random() < 0.2:
                    self.made.records[key][1]["withhold"] = [rng.choice(("C3", "health", "event/stated_reason", "case/ask"))]
        for kind in ("detention_centre", "home"):
            add("facility", {"kind": kind})
        for identity, protection in ((sister, "full"), (witness, "not_named"), ("", "none")):
            add("source", {"identity": identity or None, "protection": protection})
        rows = [{"person": one, "role": "defender", "is_focus": True} for one in self.made.focus]
        rows += [
            {"person": sister, "role": "relative"},
            {"person": lawyer, "role": "lawyer"},
            {"person": witness, "role": "witness"},
            {"person": both, "role": rng.choice(("relative", "lawyer", "witness"))},
        ]
        self.made.case = add("case", {"persons": rows}, without=("parent_case",))
        self.made.other = add(
            "case", {"persons": [{"person": stranger, "role": "defender", "is_focus": True}]}, without=("parent_case",)
        )
        for person in (*self.made.focus, sister, lawyer, judge, stranger):
            self._consents(person, often=person in self.made.focus)

    # ---- everything else ---------------------------------------------------------------------------------------------

    def _case_record(self, type_key: str, case: str, people: list[str]) -> None:
        if type_key == "claim":
            about, key = self._about()
            account: dict[str, Any] = {
                "record": about,
                "field": key,
                "status": self.rng.choice(("asserted", "preferred")),
            }
            account["source"] = self.rng.choice(self.made.of("source"))
            self.made.accounts[self._add("claim", account)] = (about, key)
            return
        record_type = self.vault.schema.type(type_key)
        many = {one.key for one in record_type.fields if one.kind is Kind.REFS}
        fixed: dict[str, Any] = {key: [case] if key in many else case for key in record_type.case}
        if "about" in record_type.via and "case" not in fixed:
            found = record_type.field("about")
            fixed["about"] = [case] if found is not None and found.kind is Kind.REFS else case
        if self.rng.random() < 0.25:
            fixed["data_class"] = self.rng.choice(("C0", "C2", "C3", "C4", "C5"))
        if type_key == "intervention":
            fixed["actor"] = self.rng.choice(self.made.of("organisation"))
        self._add(type_key, fixed, people=people)

    def _about(self) -> tuple[str, str]:
        """Return a record and one of its texts, that somebody tells otherwise."""
        record = self.rng.choice(self.made.of("event", "hearing", "case", "health", "family_contact", "intervention", "person"))
        texts = [
            one.key
            for one in self.vault.schema.type(self.made.records[record][0]).fields
            if one.kind in {Kind.TEXT, Kind.LONG} and one.form is TextForm.FREE and not one.names_person
        ]
        return record, self.rng.choice(texts)

    def _add(
        self,
        type_key: str,
        fixed: dict[str, Any],
        key: str = "",
        *,
        without: Iterable[str] = (),
        people: list[str] | None = None,
        plain: bool = False,
    ) -> str:
        key = key or self._id()
        fields = {name: value for name, value in fixed.items() if value is not None}
        for one in self.vault.schema.type(type_key).fields:
            if one.key in fixed or one.key in without or one.filled or (plain and not one.required):
                continue
            if not one.required and self.rng.random() < 0.15:
                continue
            value = self._value(type_key, key, one, one.key, people)
            if value is not None:
                fields[one.key] = value
        self.made.records[key] = (type_key, fields)
        self.acts.append(Add(type_key, fields, key))
        return key

    def _value(  # noqa: C901, PLR0911, PLR0912 - one answer for each kind
        self, type_key: str, owner: str, one: Field, path: str, people: list[str] | None
    ) -> Any:
        rng = self.rng
        match one.kind:
            case Kind.TEXT | Kind.TEXTS | Kind.LONG:
                if one.form not in {TextForm.FREE, TextForm.TAG} or path in _FIXED_TEXTS:
                    return _FIXED_TEXTS.get(path)
                long = one.kind is Kind.LONG
                name = one.names_person
                made = self._name(owner, rng.choice(SCRIPTS)) if name else self._text(owner, type_key, path, long=long)
                return made if one.kind is not Kind.TEXTS else [made, self._text(owner, type_key, path)]
            case Kind.DATE:
                return f"2026-0{rng.randint(1, 3)}-{rng.randint(1, 28):02}"
            case Kind.DATETIME:
                return f"2026-03-{rng.randint(1, 28):02}T{rng.randint(8, 18):02}:30+08:00"
            case Kind.DAY:
                return f"2026-04-{rng.randint(1, 28):02}"
            case Kind.DURATION:
                return f"P{rng.randint(1, 9)}Y"
            case Kind.INT:
                return rng.randint(1, 9)
            case Kind.BOOL:
                return rng.random() < 0.5
            case Kind.CHOICE:
                return rng.choice(self._codes(one))
            case Kind.CHOICES:
                return [rng.choice(self._codes(one))]
            case Kind.REF:
                return self._target(type_key, path, one, people)
            case Kind.REFS:
                target = self._target(type_key, path, one, people)
                return [target] if target else None
            case Kind.ROWS:
                if one.key in _NO_ROWS:
                    return None
                if any(part.required and part.kind is Kind.REF and not self._has(part) for part in one.rows):
                    return None
                cells = {
                    part.key: self._value(type_key, owner, part, f"{one.key}/{part.key}", people)
                    for part in one.rows
                    if not part.filled
                }
                return [{name: value for name, value in cells.items() if value is not None}]

    def _has(self, one: Field) -> bool:
        return any(self.made.of(kind) for kind in one.targets or ("case",))

    def _codes(self, one: Field) -> tuple[str, ...]:
        return tuple(self.vault.schema.vocabularies.codes(one.vocabulary))

    def _target(self, type_key: str, path: str, one: Field, people: list[str] | None) -> str | None:
        kind = self.rng.choice(one.targets) if one.targets else "case"
        if kind == "person":
            found = (
                self.officials
                if (type_key, path) in OFFICES
                else [p for p in people or self.made.of("person") if p not in self.officials]
            )
        else:
            found = self.made.of(kind)
        return self.rng.choice(found) if found else None

    def _text(self, owner: str, type_key: str, path: str, *, long: bool = False) -> str:
        """Return a text with a word of its own, and often with someone's name or number in it, as people write them."""
        word = self.words.word()
        self.made.texts.append(Text(word, owner, type_key, path))
        if (type_key, path) in _HELPERS:
            name = self.words.person("Latn")
            self.made.called.append(Called(name, owner, "helper"))
            self.made.texts.pop()
            return name
        if self.rng.random() < 0.5 or not self.made.called:
            return word
        spoken = [self._spoken() for _ in range(self.rng.choice((1, 1, 2)))]
        if long and self.rng.random() < 0.4:
            secret, written = loose(self.rng)
            self.made.called.append(Called(secret, owner, "loose"))
            spoken.append(written)
        return f"{word} {'; '.join(spoken)} {self.rng.choice(_TAILS)}"

    def _spoken(self) -> str:
        """Return how somebody is spoken of: by what they are called, or by a mention with words of its own."""
        if self.rng.random() < 0.15:
            label = self.words.word("Latn", 5)
            meant = self.rng.choice(self.made.called).owner
            self.made.called.append(Called(label, meant, "label"))
            return mention(label, meant)
        return in_a_hurry(self.rng, *self._anyone())

    def _anyone(self) -> tuple[str, str, str]:
        called = self.rng.choice([one for one in self.made.called if one.kind not in {"loose", "label"}])
        return called.word, called.kind, called.script

    def _changed(self) -> None:
        """Rename somebody, say something otherwise, delete something: what stood before was known too."""
        for person in self.rng.sample(self.made.of("person"), 2):
            old = next(
                one for one in self.made.called if one.owner == person and one.kind == "name" and one.word == self._named(person)
            )
            self.made.called.remove(old)
            self.made.called.append(Called(old.word, person, "former", old.script))
            self.acts.append(Edit(person, {"display_name": self._name(person, self.rng.choice(SCRIPTS))}))
        for event in self.made.of("event")[:1]:
            self.made.texts = [_gone(t) if (t.record, t.key) == (event, "stated_reason") else t for t in self.made.texts]
            self.acts.append(Edit(event, {"stated_reason": self._text(event, "event", "stated_reason")}))
        loose = [key for key in self.made.of("note", "observation", "task", "evidence", "event")[1:] if self.rng.random() < 0.2]
        for key in loose:
            self.made.deleted.add(key)
            self.made.texts = [_gone(t) if t.record == key else t for t in self.made.texts]
            self.acts.append(Delete(key))

    def _named(self, person: str) -> str:
        return str(self.made.records[person][1]["display_name"])


_FIRST = frozenset({"place", "facility", "organisation", "person", "source", "case", "consent"})
_FIXED_TEXTS: dict[str, Any] = {
    "admin_code": "CN-41", "lat": "39.9042", "lon": "116.3974", "languages": ["zh"], "lang": "zh", "names/lang": "zh",
    "withhold": None,
}  # fmt: skip
_NO_ROWS = frozenset({"files", "pseudonyms", "keys", "redactions", "boxes", "looked", "reviews", "linked_events", "links"})
_HELPERS = frozenset({("hearing", "interpreter"), ("observation", "interpreter"), ("support", "other_funders")})
_TAILS = ("was there.", "said so", "在场", "ئۇ كەلدى", "", "was told by phone", "(see above)")


def _gone(text: Text) -> Text:
    return Text(text.word, text.record, text.type, text.key, gone=True)
