"""Steps 3 and 4: what would come of it, and what came of it, row by row where a person should look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from casevault.i18n import N_
from casevault.ui.bring_in.parts import TextTable
from casevault.ui.lists.columns import Column
from casevault.ui.theme import SPACE, STRONG, Role, Style
from casevault.ui.widgets.basic import column, row
from casevault.ui.words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casevault.exchange.reporting import KeptValue, Report
    from casevault.ui.context import Context

WOULD = N_("This would be brought in. Nothing is recorded yet.")
DID = N_("Brought in.")
UNDONE = N_("This was brought in and taken back.")
NEW, KNOWN, REJECTED = N_("new"), N_("there already"), N_("rejected")
ROW, WHERE, WHY = N_("Row"), N_("Where"), N_("Why")
REJECTED_ROWS = N_("Rejected rows")
MAYBE = N_("Perhaps somebody who is recorded already: brought in all the same, to be looked at")
KEPT = N_("Changed by a person since: that stays, and the file's word became an account")
MISFITS = N_("Does not fit: kept in the note of the row, as typed")
NOTED = N_("Columns kept in notes")
LEFT_OUT = N_("Columns that are not brought in")
MARKS = N_("Words read as no value")
MOST = 2_000  # rows of a kind that are shown; the report of the command line has all


class ResultPage(QWidget):
    """A report, told."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        _ = context.text
        self._what = Words("", Style.SUBTITLE, wrap=True)
        self._counts = [Words("", Style.DISPLAY) for _one in range(3)]
        counts = row(None, (SPACE.PANE, 0, SPACE.PANE, SPACE.CARD), SPACE.PANE)
        for number, label in zip(self._counts, (NEW, KNOWN, REJECTED), strict=True):
            pair = column(spacing=0)
            pair.addWidget(number)
            pair.addWidget(Words(_(label), Style.SMALL, Role.TEXT2))
            counts.addLayout(pair)
        counts.addStretch(1)
        self._records = Words("", Style.SMALL, Role.TEXT2, weight=STRONG)
        self.table = TextTable(_(ROW), (Column(_(ROW), 0.5, tabular=True), Column(_(WHERE), 1.5), Column(_(WHY), 3)))
        head = column(None, (SPACE.PANE, SPACE.CARD, SPACE.PANE, 0), SPACE.NEAR)
        head.addWidget(self._what)
        layout = column(self, spacing=SPACE.CARD)
        layout.addLayout(head)
        layout.addLayout(counts)
        self._stay_out = Words("", Style.SMALL, Role.TEXT2)
        self._stay_out.hide()
        said = row(None, (SPACE.PANE, 0, SPACE.PANE, 0))
        said.addWidget(self._stay_out)
        made = row(None, (SPACE.PANE, 0, SPACE.PANE, 0))
        made.addWidget(self._records)
        made.addStretch(1)
        layout.addLayout(made)
        layout.addLayout(said)
        layout.addWidget(self.table, 1)

    def taken_back(self) -> None:
        """Say that what is listed is there no more."""
        self._what.setText(self._context.text(UNDONE))

    def fill(self, report: Report) -> None:
        """Show a report."""
        from casevault.exchange.reporting import STAY_OUT, WHYS, sentence  # noqa: PLC0415 - loads the reading of names

        context, _ = self._context, self._context.text
        self._what.setText(_(WOULD if report.dry else DID))
        for words, count in zip(self._counts, (report.created, report.updated, len(report.rejected)), strict=True):
            words.setText(context.catalogue.number(count))
        self._stay_out.setText(_(STAY_OUT) if report.rejected else "")
        self._stay_out.setVisible(bool(report.rejected))
        types = context.vault.schema.types
        counted = sorted(report.records.items(), key=lambda one: -one[1])
        made = [f"{_(types[kind].plural)} {context.catalogue.number(count)}" for kind, count in counted]
        self._records.setText("   ".join(made))
        self._records.setVisible(bool(made))
        rows: list[tuple[str, tuple[str, ...]]] = []

        def part(title: str, found: list[tuple[str, str, str]]) -> None:
            if found:
                rows.append(("", (title, str(len(found)))))
                rows.extend((f"{len(rows)}.{number}", one) for number, one in enumerate(found[:MOST]))

        part(_(REJECTED_ROWS), [(str(one.row), one.column, sentence(one, context.catalogue)) for one in report.rejected])
        maybe = [one for one in report.duplicates if one.score < 100][:MOST]  # noqa: PLR2004 - surely the same
        known = context.vault.records.many([one.of for one in maybe])
        part(
            _(MAYBE),
            [
                (
                    str(one.row),
                    known[one.of].title if one.of in known else _(N_("Row {row} of this file"), row=one.of_row),
                    f"{one.score} %: " + context.catalogue.parted(_(WHYS[why]) for why in one.why if why in WHYS),
                )
                for one in maybe
            ],
        )
        part(_(KEPT), self._kept(report.kept[:MOST]))
        part(_(MISFITS), [(str(one.row), one.column, sentence(one, context.catalogue)) for one in report.misfits])
        part(_(NOTED), [("", name, "") for name, keep in report.unmapped.items() if keep == "note"])
        part(_(LEFT_OUT), [("", name, "") for name, keep in report.unmapped.items() if keep != "note"])
        from casevault.ui.bring_in.columns_page import MEANINGS  # noqa: PLC0415 - its words alone

        part(
            _(MARKS),
            [
                (context.catalogue.number(count), f"{name}: {word}", _(MEANINGS.get(meaning, MEANINGS["text"])))
                for (name, word, meaning), count in report.sentinels.most_common()
            ],
        )
        self.table.put(rows)

    def _kept(self, kept: Sequence[KeptValue]) -> list[tuple[str, str, str]]:
        """Return row, label of the field and whose it is, of values that stayed as a person changed them."""
        vault, text = self._context.vault, self._context.text
        known = vault.records.many([one.record for one in kept])
        found = []
        for one in kept:
            record = known.get(one.record)
            field = vault.schema.type(record.type).field(one.field.partition("/")[0]) if record is not None else None
            found.append((str(one.row), text(field.label) if field else one.field, record.title if record is not None else ""))
        return found
