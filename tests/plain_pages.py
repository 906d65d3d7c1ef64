"""The pages of a database as a searcher has them who holds the key: all of them, those in use and those that are free."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

if TYPE_CHECKING:
    from pathlib import Path

PAGE, RESERVE, SALT = 4096, 80, 16


def pages(folder: Path, key: bytes) -> bytes:
    """Return every page of a database, free ones too, decrypted by nothing but its format."""
    data = (folder / "main.db").read_bytes()
    assert len(data) % PAGE == 0
    assert not (folder / "main.db-wal").exists()
    found = bytearray()
    for at in range(0, len(data), PAGE):
        page = data[at : at + PAGE]
        start = SALT if at == 0 else 0
        iv = page[PAGE - RESERVE : PAGE - RESERVE + 16]
        cipher = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
        found += cipher.update(page[start : PAGE - RESERVE]) + cipher.finalize()
    return bytes(found)
