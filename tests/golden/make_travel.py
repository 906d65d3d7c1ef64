"""Make the golden journey, once, when a format of it is released: an office, a sealed copy with its ticket, and two bundles.

    PYTHONPATH=.:tests python tests/golden/make_travel.py FOLDER

The copy lies there as it was packed; the bundle was made in another one like it, which was unsealed by the ticket and worked in.
The second bundle comes from another office of the team. People and times are invented and fixed.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from builders import CHEAP_BOUNDS, CHEAPEST, PASSPHRASE, FixedAmbient, make_vault, open_vault

from casevault.exchange import exchanging, homeward
from casevault.exchange.packing import pack
from casevault.vault import offices
from casevault.vault.policy import NO_POLICY
from casevault.vault.sealing import make_ticket, unseal


def main(folder: str) -> None:
    place = Path(folder)
    office, _ = make_vault(place / "office", ambient=FixedAmbient(seed=1))
    other, _ = make_vault(place / "other", ambient=FixedAmbient(seed=2), sign_as="O.O.")
    with office, other:
        add = office.records.add
        lin = add(
            "person", {"display_name": "Lin Zhaowen", "occupation": "lawyer", "do_no_harm_notes": "Ring twice."}, strict=False
        ).id
        stays = add("person", {"display_name": "Quillstrand Vexmoor"}, strict=False).id
        persons = [{"person": lin, "role": "defender", "is_focus": True}]
        case = add("case", {"title": "Lin Zhaowen", "persons": persons}, strict=False).id
        note = add("note", {"about": case, "kind": "fact", "text": "Quillstrand Vexmoor saw Lin Zhaowen."}, strict=False).id
        made = pack(office, place / "sealed", [case], passphrase=None, synced_folder_ok=True, sign_as="T.R.")
        ticket = make_ticket(office, made.travel, days=366, profile=CHEAPEST)
        shutil.copytree(place / "sealed", place / "copy")
        secret = bytearray(PASSPHRASE.encode())
        given = {"profile": CHEAPEST, "ambient": FixedAmbient(seed=5), "bounds": CHEAP_BOUNDS, "policy": NO_POLICY}
        unseal(place / "copy", ticket.text, ticket.words, secret, **given)  # type: ignore[arg-type] # named above
        with open_vault(place / "copy", ambient=FixedAmbient(seed=6)) as away:
            away.records.edit(lin, {"occupation": "notary"})
            away.records.edit(note, {"text": "[a person] rang."})
            event = away.records.add("event", {"case": case, "kind": "arrest", "start": "2026-03-19"}, strict=False).id
            paper = place / "paper.txt"
            paper.write_text("A notice.\n", encoding="utf-8")
            away.attachments.add([paper], about=[event], title="Notice")
            paper.unlink()
            homeward.write(away, place / "home.age")
        for one, two, name in ((office, other, "The other"), (other, office, "The first")):
            card = offices.own(two).card
            offices.add(one, card.text, card.words, name)
        told = other.records.add("organisation", {"name": "Bar of Freedonia", "kind": "ngo"}, strict=False).id
        exchanging.write(other, office.vault_id, place / "other.age")
    for gone in ("copy", "other", "office/tmp", "sealed/tmp"):
        shutil.rmtree(place / gone)
    answers = {
        "passphrase": PASSPHRASE,
        "ticket": ticket.text,
        "words": ticket.words,
        "travel": made.travel,
        "ids": {"lin": lin, "stays": stays, "case": case, "note": note, "event": event, "told": told},
    }
    (place / "answers.json").write_text(json.dumps(answers, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
