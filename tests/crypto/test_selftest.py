from __future__ import annotations

import pytest

from casevault.crypto import keywrap, selftest
from casevault.crypto.keywrap import MasterKey, WrapBroken
from casevault.errors import Code, MachineProblem


def test_every_check_passes() -> None:
    assert selftest.run_selftest() == len(selftest.CHECKS) >= 9


def test_a_wrong_answer_stops_everything() -> None:
    with pytest.raises(MachineProblem) as refused:
        selftest.run_selftest((lambda: True, lambda: False))
    assert refused.value.code is Code.UNSUPPORTED
    assert refused.value.safe == {"check": 2}


@pytest.mark.parametrize("trouble", [ValueError(), WrapBroken()])
def test_a_library_that_complains_stops_everything(trouble: Exception) -> None:
    def complains() -> bool:
        raise trouble

    with pytest.raises(MachineProblem):
        selftest.run_selftest((complains,))


def test_a_wrap_that_accepts_anything_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keywrap, "unwrap", lambda *_arguments: MasterKey(bytearray(32)))
    with pytest.raises(MachineProblem):
        selftest.run_selftest()
