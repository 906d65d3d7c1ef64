"""What reads a mapping of strangers, and plans rows of strangers by it."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from datetime import date

from casevault.exchange import mapping as mappings
from casevault.exchange.identity import Identity
from casevault.exchange.planning import Planner, Rejected
from casevault.exchange.sheets import Cell, Row
from casevault.vault.schema import load_schema

HEAD = ("name", "born", "x")
ROWS: tuple[tuple[Cell, ...], ...] = (
    ("Lin", "1970-02-30", "a; b"),
    ("", "unknown", ("one", "two")),
    ("=1+1", "03/04/2015", "life"),
)


def mapping(untrusted: bytes) -> object:
    """What is read is written and read again as the same, and no row makes it fall over."""
    schema = load_schema()
    found = mappings.read(untrusted.decode("utf-8", "replace"), schema)
    if mappings.read(mappings.write(found), schema) != found:
        raise AssertionError("not the same mapping")
    planner = Planner(
        found,
        HEAD,
        schema,
        Identity(bytes(32), found.name, lambda _id: False),
        today=date(2026, 11, 21),
        new_id=lambda: hashlib.sha256(b"row").hexdigest()[:32],
    )
    for number, cells in enumerate(ROWS, 1):
        with suppress(Rejected):
            planner.plan(Row(number, cells))
    return found


def mapping_seeds() -> list[bytes]:
    return [
        (
            b'casevault_mapping = 1\nname = "t"\n[records.person]\ntype = "person"\nkey = ["x"]\n[columns."name"]\n'
            b'to = ["person.display_name"]\nbrackets = "person.aliases.value"\n[columns."born"]\n'
            b'to = ["person.birth"]\ndates = "day_first"\n'
        ),
        (
            b'casevault_mapping = 1\n[sentinels]\n"unknown" = "unknown"\n[records.case]\ntype = "case"\n'
            b'set = { title = "{name}", "persons.person" = "@who", region_links = "@town" }\n[records.who]\ntype = "person"\n'
            b'[records.town]\ntype = "place"\nshared = true\nmany = true\n[columns."x"]\nto = ["town.name"]\nsplit = [";"]\n'
            b'[columns."born"]\nto = ["who.birth", "who.display_name"]\notherwise = "note"\nsentinels = { "life" = "text" }\n'
        ),
        (
            b'casevault_mapping = 1\nunmapped = "report"\n[file]\nencoding = "utf-8"\nheader_row = 2\n'
            b'[records.note]\ntype = "note"\n'
            b'[columns."name"]\nto = ["note.text"]\norder = 2\n[columns."x"]\nto = ["note.text"]\nkeep = "note"\n'
        ),
    ]
