"""What the window can do about journeys, as commands: those of a page, which says what came of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from casevault.ui.commands import Command, Group, Need
from casevault.ui.travel import conflicts_page
from casevault.ui.travel.acts import COPY, JOURNEYS
from casevault.ui.travel.page import KEY, TravelPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from casevault.ui.main_window import MainWindow

IN_PLACE = frozenset(
    {"travel.pack", "travel.home", "travel.offices", "travel.before"}
)  # what stands over any page, and says itself what came of it


def travel_commands(window: MainWindow) -> list[Command]:
    """Return the commands on journeys; at the office others than in a travel copy."""
    page = window.pages[KEY]
    if not isinstance(page, TravelPage):
        return []
    own = COPY if page.is_copy else JOURNEYS
    run = page.doings()
    found = [Command(own.command, own.title, (), Need.NOTHING, partial(window.go, KEY), Group.VAULT, own.icon)]
    for act in page.offered():
        do = run[act.command]
        doing = do if act.command in IN_PLACE else partial(_over, window, do)
        found.append(Command(act.command, act.title, (), Need.NOTHING, doing, Group.VAULT, act.icon))
    go = partial(window.go, conflicts_page.KEY)
    found.append(Command(conflicts_page.COMMAND, conflicts_page.TITLE, (), Need.NOTHING, go, Group.GO, "git-fork"))
    return found


def _over(window: MainWindow, act: Callable[[], object]) -> None:
    window.go(KEY)
    act()
