"""A device is lost: who is exposed by what it held and under which protection, what to change, and letters to those affected.

What it held is what was packed, not what is recorded today: a number entered since is not burnt. An office of the team
held everything. A letter is a draft for a person to read and alter; kept, it is a note of the closest class at whom it is for.
It names nobody else.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from casevault.domain.change import Action, state_at
from casevault.domain.consent import codes_of, rows_of, text_of
from casevault.domain.dates import in_words
from casevault.domain.packing import Profile
from casevault.errors import CaseVaultError, Code
from casevault.i18n import Catalogue
from casevault.paths import resource_path, resource_text
from casevault.store import changes
from casevault.vault import offices, travelling
from casevault.vault.acts import Add
from casevault.vault.exposure import Severity, exposed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from casevault.domain.change import Change
    from casevault.domain.record import Fields, Record
    from casevault.store.connection import Connection
    from casevault.vault.exposure import Exposed
    from casevault.vault.vault import Vault

LANGUAGES: Final = ("en", "nl", "zh")
CHANNELS: Final = "channels"
ALIASES: Final = "aliases"
KINDS: Final = {CHANNELS: "channel_kind", ALIASES: "alias_kind"}  # the list that a kind in each of the tables comes from
_CHANGED: Final = frozenset({"code_name", "pen", "nickname"})  # names that somebody can give up; a legal one is for life
_SHOWN: Final = 3  # characters of a number or address: enough for who knows it, and the list may have to be read aloud
_TABLES: Final = (ALIASES, CHANNELS, "identifiers")


@dataclass(frozen=True, slots=True)
class ToChange:
    """A way to reach somebody, or a name, that counts as known: at which person, in which row, of which kind, how it ends."""

    person: str
    title: str
    table: str
    row: str
    kind: str
    ends: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A draft: for whom, who is called so in it, in which language, and its text."""

    person: str
    title: str
    called: str
    severity: Severity
    lang: str
    text: str


@dataclass(frozen=True, slots=True)
class Loss:
    """What a lost device comes to. `day`: when it was packed, "" for an office; `profile`: how much it held."""

    device: str
    day: str
    sealed: bool
    profile: str
    exposed: tuple[Exposed, ...]
    change: tuple[ToChange, ...]
    letters: tuple[Letter, ...]


def report(vault: Vault, untrusted_id: str, *, lang: str = "", keep: bool = False) -> Loss:
    """Report a journey's device, or an office, lost: its key is refused from now on. Return what `look` tells of it.

    `keep`: record the letters, as one act.
    """
    found = look(vault, untrusted_id, lang=lang)
    if not travelling.is_lost(vault, found.device):
        vault.records.edit(found.device, {"status": travelling.LOST})
    if keep and found.letters:
        vault.records.apply(
            [
                Add("note", {"about": one.person, "kind": "safety", "text": [{"lang": one.lang, "text": one.text}]})
                for one in found.letters
            ]
        )
    return found


def look(vault: Vault, untrusted_id: str, *, lang: str = "", usual: str = "") -> Loss:
    """Say what the loss of a journey's device, or of an office, comes to; writes nothing. NOT_FOUND where there is none such.

    `lang`: of every letter; else each is in a language that its person reads, and in `usual` where none is recorded.
    """
    device, day, sealed, profile = _known(vault, untrusted_id)
    held = vault.db.read(lambda c: _held(c, device)) if day else None
    found = exposed(vault, only=None if held is None else held.keys())
    people = vault.records.many([one.person for one in found])
    fields = {key: one.fields for key, one in people.items()} if held is None else held
    burnt = () if profile == Profile.PSEUDONYMS else tuple(_to_change(people, fields))
    letters = tuple(
        _letter(vault, one, people[one.person], fields[one.person], (sealed, profile), (lang, usual)) for one in found
    )
    return Loss(device, day, sealed, profile, tuple(found), burnt, letters)


def _known(vault: Vault, untrusted_id: str) -> tuple[str, str, bool, str]:
    try:
        known = travelling.away(vault, untrusted_id)
    except CaseVaultError as problem:
        if problem.code is not Code.NOT_FOUND or untrusted_id not in {
            key for o in offices.every(vault) for key in (o.id, o.vault)
        }:
            raise
        return offices.get(vault, untrusted_id).id, "", False, Profile.FULL
    return known.travel, known.day, known.sealed, known.profile


def _held(connection: Connection, travel: str) -> dict[str, Fields]:
    """Return what was recorded of everybody who went along, when they were packed."""
    rows = changes.of_action(connection, Action.CARRIED, travelling.MOST)
    mine = [row for row in rows if row.type == "person" and travelling.BY + travel in row.fields]
    return {row.record_id or "": _then(connection, row) for row in mine}


def _then(connection: Connection, carried: Change) -> Fields:
    return state_at(changes.of_record(connection, carried.record_id or ""), carried.parents).fields


def _to_change(people: Mapping[str, Record], held: Mapping[str, Fields]) -> Iterable[ToChange]:
    for key, person in people.items():
        for table in (CHANNELS, ALIASES):
            then = {row.get("row") for row in _rows(held[key], table)}
            for row in rows_of(person, table):
                kind = str(row.get("kind", ""))
                if row.get("row") in then and (table == CHANNELS or kind in _CHANGED):
                    yield ToChange(key, person.title, table, str(row["row"]), kind, str(row.get("value", ""))[-_SHOWN:])


def _rows(fields: Fields, table: str) -> Sequence[Mapping[str, object]]:
    value = fields.get(table)
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _letter(  # noqa: PLR0917 - what a letter depends on
    vault: Vault, one: Exposed, person: Record, held: Fields, protection: tuple[bool, str], langs: tuple[str, str]
) -> Letter:
    sealed, profile = protection
    lang, usual = langs
    spoken = [code.partition("-")[0] for code in codes_of(person, "languages")] or [usual]
    chosen = lang or next((code for code in spoken if code in LANGUAGES), LANGUAGES[0])
    words = template(chosen)
    coded = profile == Profile.PSEUDONYMS
    what = [words["code_word" if coded else "name"]]
    what += [words[table] for table in _TABLES if not coded and _rows(held, table)]
    called = text_of(person, "display_name") or one.title
    joined = ("、" if chosen == "zh" else ", ").join(what)
    day = in_words(vault.ambient.today().isoformat(), Catalogue(chosen, resource_path("locale")))
    lines = [
        words["greeting"].format(name=called),
        words["what"].format(day=day),
        words["sealed" if sealed else "passphrase"],
        *([words["pseudonyms"]] if coded else []),
        words["held"].format(held=joined),
        words[one.severity.name.lower()],
        words["wary"],
        words["sorry"],
        words["signed"].format(sign=vault.records.get(vault.actor).title),
    ]
    return Letter(one.person, one.title, called, one.severity, chosen, "\n\n".join(lines))


@cache
def template(lang: str) -> Mapping[str, str]:
    """Return the sentences of the letter in one of `LANGUAGES`."""
    return tomllib.loads(resource_text(f"letters/lost-{lang}.toml"))
