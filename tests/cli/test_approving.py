"""The rule of a second person at the command line: said in words, never by leaving something out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from lines import Line


def test_a_rule_is_set_shown_and_wished_away(line: Line) -> None:
    where = str(line.folder)
    assert line.ok("approval list", where)["required"] == []
    assert "This vault itself asks no second person." in line.raw("approval list", where)[1]
    assert line.ok("approval list", where, "--require", "un, embassy")["required"] == ["embassy", "un"]
    assert line.ok("approval list", where)["required"] == ["embassy", "un"]
    less = line.ok("approval list", where, "--require", "none")
    assert (less["required"], less["wished"]) == (["embassy", "un"], [])  # one alone cannot take it away


@pytest.mark.parametrize("nothing", ["", "  ", ",", " , "])
def test_no_words_are_no_wish(line: Line, nothing: str) -> None:
    """A variable that a script left empty is neither a question nor a wish for less: it is refused, and the rule stays."""
    where = str(line.folder)
    line.ok("approval list", where, "--require", "embassy")
    refusal = line.refused("approval list", where, "--require", nothing)
    assert refusal["code"] == "invalid_input"
    assert "none" in refusal["hint"]
    after = line.ok("approval list", where)
    assert (after["required"], after["wished"]) == (["embassy"], None)
