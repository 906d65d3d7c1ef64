"""The keyfile: something one carries beside something one knows. Destroying it is the one erasure a flash disk cannot undo.

A small text file, so that it can be printed and typed again: a first line that says what it is, then 32 random bytes in hex. What
counts is the SHA-256 of the whole file as it is stored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casevault import files
from casevault.crypto.kdf import KEYFILE_MOST
from casevault.errors import Code, UserProblem
from casevault.i18n import N_

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.ambient import Ambient

FIRST_LINE: Final = "CaseVault keyfile 1. Keep it apart from the vault, and never edit it."
RANDOM_BYTES: Final = 32


def make_keyfile(path: Path, vault_folder: Path, ambient: Ambient) -> bytes:
    """Write a new keyfile at `path`, durably and private, and return its bytes; INVALID_INPUT if anything stands there."""
    refuse_inside(path, vault_folder)
    content = f"{FIRST_LINE}\n{ambient.random_bytes(RANDOM_BYTES).hex()}\n".encode("ascii")
    files.write_private_file(path, content, replace=False)
    return content


def read_keyfile(path: Path, vault_folder: Path) -> bytes:
    """Return the bytes of a file that shall become a keyfile of the vault in `vault_folder`."""
    refuse_inside(path, vault_folder)
    return keyfile_bytes(path)


def keyfile_bytes(path: Path) -> bytes:
    """Return the bytes of a keyfile, at most 64 KiB; NOT_FOUND or TOO_LARGE otherwise."""
    return files.read_limited(path, KEYFILE_MOST)


def refuse_inside(path: Path, vault_folder: Path) -> None:
    """Refuse a keyfile within the vault: whoever copies the folder would have both."""
    if path.resolve().is_relative_to(vault_folder.resolve()):
        raise UserProblem(
            Code.INVALID_INPUT,
            N_("A keyfile inside the vault's own folder would be copied with it and protect nothing."),
            N_("Put it on a stick that is kept apart from the vault."),
        )
