"""What every page of the window answers to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from casevault.ui.theme import Role
from casevault.ui.widgets.basic import Panel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from casevault.domain.record import Changes
    from casevault.ui.context import Context
    from casevault.ui.jobs import Job
    from casevault.ui.lists.narrowing import Narrowing


class Page(Panel):
    """A page: it reads through jobs, keeps what it shows, and reads again when what it shows was changed."""

    key = ""
    record_types: frozenset[str] = frozenset()  # whose records this page shows in full
    new_type = ""  # what Ctrl+N makes here

    def __init__(self, context: Context) -> None:
        super().__init__(Role.SURFACE)
        self.context = context
        self._jobs: dict[str, Job] = {}
        self._stale = True
        self.made: tuple[str, ...] = ()  # what the last act made: a list that holds it moves there
        context.changes.happened.connect(self._on_changes)

    def enter(self) -> None:
        """Be shown: read what was changed meanwhile."""
        if self._stale:
            self._stale = False
            self.refresh()

    def refresh(self) -> None:
        """Read again what the page shows."""

    def cares(self, _changes: Changes) -> bool:
        """Say whether these changes touch what the page shows."""
        return True

    def panes(self) -> list[QWidget]:
        """Return the places F6 goes to, in reading order."""
        return []

    def show_record(self, _record_id: str, _type_key: str) -> None:
        """Show a record of one of `record_types`."""

    def back(self) -> bool:
        """Go one step back inside the page; say whether there was one."""
        return False

    def step_tab(self, _by: int) -> None:
        """Go to the next or previous tab."""

    def case_id(self) -> str:
        """Return the case that is shown, for what is done "in this case"; "" for none."""
        return ""

    def preset(self, _type_key: str) -> dict[str, object]:
        """Return what is already known of a new record that is made from here."""
        return {}

    def record_id(self) -> str:
        """Return the record the keyboard is on, for what is done to it; "" for none."""
        return ""

    def narrowing(self) -> Narrowing | None:
        """Return what is asked of the page's list, None where it has none that can be narrowed."""
        return None

    def turn_form(self) -> bool:
        """Show the list in its other form, table or list; say whether it has one."""
        return False

    def keep_form(self, *, turned: bool) -> None:
        """Remember in which form the person wants this page's list."""
        settings = self.context.settings
        others = tuple(one for one in settings.forms_turned if one != self.key)
        self.context.use_settings(replace(settings, forms_turned=(*others, self.key) if turned else others))

    def focus_filter(self) -> None:
        """Put the keyboard in the page's filter."""

    def only(self, name: str, job: Job) -> None:
        """Keep `job` as the newest of its name: an older one that still runs is dropped."""
        old = self._jobs.get(name)
        if old is not None:
            old.cancel()
        self._jobs[name] = job
        job.destroyed.connect(lambda: self._jobs.pop(name, None) if self._jobs.get(name) is job else None)

    def _on_changes(self, changes: Changes) -> None:
        if not self.cares(changes):
            return
        self.made = changes.made
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True
