from __future__ import annotations

from typing import TYPE_CHECKING

from casevault.store import meta

if TYPE_CHECKING:
    from casevault.vault.vault import Vault


def test_values_are_kept_replaced_and_dropped(vault: Vault) -> None:
    assert vault.db.read(lambda c: meta.get(c, "x")) is None
    for value in (b"", b"\x00\xff", b"longer"):
        vault.db.write(lambda c, value=value: meta.put(c, "x", value))  # type: ignore[misc] # value bound early
        assert vault.db.read(lambda c: meta.get(c, "x")) == value
    vault.db.write(lambda c: meta.drop(c, "x"))
    assert vault.db.read(lambda c: meta.get(c, "x")) is None
