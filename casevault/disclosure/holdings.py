"""What is held about one person, put so that it could be said to her: with roles in place of others' names, and never a source.

`holdings` is a look that is shown to whoever has the vault open. What is handed over goes by the one way out (`compile`), which
prints what the same `Reader` says. What is about her and which values could be said is for `subject_rules` to say; here they
become words, each run with its origin. In running text the names, numbers and addresses of everybody else are replaced as they
are for any recipient (`redact`); a text that is about others too and names one of them is kept back whole.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from casevault.disclosure import register, terms
from casevault.disclosure.document import Line, Run
from casevault.disclosure.gate import Clearance, Standing
from casevault.disclosure.known import known_of
from casevault.disclosure.naming import Naming
from casevault.disclosure.outputs.parts import joined
from casevault.disclosure.pseudonyms import Pseudonyms
from casevault.disclosure.records_list import Printed
from casevault.disclosure.redact import Redactor
from casevault.disclosure.request import Action, Reason, Row
from casevault.disclosure.roles import OTHER, Roles
from casevault.disclosure.scan import Scanner
from casevault.disclosure.scan_terms import TermKind
from casevault.disclosure.select import is_home, items_of
from casevault.disclosure.subject_rules import REASONS, THINGS, THROUGH, Chosen, Kept, ids_in, profile, subject_of
from casevault.disclosure.wording import HOME_WORDS, THING_WORDS
from casevault.domain.consent import Identity, rows_of
from casevault.domain.look import Look
from casevault.domain.own import OWN_KEY
from casevault.domain.schema import DataClass, Kind
from casevault.domain.showing import BETWEEN
from casevault.domain.values import rows_of as rows_in
from casevault.domain.values import show
from casevault.i18n import N_
from casevault.vault.merging import ids_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from casevault.disclosure.register import Entry
    from casevault.disclosure.scan_terms import Term
    from casevault.disclosure.select import Item
    from casevault.domain.record import Record
    from casevault.i18n import Catalogue, Msg
    from casevault.vault.vault import Vault

__all__ = ["KEPT_WORDS", "About", "Holdings", "Kept", "Reader", "Told", "clearance_of", "holdings"]

KEPT_WORDS: Final[Mapping[Kept, Msg]] = {
    Kept.SOURCE: N_("Kept back for a source: {count}", "Kept back for sources: {count}"),
    Kept.THIRD_PERSON: N_(
        "Kept back because it is about somebody else: {count}", "Kept back because it is about others: {count}"
    ),
    Kept.QUIET: N_("Kept back as a step taken in confidence: {count}", "Kept back as steps taken in confidence: {count}"),
    Kept.OFFICE: N_(
        "Kept back for safe channels, places and staff: {count}", "Kept back for safe channels, places and staff: {count}"
    ),
    Kept.UNDECIDED: N_(
        "Kept back until two histories are decided: {count}", "Kept back until two histories are decided: {count}"
    ),
}
_QUOTED = frozenset({Kind.TEXT, Kind.TEXTS, Kind.LONG})
_OWN_NAMES = ("display_name", "aliases/", "identifiers/", "channels/")


@dataclass(frozen=True, slots=True)
class Told:
    """One value as it could be said: its field's label and key, its words, and whether names in it were replaced."""

    label: str
    field: str
    lines: tuple[Line, ...]
    redacted: bool
    data_class: DataClass
    is_quoted: bool = False  # somebody's own words, which are printed to the letter

    @property
    def text(self) -> str:
        """The words, a blank line between texts."""
        return "\n\n".join("".join(run.text for run in line) for line in self.lines)


@dataclass(frozen=True, slots=True)
class About:
    """One record that is about her, or (`mentions` not empty) in which she is only mentioned, as what."""

    record: str
    type: str
    label: str
    day: str
    values: tuple[Told, ...]
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Holdings:
    """Everything that is held about one person. `files`: how many attached files; `seen`: what left that named her."""

    person: str
    title: str
    records: tuple[About, ...]
    files: int
    consents: tuple[str, ...]
    seen: tuple[Entry, ...]
    kept: Mapping[Kept, int]


def holdings(vault: Vault, person_id: str, catalogue: Catalogue) -> Holdings:
    """Return what is held about a person, in the language of `catalogue`; NOT_FOUND where there is no such person."""
    chosen = Chosen(vault, subject_of(vault, person_id))
    return Reader(vault, chosen, clearance_of(vault, chosen), catalogue).holdings()


def clearance_of(vault: Vault, chosen: Chosen, *, consent: str = "") -> Clearance:
    """Return how everybody may appear to the person it is about: she in full, all others by a role, whatever they agreed to.

    `consent`: the one relied on, where one is needed. Who stands behind a source is "a person", whatever else
    she or he is: a role beside the words of an account would tell whose they are.
    """
    informants = terms.informants(vault.records.list("source"))
    roles = Roles(chosen.known.values(), informants)
    standings = {
        record.id: Standing(
            person=record.id,
            role=OTHER if record.id in informants else roles.of(record.id),
            reason=Reason.NO_CONSENT_ROLE_ONLY,
        )
        for record in chosen.known.values()
        if record.type == "person"
    }
    mine = chosen.person.id
    standings[mine] = Standing(person=mine, role=roles.of(mine), focus=True, identity=Identity.FULL, consent=consent)
    return Clearance(standings=standings, focus_of={}, limited=frozenset())


class Reader:
    """Says what is held about one person, and keeps count of every value: told or kept back."""

    def __init__(self, vault: Vault, chosen: Chosen, clearance: Clearance, catalogue: Catalogue) -> None:
        """Make what replaces others' names; nothing is read yet."""
        self._vault, self._chosen, self._catalogue = vault, chosen, catalogue
        self._person = chosen.person
        self.kept: Counter[Kept] = Counter()
        self._rows: list[Row] = []
        self._printed: list[Printed] = []
        titles = {record.id: record.title for record in chosen.known.values()}
        self._look = Look(
            catalogue=catalogue,
            vocabularies=vault.schema.vocabularies,
            long_dates=True,
            title_of=lambda key: titles.get(key, key),
        )
        whole = known_of(vault)
        found = terms.collect(whole, chosen.selection, clearance, self._person, homes=profile().homes, strangers=whole)
        withheld, allowed, masked = _hers(found, self._person, ids_of(vault.records, self._person.id))
        self.scanner = Scanner(withheld, allowed)
        self._naming = Naming(chosen.selection, clearance, Pseudonyms({}, vault.ambient), catalogue)
        self._redactor = Redactor(self.scanner, self._naming, found.linked, catalogue, masked=masked)

    def holdings(self) -> Holdings:
        """Return everything; called once."""
        found = [one for record in self._chosen.records if (one := self._about(record)) is not None]
        files = sum(len(rows_of(record, "files")) for record in self._chosen.records if self._tells_file(record))
        return Holdings(
            person=self._person.id,
            title=self._person.title,
            records=tuple(found),
            files=files,
            consents=tuple(record.id for record in self._chosen.records if record.type == "consent"),
            seen=tuple(register.listing(self._vault, person=self._person.id)),
            kept={reason: self.kept[reason] for reason in KEPT_WORDS if self.kept[reason]},  # files are counted by themselves
        )

    def name(self) -> Line:
        """Return her name as it is printed."""
        return self._naming.person(self._person.id).line

    def rows(self) -> tuple[Row, ...]:
        """Return what became of every value."""
        return tuple(self._rows)

    def printed(self) -> tuple[Printed, ...]:
        """Return what is read of every value told, each run with its origin."""
        return tuple(self._printed)

    def written_fields(self) -> dict[str, list[str]]:
        """Return the paths told, by record."""
        written: dict[str, list[str]] = {}
        for one in self._printed:
            written.setdefault(one.record, []).append(one.path)
        return written

    def _tells_file(self, record: Record) -> bool:
        return record.type == "evidence" and self._chosen.is_about(record) and record.data_class < DataClass.C5

    def _about(self, record: Record) -> About | None:
        rt = self._vault.schema.type(record.type)
        whole = self._chosen.kept_whole(record)
        about = whole is None and self._chosen.is_about(record)
        values: dict[str, Told] = {}
        mentions: dict[str, None] = {}
        for item in items_of(rt, record):
            table, _, rest = item.path.partition("/")
            field = rt.field(table)
            if not about:
                if whole is None and self._chosen.mentions(item) and field is not None:
                    label = self._catalogue.text(field.label)
                    mentions[label] = None
                    self._tell(item, (Run(label),), Action.OTHER_WORDS, Reason.C2_OTHER_PERSON)
                else:
                    self._keep(item, whole or Kept.THIRD_PERSON)
                continue
            told = self._told(item, record)
            if told is None:
                continue
            # The cells of one row of a table are said in one line, under the table's own label.
            row = f"{table}/{rest.partition('/')[0]}" if rest else table
            named = replace(told, label=self._catalogue.text(field.label), field=table) if rest and field is not None else told
            values[row] = named if row not in values else _beside(values[row], named)
        label, day = self._catalogue.text(rt.label), record.date_from[:10]
        if about:
            return About(record.id, record.type, label, day, tuple(values.values()))
        return About(record.id, record.type, label, day, (), tuple(mentions)) if mentions else None

    def _told(self, item: Item, record: Record) -> Told | None:
        reason = self._chosen.kept(item)
        lines, changed = self._lines_of(item) if reason is None else ((), False)
        if changed and item.field.kind not in {Kind.REF, Kind.REFS} and not self._chosen.is_about_her_alone(record):
            reason = Kept.THIRD_PERSON  # a role in place of the name would still tell her what befell another
        if reason is not None:
            self._keep(item, reason)
            return None
        label = self._catalogue.text(item.field.label)
        if item.field.kind is Kind.BOOL and "/" in item.path:  # in the line of a row a bare yes says nothing
            lines = tuple((Run(f"{label}: "), *line) for line in lines)
        action, why = (Action.OTHER_WORDS, Reason.REDACTED) if changed else (Action.AS_RECORDED, Reason.NONE)
        self._tell(item, joined(lines, " "), action, why)
        return Told(label, item.key, lines, changed, item.data_class, item.field.kind in _QUOTED)

    def _keep(self, item: Item, reason: Kept) -> None:
        self.kept[reason] += 1
        self._rows.append(self._row(item, Action.WITHHELD, REASONS[reason], ""))

    def _tell(self, item: Item, line: Line, action: Action, why: Reason) -> None:
        self._printed.append(Printed(item.record, item.type, item.path, line))
        self._rows.append(self._row(item, action, why, "".join(run.text for run in line)))

    def _row(self, item: Item, action: Action, why: Reason, after: str) -> Row:
        return Row(
            id=item.record,
            type=item.type,
            field=item.path,
            action=action,
            reason=why,
            before=show(item.field, item.value, self._look),
            after=after,
            data_class=int(item.data_class),
            section="" if action is Action.WITHHELD else "records",
        )

    def _lines_of(self, item: Item) -> tuple[tuple[Line, ...], bool]:
        """Return a value in words, and whether any name in it was replaced."""
        field, value = item.field, item.value
        match field.kind:
            case Kind.REF | Kind.REFS:
                named = {"".join(run.text for run in line): (line, hid) for line, hid in map(self._target, ids_in(item)) if line}
                line = joined((line for line, _ in named.values()), ", ")
                return ((line,) if line else ()), any(hid for _, hid in named.values())
            case Kind.TEXT | Kind.TEXTS:
                texts = [value] if isinstance(value, str) else value if isinstance(value, list) else []
                if (item.type, item.path) == ("consent", "scope_fields"):
                    texts = [self._label_of(str(text)) for text in texts]
                lines, changed = self._redacted(((str(text), "") for text in texts), item)
                return (joined(lines, ", "),), changed
            case Kind.LONG:
                return self._redacted(((str(row.get("text", "")), str(row.get("lang", ""))) for row in rows_in(value)), item)
            case _:
                return ((Run(show(field, value, self._look), item.record, item.path),),), False

    def _redacted(self, texts: Iterable[tuple[str, str]], item: Item) -> tuple[tuple[Line, ...], bool]:
        lines: list[Line] = []
        changed = False
        for text, lang in texts:
            own = item.record == self._person.id and item.path.startswith(_OWN_NAMES)
            # Her own number may be her sister's too: where it stands as hers it is said.
            if own and all(seen.allowed for seen in self.scanner.sightings(text)):
                lines.append((Run(text, item.record, item.path),))
                continue
            found = self._redactor.line(text, item.record, item.path, lang="" if lang == self._catalogue.language else lang)
            lines.append(found.line)
            changed = changed or found.changed
        return tuple(lines), changed

    def _label_of(self, named: str) -> str:
        """Return what a field or a type that a consent names is called; words of one's own stay."""
        types = self._vault.schema.types
        type_key, _, key = named.rpartition("/")
        among = [types[type_key]] if type_key in types else [types["person"], *types.values()] if not type_key else []
        if not type_key and named in types:
            return self._catalogue.text(types[named].label)
        return next((self._catalogue.text(field.label) for rt in among if (field := rt.field(key)) is not None), named)

    def _target(self, target: str) -> tuple[Line, bool]:
        """Return how what a value points to is said, and whether its name is kept back."""
        record = self._chosen.known.get(target)
        if record is None:
            return (), False
        if record.type == "person":
            return self._naming.person(target).line, target != self._person.id
        if record.type not in THINGS:
            return (Run(self._catalogue.text(self._vault.schema.type(record.type).label)),), False  # a title may name somebody
        if is_home(record, profile().homes):
            words = HOME_WORDS if record.type == "facility" else N_("a private address")
            return (Run(self._catalogue.text(words)),), True
        if record.data_class > DataClass.C2:
            return (Run(self._catalogue.text(THING_WORDS[record.type])),), True
        return self._naming.thing(target, named=True).line, False


def _hers(
    found: terms.Terms, person: Record, ids: frozenset[str]
) -> tuple[tuple[Term, ...], tuple[Term, ...], frozenset[tuple[str, str]]]:
    """Part the terms anew for her: her own names, numbers and addresses may appear, and what was merged into her is hers.

    Not her code name, nor the name of somebody through whom she is reached: nothing of hers may stand in their place either. Nor
    the words by which she is known on a line: a paper about her is read by whoever searches her.
    """
    through = {
        (person.id, f"channels/{row.get('row', '')}/value") for row in rows_of(person, "channels") if row.get("kind") == THROUGH
    }
    masked = found.masked | through

    def is_hers(term: Term) -> bool:
        of_channel = term.kind is TermKind.NAME and term.field.startswith("channels/")
        agreed = term.kind in {TermKind.CODE_WORD, TermKind.WORDS}
        return term.record in ids and (term.record, term.field) not in masked and not of_channel and not agreed

    # A field of the vault's own may be a sentence with somebody else in it: then it is nobody's name.
    not_hers = [term for term in found.withheld if not is_hers(term)]
    of_others = Scanner(not_hers, ()) if any(is_hers(term) and _is_own_field(term) for term in found.withheld) else None
    mixed = {
        term
        for term in found.withheld
        if of_others is not None and is_hers(term) and _is_own_field(term) and of_others.sightings(term.text)
    }
    hers = tuple(replace(term, record=person.id) for term in found.withheld if is_hers(term) and term not in mixed)
    withheld = tuple(term for term in found.withheld if not is_hers(term) or term in mixed)
    others = {(term.record, term.field) for term in withheld if term.record in ids}
    return withheld, (*found.allowed, *hers), masked | others


def _is_own_field(term: Term) -> bool:
    return OWN_KEY.fullmatch(term.field.partition("/")[0]) is not None


def _beside(first: Told, second: Told) -> Told:
    return replace(
        first,
        lines=(joined((*first.lines, *second.lines), BETWEEN),),
        redacted=first.redacted or second.redacted,
        data_class=max(first.data_class, second.data_class),
    )
