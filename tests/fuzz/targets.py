"""What reads bytes of strangers, as a table: one entry a reader. Whatever comes in, it returns or refuses in its declared way.

To join: a function of bytes, what it may raise beside a refusal, and a few inputs from which a fuzzer can start.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
import tempfile  # noqa: TID251 - a folder of nonsense
import zlib
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from builders import FixedAmbient
from fuzz import bundles, documents, mappings, tables
from fuzz.edits import EDITS, edited
from fuzz.exported import exported, exported_seeds

from casevault.crypto import agefile, blob, kdf, keywrap, recovery_code, shares, ticket
from casevault.crypto.blob import BlobName, BlobReader
from casevault.domain.canonical import NotCanonical
from casevault.domain.date_reading import parse_spoken
from casevault.domain.edtf import parse_edtf, span
from casevault.errors import CaseVaultError, Code, UserProblem
from casevault.i18n import N_, Catalogue
from casevault.media import documents as documents_shown
from casevault.media import pixel_child, pixels, show_child, viewer
from casevault.store import changes
from casevault.vault import backup_place, offices
from casevault.vault import header as headers
from casevault.vault.policy import UNREADABLE
from casevault.vault.policy_reading import parse
from casevault.vault.restore import find
from casevault.vault.slots import compact_json, parse_slot

if TYPE_CHECKING:
    from collections.abc import Callable

VECTORS = Path(__file__).parents[1] / "vectors"
TODAY = date(2026, 11, 21)
LONGEST = 1 << 16  # bytes of one input
SHORT = 1 << 8  # where every letter is weighed in thirty encodings: more of them tell nothing new
SEALED = headers.HEADER_BYTES - 32


@dataclass(frozen=True, slots=True)
class Target:
    """One reader. `raises`: what beside a refusal it declares; `library`: most that runs is code of others; `longest`: bytes."""

    name: str
    read: Callable[[bytes], object]
    seeds: Callable[[], list[bytes]]
    raises: tuple[type[Exception], ...] = ()
    library: bool = False
    longest: int = LONGEST

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


def ticket_text(untrusted: bytes) -> object:
    """Read a ticket, and ask whether its work would be done at all; nothing is derived."""
    found = ticket.parse(untrusted.decode("utf-8", "replace"))
    return kdf.STANDARD.allow(found.profile)


def office_card(untrusted: bytes) -> object:
    """Read the card of another office; what is read is spelt in one way alone."""
    found = offices.read_card(untrusted.decode("utf-8", "replace"))
    assert offices.read_card(found.text) == found
    return found.words


def office_card_seeds() -> list[bytes]:
    recipient = "age1hz0xgqx4za22zdjm3ea4yl9zn7e3079hp4l2zngfht6z48zk8qqs2asnlx"
    card = offices.Card("0" * 32, "1" * 64, recipient).text
    return [card.encode(), f"  {card}\n".encode(), card.upper().encode()]


def ticket_seeds() -> list[bytes]:
    master = keywrap.MasterKey(bytearray(32))
    made, _ = ticket.make(master, bytes(16), expires="2026-12-01", ambient=FixedAmbient(), profile=kdf.KdfProfile(8, 1, 1))
    return [made.text().encode(), made.text().lower().replace("-", " ").encode()]


def edtf(untrusted: bytes) -> object:
    text = untrusted.decode("utf-8", "replace")
    parse_spoken(text, "en", TODAY)
    span(text)
    return parse_edtf(text)


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


KEY, SALT, NAME = bytearray(range(32)), bytes(range(100, 124)), BlobName(b"v" * 16, b"b" * 16)
PLAIN = bytes(range(251)) * (2 * blob.CHUNK // 251) + b"the end"
NOT_NOTICED = "altered, and read as if it were whole"


@cache
def stored() -> bytes:
    """Return a sound stored file of three chunks, the last one short."""
    return b"".join(bytes(part) for part in blob.encrypt(KEY, SALT, NAME, len(PLAIN), [PLAIN]))


def attachment(untrusted: bytes) -> object:
    """As a whole stored file under a known key; and as orders by which a sound one is altered, which has to be noticed."""
    altered = rearranged(stored(), untrusted)
    with contextlib.suppress(CaseVaultError):
        found = b"".join(bytes(part) for part in blob.decrypt(KEY, NAME, BytesIO(altered).readinto))
        if found != PLAIN or altered != stored():
            raise AssertionError(NOT_NOTICED)
    anywhere(altered, untrusted)
    read_in_order = [bytes(part) for part in blob.decrypt(KEY, NAME, BytesIO(untrusted).readinto)]
    if len(untrusted) != blob.sealed_length(sum(map(len, read_in_order))):
        raise AssertionError(NOT_NOTICED)
    return read_in_order


def anywhere(altered: bytes, untrusted: bytes) -> None:
    """Read at places that the input names: what is handed over is what stands there, or it is refused."""
    with contextlib.suppress(CaseVaultError):
        reader = BlobReader(KEY, NAME, len(PLAIN), lambda offset, count: altered[offset : offset + count])
        for at in range(0, min(len(untrusted), 18), 6):
            start, count = int.from_bytes(untrusted[at : at + 3], "big"), int.from_bytes(untrusted[at + 3 : at + 6], "big")
            with contextlib.suppress(CaseVaultError):
                if reader.read(start, count) != PLAIN[start : start + count]:
                    raise AssertionError(NOT_NOTICED)


def rearranged(whole: bytes, orders: bytes) -> bytes:
    """Return `whole` after up to six alterations of four bytes each: what, where, and two for how."""
    head, rest = whole[: blob.HEADER_BYTES], whole[blob.HEADER_BYTES :]
    chunks = [rest[at : at + blob.SEALED] for at in range(0, len(rest), blob.SEALED)]
    for at in range(0, min(len(orders) // 4, 6) * 4, 4):
        what, where, how, more = orders[at : at + 4]
        place = where % (len(chunks) + 1)
        match what % 8:
            case 0:
                head = head[: where % (len(head) + 1)] + bytes((how,)) + head[where % (len(head) + 1) + more % 2 :]
            case 1:
                chunks[place : place + how % 3] = []
            case 2 if chunks:
                chunks.insert(place, chunks[how % len(chunks)])
            case 3 if chunks:
                one, other = where % len(chunks), how % len(chunks)
                chunks[one], chunks[other] = chunks[other], chunks[one]
            case 4 if place < len(chunks):
                chunks[place] = chunks[place][: (how << 8 | more) % (len(chunks[place]) + 1)]
            case 5 if place < len(chunks) and chunks[place]:
                spot = (how << 8 | more) % len(chunks[place])
                chunks[place] = (
                    chunks[place][:spot] + bytes((chunks[place][spot] ^ (1 << where % 8),)) + chunks[place][spot + 1 :]
                )
            case 6:
                chunks.insert(place, bytes((how,)) * (more * 17))
            case _:
                chunks.append(bytes(how % 33))
    return head + b"".join(chunks)


def attachment_seeds() -> list[bytes]:
    short = [b"".join(bytes(part) for part in blob.encrypt(KEY, SALT, NAME, size, [PLAIN[:size]])) for size in (0, 1, 300)]
    orders = [b"\3\0\1\0", b"\1\1\1\0", b"\2\0\1\0", b"\4\2\0\7", b"\5\1\0\7", b"\6\3\0\1", b"\7\0\x10\0", b"\0\0\x42\1"]
    return [*short, *orders, b"\0\xff\xff\0\0\x20"]


def shares_text(untrusted: bytes) -> object:
    return shares.combine(shares.parse(untrusted.decode("utf-8", "replace")))


def shares_seeds() -> list[bytes]:
    words = shares.split(bytes(range(32)), needed=2, count=3, set_id=77, ambient=FixedAmbient())
    other = shares.split(bytes(range(32)), needed=2, count=3, set_id=78, ambient=FixedAmbient(2))
    numbered = " ".join(f"{number}. {word}" for number, word in enumerate(words[0].split(), start=1))
    made = ["\n\n".join(words[:2]), "\n\n".join(words), words[2], f"{words[0]}\n\n{other[0]}", f"{numbered}\n\n{words[1]}"]
    return [text.encode() for text in made]


SUMS = {f"0002/{name}": f"{number:064x}" for number, name in enumerate(("main.db", "vault.a", "vault.b"))}
POOLED = {f"blobs/3f/3f{number:030x}{part}": "ab" * 32 for number, part in ((1, ""), (2, ".000"), (2, ".001"))}


def sums(untrusted: bytes) -> object:
    """The list of sums; then the list of what was damaged, behind an empty line."""
    first, _, second = untrusted.partition(b"\n\n")
    found = backup_place.parse_sums(first + b"\n" * bool(second), 2)
    if backup_place.spell_sums(found) != first + b"\n" * bool(second):
        raise AssertionError(NOT_NOTICED)
    return found, second and backup_place.parse_damaged(second, found)


def sums_seeds() -> list[bytes]:
    lists = [SUMS, SUMS | POOLED, SUMS | {"0002/DAMAGED": "0f" * 32}, SUMS | {"0003/main.db": "0f" * 32}]
    spelt = [backup_place.spell_sums(one) for one in lists]
    return [
        *spelt,
        spelt[2] + b"\n" + backup_place.spell_damaged(["3f" * 16, "40" * 16]),
        spelt[1].replace(b"blobs/3f", b"../../3f"),
    ]


def place(untrusted: bytes) -> object:
    """A folder of back-ups: each part names a thing, what it is and what it holds; found, listed, held against its sums."""
    with tempfile.TemporaryDirectory(prefix="fuzz-place-") as made:
        folder = Path(made)
        for part in untrusted.split(b"\n\n")[:8]:
            put(folder, part)
        source, generation = find(folder)
        source.generations()
        listed = source.sums(generation)
        return source.wrong(listed), source.missing(generation, listed)


LEAD_TO = ("/etc/hostname", "/dev/zero", "/proc/self/mem", "nowhere", "..", ".", "0001", "0002", "0002/main.db", "blobs")


def put(folder: Path, part: bytes) -> None:
    """Lay out one new thing. Nothing is written to what stands there already, nor through a link."""
    kind, (name, _, content) = part[:1], part[1:].partition(b"=")
    parts = [word for word in os.fsdecode(name.replace(b"\0", b"")[:150]).split("/") if word not in {"", ".", ".."}][:4]
    target = folder.joinpath(*parts)
    # What no file system takes cannot lie there; and a thing is laid out once.
    if not parts or any(above.is_symlink() for above in (target, *target.parents)) or target.exists():
        return
    with contextlib.suppress(OSError, ValueError):
        target.parent.mkdir(parents=True, exist_ok=True)
        match kind:
            case b"d":
                target.mkdir()
            case b"l":
                target.symlink_to(LEAD_TO[sum(content) % len(LEAD_TO)])
            case b"p":
                if sys.platform != "win32":
                    os.mkfifo(target)
            case _:
                target.write_bytes(content)


def place_seeds() -> list[bytes]:
    content = b"CVAULT1"
    listed = {f"0002/{name}": hashlib.sha256(content).hexdigest() for name in ("main.db", "vault.a", "vault.b")}
    files = [b"f" + path.encode() + b"=" + content for path in listed]
    raw = b"f0002/SHA256SUMS=" + backup_place.spell_sums(listed).rstrip(b"\n") + b"\n"
    return [
        b"\n\n".join([*files, raw]),
        b"\n\n".join([*files[:2], b"l0002/vault.b=", raw]),
        b"\n\n".join([b"d0001", b"d00000002", b"l0003=0002", b"p0002/SHA256SUMS", b"fblobs=x"]),
    ]


def page_pixels(untrusted: bytes) -> object:
    """What the child says it drew of a whole file: pages in order, all of them or none."""
    found, following = pixels._read(BytesIO(untrusted), 0, pixel_child.COPY)
    if not found:
        raise UserProblem(Code.INVALID_INPUT, N_("A file was not drawn."), N_("That is what injured answers end as."))
    assert all(page.number == place for place, page in enumerate(found))
    assert following is not None or not found or len(found) == found[0].pages
    return len(found)


def page_pixels_seeds() -> list[bytes]:
    head = {"page": 0, "pages": 2, "width": 9, "height": 2, "points": [9000, 2000], "mode": "1", "lines": [[0, 0, 9, 9]]}
    page = json.dumps(head).encode() + b"\n" + bytes(4)
    return [
        page + b'{"next": 1}\n',
        page + page.replace(b'"page": 0', b'"page": 1') + b'{"next": null}\n',
        b'{"error": "damaged"}\n',
    ]


def viewed(untrusted: bytes) -> object:
    """What the child that shows files answers: one line, and pixels."""
    line, end, pixels = untrusted.partition(b"\n")
    return viewer._checked((line + end, pixels), 8, 8)


def policy(untrusted: bytes) -> object:
    """A policy file: rules without a flaw, or flaws and the strictest rules."""
    found, flaws = parse(untrusted)
    assert (found == UNREADABLE) == bool(flaws)
    said = [flaw.words(Catalogue()) for flaw in flaws]
    if said:
        raise UserProblem(Code.INVALID_INPUT, N_("This policy cannot be used: {path}"), path="policy.toml")
    return found


def policy_seeds() -> list[bytes]:
    example = Path(__file__).parents[2] / "packaging" / "policy" / "policy.toml"
    return [example.read_bytes(), b"format = 1\nidle_minutes = 5\n"]


def viewed_seeds() -> list[bytes]:
    return [b'{"pages": 1, "width": 2, "height": 2, "natural": [2, 2]}\n' + bytes(16), b'{"error": "damaged"}\n']


LOOKS = {show_child.DELIMITED: documents_shown.table_of, show_child.MAIL: documents_shown.mail_of}


def looked_at(untrusted: bytes) -> object:
    """A table or a mail as the child makes it fit to be looked at, and what its answer is checked for."""
    kind = sorted(LOOKS)[untrusted[0] % len(LOOKS)] if untrusted else show_child.MAIL
    found: list[bytes] = []
    show_child.answer(untrusted[1:], [kind, "0"], found.append)
    return documents_shown.checked(b"".join(found), LOOKS[kind])


def looked_at_seeds() -> list[bytes]:
    mail = b"From: a@b.org\nSubject: =?utf-8?q?=E9=AB=98?=\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nText\n--x--\n"
    return [b'\0a;b;c\n1;"2;3";4\n', "\0甲,乙\n丙,丁\n".encode("utf-16"), b"\1" + mail]


SOUND = sound_header()
TARGETS = {
    target.name: target
    for target in (
        Target("header", header, header_seeds),
        Target("slot", slot, slot_seeds, (ValueError, RecursionError)),  # of the JSON, which the header's reader catches
        Target("age", age_header, age_seeds),
        Target("recovery", recovery, recovery_seeds),
        Target("archive", bundles.archive, bundles.archive_seeds),
        Target("manifest", bundles.manifest, bundles.manifest_seeds),
        Target("minisign", bundles.signature, bundles.signature_seeds),
        Target("envelope", bundles.envelope, bundles.envelope_seeds),
        Target("ticket", ticket_text, ticket_seeds),
        Target("office card", office_card, office_card_seeds),
        Target("dates", edtf, edtf_seeds),
        Target("attachment", attachment, attachment_seeds),
        Target("shares", shares_text, shares_seeds),
        Target("sums", sums, sums_seeds),
        Target("place", place, place_seeds),
        Target("viewed", viewed, viewed_seeds),
        Target("looked_at", looked_at, looked_at_seeds),
        Target("pixels", page_pixels, page_pixels_seeds),
        Target("members", documents.members, documents.members_seeds),
        Target("bulletins", documents.bulletins, documents.bulletins_seeds),
        Target("conventions", documents.conventions, documents.conventions_seeds, (ValueError,)),
        Target("answers", documents.answers, documents.answers_seeds, (ValueError, RecursionError)),
        Target("workbooks", documents.workbooks, documents.workbooks_seeds, (ValueError,), library=True),
        Target("words", documents.words, documents.words_seeds, (ValueError,), library=True),
        Target("export", exported, exported_seeds),
        Target("log", log_row, log_seeds, (changes.NotARow, NotCanonical)),
        Target("csv", tables.csv_table, tables.csv_seeds),
        Target("json", tables.json_table, tables.json_seeds),
        Target("jsonl", tables.json_lines, tables.json_lines_seeds),
        Target("yaml", tables.yaml_table, tables.yaml_seeds),
        Target("encoding", tables.encoded, tables.encoded_seeds, longest=SHORT),
        Target("gzip", tables.packed, tables.packed_seeds),
        Target("opening", tables.opened, tables.opened_seeds, longest=SHORT),
        Target("policy", policy, policy_seeds),
        Target("mapping", mappings.mapping, mappings.mapping_seeds),
    )
}
