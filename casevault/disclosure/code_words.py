"""Words that only the two ends of a line know: what texts of the closest class set in quotation marks, or say of a line.

How somebody may be reached, when, and by which words both sides know each other stands in the rules of a channel and in notes of
class C5. Such a text never leaves; but what was said on that line is told again in other fields ("not known; the parcel came
back"), and who compares a paper with a call that was listened to has the code word. So these words are searched like a name.

A code word of three words or more is replaced wherever it stands, whoever agreed on it. Anything shorter is an ordinary word too,
and a whole clause that stands in both texts may be chance: a person decides, and nothing leaves before.
"""

# Quotation marks and full stops of every script that is written here.
# ruff: noqa: RUF001

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from casevault.disclosure.scan_terms import Term, TermKind
from casevault.disclosure.scan_views import hanzi_count, key_of
from casevault.domain.consent import rows_of
from casevault.domain.schema import DataClass, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from casevault.disclosure.own_words import Types
    from casevault.disclosure.select import Selection
    from casevault.domain.record import Fields, Record
    from casevault.domain.schema import Field

RULES = "rules"  # the column of a channel
_LONGEST = 200  # characters of a code word or clause: what is longer is an essay, and nobody repeats it word for word
_TELLING_WORDS = 3  # from here on nobody writes it by chance
_TELLING_HANZI = 4
_LEAST_LETTERS = 4  # a code word by itself: «yes» stands in every paper
_LEAST_HANZI = 2
_CLAUSE_WORDS = {True: 2, False: 5}  # of rules, and of other texts: "evenings only" is all there is to know of a line
_CLAUSE_HANZI = {True: 4, False: 8}
_QUOTED = re.compile(
    '[«»](?P<a>[^«»]+)[«»]|[“”„](?P<b>[^“”„]+)[“”„]|"(?P<c>[^"]+)"|[‘‚](?P<d>[^‘’‚]+)’(?!\\w)'
    "|(?<![\\w'])'(?P<e>[^']+)'(?!\\w)|「(?P<f>[^「」]+)」|『(?P<g>[^『』]+)』|‹(?P<h>[^‹›]+)›|《(?P<i>[^《》]+)》"
)
# What stands behind one of these words is a code word, in quotation marks or not.
_ANNOUNCED = re.compile(
    r"(?:code[ -]?words?|safe[ -]?words?|pass[ -]?words?|pass[ -]?phrases?|codewoord(?:en)?|wachtwoord(?:en)?"
    r"|暗号|暗號|暗语|暗語|口令|代号|代號)"
    r"\s*(?:is|are|was|=|:|：|是|为|為|luidt)?\s*(?P<said>[^.,;:!?。，；：！？\n«»“”„\"「」『』()（）]+)",
    re.IGNORECASE,
)
_CLAUSE_ENDS = re.compile(r"[.;:!?\n。；：！？]+")
_TEXTS = frozenset({Kind.TEXT, Kind.TEXTS, Kind.LONG})


class ListsFormer(Protocol):
    """The part of the vault's records that is needed."""

    @property
    def schema(self) -> Types:
        """The record types, those of the vault's own among them."""

    def former(self, type_key: str) -> Iterable[tuple[str, Fields]]:
        """Return (record, fields) of every earlier state of the records of a type."""


def spoken(
    records: ListsFormer, selection: Selection, people: Sequence[Record], organisations: Sequence[Record]
) -> Iterator[Term]:
    """Yield each code word and clause once, now or before: who agreed on a word once still listens for it."""
    held = {holder.id: holder for holder in (*people, *organisations)}
    former = (one for type_key in ("person", "organisation") for one in records.former(type_key))
    before = [replace(held[key], fields=fields) for key, fields in former if key in held]
    said: set[tuple[str, str]] = set()
    for term in (
        *code_words([*people, *organisations, *before]),
        *closest_words(records.schema, selection.records.values()),
    ):
        key = (term.record, key_of(term.text))
        if key[1] and key not in said:
            said.add(key)
            yield term


def code_words(holders: Iterable[Record]) -> Iterator[Term]:
    """Yield what the rules of channels say, of people and organisations."""
    for holder in holders:
        for row in rows_of(holder, "channels"):
            rules = row.get(RULES)
            if isinstance(rules, str) and rules.strip():
                yield from _of_text(rules, holder.id, f"channels/{row.get('row', '')}/{RULES}", rules=True)


def closest_words(types: Types, selected: Iterable[Record]) -> Iterator[Term]:
    """Yield what other texts of class C5 of the selected records quote, and their clauses."""
    for record in selected:
        for field in types.type(record.type).fields:
            yield from _of_field(record, field)


def _of_field(record: Record, field: Field) -> Iterator[Term]:
    if field.kind is Kind.ROWS:
        for row in rows_of(record, field.key):
            for column in field.rows:
                closest = max(column.data_class, field.data_class, record.data_class) is DataClass.C5
                if closest and column.kind in _TEXTS and column.key != RULES and not column.vocabulary:
                    for text in _texts(row.get(column.key)):
                        yield from _of_text(text, record.id, f"{field.key}/{row.get('row', '')}/{column.key}")
    elif max(field.data_class, record.data_class) is DataClass.C5 and field.kind in _TEXTS:
        for text in _texts(record.fields.get(field.key)):
            yield from _of_text(text, record.id, field.key)


def _texts(value: object) -> Iterator[str]:
    """Yield the text of a value: one line, several, or a long text in its languages."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            if isinstance(one, str):
                yield one
            elif isinstance(one, dict) and isinstance(one.get("text"), str):
                yield one["text"]


def _of_text(text: str, record: str, path: str, *, rules: bool = False) -> Iterator[Term]:
    said = [part.strip() for part in (*_quoted(text), *(m["said"] for m in _ANNOUNCED.finditer(text)))]
    words = dict.fromkeys(part for part in said if _is_code_word(part))
    for part in words:
        yield Term(part, record, path, TermKind.CODE_WORD if rules and _tells(part) else TermKind.WORDS, linked=False)
    for clause in dict.fromkeys(part.strip() for part in _CLAUSE_ENDS.split(text)):
        if clause not in words and len(clause) <= _LONGEST and _is_clause(clause, rules=rules):
            yield Term(clause, record, path, TermKind.WORDS, linked=False)


def _quoted(text: str) -> Iterator[str]:
    for found in _QUOTED.finditer(text):
        yield next(part for part in found.groups() if part is not None)


def _is_code_word(part: str) -> bool:
    hanzi = hanzi_count(part)
    least = hanzi >= _LEAST_HANZI if hanzi else sum(map(str.isalnum, part)) >= _LEAST_LETTERS
    return least and len(part) <= _LONGEST


def _tells(part: str) -> bool:
    """Say whether nobody writes `part` by chance."""
    return len(part.split()) >= _TELLING_WORDS or hanzi_count(part) >= _TELLING_HANZI


def _is_clause(clause: str, *, rules: bool) -> bool:
    return len(clause.split()) >= _CLAUSE_WORDS[rules] or hanzi_count(clause) >= _CLAUSE_HANZI[rules]
