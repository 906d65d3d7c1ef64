"""The handbook in other languages: every page, built as the English one is, so that F1 and every link find their place in it."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from contracts.tree import ROOT

from casevault import handbook

BOOK = ROOT / "docs" / "handbook"
LANGUAGES = sorted(path.name for path in BOOK.iterdir() if path.is_dir())
KEYS = [one.key for one in handbook.contents()]
FENCE = "```"
LINK = re.compile(r"(?<!!)\[[^]]+\]\(([^)\s]+)\)")
PICTURE = re.compile(r"!\[([^]]*)\]\(((?:\.\./)+images/([a-z0-9-]+\.png))\)")
ITEM = re.compile(r"^ *(?:[*-]|[0-9]+\.) ", re.MULTILINE)
ROW = re.compile(r"^\|.*\|$")
TYPED = re.compile(r"casevault [a-z][a-z-]*|(?<![\w-])--[a-z][a-z-]*")


def _english(key: str) -> str:
    return (BOOK / f"{key}.md").read_text(encoding="utf-8")


def _translated(language: str, key: str) -> str:
    path = BOOK / language / f"{key}.md"
    if not path.is_file():
        pytest.fail(f"docs/handbook/{language}/{key}.md: not there")
    return path.read_text(encoding="utf-8")


def _levels(text: str) -> list[int]:
    return [one.level for one in handbook.headings(text)]


def _anchors(text: str) -> set[str]:
    return {handbook.anchor(one.words) for one in handbook.headings(text)}


def _tables(text: str) -> list[tuple[int, int]]:
    """Return rows and columns of each table."""
    found: list[tuple[int, int]] = []
    inside = False
    for line in text.splitlines():
        row = ROW.match(line) is not None
        if row and not inside:
            found.append((0, re.sub(r"`[^`]*`", "", line).count("|")))
        if row:
            found[-1] = (found[-1][0] + 1, found[-1][1])
        inside = row
    return found


def _code(text: str) -> list[int]:
    """Return how many lines each block of code has, in fences or set in by four spaces."""
    found, fenced, before = [], False, ""
    for line in text.splitlines():
        if line.startswith(FENCE):
            fenced = not fenced
            found += [0] if fenced else []
        elif fenced:
            found[-1] += 1
        elif line.startswith("    ") and (not before or before.startswith("    ")):
            found = [*found, 1] if not before else [*found[:-1], found[-1] + 1]
        before = line
    return found


def _leads_to(target: str, folder: str) -> str:
    """Return where a link leads, without its anchor: the same for an English page and a translated one."""
    file = target.partition("#")[0]
    if "://" in target or not file:
        return target if "://" in target else ""
    path = ((BOOK / folder if folder else BOOK) / file).resolve()
    inside = path.relative_to(BOOK).parts if path.is_relative_to(BOOK) else ()
    return inside[-1] if inside else path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_contents_is_there_and_no_other(language: str) -> None:
    there = {path.stem for path in (BOOK / language).glob("*.md")} - {handbook.CONTENTS}
    assert sorted(set(KEYS) - there) == []
    assert sorted(there - set(KEYS)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_of_sources_names_every_page(language: str) -> None:
    sources = handbook.sources(language)
    assert set(sources) == set(KEYS), "make strings"
    assert [key for key, one in sources.items() if re.fullmatch(r"[0-9a-f]{64}", one.english) is None] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_of_contents_of_its_own_lists_the_pages_in_the_english_order(language: str) -> None:
    path = BOOK / language / f"{handbook.CONTENTS}.md"
    listed = (
        re.findall(r"^\* \[[^]]+\]\(([a-z-]+)\.md\)$", path.read_text(encoding="utf-8"), re.MULTILINE) if path.is_file() else KEYS
    )
    assert listed == KEYS


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translated_page_is_built_as_the_english_one(language: str, key: str) -> None:
    text, english = _translated(language, key), _english(key)
    assert _levels(text) == _levels(english)
    assert len(_anchors(text)) == len(_anchors(english)), "two headings with the same words: a link finds the first"
    assert _tables(text) == _tables(english)
    assert len(ITEM.findall(text)) == len(ITEM.findall(english))
    assert _code(text) == _code(english)
    assert Counter(TYPED.findall(text)) == Counter(TYPED.findall(english)), "commands and options are not translated"
    assert [file for _, _, file in PICTURE.findall(text)] == [file for _, _, file in PICTURE.findall(english)]
    for words, address, _ in PICTURE.findall(text):
        assert words
        assert handbook.picture(address) is not None
        assert address.startswith("../../images/")
    # In another order where the language says it in another order.
    led = Counter(_leads_to(target, language) for target in LINK.findall(text))
    assert led == Counter(_leads_to(target, "") for target in LINK.findall(english))


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("language", ["", *LANGUAGES])
def test_links_lead_to_a_heading_that_is_there(language: str, key: str) -> None:
    text = _translated(language, key) if language else _english(key)
    folder = BOOK / language
    for target in LINK.findall(text):
        file, _, named = target.partition("#")
        if "://" in target or (file and not file.endswith(".md")):
            continue
        page = (folder / file).resolve() if file else folder / f"{key}.md"
        assert page.is_file(), target
        if language:
            assert not page.parent.samefile(BOOK), f"{target}: the page is there in this language too"
        if named:
            assert named in _anchors(page.read_text(encoding="utf-8")), target


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_protected_is_one_text_for_handbook_and_window(language: str) -> None:
    assert (BOOK / language / "limits.md").read_bytes() == (ROOT / "resources" / "limits" / f"{language}.md").read_bytes()
