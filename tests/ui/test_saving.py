"""What could not be saved is said until it can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.domain.record import Changes
from casevault.errors import Code, MachineProblem
from casevault.i18n import N_
from casevault.progress import Cancelled

if TYPE_CHECKING:
    from casevault.ui.main_window import MainWindow

FULL = MachineProblem(Code.DISK_FULL, N_("The disk is full."))


def test_a_full_disk_is_said_until_something_is_saved(window: MainWindow) -> None:
    saving, state = window.context.saving, window.navigator.saved
    since = saving.since
    saving.fail(FULL)
    assert window.messages.unsaved.isVisible()
    assert window.messages.unsaved.accessibleName() == (
        f"Not saved since {since}: the disk is full. Free some space; your text stays here until then."
    )
    window.context.messages.say(N_("Saved elsewhere"))
    window.messages.message.clear()
    assert window.messages.unsaved.isVisible()
    assert state.accessibleName().startswith(f"Not saved since {since}")
    window.context.changes.happened.emit(Changes())
    assert not window.messages.unsaved.isVisible()
    assert state.accessibleName().startswith("Saved ")


def test_what_was_done_is_said_for_a_while_and_then_the_state_again(window: MainWindow) -> None:
    state = window.navigator.saved
    window.context.changes.happened.emit(Changes())
    saved = state.accessibleName()
    window.context.messages.say(N_("Saved elsewhere"))
    assert state.accessibleName() == "Saved elsewhere"
    assert state._again.isActive()
    state._again.timeout.emit()
    assert state.accessibleName() == saved


def test_other_trouble_says_what_it_is(window: MainWindow) -> None:
    window.context.saving.fail(MachineProblem(Code.READ_ONLY, N_("The folder cannot be written to."), N_("Unlock the stick.")))
    assert "The folder cannot be written to." in window.messages.unsaved.accessibleName()
    assert "Unlock the stick." in window.messages.unsaved.accessibleName()


def test_somebody_who_cancels_lost_nothing(window: MainWindow) -> None:
    window.context.saving.fail(Cancelled())
    assert not window.messages.unsaved.isVisible()
    assert not window.context.saving.is_failing
