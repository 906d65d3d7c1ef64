"""Which page of the handbook, and which heading in it, belongs to which screen or box, and to which act.

A heading is named by its anchor in the English page; `handbook.heading` finds the one that stands in its place in a translation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QDialog, QWidget

if TYPE_CHECKING:
    from collections.abc import Mapping

FIRST: Final = "first-ten-minutes"

# By the name of the class of a screen, a box or a part of one: the nearest around the keyboard is the one meant.
OF_SCREEN: Final[Mapping[str, str]] = {
    "TodayPage": "today",
    "CasesPage": "window",
    "PeoplePage": "names",
    "HearingsPage": "hearings",
    "CourtWindow": "hearings#while-it-happens-the-courtroom",
    "Afterwards": "hearings#afterwards",
    "ChooseHearing": "hearings#while-it-happens-the-courtroom",
    "InterventionsPage": "window",
    "DisclosuresPage": "recall",
    "ReportsPage": "reports",
    "EvidencePage": "attachments",
    "RecordsPage": "lists",
    "FacetBox": "lists",
    "LineBox": "lists",
    "VaultPage": "keys",
    "SearchPage": "names#what-finds-whom",
    "RemovedPage": "erase",
    "OwnPage": "fields",
    "DuplicatesPage": "names#possible-duplicates",
    "DiscloseFlow": "disclose",
    "HoldingsFlow": "holdings",
    "ImportFlow": "import",
    "LogLine": "window",
    "PrintBox": "export#on-paper",
    "WhatIs": "window",
    "RecordForm": "sources",
    "AttachBox": "attachments#in",
    "FilesPane": "attachments#looking",
    "ViewerBox": "attachments#looking",
    "RedactBox": "redacting",
    "HoldingsBox": "holdings",
    "ApproveBox": "approval",
    "RecallBox": "recall",
    "CopyBox": "recall",
    "ExposureBox": "recall",
    "BundleFlow": "bundles#receiving",
    "MergeBox": "names#making-one-person-of-two-records",
    "LimitsDialog": "limits",
    "ChecklistEdit": "hearings#the-checklist",
    "Palette": "window",
    "EraseBox": "erase#two-steps-always",
    "EraseVaultBox": "erase#a-whole-vault",
    "BackupBox": "backups",
    "RestorePage": "backups",
    "UnlockPage": "keys",
    "FirstPage": "portable#the-first-start",
    "UnsealPage": "travel#when-you-have-arrived",
    "TravelPage": "travel",
    "ConflictsPage": "travel#at-home",
    "PackFlow": "travel#before-you-go",
    "HomeFlow": "travel#at-home",
    "TicketBox": "travel#when-you-have-arrived",
    "TicketDays": "travel#when-you-have-arrived",
    "BeforeBox": "travel#before-you-go",
    "LostBox": "travel#if-it-is-lost-or-taken",
    "LetterBox": "travel#if-it-is-lost-or-taken",
    "OfficesBox": "travel#two-offices-of-one-team",
    "OfficeCard": "travel#two-offices-of-one-team",
    "PrintWords": "travel",
    "CreatePage": f"{FIRST}#1-make-a-vault",
    "SharesPage": "keys#shares-for-colleagues",
    "RegainPage": "keys",
    "RenewWindow": "keys#when-a-device-was-seized-or-somebody-left",
    "SettingsDialog": "window",
    "AboutBox": "window",
    "ShortcutHelp": "window",
    "HandbookWindow": "window",
    "CheckBox": "survive",
    "CompareBox": "attachments#custody",
    "SealChoice": "attachments#out",
    "Agreed": "attachments#out",
    "WordsBox": "attachments#out",
    "AskReason": "sources",
}

# By the id of a command, or by its beginning up to a full stop.
OF_COMMAND: Final[Mapping[str, str]] = {
    "find": "window",
    "search": "names#what-finds-whom",
    "go": "window",
    "go.today": "today",
    "go.people": "names",
    "go.hearings": "hearings",
    "go.disclosures": "recall",
    "go.reports": "reports",
    "go.evidence": "attachments",
    "go.vault": "keys",
    "go.removed": "erase",
    "go.duplicates": "names#possible-duplicates",
    "go.guest": "window",
    "go.conflicts": "travel#at-home",
    "travel": "travel",
    "own": "fields",
    "list": "lists",
    "log": "window",
    "court": "hearings#while-it-happens-the-courtroom",
    "court.after": "hearings#afterwards",
    "undo": "undo",
    "redo": "undo",
    "edit": "window",
    "accounts": "sources#an-account",
    "confirm": "sources#facts-that-age",
    "remove": "erase",
    "erase": "erase",
    "new": "window",
    "new.hearing": "hearings",
    "new.attendance": "hearings",
    "new.observation": "hearings",
    "attach": "attachments#in",
    "print": "export#on-paper",
    "bundle": "bundles",
    "exposure": "recall",
    "recalls": "recall",
    "copy": "recall",
    "approvals": "approval",
    "import": "import",
    "disclose": "disclose",
    "numbers": "reports",
    "back": "window",
    "forward": "window",
    "pane": "window",
    "tab": "window",
    "discreet": "window",
    "larger": "window",
    "smaller": "window",
    "normal": "window",
    "way": "keys",
    "settings": "window",
    "check": "window",
    "handbook": "window",
    "keys": "window",
    "what": "window",
    "about": "window",
    "limits": "limits",
    "backup": "backups",
    "calendar": "today#in-a-calendar",
    "everything": "export",
    "hide": "window",
    "lock": "window",
    "quit": "window",
}


def page_of_command(command: str) -> str:
    """Return the page for a command; "" where none tells of it."""
    while command:
        if command in OF_COMMAND:
            return _page(OF_COMMAND[command])
        command = command.rpartition(".")[0]
    return ""


def page_around(widget: QWidget | None) -> str:
    """Return the page for what stands nearest around a widget; the first page where nothing around it has one of its own."""
    return _page(place_around(widget))


def own_page_around(widget: QWidget | None) -> str:
    """Return the page for what stands nearest around a widget; "" where nothing around it has one of its own."""
    return _page(_own_place(widget))


def place_around(widget: QWidget | None) -> str:
    """Return the page for what stands nearest around a widget, and the heading where one in it is meant: "key#anchor"."""
    return _own_place(widget) or FIRST


def _own_place(widget: QWidget | None) -> str:
    while widget is not None:
        # A box that asks for the passphrase again is about what stands in it, wherever in it the keyboard is.
        inside = widget.findChildren(QWidget) if isinstance(widget, QDialog) else []
        for part in (widget, *inside):
            for kind in type(part).__mro__:
                if kind.__name__ in OF_SCREEN:
                    return OF_SCREEN[kind.__name__]
        widget = widget.parentWidget()
    return ""


def _page(place: str) -> str:
    return place.partition("#")[0]
