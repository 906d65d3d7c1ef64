"""What somebody should know before all keys are renewed: what stays, what goes, how much room it needs, what it cannot do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault import files
from casevault.i18n import N_
from casevault.ui.read.file_words import size_words
from casevault.ui.theme import Role, Style
from casevault.ui.ways.bodies import Body
from casevault.ui.words import Words
from casevault.vault.rotation import room_needed

if TYPE_CHECKING:
    from casevault.ui.context import Context

POINTS = (
    N_("All of the vault is written anew under new keys, opened and compared; then it takes the place of the old one."),
    N_(
        "It opens with the passphrase you type here, and with a new recovery code. Every other way in is gone and is added again."
    ),
    N_("Copies and back-ups made earlier still open with the old keys. Make a new back-up afterwards."),
)
ROOM = N_("It needs {needed} beside the vault; {free} are free.")


class RenewBody(Body):
    """Sentences alone; the room is looked up on a thread of the pool."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        for point in POINTS:
            self.column.addWidget(Words(context.text(point), Style.BODY, wrap=True))
        self.room = Words("", Style.SMALL, Role.TEXT2, wrap=True)
        self.column.addWidget(self.room)
        folder = context.vault.folder
        context.runner.start(lambda _progress: (room_needed(folder), files.free_bytes(folder.parent)), self._put, urgent=True)

    def _put(self, found: tuple[int, int]) -> None:
        needed, free = found
        needs, has = (size_words(one, self._context.catalogue) for one in (needed, free))
        self.room.setText(self._context.text(ROOM, needed=needs, free=has))
        self.room.set_role(Role.CRITICAL if free < needed else Role.TEXT2)
