"""The form of any record: a loop over the fields of its type. What is typed is a draft in the vault about a second later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from casevault.domain.claims import spot_of
from casevault.domain.schema import Kind
from casevault.domain.values import title_of
from casevault.errors import CaseVaultError
from casevault.i18n import N_
from casevault.ui.account_entry import AccountEntry
from casevault.ui.asked_fields import asked_fields
from casevault.ui.draft import Draft, flush_all
from casevault.ui.editors.checklist import ChecklistEdit
from casevault.ui.editors.surroundings import VaultSurroundings
from casevault.ui.field_row import FieldRow
from casevault.ui.messages import notice_of
from casevault.ui.read.accounts import differing_of
from casevault.ui.read.hearings import treaty_of
from casevault.ui.theme import SPACE, Role, Style, theme
from casevault.ui.told import VALUE, Told
from casevault.ui.typed_at import at_of, go_on_at
from casevault.ui.unfit import unfit
from casevault.ui.widgets.basic import Button
from casevault.ui.words import InlineMessage, SurfaceDialog, Tone, Words, scrolled

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from casevault.domain.record import Changes, Record, Value
    from casevault.ui.context import Context
    from casevault.ui.read.accounts import Differing

COLUMN = 640

NEW = N_("New: {type}")
EDIT = N_("Change: {type}")
DONE = N_("Done")
LEAVE = N_("Keep as draft")
DISCARD = N_("Discard the draft")
DRAFT_FOUND = N_("Your draft is shown. It is not in the record yet.")
NOTHING_ENTERED = N_("Nothing is entered yet.")
NO_ACCOUNTS = frozenset({"claim", "source", "disclosure", "actor", "device"})  # what is said of these is not told by sources


class RecordForm(SurfaceDialog):
    """Edits one record, or makes one of `type_key`. Closing keeps the draft; only Done writes to the record."""

    saved = Signal(object)  # Changes

    def __init__(
        self,
        context: Context,
        type_key: str,
        record: Record | None,
        known: Mapping[str, object],
        parent: QWidget,
        *,
        told: Told | None = None,
    ) -> None:
        """Edit `record`, or make one of `type_key` that begins with `known`; `told`: what an account is about."""
        super().__init__(parent)
        self._told = told
        self._context = context
        self._type = context.vault.schema.type(type_key)
        self._record = record
        self._start: Mapping[str, object] = record.fields if record else known
        about = f"{told.about}/{told.spot.path}" if told is not None and record is None else "new"
        self._draft = Draft(context, f"form/{type_key}/{record.id if record else about}", self._content, self)
        self._around = VaultSurroundings(context, self._on_changed, self._on_problem)
        self._rows: dict[str, FieldRow] = {}
        self._filling = True
        self._busy = False
        self.resize(COLUMN + 2 * SPACE.PANE + SPACE.GROUP, 720)
        self.message = InlineMessage()
        self.message.acted.connect(self._on_discard)
        self._lay_out()
        self._fill(self._start)
        self._untouched = self._content()["fields"]
        self._draft.load(self._on_draft)
        context.changes.happened.connect(self._read_accounts)
        self._read_accounts()
        self._read_treaty()

    @property
    def type_key(self) -> str:
        """Return the kind of record it is about."""
        return self._type.key

    @property
    def record_id(self) -> str:
        """Return the record that is changed; "" for a new one."""
        return self._record.id if self._record is not None else ""

    @property
    def known(self) -> dict[str, object]:
        """Return what a new record began with."""
        return dict(self._start) if self._record is None else {}

    def _read_accounts(self, _changes: object = None) -> None:
        """Show under each field what sources say of it."""
        record, reader = self._record, self._context.reader
        if record is None:
            return

        def put(found: dict[str, list[Differing]]) -> None:
            if not isValid(self):  # the form was closed meanwhile
                return
            for key, row in self._rows.items():
                row.show_accounts([one for one in found.get(record.id, ()) if one.path.partition("/")[0] == key])

        self._context.runner.start(lambda _progress: differing_of(reader, [record]), put)

    def _read_treaty(self) -> None:
        """Say over a checklist of rights how the state of the case stands to the treaty it cites."""
        lists = [row.editor.widget for row in self._rows.values() if isinstance(row.editor.widget, ChecklistEdit)]
        hearing, reader = self._start.get("hearing"), self._context.reader
        if not lists or not isinstance(hearing, str):
            return

        def put(note: str) -> None:
            for found in lists:
                if isValid(found):
                    found.show_treaty(note)

        self._context.runner.start(lambda _progress: treaty_of(reader, hearing), put)

    def _another(self, key: str) -> Callable[[], object] | None:
        """Return what opens the card of another account of a field of this record; None where there can be none."""
        record = self._record
        if record is None or record.type in NO_ACCOUNTS:
            return None
        return lambda: self._open_account(key)

    def _open_account(self, key: str) -> None:
        row, record, schema = self._rows[key], self._record, self._context.vault.schema
        spot = spot_of(schema.type(record.type), key) if record is not None else None
        if record is None or spot is None or row.entry is not None:
            return
        entry = AccountEntry(self._context, Told(record.id, record.title, spot, schema))
        entry.closed.connect(row.close_entry)
        row.open_entry(entry)
        entry.begin()
        QTimer.singleShot(0, entry, lambda: self._scroll.ensureWidgetVisible(entry))

    def _on_account_keys(self) -> None:
        focused = QApplication.focusWidget()
        for key, row in self._rows.items():
            another = self._another(key)
            if focused is not None and row.isAncestorOf(focused) and row.field.kind is not Kind.ROWS and another is not None:
                another()

    def _on_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        """Say beside a field what cannot be recorded as it stands, once it is left; it stays as it was typed."""
        # No word where the window itself was left: it may be going, and the vault with it.
        if self._told is not None or old is None or new is None or not isValid(old) or not self.isVisible():
            return
        for row in self._rows.values():
            editor = row.editor.widget
            was = old is editor or editor.isAncestorOf(old)
            if was and new is not editor and not editor.isAncestorOf(new):
                problem = unfit(self._context.vault, self._type, self._record, row.field, row.get())
                if problem is None:
                    row.show_problem("")
                else:
                    self._on_problem(problem, follow=False)

    def _on_changed(self) -> None:
        if not self._filling:
            self._draft.note_change()

    def _fill(self, fields: Mapping[str, object]) -> None:
        # Values of these very fields: a record's own, or what our screens know of a new one.
        self._filling = True
        for key, row in self._rows.items():
            value = fields.get(key)
            if self._told is not None and key == VALUE and isinstance(value, str):
                value = self._told.read(value)
            row.put(cast("Value | None", value))
        self._filling = False

    def entered(self) -> dict[str, object]:
        """Return the fields that differ from the record; None removes a value."""
        present = self._record.fields if self._record else {}
        values = {key: row.get() for key, row in self._rows.items()}
        if self._told is not None and self._record is None and any(value is not None for value in values.values()):
            values |= {"record": self._told.about, "field": self._told.spot.path}
        return {key: value for key, value in values.items() if value != present.get(key)}

    def flush(self) -> None:
        """Write the open drafts at once: the lock does this before it closes the vault."""
        flush_all([self._draft, *(row.entry.draft for row in self._rows.values() if isinstance(row.entry, AccountEntry))])

    def reject(self) -> None:
        """Close; what was typed stays as a draft."""
        self._draft.keep()
        for row in self._rows.values():
            if isinstance(row.entry, AccountEntry):
                row.entry.draft.keep()
        super().reject()

    def _content(self) -> dict[str, Any]:
        fields = {key: value for key, row in self._rows.items() if (value := row.get()) is not None}
        return {"fields": fields, "at": at_of(self, self._rows)}

    def _on_done(self) -> None:
        if self._busy:
            return
        fields = self.entered()
        if self._record is None and not fields:
            self.message.show_message(Tone.CAUTION, self._context.text(NOTHING_ENTERED))
            return
        self._busy = True
        self._draft.hold()
        for row in self._rows.values():
            row.show_problem("")
        self.message.hide()
        records, record, type_key = self._context.vault.records, self._record, self._type.key
        drafts, draft = self._context.vault.drafts, self._draft
        draft_key, recorded = draft.key, draft.recorded

        def work(_progress: object) -> Changes | None:
            changes = None
            if record is None:
                changes = records.add(type_key, fields, strict=False)
            elif fields:
                changes = records.edit(record.id, fields, strict=False)
            recorded.set()
            drafts.discard(draft_key)
            return changes

        self._context.runner.start(work, self._on_saved, failed=self._on_failed, urgent=True)

    def _on_saved(self, changes: Changes | None) -> None:
        self._draft.forget()
        if changes is not None:
            self._context.changes.happened.emit(changes)
            self.saved.emit(changes)
        self.accept()

    def _on_failed(self, problem: BaseException) -> None:
        self._busy = False
        self._draft.keep()  # it is not in the record: what was typed must not be lost meanwhile
        self._on_problem(problem)

    def _on_problem(self, problem: BaseException, *, follow: bool = True) -> None:
        # What is said at once, as a field is left, reads nothing: this is the window's own thread.
        notice = notice_of(problem, self._context.catalogue, self._around.look.title_of if follow else str)
        key = str(problem.safe.get("field", "")).partition("/")[0] if isinstance(problem, CaseVaultError) else ""
        row = self._rows.get(key)
        if row is not None:
            row.show_problem(f"{notice.what} {notice.hint}".strip())
            if follow:
                self._scroll.ensureWidgetVisible(row)
                row.editor.widget.setFocus()
        else:
            self.message.show_message(Tone.CRITICAL if notice.grave else Tone.CAUTION, notice.what, notice.hint)

    def _on_draft(self, draft: Mapping[str, Any]) -> None:
        fields = draft.get("fields")
        if not isinstance(fields, dict):
            return
        typed = {key for key, row in self._rows.items() if row.get() != self._untouched.get(key)}
        self._filling = True
        for key in self._rows.keys() - typed:  # what was typed while the draft was looked for stays
            self._rows[key].put(fields.get(key))
        self._filling = False
        at = go_on_at(draft.get("at"), self._rows) if not typed else None
        if at is not None:
            QTimer.singleShot(0, at, lambda: self._scroll.ensureWidgetVisible(at))
        self.message.show_message(Tone.INFO, self._context.text(DRAFT_FOUND), button=self._context.text(DISCARD))

    def _on_log(self) -> None:
        log = self._context.doors.log
        if log is not None:
            cases = self._record.cases if self._record is not None else ()
            log(cases[0] if len(cases) == 1 else str(self._start.get("case") or ""))

    def _on_discard(self) -> None:
        self._draft.forget()
        drafts, key = self._context.vault.drafts, self._draft.key
        self._context.runner.start(lambda _progress: drafts.discard(key), lambda _none: None, failed=self._on_problem)
        self._fill(self._start)
        self.message.hide()

    # layout

    def _head(self) -> QVBoxLayout:
        _ = self._context.text
        title = Words(_(EDIT if self._record else NEW, type=_(self._type.label)), Style.TITLE)
        head = QVBoxLayout()
        head.setContentsMargins(SPACE.PANE, SPACE.ROOM, SPACE.PANE, SPACE.NEAR)
        head.addWidget(title)
        if self._record is not None and self._record.title and self._told is None:
            self._called = Words(self._record.title, role=Role.TEXT2, wrap=True)
            theme.changed.connect(self._call_anew)
            if self._around.look.hides:
                self._called.setText("")
                self._call_anew()
            head.addWidget(self._called)
        if self._told is not None:
            about = f"{self._told.title} · {_(self._told.spot.field.label)}"
            head.addWidget(Words(about, role=Role.TEXT2, wrap=True))
        head.addWidget(self.message)
        return head

    def _call_anew(self) -> None:
        """Name the record as the window names it now: by codes while names are hidden."""
        if self._record is not None:
            type_, fields = self._type, self._record.fields
            self._around.read(lambda look: title_of(type_, fields, look), self._call)

    def _call(self, title: str) -> None:
        if isValid(self._called):
            self._called.setText(title)

    def _body(self) -> QWidget:
        _ = self._context.text
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(SPACE.PANE, SPACE.NEAR, SPACE.PANE, SPACE.PANE)
        column.setSpacing(SPACE.ROOM)
        for msg, members in asked_fields(self._type, self._start, self._told, exists=self._record is not None):
            column.addWidget(Words(_(msg), Style.SUBTITLE))
            for field in members:
                table = field.kind is Kind.ROWS
                row = FieldRow(field, self._around, None if table else self._another(field.key))
                self._rows[field.key] = row
                column.addWidget(row)
        column.addStretch(1)
        return body

    def _lay_out(self) -> None:
        self._scroll = scrolled(self._body())
        _ = self._context.text
        done = Button(_(DONE), "primary")
        done.setObjectName("form.done")
        done.clicked.connect(self._on_done)
        leave = Button(_(LEAVE))
        leave.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.setContentsMargins(SPACE.PANE, SPACE.CARD, SPACE.PANE, SPACE.CARD)
        foot.setSpacing(SPACE.NEAR)
        foot.addWidget(self._draft.state)
        foot.addStretch(1)
        foot.addWidget(leave)
        foot.addWidget(done)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addLayout(self._head())
        page.addWidget(self._scroll, 1)
        page.addLayout(foot)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self._on_done)
        for keys in ("Ctrl+Shift+D", "Ctrl+Shift+S"):
            QShortcut(QKeySequence(keys), self, self._on_account_keys)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)
        QShortcut(QKeySequence("Ctrl+L"), self, self._on_log)  # a box sleeps the keys of the window under it
        first = next(iter(self._rows.values()), None)
        if first is not None:
            first.editor.widget.setFocus()
