"""What comes with an export: a digest proves that it is whole, not that this program wrote it."""

from __future__ import annotations

import pytest
from fuzz.exported import change

from casevault.domain.taken import require_sound
from casevault.errors import Code, UserProblem
from casevault.vault.schema import load_schema


@pytest.mark.parametrize("mark", ["\n", "\t", "\u2028", "\u202e", "\u2066", "\x07", "e\u0301"], ids=ascii)
def test_a_line_holds_what_a_line_may_hold(mark: str) -> None:
    schema = load_schema()
    require_sound(schema, change(1, {"display_name": "Yunting\u200d"}))
    with pytest.raises(UserProblem) as refused:
        require_sound(schema, change(1, {"display_name": f"Yun{mark}ting"}))
    assert refused.value.code is Code.INVALID_INPUT
