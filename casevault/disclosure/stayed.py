"""Names, in texts that go along on a journey, of those who do not: each becomes what somebody is there, or a mark.

What is looked for is what a disclosure looks for: every name, number and address that the vault knows, in every form. What goes
along itself may stand. Where code words are asked for, the names of those who go are looked for as well, and become their code.

A short name that is an ordinary word too stands and is listed, unless these are to go as well: nobody can tell from the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from casevault.crypto.words import words
from casevault.disclosure import terms
from casevault.disclosure.gate import Clearance, Standing
from casevault.disclosure.naming import Naming
from casevault.disclosure.pseudonyms import Pseudonyms
from casevault.disclosure.redact import Redactor
from casevault.disclosure.request import Swap
from casevault.disclosure.roles import Roles
from casevault.disclosure.scan import Scanner
from casevault.disclosure.scan_terms import Grade
from casevault.disclosure.scan_views import key_of
from casevault.domain.consent import Identity
from casevault.domain.mentions import mention
from casevault.domain.packing import ROW
from casevault.domain.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.disclosure.scan_terms import Term
    from casevault.disclosure.select import Selection
    from casevault.domain.record import Fields, Record, Value
    from casevault.domain.schema import Field, RecordType
    from casevault.i18n import Catalogue
    from casevault.vault.vault import Vault

NAME: Final = "display_name"
NAMES: Final = frozenset({NAME, "aliases"})  # of a person
_MARK = re.compile(r"(@\[[^\[\]\n]{1,200}\]\([0-9a-f]{32}\))")
_DRAWN = re.compile(
    r"[0-9a-f]{32}|[0-9a-f]{64}", re.ASCII
)  # an id or a digest: it says nothing, and altered it would find nothing
_TEXTS: Final = frozenset({Kind.TEXT, Kind.TEXTS, Kind.LONG})
_CODE_WORDS: Final = 2  # 26 bits: two words that nobody writes side by side by chance


class CodeWords(Pseudonyms):
    """Codes that are read and said easily: two words each, drawn at random, the same for somebody on every journey."""

    def _draw(self) -> str:
        return words(_CODE_WORDS, self._ambient).title()

    @property
    def all(self) -> Mapping[str, str]:
        """Return {person: code}, those kept from before and those drawn now."""
        return self._codes


@dataclass(slots=True)
class Hidden:
    """What was replaced, and what stands although it may be the name of somebody who stays: each at its record and field."""

    swaps: list[Swap] = field(default_factory=list)
    doubtful: list[Swap] = field(default_factory=list)


class StayedHome:
    """Looks through what goes; one per journey, since it depends on who goes."""

    def __init__(
        self,
        office: Vault,
        selection: Selection,
        going: Mapping[str, Fields],
        catalogue: Catalogue,
        *,
        codes: CodeWords | None = None,
        weak: bool = False,
    ) -> None:
        """Keep what names depend on. `going`: what goes of each record. `codes`: what people are called; `weak`: as above."""
        people = {one.id: one for one in office.records.list("person")}
        named = Identity.FULL if codes is None else Identity.PSEUDONYM
        known = {**people, **selection.records}
        roles = Roles(known.values())
        clearance = Clearance(
            standings={
                key: Standing(person=key, role=roles.of(key), identity=named if key in going else Identity.NONE) for key in people
            },
            focus_of={},
            limited=frozenset(),
        )
        chosen = replace(selection, records={key: one for key, one in selection.records.items() if key in going})
        found = terms.collect(office.records, chosen, clearance, None)
        allowed = list(found.allowed)
        withheld: list[Term] = []
        for term in found.withheld:
            coded = codes is not None and term.record in people
            # What goes along as it stands may be read in another text, too.
            (allowed if not coded and _stands(going.get(term.record), term.field) else withheld).append(term)
        self._finder = Scanner(withheld, allowed)
        naming = Naming(replace(selection, records=known), clearance, codes or Pseudonyms({}, office.ambient), catalogue)
        self._going = going
        self._codes = codes
        self._weak = weak
        made = {"masked": found.masked, "detects": False, "weak": weak}
        self._redactor = Redactor(self._finder, naming, found.linked, catalogue, **made)  # type: ignore[arg-type] # named above
        # Where a person is given a name, it is that person's own and no namesake's; in "friend of Chen Baozhu" hers stands too.
        keys = {key_of(term.text) for term in withheld}
        shared = Scanner(withheld, [term for term in allowed if key_of(term.text) in keys])
        self._own = Redactor(shared, naming, frozenset(), catalogue, **made)  # type: ignore[arg-type] # the same
        self.hidden = Hidden()

    def record(self, rt: RecordType, record: Record, fields: Fields) -> tuple[dict[str, Value], frozenset[str]]:
        """Return what goes of a record with every such name replaced, and the units in which something was."""
        changed: dict[str, Value] = {}
        units: set[str] = set()
        code = "" if self._codes is None else self._codes.all.get(record.id, "")
        if code:  # whatever the name is, a word of every day or a namesake's: it is not looked for, it is not there
            fields = {**fields, NAME: code}
            units.add(NAME)
            self.hidden.swaps.append(Swap(record.id, NAME, record.title, code, "name"))
        known = {one.key: one for one in rt.fields}
        for key, value in fields.items():
            one = known.get(key)
            if one is not None and one.kind is Kind.ROWS and isinstance(value, list):
                rows: list[Value] = []
                for row in value:
                    rows.append(self._row(one, row, record.id) if isinstance(row, dict) else row)
                    if rows[-1] != row and isinstance(row, dict):
                        units.add(f"{key}/{row[ROW]}")
                changed[key] = rows
            elif one is not None and not (code and key == NAME):
                changed[key] = self._value(one, value, record.id, key)
                if changed[key] != value:
                    units.add(key)
        return {**fields, **changed}, frozenset(units)

    def names_in(self, text: str) -> list[str]:
        """Return what in a text that goes as it is, such as the words of a file, is surely somebody's who stays home.

        With `weak` ordinary words that may be such a name as well. As it stands in the text, each as often as it does.
        """
        stand = self._finder.may_stand(text)  # a surname of somebody who stays, inside the whole name of somebody who goes
        return [
            text[slice(*seen.span)]
            for seen in self._finder.sightings(text)
            if not seen.allowed
            and (self._weak or seen.grade is not Grade.WEAK)
            and not any(start <= seen.span[0] and seen.span[1] <= end for start, end in stand)
        ]

    def _row(self, table: Field, row: Mapping[str, Value], record: str) -> dict[str, Value]:
        cut = dict(row)
        for column in table.rows:
            if column.key in row:
                cut[column.key] = self._value(column, row[column.key], record, f"{table.key}/{row[ROW]}/{column.key}")
        return cut

    def _value(self, one: Field, value: Value, record: str, path: str) -> Value:
        if one.kind not in _TEXTS or one.vocabulary or one.filled:
            return value
        if isinstance(value, str):
            return self._text(value, record, path)
        if not isinstance(value, list):
            return value
        found: list[Value] = []
        for item in value:
            if isinstance(item, str):
                found.append(self._text(item, record, path))
            elif isinstance(item, dict) and isinstance(item.get("text"), str):
                found.append({**item, "text": self._text(str(item["text"]), record, path)})
            else:
                found.append(item)
        return found

    def _text(self, text: str, record: str, path: str) -> str:
        if _DRAWN.fullmatch(text):
            return text
        return "".join(self._piece(piece, record, path) for piece in _MARK.split(text) if piece)

    def _piece(self, text: str, record: str, path: str) -> str:
        meant = text[-33:-1] if _MARK.fullmatch(text) else ""
        if meant in self._going:  # somebody who goes is mentioned: the mark stays what it is, with the code for a name
            code = "" if self._codes is None else self._codes.all.get(meant, "")
            if code:
                self.hidden.swaps.append(Swap(record, path, text[2 : text.index("]")], code, "mention"))
            return mention(code, meant) if code else text
        own = path.partition("/")[0] in NAMES
        said = (self._own if own else self._redactor).line(text, record, path)
        self.hidden.swaps += said.swaps
        if not self._weak:
            stands = "".join(run.text for run in said.line) if said.changed else text
            self.hidden.doubtful += [
                Swap(record, path, stands[slice(*seen.span)], "", seen.term.kind.value)
                for seen in self._finder.sightings(stands)
                if seen.grade is Grade.WEAK and not seen.allowed
            ]
        return "".join(run.text for run in said.line) if said.changed else text


def _stands(fields: Fields | None, path: str) -> bool:
    """Say whether a value stands at this path in what goes along of a record."""
    key, _, rest = path.partition("/")
    value = None if fields is None else fields.get(key)
    if not rest:
        return value is not None
    row, _, column = rest.partition("/")
    rows = value if isinstance(value, list) else []
    return any(isinstance(one, dict) and one.get(ROW) == row and column in one for one in rows)
