"""What the window can do about what left and what came in, as commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.i18n import N_
from casevault.ui.commands import Command, Group, Need
from casevault.ui.disclose import exposure_box
from casevault.ui.disclose.copy_box import ACT, ask_copy
from casevault.ui.disclosures_page import TELL, DisclosuresPage

if TYPE_CHECKING:
    from casevault.ui.main_window import MainWindow

SECOND = N_("A second person…")
OPEN_BUNDLE = N_("Open a bundle…")


def disclosure_commands(window: MainWindow) -> list[Command]:
    """Return the commands on disclosures, those that stand on their page among them."""
    context, page = window.context, window.pages["disclosures"]
    lost = exposure_box.COMMAND, exposure_box.ACT
    found = [
        Command(*lost, (), Need.NOTHING, lambda: exposure_box.ask_exposure(context, window), Group.VAULT, "triangle-alert"),
    ]
    opens = context.doors.open_bundle
    if opens is not None:
        found.append(Command("bundle", OPEN_BUNDLE, (), Need.NOTHING, lambda: opens(None), Group.RECORD, "folder-open"))
    if isinstance(page, DisclosuresPage):
        told = page.open_recalls
        found += [
            Command("copy", ACT, (), Need.NOTHING, lambda: ask_copy(context, window, page.chosen()), Group.RECORD, "send"),
            Command("recalls", TELL, (), Need.NOTHING, told, Group.RECORD, "undo-2", in_menu=False),
            Command("approvals", SECOND, (), Need.NOTHING, page.open_approvals, Group.RECORD, "shield-check", in_menu=False),
        ]
    return found
