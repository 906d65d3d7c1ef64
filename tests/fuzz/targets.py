"""What reads bytes of strangers, as a table: one entry a reader. Whatever comes in, it returns or refuses in its declared way.

To join: a function of bytes, what it may raise beside a refusal, and a few inputs from which a fuzzer can start.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import zlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from casevault.crypto import agefile, kdf, recovery_code
from casevault.disclosure import bundle
from casevault.domain.canonical import NotCanonical
from casevault.domain.date_reading import parse_spoken
from casevault.domain.edtf import parse_edtf, span
from casevault.errors import CaseVaultError
from casevault.media import viewer
from casevault.store import changes
from casevault.vault import header as headers
from casevault.vault.slots import compact_json, parse_slot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

VECTORS = Path(__file__).parents[1] / "vectors"
TODAY = date(2026, 11, 21)
LONGEST = 1 << 16  # bytes of one input
SEALED = headers.HEADER_BYTES - 32


@dataclass(frozen=True, slots=True)
class Target:
    """One reader. `raises`: what beside a refusal it declares."""

    name: str
    read: Callable[[bytes], object]
    seeds: Callable[[], list[bytes]]
    raises: tuple[type[Exception], ...] = ()

    def run(self, untrusted: bytes) -> bool:
        """Read one input; say whether it was accepted. Any exception that is not declared passes through: a finding."""
        try:
            self.read(untrusted)
        except CaseVaultError:
            return False
        except Exception as trouble:
            if isinstance(trouble, self.raises):
                return False
            raise
        return True


def header(untrusted: bytes) -> object:
    """As a copy; as one whose checksum was made to hold, which is what anybody can write; and as edits of a sound one."""
    headers._decode(untrusted, kdf.STANDARD)
    for start in (untrusted[:SEALED], with_length(compact_json(edited(SOUND, untrusted)))):
        with contextlib.suppress(CaseVaultError):
            headers._decode(sealed(start), kdf.STANDARD)
    return headers._decode(sealed(untrusted[:SEALED]), kdf.STANDARD)


def sealed(start: bytes) -> bytes:
    body = start[:SEALED].ljust(SEALED, b"\0")
    return body + hashlib.sha256(body).digest()


def with_length(text: bytes) -> bytes:
    return headers.MAGIC + len(text).to_bytes(4, "big") + text


def edited(sound: dict[str, Any], untrusted: bytes) -> dict[str, Any]:
    """Return a copy of `sound` in which each line of `untrusted` replaces one value: its first byte says which, the rest by what.

    Most bytes are no JSON, and a fuzzer would seldom get past that; this way each input asks about the values themselves.
    """
    made: dict[str, Any] = json.loads(json.dumps(sound))
    for line in untrusted.split(b"\n")[:8]:
        places = list(values_of(made))
        if line and places:
            inside, key = places[line[0] % len(places)]
            try:
                inside[key] = json.loads(line[1:])
                compact_json({"": inside[key]})
            except (ValueError, RecursionError):
                inside[key] = line[1:].decode("latin-1")
    return made


def values_of(value: Any) -> Iterator[tuple[Any, Any]]:
    for key in list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield value, key
        yield from values_of(value[key])


def sound_header() -> dict[str, Any]:
    text = header_seeds()[1]
    content: dict[str, Any] = json.loads(text[12 : 12 + int.from_bytes(text[8:12], "big")])
    return content


def header_seeds() -> list[bytes]:
    vector = {
        key: bytes.fromhex(value) for key, value in json.loads((VECTORS / "header-1.json").read_text()).items() if key != "note"
    }
    start = headers.MAGIC + vector["length"] + vector["json"]
    dear = vector["json"].replace(b'"m_kib":8,', b'"m_kib":65536,').replace(b'"p":1', b'"p":4').replace(b'"t":1', b'"t":3')
    return [
        start,
        headers.MAGIC + len(dear).to_bytes(4, "big") + dear,
        b"CVAULT2\n" + start[8:],
        start.ljust(SEALED, b"\0"),
        *EDITS,
    ]


def slot(untrusted: bytes) -> object:
    with contextlib.suppress(CaseVaultError):
        parse_slot(edited(SOUND["slots"][0], untrusted), kdf.STANDARD)
    return parse_slot(json.loads(untrusted), kdf.STANDARD)


def slot_seeds() -> list[bytes]:
    found = []
    for seed in header_seeds()[:2]:
        size = int.from_bytes(seed[8:12], "big")
        found += [json.dumps(one).encode() for one in json.loads(seed[12 : 12 + size])["slots"]]
    return [*found, b'{"id":"00112233445566778899aabbccddeeff","kind":"office","sealed":"00"}', *EDITS]


def age_header(untrusted: bytes) -> object:
    return agefile.work_bytes(agefile.parse_header(agefile.dearmor(untrusted)))


def age_seeds() -> list[bytes]:
    found = []
    for path in sorted((VECTORS / "age").iterdir()):
        facts, _, body = path.read_bytes().partition(b"\n\n")
        found.append((zlib.decompress(body) if b"compressed" in facts else body)[:4_096])
    return found


def recovery(untrusted: bytes) -> object:
    return recovery_code.parse_code(untrusted.decode("utf-8", "replace"))


def recovery_seeds() -> list[bytes]:
    codes = [recovery_code.format_code(bytes([number]) * recovery_code.CODE_BYTES) for number in (0, 7, 255)]
    return [code.encode() for code in codes] + [codes[1].lower().replace("-", " ").encode(), codes[1].replace("0", "O").encode()]


def archive(untrusted: bytes) -> object:
    return bundle.read_archive(untrusted)


def archive_seeds() -> list[bytes]:
    files = [("cover.pdf", b"%PDF"), ("records.jsonl", b'{"a":1}\n')]
    facts = {
        "bundle_id": "0f" * 16,
        "created": "2026-05-14T09:00:00Z",
        "sender": {"name": "A team", "ed25519": None},
        "recipients": ["passphrase:ab"],
        "purpose": "quiet_diplomacy",
        "case_refs": [],
        "consent": [],
        "redactions": 2,
    }
    manifest = bundle.build_manifest(facts, files, {"cover.pdf": "application/pdf"}, {"cover.pdf": "Dossier"})
    return [bundle.build_archive(manifest, files), bundle.build_archive({}, [])]


def edtf(untrusted: bytes) -> object:
    text = untrusted.decode("utf-8", "replace")
    parse_spoken(text, "en", TODAY)
    span(text)
    return parse_edtf(text)


EDITS = [b"", b"\x018192\n\x034\n\x05true", b'\x02"office"', b'\x00{"a":[]}\n\x07""', b"\x06[]"]

DATES = (
    "2015 2015-07 2015-07-09 2015-07~ 2015-07? 2015-07% 2015-XX 2015-03-XX 201X 20XX 2015-07-09/2015-07-12 [2015..2016] "
    "2015-07-09/.. ../2015 [..2015] [2015..] 2015-12-14T09:30+08:00 2015-12-14T09:30:15.123456Z 9999-12-31"
)
SPOKEN = ("9 July 2015", "early March 2016", "yesterday", "before 2015", "2015年7月9日", "vorige week", "9.7.2015", "about 2015")


def edtf_seeds() -> list[bytes]:
    return [text.encode() for text in (*DATES.split(), *SPOKEN)]


def log_row(untrusted: bytes) -> object:
    """Four lines for the four columns that hold JSON; the others are those of a frozen row."""
    lines = [line.decode("utf-8", "replace") or None for line in (untrusted.split(b"\n") + [b""] * 4)[:4]]
    values = frozen_row() | dict(zip(("parents", "fields", "origin", "payload"), lines, strict=True))
    change = changes._change([values[name] for name in changes.COLUMNS])
    return change.own_digest()


def frozen_row() -> dict[str, Any]:
    row = ROWS[0]
    return {
        name: bytes.fromhex(row[name]) if name in {"salt", "digest", "prev_mac", "mac"} else row[name] for name in changes.COLUMNS
    }


ROWS: list[dict[str, Any]] = json.loads((VECTORS / "log.json").read_text(encoding="utf-8"))["rows"]


def log_seeds() -> list[bytes]:
    columns = ("parents", "fields", "origin", "payload")
    return ["\n".join("" if row[name] is None else json.dumps(row[name]) for name in columns).encode() for row in ROWS]


def viewed(untrusted: bytes) -> object:
    """What the child that shows files answers: one line, and pixels."""
    line, end, pixels = untrusted.partition(b"\n")
    return viewer._checked((line + end, pixels), 8, 8)


def viewed_seeds() -> list[bytes]:
    return [b'{"pages": 1, "width": 2, "height": 2}\n' + bytes(16), b'{"error": "damaged"}\n']


SOUND = sound_header()
TARGETS = {
    target.name: target
    for target in (
        Target("header", header, header_seeds),
        Target("slot", slot, slot_seeds, (ValueError, RecursionError)),  # of the JSON, which the header's reader catches
        Target("age", age_header, age_seeds),
        Target("recovery", recovery, recovery_seeds),
        Target("archive", archive, archive_seeds),
        Target("dates", edtf, edtf_seeds),
        Target("viewed", viewed, viewed_seeds),
        Target("log", log_row, log_seeds, (changes.NotARow, NotCanonical)),
    )
}
