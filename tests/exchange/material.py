"""Files of other programs for the tests of reading in: made here, or those of a folder beside the checkout, if it is there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from casevault.exchange.opening import open_source

if TYPE_CHECKING:
    from casevault.exchange.sheets import Row, Source

DATA = Path(__file__).parents[3] / "shared" / "data"


def found(*parts: str) -> Path:
    """Return a file or folder of the real material; skips the test where it is absent."""
    path = DATA.joinpath(*parts)
    if not path.exists():
        pytest.skip("no material from other programs beside the checkout")
    return path


def opened(path: Path, **asked: Any) -> tuple[Source, list[Row]]:
    """Return what a file is, and all its rows."""
    with open_source(path, **asked) as source:
        return source, list(source.sheet.rows)


def written(folder: Path, content: str | bytes, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path
