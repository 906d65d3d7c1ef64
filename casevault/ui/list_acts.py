"""What is done to the list of the page that is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.i18n import N_
from casevault.ui.lists.narrowing import OPEN_AND_MINE
from casevault.ui.read.listed import Question

if TYPE_CHECKING:
    from casevault.ui.lists.narrowing import Narrowing
    from casevault.ui.main_window import MainWindow

NO_LIST = N_("There is no list here that can be narrowed. Go to cases, people or hearings first.")
ONE_FORM = N_("There is no list here that has another form.")


class ListActs:
    """Acts on lists, of one window."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def _asked(self) -> Narrowing | None:
        found = self._window.page.narrowing()
        if found is None:
            self._window.context.messages.say(NO_LIST)
        return found

    def turn_form(self) -> None:
        """Show the table as a list, or the list as a table."""
        if not self._window.page.turn_form():
            self._window.context.messages.say(ONE_FORM)

    def narrow(self) -> None:
        """Open the box of facets."""
        asked = self._asked()
        if asked is not None:
            asked.open_facets()

    def widen(self) -> None:
        """Take away what narrows the list."""
        asked = self._asked()
        if asked is not None:
            asked.ask_all()

    def keep(self) -> None:
        """Keep what is asked of the list under a name."""
        asked = self._asked()
        if asked is not None and not asked.question.is_plain:
            asked.keep()

    def mine(self) -> None:
        """Show the open cases of whoever opened the vault."""
        self._window.go("cases")
        asked = self._window.page.narrowing()
        if asked is not None:
            asked.ask(Question("case", chosen=OPEN_AND_MINE))
