"""A request over the invented case, and whether a refusal left anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casevault.disclosure import register
from casevault.disclosure.request import Request

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.vault.vault import Vault


def ask(made: dict[str, str], **fields: Any) -> Request:
    usual = {"cases": (made["case"],), "audience": "embassy", "output": "dossier", "to": "Embassy of Ruritania"}
    return Request(**{**usual, **fields})


def untouched(vault: Vault, out: Path, before: int) -> bool:
    return not out.exists() and not list(out.parent.glob(f".{out.name}*")) and len(register.listing(vault)) == before


# ---- what leaves ------------------------------------------------------------------------------------------------------------
