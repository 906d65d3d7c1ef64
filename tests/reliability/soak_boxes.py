"""Every box the program has, and how each is opened over a window; a test holds this list against the program's classes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from disclosure.asking import ask
from disclosure_fakes import invented_case
from papers import pdf

from casevault import disclosure
from casevault.exchange.packing import pack
from casevault.ui.account_acts import AskReason
from casevault.ui.disclose.copy_box import CopyBox
from casevault.ui.duplicates.merge_box import MergeBox
from casevault.ui.erasing import ask_erase_record
from casevault.ui.erasing_vault import EraseVaultBox
from casevault.ui.evidence.attach import AttachBox
from casevault.ui.evidence.out import WordsBox, ask_seal
from casevault.ui.file_dialog import Mode, ask_path
from casevault.ui.holdings_box import HoldingsBox
from casevault.ui.lists.keeping import LineBox
from casevault.ui.travel.border import PrintWords, text_paper
from casevault.ui.travel.letter_box import LetterBox
from casevault.ui.travel.lost_box import LostBox
from casevault.ui.travel.ticket_box import TicketBox
from casevault.ui.ways.code_sheet import NewCodeBox
from casevault.ui.window_commands import NEW, NEW_BY_NAME
from casevault.vault.exposure import Severity
from casevault.vault.losing import Letter
from casevault.vault.sealing import Made

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casevault.ui.main_window import MainWindow
    from casevault.vault.attached import Attachment
    from casevault.vault.vault import Vault

T = TypeVar("T")
Opener: TypeAlias = "Callable[[MainWindow], object]"
CODE = "AAAA-BBBB-CCCC-DDDD"
TICKET = "-".join(["A2B3C4D5"] * 32)
LETTER = Letter("x", "N", "N", Severity.NAMED, "en", "Dear N,")
# What a command of the window opens and needs nothing beside it.
COMMANDS = (
    "settings",
    "limits",
    "keys",
    "about",
    "handbook",
    "what",
    "log",
    "find",
    "backup",
    "check",
    "everything",
    "exposure",
    "travel.before",
    "travel.offices",
    "recalls",
    "approvals",
    "court",
    "way.change",
    "way.person",
    "way.keyfile",
    "way.code",
    "way.shares",
    "way.rehearse",
    "way.remove",
    *(f"new.{key}" for key, _name, _icon in NEW),
    *(f"new.{key}" for key, _name in NEW_BY_NAME),
)
# Which class of box each of these opens; the others are named below. A test asks for every class of the program.
OPENED = {
    "settings": "SettingsDialog",
    "limits": "LimitsDialog",
    "keys": "ShortcutHelp",
    "about": "AboutBox",
    "handbook": "HandbookWindow",
    "what": "WhatIs",
    "log": "LogLine",
    "backup": "BackupBox",
    "check": "CheckBox",
    "exposure": "ExposureBox",
    "travel.before": "BeforeBox",
    "travel.offices": "OfficesBox",
    "recalls": "RecallBox",
    "approvals": "ApproveBox",
    "court": "ChooseHearing",
    "way.change": "AskSecret",
    "way.rehearse": "RehearseBox",
    "erase": "EraseBox",
    "afterwards": "Afterwards",
    "view": "ViewerBox",
    "redact": "RedactBox",
    "compare": "CompareBox",
    "edit case": "RecordForm",
}
# Forms of records that stand already: with a history, with accounts, in a case.
EDITED = ("case", "lin", "hearing", "consent", "evidence")
FEW = (
    "settings",
    "about",
    "log",
    "find",
    "limits",
    "exposure",
    "way.change",
    "holdings",
    "choose a file",
    "new.note",
)  # where there is no time for all
# By the beginnings of their names: forms, whose fields are made one by one, and what dresses the whole program or starts a child.
SLOW = ("new.", "edit ", "courtroom", "view", "redact")


@dataclass(frozen=True)
class Stock:
    """What a vault holds for its boxes to be about."""

    records: dict[str, str]
    copy: str  # a disclosure that was made
    file: Attachment
    papers: Path
    travel: str = ""  # a journey that was packed


def stocked(vault: Vault, scratch: Path) -> Stock:
    """Fill a new vault with one invented case, a paper and a copy that left."""
    records = invented_case(vault)
    paper = scratch / "notice.pdf"
    paper.write_bytes(pdf("The hearing was put off."))
    evidence = vault.attachments.add([paper], about=[records["case"]], title="Notice").evidence
    left = disclosure.disclose(vault, ask(records), scratch / "left.pdf").bundle
    travel = pack(vault, scratch / "Travel.casevault", [records["case"]], passphrase=None, synced_folder_ok=True).travel
    return Stock(records | {"evidence": evidence}, left, vault.attachments.file(evidence), scratch, travel)


def openers(stock: Stock) -> dict[str, Opener]:
    """Return what opens each box, by a name that says which."""
    made: dict[str, Opener] = {name: partial(_command, name) for name in COMMANDS}
    made |= {f"edit {kind}": partial(_edit, stock.records[kind]) for kind in EDITED if kind in stock.records}
    about = stock.records
    made |= {
        "accounts need a reason": lambda w: AskReason(w.context, w, "reason/soak", lambda _why: None).open(),
        "copy": lambda w: CopyBox(w.context, w, stock.copy).open(),
        "merge": lambda w: MergeBox(w.context, w, about["lin"], about["stranger"]).open(),
        "erase": lambda w: ask_erase_record(w.context, w, about["hearing"]),
        "erase the vault": _erase_vault,
        "attach": lambda w: AttachBox(w.context, [about["case"]], [stock.papers / "notice.pdf"], w).open(),
        "save a copy": lambda w: ask_seal(w.context, w, stock.file, stock.papers / "copy.pdf"),
        "words of a copy": lambda w: WordsBox(w.context, "seven words for a copy of one paper", "copy.pdf", w).open(),
        "choose a file": lambda w: ask_path(w, "T", Mode.AnyFile, lambda _path: None, name="a"),
        "holdings": lambda w: HoldingsBox(w.context, w, about["lin"], "N").open(),
        "keep a list": lambda w: LineBox(w.context, w, "T", "L", "B", lambda _line: None).open(),
        "new code": lambda w: NewCodeBox(w.context.catalogue, CODE, w).open(),
        "a ticket": lambda w: TicketBox(w.context, Made("x", TICKET, "eight words", "2026-03-25"), w).open(),
        "a device is lost": lambda w: LostBox(w.context, w, stock.travel).open(),
        "a letter": lambda w: LetterBox(w.context, w, LETTER).open(),
        "print the paragraph": lambda w: PrintWords(w.context, w, text_paper("T"), ["A"], lambda _paper, _name: None).open(),
        "pack": lambda w: _door(w.context.doors.pack)([about["case"]]),
        "come home": lambda w: _door(w.context.doors.bring_home)(None),
        "afterwards": lambda w: _door(w.context.doors.write_up)(about["hearing"]),
        "courtroom": lambda w: _door(w.context.doors.court)(about["case"], ""),
        "view": viewing(stock.file),
        "redact": lambda w: _door(w.context.doors.files).redact(stock.file),
        "compare": lambda w: _door(w.context.doors.files).compare(stock.file),
        "disclose": lambda w: _door(w.context.doors.disclose)(about["case"]),
        "numbers": lambda w: _door(w.context.doors.disclose_numbers)(),
        "bring in": lambda w: _door(w.context.doors.bring_in)(None),
        "open a bundle": lambda w: _door(w.context.doors.open_bundle)(None),
        "hand holdings": lambda w: _door(w.context.doors.hand_holdings)(about["lin"], "N"),
    }
    return made


def viewing(file: Attachment) -> Opener:
    """Return what looks at a file."""
    return lambda w: _door(w.context.doors.files).view(file)


def _command(name: str, window: MainWindow) -> None:
    window.commands.run(name)


def _edit(record: str, window: MainWindow) -> None:
    _door(window.context.doors.edit)(record)


def _erase_vault(window: MainWindow) -> None:
    """Open over this window what belongs to the gate: there no vault is open, and the box is the same."""
    vault, context = window.context.vault, window.context
    EraseVaultBox(vault.folder, context.catalogue, context.runner, vault.ambient, parent=window).open()


def _door(door: T | None) -> T:
    if door is None:
        raise LookupError("this window has no such door")
    return door
