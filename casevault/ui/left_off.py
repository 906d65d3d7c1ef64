"""Where somebody left off: kept in the vault when it locks, and shown again when the same vault is opened after the lock.

What was typed is in drafts already; this is the page, the case, the tab, the record beside it, the forms that stood
open, and what was answered on the way to a document for someone else.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from casevault.errors import CaseVaultError
from casevault.ui.cases_page import CasesPage
from casevault.ui.court.afterwards import Afterwards
from casevault.ui.disclose.flow import DiscloseFlow
from casevault.ui.log_line import LogLine
from casevault.ui.record_form import RecordForm
from casevault.ui.search_view import SearchPage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.ui.main_window import MainWindow

KEY = "left_off"
MOST_FORMS = 4


def keep(window: MainWindow) -> None:
    """Write down what the window shows; in this thread, for a lock waits for it."""
    page = window.page
    place: dict[str, Any] = {"page": page.key, "case": page.case_id(), "record": page.record_id()}
    if isinstance(page, CasesPage):
        place |= {"record": page.view.record_id() if page.view.card.isVisible() else "", "tab": page.view.tabs.key}
    if isinstance(page, SearchPage):
        place["query"] = page.field.text()
    forms = [form for form in window.findChildren(RecordForm) if form.isVisible()]
    place["forms"] = [{"type": form.type_key, "record": form.record_id, "known": form.known} for form in forms[:MOST_FORMS]]
    place["log"] = any(line.isVisible() for line in window.findChildren(LogLine))
    asked = [box for box in window.findChildren(Afterwards) if box.isVisible()]
    place["after"] = asked[0].hearing_id if asked else ""
    flow = window.guest  # it may wait behind a page
    place["way_out"] = flow.choose.answers() if isinstance(flow, DiscloseFlow) else None
    window.context.vault.drafts.save(KEY, place)


def show_again(window: MainWindow) -> None:
    """Show what was left, once: a window that cannot be shown so is simply opened next time."""
    drafts = window.context.vault.drafts

    def read(_progress: object) -> Mapping[str, Any] | None:
        place = drafts.load(KEY)
        if place is not None:
            drafts.discard(KEY)
        return place

    window.context.runner.start(read, lambda place: _show(window, place or {}), urgent=True)


def _show(window: MainWindow, place: Mapping[str, Any]) -> None:
    key, case, record = (_text(place, name) for name in ("page", "case", "record"))
    if key not in window.pages:
        return
    window.go(key)
    page = window.page
    if isinstance(page, CasesPage) and case:
        page.show_record(case, "case")
        page.view.tabs.show_tab(_text(place, "tab"))
        if record:
            page.show_in_case(case, record)
    elif isinstance(page, SearchPage):
        page.search(_text(place, "query"))
    elif record:
        page.show_record(record, "")
    _open_boxes(window, place)


def _open_boxes(window: MainWindow, place: Mapping[str, Any]) -> None:
    """Open what stood over the page."""
    doors = window.context.doors
    for form in _forms(place):
        with contextlib.suppress(CaseVaultError):  # a kind that was retired since
            if form["record"] and doors.edit is not None:
                doors.edit(form["record"])
            elif not form["record"] and doors.new is not None:
                doors.new(form["type"], form["known"])
    _go_on_to_document(window, place)
    if _text(place, "after") and doors.write_up is not None:
        doors.write_up(_text(place, "after"))
    if place.get("log") is True:
        window.commands.run("log")


def _go_on_to_document(window: MainWindow, place: Mapping[str, Any]) -> None:
    """Show the way to a document from its first step: nothing leaves that was not looked at after the vault was opened."""
    answers, disclose = place.get("way_out"), window.context.doors.disclose
    if isinstance(answers, dict) and disclose is not None:
        disclose("")
        for flow in window.findChildren(DiscloseFlow):
            flow.choose.answer(answers)


def _forms(place: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = place.get("forms")
    return (
        [form for form in found if isinstance(form, dict) and {"type", "record", "known"} <= form.keys()]
        if isinstance(found, list)
        else []
    )


def _text(place: Mapping[str, Any], key: str) -> str:
    value = place.get(key)
    return value if isinstance(value, str) else ""
