"""An open vault in memory, for screens: the demo's records and a few invented people more, without file, key or index."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from builders import START, FixedAmbient

from casevault.domain.look import Look
from casevault.domain.own import Own
from casevault.domain.reading import data_class_of, dates_of, refs_of, texts_of
from casevault.domain.record import Changes, Record
from casevault.domain.values import parse_fields, title_of
from casevault.errors import Code, UserProblem
from casevault.i18n import N_, Catalogue
from casevault.vault.demo import build_demo
from casevault.vault.policy import NO_POLICY
from casevault.vault.reading import accounts_among
from casevault.vault.schema import load_schema

if TYPE_CHECKING:
    Records: TypeAlias = list[Record]
    Pages: TypeAlias = list[Record | None]
    Ids: TypeAlias = list[str]

    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from casevault.domain.claims import Accounts
    from casevault.vault.vault import Vault


@dataclass(frozen=True)
class HistoryEntry:
    at: int
    actor: str
    action: str
    fields: tuple[str, ...]
    batch: str
    change: str
    record: str


Entries: TypeAlias = list[HistoryEntry]


class FakeRecords:
    def __init__(self, ambient: FixedAmbient) -> None:
        self.schema = load_schema()
        self.ambient = ambient
        self.rows: dict[str, Record] = {}
        self.log: list[HistoryEntry] = []
        self.ahead = self.room = 0  # how often what saves go through was read, and room was made for them
        self.near: list[int] = []  # from where on the file was read

    def read_ahead(self, _progress: object = None) -> None:
        self.ahead += 1

    def make_room(self, _progress: object = None) -> None:
        self.room += 1

    def bring_near(self, start: int = 0, _progress: object = None) -> int:
        self.near.append(start)
        return (start + 7) % 21

    def add(self, type_key: str, untrusted_fields: Mapping[str, object], *, strict: bool = True) -> Changes:
        rt = self.schema.type(type_key)
        fields = parse_fields(self.schema, rt, untrusted_fields, new_id=self.ambient.new_id, strict=strict)
        record_id = self.ambient.new_id()
        first, last = dates_of(rt, fields)
        look = Look(vocabularies=self.schema.vocabularies, title_of=self._title)
        record = Record(
            record_id, type_key, rt.version, title_of(rt, fields, look), fields, data_class_of(rt, fields), first, last
        )
        self.rows[record_id] = replace(record, cases=self._cases(record))
        entry = HistoryEntry(self.ambient.stamp().at_utc, "initial", "created", tuple(fields), record_id, record_id, record_id)
        self.log.append(entry)
        return Changes(batch=record_id, records=frozenset({record_id}), made=(record_id,))

    def _title(self, record_id: str) -> str:
        return self.rows[record_id].title if record_id in self.rows else record_id

    def _cases(self, record: Record) -> tuple[str, ...]:
        rt = self.schema.type(record.type)
        if record.type == "case":
            return (record.id,)
        found: list[str] = []
        for path, _targets, target in refs_of(rt, record.fields):
            key = path.split("/")[0]
            if key in rt.case:
                found.append(target)
            elif key in rt.via and target in self.rows:
                found += self.rows[target].cases
                found += [row.id for row in self.rows.values() if row.type == "case" and self._holds(row, target)]
        return tuple(dict.fromkeys(found))

    def _holds(self, case: Record, person: str) -> bool:
        rows = case.fields.get("persons", [])
        return isinstance(rows, list) and any(isinstance(row, dict) and row.get("person") == person for row in rows)

    def _settle(self) -> None:
        for record in list(self.rows.values()):
            self.rows[record.id] = replace(record, cases=self._cases(record))

    def get(self, record_id: str) -> Record:
        if record_id not in self.rows:
            raise UserProblem(Code.NOT_FOUND, N_("There is no record of that id."))
        return self.rows[record_id]

    def many(self, ids: Sequence[str]) -> dict[str, Record]:
        return {found: self.rows[found] for found in ids if found in self.rows}

    def page(self, ids: Sequence[str]) -> Pages:
        return [self.rows.get(found) for found in ids]

    def ids(self, type_key: str = "", *, case: str = "", order: str = "date", descending: bool = False, limit: int = 0) -> Ids:
        keys: dict[str, Callable[[Record], str]] = {
            "date": lambda r: r.date_from,
            "title": lambda r: r.title.casefold(),
            "changed": lambda _r: "",
        }
        found = [r for r in self.rows.values() if type_key in ("", r.type) and (not case or case in r.cases)]
        if order == "changed":
            found = list(reversed(found)) if descending else found
        else:
            found = sorted(found, key=keys[order], reverse=descending)
        return [r.id for r in found][: limit or None]

    def list(self, type_key: str, *, case: str = "", limit: int = 0) -> Records:
        return [self.rows[found] for found in self.ids(type_key, case=case, limit=limit)]

    def due(self, type_key: str, _field: str | None, _until: str) -> Records:
        return self.list(type_key)

    def followed_on(self, interventions: Sequence[str]) -> dict[str, Sequence[str]]:
        rows = [row for row in self.rows.values() if row.type == "intervention"]
        return {found: [row.date_from for row in rows if row.fields.get("parent") == found] for found in interventions}

    def reviewed_later(self, _type_key: str, _field: str, _ids: Sequence[str]) -> set[str]:
        return set()

    def removed(self, _limit: int = 0) -> Ids:
        return []

    def in_case(self, case_id: str) -> Records:
        return [self.rows[case_id], *(r for r in self.rows.values() if case_id in r.cases and r.id != case_id)]

    def accounts(self, about: Sequence[Record]) -> dict[str, dict[str, Accounts]]:
        by_record: dict[str, Records] = {}
        for claim in self.list("claim"):
            by_record.setdefault(str(claim.fields["record"]), []).append(claim)
        return accounts_among(self.schema, about, by_record, {found.id: found for found in self.list("detention")})

    def confirmations(self, _ids: Sequence[str]) -> dict[str, Entries]:
        return {}

    def pointing_to(self, record_id: str, *, type_key: str = "", limit: int = 0) -> Records:
        return [
            r
            for r in self.rows.values()
            if type_key in ("", r.type)
            and any(target == record_id for _p, _t, target in refs_of(self.schema.type(r.type), r.fields))
        ][: limit or None]

    def pointing_to_any(self, ids: Sequence[str], type_key: str) -> dict[str, Records]:
        return {one: found for one in ids if (found := self.pointing_to(one, type_key=type_key))}

    def in_cases(self, cases: Sequence[str], type_key: str) -> dict[str, Records]:
        return {one: found for one in cases if (found := self.list(type_key, case=one))}

    def history(self, record_id: str) -> Entries:
        return [entry for entry in reversed(self.log) if entry.record == record_id]

    def erased_on(self, _record_id: str) -> int:
        return 0

    def recent(self, limit: int) -> Entries:
        return self.log[: -limit - 1 : -1]

    def undo(self, _batch: str = "") -> Any:
        return SimpleNamespace(undone=False, batch="", records=())


class FakeSearch:
    def __init__(self, records: FakeRecords) -> None:
        self._records = records
        self.drained = 0

    def find(self, query: str, *, type_key: str = "", limit: int = 200) -> Any:
        needle = query.casefold().replace(" ", "")
        hits = []
        for record in self._records.rows.values():
            if type_key and record.type != type_key:
                continue
            rt = self._records.schema.type(record.type)
            texts = [record.title, *(text for _path, text in texts_of(rt, record.fields))]
            if any(needle in text.casefold().replace(" ", "") for text in texts):
                why = "name" if record.type == "person" else "text"
                case = next((c for c in record.cases if c != record.id), "")
                hits.append(SimpleNamespace(id=record.id, type=record.type, title=record.title, case=case, why=why, file=""))
        hits.sort(key=lambda hit: hit.type != "person")
        return SimpleNamespace(query=query, total=len(hits), hits=hits[:limit])

    def matching(self, query: str, *, type_key: str = "") -> dict[str, str]:
        if type_key != "case":
            return {hit.id: hit.why for hit in self.find(query, type_key=type_key).hits}
        found: dict[str, str] = {}
        for hit in self.find(query).hits:
            pointing = self._records.pointing_to(hit.id, type_key="case") if hit.type == "person" else []
            for case in (*self._records.rows[hit.id].cases, *(one.id for one in pointing)):
                found.setdefault(case, hit.why)
        return found

    def drain(self, _progress: object = None) -> None:
        self.drained += 1


class FakeTexts:
    def __init__(self) -> None:
        self.taken = 0

    def take(self, _progress: object = None, *, seconds: float = 0) -> int:
        assert seconds > 0
        self.taken += 1
        return 0

    def states(self, _blobs: object) -> dict[str, str]:
        return {}


class FakeDrafts:
    """What is typed, in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, dict[str, object]] = {}

    def save(self, key: str, payload: Mapping[str, object]) -> None:
        self.kept[key] = dict(payload)

    def load(self, key: str) -> dict[str, object] | None:
        return self.kept.get(key)

    def discard(self, key: str) -> None:
        self.kept.pop(key, None)


# What functions of the vault that look into its tables find here, by their names; every other one finds nothing.
READ: Mapping[str, object] = {"_attachments": (12, 48_300_000), "_last_day": None}


class FakeVault:
    """What the screens use of a vault."""

    def __init__(self) -> None:
        self.ambient = FixedAmbient()
        self.records = FakeRecords(self.ambient)
        self.own = Own(self.records.schema)
        self.schema = self.own.schema
        self.search = FakeSearch(self.records)
        self.texts = FakeTexts()
        self.drafts = FakeDrafts()
        self.slot = SimpleNamespace(kind="passphrase")
        self.policy = NO_POLICY
        self.header = SimpleNamespace(slots=())  # nothing opens it: nothing is closed
        self.db = SimpleNamespace(read=lambda look: READ.get(look.__name__, []))
        self.folder = Path("/vaults/vault-a.casevault")
        self.due_clocks = SimpleNamespace(of=lambda *_asked, **_how: [])
        self.due_kept = SimpleNamespace(until=lambda *_asked: [])

    def look(self, catalogue: Catalogue) -> Look:
        return Look(catalogue, self.schema.vocabularies, self.records._title, self.ambient.today().year, types=self.schema.types)


MORE = (
    ("LARCH", "Sonam Dekyi", "བསོད་ནམས་བདེ་སྐྱིད།", "tibt", "criminal_detention", "2026-03-15", "Teacher (invented)"),
    ("TERN", "Gülnar Sadiq", "گۈلنار سادىق", "arab", "", "", "Translator (invented)"),
    ("ROWAN", "Alena Veras", "Алена Верас", "cyrl", "administrative_detention", "2026-03-16", "Editor (invented)"),
    ("ALDER", "Qiu Yunshan", "邱云山", "hans", "trial", "2026-02-02", "Writer (invented)"),
)


def invented_vault() -> Vault:
    """Return the demo with a few invented cases more and three disclosures."""
    vault = FakeVault()
    made = build_demo(cast("Vault", vault))
    add = vault.records.add
    for code, name, script, kind, measure, since, work in MORE:
        aliases = [{"value": script, "script": kind, "kind": "legal"}]
        person = add("person", {"display_name": name, "aliases": aliases, "occupation": work}).id
        case = add(
            "case",
            {
                "code": code,
                "title": name,
                "kind": "criminal",
                "jurisdiction": "CN",
                "opened": since or "2026-01-20",
                "status": "open",
                "priority": "normal",
                "persons": [{"person": person, "role": "defender", "is_focus": True}],
            },
        ).id
        if measure:
            period = add("detention", {"case": case, "person": person, "start": since}, strict=False).id
            add("stage", {"period": period, "measure": measure, "start": since}, strict=False)
    _disclosures(vault, made)
    _dress(vault, made)
    vault.records._settle()
    return cast("Vault", vault)


def _dress(vault: FakeVault, made: Mapping[str, str]) -> None:
    heron = made["heron"]
    record = vault.records.rows[heron]
    vault.records.rows[heron] = replace(record, fields={**record.fields, "tlp": "amber_strict"})
    vault.records.rows[heron] = vault.records.rows.pop(heron)  # changed last: it leads the list


def _disclosures(vault: FakeVault, made: Mapping[str, str]) -> None:
    rows = (
        ("Embassy of Ruritania, political section", "embassy", "2026-03-12T10:04:00Z", "2026-05-17", "2026-03-13", 46, 32),
        ("Working group on arbitrary detention", "un", "2026-03-04T16:20:00Z", "2026-05-03", "", 44, 30),
        ("Embassy of Graustark", "embassy", "2025-12-01T09:00:00Z", "2026-01-30", "", 38, 25),
    )
    for to, audience, at, until, ack, selected, written in rows:
        fields: dict[str, object] = {
            "audience": audience,
            "output": "dossier",
            "profile": audience,
            "recipient_text": to,
            "purpose": "quiet_diplomacy",
            "cases": [made["heron"]],
            "persons": [made["lin"], made["qiu"]],
            "sent_at": at,
            "valid_until": until,
            "selected": selected,
            "written": written,
            "withheld": selected - written,
            "consents": [made["consent_lin"]],
            "what": [{"record": made["lin"], "fields": ["display_name", "occupation", "aliases"]}],
        }
        if ack:
            fields["ack"] = ack
        vault.records.add("disclosure", fields, strict=False)


def day() -> date:
    return START.date()
