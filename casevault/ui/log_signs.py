"""What follows `#` and `!` in the log line: kinds and days, offered while they are typed."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from casevault.domain.due_reading import read_due
from casevault.domain.folding import fold
from casevault.i18n import N_
from casevault.ui.offering import MOST_ROWS, Offering
from casevault.ui.read.days import long_day, relative
from casevault.vault.naming import Named

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from PySide6.QtWidgets import QLineEdit

    from casevault.ui.editors.base import Surroundings

OFFERS = N_("Kinds and days")
SIGN = re.compile(r"(?:^|(?<=\s))([#!＃！])([^@#!＠＃！\n]{0,40})$")
KINDS = "#＃"
COMING = (1, 2, 3, 7, 14)  # days from today that are offered before anything is typed
VOCABULARY = "act"


class LineSigns(Offering):
    """The offers of a log line for its kind and the day by which something is due."""

    taken = Signal()

    def __init__(self, edit: QLineEdit, around: Surroundings, codes: Sequence[str]) -> None:
        super().__init__(edit, around.look.catalogue.text(OFFERS), ahead=False)
        self._around, self._codes = around, codes
        edit.textEdited.connect(lambda _text: self._offer())

    def _sign(self) -> tuple[int, str, str] | None:
        """Return where the sign before the cursor stands, which it is, and what is typed after it; None where there is none."""
        found = SIGN.search(self._text()[: self._cursor()])
        if found is None or found[2][:1].isspace():
            return None
        return found.start(), found[1], found[2]

    def _offer(self) -> None:
        sign = self._sign()
        found = self._kinds(sign[2]) if sign is not None and sign[1] in KINDS else self._days(sign[2]) if sign is not None else []
        if found:
            self._show(found)
        else:
            self._close()

    def _kinds(self, typed: str) -> list[Named]:
        look, wanted = self._around.look, fold(typed)
        labels = [(code, look.vocabularies.label(VOCABULARY, code, look.catalogue)) for code in self._codes]
        begin = [one for one in labels if fold(one[1]).startswith(wanted) or one[0].startswith(typed.casefold())]
        inside = [one for one in labels if wanted in fold(one[1]) and one not in begin]
        return [Named(code, "kind", code, shown=label) for code, label in (begin + inside)[:MOST_ROWS]]

    def _days(self, typed: str) -> list[Named]:
        """Return the day that is typed, as it is understood; the coming ones where nothing was typed yet."""
        today, catalogue = self._around.today(), self._around.look.catalogue
        read = read_due(typed, catalogue.language, today)
        days = [read] if read else [] if typed else [(today + timedelta(ahead)).isoformat() for ahead in COMING]
        return [Named(day, "day", day, shown=self._said(day, today)) for day in days]

    def _said(self, day: str, today: date) -> str:
        catalogue = self._around.look.catalogue
        return f"{long_day(today.fromisoformat(day), catalogue)}   {relative(day, today, catalogue)}"

    def _take(self) -> None:
        sign, one = self._sign(), self._chosen()
        self._close()
        if sign is not None and one is not None:
            self._replace(self._text(), sign[0], self._cursor(), f"{sign[1]}{one.name} ")
            self.taken.emit()
