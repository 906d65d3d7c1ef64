"""A few fields of one record, asked after a hearing: a draft while it is typed, one act when it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from casevault.errors import CaseVaultError
from casevault.i18n import N_
from casevault.ui.draft import Draft
from casevault.ui.editors.checklist import ChecklistEdit
from casevault.ui.editors.surroundings import VaultSurroundings
from casevault.ui.field_row import FieldRow
from casevault.ui.messages import notice_of
from casevault.ui.theme import SPACE, Role, Style
from casevault.ui.typed_at import at_of, go_on_at
from casevault.ui.words import InlineMessage, Tone, Words
from casevault.vault.hearings import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casevault.domain.record import Changes, Record
    from casevault.ui.context import Context

DRAFT_FOUND = N_("What you typed here before is shown. It is not in the record yet.")


class StepForm(QWidget):
    """Some fields of one record. `kept`: they are in the record, or nothing was changed."""

    kept = Signal()

    def __init__(self, context: Context, record: Record, keys: Sequence[str], title: str, note: str = "") -> None:
        super().__init__()
        self._context, self.record = context, record
        self._filling = True
        self._busy = False
        self._at: object = ""  # where somebody typed last, as the draft has it
        self.draft = Draft(context, f"court/after/{record.id}/{keys[0]}", self._content, self)
        self._around = VaultSurroundings(context, self._on_changed, self._on_problem)
        self.message = InlineMessage()
        self.rows: dict[str, FieldRow] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE.PANE, SPACE.NEAR, SPACE.PANE, SPACE.PANE)
        layout.setSpacing(SPACE.ROOM)
        layout.addWidget(Words(title, Style.SUBTITLE, wrap=True))
        if note:
            layout.addWidget(Words(note, role=Role.TEXT2, wrap=True))
        layout.addWidget(self.message)
        rt = context.vault.schema.type(record.type)
        for key in keys:
            field = rt.field(key)
            if field is None:
                raise LookupError(key)
            row = FieldRow(field, self._around)
            row.put(None if record.fields.get(key) == UNKNOWN else record.fields.get(key))  # "not known" is what is asked here
            self.rows[key] = row
            layout.addWidget(row)
        layout.addStretch(1)
        self._filling = False
        self._untouched = self._content()["fields"]
        self.draft.load(self._on_draft)

    def begin(self) -> None:
        """Take the keyboard: where somebody typed before, else at the first field."""
        if go_on_at(self._at, self.rows) is None:
            next(iter(self.rows.values())).editor.widget.setFocus()

    def show_treaty(self, note: str) -> None:
        """Say over a checklist how the state stands to the treaty it cites."""
        for row in self.rows.values():
            if isinstance(row.editor.widget, ChecklistEdit):
                row.editor.widget.show_treaty(note)

    def keep(self) -> None:
        """Write what was changed, as one act; then `kept`."""
        if self._busy:
            return
        values = {key: row.get() for key, row in self.rows.items()}
        recorded_before = self.record.fields
        fields = {
            key: value
            for key, value in values.items()
            if value != recorded_before.get(key) and (value is not None or recorded_before.get(key) != UNKNOWN)
        }
        if not fields:
            self.draft.forget()
            self.kept.emit()
            return
        self._busy = True
        self.draft.hold()
        vault, record, key, recorded = self._context.vault, self.record.id, self.draft.key, self.draft.recorded

        def work(_progress: object) -> Changes:
            changes = vault.records.edit(record, fields, strict=False)
            recorded.set()
            vault.drafts.discard(key)
            return changes

        self._context.runner.start(work, self._on_kept, failed=self._on_failed, urgent=True)

    def _on_kept(self, changes: Changes) -> None:
        self.draft.forget()
        self._context.changes.happened.emit(changes)
        self.kept.emit()

    def _on_failed(self, problem: BaseException) -> None:
        self._busy = False
        self.draft.keep()
        self._on_problem(problem)

    def _on_problem(self, problem: BaseException) -> None:
        notice = notice_of(problem, self._context.catalogue, self._around.look.title_of)
        key = str(problem.safe.get("field", "")).partition("/")[0] if isinstance(problem, CaseVaultError) else ""
        if key in self.rows:
            self.rows[key].show_problem(f"{notice.what} {notice.hint}".strip())
            self.rows[key].editor.widget.setFocus()
        else:
            self.message.show_message(Tone.CRITICAL if notice.grave else Tone.CAUTION, notice.what, notice.hint)

    def _on_changed(self) -> None:
        if not self._filling:
            self.draft.note_change()

    def _content(self) -> dict[str, Any]:
        fields = {key: value for key, row in self.rows.items() if (value := row.get()) is not None}
        return {"fields": fields, "at": at_of(self, self.rows)}

    def _on_draft(self, draft: Mapping[str, Any]) -> None:
        fields = draft.get("fields")
        if not isinstance(fields, dict):
            return
        typed = {key for key, row in self.rows.items() if row.get() != self._untouched.get(key)}
        self._filling = True
        for key in self.rows.keys() - typed:  # what was typed while the draft was looked for stays
            self.rows[key].put(fields.get(key))
        self._filling = False
        self._at = draft.get("at")
        if self.isVisible() and not typed:
            go_on_at(self._at, self.rows)
        self.message.show_message(Tone.INFO, self._context.text(DRAFT_FOUND))
