from __future__ import annotations

import json
import re

import pytest

from casevault import handbook, paths
from casevault.cli.main import main
from casevault.errors import CaseVaultError, Code

PICTURE = re.compile(r"!\[[^]]{10,}\]\(\.\./images/([a-z-]+\.png)\)")  # with words for who does not see it


LINKS = re.compile(r"(?<!!)\[[^]]+\]\(([^)\s#]+)[^)]*\)")
KEYS = re.compile(r"`((?:Ctrl|Shift|Alt|F[0-9])[^`]*)`")


def test_every_picture_is_shown_and_there_are_few_and_small_ones() -> None:
    shown = [file for page in handbook.contents() for file in PICTURE.findall(handbook.text(page.key))]
    there = sorted(handbook.picture("x.png").parent.glob("*"))
    assert sorted(shown) == [path.name for path in there]
    assert len(there) <= 10
    assert all(path.stat().st_size < 200_000 for path in there)


def test_every_page_is_in_the_contents_and_every_entry_is_a_page() -> None:
    listed = [page.key for page in handbook.contents()]
    there = {path.stem for path in paths.handbook_folder().glob("*.md")} - {handbook.CONTENTS}
    assert len(listed) == len(set(listed))
    assert set(listed) == there


@pytest.mark.parametrize("page", handbook.contents(), ids=lambda page: page.key)
def test_each_page_has_one_title_and_leads_to_pages_that_exist(page: handbook.Page) -> None:
    text = handbook.text(page.key)
    assert len(re.findall(r"^# ", text, re.MULTILINE)) == 1
    known = {f"{one.key}.md" for one in handbook.contents()}
    for target in re.findall(r"\]\(([^)#\s]*)", text):
        assert not target or target in known or target.startswith(f"{handbook.PICTURES}/"), target
    for file in PICTURE.findall(text):
        assert handbook.picture(file).is_file()


def test_a_link_that_leads_out_is_words_alone() -> None:
    text = handbook.text("bundles")
    assert "https://age-encryption.org)" not in text
    assert "../" not in re.sub(r"`[^`]*`", "", text)


def test_words_are_found_under_their_heading() -> None:
    found = handbook.find("recovery CODE")
    assert any(one.page.key == "keys" for one in found)
    assert all("recovery" in f"{one.heading} {one.words}".casefold() for one in found)
    assert handbook.find("   ") == []
    assert handbook.find("zzqqxx") == []


@pytest.mark.parametrize("key", ["", "README", "../README", "today.md", "nothing"])
def test_what_is_no_page_is_refused(key: str) -> None:
    with pytest.raises(CaseVaultError) as raised:
        handbook.text(key)
    assert raised.value.code is Code.NOT_FOUND


def test_a_language_that_is_none_is_english() -> None:
    assert handbook.text("today", "../..") == handbook.text("today")
    assert handbook.text("today", "qq") == handbook.text("today")
    assert not handbook.is_translated("today", "qq")


def test_the_command_line_prints_contents_page_and_places(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["handbook"]) == 0
    assert "first-ten-minutes" in capsys.readouterr().out
    assert main(["handbook", "today", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["text"].startswith("# Today")
    assert main(["handbook", "--find", "recovery code", "--json"]) == 0
    assert {one["page"] for one in json.loads(capsys.readouterr().out)["found"]} >= {"keys", "survive"}
    assert main(["handbook", "nothing"]) == 1


@pytest.mark.parametrize("language", sorted(path.name for path in paths.handbook_folder().iterdir() if path.is_dir()))
def test_a_translated_page_has_the_sections_of_the_english_one_and_leads_to_pages_that_exist(language: str) -> None:
    translated = [one for one in handbook.contents() if handbook.is_translated(one.key, language)]
    assert {one.key for one in translated} == {path.stem for path in (paths.handbook_folder() / language).glob("*.md")}
    known = {f"{one.key}.md" for one in handbook.contents()}
    for one in translated:
        text, english = handbook.text(one.key, language), handbook.text(one.key)
        assert handbook.title(one, language) != one.title
        assert [line.split()[0] for line in text.splitlines() if line.startswith("#")] == [
            line.split()[0] for line in english.splitlines() if line.startswith("#")
        ]
        assert LINKS.findall(text) == LINKS.findall(english), "the same pages, in the same order"
        assert set(LINKS.findall(text)) <= known
        assert set(KEYS.findall(english)) == set(KEYS.findall(text))
