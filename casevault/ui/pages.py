"""The pages of the window, each made the first time somebody goes there: who looks at what is due waits for no other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from casevault.ui.cases_page import CasesPage
from casevault.ui.disclosures_page import DisclosuresPage
from casevault.ui.duplicates.page import DuplicatesPage
from casevault.ui.evidence_page import EvidencePage
from casevault.ui.hearings_page import HearingsPage
from casevault.ui.interventions_page import InterventionsPage
from casevault.ui.own_page import OwnPage
from casevault.ui.people_page import PeoplePage
from casevault.ui.records_page import RecordsPage
from casevault.ui.removed_page import RemovedPage
from casevault.ui.reports_page import ReportsPage
from casevault.ui.search_view import SearchPage
from casevault.ui.today import TodayPage
from casevault.ui.travel.conflicts_page import ConflictsPage
from casevault.ui.travel.page import TravelPage
from casevault.ui.vault_page import VaultPage
from casevault.vault.travelling import is_copy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QStackedWidget

    from casevault.domain.record import Changes
    from casevault.ui.context import Context
    from casevault.ui.page import Page

# Those of the navigator in its order, then those that stand beside it.
KINDS: tuple[type[Page], ...] = (
    TodayPage,
    CasesPage,
    PeoplePage,
    HearingsPage,
    InterventionsPage,
    DisclosuresPage,
    EvidencePage,
    ReportsPage,
    VaultPage,
    SearchPage,
    RecordsPage,
    RemovedPage,
    OwnPage,
    DuplicatesPage,
    TravelPage,
    ConflictsPage,
)
STANDS_UNDER = {DuplicatesPage.key: "people", TravelPage.key: "vault", ConflictsPage.key: "vault"}  # places without a line


class Pages(Mapping[str, "Page"]):
    """The pages by their key, in a stack; asking for one makes it."""

    def __init__(self, context: Context, stack: QStackedWidget) -> None:
        self._context, self._stack = context, stack
        self._made: dict[str, Page] = {}
        self._last: Changes | None = None
        context.changes.happened.connect(self._on_changes)

    def __getitem__(self, key: str) -> Page:
        if key not in self._made:
            kind = next((one for one in KINDS if one.key == key), None)
            if kind is None:
                raise KeyError(key)
            self._made[key] = self._make(kind)
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return (kind.key for kind in KINDS)

    def __len__(self) -> int:
        return len(KINDS)

    def __contains__(self, key: object) -> bool:
        return any(kind.key == key for kind in KINDS)  # asking whether there is such a page makes none

    def showing(self, type_key: str) -> str:
        """Return the key of the page that shows records of a type in full, "" where none does."""
        return next((kind.key for kind in KINDS if type_key in kind.record_types), "")

    def refresh(self) -> None:
        """Let those that were made read again; the others read when they are."""
        for page in self._made.values():
            page.refresh()

    def _make(self, kind: type[Page]) -> Page:
        context = self._context
        page = TravelPage(context, away=is_copy(context.vault)) if kind is TravelPage else kind(context)
        if self._last is not None and page.cares(self._last):
            page.made = self._last.made  # a list that holds it begins there, as if it had been there when it was made
        self._stack.addWidget(page)
        return page

    def _on_changes(self, changes: Changes) -> None:
        self._last = changes
