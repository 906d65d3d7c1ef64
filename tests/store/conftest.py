from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from desk import Desk, invented, open_desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Records over a new database, with the first batch written."""
    made = open_desk(tmp_path)
    yield made
    made.db.close()


@pytest.fixture
def made(desk: Desk) -> dict[str, str]:
    """A small invented case at the desk: ids by short name."""
    return invented(desk)
