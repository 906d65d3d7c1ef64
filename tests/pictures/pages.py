"""The pages of the window, the tabs of a case, and the boxes that a command opens."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from pictures.stage import Shot, pause
from PySide6.QtWidgets import QFileDialog

from casevault.ui.ask_secret import AskSecret
from casevault.ui.disclosures_page import DisclosuresPage
from casevault.ui.handbook.window import HandbookWindow
from casevault.ui.lists.view import RowList
from casevault.ui.palette import Palette
from casevault.ui.reports_page import ReportsPage
from casevault.ui.tabs import TABS
from casevault.ui.today import TodayPage
from casevault.ui.ways.bodies import KeyfileBody, RemoveBody, SharesBody
from casevault.ui.ways.new_passphrase import NewPassphrase
from casevault.ui.ways.rehearsing import RehearseBox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pictures.stage import Stage

    from casevault.ui.cases_page import CasesPage

# What ends the window, hides it, or opens what other walks go through step by step.
ELSEWHERE = frozenset(
    {
        "quit",
        "lock",
        "hide",
        "court",
        "find",
        "disclose",
        "numbers",
        "import",
        "bundle",
        "attach",
        "travel.pack",
        "travel.home",
        "travel.ticket",
        "travel.lost",
    }
)
# What opens nothing: it changes a record or the look at once.
AT_ONCE = frozenset({"undo", "redo", "confirm", "remove", "larger", "smaller", "normal", "discreet", "back", "forward"})
# Done at the record the keyboard is on, so asked for where one is.
AT_A_RECORD = {"erase": "cases", "copy": "disclosures", "court.after": "hearings", "edit": "people"}


def pages(stage: Stage) -> Iterator[Shot]:
    """Walk through every page."""
    for key, page in stage.window.pages.items():
        stage.go(key)
        if key == "search":
            stage.window.search("lin")
            stage.settle()
            pause(300)
            stage.settle()
        yield Shot(key, stage.window)
        if isinstance(page, TodayPage | DisclosuresPage | ReportsPage):
            yield from _parts(stage, key)
    for key in ("cases", "people", "evidence"):
        stage.go(key)
        stage.do("list.form")
        yield Shot(f"{key}-turned", stage.window)
        stage.do("list.form")
    stage.go("people")
    stage.window.open_record(stage.ids["lin"])
    stage.settle()
    yield Shot("person", stage.window)
    stage.do("discreet")
    yield Shot("person-discreet", stage.window)
    stage.go("today")
    yield Shot("today-discreet", stage.window)
    stage.do("discreet")


def _parts(stage: Stage, key: str) -> Iterator[Shot]:
    page = stage.window.pages[key]
    if isinstance(page, DisclosuresPage):
        for tab in ("valid", "ended", "recall", "myself"):
            page.whom.show_tab(tab)
            stage.settle()
            yield Shot(f"{key}-{tab}", stage.window)
        page.whom.show_tab("others")
        stage.settle()
        shown = page.panes()[0]
        shown.setFocus()
        if isinstance(shown, RowList):
            shown.select_first()
        stage.settle()
        yield Shot(f"{key}-card", stage.window)
    if isinstance(page, ReportsPage):
        for row in range(1, page.names.model().rowCount()):
            page.names.setCurrentIndex(page.names.model().index(row, 0))
            stage.settle()
            yield Shot(f"{key}-{row}", stage.window)


def case(stage: Stage) -> Iterator[Shot]:
    """Walk through a case: every tab, a card, an entry that is told in two ways."""
    window = stage.window
    stage.go("cases")
    view = cast("CasesPage", window.pages["cases"]).view
    window.open_record(stage.ids["heron"])
    stage.settle()
    for tab in TABS:
        view.tabs.show_tab(tab.key)
        stage.settle()
        yield Shot(tab.key, window)
    for name, tab_key in (("stage", "detention"), ("evidence", "evidence"), ("consent", "consent"), ("event", "chronology")):
        view.tabs.show_tab(tab_key)
        stage.settle()
        shown = view.current_list()
        shown.setFocus()
        shown.select_first()
        row = shown.current_row()
        if row is not None:
            view.open_card(row.id)
            stage.settle()
            yield Shot(f"card-{name}", window)
    view.close_card()
    view.show_case(stage.vault.records.add("case", {"code": "NEW", "title": "Nothing yet"}, strict=False).id)
    for tab in TABS:
        view.tabs.show_tab(tab.key)
        stage.settle()
        yield Shot(f"empty-{tab.key}", window)


def commands(stage: Stage) -> Iterator[Shot]:
    """Do every command that opens a box, and show the box."""
    for command in stage.window.commands.commands:
        if command.id in ELSEWHERE | AT_ONCE or command.id.startswith(("go.", "new", "way.", "pane.", "tab.")):
            continue
        stage.go(AT_A_RECORD.get(command.id, "cases"))
        if command.id in AT_A_RECORD:
            shown = stage.window.page.panes()[0]
            shown.setFocus()
            if isinstance(shown, RowList):
                shown.select_first()
                stage.settle()
        stage.do(command.id)
        yield from over(stage, command.id)


def over(stage: Stage, name: str) -> Iterator[Shot]:
    """Show what stands over the window, and leave it."""
    for number, box in enumerate(stage.boxes()):
        if not isinstance(box, QFileDialog):
            yield Shot(f"{name}{f'-{number}' if number else ''}", box)
    stage.clear()


def forms(stage: Stage) -> Iterator[Shot]:
    """Open the form of every kind of record, new, and of one that is full."""
    stage.go("cases")
    cast("CasesPage", stage.window.pages["cases"]).view.show_case(stage.ids["heron"])
    stage.settle()
    for command in stage.window.commands.commands:
        if command.id.startswith("new."):
            stage.do(command.id)
            yield from over(stage, command.id)
    for key in ("custom_field", "custom_type", "vocabulary_entry"):
        if stage.context.doors.new is not None:
            stage.context.doors.new(key, {})
            stage.settle()
            yield from over(stage, f"new-{key}")
    for name in ("lin", "heron", "heron_quiet", "consent_lin"):
        if stage.context.doors.edit is not None:
            stage.context.doors.edit(stage.ids[name])
            stage.settle()
            yield from over(stage, f"edit-{name}")


def _fill(box: AskSecret) -> None:
    for new in box.findChildren(NewPassphrase):
        new.first.selectAll()
        new.first.insert("work2026")
        new.again.setText("wrok")
    for remove in box.findChildren(RemoveBody):
        list(remove.radios.values())[1].setChecked(True)
    box.secret.setText("not it")


def ways(stage: Stage) -> Iterator[Shot]:
    """Open every box about the ways in, with the most to see in it."""
    stage.go("vault")
    for command in stage.window.commands.commands:
        if command.id.startswith("way.") and command.id != "way.rehearse":
            stage.do(command.id)
            box = stage.box(AskSecret)
            _fill(box)
            for keyfile in box.findChildren(KeyfileBody):
                keyfile.use(stage.work / "key.txt")
            for sheets in box.findChildren(SharesBody):
                sheets.use(stage.work / "sheets")
            stage.settle()
            yield from over(stage, command.id)
    stage.do("way.rehearse")
    rehearsal = stage.box(RehearseBox)
    first, second, _third = (stage.work / "shares.txt").read_text(encoding="utf-8").splitlines()
    for words in (first, second.replace("a", "e", 1)):
        rehearsal.entry.field.setPlainText(words)
        rehearsal.entry.take()
    stage.settle()
    yield from over(stage, "way.rehearse")


def palette(stage: Stage) -> Iterator[Shot]:
    """Open the palette: empty, with what was typed, with what nothing matches."""
    stage.go("cases")
    for name, typed in (("palette", ""), ("palette-typed", "lin"), ("palette-nothing", "zzqqxx")):
        stage.window.find_or_do()
        box = stage.box(Palette)
        box.field.setText(typed)
        pause(250)
        stage.settle()
        yield from over(stage, name)


def handbook(stage: Stage) -> Iterator[Shot]:
    """Open the handbook at a page with pictures, and search it."""
    stage.do("handbook")
    book = stage.box(HandbookWindow)
    book.show_page("first-ten-minutes")
    stage.settle()
    yield Shot("page", book)
    book.field.setText({"nl": "herstelcode", "zh": "恢复码"}.get(stage.look.language, "recovery"))
    stage.settle()
    yield Shot("found", book)
    book.field.setText("zzqqxx")
    stage.settle()
    yield Shot("nothing", book)
    stage.clear()
