"""Surroundings for every test: a home of its own, no display needed, no network, and a vault when one is asked for."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

import pytest
from builders import FixedAmbient, make_vault
from hypothesis import settings
from turns import turn

from casevault.hardening import refuse_network

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from casevault.vault.vault import Vault

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
refuse_network()
# The same examples each time, so that a change is judged by what it changed; `make explore` draws new ones.
settings.register_profile("repeatable", derandomize=True)
settings.register_profile("explore", derandomize=False)
settings.load_profile("repeatable")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests that start the program: they take longest, and at the end all else would wait for one of them."""
    items.sort(key=lambda item: item.path.parent.name != "e2e")


def pytest_collection_finish() -> None:
    """Set aside what stays to the end: looked through each time, so many tests keep Python from looking for rubbish at all."""
    gc.freeze()
    gc.collect()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    if "qapp" not in getattr(item, "fixturenames", ()) and not gc.isenabled():
        gc.collect()  # what tests of the window left goes here, on the thread that made it: see casevault.ui.sweeper
        gc.enable()
    with turn(alone=item.get_closest_marker("alone") is not None):
        return (yield)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, so that no test reads or leaves anything in the real one."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def ambient() -> FixedAmbient:
    return FixedAmbient()


@pytest.fixture
def vault(tmp_path: Path, ambient: FixedAmbient) -> Iterator[Vault]:
    """A new open vault in `tmp_path`/vault."""
    made, _ = make_vault(tmp_path / "vault", ambient=ambient)
    with made:
        yield made
