"""The whole log as lines of JSON, and those lines read again, strictly. docs/formats/export.md.

    {"casevault":"export","format":1,…}    what this is, of which vault, and the form of its records
    {"change":{…}}                         one row of the log, every column of it
    {"attachment":{…}}                     one attachment: its id, name in the export, size and SHA-256
    {"end":{…}}                            how many there were, and the SHA-256 of all lines before

Each line is the one canonical spelling of what it holds, so what is read is what was written, and cannot be read in two ways.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final

from casevault.domain.canonical import canonical
from casevault.domain.catalog import schema_json
from casevault.domain.change import Change
from casevault.errors import Code, MachineProblem, UserProblem
from casevault.exchange.archive import LINES, not_an_export, text_part
from casevault.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from casevault.exchange.archive import Part
    from casevault.exchange.tally import Tally
    from casevault.exchange.whole import Whole

FORMAT: Final = 1
LONGEST_LINE: Final = 64 << 20  # bytes: a record with a hundred full fields stays below it
MOST_LINES: Final = 20_000_000
COLUMNS: Final = tuple(field.name for field in fields(Change))

_ID: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)
_HASH: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_WORD: Final = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)
_NAME: Final = re.compile(r"attachments/([0-9a-f]{32})(?:\.[a-z0-9]{1,6})?", re.ASCII)
_INT64: Final = 1 << 63
_LONGEST_UNIT: Final = 256
_BYTES: Final = ("salt", "digest", "prev_mac", "mac")


@dataclass(frozen=True, slots=True)
class Header:
    """What the first line says: ids of the export and of the vault it was made from, when (µs since 1970), and the schema."""

    export: str
    vault: str
    at_utc: int
    schema: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Listed:
    """An attachment as a line names it."""

    id: str
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class End:
    """What the last line says."""

    changes: int
    attachments: int
    sha256: str


# --- written ---


class Lines:
    """The form that can be read in again."""

    def selected(self, whole: Whole) -> int:
        """Return how many rows the log has."""
        return whole.end

    def parts(self, whole: Whole) -> Iterator[Part]:
        """Yield the lines, then the attachments."""
        ambient = whole.vault.ambient
        yield lines_part(whole, ambient.new_id(), ambient.stamp().at_utc)
        for stored in whole.stored:
            yield whole.attachment(stored)

    def read_back(self, part: Part, tally: Tally) -> None:
        """Verify the lines with every digest in them, or count an attachment."""
        if part.name != LINES:
            tally.attachment(part)
            return
        for one in read(part.counted()):
            if isinstance(one, Change):
                tally.units += 1
                tally.count.more(100)


def lines_part(whole: Whole, export_id: str, at_utc: int) -> Part:
    """Return the lines of a vault as the part of an export that can be read in again."""
    return text_part(LINES, lambda: _lines(whole, export_id, at_utc))


def _lines(whole: Whole, export_id: str, at_utc: int) -> Iterator[bytes]:
    running = hashlib.sha256()
    number = 0

    def line(value: object) -> bytes:
        spelt = canonical(value) + b"\n"
        running.update(spelt)
        return spelt

    yield line(
        {
            "casevault": "export",
            "format": FORMAT,
            "export": export_id,
            "vault": whole.vault.vault_id,
            "at_utc": at_utc,
            "schema": schema_json(whole.vault.schema),
        }
    )
    for change in whole.log():
        number += 1
        whole.count.more(100)
        yield line({"change": columns_of(change)})
    for stored in whole.stored:
        found = {"id": stored.row.id, "name": stored.name, "size": stored.row.length, "sha256": stored.sha256}
        yield line({"attachment": found})
    yield canonical({"end": {"changes": number, "attachments": len(whole.stored), "sha256": running.hexdigest()}}) + b"\n"


def columns_of(change: Change) -> dict[str, Any]:
    """Return every column of a row, bytes in hex."""
    row = {name: getattr(change, name) for name in COLUMNS}
    return {name: value.hex() if isinstance(value, bytes) else value for name, value in row.items()}


# --- read ---


def read(untrusted_pieces: Iterable[bytes | memoryview]) -> Iterator[Header | Change | Listed | End]:
    """Yield what the lines hold, each in its form and order, and the end last; else INVALID_INPUT, or TOO_NEW for a later format.

    Checked are the form of every line, the numbering of the rows, their digests, and that nothing is missing at the end. Whether
    a payload is a record of some type is for whoever takes it in.
    """
    running = hashlib.sha256()
    number = listed = 0
    began = ended = False
    for spelt in cut(untrusted_pieces):
        kind, value = line_of(spelt)
        if ended or (kind == "casevault") == began:
            raise not_an_export()
        if kind == "end":
            end = _end(value)
            if end != End(number, listed, running.hexdigest()):
                raise not_an_export()
            ended = True
            yield end
        elif kind == "casevault":
            began = True
            yield _header(value)
        elif kind == "change" and not listed:
            number += 1
            yield change_of(value, number)
        elif kind == "attachment":
            listed += 1
            yield listed_of(value)
        else:
            raise not_an_export()
        running.update(spelt + b"\n")
    if not ended:
        raise not_an_export()


def cut(pieces: Iterable[bytes | memoryview]) -> Iterator[bytes]:
    """Yield the lines, each without its end; bounded in length and number."""
    waiting = bytearray()
    seen = 0
    for piece in pieces:
        looked = len(waiting)
        waiting += piece
        start = 0
        while (end := waiting.find(b"\n", max(start, looked))) >= 0:
            seen += 1
            if seen > MOST_LINES:
                raise _too_large()
            yield bytes(waiting[start:end])
            start = end + 1
            looked = start
        del waiting[:start]
        if len(waiting) > LONGEST_LINE:
            raise _too_large()
    if waiting:
        raise not_an_export()  # the last line ends as the others do


def line_of(spelt: bytes) -> tuple[str, dict[str, Any]]:
    """Return which kind of line it is and what it holds; the spelling must be the canonical one."""
    try:
        found = json.loads(spelt)
        if not isinstance(found, dict) or canonical(found) != spelt:
            raise not_an_export()
    except (ValueError, RecursionError):  # NotCanonical is one, and text that is no UTF-8
        raise not_an_export() from None
    if "casevault" in found:
        return "casevault", found
    ((kind, value),) = found.items() if len(found) == 1 else (("", {}),)
    if not isinstance(value, dict):
        raise not_an_export()
    return kind, value


def _header(found: dict[str, Any]) -> Header:
    if found.get("casevault") == "export" and _is_int(found.get("format")) and found["format"] > FORMAT:
        raise MachineProblem(
            Code.TOO_NEW,
            N_("This export was made by a newer version of CaseVault."),
            N_("Read it in with that version or a newer one; nothing was changed."),
        )
    if found.keys() != {"casevault", "format", "export", "vault", "at_utc", "schema"} or not (
        found["casevault"] == "export"
        and found["format"] == FORMAT
        and _is_id(found["export"])
        and _is_id(found["vault"])
        and _is_int(found["at_utc"])
        and isinstance(found["schema"], dict)
    ):
        raise not_an_export()
    return Header(found["export"], found["vault"], found["at_utc"], found["schema"])


def change_of(found: dict[str, Any], number: int) -> Change:
    """Return the row that a line holds, number `number`; refused where its form is another, or its digest, computed anew."""
    if found.keys() != set(COLUMNS) or not (
        found["seq"] == number
        and _is_id(found["id"])
        and _is_id(found["batch"])
        and (found["type"] is None or _is_word(found["type"]))
        and (found["type_version"] is None or _is_int(found["type_version"], least=1))
        and (found["record_id"] is None or _is_id(found["record_id"]))
        and _are_texts(found["parents"], _ID)
        and _are_texts(found["fields"])
        and _is_word(found["action"])
        and all(_is_int(found[name]) for name in ("at_utc", "mono_ns", "lamport"))
        and (found["boot"] is None or _is_text(found["boot"]))
        and all(found[name] is None or _is_id(found[name]) for name in ("device", "actor"))
        and (found["origin"] is None or isinstance(found["origin"], dict))
        and (found["payload"] is None or isinstance(found["payload"], dict))
        and (found["salt"] is None) == (found["payload"] is None)
        and all(_is_hash(found[name]) for name in _BYTES if name != "salt" or found[name] is not None)
        and (found["payload"] is None or (found["record_id"] is not None and found["type"] is not None))
    ):
        raise not_an_export()
    for name in ("parents", "fields"):
        found[name] = tuple(found[name])
    for name in _BYTES:
        found[name] = None if found[name] is None else bytes.fromhex(found[name])
    change = Change(**found)
    if not change.is_bare and change.own_digest() != change.digest:
        raise not_an_export()
    return change


def listed_of(found: dict[str, Any]) -> Listed:
    """Return the attachment that a line names."""
    if found.keys() != {"id", "name", "size", "sha256"} or not (
        _is_id(found["id"]) and isinstance(found["name"], str) and _is_int(found["size"]) and _is_hash(found["sha256"])
    ):
        raise not_an_export()
    named = _NAME.fullmatch(found["name"])
    if named is None or named[1] != found["id"]:
        raise not_an_export()
    return Listed(**found)


def _end(found: dict[str, Any]) -> End:
    if found.keys() != {"changes", "attachments", "sha256"} or not (
        _is_int(found["changes"]) and _is_int(found["attachments"]) and _is_hash(found["sha256"])
    ):
        raise not_an_export()
    return End(**found)


def _is_int(value: object, least: int = 0) -> bool:
    return type(value) is int and least <= value < _INT64


def _is_id(value: object) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def _is_word(value: object) -> bool:
    return isinstance(value, str) and _WORD.fullmatch(value) is not None


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST_UNIT


def _are_texts(value: object, form: re.Pattern[str] | None = None) -> bool:
    """Say whether it is a sorted list of short texts, as the log writes it."""
    if not isinstance(value, list) or not all(_is_text(item) and (form is None or form.fullmatch(item)) for item in value):
        return False
    return value == sorted(value)


def _too_large() -> UserProblem:
    return UserProblem(
        Code.TOO_LARGE,
        N_("A line of this file is longer, or there are more of them, than any export has."),
        N_("Check that it is the right file."),
    )
