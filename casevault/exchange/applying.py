"""A table comes in: every row planned, compared with what is there, and written, in one act that is undone as a whole.

A dry run is the same import, taken back by its transaction at the end: it cannot say anything else than the import would do.
Decision 17 argues what happens to a row that comes again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from casevault.domain.duplicates import Traits, compare, traits_of
from casevault.domain.folding import fold
from casevault.domain.name_likeness import likeness
from casevault.domain.names import written_keys
from casevault.domain.reading import is_empty, is_na, names_of, rows_of
from casevault.domain.schema import Kind
from casevault.domain.text import legible
from casevault.domain.values import parse_fields
from casevault.domain.words import squeezed
from casevault.errors import CaseVaultError
from casevault.exchange import mapping as mappings
from casevault.exchange.identity import KEY_BYTES, Identity
from casevault.exchange.planning import NOTE, Made, Planner, Rejected, note_fields
from casevault.exchange.reporting import DuplicateRow, KeptValue, RejectedRow, Report
from casevault.progress import silent
from casevault.sweeping import swept_at

if TYPE_CHECKING:
    from collections.abc import Mapping as Lookup
    from pathlib import Path

    from casevault.domain.name_likeness import Why
    from casevault.domain.record import Record, Value
    from casevault.domain.schema import RecordType
    from casevault.exchange.mapping import Mapping
    from casevault.exchange.planning import Planned
    from casevault.exchange.sheets import Row, Source
    from casevault.progress import Progress
    from casevault.vault.bulk import Bulk
    from casevault.vault.vault import Vault

PERSON: Final = "person"
SOURCES: Final = "source_ids"
EVERY: Final = 50  # rows between two looks at whether the person wants to stop
SAME: Final = 100  # the score of a row that was brought in before
MOST: Final = 5  # namesakes told of one name
ASKED: Final = 1 << 14  # keys of names whose bearers are kept while rows come in
TOLD: Final = 1 << 12  # records whose names and traits are kept while rows come in
SWEPT_AT: Final = 100_000  # objects that came in since the last search for unreachable ones
_PIECE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class FileSeen:
    """What is told of the file itself: its name and the SHA-256 of its bytes."""

    name: str
    sha256: str

    @classmethod
    def of(cls, path: Path) -> FileSeen:
        """Read the file once for its digest."""
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
        return cls(legible(path.name), digest.hexdigest())


def bring_in(
    vault: Vault, source: Source, file: FileSeen, mapping: Mapping, *, dry: bool = False, progress: Progress = silent
) -> Report:
    """Bring in the rows of `source` by a checked `mapping`; `progress` counts rows of an unknown number and may cancel.

    Any refusal while the rows are read leaves the vault as it was.
    """
    report = Report(
        format=source.format,
        encoding=source.encoding,
        delimiter=source.delimiter,
        sheet=source.sheet.name,
        sheets=source.sheets,
        notes=source.notes,
        dry=dry,
        mapping=mappings.write(mapping),
    )

    def work(bulk: Bulk) -> None:
        _Import(vault, bulk, source, file, mapping, report).run(progress)

    # A row is thousands of small objects, each freed as soon as nothing refers to it; a search for cycles goes through the
    # tables of readings and the schema each time. It still runs over what the import itself makes, so memory stays bounded.
    with swept_at(SWEPT_AT):
        vault.records.bring_in(work, keep=not dry)
    return report


class _Import:
    """One import while it runs."""

    def __init__(  # noqa: PLR0917 - what one import is made of
        self, vault: Vault, bulk: Bulk, source: Source, file: FileSeen, mapping: Mapping, report: Report
    ) -> None:
        self._vault = vault
        self._bulk = bulk
        self._source = source
        self._file = file
        self._mapping = mapping
        self._report = report
        often = (*source.sheet.header, *mapping.records)
        self._identity = Identity(bulk.key(KEY_BYTES), mapping.name, bulk.is_gone, often)
        self._planner = Planner(
            mapping, source.sheet.header, vault.schema, self._identity, today=vault.ambient.today(), new_id=vault.ambient.new_id
        )
        self._bearers: dict[str, list[str]] = {}  # key of a name: the first people with it, where that was asked
        self._lot_names: dict[str, list[str]] = {}  # the same of people who wait to be written
        self._lots = 0
        self._told: dict[str, tuple[tuple[str, ...], Traits]] = {}  # names and traits of who had a namesake before
        self._own_source = ""

    def run(self, progress: Progress) -> None:
        report = self._report
        report.unmapped = self._planner.unmapped()
        for row in self._source.sheet.rows:
            if report.rows % EVERY == 0:
                progress(report.rows, 0)
            report.rows += 1
            try:
                planned = self._planner.plan(row)
                self._write(row, planned)
                for column, problem in planned.misfits:
                    report.unfit(row.number, column, problem)
            except Rejected as rejected:
                report.rejected.append(RejectedRow(row.number, rejected.column, rejected.problem))
        self._bulk.flush()
        report.sentinels, report.reported = self._planner.seen.sentinels, self._planner.seen.reported
        report.source = self._own_source
        report.batch = self._bulk.batch if (self._bulk.made or self._bulk.edited) and not report.dry else ""
        progress(report.rows, report.rows)

    def _write(self, row: Row, planned: Planned) -> None:
        main = planned.main
        before = self._bulk.find(main.id)
        if before is None:
            self._create(row, planned)
            self._report.created += 1
        else:
            self._again(row, planned, before)
            self._report.updated += 1
        self._identity.rows.put(main.id, row.number)
        if row.files and not self._bulk.is_made(evidence := self._identity.child(main.id, "evidence", 0)):
            self._report.to_attach.append((row.number, evidence, main.id, row.files))

    def _create(self, row: Row, planned: Planned) -> None:
        note = [self._note_of(planned)] if planned.lines else []  # first: what is refused here leaves nothing of its row
        for made in (planned.main, *planned.others, *note):
            if made.type == PERSON:
                self._namesakes(row, made)
            self._add(made)

    def _again(self, row: Row, planned: Planned, before: Record) -> None:
        """Compare a row that was brought in before with what is there, and write what is new in it."""
        keyed = bool(self._mapping.records[self._mapping.main].key)
        duplicate = DuplicateRow(row.number, before.id, SAME, ("same_key" if keyed else "same_row",))
        before_all, counted = self._bulk.touched, self._report.records.copy()
        with self._bulk.all_or_none():
            try:
                self._update(row, planned.main, before)
                for made in planned.others:
                    known = self._bulk.find(made.id)
                    if known is not None and not known.deleted:
                        if not made.shared:
                            self._update(row, made, known)
                    elif not self._bulk.is_made(made.id):
                        self._add(made)
                    # What a person has deleted stays so.
                if planned.lines:
                    self._note_again(row, planned)
            except CaseVaultError as problem:
                self._report.records = counted
                raise Rejected("", problem) from None
        if before_all != self._bulk.touched:
            self._bearers.clear()  # who has a name first, and who has it at all, may be others now; all of them are written
            self._report.changed += 1
        self._report.duplicates.append(duplicate)

    def _add(self, made: Made) -> None:
        if made.shared and self._bulk.is_made(made.id):
            return
        fields = made.fields
        rt = self._vault.schema.types[made.type]
        if rt.field(SOURCES) is not None:
            given = fields.get(SOURCES)
            fields[SOURCES] = [*(given if isinstance(given, list) else []), self._source_record()]
        if made.type == "detention" and "seq" not in fields:
            fields["seq"] = 1 if self._is_new(fields.get("person")) else 0
            if not fields["seq"]:
                del fields["seq"]
        self._bulk.add(made.type, made.id, fields)
        self._report.records[made.type] += 1

    def _is_new(self, person: Value | None) -> bool:
        return isinstance(person, str) and self._identity.rows.get(person) is None and self._bulk.find(person) is None

    def _note_of(self, planned: Planned) -> Made:
        untrusted = note_fields(planned.main.id, planned.lines)
        rt = self._vault.schema.types[NOTE]
        try:
            fields = parse_fields(self._vault.schema, rt, untrusted, new_id=self._vault.ambient.new_id, strict=False)
        except CaseVaultError as problem:
            raise Rejected("", problem) from None
        return Made(NOTE, NOTE, self._identity.child(planned.main.id, NOTE, 0), fields, frozenset({"text"}))

    def _note_again(self, row: Row, planned: Planned) -> None:
        made = self._note_of(planned)
        known = self._bulk.find(made.id)
        if known is not None and not known.deleted:
            self._update(row, made, known)
        elif not self._bulk.is_made(made.id):
            self._add(made)

    def _update(self, row: Row, made: Made, before: Record) -> None:  # noqa: C901 - tables, lists and single values
        """Write what a row says otherwise than the record, but over nothing that a person has said since."""
        rt = self._vault.schema.types[made.type]
        edit: dict[str, object] = {}
        other: dict[str, Value] = {}
        for key in sorted(made.given - {SOURCES}):
            field = rt.field(key)
            new, old = made.fields.get(key, ""), before.fields.get(key, "")
            if field is None or is_empty(new) or is_na(new):
                continue  # an empty cell says nothing
            if field.kind is Kind.ROWS:
                if added := _new_rows(new, old):
                    edit[key] = [*(old if isinstance(old, list) else []), *added]
            elif field.kind in {Kind.TEXTS, Kind.CHOICES, Kind.REFS}:
                have = old if isinstance(old, list) else []
                if added := [one for one in (new if isinstance(new, list) else []) if one not in have]:
                    edit[key] = [*have, *added]
            elif new != old:
                other[key] = new
        ours = self._bulk.by_import(before.id, frozenset(other)) if other else frozenset()
        for key, value in other.items():
            if key in ours or is_empty(before.fields.get(key, "")) or is_na(before.fields.get(key, "")):
                edit[key] = value
            else:
                self._keep(row, before, key, value)
        if edit:
            recorded = before.fields.get(SOURCES)
            known = recorded if isinstance(recorded, list) else []
            if rt.field(SOURCES) is not None and self._source_record() not in known:
                edit[SOURCES] = [*known, self._source_record()]
            self._told.pop(before.id, None)
            self._bulk.edit(before.id, edit)

    def _keep(self, row: Row, before: Record, key: str, value: Value) -> None:
        """Leave what a person changed, and note what the file says as an account that disagrees."""
        self._report.kept.append(KeptValue(row.number, before.id, key))
        said = (
            value
            if isinstance(value, str | int)
            else "\n".join(str(entry.get("text", "")) for entry in value if isinstance(entry, dict))
            if isinstance(value, list)
            else ""
        )
        text = str(said).lower() if isinstance(value, bool) else str(said)
        account = self._identity.fixed("claim", before.id, key, text)
        if not text or "\n" in text or self._bulk.is_made(account):
            return  # a long text is told in the report alone; the same account is not made twice
        untrusted = {"record": before.id, "field": key, "value": text, "source": self._source_record(), "status": "asserted"}
        rt = self._vault.schema.types["claim"]
        fields = parse_fields(self._vault.schema, rt, untrusted, new_id=self._vault.ambient.new_id, strict=False)
        self._add(Made("claim", "claim", account, fields, frozenset()))

    def _source_record(self) -> str:
        """Return the source that is the file itself, made where something first points to it."""
        if self._own_source:
            return self._own_source
        number = 0
        while self._bulk.is_gone(found := self._identity.fixed("file", self._file.sha256, str(number))):
            number += 1
        self._own_source = found
        if not self._bulk.is_made(found):
            schema, new_id = self._vault.schema, self._vault.ambient.new_id
            about: dict[str, object] = {"title": self._file.name, "kind": "data_file", "protection": "not_named"}
            self._bulk.add("source", found, parse_fields(schema, schema.types["source"], about, new_id=new_id, strict=False))
            said = f"SHA-256 {self._file.sha256}\n{self._report.format} {self._report.encoding} {self._report.sheet}".rstrip()
            note = {"about": found, "kind": "fact", "text": said, "data_class": "C5"}
            self._bulk.add(
                NOTE,
                self._identity.child(found, NOTE, 0),
                parse_fields(schema, schema.types[NOTE], note, new_id=new_id, strict=False),
            )
            self._report.records.update({"source": 1, NOTE: 1})
        return found

    def _namesakes(self, row: Row, made: Made) -> None:
        """List who has the same name, in the vault or in this file: never taken for one, only told."""
        rt = self._vault.schema.types[PERSON]
        traits: Traits | None = None
        own = [name for _, name, _ in names_of(rt, made.fields)]
        for name in own:
            key = squeezed(fold(name))
            if not key:
                continue
            for other in self._named(key):
                traits = traits or traits_of(made.fields)
                told, theirs = self._traits(rt, other)
                alike = max((likeness(name, one) for one in told), key=lambda one: one.score)
                match = compare(other, traits, theirs, alike)
                of_row = self._identity.rows.get(other) or 0
                self._report.duplicates.append(DuplicateRow(row.number, other, match.score, _codes(match.why), of_row))
        self._enter(made.id, {key for name in own for key in written_keys(name)})  # last: none of itself

    def _named(self, key: str) -> list[str]:
        """Return the first people with this key of a name. The vault is asked once: a common name has hundreds to look up."""
        known = self._bearers.get(key)
        if known is None:
            if len(self._bearers) >= ASKED:
                self._bearers.clear()
            found = dict.fromkeys((*self._bulk.namesakes(key), *self._lot_names.get(key, ())))
            known = self._bearers[key] = list(found)[:MOST]
        return known

    def _enter(self, record_id: str, keys: set[str]) -> None:
        """Note a person under all keys by which the vault will find it once it is written."""
        if self._lots != self._bulk.made:
            self._lots = self._bulk.made
            waiting = {key: list(filter(self._bulk.is_waiting, ids)) for key, ids in self._lot_names.items()}
            self._lot_names = {key: ids for key, ids in waiting.items() if ids}
        for key in keys:
            for ids in (self._lot_names.setdefault(key, []), self._bearers.get(key)):
                if ids is not None and len(ids) < MOST:
                    ids.append(record_id)

    def _traits(self, rt: RecordType, record_id: str) -> tuple[tuple[str, ...], Traits]:
        """Return the names and traits of a record; whose name is borne by many is asked about again and again."""
        known = self._told.get(record_id)
        if known is None:
            if len(self._told) >= TOLD:
                self._told.clear()
            fields = self._bulk.fields(record_id)
            known = self._told[record_id] = (tuple(name for _, name, _ in names_of(rt, fields)), traits_of(fields))
        return known


@lru_cache(maxsize=1 << 8)
def _codes(why: tuple[Why, ...]) -> tuple[str, ...]:
    # A list of a hundred thousand people has as many namesakes: what is told of them is few words, each kept once.
    return tuple(map(str, why))


def _new_rows(new: Value, old: Value) -> list[Value]:
    """Return the rows of a table that no recorded row holds already; the program may have filled more into it since."""
    have = rows_of(old)
    return [dict(row) for row in rows_of(new) if not any(_holds(known, row) for known in have)]


def _holds(known: Lookup[str, Value], row: Lookup[str, Value]) -> bool:
    return all(key == "row" or known.get(key) == value for key, value in row.items())
