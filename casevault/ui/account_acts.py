"""What can be done with an account where it is shown: use it, dispute it, set it aside with a reason, add another beside it.

One menu, opened by Enter on an account, by the menu key or Ctrl+. on any value, or by the other mouse button. Each act is one row
of the log or two in one batch; Ctrl+Z takes it back.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QMenu, QVBoxLayout, QWidget

from casevault.i18n import N_
from casevault.ui.draft import Draft
from casevault.ui.editors.answered import ANOTHER
from casevault.ui.lists.account_row import AccountRow
from casevault.ui.lists.rows import ValueRow
from casevault.ui.theme import CONTROL_HEIGHT, MEDIUM, SPACE, Role, Style, theme
from casevault.ui.widgets.basic import Button, row
from casevault.ui.words import FittingDialog, InlineMessage, Tone, Words
from casevault.vault import accounts
from casevault.vault.stale import confirm, rules

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from casevault.domain.record import Changes, Record
    from casevault.i18n import Msg
    from casevault.ui.context import Context
    from casevault.ui.lists.row import Row
    from casevault.ui.lists.view import RowList

WIDTH = 460
PREFER = N_("Use this value")
ACCEPT = N_("Let it stand as asserted")
DISPUTE = N_("Mark as disputed")
REJECT = N_("Reject, with a reason…")
CHANGE = N_("Change this account…")
CONFIRM = N_("Confirmed today: it still holds")
CONFIRMED = N_("Confirmed today · Undo Ctrl+Z")
DECIDED = N_("Saved · Undo Ctrl+Z")
WHY_TITLE = N_("Reject this account")
WHY = N_("It stays on record with your reason and no longer counts as a disagreement.")
REASON = N_("Why it is not believed")


def confirm_fact(context: Context, record_id: str, path: str = "") -> None:
    """Note that a fact still holds today; of the whole record where no field is named."""

    def done(changes: Changes) -> None:
        context.changes.happened.emit(changes)
        context.messages.say(CONFIRMED)

    context.runner.start(lambda _progress: confirm(context.vault, record_id, path), done)


class AskReason(FittingDialog):
    """One line that must be filled, and what it is for."""

    def __init__(self, context: Context, parent: QWidget, key: str, done: Callable[[str], object]) -> None:
        """`key`: under which the vault keeps what is typed until it is recorded; whoever records it discards that."""
        super().__init__(parent, WIDTH)
        self._context, self._done = context, done
        self.draft = Draft(context, key, lambda: {"reason": self.reason.text()}, self)
        _ = context.text
        self.setModal(True)
        self.setAccessibleName(_(WHY_TITLE))
        layout = QVBoxLayout(self.inner)
        layout.setContentsMargins(SPACE.PANE, SPACE.GROUP, SPACE.PANE, SPACE.GROUP)
        layout.setSpacing(SPACE.CARD)
        layout.addWidget(Words(_(WHY_TITLE), Style.TITLE, wrap=True))
        layout.addWidget(Words(_(WHY), role=Role.TEXT2, wrap=True))
        caption = Words(_(REASON), Style.SMALL, Role.TEXT2, weight=MEDIUM)
        self.reason = QLineEdit()
        self.reason.setObjectName("reject.reason")
        self.reason.setAccessibleName(_(REASON))
        self.reason.setMinimumHeight(theme.scaled(CONTROL_HEIGHT))
        caption.setBuddy(self.reason)
        together = QVBoxLayout()
        together.setSpacing(SPACE.TIGHT)
        together.addWidget(caption)
        together.addWidget(self.reason)
        layout.addLayout(together)
        self.message = InlineMessage()
        layout.addWidget(self.message)
        foot = row(spacing=SPACE.NEAR)
        foot.addStretch(1)
        away = Button(_(N_("Cancel")), "secondary")
        away.clicked.connect(self.reject)
        foot.addWidget(away)
        self.button = Button(_(N_("Reject it")), "primary")
        self.button.clicked.connect(self._on_done)
        foot.addWidget(self.button)
        layout.addLayout(foot)
        self.reason.returnPressed.connect(self._on_done)
        self.reason.textEdited.connect(lambda _text: self.draft.note_change())
        self.reason.setFocus()
        self.draft.load(self._on_draft)

    def flush(self) -> None:
        """Write an open draft at once: the lock does this before it closes the vault."""
        self.draft.flush()

    def reject(self) -> None:
        """Close; what was typed stays as a draft."""
        self.draft.keep()
        super().reject()

    def _on_draft(self, draft: Mapping[str, object]) -> None:
        if not self.reason.text():
            self.reason.setText(str(draft.get("reason") or ""))

    def _on_done(self) -> None:
        if not self.reason.text().strip():
            self.message.show_message(Tone.CAUTION, self._context.text(N_("An account is rejected only with a reason.")))
            return
        self.draft.keep()  # first, in the same line of work: a reason that could not be recorded is there when it is asked again
        self._done(self.reason.text())
        self.accept()


class AccountActs:
    """The menu of one list that shows values and their accounts. `about` returns the record shown or "", `kind` its type."""

    def __init__(self, context: Context, shown: RowList, about: Callable[[], str], kind: Callable[[], str]) -> None:
        self._context, self._list, self._about, self._type = context, shown, about, kind
        self.menu: QMenu | None = None
        shown.acts_wanted.connect(self.open)

    def open(self, chosen: Row) -> bool:
        """Open the menu of a row; False where it is neither a value nor an account, or the record cannot be changed."""
        if not self._about() or self._context.doors.new is None:
            return False
        if isinstance(chosen, AccountRow):
            acts = self._of_account(chosen)
        elif isinstance(chosen, ValueRow) and chosen.path:
            acts = [(ANOTHER, partial(self.add, chosen.path))]
            if any(rule.field == chosen.path and rule.type == self._type() for rule in rules()):
                acts.insert(0, (CONFIRM, partial(confirm_fact, self._context, self._about(), chosen.path)))
        else:
            return False
        self.menu = menu = QMenu(self._list)
        for title, act in acts:
            menu.addAction(self._context.text(title), act)
        rect = self._list.visualRect(self._list.currentIndex())
        menu.popup(self._list.viewport().mapToGlobal(rect.bottomLeft()))
        menu.setActiveAction(menu.actions()[0])
        return True

    def _of_account(self, chosen: AccountRow) -> list[tuple[Msg, Callable[[], object]]]:
        account, vault = chosen.account, self._context.vault
        acts: list[tuple[Msg, Callable[[], object]]] = []
        if not account.preferred:
            acts.append((PREFER, lambda: self._do(lambda: accounts.prefer(vault, account.id))))
        acts.append((DISPUTE, lambda: self._do(lambda: accounts.dispute(vault, account.id))))
        if not account.rejected:
            acts.append((REJECT, lambda: self._ask_reason(account.id)))
        if account.preferred or account.rejected:
            acts.append((ACCEPT, lambda: self._do(lambda: accounts.accept(vault, account.id))))
        edit = self._context.doors.edit
        if edit is not None:
            acts.append((CHANGE, lambda: edit(account.id)))
        acts.append((ANOTHER, lambda: self._another(account.id)))
        return acts

    def add(self, path: str) -> None:
        """Open the form of a new account of one value of the record that is shown."""
        new = self._context.doors.new
        if new is not None and self._about():
            new("claim", {"record": self._about(), "field": path, "status": "asserted"})

    def _another(self, claim_id: str) -> None:
        def done(claim: Record) -> None:
            new = self._context.doors.new
            if new is not None:
                new("claim", {**{key: claim.fields.get(key) for key in ("record", "field")}, "status": "asserted"})

        self._context.runner.start(lambda _progress: self._context.vault.records.get(claim_id), done, urgent=True)

    def _ask_reason(self, claim_id: str) -> None:
        vault, key = self._context.vault, f"reject/{claim_id}"

        def record(reason: str) -> Changes:
            changes = accounts.reject(vault, claim_id, reason)
            vault.drafts.discard(key)
            return changes

        AskReason(self._context, self._list.window(), key, lambda reason: self._do(lambda: record(reason))).open()

    def _do(self, act: Callable[[], Changes]) -> None:
        def done(changes: Changes) -> None:
            self._context.changes.happened.emit(changes)
            self._context.messages.say(DECIDED)

        self._context.runner.start(lambda _progress: act(), done)
