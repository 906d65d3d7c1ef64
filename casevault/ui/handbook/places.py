"""Which page of the handbook belongs to which screen or box, and to which act."""

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
    "CourtWindow": "hearings",
    "Afterwards": "hearings",
    "ChooseHearing": "hearings",
    "InterventionsPage": "window",
    "DisclosuresPage": "recall",
    "ReportsPage": "reports",
    "EvidencePage": "attachments",
    "RecordsPage": "lists",
    "FacetBox": "lists",
    "LineBox": "lists",
    "VaultPage": "keys",
    "SearchPage": "names",
    "RemovedPage": "erase",
    "OwnPage": "fields",
    "DuplicatesPage": "names",
    "DiscloseFlow": "disclose",
    "HoldingsFlow": "holdings",
    "ImportFlow": "import",
    "LogLine": "window",
    "PrintBox": "export",
    "WhatIs": "window",
    "RecordForm": "sources",
    "AttachBox": "attachments",
    "FilesPane": "attachments",
    "ViewerBox": "attachments",
    "RedactBox": "redacting",
    "HoldingsBox": "holdings",
    "ApproveBox": "approval",
    "RecallBox": "recall",
    "CopyBox": "recall",
    "ExposureBox": "recall",
    "BundleFlow": "bundles",
    "MergeBox": "names",
    "LimitsDialog": "limits",
    "ChecklistEdit": "hearings",
    "Palette": "window",
    "EraseBox": "erase",
    "EraseVaultBox": "erase",
    "BackupBox": "backups",
    "RestorePage": "backups",
    "UnlockPage": "keys",
    "FirstPage": "portable",
    "UnsealPage": "travel",
    "TravelPage": "travel",
    "ConflictsPage": "travel",
    "PackFlow": "travel",
    "HomeFlow": "travel",
    "TicketBox": "travel",
    "TicketDays": "travel",
    "BeforeBox": "travel",
    "LostBox": "travel",
    "LetterBox": "travel",
    "OfficesBox": "travel",
    "OfficeCard": "travel",
    "PrintWords": "travel",
    "CreatePage": FIRST,
    "SharesPage": "keys",
    "RegainPage": "keys",
    "RenewWindow": "keys",
    "SettingsDialog": "window",
    "AboutBox": "window",
    "ShortcutHelp": "window",
    "HandbookWindow": "window",
    "CheckBox": "survive",
    "CompareBox": "attachments",
    "SealChoice": "attachments",
    "Agreed": "attachments",
    "WordsBox": "attachments",
    "AskReason": "sources",
}

# By the id of a command, or by its beginning up to a full stop.
OF_COMMAND: Final[Mapping[str, str]] = {
    "find": "window",
    "search": "names",
    "go": "window",
    "go.today": "today",
    "go.people": "names",
    "go.hearings": "hearings",
    "go.disclosures": "recall",
    "go.reports": "reports",
    "go.evidence": "attachments",
    "go.vault": "keys",
    "go.removed": "erase",
    "go.duplicates": "names",
    "go.guest": "window",
    "go.conflicts": "travel",
    "travel": "travel",
    "own": "fields",
    "list": "lists",
    "log": "window",
    "court": "hearings",
    "court.after": "hearings",
    "undo": "undo",
    "redo": "undo",
    "edit": "window",
    "accounts": "sources",
    "confirm": "sources",
    "remove": "erase",
    "erase": "erase",
    "new": "window",
    "new.hearing": "hearings",
    "new.attendance": "hearings",
    "new.observation": "hearings",
    "attach": "attachments",
    "print": "export",
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
    "calendar": "today",
    "everything": "export",
    "hide": "window",
    "lock": "window",
    "quit": "window",
}


def page_of_command(command: str) -> str:
    """Return the page for a command; "" where none tells of it."""
    while command:
        if command in OF_COMMAND:
            return OF_COMMAND[command]
        command = command.rpartition(".")[0]
    return ""


def page_around(widget: QWidget | None) -> str:
    """Return the page for what stands nearest around a widget; the first page where nothing around it has one of its own."""
    return own_page_around(widget) or FIRST


def own_page_around(widget: QWidget | None) -> str:
    """Return the page for what stands nearest around a widget; "" where nothing around it has one of its own."""
    while widget is not None:
        # A box that asks for the passphrase again is about what stands in it, wherever in it the keyboard is.
        inside = widget.findChildren(QWidget) if isinstance(widget, QDialog) else []
        for part in (widget, *inside):
            for kind in type(part).__mro__:
                if kind.__name__ in OF_SCREEN:
                    return OF_SCREEN[kind.__name__]
        widget = widget.parentWidget()
    return ""
