"""What can be done about journeys, as rows of a page and as commands: at the office this, in a travel copy that."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from casevault.domain.record import Changes
from casevault.exchange import homeward, mailbox
from casevault.exchange.counted_words import counted
from casevault.i18n import N_, isolated
from casevault.ui.ask_secret import AskSecret, after_asking
from casevault.ui.file_dialog import Mode, ask_path
from casevault.ui.travel.before_box import BeforeBox
from casevault.ui.travel.lost_box import LostBox
from casevault.ui.travel.offices_box import OfficesBox
from casevault.ui.travel.ticket_box import TicketBox
from casevault.ui.travel.ticket_days import TicketDays
from casevault.vault import sealing
from casevault.vault.vault import NOT_CLEAN

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from casevault.exchange.homeward import Written
    from casevault.exchange.mailbox import Posted
    from casevault.i18n import Msg
    from casevault.progress import Progress
    from casevault.ui.context import Context
    from casevault.vault.sealing import Made


class Act(NamedTuple):
    """A row of a page and a command of the window, with a sentence on what it means."""

    command: str
    icon: str
    title: Msg
    sentence: Msg


JOURNEYS = Act(
    "travel", "plane", N_("Travel, and coming home"), N_("Every journey that was packed here: where it stands, tickets, loss.")
)
PACK = Act(
    "travel.pack", "footprints", N_("Pack for a journey…"), N_("Chosen cases in a vault of their own. The office stays at home.")
)
HOME = Act(
    "travel.home", "house", N_("Take in what came home…"), N_("Verified first, taken in whole; what both sides changed waits.")
)
TICKET = Act(
    "travel.ticket", "key-round", N_("Make a ticket…"), N_("After arrival: it opens the sealed copy, together with eight words.")
)
LOST = Act(
    "travel.lost",
    "triangle-alert",
    N_("This device is lost…"),
    N_("Who is exposed, what to change, letters; its key is refused."),
)
BEFORE = Act(
    "travel.before",
    "square-check",
    N_("Before you go…"),
    N_("What of CaseVault lies on this computer, and whether its disk is encrypted."),
)
OFFICES = Act(
    "travel.offices",
    "building-2",
    N_("Other offices of the team…"),
    N_("Machines of one team tell each other what they record, in bundles sealed to each other."),
)
COPY = Act("travel", "plane", N_("This travel copy"), N_("What is true of it at a border, and when it should be home."))
BUNDLE = Act(
    "travel.bundle", "send", N_("Write what was learned, for the office…"), N_("Sealed to the office alone; it stays here, too.")
)
POST = Act(
    "travel.post",
    "mail",
    N_("Mailbox: seal for the office and take out…"),
    N_("What was recorded on the way can then be read at the office alone."),
)
SEAL = Act(
    "travel.seal", "lock", N_("Seal this copy again…"), N_("Before a border on the way back: no passphrase opens it any more.")
)
HOME_ACTS = (JOURNEYS, PACK, HOME, BEFORE)  # on the page Vault, where no journey is chosen
AWAY_ACTS = (COPY, BUNDLE, POST, SEAL, BEFORE)
AT_OFFICE = (PACK, HOME, TICKET, LOST, OFFICES, BEFORE)
ON_THE_WAY = (BUNDLE, POST, SEAL, BEFORE)

TICKET_WHY = N_(
    "Whoever has the ticket, its words and the copy opens the copy. So whoever makes one shows again that the vault is theirs."
)
SEAL_WHY = N_(
    "The passphrase of this copy is taken away. From then on only the office can make it readable, with a new ticket; you cannot "
    "open it, and neither can anybody who forces you."
)
MAKE_IT = N_("Make the ticket")
SEAL_IT = N_("Seal it")
POST_WHY = N_(
    "Records that were made on the way go into one file that only the office can open, and are erased here. What you changed in "
    "records that you brought along stays in them."
)
POST_IT = N_("Seal and take out")
WHERE = N_("Where shall the file be written? Carry it apart from this computer, or send it.")
NAME = "for-the-office.age"
WRITTEN = N_("Written for the office alone, read back and compared: {entries}, {attachments}.")
WRITTEN_HINT = N_("It stands in {name}. At the office: “Take in what came home”.")
POSTED = N_("Sealed for the office and taken out here: {records}, {attachments}.")
CHOOSE_ONE = N_("Choose the journey in the list first.")


class TravelActs(QObject):
    """Opens the boxes over one window. `happened` carries what to say: one sentence, and one on what follows from it."""

    happened = Signal(str, str)
    sealed = Signal(str)  # nothing opens it any more, and what it holds still stands on the screen
    began = Signal()
    progressed = Signal(int, int)
    ended = Signal()
    failed = Signal(object)

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._context, self._window = context, window

    def pack(self) -> None:
        """Pack a travel copy."""
        if self._context.doors.pack is not None:
            self._context.doors.pack(())

    def home(self) -> None:
        """Take in what a journey brings."""
        if self._context.doors.bring_home is not None:
            self._context.doors.bring_home(None)

    def ticket(self, travel: str) -> None:
        """Make a ticket for a journey, for whoever can open the office vault now."""
        context, window = self._context, self._window
        if not travel:
            context.messages.say(CHOOSE_ONE)
            return
        body = TicketDays(context)
        days = [body.days]
        body.changed.connect(lambda wanted: days.__setitem__(0, wanted))

        def act(_progress: Progress) -> Made:
            return sealing.make_ticket(context.vault, travel, days=days[0], profile=context.profile)

        def done(made: Made) -> None:
            context.changes.happened.emit(Changes(records=frozenset({travel})))
            TicketBox(context, made, window).open()

        AskSecret(
            context,
            window,
            title=TICKET.title,
            why=TICKET_WHY,
            button=MAKE_IT,
            act=after_asking(context, act),
            done=done,
            body=body,
            whole=True,
        ).open()

    def lost(self, travel: str) -> None:
        """Report the device of a journey lost, and show who is exposed."""
        if not travel:
            self._context.messages.say(CHOOSE_ONE)
            return
        LostBox(self._context, self._window, travel).open()

    def offices(self) -> None:
        """Show the other offices of the team, and what can be told them."""
        OfficesBox(self._context, self._window).open()

    def before(self) -> None:
        """Show what lies on this computer."""
        BeforeBox(self._context, self._window).open()

    def bundle(self) -> None:
        """Write what was learned for the office."""
        ask_path(self._window, self._context.text(WHERE), Mode.AnyFile, self.write, name=NAME)

    def write(self, target: Path) -> None:
        """Write it to `target`; it changes nothing here, so nobody is asked who they are."""
        vault = self._context.vault
        self.began.emit()
        job = self._context.runner.start_file(
            lambda progress: homeward.write(vault, target, progress=progress),
            lambda made: self._on_written(made, target),
            failed=self._on_failed,
        )
        job.progressed.connect(self.progressed)
        job.stopped.connect(self.ended)

    def post(self) -> None:
        """Seal what was recorded on the way for the office, and take it out."""
        ask_path(self._window, self._context.text(WHERE), Mode.AnyFile, self.post_to, name=NAME)

    def post_to(self, target: Path) -> AskSecret:
        """Do it with the file `target`, for whoever can open the copy now."""
        context = self._context

        def act(progress: Progress) -> Posted:
            return mailbox.post(context.vault, target, progress=progress)

        def done(made: Posted) -> None:
            text = context.text
            hints = [text(mailbox.ONLY_COPY), *([] if made.clean else [text(NOT_CLEAN)])]
            self.happened.emit(
                text(POSTED, **counted(self._context.catalogue, records=made.records, attachments=made.attachments)),
                " ".join(hints),
            )
            context.changes.happened.emit(Changes(records=frozenset({made.written.bundle})))

        box = AskSecret(
            context,
            self._window,
            title=POST.title,
            why=POST_WHY,
            button=POST_IT,
            act=after_asking(context, act),
            done=done,
            danger=True,
            whole=True,
        )
        box.open()
        return box

    def seal(self) -> None:
        """Take every way in out of this copy, for whoever can open it now; then there is nothing left to do but to lock."""
        context = self._context

        def done(_none: object) -> None:
            self.sealed.emit(context.text(sealing.AGAIN))

        AskSecret(
            context,
            self._window,
            title=SEAL.title,
            why=SEAL_WHY,
            button=SEAL_IT,
            act=after_asking(context, lambda _progress: sealing.seal(context.vault)),
            done=done,
            danger=True,
            whole=True,
        ).open()

    def _on_written(self, made: Written, target: Path) -> None:
        self.ended.emit()
        text = self._context.text
        said = text(WRITTEN, **counted(self._context.catalogue, entries=made.changes, attachments=made.attachments))
        self.happened.emit(said, text(WRITTEN_HINT, name=isolated(target.name)))

    def _on_failed(self, problem: BaseException) -> None:
        self.ended.emit()
        self.failed.emit(problem)
