"""Step 2: what each column becomes. A row for each, and beside it what can be said of the one the keyboard is on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from casevault.domain.schema import Kind
from casevault.domain.text import legible
from casevault.errors import CaseVaultError
from casevault.i18n import N_, isolated
from casevault.ui.bring_in.parts import Labelled, TextTable, one_line
from casevault.ui.editors.select import Select
from casevault.ui.file_dialog import Mode, ask_path
from casevault.ui.lists.columns import Column as Head
from casevault.ui.messages import notice_of
from casevault.ui.theme import CONTROL_HEIGHT, SPACE, Style, theme
from casevault.ui.widgets.basic import Button, Hairline, column, row
from casevault.ui.widgets.pill import Flow
from casevault.ui.words import Tone, Words, scrolled

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casevault.domain.schema import Field
    from casevault.exchange.importing import Asked, Looked
    from casevault.exchange.mapping import Column, Mapping, Target
    from casevault.ui.context import Context
    from casevault.ui.lists.table_row import TableRow

COLUMN = N_("Column")
BECOMES = N_("Becomes")
SAMPLES = N_("In the first rows")
IN_NOTE = N_("Kept in the note of its row")
LEFT_OUT = N_("Not brought in, only named in the report")
PARTS = N_("What parts several values in one cell (left empty: nothing)")
ORDER = N_("How 03/04/2015 is read")
ORDERS = (
    ("as_typed", N_("Not: it can be read in two ways")),
    ("day_first", N_("The day comes first")),
    ("month_first", N_("The month comes first")),
)
UNFIT = N_("What the field does not take")
UNFITS = (("reject", N_("Rejects the row")), ("note", N_("Goes into the note, as typed")))
WORDS = N_("Words that are no value")
MEANS = N_("What the word means")
MEANINGS = {
    "unknown": N_("not known"),
    "not_asked": N_("not asked"),
    "refused": N_("refused to say"),
    "not_disclosable": N_("may not be disclosed"),
    "missing": N_("not known, a program's mark"),
    "text": N_("kept in the note, as typed"),
    "empty": N_("as an empty cell"),
}
LOAD = N_("Use a mapping…")
SAVE = N_("Save this mapping…")
WHERE = N_("Where shall the mapping be saved?")
SAVED = N_("The mapping was saved as {name}.")
NOT_SEALED = N_(
    "It is not encrypted. It says what the columns are called and which words in them are no value, and holds no row."
)
WHICH_MAPPING = N_("Which mapping?")
SIDE = 340
MOST_WORDS = 100  # words that are offered of a column
# What people bring tables of; everything else can be said in a mapping file.
TYPES = ("person", "case", "detention", "event", "charge", "judgment", "place", "facility", "organisation", "source")


class ColumnsPage(QWidget):
    """Shows and changes a mapping; `mapping` is what the person has made of it. `taken`: one that was kept in a file."""

    taken = Signal(object)  # Mapping

    def __init__(self, context: Context, say: Callable[[Tone, str, str], None]) -> None:  # noqa: PLR0915 - each field once
        super().__init__()
        self._context = context
        self._say = say
        self.mapping: Mapping | None = None
        self._looked: Looked | None = None
        self._asked: Asked | None = None
        self._filling = False
        _ = context.text
        self.table = TextTable(_(COLUMN), (Head(_(COLUMN), 1), Head(_(BECOMES), 1.2), Head(_(SAMPLES), 2)))
        self.table.list.chosen.connect(self._on_chosen)
        self._title = Words("", Style.SUBTITLE, wrap=True)
        self.target = Select()
        self.order = Select()
        self.unfit = Select()
        self._targets: list[tuple[str, str]] = self._offered()
        self.table.list.opened.connect(lambda _row: self.target.setFocus())
        for key, label in (("", _(IN_NOTE)), ("-", _(LEFT_OUT)), *self._targets):
            self.target.addItem(label, key)
        for box, entries in ((self.order, ORDERS), (self.unfit, UNFITS)):
            for key, msg in entries:
                box.addItem(_(msg), key)
        self.parts = QLineEdit()
        self.parts.setMinimumHeight(theme.scaled(CONTROL_HEIGHT))
        self.word, self.meaning = Select(), Select()
        for key, msg in MEANINGS.items():
            self.meaning.addItem(_(msg), key)
        side = QWidget()
        form = column(side, (SPACE.PANE, SPACE.CARD, SPACE.PANE, SPACE.CARD), SPACE.ROOM)
        form.addWidget(self._title)
        self._order_field = Labelled(_(ORDER), self.order)
        self._parts_field = Labelled(_(PARTS), self.parts)
        self._unfit_field = Labelled(_(UNFIT), self.unfit)
        form.addWidget(Labelled(_(BECOMES), self.target))
        form.addWidget(self._parts_field)
        form.addWidget(self._order_field)
        form.addWidget(self._unfit_field)
        self._word_field, self._meaning_field = Labelled(_(WORDS), self.word), Labelled(_(MEANS), self.meaning)
        form.addWidget(self._word_field)
        form.addWidget(self._meaning_field)
        form.addStretch(1)
        area = scrolled(side)
        area.setFixedWidth(theme.pane(SIDE))
        self.load = Button(_(LOAD), "quiet")
        self.load.clicked.connect(lambda: ask_path(self, _(WHICH_MAPPING), Mode.ExistingFile, self.use))
        self.keep = Button(_(SAVE), "quiet")
        self.keep.clicked.connect(self._ask_save)
        acts = Flow(SPACE.PANE)
        acts.put([self.load, self.keep])
        main = column()
        main.addWidget(self.table, 1)
        main.addWidget(acts)
        outer = row(self)
        outer.addLayout(main, 1)
        outer.addWidget(Hairline(upright=True))
        outer.addWidget(area)
        self.word.activated.connect(lambda _row: self._show_meaning())
        self.meaning.activated.connect(lambda _row: self._on_meaning())
        for box in (self.target, self.order, self.unfit):
            box.activated.connect(lambda _row: self._on_changed())
        self.parts.editingFinished.connect(self._on_changed)

    def fill(self, asked: Asked, looked: Looked, mapping: Mapping) -> None:
        """Show the columns of a table and what they become."""
        self._asked, self._looked, self.mapping = asked, looked, mapping
        self._show_rows()
        self.table.list.select_first()

    def use(self, path: Path) -> None:
        """Take a mapping from a file; what is none is said."""
        from casevault.exchange.mapping_file import load  # noqa: PLC0415 - as in `FilePage.open`

        try:
            mapping = load(path, self._context.vault.schema)
        except CaseVaultError as problem:
            self._refuse(problem)
            return
        self.taken.emit(mapping)

    def save(self, path: Path) -> None:
        """Keep the mapping in a file, with what was said of the file that it was made for."""
        from casevault.exchange.mapping_file import save  # noqa: PLC0415 - as in `FilePage.open`

        if self.mapping is None or self._asked is None:
            return
        try:
            target = save(self._asked.told_to(self.mapping), path)
        except CaseVaultError as problem:
            self._refuse(problem)
            return
        self._say(Tone.INFO, self._context.text(SAVED, name=isolated(legible(target.name))), self._context.text(NOT_SEALED))

    def _refuse(self, problem: CaseVaultError) -> None:
        notice = notice_of(problem, self._context.catalogue)
        self._say(Tone.CRITICAL, notice.what, notice.hint)

    def _ask_save(self) -> None:
        name = self.mapping.name if self.mapping is not None else ""
        offered = "".join(sign if sign.isalnum() else "-" for sign in name).strip("-") or "mapping"
        ask_path(self, self._context.text(WHERE), Mode.AnyFile, self.save, name=f"{offered}.toml")

    def _offered(self) -> list[tuple[str, str]]:
        """Return (target, label) of every field that a column can become."""
        found: list[tuple[str, str]] = []
        _ = self._context.text
        for kind in TYPES:
            rt = self._context.vault.schema.types[kind]
            for field in rt.fields:
                if field.key in {"data_class", "certainty", "source_ids", "retention_until", "tlp"}:
                    continue
                parts: tuple[Field, ...] = field.rows if field.kind is Kind.ROWS else (field,)
                for part in parts:
                    if part.kind in {Kind.REF, Kind.REFS, Kind.ROWS}:
                        continue
                    path = f"{kind}.{field.key}" + (f".{part.key}" if part is not field else "")
                    label = f"{_(field.label)}: {_(part.label)}" if part is not field else _(field.label)
                    found.append((path, f"{label} · {_(rt.label)}"))
        return found

    def _label(self, header: str) -> str:
        mapping = self.mapping
        rule = mapping.columns.get(header) if mapping is not None else None
        if mapping is None or rule is None or not rule.to:
            keep = (rule.keep if rule is not None else "") or (mapping.unmapped if mapping is not None else "note")
            return self._context.text(IN_NOTE if keep == "note" else LEFT_OUT)
        return " / ".join(self._target_label(target) for target in rule.to)

    def _target_label(self, target: Target) -> str:
        kind = (
            self.mapping.records[target.record].type if self.mapping is not None and target.record in self.mapping.records else ""
        )
        path = ".".join(part for part in (kind, target.field, target.column) if part)
        known = dict(self._targets).get(path, path)
        return known if kind == target.record else f"{known} ({target.record})"

    def _show_rows(self) -> None:
        looked = self._looked
        if looked is None:
            return
        rows = []
        for place, header in enumerate(looked.source.sheet.header):
            seen = dict.fromkeys(text for text in (_text(row.cells[place]) for row in looked.suggestion.sample[:200]) if text)
            rows.append((f"c{place}", (header, self._label(header), " · ".join(one_line(text) for text in list(seen)[:4]))))
        at = self.table.list.currentIndex().row()
        self.table.put(rows)
        if at >= 0:
            self.table.list.setCurrentIndex(self.table.model.index(at, 0))

    def _header(self) -> str:
        place = self.table.list.currentIndex().row()
        heads = self._looked.source.sheet.header if self._looked is not None else ()
        return heads[place] if 0 <= place < len(heads) else ""

    def _on_chosen(self, _row: TableRow) -> None:
        mapping, header = self.mapping, self._header()
        if mapping is None or not header:
            return
        rule = mapping.columns.get(header)
        self._title.setText(header)
        key = "" if rule is None or rule.keep == "note" else "-" if rule.keep == "report" else ""
        if rule is not None and rule.to:
            first = rule.to[0]
            key = ".".join(part for part in (first.record, first.field, first.column) if part)
            if self.target.findData(key) < 0:
                self.target.addItem(self._target_label(first), key)
        self.target.setCurrentIndex(max(0, self.target.findData(key)))
        kind = self._kind(rule)
        self.order.setCurrentIndex(max(0, self.order.findData(str(rule.dates) if rule is not None else "as_typed")))
        self.unfit.setCurrentIndex(max(0, self.unfit.findData(str(rule.otherwise) if rule is not None else "reject")))
        self.parts.setText(" ".join("\\n" if part == "\n" else part for part in rule.split) if rule is not None else "")
        self._order_field.setVisible(kind in {Kind.DATE, Kind.DATETIME, Kind.DAY})
        self._parts_field.setVisible(kind is not None and kind not in {Kind.DATE, Kind.DAY, Kind.DATETIME, Kind.BOOL})
        self._unfit_field.setVisible(kind is not None)
        met = self._met(self._words_of(rule))
        self.word.clear()
        for word, meaning in met[:MOST_WORDS]:
            self.word.addItem(word, meaning)
        for field in (self._word_field, self._meaning_field):
            field.setVisible(bool(met) and kind is not None)
        self._show_meaning()

    def _words_of(self, rule: Column | None) -> dict[str, str]:
        everywhere = dict(self.mapping.sentinels) if self.mapping is not None else {}
        return everywhere | (dict(rule.sentinels) if rule is not None else {})

    def _show_meaning(self) -> None:
        self.meaning.setCurrentIndex(max(0, self.meaning.findData(self.word.currentData())))

    def _on_meaning(self) -> None:
        """Let a word of this column mean something else; other columns keep what it means there."""
        mapping, header, word = self.mapping, self._header(), self.word.currentText()
        rule = mapping.columns.get(header) if mapping is not None else None
        if mapping is None or rule is None or not word:
            return
        meaning = str(self.meaning.currentData())
        self.word.setItemData(self.word.currentIndex(), meaning)
        self.mapping = mapping.with_column(header, replace(rule, sentinels={**rule.sentinels, word: meaning}))

    def _met(self, words: dict[str, str]) -> list[tuple[str, str]]:
        """Return which of the words stand in the column, in the rows that were looked at."""
        place = self.table.list.currentIndex().row()
        if self._looked is None or place < 0:
            return []
        seen = {_text(row.cells[place]).casefold() for row in self._looked.suggestion.sample}
        return [(word, meaning) for word, meaning in words.items() if word.casefold() in seen]

    def _kind(self, rule: Column | None) -> Kind | None:
        from casevault.exchange.mapping import field_of  # noqa: PLC0415 - as in `FilePage.open`

        if rule is None or not rule.to or self.mapping is None:
            return None
        return field_of(self.mapping, self._context.vault.schema, rule.to[0]).kind

    def _on_changed(self) -> None:
        from casevault.exchange.mapping import Column, Dates, Otherwise, Target  # noqa: PLC0415 - as in `FilePage.open`
        from casevault.exchange.suggesting import with_records  # noqa: PLC0415 - the same

        mapping, header = self.mapping, self._header()
        if mapping is None or not header:
            return
        before = mapping.columns.get(header, Column())
        chosen = str(self.target.currentData() or "")
        parts = tuple("\n" if part == "\\n" else part for part in self.parts.text().split())
        if chosen in {"", "-"}:
            rule = Column(keep="report" if chosen else "note")
        else:
            target = Target.of(chosen)
            to = before.to if before.to and before.to[0] == target else (target,)
            kept = before if to == before.to else Column()
            rule = replace(
                kept,
                to=to,
                split=parts,
                dates=Dates(self.order.currentData()),
                otherwise=Otherwise(self.unfit.currentData()),
                keep="",
            )
        if rule == before:
            return
        changed = mapping.with_column(header, rule)
        self.mapping = with_records(changed, self._context.vault.schema)
        self._show_rows()


def _text(cell: str | tuple[str, ...]) -> str:
    return cell.strip() if isinstance(cell, str) else "; ".join(cell)
