"""Runs of one script: nothing is lost, and each run knows its language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casevault.disclosure.render.script_runs import ZERO_WIDTH_SPACE, is_right_to_left, script_runs


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("", []),
        ("plain", [("plain", "")]),
        ("… 12", [("… 12", "")]),
        ("王若溪, at 12", [("王若溪, ", "zh"), ("at 12", "")]),
        ("(«ئابلىكىم تۇرسۇن») en", [("(«", ""), ("ئابلىكىم تۇرسۇن", "ug"), ("») ", ""), ("en", "")]),
        ("ئابلىكىم.", [("ئابلىكىم", "ug"), (".", "")]),
        ("བསྟན Алесь", [("བསྟན ", "bo"), ("Алесь", "ru")]),
    ],
)
def test_runs(text: str, runs: list[tuple[str, str]]) -> None:
    assert [(run.text, run.lang) for run in script_runs(text)] == runs


@pytest.mark.parametrize(
    ("lang", "expected"),
    [("zh-Hant", ("zh", "TW")), ("zh-Hans", ("zh", "")), ("zh-HK", ("zh", "HK")), ("ug", ("ug", "")), ("not a tag", ("", ""))],
)
def test_a_recorded_language_speaks_for_every_run(lang: str, expected: tuple[str, str]) -> None:
    (run,) = script_runs("浦志強 and more", lang)
    assert (run.lang, run.region) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("ئا latin", True), ("latin ئا", False), ("12 …", False), ("", False), ("12 ئا", True)]
)
def test_direction_is_that_of_the_first_letter(text: str, expected: bool) -> None:
    assert is_right_to_left(text) is expected


@given(st.text(max_size=80), st.sampled_from(["", "nl", "zh-Hant"]))
def test_no_character_is_lost(text: str, lang: str) -> None:
    joined = "".join(run.text for run in script_runs(text, lang))
    assert joined.replace(ZERO_WIDTH_SPACE, "") == text.replace(ZERO_WIDTH_SPACE, "")
