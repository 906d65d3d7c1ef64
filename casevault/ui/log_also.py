"""What a line tells beside itself, as offers with a box each: place, people, a second record. Nothing is made unshown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from casevault.domain.mentions import as_read
from casevault.domain.oneline import is_contact
from casevault.i18n import N_
from casevault.ui.read.days import long_day
from casevault.ui.read.reader import PUBLIC_NAMES, long_text, sentence
from casevault.ui.theme import MEDIUM, Role, Style
from casevault.ui.widgets.check import Check
from casevault.ui.words import Words
from casevault.vault.acts import Add
from casevault.vault.oneline import PLACES, Beside, beside, refused_meeting, with_mentions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casevault.domain.oneline import Reading
    from casevault.ui.context import Context
    from casevault.ui.editors.surroundings import VaultSurroundings
    from casevault.vault.acts import AnyEdit
    from casevault.vault.naming import Named

PAUSE = 150  # ms
TITLE = N_("Also")
PLACE = N_("Place: {name}")
NAMES = N_("{name} is named")
SEVERAL = N_("{name} is named · several are called so")
RELATIVE = N_("The contact was with {name}")
COUNSEL = N_("A meeting of counsel that was refused: {name}")
CONTACT = N_("A contact with the family, too")
EVENT = N_("An event, too: {kind}")
TASK = N_("A task, too, due on {day}")


@dataclass(frozen=True, slots=True)
class Offered:
    """One offer: what it does, and about whom."""

    act: str  # place, named, relative, counsel, contact, event, task
    one: Named | None = None
    kind: str = ""  # of an event; of a task the day by which it is due

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what makes two offers the same, so that what was ticked or unticked stays so."""
        return self.act, self.one.id if self.one is not None else "", self.kind


class Also(QWidget):
    """The boxes under the line."""

    def __init__(self, context: Context, around: VaultSurroundings) -> None:
        super().__init__()
        self._context, self._around = context, around
        self.boxes: list[tuple[Offered, Check]] = []
        self._by_hand: dict[tuple[str, str, str], bool] = {}
        self._asked = 0
        self._question: tuple[Reading, str, str, str] | None = None
        self._title = Words(context.text(TITLE), Style.SMALL, Role.TEXT2, weight=MEDIUM)
        self._stack = QVBoxLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.setSpacing(0)
        self._stack.addWidget(self._title)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._ask)
        self.hide()

    def look(self, reading: Reading, case_id: str, type_key: str, day: str) -> None:
        """Look for what this line tells beside the record that it becomes."""
        self._question = (reading, case_id, type_key, day)
        self._pause.start()

    def text(self, text: str) -> str:
        """Return the text with a mention of everybody who was left ticked."""
        return with_mentions(text, [one for offer, one in self._ticked() if offer.act in {"named", "place"} and one is not None])

    def fields(self, type_key: str) -> dict[str, object]:
        """Return what the ticked offers fill in a record of this type."""
        if type_key == "event":
            places = [one.id for offer, one in self._ticked() if offer.act == "place" and one is not None]
            return {"place": places[0]} if places else {}
        relatives = [one.id for offer, one in self._ticked() if offer.act == "relative" and one is not None]
        return {"relative": relatives[0]} if relatives else {}

    def acts(self, fields: Mapping[str, object]) -> list[AnyEdit]:
        """Return the acts beside the record with these fields."""
        made: list[AnyEdit] = []
        case, day = fields.get("case") or fields.get("about"), fields.get("start") or fields.get("at")
        told = fields.get("narrative") or fields.get("content") or fields.get("text") or fields.get("title")
        for offer, one in self._ticked():
            if offer.act == "counsel" and one is not None:
                made.append(refused_meeting(one.id, str(day or self._around.today().isoformat())))
            elif offer.act == "task":
                made.append(Add("task", {"case": case, "title": long_text(told), "due": offer.kind}))
            elif offer.act == "contact":
                made.append(Add("family_contact", {"case": case, "at": day, "content": told}))
            elif offer.act == "event":
                made.append(
                    Add("event", {"case": case, "kind": offer.kind, "start": day, "narrative": told, **self.fields("event")})
                )
        return made

    def _ticked(self) -> list[tuple[Offered, Named | None]]:
        return [(offer, offer.one) for offer, box in self.boxes if box.isChecked()]

    def _ask(self) -> None:
        question, vault = self._question, self._context.vault
        if question is None:
            return
        reading, case_id, type_key, _day = question
        self._asked += 1
        mine = self._asked

        def answer(found: Beside) -> None:
            if isValid(self) and mine == self._asked:
                self._show(reading, type_key, found)

        self._context.runner.start(lambda _progress: beside(vault, reading.text, case_id), answer, urgent=True)

    def _show(self, reading: Reading, type_key: str, found: Beside) -> None:
        offers = self._offers(reading, type_key, found)
        if [offer.key for offer, _box in self.boxes] == [offer.key for offer in offers]:
            self.boxes = [(offer, box) for offer, (_old, box) in zip(offers, self.boxes, strict=True)]
            return
        for _offer, box in self.boxes:
            self._stack.removeWidget(box)
            box.deleteLater()
        self.boxes = []
        for offer in offers:
            box = Check(self._words(offer))
            box.setAccessibleName(self._words(offer))
            sure = offer.one is None or offer.one.sure or offer.act in {"counsel", "relative"}
            box.setChecked(self._by_hand.get(offer.key, sure))
            box.toggled.connect(lambda on, key=offer.key: self._by_hand.__setitem__(key, on))
            self._stack.addWidget(box)
            self.boxes.append((offer, box))
        self.setVisible(bool(offers))

    def _offers(self, reading: Reading, type_key: str, found: Beside) -> list[Offered]:
        task = [Offered("task", None, reading.due)] if reading.due and type_key != "task" else []
        if type_key not in {"event", "family_contact"}:
            return [*(Offered("named", one) for one in found.named), *task]
        tells_event = type_key == "event" or bool(reading.kind)
        offers = [Offered("place" if one.type in PLACES and tells_event else "named", one) for one in found.named]
        if type_key == "family_contact":
            if len(found.people) == 1:
                offers.append(Offered("relative", found.people[0]))
            if reading.kind and found.counsel is None:
                offers.append(Offered("event", None, reading.kind))
        elif is_contact(as_read(reading.text)):
            offers.append(Offered("contact"))
        if found.counsel is not None:
            offers.append(Offered("counsel", found.counsel))
        return offers + task

    def _words(self, offer: Offered) -> str:
        text, reader, name = self._context.text, self._context.reader, offer.one.name if offer.one is not None else ""
        if reader.discreet and offer.one is not None and offer.one.type not in PUBLIC_NAMES:
            name = offer.one.detail or text(reader.vault.schema.type(offer.one.type).label)
        elif offer.act == "named" and offer.one is not None:
            said = text(NAMES if offer.one.sure else SEVERAL, name=name)
            return f"{said} ({offer.one.detail})" if offer.one.detail else said
        if offer.act == "task":
            return text(TASK, day=long_day(date.fromisoformat(offer.kind), self._context.catalogue))
        if offer.act == "event":
            return text(EVENT, kind=self._around.look.vocabularies.label("act", offer.kind, self._context.catalogue))
        if offer.act == "named" and offer.one is not None:
            return text(NAMES if offer.one.sure else SEVERAL, name=name)
        msg = {"place": PLACE, "relative": RELATIVE, "counsel": COUNSEL, "contact": CONTACT}[offer.act]
        return sentence(text(msg, name=name))
