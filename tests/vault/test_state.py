from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from casevault.vault.state import LockMachine, LockState

if TYPE_CHECKING:
    from collections.abc import Callable

STEPS: dict[str, Callable[[LockMachine], object]] = {
    "begin_unlock": LockMachine.begin_unlock,
    "unlock_failed": LockMachine.unlock_failed,
    "unlocked": LockMachine.unlocked,
    "begin_lock": LockMachine.begin_lock,
    "locked": LockMachine.locked,
}
REACH: dict[LockState, tuple[str, ...]] = {
    LockState.LOCKED: (),
    LockState.UNLOCKING: ("begin_unlock",),
    LockState.UNLOCKED: ("begin_unlock", "unlocked"),
    LockState.LOCKING: ("begin_lock",),
}
EXPECTED = {
    LockState.LOCKED: {"begin_unlock": LockState.UNLOCKING, "begin_lock": LockState.LOCKING},
    LockState.UNLOCKING: {"unlock_failed": LockState.LOCKED, "unlocked": LockState.UNLOCKED, "begin_lock": LockState.LOCKING},
    LockState.UNLOCKED: {"begin_lock": LockState.LOCKING},
    LockState.LOCKING: {"locked": LockState.LOCKED},
}


@pytest.mark.parametrize("state", list(LockState))
@pytest.mark.parametrize("step", list(STEPS))
def test_every_step_in_every_state(state: LockState, step: str) -> None:
    machine = LockMachine()
    for before in REACH[state]:
        STEPS[before](machine)
    assert machine.state is state
    STEPS[step](machine)
    assert machine.state is EXPECTED[state].get(step, state)


def test_a_lock_that_comes_while_unlocking_wins() -> None:
    machine = LockMachine()
    assert machine.begin_unlock()
    assert machine.begin_lock()
    assert not machine.unlocked()
    assert machine.state is LockState.LOCKING


def test_many_triggers_lock_once() -> None:
    machine = LockMachine()
    machine.begin_unlock()
    machine.unlocked()
    wins: list[bool] = []
    threads = [threading.Thread(target=lambda: wins.append(machine.begin_lock())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(wins) == 1


class Machine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.machine = LockMachine()
        self.model = LockState.LOCKED

    @rule(step=st.sampled_from(sorted(STEPS)))
    def take(self, step: str) -> None:
        STEPS[step](self.machine)
        self.model = EXPECTED[self.model].get(step, self.model)
        assert self.machine.state is self.model


TestMachine = Machine.TestCase
