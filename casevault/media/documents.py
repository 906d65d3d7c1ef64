"""Tables, mails and the words of pages as they are looked at, made by the child; its answer is checked like any other input."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

from casevault.errors import Code, UserProblem
from casevault.i18n import N_
from casevault.media import child, sheet_child, show_child
from casevault.media.viewer import DAMAGED, ELSEWHERE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from casevault.i18n import Msg
    from casevault.media.viewer import Children

T = TypeVar("T")
Source: TypeAlias = "tuple[int, Callable[[int, int], bytes]]"  # length in bytes, and what reads the file
_MOST_ROW_NUMBER: Final = 1 << 40

PROTECTED: Final = N_("This file is protected by a password, so it is not shown here.")
REASONS: Final[Mapping[str, Msg]] = {
    show_child.EMPTY: N_("There is nothing in this file that could be shown."),
    sheet_child.NO_SHEET: N_("This file has no such sheet."),
    sheet_child.PROTECTED: PROTECTED,
    child.TOO_LARGE: N_("This file is larger than can be shown here."),
}
# What each media type is to the child; others are shown in another way, or not.
KINDS: Final[Mapping[str, str]] = {
    "text/csv": show_child.DELIMITED,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": show_child.TABLE,
    "application/vnd.ms-excel": show_child.TABLE,
    "application/vnd.oasis.opendocument.spreadsheet": show_child.TABLE,
    "message/rfc822": show_child.MAIL,
}
WORDS: Final = frozenset(  # of which the words are shown, without their looks
    {
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.oasis.opendocument.text",
        "text/html",
    }
)


@dataclass(frozen=True, slots=True)
class TableShown:
    """One sheet: the names of all, which this is, its first column (from 0), numbered rows; `whole` False where it goes on."""

    sheets: tuple[str, ...]
    sheet: int
    left: int
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class MailShown:
    """A message: the headers that people read, its text, and what is attached as (name, type, bytes)."""

    headers: tuple[tuple[str, str], ...]
    text: str
    parts: tuple[tuple[str, str, int], ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class PagesShown:
    """The words of each page of a PDF, to find something in."""

    pages: tuple[str, ...]
    whole: bool


def table(children: Children, mime: str, source: Source, sheet: int = 0) -> TableShown:
    """Return one sheet (from 0) of a file; UNSUPPORTED with a sentence for whatever cannot be shown."""
    return _asked(children, source, KINDS[mime], sheet, table_of)


def mail(children: Children, source: Source) -> MailShown:
    """Return a message; refusals as for `table`."""
    return _asked(children, source, show_child.MAIL, 0, mail_of)


def pages(children: Children, source: Source) -> PagesShown:
    """Return the words of the pages of a PDF; refusals as for `table`."""
    return _asked(children, source, show_child.PAGES, 0, pages_of)


def _asked(children: Children, source: Source, kind: str, number: int, made: Callable[[dict[str, Any]], T]) -> T:
    length, read = source
    if length > child.MOST_BYTES:
        raise not_shown(child.TOO_LARGE)
    untrusted = children.run(["show", kind, str(number)], length, read, _answer)
    if not untrusted:
        raise not_shown(child.TOO_LARGE)  # it ended without a word: it asked for more than it may have
    return checked(untrusted, made)


def checked(untrusted: bytes, made: Callable[[dict[str, Any]], T]) -> T:
    """Return what the child said, where it is what was asked for and within its bounds."""
    try:
        said: Any = json.loads(untrusted)
        if not isinstance(said, dict):
            raise TypeError  # noqa: TRY301 - one place answers
        if "error" not in said:
            return made(said)
    except (ValueError, TypeError, KeyError, RecursionError):
        raise not_shown(child.DAMAGED) from None
    raise not_shown(str(said["error"]))


def table_of(said: dict[str, Any]) -> TableShown:
    """Return the table in an answer."""
    most = show_child.MOST_CELL
    rows = tuple(
        (_number(number, _MOST_ROW_NUMBER), tuple(_text(cell, most) for cell in _list(cells, show_child.MOST_COLUMNS)))
        for number, cells in _list(said["rows"], show_child.MOST_ROWS)
    )
    sheets = tuple(_text(name, show_child.MOST_HEADER) for name in _list(said["sheets"], show_child.MOST_SHEETS))
    sheet, left = _number(said["sheet"], len(sheets) - 1), _number(said["left"], 1 << 20)
    return TableShown(sheets, sheet, left, rows, said["whole"] is True)


def mail_of(said: dict[str, Any]) -> MailShown:
    """Return the message in an answer."""
    most = show_child.MOST_HEADER
    headers = tuple((_text(name, most), _text(value, most)) for name, value in _list(said["headers"], show_child.MOST_PARTS))
    parts = tuple(
        (_text(name, most), _text(kind, most), _number(size, child.MOST_BYTES))
        for name, kind, size in _list(said["parts"], show_child.MOST_PARTS)
    )
    return MailShown(headers, _text(said["text"], show_child.MOST_TEXT), parts, said["whole"] is True)


def pages_of(said: dict[str, Any]) -> PagesShown:
    """Return the words in an answer."""
    found = tuple(_text(page, show_child.MOST_TEXT) for page in _list(said["pages"], show_child.MOST_PAGES))
    return PagesShown(found, said["whole"] is True)


def not_shown(reason: str) -> UserProblem:
    """Return the refusal of a file for a word of the child's."""
    return UserProblem(Code.UNSUPPORTED, REASONS.get(reason, DAMAGED), ELSEWHERE)


def _answer(stream: IO[bytes]) -> bytes:
    return stream.readline(show_child.MOST_ANSWER)


def _text(untrusted: Any, most: int) -> str:
    if type(untrusted) is not str or len(untrusted) > most:
        raise ValueError
    return untrusted


def _number(untrusted: Any, most: int) -> int:
    if type(untrusted) is not int or not 0 <= untrusted <= most:
        raise ValueError
    return untrusted


def _list(untrusted: Any, most: int) -> list[Any]:
    if type(untrusted) is not list or len(untrusted) > most:
        raise ValueError
    return untrusted
