"""The foreign programs that tests call: readers that did not write what they read, and hands for a real window."""

from __future__ import annotations

import os
import shutil

import pytest

# Set by the Makefile where its set-up installs the tools: one that is missing is a fault there, not a skip.
SET_UP = os.environ.get("CASEVAULT_TOOLS") == "installed"


def need(*programs: str) -> None:
    """Go on where all `programs` are there; else skip the test, or fail it where the set-up should have installed them."""
    missing = [program for program in programs if shutil.which(program) is None]
    if not missing:
        return
    sentence = f"not installed: {', '.join(missing)}"
    if SET_UP:
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)
