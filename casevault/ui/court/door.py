"""How one comes into the courtroom and out of it: the hearing of today for the case at hand, or a new one with what is known.

Where a lock, a closed lid or a lost battery ended a sitting, the next opening of the vault goes straight back to it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject
from shiboken6 import isValid

from casevault.domain.consent import text_of
from casevault.errors import CaseVaultError
from casevault.i18n import N_
from casevault.ui.court.afterwards import Afterwards
from casevault.ui.court.choose import ChooseHearing, Offer
from casevault.ui.court.window import CourtWindow
from casevault.vault import courtroom
from casevault.vault.hearings import HEARING

if TYPE_CHECKING:
    from casevault.domain.record import Record
    from casevault.ui.context import Context
    from casevault.ui.main_window import MainWindow

OPEN: Final = "court/open"  # which hearing is being sat in, so that a lock is no end of it
CASES: Final = 8
NO_HEARING = N_("Put the keyboard on a hearing first.")


@dataclass(slots=True)
class Found:
    """What F9 found: a hearing to sit in (made in `batch`, "" where it was there), or what can be chosen from."""

    hearing: Record | None = None
    batch: str = ""
    offers: list[Offer] = field(default_factory=list)


class CourtDoor(QObject):
    """Opens the courtroom over a main window, and what is asked after it."""

    def __init__(self, context: Context, window: MainWindow) -> None:
        super().__init__(window)
        self._context, self._window = context, window
        self.court: CourtWindow | None = None
        self.after: Afterwards | None = None
        self._batch = ""

    def open(self, case_id: str, hearing_id: str = "") -> None:
        """Sit in a hearing: the one named, that of today in the case, or a new one."""
        if self.court is None:
            self._context.runner.start(lambda _progress: self._find(case_id, hearing_id), self._on_found, urgent=True)

    def resume(self) -> None:
        """Go back to the hearing that a lock interrupted."""
        vault = self._context.vault

        def work(_progress: object) -> Found:
            kept = vault.drafts.load(OPEN)
            if not kept:
                return Found()
            try:
                hearing = vault.records.get(str(kept.get("hearing", "")))
            except CaseVaultError:
                return Found()  # it was removed meanwhile, in another vault: there is nothing to go back to
            return Found() if hearing.deleted else Found(hearing, str(kept.get("batch", "")))

        self._context.runner.start(work, self._on_found, urgent=True)

    def write_up(self, hearing_id: str) -> None:
        """Ask what is left to be said of a hearing: who was refused, what the stamps tell, the checklist."""
        vault = self._context.vault

        def ask(record: Record) -> None:
            if record.type != HEARING:
                self._context.messages.say(NO_HEARING)
                return
            self.after = Afterwards(self._context, hearing_id, self._window)
            self.after.open()

        self._context.runner.start(lambda _progress: vault.records.get(hearing_id), ask, urgent=True)

    def _find(self, case_id: str, hearing_id: str) -> Found:
        vault, today = self._context.vault, self._context.vault.ambient.today()
        chosen = vault.records.get(hearing_id) if hearing_id else None
        if chosen is not None and chosen.type == HEARING and not chosen.deleted:
            if not courtroom.is_of_another_day(chosen, today):
                return Found(chosen)
            case_id = text_of(chosen, "case")  # what is noted now happened today, whichever hearing the keyboard is on
        of_day = courtroom.hearings_of_day(vault, today, case=case_id)
        if of_day and (case_id or len(of_day) == 1):
            return Found(of_day[0])
        if case_id:
            changes = courtroom.begin_hearing(vault, case_id)
            return Found(vault.records.get(changes.id), changes.batch)
        reader, text = self._context.reader, self._context.text
        cases = list(vault.records.page(vault.records.ids("case", order="changed", descending=True, limit=CASES)))
        known = reader.many([text_of(one, "case") for one in of_day])
        begin = text(N_("A hearing that begins now"))
        offers = []
        for one in of_day:
            case = known.get(text_of(one, "case"))
            offers.append(Offer(reader.title(one), text_of(case, "code") if case is not None else "", one.id))
        offers += [
            Offer("" if reader.discreet else reader.case_name(one).main, f"{text_of(one, 'code')} · {begin}", "", one.id)
            for one in cases
            if one is not None
        ]
        return Found(offers=offers)

    def _on_found(self, found: Found) -> None:
        if found.offers:
            box = ChooseHearing(self._context, found.offers, self._window)
            box.chosen.connect(lambda offer: self.open(offer.case, offer.hearing))
            box.open()
            return
        if found.hearing is None or self.court is not None:
            return
        self._batch = found.batch
        drafts, kept = self._context.vault.drafts, {"hearing": found.hearing.id, "batch": found.batch}
        self._context.runner.start(lambda _progress: drafts.save(OPEN, kept), lambda _none: None)
        self.court = court = CourtWindow(self._context, found.hearing)
        court.left.connect(self._on_left)
        court.setGeometry(self._window.geometry())
        court.setWindowState(self._window.windowState())
        court.show()
        court.activateWindow()
        court.pad.setFocus()
        self._window.hide()  # after the other is there: there is always one window

    def _on_left(self) -> None:
        court, self.court = self.court, None
        if court is None:
            return
        vault, batch, hearing = self._context.vault, self._batch, court.journal.hearing
        has_notes = court.note.has_text()
        self._window.show()
        self._window.activateWindow()
        court.close()
        court.deleteLater()

        def work(_progress: object) -> bool:
            vault.drafts.discard(OPEN)
            record = vault.records.get(hearing.id)
            if batch and not has_notes and courtroom.is_untouched(record):
                vault.records.undo(batch)
            return bool(courtroom.moments_of(record))

        def done(asks: bool) -> None:
            if asks and isValid(self):
                self.write_up(hearing.id)

        self._context.runner.start(work, done, urgent=True)
