"""What can be done in the main window: the one table behind its keys, its menu, the palette and the shortcut help."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from casevault.i18n import N_
from casevault.ui.about import TITLE as ABOUT
from casevault.ui.about import AboutBox
from casevault.ui.calendar_file import TITLE as CALENDAR
from casevault.ui.commands import Command, Group, Need
from casevault.ui.disclose.commands import disclosure_commands
from casevault.ui.everything import TITLE as EVERYTHING
from casevault.ui.held_keys import HIDE_KEYS, LOCK_KEYS
from casevault.ui.limits import TITLE as LIMITS
from casevault.ui.limits import show_limits
from casevault.ui.list_acts import ListActs
from casevault.ui.navigator import PLACES
from casevault.ui.today import TodayPage
from casevault.ui.travel.commands import travel_commands
from casevault.ui.vault_page import WAY_ACTS, VaultPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from casevault.ui.main_window import MainWindow

NEW = (
    ("case", N_("New case"), "folder"),
    ("person", N_("New person"), "user"),
    ("event", N_("New event"), "calendar"),
    ("intervention", N_("New intervention"), "megaphone"),
    ("hearing", N_("New hearing"), "gavel"),
    ("consent", N_("New consent"), "shield-check"),
)
NEW_BY_NAME = (
    ("detention", N_("New detention")),
    ("stage", N_("New stage of a detention")),
    ("charge", N_("New charge")),
    ("counsel", N_("New counsel")),
    ("attendance", N_("New observer at a hearing")),
    ("observation", N_("New observation of a hearing")),
    ("judgment", N_("New judgment")),
    ("remedy", N_("New legal remedy")),
    ("family_contact", N_("New family contact")),
    ("visit", N_("New visit")),
    ("reprisal", N_("New reprisal")),
    ("health", N_("New health concern")),
    ("support", N_("New support request")),
    ("risk", N_("New risk assessment")),
    ("task", N_("New task")),
    ("note", N_("New note")),
    ("estimate", N_("New estimate")),
    ("organisation", N_("New organisation")),
    ("facility", N_("New facility")),
    ("place", N_("New place")),
)
# What is done where no vault is open: it is found here all the same, and says where it is.
AT_THE_LOCK = (
    (
        "backup.restore",
        N_("Restore a back-up (when locked)"),
        N_("Lock the vault. There, choose “Open another vault or back-up” and the folder with the back-ups."),
        "rotate-ccw",
    ),
    (
        "erase.vault",
        N_("Erase this vault (when locked)"),
        N_("Lock the vault. “Erase this vault…” stands at the foot of the lock screen."),
        "ban",
    ),
)


def commands_of(window: MainWindow) -> list[Command]:
    """Return the commands of a window; what needs a door that does not exist is not among them."""
    return [
        *_places(window),
        *_records(window),
        *disclosure_commands(window),
        *_movement(window),
        *_lists(window),
        *_look(window),
        *_ways(window),
        *travel_commands(window),
        *_vault(window),
    ]


def _places(window: MainWindow) -> list[Command]:
    found = [
        Command("find", N_("Find or do"), ("Ctrl+K",), Need.NOTHING, window.find_or_do, Group.GO, "search", offered=False),
        Command("search", N_("Search everything"), ("Ctrl+F",), Need.NOTHING, window.search, Group.GO, "search"),
    ]
    for number, place in enumerate(PLACES, 1):
        go = partial(window.go, place.key)
        found.append(Command(f"go.{place.key}", place.title, (f"Ctrl+{number}",), Need.NOTHING, go, Group.GO, place.icon))
    own = partial(window.go, "own")
    found.append(Command("own", N_("Fields and lists of this vault"), (), Need.NOTHING, own, Group.VAULT, "pencil-line"))
    go = partial(window.go, "removed")
    found.append(Command("go.removed", N_("Removed records"), (), Need.NOTHING, go, Group.GO, "trash-2"))
    go = partial(window.go, "duplicates")
    title = N_("Go on with what is unfinished")
    found.append(Command("go.guest", title, (), Need.GUEST, window.back_to_guest, Group.GO, "arrow-right"))
    found.append(Command("go.duplicates", N_("Possible duplicates"), (), Need.NOTHING, go, Group.GO, "users"))
    return found


def _records(window: MainWindow) -> list[Command]:  # noqa: C901, PLR0912 - one door after another
    doors = window.context.doors
    found = []
    if doors.log is not None:
        found.append(Command("log", N_("Log one line"), ("Ctrl+L",), Need.NOTHING, window.acts.log, Group.RECORD, "pen-line"))
    if doors.court is not None:
        title = N_("Courtroom: observe a hearing")
        found.append(Command("court", title, ("F9",), Need.NOTHING, window.acts.court, Group.RECORD, "gavel"))
    if doors.write_up is not None:
        title = N_("After a hearing: who was refused, checklist…")
        found.append(Command("court.after", title, (), Need.RECORD, window.acts.write_up, Group.RECORD, "square-check"))
    found.append(Command("undo", N_("Undo the last change"), ("Ctrl+Z",), Need.NOTHING, window.acts.undo, Group.RECORD, "undo-2"))
    found.append(Command("redo", N_("Do it again"), ("Ctrl+Shift+Z",), Need.NOTHING, window.acts.redo, Group.RECORD, "redo-2"))
    if doors.edit is not None:
        found.append(Command("edit", N_("Change this record"), ("F2",), Need.RECORD, window.acts.edit, Group.RECORD, "pen-line"))
        acts = N_("Accounts of this value…")
        found.append(Command("accounts", acts, ("Ctrl+.",), Need.RECORD, window.acts.accounts, Group.RECORD, "git-fork"))
    still = N_("Confirm that this still holds today")
    found.append(Command("confirm", still, ("Ctrl+Shift+T",), Need.RECORD, window.acts.confirm_fact, Group.RECORD, "check"))
    found.append(Command("remove", N_("Remove this record"), ("Del",), Need.RECORD, window.acts.remove, Group.RECORD, "trash-2"))
    found.append(Command("erase", N_("Erase this record…"), (), Need.RECORD, window.acts.erase, Group.RECORD, "ban"))
    title = N_("Print for yourself…")
    found.append(Command("print", title, ("Ctrl+P",), Need.NOTHING, window.acts.print_shown, Group.RECORD, "printer"))
    if doors.new is not None:
        title = N_("New record of the kind shown")
        found.append(Command("new", title, ("Ctrl+N",), Need.NOTHING, window.acts.make_shown, Group.RECORD, "plus"))
        for key, name, icon in NEW:
            found.append(Command(f"new.{key}", name, (), Need.NOTHING, partial(window.acts.make, key), Group.RECORD, icon))
        for key, name in NEW_BY_NAME:
            make = partial(window.acts.make, key)
            found.append(Command(f"new.{key}", name, (), Need.NOTHING, make, Group.RECORD, "plus", in_menu=False))
        for rt in window.context.vault.schema.types.values():
            if rt.key.startswith("x_") and not rt.retired:
                make = partial(window.acts.make, rt.key)
                found.append(Command(f"new.{rt.key}", rt.label, (), Need.NOTHING, make, Group.RECORD, "plus", in_menu=False))
    if doors.files is not None:
        title = N_("Attach files…")
        found.append(Command("attach", title, ("Ctrl+Shift+A",), Need.NOTHING, window.acts.attach, Group.RECORD, "paperclip"))
    if doors.bring_in is not None:
        bring_in = doors.bring_in
        title = N_("Bring in a spreadsheet…")
        found.append(Command("import", title, (), Need.NOTHING, lambda: bring_in(None), Group.RECORD, "file-text"))
    if doors.disclose is not None:
        found.append(Command("disclose", N_("Prepare a dossier…"), (), Need.CASE, window.acts.disclose, Group.RECORD, "send"))
    if doors.disclose_numbers is not None:
        title, give = N_("Prepare numbers for outside…"), doors.disclose_numbers
        found.append(Command("numbers", title, (), Need.NOTHING, give, Group.RECORD, "chart-column"))
    return found


def _lists(window: MainWindow) -> list[Command]:
    acts = ListActs(window)
    return [
        Command(key, title, keys, Need.NOTHING, run, Group.VIEW, icon)
        for key, title, keys, run, icon in (
            ("list.form", N_("Table or list"), ("Ctrl+T",), acts.turn_form, "table-2"),
            ("list.narrow", N_("Narrow this list by a facet"), ("Ctrl+J",), acts.narrow, "funnel"),
            ("list.widen", N_("Show the whole list"), (), acts.widen, "list"),
            ("list.keep", N_("Keep this list under a name…"), (), acts.keep, "star"),
            ("list.mine", N_("My open cases"), (), acts.mine, "folder-open"),
            ("list.all", N_("All records"), (), partial(window.go, "records"), "list"),
        )
    ]


def _movement(window: MainWindow) -> list[Command]:
    rtl = QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft
    back, forward = ("Alt+Right", "Alt+Left") if rtl else ("Alt+Left", "Alt+Right")
    return [
        Command(key, title, (keys,), Need.NOTHING, run, group, offered=False)
        for key, title, keys, run, group in (
            ("back", N_("Back"), back, window.go_back, Group.GO),
            ("forward", N_("Forward"), forward, window.go_forward, Group.GO),
            ("pane.next", N_("Next pane"), "F6", partial(window.next_pane, 1), Group.VIEW),
            ("pane.before", N_("Previous pane"), "Shift+F6", partial(window.next_pane, -1), Group.VIEW),
            ("tab.next", N_("Next tab"), "Ctrl+Tab", lambda: window.page.step_tab(1), Group.VIEW),
            ("tab.before", N_("Previous tab"), "Ctrl+Shift+Tab", lambda: window.page.step_tab(-1), Group.VIEW),
        )
    ]


def _look(window: MainWindow) -> list[Command]:
    return [
        Command(key, title, keys, Need.NOTHING, run, Group.VIEW, icon)
        for key, title, keys, run, icon in (
            ("discreet", N_("Names to codes and back"), ("Ctrl+Shift+H",), window.preferences.toggle_discreet, "venetian-mask"),
            ("larger", N_("Larger text"), ("Ctrl++", "Ctrl+="), partial(window.preferences.resize_text, 1), "plus"),
            ("smaller", N_("Smaller text"), ("Ctrl+-",), partial(window.preferences.resize_text, -1), "minus"),
            ("normal", N_("Normal text size"), ("Ctrl+0",), partial(window.preferences.resize_text, 0), "equal"),
        )
    ]


def _ways(window: MainWindow) -> list[Command]:
    return [
        Command(
            act.command,
            act.title,
            (),
            Need.NOTHING,
            partial(_at_vault, window, partial(_way, act.command)),
            Group.VAULT,
            act.icon,
        )
        for act in WAY_ACTS
        if act.command != "way.renew" or window.context.doors.renew is not None
    ]


def _way(command: str, page: VaultPage) -> None:
    page.doings()[command]()


def _at_vault(window: MainWindow, act: Callable[[VaultPage], object]) -> None:
    window.go("vault")  # what came of it is said there
    page = window.page
    if isinstance(page, VaultPage):
        act(page)


def _vault(window: MainWindow) -> list[Command]:
    context = window.context
    lock = context.doors.lock
    found = [
        Command("settings", N_("Settings"), ("Ctrl+,",), Need.NOTHING, window.show_settings, Group.VAULT, "settings"),
        Command("check", N_("Check this vault"), (), Need.NOTHING, window.checks.ask, Group.VAULT, "stethoscope"),
        Command(
            "handbook", N_("Handbook for this screen"), ("F1",), Need.NOTHING, window.show_handbook, Group.VAULT, "book-open"
        ),
        Command(
            "what",
            N_("What is this control?"),
            ("Shift+F1",),
            Need.NOTHING,
            window.show_what_is,
            Group.VAULT,
            "info",
            offered=False,
        ),
        Command("keys", N_("Keyboard"), (), Need.NOTHING, window.show_keys, Group.VAULT, "keyboard"),
        Command("about", ABOUT, (), Need.NOTHING, lambda: AboutBox(context, window).open(), Group.VAULT, "info"),
        Command("limits", LIMITS, (), Need.NOTHING, partial(show_limits, context.catalogue, window), Group.VAULT, "shield-off"),
    ]
    back_up = context.doors.back_up
    if back_up is not None:
        found.append(Command("backup", N_("Make a back-up…"), (), Need.NOTHING, back_up, Group.VAULT, "save"))
    due = window.pages["today"]
    if isinstance(due, TodayPage):
        found.append(Command("calendar", CALENDAR, (), Need.NOTHING, due.save_calendar, Group.VAULT, "calendar"))
    export = partial(_at_vault, window, VaultPage.export)
    found.append(Command("everything", EVERYTHING, (), Need.NOTHING, export, Group.VAULT, "save-all"))
    for key, title, where, icon in AT_THE_LOCK:
        found.append(Command(key, title, (), Need.NOTHING, partial(context.messages.say, where), Group.VAULT, icon))
    hide = context.doors.hide
    if hide is not None:
        found.append(Command("hide", N_("Out of sight"), (HIDE_KEYS,), Need.NOTHING, hide, Group.VAULT, "eye-off"))
    if lock is not None:
        found.append(Command("lock", N_("Lock now"), (LOCK_KEYS,), Need.NOTHING, lock, Group.VAULT, "lock"))
    found.append(Command("quit", N_("Lock and close"), ("Ctrl+Q",), Need.NOTHING, window.close, Group.VAULT, "log-out"))
    return found
