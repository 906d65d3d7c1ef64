"""Step 2: who it is from and whether that is proven, its files, what it says; and the case it is to be taken into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from casevault.domain.schema import DataClass
from casevault.domain.text import legible
from casevault.i18n import N_, NC_, isolated
from casevault.ui.bring_in.parts import Labelled
from casevault.ui.editors.reference import ReferenceEdit
from casevault.ui.editors.surroundings import VaultSurroundings
from casevault.ui.list_model import RowsModel
from casevault.ui.lists.columns import Column
from casevault.ui.lists.rows import HeadingRow, ValueRow
from casevault.ui.lists.table_row import TableRow
from casevault.ui.lists.view import RowList
from casevault.ui.read.file_words import size_words
from casevault.ui.theme import CONTROL_HEIGHT, RAIL_WIDTH, SPACE, Role, Style, theme
from casevault.ui.widgets.basic import Hairline, Paragraph, column, row
from casevault.ui.widgets.check import Check
from casevault.ui.words import InlineMessage, Tone, Words, scrolled

if TYPE_CHECKING:
    from casevault.disclosure.records_list import Told
    from casevault.exchange.bundles import Bundle
    from casevault.ui.context import Context
    from casevault.ui.lists.row import Row

NOT_SIGNED = N_("Not signed: nothing proves who made it.")
KNOWN = N_("Signed by {name}; the key is the one that was compared.")
OURS = N_("Signed by this vault itself.")
COMPARED = N_("Signed by a key whose words you compared just now.")
WHOLE = N_("Bundle {id} of {day}. Every file is as its maker listed it.")
REPLACES = N_("It takes the place of bundle {id}.")
FILES = N_("Files")
SAYS = N_("What it says")
LEAST_LIST = 96  # pixels at 100 %
COLUMNS = ((NC_("of a thing", "Name"), 0.42), (N_("Size"), 0.14), (N_("SHA-256"), 0.44))
TAKE = N_("Take it into a case")
CASE = N_("Case")
WHOSE = N_("Whose key this is: an organisation on record")
WHOSE_NEW = N_("or, for one not yet recorded, its name")
NOTES = N_("Also a note for each record it tells of")
HIDDEN_FILE = N_("File {number}")
HIDDEN = N_("{count} value, not shown while names are hidden", "{count} values, not shown while names are hidden")
WHAT_HAPPENS = N_(
    "It becomes a piece of evidence about the case, with every file, its SHA-256 and where it came from. Nothing that stands is "
    "changed. All of it is class C5: it leaves to nobody until somebody here has read it and gives it another class."
)


class ContentsPage(QWidget):
    """What is in it at the left, the taking in at the right."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._bundle: Bundle | None = None
        self._hides = False  # whether what is shown was put there with names hidden
        _ = context.text
        around = VaultSurroundings(context, lambda: None, context.messages.show)
        self.signed_by = InlineMessage()
        self._whole = Words(style=Style.SMALL, role=Role.TEXT2, wrap=True)
        self._columns = tuple(Column(_(title), share, tabular=at > 0) for at, (title, share) in enumerate(COLUMNS))
        self.model = RowsModel(self)
        self.list = RowList(_(SAYS), self.model)
        self.case = ReferenceEdit(("case",), around)
        self.case.setObjectName("bundle.case")
        self.whose = ReferenceEdit(("organisation",), around)
        self.whose_new = QLineEdit()
        self.whose_new.setMinimumHeight(theme.scaled(CONTROL_HEIGHT))
        self.whose_new.setObjectName("bundle.whose")
        self.notes = Check(_(NOTES))
        self._pin = QWidget()
        pin = column(self._pin, spacing=SPACE.CARD)
        pin.addWidget(Labelled(_(WHOSE), self.whose))
        pin.addWidget(Labelled(_(WHOSE_NEW), self.whose_new))
        left = QWidget()  # scrolls where words and list have no room below each other: the eight words are never cut
        main = column(left, spacing=SPACE.CARD)
        head = column(None, (SPACE.PANE, 0, SPACE.PANE, 0), SPACE.NEAR)
        head.addWidget(self.signed_by)
        head.addWidget(self._whole)
        main.addLayout(head)
        self.list.setMinimumHeight(theme.scaled(LEAST_LIST))
        main.addWidget(self.list, 1)
        side = QWidget()
        rail = column(side, (SPACE.PANE, SPACE.NEAR, SPACE.PANE, SPACE.GROUP), SPACE.CARD)
        rail.addWidget(Words(_(TAKE), Style.SUBTITLE))
        rail.addWidget(Labelled(_(CASE), self.case))
        rail.addWidget(self._pin)
        rail.addWidget(self.notes)
        rail.addWidget(Paragraph(_(WHAT_HAPPENS), Style.SMALL, Role.TEXT2))
        rail.addStretch(1)
        area = scrolled(side)
        least = side.minimumSizeHint().width() + area.verticalScrollBar().sizeHint().width()  # in large text
        area.setFixedWidth(max(theme.pane(RAIL_WIDTH) + SPACE.PANE, least))
        layout = row(self)
        layout.addWidget(scrolled(left), 1)
        layout.addWidget(Hairline(upright=True))
        layout.addWidget(area)
        theme.changed.connect(self._on_theme)

    def fill(self, bundle: Bundle) -> None:
        """Show a bundle whose every check held."""
        _ = self._context.text
        manifest = bundle.archive.manifest
        if not bundle.signed:
            self.signed_by.show_message(Tone.CAUTION, _(NOT_SIGNED))
        elif bundle.organisation is not None:
            self.signed_by.show_message(Tone.INFO, _(KNOWN, name=isolated(bundle.organisation.title)), icon_name="shield-check")
        else:
            self.signed_by.show_message(
                Tone.INFO, _(OURS if bundle.known else COMPARED), manifest.sender.words, icon_name="shield-check"
            )
        day = self._context.reader.day(manifest.created[:10])
        said = [_(WHOLE, id=manifest.bundle[:8], day=day)]
        if manifest.supersedes:
            said.append(_(REPLACES, id=manifest.supersedes[:8]))
        self._whole.setText(" ".join(said))
        self._pin.setVisible(bundle.signed and not bundle.known)
        self._bundle = bundle
        self._put(bundle)

    def forget(self) -> None:
        """Show no bundle any more."""
        self._bundle = None
        self.model.put([])

    def _put(self, bundle: Bundle) -> None:
        self._hides = self._context.reader.discreet
        self.model.put(self._rows(bundle))
        self.list.select_first()

    def _on_theme(self) -> None:
        if self._bundle is not None and self._hides != self._context.reader.discreet:
            self._put(self._bundle)

    def _rows(self, bundle: Bundle) -> list[Row]:
        """Return a line for each file and record; where names are hidden, without a word that the sender chose.

        A stranger's bundle may name people whom this vault does not know, and whom nothing here could put a code for.
        """
        _ = self._context.text
        listed = bundle.archive.manifest.files
        rows: list[Row] = [HeadingRow(_(FILES), len(listed))]
        for at, file in enumerate(listed, 1):
            # The words are a stranger's: shown on one line, with nothing in them that steers the direction of others.
            name = isolated(legible(" ".join((file.title or file.name).split())))
            name = _(HIDDEN_FILE, number=at) if self._hides else name
            rows.append(TableRow(f"f{at}", self._columns, (name, size_words(file.size, self._context.catalogue), file.sha256)))
        if bundle.told:
            rows.append(HeadingRow(_(SAYS), len(bundle.told)))
        for at, one in enumerate(bundle.told, 1):
            said = _(HIDDEN, count=len(one.fields)) if self._hides else "\n".join(self._lines(one))
            rows.append(ValueRow(f"r{at}", self._kind(one), said, DataClass.C5))
        return rows

    def _kind(self, one: Told) -> str:
        found = self._context.vault.schema.types.get(one.type)
        if found is not None:
            return self._context.text(found.label)
        return self._context.text(N_("Record")) if self._hides else legible(one.type)

    def _lines(self, one: Told) -> list[str]:
        """Return the values under our own names for them, where the partner's program calls them as ours does."""
        kind = self._context.vault.schema.types.get(one.type)
        lines = []
        for key, text in one.fields:
            field = kind.field(key) if kind is not None else None
            label = self._context.text(field.label) if field is not None else legible(key)
            lines.append(f"{label}: {legible(text)}")
        return lines

    def asked_case(self) -> str:
        """Return the id of the case that was chosen, ""."""
        return self.case.choice.id if self.case.choice is not None else ""

    def whose_key(self) -> str:
        """Return the organisation whose key was compared: an id, or the name of one not yet recorded."""
        return self.whose.choice.id if self.whose.choice is not None else self.whose_new.text().strip()
