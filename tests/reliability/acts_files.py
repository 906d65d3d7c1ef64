"""The acts that write files beside the database: attaching, backing up, erasing, and new keys for the whole vault."""

from __future__ import annotations

import hashlib
import shutil
import tempfile  # noqa: TID251 - an invented original, on another disk than the full one
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from builders import CHEAP_BOUNDS, CHEAPEST, PASSPHRASE, open_vault
from pages import traces
from reliability.act import CANARY, CODE_FILE, Act, identified, unlock

from casevault.ambient import SystemAmbient
from casevault.domain.erasing import Reason
from casevault.vault import erasing
from casevault.vault import header as headers
from casevault.vault.backup import back_up
from casevault.vault.backup_place import Place
from casevault.vault.check import check
from casevault.vault.erasing import Target
from casevault.vault.folder import OLD, beside
from casevault.vault.restore import restore
from casevault.vault.rotation import rotate
from casevault.vault.slots import SlotKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casevault.vault.vault import Vault


class Attaching(Act):
    """One file after another, of many sizes: what was acknowledged is stored whole, and no record names what is not there."""

    name = "attach"
    pause = 0.02
    calls = 900
    writes = (("pwrite64", 120), ("fsync,fdatasync", 16), ("rename", 4), ("write", 8))

    def once(self, vault: Vault, number: int) -> str:
        original = original_of(vault)
        original.write_bytes(content_of(number))
        return f"{number} {vault.attachments.add([original]).evidence}"

    def missing(self, vault: Vault, lines: list[str]) -> list[str]:
        original_of(vault).unlink(missing_ok=True)
        known = {file.evidence: file.sha256 for file in vault.attachments.listed()}
        return [
            f"{evidence} is lost"
            for evidence, number in identified(lines).items()
            if known.get(evidence) != hashlib.sha256(content_of(int(number))).hexdigest()
        ]


def original_of(vault: Vault) -> Path:
    """Return a place on another disk than the vault's, which may be full."""
    return Path(tempfile.gettempdir()) / hashlib.sha256(str(vault.folder).encode()).hexdigest()[:16]


def content_of(number: int) -> bytes:
    return hashlib.sha256(str(number).encode()).digest() * (number * 997 % 6_000)


class BackingUp(Act):
    """A back-up after each entry, in one place: each that is there is whole, the newest holds all that was acknowledged."""

    name = "backup"
    pause = 0.1
    most = 3
    calls = 1_500
    writes = (("pwrite64", 400), ("fsync,fdatasync", 90), ("rename", 8), ("write", 8), ("unlink,unlinkat", 6))

    def fill(self, vault: Vault) -> None:
        super().fill(vault)
        original = original_of(vault)
        original.write_bytes(content_of(5))
        vault.attachments.add([original])
        original.unlink()

    def once(self, vault: Vault, number: int) -> str:
        made = vault.records.add("person", {"display_name": f"{CANARY} {number}"}).id
        back_up(vault, place_of(vault), keep=2)
        return f"{number} {made}"

    def missing(self, vault: Vault, lines: list[str]) -> list[str]:
        place = Place(place_of(vault))
        found = [f"back-up {number}: {path}" for number in place.generations() for path in place.wrong(place.sums(number))]
        wanted = identified(lines)
        if not place.generations():
            return [f"{key} is in no back-up" for key in wanted]
        target = vault.folder.parent / "restored"
        code = bytearray((vault.folder.parent / CODE_FILE).read_bytes())
        restore(place.path, target, code, kind=SlotKind.RECOVERY, bounds=CHEAP_BOUNDS, synced_folder_ok=True)
        with unlock(target) as restored:
            there = restored.records.many(wanted)
        shutil.rmtree(target)
        return found + [f"{key} is not in the newest back-up" for key in wanted if key not in there]


def place_of(vault: Vault) -> Path:
    return vault.folder.parent / "back-ups"


class Erasing(Act):
    """Somebody with a file, and erased again: what was acknowledged is in no page any more, and half of it never stays."""

    name = "erase"
    pause = 0.1
    most = 4
    calls = 1_500
    writes = (("pwrite64", 200), ("fsync,fdatasync", 20), ("ftruncate", 6), ("rename", 4), ("unlink,unlinkat", 4))

    def fill(self, vault: Vault) -> None:
        super().fill(vault)
        for number in range(30):
            vault.records.add("person", {"display_name": f"{CANARY} stays {number}", "occupation": "x" * 40 * number})

    def once(self, vault: Vault, number: int) -> str:
        gone = vault.records.add("person", {"display_name": gone_name(number), "occupation": f"{gone_name(number)} " * number}).id
        original = original_of(vault)
        original.write_bytes(content_of(number))
        vault.attachments.add([original], about=[gone])
        target = Target(gone, belonging=True)
        erasing.erase(vault, target, erasing.plan(vault, target).word, Reason.ASKED)
        return f"{number} {gone}"

    def missing(self, vault: Vault, lines: list[str]) -> list[str]:
        original_of(vault).unlink(missing_ok=True)
        wanted = identified(lines)
        left = traces(vault, *(gone_name(int(number)) for number in wanted.values()))
        stays = sum(" stays " in record.title for record in vault.records.list("person"))
        return [
            *(f"{key} is not erased" for key in wanted if not vault.records.erased_on(key)),
            *(f"{word} stands in a page" for word in left),
            *["what was not erased is lost"] * (stays != 30),
            *["an erasing was not finished"] * vault.db.read(erasing.is_pending),
        ]


def gone_name(number: int) -> str:
    return f"{CANARY} goes {number}q"


class Rotating(Act):
    """An entry, then new keys for the whole vault, with an attachment in it: the old vault or the new one, whole.

    The recovery code is another one after each, so it is the passphrase that opens; how the folder is laid out is part of it.
    """

    name = "rotate"
    alone = True
    pause = 0.3
    most = 5
    calls = 9_000
    writes = (("pwrite64", 120), ("fsync,fdatasync", 12), ("rename", 10), ("write", 12), ("unlink,unlinkat", 12))  # of one thread

    def fill(self, vault: Vault) -> None:
        super().fill(vault)
        original = original_of(vault)
        original.write_bytes(content_of(5))
        vault.attachments.add([original])
        original.unlink()

    def work(self, folder: Path, start: int) -> Iterator[str]:
        ambient = SystemAmbient()
        for number in count(start):
            clear_old(folder)
            with open_vault(folder, ambient=ambient) as vault:
                made = vault.records.add("person", {"display_name": f"{CANARY} {number}"}).id
            rotate(folder, bytearray(PASSPHRASE.encode()), profile=CHEAPEST, ambient=ambient, bounds=CHEAP_BOUNDS)
            yield f"{number} {made}"

    def faults(self, folder: Path, lines: list[str], begun: int) -> list[str]:
        found = []
        with open_vault(folder, ambient=SystemAmbient()) as vault:
            found += [f"{problem.code} {problem.where}: {problem.detail}" for problem in check(vault, deep=True).problems]
            there = vault.records.many(identified(lines))
            found += [f"{key} is lost" for key in identified(lines) if key not in there]
            found += [] if len(vault.attachments.rows()) == 1 else ["the attachment is lost"]
            keys = bytearray(vault.keys.master)
        old = beside(folder, OLD)
        if old.exists() and any((old / name).exists() for name in headers.COPIES):
            # Cut off between the swap and the end: what is left is the vault as it was, under other keys, and whole.
            with open_vault(old, repair=False) as before:
                found += [f".old: {problem.where}" for problem in check(before, deep=True).problems]
                found += ["the new keys are the old ones"] * (bytearray(before.keys.master) == keys)
        return found


def clear_old(folder: Path) -> None:
    """Delete what a rotation that was cut off left behind, as the notice at the next opening tells the person to."""
    if folder.exists():
        shutil.rmtree(beside(folder, OLD), ignore_errors=True)
