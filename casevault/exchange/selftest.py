"""Whether this copy of the program works where it was put: each part tried once, with invented words, nothing left behind.

A package can be complete and useless: a library that another computer lacks, a font that did not come along, a child process that
cannot be started. What is tried here is what would otherwise be found out on the day a dossier is needed.
"""

from __future__ import annotations

import contextlib
import io
import json
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import xlsxwriter

from casevault import files, paths
from casevault.ambient import SystemAmbient
from casevault.crypto.kdf import FLOOR
from casevault.crypto.selftest import run_selftest
from casevault.disclosure.document import Document, Pairs, Paragraph, Run
from casevault.disclosure.render import render
from casevault.disclosure.scan import Scanner
from casevault.disclosure.scan_file import read_file_text
from casevault.disclosure.scan_terms import Term, TermKind
from casevault.domain.index_shape import shape_of
from casevault.domain.indexing import index_row
from casevault.domain.types import TYPES
from casevault.errors import CaseVaultError
from casevault.i18n import N_, Catalogue
from casevault.media import viewer
from casevault.media.sheets import SheetRows
from casevault.vault import beside, index_child
from casevault.vault.check import check
from casevault.vault.outside import memory_folder
from casevault.vault.packs import load_packs
from casevault.vault.policy import NO_POLICY
from casevault.vault.schema import load_schema
from casevault.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from casevault.i18n import Msg

_LANGUAGES: Final = ("nl", "zh", "ug")
_NAME: Final = "王小明"  # invented, as all words here
_OTHER: Final = "陈安然"
_SCRIPTS: Final = ("Šárka Ĳzer", _NAME, "浦志强", "گۈلنار", "བསྟན་འཛིན")
_PIXELS: Final = 64  # a side of the page that the child draws
_WAIT: Final = 30.0  # seconds for a child to come up on a machine that has much to do


class FailedError(Exception):
    """A part answered something else than it should; says which answer, never with a path or a word of a vault."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One part: `trouble` is "" where it works, else a code or the kind of the error."""

    key: str
    what: Msg
    trouble: str


def _cryptography() -> None:
    run_selftest()


def _resources() -> None:
    for language in _LANGUAGES:
        _expect(Catalogue(language, paths.resource_path("locale")).text(N_("Unlock")) != "Unlock", f"locale {language}")
    _expect(len(load_packs().all) > 0, "law")
    _expect(len(load_schema().types) > 0, "schema")
    _expect(any(paths.handbook_folder().glob("*.md")), "handbook")


def _vault() -> None:
    with _scratch() as folder:
        secret = bytearray(b"words for one minute")
        vault, _code = Vault.create(folder / "v", secret, profile=FLOOR, policy=NO_POLICY, synced_folder_ok=True)
        with vault:
            vault.records.add("person", {"display_name": _NAME})
        with Vault.open(folder / "v", secret) as again:
            again.search.drain()
            _expect([hit.title for hit in again.search.find("wangxiaoming").hits] == [_NAME], "search")
            _expect(check(again, deep=True).ok, "check")


def _document() -> None:
    """Print a page in every script; find a name that may not be there in it, and not in another."""
    made = _page(_NAME)
    words = _words(made, "pdf")
    _expect(all(word in words for word in _SCRIPTS), "fonts")
    scanner = Scanner([Term(_NAME, "r", "display_name", TermKind.NAME, linked=True)], [])
    _expect(bool(scanner.find(words)), "scan")
    _expect(not scanner.find(_words(_page(_OTHER), "pdf")), "scan")
    for kind in ("docx", "html", "xlsx"):
        _expect(bool(scanner.find(_words(render(_paper(_NAME), kind), kind))), kind)


def _words(data: bytes, kind: str) -> str:
    read = read_file_text(data, kind)
    return "\n".join((*read.pages, *(piece.text for piece in read.pieces)))


def _paper(name: str) -> Document:
    pairs = tuple(((Run(str(number)),), ((Run(text),),)) for number, text in enumerate(_SCRIPTS) if text != _NAME)
    return Document(
        lang="en", title=(Run("CaseVault"),), blocks=(Paragraph((Run(name),)), Pairs(pairs)), created_day="2026-01-01"
    )


def _page(name: str) -> bytes:
    return render(_paper(name), "pdf")


def _view_child() -> None:
    page, children = _page(_NAME), viewer.Children(_WAIT)
    try:
        shown = children.show(
            "pdf", len(page), lambda offset, count: page[offset : offset + count], width=_PIXELS, height=_PIXELS
        )
    finally:
        children.close()
    _expect(len(set(shown.pixels)) > 1, "pixels")


def _sheet_child() -> None:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        book.add_worksheet("one").write_column(0, 0, ["name", _NAME])
    data = made.getvalue()
    rows = SheetRows(len(data), lambda offset, count: data[offset : offset + count])
    with contextlib.closing(rows):
        _expect([cells for _number, cells in rows] == [(_NAME,)], "rows")


def _index_child() -> None:
    """Have the rows of the index made, and compare them with our own."""
    person = next(found for found in TYPES if found.key == "person")
    process = viewer.running(viewer.command(index_child.__file__, beside.ARGUMENT))
    late = threading.Timer(_WAIT, process.kill)
    late.daemon = True
    late.start()
    try:
        source, out = process.stdout, process.stdin
        if source is None or out is None:
            raise FailedError("pipes")
        _expect(index_child.received(source) is not None, "identity")
        lot = [[[0, shape_of(person)]], [[0, {"display_name": _NAME}]]]
        out.write(index_child.framed(json.dumps(lot).encode()))
        out.flush()
        rows = beside.rows_of(index_child.received(source) or b"", 1)
        _expect(rows == [index_row(person, {"display_name": _NAME})], "rows")
    finally:
        late.cancel()
        process.kill()
        process.wait()
        with contextlib.suppress(OSError), process:
            pass


def _expect(answer: bool, what: str) -> None:
    if not answer:
        raise FailedError(what)


@contextlib.contextmanager
def _scratch() -> Iterator[Path]:
    """Give a folder for a vault of invented words, in memory where there is some, and take it away again."""
    base = memory_folder() or paths.temporary_folder()
    folder = base / f"casevault-selftest-{SystemAmbient().new_id()}"
    files.make_private_folder(folder)
    try:
        yield folder
    finally:
        files.remove_tree(folder)


PARTS: Final[tuple[tuple[str, Msg, Callable[[], None]], ...]] = (
    ("cryptography", N_("Cryptography, against known answers"), _cryptography),
    ("resources", N_("Languages, law texts, record types, handbook"), _resources),
    ("vault", N_("A vault made, opened, searched and checked"), _vault),
    ("document", N_("A document in five scripts, and the search for a name in it"), _document),
    ("view", N_("The process that shows files"), _view_child),
    ("sheet", N_("The process that reads spreadsheets"), _sheet_child),
    ("index", N_("The process that helps to index"), _index_child),
)


def tried(parts: Sequence[tuple[str, Msg, Callable[[], None]]] = PARTS) -> Iterator[Tried]:
    """Try one part after the other, each whatever became of the one before; yield how it went."""
    for key, what, part in parts:
        yield Tried(key, what, _trouble(part))


def _trouble(part: Callable[[], None]) -> str:
    try:
        part()
    except FailedError as failed:
        return str(failed)
    except CaseVaultError as problem:
        return problem.code.value
    except Exception as problem:  # noqa: BLE001 - a library that is missing says so in ways of its own
        return type(problem).__name__
    return ""
