"""Records over a real encrypted database, without a vault's header and keys around them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from builders import FixedAmbient

from casevault.crypto.keywrap import MasterKey
from casevault.store import migrate
from casevault.store.connection import Database
from casevault.vault.attachments import Attachments
from casevault.vault.cases import Records
from casevault.vault.drafts import Drafts
from casevault.vault.due_clocks import DueClocks, DueKept
from casevault.vault.keys import Keys
from casevault.vault.policy import NO_POLICY, Policy
from casevault.vault.schema import load_schema
from casevault.vault.search import Search

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.domain.catalog import Schema
    from casevault.store.connection import Connection

DB_KEY = bytearray(range(32))
AUDIT_KEY = bytearray(range(32, 64))
PUBLIC_KEY = bytes(range(64, 96))
VAULT_ID = bytes(range(96, 112))


@dataclass
class Desk:
    """The part of a vault that the log, the records and the check need."""

    db: Database
    ambient: FixedAmbient
    schema: Schema = field(default_factory=load_schema)
    policy: Policy = NO_POLICY

    def __post_init__(self) -> None:
        self.records = Records(self.db, AUDIT_KEY, self.schema, self.ambient, actor="", device="")
        self.search = Search(self.db, self.schema)
        self.drafts = Drafts(self.db, self.ambient)
        self.due_clocks, self.due_kept = DueClocks(), DueKept()
        keys = self.keys = replace(Keys.of(MasterKey(bytearray(32)), VAULT_ID), db=DB_KEY)
        self.attachments = Attachments(self.db.path.parent, VAULT_ID, keys, self.db, self.records, ambient=self.ambient)

    def rows(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        """Return what a statement finds, on a reading connection."""
        return self.db.read(lambda c: [tuple(row) for row in c.execute(sql, values).fetchall()])

    def tamper(self, statement: str, *values: object) -> None:
        """Alter a table behind the back of everything, as only someone who holds the keys could."""

        def work(connection: Connection) -> None:
            triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for name, _ in triggers:
                connection.execute(f"DROP TRIGGER {name}")
            connection.execute(statement, values)
            for _, spelt in triggers:
                connection.execute(spelt)

        self.db.maintain(work)


def open_desk(folder: Path, *, seed: int = 1) -> Desk:
    """Return a new desk in `folder`, with its first batch written."""
    database = Database.create(folder / "main.db", DB_KEY)
    database.maintain(migrate.create)
    for part in ("blobs", "tmp"):
        (folder / part).mkdir()
    desk = Desk(database, FixedAmbient(seed))
    desk.records.bootstrap("A.B.", "Computer 1", PUBLIC_KEY)
    return desk


def invented(desk: Desk) -> dict[str, str]:
    """Record a small invented case and return the ids by short name."""
    made: dict[str, str] = {}

    def put(name: str, type_key: str, /, **fields: object) -> None:
        made[name] = desk.records.add(type_key, fields).id

    put("court", "organisation", name="Yunting Court", kind="court")
    put(
        "lin",
        "person",
        display_name="Lin Zhaowen",
        aliases=[
            {"value": "林兆雯", "script": "Hans", "kind": "legal"},
            {"value": "Heron", "script": "Latn", "kind": "code_name"},
        ],
    )
    put("sister", "person", display_name="Lin Zhaohui", links=[{"person": made["lin"], "relation": "sibling"}])
    put("source", "source", code="S-0051", kind="relative", identity=made["sister"], protection="full")
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
        persons=[{"person": made["lin"], "role": "defender", "is_focus": True}],
    )
    put(
        "event",
        "event",
        case=made["case"],
        kind="arrest",
        start="2026-02-12",
        narrative="Taken from home.",
        victims=[made["lin"]],
    )
    put("detention", "detention", case=made["case"], person=made["lin"], start="2026-02-12")
    put("stage", "stage", period=made["detention"], measure="criminal_detention", start="2026-02-12")
    put("claim", "claim", record=made["stage"], field="start", value="2026-02-14", source=made["source"], status="asserted")
    put("note", "note", about=made["lin"], kind="fact", text="Speaks Dutch.")
    return made
