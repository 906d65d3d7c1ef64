"""What can be done with several rows at once: a line over the list that says how many they are, and offers it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casevault.i18n import N_
from casevault.ui.draw import Run
from casevault.ui.lists.keeping import ask_tag
from casevault.ui.theme import STRONG, Role, Style
from casevault.ui.widgets.basic import Button, Line
from casevault.ui.widgets.pill import Flow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtWidgets import QWidget

    from casevault.ui.context import Context
    from casevault.ui.list_model import IdModel
    from casevault.ui.lists.view import RowList

MOST_CASES: Final = 50  # of one document: what a person can read through before it leaves
# Which output is proposed for a list that shall leave. Each passes the same gate as any document.
AS_TABLE: Final[Mapping[str, str]] = {"intervention": "interventions"}
CHRONOLOGY: Final = "chronology"
TOO_MANY = N_("A document is made of {most} cases at most, and these are {count}. Narrow the list first.")
NO_CASE = N_("What is selected belongs to no case, and a document is made of cases.")


class ManyBar(Flow):
    """Shows itself while two rows or more are selected."""

    def __init__(self, context: Context, type_key: str, rows: RowList, model: IdModel, *, margin: int) -> None:
        super().__init__(margin)
        self._context, self._type, self._rows, self._model = context, type_key, rows, model
        text, doors = context.text, context.doors
        self._count = Line([], 28)
        parts: list[QWidget] = [self._count]
        if doors.disclose_many is not None:
            self.dossier = Button(text(N_("Prepare a dossier…")), "quiet", "send", height=28)
            self.dossier.clicked.connect(lambda _on=False: self.prepare(""))
            self.export = Button(text(N_("Export list…")), "quiet", "table-2", height=28)
            self.export.clicked.connect(lambda _on=False: self.prepare(AS_TABLE.get(type_key, CHRONOLOGY)))
            parts += [self.dossier, self.export]
        if type_key == "case" and doors.pack is not None:
            self.pack = Button(text(N_("Pack for a journey…")), "quiet", "plane", height=28)
            self.pack.clicked.connect(self._on_pack)
            parts.append(self.pack)
        if type_key == "case":
            self.tag = Button(text(N_("Tag…")), "quiet", "tag", height=28)
            self.tag.clicked.connect(lambda _on=False: ask_tag(context, self, self.ids()))
            parts.append(self.tag)
        self.put(parts)
        self.hide()
        rows.allow_many()
        rows.many_changed.connect(self._on_many)

    def ids(self) -> list[str]:
        """Return the records that are selected, in the order of the list."""
        return [self._model.id_at(number) for number in self._rows.selected_rows()]

    def _on_many(self, count: int) -> None:
        words = self._context.text(N_("{count} selected", "{count} selected"), count=count)
        self._count.put([Run(f"{words}  ", Style.SMALL, STRONG, Role.TEXT2, tabular=True)])
        self.setVisible(count > 1)

    def _on_pack(self) -> None:
        if self._context.doors.pack is not None:
            self._context.doors.pack(self.ids())

    def prepare(self, output: str) -> None:
        """Begin a document for somebody else about the cases of what is selected."""
        ids, records = self.ids(), self._context.vault.records
        if self._type == "case":
            self._begin(ids, output)
            return

        def cases(_progress: object) -> list[str]:
            return list(dict.fromkeys(case for record in records.many(ids).values() for case in record.cases))

        self._context.runner.start(cases, lambda found: self._begin(found, output), urgent=True)

    def _begin(self, cases: Sequence[str], output: str) -> None:
        door = self._context.doors.disclose_many
        if door is None:
            return
        if not cases:
            self._context.messages.say(NO_CASE)
        elif len(cases) > MOST_CASES:
            self._context.messages.say(TOO_MANY, most=MOST_CASES, count=len(cases))
        else:
            door(cases, output)
