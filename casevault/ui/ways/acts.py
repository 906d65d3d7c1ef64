"""What can be done to the ways in, each in one box that asks again who sits here. What came of it is said on the page.

A box runs its act on a working thread, which may touch no widget: what was entered is handed over as plain values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from PySide6.QtCore import QObject, Signal

from casevault.crypto.keywrap import wipe
from casevault.i18n import N_, Msg
from casevault.ui.ask_secret import PASSPHRASE, AskSecret
from casevault.ui.ways.new_passphrase import NewPassphrase
from casevault.vault import recovery, ways

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from casevault.progress import Progress
    from casevault.ui.context import Context

T = TypeVar("T")


class Said(NamedTuple):
    """What a box says: its title, what the act means, and its button."""

    title: Msg
    why: Msg
    button: Msg


CHANGE = N_("Change my passphrase")
CHANGING = Said(
    CHANGE, N_("It opens the vault from then on, and yours of today no more. Nothing else changes for anybody."), N_("Change it")
)
UNTIL_NOW = N_("Your passphrase until now")


class WayActs(QObject):
    """Opens the boxes over one window. `happened` carries what to say: one sentence, and one on what follows from it."""

    happened = Signal(str, str)

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context, self._window = context, window

    def change(self) -> None:
        """Change the passphrase of whoever has the vault open."""
        vault, profile, new = self._context.vault, self._context.profile, self._new_passphrase()
        typed = new.typed

        def act(secret: bytearray, keyfile: bytes | None, _progress: Progress) -> None:
            chosen = typed.copy()
            try:
                ways.change_passphrase(vault, secret, chosen, keyfile, profile=profile)
            finally:
                wipe(chosen)

        box = self._box(CHANGING, act, lambda _none: self._say(recovery.OLD_COPIES), new, asked=UNTIL_NOW)
        self._ask_new(box, new)

    def _box(
        self,
        said: Said,
        act: Callable[[bytearray, bytes | None, Progress], T],
        done: Callable[[T], object],
        body: QWidget | None = None,
        *,
        danger: bool = False,
        asked: Msg = PASSPHRASE,
    ) -> AskSecret:
        box = AskSecret(
            self._context,
            self._window,
            title=said.title,
            why=said.why,
            button=said.button,
            act=act,
            done=done,
            body=body,
            danger=danger,
            asked=asked,
        )
        box.finished.connect(box.secret.clear)
        return box

    def _ask_new(self, box: AskSecret, new: NewPassphrase) -> None:
        """Open a box in which a passphrase is set: not to be pressed before that was typed twice."""
        new.changed.connect(lambda: box.set_ready(ready=bool(new.typed)))
        box.set_ready(ready=False)
        box.finished.connect(new.clear)
        box.open()
        new.again.setFocus()

    def _new_passphrase(self) -> NewPassphrase:
        return NewPassphrase(self._context.catalogue, self._context.vault.ambient, self._context.label)

    def _say(self, what: Msg, hint: Msg | None = None, **values: object) -> None:
        filled = self._context.catalogue.filled
        self.happened.emit(filled(what, values), "" if hint is None else filled(hint, values))
