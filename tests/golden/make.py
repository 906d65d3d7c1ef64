"""Make the golden vault of the present format, once, when a format is released; it is then never made again.

    PYTHONPATH=.:tests python tests/golden/make.py FOLDER

People, times and keys are invented and fixed; what SQLCipher draws for its pages is not, so the bytes of `main.db` differ each
time, and only the answers in `expected.json` are the same.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from builders import PASSPHRASE, FixedAmbient, make_vault
from disclosure_fakes import invented_case

from casevault.domain.erasing import Reason
from casevault.exchange.importing import Asked, bring_in
from casevault.vault import accounts, erasing, hearings, merging, stale
from casevault.vault.erasing import Target

if TYPE_CHECKING:
    from casevault.domain.record import Record
    from casevault.vault.vault import Vault

SEARCHES = (
    *("林兆雯", "zhaowen", "lotus road", "慧", "villagers", "Ruritania", "absent"),
    *("thermos", "保温杯", "Qin Yuheng", "秦宇恒", "Blue scarf", "Su Wanqing"),
)
TABLE = "Name,Born,Sentence\nSu Wanqing,1971~,life\nBai Luoyi,2001-03,P3Y\n"
WORDS = "Inventory of what was taken: a thermos (保温杯), two notebooks.\n"


def main(folder: str) -> None:
    place = Path(folder)
    vault, code = make_vault(place / "vault", ambient=FixedAmbient(seed=1))
    with vault:
        made = invented_case(vault)
        # Every kind of row: altered, removed, undone, an act without payload, one that was erased, a text in two languages, an
        # answer that is none.
        vault.records.edit(made["lin"], {"occupation": "Lawyer for villagers", "ethnicity": {"na": "not_asked"}})
        vault.records.delete(made["watched"])
        vault.records.edit(made["judge"], {"display_name": "Ma Guoping"})
        vault.records.undo()
        gone = vault.records.add("person", {"display_name": "Nobody Who Stays", "occupation": "Erased"}).id
        vault.records.edit(gone, {"occupation": "Gone"})
        erasing.erase(vault, Target(gone), erasing.plan(vault, Target(gone)).word, Reason.ASKED)
        of_its_own(vault, made)
        since(vault, made, place)
        vault.drafts.save("log", {"narrative": "unfinished"})
        vault.search.drain()
        vault.texts.take()
        expected = facts(vault) | {"passphrase": PASSPHRASE, "recovery_code": code}
    shutil.rmtree(place / "vault" / "tmp")  # empty, and no version control keeps such folders
    text = json.dumps(expected, ensure_ascii=False, indent=1, sort_keys=True)
    (place / "expected.json").write_text(text + "\n", encoding="utf-8")


def of_its_own(vault: Vault, made: dict[str, str]) -> None:
    """A field, a type, a list entry, a link, a tag and a kept search of this vault's own, and values in them."""
    add = vault.records.add
    add("custom_field", {"type": "person", "key": "x_shoe_size", "label": "Shoe size", "kind": "int", "field_class": "C2"})
    add("custom_type", {"key": "x_parcel", "label": "Parcel", "plural": "Parcels"})
    add("custom_field", {"type": "x_parcel", "key": "x_what", "label": "What", "kind": "text"})
    add("vocabulary_entry", {"vocabulary": "support", "code": "x_bicycle", "label": "Bicycle"})
    vault.records.edit(made["lin"], {"x_shoe_size": 38})
    vault.records.edit(made["case"], {"tags": ["Heron line"]})
    add("x_parcel", {"x_what": "Blue scarf"})
    add("support", {"case": made["case"], "for": made["lin"], "kind": "x_bicycle"}, strict=False)
    add("saved_search", {"name": "The north", "query": "lotus", "type": "event"}, strict=False)


def since(vault: Vault, made: dict[str, str], place: Path) -> None:
    """What came after version 2: accounts decided on, facts confirmed, limits, stamps, people merged, a file's words, a table."""
    add = vault.records.add
    accounts.dispute(vault, made["claim1"], "The notice says another day.")
    stale.confirm(vault, made["stage"], "facility")
    add("clock", {"stage": made["stage"], "rule_id": "cn.det.total_37", "extensions": [{"step": 1, "basis": "documented"}]})
    for code, at in (("observers_refused", "08:50"), ("opened", "09:04"), ("ended", "11:30")):
        hearings.stamp(vault, made["hearing"], code, untrusted_at=f"2026-03-18T{at}+08:00", untrusted_note="“No seats.”")
    hearings.write_up(vault, made["hearing"])
    keep = add("person", {"display_name": "Qin Yuheng", "birth": "1980"}).id
    other = add("person", {"display_name": "秦宇恒", "birth": "1980-05"}).id
    add("note", {"about": other, "kind": "fact", "text": "Known to both."})
    merging.merge(vault, merging.preview(vault, keep, other, take=["birth"]))
    for name, text in (("inventory.txt", WORDS), ("people.csv", TABLE)):
        (place / name).write_text(text, encoding="utf-8")
    vault.attachments.add([place / "inventory.txt"], about=[made["case"]], title="Inventory")
    bring_in(vault, Asked(place / "people.csv"))
    for name in ("inventory.txt", "people.csv"):
        (place / name).unlink()


def facts(vault: Vault) -> dict[str, object]:
    """Return what a vault answers: what is in it, what is found in it, and where its log ends."""
    changes, end = vault.db.read(lambda c: c.execute("SELECT count(*), max(seq) FROM change").fetchone())
    mac = vault.db.read(lambda c: c.execute("SELECT mac FROM change WHERE seq = ?", (end,)).fetchone())[0]
    return {
        "vault_id": vault.vault_id,
        "changes": changes,
        "last_mac": mac.hex(),
        "records": {key: sorted(vault.records.ids(key)) for key in sorted(vault.schema.types) if vault.records.ids(key)},
        "names": {record.id: record.fields["display_name"] for record in vault.records.list("person")},
        "values": {one.id: dict(one.fields) for one in everything(vault)},
        "found": {query: sorted(hit.id for hit in vault.search.find(query).hits) for query in SEARCHES},
    }


def everything(vault: Vault) -> list[Record]:
    """Return every record that stands, by type and id."""
    return [vault.records.get(one) for key in sorted(vault.schema.types) for one in sorted(vault.records.ids(key))]


if __name__ == "__main__":
    main(*sys.argv[1:])
