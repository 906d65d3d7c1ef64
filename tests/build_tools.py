"""The modules of the build, which stand alone beside each other in packaging/package."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "packaging" / "package"


def tool(name: str) -> Any:
    """Return a module of the build; those that it imports are found beside it."""
    for wanted in ("libraries", "sbom", name):
        if wanted not in sys.modules:
            spec = importlib.util.spec_from_file_location(wanted, BUILD / f"{wanted}.py")
            assert spec is not None
            assert spec.loader is not None
            sys.modules[wanted] = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(sys.modules[wanted])
    return sys.modules[name]
