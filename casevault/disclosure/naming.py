"""How each person and thing is printed: by name, by initials, by a code, or by a role, as the gate decided."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from casevault.disclosure.document import Line, Run
from casevault.disclosure.roles import OTHER, Roles
from casevault.disclosure.select import name_of
from casevault.disclosure.wording import HOME_WORDS, THING_WORDS, role_words
from casevault.domain.consent import Identity, rows_of

if TYPE_CHECKING:
    from casevault.disclosure.gate import Clearance, Standing
    from casevault.disclosure.pseudonyms import Pseudonyms
    from casevault.disclosure.select import Selection
    from casevault.domain.record import Record
    from casevault.i18n import Catalogue

# Kinds of alias that are other spellings or public names of the same person; the rest stays in the vault.
PRINTED_ALIASES = frozenset({"legal", "pen", "nickname", "courtesy", "variant"})
HIDDEN_ALIASES = frozenset({"code_name"})
_LATIN = "latn"
_INITIAL_SPLITS = str.maketrans({"-": " ", "·": " ", "'": ""})


@dataclass(frozen=True, slots=True)
class Printed:
    """The words for a person or thing, and the values (record, path) that a reader learns by them."""

    line: Line
    uses: tuple[tuple[str, str], ...] = ()


class Naming:
    """Prints names for one disclosure; the same person is always printed the same way."""

    def __init__(self, selection: Selection, clearance: Clearance, pseudonyms: Pseudonyms, catalogue: Catalogue) -> None:
        """Keep what names depend on."""
        self._records = selection.records
        self._clearance = clearance
        self._pseudonyms = pseudonyms
        self._catalogue = catalogue
        self._roles = Roles(selection.records.values())

    def person(self, person: str, *, strong: bool = False) -> Printed:
        """Return how `person` is printed."""
        standing = self._clearance.standings.get(person)
        record = self._records.get(person)
        if standing is None or record is None:
            return Printed((Run(role_words("other", focus=False, catalogue=self._catalogue)),))
        match standing.identity:
            case Identity.FULL:
                return self._full(record, strong=strong)
            case Identity.INITIALS:
                letters = initials_of(record)
                if letters:
                    return Printed((Run(letters, person, "display_name", strong=strong),), ((person, "display_name"),))
            case Identity.PSEUDONYM:
                code = self._pseudonyms.code(person)
                return Printed((Run(code, person, "display_name", strong=strong),), ((person, "display_name"),))
            case Identity.NONE | Identity.AGGREGATE:
                pass
        words = self._role(standing)
        return Printed((Run(words, person, "display_name", strong=strong),), ((person, "display_name"),))

    def thing(self, target: str, *, named: bool) -> Printed:
        """Return how an organisation, facility or place is printed: its name, or what kind of thing it is."""
        record = self._records.get(target)
        if record is None:
            return Printed(())
        if not named:
            words = HOME_WORDS if record.fields.get("kind") == "home" else THING_WORDS[record.type]
            return Printed((Run(self._catalogue.text(words)),))
        runs = [Run(name_of(record), target, "name")]
        uses = [(target, "name")]
        for row in rows_of(record, "names"):
            if str(row.get("script", "")).lower() not in {"", _LATIN} and row.get("value") and row["value"] != name_of(record):
                path = f"names/{row.get('row', '')}/value"
                runs.append(Run(f" {row['value']}", target, path, lang=str(row.get("lang", ""))))
                uses.append((target, path))
                break
        return Printed(tuple(runs), tuple(uses))

    def words(self, person: str) -> str:
        """Return the words that replace a name of `person` in running text; a role stands in square brackets."""
        standing = self._clearance.standings.get(person)
        record = self._records.get(person)
        if standing is None or record is None:
            return ""
        if standing.identity is Identity.FULL:
            return name_of(record)
        if standing.identity is Identity.INITIALS and initials_of(record):
            return initials_of(record)
        if standing.identity is Identity.PSEUDONYM:
            return self._pseudonyms.code(person)
        return f"[{self._role(standing)}]"

    def _role(self, standing: Standing) -> str:
        role = OTHER if self._roles.is_doubled(standing.person) else standing.role
        return role_words(role, focus=standing.focus, catalogue=self._catalogue)

    def _full(self, record: Record, *, strong: bool) -> Printed:
        runs = [Run(name_of(record), record.id, "display_name", strong=strong)]
        uses = [(record.id, "display_name")]
        other = other_script(record)
        if other is not None:
            path, value, script = other
            runs.append(Run(f" {value}", record.id, path, lang=SCRIPT_LANGUAGES.get(script, "")))
            uses.append((record.id, path))
        return Printed(tuple(runs), tuple(uses))


# The language a name in this script is most likely in: it chooses the shapes of letters, nothing else.
SCRIPT_LANGUAGES = {"hans": "zh-Hans", "hant": "zh-Hant", "arab": "ug-Arab", "tibt": "bo", "cyrl": "ru", "mong": "mn-Mong"}


def other_script(person: Record) -> tuple[str, str, str] | None:
    """Return (path, value, script) of the legal name in the script the display name is not in, or None."""
    latin = _is_latin(name_of(person))
    for row in rows_of(person, "aliases"):
        script = str(row.get("script", "")).lower()
        value = row.get("value")
        if row.get("kind") == "legal" and isinstance(value, str) and value and (script != _LATIN) == latin:
            return f"aliases/{row.get('row', '')}/value", value, script
    return None


def printed_aliases(person: Record) -> list[tuple[str, str]]:
    """Return (path, value) of the other names that a full identity prints, besides the one that stands in the name itself."""
    shown = other_script(person)
    return [
        (path, str(row["value"]))
        for row in rows_of(person, "aliases")
        if row.get("kind") in PRINTED_ALIASES
        and isinstance(row.get("value"), str)
        and (path := f"aliases/{row.get('row', '')}/value")
        and (shown is None or path != shown[0])
        and row["value"] != name_of(person)
    ]


def initials_of(person: Record) -> str:
    """Return the initials of a person's Latin name ("L. Z."), or "" where no Latin name is recorded: then the role stands."""
    candidates = [
        name_of(person),
        *(str(row.get("value", "")) for row in rows_of(person, "aliases") if row.get("kind") == "legal"),
    ]
    for name in candidates:
        words = [word for word in name.translate(_INITIAL_SPLITS).split() if word[:1].isalpha()]
        if words and _is_latin(name):
            return " ".join(f"{word[0].upper()}." for word in words)
    return ""


def _is_latin(name: str) -> bool:
    letters = [char for char in name if char.isalpha()]
    return bool(letters) and all(unicodedata.name(char, "").startswith("LATIN ") for char in letters)
