"""The window before a vault is open: the first page, unlock, or make one. Holds no record and no key.

What opens a vault, and the pages that nobody sees at first, are a third of a second of loading: they are imported where they are
needed. While the first page is read, `run.load_window` has loaded them.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from casevault import paths
from casevault.crypto import kdf
from casevault.errors import CaseVaultError
from casevault.hardening import reexecute_locked
from casevault.i18n import N_
from casevault.ui.file_dialog import Mode, ask_path
from casevault.ui.first import FirstPage
from casevault.ui.jobs import Runner
from casevault.ui.locking import GRACE
from casevault.ui.theme import MIN_HEIGHT, MIN_WIDTH
from casevault.ui.unlock import SecretKind, UnlockPage
from casevault.ui.words import Tone
from casevault.vault.finding import SUFFIX, is_vault
from casevault.vault.keyfile import keyfile_bytes
from casevault.vault.slots import TYPED_KINDS, SlotKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent

    from casevault.ambient import Ambient
    from casevault.crypto.kdf import Bounds, KdfProfile
    from casevault.i18n import Catalogue
    from casevault.ui.create import CreatePage
    from casevault.ui.regain_page import RegainPage
    from casevault.ui.restore_page import RestorePage
    from casevault.ui.shares_page import SharesPage
    from casevault.ui.travel.unseal_page import UnsealPage
    from casevault.vault.restore import Restored
    from casevault.vault.vault import Vault

OPEN_FOLDER = N_("Which folder is the vault?")
KEYFILE = N_("Which file is the keyfile?")
NEW_FOLDER = N_("In which folder shall the vault be made?")
FIRST_HEIGHT = 760
FRAME = 24  # pixels that the frame of a window may take at each side
DEFAULT_NAME = f"Vault{SUFFIX}"
RESTORED_NAME = f"Restored{SUFFIX}"
UNSEALED = N_("The travel copy opens with the new passphrase. This ticket opens it no second time.")
KINDS = {SecretKind.PASSPHRASE: SlotKind.PASSPHRASE, SecretKind.RECOVERY_CODE: SlotKind.RECOVERY}


class GateWindow(QWidget):
    """First page, unlock box or creation steps; `opened` hands over the open vault."""

    opened = Signal(object)  # Vault
    language_wanted = Signal(str)  # of the first page; whoever owns the window answers with `speak`
    held = Signal()  # a vault stands open behind this window: from now on it must lock like any other

    def __init__(
        self,
        catalogue: Catalogue,
        ambient: Ambient,
        folder: Path | None,
        *,
        profile: KdfProfile | None = None,
        bounds: Bounds = kdf.STANDARD,
        replace: Callable[[Path | None], object] = reexecute_locked,
    ) -> None:
        """Begin with the vault in `folder`, or with the first page; `profile`, `bounds` and `replace` are arguments for tests."""
        super().__init__()
        self._catalogue = catalogue
        self._ambient = ambient
        self._profile = profile
        self._bounds = bounds
        self._replace = replace
        self._folder = folder
        self._runner = Runner(self)
        self._stack = QStackedLayout(self)
        self.first: FirstPage | None = None
        self.unlock: UnlockPage | None = None
        self.create_page: CreatePage | None = None
        self.restore_page: RestorePage | None = None
        self.shares_page: SharesPage | None = None
        self.regain_page: RegainPage | None = None
        self.unseal_page: UnsealPage | None = None
        self.setWindowTitle("CaseVault")
        self.setMinimumSize(MIN_WIDTH, MIN_HEIGHT)
        self.resize(self._first_size())
        if folder is None:
            self._show_first()
        else:
            self._show_unlock(folder)

    def _first_size(self) -> QSize:
        """Return the size in which all of the first page is in sight, or what the screen has room for with a frame around it."""
        room = self.screen().availableSize() - QSize(FRAME, 2 * FRAME)
        return QSize(MIN_WIDTH, FIRST_HEIGHT).boundedTo(room).expandedTo(QSize(MIN_WIDTH, MIN_HEIGHT))

    def speak(self, catalogue: Catalogue) -> None:
        """Speak another language from now on, beginning with the first page anew."""
        self._catalogue = catalogue
        self._show_first()
        if self.first is not None:
            self.first.languages.setFocus()

    def try_secret(self, secret: bytearray, kind: SecretKind = SecretKind.PASSPHRASE) -> None:
        """Open the vault with `secret`, which is wiped afterwards."""
        folder, page = self._folder, self.unlock
        if folder is None or page is None:
            return
        page.show_busy()
        self._open(folder, secret, KINDS[kind], page.keyfile if kind is SecretKind.PASSPHRASE else None)

    def lock(self) -> None:
        """Close a vault that stands open here and replace the process; does nothing where none does.

        A page that only asks for a new passphrase hands the vault over to whoever presses its other button, and one that shows
        the recovery code of a new vault shows it to whoever opens the lid.
        """
        page: RegainPage | CreatePage | None = self.regain_page
        if page is None and self.create_page is not None and self.create_page.begun is not None:
            page = self.create_page
        if page is None:
            return
        begun = self._folder if self.create_page is None else self.create_page.begun

        def replace() -> None:
            # A vault whose making was cut off is none: who comes back begins at the first page.
            self._replace(begun if begun is not None and is_vault(begun) else None)

        grace = threading.Timer(GRACE, replace)
        grace.daemon = True
        grace.start()
        try:
            self.hide()
            self._runner.stop()
            page.close_vault()
        finally:
            grace.cancel()
            replace()

    def _open(self, folder: Path, secret: bytearray, slot_kind: SlotKind, keyfile: Path | None = None) -> None:
        ambient, bounds = self._ambient, self._bounds

        def work(_progress: object) -> Vault:
            try:
                from casevault.vault.vault import Vault  # noqa: PLC0415 - see above

                content = None if keyfile is None else keyfile_bytes(keyfile)
                return Vault.open(folder, secret, kind=slot_kind, keyfile=content, ambient=ambient, bounds=bounds)
            finally:
                secret[:] = bytes(len(secret))

        asking = self._stack.currentWidget()
        self._runner.start(
            work, lambda vault: self._on_opened(vault, asking), failed=lambda problem: self._on_failed(problem, asking)
        )

    def _on_opened(self, vault: Vault, asking: QWidget | None) -> None:
        if asking is not self._stack.currentWidget():
            vault.close()  # whoever asked went on to something else: nothing opens behind their back
            return
        for page in (self.unlock, self.shares_page):
            if page is not None:
                page.forget()
        if vault.slot.kind in TYPED_KINDS:
            self.opened.emit(vault)
        else:
            self._show_regain(vault)

    def _on_failed(self, problem: BaseException, asking: QWidget | None) -> None:
        if asking is not self._stack.currentWidget():
            return  # what is wrong with one vault is not said at the box of another
        for page in (self.unlock, self.shares_page):
            if page is not None:
                page.show_problem(problem)

    def _show_regain(self, vault: Vault) -> None:
        from casevault.ui.regain_page import RegainPage  # noqa: PLC0415 - see above

        page = RegainPage(vault, self._catalogue, self._runner, profile=self._profile)
        page.finished.connect(self.opened)
        page.left_alone.connect(lambda: self._replace(self._folder))
        self.regain_page = page
        self._swap(page)
        page.new.again.setFocus()
        self.held.emit()

    def _show_shares(self) -> None:
        folder = self._folder
        if folder is None:
            return
        from casevault.ui.shares_page import SharesPage  # noqa: PLC0415 - see above

        page = SharesPage(self._catalogue)
        page.submitted.connect(lambda given: self._open(folder, given, SlotKind.SHARES))
        page.cancelled.connect(self._on_cancelled)
        page.left_alone.connect(lambda: self._replace(self._folder))
        self.shares_page = page
        self._swap(page)
        page.entry.field.setFocus()

    def _show_unlock(self, folder: Path) -> None:
        self._folder = folder
        page = UnlockPage(folder, self._catalogue)
        page.submitted.connect(self.try_secret)
        page.other_vault_wanted.connect(self._on_other)
        page.new_vault_wanted.connect(self._show_create)
        page.keyfile_wanted.connect(self._on_keyfile_wanted)
        page.shares_wanted.connect(self._show_shares)
        page.erase_wanted.connect(self._on_erase_wanted)
        page.left_alone.connect(lambda: self._replace(self._folder))
        self.unlock = page
        self._swap(page)
        page.secret.setFocus()
        bounds = self._bounds

        def is_sealed(_progress: object) -> bool:
            from casevault.vault import travelling  # noqa: PLC0415 - see above

            return travelling.is_sealed(folder, bounds)

        # What cannot be read is said when somebody tries to open it.
        self._runner.start(is_sealed, lambda sealed: self._on_looked(page, sealed), failed=lambda _why: None)

    def _on_looked(self, page: UnlockPage, sealed: bool) -> None:
        """Ask for a ticket in place of a passphrase, where no passphrase opens it."""
        folder = self._folder
        if not sealed or folder is None or self.unlock is not page:
            return
        from casevault.ui.travel.unseal_page import UnsealPage  # noqa: PLC0415 - see above

        asked = UnsealPage(folder, self._catalogue, self._runner, self._ambient, self._bounds, profile=self._profile)
        asked.unsealed.connect(self._on_unsealed)
        asked.other_vault_wanted.connect(self._on_other)
        asked.erase_wanted.connect(self._on_erase_wanted)
        asked.left_alone.connect(lambda: self._replace(self._folder))
        self.unseal_page = asked
        self._swap(asked)
        asked.arrived.setFocus()

    def _on_unsealed(self) -> None:
        """Ask for the new passphrase once more: whoever set it knows then that it is the one."""
        if self._folder is not None:
            self._show_unlock(self._folder)
        if self.unlock is not None:
            self.unlock.message.show_message(Tone.INFO, self._catalogue.text(UNSEALED), icon_name="check")

    def _show_first(self) -> None:
        page = FirstPage(self._catalogue)
        page.make_wanted.connect(self._show_create)
        page.open_wanted.connect(self._on_other)
        page.vault_wanted.connect(self._show_unlock)
        page.language_wanted.connect(self.language_wanted)
        self.first = page
        self._swap(page)
        page.make.setFocus()

    def _show_create(self) -> None:
        from casevault.ui.create import CreatePage  # noqa: PLC0415 - see above

        parent = self._folder.parent if self._folder else paths.vault_home()
        page = CreatePage(
            parent / DEFAULT_NAME,
            self._catalogue,
            self._runner,
            self._ambient,
            profile=self._profile,
            bounds=self._bounds,
        )
        page.made.connect(self.opened)
        page.held.connect(self.held)
        page.left_alone.connect(self.lock)
        page.cancelled.connect(self._on_cancelled)
        page.open_wanted.connect(self._on_other)
        page.folder_wanted.connect(self._on_folder_wanted)
        self.create_page = page
        self._swap(page)

    def _swap(self, page: QWidget) -> None:
        old = self._stack.currentWidget()
        if self.create_page is not page and self.create_page is not None:
            self.create_page.close_vault()
            self.create_page = None
        if self.first is not page:
            self.first = None
        if self.unlock is not page:
            self.unlock = None
        if self.restore_page is not page:
            self.restore_page = None
        if self.unseal_page is not page:
            self.unseal_page = None
        if self.shares_page is not page:
            self.shares_page = None
        if self.regain_page is not page and self.regain_page is not None:
            self.regain_page.close_vault()
            self.regain_page = None
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        if old is not None:
            self._stack.removeWidget(old)
            old.deleteLater()

    def _on_cancelled(self) -> None:
        if self._folder is not None:
            self._show_unlock(self._folder)
        else:
            self._show_first()

    def _on_other(self) -> None:
        ask_path(self, self._catalogue.text(OPEN_FOLDER), Mode.Directory, self.choose)

    def choose(self, folder: Path) -> None:
        """Go on with the vault in `folder`, or with restoring it where back-ups lie there."""
        from casevault.ui.restore_page import RestorePage  # noqa: PLC0415 - see above
        from casevault.vault.restore import find  # noqa: PLC0415 - see above

        try:
            place, generation = find(folder)
        except CaseVaultError:
            self._show_unlock(folder)
            return
        target = paths.vault_home() / RESTORED_NAME
        page = RestorePage(
            place,
            generation,
            target,
            catalogue=self._catalogue,
            runner=self._runner,
            ambient=self._ambient,
            bounds=self._bounds,
        )
        page.restored.connect(self._on_restored)
        page.cancelled.connect(self._on_cancelled)
        self.restore_page = page
        self._swap(page)
        page.secret.setFocus()

    def _on_restored(self, made: Restored) -> None:
        self._show_unlock(made.folder)
        if self.unlock is not None:
            from casevault.ui.restore_page import done_message  # noqa: PLC0415 - see above

            tone, sign = (Tone.CAUTION, "") if made.damaged else (Tone.INFO, "check")
            self.unlock.message.show_message(tone, done_message(self._catalogue, made), icon_name=sign)

    def _on_folder_wanted(self) -> None:
        page = self.create_page
        if page is not None:
            title = self._catalogue.text(NEW_FOLDER)
            ask_path(self, title, Mode.Directory, lambda chosen: page.folder.setText(str(chosen / DEFAULT_NAME)))

    def _on_erase_wanted(self) -> None:
        if self._folder is not None:
            from casevault.ui.erasing_vault import EraseVaultBox  # noqa: PLC0415 - see above

            box = EraseVaultBox(self._folder, self._catalogue, self._runner, self._ambient, parent=self)
            box.erased.connect(self._on_erased)
            box.open()

    def _on_erased(self) -> None:
        self._folder = None
        self._show_first()

    def _on_keyfile_wanted(self) -> None:
        page = self.unlock
        if page is not None:
            ask_path(self, self._catalogue.text(KEYFILE), Mode.ExistingFile, page.use_keyfile)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close what was made and not handed over."""
        self._runner.stop()
        if self.regain_page is not None:
            self.regain_page.close_vault()
        if self.create_page is not None:
            self.create_page.close_vault()
        super().closeEvent(event)
