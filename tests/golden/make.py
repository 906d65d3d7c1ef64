"""Make the golden vault of the present format, once, when a format is released; it is then never made again.

    PYTHONPATH=tests python tests/golden/make.py FOLDER

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
from casevault.vault import erasing
from casevault.vault.erasing import Target

if TYPE_CHECKING:
    from casevault.vault.vault import Vault

SEARCHES = ("林兆雯", "zhaowen", "lotus road", "慧", "villagers", "Ruritania", "absent")


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
        vault.drafts.save("log", {"narrative": "unfinished"})
        vault.search.drain()
        expected = facts(vault) | {"passphrase": PASSPHRASE, "recovery_code": code}
    for name in ("blobs", "tmp"):
        shutil.rmtree(place / "vault" / name)  # empty, and no version control keeps such folders
    text = json.dumps(expected, ensure_ascii=False, indent=1, sort_keys=True)
    (place / "expected.json").write_text(text + "\n", encoding="utf-8")


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
        "found": {query: sorted(hit.id for hit in vault.search.find(query).hits) for query in SEARCHES},
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
