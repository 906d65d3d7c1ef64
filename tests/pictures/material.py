"""The vault that is looked at: the demo, and what only use brings: files, copies that left, ways in, words of its own.

All of it is the public record or invented. It is made once; each look has a copy of its own.
"""

from __future__ import annotations

import io
import wave
from typing import TYPE_CHECKING

from builders import CHEAPEST, PASSPHRASE, FixedAmbient, make_vault
from disclosure.asking import ask
from disclosure_fakes import invented_case
from media.test_documents import message, workbook
from papers import docx
from redacting import photo, text_pdf

from casevault import disclosure
from casevault.vault import approvals, ways
from casevault.vault.backup import back_up
from casevault.vault.demo import build_demo
from casevault.vault.identity import identity

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.vault.vault import Vault

SECRET = bytearray(PASSPHRASE.encode())
VAULT, SENDER, STICK = "Work.casevault", "Partner.casevault", "stick"
NOTICE = [
    "NOTICE OF DETENTION (invented)",
    "",
    "Yunting Public Security Bureau",
    "To the family of: Lin Zhaowen",
    "She is held at Yunting No. 1 Detention Centre.",
    "Reason: picking quarrels and provoking trouble.",
]
TABLE = (
    "Nr,Name,Born,Town,Remark\n1,Sun Ruolan,1970,Yunting,seen at the gate\n"
    "2,Ama Boateng,03/04/1980,Kumasi,\n3,Joost Visser,1984-02-30,,\n"
)


def silence() -> bytes:
    """Return a second of a recording in which nothing is heard."""
    out = io.BytesIO()
    with wave.open(out, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(8000)
        made.writeframes(bytes(16000))
    return out.getvalue()


def files() -> dict[str, bytes]:
    """Return what is attached: one file of each kind that the viewer shows in a way of its own."""
    table: dict[tuple[int, int], object] = {
        (0, 0): "Day",
        (0, 1): "What",
        (1, 0): "12 Feb",
        (1, 1): "Taken from home",
        (2, 0): "6 Mar",
        (2, 1): "Lawyer refused",
    }
    notes: dict[tuple[int, int], object] = {(0, 0): "invented"}
    return {
        "notice.pdf": text_pdf(NOTICE, pages=2),
        "gate.jpg": photo(),
        "days.xlsx": workbook(("Days", table), ("Notes", notes)),
        "medicine.eml": message(),
        "letter.docx": docx(document="Invented. The family asks that her lawyer may see her."),
        "words.txt": b"Invented. Told by telephone, written down the same evening.\n",
        "call.wav": silence(),
    }


def make(folder: Path) -> dict[str, str]:
    """Make the vault, a bundle of a partner, a back-up and a table in `folder`; return which record each name of the demo is."""
    vault, _ = make_vault(folder / VAULT)
    with vault:
        made = build_demo(vault)
        _attach(vault, made["heron"], folder)
        _add_words(vault)
        _add_people(vault)
        vault.search.drain()
        _add_ways(vault, folder)
        _give(vault, made, folder)
        back_up(vault, folder / STICK)
        _receive(vault, folder)
    (folder / "people.csv").write_text(TABLE, encoding="utf-8")
    return made


def _attach(vault: Vault, case: str, folder: Path) -> None:
    inbox = folder / "inbox"
    inbox.mkdir()
    for name, data in files().items():
        (inbox / name).write_bytes(data)
        vault.attachments.add([inbox / name], about=[case], title=f"Invented: {name}", kind="document")


def _add_words(vault: Vault) -> None:
    add = vault.records.add
    add("custom_field", {"type": "person", "label": "Shoe size", "kind": "int", "field_class": "c2"})
    add("vocabulary_entry", {"vocabulary": "act", "label": "Invited to tea"})


def _add_people(vault: Vault) -> None:
    add = vault.records.add
    add("person", {"display_name": "林兆雯", "occupation": "Lawyer (invented)"})  # perhaps recorded twice
    vault.records.delete(add("person", {"display_name": "Somebody entered by mistake"}).id)


def _add_ways(vault: Vault, folder: Path) -> None:
    ways.add_keyfile(vault, SECRET, folder / "key.txt", profile=CHEAPEST)
    ways.add_passphrase(vault, SECRET, bytearray(b"of a colleague"), "C.D.", profile=CHEAPEST)
    words: list[str] = []
    ways.make_shares(vault, SECRET, needed=2, count=3, keep=lambda _sharing, given: words.extend(given), profile=CHEAPEST)
    (folder / "shares.txt").write_text("\n".join(words), encoding="utf-8")


def _give(vault: Vault, made: dict[str, str], folder: Path) -> None:
    """Seal three copies. Who is named in one withdrew since; another waits for a second person."""
    case = {"case": made["heron"]}
    agreed = vault.records.add(
        "consent",
        {
            "person": made["zhou"],
            "giver": "self",
            "purpose": "quiet_diplomacy",
            "audiences": ["embassy"],
            "identity_level": "full",
            "form": "oral",
            "given": "2026-03-01",
            "review_on": "2026-06-01",
        },
    ).id
    disclosure.disclose(vault, ask(case, to="Embassy of Ruritania"), folder / "1.pdf")
    vault.records.edit(agreed, {"withdrawn": "2026-03-17"})
    disclosure.disclose(vault, ask(case, to="A desk at the ministry"), folder / "2.pdf")
    approvals.require_for(vault, ["un"])


def _receive(vault: Vault, folder: Path) -> None:
    sender, _ = make_vault(folder / SENDER, ambient=FixedAmbient(77))
    with sender:
        made = invented_case(sender)
        key = identity(vault).recipient
        disclosure.disclose(sender, ask(made, seal="age", recipients=(key,)), folder / "bundle.age")
        (folder / "spoken.txt").write_text(identity(sender).signing_words, encoding="utf-8")
