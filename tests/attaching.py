"""What tests of attachments share: files to bring in, and a look at what was left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casevault.errors import CaseVaultError, Code

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casevault.vault.attachments import Attached
    from casevault.vault.vault import Vault

CANARY = "zebra-高瑜-canary".encode()


def content(length: int) -> bytes:
    return (CANARY * (length // len(CANARY) + 1))[:length]


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def case_in(vault: Vault) -> str:
    return vault.records.add("case", {"code": "K", "title": "T"}, strict=False).id


def refused(call: Callable[[], object]) -> Code:
    with pytest.raises(CaseVaultError) as caught:
        call()
    assert caught.value.what.text
    return caught.value.code


def stored(vault: Vault) -> list[Path]:
    return sorted(path for path in (vault.folder / "blobs").rglob("*") if not path.is_dir())


def untouched(vault: Vault) -> bool:
    """Say whether there is neither a row, nor a file, nor a part, nor a piece of evidence."""
    return not (
        vault.attachments.rows() or stored(vault) or list((vault.folder / "tmp").iterdir()) or vault.records.ids("evidence")
    )


def add(vault: Vault, *paths: Path) -> Attached:
    return vault.attachments.add(paths, about=[case_in(vault)])


def flip(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)
