"""Every page of an encrypted database as plaintext, free ones too: what a search for traces has to look through."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import apsw

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.vault.vault import Vault


def plain_pages(folder: Path, key: bytes, scratch: Path) -> bytes:
    """Return all pages of a copy of the vault's database, decrypted by another library, with what waits in its journal."""
    scratch.mkdir(exist_ok=True)
    for path in folder.glob("main.db*"):
        shutil.copy(path, scratch / path.name)
    found = b""
    for path in sorted(scratch.glob("main.db*")):
        if path.name.endswith(("-wal", "-shm", "-journal")):
            continue
        pages = apsw.Connection(str(path))
        pages.pragma("cipher", "sqlcipher")
        pages.pragma("legacy", 4)
        pages.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        pages.execute("SELECT count(*) FROM sqlite_master").fetchall()
        found += pages.serialize("main")
        pages.close()
    shutil.rmtree(scratch)
    return found


def traces(vault: Vault, *canaries: str) -> list[str]:
    """Return which of these words stand anywhere in the pages of an open vault's database."""
    pages = plain_pages(vault.folder, bytes(vault.keys.db), vault.folder.parent / "pages")
    return [word for word in canaries if word.encode() in pages]
