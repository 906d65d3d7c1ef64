"""What an output may print: cleared values as finished lines, and a note of each one that was printed.

An output never sees a record. It asks the sheet for the words of (record, field) and gets a line, or nothing where the value
does not leave; that a line was taken is what makes the value "written". What nobody takes is withheld as `not_in_output`. So
the counts of the report are those of the document, by construction.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from casevault.disclosure.accounts import AccountsOf
from casevault.disclosure.cleared import Cleared, Key, row_of
from casevault.disclosure.document import Line, Run
from casevault.disclosure.generalise import Shape
from casevault.disclosure.naming import printed_aliases
from casevault.disclosure.outputs.parts import joined
from casevault.disclosure.outputs.parts import strong as in_strong
from casevault.disclosure.policy import COUNTED, Ruling, withheld
from casevault.disclosure.records_list import Printed as Written
from casevault.disclosure.request import Action, Reason
from casevault.disclosure.select import is_own_key
from casevault.disclosure.wording import source_words
from casevault.domain.claim_words import dates_said, reported_pattern
from casevault.domain.claims import DATES
from casevault.domain.consent import codes_of, text_of
from casevault.domain.dates import in_words
from casevault.domain.schema import Kind
from casevault.domain.values import show
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from casevault.disclosure.generalise import Generaliser
    from casevault.disclosure.limits import Limit
    from casevault.disclosure.naming import Naming, Printed
    from casevault.disclosure.redact import Redactor
    from casevault.disclosure.request import Row, Swap
    from casevault.disclosure.select import Item, Selection
    from casevault.domain.look import Look
    from casevault.domain.record import Record
    from casevault.i18n import Msg

_REFUSALS = frozenset({"refused", "turned_away_outside"})


class Sheet(Cleared):
    """The cleared values of one disclosure."""

    def __init__(
        self,
        selection: Selection,
        rulings: Mapping[Key, Ruling],
        *,
        naming: Naming,
        redactor: Redactor,
        look: Look,
        sources: Mapping[str, Record],
        general: Generaliser,
        limits: Callable[[], Sequence[Limit]] = tuple,
        tellable: frozenset[Key] = frozenset(),
    ) -> None:
        """Keep what clears values. `sources`: the source records that are cited, for their kind alone; `limits` is asked once."""
        super().__init__(selection, rulings, tellable)
        self._naming = naming
        self._redactor = redactor
        self._look = look
        self._sources = sources
        self._general_words = general
        self._limits = cache(limits)
        self._taken: dict[Key, tuple[Ruling, Line, str]] = {}
        self._swaps: dict[Key, tuple[Swap, ...]] = {}
        self._section = ""
        self._accounts = AccountsOf(self)
        self._told: set[Key] = set()

    @property
    def catalogue_language(self) -> str:
        """The language of the fixed text."""
        return self._look.catalogue.language

    @property
    def redacted_any(self) -> bool:
        """Whether a text taken so far had words replaced."""
        return any(ruling.reason is Reason.REDACTED for ruling, _, _ in self._taken.values())

    def section(self, key: str) -> None:
        """Say that what is taken from now on stands in section `key`."""
        self._section = key

    # ---- what is printed ----------------------------------------------------------------------------------------------

    def line(self, record: str, path: str, *, strong: bool = False) -> Line:
        """Return the words of a value and note it as written; () where it does not leave."""
        if not self.leaves(record, path):
            return ()
        item = self.items[record, path]
        if self.rulings[record, path].shape is not Shape.AS_IT_IS:
            made = self._general(item)
            return in_strong(made) if strong else made
        match item.field.kind:
            case Kind.REF | Kind.REFS:
                made = self._references(item)
            case Kind.TEXT | Kind.LONG | Kind.TEXTS:
                made = self._text(item)
            case Kind.DATE | Kind.DATETIME | Kind.DAY:
                made = self._date(item)
            case _:
                made = (Run(show(item.field, item.value, self._look), record, path),)
                self._take(item, self.rulings[record, path], made)
        made = (*made, *self._otherwise(record, path, item.field.kind))
        return in_strong(made) if strong else made

    def own_fields(self, record: str) -> tuple[tuple[Line, Line], ...]:
        """Return label and words of what leaves of a record's fields of the vault's own, in their order.

        A label is a text of this vault too: a name in it is replaced like one in any text.
        """
        found = []
        for item in self.selection.items:
            if item.record == record and is_own_key(item.path) and (made := self.line(record, item.path)):
                label = self._redactor.line(self._look.catalogue.text(item.field.label), "", "").line
                found.append((label, made))
        return tuple(found)

    def identity_number(self, person: str, path: str) -> Line:
        """Return a number that the form asks for in a field of its own, and note it as written.

        It is not redacted: the profile ruled that it leaves, and the scan of the finished file lets it stand in this run alone.
        """
        if not self.as_recorded(person, path):
            return ()
        item = self.items[person, path]
        made = (Run(self._before(item), person, path),)
        self._take(item, self.rulings[person, path], made)
        return made

    def lines(self, record: str, path: str) -> tuple[Line, ...]:
        """Return the entries of a list of texts, one line each."""
        if not self.leaves(record, path):
            return ()
        item = self.items[record, path]
        inside = self.rulings[record, path].inside
        entries = [
            self._redactor.line(text, record, path, inside=inside) for text in codes_of(self.selection.records[record], path)
        ]
        made = tuple(entry.line for entry in entries)
        self._swaps[record, path] = tuple(swap for entry in entries for swap in entry.swaps)
        self._take(item, self._text_ruling(item, changed=any(e.changed for e in entries)), joined(made))
        return made

    def cells(self, record: str, table: str, *columns: str) -> list[tuple[Line, ...]]:
        """Return a table's rows, a line for each of `columns`, () where a cell does not leave; silent rows are left out."""
        made = [tuple(self.line(record, f"{table}/{row}/{one}") for one in columns) for row in self.row_ids(record, table)]
        return [row for row in made if any(row)]

    def amount(self, record: str, key: str = "amount", currency: str = "currency") -> Line:
        """Return a sum of money with its currency, () where the sum does not leave."""
        return (
            joined((self.line(record, key), self.line(record, currency)), "\N{NO-BREAK SPACE}")
            if self.leaves(record, key)
            else ()
        )

    def counted(self, record: str, path: str) -> tuple[str, ...]:
        """Return what a value counts as (code, id, "true", year of a date) and note it as written; () where it does not leave.

        For numbers over many records: nothing of it is printed by itself.
        """
        if not (self.as_recorded(record, path) or self.is_counted(record, path)):
            return ()
        item = self.items[record, path]
        self._take(item, COUNTED, ())
        value = item.value
        if isinstance(value, bool):
            return ("true" if value else "false",)
        if item.field.kind in DATES:
            return (str(value)[:4],) if str(value)[:4].isdigit() else ()
        return tuple(str(one) for one in value if isinstance(one, str)) if isinstance(value, list) else (str(value),)

    def counted_province(self, record: str, path: str) -> str:
        """Return the province (two digits) of the place that a value points to, for numbers alone, and note it as written."""
        found = self.counted(record, path) if self._points_to_province(record, path) else ()
        return next((code for one in found if (code := self._general_words.province_code(one))), "")

    def _points_to_province(self, record: str, path: str) -> bool:
        item = self.items.get((record, path))
        targets = () if item is None else (item.value,) if isinstance(item.value, str) else self.pointers(record, path)
        return any(self._general_words.province_code(str(one)) for one in targets)

    def counted_days(self, record: str, start: str, end: str, today: str) -> int | None:
        """Return the days between two dates, as `days` does, and note both as written."""
        found = self.days(record, start, end, today)
        for path in (start, end) if found is not None else ():
            if (record, path) in self.items:
                self._take(self.items[record, path], COUNTED, ())
        return found

    def person(self, person: str, *, strong: bool = False) -> Line:
        """Return how a person is printed, and note the name as written."""
        return self._printed(self._naming.person(person, strong=strong))

    def thing(self, target: str) -> Line:
        """Return how an organisation, facility or place is printed."""
        return self._printed(self._naming.thing(target, named=self.as_recorded(target, "name")))

    def fact(self, record: str, key: str, name: str) -> Line:
        """Return what the vocabulary knows of a cleared code (its Chinese name, its article) and note the code as written."""
        if not self.as_recorded(record, key):
            return ()
        item = self.items[record, key]
        words = self._look.vocabularies.fact(item.field.vocabulary, str(item.value), name)
        if not words:
            return ()
        made = (Run(words, record, key, lang="zh-Hans" if name == "zh" else ""),)
        self._take(item, self.rulings[record, key], made)
        return made

    def labels(self, record: str, key: str) -> tuple[Line, ...]:
        """Return the labels of a list of codes, one line each, in the order of `codes`."""
        if not self.as_recorded(record, key):
            return ()
        item = self.items[record, key]
        say = self._look.vocabularies.label
        made = tuple(
            (Run(say(item.field.vocabulary, code, self._look.catalogue), record, key),) for code in self.codes(record, key)
        )
        self._take(item, self.rulings[record, key], joined(made))
        return made

    def certainty(self, record: str) -> Line:
        """Return the word for how sure a printed record is; the program fills it, so it counts as no value."""
        code = text_of(self.selection.records[record], "certainty")
        words = self._look.vocabularies.label("certainty", code, self._look.catalogue) if code else ""
        return (Run(words, record, "certainty"),) if words else ()

    def rank(self, record: str) -> int:
        """Return where the kind of a record stands in its vocabulary, which follows the usual course of events."""
        key = "measure" if self.type_of(record) == "stage" else "kind"
        codes = self._look.vocabularies.codes("measure" if key == "measure" else "act")
        code = text_of(self.selection.records[record], key)
        return codes.index(code) if code in codes else len(codes)

    def other_names(self, person: str) -> list[Line]:
        """Return the other names of a person who is printed in full."""
        if not self.as_recorded(person, "display_name"):
            return []
        names = printed_aliases(self.selection.records[person])
        return [line for path, _ in names if (line := self.line(person, path))]

    def refused_attendance(self, case: str) -> bool:
        """Say whether an observer was refused at a hearing of the case, as far as that leaves."""
        return any(self.code(record, "outcome") in _REFUSALS for record in self.ids("attendance", case=case))

    def limits(self, case: str) -> list[Limit]:
        """Return the limits of the law that run or have passed in a case; what each is counted from is named with it."""
        return [limit for limit in self._limits() if limit.case == case]

    def last_day(self, limit: Limit) -> Line:
        """Return the last day of a limit in words. It is computed and counts as no value: take what it is counted from too."""
        return (Run(in_words(limit.last_day, self._look.catalogue), limit.record, limit.path),)

    def sources(self, records: Iterable[str]) -> list[str]:
        """Return in general words what kinds of source the printed `records` rest on, and note the references as written."""
        kinds: set[str] = set()
        for record in records:
            cited = [path for path in ("source_ids", "source") if self.leaves(record, path)]
            for path in cited:
                found = self.pointers(record, path) or (self.pointer(record, path),)
                known = {text_of(self._sources[source], "kind") for source in found if source in self._sources}
                kinds |= known
                words = ", ".join(source_words(known, self._look.catalogue))
                self._take(self.items[record, path], self.rulings[record, path], (Run(words, record, path),))
        return source_words(kinds, self._look.catalogue)

    @property
    def printed_records(self) -> list[str]:
        """The records something was taken of so far, in order of selection."""
        touched = {record for record, _ in self._taken}
        return [record for record in self.selection.records if record in touched]

    def disputed(self, record: str, key: str) -> bool:
        """Say whether accounts of a printed field disagree."""
        return len(self._accounts.dates(record, key)) > 1

    def reported(self, record: str, key: str) -> Msg:
        """Return the sentence for differing dates, with {when} for the words of `line`: "reported on {when}"."""
        return reported_pattern(self._accounts.dates(record, key))

    def accounts(self, record: str, *, but: Sequence[str] = ()) -> tuple[Line, ...]:
        """Return the differing accounts of a record's fields other than `but`, one line each, in the words of their claims."""
        return tuple(
            line
            for key in self._accounts.paths(record)
            if key not in but and (record, key) not in self._told
            for claim in self._accounts.differing(record, key)
            if (line := self._claim_words(record, key, claim))
        )

    # ---- how it ends --------------------------------------------------------------------------------------------------

    def rows(self) -> tuple[Row, ...]:
        """Return what became of every selected value."""
        return tuple(self._row(item) for item in self.selection.items)

    def printed(self) -> tuple[Written, ...]:
        """Return what is read of every value written, in the order of the rows, each run with its origin."""
        return tuple(
            Written(item.record, item.type, item.path, self._taken[key][1])
            for item in self.selection.items
            if (key := (item.record, item.path)) in self._taken
        )

    def swaps(self) -> tuple[Swap, ...]:
        """Return what was replaced in the texts that are printed, in the order of the rows."""
        return tuple(swap for item in self.selection.items for swap in self._swaps.get((item.record, item.path), ()))

    def written_fields(self) -> dict[str, list[str]]:
        """Return the paths written, by record."""
        written: dict[str, list[str]] = {}
        for record, path in self._taken:
            written.setdefault(record, []).append(path)
        return written

    def told(self) -> frozenset[str]:
        """Return the records that what leaves speaks of: those something was taken of, and those whose name stood in a text."""
        return frozenset(record for record, _ in self._taken) | self._redactor.told

    def _row(self, item: Item) -> Row:
        key = (item.record, item.path)
        before = self._before(item)
        if key in self._taken:
            ruling, made, section = self._taken[key]
            return row_of(item, ruling, before, "".join(run.text for run in made), section)
        ruling = self.rulings[key]
        # A value in other words that nobody printed did not fail for want of a place alone: its own reason says more.
        unused = withheld(Reason.NOT_IN_OUTPUT if ruling.action is Action.AS_RECORDED else ruling.reason)
        return row_of(item, unused, before, "", "")

    def _before(self, item: Item) -> str:
        return show(item.field, item.value, self._look)

    def _take(self, item: Item, ruling: Ruling, made: Line) -> None:
        key = (item.record, item.path)
        if key not in self._taken or not self._taken[key][1]:
            self._taken[key] = (ruling, made, self._section)

    def _printed(self, printed: Printed) -> Line:
        for key in printed.uses:
            if key in self.items and self.rulings[key].leaves:
                self._take(self.items[key], self.rulings[key], printed.line)
        return printed.line

    def _general(self, item: Item) -> Line:
        """Return a value less exactly, () where no wider word follows from what is recorded: then it is withheld."""
        ruling = self.rulings[item.record, item.path]
        words = self._general_words.words(item, ruling.shape)
        made: Line = (Run(words, item.record, item.path),) if words else ()
        if made:
            self._take(item, ruling, made)
        return made

    def _references(self, item: Item) -> Line:
        targets = (item.value,) if isinstance(item.value, str) else codes_of(self.selection.records[item.record], item.path)
        made: list[Run] = []
        for target in targets:
            target_id = str(target)
            if target_id not in self.selection.records:
                continue
            line = self.person(target_id) if self.type_of(target_id) == "person" else self.thing(target_id)
            made += [Run("; "), *line] if made and line else line
        self._take(item, self.rulings[item.record, item.path], tuple(made))
        return tuple(made)

    def _text(self, item: Item) -> Line:
        text, lang = self._chosen_text(item)
        inside = self.rulings[item.record, item.path].inside
        redacted = self._redactor.line(text, item.record, item.path, lang=lang, inside=inside)
        self._swaps[item.record, item.path] = redacted.swaps
        self._take(item, self._text_ruling(item, changed=redacted.changed), redacted.line)
        return redacted.line

    def _chosen_text(self, item: Item) -> tuple[str, str]:
        """Return the text in the language of the output where there is one, else the original."""
        if item.field.kind is Kind.LONG and isinstance(item.value, list):
            entries = [entry for entry in item.value if isinstance(entry, dict)]
            wanted = self._look.catalogue.language
            own = [e for e in entries if str(e.get("lang", "")).partition("-")[0] == wanted]
            entry = (own or entries)[0]
            lang = str(entry.get("lang", ""))
            return str(entry.get("text", "")), "" if lang.partition("-")[0] == wanted else lang
        if item.field.kind is Kind.TEXTS:
            return ", ".join(codes_of(self.selection.records[item.record], item.path)), ""
        return str(item.value), ""

    def _text_ruling(self, item: Item, *, changed: bool) -> Ruling:
        return Ruling(Action.OTHER_WORDS, Reason.REDACTED) if changed else self.rulings[item.record, item.path]

    def _date(self, item: Item) -> Line:
        dates = self._accounts.dates(item.record, item.path)
        for claim in self._accounts.telling(item.record, item.path, dates):
            # What the claim says stands in the line of the field: it is written with it.
            words = (Run(dates_said([text_of(claim, "value")], self._look.catalogue), claim.id, "value"),)
            self._take(self.items[claim.id, "value"], self.rulings[claim.id, "value"], words)
        made = (Run(dates_said(dates, self._look.catalogue), item.record, item.path),)
        self._take(item, self.rulings[item.record, item.path], made)
        return made

    def _otherwise(self, record: str, path: str, kind: Kind) -> Line:
        """Return what other accounts say of a printed value, in brackets behind it; dates are joined with "or" instead."""
        if kind in DATES or kind is Kind.LONG:
            return ()
        lines = [line for claim in self._accounts.differing(record, path) if (line := self._claim_words(record, path, claim))]
        if not lines:
            return ()
        self._told.add((record, path))
        words = self._look.catalogue.text(N_("by another account: "))
        return (Run(f" ({words}"), *joined(lines, "; "), Run(")"))

    def _claim_words(self, record: str, key: str, claim: Record) -> Line:
        """Return what one account says: in the words of its source, else as the field it speaks of shows its values."""
        found = self.line(claim.id, "wording")
        spot = self._accounts.spot(record, key)
        if found or spot is None or spot.field.kind in (Kind.TEXT, Kind.LONG, Kind.TEXTS):
            return found or self.line(claim.id, "value")
        value = self._accounts.told(claim, spot)
        if spot.field.kind in (Kind.REF, Kind.REFS):
            targets = [str(target) for target in (value if isinstance(value, list) else [value])]
            known = [target for target in targets if target in self.selection.records]
            named = [self.person(target) if self.type_of(target) == "person" else self.thing(target) for target in known]
            made = joined([line for line in named if line], "; ")
        else:
            made = (Run(show(spot.field, value, self._look), claim.id, "value"),)
        if made:
            self._take(self.items[claim.id, "value"], self.rulings[claim.id, "value"], made)
        return made
