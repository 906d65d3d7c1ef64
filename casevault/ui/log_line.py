"""One line from anywhere: what happened, in which case. What was understood is shown and can be changed before it is saved."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from casevault.domain.oneline import is_contact, read_line
from casevault.i18n import N_
from casevault.ui.draft import AT_ONCE, Draft
from casevault.ui.editors.choice import choice_editor
from casevault.ui.editors.reference import ReferenceEdit
from casevault.ui.editors.select import Select
from casevault.ui.editors.surroundings import VaultSurroundings
from casevault.ui.editors.text import DateEdit
from casevault.ui.log_also import Also
from casevault.ui.log_signs import LineSigns
from casevault.ui.mentioning import Mentioning, MentionLine
from casevault.ui.messages import notice_of
from casevault.ui.theme import MEDIUM, SPACE, Role, Style, theme
from casevault.ui.widgets.basic import Button
from casevault.ui.words import InlineMessage, SurfaceDialog, Tone, Words
from casevault.vault.naming import NAMED
from casevault.vault.oneline import record_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.domain.oneline import Reading
    from casevault.domain.record import Changes
    from casevault.ui.context import Context
    from casevault.ui.editors.base import Choice
    from casevault.vault.naming import Named

WIDTH = 720
TOP = 72  # pixels below the upper edge of the window
DRAFT_KEY = "log"

TITLE = N_("Log")
LINE = N_("What happened")
HELP = N_(
    "@ names the case or somebody in it, # the kind, ! the day by which something is to be done: "
    "“husband called, lawyer refused @heron 6 mar !friday”"
)
CASE = N_("Case")
SAVE_AS = N_("Save as")
AN_EVENT = N_("An event")
A_CONTACT = N_("A contact with the family")
A_NOTE = N_("A note")
A_TASK = N_("A task")
KIND = N_("Kind")
DAY = N_("Day")
DUE = N_("Due")
KEYS = N_("Enter saves · Shift+Enter saves and opens · Esc keeps the line as a draft")
NO_CASE = N_("Choose the case this belongs to: type a part of its name or code.")
NO_TEXT = N_("Type what happened.")
GOES_ON = N_("The line before is saved. This was typed meanwhile and is not saved yet.")
SAVE = N_("Save")
FALLBACK_KIND = "other"


class LogLine(SurfaceDialog):
    """A line, and below it the reading: case, form, kind, day. Enter saves."""

    saved = Signal(object, bool)  # Changes, whether the record shall be opened

    def __init__(self, context: Context, case_id: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._draft = Draft(context, DRAFT_KEY, self._content, self, every=AT_ONCE)
        self._hint = ""  # what stands after an at sign in the line, and no mention
        self._hint_met = False  # it was found to be the case that is chosen, so it is no part of what happened
        self._around = VaultSurroundings(context, self._draft.note_change, self._on_problem)
        self._touched: set[str] = set()  # what the person set by hand is no longer guessed
        self._busy = False
        self._handed_over = ""  # the line as it was when Enter was pressed
        self.setMinimumWidth(WIDTH)
        _ = context.text
        self.line = MentionLine()
        self.named = Mentioning(self.line, self._around, ("case", *NAMED), ahead=False)
        self.line.setObjectName("log.line")
        self.line.setMinimumHeight(theme.scaled(40))
        self.line.setAccessibleName(_(LINE))
        self.line.setPlaceholderText(_(LINE))
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self.case = ReferenceEdit(("case",), self._around)
        self.case.setAccessibleName(_(CASE))
        self.case.setObjectName("log.case")
        self.form = Select()
        self.form.setAccessibleName(_(SAVE_AS))
        for key, msg in (("event", AN_EVENT), ("family_contact", A_CONTACT), ("note", A_NOTE), ("task", A_TASK)):
            self.form.addItem(_(msg), key)
        kind_field = context.vault.schema.type("event").field("kind")
        if kind_field is None:
            raise LookupError("event/kind")
        self._codes = self._around.look.vocabularies.codes(kind_field.vocabulary)
        self.kind = choice_editor(kind_field, self._around)
        self.kind.widget.setAccessibleName(_(KIND))
        self.day = DateEdit(self._around)
        self.day.edit.setAccessibleName(_(DAY))
        self.signs = LineSigns(self.line, self._around, self._codes)
        self.also = Also(context, self._around)
        self.message = InlineMessage()
        self._lay_out()
        self._listen()
        if case_id:
            self._touched.add("case")
            self.case.put(case_id)
        self.day.put(self._around.today().isoformat())
        self._draft.load(self._on_draft)

    def _listen(self) -> None:
        self.line.textChanged.connect(self._on_text)
        self.named.picked.connect(self._on_case_named)
        self.named.changed.connect(lambda: self._on_text(self.line.text()))
        self.case.chosen.connect(self._on_case_chosen)
        self.form.activated.connect(lambda _row: self._touched.add("form"))
        self.form.currentIndexChanged.connect(lambda _row: self._show_kind())
        self.day.edit.textEdited.connect(lambda _text: self._touched.add("day"))
        combo = self.kind.widget
        if isinstance(combo, QComboBox):
            combo.activated.connect(lambda _row: self._touched.add("kind"))

    # reading

    def _on_text(self, _text: str) -> None:
        self._draft.note_change()
        reading = self._reading()
        if "form" not in self._touched:
            self.form.setCurrentIndex(self.form.findData(self._form_of(reading)))
        if "kind" not in self._touched:
            self.kind.set(reading.kind or None)
        if "day" not in self._touched:
            self.day.put(reading.due or reading.day if self.form.currentData() == "task" else reading.day)
        if reading.case_hint != self._hint:
            self._hint, self._hint_met = reading.case_hint, False
            if self._hint:
                self._around.find(("case",), self._hint, partial(self._on_case_guessed, self._hint))
        self._look_beside()

    @staticmethod
    def _form_of(reading: Reading) -> str:
        """Return what a line most likely is: what happened comes before what is to be done about it."""
        if reading.kind:
            return "event"
        return "family_contact" if is_contact(reading.text) else "task" if reading.due else "event"

    def _reading(self) -> Reading:
        language, today = self._context.catalogue.language, self._around.today()
        return read_line(self.named.marked(), language=language, today=today, codes=self._codes, keeps_case=not self._hint_met)

    def _on_case_guessed(self, hint: str, offers: list[Choice]) -> None:
        if not offers or hint != self._hint:
            return
        if "case" not in self._touched:
            self.case.put(offers[0].id)
        # A word that names another case than the one that was chosen by hand tells something, and stays.
        self._hint_met = self.case.choice is not None and self.case.choice.id in {one.id for one in offers}
        self._look_beside()

    def _on_case_named(self, one: Named) -> None:
        self.case.put(one.id)
        self._on_case_chosen()
        self._on_text(self.line.text())

    def _on_case_chosen(self) -> None:
        self._touched.add("case")
        self._look_beside()

    def _look_beside(self) -> None:
        case = self.case.choice.id if self.case.choice else ""
        self.also.look(self._reading(), case, str(self.form.currentData()), str(self.day.get() or ""))

    def _show_kind(self) -> None:
        self.kind.widget.setEnabled(self.form.currentData() == "event")
        said = self._context.text(DUE if self.form.currentData() == "task" else DAY)
        self.day_label.setText(said)
        self.day.edit.setAccessibleName(said)
        self._look_beside()

    # saving

    def fields(self) -> tuple[str, dict[str, object]]:
        """Return the type and the fields of the record to be made."""
        reading = self._reading()
        told = self.also.text(reading.text)
        case = self.case.choice.id if self.case.choice else None
        type_key = str(self.form.currentData())
        if type_key == "event":
            kind = self.kind.get() or (FALLBACK_KIND if FALLBACK_KIND in self._codes else None)
            return type_key, {"case": case, "kind": kind, "start": self.day.get(), "narrative": told, **self.also.fields("event")}
        if type_key == "family_contact":
            return type_key, {"case": case, "at": self.day.get(), "content": told, **self.also.fields("family_contact")}
        if type_key == "task":
            return type_key, {"case": case, "title": told, "due": self.day.get()}
        return type_key, {"about": case, "kind": "fact", "text": told}

    def _on_enter(self) -> None:
        shifted = QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier
        self._on_save(and_open=bool(shifted))

    def _on_save(self, *, and_open: bool) -> None:
        if self._busy:
            return
        if not self.line.text().strip():
            self.message.show_message(Tone.CAUTION, self._context.text(NO_TEXT))
            return
        if self.case.choice is None:
            self.message.show_message(Tone.CAUTION, self._context.text(NO_CASE))
            self.case.setFocus()
            return
        self._busy = True
        self._handed_over = self.line.text()
        self._draft.hold()
        type_key, fields = self.fields()
        also = self.also.acts(fields)
        vault, recorded = self._context.vault, self._draft.recorded

        def work(_progress: object) -> Changes:
            changes = record_line(vault, type_key, fields, also=also)
            recorded.set()
            vault.drafts.discard(DRAFT_KEY)
            return changes

        self._context.runner.start(work, lambda changes: self._on_saved(changes, and_open), failed=self._on_failed, urgent=True)

    def _on_saved(self, changes: Changes, and_open: bool) -> None:
        meanwhile = typed_since(self._handed_over, self.line.text())
        self._draft.begin_anew()
        self._context.changes.happened.emit(changes)
        if meanwhile.strip():
            self._go_on(meanwhile)
            self.saved.emit(changes, False)  # noqa: FBT003 - a signal has no names; a record that opened would take the keyboard
            return
        self.saved.emit(changes, and_open)
        self.accept()

    def _go_on(self, meanwhile: str) -> None:
        """Stay open with what was typed while the line was being saved: it is the beginning of the next."""
        self._busy = False
        self._touched &= {"case"}
        self.line.setText(meanwhile.lstrip())  # which reads it, and notes it as a draft
        self.message.show_message(Tone.INFO, self._context.text(GOES_ON))

    def _on_failed(self, problem: BaseException) -> None:
        self._busy = False
        self._draft.keep()
        self._on_problem(problem)

    def _on_problem(self, problem: BaseException) -> None:
        notice = notice_of(problem, self._context.catalogue, self._around.look.title_of)
        self.message.show_message(Tone.CRITICAL if notice.grave else Tone.CAUTION, notice.what, notice.hint)

    def _content(self) -> dict[str, Any]:
        # Once the line is in the vault, what was typed after Enter is all there is to keep.
        recorded = self._busy and self._draft.recorded.is_set()
        line = typed_since(self._handed_over, self.line.text()) if recorded else self.named.marked()
        return {"line": line, "case": self.case.choice.id if self.case.choice else ""}

    def flush(self) -> None:
        """Write an open draft at once: the lock does this before it closes the vault."""
        if self._draft.recorded.is_set() and typed_since(self._handed_over, self.line.text()).strip():
            self._context.vault.drafts.save(DRAFT_KEY, self._content())
            return
        self._draft.flush()

    def _on_draft(self, draft: Mapping[str, Any]) -> None:
        if draft.get("line"):
            if draft.get("case") and "case" not in self._touched:
                self.case.put(str(draft["case"]))
            # Whoever typed before the draft was read goes on with it. Nothing is selected: the next key would take it away.
            self.named.put(str(draft["line"]) + self.named.marked())
            self._on_text(self.line.text())

    def showEvent(self, event: QShowEvent) -> None:
        """Stand in the middle of the upper part of what it was called from, so that what is below can be read."""
        super().showEvent(event)
        over = self.parentWidget()
        if over is not None and not event.spontaneous():
            corner = over.window().mapToGlobal(QPoint((over.window().width() - self.width()) // 2, theme.scaled(TOP)))
            self.move(corner)

    def event(self, event: QEvent) -> bool:
        """Be as high as what stands in it: a dialog does not grow by itself with a text that takes a second line."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and (layout := self.layout()) is not None:
            self.resize(self.width(), layout.totalHeightForWidth(self.width()))
        return done

    def reject(self) -> None:
        """Close and keep the line as a draft."""
        self._draft.keep()
        super().reject()

    def _lay_out(self) -> None:
        _ = self._context.text
        reading = QFormLayout()
        reading.setHorizontalSpacing(SPACE.ROOM)
        reading.setVerticalSpacing(SPACE.NEAR)
        reading.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for msg, widget in ((CASE, self.case), (SAVE_AS, self.form), (KIND, self.kind.widget), (DAY, self.day)):
            label = Words(_(msg), Style.SMALL, Role.TEXT2, weight=MEDIUM)
            label.setBuddy(widget)
            reading.addRow(label, widget)
            if msg is DAY:
                self.day_label = label
        save = Button(_(SAVE), "primary")
        save.setObjectName("log.save")
        save.clicked.connect(lambda: self._on_save(and_open=False))
        self.line.returnPressed.connect(self._on_enter)
        foot = QHBoxLayout()
        foot.addWidget(Words(_(KEYS), Style.SMALL, Role.TEXT3, wrap=True), 1)
        foot.addWidget(save)
        page = QVBoxLayout(self)
        page.setContentsMargins(SPACE.PANE, SPACE.ROOM, SPACE.PANE, SPACE.ROOM)
        page.setSpacing(SPACE.CARD)
        page.addWidget(Words(_(TITLE), Style.SUBTITLE))
        page.addWidget(self.line)
        page.addWidget(Words(_(HELP), Style.SMALL, Role.TEXT3, wrap=True))
        page.addWidget(self.message)
        page.addLayout(reading)
        page.addWidget(self.also)
        page.addLayout(foot)


def typed_since(before: str, now: str) -> str:
    """Return what stands in `now` between the beginning and the end that it has in common with `before`."""
    head = _common(before, now)
    return now[head : len(now) - _common(before[head:][::-1], now[head:][::-1])]


def _common(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
