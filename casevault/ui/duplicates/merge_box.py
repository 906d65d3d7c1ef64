"""Merging two people: which record stays, field by field which value stands, and what follows; then one act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QVBoxLayout, QWidget

from casevault.domain.duplicate_words import CONSENTS_EXPLAINED, EXPLAINED, FATES, NAME_KEPT
from casevault.domain.person_merge import NAME, Fate
from casevault.domain.schema import Kind
from casevault.domain.values import show
from casevault.i18n import N_, isolated
from casevault.ui.messages import notice_of
from casevault.ui.read.people import case_roles
from casevault.ui.read.reader import sentence
from casevault.ui.theme import MEDIUM, SPACE, Role, Style
from casevault.ui.widgets.basic import Button, Hairline, row
from casevault.ui.widgets.check import Radio
from casevault.ui.words import InlineMessage, SurfaceDialog, Tone, Words, scrolled
from casevault.vault.merging import merge, preview

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent

    from casevault.domain.person_merge import Joined
    from casevault.domain.record import Changes, Value
    from casevault.ui.context import Context
    from casevault.ui.read.people import CaseRole
    from casevault.vault.merging import Merge

WIDTH, HEIGHT = 760, 720
TITLE = N_("Make one person of two records")
KEEPS = N_("This record stays")
CHANGED = N_("One of the records was changed meanwhile. Look at them again.")


class Said(Words):
    """The value beside a radio button, over as many lines as it needs; pressing it chooses the value."""

    def __init__(self, text: str, radio: Radio) -> None:
        super().__init__(text, wrap=True)
        self._radio = radio
        self.setContentsMargins(0, 4, 0, 4)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the value."""
        self._radio.click()
        event.accept()


class MergeBox(SurfaceDialog):
    """Shows what a merge would do. Nothing is done until Merge is pressed."""

    def __init__(self, context: Context, parent: QWidget, one: str, other: str) -> None:
        super().__init__(parent)
        self._context = context
        self._keep, self._other = one, other
        self._plan: Merge | None = None
        self._choices: dict[str, Radio] = {}  # field -> the button of the other record's value
        self._groups: list[QButtonGroup] = []
        text = context.text
        self.setModal(True)
        self.setAccessibleName(text(TITLE))
        self.resize(WIDTH, HEIGHT)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE.PANE, SPACE.GROUP, SPACE.PANE, SPACE.GROUP)
        layout.setSpacing(SPACE.CARD)
        layout.addWidget(Words(text(TITLE), Style.TITLE, wrap=True))
        self.message = InlineMessage()
        layout.addWidget(self.message)
        layout.addWidget(Words(text(KEEPS), Style.SMALL, Role.TEXT2, weight=MEDIUM))
        self.stays = (Radio(""), Radio(""))
        for at, radio in enumerate(self.stays):
            layout.addWidget(radio)
            radio.clicked.connect(lambda _on=False, at=at: self._turn((one, other)[at]))
        self.stays[0].setChecked(True)
        layout.addWidget(Hairline())
        self._body = QWidget()
        self._area = scrolled(self._body)
        layout.addWidget(self._area, 1)
        layout.addWidget(Hairline())
        self.follows = Words("", Style.SMALL, Role.TEXT2, wrap=True)
        layout.addWidget(self.follows)
        foot = row(spacing=SPACE.NEAR)
        foot.addStretch(1)
        away = Button(text(N_("Cancel")), "secondary")
        away.clicked.connect(self.reject)
        foot.addWidget(away)
        self.go = Button(text(N_("Merge")), "primary")
        self.go.setEnabled(False)
        self.go.clicked.connect(self._on_merge)
        foot.addWidget(self.go)
        layout.addLayout(foot)
        away.setFocus()
        self._one = one
        self._read()

    def _turn(self, keep: str) -> None:
        if keep != self._keep:
            self._keep, self._other = self._other, self._keep
            self._read()

    def _read(self) -> None:
        reader, keep, other = self._context.reader, self._keep, self._other
        self.go.setEnabled(False)

        def work(_progress: object) -> tuple[Merge, dict[str, list[CaseRole]]]:
            return preview(reader.vault, keep, other), {one: case_roles(reader, one) for one in (keep, other)}

        self._context.runner.start(work, self._put, failed=self._failed, urgent=True)

    def _put(self, found: tuple[Merge, dict[str, list[CaseRole]]]) -> None:
        plan, roles = found
        self._plan = plan
        text = self._context.text
        first, second = (plan.keep, plan.other) if plan.keep.id == self._one else (plan.other, plan.keep)
        for radio, record in zip(self.stays, (first, second), strict=True):
            about = ", ".join(role.name.code for role in roles.get(record.id, ()) if role.name.code)
            radio.setText("  ·  ".join(part for part in (isolated(record.title), about) if part))
            radio.setAccessibleName(f"{text(KEEPS)}: {record.title} {about}".strip())
        self._choices, self._groups = {}, []
        self._body = QWidget()
        grid = QGridLayout(self._body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE.GROUP)
        grid.setVerticalSpacing(SPACE.CARD)
        grid.setColumnStretch(1, 1)
        told = [one for one in plan.person.joined if one.fate is not Fate.SAME]
        for at, one in enumerate(sorted(told, key=lambda one: one.fate is not Fate.CHOICE)):
            self._add(grid, at, one)
        grid.setRowStretch(len(told), 1)
        self._area.setWidget(self._body)
        self._body.setAutoFillBackground(False)
        moved = text(
            N_("{count} record will point to the one that stays.", "{count} records will point to the one that stays."),
            count=len(plan.moved),
        )
        told_after = [text(EXPLAINED), moved, *([text(CONSENTS_EXPLAINED)] if any(plan.consents) else [])]
        self.follows.setText(self._context.catalogue.sentences(told_after))
        self.go.setEnabled(True)

    def _add(self, grid: QGridLayout, at: int, one: Joined) -> None:
        field = self._context.vault.schema.type("person").field(one.key)
        if field is None:
            return
        text = self._context.text
        label = Words(text(field.label), Style.SMALL, Role.TEXT2)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(label, at, 0, top)
        inner = QVBoxLayout()
        inner.setSpacing(2)
        fate = text(NAME_KEPT if one.key == NAME and one.fate is Fate.CHOICE else FATES[one.fate])
        if one.fate is Fate.CHOICE:
            group = QButtonGroup(self._body)
            self._groups.append(group)
            for other, value in ((False, one.keep), (True, one.other)):
                radio, said = Radio(""), self._shown(one.key, value)
                radio.setAccessibleName(f"{label.text()}: {said}")
                radio.setChecked(not other)
                group.addButton(radio)
                line = row()
                line.addWidget(radio, 0, top)
                line.addWidget(Said(said, radio), 1)
                inner.addLayout(line)
                if other:
                    self._choices[one.key] = radio
        else:
            inner.addWidget(Words(self._shown(one.key, one.value) or "—", wrap=True))
        inner.addWidget(Words(fate, Style.CAPTION, Role.TEXT3, wrap=True))
        grid.addLayout(inner, at, 1)

    def _shown(self, key: str, value: Value | None) -> str:
        reader = self._context.reader
        field = self._context.vault.schema.type("person").field(key)
        if field is None or value is None:
            return ""
        if field.kind is Kind.DATE and isinstance(value, str):
            return reader.day(value)
        words = show(field, value, reader.look)
        return sentence(words) if field.kind in (Kind.CHOICE, Kind.CHOICES) else words

    def _on_merge(self) -> None:
        plan, vault = self._plan, self._context.vault
        if plan is None:
            return
        taken = frozenset(key for key, radio in self._choices.items() if radio.isChecked())
        self.go.setEnabled(False)

        def work(_progress: object) -> Changes | None:
            now = preview(vault, plan.keep.id, plan.other.id, take=taken)
            return merge(vault, now) if now.heads == plan.heads else None

        self._context.runner.start(work, self._done, failed=self._failed)

    def _done(self, changes: Changes | None) -> None:
        if changes is None:
            self.message.show_message(Tone.CAUTION, self._context.text(CHANGED))
            self._read()
            return
        self._context.changes.happened.emit(changes)
        self._context.messages.say(N_("Merged. Ctrl+Z takes all of it back."))
        self.accept()

    def _failed(self, problem: BaseException) -> None:
        self.message.put(notice_of(problem, self._context.catalogue, self._context.reader.title_of))
