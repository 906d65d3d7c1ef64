"""The handbook as the program holds it: pages of Markdown that ship with it, in the order of their table of contents.

One text for who reads it in the repository and for who presses F1. Nothing here leads out: a link to anything but another page of
the handbook is words. A translated page lies in the folder of its language and has the headings of the English one in the same
order, so that a place is the number of a heading; what each was translated from stands in `sources.toml` there.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from casevault import paths
from casevault.errors import Code, UserProblem
from casevault.i18n import N_, SOURCE_LANGUAGE

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.i18n import Msg

CONTENTS: Final = "README"
SOURCES: Final = "sources.toml"
PICTURES: Final = ("../images", "../../images")  # as a page names it, and as a translated one does
_ENTRY: Final = re.compile(r"^\* \[(?P<title>[^]]+)\]\((?P<key>[a-z0-9-]+)\.md\)$", re.MULTILINE)
_LINK: Final = re.compile(r"(?<!!)\[(?P<words>[^]]+)\]\((?P<target>[^)\s]+)\)")
_INSIDE: Final = re.compile(r"(?:[a-z0-9-]+\.md)?(?:#[\w-]*)?")
_HEADING: Final = re.compile(r"^(?P<level>#{1,3}) (?P<words>.+)$")
_FENCE: Final = "```"
_PICTURE: Final = re.compile(r"[a-z0-9-]+\.png")
_MARKS: Final = re.compile(r"[`*]+")
_HAN: Final = "\u2e80-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef"  # and its punctuation
_BESIDE_HAN: Final = re.compile(rf"(?<=[{_HAN}]) +| +(?=[{_HAN}])")
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


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a page: how deep it stands (1 is the title), and its words."""

    level: int
    words: str


@dataclass(frozen=True, slots=True)
class Source:
    """What a translated page was made from: the digest of the English page, and whether a speaker has reviewed the words."""

    english: str = ""
    reviewed: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """What a reader should know of a page before they rely on its words."""

    translated: bool = True  # or shown in English, which is what was written
    older: bool = False  # the English page has changed since
    reviewed: bool = True  # or made by a machine, and no speaker has read it

    def notes(self) -> tuple[Msg, ...]:
        """Return this in sentences; none where there is nothing to say."""
        if not self.translated:
            return (NOT_TRANSLATED,)
        return (*([OLDER] if self.older else []), *([] if self.reviewed else [NOT_REVIEWED]))


NOT_TRANSLATED: Final = N_("This page is in English: it was not translated yet.")
OLDER: Final = N_("The English page has changed since this was translated.")
MACHINE_MADE: Final = N_("The handbook in {languages} was translated by a machine, and nobody has reviewed all of it yet.")
NOT_REVIEWED: Final = N_("This page was translated by a machine, and nobody has reviewed it yet.")


@cache
def contents() -> tuple[Page, ...]:
    """Return the pages in reading order."""
    return tuple(Page(key, title) for key, title in _listed("").items())


@cache
def _listed(language: str) -> dict[str, str]:
    file = _file(CONTENTS, language)
    if language and file.parent == paths.handbook_folder():
        return {}  # a language need not have contents of its own
    listed = file.read_text(encoding="utf-8")
    return {entry["key"]: entry["title"] for entry in _ENTRY.finditer(listed)}


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
    """Return what a page is called in a language: as its contents or the page has it, else as the English contents do."""
    if not is_translated(one.key, language):
        return one.title
    found = headings(_file(one.key, language).read_text(encoding="utf-8"))
    return _listed(language).get(one.key) or (found[0].words if found else one.title)


def standing(key: str, language: str) -> Standing:
    """Return how the page that a reader of `language` is shown stands to the English one."""
    if language in {"", SOURCE_LANGUAGE}:
        return Standing()
    if not is_translated(key, language):
        return Standing(translated=False)
    # Of a page that the file does not name nobody knows what it was translated from: the reader is told, not reassured.
    source = sources(language).get(key, Source())
    return Standing(older=source.english != digest(key), reviewed=source.reviewed)


def sources(language: str) -> dict[str, Source]:
    """Return what the pages of a language were translated from, by their key; what cannot be read is not there."""
    try:
        kept = tomllib.loads((paths.handbook_folder() / language / SOURCES).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {
        key: Source(str(entry.get("english", "")), entry.get("reviewed") is True)
        for key, entry in kept.items()
        if isinstance(entry, dict)
    }


def is_machine_made(language: str) -> bool:
    """Say whether a language has translated pages that no speaker has reviewed."""
    return any(not source.reviewed for source in sources(language).values())


def digest(key: str) -> str:
    """Return the digest of an English page, the same whatever ends its lines."""
    return hashlib.sha256(_file(page(key).key, "").read_text(encoding="utf-8").encode()).hexdigest()


def headings(markdown: str) -> list[Heading]:
    """Return the headings of a page in their order; what looks like one in a block of code is none."""
    found, code = [], False
    for line in markdown.splitlines():
        code ^= line.startswith(_FENCE)
        head = None if code else _HEADING.match(line)
        if head is not None:
            found.append(Heading(len(head["level"]), plain(head["words"])))
    return found


def heading(key: str, named: str, language: str = "") -> int | None:
    """Return which heading of a page is meant by its words or anchor, in the language or in English; None where none is.

    Headings of a translated page are those of the English one in the same order, so the English name of a place holds in both.
    """
    for told in dict.fromkeys((language, "")):
        for number, one in enumerate(headings(text(key, told))):
            if named in {one.words, anchor(one.words)}:
                return number
    return None


def anchor(words: str) -> str:
    """Return the anchor of a heading as links in Markdown write it."""
    kept = "".join(sign for sign in words.casefold() if sign.isalnum() or sign in " -_")
    return kept.replace(" ", "-")


def picture(address: str) -> Path | None:
    """Return where a picture of the handbook lies, by the address that a page gives it; None for any other address."""
    folder, _, file = address.rpartition("/")
    if folder not in PICTURES or _PICTURE.fullmatch(file) is None:
        return None
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
        if heading != told and all(_stands(word, f"{heading} {words}".casefold()) for word in wanted):
            told = heading
            places.append(Found(one, heading, words))
    return places


def _stands(word: str, words: str) -> bool:
    # Chinese has no spaces between words: one that stands where a line or a cell ended parts nothing.
    return word in words or word in _BESIDE_HAN.sub("", words)


def _paragraphs(markdown: str) -> list[str]:
    # A row of a table and a point of a list are read alone; lines of prose belong together.
    apart = re.sub(r"\n(?=[|#*-])", "\n\n", markdown)
    return [" ".join(part.split()) for part in apart.split("\n\n") if part.strip(" \n|-")]


def plain(markdown: str) -> str:
    """Return the words of a piece of Markdown without its signs."""
    return " ".join(_MARKS.sub("", _LINK.sub(lambda link: link["words"], markdown)).replace("|", " ").split())


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
