"""What tests of erasing share: somebody to erase, files, and the act in its two steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from attaching import write

from casevault.domain.erasing import Reason
from casevault.errors import CaseVaultError
from casevault.vault import erasing

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.vault.erasing import Erased, Target
    from casevault.vault.vault import Vault

NAME = "Zebra Canary 斑马"


def erase(vault: Vault, target: Target, reason: Reason = Reason.ASKED) -> Erased:
    return erasing.erase(vault, target, erasing.plan(vault, target).word, reason)


def refused(vault: Vault, target: Target) -> CaseVaultError:
    with pytest.raises(CaseVaultError) as caught:
        erasing.plan(vault, target)
    return caught.value


def attach(vault: Vault, about: str, path: Path, data: bytes) -> str:
    return vault.attachments.add([write(path, data)], about=[about]).evidence


def stored(vault: Vault) -> list[Path]:
    return [path for path in (vault.folder / "blobs").rglob("*") if path.is_file()]


def person(vault: Vault, **fields: object) -> str:
    return vault.records.add("person", {"display_name": NAME, "occupation": "zebra keeper", **fields}).id
