"""Runs before any other line of the package, what loads its libraries included."""

from casevault.hardening import harden

harden()

import os
import sys
from types import ModuleType

# The boot loader points the loader of libraries at the package's own. This process has read that; a program of the system that is
# started from here (to open a copy outside) must find the system's libraries, or it fails or runs with ours.
_before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
os.environ.pop("LD_LIBRARY_PATH", None)
if _before is not None:
    os.environ["LD_LIBRARY_PATH"] = _before

# python-stdnum and the reader of XML import these for addresses on servers, which nothing here asks for: the package has only the
# names.
for name in ("ssl", "urllib.request"):
    sys.modules.setdefault(name, ModuleType(name))
