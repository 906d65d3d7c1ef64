"""What goes along on a journey, as it will stand there: looked at before anything is packed, and packed as it was looked at."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from casevault.disclosure.select import select
from casevault.disclosure.stayed import CodeWords, Hidden, StayedHome
from casevault.domain.own import OWN_TYPES
from casevault.domain.packing import Profile, goes, packed
from casevault.domain.reading import rows_of
from casevault.errors import Code, UserProblem
from casevault.exchange.files_along import files_along, without
from casevault.i18n import N_, Catalogue
from casevault.store import meta
from casevault.vault.attached import EVIDENCE, files_of
from casevault.vault.exposure import exposed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casevault.domain.record import Fields, Record
    from casevault.exchange.files_along import FileAlong
    from casevault.vault.exposure import Exposed
    from casevault.vault.vault import Vault

CODED = N_(
    "Code words hide names, and numbers and papers that say who somebody is. They do not hide what happened, when and where, "
    "who is related to whom, or a name that nobody recorded: whoever knows the case knows who is meant."
)


@dataclass(frozen=True, slots=True)
class Going:
    """One record that goes: what it will hold there, and which units are not shown as they stand."""

    record: Record
    fields: Fields
    home: frozenset[str]


@dataclass(frozen=True, slots=True)
class Choice:
    """Everything that goes, which names in its texts were replaced or are doubtful, and {person: code word}.

    `files`: what goes of attachments, with the names that stand in them; `left`: those that stay home because of such a name.
    """

    going: tuple[Going, ...]
    hidden: Hidden
    codes: Mapping[str, str]
    files: tuple[FileAlong, ...] = ()
    left: tuple[FileAlong, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be packed: how many records and people, attachments and their bytes, who would be exposed, whose names stay."""

    records: int
    persons: int
    attachments: int
    size: int
    exposed: tuple[Exposed, ...]
    choice: Choice


def preview(
    office: Vault,
    cases: Sequence[str],
    profile: Profile = Profile.REDUCED,
    catalogue: Catalogue | None = None,
    *,
    weak: bool = False,
    leave_files: bool = False,
) -> Preview:
    """Say what `pack` would do with the same choice; writes nothing of it."""
    choice = choose(office, cases, profile, catalogue, weak=weak, leave_files=leave_files)
    rows = {row.id: row for row in office.attachments.rows()}
    named = {
        file.blob for one in choice.going for file in files_of(replace(one.record, fields=one.fields), frozenset(rows))
    } & rows.keys()
    people = {one.record.id: one.fields for one in choice.going if one.record.type == "person"}
    size = sum(rows[blob].length for blob in named)
    found = tuple(_counted(one, people[one.person]) for one in exposed(office, only=people))
    return Preview(len(choice.going), len(people), len(named), size, found, choice)


def _counted(one: Exposed, going: Fields) -> Exposed:
    """Return how grave it is as the office knows it, with what goes along of that person counted and nothing else."""
    counts = {table: len(rows_of(going.get(table, ""))) for table in ("aliases", "channels", "identifiers")}
    return replace(one, aliases=counts["aliases"], channels=counts["channels"], identifiers=counts["identifiers"])


def choose(
    office: Vault,
    cases: Sequence[str],
    profile: Profile,
    catalogue: Catalogue | None = None,
    *,
    weak: bool = False,
    leave_files: bool = False,
) -> Choice:
    """Return what goes along of these cases: what belongs to them, whoever and whatever that points to, and what defines it.

    `catalogue`: the language of what stands in place of a name. `weak`: replace ordinary words that are also names of others.
    `leave_files`: attachments whose words name somebody who stays home stay there, too.
    """
    selection = select(office.records, office.schema, cases)
    records = [one for one in selection.records.values() if goes(office.schema.type(one.type), one.data_class, profile)]
    if not {one.id for one in records} >= set(cases):
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("One of these cases is of class C5, which stays home."),
            N_("Choose --profile full if it must travel."),
        )
    records += _definitions(office, records)
    ids = {one.id for one in records}
    cut = {one.id: packed(office.schema.type(one.type), one.fields, one.conflicts, ids, profile) for one in records}
    codes = _codes(office, records) if profile is Profile.PSEUDONYMS else None
    going = {key: fields for key, (fields, _) in cut.items()}
    looking = StayedHome(office, selection, going, catalogue or Catalogue(), codes=codes, weak=weak)
    files = files_along(office, [(one, going[one.id]) for one in records], looking.names_in)
    left = [one for one in files if leave_files and one.names]
    blobs = {one.blob for one in left}
    found = []
    for one in records:
        fields, units = without(going[one.id], blobs) if one.type == EVIDENCE else (going[one.id], frozenset())
        fields, replaced = looking.record(office.schema.type(one.type), one, fields)
        found.append(Going(one, fields, cut[one.id][1] | units | replaced))
    along = tuple(one for one in files if one.blob not in blobs)
    return Choice(tuple(found), looking.hidden, {} if codes is None else codes.all, along, tuple(left))


def kept_codes(office: Vault) -> dict[str, str]:
    """Return {person: code word} of earlier journeys."""
    held = office.db.read(lambda c: meta.get(c, meta.CODE_WORDS))
    return {} if held is None else dict(json.loads(held))


def _codes(office: Vault, records: Sequence[Record]) -> CodeWords:
    codes = CodeWords(kept_codes(office), office.ambient)
    for one in records:
        if one.type == "person":
            codes.code(one.id)
    return codes


def _definitions(office: Vault, records: Sequence[Record]) -> list[Record]:
    """Return the records that define the own types, fields and list entries that these use, and no others."""
    types = {one.type for one in records}
    keys = {(one.type, key) for one in records for key in one.fields}
    texts = json.dumps([dict(one.fields) for one in records])
    found = []
    for kind in OWN_TYPES:
        for one in office.records.list(kind):
            fields = one.fields
            uses = {
                "custom_type": fields.get("key") in types,
                "custom_field": (fields.get("type"), fields.get("key")) in keys,
                "vocabulary_entry": json.dumps(fields.get("code")) in texts,
            }
            if uses[kind]:
                found.append(one)
    return found
