"""What can be done to the ways in, each in one box that asks again who sits here. What came of it is said on the page.

A box runs its act on a working thread, which may touch no widget: what was entered is handed over as plain values. An act takes a
second or two and is done or not done; its box cannot be left meanwhile, or a new code would be in force that nobody has seen.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from PySide6.QtCore import QObject, Signal

from casevault.crypto.keywrap import wipe
from casevault.disclosure.share_sheet import remove_sheets, write_sheets
from casevault.errors import CaseVaultError
from casevault.i18n import N_, Msg, isolated
from casevault.ui.ask_secret import PASSPHRASE, AskSecret
from casevault.ui.ways.bodies import KeyfileBody, PersonBody, RemoveBody, SharesBody
from casevault.ui.ways.code_sheet import NewCodeBox
from casevault.ui.ways.new_passphrase import NewPassphrase
from casevault.ui.ways.rehearsing import RehearseBox
from casevault.ui.ways.renewal import RenewBody
from casevault.vault import recovery, ways

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from casevault.progress import Progress
    from casevault.ui.context import Context
    from casevault.ui.ways.bodies import Body
    from casevault.ui.ways.listed import WayRow
    from casevault.vault.slots import Sharing
    from casevault.vault.ways import Way

T = TypeVar("T")


class Said(NamedTuple):
    """What a box says: its title, what the act means, and its button."""

    title: Msg
    why: Msg
    button: Msg


CHANGE = Said(
    N_("Change my passphrase"),
    N_("It opens the vault from then on, and yours of today no more. Nothing else changes for anybody."),
    N_("Change it"),
)
PERSON = Said(
    N_("Add a passphrase for another person"),
    N_("Let this person type it. It opens the whole vault, and must be another one than anybody's."),
    N_("Add it"),
)
KEYFILE = Said(
    N_("Add a keyfile"),
    N_("A way in that needs your passphrase and a file, both. The one with your passphrase alone stays until you remove it."),
    N_("Add it"),
)
CODE = Said(
    N_("Make a new recovery code"),
    N_("The new code is shown once. The old one, and whoever has its paper, opens this vault no more."),
    N_("Make it"),
)
SHARES = Said(
    N_("Make shares for colleagues"),
    N_("So many colleagues together open the vault when nobody who knows a passphrase can be reached; one fewer cannot."),
    N_("Write the sheets"),
)
REMOVE = Said(
    N_("Remove a way in"),
    N_("Open with a way that stays, so that nobody is shut out. What is removed still opens copies and back-ups made earlier."),
    N_("Remove it"),
)
RENEW = Said(
    N_("Renew all keys"),
    N_("For when somebody may have the key itself: a computer was taken while the vault was open, or somebody left with a copy."),
    N_("Close the vault and renew"),
)
UNTIL_NOW = N_("Your passphrase until now")
ADDED = N_("The vault also opens with the new passphrase. What is entered then is signed {name}.")
KEYFILE_ADDED = N_("The vault also opens with this passphrase and the keyfile {file}.")
KEYFILE_NEXT = N_("It still opens with the passphrase alone. Lock, open it once with the keyfile, then remove that way.")
CODE_MADE = N_("The vault has a new recovery code.")
SHEETS_MADE = N_("{count} sheets were written into {folder}; any {needed} of them open the vault.")
SHEETS_NEXT = N_(
    "Print them, hand each to one person, then delete the folder: whoever has it has the vault. Rehearse with these people now."
)
REMOVED = N_("It was removed, and opens this vault no more.")


class WayActs(QObject):
    """Opens the boxes over one window. `happened` carries what to say: one sentence, and one on what follows from it."""

    happened = Signal(str, str)

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context, self._window = context, window

    def change(self) -> None:
        """Change the passphrase of whoever has the vault open."""
        context = self._context
        vault, profile = context.vault, context.profile
        new = NewPassphrase(context.catalogue, vault.ambient, context.label)
        typed = new.typed

        def act(secret: bytearray, keyfile: bytes | None, _progress: Progress) -> None:
            chosen = typed.copy()
            try:
                ways.change_passphrase(vault, secret, chosen, keyfile, profile=profile)
            finally:
                wipe(chosen)

        box = self._box(CHANGE, act, lambda _none: self._say(recovery.OLD_COPIES), new, asked=UNTIL_NOW)
        new.changed.connect(lambda: box.set_ready(ready=bool(typed)))
        box.finished.connect(new.clear)
        self._open(box, new.again)

    def add_person(self) -> None:
        """Add a passphrase for another person."""
        vault, profile, body = self._context.vault, self._context.profile, PersonBody(self._context)
        typed, named = body.new.typed, [""]
        body.changed.connect(lambda _ready: named.__setitem__(0, body.name.text().strip()))

        def act(secret: bytearray, keyfile: bytes | None, _progress: Progress) -> str:
            chosen = typed.copy()
            try:
                ways.add_passphrase(vault, secret, chosen, named[0], keyfile, profile=profile)
            finally:
                wipe(chosen)
            return named[0]

        done = lambda name: self._say(ADDED, ways.OLD_COPIES, name=isolated(name))  # noqa: E731 - one use, beside its act
        box = self._box(PERSON, act, done, body)
        box.finished.connect(body.new.clear)
        self._open_body(box, body, body.name)

    def add_keyfile(self) -> None:
        """Add a way in that needs passphrase and keyfile."""
        vault, profile, body = self._context.vault, self._context.profile, KeyfileBody(self._context)
        chosen: list[tuple[Path, bool]] = []

        def note(_ready: bool) -> None:
            chosen[:] = [] if body.path is None else [(body.path, body.existing.isChecked())]

        def act(secret: bytearray, keyfile: bytes | None, _progress: Progress) -> Path:
            ((path, existing),) = chosen
            ways.add_keyfile(vault, secret, path, keyfile, existing=existing, profile=profile)
            return path

        body.changed.connect(note)
        box = self._box(KEYFILE, act, lambda path: self._say(KEYFILE_ADDED, KEYFILE_NEXT, file=isolated(str(path))), body)
        self._open_body(box, body, body.fresh)

    def new_code(self) -> None:
        """Replace the recovery code, and have it written down."""
        vault, profile = self._context.vault, self._context.profile

        def act(secret: bytearray, keyfile: bytes | None, _progress: Progress) -> str:
            code = ways.new_recovery_code(vault, secret, keyfile, profile=profile)
            with contextlib.suppress(CaseVaultError):  # it is in force, and has to be shown whatever else fails
                ways.note_code_shown(vault)
            return code

        self._box(CODE, act, self._show_code).open()

    def _show_code(self, code: str) -> None:
        box = NewCodeBox(self._context.catalogue, code, self._window)
        box.finished.connect(lambda _how: self._say(CODE_MADE, ways.OLD_COPIES))
        vault, runner = self._context.vault, self._context.runner
        box.accepted.connect(lambda: runner.start(lambda _progress: ways.note_code_typed(vault), lambda _none: None))
        box.open()

    def make_shares(self) -> None:
        """Add a set of shares and write one sheet a person."""
        vault, profile, body = self._context.vault, self._context.profile, SharesBody(self._context)
        catalogue = self._context.catalogue
        chosen: list[tuple[Path, int, int]] = []

        def note(_ready: bool) -> None:
            folder = body.folder
            chosen[:] = [] if folder is None else [(folder, body.needed.currentData(), body.count.currentData())]

        def act(secret: bytearray, keyfile: bytes | None, _progress: Progress) -> tuple[Path, int, int]:
            ((folder, needed, count),) = chosen
            sheets: list[Path] = []

            def keep(sharing: Sharing, words: tuple[str, ...]) -> None:
                sheets.extend(write_sheets(folder, sharing, words, catalogue))

            before = vault.header
            try:
                ways.make_shares(vault, secret, keyfile, needed=needed, count=count, keep=keep, profile=profile)
            except BaseException:
                if vault.header is before:  # what is in force needs its sheets, whatever failed after it
                    remove_sheets(sheets)
                raise
            return folder, needed, count

        def done(made: tuple[Path, int, int]) -> None:
            self._say(SHEETS_MADE, SHEETS_NEXT, folder=isolated(str(made[0])), needed=made[1], count=made[2])

        body.changed.connect(note)
        self._open_body(self._box(SHARES, act, done, body), body, body.needed)

    def rehearse(self) -> None:
        """Check that colleagues' shares open the vault; nothing is opened, so nothing is asked."""
        RehearseBox(self._context, self._window).open()

    def remove(self, rows: list[WayRow], chosen: str) -> None:
        """Remove one of these ways in; `chosen` is the one the keyboard was on, or ""."""
        vault, body = self._context.vault, RemoveBody(self._context, rows, chosen)
        picked = [(body.chosen, body.lost.isChecked())]
        body.changed.connect(lambda _ready: picked.__setitem__(0, (body.chosen, body.lost.isChecked())))

        def act(secret: bytearray, keyfile: bytes | None, _progress: Progress) -> Way:
            way_id, code_too = picked[0]
            return ways.remove_way(vault, secret, way_id, keyfile, recovery_too=code_too)

        box = self._box(REMOVE, act, lambda _way: self._say(REMOVED, ways.OLD_COPIES), body, danger=True)
        self._open_body(box, body, box.away, ready=body.is_ready)

    def renew(self) -> None:
        """Give the vault new keys: it closes for that, and what follows stands in a window of its own."""
        vault, renew = self._context.vault, self._context.doors.renew
        if renew is None:
            return

        def act(secret: bytearray, keyfile: bytes | None, _progress: Progress) -> tuple[bytearray, bytes | None]:
            ways.reauthenticate(vault, secret, keyfile)
            return bytearray(secret), keyfile  # whoever renews wipes it

        box = self._box(RENEW, act, lambda given: renew(*given), RenewBody(self._context), danger=True)
        box.open()

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
            whole=True,
        )
        box.finished.connect(box.secret.clear)
        return box

    def _open_body(self, box: AskSecret, body: Body, first: QWidget, *, ready: bool = False) -> None:
        body.changed.connect(lambda complete: box.set_ready(ready=complete))
        self._open(box, first, ready=ready)

    @staticmethod
    def _open(box: AskSecret, first: QWidget, *, ready: bool = False) -> None:
        """Open a box whose act waits until its body is complete; the keyboard begins in `first`."""
        box.set_ready(ready=ready)
        box.open()
        first.setFocus()

    def _say(self, what: Msg, hint: Msg | None = None, **values: object) -> None:
        filled = self._context.catalogue.filled
        self.happened.emit(filled(what, values), "" if hint is None else filled(hint, values))
