"""The handbook as the program holds it: pages of Markdown that ship with it, in the order of their table of contents.

One text for who reads it in the repository and for who presses F1. Nothing here leads out: a link to anything but another page of
the handbook is words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from casevault import paths
from casevault.errors import Code, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from pathlib import Path

CONTENTS: Final = "README"
PICTURES: Final = "../images"  # as the pages name it
_ENTRY: Final = re.compile(r"^\* \[(?P<title>[^]]+)\]\((?P<key>[a-z0-9-]+)\.md\)$", re.MULTILINE)
_LINK: Final = re.compile(r"(?<!!)\[(?P<words>[^]]+)\]\((?P<target>[^)\s]+)\)")
_INSIDE: Final = re.compile(r"(?:[a-z0-9-]+\.md)?(?:#[\w-]*)?")
_HEADING: Final = re.compile(r"^#{1,3} (?P<words>.+)$")
_MARKS: Final = re.compile(r"[`*_|]+")
LANGUAGE: Final = re.compile(r"[a-zA-Z_-]{2,12}")


@dataclass(frozen=True, slots=True)
class Page:
    """One page as the table of contents names it."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Found:
    """A place where all words of a query stand in one paragraph: the page, the heading over it, and the paragraph."""

    page: Page
    heading: str
    words: str


@cache
def contents() -> tuple[Page, ...]:
    """Return the pages in reading order."""
    listed = (paths.handbook_folder() / f"{CONTENTS}.md").read_text(encoding="utf-8")
    return tuple(Page(entry["key"], entry["title"]) for entry in _ENTRY.finditer(listed))


def page(key: str) -> Page:
    """Return a page by its key; raise NOT_FOUND where the table of contents has none."""
    for one in contents():
        if one.key == key:
            return one
    raise UserProblem(Code.NOT_FOUND, N_("The handbook has no page “{page}”."), N_("Choose one from its contents."), page=key)


def text(key: str, language: str = "") -> str:
    """Return the Markdown of a page, in `language` where it was translated; links out of the handbook are plain words."""
    return _LINK.sub(_inside, _file(page(key).key, language).read_text(encoding="utf-8"))


def is_translated(key: str, language: str) -> bool:
    """Say whether a page exists in a language; all of them do in English."""
    return _file(page(key).key, language).parent != paths.handbook_folder()


def title(one: Page, language: str = "") -> str:
    """Return what a page is called in a language: the title it has there, or that of the table of contents."""
    if not is_translated(one.key, language):
        return one.title
    head = _HEADING.match(_file(one.key, language).read_text(encoding="utf-8").partition("\n")[0])
    return plain(head["words"]) if head is not None else one.title


def picture(file: str) -> Path:
    """Return where a picture of the handbook lies; `file` has no folder in it."""
    return paths.handbook_folder().parent / "images" / file


def find(query: str, language: str = "") -> list[Found]:
    """Return where the words of `query` stand together, in reading order; at most one place a heading."""
    wanted = query.casefold().split()
    return [found for one in contents() for found in _places(one, wanted, language)] if wanted else []


def _places(one: Page, wanted: list[str], language: str) -> list[Found]:
    heading, told, places = one.title, "", []
    for paragraph in _paragraphs(text(one.key, language)):
        title = _HEADING.match(paragraph)
        if title is not None:
            heading = plain(title["words"])
        words = plain(paragraph.lstrip("# "))
        if heading != told and all(word in f"{heading} {words}".casefold() for word in wanted):
            told = heading
            places.append(Found(one, heading, words))
    return places


def _paragraphs(markdown: str) -> list[str]:
    # A row of a table and a point of a list are read alone; lines of prose belong together.
    apart = re.sub(r"\n(?=[|#*-])", "\n\n", markdown)
    return [" ".join(part.split()) for part in apart.split("\n\n") if part.strip(" \n|-")]


def plain(markdown: str) -> str:
    """Return the words of a piece of Markdown without its signs."""
    return " ".join(_MARKS.sub(" ", _LINK.sub(lambda link: link["words"], markdown)).split())


def _inside(link: re.Match[str]) -> str:
    if _INSIDE.fullmatch(link["target"]):
        return link.group()
    # A translated page names one that was not translated by the folder above its own; inside the program all are side by side.
    target = link["target"].removeprefix("../")
    known = {f"{one.key}.md" for one in contents()}
    return f"[{link['words']}]({target})" if target.partition("#")[0] in known else link["words"]


def _file(key: str, language: str) -> Path:
    folder = paths.handbook_folder()
    if LANGUAGE.fullmatch(language):
        translated = folder / language / f"{key}.md"
        if translated.is_file():
            return translated
    return folder / f"{key}.md"
