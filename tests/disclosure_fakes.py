"""A vault in memory for tests of what leaves it: real types, real parsing, real demo; only the log and the disk are missing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from builders import FixedAmbient

from casevault.domain.record import Record
from casevault.domain.values import data_class_of, dates_of, parse_fields, refs_of
from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.vault.policy import NO_POLICY
from casevault.vault.schema import load_schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from casevault.domain.record import Fields

ME = "a" * 32
Listed: TypeAlias = "list[Record]"
Ids: TypeAlias = "list[str]"
Earlier: TypeAlias = "list[tuple[str, Fields]]"


@dataclass(frozen=True, slots=True)
class Made:
    id: str


@dataclass(frozen=True, slots=True)
class Entry:
    actor: str
    action: str
    change: str
    seq: int
    fields: tuple[str, ...] = ()


class FakeRecords:
    """Records in memory, with membership of cases as the store derives it: by `case`, by `via`, and the persons of a case."""

    def __init__(self, ambient: FixedAmbient) -> None:
        self.schema = load_schema()
        self.all: dict[str, Record] = {}
        self.entries: dict[str, list[Entry]] = {}
        self.ambient = ambient
        self.seq = 0
        self.asked = 0

    def add(self, type_key: str, fields: Mapping[str, object], *, actor: str = ME) -> Made:
        rt = self.schema.type(type_key)
        parsed = parse_fields(self.schema, rt, fields, new_id=self.ambient.new_id, strict=False)
        key = self.ambient.new_id()
        first, last = dates_of(rt, parsed)
        self.all[key] = Record(
            id=key,
            type=type_key,
            type_version=1,
            title=str(parsed.get("display_name", parsed.get("name", ""))),
            fields=parsed,
            data_class=data_class_of(rt, parsed),
            date_from=first,
            date_to=last,
            heads=(self.ambient.new_id(),),
        )
        self._entry(key, actor, "created")
        return Made(key)

    def edit(self, key: str, fields: Mapping[str, object], *, actor: str = ME) -> None:
        record = self.all[key]
        rt = self.schema.type(record.type)
        parsed = parse_fields(
            self.schema, rt, fields, new_id=self.ambient.new_id, present=record.fields, partial=True, strict=False
        )
        self.all[key] = replace(record, fields=parsed, data_class=data_class_of(rt, parsed))
        self._entry(key, actor, "edited")

    def _entry(self, key: str, actor: str, action: str) -> None:
        self.seq += 1
        self.entries.setdefault(key, []).append(Entry(actor, action, self.ambient.new_id(), self.seq))

    def get(self, key: str) -> Record:
        if key not in self.all:
            raise UserProblem(Code.NOT_FOUND, N_("There is no such record."))
        return self.all[key]

    def many(self, ids: Iterable[str]) -> dict[str, Record]:
        return {key: self.all[key] for key in ids if key in self.all}

    def list(self, type_key: str) -> Listed:
        return [record for record in self.all.values() if record.type == type_key]

    def former(self, type_key: str) -> Earlier:
        self.schema.type(type_key)
        return []

    def removed(self) -> Ids:
        return []

    def end_of_log(self) -> tuple[int, str]:
        """There is no log here: each time it is asked for, another one."""
        self.asked += 1
        return self.seq, str(self.asked)

    def touched_since(self, _end: tuple[int, str]) -> None:
        """Tell nothing, so that everything is read anew: tests put records in here behind anybody's back."""

    def pointing_to(self, key: str, *, type_key: str = "") -> Listed:
        return [
            record
            for record in self.all.values()
            if (not type_key or record.type == type_key)
            and any(target == key for _, _, target in refs_of(self.schema.type(record.type), record.fields))
        ]

    def in_case(self, case: str) -> Listed:
        inside = {case: self.get(case)}
        for row in _rows(self.all[case].fields.get("persons")):
            if row.get("person") in self.all:
                inside[row["person"]] = self.all[row["person"]]
        grew = True
        while grew:
            grew = False
            for record in self.all.values():
                rt = self.schema.type(record.type)
                keys = [*rt.case, *rt.via]
                pointed = [t for k in keys for t in _ids(record.fields.get(k))]
                if record.id not in inside and any(target in inside for target in pointed):
                    inside[record.id] = record
                    grew = True
        return list(inside.values())

    def history(self, key: str) -> Sequence[Entry]:
        return self.entries.get(key, [])

    def recent(self, limit: int) -> Sequence[Entry]:
        return sorted((e for entries in self.entries.values() for e in entries), key=lambda e: -e.seq)[:limit]


def _rows(value: Any) -> list[dict[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _ids(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [v for v in value if isinstance(v, str)] if isinstance(value, list) else []


class Adds(Protocol):
    """What recording the invented case needs of records, in memory or in a vault."""

    def add(self, type_key: str, fields: Mapping[str, object], /) -> HasId:
        """Record one and say under which id."""


class HasId(Protocol):
    """What adding answers with."""

    @property
    def id(self) -> str:
        """The new record's id."""


class HasRecords(Protocol):
    """A vault as far as the invented case goes."""

    @property
    def records(self) -> Adds:
        """Its records."""


class FakeVault:
    """What `disclosure` asks of a vault, without a folder."""

    def __init__(self, ambient: FixedAmbient | None = None) -> None:
        self.ambient = ambient or FixedAmbient()
        self.records = FakeRecords(self.ambient)
        self.schema = self.records.schema
        self.actor = ME
        self.policy = NO_POLICY


def invented_case(vault: HasRecords, **consent: object) -> dict[str, str]:
    """Record an invented case in `vault` and return ids by short name; `consent` overrides the focus person's."""
    add = vault.records.add
    made: dict[str, str] = {}

    def put(name: str, type_key: str, /, **fields: object) -> str:
        made[name] = add(type_key, fields).id
        return made[name]

    put("us", "organisation", name="Lantern Desk", kind="ngo", is_us=True)
    put("police", "organisation", name="Yunting Public Security Bureau", kind="police")
    put(
        "court", "organisation", name="Yunting Court", kind="court", names=[{"value": "云亭法院", "script": "Hans", "lang": "zh"}]
    )
    put("embassy", "organisation", name="Embassy of Ruritania", kind="embassy")
    put("partner", "organisation", name="Quiet Harbour Fund", kind="fund", is_partner_sealed=True)
    put("place", "place", name="Yunting", level="county")
    put("centre", "facility", name="Yunting No. 1 Detention Centre", kind="detention_centre", place=made["place"])
    put("flat", "facility", name="Her flat, 18 Lotus Road", kind="home")
    put(
        "lin",
        "person",
        display_name="Lin Zhaowen",
        birth="1984-03-11",
        gender="female",
        occupation="Lawyer",
        ethnicity="han",
        do_no_harm_notes="Never by telephone",
        aliases=[
            {"value": "林兆雯", "script": "Hans", "kind": "legal"},
            {"value": "Heron", "script": "Latn", "kind": "code_name"},
            {"value": "Auntie Wen", "script": "Latn", "kind": "nickname"},
        ],
        identifiers=[{"kind": "prc_id", "value": "11010519491231002X"}],
        channels=[
            {"kind": "address", "value": "Flat 1204, 18 Lotus Road, Yunting", "safe": "unsafe", "rules": "watched"},
            {"kind": "phone", "value": "+86 138 1234 5678", "safe": "unsafe"},
        ],
    )
    put(
        "sister",
        "person",
        display_name="Lin Zhaohui",
        aliases=[{"value": "林兆慧", "script": "Hans", "kind": "legal"}],
        links=[{"person": made["lin"], "relation": "sibling"}],
        channels=[{"kind": "wechat", "value": "wxid_zhaohui88", "safe": "unsafe"}],
    )
    put("lawyer", "person", display_name="Chen Moqing", aliases=[{"value": "陈墨青", "script": "Hans", "kind": "legal"}])
    put("judge", "person", display_name="Ma Guoqiang")
    put("clerk", "person", display_name="Fang Yiran")
    put("stranger", "person", display_name="Sun Ruolan", aliases=[{"value": "孙若兰", "script": "Hans", "kind": "legal"}])
    put("src_sister", "source", code="S-0051", kind="relative", identity=made["sister"], protection="full", reliability="B")
    put("src_paper", "source", code="S-0052", kind="court_paper", protection="none")
    put(
        "case",
        "case",
        code="HERON",
        title="Lin Zhaowen",
        kind="criminal",
        jurisdiction="CN",
        opened="2026-02-12",
        status="open",
        priority="high",
        persons=[
            {"person": made["lin"], "role": "defender", "is_focus": True},
            {"person": made["sister"], "role": "relative"},
            {"person": made["lawyer"], "role": "lawyer"},
        ],
        summary="A lawyer for villagers, taken from her home.",
        ask="Ask that her lawyer Chen Moqing may see her.",
        ask_by="2026-03-25",
        preference="quiet",
        risk_if_public="The family fears publicity.",
        risk="The sister's flat is searched.",
        strategy="Quiet first.",
        do_not_mention=["the child", "the villagers' leader"],
    )
    put(
        "taken",
        "event",
        case=made["case"],
        kind="arrest",
        start="2026-02-12",
        place=made["flat"],
        victims=[made["lin"]],
        certainty="credible",
        source_ids=[made["src_sister"], made["src_paper"]],
        narrative="Lin Zhaowen was taken by six officers. Her sister 林兆慧 was told by phone +86 138-1234-5678.",
        rights=["L1", "T6"],
    )
    put("claim1", "claim", record=made["taken"], field="start", value="2026-02-12", source=made["src_sister"], status="preferred")
    put("claim2", "claim", record=made["taken"], field="start", value="2026-02-14", source=made["src_paper"], status="asserted")
    put(
        "watched",
        "event",
        case=made["case"],
        kind="surveillance",
        start="2026-02-01",
        data_class="C4",
        narrative="Followed home.",
    )
    put("sick", "event", case=made["case"], kind="medical_need", start="2026-03-01", data_class="C3", narrative="Needs medicine.")
    put("detention", "detention", case=made["case"], person=made["lin"], start="2026-02-12")
    put(
        "stage",
        "stage",
        period=made["detention"],
        measure="criminal_detention",
        start="2026-02-12",
        authority=made["police"],
        facility=made["centre"],
        national_security=False,
        notice_family="not_given",
    )
    put("charge", "charge", case=made["case"], person=made["lin"], law_article="cn.cl.293", stage="suspected")
    put(
        "hearing",
        "hearing",
        case=made["case"],
        court=made["court"],
        level="first_instance",
        kind="first_instance",
        scheduled="2026-04-01T09:00+08:00",
        publicity="closed",
        panel=[made["judge"]],
        prosecutors=[made["clerk"]],
        source_ids=[made["src_paper"]],
    )
    put(
        "contact",
        "family_contact",
        case=made["case"],
        relative=made["sister"],
        kind="call",
        at="2026-03-05",
        risk_checked=True,
        content="She was told to stop asking.",
        detainee_state="Very thin.",
    )
    for name, fields in {
        "own": {"actor": made["us"], "channel": "quiet", "shareability": "same_audience", "asked": "Background for embassies."},
        "internal": {"actor": made["us"], "channel": "quiet", "shareability": "internal", "asked": "A retired official."},
        "theirs": {"actor": made["embassy"], "channel": "quiet", "asked": "Lawyer access."},
        "public": {"actor": made["embassy"], "channel": "public", "asked": "A statement."},
    }.items():
        usual = {
            "case": [made["case"]],
            "date": "2026-03-02",
            "level": "working",
            "instrument": "demarche",
            "consulted_before": "yes",
            "response": "none",
            "followup_due": "2026-04-01",
        }
        put(name, "intervention", **{**usual, **fields})
    put("note", "note", about=made["case"], kind="safety", text="Safe house at 7 Willow Lane.")
    usual = {
        "person": made["lin"],
        "giver": "lawyer",
        "purpose": "quiet_diplomacy",
        "audiences": ["embassy"],
        "identity_level": "full",
        "given": "2026-02-20",
        "review_on": "2026-06-01",
    }
    put("consent", "consent", **{**usual, **consent})
    return made


class FakeLedger:
    """Consents and signatures as the vault would read them."""

    def __init__(self, vault: FakeVault) -> None:
        self._records = vault.records

    def consents_of(self, person: str) -> Sequence[Record]:
        return self._records.pointing_to(person, type_key="consent")

    def signers_of(self, consent: str) -> frozenset[str]:
        return frozenset(entry.actor for entry in self._records.history(consent))

    def ties_of(self, person: str) -> Sequence[Record]:
        return self._records.pointing_to(person)
