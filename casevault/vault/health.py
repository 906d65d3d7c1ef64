"""How a vault stands: what is in it, when it was checked and copied, how old its law texts are, and what lies where."""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass
from importlib import metadata
from typing import TYPE_CHECKING, Final

from casevault import __version__, paths
from casevault.i18n import N_
from casevault.store import blobs, keyed
from casevault.vault import backup_memory, checking
from casevault.vault.folder import DATABASE
from casevault.vault.packs import load_packs

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from casevault.domain.procedure.pack import Pack
    from casevault.i18n import Msg
    from casevault.store.connection import Connection
    from casevault.vault.backup_memory import Remembered
    from casevault.vault.vault import Vault

# What a report of a hole in the program must say the version of: what encrypts, what reads files from outside, what shows them.
MATTERS: Final = (
    "sqlcipher3", "argon2-cffi", "cryptography", "pyrage", "shamir-mnemonic", "pikepdf", "pypdfium2", "pillow", "pillow-heif",
    "python-calamine", "PyYAML", "icalendar", "typst", "PySide6-Essentials",
)  # fmt: skip

SETTINGS: Final = N_("Settings of this program: look, language, times. No name of a person or a case.")
PORTABLE: Final = N_(
    "Portable: settings of this program (look, language, times) lie beside it and go where it goes. "
    "No name of a person or a case."
)


@dataclass(frozen=True, slots=True)
class Place:
    """Something of this vault on a disk: where, what it is, and whether it can be read without the passphrase."""

    path: Path
    what: Msg
    is_plain: bool = False


@dataclass(frozen=True, slots=True)
class Health:
    """`size`: bytes of the originals; `checked`: the last deep check that found nothing; `backups`: the last used place first."""

    records: int
    attachments: int
    size: int
    checked: date | None
    backups: tuple[Remembered, ...]
    packs: tuple[Pack, ...]
    places: tuple[Place, ...]

    def stale(self, as_of: date) -> tuple[Pack, ...]:
        """Return the packs whose law was compared long ago or never."""
        return tuple(pack for pack in self.packs if pack.is_stale(as_of))


def health(vault: Vault) -> Health:
    """Return how an open vault stands; reads, and writes nothing."""
    attachments, size = vault.db.read(_attachments)
    backups = tuple(backup_memory.remembered(vault))
    return Health(
        records=sum(vault.records.counts().values()),
        attachments=attachments,
        size=size,
        checked=checking.last_check(vault),
        backups=backups,
        packs=load_packs().all,
        places=(*_places(vault), *(Place(found.place, N_("Back-up, encrypted as the vault is")) for found in backups)),
    )


def _attachments(connection: Connection) -> tuple[int, int]:
    return blobs.count(connection), blobs.size(connection)


def _places(vault: Vault) -> tuple[Place, ...]:
    folder = vault.folder
    return (
        Place(folder, N_("The vault. Its name can be read by whoever uses this computer.")),
        Place(folder / DATABASE, N_("Records, history, search index and drafts, encrypted")),
        Place(folder / "blobs", N_("Attachments, each encrypted under a key of its own, without their names")),
        Place(folder / "vault.a", N_("Header, with a second copy beside it: the ways in. It names nobody.")),
        Place(paths.config_folder(), SETTINGS if paths.portable_folder() is None else PORTABLE, is_plain=True),
    )


def versions() -> dict[str, str]:
    """Return {what: version} of all that matters to a report of a hole."""
    found = {"casevault": __version__, "python": platform.python_version(), "system": platform.platform(terse=True)}
    # Which of two copies of a library runs: the package's own, or the one that the system mends.
    found["form"] = "package" if getattr(sys, "frozen", False) else "source"
    if paths.portable_folder() is not None:
        found["form"] += ", portable"
    found |= keyed.versions()
    for name in MATTERS:
        try:
            found[name.lower()] = metadata.version(name)
        except metadata.PackageNotFoundError:  # a package of its own may carry the code without its papers
            found[name.lower()] = ""
    return found
