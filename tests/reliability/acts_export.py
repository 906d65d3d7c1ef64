"""Everything exported, sealed, after each entry: what has its name is whole, and the log knows of every one there is."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from builders import PASSPHRASE
from reliability.act import CANARY, Act, identified
from reliability.acts_files import content_of, original_of

from casevault.crypto.ageopen import ByKey
from casevault.errors import CaseVaultError
from casevault.exchange import jsonl
from casevault.exchange.archive import ATTACHMENTS, LINES, Found
from casevault.exchange.export import Format, export
from casevault.i18n import Catalogue
from casevault.vault.leaving import ToOwnKey
from casevault.vault.left import What, listed

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.vault.vault import Vault

PREFIX = "export-"
MINE = "AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0"  # of no use but here
TO_ME = "age1xmwwc06ly3ee5rytxm9mflaz2u56jjj36s0mypdrwsvlul66mv4q47ryef"


class Exporting(Act):
    """An entry, then everything out: what has a name is whole, and the log says of one too many, never of one too few."""

    name = "export"
    pause = 0.1
    most = 4
    calls = 1_200
    writes = (("pwrite64", 120), ("fsync,fdatasync", 16), ("rename", 6), ("write", 12))

    def fill(self, vault: Vault) -> None:
        super().fill(vault)
        original = original_of(vault)
        original.write_bytes(content_of(7))
        vault.attachments.add([original])
        original.unlink()

    def once(self, vault: Vault, number: int) -> str:
        made = vault.records.add("person", {"display_name": f"{CANARY} {number}"}).id
        target = vault.folder.parent / f"{PREFIX}{made}"
        given = bytearray(PASSPHRASE.encode())
        export(vault, given, None, format=Format.JSON, target=target, catalogue=Catalogue(), seal=ToOwnKey(TO_ME))
        return f"{number} {made}"

    def missing(self, vault: Vault, lines: list[str]) -> list[str]:
        wanted = identified(lines)
        there = {path.stem.removeprefix(PREFIX): path for path in vault.folder.parent.glob(f"{PREFIX}*.age")}
        found = [f"export of {key} is lost" for key in wanted if key not in there]
        found += [f"export of {key}: {fault}" for key, path in there.items() if (fault := fault_of(path))]
        noted = sum(entry.left.what == What.EVERYTHING for entry in listed(vault.records))
        return found + ["an export is there that the log does not know"] * (noted < len(there))


def fault_of(path: Path) -> str:
    """Return what is wrong with an export that has its name, "" where it is whole."""
    wanted: dict[str, str] = {}
    seen: dict[str, str] = {}
    try:
        for part in Found(path, ByKey(MINE)).parts():
            if part.name == LINES:
                wanted = {one.name: one.sha256 for one in jsonl.read(part.counted()) if isinstance(one, jsonl.Listed)}
            elif part.name.startswith(ATTACHMENTS):
                seen[part.name] = hashlib.sha256(b"".join(bytes(piece) for piece in part.counted())).hexdigest()
    except CaseVaultError as trouble:
        return trouble.code.value
    return "" if seen == wanted and len(seen) == 1 else "its attachments are not those it lists"
