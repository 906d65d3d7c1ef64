"""Keeps Python from standing for the places in a layout, which Qt makes and takes away by itself.

A layout that is filled when it is added to another one leaves, in PySide6 6.11.3, a wrapper for each place in it
(`QWidgetItem`, `QSpacerItem`). Qt deletes a place with the widget that stands there, and tells nobody: the wrapper stays in the
table of what Python knows of, under an address that is given out again. Where a small object of ours comes to stand at that
address and Qt deletes it after Python let go of it, PySide finds the address still in its table and reads the wrapper it has
just freed: the process ends in the event loop, far from the cause, and the likelier the longer it has run
(docs/reliability.md).

So each wrapper is made invalid, which takes it out of the table, as soon as the layout was added. Nobody needs it: whoever asks
a layout for its places later gets another. It is done for every call by which a layout is added to another one as a layout, not
by a helper of our own, because a single call that goes round the helper would be enough. `addItem` takes plain places, and none
of ours is a layout.
"""

from __future__ import annotations

from functools import cache, wraps
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QBoxLayout, QGridLayout, QLayout
from shiboken6 import Shiboken

if TYPE_CHECKING:
    from collections.abc import Callable

_ADDING: Final = ((QBoxLayout, "addLayout"), (QBoxLayout, "insertLayout"), (QGridLayout, "addLayout"))


@cache
def let_go_of_places() -> None:
    """Let no layout that is added from now on leave a wrapper of its places; once is enough."""
    for kind, name in _ADDING:
        setattr(kind, name, _letting_go(getattr(kind, name)))


def _letting_go(add: Callable[..., None]) -> Callable[..., None]:
    @wraps(add)
    def added(to: QLayout, *given: object, **named: object) -> None:
        add(to, *given, **named)
        for one in (*given, *named.values()):
            if isinstance(one, QLayout):
                _let_go(one)

    return added


def _let_go(layout: QLayout) -> None:
    for number in range(layout.count()):
        place = layout.itemAt(number)
        if isinstance(place, QLayout):
            _let_go(place)
        elif place is not None:
            Shiboken.invalidate(place)
