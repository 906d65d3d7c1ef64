from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casevault import handbook, paths
from casevault.cli.main import main
from casevault.errors import CaseVaultError, Code
from casevault.i18n import Catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

PICTURE = re.compile(r"!\[[^]]{10,}\]\((\.\./images/[a-z-]+\.png)\)")  # with words for who does not see it


LINKS = re.compile(r"(?<!!)\[[^]]+\]\(([^)\s#]+)[^)]*\)")
KEYS = re.compile(r"`((?:Ctrl|Shift|Alt|F[0-9])[^`]*)`")


def test_every_picture_is_shown_and_there_are_few_and_small_ones() -> None:
    shown = [file for page in handbook.contents() for file in PICTURE.findall(handbook.text(page.key))]
    there = sorted((paths.handbook_folder().parent / "images").glob("*"))
    assert sorted(shown) == [f"../images/{path.name}" for path in there]
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
        assert not target or target in known or handbook.picture(target) is not None, target
    for address in PICTURE.findall(text):
        picture = handbook.picture(address)
        assert picture is not None
        assert picture.is_file()


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


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/today.png",
        "file:///etc/passwd",
        "/etc/passwd",
        "today.png",
        "images/today.png",
        "../today.png",
        "../images/../../README.md",
        "../images/..",
        "../images/..\\\\today.png",
        "../images/sub/today.png",
        "../../../images/today.png",
        "../images/",
        "",
    ],
)
def test_no_other_address_is_a_picture(address: str) -> None:
    assert handbook.picture(address) is None
    assert handbook.picture("../images/today.png") == handbook.picture("../../images/today.png")


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a handbook of two pages, of which one is there in Chinese."""
    folder = tmp_path / "handbook"
    (folder / "zh").mkdir(parents=True)
    (folder / "README.md").write_text("# Handbook\n\n* [One: and more](one.md)\n* [Two](two.md)\n", encoding="utf-8")
    (folder / "one.md").write_text(ENGLISH, encoding="utf-8")
    (folder / "two.md").write_text("# Two\n\nSee [there](one.md#the-end).\n", encoding="utf-8")
    (folder / "zh" / "one.md").write_text(CHINESE, encoding="utf-8")
    monkeypatch.setattr(paths, "handbook_folder", lambda: folder)
    _forget()
    yield folder
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    handbook.contents.cache_clear()
    handbook._listed.cache_clear()


ENGLISH = "# One\n\nWords.\n\n```\n# no heading\n```\n\n## The `end`\n\nAbout `urgent_action`.\n"
CHINESE = "# 一\n\n选择**新建保险库**。\n\n```\n# no heading\n```\n\n## 结尾：`end`\n\n| 写下恢复 | 码 |\n"


@pytest.mark.usefixtures("book")
def test_a_place_is_the_number_of_its_heading_in_any_language() -> None:
    assert [one.level for one in handbook.headings(ENGLISH)] == [1, 2]
    for named in ("The end", "the-end"):
        assert handbook.heading("one", named) == handbook.heading("one", named, "zh") == 1
    for named in ("结尾：end", "结尾end"):
        assert handbook.heading("one", named, "zh") == 1
        assert handbook.heading("one", named) is None
    assert handbook.heading("one", "no-heading", "zh") is None


@pytest.mark.usefixtures("book")
@pytest.mark.parametrize(
    ("query", "language", "headings"),
    [
        ("新建保险库", "zh", ["一"]),
        ("选择新建", "zh", ["一"]),
        ("选择 保险库", "zh", ["一"]),
        ("选择\u3000保险库", "zh", ["一"]),
        ("恢复码", "zh", ["结尾：end"]),
        ("险保", "zh", []),
        ("urgent_action", "", ["The end"]),
    ],
)
def test_words_are_found_as_they_stand_with_or_without_spaces(query: str, language: str, headings: list[str]) -> None:
    assert [one.heading for one in handbook.find(query, language)] == headings


def test_a_page_in_the_contents_of_its_language_is_called_as_there(book: Path) -> None:
    assert handbook.title(handbook.page("one"), "zh") == "一"
    (book / "zh" / "README.md").write_text("# 手册\n\n* [一：等等](one.md)\n", encoding="utf-8")
    _forget()
    assert handbook.title(handbook.page("one"), "zh") == "一：等等"
    assert handbook.title(handbook.page("two"), "zh") == "Two"
    assert handbook.title(handbook.page("one")) == "One: and more"


def test_the_reader_is_told_how_a_translation_stands_to_the_english_page(book: Path) -> None:
    kept = book / "zh" / handbook.SOURCES
    assert handbook.standing("two", "zh") == handbook.Standing(translated=False)
    assert handbook.standing("two", "en") == handbook.standing("one", "") == handbook.Standing()
    unknown = handbook.Standing(older=True, reviewed=False)
    assert handbook.standing("one", "zh") == unknown, "nobody knows what it was made from"
    kept.write_text("one = [", encoding="utf-8")
    assert handbook.standing("one", "zh") == unknown
    kept.write_text(f'one = {{ english = "{handbook.digest("one")}", reviewed = false }}\n', encoding="utf-8")
    assert handbook.standing("one", "zh").notes() == (handbook.NOT_REVIEWED,)
    kept.write_text(kept.read_text(encoding="utf-8").replace("false", "true"), encoding="utf-8")
    assert handbook.standing("one", "zh").notes() == ()
    (book / "one.md").write_bytes(ENGLISH.replace("\n", "\r\n").encode())
    assert handbook.standing("one", "zh").notes() == (), "how lines end is no change"
    (book / "one.md").write_text(ENGLISH + "More.\n", encoding="utf-8")
    assert handbook.standing("one", "zh").notes() == (handbook.OLDER,)


def test_the_file_of_sources_is_kept_and_a_change_is_not_taken_for_looked_at(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = _script()
    kept = book / "zh" / handbook.SOURCES
    assert script.main(["update"]) == 0
    assert handbook.standing("one", "zh") == handbook.Standing(reviewed=False)
    kept.write_text(kept.read_text(encoding="utf-8").replace("false", "true"), encoding="utf-8")
    (book / "one.md").write_text(ENGLISH + "More.\n", encoding="utf-8")
    before = kept.read_bytes()
    capsys.readouterr()
    assert script.main(["update"]) == 0
    assert kept.read_bytes() == before
    assert "older than the English: one" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        script.main(["seen", "zh"])
    with pytest.raises(SystemExit):
        script.main(["seen", "zh", "two"])
    assert script.main(["seen", "zh", "one"]) == 0
    assert handbook.standing("one", "zh") == handbook.Standing()


def _script() -> ModuleType:
    place = Path(__file__).resolve().parents[1] / "packaging" / "handbook.py"
    spec = importlib.util.spec_from_file_location("handbook_script", place)
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


@pytest.mark.usefixtures("book")
def test_the_command_line_says_it_above_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    chinese = Catalogue("zh", Path(__file__).resolve().parents[1] / "resources" / "locale")
    assert main(["handbook", "one"], chinese) == 0
    first, second, third = capsys.readouterr().out.splitlines()[:3]
    assert ("英文" in first, "机器" in second, third) == (True, True, "")
    assert main(["handbook", "one", "--json"], chinese) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["translated"], said["older"], said["reviewed"]) == (True, True, False)
    assert main(["handbook"], chinese) == 0
    assert capsys.readouterr().out.split() == ["one", "一", "two", "Two"]


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
    assert {one.key for one in translated} == {path.stem for path in (paths.handbook_folder() / language).glob("*.md")} - {
        handbook.CONTENTS
    }
    known = {f"{one.key}.md" for one in handbook.contents()}
    for one in translated:
        text, english = handbook.text(one.key, language), handbook.text(one.key)
        assert handbook.title(one, language) != one.title
        assert [line.split()[0] for line in text.splitlines() if line.startswith("#")] == [
            line.split()[0] for line in english.splitlines() if line.startswith("#")
        ]
        assert sorted(LINKS.findall(text)) == sorted(LINKS.findall(english)), "the same pages"
        assert set(LINKS.findall(text)) <= known
        assert set(KEYS.findall(english)) == set(KEYS.findall(text))
