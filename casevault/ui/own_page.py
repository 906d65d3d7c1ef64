"""Fields and lists of this vault: what the vault defines for itself, what each is called, and what is retired."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.domain.own import OWN_TYPES, Definition
from casevault.i18n import N_
from casevault.ui.editors.lists import list_name
from casevault.ui.lists.columns import Column
from casevault.ui.read import days
from casevault.ui.read.reader import Tone, sentence
from casevault.ui.read.tables import TableLine
from casevault.ui.table_page import TablePage
from casevault.ui.theme import SPACE
from casevault.ui.widgets.basic import Button
from casevault.ui.widgets.pill import Flow
from casevault.ui.widgets.states import EmptyState
from casevault.ui.words import InlineMessage
from casevault.ui.words import Tone as MessageTone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.ui.context import Context
    from casevault.ui.read.reader import Reader

TITLE = N_("Fields and lists")
SENTENCE = N_("Fields, kinds of record and list entries of this vault’s own, and what its forms no longer ask for.")
# The label second: in a narrow table what comes after it gives way first, and without it nobody knows which this is.
COLUMNS = ((N_("Kind"), 0.16), (N_("Label"), 0.28), (N_("Belongs to"), 0.2), (N_("Key"), 0.2), (N_("State"), 0.16))
NEW = (
    ("custom_field", N_("New field")),
    ("vocabulary_entry", N_("New list entry")),
    ("custom_type", N_("New kind of record")),
)
EMPTY = N_("Add a field to any form, a code to a list, or a kind of record. Keys stay for ever; labels may change at any time.")
BUILT_IN = N_("Built in")
IN_USE = N_("In use")
RETIRED = N_("Retired {day}")
OUT_OF_SIGHT = N_("Removed")


def own_lines(reader: Reader, ids: Sequence[str]) -> list[TableLine | None]:
    """Return kind, place, label, key and state of definitions; None where one is no longer there."""
    known = {definition.id: definition for definition in reader.vault.own.definitions}
    return [_line(reader, known[record_id]) if record_id in known else None for record_id in ids]


def _line(reader: Reader, found: Definition) -> TableLine:
    schema = reader.vault.schema
    where = found.meaning("type") or found.meaning("vocabulary")
    key = found.meaning("code") or found.meaning("key")
    if found.type == "custom_field" and where in schema.types:
        rt = schema.types[where]
        field = rt.field(key)
        label = reader.text(field.label) if field is not None else found.labels["en"]
        where = reader.text(rt.label)
    elif found.type == "vocabulary_entry":
        label = reader.label(found.meaning("vocabulary"), key)
        where = list_name(where, schema.types, reader.catalogue)
    else:
        label = found.labels.get(reader.catalogue.language) or found.labels["en"]
    state = reader.text(IN_USE)
    if found.deleted:
        state = reader.text(OUT_OF_SIGHT)
    elif found.retired:
        state = reader.text(RETIRED, day=days.short(found.retired, reader.catalogue, reader.today.year))
    built_in = found.type != "custom_type" and not key.startswith("x_") and not found.meaning("vocabulary").startswith("x_")
    kind = reader.text(BUILT_IN if built_in else schema.types[found.type].label)
    cells = (kind, sentence(label), where, key, state)
    return TableLine(found.id, cells, strong=1, tone=Tone.NONE)


class OwnPage(TablePage):
    """The page behind "Fields and lists"; a definition opens as a card, where its label is changed and it is retired."""

    key = "own"
    record_types = frozenset(OWN_TYPES)
    new_type = "custom_field"

    def __init__(self, context: Context) -> None:
        text = context.text
        columns = tuple(Column(text(title), share) for title, share in COLUMNS)
        new = context.doors.new
        first = (lambda: new("custom_field", {})) if new is not None else None
        title = text(N_("Nothing of your own yet"))
        empty = EmptyState(title, text(EMPTY), text(NEW[0][1]), "Ctrl+N", first) if first else EmptyState(title, text(EMPTY))
        super().__init__(context, TITLE, columns=columns, read=own_lines, empty=empty)
        self.filter.hide()
        self.problem = InlineMessage()
        self._buttons: list[Button] = []
        for type_key, label in NEW if new is not None else ():
            button = Button(text(label), "secondary", "plus")
            button.clicked.connect(lambda _on=False, wanted=type_key: new(wanted, {}) if new is not None else None)
            self._buttons.append(button)
        beside = Flow(SPACE.PANE)
        beside.put(self._buttons)
        self.body.insertWidget(1, beside)
        self.body.insertWidget(2, self.problem)

    def refresh(self) -> None:
        """Take the definitions as the vault follows them, in the order in which they came."""
        own = self.context.vault.own
        self.problem.hide()
        if own.problems:
            self.problem.show_message(MessageTone.CAUTION, " ".join(self.context.text(msg) for msg in own.problems))
        for button in self._buttons[:1]:
            button.setVisible(bool(own.definitions))  # where nothing is listed yet the same button stands below
        self._put_all([definition.id for definition in own.definitions])
