"""The people of a random vault: names in several scripts, numbers, ways to reach them, and what they agreed to."""

from __future__ import annotations

from abc import ABC, abstractmethod
from itertools import product
from typing import TYPE_CHECKING, Any

from disclosure.planted_kinds import Called, Planted
from disclosure.secret_numbers import resident_id
from disclosure.secret_words import SCRIPTS, Words, dice, in_pinyin, in_traditional

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casevault.vault.acts import Add, Delete, Edit
    from casevault.vault.vault import Vault

PURPOSES = (
    "quiet_diplomacy", "public_advocacy", "un_procedure", "trial_observation", "support", "research",
)  # fmt: skip
AUDIENCES = ("embassy", "un", "ngo", "grant", "public")
CONSENTS = (
    "full",
    "full",
    "full",
    "full",
    "full",
    "initials",
    "pseudonym",
    "none",
    "withdrawn",
    "expired",
    "denied",
    "later",
    "few",
)


class PlantsPeople(ABC):
    """Makes people, each with words of their own."""

    def __init__(self, vault: Vault, seed: int) -> None:
        self.rng = dice(seed)
        self.words = Words(self.rng)
        self.vault = vault
        self.made = Planted()
        self.acts: list[Add | Edit | Delete] = []
        self.people: list[str] = []
        self.officials: list[str] = []
        self._read_aloud: set[str] = set()

    def _person(self, *, public: bool = False, minor: bool = False) -> str:
        script = self.rng.choice(SCRIPTS)
        year = self.rng.randint(2012, 2018) if minor else self.rng.randint(1950, 2001)
        born = f"{year}-{self.rng.randint(1, 12):02}-{self.rng.randint(1, 28):02}"
        fixed: dict[str, Any] = {"birth": born, "is_minor": minor or None, "public_record_only": public or None}
        if public:
            fixed["data_class"] = "C0"
        key = self._id()
        name = self._name(key, script)
        fixed["display_name"] = name
        aliases = [
            {"value": self._name(key, other), "script": other.lower(), "kind": "legal"} for other in self.rng.sample(SCRIPTS, 2)
        ]
        if script == "Hans" and self.rng.random() < 0.5:  # otherwise nobody has recorded how it is read
            aliases.append({"value": in_pinyin(name), "script": "latn", "kind": "variant"})
        code = self.words.word("Latn", 4).capitalize()
        self.made.called.append(Called(code, key, "code_name", "Latn"))
        aliases.append({"value": code, "script": "latn", "kind": "code_name"})
        fixed["aliases"] = aliases
        fixed["identifiers"] = [{"kind": "prc_id", "value": self._number(key, resident_id(self.rng))}]
        fixed["channels"] = self._channels(key)
        return self._add("person", fixed, key, without=("links",))

    def _name(self, owner: str, script: str) -> str:
        made = self._person_words(script)
        self.made.called.append(Called(made, owner, "name", script))
        if script == "Hans":
            self.made.called += [Called(in_pinyin(made), owner, "name", "Latn")]
            if (elsewhere := in_traditional(made)) != made:
                self.made.called.append(Called(elsewhere, owner, "name", "Hant"))
        return made

    def _person_words(self, script: str) -> str:
        """Return a name that is read like no other: two who are called alike are a test of their own."""
        while True:
            made = self.words.person(script)
            aloud = in_pinyin(made) if script == "Hans" else made
            if aloud not in self._read_aloud:
                self._read_aloud.add(aloud)
                return made

    def _number(self, owner: str, number: str) -> str:
        self.made.called.append(Called(number, owner, "number"))
        return number

    def _channels(self, owner: str) -> list[dict[str, str]]:
        phone = self._number(owner, "+86 13" + self.words.digits(9))
        handle = self._number(owner, "wxid_" + self.words.word("Latn", 4))
        mail = self._number(owner, f"{self.words.word('Latn', 4)}@{self.words.word('Latn', 3)}.org")
        home = self._number(
            owner, f"Flat {self.rng.randint(100, 999)}, {self.rng.randint(11, 99)} {self.words.word('Latn', 4).capitalize()} Road"
        )
        found = (("phone", phone), ("wechat", handle), ("email", mail), ("address", home))
        code_word = " ".join(self.words.word("Latn", 2) for _ in range(3))  # texts tell it again, as they do names
        self.made.called.append(Called(code_word, owner, "code_word"))
        rules = [self._text(owner, "person", "channels/rules") for _ in found]
        rules[0] += f"; «{code_word}» when she can speak"
        return [
            {"kind": kind, "value": value, "safe": "unsafe", "rules": rule}
            for (kind, value), rule in zip(found, rules, strict=True)
        ]

    def _consents(self, person: str, *, often: bool) -> None:
        for purpose in PURPOSES:
            if self.rng.random() > (0.95 if often else 0.35):
                continue
            for _ in range(self.rng.choice((1, 1, 1, 2))):
                self._add("consent", {"person": person, "purpose": purpose, **self._terms(self.rng.choice(CONSENTS))}, plain=True)

    def _terms(self, like: str) -> dict[str, Any]:
        level = like if like in {"full", "initials", "pseudonym", "none"} else "full"
        made: dict[str, Any] = {
            "giver": self.rng.choice(("self", "family", "lawyer")),
            "audiences": list(AUDIENCES),
            "identity_level": level,
            "given": f"2026-0{self.rng.choice((1, 2))}-{self.rng.randint(1, 28):02}",
            "review_on": "2026-06-01",
        }
        if self.rng.random() < 0.5:
            made["scope_fields"] = self.rng.sample(("health", "ill_treatment", "birth", "occupation", "ethnicity"), 2)
        match like:
            case "withdrawn":
                made["withdrawn"] = "2026-03-01"
            case "expired":
                made[self.rng.choice(("valid_until", "review_on"))] = "2026-03-10"
            case "denied":
                made["denied"] = self.rng.sample(AUDIENCES, 2)
            case "later":
                made["given"] = "2026-04-01"
            case "few":
                made["audiences"] = self.rng.sample(AUDIENCES, 2)
        return made

    def _own(self) -> None:
        """Define fields and a type of the vault's own: of person, case and event, of every class there is."""
        for type_key, graded in product(("person", "case", "event", "x_paper"), ("C1", "C2", "C4", "C5")):
            if type_key == "x_paper" and graded == "C1":
                self.vault.records.add("custom_type", {"key": "x_paper", "label": "Paper", "plural": "Papers"})
            field = {"type": type_key, "key": f"x_{graded.lower()}", "label": "Own", "field_class": graded}
            self.vault.records.add("custom_field", {**field, "kind": self.rng.choice(("text", "long", "texts"))})

    def _id(self) -> str:
        return f"{self.rng.getrandbits(128):032x}"

    @abstractmethod
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
        """Record one of `type_key`."""

    @abstractmethod
    def _text(self, owner: str, type_key: str, path: str, *, long: bool = False) -> str:
        """Return a text with a word of its own."""
