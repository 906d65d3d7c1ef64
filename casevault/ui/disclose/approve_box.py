"""What waits for a second person, in a box: the request side by side as it would leave, to approve or to leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from casevault.disclosure import compile as way_out
from casevault.disclosure.approval import request_from
from casevault.disclosure.outputs.registry import OUTPUTS
from casevault.errors import CaseVaultError
from casevault.i18n import N_, isolated
from casevault.ui.disclose.hiding import HIDES, Looked, to_look_at
from casevault.ui.disclose.sides import SidesView, entries_of
from casevault.ui.editors.select import Select
from casevault.ui.messages import notice_of
from casevault.ui.theme import CONTROL_HEIGHT, SPACE, Role, Style, theme
from casevault.ui.widgets.basic import Button, Hairline, column, row
from casevault.ui.widgets.check import Check
from casevault.ui.widgets.pill import Flow
from casevault.ui.words import InlineMessage, SurfaceDialog, Tone, Words
from casevault.vault import approvals
from casevault.vault.approvals import Rule
from casevault.vault.policy_words import SET_BY, sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QVBoxLayout

    from casevault.disclosure.request import Preview, Request
    from casevault.ui.context import Context

T = TypeVar("T")
TITLE = N_("A second person")
WAITS = N_("{output} for {recipient}, prepared by {name}")
NOTHING = N_("Nothing waits for approval.")
OWN = N_("You prepared this. Another person opens the vault with a way in of their own, looks at it here, and approves.")
CHANGED = N_("What would leave has changed since approval was asked for. Whoever prepares it asks again.")
APPROVE = N_("Approve exactly this")
APPROVED = N_("Approved. Whoever prepared it can seal it now; any change ends the approval.")
REQUIRED = N_("A second person approves what goes to")
AS_OUTPUT = N_("or what leaves as")
ANOTHER = N_("Add an output…")
OUTPUT_LETTERS = 24  # as wide as the longest of the words above in a language of the window
OUTPUT = "output/"  # before the key of an output in the rule
RULE = N_("Require this")
LESS = N_("To require less, a second person has to choose the same here. Until then the stricter rule holds.")
FIGURES = N_("{selected} selected: {written} written, {withheld} withheld.")


class ApproveBox(SurfaceDialog):
    """The box."""

    done_something = Signal()

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._open = True
        self.finished.connect(self._on_finished)
        self._waiting: list[tuple[str, Mapping[str, object]]] = []
        self._request: Request | None = None
        self._rule = Rule()
        text = context.text
        self.setAccessibleName(text(TITLE))
        self.setModal(True)
        self.resize(976, 720)
        layout = column(self, (SPACE.PANE, SPACE.GROUP, SPACE.PANE, SPACE.GROUP), SPACE.CARD)
        layout.addWidget(Words(text(TITLE), Style.TITLE))
        self.which = Select()
        self.which.setAccessibleName(text(TITLE))
        self.which.view().setAccessibleName(text(TITLE))
        self.which.setFixedHeight(theme.scaled(CONTROL_HEIGHT))
        self.which.currentIndexChanged.connect(lambda _number: self._show())
        layout.addWidget(self.which)
        self.message = InlineMessage()
        layout.addWidget(self.message)
        self.figures = Words(style=Style.SMALL, role=Role.TEXT2, wrap=True)
        layout.addWidget(self.figures)
        self.hides = Words(text(HIDES), Style.SMALL, Role.TEXT2, wrap=True)
        self.hides.hide()
        layout.addWidget(self.hides)
        self.sides = SidesView(context.catalogue)
        self.sides.setAccessibleName(text(TITLE))
        layout.addWidget(self.sides, 1)
        self._room = QWidget()  # in its place while nothing waits, so that the rest keeps together at the foot
        layout.addWidget(self._room, 1)
        layout.addWidget(Hairline())
        self._lay_out_rule(layout)
        foot = row(spacing=SPACE.NEAR)
        foot.addStretch(1)
        close = Button(text(N_("Close")), "quiet")
        close.clicked.connect(self.accept)
        foot.addWidget(close)
        self.approve = Button(text(APPROVE), "primary")
        self.approve.setObjectName("approval.approve")
        self.approve.setEnabled(False)  # until what it would approve is shown
        self.approve.clicked.connect(self._on_approve)
        foot.addWidget(self.approve)
        layout.addLayout(foot)
        self._read()

    def _lay_out_rule(self, layout: QVBoxLayout) -> None:
        context, text = self._context, self._context.text
        layout.addWidget(Words(text(REQUIRED), Style.SMALL, Role.TEXT2))
        rule = Flow()
        label = context.vault.schema.vocabularies.label
        self.audiences = {key: Check(label("audience", key, context.catalogue)) for key in approvals.AUDIENCES}
        rule.resize(self.width() - 2 * SPACE.PANE, rule.height())  # or it asks for the lines of a narrower box
        rule.put(tuple(self.audiences.values()))
        layout.addWidget(rule)
        layout.addWidget(Words(text(AS_OUTPUT), Style.SMALL, Role.TEXT2))
        beside = row(spacing=SPACE.ROOM)
        self.outputs: dict[str, Check] = {}
        self._output_ticks = row(spacing=SPACE.ROOM)
        beside.addLayout(self._output_ticks)
        self.more = Select()
        self.more.setMinimumContentsLength(OUTPUT_LETTERS)
        self.more.setAccessibleName(text(ANOTHER))
        self.more.view().setAccessibleName(text(ANOTHER))
        self.more.activated.connect(lambda _at: self._on_more())
        beside.addWidget(self.more)
        beside.addStretch(1)
        self.require = Button(text(RULE), "secondary")
        self.require.clicked.connect(self._on_require)
        beside.addWidget(self.require)
        layout.addLayout(beside)
        policy = context.vault.policy
        if policy.approval_audiences or policy.approval_sensitive:
            told = dict(sentences(policy, context.catalogue, context.vault.schema.vocabularies))
            said = [sentence for key, sentence in told.items() if key in {"", "approval_audiences", "approval_sensitive"}]
            layout.addWidget(Words(f"{text(SET_BY)}: {' '.join(said)}", Style.SMALL, Role.TEXT2, wrap=True))

    def _on_finished(self) -> None:
        self._open = False

    def _while_open(self, then: Callable[[T], None]) -> Callable[[T], None]:
        """Return what does nothing once the box is closed: there is nothing to show it on any more."""

        def put(found: T) -> None:
            if self._open:
                then(found)

        return put

    def _read(self) -> None:
        vault = self._context.vault
        self._context.runner.start(
            lambda _progress: (list(approvals.kept(vault).items()), approvals.rule_of(vault)),
            self._while_open(self._put),
            urgent=True,
        )

    def _put(self, found: tuple[list[tuple[str, Mapping[str, object]]], Rule]) -> None:
        self._waiting, rule = found
        self._rule = rule
        text, reader = self._context.text, self._context.reader
        self.which.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        self.which.clear()
        for digest, kept in self._waiting:
            asked = request_from(kept["request"])
            output = self._context.vault.schema.vocabularies.label("output", asked.output, self._context.catalogue)
            name = reader.title_of(str(kept["by"]))
            self.which.addItem(
                text(WAITS, output=output, recipient=isolated(reader.title_of(asked.to)), name=isolated(name)), digest
            )
        self.which.blockSignals(False)  # noqa: FBT003 - Qt's own signature
        self.which.setVisible(bool(self._waiting))
        for key, check in self.audiences.items():
            set_for_us = key in self._context.vault.policy.approval_audiences
            check.setChecked(key in rule.words or set_for_us)
            check.setEnabled(not set_for_us)
        self._put_outputs([word.removeprefix(OUTPUT) for word in sorted(rule.words) if word.startswith(OUTPUT)])
        if rule.wished is not None:
            self.message.show_message(Tone.CAUTION, text(LESS))
        self._show()

    def _put_outputs(self, chosen: list[str]) -> None:
        """Show a tick for each output of the rule, and offer the others."""
        label = self._context.vault.schema.vocabularies.label
        for tick in self.outputs.values():
            tick.setParent(None)
            tick.deleteLater()
        self.outputs = {key: Check(label("output", key, self._context.catalogue)) for key in chosen}
        for tick in self.outputs.values():
            tick.setChecked(True)
            self._output_ticks.addWidget(tick)
        self.more.clear()
        self.more.addItem(self._context.text(ANOTHER), None)
        for key in OUTPUTS:
            if key not in chosen:
                self.more.addItem(label("output", key, self._context.catalogue), key)

    def _on_more(self) -> None:
        key = self.more.currentData()
        if isinstance(key, str):
            self._put_outputs([*(one for one, tick in self.outputs.items() if tick.isChecked()), key])

    def _show(self) -> None:
        self.approve.setEnabled(False)
        self.sides.rows.fill([])
        self._request = None
        at = self.which.currentIndex()
        self.sides.setVisible(at >= 0)
        self._room.setVisible(at < 0)
        if at < 0:
            self.figures.setText(self._context.text(NOTHING))
            return
        digest, kept = self._waiting[at]
        vault, request, reader = self._context.vault, request_from(kept["request"]), self._context.reader
        own = kept["by"] == vault.actor
        self._context.runner.start(
            lambda progress: to_look_at(way_out.preview(vault, request, progress=progress), reader),
            self._while_open(lambda looked: self._on_preview(digest, request, looked, own=own)),
            failed=self._while_open(self._on_failed),
        )

    def _on_preview(self, digest: str, request: Request, looked: Looked, *, own: bool) -> None:
        text, preview = self._context.text, looked.preview
        if looked.hides != self._context.reader.discreet:  # names turned to codes, or back, while it was made
            self._show()
            return
        self._request = request
        self.hides.setVisible(looked.hides)
        self.sides.rows.fill(entries_of(looked.shown.rows, self._context.reader, only_changes=False))
        said = text(FIGURES, selected=preview.selected, written=preview.written, withheld=preview.withheld)
        same = preview.approval is not None and preview.approval.digest == digest
        self.figures.setText(said)
        if own or not same:
            self.message.show_message(Tone.INFO, text(OWN if own else CHANGED))
        self.approve.setEnabled(same and not own and not preview.hits)

    def _on_approve(self) -> None:
        request, vault = self._request, self._context.vault
        if request is None:
            return
        self.approve.setEnabled(False)
        self._context.runner.start(
            lambda progress: way_out.approve(vault, request, progress=progress),
            self._while_open(self._on_approved),
            failed=self._while_open(self._on_failed),
        )

    def _on_approved(self, _preview: Preview) -> None:
        self.message.show_message(Tone.INFO, self._context.text(APPROVED))
        self.done_something.emit()

    def _on_require(self) -> None:
        vault = self._context.vault
        # What the organisation asks is no wish of this vault: should it ask less one day, the vault does not go on with it.
        words = [
            key for key, check in self.audiences.items() if (check.isChecked() if check.isEnabled() else key in self._rule.words)
        ]
        outputs = [key for key, tick in self.outputs.items() if tick.isChecked()]
        self._context.runner.start(
            lambda _progress: approvals.require_for(vault, [*words, *(f"{OUTPUT}{key}" for key in outputs)], OUTPUTS),
            self._while_open(lambda _rule: self._read()),
            failed=self._while_open(self._on_failed),
        )

    def _on_failed(self, problem: BaseException) -> None:
        if isinstance(problem, CaseVaultError):
            self.message.put(notice_of(problem, self._context.catalogue, self._context.reader.title_of))
        else:
            raise problem
