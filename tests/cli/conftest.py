from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lines import Line

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def line(tmp_path: Path) -> Line:
    secret = tmp_path / "secret"
    secret.write_text("six words are better than one\n", encoding="utf-8")
    made = Line(tmp_path / "W.casevault", secret)
    assert set(made.ok("create", str(made.folder), "--sign-as", "A.B.")) == {"vault", "vault_id", "recovery_code", "passphrase"}
    return made
