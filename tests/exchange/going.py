"""What tests of exports share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builders import PASSPHRASE

from casevault.exchange.export import Exported, Format, export
from casevault.i18n import Catalogue
from casevault.progress import silent

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.progress import Progress
    from casevault.vault.leaving import Seal
    from casevault.vault.vault import Vault


def out(
    vault: Vault, target: Path, form: Format, seal: Seal, *, secret: str = PASSPHRASE, progress: Progress = silent
) -> Exported:
    given = bytearray(secret.encode())
    return export(vault, given, None, format=form, target=target, catalogue=Catalogue(), seal=seal, progress=progress)
